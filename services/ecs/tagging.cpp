// Tags by ARN, of all that ECS tags.
#include "services/ecs/handlers.hpp"

namespace understudy::ecs {
namespace {

constexpr kit::Error bad_arn{"InvalidParameterException", "The ARN provided is invalid."};
constexpr kit::Error no_resource{"InvalidParameterException", "The specified resource was not found."};

// The key that an ARN's "cluster/name" means; the short form names no cluster.
template <class Table>
InCluster find_in_clusters(const Table& table, std::string_view id) {
  const auto slash = id.find('/');
  if (slash != id.npos) return {std::string(id.substr(0, slash)), std::string(id.substr(slash + 1))};
  for (const auto& [key, row] : table.rows())
    if (key.name == id) return key;
  return {{}, std::string(id)};
}

InService split(std::string_view id) {
  const auto first = id.find('/'), second = id.find('/', first + 1);
  if (first == id.npos || second == id.npos) return {};
  return {std::string(id.substr(0, first)), std::string(id.substr(first + 1, second - first - 1)),
          std::string(last_of(id))};
}

void use(auto& table, const auto& key, const kit::Error& missing, auto&& with) {
  if (!table.contains(key)) throw kit::Failure(missing);
  with(table, key);
}

// Calls with(table, key) for the row that resourceArn names.
void with_resource(const Call& call, State& state, auto&& with) {
  const auto arn = kit::Arn::parse(call.in["resourceArn"].text());
  if (!arn || arn->service != "ecs") throw kit::Failure(bad_arn);
  const std::string_view type = arn->type(), id = arn->id();
  if (type == "cluster") return use(state.clusters, std::string(id), no_cluster, with);
  if (type == "capacity-provider") return use(state.providers, std::string(id), no_resource, with);
  if (type == "service") return use(state.services, find_in_clusters(state.services, id), no_service, with);
  if (type == "task") return use(state.tasks, find_in_clusters(state.tasks, id), no_task, with);
  if (type == "container-instance")
    return use(state.instances, find_in_clusters(state.instances, id), no_resource, with);
  if (type == "task-set") return use(state.task_sets, split(id), no_resource, with);
  if (type == "daemon") return use(state.daemons, find_in_clusters(state.daemons, id), no_resource, with);
  if (type == "daemon-task-definition")
    return use(state.daemon_definitions, read_revision(id), no_resource, with);
  if (type == "task-definition")
    return use(state.definitions, find_definition(state, id).value_or(RevisionKey()), cannot_describe, with);
  throw kit::Failure(bad_arn);
}

}  // namespace

kit::Outcome tag_resource(Call& call, State& state) {
  with_resource(call, state,
                [&](auto& table, const auto& key) { read_tags(call.in["tags"], table.edit(key)->tags); });
  return {};
}

kit::Outcome untag_resource(Call& call, State& state) {
  with_resource(call, state, [&](auto& table, const auto& key) {
    kit::remove_tags<Names>(call.in["tagKeys"], table.edit(key)->tags);
  });
  return {};
}

kit::Outcome list_tags_for_resource(Call& call, State& state) {
  with_resource(call, state,
                [&](auto& table, const auto& key) { show_tags(table.find(key)->tags, call.out["tags"]); });
  return {};
}

}  // namespace understudy::ecs
