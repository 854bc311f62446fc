// Hints: what services declare of their resources where the model does not say enough.
#pragma once

#include <span>
#include <string_view>

#include "services/kit/resource.hpp"

namespace understudy::derived {

// The declarations of a service without handlers (services/<service>/resources.cpp); empty when it has none.
// A declaration's empty parts leave the inference as it is.
std::span<const kit::Resource> hints_of(std::string_view service);

}  // namespace understudy::derived
