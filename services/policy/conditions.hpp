// Conditions: an operator, a key, and the values that a request's are compared with.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/policy/context.hpp"

namespace understudy::policy {

// How one value of the request is compared with one of the policy.
enum class Compare : std::uint8_t {
  string_equals,
  string_equals_without_case,
  string_like,
  numeric_equals,
  numeric_less,
  numeric_less_or_equal,
  numeric_greater,
  numeric_greater_or_equal,
  date_equals,
  date_less,
  date_less_or_equal,
  date_greater,
  date_greater_or_equal,
  boolean,
  binary,
  ip_address,
  arn_like,  // ArnEquals too: they behave alike
  null,      // whether the key is absent
};

// "ForAnyValue:StringNotEqualsIfExists" in parts.
struct Operator {
  enum class Set : std::uint8_t { none, all, any };  // ForAllValues, ForAnyValue
  Compare compare = Compare::string_equals;
  bool negated = false;
  bool if_exists = false;
  Set set = Set::none;

  static std::optional<Operator> parse(std::string_view name);
  // Whether the operator can read this value of a policy.
  bool takes(std::string_view value) const;
};

struct Condition {
  Operator how;
  std::string key;
  std::vector<std::string> values;

  bool holds(const Context& context, bool variables) const;
};

}  // namespace understudy::policy
