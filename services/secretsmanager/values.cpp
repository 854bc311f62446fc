// The values of secrets: read one by one or in batches, and written.
#include <algorithm>

#include "services/kit/format.hpp"
#include "services/kit/sealed.hpp"
#include "services/secretsmanager/handlers.hpp"

namespace understudy::secretsmanager {
namespace {

constexpr kit::Error no_value_of_label{
    "ResourceNotFoundException",
    "Secrets Manager can't find the specified secret value for staging label: {}"};
constexpr kit::Error other_label{
    "InvalidRequestException",
    "You provided a VersionStage that is not associated to the provided VersionId."};
constexpr kit::Error other_account{"InvalidRequestException",
                                   "You can't access a secret from a different AWS account if you encrypt "
                                   "the secret with the default KMS service key."};
constexpr kit::Error no_content{"InvalidRequestException",
                                "You must provide either SecretString or SecretBinary."};
constexpr kit::Error ids_or_filters{"InvalidParameterException",
                                    "Either 'SecretIdList' or 'Filters' must be provided, but not both."};
constexpr kit::Error results_need_filters{
    "InvalidParameterException",
    "'Filters' not specified. 'Filters' must also be specified when 'MaxResults' is provided."};
constexpr kit::Error marked_deleted{
    "InvalidRequestException",
    "You tried to perform the operation on a secret that's currently marked deleted."};
constexpr kit::Error bad_token{"InvalidNextTokenException", "The NextToken value is invalid."};

Listed chosen(const State& state, const std::string& name, std::string_view id, std::string_view stage) {
  const std::string_view label = stage.empty() ? current_label : stage;
  const auto found = id.empty() ? find_stage(state, name, label) : find_version(state, name, id);
  if (found && !id.empty() && !stage.empty() && !found->version->has(stage)) throw kit::Failure(other_label);
  if (found && !found->version->content.empty()) return *found;
  throw id.empty() ? no_value_of_label.says(label) : no_version.says(id);
}

// One entry of a batch, or why there is none.
void add_value(const Call& call, State& state, std::string_view id, const OutList& values,
               const OutList& errors) {
  kit::Value entry = kit::Value::structure(call.arena(), 7);
  try {
    const std::string name = secret_of(state, id);
    if (state.secrets.find(name)->deleted) throw kit::Failure(marked_deleted);
    show_value(call, state, name, {}, {}, Out(entry, call.arena()));
    values.add() = entry;
  } catch (const kit::Failure& failure) {
    const Out error = errors.add().structure(3);
    error["SecretId"] = id;
    error["ErrorCode"] = failure.code;
    error["Message"] = failure.message;
  }
}

}  // namespace

void show_value(const Call& call, State& state, const std::string& name, std::string_view version,
                std::string_view stage, const Out& out) {
  const Secret& secret = *state.secrets.find(name);
  check_not_deleted(secret);
  if (secret.kms_key.empty() && call.caller().account != call.account()) throw kit::Failure(other_account);
  const auto [number, found] = chosen(state, name, version, stage);
  show_identity(call, out, name, secret);
  out["VersionId"] = found->id;
  if (found->content.text) out["SecretString"] = found->content.text->view();
  if (found->content.binary) out["SecretBinary"].blob(*kit::parse_base64(*found->content.binary));
  if (!found->stages.empty()) show_stages(*found, out["VersionStages"]);
  out["CreatedDate"] = found->created;
  // A day is as exact as AWS tells it, so most reads change nothing.
  const Time today = std::chrono::floor<kit::days>(call.now());
  if (found->accessed != today) state.versions.edit({name, number})->accessed = today;
  if (secret.accessed != today) state.secrets.edit(name)->accessed = today;
}

kit::Outcome get_secret_value(Call& call, State& state) {
  show_value(call, state, secret_of(call, state), call.in["VersionId"].text(), call.in["VersionStage"].text(),
             call.out);
  return {};
}

kit::Outcome batch_get_secret_value(Call& call, State& state) {
  const In ids = call.in["SecretIdList"], filters = call.in["Filters"];
  if (call.in["MaxResults"] && !filters) return results_need_filters;
  if (static_cast<bool>(ids) == static_cast<bool>(filters)) return ids_or_filters;
  check_filters(filters);
  const OutList values = call.out["SecretValues"].list(), errors = call.out["Errors"].list(0);
  for (const In id : ids) add_value(call, state, id.text(), values, errors);
  if (ids) return {};

  std::uint64_t from = 0;
  if (const In token = call.in["NextToken"]) {
    const auto text = kit::unseal("batch", token.text());
    if (!text) return bad_token;
    from = std::stoull(*text);
  }
  std::vector<std::string> names;
  std::int64_t left = call.in["MaxResults"].integer(20);
  const auto& order = state.secrets.by<ByCreation>().tree();
  for (auto at = order.lower_bound(from); at != order.end(); ++at) {
    const Secret& secret = *state.secrets.find(at->second);
    if (secret.deleted || !matches(filters, at->second, secret, call.region())) continue;
    if (left-- == 0) {
      call.out["NextToken"] = kit::seal("batch", std::to_string(at->first));
      break;
    }
    names.push_back(at->second);
  }
  // What filters find has a value, or the whole call fails (moto's tests).
  for (const std::string& name : names) show_value(call, state, name, {}, {}, values.add().structure(7));
  return {};
}

kit::Outcome put_secret_value(Call& call, State& state) {
  const std::string token = token_of(call.in);
  const Content content = content_of(call.in);
  if (content.empty()) return no_content;
  const std::string name = own_secret_of(call, state);
  std::vector<std::string> stages;
  for (const In stage : call.in["VersionStages"])
    if (std::ranges::find(stages, stage.text()) == stages.end()) stages.emplace_back(stage.text());
  // The first version is current, whatever else it is (API reference).
  const bool first = versions_of(state, name).empty();
  if (stages.empty() || (first && std::ranges::find(stages, current_label) == stages.end()))
    stages.emplace_back(current_label);
  put_version(call, state, name, token, content, stages);
  touch(call, state, name);
  show_identity(call, call.out, name, *state.secrets.find(name));
  call.out["VersionId"] = token;
  show_stages(*find_version(state, name, token)->version, call.out["VersionStages"]);
  return {};
}

}  // namespace understudy::secretsmanager
