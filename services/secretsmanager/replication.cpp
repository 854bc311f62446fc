// Replicas in other regions. The primary sends each of them a package with all that it is; what they did with
// it comes back as their status.
#include <algorithm>

#include "services/kit/json.hpp"
#include "services/secretsmanager/handlers.hpp"

namespace understudy::secretsmanager {

// What a replica is made of, as JSON in the SecretString of a CreateSecret between shards.
struct Package {
  std::string name;
  std::string region;  // the primary's
  bool fresh = false;  // makes a replica; else one that is still there follows
  Secret secret;
  std::vector<Version> versions;
};
STATE(Package, name, region, fresh, secret, versions)

namespace {

constexpr kit::Error bad_region{"InvalidParameterException", "Invalid replica region."};
constexpr kit::Error no_replica{"InvalidParameterException",
                                "The secret is not a replica. Call must be made in the replica's region."};
constexpr std::string_view default_key = "alias/aws/secretsmanager";

kit::Place place_in(const Call& call, std::string_view region) {
  return {std::string(call.account()), std::string(region), "secretsmanager"};
}

std::vector<Version> all_versions(const State& state, const std::string& name) {
  std::vector<Version> all;
  for (const auto& [number, version] : versions_of(state, name)) all.push_back(*version);
  return all;
}

// The ARN of the same secret in another region.
std::string arn_in(const Call& call, std::string_view region, const std::string& name, const Secret& secret) {
  return kit::fill(secret_resource.arn, {{"partition", kit::partition_of(region)},
                                         {"region", region},
                                         {"account", call.account()},
                                         {"name", name},
                                         {"suffix", secret.suffix}});
}

kit::Value secret_id(const Call& call, const std::string& arn) {
  kit::Value input = kit::Value::map(call.arena(), 2);
  input.set(call.arena(), "SecretId") = kit::Value::string(call.arena().copy(arn));
  return input;
}

void send_to_replicas(const Call& call, const State& state, const std::string& name) {
  const Secret& secret = *state.secrets.find(name);
  for (const Replica& replica : secret.replicas)
    if (replica.failure.empty())
      call.turn().effect(replicate(call, name, secret, all_versions(state, name), replica, false, false));
}

}  // namespace

std::vector<Replica> read_regions(const Call& call, const In& list) {
  std::vector<Replica> regions;
  for (const In item : list) {
    const std::string_view region = item["Region"].text();
    if (region.empty() || region == call.region()) throw kit::Failure(bad_region);
    if (std::ranges::find(regions, region, &Replica::region) == regions.end())
      regions.push_back({std::string(region), std::string(item["KmsKeyId"].text()), {}});
  }
  return regions;
}

kit::Request replicate(const Call& call, const std::string& name, const Secret& secret,
                       std::vector<Version> versions, const Replica& replica, bool fresh, bool overwrite) {
  Package package{name, std::string(call.region()), fresh, secret, std::move(versions)};
  package.secret.kms_key = replica.kms_key;
  for (Version& version : package.versions) version.kms_key = replica.kms_key;
  kit::Arena& arena = call.arena();
  kit::Value input = kit::Value::map(arena, 3);
  input.set(arena, "Name") = kit::Value::string(arena.copy(name));
  input.set(arena, "SecretString") =
      kit::Value::string(arena.copy(kit::to_json(kit::view_of(package, arena))));
  input.set(arena, "ForceOverwriteReplicaSecret") = overwrite;
  return {place_in(call, replica.region), "CreateSecret", input};
}

std::string failure_of(const kit::Answer& answer, const std::string& name, const Replica& replica) {
  if (!answer.failure) return {};
  if (answer.failure->code != secret_resource.exists.code)
    return fmt::format("Replication failed: {}", answer.failure->message);
  return fmt::format("Replication failed: Secret name {} already exists in region {}.", name, replica.region);
}

kit::Outcome become_replica(const Call& call, State& state) {
  const auto view = kit::parse_json(call.in["SecretString"].text(), call.arena());
  Package package = kit::from_view<Package>(*view);
  const Secret* there = state.secrets.find(package.name);
  const bool follows =
      there && there->primary_region == package.region && there->suffix == package.secret.suffix;
  if (!follows && !package.fresh) return {};  // promoted or removed meanwhile
  if (there && !follows && !call.in["ForceOverwriteReplicaSecret"].boolean())
    return secret_resource.exists.says(package.name);

  const auto& order = state.secrets.by<ByCreation>().tree();
  package.secret.number = there ? there->number : order.empty() ? 1 : order.rbegin()->first + 1;
  package.secret.accessed = follows ? there->accessed : std::nullopt;
  package.secret.primary_region = package.region;
  package.secret.replicas.clear();
  package.secret.rotation.enabled.reset();  // the primary rotates for all
  if (there) {
    *state.secrets.edit(package.name) = std::move(package.secret);
  } else {
    state.secrets.insert(package.name, std::move(package.secret));
  }
  erase_versions(state, package.name);
  std::uint64_t number = 0;
  for (Version& version : package.versions)
    state.versions.insert({package.name, ++number}, std::move(version));
  return {};
}

void touch(const Call& call, State& state, const std::string& name) {
  state.secrets.edit(name)->changed = call.now();
  send_to_replicas(call, state, name);
}

void show_replication(const Secret& secret, const Slot& slot) {
  const OutList list = slot.list(static_cast<std::uint32_t>(secret.replicas.size()));
  for (const Replica& replica : secret.replicas) {
    const Out out = list.add().structure(4);
    out["Region"] = replica.region;
    out["KmsKeyId"] = replica.kms_key.empty() ? default_key : std::string_view(replica.kms_key);
    out["Status"] = replica.failure.empty() ? "InSync" : "Failed";
    if (!replica.failure.empty()) out["StatusMessage"] = replica.failure;
  }
}

kit::Task replicate_secret_to_regions(Call& call, State& state) {
  const std::string name = own_secret_of(call, state);
  std::vector<Replica> added = read_regions(call, call.in["AddReplicaRegions"]);
  const Time known = state.secrets.find(name)->changed;
  for (Replica& replica : added) {
    kit::Request request = replicate(call, name, *state.secrets.find(name), all_versions(state, name),
                                     replica, true, call.in["ForceOverwriteReplicaSecret"].boolean());
    const kit::Answer answer = co_await call.ask(std::move(request));
    replica.failure = failure_of(answer, name, replica);
    own_secret_of(call, state);
  }
  const bool changed = state.secrets.find(name)->changed != known;
  {
    auto secret = state.secrets.edit(name);
    for (const Replica& replica : added) {
      std::erase_if(secret->replicas, [&](const Replica& r) { return r.region == replica.region; });
      secret->replicas.push_back(replica);
    }
  }
  if (changed) send_to_replicas(call, state, name);
  const Secret& secret = *state.secrets.find(name);
  call.out["ARN"] = arn_of(call, name, secret);
  show_replication(secret, call.out["ReplicationStatus"]);
  co_return {};
}

kit::Outcome remove_regions_from_replication(Call& call, State& state) {
  const std::string name = from_peer(call) ? secret_of(call, state) : own_secret_of(call, state);
  const Secret& secret = *state.secrets.find(name);
  for (const In region : call.in["RemoveReplicaRegions"]) {
    const auto replica = std::ranges::find(secret.replicas, region.text(), &Replica::region);
    if (replica == secret.replicas.end() || !replica->failure.empty() || from_peer(call)) continue;
    kit::Value input = secret_id(call, arn_in(call, region.text(), name, secret));
    input.set(call.arena(), "ForceDeleteWithoutRecovery") = true;
    call.turn().effect({place_in(call, region.text()), "DeleteSecret", input});
  }
  {
    auto edit = state.secrets.edit(name);
    for (const In region : call.in["RemoveReplicaRegions"])
      std::erase_if(edit->replicas, [&](const Replica& r) { return r.region == region.text(); });
  }
  const Secret& left = *state.secrets.find(name);
  call.out["ARN"] = arn_of(call, name, left);
  show_replication(left, call.out["ReplicationStatus"]);
  return {};
}

kit::Outcome stop_replication_to_replica(Call& call, State& state) {
  const std::string name = secret_of(call, state);
  const Secret& secret = *state.secrets.find(name);
  if (secret.primary_region.empty()) return no_replica;
  kit::Value input = secret_id(call, arn_in(call, secret.primary_region, name, secret));
  kit::Value regions = kit::Value::list(call.arena(), 1);
  regions.add(call.arena()) = kit::Value::string(call.region());
  input.set(call.arena(), "RemoveReplicaRegions") = regions;
  call.turn().effect({place_in(call, secret.primary_region), "RemoveRegionsFromReplication", input});
  {
    auto edit = state.secrets.edit(name);
    edit->primary_region.clear();
    edit->changed = call.now();
  }
  call.out["ARN"] = arn_of(call, name, *state.secrets.find(name));
  return {};
}

}  // namespace understudy::secretsmanager
