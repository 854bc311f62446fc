// STS: temporary credentials, and who a caller is.
#include "services/sts/sts.hpp"

#include <algorithm>
#include <array>

#include "services/kit/access_key.hpp"
#include "services/kit/arn.hpp"
#include "services/kit/json.hpp"
#include "services/kit/sealed.hpp"
#include "services/sts/issue.hpp"
#include "services/sts/roles.hpp"
#include "services/sts/session_tags.hpp"
#include "services/sts/web_identity_token.hpp"

namespace understudy::sts {
namespace {

constexpr kit::Error bad_message{"InvalidAuthorizationMessageException", "Message is not valid"};
constexpr kit::Error bad_trade_in{"ExpiredTradeInTokenException",
                                  "The trade-in token is not valid or has expired."};

// The privileged tasks for which AWS lends a member account's root.
constexpr std::array<std::string_view, 5> root_tasks{
    "IAMAuditRootUserCredentials", "IAMCreateRootUserPassword", "IAMDeleteRootUserCredentials",
    "S3UnlockBucketPolicy", "SQSUnlockQueuePolicy"};

kit::Outcome get_caller_identity(Call& call, State&) {
  const Identity who = identity(call);
  call.out["UserId"] = who.user_id;
  call.out["Account"] = who.account;
  call.out["Arn"] = who.arn;
  return {};
}

kit::Outcome get_session_token(Call& call, State& state) {
  if (call.caller().credential && !call.caller().credential->session_token.empty())
    return access_denied.says("Cannot call GetSessionToken with session credentials");
  const Identity who = identity(call);
  Session session;
  session.arn = who.arn;
  session.user_id = who.user_id;
  read_mfa(call.in, session);
  issue(call, state, std::move(session), kit::seconds(call.in["DurationSeconds"].integer(43200)));
  return {};
}

kit::Outcome get_federation_token(Call& call, State& state) {
  if (call.caller().credential && !call.caller().credential->session_token.empty())
    return access_denied.says("Cannot call GetFederationToken with session credentials");
  Session session;
  read_policies(call.in, session);
  put(read_tag_list(call.in["Tags"]), session);
  const std::string_view name = call.in["Name"].text();
  session.arn = fmt::format("arn:{}:sts::{}:federated-user/{}", partition(call), call.account(), name);
  session.user_id = fmt::format("{}:{}", call.account(), name);
  const Out user = call.out["FederatedUser"].structure(2);
  user["FederatedUserId"] = session.user_id;
  user["Arn"] = session.arn;
  call.out["PackedPolicySize"] = packed_size(session);  // here 0 is told, too
  issue(call, state, std::move(session), kit::seconds(call.in["DurationSeconds"].integer(43200)));
  return {};
}

// Keys issued here hold their account; of any other, only the one who asks can be its owner here.
kit::Outcome get_access_key_info(Call& call, State&) {
  const auto account = kit::account_of_key(call.in["AccessKeyId"].text());
  call.out["Account"] = account ? std::string_view(*account) : call.caller().account;
  return {};
}

kit::Outcome decode_authorization_message(Call& call, State&) {
  const auto message = kit::unseal("authorization-message", call.in["EncodedMessage"].text());
  if (!message) return bad_message;
  call.out["DecodedMessage"] = *message;
  return {};
}

std::string_view root_account(const In& in) {
  const std::string_view target = in["TargetPrincipal"].text();
  const auto arn = kit::Arn::parse(target);
  return arn && arn->service == "iam" && arn->resource == "root" ? arn->account : target;
}

kit::Outcome assume_root(Call& call, State& state) {
  const std::string_view account = root_account(call.in);
  if (!is_account(account))
    return validation_error.says(fmt::format("{} is invalid", call.in["TargetPrincipal"].text()));
  const std::string_view policy = call.in["TaskPolicyArn"]["arn"].text();
  const auto arn = kit::Arn::parse(policy);
  const bool task = arn && arn->service == "iam" && arn->account == "aws" &&
                    arn->resource.starts_with("policy/root-task/") &&
                    std::ranges::find(root_tasks, arn->resource.substr(17)) != root_tasks.end();
  if (!task) return validation_error.says(fmt::format("{} is not a valid root task policy", policy));
  Session session;
  session.policy_arns = {std::string(policy)};
  session.arn = fmt::format("arn:{}:sts::{}:assumed-root", partition(call), account);
  session.user_id = account;
  if (const auto& credential = call.caller().credential)
    session.source_identity = credential->source_identity;
  if (!session.source_identity.empty()) call.out["SourceIdentity"] = session.source_identity;
  issue(call, state, std::move(session), kit::seconds(call.in["DurationSeconds"].integer(900)));
  return {};
}

// A trade-in token is a sealed document {"principal": ARN, "expires": seconds since the epoch, "duration":
// seconds} that the delegation of IAM hands out.
kit::Outcome get_delegated_access_token(Call& call, State& state) {
  const auto text = kit::unseal("trade-in-token", call.in["TradeInToken"].text());
  const auto document = text ? kit::parse_json(*text, call.arena()) : std::nullopt;
  const kit::Value* principal = document ? document->find("principal") : nullptr;
  const kit::Value* expires = document ? document->find("expires") : nullptr;
  const kit::Value* duration = document ? document->find("duration") : nullptr;
  if (!principal || !expires || expires->integer() <= kit::epoch_seconds(call.now())) return bad_trade_in;
  Session session;
  session.arn = principal->text();
  session.user_id = call.account();
  call.out["AssumedPrincipal"] = principal->text();
  issue(call, state, std::move(session), kit::seconds(duration ? duration->integer(3600) : 3600));
  return {};
}

// A role, or a root, belongs to the account that its name tells.
void owner(const kit::Call& call, kit::Place& place) {
  const In in(call.input);
  if (call.operation_name.starts_with("AssumeRoleWith") || call.operation_name == "AssumeRole") {
    const auto arn = kit::Arn::parse(in["RoleArn"].text());
    if (arn && is_account(arn->account)) place.account = arn->account;
  } else if (call.operation_name == "AssumeRoot") {
    if (const auto account = root_account(in); is_account(account)) place.account = account;
  }
}

constexpr kit::Operation operations[] = {
    {"AssumeRole", kit::on<assume_role>},
    {"AssumeRoleWithSAML", kit::on<assume_role_with_saml>},
    {"AssumeRoleWithWebIdentity", kit::on<assume_role_with_web_identity>},
    {"AssumeRoot", kit::on<assume_root>},
    {"DecodeAuthorizationMessage", kit::on<decode_authorization_message>},
    {"GetAccessKeyInfo", kit::on<get_access_key_info>},
    {"GetCallerIdentity", kit::on<get_caller_identity>},
    {"GetDelegatedAccessToken", kit::on<get_delegated_access_token>},
    {"GetFederationToken", kit::on<get_federation_token>},
    {"GetSessionToken", kit::on<get_session_token>},
    {"GetWebIdentityToken", kit::on<get_web_identity_token>},
};

}  // namespace

constinit const kit::Service service{"sts", kit::Scope::global, operations, kit::make_state<State>, owner};

}  // namespace understudy::sts
