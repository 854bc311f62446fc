// Statements that apply, and the order of their effects.
//
// After the IAM user guide, "Policy evaluation logic" and "AWS JSON policy elements: Principal".
#include "services/policy/evaluate.hpp"

#include <algorithm>
#include <array>

#include "services/kit/arn.hpp"
#include "services/policy/pattern.hpp"

namespace understudy::policy {
namespace {

constexpr std::string_view assumed = "assumed-role/";

// "arn:aws:sts::1:assumed-role/path-less-name/session" is a session of role/name, wherever its path is.
bool is_session_of(const kit::Arn& caller, const kit::Arn& role) {
  if (caller.service != "sts" || !caller.resource.starts_with(assumed) || role.type() != "role") return false;
  std::string_view name = caller.resource.substr(assumed.size());
  name = name.substr(0, name.find('/'));
  const std::string_view whole = role.id();
  return caller.account == role.account && whole.substr(whole.rfind('/') + 1) == name;
}

bool is_account(std::string_view text, const Principal& who) {
  if (text == who.account) return true;
  const auto arn = kit::Arn::parse(text);
  return arn && arn->service == "iam" && arn->resource == "root" && arn->account == who.account;
}

bool is_aws(std::string_view wanted, const Principal& who) {
  if (wanted == "*") return true;
  if (who.anonymous || !who.service.empty()) return false;
  if (is_account(wanted, who) || wanted == who.arn) return true;
  const auto arn = kit::Arn::parse(wanted), caller = kit::Arn::parse(who.arn);
  return arn && caller && is_session_of(*caller, *arn);
}

bool is_principal(const Principals& wanted, const Principal& who) {
  return std::ranges::any_of(wanted.values, [&](const auto& one) {
    const auto& [kind, text] = one;
    switch (kind) {
      case Principals::Kind::aws: return is_aws(text, who);
      case Principals::Kind::service: return !who.service.empty() && (text == who.service || text == "*");
      case Principals::Kind::canonical: return !who.anonymous && text == who.canonical_id;
      case Principals::Kind::federated: return false;  // who is federated calls as a role's session
    }
    return false;
  });
}

bool is_action(const Matches& wanted, std::string_view action) {
  return wanted.negated != std::ranges::any_of(wanted.values, [&](const std::string& one) {
           return Pattern(one).matches_without_case(action);
         });
}

bool is_resource(const Matches& wanted, const Request& request, bool variables) {
  return wanted.negated != std::ranges::any_of(wanted.values, [&](const std::string& one) {
           const auto pattern = variables ? Pattern::resolve(one, request.context) : Pattern(one);
           return pattern && pattern->matches_arn(request.resource);
         });
}

// Keys that name somebody or some place in particular when they are compared with fixed values.
constexpr std::array<std::string_view, 12> fixing{"aws:sourcearn",
                                                  "aws:sourcevpc",
                                                  "aws:sourcevpce",
                                                  "aws:sourceowner",
                                                  "aws:sourceaccount",
                                                  "aws:userid",
                                                  "s3:x-amz-server-side-encryption-aws-kms-key-id",
                                                  "s3:dataaccesspointarn",
                                                  "s3:dataaccesspointaccount",
                                                  "aws:principalarn",
                                                  "aws:principalorgid",
                                                  "aws:principalaccount"};

bool fixes(const Condition& condition) {
  if (condition.how.negated || condition.how.if_exists || condition.how.compare == Compare::null)
    return false;
  std::string key = condition.key;
  std::ranges::transform(key, key.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  const auto fixed = [](const std::string& value) {
    return value.find_first_of("*?") == value.npos && value.find("${") == value.npos;
  };
  if (key == "aws:sourceip") {  // ranges as wide as half of the internet are public
    return std::ranges::none_of(condition.values, [](const std::string& value) {
      return value.ends_with("/0") || value.ends_with("/1");
    });
  }
  return std::ranges::find(fixing, key) != fixing.end() && std::ranges::all_of(condition.values, fixed);
}

}  // namespace

bool applies(const Statement& statement, const Request& request, bool variables) {
  if (statement.principals &&
      statement.principals->negated == is_principal(*statement.principals, request.principal))
    return false;
  if (!is_action(statement.actions, request.action)) return false;
  if (statement.resources && !is_resource(*statement.resources, request, variables)) return false;
  return std::ranges::all_of(statement.conditions, [&](const Condition& condition) {
    return condition.holds(request.context, variables);
  });
}

Decision evaluate(const Document& policy, const Request& request) {
  Decision decision = Decision::none;
  for (const Statement& statement : policy.statements) {
    if (!applies(statement, request, policy.has_variables())) continue;
    if (statement.effect == Effect::deny) return Decision::deny;
    decision = Decision::allow;
  }
  return decision;
}

Decision stronger(Decision a, Decision b) { return std::max(a, b); }

bool is_public(const Document& policy) {
  return std::ranges::any_of(policy.statements, [](const Statement& statement) {
    if (statement.effect == Effect::deny || !statement.principals) return false;
    const Principals& who = *statement.principals;
    const bool everybody =
        who.negated || std::ranges::any_of(who.values, [](const auto& one) { return one.second == "*"; });
    return everybody && std::ranges::none_of(statement.conditions, fixes);
  });
}

}  // namespace understudy::policy
