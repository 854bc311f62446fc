// Daemon task definitions: families and their revisions.
#include <algorithm>

#include "services/ecs/handlers.hpp"

namespace understudy::ecs {
namespace {

constexpr kit::Error no_definition{"ClientException",
                                   "The specified daemon task definition does not exist. Specify a valid "
                                   "family, revision or ARN and try again."};
constexpr kit::Error not_active{"ClientException",
                                "The daemon task definition is not in ACTIVE status and cannot be {}."};
constexpr kit::Error no_revision{"ClientException",
                                 "The daemon task definition must be given with its revision."};
constexpr kit::Error bad_family{"InvalidParameterException",
                                "A family can have up to 255 letters, numbers, underscores and hyphens."};
constexpr kit::Error no_containers{"InvalidParameterException", "Container list cannot be empty."};
constexpr kit::Error no_image{"InvalidParameterException", "Container.image should not be null or empty."};
constexpr kit::Error bad_dependency{"InvalidParameterException",
                                    "Container {} depends on {}, which the definition does not have."};

constexpr Key members[] = {"taskRoleArn", "executionRoleArn", "containerDefinitions", "volumes", "cpu",
                           "memory"};
constexpr kit::Duration seen_after_delete = kit::hours(1);

void check(const In& in) {
  if (!is_daemon_name(in["family"].text())) throw kit::Failure(bad_family);
  const In containers = in["containerDefinitions"];
  if (containers.empty()) throw kit::Failure(no_containers);
  for (const In container : containers) {
    if (container["image"].text().empty()) throw kit::Failure(no_image);
    for (const In other : container["dependsOn"])
      if (std::ranges::none_of(containers.value().elements(), [&](const kit::Value& each) {
            return In(each)["name"].text() == other["containerName"].text();
          }))
        throw bad_dependency.says(container["name"].text(), other["containerName"].text());
  }
}

// With the defaults of what was left out.
void fill(const In& in, Definition& definition, kit::Arena& arena) {
  kit::Value list = kit::Value::list(arena, in["containerDefinitions"].size());
  for (const In container : in["containerDefinitions"]) {
    kit::Value copy = kit::copy(container.value(), arena);
    const Out out(copy, arena);
    if (!container["name"]) out["name"] = fmt::format("container-{}", list.size() + 1);
    if (!container["cpu"]) out["cpu"] = 0;
    if (!container["essential"]) out["essential"] = true;
    list.add(arena) = copy;
  }
  put(definition.given, "containerDefinitions", list);
}

void show_brief(const Definition& definition, const Out& out) {
  out["registeredAt"] = definition.registered;
  out["registeredBy"] = definition.registered_by;
  out["status"] = definition.status;
  if (definition.delete_requested) out["deleteRequestedAt"] = *definition.delete_requested;
}

// By family, family:revision or ARN; without a revision the latest active one. Throws ClientException.
RevisionKey definition_of(const State& state, std::string_view name) {
  const RevisionKey key = read_revision(name);
  if (key.revision != 0 && state.daemon_definitions.contains(key)) return key;
  std::optional<RevisionKey> latest;
  const auto& rows = state.daemon_definitions.rows();
  for (auto at = rows.lower_bound(key);
       key.revision == 0 && at != rows.end() && at->first.family == key.family; ++at)
    if (at->second->row.status == "ACTIVE") latest = at->first;
  if (!latest) throw kit::Failure(no_definition);
  return *latest;
}

bool is_used(const State& state, const RevisionKey& key) {
  return std::ranges::any_of(state.daemons.rows(), [&](const auto& each) {
    const InCluster& daemon = each.first;
    const DaemonRevision* row =
        state.daemon_revisions.find({daemon.cluster, daemon.name, each.second->row.revision});
    return row && row->definition == key;
  });
}

}  // namespace

std::string daemon_definition_arn(const Call& call, const RevisionKey& key) {
  return arn_of(call, fmt::format("daemon-task-definition/{}:{}", key.family, key.revision));
}

RevisionKey active_daemon_definition(const State& state, std::string_view name) {
  const RevisionKey key = definition_of(state, name);
  if (state.daemon_definitions.find(key)->status != "ACTIVE") throw not_active.says("used");
  return key;
}

void daemon_definition_due(State& state, const RevisionKey& key) {
  auto definition = state.daemon_definitions.edit(key);
  if (is_used(state, key)) {
    *definition->gone += seen_after_delete;
  } else {
    definition->gone.reset();
    definition->status = "DELETED";
  }
}

kit::Outcome register_daemon_task_definition(Call& call, State& state) {
  check(call.in);
  const std::string family(call.in["family"].text());
  Definition definition;
  take(call.in, members, definition.given);
  fill(call.in, definition, call.arena());
  read_tags(call.in["tags"], definition.tags);
  definition.registered = call.now();
  definition.registered_by = principal_of(call);
  if (!state.daemon_families.contains(family)) state.daemon_families.insert(family, {});
  const RevisionKey key{family, ++state.daemon_families.edit(family)->latest};
  state.daemon_definitions.insert(key, std::move(definition));
  call.out["daemonTaskDefinitionArn"] = daemon_definition_arn(call, key);
  return {};
}

kit::Outcome describe_daemon_task_definition(Call& call, State& state) {
  const RevisionKey key = definition_of(state, call.in["daemonTaskDefinition"].text());
  const Definition& definition = *state.daemon_definitions.find(key);
  const Out out = show(definition.given, call.out["daemonTaskDefinition"], call.arena());
  out["daemonTaskDefinitionArn"] = daemon_definition_arn(call, key);
  out["family"] = key.family;
  out["revision"] = key.revision;
  show_brief(definition, out);
  return {};
}

kit::Outcome delete_daemon_task_definition(Call& call, State& state) {
  const std::string_view name = call.in["daemonTaskDefinition"].text();
  if (read_revision(name).revision == 0) return no_revision;
  const RevisionKey key = definition_of(state, name);
  if (state.daemon_definitions.find(key)->status != "ACTIVE") return not_active.says("deleted");
  auto definition = state.daemon_definitions.edit(key);
  definition->status = "DELETE_IN_PROGRESS";
  definition->delete_requested = call.now();
  definition->gone = call.now() + seen_after_delete;
  call.out["daemonTaskDefinitionArn"] = daemon_definition_arn(call, key);
  return {};
}

kit::Outcome list_daemon_task_definitions(Call& call, State& state) {
  const In& in = call.in;
  const std::string_view status = in["status"].text("ACTIVE");
  const bool last = in["revision"].text() == "LAST_REGISTERED";
  const OutList list = call.out["daemonTaskDefinitions"].list();
  const auto wanted = [&](const RevisionKey& key, const Definition& definition) {
    const Family* family = state.daemon_families.find(key.family);
    return key.family.starts_with(in["familyPrefix"].text()) &&
           (!in["family"] || key.family == in["family"].text()) &&
           (status == "ALL" || definition.status == status) &&
           (!last || (family && family->latest == key.revision));
  };
  list_page_in(call, state.daemon_definitions, "daemon definitions", in["sort"].text() == "DESC", wanted,
               [&](const RevisionKey& key, const Definition& definition) {
                 const Out out = list.add().structure(5);
                 out["arn"] = daemon_definition_arn(call, key);
                 show_brief(definition, out);
               });
  return {};
}

}  // namespace understudy::ecs
