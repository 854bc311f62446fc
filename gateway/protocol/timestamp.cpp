// Timestamps as the wires write them: ISO 8601, the HTTP dates of RFC 822's family, and decimal seconds.
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <limits>

#include "gateway/protocol/text.hpp"

namespace understudy::gateway::protocol {
namespace {

using models::tables::TimestampFormat;
using std::chrono::sys_days;

constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> weekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::int64_t micros = 1'000'000;

// Takes pieces from the front of a text; `good` turns false at the first that is not there, and stays so.
struct Cursor {
  std::string_view rest;
  bool good = true;

  bool take(char c) {
    if (rest.empty() || rest[0] != c) return false;
    rest.remove_prefix(1);
    return true;
  }
  void need(char c) { good = take(c) && good; }
  bool digit() const { return !rest.empty() && rest[0] >= '0' && rest[0] <= '9'; }
  int number(int at_least, int at_most) {
    int value = 0, digits = 0;
    for (; digits < at_most && digit(); ++digits) {
      value = value * 10 + (rest[0] - '0');
      rest.remove_prefix(1);
    }
    good = good && digits >= at_least;
    return value;
  }
  void blanks() {
    while (take(' ')) {
    }
  }
};

struct Clock {
  int year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0;
  std::int64_t fraction = 0;  // microseconds
  int offset = 0;             // minutes east of UTC
};

// ".5" or ",5" and any number of digits: microseconds, rounded, so up to one million.
std::int64_t take_fraction(Cursor& in) {
  if (!in.take('.') && !in.take(',')) return 0;
  std::int64_t value = 0, scale = micros;
  in.good = in.good && in.digit();
  for (; in.digit() && scale > 1; in.rest.remove_prefix(1)) {
    scale /= 10;
    value += (in.rest[0] - '0') * scale;
  }
  if (in.digit() && in.rest[0] >= '5') ++value;
  while (in.digit()) in.rest.remove_prefix(1);
  return value;
}

// Z, GMT, UTC, +02:00, +0200, -08 or nothing.
int take_zone(Cursor& in) {
  in.blanks();
  if (in.rest.empty() || in.take('Z') || in.take('z')) return 0;
  if (in.rest.starts_with("GMT") || in.rest.starts_with("UTC")) {
    in.rest.remove_prefix(3);
    return 0;
  }
  const int sign = in.rest[0] == '-' ? -1 : 1;
  if (!in.take('-')) in.need('+');
  int offset = in.number(2, 2) * 60;
  if (in.take(':') || in.digit()) offset += in.number(2, 2);
  return sign * offset;
}

std::optional<kit::Time> assemble(const Cursor& in, const Clock& c) {
  if (!in.good || !in.rest.empty()) return {};
  const std::chrono::year_month_day date{std::chrono::year(c.year),
                                         std::chrono::month(static_cast<unsigned>(c.month)),
                                         std::chrono::day(static_cast<unsigned>(c.day))};
  if (!date.ok() || c.hour > 24 || c.minute > 59 || c.second > 60) return {};
  if (c.hour == 24 && (c.minute != 0 || c.second != 0 || c.fraction != 0)) return {};
  return kit::Time(sys_days(date)) + std::chrono::hours(c.hour) + std::chrono::minutes(c.minute - c.offset) +
         std::chrono::seconds(c.second) + kit::Duration(c.fraction);
}

void take_clock(Cursor& in, Clock& c) {  // hh:mm[:ss[.fff]]
  c.hour = in.number(2, 2);
  in.need(':');
  c.minute = in.number(2, 2);
  if (in.take(':')) {
    c.second = in.number(2, 2);
    c.fraction = take_fraction(in);
  }
}

template <std::size_t n>
int take_name(Cursor& in, const std::array<std::string_view, n>& names) {  // its place, else -1
  for (std::size_t i = 0; i < n; ++i) {
    if (in.rest.size() < 3 || !equal_without_case(in.rest.substr(0, 3), names[i])) continue;
    in.rest.remove_prefix(3);
    return static_cast<int>(i);
  }
  return -1;
}

void append_digits(std::string& out, int value, int digits) {
  char text[8];
  for (int i = digits; i-- > 0; value /= 10) text[i] = static_cast<char>('0' + value % 10);
  out.append(text, static_cast<std::size_t>(digits));
}

struct Split {
  std::chrono::year_month_day date;
  std::chrono::weekday weekday;
  int hour, minute, second, fraction;
};

Split split(kit::Time time) {
  constexpr kit::Time first = sys_days(std::chrono::year(0) / 1 / 1);
  constexpr kit::Time last = kit::Time(sys_days(std::chrono::year(10000) / 1 / 1)) - kit::Duration(1);
  time = std::clamp(time, first, last);
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::int64_t rest = (time - day).count();
  const auto seconds = static_cast<int>(rest / micros);
  return {day,          std::chrono::weekday(day),      seconds / 3600, seconds / 60 % 60,
          seconds % 60, static_cast<int>(rest % micros)};
}

void append_clock(std::string& out, const Split& s) {
  append_digits(out, s.hour, 2);
  out += ':';
  append_digits(out, s.minute, 2);
  out += ':';
  append_digits(out, s.second, 2);
}

// The forms that start with a month's or a weekday's name, or with a day of the month.
Clock take_http_date(Cursor& in) {
  Clock c;
  const bool asctime = take_name(in, weekdays) >= 0 && in.rest.starts_with(' ');  // Sun Nov  6 08:49:37 1994
  while (!asctime && !in.rest.empty() && !in.digit())
    in.rest.remove_prefix(1);  // the rest of the weekday, a comma
  in.blanks();
  const auto month = [&] {
    c.month = take_name(in, months) + 1;
    in.good = in.good && c.month > 0;
  };
  if (asctime) {
    month();
    in.blanks();
    c.day = in.number(1, 2);
    in.need(' ');
    take_clock(in, c);
    in.need(' ');
    c.year = in.number(4, 4);
    return c;
  }
  c.day = in.number(1, 2);
  const bool dashes = in.take('-');  // Sunday, 06-Nov-94 08:49:37 GMT
  in.blanks();
  month();
  if (dashes) in.need('-');
  in.blanks();
  const std::size_t before = in.rest.size();
  c.year = in.number(2, 4);
  if (before - in.rest.size() == 2) c.year += c.year < 70 ? 2000 : 1900;
  in.need(' ');
  take_clock(in, c);
  c.offset = take_zone(in);
  return c;
}

}  // namespace

std::optional<kit::Time> parse_iso8601(std::string_view text) {
  Cursor in{text};
  Clock c;
  c.year = in.number(4, 4);
  const bool dashes = in.take('-');
  c.month = in.number(2, 2);
  if (dashes) in.need('-');
  c.day = in.number(2, 2);
  if (in.take('T') || in.take('t') || in.take(' ')) {
    c.hour = in.number(2, 2);
    const bool colons = in.take(':');
    c.minute = in.number(2, 2);
    if (colons ? in.take(':') : in.digit()) {
      c.second = in.number(2, 2);
      c.fraction = take_fraction(in);
    }
    c.offset = take_zone(in);
  }
  return assemble(in, c);
}

std::optional<kit::Time> parse_rfc822(std::string_view text) {
  Cursor in{text};
  const Clock c = take_http_date(in);
  return assemble(in, c);
}

std::optional<kit::Time> parse_unix(std::string_view text) {
  Cursor in{text};
  const bool negative = in.take('-');
  if (!negative) in.take('+');
  const std::string_view digits = in.rest.substr(0, in.rest.find_first_not_of("0123456789"));
  in.rest.remove_prefix(digits.size());
  if (digits.size() + in.rest.size() == 0) return {};
  if (in.rest.find_first_of("eE") != std::string_view::npos || digits.size() > 13) {
    const auto seconds = parse_double(text);
    return seconds ? time_from_seconds(*seconds) : std::nullopt;
  }
  const std::int64_t whole = digits.empty() ? 0 : parse_integer(digits).value_or(0);
  std::int64_t fraction = 0;
  if (in.rest != ".") {
    fraction = take_fraction(in);
  } else if (!digits.empty()) {
    in.rest = {};
  }
  const std::int64_t limit = std::numeric_limits<std::int64_t>::max() / micros - 1;
  if (!in.good || !in.rest.empty() || whole > limit) return {};
  const std::int64_t value = whole * micros + fraction;
  return kit::Time(kit::Duration(negative ? -value : value));
}

std::optional<kit::Time> parse_time(std::string_view text, TimestampFormat expected) {
  if (expected == TimestampFormat::unix_timestamp) {
    if (const auto t = parse_unix(text)) return t;
  }
  // A calendar date has a letter, a colon or a dash inside; eight digits alone are seconds unless iso8601 is
  // expected.
  const bool calendar = text.find_first_of("-:TtZ ", 1) != std::string_view::npos && text.size() >= 8;
  if (!text.empty() && (text[0] < '0' || text[0] > '9') && text[0] != '-' && text[0] != '+')
    return parse_rfc822(text);
  if (calendar) {
    if (const auto t = parse_iso8601(text)) return t;
    if (const auto t = parse_rfc822(text)) return t;
  }
  return parse_unix(text);
}

std::optional<kit::Time> time_from_seconds(double seconds) {
  if (!(std::abs(seconds) < 9.2e12)) return {};
  const double whole = std::floor(seconds);
  // Far away a double tells no microseconds: 253402300799.123 is 253402300799.122986. AWS means milliseconds.
  constexpr double far = 4294967296;
  const double unit = std::abs(seconds) < far ? micros : 1000;
  const auto fraction = static_cast<std::int64_t>(std::llround((seconds - whole) * unit)) *
                        static_cast<std::int64_t>(micros / unit);
  return kit::Time(kit::Duration(static_cast<std::int64_t>(whole) * micros + fraction));
}

void append_iso8601(std::string& out, kit::Time time, Fraction fraction) {
  const Split s = split(time);
  append_digits(out, static_cast<int>(s.date.year()), 4);
  out += '-';
  append_digits(out, static_cast<int>(static_cast<unsigned>(s.date.month())), 2);
  out += '-';
  append_digits(out, static_cast<int>(static_cast<unsigned>(s.date.day())), 2);
  out += 'T';
  append_clock(out, s);
  if (fraction == Fraction::needed && s.fraction % 1000 != 0) {
    out += '.';
    append_digits(out, s.fraction, 6);
  } else if (fraction == Fraction::millis || (fraction != Fraction::none && s.fraction >= 1000)) {
    out += '.';
    append_digits(out, s.fraction / 1000, 3);
  }
  out += 'Z';
}

void append_rfc822(std::string& out, kit::Time time) {
  const Split s = split(time);
  out += weekdays[s.weekday.c_encoding()];
  out += ", ";
  append_digits(out, static_cast<int>(static_cast<unsigned>(s.date.day())), 2);
  out += ' ';
  out += months[static_cast<unsigned>(s.date.month()) - 1];
  out += ' ';
  append_digits(out, static_cast<int>(s.date.year()), 4);
  out += ' ';
  append_clock(out, s);
  out += " GMT";
}

void append_unix(std::string& out, kit::Time time) {
  std::int64_t value = time.time_since_epoch().count();
  if (value < 0) out += '-';
  std::uint64_t rest = value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  append_integer(out, static_cast<std::int64_t>(rest / micros));
  auto fraction = static_cast<int>(rest % micros);
  if (fraction == 0) return;
  out += '.';
  append_digits(out, fraction, 6);
  while (out.back() == '0') out.pop_back();
}

void append_time(std::string& out, kit::Time time, TimestampFormat format, Fraction fraction) {
  switch (format) {
    case TimestampFormat::rfc822: return append_rfc822(out, time);
    case TimestampFormat::unix_timestamp:
      if (fraction == Fraction::none) return append_integer(out, kit::epoch_seconds(time));
      return append_unix(out, time);
    case TimestampFormat::unset:
    case TimestampFormat::iso8601: return append_iso8601(out, time, fraction);
  }
}

}  // namespace understudy::gateway::protocol
