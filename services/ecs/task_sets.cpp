// Task sets: what external deployment controllers make of a service.
#include <algorithm>
#include <cmath>

#include "services/ecs/handlers.hpp"

namespace understudy::ecs {
namespace {

constexpr kit::Error no_set{"TaskSetNotFoundException", "The specified task set wasn't found."};
constexpr kit::Error not_external{
    "InvalidParameterException",
    "Task sets can be created only for services that use the EXTERNAL deployment controller."};
constexpr kit::Error set_scaled{"InvalidParameterException",
                                "The task set cannot be deleted while it is scaled above 0."};
constexpr kit::Error bad_scale{"InvalidParameterException",
                               "The scale of a task set must be from 0 to 100 percent."};

constexpr Key set_members[] = {"externalId",        "networkConfiguration", "loadBalancers",
                               "serviceRegistries", "launchType",           "capacityProviderStrategy",
                               "platformVersion"};

double read_scale(const In& scale) {
  const double value = scale["value"].real(100);
  if (!(value >= 0 && value <= 100)) throw kit::Failure(bad_scale);
  return value;
}

void show_set(const Call& call, const State& state, const InService& id, const Slot& slot, bool tags) {
  const TaskSet& set = *state.task_sets.find(id);
  const InCluster key{id.cluster, id.service};
  const Service& service = *state.services.find(key);
  const Out out = show(set.given, slot, call.arena());
  const std::string name = "ecs-svc/" + id.id;
  Count count;
  for (const auto& [task, same] : state.tasks.by<ByService>().tree({key.cluster, key.name}))
    if (const Task& row = *state.tasks.find(task); row.deployment == name) count.add(row);
  out["id"] = name;
  out["taskSetArn"] = in_service_arn(call, "task-set", {id.cluster, id.service, name});
  out["serviceArn"] = service_arn(call, key, service);
  out["clusterArn"] = cluster_arn(call, id.cluster);
  out["status"] = set.status;
  out["taskDefinition"] = definition_arn(call, set.definition);
  out["computedDesiredCount"] =
      static_cast<std::int64_t>(std::ceil(static_cast<double>(service.desired) * set.scale / 100));
  out["runningCount"] = count.running;
  out["pendingCount"] = count.pending;
  out["createdAt"] = set.created;
  out["updatedAt"] = set.updated;
  const Out scale = out["scale"].structure(2);
  scale["value"] = set.scale;
  scale["unit"] = "PERCENT";
  out["stabilityStatus"] = set.steady ? "STEADY_STATE" : "STABILIZING";
  out["stabilityStatusAt"] = set.steady.value_or(set.updated);
  for (const Key list : {Key("loadBalancers"), Key("serviceRegistries")})
    if (!set.given.contains(std::string(Names::all[list.id]))) out[list].list();
  if (tags) show_tags(set.tags, out["tags"]);
}

InService set_of(const Call& call, const State& state, const InCluster& service, Key member) {
  InService id{service.cluster, service.name, std::string(last_of(call.in[member].text()))};
  if (!state.task_sets.contains(id)) throw kit::Failure(no_set);
  return id;
}

}  // namespace

std::vector<InService> task_sets_of(const State& state, const InCluster& service) {
  std::vector<InService> sets;
  for (auto at = state.task_sets.rows().lower_bound({service.cluster, service.name, {}});
       at != state.task_sets.rows().end() && at->first.cluster == service.cluster &&
       at->first.service == service.name;
       ++at)
    sets.push_back(at->first);
  std::ranges::stable_sort(sets, {}, [&](const InService& id) { return state.task_sets.find(id)->created; });
  return sets;
}

void show_task_sets(const Call& call, const State& state, const InCluster& service, const OutList& list) {
  for (const InService& id : task_sets_of(state, service)) show_set(call, state, id, list.add(), false);
}

kit::Outcome create_task_set(Call& call, State& state) {
  check_launch_type(call, create_launch_type);
  const InCluster key = active_service_of(call, state);
  if (part(state.services.find(key)->given, "deploymentController", call.arena())["type"].text() !=
      "EXTERNAL")
    return not_external;
  for (const InService& id : task_sets_of(state, key))  // the same call again
    if (const TaskSet& known = *state.task_sets.find(id);
        call.in["clientToken"] && known.token == call.in["clientToken"].text()) {
      show_set(call, state, id, call.out["taskSet"], true);
      return {};
    }
  TaskSet set;
  take(call.in, set_members, set.given);
  if (!call.in["launchType"] && !call.in["capacityProviderStrategy"])
    put(set.given, "launchType", kit::Value::string("EC2"));
  if (!call.in["platformVersion"]) put(set.given, "platformVersion", kit::Value::string("LATEST"));
  set.definition = active_definition(state, call.in["taskDefinition"].text());
  set.scale = read_scale(call.in["scale"]);
  set.token = call.in["clientToken"].text();
  set.created = set.updated = call.now();
  read_tags(call.in["tags"], set.tags);
  // Numbers count up within the service, so that sets stay in their order.
  const auto before = task_sets_of(state, key);
  std::string number = call.random().digits(18);
  if (!before.empty())
    number = fmt::format("{:018}", (std::stoull(before.back().id.substr(1)) + 1) % 1'000'000'000'000'000'000);
  const InService id{key.cluster, key.name, "1" + number};
  state.task_sets.insert(id, std::move(set));
  reconcile(call.turn(), state, key);
  show_set(call, state, id, call.out["taskSet"], true);
  return {};
}

kit::Outcome describe_task_sets(Call& call, State& state) {
  const InCluster key = service_of(call, state);
  const OutList sets = call.out["taskSets"].list(), failures = call.out["failures"].list();
  const bool tags = includes(call, "TAGS");
  if (!call.in["taskSets"])
    for (const InService& id : task_sets_of(state, key)) show_set(call, state, id, sets.add(), tags);
  for (const In each : call.in["taskSets"]) {
    const InService id{key.cluster, key.name, std::string(last_of(each.text()))};
    if (state.task_sets.contains(id)) {
      show_set(call, state, id, sets.add(), tags);
    } else {
      fail(failures, in_service_arn(call, "task-set", {id.cluster, id.service, "ecs-svc/" + id.id}));
    }
  }
  return {};
}

kit::Outcome update_task_set(Call& call, State& state) {
  const InCluster key = active_service_of(call, state);
  const InService id = set_of(call, state, key, "taskSet");
  {
    auto set = state.task_sets.edit(id);
    set->scale = read_scale(call.in["scale"]);
    set->updated = call.now();
  }
  reconcile(call.turn(), state, key);
  show_set(call, state, id, call.out["taskSet"], false);
  return {};
}

kit::Outcome update_service_primary_task_set(Call& call, State& state) {
  const InCluster key = active_service_of(call, state);
  const InService primary = set_of(call, state, key, "primaryTaskSet");
  for (const InService& id : task_sets_of(state, key)) {
    auto set = state.task_sets.edit(id);
    if (set->status != "DRAINING") set->status = id == primary ? "PRIMARY" : "ACTIVE";
    if (id == primary) set->updated = call.now();
  }
  state.services.edit(key)->definition = state.task_sets.find(primary)->definition;
  show_set(call, state, primary, call.out["taskSet"], false);
  return {};
}

kit::Outcome delete_task_set(Call& call, State& state) {
  const InCluster key = service_of(call, state);
  const InService id = set_of(call, state, key, "taskSet");
  if (state.task_sets.find(id)->scale > 0 && !call.in["force"].boolean() && !as_moto(call)) return set_scaled;
  state.task_sets.edit(id)->status = "DRAINING";
  reconcile(call.turn(), state, key);  // stops its tasks
  show_set(call, state, id, call.out["taskSet"], false);
  state.task_sets.erase(id);
  return {};
}

}  // namespace understudy::ecs
