// Scalars as the wires write them: timestamps, numbers, base64, percent-encoding and form fields.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "services/kit/arena.hpp"
#include "services/kit/time.hpp"
#include "services/models/tables.hpp"

namespace understudy::gateway::protocol {

// ---- Timestamps

// How much of a second is shown. `brief`: nothing when there are no milliseconds, else 3 digits; `needed`:
// nothing when zero, else 3 digits, else 6.
enum class Fraction : std::uint8_t { none, millis, brief, needed };

// Parsing answers nothing when the text is no such time. Digits past the microsecond are rounded to the
// nearest. iso8601: "2015-01-31T08:00:00Z", also without zone (UTC), with an offset, a fraction, a blank for
// the T, basic form, a date alone. rfc822: HTTP's three date forms, with a zone name of GMT or UTC or an
// offset, and with a fraction. unix: decimal seconds, exponent allowed.
std::optional<kit::Time> parse_iso8601(std::string_view text);
std::optional<kit::Time> parse_rfc822(std::string_view text);
std::optional<kit::Time> parse_unix(std::string_view text);
// Whatever of the three the text looks like, its own format tried first: AWS and botocore take each form at
// each place.
std::optional<kit::Time> parse_time(std::string_view text, models::tables::TimestampFormat expected);
// Seconds since 1970 as a number; nothing for NaN or what lies outside kit::Time.
std::optional<kit::Time> time_from_seconds(double seconds);

// Years outside 0000 to 9999 have no such form and become its first or last instant.
void append_iso8601(std::string& out, kit::Time time, Fraction fraction);
void append_rfc822(std::string& out, kit::Time time);  // whole seconds, GMT
void append_unix(std::string& out, kit::Time time);    // "1422172800" or "1422172800.25"
// unset is written as iso8601; rfc822 has no fraction, and unix shows what there is unless `fraction` is
// none.
void append_time(std::string& out, kit::Time time, models::tables::TimestampFormat format, Fraction fraction);

// ---- Numbers

// The whole text must be the number: an optional sign and digits. No blanks, no hexadecimal; nothing when out
// of range.
std::optional<std::int64_t> parse_integer(std::string_view text);
// Decimal with optional exponent, or NaN, Infinity, inf with a sign, in any case (botocore's query protocol
// says "inf"). Beyond the range is infinite or zero, as everywhere.
std::optional<double> parse_double(std::string_view text);
void append_integer(std::string& out, std::int64_t value);
// The shortest text that reads back as the same double, always with a point or an exponent: 1.0, 0.1, 1e+22;
// else NaN, Infinity, -Infinity.
void append_double(std::string& out, double value);

// ---- Bytes and characters

void append_base64(std::string& out, std::string_view bytes);
// White space between is skipped and missing padding forgiven; nothing for any other foreign character.
std::optional<std::string_view> decode_base64(std::string_view text, kit::Arena& arena);

bool valid_utf8(std::string_view text);
bool equal_without_case(std::string_view a, std::string_view b);  // ASCII letters only

enum class Plus : std::uint8_t {
  plus,
  space
};  // what '+' stands for: itself in paths, a space in forms and query strings
// The text itself when nothing is encoded, else a copy in the arena. A '%' without two hexadecimal digits
// stays.
std::string_view percent_decode(std::string_view text, kit::Arena& arena, Plus plus);
// RFC 3986: all but letters, digits and -_.~ is encoded; `keep` adds characters that stay, as "/" for greedy
// labels.
void append_percent_encoded(std::string& out, std::string_view text, std::string_view keep = {});

// A walk over "a=1&b=&c", fields still encoded: takes the next field from the front of `rest`, answers false
// at its end. Empty pieces ("a&&b") are skipped; `has_value` tells "c=" from "c".
struct FormField {
  std::string_view name, value;
  bool has_value = false;
};
bool next_field(std::string_view& rest, FormField& field);

}  // namespace understudy::gateway::protocol
