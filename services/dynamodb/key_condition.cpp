// Key conditions: what a Query may ask of keys, and where it looks then.
#include <fmt/format.h>

#include <algorithm>

#include "services/dynamodb/compiled.hpp"
#include "services/dynamodb/errors.hpp"
#include "services/dynamodb/key_condition.hpp"
#include "services/dynamodb/parser.hpp"

namespace understudy::dynamodb {
namespace {

using By = KeyRange::By;

constexpr By by_of(Op op) {
  switch (op) {
    case Op::equal: return By::equal;
    case Op::less: return By::less;
    case Op::less_equal: return By::less_equal;
    case Op::greater: return By::greater;
    case Op::greater_equal: return By::greater_equal;
    case Op::between: return By::between;
    default: return By::begins_with;
  }
}

// ":a < key" is "key > :a".
constexpr By turned(By by) {
  switch (by) {
    case By::less: return By::greater;
    case By::less_equal: return By::greater_equal;
    case By::greater: return By::less;
    case By::greater_equal: return By::less_equal;
    default: return by;
  }
}

const KeyPart* find(std::span<const KeyPart> keys, std::string_view name) {
  const auto at = std::ranges::find(keys, name, &KeyPart::name);
  return at == keys.end() ? nullptr : &*at;
}

}  // namespace

void KeyConditionReader::read(std::uint16_t at) {
  const Node& node = compiled_.nodes[at];
  if (node.op == Op::both) return read(node.a), read(node.b);
  switch (node.op) {
    case Op::either:
    case Op::negation:
    case Op::in:
    case Op::not_equal:
    case Op::exists:
    case Op::not_exists:
    case Op::type:
    case Op::contains:
      throw invalid.says(
          fmt::format("Invalid operator used in KeyConditionExpression: {}", name_of(node.op)));
    default: break;
  }
  const std::uint16_t all[] = {node.a, node.b, node.c};
  const std::span operands(all, node.op == Op::between ? 3 : 2);
  const bool leads = compiled_.nodes[node.a].op == Op::path;
  if ((node.op == Op::between || node.op == Op::begins_with) && !leads)
    throw invalid.says(
        fmt::format("Invalid condition in KeyConditionExpression: {} operator must have the key "
                    "attribute as its first operand",
                    name_of(node.op)));
  const std::string_view name = key_of(operands);
  if (std::ranges::find(terms_, name, &KeyCondition::Term::name) != terms_.end())
    throw invalid.says("KeyConditionExpressions must only contain one condition per key");
  const auto value = [&](std::uint16_t operand) { return values_[compiled_.nodes[operand].a]; };
  const By by = by_of(node.op);
  terms_.push_back({name, leads ? by : turned(by), value(leads ? node.b : node.a),
                    node.op == Op::between ? value(node.c) : Attribute()});
}

// The one key that the operands name.
std::string_view KeyConditionReader::key_of(std::span<const std::uint16_t> operands) const {
  std::string_view name;
  for (const std::uint16_t operand : operands) {
    const Node& node = compiled_.nodes[operand];
    if (node.op == Op::size) throw invalid.says("KeyConditionExpressions cannot contain nested operations");
    if (node.op != Op::path) continue;
    if (name.data())
      throw invalid.says(
          "Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition");
    const auto steps = compiled_.steps_of(node.a);
    if (steps.size() > 1)
      throw invalid.says("KeyConditionExpressions cannot have conditions on nested attributes");
    name = steps[0].name;
  }
  if (!name.data())
    throw invalid.says("Invalid condition in KeyConditionExpression: No key attribute specified");
  return name;
}

KeyRange KeyCondition::range(std::span<const KeyPart> partition, std::span<const KeyPart> sort) const {
  const auto term = [&](const KeyPart& key) {
    const auto at = std::ranges::find(terms_, key.name, &Term::name);
    return at == terms_.end() ? nullptr : &*at;
  };
  const auto missed = [](const KeyPart& key) {
    return invalid.says(fmt::format("Query condition missed key schema element: {}", key.name));
  };
  // Two conditions of which one is on the only key are refused below, in other words.
  const bool on_partition =
      std::ranges::any_of(terms_, [&](const Term& t) { return find(partition, t.name) != nullptr; });
  if (const std::size_t keys = partition.size() + sort.size();
      !legacy_ && terms_.size() > keys && (terms_.size() > 2 || !on_partition))
    throw invalid.says(fmt::format(
        "The number of query conditions ({}) exceeds the number of key attributes defined in the schema ({})",
        terms_.size(), keys));
  if (legacy_ && terms_.size() > partition.size() + sort.size() && partition.size() == 1 &&
      sort.size() <= 1 && terms_.size() > 2)
    throw invalid.says("Conditions can be of length 1 or 2 only");
  KeyRange range;
  for (const KeyPart& key : partition) {
    if (partition.size() == 1 && sort.empty() && terms_.size() > 1 && term(key))
      throw invalid.says("Query key condition not supported");
    const Term* given = term(key);
    if (!given) throw missed(key);
    check(*given, key);
    if (given->by != By::equal) throw invalid.says("Query key condition not supported");
    range.partition.push_back(given->low);
  }
  const bool strange = std::ranges::any_of(
      terms_, [&](const Term& t) { return !find(partition, t.name) && !find(sort, t.name); });
  const KeyPart* skipped = nullptr;
  for (const KeyPart& key : sort) {
    const Term* given = term(key);
    if (!given) {
      if (strange) throw missed(key);
      if (!skipped) skipped = &key;
      continue;
    }
    const bool more = std::any_of(&key + 1, sort.data() + sort.size(), term);
    if (skipped || (more && given->by != By::equal)) {
      const KeyPart& lacking = skipped ? *skipped : key;
      const KeyPart* later = skipped ? &key : std::find_if(&key + 1, sort.data() + sort.size(), term);
      throw invalid.says(fmt::format(
          "RANGE key attributes {} must have equality conditions specified in the query because a "
          "condition is present on key attribute {}",
          lacking.name, later->name));
    }
    check(*given, key);
    if (more) {
      range.prefix.push_back(given->low);
    } else {
      range.by = given->by;
      range.low = given->low;
      range.high = given->high;
    }
  }
  if (strange) throw invalid.says("Query key condition not supported");
  return range;
}

// A condition on a key: an operation that an index can answer, with values of its type.
void KeyCondition::check(const Term& term, const KeyPart& key) {
  if (term.by == By::all)
    throw invalid.says("Attempted conditional constraint is not an indexable operation");
  for (const Attribute value : {term.low, term.high}) {
    if (!value) continue;
    if (value.type() != key.type) throw wrong("Condition parameter type does not match schema type");
    if (!value.is(Type::number) && value.text().empty())
      throw invalid.says(
          fmt::format("One or more parameter values are not valid. The AttributeValue for a key attribute "
                      "cannot contain an "
                      "empty {} value. Key: {}",
                      value.is(Type::string) ? "string" : "binary", key.name));
  }
  if (term.by == By::begins_with && key.type == Type::number)
    throw wrong("ComparisonOperator BEGINS_WITH is not valid for N AttributeValue type");
}

}  // namespace understudy::dynamodb
