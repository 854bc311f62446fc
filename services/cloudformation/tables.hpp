// The tables of types, one file a field.
#pragma once

#include <span>

#include "services/cloudformation/types.hpp"

namespace understudy::cloudformation {

extern const std::span<const Type> compute_types, data_types, identity_types, messaging_types, network_types,
    web_types;

}  // namespace understudy::cloudformation
