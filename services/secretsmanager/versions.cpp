// Versions of secrets and their staging labels.
#include <algorithm>

#include "services/kit/format.hpp"
#include "services/kit/sealed.hpp"
#include "services/secretsmanager/handlers.hpp"

namespace understudy::secretsmanager {
namespace {

constexpr std::size_t most_labels = 20;
constexpr std::size_t most_bytes = 65536;
// Deprecated versions go when there are more, but not within a day (API reference, PutSecretValue).
constexpr std::size_t kept_versions = 100;
constexpr kit::Duration kept_anyway = kit::hours(24);

constexpr kit::Error no_token{"{}",
                              "You must provide a ClientRequestToken value. We recommend a UUID-type value."};
constexpr kit::Error two_contents{
    "InvalidParameterException",
    "You can't specify both a binary secret value and a string secret value in the same secret."};
constexpr kit::Error too_large{"ValidationException",
                               "1 validation error detected: Value at '{}' failed to satisfy constraint: "
                               "Member must have length less than or equal to 65536"};
constexpr kit::Error token_in_use{"ResourceExistsException",
                                  "You can't use ClientRequestToken {} because that value is already in use "
                                  "for a version of secret {}."};
constexpr kit::Error too_many_labels{"LimitExceededException",
                                     "A version can have at most 20 staging labels."};
constexpr kit::Error held_elsewhere{
    "InvalidParameterException",
    "The parameter RemoveFromVersionId can't be empty. Staging label {} is currently attached to version {}, "
    "so you must explicitly reference that version in RemoveFromVersionId."};
constexpr kit::Error not_its_label{"InvalidParameterException",
                                   "Staging label {} is not attached to version {}, which is referenced in "
                                   "RemoveFromVersionId."};
constexpr kit::Error current_stays{
    "InvalidParameterException",
    "You can only move staging label AWSCURRENT to a different secret version. "
    "It can't be completely removed."};
constexpr kit::Error nothing_to_do{"InvalidParameterException",
                                   "You must provide RemoveFromVersionId, MoveToVersionId, or both."};
constexpr kit::Error bad_token{"InvalidNextTokenException", "The NextToken value is invalid."};

void detach(State& state, const VersionKey& key, std::string_view stage) {
  std::erase(state.versions.edit(key)->stages, stage);
}

void prune(State& state, const std::string& name, Time now) {
  const auto all = versions_of(state, name);
  std::size_t deprecated = static_cast<std::size_t>(
      std::ranges::count_if(all, [](const Listed& v) { return v.version->stages.empty(); }));
  for (const auto& [number, version] : all) {
    if (deprecated <= kept_versions) return;
    if (!version->stages.empty() || version->created + kept_anyway > now) continue;
    state.versions.erase({name, number});
    --deprecated;
  }
}

}  // namespace

bool Version::has(std::string_view stage) const { return std::ranges::find(stages, stage) != stages.end(); }

std::vector<Listed> versions_of(const State& state, const std::string& name) {
  std::vector<Listed> all;
  const auto& rows = state.versions.rows();
  for (auto at = rows.lower_bound({name, 0}); at != rows.end() && at->first.secret == name; ++at)
    all.push_back({at->first.number, &at->second->row});
  return all;
}

std::optional<Listed> find_version(const State& state, const std::string& name, std::string_view id) {
  for (const Listed& listed : versions_of(state, name))
    if (listed.version->id == id) return listed;
  return {};
}

std::optional<Listed> find_stage(const State& state, const std::string& name, std::string_view stage) {
  for (const Listed& listed : versions_of(state, name))
    if (listed.version->has(stage)) return listed;
  return {};
}

void erase_versions(State& state, const std::string& name) {
  for (const Listed& listed : versions_of(state, name)) state.versions.erase({name, listed.number});
}

void show_stages(const Version& version, const Slot& slot) {
  const OutList list = slot.list(static_cast<std::uint32_t>(version.stages.size()));
  for (const std::string& stage : version.stages) list.add() = stage;
}

void attach(State& state, const std::string& name, std::uint64_t number, std::string_view stage) {
  const auto holder = find_stage(state, name, stage);
  if (holder && holder->number == number) return;
  if (holder) detach(state, {name, holder->number}, stage);
  {
    auto version = state.versions.edit({name, number});
    if (version->stages.size() == most_labels) throw kit::Failure(too_many_labels);
    version->stages.emplace_back(stage);
  }
  if (stage != current_label) return;
  if (holder) {
    attach(state, name, holder->number, previous_label);
  } else if (state.versions.find({name, number})->has(previous_label)) {
    detach(state, {name, number}, previous_label);
  }
}

std::string token_of(const In& in, std::string_view code) {
  if (!in["ClientRequestToken"]) throw kit::Failure(code, std::string(no_token.message));
  return std::string(in["ClientRequestToken"].text());
}

Content content_of(const In& in) {
  Content content;
  if (const In text = in["SecretString"]) {
    if (text.text().size() > most_bytes) throw too_large.says("secretString");
    content.text = Text(text.text());
  }
  if (const In binary = in["SecretBinary"]) {
    if (binary.text().size() > most_bytes) throw too_large.says("secretBinary");
    content.binary = Text(kit::base64(binary.text()));
  }
  if (content.text && content.binary) throw kit::Failure(two_contents);
  return content;
}

void put_version(const Call& call, State& state, const std::string& name, const std::string& id,
                 const Content& content, const std::vector<std::string>& stages) {
  const Secret& secret = *state.secrets.find(name);
  std::uint64_t number = 1;
  if (const auto known = find_version(state, name, id)) {
    if (known->version->content == content) return;
    // A rotation makes its version empty; the function fills it.
    if (!known->version->content.empty()) throw token_in_use.says(id, arn_of(call, name, secret));
    number = known->number;
    state.versions.edit({name, number})->content = content;
  } else {
    if (const auto all = versions_of(state, name); !all.empty()) number = all.back().number + 1;
    Version version;
    version.id = id;
    version.content = content;
    version.created = call.now();
    version.kms_key = secret.kms_key;
    state.versions.insert({name, number}, std::move(version));
  }
  for (const std::string& stage : stages) attach(state, name, number, stage);
  if (std::ranges::find(stages, current_label) != stages.end())
    current_moved(call, *state.secrets.edit(name), id);
  prune(state, name, call.now());
}

kit::Outcome list_secret_version_ids(Call& call, State& state) {
  const std::string name = secret_of(call, state);
  const bool deprecated = call.in["IncludeDeprecated"].boolean();
  const std::string sealing = "versions of " + name;
  std::uint64_t from = 0;
  if (const In token = call.in["NextToken"]) {
    const auto text = kit::unseal(sealing, token.text());
    if (!text) return bad_token;
    from = std::stoull(*text);
  }
  std::int64_t left = call.in["MaxResults"].integer(100);
  const OutList list = call.out["Versions"].list();
  for (const auto& [number, version] : versions_of(state, name)) {
    if (number < from || (version->stages.empty() && !deprecated)) continue;
    if (left-- == 0) {
      call.out["NextToken"] = kit::seal(sealing, std::to_string(number));
      break;
    }
    const Out out = list.add().structure(5);
    out["VersionId"] = version->id;
    if (!version->stages.empty()) show_stages(*version, out["VersionStages"]);
    if (version->accessed) out["LastAccessedDate"] = *version->accessed;
    out["CreatedDate"] = version->created;
    out["KmsKeyIds"].list(1).add() = version->kms_key.empty() ? std::string_view("DefaultEncryptionKey")
                                                              : std::string_view(version->kms_key);
  }
  show_identity(call, call.out, name, *state.secrets.find(name));
  return {};
}

kit::Outcome update_secret_version_stage(Call& call, State& state) {
  const std::string name = own_secret_of(call, state);
  const std::string_view stage = call.in["VersionStage"].text();
  const In from = call.in["RemoveFromVersionId"], to = call.in["MoveToVersionId"];
  if (!from && !to) return nothing_to_do;
  for (const In& id : {from, to})
    if (id && !find_version(state, name, id.text())) return no_version.says(id.text());
  const auto holder = find_stage(state, name, stage);
  if (from && (!holder || holder->version->id != from.text())) return not_its_label.says(stage, from.text());
  if (to) {
    if (holder && !from && holder->version->id != to.text())
      return held_elsewhere.says(stage, holder->version->id);
    attach(state, name, find_version(state, name, to.text())->number, stage);
    if (stage == current_label) current_moved(call, *state.secrets.edit(name), to.text());
  } else {
    if (stage == current_label) return current_stays;
    detach(state, {name, holder->number}, stage);
  }
  touch(call, state, name);
  show_identity(call, call.out, name, *state.secrets.find(name));
  return {};
}

}  // namespace understudy::secretsmanager
