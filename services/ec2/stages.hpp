// How EC2's resources move through their states: by looks, by the clock, and what a new state brings with it.
#pragma once

#include "services/ec2/frame.hpp"

namespace understudy::ec2 {

// Somebody looks at what is under way: every row, or those of these ids.
void look_at_instances(State& state, kit::Turn& turn, const In& ids = {});
void look_at_volumes(State& state, kit::Turn& turn, const In& ids = {});
void look_at_snapshots(State& state, kit::Turn& turn, const In& ids = {});
void look_at_images(State& state, kit::Turn& turn, const In& ids = {});
// Before a resource is changed: where moves are immediate, the last one is over by now. Other moves stay as
// far as they are: a change is no look.
void settle_instance(State& state, kit::Turn& turn, const std::string& id);
void settle_volume(State& state, kit::Turn& turn, const std::string& id);
void settle_instances(State& state, kit::Turn& turn);  // all that move

// What follows when an instance has come to the state that it is in: terminated ones let go of all they had.
void arrived(State& state, kit::Turn& turn, const std::string& instance);

Texts volumes_of(const State& state, const std::string& instance);  // attached to it

}  // namespace understudy::ec2
