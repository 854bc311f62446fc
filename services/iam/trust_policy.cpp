// What a role's trust policy must look like.
#include <algorithm>
#include <array>

#include "services/iam/state.hpp"
#include "services/kit/json.hpp"

namespace understudy::iam {
namespace {

constexpr kit::Error malformed{"MalformedPolicyDocumentException", "{}"};

constexpr std::array<std::string_view, 2> versions{"2008-10-17", "2012-10-17"};
constexpr std::array<std::string_view, 2> effects{"Allow", "Deny"};
constexpr std::array<std::string_view, 4> fields{"Version", "Id", "Statement", "Conditions"};
constexpr std::array<std::string_view, 9> statement_fields{"Sid",       "Effect",      "Action",
                                                           "NotAction", "Principal",   "NotPrincipal",
                                                           "Resource",  "NotResource", "Condition"};

constexpr kit::Error too_long{"LimitExceededException", "Cannot exceed quota for ACLSizePerRole: 2048"};
constexpr std::ptrdiff_t most_characters = 2048;  // without white space (IAM quotas)

[[noreturn]] void syntax_error() { throw malformed.says("Syntax errors in policy."); }

bool among(std::span<const std::string_view> all, const kit::Value& value) {
  return value.is(kit::Kind::string) && std::ranges::find(all, value.text()) != all.end();
}

void only(std::span<const std::string_view> known, const kit::Value& map) {
  for (std::uint32_t i = 0; i < map.size(); ++i)
    if (std::ranges::find(known, map.entry(i).key) == known.end()) syntax_error();
}

void check_action(const kit::Value& action) {
  if (!action.is(kit::Kind::string)) syntax_error();
  const std::string_view text = action.text();
  if (text != "*" && !text.starts_with("sts:"))
    throw malformed.says("AssumeRole policy may only specify STS AssumeRole actions.");
}

void check_statement(const kit::Value& s) {
  if (!s.is(kit::Kind::map)) syntax_error();
  only(statement_fields, s);
  const kit::Value* effect = s.find("Effect");
  if (!effect || !among(effects, *effect)) syntax_error();
  const kit::Value* action = s.find("Action") ? s.find("Action") : s.find("NotAction");
  if (!action || (s.find("Action") && s.find("NotAction"))) syntax_error();
  if (s.find("Resource") || s.find("NotResource")) throw malformed.says("Has prohibited field Resource");
  const kit::Value* principal = s.find("Principal") ? s.find("Principal") : s.find("NotPrincipal");
  if (!principal) throw malformed.says("Missing required field Principal");
  if (!principal->is(kit::Kind::map) && principal->text() != "*")
    throw malformed.says("Invalid principal in policy");
  if (action->is(kit::Kind::list)) {
    for (const kit::Value& one : action->elements()) check_action(one);
  } else {
    check_action(*action);
  }
}

}  // namespace

void check_trust_policy(std::string_view document) {
  if (std::ranges::count_if(document, [](unsigned char c) { return c > ' '; }) > most_characters)
    throw kit::Failure(too_long);
  kit::Arena arena;
  const auto parsed = kit::parse_json(document, arena);
  if (!parsed || !parsed->is(kit::Kind::map)) throw malformed.says("This policy contains invalid Json");
  only(fields, *parsed);
  if (const kit::Value* version = parsed->find("Version"); version && !among(versions, *version))
    syntax_error();
  const kit::Value* statements = parsed->find("Statement");
  if (!statements) syntax_error();
  if (statements->is(kit::Kind::map)) return check_statement(*statements);
  if (!statements->is(kit::Kind::list) || statements->size() == 0) syntax_error();
  for (const kit::Value& s : statements->elements()) check_statement(s);
}

}  // namespace understudy::iam
