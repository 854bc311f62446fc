// Who plays which operations, counted from the registry: for the command line and the admin's page.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace understudy::gateway {

// As a "table", "json", "markdown" or "summary" (what the README shows). With a service to explain: the
// resources that the engine infers of it, as text; nothing when no model has that name.
std::optional<std::string> coverage(std::string_view format, std::string_view explain = {});

}  // namespace understudy::gateway
