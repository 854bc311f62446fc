// Tasks made: run by hand, started on chosen container instances, or wanted by a service.
#include <algorithm>

#include "services/ecs/handlers.hpp"

namespace understudy::ecs {
namespace {

constexpr kit::Error no_instances{"InvalidParameterException",
                                  "No Container Instances were found in your cluster."};
constexpr kit::Error no_network{
    "InvalidParameterException",
    "Network Configuration must be provided when networkMode 'awsvpc' is specified."};
constexpr kit::Error not_fargate{"InvalidParameterException",
                                 "Task definition does not support launch_type FARGATE."};
constexpr kit::Error bad_count{"InvalidParameterException", "count must be between 1 and 10."};

Container make_container(kit::Turn& turn, const In& defined, const In& override) {
  Container container;
  container.id = turn.random.uuid();
  container.name = defined["name"].text();
  container.image = defined["image"].text();
  const auto number = [&](Key member) {
    const In value = override[member] ? override[member] : defined[member];
    return value ? std::to_string(value.integer()) : std::string();
  };
  container.cpu = number("cpu");
  container.memory = number("memory");
  container.memory_reservation = number("memoryReservation");
  return container;
}

void reserve(Need& need, const In& defined) {
  need.cpu += defined["cpu"].integer();
  need.memory += defined["memory"] ? defined["memory"].integer() : defined["memoryReservation"].integer();
  for (const In port : defined["portMappings"])
    if (const std::int64_t host = port["hostPort"].integer(); host > 0)  // 0: any
      (port["protocol"].text() == "udp" ? need.udp_ports : need.ports).push_back(host);
}

In override_of(const In& overrides, std::string_view container) {
  for (const In each : overrides["containerOverrides"])
    if (each["name"].text() == container) return each;
  return {};
}

// What RunTask and StartTask have in common: everything but the place.
Task read_task(const Call& call, const State& state, const RevisionKey& definition) {
  const In overrides = call.in["overrides"];
  Task task = make_task(call.turn(), *state.definitions.find(definition), definition);
  kit::Arena& arena = call.arena();
  const Given& given = state.definitions.find(definition)->given;
  for (Container& container : task.containers)
    for (const In defined : part(given, "containerDefinitions", arena))
      if (const In own = override_of(overrides, container.name);
          own && defined["name"].text() == container.name) {
        const std::string id = container.id;
        container = make_container(call.turn(), defined, own);
        container.id = id;
      }
  if (overrides["cpu"]) task.cpu = overrides["cpu"].text();
  if (overrides["memory"]) task.memory = overrides["memory"].text();
  if (overrides) put(task.given, "overrides", overrides);
  if (overrides["ephemeralStorage"]) put(task.given, "ephemeralStorage", overrides["ephemeralStorage"]);
  task.group = call.in["group"].text("family:" + definition.family);
  if (call.in["startedBy"]) put(task.given, "startedBy", call.in["startedBy"]);
  task.execute_command = call.in["enableExecuteCommand"].boolean();
  task.long_arn = long_arns(call, state, "taskLongArnFormat");
  task.token = call.in["clientToken"].text();
  if (call.in["propagateTags"].text() == "TASK_DEFINITION")
    task.tags = state.definitions.find(definition)->tags;
  read_tags(call.in["tags"], task.tags);
  return task;
}

void add(const Call& call, State& state, const std::string& cluster, Task task, const OutList& shown) {
  if (call.in["enableECSManagedTags"].boolean()) task.tags["aws:ecs:clusterName"] = cluster;
  kit::start(task.stage, task_lifecycle, as_moto(call) ? "run" : "launch",
             call.turn().progression(task_model), call.now());
  if (task.stage.state == "RUNNING") task.started = call.now();
  const InCluster key{cluster, draw_id(call)};
  show_task(call, state, key, state.tasks.insert(key, std::move(task)), shown.add(), true);
}

// Why an instance cannot take a task.
std::string_view shortage(const State& state, const InCluster& instance, const Need& need) {
  if (!has_room(state, instance, {need.cpu, 0, {}, {}})) return "RESOURCE:CPU";
  if (!has_room(state, instance, {0, need.memory, {}, {}})) return "RESOURCE:MEMORY";
  return "RESOURCE:PORTS";
}

// The capacity that a call asks for: launch type and provider.
void choose_capacity(const Call& call, const State& state, const std::string& cluster, Task& task) {
  In strategy = call.in["capacityProviderStrategy"];
  if (!strategy && !call.in["launchType"])
    strategy = part(state.clusters.find(cluster)->given, "defaultCapacityProviderStrategy", call.arena());
  task.launch_type = call.in["launchType"].text("EC2");
  if (strategy.empty()) return;
  In chosen = strategy[0u];
  for (const In item : strategy)
    if (item["base"].integer() > chosen["base"].integer() ||
        (chosen["base"].integer() == 0 && item["weight"].integer() > chosen["weight"].integer()))
      chosen = item;
  task.provider = last_of(chosen["capacityProvider"].text());
  task.launch_type = launch_type_of(state, task.provider);
}

kit::Request make_interface(const Call& call, const In& network) {
  kit::Arena& arena = call.arena();
  kit::Value input = kit::Value::map(arena, 3);
  input.set(arena, "SubnetId") = network["subnets"][0u].value();
  if (const In groups = network["securityGroups"]) {
    kit::Value list = kit::Value::list(arena, groups.size());
    for (const In group : groups) list.add(arena) = group.value();
    input.set(arena, "Groups") = list;
  }
  const std::string description = arn_of(call, "attachment/" + call.random().uuid());
  input.set(arena, "Description") = kit::Value::string(arena.copy(description));
  return {{std::string(call.account()), std::string(call.region()), "ec2"}, "CreateNetworkInterface", input};
}

// The task's attachment for an interface that EC2 has made.
void attach(const Call& call, const kit::Value& answer, std::string_view subnet, Task& task) {
  kit::Arena& arena = call.arena();
  const kit::Value* interface = answer.find("NetworkInterface");
  kit::Value list = kit::Value::list(arena, 1);
  const Out attachment = Slot(list.add(arena), arena).structure(4);
  attachment["id"] = call.random().uuid();
  attachment["type"] = "ElasticNetworkInterface";
  attachment["status"] = "ATTACHED";
  const OutList details = attachment["details"].list();
  const auto tell = [&](std::string_view name, std::string_view value) {
    const Out detail = details.add().structure(2);
    detail["name"] = name;
    detail["value"] = value;
  };
  tell("subnetId", subnet);
  for (const auto& [name, member] :
       {std::pair("networkInterfaceId", "NetworkInterfaceId"), std::pair("macAddress", "MacAddress"),
        std::pair("privateDnsName", "PrivateDnsName"), std::pair("privateIPv4Address", "PrivateIpAddress")})
    if (const kit::Value* value = interface ? interface->find(member) : nullptr) tell(name, value->text());
  put(task.given, "attachments", list);
}

bool uses_awsvpc(const Call& call, const State& state, const RevisionKey& definition) {
  return part(state.definitions.find(definition)->given, "networkMode", call.arena()).text() == "awsvpc";
}

void check_compatible(const Call& call, const State& state, const RevisionKey& definition) {
  if (as_moto(call) || call.in["launchType"].text() != "FARGATE") return;
  bool fits = false;
  for (const In each : part(state.definitions.find(definition)->given, "compatibilities", call.arena()))
    fits |= each.text() == "FARGATE";
  if (!fits) throw kit::Failure(not_fargate);
}

// Tasks that a call with this token has made before.
bool show_again(const Call& call, const State& state, const std::string& cluster, const OutList& tasks) {
  if (!call.in["clientToken"]) return false;
  each_in(state.tasks, cluster, [&](const InCluster& key, const Task& task) {
    if (task.token == call.in["clientToken"].text()) show_task(call, state, key, task, tasks.add(), true);
  });
  return tasks.size() > 0;
}

}  // namespace

Task make_task(kit::Turn& turn, const Definition& definition, const RevisionKey& key) {
  kit::Arena arena;
  const Given& given = definition.given;
  Task task;
  task.definition = key;
  task.created = turn.now;
  task.cpu = part(given, "cpu", arena).text();
  task.memory = part(given, "memory", arena).text();
  for (const In defined : part(given, "containerDefinitions", arena)) {
    task.containers.push_back(make_container(turn, defined, {}));
    reserve(task.need, defined);
  }
  if (const In storage = part(given, "ephemeralStorage", arena)) put(task.given, "ephemeralStorage", storage);
  return task;
}

kit::Task run_task(Call& call, State& state) {
  check_launch_type(call);
  const std::string cluster = cluster_of(call, state);
  const RevisionKey definition = active_definition(state, call.in["taskDefinition"].text());
  const std::int64_t count = call.in["count"].integer(1);
  if (count < 1 || count > 10) co_return bad_count;
  check_compatible(call, state, definition);
  const In network = call.in["networkConfiguration"]["awsvpcConfiguration"];
  std::vector<kit::Value> interfaces;
  if (uses_awsvpc(call, state, definition)) {
    if (!network) co_return no_network;
    if (network["subnets"].empty()) co_return no_subnets;
    for (std::int64_t i = 0; i < count; ++i) {
      kit::Request request = make_interface(call, network);
      const kit::Answer made = co_await call.ask(std::move(request));
      if (made.failure)
        co_return bad_subnet.says(network["subnets"][0u].text(), made.failure->message, made.failure->code);
      interfaces.push_back(made.output);
    }
  }
  cluster_of(call, state);
  active_definition(state, call.in["taskDefinition"].text());
  const OutList tasks = call.out["tasks"].list(), failures = call.out["failures"].list();
  if (show_again(call, state, cluster, tasks)) co_return {};
  for (std::int64_t i = 0; i < count; ++i) {
    Task task = read_task(call, state, definition);
    choose_capacity(call, state, cluster, task);
    if (!interfaces.empty())
      attach(call, interfaces[static_cast<std::size_t>(i)], network["subnets"][0u].text(), task);
    if (task.launch_type != "FARGATE") {
      if (!offers_instances(state, cluster, task)) co_return no_instances;
      const auto room = make_room(call.turn(), state, cluster, task);
      if (!room) {
        each_in(state.instances, cluster, [&](const InCluster& key, const Instance& instance) {
          fail(failures, in_cluster_arn(call, "container-instance", key, instance.long_arn),
               shortage(state, key, task.need));
        });
        break;
      }
      task.instance = *room;
    }
    add(call, state, cluster, std::move(task), tasks);
  }
  co_return {};
}

kit::Outcome start_task(Call& call, State& state) {
  const std::string cluster = cluster_of(call, state);
  const RevisionKey definition = active_definition(state, call.in["taskDefinition"].text());
  if (call.in["containerInstances"].empty()) return empty_instances;
  const OutList tasks = call.out["tasks"].list(), failures = call.out["failures"].list();
  for (const In each : call.in["containerInstances"]) {
    const InCluster key{cluster, std::string(last_of(each.text()))};
    const Instance* instance = state.instances.find(key);
    if (!instance) {
      fail(failures, in_cluster_arn(call, "container-instance", key, true));
      continue;
    }
    Task task = read_task(call, state, definition);
    task.launch_type = "EC2";
    task.instance = key.name;
    if (has_room(state, key, task.need)) {
      add(call, state, cluster, std::move(task), tasks);
    } else {
      fail(failures, in_cluster_arn(call, "container-instance", key, instance->long_arn),
           shortage(state, key, task.need));
    }
  }
  return {};
}

}  // namespace understudy::ecs
