// AssumeRole and what its relatives share: roles, their ids, session names, tags and lifetimes.
#include "services/sts/roles.hpp"

#include "services/kit/arn.hpp"
#include "services/sts/issue.hpp"
#include "services/sts/session_tags.hpp"

namespace understudy::sts {
namespace {

void read_source_identity(const Call& call, Session& session) {
  session.source_identity = call.in["SourceIdentity"].text();
  const auto& credential = call.caller().credential;
  if (!credential || credential->source_identity.empty()) return;
  if (!session.source_identity.empty() && session.source_identity != credential->source_identity)
    throw validation_error.says("The source identity is already set for this assume role session");
  session.source_identity = credential->source_identity;
}

}  // namespace

Role read_role(const In& in) {
  const std::string_view text = in["RoleArn"].text();
  const auto arn = kit::Arn::parse(text);
  if (!arn || arn->service != "iam" || !is_account(arn->account) || arn->type() != "role" ||
      arn->resource.ends_with('/'))
    throw validation_error.says(fmt::format("{} is invalid", text));
  const std::string_view path = arn->id();
  return {std::string(text), std::string(arn->account), std::string(path.substr(path.rfind('/') + 1))};
}

kit::Request ask_for(const Call& call, const Role& role) {
  kit::Value input = kit::Value::map(call.arena());
  input.set(call.arena(), "RoleName") = kit::Value::string(call.arena().copy(role.name));
  return {{role.account, "aws-global", "iam"}, "GetRole", input};
}

Known known_role(Call& call, State& state, const Role& role, const kit::Answer& answer) {
  const kit::Value* found = answer.failure ? nullptr : answer.output.find("Role");
  const kit::Value* name = found ? found->find("Arn") : nullptr;
  // One IAM stands for those of all partitions: the rest of the ARN must fit, path and case included.
  const auto known = name ? kit::Arn::parse(name->text()) : std::nullopt;
  const auto asked = kit::Arn::parse(role.arn);
  if (known && asked && known->resource == asked->resource) {
    const kit::Value* limit = found->find("MaxSessionDuration");
    const kit::Value* id = found->find("RoleId");
    return {std::string(id ? id->text() : ""), kit::seconds(limit ? limit->integer(3600) : 3600)};
  }
  if (const UnknownRole* unknown = state.roles.find(role.arn)) return {unknown->id};
  const std::string id = "AROA" + call.random().pick(kit::base32_alphabet, 17);
  state.roles.insert(role.arn, {id});
  return {id};
}

void check_limit(kit::Duration asked, const Known& role) {
  if (asked > role.max_session)
    throw validation_error.says(
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
}

kit::Duration lifetime(const In& in, const Known& role, bool chained) {
  const kit::Duration asked = kit::seconds(in["DurationSeconds"].integer(3600));
  check_limit(asked, role);
  if (chained && asked > kit::hours(1))
    throw validation_error.says(
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.");
  return asked;
}

void assume(Call& call, State& state, const Role& role, std::string_view role_id,
            std::string_view session_name, Session session, kit::Duration lifetime) {
  session.arn = fmt::format("arn:{}:sts::{}:assumed-role/{}/{}", partition(call), role.account, role.name,
                            session_name);
  session.user_id = fmt::format("{}:{}", role_id, session_name);
  session.role_arn = role.arn;
  const Out user = call.out["AssumedRoleUser"].structure(2);
  user["AssumedRoleId"] = session.user_id;
  user["Arn"] = session.arn;
  // Left out, not 0, when there is neither policy nor tag.
  if (const int percent = packed_size(session); percent > 0) call.out["PackedPolicySize"] = percent;
  if (!session.source_identity.empty()) call.out["SourceIdentity"] = session.source_identity;
  issue(call, state, std::move(session), lifetime);
}

kit::Task assume_role(Call& call, State& state) {
  const Role role = read_role(call.in);
  Session session;
  read_policies(call.in, session);
  read_tags(call, session);
  read_source_identity(call, session);
  read_mfa(call.in, session);
  const kit::Answer answer = co_await call.ask(ask_for(call, role));
  const Known known = known_role(call, state, role, answer);
  const kit::Duration life = lifetime(call.in, known, chains_roles(call));
  assume(call, state, role, known.id, call.in["RoleSessionName"].text(), std::move(session), life);
  co_return {};
}

}  // namespace understudy::sts
