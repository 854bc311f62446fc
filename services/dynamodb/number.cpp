// Exact decimal numbers: reading, adding, writing and ordering them.
#include "services/dynamodb/number.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace understudy::dynamodb {
namespace {

constexpr int precision = 38, highest = 125, lowest = -130;  // of the first digit's power of ten

constexpr auto powers = [] {
  std::array<Digits, precision + 1> made{};
  made[0] = 1;
  for (int i = 1; i <= precision; ++i) made[i] = made[i - 1] * 10;
  return made;
}();

int count_digits(Digits n) {
  return n ? static_cast<int>(std::upper_bound(powers.begin(), powers.end(), n) - powers.begin()) : 0;
}

// Decimal digits without leading zeros, 39 at most; their number.
std::size_t write_digits(char* out, Digits n) {
  char text[40];
  char* at = text + sizeof text;
  while (n > ~std::uint64_t{0}) {
    constexpr std::uint64_t chunk = 10'000'000'000'000'000'000u;
    auto low = static_cast<std::uint64_t>(n % chunk);
    n /= chunk;
    for (int i = 0; i < 19; ++i, low /= 10) *--at = static_cast<char>('0' + low % 10);
  }
  for (auto low = static_cast<std::uint64_t>(n); low; low /= 10) *--at = static_cast<char>('0' + low % 10);
  return static_cast<std::size_t>(std::copy(at, text + sizeof text, out) - out);
}

NumberFault normalize(Number& n) {
  if (n.zero()) {
    n = {};
    return NumberFault::none;
  }
  while (n.coefficient % 10 == 0) {
    n.coefficient /= 10;
    ++n.exponent;
  }
  const int digits = count_digits(n.coefficient), first = digits - 1 + n.exponent;
  if (first > highest) return NumberFault::overflow;
  if (first < lowest) return NumberFault::underflow;
  return digits > precision ? NumberFault::too_precise : NumberFault::none;
}

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Digits as they are read; zeros wait until it is known whether another digit follows.
struct Reading {
  Digits coefficient = 0;
  int kept = 0, waiting = 0;   // digits in the coefficient, zeros behind them
  int digits = 0, behind = 0;  // since the first that is not zero; behind the point
  bool any = false, too_precise = false;

  void take(char c, bool fraction) {
    any = true;
    behind += fraction;
    if (c == '0') {
      waiting += digits > 0;
      digits += digits > 0;
      return;
    }
    ++digits;
    if (kept + waiting + 1 > precision) {
      too_precise = true;
      return;
    }
    coefficient = coefficient * powers[waiting + 1] + static_cast<unsigned>(c - '0');
    kept += waiting + 1;
    waiting = 0;
  }
};

// "e-12", the whole rest; nothing when it is none or does not fit into 64 bits. Far beyond the range it stays
// there.
std::optional<int> read_exponent(std::string_view text) {
  if (text.empty()) return 0;
  if (text[0] != 'e' && text[0] != 'E') return {};
  text.remove_prefix(1);
  bool negative = false;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    negative = text[0] == '-';
    text.remove_prefix(1);
  }
  if (text.empty() || !is_digit(text[0])) return {};
  std::int64_t exponent = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), exponent);
  if (error != std::errc() || end != text.data() + text.size()) return {};
  const int bounded = static_cast<int>(std::min<std::int64_t>(exponent, 1'000'000));
  return negative ? -bounded : bounded;
}

}  // namespace

std::strong_ordering Number::operator<=>(const Number& o) const {
  const int sign = zero() ? 0 : negative ? -1 : 1, other = o.zero() ? 0 : o.negative ? -1 : 1;
  if (sign != other || sign == 0) return sign <=> other;
  const Number& less = sign > 0 ? *this : o;
  const Number& more = sign > 0 ? o : *this;
  const int digits = count_digits(less.coefficient), others = count_digits(more.coefficient);
  if (digits + less.exponent != others + more.exponent)
    return digits + less.exponent <=> others + more.exponent;
  return less.coefficient * powers[precision - digits] <=> more.coefficient * powers[precision - others];
}

NumberFault parse_number(std::string_view text, Number& to) {
  bool negative = false;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    negative = text[0] == '-';
    text.remove_prefix(1);
  }
  Reading reading;
  bool fraction = false;
  while (!text.empty() && (is_digit(text[0]) || (text[0] == '.' && !fraction))) {
    if (text[0] == '.') {
      fraction = true;
    } else {
      reading.take(text[0], fraction);
    }
    text.remove_prefix(1);
  }
  const auto exponent = read_exponent(text);
  if (!reading.any || !exponent) return NumberFault::not_a_number;
  to = {};
  if (!reading.coefficient) {  // zero, too, by the exponent that it is written with
    if (*exponent > highest) return NumberFault::overflow;
    return *exponent < lowest ? NumberFault::underflow : NumberFault::none;
  }
  const int first = reading.digits - 1 + *exponent - reading.behind;
  if (first > highest) return NumberFault::overflow;
  if (first < lowest) return NumberFault::underflow;
  if (reading.too_precise) return NumberFault::too_precise;
  to = {negative, reading.waiting + *exponent - reading.behind, reading.coefficient};
  return NumberFault::none;
}

