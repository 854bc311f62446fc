// DynamoDB's numbers: up to 38 significant decimal digits, magnitudes from 1E-130 to 9.99...E+125, all exact.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace understudy::dynamodb {

__extension__ using Digits = unsigned __int128;  // 38 decimal digits fit

// coefficient * 10^exponent. Normal: the coefficient ends in no zero; zero is {false, 0, 0}.
struct Number {
  bool negative = false;
  int exponent = 0;
  Digits coefficient = 0;

  bool zero() const { return coefficient == 0; }
  bool operator==(const Number&) const = default;
  std::strong_ordering operator<=>(const Number& o) const;
};

enum class NumberFault { none, not_a_number, overflow, underflow, too_precise };

// Decimal with optional sign, point and exponent; the whole text.
NumberFault parse_number(std::string_view text, Number& to);
// Exact, normal; `to` is good when there is no fault.
NumberFault add(const Number& a, const Number& b, Number& to);
inline Number negated(Number n) {
  n.negative = !n.zero() && !n.negative;
  return n;
}
// AWS's ValidationException text; `text` is what was to be a number.
std::string number_message(NumberFault fault, std::string_view text);

// AWS's form: plain decimal, no exponent, no needless zeros: "-0.5", "1200". Up to 170 characters. The same
// number has one such text.
void append_number(std::string& out, const Number& n);
constexpr std::size_t longest_number = 176;
// Writes to `out` (longest_number bytes) and gives the length.
std::size_t write_number(char* out, const Number& n);
// The text itself if it has that form already, so that most numbers need no parsing.
bool is_canonical(std::string_view text);
// Reads what append_number wrote.
Number read_canonical(std::string_view text);

// Bytes whose order (memcmp) is the numbers' order; 1 to 22 of them, none the prefix of another's.
void append_ordered(std::string& out, const Number& n);

}  // namespace understudy::dynamodb
