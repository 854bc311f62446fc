// Secrets: made, changed and tagged.
#include <algorithm>

#include "services/secretsmanager/handlers.hpp"

namespace understudy::secretsmanager {
namespace {

constexpr kit::Error being_deleted{"InvalidRequestException",
                                   "You can't create this secret because a secret with this name is already "
                                   "scheduled for deletion."};
constexpr kit::Error token_in_use{"ResourceExistsException",
                                  "You can't use ClientRequestToken {} because that value is already in use "
                                  "for a version of secret {}."};

// moto and LocalStack let their users choose an id by this tag; here it is the ARN's suffix.
constexpr std::string_view chosen_suffix = "_custom_id_";
// AWS keeps this one for itself; moto's users make secrets with it that look like a service's.
constexpr std::string_view owner_tag = "aws:secretsmanager:owningService";
constexpr std::string_view service_domain = ".amazonaws.com";

// A repeated call is answered again, anything else of that name refused.
kit::Outcome create_again(const Call& call, const State& state, const std::string& name,
                          const std::string& token, const Content& content) {
  const Secret& secret = *state.secrets.find(name);
  if (secret.deleted) return being_deleted;
  const auto version = token.empty() ? std::nullopt : find_version(state, name, token);
  if (!version) return secret_resource.exists.says(name);
  if (version->version->content != content) return token_in_use.says(token, arn_of(call, name, secret));
  show_identity(call, call.out, name, secret);
  call.out["VersionId"] = token;
  return {};
}

void read_first_tags(const Call& call, Secret& secret) {
  kit::Value others = kit::Value::list(call.arena(), call.in["Tags"].size());
  for (const In tag : call.in["Tags"]) {
    if (call.endpoint().dialect == kit::Dialect::moto && tag["Key"].text() == owner_tag) {
      secret.owning_service = tag["Value"].text();
    } else {
      others.add(call.arena()) = tag.value();
    }
  }
  if (call.in["Tags"]) read_tags(others, secret.tags);
}

Secret read_secret(const Call& call) {
  Secret secret;
  secret.description = call.in["Description"].text();
  secret.kms_key = call.in["KmsKeyId"].text();
  secret.type = call.in["Type"].text();
  secret.created = secret.changed = call.now();
  read_first_tags(call, secret);
  secret.suffix = secret_resource.id.draw(call.random());
  if (secret.tags && secret.tags->contains(std::string(chosen_suffix)))
    secret.suffix = secret.tags->at(std::string(chosen_suffix));
  const std::string_view source = call.caller().source_address;
  if (call.caller().access_key.empty() && source.ends_with(service_domain))
    secret.owning_service = source.substr(0, source.size() - service_domain.size());
  return secret;
}

}  // namespace

void read_tags(const In& list, std::optional<kit::Tags>& tags) {
  if (!tags) tags.emplace();
  kit::add_tags<Names>(list, "Key", "Value", secret_resource.tags, *tags);
}

kit::Task create_secret(Call& call, State& state) {
  if (from_peer(call)) co_return become_replica(call, state);
  const std::string name(call.in["Name"].text());
  check_name(name);
  const Content content = content_of(call.in);
  const std::string token =
      content.empty() ? std::string(call.in["ClientRequestToken"].text()) : token_of(call.in);
  if (state.secrets.contains(name)) co_return create_again(call, state, name, token, content);

  Secret secret = read_secret(call);
  secret.replicas = read_regions(call, call.in["AddReplicaRegions"]);
  std::vector<Version> versions;
  if (!content.empty())
    versions.push_back({token, content, {std::string(current_label)}, call.now(), {}, secret.kms_key});
  for (Replica& replica : secret.replicas) {
    kit::Request request = replicate(call, name, secret, versions, replica, true,
                                     call.in["ForceOverwriteReplicaSecret"].boolean());
    const kit::Answer answer = co_await call.ask(std::move(request));
    replica.failure = failure_of(answer, name, replica);
  }
  if (state.secrets.contains(name)) co_return secret_resource.exists.says(name);

  const auto& order = state.secrets.by<ByCreation>().tree();
  secret.number = order.empty() ? 1 : order.rbegin()->first + 1;
  const Secret& made = state.secrets.insert(name, std::move(secret));
  show_identity(call, call.out, name, made);
  if (!versions.empty()) {
    call.out["VersionId"] = token;
    state.versions.insert({name, 1}, std::move(versions.front()));
  }
  if (!made.replicas.empty()) show_replication(made, call.out["ReplicationStatus"]);
  co_return {};
}

kit::Outcome update_secret(Call& call, State& state) {
  const Content content = content_of(call.in);
  const std::string token = content.empty() ? std::string() : token_of(call.in);
  const std::string name = own_secret_of(call, state);
  {
    auto secret = state.secrets.edit(name);
    if (call.in["Description"]) secret->description = call.in["Description"].text();
    if (call.in["Type"]) secret->type = call.in["Type"].text();
    if (call.in["KmsKeyId"]) secret->kms_key = call.in["KmsKeyId"].text();
  }
  if (call.in["KmsKeyId"])  // encrypts the versions in use anew (API reference, UpdateSecret)
    for (const auto& [number, version] : versions_of(state, name))
      if (version->has(current_label) || version->has(pending_label) || version->has(previous_label))
        state.versions.edit({name, number})->kms_key = call.in["KmsKeyId"].text();
  if (!content.empty()) {
    put_version(call, state, name, token, content, {std::string(current_label)});
    call.out["VersionId"] = token;
  }
  touch(call, state, name);
  show_identity(call, call.out, name, *state.secrets.find(name));
  return {};
}

kit::Outcome tag_resource(Call& call, State& state) {
  const std::string name = own_secret_of(call, state);
  read_tags(call.in["Tags"], state.secrets.edit(name)->tags);
  touch(call, state, name);
  return {};
}

kit::Outcome untag_resource(Call& call, State& state) {
  const std::string name = own_secret_of(call, state);
  if (state.secrets.find(name)->tags) {
    kit::remove_tags<Names>(call.in["TagKeys"], *state.secrets.edit(name)->tags);
    touch(call, state, name);
  }
  return {};
}

}  // namespace understudy::secretsmanager
