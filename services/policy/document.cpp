// Parsing policy documents, strictly: what AWS refuses is refused, with the first thing that is wrong.
//
// After the IAM user guide, "Grammar of the IAM JSON policy language".
#include "services/policy/document.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "services/kit/json.hpp"

namespace understudy::policy {
namespace {

using Kind = Fault::Kind;

constexpr std::array<std::string_view, 2> versions{"2008-10-17", "2012-10-17"};
constexpr std::array<std::string_view, 3> fields{"Version", "Id", "Statement"};
constexpr std::array<std::string_view, 9> statement_fields{"Sid",       "Effect",      "Action",
                                                           "NotAction", "Principal",   "NotPrincipal",
                                                           "Resource",  "NotResource", "Condition"};
constexpr std::array<std::pair<std::string_view, Principals::Kind>, 4> principal_kinds{
    {{"AWS", Principals::Kind::aws},
     {"Service", Principals::Kind::service},
     {"CanonicalUser", Principals::Kind::canonical},
     {"Federated", Principals::Kind::federated}}};

[[noreturn]] void fail(Kind kind, std::string_view detail = {}) { throw Fault{kind, std::string(detail)}; }

void only(std::span<const std::string_view> known, const kit::Value& map) {
  for (std::uint32_t i = 0; i < map.size(); ++i)
    if (std::ranges::find(known, map.entry(i).key) == known.end())
      fail(Kind::unknown_field, map.entry(i).key);
}

// A string or a list of strings; with `scalars` numbers and booleans too.
std::vector<std::string> strings(const kit::Value& value, Kind kind, bool scalars = false) {
  const auto one = [&](const kit::Value& v) {
    if (v.is(kit::Kind::string)) return std::string(v.text());
    if (scalars && (v.is(kit::Kind::integer) || v.is(kit::Kind::real) || v.is(kit::Kind::boolean)))
      return kit::to_json(v);
    fail(kind);
  };
  std::vector<std::string> all;
  if (!value.is(kit::Kind::list)) return {one(value)};
  for (const kit::Value& element : value.elements()) all.push_back(one(element));
  return all;
}

// An element or its Not form; nothing when neither is there.
struct Either {
  const kit::Value* value = nullptr;
  bool negated = false;
};
Either either(const kit::Value& statement, std::string_view name, std::string_view negated, Kind both) {
  const kit::Value* plain = statement.find(name);
  const kit::Value* opposite = statement.find(negated);
  if (plain && opposite) fail(both);
  return {plain ? plain : opposite, opposite != nullptr};
}

Matches actions(const kit::Value& statement) {
  const auto [value, negated] = either(statement, "Action", "NotAction", Kind::both_actions);
  if (!value) fail(Kind::no_action);
  Matches made{negated, strings(*value, Kind::bad_action)};
  if (made.values.empty()) fail(Kind::bad_action);
  for (const std::string& action : made.values)
    if (action != "*" && (action.find(':') == action.npos || action.starts_with(':')))
      fail(Kind::bad_action, action);
  return made;
}

std::optional<Matches> resources(const kit::Value& statement) {
  const auto [value, negated] = either(statement, "Resource", "NotResource", Kind::both_resources);
  if (!value) return {};
  Matches made{negated, strings(*value, Kind::bad_resource)};
  if (made.values.empty()) fail(Kind::bad_resource);
  for (const std::string& resource : made.values)
    if (resource != "*" && !resource.starts_with("arn:") && !resource.starts_with("${"))
      fail(Kind::bad_resource, resource);
  return made;
}

std::optional<Principals> principals(const kit::Value& statement) {
  const auto [value, negated] = either(statement, "Principal", "NotPrincipal", Kind::both_principals);
  if (!value) return {};
  Principals made{negated, {}};
  if (value->is(kit::Kind::string)) {
    if (value->text() != "*") fail(Kind::bad_principal, value->text());
    made.values.emplace_back(Principals::Kind::aws, "*");
    return made;
  }
  if (!value->is(kit::Kind::map) || value->size() == 0) fail(Kind::bad_principal);
  for (std::uint32_t i = 0; i < value->size(); ++i) {
    const auto [name, who] = value->entry(i);
    const auto known =
        std::ranges::find(principal_kinds, name, &std::pair<std::string_view, Principals::Kind>::first);
    if (known == principal_kinds.end()) fail(Kind::bad_principal, name);
    for (std::string& one : strings(who, Kind::bad_principal))
      made.values.emplace_back(known->second, std::move(one));
  }
  return made;
}

std::vector<Condition> conditions(const kit::Value& statement) {
  const kit::Value* block = statement.find("Condition");
  std::vector<Condition> all;
  if (!block) return all;
  if (!block->is(kit::Kind::map)) fail(Kind::bad_condition);
  for (std::uint32_t i = 0; i < block->size(); ++i) {
    const auto [name, keys] = block->entry(i);
    const auto how = Operator::parse(name);
    if (!how) fail(Kind::unknown_condition, name);
    if (!keys.is(kit::Kind::map)) fail(Kind::bad_condition, name);
    for (std::uint32_t k = 0; k < keys.size(); ++k) {
      Condition made{*how, std::string(keys.entry(k).key),
                     strings(keys.entry(k).value, Kind::bad_condition, true)};
      for (const std::string& value : made.values)
        if (!how->takes(value)) fail(Kind::bad_condition, name);
      all.push_back(std::move(made));
    }
  }
  return all;
}

Statement statement(const kit::Value& value) {
  if (!value.is(kit::Kind::map)) fail(Kind::bad_statement);
  only(statement_fields, value);
  Statement made;
  if (const kit::Value* sid = value.find("Sid")) made.sid = sid->text();
  const kit::Value* effect = value.find("Effect");
  if (!effect) fail(Kind::no_effect);
  if (effect->text() != "Allow" && effect->text() != "Deny") fail(Kind::bad_effect, effect->text());
  made.effect = effect->text() == "Allow" ? Effect::allow : Effect::deny;
  made.principals = principals(value);
  made.actions = actions(value);
  made.resources = resources(value);
  made.conditions = conditions(value);
  return made;
}

Document document(std::string_view text) {
  kit::Arena arena;
  const auto policy = kit::parse_json(text, arena);
  if (!policy || !policy->is(kit::Kind::map)) fail(Kind::no_json);
  only(fields, *policy);
  Document made;
  if (const kit::Value* version = policy->find("Version")) {
    if (std::ranges::find(versions, version->text()) == versions.end())
      fail(Kind::bad_version, version->text());
    made.version = version->text();
  }
  if (const kit::Value* id = policy->find("Id")) made.id = id->text();
  const kit::Value* statements = policy->find("Statement");
  if (!statements || (statements->is(kit::Kind::list) && statements->size() == 0)) fail(Kind::no_statement);
  if (!statements->is(kit::Kind::list)) {
    made.statements.push_back(statement(*statements));
    return made;
  }
  std::set<std::string> sids;
  for (const kit::Value& one : statements->elements()) {
    made.statements.push_back(statement(one));
    const std::string& sid = made.statements.back().sid;
    if (!sid.empty() && !sids.insert(sid).second) fail(Kind::repeated_sid, sid);
  }
  return made;
}

}  // namespace

std::variant<Document, Fault> parse(std::string_view text) {
  try {
    return document(text);
  } catch (Fault& fault) {
    return std::move(fault);
  }
}

}  // namespace understudy::policy
