// AssumeRole and what its relatives share: roles, their ids, session names, tags and lifetimes.
#include "services/sts/roles.hpp"

#include <algorithm>

#include "services/kit/arn.hpp"
#include "services/sts/issue.hpp"

namespace understudy::sts {
namespace {

constexpr kit::Error invalid_parameter{"InvalidParameterValue", "{}", 400};

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

// Tags of the request, those handed on by the calling session, and which of them go on to the next.
void read_tags(const Call& call, Session& session) {
  std::map<std::string, std::string> seen;  // keys in lower case: AWS treats them so
  for (const In tag : call.in["Tags"]) {
    if (!seen.emplace(lower(tag["Key"].text()), tag["Key"].text()).second)
      throw invalid_parameter.says(
          "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
    session.tags[std::string(tag["Key"].text())] = tag["Value"].text();
  }
  const auto& credential = call.caller().credential;
  for (const In key : call.in["TransitiveTagKeys"]) {
    const auto found = seen.find(lower(key.text()));
    if (found == seen.end())
      throw invalid_parameter.says(
          "The specified transitive tag key must be included in the requested tags.");
    session.transitive_tags[found->second] = session.tags[found->second];
  }
  if (!credential) return;
  for (const auto& [key, value] : credential->transitive_tags) {
    if (seen.contains(lower(key)))
      throw invalid_parameter.says(
          "One of the specified transitive tag keys can't be set because it conflicts with a "
          "transitive tag key from the calling session.");
    session.tags[key] = value;
    session.transitive_tags[key] = value;
  }
}

void read_source_identity(const Call& call, Session& session) {
  session.source_identity = call.in["SourceIdentity"].text();
  const auto& credential = call.caller().credential;
  if (!credential || credential->source_identity.empty()) return;
  if (!session.source_identity.empty() && session.source_identity != credential->source_identity)
    throw access_denied.says("Source identity cannot be changed once it is set for a session.");
  session.source_identity = credential->source_identity;
}

}  // namespace

Role read_role(const In& in) {
  const std::string_view text = in["RoleArn"].text();
  const auto arn = kit::Arn::parse(text);
  if (!arn || arn->service != "iam" || arn->account.size() != 12 || arn->type() != "role" ||
      arn->id().empty())
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
  const kit::Value* arn = found ? found->find("Arn") : nullptr;
  if (arn && arn->text() == role.arn) {
    const kit::Value* limit = found->find("MaxSessionDuration");
    const kit::Value* id = found->find("RoleId");
    return {std::string(id ? id->text() : ""), kit::seconds(limit ? limit->integer(3600) : 3600)};
  }
  if (const UnknownRole* unknown = state.roles.find(role.arn)) return {unknown->id};
  const std::string id = "AROA" + call.random().pick(kit::base32_alphabet, 17);
  state.roles.insert(role.arn, {id});
  return {id};
}

kit::Duration lifetime(const In& in, const Known& role, bool chained) {
  const kit::Duration asked = kit::seconds(in["DurationSeconds"].integer(3600));
  if (chained && asked > kit::hours(1))
    throw validation_error.says(
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining");
  if (asked > role.max_session)
    throw validation_error.says(
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
  return asked;
}

void assume(Call& call, State& state, const Role& role, std::string_view role_id,
            std::string_view session_name, Session session, kit::Duration lifetime) {
  session.arn = fmt::format("arn:{}:sts::{}:assumed-role/{}/{}", partition(call), role.account, role.name,
                            session_name);
  session.user_id = fmt::format("{}:{}", role_id, session_name);
  const Out user = call.out["AssumedRoleUser"].structure(2);
  user["AssumedRoleId"] = session.user_id;
  user["Arn"] = session.arn;
  if (const auto percent = packed_size(session)) call.out["PackedPolicySize"] = *percent;
  if (!session.source_identity.empty()) call.out["SourceIdentity"] = session.source_identity;
  issue(call, state, std::move(session), lifetime);
}

kit::Task assume_role(Call& call, State& state) {
  const Role role = read_role(call.in);
  Session session;
  read_policies(call.in, session);
  read_tags(call, session);
  read_source_identity(call, session);
  const kit::Answer answer = co_await call.ask(ask_for(call, role));
  const Known known = known_role(call, state, role, answer);
  const kit::Duration life = lifetime(call.in, known, chains_roles(call));
  assume(call, state, role, known.id, call.in["RoleSessionName"].text(), std::move(session), life);
  co_return {};
}

}  // namespace understudy::sts
