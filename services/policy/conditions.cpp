// Operators by name, and what they say of a request's values.
//
// After the IAM user guide, "IAM JSON policy elements: Condition operators", "Multivalued context keys" and
// "Set operators for multivalued context keys".
#include "services/policy/conditions.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <compare>
#include <utility>

#include "services/kit/format.hpp"
#include "services/policy/addresses.hpp"
#include "services/policy/pattern.hpp"

namespace understudy::policy {
namespace {

struct Named {
  std::string_view name;
  Compare compare;
  bool negated = false;
};
constexpr std::array<Named, 27> operators{
    {{"StringEquals", Compare::string_equals},
     {"StringNotEquals", Compare::string_equals, true},
     {"StringEqualsIgnoreCase", Compare::string_equals_without_case},
     {"StringNotEqualsIgnoreCase", Compare::string_equals_without_case, true},
     {"StringLike", Compare::string_like},
     {"StringNotLike", Compare::string_like, true},
     {"NumericEquals", Compare::numeric_equals},
     {"NumericNotEquals", Compare::numeric_equals, true},
     {"NumericLessThan", Compare::numeric_less},
     {"NumericLessThanEquals", Compare::numeric_less_or_equal},
     {"NumericGreaterThan", Compare::numeric_greater},
     {"NumericGreaterThanEquals", Compare::numeric_greater_or_equal},
     {"DateEquals", Compare::date_equals},
     {"DateNotEquals", Compare::date_equals, true},
     {"DateLessThan", Compare::date_less},
     {"DateLessThanEquals", Compare::date_less_or_equal},
     {"DateGreaterThan", Compare::date_greater},
     {"DateGreaterThanEquals", Compare::date_greater_or_equal},
     {"Bool", Compare::boolean},
     {"BinaryEquals", Compare::binary},
     {"IpAddress", Compare::ip_address},
     {"NotIpAddress", Compare::ip_address, true},
     {"ArnEquals", Compare::arn_like},
     {"ArnLike", Compare::arn_like},
     {"ArnNotEquals", Compare::arn_like, true},
     {"ArnNotLike", Compare::arn_like, true},
     {"Null", Compare::null}}};

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

std::optional<double> number_of(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return {};
  return number;
}

// W3C's profile of ISO 8601 down to a year ("2026", "2026-02", "2026-02-03T04:05Z"), or seconds of the epoch.
std::optional<kit::Time> date_of(std::string_view text) {
  const auto whole = [&](std::string_view rest) {
    return kit::parse_rfc3339(std::string(text).append(rest));
  };
  constexpr std::size_t year = 4, month = 7, day = 10;
  if (text.size() == year && number_of(text)) return whole("-01-01T00:00:00Z");
  if (text.size() == month && text[year] == '-') return whole("-01T00:00:00Z");
  if (text.size() == day && text[year] == '-') return whole("T00:00:00Z");
  if (const auto time = whole("")) return time;
  constexpr std::size_t minutes = 16;
  if (text.size() > minutes && text[day] == 'T' && text[minutes] != ':')
    return kit::parse_rfc3339(
        std::string(text.substr(0, minutes)).append(":00").append(text.substr(minutes)));
  constexpr double most = 9e12;  // seconds that a kit::Time holds, either way
  if (const auto seconds = number_of(text); seconds && std::abs(*seconds) < most)
    return kit::Time(kit::Duration(static_cast<std::int64_t>(*seconds * 1e6)));
  return {};
}

std::optional<bool> boolean_of(std::string_view text) {
  if (Pattern("true", Pattern::Wild::no).matches_without_case(text)) return true;
  if (Pattern("false", Pattern::Wild::no).matches_without_case(text)) return false;
  return {};
}

template <class T>
bool ordered(Compare how, const std::optional<T>& a, const std::optional<T>& b, Compare first) {
  if (!a || !b) return false;
  const auto order = *a <=> *b;
  switch (static_cast<int>(how) - static_cast<int>(first)) {
    case 0: return order == 0;
    case 1: return order < 0;
    case 2: return order <= 0;
    case 3: return order > 0;
    default: return order >= 0;
  }
}

// One value of the request against one of the policy; patterns come with their variables resolved.
bool same(Compare how, std::string_view given, const std::string& wanted, const Context* variables) {
  const auto pattern = [&](Pattern::Wild wild) {
    return variables ? Pattern::resolve(wanted, *variables, wild) : Pattern(wanted, wild);
  };
  const auto by = [&](Pattern::Wild wild, auto&& match) {
    const auto made = pattern(wild);
    return made && match(*made);
  };
  switch (how) {
    case Compare::string_equals:
      return by(Pattern::Wild::no, [&](const Pattern& p) { return p.matches(given); });
    case Compare::string_equals_without_case:
      return by(Pattern::Wild::no, [&](const Pattern& p) { return p.matches_without_case(given); });
    case Compare::string_like:
      return by(Pattern::Wild::yes, [&](const Pattern& p) { return p.matches(given); });
    case Compare::arn_like:
      return by(Pattern::Wild::yes, [&](const Pattern& p) { return p.matches_arn(given); });
    case Compare::boolean: {
      const auto a = boolean_of(given), b = boolean_of(wanted);
      return a && b && *a == *b;
    }
    case Compare::binary: {
      const auto a = kit::parse_base64(given), b = kit::parse_base64(wanted);
      return a && b && *a == *b;
    }
    case Compare::ip_address: return in_range(given, wanted);
    case Compare::null: return false;
    default: break;
  }
  if (how >= Compare::date_equals) return ordered(how, date_of(given), date_of(wanted), Compare::date_equals);
  return ordered(how, number_of(given), number_of(wanted), Compare::numeric_equals);
}

}  // namespace

std::optional<Operator> Operator::parse(std::string_view name) {
  Operator made;
  if (take_prefix(name, "ForAllValues:"))
    made.set = Set::all;
  else if (take_prefix(name, "ForAnyValue:"))
    made.set = Set::any;
  constexpr std::string_view suffix = "IfExists";
  if (name.ends_with(suffix)) {
    made.if_exists = true;
    name.remove_suffix(suffix.size());
  }
  const auto found = std::ranges::find(operators, name, &Named::name);
  if (found == operators.end()) return {};
  if (found->compare == Compare::null && (made.if_exists || made.set != Set::none)) return {};
  made.compare = found->compare;
  made.negated = found->negated;
  return made;
}

bool Operator::takes(std::string_view value) const {
  if (value.find("${") != value.npos) return true;
  switch (compare) {
    case Compare::boolean:
    case Compare::null: return boolean_of(value).has_value();
    case Compare::binary: return kit::parse_base64(value).has_value();
    case Compare::ip_address: return is_range(value);
    default: break;
  }
  if (compare >= Compare::date_equals && compare <= Compare::date_greater_or_equal)
    return date_of(value).has_value();
  if (compare >= Compare::numeric_equals && compare <= Compare::numeric_greater_or_equal)
    return number_of(value).has_value();
  return true;
}

bool Condition::holds(const Context& context, bool variables) const {
  const Context::Values* given = context.find(key);
  if (how.compare == Compare::null)
    return std::ranges::any_of(values, [&](const std::string& value) { return boolean_of(value) == !given; });
  if (!given) {
    if (how.if_exists || how.set == Operator::Set::all) return true;
    return how.negated && how.set == Operator::Set::none;
  }
  // True of one value of the request: it is like any of the policy's, or, negated, like none.
  const auto right = [&](const std::string& value) {
    return how.negated != std::ranges::any_of(values, [&](const std::string& wanted) {
             return same(how.compare, value, wanted, variables ? &context : nullptr);
           });
  };
  switch (how.set) {
    case Operator::Set::all: return std::ranges::all_of(*given, right);
    case Operator::Set::any: return std::ranges::any_of(*given, right);
    default: break;
  }
  // Several values without a set operator: like any of them, or like none.
  return how.negated ? std::ranges::all_of(*given, right) : std::ranges::any_of(*given, right);
}

}  // namespace understudy::policy
