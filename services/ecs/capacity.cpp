// Where tasks run: container instances of a capacity provider, made by ECS where it manages them.
#include <algorithm>

#include "services/ecs/parts.hpp"

namespace understudy::ecs {
namespace {

bool is_managed(const State& state, std::string_view provider) {
  const Provider* row = state.providers.find(std::string(provider));
  return row && row->given.contains("managedInstancesProvider");
}

bool serves(const State& state, const Instance& instance, const Task& task) {
  if (instance.status != "ACTIVE") return false;
  return is_managed(state, task.provider) ? instance.provider == task.provider : instance.provider.empty();
}

// One of ECS's own choice, big enough. Its daemons come first (API reference, CreateDaemon).
std::string make_instance(kit::Turn& turn, State& state, const std::string& cluster, const Task& task) {
  Instance instance;
  instance.provider = task.provider;
  instance.ec2_id = "i-" + turn.random.hex(17);
  instance.attributes["ecs.os-type"] = "linux";
  instance.registered = turn.now;
  std::int64_t cpu = 4096, memory = 7482;
  while (cpu < 2 * task.need.cpu || memory < 2 * task.need.memory) cpu *= 2, memory *= 2;
  fill_instance(instance.given, cpu, memory);
  const InCluster key{cluster, turn.random.hex(32)};
  state.instances.insert(key, std::move(instance));
  instances_changed(turn, state, cluster);
  return key.name;
}

}  // namespace

std::string_view launch_type_of(const State& state, std::string_view provider) {
  if (provider.starts_with("FARGATE")) return "FARGATE";
  return is_managed(state, provider) ? "MANAGED_INSTANCES" : "EC2";
}

bool offers_instances(const State& state, std::string_view cluster, const Task& task) {
  bool any = is_managed(state, task.provider);
  each_in(state.instances, cluster, [&](auto&, const Instance& each) { any |= serves(state, each, task); });
  return any;
}

std::optional<std::string> make_room(kit::Turn& turn, State& state, const std::string& cluster,
                                     const Task& task) {
  std::optional<std::string> found;
  each_in(state.instances, cluster, [&](const InCluster& key, const Instance& instance) {
    if (!found && serves(state, instance, task) && has_room(state, key, task.need)) found = key.name;
  });
  constexpr std::int64_t most = 1'000'000;  // no machine has more
  if (!found && is_managed(state, task.provider) && task.need.cpu < most && task.need.memory < most)
    found = make_instance(turn, state, cluster, task);
  return found;
}

}  // namespace understudy::ecs
