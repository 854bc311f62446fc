// The only place that names every service.
#pragma once

#include <span>
#include <string_view>

#include "services/kit/service.hpp"

namespace understudy::registry {

std::span<const kit::Service* const> services();  // sorted by name
const kit::Service* find(std::string_view name);  // by folder name; null when nothing native plays it
// The operation's number in its service, or -1 when nothing plays it.
int operation(const kit::Service& service, std::string_view name);

}  // namespace understudy::registry
