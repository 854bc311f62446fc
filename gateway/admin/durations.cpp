// Lengths of time, read in one pass.
#include "gateway/admin/durations.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <span>

namespace understudy::gateway::admin {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t micros;  // 0: a calendar's
  int months = 0;
};
constexpr std::int64_t second = 1'000'000, minute = 60 * second, hour = 60 * minute, day = 24 * hour;
constexpr std::array<Unit, 7> plain{
    {{"us", 1}, {"ms", 1000}, {"s", second}, {"m", minute}, {"h", hour}, {"d", day}, {"w", 7 * day}}};
// ISO 8601 wants them in this order, each at most once.
constexpr std::array<Unit, 4> of_date{{{"Y", 0, 12}, {"M", 0, 1}, {"W", 7 * day}, {"D", day}}};
constexpr std::array<Unit, 3> of_time{{{"H", hour}, {"M", minute}, {"S", second}}};

struct Length {
  std::int64_t months = 0;
  double micros = 0;
  bool any = false;
};

std::optional<double> take_number(std::string_view& text) {
  double number = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (error != std::errc() || !(number >= 0) || std::isinf(number) || text.starts_with('-')) return {};
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

// Reads numbers with these units up to `end` or the text's end; `ordered`: as ISO 8601 has them.
bool take(std::string_view& text, std::span<const Unit> units, bool ordered, Length& length) {
  auto from = units.begin();
  while (!text.empty() && text.front() != 'T') {
    const auto number = take_number(text);
    if (!number) return false;
    const Unit* best = nullptr;
    for (auto unit = from; unit != units.end(); ++unit)
      if (text.starts_with(unit->name) && (!best || unit->name.size() > best->name.size())) best = &*unit;
    if (!best) return false;
    text.remove_prefix(best->name.size());
    if (ordered) from = units.begin() + (best - units.data()) + 1;
    if (best->months > 0) {
      if (*number != std::floor(*number) || *number > 120'000) return false;
      length.months += best->months * static_cast<std::int64_t>(*number);
    }
    length.micros += *number * static_cast<double>(best->micros);
    length.any = true;
  }
  return true;
}

std::optional<Length> read(std::string_view text) {
  Length length;
  if (!text.starts_with('P')) {
    if (!text.empty() && text.find_first_not_of("0123456789") == text.npos) {
      length.micros = *take_number(text) * static_cast<double>(second);
      return length;
    }
    if (!take(text, plain, false, length) || !text.empty() || !length.any) return {};
    return length;
  }
  text.remove_prefix(1);
  if (!take(text, of_date, true, length)) return {};
  if (text.starts_with('T')) {
    text.remove_prefix(1);
    if (text.empty() || !take(text, of_time, true, length)) return {};
  }
  if (!text.empty() || !length.any) return {};
  return length;
}

}  // namespace

std::optional<kit::Time> later(kit::Time from, std::string_view duration) {
  constexpr kit::Time end = std::chrono::sys_days(std::chrono::year(10'000) / 1 / 1);
  const auto length = read(duration);
  if (!length || length->micros > 4e17) return {};
  const auto midnight = std::chrono::floor<std::chrono::days>(from);
  std::chrono::year_month_day date(midnight);
  if (length->months > 0) {
    if (length->months > 120'000) return {};
    date += std::chrono::months(length->months);
    if (!date.ok()) date = date.year() / date.month() / std::chrono::last;
  }
  const kit::Time at = kit::Time(std::chrono::sys_days(date)) + (from - midnight) +
                       kit::Duration(std::llround(length->micros));
  return at < end ? std::optional(at) : std::nullopt;
}

}  // namespace understudy::gateway::admin
