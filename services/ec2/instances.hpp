// Instances: how they are shown, and who may change them.
#pragma once

#include "services/ec2/frame.hpp"

namespace understudy::ec2 {

std::int64_t state_code(std::string_view state);  // "running" is 16
void show_state(std::string_view state, const Out& out);
void show_instance(const Call& call, const State& state, const std::string& id, const Instance& instance,
                   const Out& out);
// The reservation's own part, then these instances of it.
void show_reservation(const Call& call, const State& state, const Texts& instances, const Out& out);
void show_profile(const Profile& profile, const Out& out);

// The instance's interface at device index 0, if it has one.
std::optional<std::string> primary_interface(const State& state, const std::string& instance);
Texts groups_of(const State& state, const std::string& instance);

// The instances that an operation names; settled where moves are immediate. Throws for none and for missing
// ones.
Texts instances_meant(const Call& call, State& state);
std::string instance_meant(const Call& call, State& state);  // by InstanceId

// IamInstanceProfile by Arn or Name.
Profile read_profile(const Call& call, const In& from);

// Version of a launch template that the structure names; its data. Throws what is wrong with it.
Doc launch_template_data(const State& state, const In& specification);
std::pair<std::string, std::int64_t> launch_template_meant(const State& state, const In& specification);

}  // namespace understudy::ec2
