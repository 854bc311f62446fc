// Express services: a container, and ECS makes the task definition, the service and its public address.
#include <algorithm>

#include "services/ecs/handlers.hpp"

namespace understudy::ecs {
namespace {

constexpr kit::Error no_express{"ResourceNotFoundException", "The specified Express service was not found."};
constexpr kit::Error inactive{"ServiceNotActiveException", "The Express service is not ACTIVE."};
constexpr kit::Error exists{"InvalidParameterException", "Creation of service was not idempotent."};
constexpr kit::Error still_draining{"InvalidParameterException",
                                    "Unable to Start a service that is still Draining."};
constexpr kit::Error bad_service_name{"InvalidParameterException",
                                      "A service's name can have up to 255 letters, numbers, underscores and "
                                      "hyphens."};
constexpr kit::Error bad_path{"InvalidParameterException",
                              "healthCheckPath must start with a forward slash."};
constexpr kit::Error bad_port{"InvalidParameterException", "containerPort must be from 1 to 65535."};
constexpr kit::Error bad_scaling{"InvalidParameterException",
                                 "minTaskCount must be at least 0 and at most maxTaskCount."};
constexpr kit::Error no_default_subnets{"InvalidParameterException",
                                        "There is no default VPC with subnets; specify subnets."};

constexpr Key configuration_members[] = {"executionRoleArn", "taskRoleArn",     "cpu",
                                         "memory",           "healthCheckPath", "networkConfiguration",
                                         "primaryContainer", "scalingTarget"};
constexpr Key configuration_structures[] = {"networkConfiguration", "primaryContainer", "scalingTarget"};

constexpr std::int64_t most_tasks = 20;  // developer guide, "Express Mode services", scaling defaults

void give(const Out& out, const In& in, Key member, auto value) {
  if (!in[member]) out[member] = value;
}

// What was asked for, over what was there before or else the defaults (API reference,
// CreateExpressGatewayService).
kit::Value configuration_of(const In& in, const In& before, kit::Arena& arena) {
  kit::Value all = laid_over(before, In(), arena);
  for (const Key member : configuration_members)
    if (in[member]) all.set(arena, member.id) = in[member].value();
  for (const Key member : configuration_structures)
    all.set(arena, member.id) = laid_over(before[member], in[member], arena);
  const In made(all);
  const Out out(all, arena);
  give(out, made, "cpu", "256");
  give(out, made, "memory", "512");
  give(out, made, "healthCheckPath", "/ping");
  kit::Value container = made["primaryContainer"].value(), scaling = made["scalingTarget"].value();
  give(Out(container, arena), made["primaryContainer"], "containerPort", 80);
  const Out target(scaling, arena);
  give(target, made["scalingTarget"], "minTaskCount", 1);
  give(target, made["scalingTarget"], "maxTaskCount", most_tasks);
  give(target, made["scalingTarget"], "autoScalingMetric", "AVERAGE_CPU");
  give(target, made["scalingTarget"], "autoScalingTargetValue", 60);
  return all;
}

void check_configuration(const In& in) {
  check_fargate_size(in["cpu"].text(), in["memory"].text());
  if (!in["healthCheckPath"].text().starts_with('/')) throw kit::Failure(bad_path);
  const std::int64_t port = in["primaryContainer"]["containerPort"].integer();
  if (port < 1 || port > 65535) throw kit::Failure(bad_port);
  const In scaling = in["scalingTarget"];
  if (scaling["minTaskCount"].integer() < 0 ||
      scaling["minTaskCount"].integer() > scaling["maxTaskCount"].integer())
    throw kit::Failure(bad_scaling);
}

// RegisterTaskDefinition's input for it.
kit::Value definition_of(const Call& call, const InCluster& key, const In& in) {
  kit::Arena& arena = call.arena();
  kit::Value made = kit::Value::structure(arena);
  const Out out(made, arena);
  out["family"] = fmt::format("{}-{}", key.cluster, key.name);
  out["networkMode"] = "awsvpc";
  out["requiresCompatibilities"].list().add() = "FARGATE";
  for (const Key member : {Key("executionRoleArn"), Key("taskRoleArn"), Key("cpu"), Key("memory")})
    if (in[member]) out[member] = in[member].value();
  const In from = in["primaryContainer"];
  const Out container = out["containerDefinitions"].list().add().structure(10);
  container["name"] = "Main";
  container["image"] = from["image"].text();
  const Out port = container["portMappings"].list().add().structure(3);
  port["containerPort"] = from["containerPort"].integer();
  port["hostPort"] = from["containerPort"].integer();
  port["protocol"] = "tcp";
  for (const Key member : {Key("command"), Key("environment"), Key("secrets")})
    if (from[member]) container[member] = from[member].value();
  if (const In own = from["repositoryCredentials"]; own["credentialsParameter"])
    container["repositoryCredentials"] = own.value();
  if (const In logs = from["awsLogsConfiguration"]) {
    const Out log = container["logConfiguration"].structure(2);
    log["logDriver"] = "awslogs";
    const kit::OutMap<Names> options = log["options"].map();
    options["awslogs-group"] = logs["logGroup"].text();
    options["awslogs-stream-prefix"] = logs["logStreamPrefix"].text();
    options["awslogs-region"] = call.region();
  }
  return made;
}

constexpr Key service_members[] = {
    "capacityProviderStrategy", "platformVersion",      "deploymentConfiguration",
    "networkConfiguration",     "schedulingStrategy",   "propagateTags",
    "enableECSManagedTags",     "enableExecuteCommand", "resourceManagementType"};
constexpr Key deployed_members[] = {"capacityProviderStrategy", "platformVersion", "networkConfiguration"};

// The service that carries it.
kit::Value service_of(const Call& call, const In& in) {
  kit::Arena& arena = call.arena();
  kit::Value made = kit::Value::structure(arena);
  const Out out(made, arena);
  const Out strategy = out["capacityProviderStrategy"].list().add().structure(3);
  strategy["capacityProvider"] = "FARGATE";
  strategy["weight"] = 1;
  strategy["base"] = 0;
  out["platformVersion"] = "LATEST";
  const Out configuration = out["deploymentConfiguration"].structure(4);
  configuration["strategy"] = "CANARY";
  configuration["maximumPercent"] = 200;
  configuration["minimumHealthyPercent"] = 100;
  configuration["bakeTimeInMinutes"] = 0;
  const Out network = out["networkConfiguration"].structure(1)["awsvpcConfiguration"].structure(3);
  for (const Key member : {Key("subnets"), Key("securityGroups")})
    if (const In list = in["networkConfiguration"][member]) network[member] = list.value();
  network["assignPublicIp"] = "ENABLED";
  out["schedulingStrategy"] = "REPLICA";
  out["propagateTags"] = "NONE";
  out["enableECSManagedTags"] = false;
  out["enableExecuteCommand"] = false;
  out["resourceManagementType"] = "ECS";
  return made;
}

// A new revision of it runs from now on.
void release(const Call& call, State& state, const InCluster& key, const In& configuration) {
  const kit::Value service = service_of(call, configuration);
  const RevisionKey definition = register_definition(call, state, definition_of(call, key, configuration));
  const In scaling = configuration["scalingTarget"];
  {
    auto open = state.services.edit(key);
    take(In(service), service_members, open->given);
    open->definition = definition;
    open->desired =
        std::clamp(open->desired, scaling["minTaskCount"].integer(), scaling["maxTaskCount"].integer());
  }
  state.express.edit(key)->updated = call.now();
  Given deployed;
  take(In(service), deployed_members, deployed);
  const std::string number = deploy(call.turn(), state, key, std::move(deployed));
  ExpressConfiguration kept;
  kept.created = call.now();
  take(configuration, configuration_members, kept.given);
  state.express_configurations.insert({key.cluster, key.name, number}, std::move(kept));
  reconcile(call.turn(), state, key);
}

void show_configuration(const Call& call, const State& state, const InCluster& key, const std::string& number,
                        const Slot& slot) {
  const InService id{key.cluster, key.name, number};
  const ExpressConfiguration* kept = state.express_configurations.find(id);
  const Out out = show(kept ? kept->given : Given(), slot, call.arena());
  out["serviceRevisionArn"] = in_service_arn(call, "service-revision", id);
  const Out path = out["ingressPaths"].list().add().structure(2);
  path["accessType"] = "PUBLIC";
  path["endpoint"] = state.express.find(key)->endpoint;
  if (kept) out["createdAt"] = kept->created;
}

void show_frame(const Call& call, const State& state, const InCluster& key, const Out& out) {
  const Service& service = *state.services.find(key);
  out["cluster"] = key.cluster;
  out["serviceName"] = key.name;
  out["serviceArn"] = service_arn(call, key, service);
  out["status"].structure(1)["statusCode"] = service.status;
  out["createdAt"] = service.created;
  out["updatedAt"] = state.express.find(key)->updated;
}

void show_express(const Call& call, const State& state, const InCluster& key, bool tags) {
  const Service& service = *state.services.find(key);
  const Out out = call.out["service"].structure(12);
  show_frame(call, state, key, out);
  out["infrastructureRoleArn"] = state.express.find(key)->infrastructure_role;
  if (!service.deployments.empty())
    out["currentDeployment"] = in_service_arn(call, "service-deployment",
                                              {key.cluster, key.name, service.deployments.front().number});
  const OutList list = out["activeConfigurations"].list();
  for (const Deployment& each : service.deployments)
    show_configuration(call, state, key, each.number, list.add());
  if (tags) show_tags(service.tags, out["tags"]);
}

InCluster express_of(const Call& call, const State& state, const kit::Error& missing) {
  const auto arn = kit::Arn::parse(call.in["serviceArn"].text());
  const std::string_view id = arn ? arn->id() : call.in["serviceArn"].text();
  InCluster key{std::string(id.substr(0, id.find('/'))), std::string(last_of(id))};
  if (id.find('/') == id.npos) key.cluster = "default";
  if (!state.express.contains(key) || !state.services.contains(key)) throw kit::Failure(missing);
  return key;
}

InCluster active_express_of(const Call& call, const State& state) {
  InCluster key = express_of(call, state, no_service);
  if (state.services.find(key)->status != "ACTIVE") throw kit::Failure(inactive);
  return key;
}

// The subnets that were asked for, or those of the default VPC.
kit::Request ask_for_subnets(const Call& call) {
  kit::Arena& arena = call.arena();
  kit::Value input = kit::Value::map(arena, 1), list = kit::Value::list(arena);
  if (const In subnets = call.in["networkConfiguration"]["subnets"]; !subnets.empty()) {
    for (const In each : subnets) list.add(arena) = each.value();
    input.set(arena, "SubnetIds") = list;
  } else {
    kit::Value values = kit::Value::list(arena), filter = kit::Value::map(arena, 2);
    values.add(arena) = kit::Value::string("true");
    filter.set(arena, "Name") = kit::Value::string("default-for-az");
    filter.set(arena, "Values") = values;
    list.add(arena) = filter;
    input.set(arena, "Filters") = list;
  }
  return {{std::string(call.account()), std::string(call.region()), "ec2"}, "DescribeSubnets", input};
}

// The cluster "default" is made when it is missing (developer guide, "Express Mode services").
std::string place_of(const Call& call, State& state) {
  const std::string name(last_of(call.in["cluster"].text("default")));
  const Cluster* known = state.clusters.find(name);
  if (name != "default" || (known && known->active)) return cluster_of(call, state);
  Cluster cluster;
  kit::Value list = kit::Value::list(call.arena());
  for (const std::string_view each : {"FARGATE", "FARGATE_SPOT"})
    list.add(call.arena()) = kit::Value::string(each);
  put(cluster.given, "capacityProviders", list);
  if (known) {
    *state.clusters.edit(name) = std::move(cluster);
  } else {
    state.clusters.insert(name, std::move(cluster));
  }
  return name;
}

std::string draw_endpoint(const Call& call, std::string_view name) {
  std::string prefix(name.substr(0, 2));
  std::ranges::transform(prefix, prefix.begin(), [](unsigned char c) {
    return std::isalnum(c) ? static_cast<char>(std::tolower(c)) : 'x';
  });
  return fmt::format("https://{}-{}.ecs.{}.on.aws", prefix, call.random().hex(32), call.region());
}

}  // namespace

kit::Task create_express_gateway_service(Call& call, State& state) {
  if (call.in["cluster"] && last_of(call.in["cluster"].text()) != "default") cluster_of(call, state);
  std::string name(call.in["serviceName"].text());
  if (call.in["serviceName"] && !is_daemon_name(name)) co_return bad_service_name;
  kit::Value configuration = configuration_of(call.in, In(), call.arena());
  check_configuration(In(configuration));
  const kit::Answer found = co_await call.ask(ask_for_subnets(call));
  const In given = call.in["networkConfiguration"]["subnets"];
  if (found.failure)
    co_return bad_subnet.says(given.empty() ? "" : given[0u].text(), found.failure->message,
                              found.failure->code);
  if (given.empty()) {
    const kit::Value* subnets = found.output.find("Subnets");
    kit::Value list = kit::Value::list(call.arena());
    if (subnets)
      for (const kit::Value& each : subnets->elements())
        if (const kit::Value* id = each.find("SubnetId")) list.add(call.arena()) = *id;
    if (list.size() == 0) co_return no_default_subnets;
    kit::Value network = In(configuration)["networkConfiguration"].value();
    Out(network, call.arena())["subnets"] = list;
  }
  if (name.empty()) name = "express-" + call.random().hex(8);
  const InCluster key{place_of(call, state), name};
  if (const Service* known = state.services.find(key)) {
    if (known->status == "DRAINING") co_return still_draining;
    if (known->status == "ACTIVE") co_return exists;
    state.services.erase(key);
    state.express.erase(key);
  }
  Service service;
  service.created = call.now();
  service.created_by = principal_of(call);
  service.desired = 0;
  read_tags(call.in["tags"], service.tags);
  state.services.insert(key, std::move(service));
  state.express.insert(
      key, {std::string(call.in["infrastructureRoleArn"].text()), draw_endpoint(call, name), call.now()});
  release(call, state, key, In(configuration));
  show_express(call, state, key, true);
  co_return {};
}

kit::Outcome describe_express_gateway_service(Call& call, State& state) {
  show_express(call, state, express_of(call, state, no_express), includes(call, "TAGS"));
  return {};
}

kit::Outcome update_express_gateway_service(Call& call, State& state) {
  const InCluster key = active_express_of(call, state);
  const Service& service = *state.services.find(key);
  kit::Value before = kit::Value::structure(call.arena());
  if (!service.deployments.empty())
    if (const auto* kept =
            state.express_configurations.find({key.cluster, key.name, service.deployments.front().number}))
      show(kept->given, Slot(before, call.arena()), call.arena());
  const kit::Value configuration = configuration_of(call.in, In(before), call.arena());
  check_configuration(In(configuration));
  release(call, state, key, In(configuration));
  const Out out = call.out["service"].structure(8);
  show_frame(call, state, key, out);
  show_configuration(call, state, key, state.services.find(key)->deployments.front().number,
                     out["targetConfiguration"]);
  return {};
}

kit::Outcome delete_express_gateway_service(Call& call, State& state) {
  const InCluster key = active_express_of(call, state);
  drain_service(call, state, key);
  show_express(call, state, key, false);
  return {};
}

}  // namespace understudy::ecs
