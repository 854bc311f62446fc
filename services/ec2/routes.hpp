// Routes: what operations say of them, and how they are shown.
#pragma once

#include "services/ec2/frame.hpp"

namespace understudy::ec2 {

// A table's routes: those within the VPC, then those that were made.
std::vector<Route> routes_of(const State& state, const RouteTable& table);
void show_route(const Call& call, const State& state, const Route& route, const Out& out);
bool is_blackhole(const State& state, const Route& route);  // its target is gone

}  // namespace understudy::ec2
