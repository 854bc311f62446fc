// Reads Expected, AttributeUpdates, KeyConditions, QueryFilter, ScanFilter and AttributesToGet.
#include "services/dynamodb/legacy.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "services/dynamodb/compiled.hpp"
#include "services/dynamodb/errors.hpp"

namespace understudy::dynamodb {
namespace {

using By = KeyRange::By;

struct Operator {
  std::string_view name;
  Op op;
  bool negated = false;
  std::uint16_t least = 1, most = 1;  // values
  std::uint16_t allowed = all_types;
  By by = By::all;
};
constexpr std::uint16_t no_limit = 0xffff;
constexpr std::uint16_t text_types = bit(Type::string) | bit(Type::binary);
constexpr Operator operators[] = {
    {.name = "EQ", .op = Op::equal, .by = By::equal},
    {.name = "NE", .op = Op::not_equal},
    {.name = "LE", .op = Op::less_equal, .allowed = ordered_types, .by = By::less_equal},
    {.name = "LT", .op = Op::less, .allowed = ordered_types, .by = By::less},
    {.name = "GE", .op = Op::greater_equal, .allowed = ordered_types, .by = By::greater_equal},
    {.name = "GT", .op = Op::greater, .allowed = ordered_types, .by = By::greater},
    {.name = "NOT_NULL", .op = Op::exists, .least = 0, .most = 0},
    {.name = "NULL", .op = Op::not_exists, .least = 0, .most = 0},
    {.name = "CONTAINS", .op = Op::contains, .allowed = ordered_types},
    {.name = "NOT_CONTAINS", .op = Op::contains, .negated = true, .allowed = ordered_types},
    {.name = "BEGINS_WITH", .op = Op::begins_with, .allowed = text_types, .by = By::begins_with},
    {.name = "IN", .op = Op::in, .most = no_limit, .allowed = ordered_types},
    {.name = "BETWEEN",
     .op = Op::between,
     .least = 2,
     .most = 2,
     .allowed = ordered_types,
     .by = By::between},
};

const Operator& operator_of(In condition) {
  const auto* found = std::ranges::find(operators, condition["ComparisonOperator"].text(), &Operator::name);
  if (found == std::end(operators))
    throw wrong(
        condition["ComparisonOperator"]
            ? "Unknown ComparisonOperator"
            : "ComparisonOperator must be specified");  // the model asks for one, and for one of these
  return *found;
}

// Conditions on attributes, one after the other, joined in the end.
class Conditions {
 public:
  explicit Conditions(kit::Arena& arena) : arena_(arena) {}

  void add(std::string_view name, const Operator& op, const std::vector<Attribute>& values);
  Condition join(In conditional_operator);

 private:
  std::uint16_t node(Node n) {
    made_->nodes.push_back(n);
    return static_cast<std::uint16_t>(made_->nodes.size() - 1);
  }
  std::uint16_t path(std::string_view name) {
    made_->paths.push_back({static_cast<std::uint16_t>(made_->steps.size()), 1});
    made_->steps.push_back({std::string(name)});
    return node({Op::path, static_cast<std::uint16_t>(made_->paths.size() - 1)});
  }
  std::uint16_t value(Attribute v) {
    values_.push_back(v);
    return node({Op::value, static_cast<std::uint16_t>(values_.size() - 1)});
  }

