// Services: long-running sets of tasks, and their deployments.
#include <algorithm>

#include "services/ecs/handlers.hpp"

namespace understudy::ecs {
namespace {

constexpr kit::Error not_idempotent{"InvalidParameterException", "Creation of service was not idempotent."};
constexpr kit::Error still_draining{"InvalidParameterException",
                                    "Unable to Start a service that is still Draining."};
constexpr kit::Error blank_definition{"InvalidParameterException", "TaskDefinition can not be blank."};
constexpr kit::Error daemon_count{"InvalidParameterException",
                                  "The daemon scheduling strategy does not support a desired count for "
                                  "services. Remove the desired count value and try again"};
constexpr kit::Error service_scaled{"InvalidParameterException",
                                    "The service cannot be stopped while it is scaled above 0."};
constexpr kit::Error has_sets{"InvalidParameterException",
                              "The service cannot be stopped while it has active task sets."};
constexpr kit::Error two_capacities{"InvalidParameterException",
                                    "Specifying both a launch type and capacity provider strategy is not "
                                    "supported. Remove one and try again."};
constexpr kit::Error many_services{"InvalidParameterException", "Services cannot be empty."};
constexpr kit::Error no_subnet{"InvalidSubnetID.NotFound", "The subnet ID '{}' does not exist"};
constexpr kit::Error unknown_group{"InvalidGroup.NotFound", "The security group '{}' does not exist"};
constexpr kit::Error bad_group{"InvalidParameterException",
                               "Error retrieving security group information for [{}]: {} (ErrorCode: {})"};

// What belongs to the service, and what its deployments carry.
constexpr Key service_members[] = {"loadBalancers",        "serviceRegistries",
                                   "launchType",           "capacityProviderStrategy",
                                   "platformVersion",      "deploymentConfiguration",
                                   "placementConstraints", "placementStrategy",
                                   "networkConfiguration", "healthCheckGracePeriodSeconds",
                                   "schedulingStrategy",   "deploymentController",
                                   "enableECSManagedTags", "propagateTags",
                                   "enableExecuteCommand", "availabilityZoneRebalancing"};
constexpr Key deployed[] = {"launchType",
                            "capacityProviderStrategy",
                            "platformVersion",
                            "networkConfiguration",
                            "serviceConnectConfiguration",
                            "volumeConfigurations",
                            "vpcLatticeConfigurations",
                            "loadBalancers",
                            "serviceRegistries"};

// Limits and the circuit breaker have defaults (API reference, DeploymentConfiguration).
void fill_configuration(Given& given, bool fresh) {
  kit::Arena arena;
  kit::Value copy = kit::Value::structure(arena);
  if (const In known = part(given, "deploymentConfiguration", arena)) copy = kit::copy(known.value(), arena);
  const In has(copy);
  const Out out(copy, arena);
  if (!has["maximumPercent"]) out["maximumPercent"] = 200;
  if (!has["minimumHealthyPercent"]) out["minimumHealthyPercent"] = 100;
  if (!has["deploymentCircuitBreaker"]) {
    const Out breaker = out["deploymentCircuitBreaker"].structure(2);
    breaker["enable"] = false;
    breaker["rollback"] = false;
  }
  if (fresh && !has["strategy"]) out["strategy"] = "ROLLING";
  if (fresh && !has["bakeTimeInMinutes"]) out["bakeTimeInMinutes"] = 0;
  put(given, "deploymentConfiguration", copy);
}

void give(Given& given, Key member, std::string_view text) {
  if (!given.contains(std::string(Names::all[member.id]))) put(given, member, kit::Value::string(text));
}

// The strategy of the service, of its cluster, or else a launch type.
void fill_capacity(const Call& call, const State& state, const std::string& cluster, Given& given) {
  if (given.contains("capacityProviderStrategy") || given.contains("launchType")) return;
  const Given& defaults = state.clusters.find(cluster)->given;
  if (!part(defaults, "defaultCapacityProviderStrategy", call.arena()).empty()) {
    put(given, "capacityProviderStrategy", part(defaults, "defaultCapacityProviderStrategy", call.arena()));
  } else {
    give(given, "launchType", "EC2");
  }
}

std::string controller_of(const Service& service) {
  kit::Arena arena;
  return std::string(part(service.given, "deploymentController", arena)["type"].text("ECS"));
}

// Throws what AWS says of a call that cannot make a service.
Service read_service(const Call& call, const State& state, const std::string& cluster) {
  const In& in = call.in;
  check_launch_type(call, create_launch_type);
  if (in["launchType"] && in["capacityProviderStrategy"]) throw kit::Failure(two_capacities);
  check_hooks(in["deploymentConfiguration"]);
  Service service;
  take(in, service_members, service.given);
  if (in["taskDefinition"]) service.definition = active_definition(state, in["taskDefinition"].text());
  const bool external = controller_of(service) == "EXTERNAL";
  if (!service.definition && !external && !as_moto(call)) throw kit::Failure(blank_definition);
  service.desired = in["desiredCount"].integer();
  if (in["schedulingStrategy"].text() == "DAEMON") {
    if (in["desiredCount"] && !as_moto(call)) throw kit::Failure(daemon_count);
    if (!in["desiredCount"]) service.desired = every_instance;
  }
  fill_configuration(service.given, true);
  fill_capacity(call, state, cluster, service.given);
  give(service.given, "schedulingStrategy", "REPLICA");
  give(service.given, "propagateTags", "NONE");
  for (const Key flag : {Key("enableECSManagedTags"), Key("enableExecuteCommand")})
    if (!in[flag]) put(service.given, flag, kit::Value(false));
  if (part(service.given, "launchType", call.arena()).text() == "FARGATE")
    give(service.given, "platformVersion", "LATEST");
  if (in["role"]) put(service.given, "roleArn", in["role"]);
  read_tags(in["tags"], service.tags);
  service.created = call.now();
  service.created_by = principal_of(call);
  service.token = in["clientToken"].text();
  service.long_arn = long_arns(call, state, "serviceLongArnFormat");
  return service;
}

// Asks EC2 for subnets and security groups; they must be there.
kit::Request look_up(const Call& call, const In& ids, std::string_view operation, std::string_view member) {
  kit::Arena& arena = call.arena();
  kit::Value list = kit::Value::list(arena, ids.size());
  for (const In id : ids) list.add(arena) = id.value();
  kit::Value input = kit::Value::map(arena, 1);
  input.set(arena, member) = list;
  return {{std::string(call.account()), std::string(call.region()), "ec2"}, std::string(operation), input};
}

// What EC2 says of ids that it does not know, as ECS hands it on: EC2's failure, or a list without them.
std::optional<kit::Failure> unknown(const kit::Answer& answer, const In& ids, const kit::Error& error,
                                    std::string_view list, const kit::Error& missing) {
  const kit::Value* found = answer.output.find(list);
  if (!answer.failure && found && found->size() >= ids.size()) return std::nullopt;
  const kit::Failure why = answer.failure ? *answer.failure : missing.says(ids[0u].text());
  std::string which(ids[0u].text());
  for (const In id : ids)
    if (why.message.find(id.text()) != std::string::npos) which = id.text();
  return error.says(which, why.message, why.code);
}

struct Tally {
  std::int64_t running = 0, pending = 0;
};
Tally tally(const State& state, const InCluster& key, std::string_view deployment = {}) {
  Count count;
  for (const auto& [task, same] : state.tasks.by<ByService>().tree({key.cluster, key.name})) {
    const Task& row = *state.tasks.find(task);
    if (deployment.empty() || row.deployment == deployment) count.add(row);
  }
  return {count.running, count.pending};
}

std::int64_t desired_of(const State& state, const InCluster& key, const Service& service) {
  if (service.desired != every_instance) return service.desired;
  std::int64_t count = 0;
  each_in(state.instances, key.cluster, [&](auto&, const Instance& i) { count += i.status == "ACTIVE"; });
  return count;
}

void show_deployment(const Call& call, const State& state, const InCluster& key, const Service& service,
                     const Deployment& deployment, const Slot& slot) {
  Given given = deployment.given;
  given.erase("loadBalancers");  // revisions tell them
  given.erase("serviceRegistries");
  const Out out = show(given, slot, call.arena());
  const bool primary = &deployment == service.deployments.data();
  const Tally count = tally(state, key, deployment.id);
  out["id"] = deployment.id;
  out["status"] = primary ? "PRIMARY" : "ACTIVE";
  out["taskDefinition"] = definition_arn(call, deployment.definition);
  out["desiredCount"] = primary ? desired_of(state, key, service) : count.running + count.pending;
  out["pendingCount"] = count.pending;
  out["runningCount"] = count.running;
  out["failedTasks"] = deployment.failed;
  out["createdAt"] = deployment.created;
  out["updatedAt"] = deployment.updated;
  if (part(given, "launchType", call.arena()).text() == "FARGATE") out["platformFamily"] = "Linux";
  const bool completed = deployment.completed || !primary;
  out["rolloutState"] = completed ? "COMPLETED" : "IN_PROGRESS";
  out["rolloutStateReason"] =
      fmt::format("ECS deployment {} {}.", deployment.id, completed ? "completed" : "in progress");
}

void show_revisions(const Call& call, const State& state, const InCluster& key, const Service& service,
                    const Out& out) {
  if (service.deployments.empty()) return;
  out["currentServiceDeployment"] =
      in_service_arn(call, "service-deployment", {key.cluster, key.name, service.deployments.front().number});
  const OutList revisions = out["currentServiceRevisions"].list();
  for (const Deployment& deployment : service.deployments) {
    const Out revision = revisions.add().structure(4);
    const Tally count = tally(state, key, deployment.id);
    revision["arn"] = in_service_arn(call, "service-revision", {key.cluster, key.name, deployment.number});
    revision["requestedTaskCount"] = &deployment == service.deployments.data()
                                         ? desired_of(state, key, service)
                                         : count.running + count.pending;
    revision["runningTaskCount"] = count.running;
    revision["pendingTaskCount"] = count.pending;
  }
}

// Whether an update asks for other tasks than those that run.
bool changes_tasks(const Service& service, const Given& before, const Given& after,
                   const RevisionKey& definition, bool forced) {
  return forced || service.deployments.front().definition != definition || before != after;
}

}  // namespace

void show_service(const Call& call, const State& state, const InCluster& key, const Slot& slot, bool tags) {
  const Service& service = *state.services.find(key);
  const Out out = show(service.given, slot, call.arena());
  for (const Key list : {Key("loadBalancers"), Key("serviceRegistries"), Key("placementConstraints"),
                         Key("placementStrategy")})
    if (!service.given.contains(std::string(Names::all[list.id]))) out[list].list();
  const Tally count = tally(state, key);
  out["serviceArn"] = service_arn(call, key, service);
  out["serviceName"] = key.name;
  out["clusterArn"] = cluster_arn(call, key.cluster);
  out["status"] = service.status;
  out["desiredCount"] = service.status == "ACTIVE" ? desired_of(state, key, service) : std::int64_t{0};
  out["runningCount"] = count.running;
  out["pendingCount"] = count.pending;
  if (service.definition) out["taskDefinition"] = definition_arn(call, *service.definition);
  out["createdAt"] = service.created;
  out["createdBy"] = service.created_by;
  const OutList deployments = out["deployments"].list();
  for (const Deployment& deployment : service.deployments)
    show_deployment(call, state, key, service, deployment, deployments.add());
  show_revisions(call, state, key, service, out);
  if (controller_of(service) != "ECS") show_task_sets(call, state, key, out["taskSets"].list());
  const OutList events = out["events"].list();
  for (const Event& event : service.events) {
    const Out told = events.add().structure(3);
    told["id"] = event.id;
    told["createdAt"] = event.created;
    told["message"] = event.message;
  }
  if (tags) show_tags(service.tags, out["tags"]);
}

kit::Task create_service(Call& call, State& state) {
  const std::string cluster = cluster_of(call, state);
  const InCluster key{cluster, std::string(call.in["serviceName"].text())};
  Service service = read_service(call, state, cluster);
  const In network = call.in["networkConfiguration"]["awsvpcConfiguration"];
  if (network) {
    if (network["subnets"].empty()) co_return no_subnets;
    kit::Request subnets = look_up(call, network["subnets"], "DescribeSubnets", "SubnetIds");
    const kit::Answer found = co_await call.ask(std::move(subnets));
    if (auto why = unknown(found, network["subnets"], bad_subnet, "Subnets", no_subnet)) co_return *why;
  }
  if (!network["securityGroups"].empty()) {
    kit::Request groups = look_up(call, network["securityGroups"], "DescribeSecurityGroups", "GroupIds");
    const kit::Answer found = co_await call.ask(std::move(groups));
    if (auto why = unknown(found, network["securityGroups"], bad_group, "SecurityGroups", unknown_group))
      co_return *why;
  }
  cluster_of(call, state);
  if (const Service* known = state.services.find(key)) {
    if (known->status == "DRAINING") co_return still_draining;
    if (known->status == "ACTIVE") {
      if (service.token.empty() || known->token != service.token) co_return not_idempotent;
      show_service(call, state, key, call.out["service"], !known->tags.empty());
      co_return {};
    }
    state.services.erase(key);  // its name is free again
    state.express.erase(key);
  }
  Given given;
  take(call.in, deployed, given);
  fill_capacity(call, state, cluster, given);
  const bool rolls = service.definition && controller_of(service) != "EXTERNAL";
  state.services.insert(key, std::move(service));
  if (rolls) {
    deploy(call.turn(), state, key, std::move(given));
    reconcile(call.turn(), state, key);
  }
  show_service(call, state, key, call.out["service"], !state.services.find(key)->tags.empty());
  co_return {};
}

kit::Outcome update_service(Call& call, State& state) {
  const InCluster key = active_service_of(call, state);
  check_hooks(call.in["deploymentConfiguration"]);
  const Service before = *state.services.find(key);
  Given given = before.deployments.empty() ? Given() : before.deployments.front().given;
  take(call.in, deployed, given);
  if (call.in["capacityProviderStrategy"]) given.erase("launchType");
  auto definition = before.definition;
  if (call.in["taskDefinition"]) definition = active_definition(state, call.in["taskDefinition"].text());
  {
    auto service = state.services.edit(key);
    take(call.in, service_members, service->given);
    if (call.in["capacityProviderStrategy"]) service->given.erase("launchType");
    if (call.in["deploymentConfiguration"]) fill_configuration(service->given, false);
    if (call.in["desiredCount"]) service->desired = call.in["desiredCount"].integer();
    service->definition = definition;
  }
  if (definition && controller_of(before) != "EXTERNAL" &&
      (before.deployments.empty() || changes_tasks(before, before.deployments.front().given, given,
                                                   *definition, call.in["forceNewDeployment"].boolean())))
    deploy(call.turn(), state, key, std::move(given));
  reconcile(call.turn(), state, key);
  show_service(call, state, key, call.out["service"], !before.tags.empty());
  return {};
}

void drain_service(const Call& call, State& state, const InCluster& key) {
  {
    auto open = state.services.edit(key);
    open->status = "DRAINING";
    open->desired = 0;
  }
  for (const InService& id : task_sets_of(state, key)) state.task_sets.edit(id)->status = "DRAINING";
  if (as_moto(call)) {  // its services are gone at once
    std::vector<InCluster> tasks;
    for (const auto& [task, same] : state.tasks.by<ByService>().tree({key.cluster, key.name}))
      tasks.push_back(task);
    for (const InCluster& task : tasks)
      stop(call.turn(), state, task, "ServiceSchedulerInitiated", "Service was deleted", true);
  }
  reconcile(call.turn(), state, key);
}

kit::Outcome delete_service(Call& call, State& state) {
  const InCluster key = service_of(call, state);
  const Service& service = *state.services.find(key);
  const bool daemon = service.desired == every_instance;
  if (service.status == "ACTIVE" && !call.in["force"].boolean()) {
    if (service.desired > 0 && !daemon) return service_scaled;
    if (!task_sets_of(state, key).empty()) return has_sets;
  }
  if (service.status == "ACTIVE") drain_service(call, state, key);
  show_service(call, state, key, call.out["service"], false);
  return {};
}

kit::Outcome describe_services(Call& call, State& state) {
  const std::string cluster = cluster_of(call, state);
  if (call.in["services"].empty()) return many_services;
  const OutList services = call.out["services"].list(), failures = call.out["failures"].list();
  for (const In each : call.in["services"]) {
    const InCluster key{cluster, std::string(last_of(each.text()))};
    if (state.services.contains(key)) {
      show_service(call, state, key, services.add(), includes(call, "TAGS"));
    } else {
      fail(failures, arn_of(call, "service/" + key.name));
    }
  }
  return {};
}

kit::Outcome list_services(Call& call, State& state) {
  const std::string cluster = cluster_of(call, state);
  check_launch_type(call);
  const OutList arns = call.out["serviceArns"].list();
  const auto fits = [&](const Service& service, Key member, std::string_view usual) {
    return !call.in[member] ||
           part(service.given, member, call.arena()).text(usual) == call.in[member].text();
  };
  list_page(
      call, state.services, "services",
      [&](const InCluster& key, const Service& service) {
        return key.cluster == cluster && service.status != "INACTIVE" && fits(service, "launchType", "") &&
               fits(service, "schedulingStrategy", "REPLICA") &&
               fits(service, "resourceManagementType", "CUSTOMER");
      },
      [&](const InCluster& key, const Service& service) { arns.add() = service_arn(call, key, service); });
  return {};
}

kit::Outcome list_services_by_namespace(Call& call, State& state) {
  const std::string_view wanted = call.in["namespace"].text();
  const OutList arns = call.out["serviceArns"].list();
  list_page(
      call, state.services, "services by namespace",
      [&](const InCluster&, const Service& service) {
        if (service.status == "INACTIVE" || service.deployments.empty()) return false;
        const In connect =
            part(service.deployments.front().given, "serviceConnectConfiguration", call.arena());
        return connect["namespace"] && last_of(connect["namespace"].text()) == last_of(wanted);
      },
      [&](const InCluster& key, const Service& service) { arns.add() = service_arn(call, key, service); });
  return {};
}

}  // namespace understudy::ecs
