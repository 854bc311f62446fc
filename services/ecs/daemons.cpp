// Daemons: what is to run on every container instance of some capacity providers.
#include <algorithm>

#include "services/ecs/handlers.hpp"

namespace understudy::ecs {
namespace {

constexpr kit::Error no_daemon{"DaemonNotFoundException", "The specified daemon was not found."};
constexpr kit::Error not_active{"DaemonNotActiveException", "The specified daemon is not active."};
constexpr kit::Error bad_name{
    "InvalidParameterException",
    "A daemon's name can have up to 255 letters, numbers, underscores and hyphens."};
constexpr kit::Error not_idempotent{"InvalidParameterException", "Creation of daemon was not idempotent."};
constexpr kit::Error no_providers{"InvalidParameterException", "Capacity providers cannot be empty."};
constexpr kit::Error no_provider{"InvalidParameterException",
                                 "The specified capacity provider {} was not found. Specify a valid ARN and "
                                 "try again."};
constexpr kit::Error not_managed{
    "UnsupportedFeatureException",
    "Daemons are only supported for capacity providers of Amazon ECS Managed Instances."};
constexpr kit::Error bad_percent{"InvalidParameterException", "drainPercent must be from 0.0 to 100.0."};
constexpr kit::Error bad_bake{"InvalidParameterException", "bakeTimeInMinutes must be from 0 to 1440."};

constexpr Key revision_members[] = {"propagateTags", "enableECSManagedTags", "enableExecuteCommand"};
constexpr Key rollout_members[] = {"deploymentConfiguration"};

// The daemon that daemonArn names, in whatever status.
InCluster daemon_of(const Call& call, const State& state) {
  InCluster key = daemon_named(call.in["daemonArn"].text());
  if (!state.daemons.contains(key)) throw kit::Failure(no_daemon);
  return key;
}

InCluster active_daemon_of(const Call& call, const State& state) {
  InCluster key = daemon_of(call, state);
  if (state.daemons.find(key)->status != "ACTIVE") throw kit::Failure(not_active);
  return key;
}

// What CreateDaemon and UpdateDaemon say of the revision to run.
DaemonRevision read_daemon(const Call& call, const State& state, std::string_view cluster) {
  DaemonRevision revision;
  revision.definition = active_daemon_definition(state, call.in["daemonTaskDefinitionArn"].text());
  if (call.in["capacityProviderArns"].empty()) throw kit::Failure(no_providers);
  for (const In arn : call.in["capacityProviderArns"]) {
    const std::string name(last_of(arn.text()));
    const Provider* provider = state.providers.find(name);
    if (!provider) throw no_provider.says(arn.text());
    if (!provider->given.contains("managedInstancesProvider")) throw kit::Failure(not_managed);
    if (!provider->cluster.empty() && provider->cluster != cluster) throw no_provider.says(arn.text());
    if (std::ranges::find(revision.providers, name) == revision.providers.end())
      revision.providers.push_back(name);
  }
  const In configuration = call.in["deploymentConfiguration"];
  const double percent = configuration["drainPercent"].real();
  if (!(percent >= 0 && percent <= 100)) throw kit::Failure(bad_percent);
  const std::int64_t bake = configuration["bakeTimeInMinutes"].integer();
  if (bake < 0 || bake > 1440) throw kit::Failure(bad_bake);
  take(call.in, revision_members, revision.given);
  revision.created = call.now();
  return revision;
}

void show_answer(const Call& call, const State& state, const InCluster& key) {
  const Daemon& daemon = *state.daemons.find(key);
  call.out["daemonArn"] = in_cluster_arn(call, "daemon", key, true);
  call.out["status"] = daemon.status;
  call.out["createdAt"] = daemon.created;
  call.out["deploymentArn"] =
      in_service_arn(call, "daemon-deployment", {key.cluster, key.name, daemon.deployment});
}

DaemonRollout read_rollout(const Call& call) {
  DaemonRollout rollout;
  take(call.in, rollout_members, rollout.given);
  return rollout;
}

}  // namespace

bool is_daemon_name(std::string_view name) {
  return !name.empty() && name.size() <= 255 &&
         name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
             name.npos;
}

InCluster daemon_named(std::string_view arn) {
  const auto parsed = kit::Arn::parse(arn);
  const std::string_view id = parsed ? parsed->id() : arn;
  return {std::string(id.substr(0, id.find('/'))), std::string(last_of(id))};
}

kit::Outcome create_daemon(Call& call, State& state) {
  const InCluster key{cluster_of(call, state, "clusterArn"), std::string(call.in["daemonName"].text())};
  if (!is_daemon_name(key.name)) return bad_name;
  DaemonRevision revision = read_daemon(call, state, key.cluster);
  if (const Daemon* known = state.daemons.find(key)) {
    if (known->token.empty() || known->token != call.in["clientToken"].text()) return not_idempotent;
    show_answer(call, state, key);
    return {};
  }
  Daemon daemon;
  daemon.created = daemon.updated = call.now();
  daemon.token = call.in["clientToken"].text();
  read_tags(call.in["tags"], daemon.tags);
  state.daemons.insert(key, std::move(daemon));
  roll_out(call.turn(), state, key, std::move(revision), read_rollout(call));
  show_answer(call, state, key);
  return {};
}

kit::Outcome update_daemon(Call& call, State& state) {
  const InCluster key = active_daemon_of(call, state);
  DaemonRevision revision = read_daemon(call, state, key.cluster);
  state.daemons.edit(key)->updated = call.now();
  roll_out(call.turn(), state, key, std::move(revision), read_rollout(call));
  show_answer(call, state, key);
  call.out["updatedAt"] = call.now();
  return {};
}

kit::Outcome delete_daemon(Call& call, State& state) {
  const InCluster key = active_daemon_of(call, state);
  {
    auto daemon = state.daemons.edit(key);
    daemon->status = "DELETE_IN_PROGRESS";
    daemon->updated = call.now();
  }
  roll_out(call.turn(), state, key, std::nullopt, {});
  show_answer(call, state, key);
  call.out["updatedAt"] = call.now();
  reconcile_daemon(call.turn(), state, key);
  return {};
}

kit::Outcome describe_daemon(Call& call, State& state) {
  const InCluster key = daemon_of(call, state);
  const Daemon& daemon = *state.daemons.find(key);
  const Out out = call.out["daemon"].structure(8);
  out["daemonArn"] = in_cluster_arn(call, "daemon", key, true);
  out["clusterArn"] = cluster_arn(call, key.cluster);
  out["status"] = daemon.status;
  out["deploymentArn"] =
      in_service_arn(call, "daemon-deployment", {key.cluster, key.name, daemon.deployment});
  out["createdAt"] = daemon.created;
  out["updatedAt"] = daemon.updated;
  const OutList list = out["currentRevisions"].list();
  for (const DaemonCrew& crew : daemon_crews(state, key)) {
    const Out revision = list.add().structure(3);
    revision["arn"] = in_service_arn(call, "daemon-revision", {key.cluster, key.name, crew.revision});
    revision["totalRunningCount"] = crew.running();
    const OutList providers = revision["capacityProviders"].list();
    for (const auto& [name, counts] : crew.providers) {
      const Out provider = providers.add().structure(2);
      provider["arn"] = arn_of(call, "capacity-provider/" + name);
      provider["runningCount"] = counts.running;
    }
  }
  return {};
}

kit::Outcome list_daemons(Call& call, State& state) {
  const In clusters = call.in["clusterArn"], providers = call.in["capacityProviderArns"];
  if (clusters) cluster_of(call, state, "clusterArn");
  const OutList list = call.out["daemonSummariesList"].list();
  list_page(
      call, state.daemons, "daemons",
      [&](const InCluster& key, const Daemon& daemon) {
        if (clusters && key.cluster != last_of(clusters.text())) return false;
        const DaemonRevision* revision =
            state.daemon_revisions.find({key.cluster, key.name, daemon.revision});
        bool named = providers.empty();
        for (const In each : providers)
          named |= revision &&
                   std::ranges::find(revision->providers, last_of(each.text())) != revision->providers.end();
        return named;
      },
      [&](const InCluster& key, const Daemon& daemon) {
        const Out out = list.add().structure(4);
        out["daemonArn"] = in_cluster_arn(call, "daemon", key, true);
        out["status"] = daemon.status;
        out["createdAt"] = daemon.created;
        out["updatedAt"] = daemon.updated;
      });
  return {};
}

}  // namespace understudy::ecs
