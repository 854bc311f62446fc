// Resource policies: checked, attached, read and taken away.
#include <algorithm>
#include <array>
#include <span>

#include "services/kit/json.hpp"
#include "services/secretsmanager/handlers.hpp"

namespace understudy::secretsmanager {
namespace {

constexpr kit::Error malformed{"MalformedPolicyDocumentException", "This policy has invalid syntax."};
// In the words of the error's description (API reference, PutResourcePolicy).
constexpr kit::Error is_public{"PublicPolicyException",
                               "The BlockPublicPolicy parameter is set to true, and the resource policy did "
                               "not prevent broad access to the secret."};

constexpr std::array<std::string_view, 2> versions{"2008-10-17", "2012-10-17"};
constexpr std::array<std::string_view, 2> effects{"Allow", "Deny"};
constexpr std::array<std::string_view, 3> fields{"Version", "Id", "Statement"};
constexpr std::array<std::string_view, 9> statement_fields{"Sid",       "Effect",      "Action",
                                                           "NotAction", "Principal",   "NotPrincipal",
                                                           "Resource",  "NotResource", "Condition"};

void require(bool good) {
  if (!good) throw kit::Failure(malformed);
}

bool among(std::span<const std::string_view> all, std::string_view text) {
  return std::ranges::find(all, text) != all.end();
}

void only(std::span<const std::string_view> known, const kit::Value& map) {
  for (std::uint32_t i = 0; i < map.size(); ++i) require(among(known, map.entry(i).key));
}

// One text or a list of them, each as `good` wants it.
void each_text(const kit::Value& value, auto&& good) {
  if (value.is(kit::Kind::string)) return require(good(value.text()));
  require(value.is(kit::Kind::list) && value.size() > 0);
  for (const kit::Value& one : value.elements()) require(one.is(kit::Kind::string) && good(one.text()));
}

const kit::Value& either(const kit::Value& statement, std::string_view one, std::string_view other) {
  const kit::Value *a = statement.find(one), *b = statement.find(other);
  require((a == nullptr) != (b == nullptr));
  return a ? *a : *b;
}

void check_principal(const kit::Value& principal) {
  if (principal.is(kit::Kind::string)) return require(principal.text() == "*");
  require(principal.is(kit::Kind::map) && principal.size() > 0);
  for (std::uint32_t i = 0; i < principal.size(); ++i)
    each_text(principal.entry(i).value, [](std::string_view text) { return !text.empty(); });
}

void check_statement(const kit::Value& statement) {
  require(statement.is(kit::Kind::map));
  only(statement_fields, statement);
  const kit::Value* effect = statement.find("Effect");
  require(effect && among(effects, effect->text()));
  each_text(either(statement, "Action", "NotAction"),
            [](std::string_view action) { return action == "*" || action.find(':') != action.npos; });
  each_text(either(statement, "Resource", "NotResource"),
            [](std::string_view resource) { return resource == "*" || resource.starts_with("arn:"); });
  check_principal(either(statement, "Principal", "NotPrincipal"));
  const kit::Value* condition = statement.find("Condition");
  require(!condition || condition->is(kit::Kind::map));
}

template <class F>
void each_statement(const kit::Value& policy, F&& f) {
  const kit::Value* statements = policy.find("Statement");
  require(statements != nullptr);
  if (statements->is(kit::Kind::map)) return f(*statements);
  require(statements->is(kit::Kind::list) && statements->size() > 0);
  for (const kit::Value& statement : statements->elements()) f(statement);
}

kit::Value read_policy(std::string_view document, kit::Arena& arena) {
  const auto policy = kit::parse_json(document, arena);
  require(policy && policy->is(kit::Kind::map));
  only(fields, *policy);
  const kit::Value* version = policy->find("Version");
  require(!version || among(versions, version->text()));
  each_statement(*policy, check_statement);
  return *policy;
}

bool is_anybody(const kit::Value& principal) {
  if (principal.text() == "*") return true;
  const auto parts = principal.is(kit::Kind::list) ? principal.elements() : std::span<const kit::Value>();
  if (std::ranges::any_of(parts, is_anybody)) return true;
  const kit::Value* aws = principal.find("AWS");
  return aws && is_anybody(*aws);
}

// Whether it lets in everybody without a condition.
bool lets_anybody_in(const kit::Value& policy) {
  bool found = false;
  each_statement(policy, [&](const kit::Value& statement) {
    const kit::Value *principal = statement.find("Principal"), *condition = statement.find("Condition");
    found |= statement.find("Effect")->text() == "Allow" && principal && is_anybody(*principal) &&
             (!condition || condition->size() == 0);
  });
  return found;
}

}  // namespace

kit::Outcome put_resource_policy(Call& call, State& state) {
  const std::string name = own_secret_of(call, state, false);
  const std::string_view document = call.in["ResourcePolicy"].text();
  const kit::Value policy = read_policy(document, call.arena());
  if (call.in["BlockPublicPolicy"].boolean() && lets_anybody_in(policy)) return is_public;
  state.secrets.edit(name)->policy = document;
  touch(call, state, name);
  show_identity(call, call.out, name, *state.secrets.find(name));
  return {};
}

kit::Outcome get_resource_policy(Call& call, State& state) {
  const std::string name = own_secret_of(call, state, false);
  const Secret& secret = *state.secrets.find(name);
  show_identity(call, call.out, name, secret);
  if (!secret.policy.empty()) call.out["ResourcePolicy"] = secret.policy;
  return {};
}

kit::Outcome delete_resource_policy(Call& call, State& state) {
  const std::string name = own_secret_of(call, state, false);
  state.secrets.edit(name)->policy.clear();
  touch(call, state, name);
  show_identity(call, call.out, name, *state.secrets.find(name));
  return {};
}

// Without a secret the policy is judged alone.
kit::Outcome validate_resource_policy(Call& call, State& state) {
  if (call.in["SecretId"]) secret_of(call, state);
  const kit::Value policy = read_policy(call.in["ResourcePolicy"].text(), call.arena());
  const bool open = lets_anybody_in(policy);
  call.out["PolicyValidationPassed"] = !open;
  const OutList errors = call.out["ValidationErrors"].list(open ? 1 : 0);
  if (open) {
    const Out error = errors.add().structure(2);
    error["CheckName"] = "PublicPolicyCheck";
    error["ErrorMessage"] = "The resource policy grants broad access to the secret.";
  }
  return {};
}

}  // namespace understudy::secretsmanager
