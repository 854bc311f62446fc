// Scalars as the wires write them: numbers, base64, percent-encoding and form fields.
#include "gateway/protocol/text.hpp"

#include <simdjson.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

#include "services/kit/scan.hpp"

namespace understudy::gateway::protocol {

namespace scan = kit::scan;

namespace {

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

constexpr char base64_alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t foreign = 255, blank = 254, padding = 253;  // what is no digit of base64

constexpr auto base64_values = [] {
  std::array<std::uint8_t, 256> table{};
  table.fill(foreign);
  for (std::uint8_t i = 0; i < 64; ++i) table[static_cast<unsigned char>(base64_alphabet[i])] = i;
  for (const char c : {' ', '\t', '\r', '\n'}) table[static_cast<unsigned char>(c)] = blank;
  table['='] = padding;
  return table;
}();

constexpr auto hex_values = [] {
  std::array<std::int8_t, 256> table{};
  table.fill(-1);
  for (int i = 0; i < 10; ++i) table[static_cast<std::size_t>('0' + i)] = static_cast<std::int8_t>(i);
  for (int i = 0; i < 6; ++i) {
    table[static_cast<std::size_t>('a' + i)] = table[static_cast<std::size_t>('A' + i)] =
        static_cast<std::int8_t>(10 + i);
  }
  return table;
}();

constexpr auto unreserved = [] {
  std::array<bool, 256> table{};
  for (std::size_t c = 0; c < 128; ++c) {
    table[c] = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
               c == '_' || c == '.' || c == '~';
  }
  return table;
}();

// Where the first '%' (or '+') stands; the text's size when there is none.
std::size_t first_encoded(std::string_view text, bool plus) {
  const unsigned char other = plus ? '+' : '%';
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    const std::uint64_t word = scan::load(text.data() + i);
    if (const std::uint64_t marks = scan::equal(word, '%') | scan::equal(word, other))
      return i + scan::first(marks);
  }
  while (i < text.size() && text[i] != '%' && text[i] != static_cast<char>(other)) ++i;
  return i;
}

bool ascii(std::string_view text) {
  std::uint64_t seen = 0;
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) seen |= scan::load(text.data() + i);
  for (; i < text.size(); ++i) seen |= static_cast<unsigned char>(text[i]);
  return (seen & scan::highs) == 0;
}

}  // namespace

std::optional<std::int64_t> parse_integer(std::string_view text) {
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return {};
  return value;
}

std::optional<double> parse_double(std::string_view text) {
  const bool negative = !text.empty() && text[0] == '-';
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
  if (text.empty()) return {};
  const double sign = negative ? -1.0 : 1.0;
  if (lower(text[0]) == 'n' || lower(text[0]) == 'i') {
    if (equal_without_case(text, "nan")) return std::numeric_limits<double>::quiet_NaN();
    if (equal_without_case(text, "infinity") || equal_without_case(text, "inf"))
      return sign * std::numeric_limits<double>::infinity();
    return {};
  }
  if (text[0] == '-') return {};
  double value = 0;
  const char* last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, value);
  if (end != last || error == std::errc::invalid_argument) return {};
  // from_chars leaves the value alone when out of range; the exponent's sign tells which end it is.
  if (error == std::errc::result_out_of_range) {
    const auto exponent = text.find_first_of("eE");
    const bool tiny =
        exponent == std::string_view::npos ? text[0] == '0' || text[0] == '.' : text[exponent + 1] == '-';
    value = tiny ? 0.0 : std::numeric_limits<double>::infinity();
  }
  return sign * value;
}

