// Security group rules: what operations say of them, and how they are shown.
#pragma once

#include "services/ec2/frame.hpp"

namespace understudy::ec2 {

// The group that an operation means by GroupId, or by GroupName in the default VPC.
std::string group_meant(const Call& call, const State& state);
std::optional<std::string> group_named(const State& state, const std::string& vpc, std::string_view name);

// IpPermissions and the older single members, one rule a source. Throws what is wrong with them.
std::vector<Rule> read_rules(const Call& call, const State& state, const std::string& group, bool egress);
bool same_rule(const Rule& a, const Rule& b);  // but for descriptions and tags

void show_rule(const Call& call, const State& state, const std::string& id, const Rule& rule, const Out& out);
// The group's rules of that direction, as lists of permissions.
void show_permissions(const State& state, const std::string& group, bool egress, const Slot& slot);
std::string protocol_of(std::string_view given);  // "6" is "tcp"
void check_ports(const Rule& rule);

}  // namespace understudy::ec2
