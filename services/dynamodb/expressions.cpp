// Gathers a request's expressions: what may come together, the cache of compiled texts, values put in.
#include <fmt/format.h>

#include <algorithm>

#include "services/dynamodb/compiled.hpp"
#include "services/dynamodb/errors.hpp"
#include "services/dynamodb/key_condition.hpp"
#include "services/dynamodb/legacy.hpp"
#include "services/dynamodb/parser.hpp"

namespace understudy::dynamodb {
namespace {

struct Member {
  std::string_view name;
  Key key;
};
constexpr Member projection_expression{"ProjectionExpression", "ProjectionExpression"};
constexpr Member filter_expression{"FilterExpression", "FilterExpression"};
constexpr Member key_condition_expression{"KeyConditionExpression", "KeyConditionExpression"};
constexpr Member condition_expression{"ConditionExpression", "ConditionExpression"};
constexpr Member update_expression{"UpdateExpression", "UpdateExpression"};
constexpr Member attributes_to_get{"AttributesToGet", "AttributesToGet"};
constexpr Member expected{"Expected", "Expected"};
constexpr Member conditional_operator{"ConditionalOperator", "ConditionalOperator"};
constexpr Member attribute_updates{"AttributeUpdates", "AttributeUpdates"};
constexpr Member query_filter{"QueryFilter", "QueryFilter"};
constexpr Member scan_filter{"ScanFilter", "ScanFilter"};
constexpr Member key_conditions{"KeyConditions", "KeyConditions"};

// The members of each form, in the order in which AWS names them. Values are for all but projections.
constexpr Member of_get[] = {projection_expression};
constexpr Member older_get[] = {attributes_to_get};
constexpr Member of_put[] = {condition_expression};
constexpr Member older_put[] = {expected, conditional_operator};
constexpr Member of_update[] = {update_expression, condition_expression};
constexpr Member older_update[] = {attribute_updates, expected, conditional_operator};
constexpr Member of_query[] = {projection_expression, filter_expression, key_condition_expression};
constexpr Member older_query[] = {attributes_to_get, query_filter, conditional_operator, key_conditions};
constexpr Member of_scan[] = {projection_expression, filter_expression};
constexpr Member older_scan[] = {attributes_to_get, scan_filter, conditional_operator};

struct Members {
  std::span<const Member> expressions, older;
};

Members members_of(Form form) {
  switch (form) {
    case Form::get_item: return {of_get, older_get};
    case Form::put_item:
    case Form::delete_item:
    case Form::condition_check: return {of_put, older_put};
    case Form::update_item: return {of_update, older_update};
    case Form::query: return {of_query, older_query};
    case Form::scan: return {of_scan, older_scan};
  }
  return {};
}

std::string joined(std::span<const Member> members, std::string_view between, auto&& wanted) {
  std::string text;
  for (const Member& member : members) {
    if (!wanted(member)) continue;
    if (!text.empty()) text += between;
    text += member.name;
  }
  return text;
}

// Texts to compiled forms with the request's values.
class Binder {
 public:
  Binder(kit::Arena& arena, ExpressionCache& cache, Placeholders& given)
      : arena_(arena), cache_(cache), given_(given) {}

  struct Bound {
    kit::Ref<const Compiled> compiled;
    const Attribute* values = nullptr;
  };

  template <class Compile>
  Bound bind(std::string_view kind, std::string_view text, Compile&& compile) {
    std::string key;
    key.reserve(256);
    key.append(1, kind[0]).append(text);
    given_.append_names(key);
    if (const auto known = cache_.find(key))
      if (const Attribute* values = fill(*known)) return {known, values};
    Bound made{compile(text)};
    made.values = fill(*made.compiled);
    cache_.put(key, made.compiled);
    return made;
  }

 private:
  // The values in their slots; null when one is missing or is not what the text was compiled for, so that
  // compiling it anew tells why.
  const Attribute* fill(const Compiled& compiled) {
    auto* values = arena_.array<Attribute>(compiled.values.size() + 1);
    values[compiled.values.size()] = {};
    for (std::size_t i = 0; i < compiled.values.size(); ++i) {
      values[i] = given_.value(compiled.values[i]);
      if (!values[i]) return nullptr;
    }
    for (const Check& check : compiled.checks)
      if (!passes(check, values)) return nullptr;
    for (const std::string& name : compiled.names) given_.name(name);
    return values;
  }

  static bool passes(const Check& check, const Attribute* values) {
    switch (check.kind) {
      case Check::type_of: return (check.b & bit(values[check.a].type())) != 0;
      case Check::ordered: return compare(values[check.a], values[check.b]) <= 0;
      case Check::type_name:
        for (std::size_t i = 0; i < types; ++i)
          if (short_name(static_cast<Type>(i)) == values[check.a].text()) return true;
        return false;
    }
    return false;
  }