void append_integer(std::string& out, std::int64_t value) {
  char digits[24];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

void append_double(std::string& out, double value) {
  if (std::isnan(value)) {
    out += "NaN";
  } else if (std::isinf(value)) {
    out += value < 0 ? "-Infinity" : "Infinity";
  } else {
    char digits[40];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    out.append(digits, end);
    if (std::string_view(digits, end).find_first_of(".e") == std::string_view::npos) out += ".0";
  }
}

void append_base64(std::string& out, std::string_view bytes) {
  const auto at = [&](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i]));
  };
  const std::size_t start = out.size();
  out.resize(start + (bytes.size() + 2) / 3 * 4);
  char* to = out.data() + start;
  std::size_t i = 0;
  for (; i + 3 <= bytes.size(); i += 3) {
    const std::uint32_t group = at(i) << 16 | at(i + 1) << 8 | at(i + 2);
    *to++ = base64_alphabet[group >> 18];
    *to++ = base64_alphabet[group >> 12 & 63];
    *to++ = base64_alphabet[group >> 6 & 63];
    *to++ = base64_alphabet[group & 63];
  }
  if (i == bytes.size()) return;
  const bool two = i + 2 == bytes.size();
  const std::uint32_t group = at(i) << 16 | (two ? at(i + 1) << 8 : 0);
  *to++ = base64_alphabet[group >> 18];
  *to++ = base64_alphabet[group >> 12 & 63];
  *to++ = two ? base64_alphabet[group >> 6 & 63] : '=';
  *to++ = '=';
}

std::optional<std::string_view> decode_base64(std::string_view text, kit::Arena& arena) {
  char* const start = arena.array<char>(text.size() / 4 * 3 + 3);
  char* to = start;
  std::uint32_t group = 0;
  int digits = 0;
  bool ended = false;
  for (const char c : text) {
    const std::uint8_t value = base64_values[static_cast<unsigned char>(c)];
    if (value < 64) {
      if (ended) return {};
      group = group << 6 | value;
      if (++digits < 4) continue;
      *to++ = static_cast<char>(group >> 16);
      *to++ = static_cast<char>(group >> 8);
      *to++ = static_cast<char>(group);
      digits = 0;
      group = 0;
    } else if (value == foreign) {
      return {};
    } else if (value == padding) {
      ended = true;
    }
  }
  if (digits == 1) return {};
  if (digits >= 2) *to++ = static_cast<char>(digits == 2 ? group >> 4 : group >> 10);
  if (digits == 3) *to++ = static_cast<char>(group >> 2);
  return std::string_view(start, static_cast<std::size_t>(to - start));
}

bool valid_utf8(std::string_view text) {
  constexpr std::size_t few = 64;  // characters up to which the call costs more than the look
  return (text.size() <= few && ascii(text)) || simdjson::validate_utf8(text.data(), text.size());
}

bool equal_without_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  // From the end: names of headers differ there sooner than in their "x-amz-".
  for (std::size_t i = a.size(); i-- > 0;)
    if (lower(a[i]) != lower(b[i])) return false;
  return true;
}

std::string_view percent_decode(std::string_view text, kit::Arena& arena, Plus plus) {
  const bool spaces = plus == Plus::space;
  const std::size_t first = first_encoded(text, spaces);
  if (first == text.size()) return text;
  char* const start = arena.array<char>(text.size());
  std::memcpy(start, text.data(), first);
  char* to = start + first;
  for (std::size_t i = first; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      const int high = hex_values[static_cast<unsigned char>(text[i + 1])];
      const int low = hex_values[static_cast<unsigned char>(text[i + 2])];
      if (high >= 0 && low >= 0) {
        *to++ = static_cast<char>(high << 4 | low);
        i += 2;
        continue;
      }
    }
    *to++ = spaces && text[i] == '+' ? ' ' : text[i];
  }
  return {start, static_cast<std::size_t>(to - start)};
}

void append_percent_encoded(std::string& out, std::string_view text, std::string_view keep) {
  constexpr char hex[] = "0123456789ABCDEF";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (unreserved[byte] || keep.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += {'%', hex[byte >> 4], hex[byte & 15]};
    }
  }
}

bool next_field(std::string_view& rest, FormField& field) {
  while (!rest.empty()) {
    const auto end = rest.find('&');
    const std::string_view piece = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    if (piece.empty()) continue;
    const auto equals = piece.find('=');
    field.has_value = equals != std::string_view::npos;
    field.name = piece.substr(0, equals);
    field.value = field.has_value ? piece.substr(equals + 1) : std::string_view();
    return true;
  }
  return false;
}

}  // namespace understudy::gateway::protocol
