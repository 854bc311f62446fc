// Bucket policies: kept as they are given, once they are policies at all.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "services/kit/json.hpp"
#include "services/s3/handlers.hpp"

namespace understudy::s3 {
namespace {

constexpr std::size_t largest = 20 * 1024;

Failure malformed(std::string_view why) { return Failure("MalformedPolicy", std::string(why), 400); }

bool is_star(const kit::Value& value) {
  if (value.text() == "*") return true;
  return value.is(kit::Kind::list) && std::ranges::any_of(value.elements(), is_star);
}

bool everybody(const kit::Value* principal) {
  if (!principal) return false;
  if (is_star(*principal)) return true;
  const kit::Value* accounts = principal->find("AWS");
  return accounts && is_star(*accounts);
}

// Every resource must be the bucket or lie in it.
void check_resources(const kit::Value& resource, std::string_view bucket) {
  if (resource.is(kit::Kind::list)) {
    for (const kit::Value& one : resource.elements()) check_resources(one, bucket);
    return;
  }
  const std::string_view text = resource.text();
  const auto at = text.find(":s3:::");
  const std::string_view name = at == text.npos ? std::string_view() : text.substr(at + 6);
  const std::string_view own = name.substr(0, name.find('/'));
  if (own != bucket && own.find_first_of("*?") == own.npos) throw malformed("Policy has invalid resource");
}

void check_statement(const kit::Value& statement, std::string_view bucket) {
  if (!statement.is(kit::Kind::map))
    throw malformed("Policies must be valid JSON and the first byte must be '{'");
  const kit::Value* effect = statement.find("Effect");
  if (!effect || (effect->text() != "Allow" && effect->text() != "Deny"))
    throw malformed(effect ? fmt::format("Invalid effect : {}", effect->text())
                           : std::string("Missing required field Effect"));
  if (!statement.find("Principal") && !statement.find("NotPrincipal"))
    throw malformed("Missing required field Principal");
  if (!statement.find("Action") && !statement.find("NotAction"))
    throw malformed("Missing required field Action");
  const kit::Value* resource = statement.find("Resource");
  if (!resource && !statement.find("NotResource")) throw malformed("Missing required field Resource");
  if (resource) check_resources(*resource, bucket);
}

void check_policy(std::string_view text, std::string_view bucket) {
  kit::Arena arena;
  const auto policy = kit::parse_json(text, arena);
  if (text.empty() || text.front() != '{' || !policy || !policy->is(kit::Kind::map))
    throw malformed("Policies must be valid JSON and the first byte must be '{'");
  if (text.size() > largest) throw malformed("Policy exceeds the maximum allowed document size");
  if (const kit::Value* version = policy->find("Version");
      version && version->text() != "2012-10-17" && version->text() != "2008-10-17")
    throw malformed("The policy must contain a valid version string");
  const kit::Value* statements = policy->find("Statement");
  if (!statements) throw malformed("Missing required field Statement");
  if (!statements->is(kit::Kind::list)) return check_statement(*statements, bucket);
  for (const kit::Value& statement : statements->elements()) check_statement(statement, bucket);
}

bool is_public(std::string_view text) {
  kit::Arena arena;
  const auto policy = kit::parse_json(text, arena);
  const kit::Value* statements = policy ? policy->find("Statement") : nullptr;
  if (!statements) return false;
  const auto opens = [](const kit::Value& s) {
    const kit::Value* effect = s.find("Effect");
    return effect && effect->text() == "Allow" && everybody(s.find("Principal")) && !s.find("Condition");
  };
  if (!statements->is(kit::Kind::list)) return opens(*statements);
  return std::ranges::any_of(statements->elements(), opens);
}

Failure no_policy(const Call& call, const Found& in) {
  return with(call, Failure("NoSuchBucketPolicy", "The bucket policy does not exist", 404),
              {{"BucketName", in.name}});
}

bool blocks_public(const Call& call, const Bucket& bucket) {
  const auto block = configuration(call, bucket, "publicAccessBlock");
  return block && In(*block)["BlockPublicPolicy"].boolean();
}

}  // namespace

Outcome put_bucket_policy(Call& call, State& state) {
  const Found in = need_bucket(call, state);
  check_document(call);
  const std::string_view policy = call.in["Policy"].text();
  check_policy(policy, in.name);
  if (blocks_public(call, *in.bucket) && is_public(policy)) throw Failure(access_denied);
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
