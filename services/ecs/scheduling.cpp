// The scheduler: tasks move along their lifecycle by the clock, and services get the tasks that they want.
#include <algorithm>
#include <cmath>
#include <map>

#include "services/ecs/parts.hpp"

namespace understudy::ecs {
namespace {

constexpr std::string_view launch[] = {"PROVISIONING", "PENDING", "ACTIVATING", "RUNNING"};
constexpr std::string_view stopping[] = {"DEACTIVATING", "STOPPING", "DEPROVISIONING", "STOPPED"};
// moto's tasks run when they are made and then end by themselves, as those do whose command returns.
constexpr std::string_view run[] = {"RUNNING", "DEACTIVATING", "STOPPING", "DEPROVISIONING", "STOPPED"};
constexpr std::string_view stopped[] = {"STOPPED"};
constexpr kit::Move moves[] = {{"launch", launch}, {"stop", stopping}, {"run", run}, {"end", stopped}};

constexpr std::size_t most_events = 100;  // as AWS keeps

// Services' tasks wait for nobody to look: a step every five seconds, or as the user times tasks.
constexpr kit::Duration usual_step = kit::seconds(5);
kit::Progression pace(const kit::Turn& turn, const Task& task) {
  kit::Progression progression = turn.progression(task_model);
  if (by_hand(task) || progression.kind == kit::Progression::timed) return progression;
  const bool at_once = progression.kind == kit::Progression::immediate;
  return {kit::Progression::timed, 1, at_once ? kit::Duration() : usual_step};
}

void tell(kit::Turn& turn, State& state, const InCluster& key, std::string_view what) {
  auto service = state.services.edit(key);
  service->events.insert(service->events.begin(),
                         {turn.random.uuid(), turn.now, fmt::format("(service {}) {}", key.name, what)});
  if (service->events.size() > most_events) service->events.pop_back();
}

// One step by the clock. A task that no container instance has room for stays where it is.
void step(kit::Turn& turn, State& state, const InCluster& key) {
  const Task& task = *state.tasks.find(key);
  if (task.waits_for_room()) {
    const auto room = make_room(turn, state, key.cluster, task);
    const InCluster service{key.cluster, task.service};
    if (!room) {
      state.tasks.edit(key)->stage.due = kit::never;
      if (state.services.contains(service))
        tell(turn, state, service,
             "was unable to place a task because no container instance met all of its requirements.");
      return;
    }
    state.tasks.edit(key)->instance = *room;
  }
  {
    auto open = state.tasks.edit(key);
    kit::tick(open->stage, task_lifecycle, pace(turn, *open));
  }
  moved(turn, state, key);
}

// ---- What services want

// The tasks of one deployment or task set.
struct Crew {
  std::vector<InCluster> starting, running;
  std::int64_t leaving = 0;
  std::int64_t live() const { return static_cast<std::int64_t>(starting.size() + running.size()); }
};

std::map<std::string, Crew> crews_of(const State& state, const InCluster& service) {
  std::map<std::string, Crew> crews;
  for (const auto& [key, same] : state.tasks.by<ByService>().tree({service.cluster, service.name})) {
    const Task& task = *state.tasks.find(key);
    Crew& crew = crews[task.deployment];
    if (task.stops()) {
      crew.leaving += !task.ended();
    } else {
      (task.stage.state == "RUNNING" ? crew.running : crew.starting).push_back(key);
    }
  }
  return crews;
}

// Where a deployment's tasks run: by launch type, or by the first capacity provider of its strategy that
// carries weight.
void choose_capacity(const State& state, const Given& given, Task& task) {
  kit::Arena arena;
  task.launch_type = part(given, "launchType", arena).text("EC2");
  for (const In item : part(given, "capacityProviderStrategy", arena)) {
    if (item["weight"].integer() == 0 && item["base"].integer() == 0) continue;
    task.provider = last_of(item["capacityProvider"].text());
    task.launch_type = launch_type_of(state, task.provider);
    break;
  }
}

void start_task(kit::Turn& turn, State& state, const InCluster& key, const RevisionKey& definition,
                const std::string& deployment, const Given& given) {
  const Definition* defined = state.definitions.find(definition);
  if (!defined) return;  // nothing to make it of: a view by hand may lack it
  const Service& service = *state.services.find(key);
  kit::Arena arena;
  Task task = make_task(turn, *defined, definition);
  task.service = key.name;
  task.deployment = deployment;
  put(task.given, "startedBy", kit::Value::string(deployment));
  task.group = "service:" + key.name;
  task.long_arn = service.long_arn;
  task.execute_command = part(service.given, "enableExecuteCommand", arena).boolean();
  const std::string_view propagate = part(service.given, "propagateTags", arena).text();
  if (propagate == "SERVICE") task.tags = service.tags;
  if (propagate == "TASK_DEFINITION") task.tags = defined->tags;
  if (part(service.given, "enableECSManagedTags", arena).boolean()) {
    task.tags["aws:ecs:clusterName"] = key.cluster;
    task.tags["aws:ecs:serviceName"] = key.name;
  }
  choose_capacity(state, given, task);
  launch_task(turn, task);
  state.tasks.insert({key.cluster, turn.random.hex(32)}, std::move(task));
}

constexpr std::string_view by_scheduler = "ServiceSchedulerInitiated";
std::string scaled_by(std::string_view deployment) {
  return fmt::format("Scaling activity initiated by (deployment {})", deployment);
}

// Stops up to `most` of them, the youngest first.
std::int64_t stop_some(kit::Turn& turn, State& state, std::vector<InCluster>& keys, std::int64_t most,
                       const std::string& reason) {
  std::int64_t count = 0;
  for (auto at = keys.end(); at != keys.begin() && count < most;) {
    const auto& shield = state.tasks.find(*--at)->protected_until;
    if (shield && *shield > turn.now) continue;  // protected tasks stay
    stop(turn, state, *at, by_scheduler, reason);
    at = keys.erase(at);
    ++count;
  }
  return count;
}

void bring_to(kit::Turn& turn, State& state, const InCluster& key, const std::string& id,
              const RevisionKey& definition, const Given& given, Crew& crew, std::int64_t wanted,
              std::int64_t room) {
  for (std::int64_t live = crew.live(); live < wanted && room > 0; ++live, --room)
    start_task(turn, state, key, definition, id, given);
  const std::int64_t surplus = crew.live() - wanted;
  const std::int64_t stopped = stop_some(turn, state, crew.starting, surplus, scaled_by(id));
  stop_some(turn, state, crew.running, surplus - stopped, scaled_by(id));
}

void reconcile_task_sets(kit::Turn& turn, State& state, const InCluster& key, std::int64_t desired) {
  auto crews = crews_of(state, key);
  for (const InService& id : task_sets_of(state, key)) {
    const TaskSet set = *state.task_sets.find(id);
    Crew& crew = crews["ecs-svc/" + id.id];
    const auto wanted = static_cast<std::int64_t>(std::ceil(static_cast<double>(desired) * set.scale / 100));
    bring_to(turn, state, key, "ecs-svc/" + id.id, set.definition, set.given, crew,
             set.status == "DRAINING" ? 0 : wanted, wanted);
    const bool steady = static_cast<std::int64_t>(crew.running.size()) == wanted && crew.starting.empty();
    if (steady == set.steady.has_value()) continue;
    auto open = state.task_sets.edit(id);
    open->steady = steady ? std::optional(turn.now) : std::nullopt;
  }
}

// The primary deployment has all its tasks running and the others none.
void complete(kit::Turn& turn, State& state, const InCluster& key, const Deployment& primary) {
  {
    auto service = state.services.edit(key);
    service->deployments.front().completed = true;
    service->deployments.front().updated = turn.now;
  }
  if (const InService rollout{key.cluster, key.name, primary.number}; state.rollouts.contains(rollout)) {
    auto open = state.rollouts.edit(rollout);
    open->status = "SUCCESSFUL";
    open->finished = open->updated = turn.now;
  }
  for (auto at = state.rollouts.rows().lower_bound({key.cluster, key.name, {}});
       at != state.rollouts.rows().end() && at->first.service == key.name && at->first.cluster == key.cluster;
       ++at)
    if (at->second->row.status == "ROLLBACK_IN_PROGRESS") {
      const InService id = at->first;
      auto open = state.rollouts.edit(id);
      open->status = "ROLLBACK_SUCCESSFUL";
      open->finished = open->updated = turn.now;
      break;
    }
  if (state.services.find(key)->desired > 0) {  // an empty service says nothing
    tell(turn, state, key, fmt::format("(deployment {}) deployment completed.", primary.id));
    tell(turn, state, key, "has reached a steady state.");
  }
}

void reconcile_deployments(kit::Turn& turn, State& state, const InCluster& key, std::int64_t desired) {
  auto crews = crews_of(state, key);
  const Service before = *state.services.find(key);
  const Deployment& primary = before.deployments.front();
  const InService rollout{key.cluster, key.name, primary.number};
  const bool rolls = !primary.completed && before.status == "ACTIVE";
  if (rolls && !reach(turn, state, rollout, "SCALE_UP")) return;
  kit::Arena arena;
  const In limits = part(before.given, "deploymentConfiguration", arena);
  // With any strategy but the rolling one the revision before stays whole until the new one has taken over;
  // a way back rolls.
  const Rollout* row = state.rollouts.find(rollout);
  const bool side_by_side =
      rolls && row && row->stage != "CLEAN_UP" && limits["strategy"].text("ROLLING") != "ROLLING";
  const std::int64_t most =
      side_by_side ? desired * 2 : desired * limits["maximumPercent"].integer(200) / 100;
  const std::int64_t least = (desired * limits["minimumHealthyPercent"].integer(100) + 99) / 100;
  std::int64_t live = 0, running = 0;
  for (const auto& [id, crew] : crews) {
    live += crew.live();
    running += static_cast<std::int64_t>(crew.running.size());
  }
  Crew& own = crews[primary.id];
  const auto is_up = [&] {
    return static_cast<std::int64_t>(own.running.size()) == desired && own.starting.empty();
  };
  const bool released = !side_by_side || (is_up() && reach(turn, state, rollout, "CLEAN_UP"));
  for (auto& [id, crew] : crews) {
    if (id == primary.id || !released) continue;
    live -= stop_some(turn, state, crew.starting, crew.live(), scaled_by(primary.id));
    const std::int64_t count = stop_some(turn, state, crew.running, running - least, scaled_by(primary.id));
    running -= count;
    live -= count;
  }
  bring_to(turn, state, key, primary.id, primary.definition, primary.given, own, desired, most - live);
  {
    auto service = state.services.edit(key);
    std::erase_if(service->deployments, [&](const Deployment& deployment) {
      const Crew& crew = crews[deployment.id];
      return deployment.id != primary.id && crew.live() == 0;
    });
  }
  const bool alone = state.services.find(key)->deployments.size() == 1;
  if (alone && rolls && is_up() && reach(turn, state, rollout, "CLEAN_UP"))
    complete(turn, state, key, primary);
}

std::int64_t active_instances(const State& state, const std::string& cluster) {
  std::int64_t count = 0;
  each_in(state.instances, cluster, [&](auto&, const Instance& i) { count += i.status == "ACTIVE"; });
  return count;
}

}  // namespace

constinit const kit::Lifecycle task_lifecycle{task_model, moves};

void Count::add(const Task& task) {
  if (task.stage.state == "RUNNING") {
    ++running;
  } else if (task.stops()) {
    stopping += !task.ended();
  } else {
    ++pending;
  }
}

void task_due(kit::Turn& turn, State& state, const InCluster& key) {
  if (state.tasks.find(key)->stage.due == kit::never) {
    state.tasks.erase(key);
  } else {
    step(turn, state, key);
  }
}

bool by_hand(const Task& task) { return task.service.empty() && task.daemon.empty(); }

void launch_task(kit::Turn& turn, Task& task) {
  kit::start(task.stage, task_lifecycle, "launch", pace(turn, task), turn.now);
}

bool has_room(const State& state, const InCluster& key, const Need& need) {
  const Instance& instance = *state.instances.find(key);
  Need taken;
  for (const InCluster& id : tasks_on(state, key)) {
    const Need& each = state.tasks.find(id)->need;
    taken.cpu += each.cpu;
    taken.memory += each.memory;
    taken.ports.insert(taken.ports.end(), each.ports.begin(), each.ports.end());
    taken.udp_ports.insert(taken.udp_ports.end(), each.udp_ports.begin(), each.udp_ports.end());
  }
  kit::Arena arena;
  for (const In resource : part(instance.given, "totalResources", arena)) {
    const std::string_view name = resource["name"].text();
    if (name == "CPU" && taken.cpu + need.cpu > resource["integerValue"].integer()) return false;
    if (name == "MEMORY" && taken.memory + need.memory > resource["integerValue"].integer()) return false;
    for (const In port : resource["stringSetValue"])
      (name == "PORTS" ? taken.ports : taken.udp_ports).push_back(std::stoll("0" + std::string(port.text())));
  }
  const auto clash = [](const auto& wanted, const auto& used) {
    return std::ranges::any_of(wanted,
                               [&](auto port) { return std::ranges::find(used, port) != used.end(); });
  };
  return !clash(need.ports, taken.ports) && !clash(need.udp_ports, taken.udp_ports);
}

void stop(kit::Turn& turn, State& state, const InCluster& key, std::string_view code, std::string reason,
          bool at_once) {
  {
    auto task = state.tasks.edit(key);
    if (task->ended()) return;
    task->desired = "STOPPED";
    task->stop_code = code;
    task->stopped_reason = std::move(reason);
    task->stopping = turn.now;
    kit::start(task->stage, task_lifecycle, at_once ? "end" : "stop", pace(turn, *task), turn.now);
  }
  if (at_once) moved(turn, state, key);
}

void moved(kit::Turn& turn, State& state, const InCluster& key) {
  std::string service, daemon;
  bool ended = false;
  {
    auto task = state.tasks.edit(key);
    ++task->version;
    if (task->stage.state == "RUNNING") task->started = turn.now;
    if (task->stage.state == "DEACTIVATING" && !task->stops()) {
      task->desired = "STOPPED";
      task->stop_code = "EssentialContainerExited";
      task->stopped_reason = "Essential container in task exited";
      task->stopping = turn.now;
      for (Container& container : task->containers) container.exit_code = 0;
    }
    ended = task->ended();
    if (ended) task->stopped = turn.now;
    if (ended && !task->stops()) task->desired = "STOPPED";
    service = task->service;
    daemon = task->daemon;
  }
  if (ended) room_made(turn, state, key.cluster);
  if (!daemon.empty()) reconcile_daemon(turn, state, {key.cluster, daemon});
  if (!service.empty()) reconcile(turn, state, {key.cluster, service});
}

void room_made(kit::Turn& turn, State& state, std::string_view cluster) {
  std::vector<InCluster> waiting;
  for (const auto& [key, same] : state.tasks.by<ByWant>().tree(std::string(cluster))) waiting.push_back(key);
  for (const InCluster& key : waiting) state.tasks.edit(key)->stage.due = turn.now;
}

void reconcile(kit::Turn& turn, State& state, const InCluster& key) {
  const Service* service = state.services.find(key);
  if (!service || service->status == "INACTIVE") return;
  kit::Arena arena;
  std::int64_t desired = service->status == "ACTIVE" ? service->desired : 0;
  if (desired == every_instance) desired = active_instances(state, key.cluster);
  if (!service->deployments.empty()) {
    reconcile_deployments(turn, state, key, desired);
  } else {
    reconcile_task_sets(turn, state, key, desired);
  }
  if (state.services.find(key)->status != "DRAINING") return;
  for (const auto& [id, crew] : crews_of(state, key))
    if (crew.live() + crew.leaving > 0) return;
  auto open = state.services.edit(key);
  open->status = "INACTIVE";
  open->deployments.clear();
}

void instances_changed(kit::Turn& turn, State& state, const std::string& cluster) {
  room_made(turn, state, cluster);
  std::vector<InCluster> daemons;
  each_in(state.services, cluster, [&](const InCluster& key, const Service& service) {
    if (service.desired == every_instance) daemons.push_back(key);
  });
  for (const InCluster& key : daemons) reconcile(turn, state, key);
  daemons.clear();
  each_in(state.daemons, cluster, [&](const InCluster& key, const Daemon&) { daemons.push_back(key); });
  for (const InCluster& key : daemons) reconcile_daemon(turn, state, key);
}

std::string deploy(kit::Turn& turn, State& state, const InCluster& key, Given given, bool hooks) {
  const std::string number = turn.random.digits(19);
  const InService id{key.cluster, key.name, number};
  Rollout rollout;
  rollout.created = rollout.updated = turn.now;
  if (!hooks) rollout.stage = "CLEAN_UP";
  {
    auto service = state.services.edit(key);
    if (!service->deployments.empty()) {
      rollout.source = service->deployments.front().number;
      rollout.alone = false;
      service->deployments.front().updated = turn.now;
    }
    if (const auto found = service->given.find("deploymentConfiguration"); found != service->given.end())
      rollout.given.insert(*found);
    state.revisions.insert(id, {*service->definition, given, turn.now});
    service->deployments.insert(service->deployments.begin(),
                                {"ecs-svc/" + turn.random.digits(19), *service->definition, std::move(given),
                                 turn.now, turn.now, 0, false, number});
  }
  if (const InService before{key.cluster, key.name, rollout.source}; state.rollouts.contains(before)) {
    auto open = state.rollouts.edit(before);
    if (open->status == "IN_PROGRESS") {
      open->status = "STOPPED";
      open->stopped = open->updated = turn.now;
    }
  }
  state.rollouts.insert(id, std::move(rollout));
  return number;
}

}  // namespace understudy::ecs
