// Service deployments and service revisions: what was rolled out, and when.
#include <algorithm>

#include "services/ecs/handlers.hpp"

namespace understudy::ecs {
namespace {

constexpr kit::Error no_rollout{"ServiceDeploymentNotFoundException",
                                "The service deployment was not found."};
constexpr kit::Error over{
    "ConflictException",
    "The service deployment is {} and can no longer be stopped. Only deployments that are "
    "in progress can be."};
constexpr kit::Error nothing_before{"InvalidParameterException",
                                    "There is no service revision that the deployment could roll back to."};

}  // namespace

InService in_service_of(std::string_view arn) {
  const auto parsed = kit::Arn::parse(arn);
  std::string_view rest = parsed ? parsed->id() : arn;
  InService id;
  id.id = last_of(rest);
  rest = rest.substr(0, rest.size() - std::min(rest.size(), id.id.size() + 1));
  id.service = last_of(rest);
  id.cluster = rest.substr(0, rest.find('/'));
  return id;
}

InService rollout_of(const Call& call, const State& state, Key member) {
  InService id = in_service_of(call.in[member].text());
  if (!state.rollouts.contains(id) || !state.services.contains({id.cluster, id.service}))
    throw kit::Failure(no_rollout);
  return id;
}

void show_images(const Definition& definition, const OutList& images) {
  kit::Arena arena;
  for (const In container : part(definition.given, "containerDefinitions", arena)) {
    const Out image = images.add().structure(2);
    image["containerName"] = container["name"].text();
    image["image"] = container["image"].text();
  }
}

namespace {

std::string rollout_arn(const Call& call, const InService& id) {
  return in_service_arn(call, "service-deployment", id);
}
std::string revision_arn(const Call& call, InService id, const std::string& number) {
  id.id = number;
  return in_service_arn(call, "service-revision", id);
}

void show_brief(const Call& call, const State& state, const InService& id, const Rollout& rollout,
                const Out& out) {
  out["serviceDeploymentArn"] = rollout_arn(call, id);
  const InCluster service{id.cluster, id.service};
  out["serviceArn"] = service_arn(call, service, *state.services.find(service));
  out["clusterArn"] = cluster_arn(call, id.cluster);
  out["createdAt"] = rollout.created;
  out["startedAt"] = rollout.created;
  if (rollout.finished) out["finishedAt"] = *rollout.finished;
  out["status"] = rollout.status;
  if (!rollout.reason.empty()) out["statusReason"] = rollout.reason;
}

void show_summary(const Call& call, const State& state, const InService& id, const std::string& number,
                  const Out& out) {
  const Service& service = *state.services.find({id.cluster, id.service});
  const auto deployment = std::ranges::find(service.deployments, number, &Deployment::number);
  Count count;
  if (deployment != service.deployments.end())
    for (const auto& [task, same] : state.tasks.by<ByService>().tree({id.cluster, id.service}))
      if (const Task& row = *state.tasks.find(task); row.deployment == deployment->id) count.add(row);
  const bool target = !service.deployments.empty() && service.deployments.front().number == number;
  out["arn"] = revision_arn(call, id, number);
  out["requestedTaskCount"] =
      target && service.desired != every_instance ? service.desired : count.running + count.pending;
  out["runningTaskCount"] = count.running;
  out["pendingTaskCount"] = count.pending;
}

void show_rollout(const Call& call, const State& state, const InService& id, const Slot& slot) {
  const Rollout& rollout = *state.rollouts.find(id);
  const Out out = show(rollout.given, slot, call.arena());
  show_brief(call, state, id, rollout, out);
  out["updatedAt"] = rollout.updated;
  show_hooks(rollout, out);
  if (rollout.stopped) out["stoppedAt"] = *rollout.stopped;
  const OutList sources = out["sourceServiceRevisions"].list();
  if (!rollout.source.empty()) show_summary(call, state, id, rollout.source, sources.add().structure(6));
  show_summary(call, state, id, id.id, out["targetServiceRevision"].structure(6));
  const In configuration = part(rollout.given, "deploymentConfiguration", call.arena());
  const bool done = rollout.finished.has_value();
  const bool breaks = configuration["deploymentCircuitBreaker"]["enable"].boolean();
  const Out breaker = out["deploymentCircuitBreaker"].structure(3);
  breaker["status"] = !breaks ? "DISABLED" : done ? "MONITORING_COMPLETE" : "MONITORING";
  breaker["failureCount"] = 0;
  breaker["threshold"] = 3;
  const In alarms = configuration["alarms"];
  const Out watched = out["alarms"].structure(2);
  watched["status"] = !alarms["enable"].boolean() ? "DISABLED" : done ? "MONITORING_COMPLETE" : "MONITORING";
  if (alarms["alarmNames"]) watched["alarmNames"] = alarms["alarmNames"].value();
}

void show_revision(const Call& call, const State& state, const InService& id, const Slot& slot) {
  const Revision& revision = *state.revisions.find(id);
  const InCluster service{id.cluster, id.service};
  const Out out = show(revision.given, slot, call.arena());
  out["serviceRevisionArn"] = revision_arn(call, id, id.id);
  out["serviceArn"] = service_arn(call, service, *state.services.find(service));
  out["clusterArn"] = cluster_arn(call, id.cluster);
  out["taskDefinition"] = definition_arn(call, revision.definition);
  out["createdAt"] = revision.created;
  out["guardDutyEnabled"] = false;
  const OutList images = out["containerImages"].list();
  if (const Definition* definition = state.definitions.find(revision.definition))
    show_images(*definition, images);
}

// Shows each that an ARN names, the others are failures.
void each_arn(const Call& call, const State& state, Key arns, const auto& table, const OutList& shown,
              auto&& show) {
  const OutList failures = call.out["failures"].list();
  for (const In each : call.in[arns]) {
    const InService id = in_service_of(each.text());
    if (table.contains(id) && state.services.contains({id.cluster, id.service})) {
      show(id, shown.add());
    } else {
      fail(failures, each.text());
    }
  }
}

}  // namespace

kit::Outcome list_service_deployments(Call& call, State& state) {
  const InCluster key = service_of(call, state);
  const In statuses = call.in["status"], created = call.in["createdAt"];
  const OutList shown = call.out["serviceDeployments"].list();
  list_page(
      call, state.rollouts, "rollouts",
      [&](const InService& id, const Rollout& rollout) {
        bool fits = id.cluster == key.cluster && id.service == key.name;
        if (created["after"]) fits &= rollout.created >= created["after"].time();
        if (created["before"]) fits &= rollout.created <= created["before"].time();
        bool named = statuses.empty();
        for (const In status : statuses) named |= status.text() == rollout.status;
        return fits && named;
      },
      [&](const InService& id, const Rollout& rollout) {
        const Out out = shown.add().structure(10);
        show_brief(call, state, id, rollout, out);
        out["targetServiceRevisionArn"] = revision_arn(call, id, id.id);
      });
  return {};
}

kit::Outcome describe_service_deployments(Call& call, State& state) {
  each_arn(call, state, "serviceDeploymentArns", state.rollouts, call.out["serviceDeployments"].list(),
           [&](const InService& id, const Slot& slot) { show_rollout(call, state, id, slot); });
  return {};
}

kit::Outcome describe_service_revisions(Call& call, State& state) {
  each_arn(call, state, "serviceRevisionArns", state.revisions, call.out["serviceRevisions"].list(),
           [&](const InService& id, const Slot& slot) { show_revision(call, state, id, slot); });
  return {};
}

// ABORT leaves the service as it is; ROLLBACK, the usual, deploys the revision before anew.
kit::Outcome stop_service_deployment(Call& call, State& state) {
  const InService id = rollout_of(call, state, "serviceDeploymentArn");
  const Rollout& rollout = *state.rollouts.find(id);
  const InCluster key{id.cluster, id.service};
  if (!rollout.runs() || state.services.find(key)->deployments.empty()) return over.says(rollout.status);
  constexpr std::string_view reason = "Service deployment was stopped by the user.";
  if (call.in["stopType"].text("ROLLBACK") == "ROLLBACK") {
    if (!roll_back(call.turn(), state, id, std::string(reason))) return nothing_before;
  } else {
    state.services.edit(key)->deployments.front().completed = true;
    {
      auto open = state.rollouts.edit(id);
      open->status = "STOPPED";
      open->reason = reason;
      open->stopped = open->updated = call.now();
    }
    reconcile(call.turn(), state, key);
  }
  call.out["serviceDeploymentArn"] = rollout_arn(call, id);
  return {};
}

}  // namespace understudy::ecs
