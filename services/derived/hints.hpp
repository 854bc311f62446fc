// Hints: what services declare of their resources where the model does not say enough.
#pragma once

#include <span>
#include <string_view>

#include "services/derived/hint.hpp"
#include "services/kit/resource.hpp"

namespace understudy::derived {

// Of a service; its empty parts leave the inference as it is.
struct ServiceHints {
  std::span<const kit::Resource> resources;  // declared as native services declare theirs
  Hints hints;
};

// The declarations in services/<service>/resources.cpp; empty when it has none, or when the environment says
// UNDERSTUDY_HINTS=off, which is for measuring what inference alone can do.
ServiceHints hints_of(std::string_view service);

}  // namespace understudy::derived
