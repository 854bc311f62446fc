// Templates: reading them, judging their form, and what depends on what.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/kit/error.hpp"
#include "services/kit/value.hpp"

namespace understudy::cloudformation {

using kit::Value;

inline constexpr std::size_t largest_body = 51'200, largest_object = 1'048'576;  // bytes

// Anything that CloudFormation refuses before it makes a stack.
kit::Failure invalid(std::string message);

// A template as JSON or YAML, in the arena. Throws ValidationError for what is neither.
Value parse_template(std::string_view body, kit::Arena& arena);

// Judges sections, resources, and references that lead nowhere. Throws ValidationError. `moto`: templates as
// moto's users have them, without AWS's word about empty sections.
void check_template(const Value& root);

// The part of a map, or Kind::none: at(root, "Resources", "Queue", "Type").
template <class... Keys>
const Value& at(const Value& value, std::string_view key, Keys... more) {
  const Value* found = value.find(key);
  if (!found) return kit::no_value;
  if constexpr (sizeof...(more) == 0) {
    return *found;
  } else {
    return at(*found, more...);
  }
}

// A template's scalars are text wherever it says them: 5, true and "5".
std::string text_of(const Value& scalar);

// Logical ids in the order in which they can be made, those first that stand first. Only those that `wanted`
// holds for. Throws ValidationError for a circle.
std::vector<std::string> creation_order(const Value& root, const std::vector<std::string>& wanted);

// CAPABILITY_IAM or CAPABILITY_NAMED_IAM when a resource asks for it, and which types do; empty: none.
struct Capabilities {
  std::string_view needed;
  std::vector<std::string> types;
};
Capabilities capabilities_of(const Value& root);

// The names of Transform, as declared.
std::vector<std::string> transforms_of(const Value& root);

}  // namespace understudy::cloudformation
