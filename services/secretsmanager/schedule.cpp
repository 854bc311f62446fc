// Reads rate(10 days) and cron(0 8,20 ? JAN-JUN MON#1 *) and finds their windows (user guide, "Rotation
// schedules"): minutes are 0, years are *, and one of the two kinds of days is "?".
#include "services/secretsmanager/schedule.hpp"

#include <algorithm>
#include <array>
#include <bitset>
#include <charconv>
#include <span>
#include <string>
#include <vector>

namespace understudy::secretsmanager {
namespace {

using kit::Time;
using std::chrono::days;
using std::chrono::hours;

constexpr int shortest_hours = 4, longest_days = 999;
constexpr int years_ahead = 8;  // 29 February comes at the latest then

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) return {};
  return value;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0; at <= text.size();) {
    const auto end = std::min(text.find(separator, at), text.size());
    parts.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

// The text between "name(" and ")".
std::optional<std::string_view> argument(std::string_view expression, std::string_view name) {
  if (!expression.starts_with(name) || !expression.ends_with(')')) return {};
  return expression.substr(name.size(), expression.size() - name.size() - 1);
}

// ---- rate()

struct Rate {
  int count = 0;
  bool in_hours = false;
};

std::optional<Rate> read_rate(std::string_view expression) {
  const auto text = argument(expression, "rate(");
  const auto parts = text ? split(*text, ' ') : std::vector<std::string_view>();
  const auto count = parts.size() == 2 ? number(parts[0]) : std::nullopt;
  if (!count || *count == 0) return {};
  const bool in_hours = parts[1] == "hours" || parts[1] == "hour";
  if (!in_hours && parts[1] != "days" && parts[1] != "day") return {};
  if (in_hours ? *count < shortest_hours || *count > longest_days * 24 : *count > longest_days) return {};
  return Rate{*count, in_hours};
}

// ---- cron()

using Set = std::bitset<64>;

struct Field {
  int low, high;
  std::span<const std::string_view> names;  // of its values from `low` on
};
constexpr std::array<std::string_view, 12> months{"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                                  "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
constexpr std::array<std::string_view, 7> weekdays{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"};
constexpr Field hour_field{0, 23, {}}, day_field{1, 31, {}}, month_field{1, 12, months},
    weekday_field{1, 7, weekdays};

std::optional<int> value_of(std::string_view text, const Field& field) {
  const auto name = std::ranges::find(field.names, text);
  const auto value = name == field.names.end()
                         ? number(text)
                         : std::optional(field.low + static_cast<int>(name - field.names.begin()));
  if (!value || *value < field.low || *value > field.high) return {};
  return value;
}

// "*", "5", "1-5", "MON-FRI", "2/4", "*/6", and lists of these.
std::optional<Set> read_set(std::string_view text, const Field& field) {
  Set set;
  for (const std::string_view item : split(text, ',')) {
    const auto slash = item.find('/');
    const std::string_view base = item.substr(0, slash);
    const auto dash = base.find('-');
    auto low = base == "*" ? std::optional(field.low) : value_of(base.substr(0, dash), field);
    auto high = low;
    if (dash != base.npos) high = value_of(base.substr(dash + 1), field);
    if (base == "*" || (slash != item.npos && dash == base.npos)) high = field.high;
    const auto step = slash == item.npos ? std::optional(1) : number(item.substr(slash + 1));
    if (!low || !high || !step || *step == 0 || *low > *high) return {};
    for (int value = *low; value <= *high; value += *step) set.set(static_cast<std::size_t>(value));
  }
  return set;
}

struct Cron {
  Set hours, months;
  std::optional<Set> days, weekdays;
  bool last_day = false;            // L
  std::optional<int> last_weekday;  // 5L: of the month
  std::optional<int> weekday, nth;  // 5#2
};

bool read_days(std::string_view text, Cron& cron) {
  if (text == "L") return cron.last_day = true;
  cron.days = read_set(text, day_field);
  return cron.days.has_value();
}

bool read_weekdays(std::string_view text, Cron& cron) {
  if (text == "L") text = "SAT";
  if (const auto hash = text.find('#'); hash != text.npos) {
    cron.weekday = value_of(text.substr(0, hash), weekday_field);
    cron.nth = number(text.substr(hash + 1));
    return cron.weekday && cron.nth && *cron.nth >= 1 && *cron.nth <= 5;
  }
  if (text.ends_with('L')) {
    cron.last_weekday = value_of(text.substr(0, text.size() - 1), weekday_field);
    return cron.last_weekday.has_value();
  }
  cron.weekdays = read_set(text, weekday_field);
  return cron.weekdays.has_value();
}

std::optional<Cron> read_cron(std::string_view expression) {
  const auto text = argument(expression, "cron(");
  const auto parts = text ? split(*text, ' ') : std::vector<std::string_view>();
  if (parts.size() != 6 || parts[0] != "0" || parts[5] != "*") return {};
  if ((parts[2] == "?") == (parts[4] == "?")) return {};
  Cron cron;
  const auto hour_set = read_set(parts[1], hour_field), month_set = read_set(parts[3], month_field);
  if (!hour_set || !month_set) return {};
  cron.hours = *hour_set;
  cron.months = *month_set;
  const bool good = parts[2] == "?" ? read_weekdays(parts[4], cron) : read_days(parts[2], cron);
  return good ? std::optional(cron) : std::nullopt;
}

bool on(const Cron& cron, std::chrono::sys_days day) {
  const std::chrono::year_month_day date(day);
  const unsigned of_month = static_cast<unsigned>(date.day());
  if (!cron.months.test(static_cast<unsigned>(date.month()))) return false;
  if (cron.days) return cron.days->test(of_month);
  const unsigned last = static_cast<unsigned>((date.year() / date.month() / std::chrono::last).day());
  if (cron.last_day) return of_month == last;
  const int weekday = static_cast<int>(std::chrono::weekday(day).c_encoding()) + 1;
  if (cron.weekdays) return cron.weekdays->test(static_cast<unsigned>(weekday));
  if (cron.last_weekday) return weekday == *cron.last_weekday && of_month + 7 > last;
  return weekday == *cron.weekday && static_cast<int>(of_month - 1) / 7 + 1 == *cron.nth;
}

// ---- Windows

struct Opening {
  Time at;
  bool in_hours;
};

std::optional<Opening> next_opening(std::string_view expression, Time after) {
  const auto midnight = std::chrono::floor<days>(after);
  if (const auto rate = read_rate(expression)) {
    if (!rate->in_hours) return Opening{midnight + days(rate->count), false};
    Time at = midnight;  // windows in hours are counted from midnight (API reference)
    while (at <= after) at += hours(rate->count);
    return Opening{at, true};
  }
  const auto cron = read_cron(expression);
  if (!cron) return {};
  for (auto day = midnight; day < midnight + days(366 * years_ahead); day += days(1)) {
    if (!on(*cron, day)) continue;
    for (std::size_t hour = 0; hour < 24; ++hour)
      if (const Time at = day + hours(hour); cron->hours.test(hour) && at > after)
        return Opening{at, cron->hours.count() > 1};
  }
  return {};
}

}  // namespace

std::optional<int> hours_of(std::string_view duration) {
  if (!duration.ends_with('h')) return {};
  const auto count = number(duration.substr(0, duration.size() - 1));
  return count && *count > 0 ? count : std::nullopt;
}

std::optional<Window> next_window(std::string_view expression, std::string_view duration, Time after) {
  const auto opening = next_opening(expression, after);
  if (!opening) return {};
  if (const auto open = hours_of(duration)) return Window{opening->at, opening->at + hours(*open)};
  return Window{opening->at,
                opening->in_hours ? opening->at + hours(1) : std::chrono::floor<days>(opening->at) + days(1)};
}

std::optional<std::int64_t> days_between(std::string_view expression, std::string_view duration) {
  const auto first = next_window(expression, duration, Time());
  const auto second = first ? next_window(expression, duration, first->opens) : std::nullopt;
  if (!second || second->opens - first->opens < days(1)) return {};
  return std::chrono::floor<days>(second->opens - first->opens).count();
}

bool fits(std::string_view expression, std::string_view duration) {
  const auto open = hours_of(duration);
  if (!open || *open > 24) return false;
  if (expression.empty()) return true;
  // A day's worth of windows tells: what is open for longer than a day does not fit anyway.
  auto window = next_window(expression, duration, Time());
  for (int i = 0; window && i < 24; ++i) {
    const auto next = next_window(expression, duration, window->opens);
    if (window->closes > std::chrono::floor<days>(window->opens) + days(1)) return false;
    if (next && next->opens < window->closes) return false;
    window = next;
  }
  return true;
}

}  // namespace understudy::secretsmanager
