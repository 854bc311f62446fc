// Clusters.
#include "services/ecs/handlers.hpp"

namespace understudy::ecs {
namespace {

constexpr kit::Error has_services{"ClusterContainsServicesException",
                                  "The Cluster cannot be deleted while Services are active."};
constexpr kit::Error has_instances{
    "ClusterContainsContainerInstancesException",
    "The Cluster cannot be deleted while Container Instances are active or draining."};
constexpr kit::Error has_tasks{"ClusterContainsTasksException",
                               "The Cluster cannot be deleted while Tasks are active."};
constexpr kit::Error bad_cluster_name{
    "InvalidParameterException",
    "Cluster names must be 1-255 characters long and can have letters, numbers, hyphens and underscores."};
constexpr kit::Error bad_strategy{
    "InvalidParameterException",
    "The specified capacity provider strategy cannot contain a capacity provider that is not associated with "
    "the cluster. Associate the capacity provider with the cluster and try again."};
constexpr kit::Error unknown_provider{
    "InvalidParameterException",
    "The specified capacity provider {} was not found. Specify a valid name or ARN and try again."};

constexpr Key cluster_members[] = {"settings", "configuration", "capacityProviders",
                                   "defaultCapacityProviderStrategy", "serviceConnectDefaults"};

constexpr std::string_view launch_types[] = {"EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"};

std::size_t count_tasks(const State& state, const std::string& cluster, std::string_view condition,
                        std::string_view type) {
  return state.tasks.by<ByCondition>().size({cluster, fmt::format("{} {}", condition, type)});
}
std::size_t count_tasks(const State& state, const std::string& cluster, std::string_view condition) {
  std::size_t count = 0;
  for (const std::string_view type : launch_types) count += count_tasks(state, cluster, condition, type);
  return count;
}
std::size_t count_services(const State& state, const std::string& cluster, std::string_view status,
                           std::string_view type) {
  return state.services.by<ByStatus>().size({cluster, fmt::format("{} {}", status, type)});
}
std::size_t count_services(const State& state, const std::string& cluster, std::string_view status) {
  return count_services(state, cluster, status, "EC2") + count_services(state, cluster, status, "FARGATE");
}

// As ClusterField's STATISTICS tells them (API reference, Cluster): by launch type, EC2 and Fargate.
void show_statistics(const State& state, const std::string& name, const OutList& list) {
  for (const auto& [type, word] : {std::pair("EC2", "EC2"), std::pair("FARGATE", "Fargate")}) {
    const auto tell = [&](std::string text, std::size_t value) {
      const Out pair = list.add().structure(2);
      pair["name"] = text;
      pair["value"] = std::to_string(value);
    };
    tell(fmt::format("running{}TasksCount", word), count_tasks(state, name, "running", type));
    tell(fmt::format("pending{}TasksCount", word), count_tasks(state, name, "pending", type));
    tell(fmt::format("active{}ServiceCount", word), count_services(state, name, "ACTIVE", type));
    tell(fmt::format("draining{}ServiceCount", word), count_services(state, name, "DRAINING", type));
  }
}

void show_cluster(const Call& call, const State& state, const std::string& name, const Cluster& cluster,
                  const Slot& slot, bool all) {
  const Out out = slot.structure(16);
  out["clusterArn"] = cluster_arn(call, name);
  out["clusterName"] = name;
  out["status"] = cluster.active ? "ACTIVE" : "INACTIVE";
  std::int64_t instances = 0;
  each_in(state.instances, name, [&](auto&, const Instance&) { ++instances; });
  out["registeredContainerInstancesCount"] = instances;
  out["runningTasksCount"] = std::uint64_t{count_tasks(state, name, "running")};
  out["pendingTasksCount"] = std::uint64_t{count_tasks(state, name, "pending")};
  out["activeServicesCount"] = std::uint64_t{count_services(state, name, "ACTIVE")};
  const OutList statistics = out["statistics"].list();
  if (includes(call, "STATISTICS")) show_statistics(state, name, statistics);
  if ((all || includes(call, "TAGS")) && !cluster.tags.empty()) show_tags(cluster.tags, out["tags"]);
  if (all || includes(call, "SETTINGS")) show_part(cluster.given, "settings", out);
  if (all || includes(call, "CONFIGURATIONS")) show_part(cluster.given, "configuration", out);
  out["capacityProviders"].list();
  out["defaultCapacityProviderStrategy"].list();
  for (const Key member :
       {Key("capacityProviders"), Key("defaultCapacityProviderStrategy"), Key("serviceConnectDefaults")})
    show_part(cluster.given, member, out);
}

void check_providers(const In& in, const State& state) {
  const In providers = in["capacityProviders"];
  for (const In provider : providers) {
    const std::string name(last_of(provider.text()));
    if (name != "FARGATE" && name != "FARGATE_SPOT" && !state.providers.contains(name))
      throw unknown_provider.says(name);
  }
  for (const In item : in["defaultCapacityProviderStrategy"]) {
    bool known = false;
    for (const In provider : providers)
      known |= last_of(provider.text()) == last_of(item["capacityProvider"].text());
    if (!known) throw kit::Failure(bad_strategy);
  }
}

kit::Outcome change(Call& call, State& state, std::span<const Key> which) {
  const std::string name = cluster_of(call, state);
  take(call.in, which, state.clusters.edit(name)->given);
  show_cluster(call, state, name, *state.clusters.find(name), call.out["cluster"], true);
  return {};
}

}  // namespace

kit::Outcome create_cluster(Call& call, State& state) {
  const std::string name(call.in["clusterName"].text("default"));
  if (name.empty() || name.size() > 255 ||
      name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != name.npos)
    return bad_cluster_name;
  check_providers(call.in, state);
  Cluster cluster;
  take(call.in, cluster_members, cluster.given);
  read_tags(call.in["tags"], cluster.tags);
  const Cluster* known = state.clusters.find(name);
  if (!known) {
    state.clusters.insert(name, std::move(cluster));
  } else if (!known->active) {
    *state.clusters.edit(name) = std::move(cluster);
  }  // creating an active one again answers it as it is
  show_cluster(call, state, name, *state.clusters.find(name), call.out["cluster"], true);
  return {};
}

kit::Outcome describe_clusters(Call& call, State& state) {
  const OutList clusters = call.out["clusters"].list(), failures = call.out["failures"].list();
  const auto tell = [&](std::string_view given) {
    const std::string name(last_of(given));
    if (const Cluster* cluster = state.clusters.find(name)) {
      show_cluster(call, state, name, *cluster, clusters.add(), false);
    } else {
      fail(failures, cluster_arn(call, name));
    }
  };
  if (!call.in["clusters"]) tell("default");
  for (const In each : call.in["clusters"]) tell(each.text());
  return {};
}

kit::Outcome list_clusters(Call& call, State& state) {
  const OutList arns = call.out["clusterArns"].list();
  list_page(
      call, state.clusters, "clusters", [](auto&&...) { return true; },
      [&](const std::string& name, const Cluster&) { arns.add() = cluster_arn(call, name); });
  return {};
}

kit::Outcome delete_cluster(Call& call, State& state) {
  const std::string name = cluster_of(call, state);
  if (count_services(state, name, "ACTIVE") + count_services(state, name, "DRAINING") > 0)
    return has_services;
  bool tasks = false, instances = false;
  each_in(state.instances, name, [&](auto&, const Instance&) { instances = true; });
  each_in(state.tasks, name, [&](auto&, const Task& task) { tasks |= !task.ended(); });
  if (instances) return has_instances;
  if (tasks) return has_tasks;
  state.clusters.edit(name)->active = false;
  show_cluster(call, state, name, *state.clusters.find(name), call.out["cluster"], true);
  return {};
}

kit::Outcome update_cluster(Call& call, State& state) {
  constexpr Key which[] = {"settings", "configuration", "serviceConnectDefaults"};
  return change(call, state, which);
}

kit::Outcome update_cluster_settings(Call& call, State& state) {
  constexpr Key which[] = {"settings"};
  return change(call, state, which);
}

kit::Outcome put_cluster_capacity_providers(Call& call, State& state) {
  check_providers(call.in, state);
  constexpr Key which[] = {"capacityProviders", "defaultCapacityProviderStrategy"};
  return change(call, state, which);
}

}  // namespace understudy::ecs
