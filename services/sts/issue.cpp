// Temporary credentials and who holds them.
#include "services/sts/issue.hpp"

#include <algorithm>
#include <cmath>

#include "services/kit/access_key.hpp"
#include "services/kit/arn.hpp"
#include "services/kit/format.hpp"
#include "services/kit/json.hpp"

namespace understudy::sts {
namespace {

constexpr kit::Error malformed_policy{"MalformedPolicyDocumentException", "{}"};
constexpr kit::Error packed_policy_too_large{
    "PackedPolicyTooLargeException",
    "Packed policy consumes {}% of allotted space, please use smaller policy."};
constexpr kit::Error packed_tags_too_large{"PackedPolicyTooLargeException",
                                           "Packed size of session tags consumes {}% of allotted space."};

// Real tokens are of this size and begin so; clients that check lengths see what they know.
constexpr std::string_view token_prefix = "FQoGZXIvYXdzE";
constexpr std::size_t token_size = 356;

// Characters. AWS packs policies and tags in a form of its own and tells only percents; what it says of real
// policies is between this and twice as much.
constexpr double packed_room = 2048;
constexpr std::size_t most_policy_arns = 10;  // API reference AssumeRole

std::string make_token(kit::Generator& random) {
  return std::string(token_prefix) + random.pick(kit::base64_alphabet, token_size - token_prefix.size());
}

void publish(kit::Turn& turn, const std::string& access_key, const Session& session) {
  auto credential = std::make_unique<kit::Credential>();
  credential->access_key = access_key;
  credential->secret_key = session.secret_key;
  credential->session_token = session.session_token;
  credential->account = turn.place.account;
  credential->arn = session.arn;
  credential->user_id = session.user_id;
  credential->expires = session.expires;
  credential->source_identity = session.source_identity;
  credential->transitive_tags = session.transitive_tags;
  turn.publish(kit::Ref<const kit::Credential>(credential.release()));
}

}  // namespace

void State::restored(kit::Turn& turn) const {
  for (const auto& [access_key, session] : sessions.rows()) publish(turn, access_key, session->row);
}

kit::Time State::next_deadline() const {
  const auto& tree = sessions.by<ByExpiry>().tree();
  return tree.empty() ? kit::never : tree.begin()->first.first;
}

void State::settle(kit::Turn& turn) {
  const auto& tree = sessions.by<ByExpiry>().tree();
  while (!tree.empty() && tree.begin()->first.first <= turn.now) {
    const std::string key = tree.begin()->second;
    sessions.erase(key);
    turn.withdraw(key);
  }
}

std::string_view partition(const Call& call) { return kit::partition_of(call.base().client_region); }

void issue(Call& call, State& state, Session session, kit::Duration lifetime) {
  std::string access_key;
  do {  // little of a key is drawn, much of it is the account's
    access_key = kit::make_access_key("ASIA", call.account(), call.random());
  } while (state.sessions.contains(access_key));
  session.secret_key = kit::make_secret_key(call.random());
  session.session_token = make_token(call.random());
  session.expires = std::chrono::floor<kit::seconds>(call.now()) + lifetime;

  const Out out = call.out["Credentials"].structure(4);
  out["AccessKeyId"] = access_key;
  out["SecretAccessKey"] = session.secret_key;
  out["SessionToken"] = session.session_token;
  out["Expiration"] = session.expires;

  publish(call.turn(), access_key, session);
  state.sessions.insert(access_key, std::move(session));
}

int packed_size(const Session& session) {
  std::size_t policies = session.policy.size(), tags = 0;
  for (const std::string& arn : session.policy_arns) policies += arn.size();
  for (const auto& [key, value] : session.tags) tags += key.size() + value.size();
  const auto characters = static_cast<double>(policies + tags);
  const int percent = static_cast<int>(std::ceil(characters * 100 / packed_room));
  if (percent > 100) throw(policies > 0 ? packed_policy_too_large : packed_tags_too_large).says(percent);
  return percent;
}

void read_policies(const In& in, Session& session) {
  session.policy = in["Policy"].text();
  if (!session.policy.empty()) {
    kit::Arena arena;
    const auto document = kit::parse_json(session.policy, arena);
    if (!document || !document->is(kit::Kind::map))
      throw malformed_policy.says("The policy is not in the valid JSON format.");
    const kit::Value* statements = document->find("Statement");
    const auto is_map = [](const kit::Value& v) { return v.is(kit::Kind::map); };
    if (!statements || !(is_map(*statements) || (statements->is(kit::Kind::list) &&
                                                 std::ranges::all_of(statements->elements(), is_map))))
      throw malformed_policy.says("Syntax errors in policy.");
  }
  if (in["PolicyArns"].size() > most_policy_arns)
    throw validation_error.says("The number of policy ARNs exceeds the limit of 10.");
  for (const In arn : in["PolicyArns"]) {
    const auto parsed = kit::Arn::parse(arn["arn"].text());
    if (!parsed || parsed->service != "iam" || parsed->type() != "policy")
      throw validation_error.says(fmt::format("ARN {} is not valid.", arn["arn"].text()));
    session.policy_arns.emplace_back(arn["arn"].text());
  }
}

void read_mfa(const In& in, Session& session) {
  session.mfa = static_cast<bool>(in["SerialNumber"]);
  if (session.mfa != static_cast<bool>(in["TokenCode"]))
    throw access_denied.says(
        "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.");
}

bool is_account(std::string_view text) {
  return text.size() == 12 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

Identity identity(const Call& call) {
  if (const auto& credential = call.caller().credential; credential)
    return {credential->user_id, credential->account, credential->arn};
  // Nobody issued this key: moto's users see its user "moto", LocalStack's the account's root.
  const std::string arn =
      call.endpoint().dialect == kit::Dialect::moto
          ? fmt::format("arn:{}:sts::{}:user/moto", partition(call), call.caller().account)
          : fmt::format("arn:{}:iam::{}:root", partition(call), call.caller().account);
  return {"AKIAIOSFODNN7EXAMPLE", std::string(call.caller().account), arn};
}

bool chains_roles(const Call& call) {
  const auto& credential = call.caller().credential;
  return credential && credential->arn.find(":assumed-role/") != std::string::npos;
}

}  // namespace understudy::sts
