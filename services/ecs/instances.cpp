// Container instances, their attributes, and what their agents say.
#include <algorithm>

#include "services/ecs/handlers.hpp"
#include "services/kit/json.hpp"

namespace understudy::ecs {
namespace {

constexpr kit::Error no_instance{"InvalidParameterException",
                                 "The referenced container instance was not found."};
constexpr kit::Error busy{"InvalidParameterException", "Found running tasks on the instance."};
constexpr kit::Error bad_document{"ClientException", "Could not parse the instance identity document."};
constexpr kit::Error bad_status{"InvalidParameterException",
                                "Container instance status should be one of [ACTIVE, DRAINING]."};
constexpr kit::Error no_target{"TargetNotFoundException", "Could not find {}"};
constexpr kit::Error bad_target_type{"InvalidParameterException", "targetType must be container-instance"};
constexpr kit::Error no_attributes{"InvalidParameterException", "attributes can not be empty"};
constexpr kit::Error no_update{"NoUpdateAvailableException",
                               "There is no update available for your container agent."};
constexpr kit::Error updating{"UpdateInProgressException",
                              "There is already an update in progress on this container instance."};
constexpr kit::Error no_version{"MissingVersionException",
                                "The container agent's version cannot be told from the instance."};

constexpr Key instance_members[] = {"totalResources", "versionInfo", "platformDevices"};

}  // namespace

// What an agent that says nothing has: the ports that it and Docker take themselves, and the size of a
// t2.medium.
void fill_instance(Given& given, std::int64_t cpu, std::int64_t memory) {
  kit::Arena arena;
  if (!given.contains("totalResources")) {
    kit::Value list = kit::Value::list(arena, 4);
    const OutList resources(list, arena);
    for (const auto& [name, amount] : {std::pair("CPU", cpu), std::pair("MEMORY", memory)}) {
      const Out resource = resources.add().structure(5);
      resource["name"] = name;
      resource["type"] = "INTEGER";
      resource["doubleValue"] = 0.0;
      resource["longValue"] = 0;
      resource["integerValue"] = amount;
    }
    for (const std::string_view name : {"PORTS", "PORTS_UDP"}) {
      const Out resource = resources.add().structure(6);
      resource["name"] = name;
      resource["type"] = "STRINGSET";
      resource["doubleValue"] = 0.0;
      resource["longValue"] = 0;
      resource["integerValue"] = 0;
      const OutList ports = resource["stringSetValue"].list();
      if (name == "PORTS")
        for (const std::string_view port : {"22", "2376", "2375", "51678", "51679"}) ports.add() = port;
    }
    put(given, "totalResources", list);
  }
  if (!given.contains("versionInfo")) {
    kit::Value info = kit::Value::structure(arena, 3);
    const Out out(info, arena);
    out["agentVersion"] = "1.0.0";
    out["agentHash"] = "4023248";
    out["dockerVersion"] = "DockerVersion: 1.5.0";
    put(given, "versionInfo", info);
  }
}

namespace {

InCluster instance_of(const Call& call, const State& state) {
  InCluster key{cluster_of(call, state), std::string(last_of(call.in["containerInstance"].text()))};
  if (!state.instances.contains(key)) throw kit::Failure(no_instance);
  return key;
}

// What is left of the resources: less what the tasks there take.
void show_remaining(const Call& call, const State& state, const InCluster& key, const In& total,
                    const Slot& slot) {
  kit::Value copy = kit::copy(total.value(), call.arena());
  std::int64_t cpu = 0, memory = 0;
  std::vector<std::int64_t> ports, udp_ports;
  for (const InCluster& id : tasks_on(state, key)) {
    const Need& need = state.tasks.find(id)->need;
    cpu += need.cpu;
    memory += need.memory;
    ports.insert(ports.end(), need.ports.begin(), need.ports.end());
    udp_ports.insert(udp_ports.end(), need.udp_ports.begin(), need.udp_ports.end());
  }
  for (const kit::Value& each : copy.elements()) {
    kit::Value resource = each;
    const In in(each);
    const Out out(resource, call.arena());
    const std::string_view name = in["name"].text();
    if (name == "CPU" || name == "MEMORY")
      out["integerValue"] = in["integerValue"].integer() - (name == "CPU" ? cpu : memory);
    if (name != "PORTS" && name != "PORTS_UDP") continue;
    kit::Value set = in["stringSetValue"].value();
    if (!set) continue;
    const OutList taken(set, call.arena());
    for (const std::int64_t port : name == "PORTS" ? ports : udp_ports) taken.add() = std::to_string(port);
  }
  slot = copy;
}

void show_instance(const Call& call, const State& state, const InCluster& key, const Slot& slot) {
  const Instance& instance = *state.instances.find(key);
  const Out out = slot.structure(16);
  const In total = part(instance.given, "totalResources", call.arena());
  Count count;
  for (const InCluster& id : tasks_on(state, key)) count.add(*state.tasks.find(id));
  out["containerInstanceArn"] = in_cluster_arn(call, "container-instance", key, instance.long_arn);
  if (!instance.ec2_id.empty()) out["ec2InstanceId"] = instance.ec2_id;
  out["version"] = instance.version;
  show_part(instance.given, "versionInfo", out);
  out["registeredResources"] = total.value();
  show_remaining(call, state, key, total, out["remainingResources"]);
  out["status"] = instance.status;
  out["agentConnected"] = true;
  out["runningTasksCount"] = count.running;
  out["pendingTasksCount"] = count.pending;
  if (!instance.agent.state.empty()) out["agentUpdateStatus"] = instance.agent.state;
  if (!instance.provider.empty()) out["capacityProviderName"] = instance.provider;
  const OutList attributes = out["attributes"].list();
  for (const auto& [name, value] : instance.attributes) {
    const Out attribute = attributes.add().structure(2);
    attribute["name"] = name;
    if (value) attribute["value"] = *value;
  }
  out["registeredAt"] = instance.registered;
  out["attachments"].list();
  if (includes(call, "TAGS") || call.in["tags"]) show_tags(instance.tags, out["tags"]);
  if (includes(call, "CONTAINER_INSTANCE_HEALTH")) {
    const Out health = out["healthStatus"].structure(2);
    health["overallStatus"] = "OK";
    const Out detail = health["details"].list().add().structure(4);
    detail["type"] = "CONTAINER_RUNTIME";
    detail["status"] = "OK";
    detail["lastUpdated"] = instance.registered;
    detail["lastStatusChange"] = instance.registered;
  }
}

// The attributes that ECS reads off the instance's identity document.
void read_document(const Call& call, Instance& instance) {
  const In text = call.in["instanceIdentityDocument"];
  if (!text) return;
  const auto document = kit::parse_json(text.text(), call.arena());
  if (!document || !document->is(kit::Kind::map)) throw kit::Failure(bad_document);
  const auto field = [&](std::string_view name) {
    const kit::Value* value = document->find(name);
    return std::string(value ? value->text() : std::string_view());
  };
  instance.ec2_id = field("instanceId");
  instance.attributes["ecs.ami-id"] = field("imageId");
  instance.attributes["ecs.availability-zone"] = field("availabilityZone");
  instance.attributes["ecs.instance-type"] = field("instanceType");
  instance.attributes["ecs.os-type"] = "linux";
}

// The instances that an attribute is for: those of its target, or all.
std::vector<InCluster> targets_of(const State& state, const std::string& cluster, const In& attribute) {
  std::vector<InCluster> targets;
  if (const In id = attribute["targetId"]) {
    targets.push_back({cluster, std::string(last_of(id.text()))});
    if (!state.instances.contains(targets.front())) throw no_target.says(id.text());
  } else {
    each_in(state.instances, cluster, [&](const InCluster& key, auto&) { targets.push_back(key); });
    if (targets.empty()) throw no_target.says(attribute["name"].text());
  }
  return targets;
}

kit::Outcome change_attributes(Call& call, State& state, auto&& change) {
  const std::string cluster = cluster_of(call, state);
  if (call.in["attributes"].empty()) return no_attributes;
  const OutList shown = call.out["attributes"].list();
  for (const In attribute : call.in["attributes"]) {
    if (attribute["targetType"].text("container-instance") != "container-instance") return bad_target_type;
    for (const InCluster& key : targets_of(state, cluster, attribute)) {
      auto instance = state.instances.edit(key);
      change(attribute, *instance);
      ++instance->version;
    }
    shown.add() = attribute.value();
  }
  return {};
}

constexpr std::string_view agent_updates[] = {"PENDING", "STAGING", "STAGED", "UPDATING", "UPDATED"};
constexpr kit::Move agent_moves[] = {{"update", agent_updates}};

// The agent that updates install, and its commit (the agent's releases).
constexpr std::string_view latest_agent = "1.98.0", latest_agent_hash = "c2d3a4f8";

void agent_moved(State& state, const InCluster& key) {
  auto instance = state.instances.edit(key);
  ++instance->version;
  if (instance->agent.state != "UPDATED") return;
  kit::Arena arena;
  const In known = part(instance->given, "versionInfo", arena);
  kit::Value info = known ? kit::copy(known.value(), arena) : kit::Value::structure(arena);
  const Out out(info, arena);
  out["agentVersion"] = latest_agent;
  out["agentHash"] = latest_agent_hash;
  put(instance->given, "versionInfo", info);
}

void look_at_agent(Call& call, State& state, const InCluster& key) {
  const kit::Progression progression = call.turn().progression(agent_model);
  if (!kit::would_look(state.instances.find(key)->agent, progression)) return;
  if (kit::look(state.instances.edit(key)->agent, agent_lifecycle, progression)) agent_moved(state, key);
}

}  // namespace

constinit const kit::Lifecycle agent_lifecycle{agent_model, agent_moves};

std::vector<InCluster> tasks_on(const State& state, const InCluster& instance) {
  std::vector<InCluster> tasks;
  for (const auto& [key, same] : state.tasks.by<ByInstance>().tree({instance.cluster, instance.name}))
    tasks.push_back(key);
  return tasks;
}

void tick_agent(kit::Turn& turn, State& state, const InCluster& key) {
  kit::tick(state.instances.edit(key)->agent, agent_lifecycle, turn.progression(agent_model));
  agent_moved(state, key);
}

kit::Outcome register_container_instance(Call& call, State& state) {
  const std::string cluster = cluster_of(call, state);
  Instance instance;
  read_document(call, instance);
  for (const In attribute : call.in["attributes"])
    instance.attributes[std::string(attribute["name"].text())] =
        attribute["value"] ? std::optional(std::string(attribute["value"].text())) : std::nullopt;
  take(call.in, instance_members, instance.given);
  fill_instance(instance.given);
  read_tags(call.in["tags"], instance.tags);
  instance.registered = call.now();
  instance.long_arn = long_arns(call, state, "containerInstanceLongArnFormat");
  InCluster key{cluster, std::string(last_of(call.in["containerInstanceArn"].text()))};
  if (key.name.empty()) key.name = draw_id(call);
  if (state.instances.contains(key)) {  // the same one again, after its agent was away
    *state.instances.edit(key) = std::move(instance);
  } else {
    state.instances.insert(key, std::move(instance));
  }
  instances_changed(call.turn(), state, cluster);
  show_instance(call, state, key, call.out["containerInstance"]);
  return {};
}

kit::Outcome deregister_container_instance(Call& call, State& state) {
  const InCluster key = instance_of(call, state);
  const auto tasks = tasks_on(state, key);
  if (!tasks.empty() && !call.in["force"].boolean()) return busy;
  state.instances.edit(key)->status = "INACTIVE";
  show_instance(call, state, key, call.out["containerInstance"]);
  state.instances.erase(key);
  for (const InCluster& task : tasks)  // orphans: ECS no longer follows them (API reference)
    stop(call.turn(), state, task, "TerminationNotice", "Container instance was deregistered", true);
  instances_changed(call.turn(), state, key.cluster);
  return {};
}

kit::Outcome describe_container_instances(Call& call, State& state) {
  const std::string cluster = cluster_of(call, state);
  if (call.in["containerInstances"].empty()) return empty_instances;
  const OutList instances = call.out["containerInstances"].list(), failures = call.out["failures"].list();
  for (const In each : call.in["containerInstances"]) {
    const InCluster key{cluster, std::string(last_of(each.text()))};
    if (state.instances.contains(key)) {
      look_at_agent(call, state, key);
      show_instance(call, state, key, instances.add());
    } else {
      fail(failures, in_cluster_arn(call, "container-instance", key, true));
    }
  }
  return {};
}

kit::Outcome list_container_instances(Call& call, State& state) {
  const std::string cluster = cluster_of(call, state);
  if (call.in["filter"])
    return kit::Failure("NotImplemented", "Filters of the cluster query language are not played.", 501);
  const OutList arns = call.out["containerInstanceArns"].list();
  list_page(
      call, state.instances, "instances",
      [&](const InCluster& key, const Instance& instance) {
        return key.cluster == cluster && (!call.in["status"] || call.in["status"].text() == instance.status);
      },
      [&](const InCluster& key, const Instance& instance) {
        arns.add() = in_cluster_arn(call, "container-instance", key, instance.long_arn);
      });
  return {};
}

kit::Outcome update_container_instances_state(Call& call, State& state) {
  const std::string cluster = cluster_of(call, state);
  const std::string_view status = call.in["status"].text();
  if (status != "ACTIVE" && status != "DRAINING") return bad_status;
  const OutList instances = call.out["containerInstances"].list(), failures = call.out["failures"].list();
  std::vector<InCluster> changed;
  for (const In each : call.in["containerInstances"]) {
    const InCluster key{cluster, std::string(last_of(each.text()))};
    if (!state.instances.contains(key)) {
      fail(failures, in_cluster_arn(call, "container-instance", key, true));
      continue;
    }
    state.instances.edit(key)->status = status;
    changed.push_back(key);
    if (status == "DRAINING")  // services start their tasks anew elsewhere; others stay
      for (const InCluster& task : tasks_on(state, key))
        if (!state.tasks.find(task)->service.empty())
          stop(call.turn(), state, task, "ServiceSchedulerInitiated", "Container instance is draining");
  }
  instances_changed(call.turn(), state, cluster);
  std::vector<InCluster> services;
  each_in(state.services, cluster, [&](const InCluster& key, auto&) { services.push_back(key); });
  for (const InCluster& service : services) reconcile(call.turn(), state, service);
  for (const InCluster& key : changed) show_instance(call, state, key, instances.add());
  return {};
}

kit::Outcome update_container_agent(Call& call, State& state) {
  const InCluster key = instance_of(call, state);
  const Instance& known = *state.instances.find(key);
  const std::string_view version = part(known.given, "versionInfo", call.arena())["agentVersion"].text();
  if (version.empty()) return no_version;
  if (!known.agent.move.empty()) return updating;
  if (version == latest_agent) return no_update;
  {
    auto instance = state.instances.edit(key);
    kit::start(instance->agent, agent_lifecycle, "update", call.turn().progression(agent_model), call.now());
    ++instance->version;
  }
  show_instance(call, state, key, call.out["containerInstance"]);
  return {};
}

kit::Outcome put_attributes(Call& call, State& state) {
  return change_attributes(call, state, [](const In& attribute, Instance& instance) {
    instance.attributes[std::string(attribute["name"].text())] =
        attribute["value"] ? std::optional(std::string(attribute["value"].text())) : std::nullopt;
  });
}

kit::Outcome delete_attributes(Call& call, State& state) {
  return change_attributes(call, state, [](const In& attribute, Instance& instance) {
    const auto found = instance.attributes.find(std::string(attribute["name"].text()));
    if (found == instance.attributes.end()) return;
    if (!attribute["value"] || found->second.value_or("") == attribute["value"].text())
      instance.attributes.erase(found);
  });
}

kit::Outcome list_attributes(Call& call, State& state) {
  const std::string cluster = cluster_of(call, state);
  const In &in = call.in, name = in["attributeName"], value = in["attributeValue"];
  const OutList attributes = call.out["attributes"].list();
  // Pages are of instances: one's attributes stay together.
  list_page(
      call, state.instances, "attributes",
      [&](const InCluster& key, auto&) { return key.cluster == cluster; },
      [&](const InCluster& key, const Instance& instance) {
        for (const auto& [each, text] : instance.attributes) {
          if ((name && name.text() != each) || (value && value.text() != text.value_or(""))) continue;
          const Out attribute = attributes.add().structure(4);
          attribute["name"] = each;
          if (text) attribute["value"] = *text;
          attribute["targetType"] = "container-instance";
          attribute["targetId"] = in_cluster_arn(call, "container-instance", key, instance.long_arn);
        }
      });
  return {};
}

kit::Outcome discover_poll_endpoint(Call& call, State&) {
  const auto host = [&](std::string_view name) {
    return fmt::format("https://{}.{}.amazonaws.com/", name, call.region());
  };
  call.out["endpoint"] = host("ecs-a-1");
  call.out["telemetryEndpoint"] = host("ecs-t-1");
  call.out["serviceConnectEndpoint"] = host("ecs-sc");
  return {};
}

}  // namespace understudy::ecs