NumberFault add(const Number& a, const Number& b, Number& to) {
  if (a.zero() || b.zero()) {
    to = a.zero() ? b : a;
    return NumberFault::none;
  }
  const Number& high = a.exponent >= b.exponent ? a : b;
  const Number& low = a.exponent >= b.exponent ? b : a;
  const int shift = high.exponent - low.exponent;
  // Both end in a digit that is not zero, at different places: so does the sum, and from 39 digits on it has
  // too many, unless it is just the 39th that the other takes away.
  if (shift > precision) return NumberFault::too_precise;
  constexpr Digits most = ~Digits{0};
  if (high.coefficient > most / powers[shift]) return NumberFault::too_precise;
  const Digits shifted = high.coefficient * powers[shift];
  if (high.negative == low.negative) {
    if (low.coefficient > most - shifted) return NumberFault::too_precise;
    to = {high.negative, low.exponent, shifted + low.coefficient};
  } else if (shifted >= low.coefficient) {
    to = {high.negative, low.exponent, shifted - low.coefficient};
  } else {
    to = {low.negative, low.exponent, low.coefficient - shifted};
  }
  return normalize(to);
}

std::string number_message(NumberFault fault, std::string_view text) {
  switch (fault) {
    case NumberFault::overflow:
      return "Number overflow. Attempting to store a number with magnitude larger than supported range";
    case NumberFault::underflow:
      return "Number underflow. Attempting to store a number with magnitude smaller than supported range";
    case NumberFault::too_precise: return "Attempting to store more than 38 significant digits in a Number";
    default: break;
  }
  std::string message = "The parameter cannot be converted to a numeric value";
  if (!text.empty()) message.append(": ").append(text);
  return message;
}

std::size_t write_number(char* out, const Number& n) {
  if (n.zero()) {
    *out = '0';
    return 1;
  }
  char digits[40];
  const std::size_t size = write_digits(digits, n.coefficient);
  char* at = out;
  if (n.negative) *at++ = '-';
  const int whole = static_cast<int>(size) + n.exponent;  // digits before the point
  if (n.exponent >= 0) {
    at = std::copy_n(digits, size, at);
    at = std::fill_n(at, n.exponent, '0');
  } else if (whole > 0) {
    at = std::copy_n(digits, whole, at);
    *at++ = '.';
    at = std::copy(digits + whole, digits + size, at);
  } else {
    *at++ = '0';
    *at++ = '.';
    at = std::fill_n(at, -whole, '0');
    at = std::copy_n(digits, size, at);
  }
  return static_cast<std::size_t>(at - out);
}

void append_number(std::string& out, const Number& n) {
  char text[longest_number];
  out.append(text, write_number(text, n));
}

bool is_canonical(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  if (text.empty() || text.size() > precision) return false;  // a point counts along: short of the limit
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  if (whole.empty() || !std::ranges::all_of(whole, is_digit)) return false;
  if (whole[0] == '0' && whole.size() > 1) return false;
  if (point == text.npos) return !negative || whole != "0";
  const std::string_view fraction = text.substr(point + 1);
  return !fraction.empty() && fraction.back() != '0' && std::ranges::all_of(fraction, is_digit);
}

Number read_canonical(std::string_view text) {
  Number n;
  parse_number(text, n);
  return n;
}

void append_ordered(std::string& out, const Number& n) {
  if (n.zero()) {
    out += '\x80';
    return;
  }
  // Its sign, where its first digit is, pairs of digits from 1 up, an end that is lower than any pair; all
  // turned round below zero.
  char digits[40];
  const std::size_t size = write_digits(digits, n.coefficient);
  const auto flip = static_cast<unsigned char>(n.negative ? 0xff : 0);
  const auto put = [&](int byte) { out += static_cast<char>(static_cast<unsigned char>(byte) ^ flip); };
  put(0x81);
  put(static_cast<int>(size) - 1 + n.exponent - lowest);
  for (std::size_t i = 0; i < size; i += 2) {
    const int second = i + 1 < size ? digits[i + 1] - '0' : 0;
    put((digits[i] - '0') * 10 + second + 1);
  }
  put(0);
}

}  // namespace understudy::dynamodb