  kit::Arena& arena_;
  ExpressionCache& cache_;
  Placeholders& given_;
};

}  // namespace

void intrusive_ptr_add_ref(const Compiled* c) noexcept {
  c->references.fetch_add(1, std::memory_order_relaxed);
}
void intrusive_ptr_release(const Compiled* c) noexcept {
  if (c->references.fetch_sub(1, std::memory_order_acq_rel) == 1) delete c;
}

ExpressionCache::ExpressionCache() = default;
ExpressionCache::ExpressionCache(ExpressionCache&&) noexcept = default;
ExpressionCache::~ExpressionCache() = default;

kit::Ref<const Compiled> ExpressionCache::find(std::string_view key) const {
  const auto at = compiled_.find(key);
  return at == compiled_.end() ? kit::Ref<const Compiled>() : at->second;
}

void ExpressionCache::put(std::string_view key, kit::Ref<const Compiled> compiled) {
  if (compiled_.size() >= most) compiled_.clear();
  compiled_.insert_or_assign(std::string(key), std::move(compiled));
}

void Expressions::check_members(In in, Form form) {
  const auto [expressions, older] = members_of(form);
  const auto there = [&](const Member& member) { return static_cast<bool>(in[member.key]); };
  const bool any = std::ranges::any_of(expressions, there);
  if (any) {
    // KeyConditions may go with the other expressions of a Query.
    const bool keys = !in["KeyConditionExpression"];
    const std::string mixed = joined(older, ", ", [&](const Member& member) {
      return there(member) && !(keys && member.name == key_conditions.name);
    });
    if (!mixed.empty())
      throw invalid.says(
          fmt::format("Can not use both expression and non-expression parameters in the same request: "
                      "Non-expression parameters: {{{}}} Expression parameters: {{{}}}",
                      mixed, joined(expressions, ", ", there)));
  }
  if (in["ExpressionAttributeNames"] && !any)
    throw invalid.says("ExpressionAttributeNames can only be specified when using expressions");
  if (!in["ExpressionAttributeValues"]) return;
  const auto takes_values = [](const Member& m) { return m.name != projection_expression.name; };
  const std::ptrdiff_t takers = std::ranges::count_if(expressions, takes_values);
  if (takers == 0 ||
      std::ranges::any_of(expressions, [&](const Member& m) { return takes_values(m) && there(m); }))
    return;
  throw invalid.says(
      fmt::format("ExpressionAttributeValues can only be specified when using expressions: {} {} null",
                  joined(expressions, " and ", takes_values), takers > 1 ? "are" : "is"));
}

Expressions::Expressions(In in, Form form, kit::Arena& arena, ExpressionCache& cache) {
  check_members(in, form);
  const bool searches = form == Form::query || form == Form::scan;
  if (form == Form::query || form == Form::scan || form == Form::get_item)
    projection = read_attributes_to_get(in["AttributesToGet"]);
  if (form == Form::query) {
    filter = read_filter(in["QueryFilter"], in["ConditionalOperator"], arena);
  } else if (form == Form::scan) {
    filter = read_filter(in["ScanFilter"], in["ConditionalOperator"], arena);
  } else if (form != Form::get_item) {
    if (form == Form::update_item) update = read_attribute_updates(in["AttributeUpdates"], arena);
    condition = read_expected(in["Expected"], in["ConditionalOperator"], arena);
  }
  if (form == Form::query && !in["KeyConditions"] && !in["KeyConditionExpression"])
    throw invalid.says(
        "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.");

  Placeholders given(in["ExpressionAttributeNames"], in["ExpressionAttributeValues"], arena);
  Binder binder(arena, cache, given);
  const auto condition_of = [&](const Member& member) {
    auto [compiled, values] = binder.bind(member.name, in[member.key].text(), [&](std::string_view text) {
      return compile_condition(text, member.name, given);
    });
    return Condition(std::move(compiled), values);
  };
  if (form == Form::update_item && in["UpdateExpression"]) {
    auto [compiled, values] = binder.bind("UpdateExpression", in["UpdateExpression"].text(),
                                          [&](std::string_view text) { return compile_update(text, given); });
    update = Update(std::move(compiled), values);
  }
  if (!searches && in["ConditionExpression"]) condition = condition_of(condition_expression);
  Condition keys;
  if (form == Form::query && in["KeyConditionExpression"]) keys = condition_of(key_condition_expression);
  if (searches && in["FilterExpression"]) filter = condition_of(filter_expression);
  if (in["ProjectionExpression"])
    projection = Projection(binder
                                .bind("ProjectionExpression", in["ProjectionExpression"].text(),
                                      [&](std::string_view text) { return compile_projection(text, given); })
                                .compiled);
  given.check_used();
  if (keys) {
    key.compiled_ = keys.compiled_;
    KeyConditionReader(*keys.compiled_, keys.values_, key).read(keys.compiled_->root);
  } else if (form == Form::query) {
    key.legacy_ = true;
    for (const LegacyKey& one : read_key_conditions(in["KeyConditions"], arena))
      key.terms_.push_back({one.name, one.by, one.low, one.high});
    if (key.terms_.empty()) throw invalid.says("Conditions can be of length 1 or 2 only");
  }
}

}  // namespace understudy::dynamodb
