// When secrets rotate: rate() and cron() expressions and the windows that they open, all in UTC.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "services/kit/time.hpp"

namespace understudy::secretsmanager {

struct Window {
  kit::Time opens, closes;  // closes: the first instant behind it
};

// The first window that opens after `after`. Without a duration ("3h") one of a schedule in hours is open for
// an hour, one of a schedule in days until the day ends. Nothing for what is no schedule of this service, and
// when no window will ever open.
std::optional<Window> next_window(std::string_view expression, std::string_view duration, kit::Time after);

// AutomaticallyAfterDays as AWS works it out of a schedule; nothing below a day.
std::optional<std::int64_t> days_between(std::string_view expression, std::string_view duration);

// Whole hours of a duration; nothing for what is none.
std::optional<int> hours_of(std::string_view duration);

// Whether its windows stay within their days and do not meet the next one (API reference, RotationRulesType).
bool fits(std::string_view expression, std::string_view duration);

}  // namespace understudy::secretsmanager