  kit::Arena& arena_;
  kit::Ref<Compiled> made_{new Compiled};
  std::vector<Attribute> values_;
  std::vector<std::uint16_t> all_;
};

void Conditions::add(std::string_view name, const Operator& op, const std::vector<Attribute>& values) {
  if (made_->nodes.size() > 50000) throw wrong("Too many conditions");  // numbers of nodes are small
  Node made{op.op, path(name)};
  std::vector<std::uint16_t> given;
  for (const Attribute v : values) given.push_back(value(v));
  if (op.op == Op::in) {
    made.b = static_cast<std::uint16_t>(made_->lists.size());
    made.c = static_cast<std::uint16_t>(given.size());
    made_->lists.insert(made_->lists.end(), given.begin(), given.end());
  } else {
    if (!given.empty()) made.b = given[0];
    if (given.size() > 1) made.c = given[1];
  }
  std::uint16_t at = node(made);
  if (op.negated) {  // an attribute that is missing does not count as not containing
    const std::uint16_t exists = node({Op::exists, made.a});
    at = node({Op::both, exists, node({Op::negation, at})});
  }
  all_.push_back(at);
}

Condition Conditions::join(In conditional_operator) {
  if (conditional_operator && all_.empty())
    throw invalid.says("ConditionalOperator cannot be used without Filter or Expected");
  if (conditional_operator && all_.size() == 1)
    throw invalid.says(
        "ConditionalOperator can only be used when Filter or Expected has two or more elements");
  if (all_.empty()) return {};
  const Op op = conditional_operator.text() == "OR" ? Op::either : Op::both;
  std::uint16_t root = all_[0];
  for (std::size_t i = 1; i < all_.size(); ++i) root = node({op, root, all_[i]});
  made_->root = root;
  auto* kept = arena_.array<Attribute>(values_.size());
  std::ranges::copy(values_, kept);
  return {kit::Ref<const Compiled>(made_.get()), kept};
}

std::vector<Attribute> read_values(In list, kit::Arena& arena) {
  std::vector<Attribute> values;
  for (const In value : list) values.push_back(attribute_of(value.value(), arena));
  return values;
}

void check_count(const Operator& op, std::size_t values) {
  if (values < op.least || values > op.most)
    throw wrong(fmt::format("Invalid number of argument(s) for the {} ComparisonOperator", op.name));
}

void check_values(const Operator& op, const std::vector<Attribute>& values) {
  for (const Attribute value : values)
    if (value.type() != values[0].type())
      throw wrong("AttributeValues inside AttributeValueList must be of same type");
  for (const Attribute value : values)
    if (!(op.allowed & bit(value.type())))
      throw wrong(fmt::format("ComparisonOperator {} is not valid for {} AttributeValue type", op.name,
                              short_name(value.type())));
  if (op.op == Op::between && compare(values[0], values[1]) > 0)
    throw invalid.says(
        "The BETWEEN condition was provided a range where the lower bound is greater than the upper bound");
}

// Exists and Value, where no operator is given.
void add_existence(Conditions& to, std::string_view name, In condition, kit::Arena& arena) {
  const In exists = condition["Exists"];
  const bool has_value = static_cast<bool>(condition["Value"]);
  if (exists.boolean(true) && !has_value)
    throw wrong(fmt::format("Value must be provided when Exists is {} for Attribute: {}",
                            exists ? "true" : "null", name));
  if (!exists.boolean(true) && has_value)
    throw wrong(fmt::format("Value cannot be used when Exists is false for Attribute: {}", name));
  if (!has_value) return to.add(name, {.name = "NULL", .op = Op::not_exists}, {});
  to.add(name, {.name = "EQ", .op = Op::equal}, {attribute_of(condition["Value"].value(), arena)});
}

void add_expected(Conditions& to, std::string_view name, In condition, kit::Arena& arena) {
  const In list = condition["AttributeValueList"];
  const bool has_value = static_cast<bool>(condition["Value"]);
  if (list && has_value)
    throw wrong(fmt::format("Value and AttributeValueList cannot be used together for Attribute: {}", name));
  if (!condition["ComparisonOperator"]) {
    if (list)
      throw wrong(fmt::format(
          "AttributeValueList can only be used with a ComparisonOperator for Attribute: {}", name));
    return add_existence(to, name, condition, arena);
  }
  if (condition["Exists"])
    throw wrong(fmt::format("Exists and ComparisonOperator cannot be used together for Attribute: {}", name));
  const Operator& op = operator_of(condition);
  if (op.least > 0 && !list && !has_value)
    throw wrong(
        fmt::format("Value or AttributeValueList must be used with ComparisonOperator: {} for Attribute: {}",
                    op.name, name));
  std::vector<Attribute> values = read_values(list, arena);
  if (has_value) values.push_back(attribute_of(condition["Value"].value(), arena));
  check_count(op, values.size());
  check_values(op, values);
  to.add(name, op, values);
}

// A filter's or key's condition.
const Operator& read_condition(In condition, std::vector<Attribute>& values, kit::Arena& arena) {
  values = read_values(condition["AttributeValueList"], arena);
  const Operator& op = operator_of(condition);
  check_count(op, values.size());
  check_values(op, values);
  return op;
}

void check_update(std::string_view action, In value, Attribute read) {
  if (!value && action != "DELETE")
    throw wrong("Only DELETE action is allowed when no attribute value is specified");
  if (!value) return;
  const std::uint16_t adds = set_types | bit(Type::number) | bit(Type::list);
  if (action == "DELETE" && !(set_types & bit(read.type())))
    throw wrong(
        fmt::format("DELETE action with value is not supported for the type {}", short_name(read.type())));
  if (action == "ADD" && !(adds & bit(read.type())))
    throw wrong(fmt::format("ADD action is not supported for the type {}", short_name(read.type())));
}

void check_name(std::string_view name) {
  if (name.empty()) throw wrong("Empty attribute name");
}

}  // namespace

Condition read_expected(In expected, In conditional_operator, kit::Arena& arena) {
  Conditions conditions(arena);
  for (std::uint32_t i = 0; i < expected.size(); ++i)
    add_expected(conditions, expected.entry(i).key, expected.entry(i).value, arena);
  return conditions.join(conditional_operator);
}

Condition read_filter(In filter, In conditional_operator, kit::Arena& arena) {
  Conditions conditions(arena);
  for (std::uint32_t i = 0; i < filter.size(); ++i) {
    std::vector<Attribute> values;
    const Operator& op = read_condition(filter.entry(i).value, values, arena);
    conditions.add(filter.entry(i).key, op, values);
  }
  return conditions.join(conditional_operator);
}

std::vector<LegacyKey> read_key_conditions(In conditions, kit::Arena& arena) {
  std::vector<LegacyKey> keys;
  for (std::uint32_t i = 0; i < conditions.size(); ++i) {
    const auto [name, condition] = conditions.entry(i);
    std::vector<Attribute> values;
    const Operator& op = read_condition(condition, values, arena);
    values.resize(2);
    keys.push_back({name, op.by, values[0], values[1]});
  }
  return keys;
}

Projection read_attributes_to_get(In names) {
  if (!names) return {};
  const kit::Ref<Compiled> made(new Compiled);
  for (const In name : names) {
    check_name(name.text());
    for (const Step& step : made->steps)
      if (step.name == name.text())
        throw wrong(fmt::format("Duplicate value in attribute name: {}", name.text()));
    made->paths.push_back({static_cast<std::uint16_t>(made->steps.size()), 1});
    made->steps.push_back({std::string(name.text())});
    if (made->paths.size() > 50000) throw wrong("Too many attribute names");
  }
  lay_branches(*made);
  return Projection(kit::Ref<const Compiled>(made.get()));
}

Update read_attribute_updates(In updates, kit::Arena& arena) {
  if (!updates) return {};
  const kit::Ref<Compiled> made(new Compiled);
  made->legacy = true;
  if (updates.size() > 50000) throw wrong("Too many attribute updates");
  auto* values = arena.array<Attribute>(updates.size());
  for (std::uint32_t i = 0; i < updates.size(); ++i) {
    const auto [name, update] = updates.entry(i);
    check_name(name);
    const std::string_view action = update["Action"].text("PUT");
    const In value = update["Value"];
    values[i] = value ? attribute_of(value.value(), arena) : Attribute();
    check_update(action, value, values[i]);
    const auto at = static_cast<std::uint16_t>(i);
    made->steps.push_back({std::string(name)});
    made->paths.push_back({at, 1});
    made->nodes.push_back({Op::value, at});
    const Do what = action == "ADD" ? Do::add : action == "PUT" ? Do::set : value ? Do::take : Do::remove;
    made->actions.push_back({what, at, at});
  }
  lay_branches(*made);
  return {kit::Ref<const Compiled>(made.get()), values};
}

}  // namespace understudy::dynamodb
