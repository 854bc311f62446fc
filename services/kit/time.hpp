// Instants and spans: microseconds since 1970-01-01T00:00:00Z, always UTC, always from a world's clock.
#pragma once

#include <chrono>
#include <cstdint>

namespace understudy::kit {

using Duration = std::chrono::microseconds;
using Time = std::chrono::sys_time<Duration>;  // +-292,000 years; AWS shows at most milliseconds

using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

inline constexpr Time never = Time::max();

// Whole seconds (rounded down), milliseconds and fractional seconds since the epoch, as AWS's fields want
// them.
constexpr std::int64_t epoch_seconds(Time t) {
  return std::chrono::floor<seconds>(t).time_since_epoch().count();
}
constexpr std::int64_t epoch_millis(Time t) {
  return std::chrono::floor<milliseconds>(t).time_since_epoch().count();
}
constexpr Time from_epoch_seconds(std::int64_t s) { return Time(seconds(s)); }
constexpr Time from_epoch_millis(std::int64_t ms) { return Time(milliseconds(ms)); }

}  // namespace understudy::kit
