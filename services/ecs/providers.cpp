// Capacity providers.
#include <algorithm>

#include "services/ecs/handlers.hpp"

namespace understudy::ecs {
namespace {

constexpr kit::Error no_provider{
    "ClientException",
    "The specified capacity provider does not exist. Specify a valid name or ARN "
    "and try again."};
constexpr kit::Error exists{
    "ClientException",
    "The specified capacity provider already exists. To change the configuration of an "
    "existing capacity provider, update the capacity provider."};
constexpr kit::Error reserved{
    "ClientException",
    "The specified capacity provider name is invalid. Up to 255 characters are "
    "allowed, including letters (upper and lowercase), numbers, underscores (_), and "
    "hyphens (-). The name cannot be prefixed with \"aws\", \"ecs\", or \"fargate\". "
    "Specify a valid name and try again."};
constexpr kit::Error no_group{"ClientException",
                              "The capacity provider needs an Auto Scaling group or a managed instances "
                              "configuration, and only one of the two."};
constexpr kit::Error other_kind{"ClientException", "The capacity provider is of another type."};
constexpr kit::Error in_use{"ClientException",
                            "The specified capacity provider is in use and cannot be removed."};

constexpr std::string_view built_in[] = {"FARGATE", "FARGATE_SPOT"};

// Defaults of managed scaling (API reference, ManagedScaling); AWS keeps it switched off when nothing is
// said.
void fill_group(const In& given, const In& update, kit::Value& made, kit::Arena& arena) {
  made = kit::copy(given.value(), arena);
  const Out out(made, arena);
  for (const Key member : {Key("managedTerminationProtection"), Key("managedDraining")})
    if (update[member]) out[member] = update[member].value();
  if (!In(made)["managedTerminationProtection"]) out["managedTerminationProtection"] = "DISABLED";
  const In before = given["managedScaling"], after = update["managedScaling"];
  if (!before && !after) return;
  kit::Value scaling = before ? kit::copy(before.value(), arena) : kit::Value::structure(arena);
  const Out to(scaling, arena);
  for (const kit::Value& member : after.value().elements()) scaling.set(arena, member.name()) = member;
  const auto give = [&](Key member, std::int64_t usual) {
    if (!In(scaling)[member]) to[member] = usual;
  };
  if (!In(scaling)["status"]) to["status"] = "ENABLED";
  give("targetCapacity", 100);
  give("minimumScalingStepSize", 1);
  give("maximumScalingStepSize", 10000);
  give("instanceWarmupPeriod", 300);
  out["managedScaling"] = scaling;
}

void show_provider(const Call& call, const std::string& name, const Provider& provider, const Slot& slot,
                   bool tags, std::string_view status = "ACTIVE") {
  const Out out = show(provider.given, slot, call.arena());
  out["capacityProviderArn"] = arn_of(call, "capacity-provider/" + name);
  out["name"] = name;
  out["status"] = status;
  if (!provider.cluster.empty()) out["cluster"] = provider.cluster;
  if (!provider.update_status.empty()) out["updateStatus"] = provider.update_status;
  out["type"] = provider.given.contains("managedInstancesProvider") ? "MANAGED_INSTANCES" : "EC2_AUTOSCALING";
  if (tags) show_tags(provider.tags, out["tags"]);
}

void show_built_in(const Call& call, std::string_view name, const Slot& slot) {
  const Out out = slot.structure(4);
  out["capacityProviderArn"] = arn_of(call, fmt::format("capacity-provider/{}", name));
  out["name"] = name;
  out["status"] = "ACTIVE";
  out["type"] = name;
}

std::string provider_of(const Call& call, const State& state, Key member) {
  std::string name(last_of(call.in[member].text()));
  if (!state.providers.contains(name)) throw kit::Failure(no_provider);
  return name;
}

bool used(const State& state, std::string_view name) {
  kit::Arena arena;
  for (const auto& [cluster, row] : state.clusters.rows())
    for (const In each : part(row->row.given, "capacityProviders", arena))
      if (row->row.active && last_of(each.text()) == name) return true;
  return false;
}

}  // namespace

kit::Outcome create_capacity_provider(Call& call, State& state) {
  const std::string name(call.in["name"].text());
  if (name.empty() || name.size() > 255 || name.starts_with("aws") || name.starts_with("ecs") ||
      name.starts_with("fargate") || name.starts_with("FARGATE"))
    return reserved;
  const In group = call.in["autoScalingGroupProvider"], managed = call.in["managedInstancesProvider"];
  if (static_cast<bool>(group) == static_cast<bool>(managed)) return no_group;
  if (state.providers.contains(name)) return exists;
  Provider provider;
  if (call.in["cluster"]) provider.cluster = cluster_of(call, state);
  kit::Value made;
  if (group) {
    fill_group(group, {}, made, call.arena());
    put(provider.given, "autoScalingGroupProvider", made);
  } else {
    put(provider.given, "managedInstancesProvider", managed);
  }
  read_tags(call.in["tags"], provider.tags);
  show_provider(call, name, state.providers.insert(name, std::move(provider)), call.out["capacityProvider"],
                true);
  return {};
}

kit::Outcome update_capacity_provider(Call& call, State& state) {
  const std::string name = provider_of(call, state, "name");
  for (const Key kind : {Key("autoScalingGroupProvider"), Key("managedInstancesProvider")})
    if (call.in[kind] && !part(state.providers.find(name)->given, kind, call.arena())) return other_kind;
  {
    auto provider = state.providers.edit(name);
    if (const In group = call.in["autoScalingGroupProvider"]) {
      kit::Value made;
      fill_group(part(provider->given, "autoScalingGroupProvider", call.arena()), group, made, call.arena());
      put(provider->given, "autoScalingGroupProvider", made);
    }
    if (const In managed = call.in["managedInstancesProvider"]) {
      const In known = part(provider->given, "managedInstancesProvider", call.arena());
      kit::Value made = laid_over(known, managed, call.arena());
      Out(made, call.arena())["instanceLaunchTemplate"] =
          laid_over(known["instanceLaunchTemplate"], managed["instanceLaunchTemplate"], call.arena());
      put(provider->given, "managedInstancesProvider", made);
    }
    provider->update_status = "UPDATE_COMPLETE";
  }
  show_provider(call, name, *state.providers.find(name), call.out["capacityProvider"], false);
  return {};
}

kit::Outcome delete_capacity_provider(Call& call, State& state) {
  const std::string name = provider_of(call, state, "capacityProvider");
  if (used(state, name)) return in_use;
  Provider provider = *state.providers.find(name);
  provider.update_status = "DELETE_COMPLETE";
  show_provider(call, name, provider, call.out["capacityProvider"], false, "INACTIVE");
  state.providers.erase(name);
  return {};
}

kit::Outcome describe_capacity_providers(Call& call, State& state) {
  const OutList providers = call.out["capacityProviders"].list(), failures = call.out["failures"].list();
  const bool tags = includes(call, "TAGS");
  for (const In each : call.in["capacityProviders"]) {
    const std::string name(last_of(each.text()));
    if (const Provider* provider = state.providers.find(name)) {
      show_provider(call, name, *provider, providers.add(), tags);
    } else if (std::ranges::find(built_in, name) != std::end(built_in)) {
      show_built_in(call, name, providers.add());
    } else {
      // moto writes it with an underscore.
      fail(failures, arn_of(call, (as_moto(call) ? "capacity_provider/" : "capacity-provider/") + name));
    }
  }
  if (call.in["capacityProviders"]) return {};
  if (!call.in["nextToken"])
    for (const std::string_view name : built_in) show_built_in(call, name, providers.add());
  list_page(
      call, state.providers, "providers",
      [&](const std::string&, const Provider& provider) {
        return !call.in["cluster"] || provider.cluster == last_of(call.in["cluster"].text());
      },
      [&](const std::string& name, const Provider& provider) {
        show_provider(call, name, provider, providers.add(), tags);
      });
  return {};
}

}  // namespace understudy::ecs
