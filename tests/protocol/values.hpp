// Values for the tests of the wire engine: shown as short text, and made up for any shape.
#pragma once

#include <string>

#include "services/kit/value.hpp"
#include "services/models/model.hpp"

namespace understudy::gateway::protocol {

// {Name:"x" List:[1 2] Map:{"k":true} At:1970-01-01T00:00:00Z Data:b"raw"}, members in the value's order.
std::string shown(const models::Service& service, const kit::Value& value);

// A structure of `shape` with every body member (of a union: one of them), different scalars each, two
// elements a list and two entries a map, down to `levels` levels. Members that share a wire name with another
// one are left out.
kit::Value made_up(const models::Shape& shape, kit::Arena& arena, int levels = 6);

}  // namespace understudy::gateway::protocol
