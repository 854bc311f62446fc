// Daemon deployments: the tasks of daemons follow their revisions and the container instances.
#include <algorithm>
#include <cmath>

#include "services/ecs/handlers.hpp"

namespace understudy::ecs {
namespace {

constexpr kit::Error no_daemon{"InvalidParameterException", "The specified daemon was not found."};
constexpr kit::Error too_many{"InvalidParameterException", "At most 20 ARNs can be described at a time."};
constexpr std::uint32_t most_arns = 20;
constexpr double usual_drain_percent = 25;  // developer guide, "Creating a daemon"
constexpr std::string_view digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

const DaemonRevision* revision_of(const State& state, const InCluster& key, const std::string& id) {
  return state.daemon_revisions.find({key.cluster, key.name, id});
}

bool is_for(const DaemonRevision& revision, const Instance& instance) {
  return instance.status == "ACTIVE" &&
         std::ranges::find(revision.providers, instance.provider) != revision.providers.end();
}

// How the daemon stands: what runs where it should, and what is in the way.
struct Standing {
  std::int64_t wanted = 0, running = 0, leaving = 0;
  std::vector<InCluster> old;       // tasks that have no place any more
  std::vector<std::string> vacant;  // container instances that want one
};

Standing stand(const State& state, const InCluster& key, const Daemon& daemon) {
  const DaemonRevision* target =
      daemon.status == "ACTIVE" ? revision_of(state, key, daemon.revision) : nullptr;
  Standing standing;
  each_in(state.instances, key.cluster, [&](const InCluster& at, const Instance& instance) {
    if (instance.provider.empty()) return;
    const bool wanted = target && is_for(*target, instance);
    bool taken = false;
    for (const InCluster& id : tasks_on(state, at)) {
      const Task& task = *state.tasks.find(id);
      if (task.daemon != key.name) continue;
      taken = true;
      const bool stays =
          task.deployment == daemon.revision && (wanted || (target && instance.status == "DRAINING"));
      if (task.stops()) {
        ++standing.leaving;
      } else if (!stays) {
        standing.old.push_back(id);
      } else if (task.stage.state == "RUNNING") {
        standing.running += wanted;
      }
    }
    standing.wanted += wanted;
    if (wanted && !taken) standing.vacant.push_back(at.name);
  });
  return standing;
}

void start(kit::Turn& turn, State& state, const InCluster& key, const std::string& instance) {
  const Daemon& daemon = *state.daemons.find(key);
  const DaemonRevision& revision = *revision_of(state, key, daemon.revision);
  const Definition* definition = state.daemon_definitions.find(revision.definition);
  if (!definition) return;
  kit::Arena arena;
  Task task = make_task(turn, *definition, revision.definition);
  task.daemon = key.name;
  task.deployment = daemon.revision;
  task.group = "daemon:" + key.name;
  task.instance = instance;
  task.launch_type = "MANAGED_INSTANCES";
  task.provider = state.instances.find({key.cluster, instance})->provider;
  task.execute_command = part(revision.given, "enableExecuteCommand", arena).boolean();
  if (part(revision.given, "propagateTags", arena).text() == "DAEMON") task.tags = daemon.tags;
  if (part(revision.given, "enableECSManagedTags", arena).boolean()) {
    task.tags["aws:ecs:clusterName"] = key.cluster;
    task.tags["aws:ecs:daemonName"] = key.name;
  }
  launch_task(turn, task);
  state.tasks.insert({key.cluster, turn.random.hex(32)}, std::move(task));
}

void stop_rollout(kit::Turn& turn, State& state, const InService& id) {
  const DaemonRollout* rollout = state.daemon_rollouts.find(id);
  if (!rollout || !rollout->runs()) return;
  auto open = state.daemon_rollouts.edit(id);
  open->status = "STOPPED";
  open->reason = "Replaced by a new deployment.";
  open->stopped = turn.now;
}

// All that it wants is there: it is watched for the bake time, then it is done.
void finish(kit::Turn& turn, State& state, const InService& id) {
  const DaemonRollout* rollout = state.daemon_rollouts.find(id);
  if (!rollout || !rollout->runs() || rollout->bake) return;
  kit::Arena arena;
  const std::int64_t minutes =
      part(rollout->given, "deploymentConfiguration", arena)["bakeTimeInMinutes"].integer();
  auto open = state.daemon_rollouts.edit(id);
  if (minutes > 0 && !open->baked) {
    open->bake = turn.now + kit::minutes(minutes);
  } else {
    open->status = "SUCCESSFUL";
    open->reason = "Deployment completed successfully.";
    open->finished = turn.now;
  }
}

std::string_view watched(const DaemonRollout& rollout) {
  return rollout.runs() ? "MONITORING" : "MONITORING_COMPLETE";
}

void show_brief(const Call& call, const InService& id, const DaemonRollout& rollout, const Out& out) {
  out["daemonDeploymentArn"] = in_service_arn(call, "daemon-deployment", id);
  out["clusterArn"] = cluster_arn(call, id.cluster);
  out["status"] = rollout.status;
  if (!rollout.reason.empty()) out["statusReason"] = rollout.reason;
  out["createdAt"] = rollout.created;
  out["startedAt"] = rollout.created;
  if (rollout.stopped) out["stoppedAt"] = *rollout.stopped;
  if (rollout.finished) out["finishedAt"] = *rollout.finished;
}

void show_detail(const Call& call, const State& state, const InService& id, const std::string& revision,
                 const Out& out) {
  const InCluster key{id.cluster, id.service};
  out["arn"] = in_service_arn(call, "daemon-revision", {id.cluster, id.service, revision});
  const OutList list = out["capacityProviders"].list();
  DaemonCrew own;
  for (DaemonCrew& crew : daemon_crews(state, key))
    if (crew.revision == revision) own = std::move(crew);
  std::int64_t draining = 0;
  for (const auto& [name, counts] : own.providers) {
    const Out provider = list.add().structure(3);
    provider["arn"] = arn_of(call, "capacity-provider/" + name);
    provider["runningInstanceCount"] = counts.running;
    provider["drainingInstanceCount"] = counts.draining;
    draining += counts.draining;
  }
  out["totalRunningInstanceCount"] = own.running();
  out["totalDrainingInstanceCount"] = draining;
}

void show_rollout(const Call& call, const State& state, const InService& id, const DaemonRollout& rollout,
                  const Slot& slot) {
  const Out out = show(rollout.given, slot, call.arena());
  show_brief(call, id, rollout, out);
  if (!rollout.target.empty())
    show_detail(call, state, id, rollout.target, out["targetDaemonRevision"].structure(4));
  const OutList sources = out["sourceDaemonRevisions"].list();
  if (!rollout.source.empty()) show_detail(call, state, id, rollout.source, sources.add().structure(4));
  const Out breaker = out["circuitBreaker"].structure(3);
  breaker["failureCount"] = 0;
  breaker["status"] = watched(rollout);
  breaker["threshold"] = 3;
  const In alarms = part(rollout.given, "deploymentConfiguration", call.arena())["alarms"];
  const Out shown = out["alarms"].structure(3);
  shown["status"] = alarms["enable"].boolean() ? watched(rollout) : "DISABLED";
  if (alarms["alarmNames"]) shown["alarmNames"] = alarms["alarmNames"].value();
  shown["triggeredAlarmNames"].list();
}

// Shows each row that an ARN names; the others are failures.
void each_arn(const Call& call, Key arns, const auto& table, auto&& show) {
  const OutList failures = call.out["failures"].list();
  for (const In each : call.in[arns]) {
    const InService id = in_service_of(each.text());
    if (const auto* row = table.find(id)) {
      show(id, *row);
    } else {
      fail(failures, each.text());
    }
  }
}

}  // namespace

std::vector<DaemonCrew> daemon_crews(const State& state, const InCluster& key) {
  std::vector<DaemonCrew> crews;
  const auto crew_of = [&](const std::string& revision) -> DaemonCrew& {
    const auto found = std::ranges::find(crews, revision, &DaemonCrew::revision);
    return found != crews.end() ? *found : crews.emplace_back(DaemonCrew{revision, {}});
  };
  const Daemon* daemon = state.daemons.find(key);
  if (const DaemonRevision* latest = daemon ? revision_of(state, key, daemon->revision) : nullptr)
    for (const std::string& provider : latest->providers) crew_of(daemon->revision).providers[provider];
  each_in(state.instances, key.cluster, [&](const InCluster& at, const Instance& instance) {
    if (instance.provider.empty()) return;
    for (const InCluster& id : tasks_on(state, at)) {
      const Task& task = *state.tasks.find(id);
      if (task.daemon != key.name) continue;
      auto& counts = crew_of(task.deployment).providers[instance.provider];
      counts.running += task.stage.state == "RUNNING";
      counts.draining += task.stops();
    }
  });
  return crews;
}

void roll_out(kit::Turn& turn, State& state, const InCluster& key, std::optional<DaemonRevision> revision,
              DaemonRollout rollout) {
  const Daemon before = *state.daemons.find(key);
  stop_rollout(turn, state, {key.cluster, key.name, before.deployment});
  rollout.source = before.revision;
  rollout.created = turn.now;
  const std::string id = turn.random.pick(digits, 21);
  if (revision) {
    rollout.target = turn.random.uuid();
    state.daemon_revisions.insert({key.cluster, key.name, rollout.target}, std::move(*revision));
  }
  {
    auto daemon = state.daemons.edit(key);
    if (!rollout.target.empty()) daemon->revision = rollout.target;
    daemon->deployment = id;
  }
  state.daemon_rollouts.insert({key.cluster, key.name, id}, std::move(rollout));
  if (revision) reconcile_daemon(turn, state, key);
}

void reconcile_daemon(kit::Turn& turn, State& state, const InCluster& key) {
  const Daemon* found = state.daemons.find(key);
  if (!found) return;
  const Daemon daemon = *found;
  const InService id{key.cluster, key.name, daemon.deployment};
  Standing standing = stand(state, key, daemon);
  for (const std::string& instance : standing.vacant) start(turn, state, key, instance);
  kit::Arena arena;
  const DaemonRollout* rollout = state.daemon_rollouts.find(id);
  const double percent =
      rollout
          ? part(rollout->given, "deploymentConfiguration", arena)["drainPercent"].real(usual_drain_percent)
          : usual_drain_percent;
  std::int64_t room = std::max<std::int64_t>(
      1, static_cast<std::int64_t>(std::ceil(static_cast<double>(standing.wanted) * percent / 100)));
  if (daemon.status != "ACTIVE") room = static_cast<std::int64_t>(standing.old.size());
  for (const InCluster& task : standing.old)
    if (room-- > standing.leaving)
      stop(turn, state, task, "ServiceSchedulerInitiated",
           daemon.status == "ACTIVE" ? "Daemon is being updated" : "Daemon was deleted");
  if (standing.running < standing.wanted || !standing.old.empty() || standing.leaving > 0) return;
  finish(turn, state, id);
  if (daemon.status != "ACTIVE" && state.daemons.contains(key)) state.daemons.erase(key);
}

kit::Outcome list_daemon_deployments(Call& call, State& state) {
  const InCluster key = daemon_named(call.in["daemonArn"].text());
  if (!state.daemons.contains(key)) return no_daemon;
  const In statuses = call.in["status"], created = call.in["createdAt"];
  const OutList list = call.out["daemonDeployments"].list();
  list_page(
      call, state.daemon_rollouts, "daemon deployments",
      [&](const InService& id, const DaemonRollout& rollout) {
        bool named = statuses.empty();
        for (const In status : statuses) named |= status.text() == rollout.status;
        return named && id.cluster == key.cluster && id.service == key.name &&
               (!created["after"] || rollout.created >= created["after"].time()) &&
               (!created["before"] || rollout.created <= created["before"].time());
      },
      [&](const InService& id, const DaemonRollout& rollout) {
        const Out out = list.add().structure(10);
        show_brief(call, id, rollout, out);
        out["daemonArn"] = in_cluster_arn(call, "daemon", key, true);
        if (!rollout.target.empty())
          out["targetDaemonRevisionArn"] =
              in_service_arn(call, "daemon-revision", {id.cluster, id.service, rollout.target});
      });
  return {};
}

kit::Outcome describe_daemon_deployments(Call& call, State& state) {
  if (call.in["daemonDeploymentArns"].size() > most_arns) return too_many;
  const OutList list = call.out["daemonDeployments"].list();
  each_arn(
      call, "daemonDeploymentArns", state.daemon_rollouts,
      [&](const InService& id, const DaemonRollout& row) { show_rollout(call, state, id, row, list.add()); });
  return {};
}

kit::Outcome describe_daemon_revisions(Call& call, State& state) {
  if (call.in["daemonRevisionArns"].size() > most_arns) return too_many;
  const OutList list = call.out["daemonRevisions"].list();
  each_arn(call, "daemonRevisionArns", state.daemon_revisions,
           [&](const InService& id, const DaemonRevision& row) {
             const Out out = show(row.given, list.add(), call.arena());
             out["daemonRevisionArn"] = in_service_arn(call, "daemon-revision", id);
             out["daemonArn"] = in_cluster_arn(call, "daemon", {id.cluster, id.service}, true);
             out["clusterArn"] = cluster_arn(call, id.cluster);
             out["daemonTaskDefinitionArn"] = daemon_definition_arn(call, row.definition);
             out["createdAt"] = row.created;
             const OutList images = out["containerImages"].list();
             if (const Definition* definition = state.daemon_definitions.find(row.definition))
               show_images(*definition, images);
           });
  return {};
}

}  // namespace understudy::ecs
