// IP addresses in ranges, as conditions name them: "203.0.113.0/24", "2001:db8::/32", or an address alone.
#pragma once

#include <string_view>

namespace understudy::policy {

bool is_range(std::string_view range);
bool in_range(std::string_view address, std::string_view range);  // false when either is none

}  // namespace understudy::policy
