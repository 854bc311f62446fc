// Names and ARNs: which resource an input means, and what an answer calls it.
#include <charconv>

#include "services/ecs/parts.hpp"

namespace understudy::ecs {
namespace {

constexpr kit::Error inactive_cluster{"ClusterNotFoundException", "The referenced cluster was inactive."};
constexpr kit::Error inactive_service{"ServiceNotActiveException", "Service was not ACTIVE."};
constexpr kit::Error no_definition{"ClientException", "TaskDefinition not found."};
constexpr kit::Error inactive_definition{"ClientException", "TaskDefinition is inactive"};

}  // namespace

std::string_view last_of(std::string_view arn) { return arn.substr(arn.rfind('/') + 1); }

std::string arn_of(const Call& call, std::string_view rest) {
  return fmt::format("arn:{}:ecs:{}:{}:{}", kit::partition_of(call.region()), call.region(), call.account(),
                     rest);
}
std::string cluster_arn(const Call& call, std::string_view cluster) {
  return arn_of(call, fmt::format("cluster/{}", cluster));
}
std::string definition_arn(const Call& call, const RevisionKey& key) {
  return arn_of(call, fmt::format("task-definition/{}:{}", key.family, key.revision));
}
std::string in_cluster_arn(const Call& call, std::string_view type, const InCluster& key, bool long_arn) {
  return arn_of(call, long_arn ? fmt::format("{}/{}/{}", type, key.cluster, key.name)
                               : fmt::format("{}/{}", type, key.name));
}
std::string service_arn(const Call& call, const InCluster& key, const Service& service) {
  return in_cluster_arn(call, "service", key, service.long_arn);
}
std::string in_service_arn(const Call& call, std::string_view type, const InService& key) {
  return arn_of(call, fmt::format("{}/{}/{}/{}", type, key.cluster, key.service, key.id));
}

std::string cluster_of(const Call& call, const State& state, Key member) {
  const std::string name(last_of(call.in[member].text("default")));
  const Cluster* cluster = state.clusters.find(name);
  if (!cluster) throw kit::Failure(no_cluster);
  if (!cluster->active) throw kit::Failure(inactive_cluster);
  return name;
}

InCluster service_of(const Call& call, const State& state, Key member) {
  InCluster key{cluster_of(call, state), std::string(last_of(call.in[member].text()))};
  if (!state.services.contains(key)) throw kit::Failure(no_service);
  return key;
}

InCluster active_service_of(const Call& call, const State& state) {
  InCluster key = service_of(call, state);
  if (state.services.find(key)->status != "ACTIVE") throw kit::Failure(inactive_service);
  return key;
}

RevisionKey read_revision(std::string_view name) {
  name = last_of(name);
  const auto colon = name.find(':');
  RevisionKey key{std::string(name.substr(0, colon)), 0};
  if (colon == name.npos) return key;
  const std::string_view number = name.substr(colon + 1);
  std::from_chars(number.data(), number.data() + number.size(), key.revision);
  return key;
}

std::optional<RevisionKey> find_definition(const State& state, std::string_view name) {
  const RevisionKey key = read_revision(name);
  if (last_of(name).find(':') != name.npos)
    return state.definitions.contains(key) ? std::optional(key) : std::nullopt;
  std::optional<RevisionKey> latest;
  for (auto at = state.definitions.rows().lower_bound(key);
       at != state.definitions.rows().end() && at->first.family == key.family; ++at)
    if (at->second->row.status == "ACTIVE") latest = at->first;
  return latest;
}

RevisionKey active_definition(const State& state, std::string_view name) {
  const auto key = find_definition(state, name);
  if (!key) throw kit::Failure(no_definition);
  if (state.definitions.find(*key)->status != "ACTIVE") throw kit::Failure(inactive_definition);
  return *key;
}

std::string principal_of(const Call& call) {
  if (call.caller().credential) return call.caller().credential->arn;
  return fmt::format("arn:{}:iam::{}:root", kit::partition_of(call.region()), call.account());
}

bool long_arns(const Call& call, const State& state, std::string_view setting) {
  for (const std::string& principal : {principal_of(call), std::string()})
    if (const Setting* set = state.settings.find({principal, std::string(setting)}))
      return set->value != "disabled";
  return true;
}

bool as_moto(const Call& call) { return call.endpoint().dialect == kit::Dialect::moto; }

// AWS draws 32 hexadecimal digits; moto's users are used to UUIDs.
std::string draw_id(const Call& call) { return as_moto(call) ? call.random().uuid() : call.random().hex(32); }

void check_launch_type(const Call& call, const kit::Error& error) {
  const std::string_view type = call.in["launchType"].text("EC2");
  if (type != "EC2" && type != "FARGATE" && type != "EXTERNAL" && type != "MANAGED_INSTANCES")
    throw kit::Failure(error);
}

void fail(const OutList& failures, std::string_view arn, std::string_view reason, std::string_view detail) {
  const Out failure = failures.add().structure(3);
  failure["arn"] = arn;
  failure["reason"] = reason;
  if (!detail.empty()) failure["detail"] = detail;
}

}  // namespace understudy::ecs
