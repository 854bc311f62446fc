// Tasks looked at, listed, stopped and entered.
#include <algorithm>

#include "services/ecs/handlers.hpp"

namespace understudy::ecs {
namespace {

constexpr kit::Error no_tasks{"InvalidParameterException", "Tasks cannot be empty."};
constexpr kit::Error not_interactive{"InvalidParameterException",
                                     "Interactive is the only mode supported currently."};
constexpr kit::Error cannot_execute{
    "InvalidParameterException",
    "The execute command failed because execute command was not enabled when the task was run or the execute "
    "command agent isn't running. Wait and try again or run a new task with execute command enabled and try "
    "again."};
constexpr kit::Error which_container{
    "InvalidParameterException",
    "The container name must be specified when the task has more than one container."};
constexpr kit::Error no_container{"InvalidParameterException", "The specified container was not found."};
constexpr kit::Error not_running{"InvalidParameterException", "The specified task is not running."};
constexpr kit::Error bad_expiry{"InvalidParameterException", "expiresInMinutes must be between 1 and 2880."};

constexpr std::int64_t usual_protection = 120, longest_protection = 2880;  // minutes

InCluster task_of(const Call& call, const State& state) {
  InCluster key{cluster_of(call, state), std::string(last_of(call.in["task"].text()))};
  if (!state.tasks.contains(key)) throw kit::Failure(no_task);
  return key;
}

std::string task_arn(const Call& call, const InCluster& key, const Task& task) {
  return in_cluster_arn(call, "task", key, task.long_arn);
}

std::string container_arn(const Call& call, const InCluster& key, const Container& container) {
  return arn_of(call, fmt::format("container/{}/{}/{}", key.cluster, key.name, container.id));
}

std::string_view status_of(const Container& container, const Task& task) {
  if (!container.status.empty()) return container.status;
  if (task.ended()) return "STOPPED";
  return task.started ? "RUNNING" : "PENDING";
}

void show_container(const Call& call, const InCluster& key, const Task& task, const Container& container,
                    const Slot& slot) {
  const Out out = show(container.told, slot, call.arena());
  out["containerArn"] = container_arn(call, key, container);
  out["taskArn"] = task_arn(call, key, task);
  out["name"] = container.name;
  out["image"] = container.image;
  out["lastStatus"] = status_of(container, task);
  out["networkInterfaces"].list();
  out["healthStatus"] = "UNKNOWN";
  if (!container.runtime_id.empty()) out["runtimeId"] = container.runtime_id;
  if (!container.reason.empty()) out["reason"] = container.reason;
  if (container.exit_code) out["exitCode"] = *container.exit_code;
  if (!container.cpu.empty()) out["cpu"] = container.cpu;
  if (!container.memory.empty()) out["memory"] = container.memory;
  if (!container.memory_reservation.empty()) out["memoryReservation"] = container.memory_reservation;
  if (task.execute_command && !container.told.contains("managedAgents")) {
    const Out agent = out["managedAgents"].list().add().structure(3);
    agent["name"] = "ExecuteCommandAgent";
    agent["lastStatus"] = task.ended() ? "STOPPED" : task.started ? "RUNNING" : "PENDING";
    if (task.started) agent["lastStartedAt"] = *task.started;
  }
}

// Containers by name, as AWS shows what of them was overridden.
void show_overrides(const Call& call, const Task& task, const Out& out) {
  const In given = part(task.given, "overrides", call.arena());
  if (as_moto(call) || given["containerOverrides"]) {
    out["overrides"] = given ? given.value() : kit::Value::structure(call.arena());
    return;
  }
  kit::Value copy = given ? kit::copy(given.value(), call.arena()) : kit::Value::structure(call.arena());
  const Out overrides(copy, call.arena());
  const OutList containers = overrides["containerOverrides"].list();
  for (const Container& container : task.containers) containers.add().structure(1)["name"] = container.name;
  overrides["inferenceAcceleratorOverrides"].list();
  out["overrides"] = copy;
}

void show_times(const Task& task, const Out& out) {
  out["createdAt"] = task.created;
  const auto unless_told = [&](Key member, Time time) {
    if (!task.given.contains(std::string(Names::all[member.id]))) out[member] = time;
  };
  if (task.started) {
    out["connectivity"] = "CONNECTED";
    out["startedAt"] = *task.started;
    out["connectivityAt"] = *task.started;
    unless_told("pullStartedAt", *task.started);
    unless_told("pullStoppedAt", *task.started);
  }
  if (task.stopping) out["stoppingAt"] = *task.stopping;
  if (task.stopped) unless_told("executionStoppedAt", *task.stopped);
  if (task.stopped) out["stoppedAt"] = *task.stopped;
  if (!task.stop_code.empty()) out["stopCode"] = task.stop_code;
}

std::string_view started_by(const Task& task) {
  const auto found = task.given.find("startedBy");
  return found == task.given.end() ? std::string_view() : last_of(found->second.string());
}

bool is_protected(const Task& task, Time now) { return task.protected_until && *task.protected_until > now; }

void show_protection(const Call& call, const InCluster& key, const Task& task, const Out& out) {
  const bool on = is_protected(task, call.now());
  out["taskArn"] = task_arn(call, key, task);
  out["protectionEnabled"] = on;
  if (on) out["expirationDate"] = *task.protected_until;
}

// Visits the tasks that a list names; the others are failures.
void each_named(const Call& call, const State& state, const std::string& cluster, const OutList& failures,
                auto&& visit) {
  for (const In each : call.in["tasks"]) {
    const InCluster key{cluster, std::string(last_of(each.text()))};
    if (state.tasks.contains(key)) {
      visit(key);
    } else {
      fail(failures, each.text().starts_with("arn:") ? std::string(each.text())
                                                     : in_cluster_arn(call, "task", key, true));
    }
  }
}

}  // namespace

void show_task(const Call& call, const State& state, const InCluster& key, const Task& task, const Slot& slot,
               bool tags) {
  Given rest = task.given;
  rest.erase("overrides");
  const Out out = show(rest, slot, call.arena());
  out["taskArn"] = task_arn(call, key, task);
  out["clusterArn"] = cluster_arn(call, key.cluster);
  out["taskDefinitionArn"] = task.daemon.empty() ? definition_arn(call, task.definition)
                                                 : daemon_definition_arn(call, task.definition);
  if (const InCluster at{key.cluster, task.instance}; state.instances.contains(at))
    out["containerInstanceArn"] =
        in_cluster_arn(call, "container-instance", at, state.instances.find(at)->long_arn);
  out["lastStatus"] = task.stage.state;
  out["desiredStatus"] = task.desired;
  out["launchType"] = task.launch_type;
  if (!task.provider.empty()) out["capacityProviderName"] = task.provider;
  if (task.launch_type == "FARGATE") {
    out["platformVersion"] = "1.4.0";
    out["platformFamily"] = "Linux";
  }
  if (!task.group.empty()) out["group"] = task.group;
  if (!task.cpu.empty()) out["cpu"] = task.cpu;
  if (!task.memory.empty()) out["memory"] = task.memory;
  out["healthStatus"] = "UNKNOWN";
  out["enableExecuteCommand"] = task.execute_command;
  out["version"] = task.version;
  if (!task.stopped_reason.empty() || as_moto(call)) out["stoppedReason"] = task.stopped_reason;
  show_times(task, out);
  show_overrides(call, task, out);
  if (!task.given.contains("attachments")) out["attachments"].list();
  const OutList containers = out["containers"].list();
  for (const Container& container : task.containers)
    show_container(call, key, task, container, containers.add());
  if (tags) show_tags(task.tags, out["tags"]);
}

kit::Outcome describe_tasks(Call& call, State& state) {
  const std::string cluster = cluster_of(call, state);
  if (call.in["tasks"].empty()) return no_tasks;
  const kit::Progression progression = call.turn().progression(task_model);
  const OutList tasks = call.out["tasks"].list(), failures = call.out["failures"].list();
  each_named(call, state, cluster, failures, [&](const InCluster& key) {
    const Task& task = *state.tasks.find(key);
    if (by_hand(task) && kit::would_look(task.stage, progression) &&
        kit::look(state.tasks.edit(key)->stage, task_lifecycle, progression))
      moved(call.turn(), state, key);
    show_task(call, state, key, *state.tasks.find(key), tasks.add(), includes(call, "TAGS"));
  });
  return {};
}

kit::Outcome list_tasks(Call& call, State& state) {
  const std::string cluster = cluster_of(call, state);
  check_launch_type(call);
  const In& in = call.in;
  const std::string_view desired = in["desiredStatus"].text("RUNNING");
  const OutList arns = call.out["taskArns"].list();
  const auto fits = [&](Key member, std::string_view value) {
    return !in[member] || last_of(in[member].text()) == value;
  };
  list_page(
      call, state.tasks, "tasks",
      [&](const InCluster& key, const Task& task) {
        return key.cluster == cluster && task.desired == desired &&
               fits("containerInstance", task.instance) && fits("family", task.definition.family) &&
               fits("startedBy", started_by(task)) && fits("serviceName", task.service) &&
               fits("launchType", task.launch_type) && fits("daemonName", task.daemon);
      },
      [&](const InCluster& key, const Task& task) { arns.add() = task_arn(call, key, task); });
  return {};
}

kit::Outcome stop_task(Call& call, State& state) {
  const InCluster key = task_of(call, state);
  stop(call.turn(), state, key, "UserInitiated", std::string(call.in["reason"].text()), as_moto(call));
  if (const Task& task = *state.tasks.find(key); !task.service.empty())
    reconcile(call.turn(), state, {key.cluster, task.service});
  show_task(call, state, key, *state.tasks.find(key), call.out["task"], true);
  return {};
}

kit::Outcome execute_command(Call& call, State& state) {
  const InCluster key = task_of(call, state);
  const Task& task = *state.tasks.find(key);
  if (!call.in["interactive"].boolean()) return not_interactive;
  if (task.stage.state != "RUNNING") return not_running;
  if (!task.execute_command) return cannot_execute;
  const std::string_view name = call.in["container"].text();
  if (name.empty() && task.containers.size() != 1) return which_container;
  const auto container =
      name.empty() ? task.containers.begin() : std::ranges::find(task.containers, name, &Container::name);
  if (container == task.containers.end()) return no_container;
  call.out["clusterArn"] = cluster_arn(call, key.cluster);
  call.out["taskArn"] = task_arn(call, key, task);
  call.out["containerArn"] = container_arn(call, key, *container);
  call.out["containerName"] = container->name;
  call.out["interactive"] = true;
  const std::string session =
      "ecs-execute-command-" + call.random().pick("abcdefghijklmnopqrstuvwxyz0123456789", 26);
  const Out out = call.out["session"].structure(3);
  out["sessionId"] = session;
  out["streamUrl"] = fmt::format(
      "wss://ssmmessages.{}.amazonaws.com/v1/data-channel/{}?role=publish_subscribe", call.region(), session);
  out["tokenValue"] = call.random().pick(kit::base64_alphabet, 344);
  return {};
}

kit::Outcome get_task_protection(Call& call, State& state) {
  const std::string cluster = cluster_of(call, state);
  const OutList tasks = call.out["protectedTasks"].list(), failures = call.out["failures"].list();
  each_named(call, state, cluster, failures, [&](const InCluster& key) {
    show_protection(call, key, *state.tasks.find(key), tasks.add().structure(3));
  });
  if (!call.in["tasks"])
    each_in(state.tasks, cluster, [&](const InCluster& key, const Task& task) {
      if (!task.service.empty() && !task.stops()) show_protection(call, key, task, tasks.add().structure(3));
    });
  return {};
}

kit::Outcome update_task_protection(Call& call, State& state) {
  const std::string cluster = cluster_of(call, state);
  const std::int64_t minutes = call.in["expiresInMinutes"].integer(usual_protection);
  if (minutes < 1 || minutes > longest_protection) return bad_expiry;
  const OutList tasks = call.out["protectedTasks"].list(), failures = call.out["failures"].list();
  each_named(call, state, cluster, failures, [&](const InCluster& key) {
    const Task& task = *state.tasks.find(key);
    if (task.service.empty() || task.stops())  // only services' tasks can be protected
      return fail(failures, task_arn(call, key, task), "TASK_NOT_VALID");
    if (call.in["protectionEnabled"].boolean()) {
      state.tasks.edit(key)->protected_until = call.now() + kit::minutes(minutes);
    } else {
      state.tasks.edit(key)->protected_until.reset();
    }
    show_protection(call, key, *state.tasks.find(key), tasks.add().structure(3));
  });
  return {};
}

}  // namespace understudy::ecs
