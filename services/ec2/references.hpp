// What EC2's rows must find: a view that was written by hand may name what is not there.
#pragma once

#include "services/ec2/state.hpp"

namespace understudy::ec2 {

// Throws kit::ViewError with the path to the first name that leads nowhere. What AWS lets outlive its origin
// (a volume's snapshot, the instance that an interface was attached to) is not looked for.
void check_references(const State& state);

}  // namespace understudy::ec2
