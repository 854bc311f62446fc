// Task definitions: families and their revisions.
#include <algorithm>
#include <charconv>

#include "services/ecs/handlers.hpp"

namespace understudy::ecs {
namespace {

constexpr kit::Error no_revision{"ClientException", "Revision is missing."};
constexpr kit::Error bad_revision{"InvalidParameterException", "Invalid revision number. Number: {}"};
constexpr kit::Error no_containers{"ClientException", "Container list cannot be empty."};
constexpr kit::Error lacks{"ClientException", "Container.{} should not be null or empty."};
constexpr kit::Error no_memory{"ClientException",
                               "Invalid setting for container '{}'. At least one of 'memory' or "
                               "'memoryReservation' must be specified."};
constexpr kit::Error fargate_pid{"ClientException",
                                 "Tasks using the Fargate launch type do not support pidMode '{}'. The "
                                 "supported value for pidMode is 'task'."};
constexpr kit::Error fargate_lacks{"ClientException",
                                   "Fargate requires that '{}' be defined at the task level."};
constexpr kit::Error fargate_network{"ClientException", "Fargate only supports network mode 'awsvpc'."};
constexpr kit::Error fargate_size{"ClientException", "No Fargate configuration exists for given values."};

constexpr Key definition_members[] = {"taskRoleArn",
                                      "executionRoleArn",
                                      "networkMode",
                                      "containerDefinitions",
                                      "volumes",
                                      "placementConstraints",
                                      "requiresCompatibilities",
                                      "cpu",
                                      "memory",
                                      "pidMode",
                                      "ipcMode",
                                      "proxyConfiguration",
                                      "inferenceAccelerators",
                                      "ephemeralStorage",
                                      "runtimePlatform",
                                      "enableFaultInjection"};

// CPU units, and the memory in MiB that goes with them (developer guide, "Task size").
struct Size {
  int cpu, least, most, step;
};
constexpr Size fargate_sizes[] = {{256, 512, 2048, 512},       {512, 1024, 4096, 1024},
                                  {1024, 2048, 8192, 1024},    {2048, 4096, 16384, 1024},
                                  {4096, 8192, 30720, 1024},   {8192, 16384, 61440, 4096},
                                  {16384, 32768, 122880, 8192}};

// "256", ".25 vCPU"; "512", "0.5 GB": in CPU units or MiB.
std::int64_t units(std::string_view text) {
  const bool whole = text.find_first_not_of("0123456789") == text.npos;
  const double number = std::strtod(std::string(text).c_str(), nullptr);
  return static_cast<std::int64_t>(whole ? number : number * 1024);
}

bool wants(const In& in, std::string_view compatibility) {
  return std::ranges::any_of(in["requiresCompatibilities"].value().elements(),
                             [&](const kit::Value& each) { return each.text() == compatibility; });
}

void check_fargate(const In& in) {
  if (const auto mode = in["pidMode"].text("task"); mode != "task") throw fargate_pid.says(mode);
  for (const auto& [name, value] : {std::pair("cpu", in["cpu"]), std::pair("memory", in["memory"])})
    if (value.text().empty()) throw fargate_lacks.says(name);
  if (in["networkMode"].text("awsvpc") != "awsvpc") throw kit::Failure(fargate_network);
  check_fargate_size(in["cpu"].text(), in["memory"].text());
}

void check(const In& in) {
  const In containers = in["containerDefinitions"];
  if (containers.empty()) throw kit::Failure(no_containers);
  for (const In container : containers) {
    if (container["name"].text().empty()) throw lacks.says("name");
    if (container["image"].text().empty()) throw lacks.says("image");
    if (in["memory"].text().empty() && !wants(in, "FARGATE") && !container["memory"] &&
        !container["memoryReservation"])
      throw no_memory.says(container["name"].text());
  }
  if (wants(in, "FARGATE")) check_fargate(in);
}

// As AWS stores it: with the defaults of what was left out.
kit::Value filled(const In& container, std::string_view network, kit::Arena& arena) {
  kit::Value copy = kit::copy(container.value(), arena);
  const Out out(copy, arena);
  if (!container["cpu"]) out["cpu"] = 0;
  if (!container["essential"]) out["essential"] = true;
  const auto list = [&](Key member) {
    if (!container[member]) out[member].list();
  };
  list("environment"), list("mountPoints"), list("volumesFrom"), list("systemControls");
  const OutList ports = out["portMappings"].list();
  for (const In port : container["portMappings"]) {
    kit::Value mapping = kit::copy(port.value(), arena);
    const Out to(mapping, arena);
    if (!port["protocol"]) to["protocol"] = "tcp";
    if (!port["hostPort"] && port["containerPort"])
      to["hostPort"] = network == "awsvpc" ? port["containerPort"].integer() : std::int64_t{0};
    ports.add() = mapping;
  }
  return copy;
}

void fill(const In& in, Definition& definition, kit::Arena& arena) {
  kit::Value made = kit::Value::structure(arena);
  const Out out(made, arena);
  const std::string_view network = in["networkMode"].text(wants(in, "FARGATE") ? "awsvpc" : "bridge");
  out["networkMode"] = network;
  const OutList containers = out["containerDefinitions"].list();
  for (const In container : in["containerDefinitions"]) containers.add() = filled(container, network, arena);
  const OutList volumes = out["volumes"].list();
  for (const In volume : in["volumes"]) {
    kit::Value copy = kit::copy(volume.value(), arena);
    if (const In efs = volume["efsVolumeConfiguration"]; efs && !efs["rootDirectory"]) {
      kit::Value with_root = kit::copy(efs.value(), arena);
      Out(with_root, arena)["rootDirectory"] = "/";
      Out(copy, arena)["efsVolumeConfiguration"] = with_root;
    }
    volumes.add() = copy;
  }
  if (!in["placementConstraints"]) out["placementConstraints"].list();
  const OutList compatible = out["compatibilities"].list();
  compatible.add() = "EC2";
  if (wants(in, "FARGATE")) compatible.add() = "FARGATE";
  if (wants(in, "EXTERNAL")) compatible.add() = "EXTERNAL";
  constexpr Key defaulted[] = {"networkMode", "containerDefinitions", "volumes", "placementConstraints",
                               "compatibilities"};
  take(In(made), defaulted, definition.given);
}

void show_definition(const Call& call, const RevisionKey& key, const Definition& definition,
                     const Slot& slot) {
  const Out out = show(definition.given, slot, call.arena());
  out["taskDefinitionArn"] = definition_arn(call, key);
  out["family"] = key.family;
  out["revision"] = key.revision;
  out["status"] = definition.status;
  out["registeredAt"] = definition.registered;
  out["registeredBy"] = definition.registered_by;
  if (definition.deregistered) out["deregisteredAt"] = *definition.deregistered;
  if (definition.delete_requested) out["deleteRequestedAt"] = *definition.delete_requested;
}

// How long a deleted definition can still be seen; while something uses it, it stays (developer guide,
// "Deleting an Amazon ECS task definition revision").
constexpr kit::Duration seen_after_delete = kit::hours(1);

bool is_used(const State& state, const RevisionKey& key) {
  for (const auto& [id, row] : state.tasks.rows())
    if (row->row.daemon.empty() && row->row.definition == key && !row->row.ended()) return true;
  for (const auto& [id, row] : state.services.rows()) {
    if (row->row.status == "INACTIVE") continue;
    if (row->row.definition == key) return true;
    for (const Deployment& each : row->row.deployments)
      if (each.definition == key) return true;
  }
  return std::ranges::any_of(state.task_sets.rows(),
                             [&](const auto& each) { return each.second->row.definition == key; });
}

bool status_fits(std::string_view wanted, const Definition& definition) {
  return wanted == "ALL" || definition.status == wanted;
}

}  // namespace

void definition_due(kit::Turn& turn, State& state, const RevisionKey& key) {
  if (is_used(state, key)) {
    state.definitions.edit(key)->gone = turn.now + seen_after_delete;
  } else {
    state.definitions.erase(key);
  }
}

void check_fargate_size(std::string_view cpu, std::string_view memory) {
  const std::int64_t wanted = units(cpu), room = units(memory);
  const bool fits = std::ranges::any_of(fargate_sizes, [&](const Size& size) {
    return wanted == size.cpu && room >= size.least && room <= size.most &&
           (room % size.step == 0 || room == size.least);
  });
  if (!fits) throw kit::Failure(fargate_size);
}

RevisionKey register_definition(const Call& call, State& state, const In& in) {
  check(in);
  const std::string family(in["family"].text());
  Definition definition;
  take(in, definition_members, definition.given);
  fill(in, definition, call.arena());
  read_tags(in["tags"], definition.tags);
  definition.registered = call.now();
  definition.registered_by = principal_of(call);
  if (!state.families.contains(family)) state.families.insert(family, {});
  RevisionKey key{family, ++state.families.edit(family)->latest};
  state.definitions.insert(key, std::move(definition));
  return key;
}

kit::Outcome register_task_definition(Call& call, State& state) {
  const RevisionKey key = register_definition(call, state, call.in);
  const Definition& made = *state.definitions.find(key);
  show_definition(call, key, made, call.out["taskDefinition"]);
  if (!made.tags.empty()) show_tags(made.tags, call.out["tags"]);
  return {};
}

kit::Outcome describe_task_definition(Call& call, State& state) {
  const auto key = find_definition(state, call.in["taskDefinition"].text());
  if (!key) return cannot_describe;
  const Definition& definition = *state.definitions.find(*key);
  show_definition(call, *key, definition, call.out["taskDefinition"]);
  if (includes(call, "TAGS")) show_tags(definition.tags, call.out["tags"]);
  return {};
}

kit::Outcome deregister_task_definition(Call& call, State& state) {
  const std::string_view name = last_of(call.in["taskDefinition"].text());
  const auto colon = name.find(':');
  if (colon == name.npos) return no_revision;
  const std::string_view number = name.substr(colon + 1);
  if (number.empty() || number.find_first_not_of("0123456789") != number.npos)
    return bad_revision.says(number);
  const auto key = find_definition(state, name);
  if (!key) return cannot_describe;
  if (state.definitions.find(*key)->status == "ACTIVE") {
    auto definition = state.definitions.edit(*key);
    definition->status = "INACTIVE";
    definition->deregistered = call.now();
  }
  show_definition(call, *key, *state.definitions.find(*key), call.out["taskDefinition"]);
  return {};
}

kit::Outcome delete_task_definitions(Call& call, State& state) {
  const OutList deleted = call.out["taskDefinitions"].list(), failures = call.out["failures"].list();
  for (const In each : call.in["taskDefinitions"]) {
    const std::string_view name = each.text();
    if (last_of(name).find(':') == name.npos) {
      fail(failures, name,
           "The specified task definition identifier is invalid. Specify a valid name or ARN and try again.");
      continue;
    }
    const auto key = find_definition(state, name);
    if (!key) {
      fail(failures, name,
           "The specified task definition does not exist. Specify a valid account, family, revision and try "
           "again.");
    } else if (state.definitions.find(*key)->status == "ACTIVE") {
      fail(failures, name,
           "The specified task definition is still in ACTIVE status. Please deregister the target and try "
           "again.");
    } else {
      {
        auto definition = state.definitions.edit(*key);
        definition->status = "DELETE_IN_PROGRESS";
        if (!definition->delete_requested) {
          definition->delete_requested = call.now();
          definition->gone = call.now() + seen_after_delete;
        }
      }
      show_definition(call, *key, *state.definitions.find(*key), deleted.add());
    }
  }
  return {};
}

kit::Outcome list_task_definitions(Call& call, State& state) {
  const std::string_view family = call.in["familyPrefix"].text(), status = call.in["status"].text("ACTIVE");
  const OutList arns = call.out["taskDefinitionArns"].list();
  list_page_in(
      call, state.definitions, "definitions", call.in["sort"].text() == "DESC",
      [&](const RevisionKey& key, const Definition& definition) {
        return (family.empty() || key.family == family) && status_fits(status, definition);
      },
      [&](const RevisionKey& key, const Definition&) { arns.add() = definition_arn(call, key); });
  return {};
}

kit::Outcome list_task_definition_families(Call& call, State& state) {
  const std::string_view prefix = call.in["familyPrefix"].text(), status = call.in["status"].text("ALL");
  const OutList families = call.out["families"].list();
  list_page(
      call, state.families, "families",
      [&](const std::string& family, const Family&) {
        if (!family.starts_with(prefix)) return false;
        return status == "ALL" || (status == "ACTIVE") == find_definition(state, family).has_value();
      },
      [&](const std::string& family, const Family&) { families.add() = family; });
  return {};
}

}  // namespace understudy::ecs
