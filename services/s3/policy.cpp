// Bucket policies: kept as they are given, once they are policies of that bucket.
#include <fmt/format.h>

#include <algorithm>

#include "services/kit/arn.hpp"
#include "services/policy/evaluate.hpp"
#include "services/policy/pattern.hpp"
#include "services/s3/access.hpp"
#include "services/s3/actions.hpp"
#include "services/s3/handlers.hpp"
#include "services/s3/policy.hpp"

namespace understudy::s3 {
namespace {

constexpr std::size_t largest = 20 * 1024;

Failure malformed(std::string_view why) { return Failure("MalformedPolicy", std::string(why), 400); }

constexpr std::string_view no_json = "Policies must be valid JSON and the first byte must be '{'";

// The part of a resource's ARN behind "arn:aws:s3:::"; empty when it is none of S3's.
std::string_view place_in(std::string_view resource) {
  const auto at = resource.find(":s3:::");
  return at == resource.npos ? std::string_view() : resource.substr(at + 6);
}

// Every resource must be the bucket or lie in it.
void check_resource(std::string_view resource, std::string_view bucket) {
  const std::string_view place = place_in(resource);
  const std::string_view own = place.substr(0, place.find('/'));
  const bool pattern = own.find_first_of("*?") != own.npos;
  if (own.empty() || (pattern ? !policy::Pattern(own).matches(bucket) : own != bucket))
    throw malformed("Policy has invalid resource");
}

bool is_wild(std::string_view text) { return text.find_first_of("*?") != text.npos; }

// An action on objects needs a resource that is a key or may be one, any other the bucket.
bool acts_on(std::string_view action, std::string_view resource) {
  const auto on = on_what(action.substr(std::string_view("s3:").size()));
  if (!on || is_wild(action)) return true;
  const std::string_view place = place_in(resource);
  const bool key = place.find('/') != place.npos;
  return *on == On::object ? key || is_wild(place) : !key;
}

bool is_action_of_s3(std::string_view action) {
  constexpr std::string_view prefix = "s3:";
  return policy::Pattern("s3:*").matches_without_case(action) && is_action(action.substr(prefix.size()));
}

void check_actions(const policy::Statement& statement) {
  for (const std::string& action : statement.actions.values) {
    if (action != "*" && !is_action_of_s3(action)) throw malformed("Policy has invalid action");
    if (statement.actions.negated || statement.resources->negated || action == "*") continue;
    if (std::ranges::none_of(statement.resources->values,
                             [&](const std::string& one) { return acts_on(action, one); }))
      throw malformed("Action does not apply to any resource(s) in statement");
  }
}

bool is_principal(policy::Principals::Kind kind, std::string_view who) {
  if (kind != policy::Principals::Kind::aws || who == "*") return true;
  const bool account =
      who.size() == 12 && std::ranges::all_of(who, [](char c) { return c >= '0' && c <= '9'; });
  const auto arn = kit::Arn::parse(who);
  return account || (arn && (arn->service == "iam" || arn->service == "sts") && arn->account.size() == 12 &&
                     !is_wild(who));
}

void check_policy(const Call& call, std::string_view text, std::string_view bucket) {
  if (!text.starts_with('{')) throw malformed(no_json);
  if (text.size() > largest) throw malformed("Policy exceeds the maximum allowed document size");
  const auto parsed = policy::parse(text);
  if (const auto* fault = std::get_if<policy::Fault>(&parsed)) throw malformed_policy(*fault);
  for (const policy::Statement& statement : std::get<policy::Document>(parsed).statements) {
    if (!statement.principals) throw malformed("Missing required field Principal");
    if (!statement.resources) throw malformed("Missing required field Resource");
    for (const auto& [kind, who] : statement.principals->values)
      if (!is_principal(kind, who))
        throw with(call, malformed("Invalid principal in policy"), {{"Detail", who}});
    for (const std::string& resource : statement.resources->values) check_resource(resource, bucket);
    check_actions(statement);
  }
}

bool is_public(std::string_view text) {
  const auto parsed = policy::parse(text);
  const auto* document = std::get_if<policy::Document>(&parsed);
  return document && policy::is_public(*document);
}

Failure no_policy(const Call& call, const Found& in) {
  return with(call, Failure("NoSuchBucketPolicy", "The bucket policy does not exist", 404),
              {{"BucketName", in.name}});
}

}  // namespace

Failure malformed_policy(const policy::Fault& fault) {
  using Kind = policy::Fault::Kind;
  switch (fault.kind) {
    case Kind::no_json:
    case Kind::bad_statement: return malformed(no_json);
    case Kind::unknown_field: return malformed(fmt::format("Unknown field {}", fault.detail));
    case Kind::bad_version: return malformed("The policy must contain a valid version string");
    case Kind::no_statement: return malformed("Could not parse the policy: Statement is empty!");
    case Kind::repeated_sid: return malformed("Statement IDs (SID) in a single policy must be unique.");
    case Kind::no_effect: return malformed("Missing required field Effect");
    case Kind::bad_effect: return malformed(fmt::format("Invalid effect : {}", fault.detail));
    case Kind::no_action: return malformed("Missing required field Action");
    case Kind::bad_action:
    case Kind::both_actions: return malformed("Policy has invalid action");
    case Kind::bad_principal:
    case Kind::both_principals: return malformed("Invalid principal in policy");
    case Kind::bad_resource:
    case Kind::both_resources: return malformed("Policy has invalid resource");
    case Kind::unknown_condition: return malformed(fmt::format("Invalid Condition type : {}", fault.detail));
    case Kind::bad_condition: return malformed("Policy has an invalid condition");
  }
  return malformed(no_json);
}

Outcome put_bucket_policy(Call& call, State& state) {
  const Found in = need_bucket(call, state);
  check_document(call);
  const std::string_view policy = call.in["Policy"].text();
  check_policy(call, policy, in.name);
  if (blocks(call, state, *in.bucket, "BlockPublicPolicy") && is_public(policy)) throw Failure(access_denied);
  state.buckets.edit(in.name)->configurations["policy"] = Text(policy);
  return {};
}

Outcome get_bucket_policy(Call& call, State& state) {
  const Found in = need_bucket(call, state);
  const auto found = in.bucket->configurations.find("policy");
  if (found == in.bucket->configurations.end()) throw no_policy(call, in);
  call.out["Policy"] = found->second.view();
  exchange(call).answer("Content-Type", "application/json");
  return {};
}

Outcome delete_bucket_policy(Call& call, State& state) {
  const Found in = need_bucket(call, state);
  if (in.bucket->configurations.contains("policy"))
    state.buckets.edit(in.name)->configurations.erase("policy");
  return {};
}

Outcome get_bucket_policy_status(Call& call, State& state) {
  const Found in = need_bucket(call, state);
  const auto found = in.bucket->configurations.find("policy");
  if (found == in.bucket->configurations.end()) throw no_policy(call, in);
  call.out["PolicyStatus"].structure(1)["IsPublic"] = is_public(found->second);
  return {};
}

}  // namespace understudy::s3
