// Temporary credentials and who holds them.
#include "services/sts/issue.hpp"

#include "services/kit/access_key.hpp"
#include "services/kit/arn.hpp"
#include "services/kit/format.hpp"
#include "services/kit/json.hpp"

namespace understudy::sts {
namespace {

constexpr kit::Error malformed_policy{"MalformedPolicyDocumentException", "{}"};
constexpr kit::Error packed_too_large{"PackedPolicyTooLargeException",
                                      "Packed size of session tags consumes {}% of allotted space."};

// Real tokens are of this size and begin so; clients that check lengths see what they know.
constexpr std::string_view token_prefix = "FQoGZXIvYXdzE";
constexpr std::size_t token_size = 356;

constexpr double packed_room =
    2048;  // characters; AWS packs them in a form of its own and tells only percents

std::string make_token(kit::Generator& random) {
  return std::string(token_prefix) + random.pick(kit::base64_alphabet, token_size - token_prefix.size());
}

}  // namespace

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
  const std::string access_key = kit::make_access_key("ASIA", call.account(), call.random());
  session.secret_key = kit::make_secret_key(call.random());
  session.session_token = make_token(call.random());
  session.expires = std::chrono::floor<kit::seconds>(call.now()) + lifetime;

  const Out out = call.out["Credentials"].structure(4);
  out["AccessKeyId"] = access_key;
  out["SecretAccessKey"] = session.secret_key;
  out["SessionToken"] = session.session_token;
  out["Expiration"] = session.expires;

  auto credential = std::make_unique<kit::Credential>();
  credential->access_key = access_key;
  credential->secret_key = session.secret_key;
  credential->session_token = session.session_token;
  credential->account = call.account();
  credential->arn = session.arn;
  credential->user_id = session.user_id;
  credential->expires = session.expires;
  credential->source_identity = session.source_identity;
  credential->transitive_tags = session.transitive_tags;
  call.turn().publish(kit::Ref<const kit::Credential>(credential.release()));
  state.sessions.insert(access_key, std::move(session));
}

std::optional<int> packed_size(const Session& session) {
  std::size_t characters = session.policy.size();
  for (const std::string& arn : session.policy_arns) characters += arn.size();
  for (const auto& [key, value] : session.tags) characters += key.size() + value.size();
  if (characters == 0 && session.tags.empty()) return std::nullopt;
  const int percent =
      std::max(1, static_cast<int>(std::ceil(static_cast<double>(characters) * 100 / packed_room)));
  if (percent > 100) throw packed_too_large.says(percent);
  return percent;
}

void read_policies(const In& in, Session& session) {
  session.policy = in["Policy"].text();
  if (!session.policy.empty()) {
    kit::Arena arena;
    const auto document = kit::parse_json(session.policy, arena);
    if (!document || !document->is(kit::Kind::map))
      throw malformed_policy.says("The policy is not in the valid JSON format.");
    if (!document->find("Statement")) throw malformed_policy.says("Syntax errors in policy.");
  }
  for (const In arn : in["PolicyArns"]) {
    const auto parsed = kit::Arn::parse(arn["arn"].text());
    if (!parsed || parsed->service != "iam" || parsed->type() != "policy")
      throw validation_error.says(fmt::format("ARN {} is not valid.", arn["arn"].text()));
    session.policy_arns.emplace_back(arn["arn"].text());
  }
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
