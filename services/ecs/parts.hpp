// What ECS's operations share: parts given and shown, names and ARNs, tasks placed and moved.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "services/ecs/state.hpp"
#include "services/kit/paging.hpp"

namespace understudy::ecs {

// ---- Parts that come back as they were given (given.cpp)

// Keeps those of the members that the input has.
void take(const In& in, std::span<const Key> members, Given& given);
void put(Given& given, Key member, const In& part);
// A structure with all of it, to be written on; lives in the arena.
Out show(const Given& given, const Slot& slot, kit::Arena& arena);
// One part, to be read; absent reads as nothing.
In part(const Given& given, Key member, kit::Arena& arena);
void show_part(const Given& given, Key member, const Out& out);
bool includes(const Call& call, std::string_view what);  // in "include"

void read_tags(const In& list, kit::Tags& tags);
void show_tags(const kit::Tags& tags, const Slot& slot);

// ---- Names and ARNs (naming.cpp)

std::string_view last_of(std::string_view arn);  // what stands behind the last '/'
std::string arn_of(const Call& call, std::string_view rest);
std::string cluster_arn(const Call& call, std::string_view cluster);
std::string definition_arn(const Call& call, const RevisionKey& key);
std::string service_arn(const Call& call, const InCluster& key, const Service& service);
std::string in_cluster_arn(const Call& call, std::string_view type, const InCluster& key, bool long_arn);
std::string in_service_arn(const Call& call, std::string_view type, const InService& key);

// The cluster that a member means, "default" when absent. Throws ClusterNotFoundException.
std::string cluster_of(const Call& call, const State& state, Key member = "cluster");
// The service of that cluster, by name or ARN. Throws ServiceNotFoundException.
InCluster service_of(const Call& call, const State& state, Key member = "service");
// The same, which must be active. Throws ServiceNotActiveException.
InCluster active_service_of(const Call& call, const State& state);
// By family, family:revision or ARN; without a revision the latest active one. Nothing when there is none.
std::optional<RevisionKey> find_definition(const State& state, std::string_view name);
// One that may be launched. Throws ClientException.
RevisionKey active_definition(const State& state, std::string_view name);
std::string principal_of(const Call& call);  // the caller's ARN
// "serviceLongArnFormat" and the like, for the caller.
bool long_arns(const Call& call, const State& state, std::string_view setting);
std::string draw_id(const Call& call);
// moto's users rely on what AWS would refuse or take its time for.
bool as_moto(const Call& call);
// Throws InvalidParameterException, or as `error` says.
void check_launch_type(const Call& call, const kit::Error& error = bad_launch_type);

void fail(const OutList& failures, std::string_view arn, std::string_view reason = "MISSING",
          std::string_view detail = {});

// ---- Tasks (launching.cpp, scheduling.cpp)

// The rows of a cluster in a table by InCluster: visit(key, row).
template <class T, class... I>
void each_in(const kit::Table<T, InCluster, I...>& table, std::string_view cluster, auto&& visit) {
  for (auto at = table.rows().lower_bound({std::string(cluster), {}});
       at != table.rows().end() && at->first.cluster == cluster; ++at)
    visit(at->first, at->second->row);
}

// A desired count: one on each active container instance (the scheduling strategy DAEMON).
inline constexpr std::int64_t every_instance = -1;

struct Count {
  std::int64_t running = 0, pending = 0, stopping = 0;
  void add(const Task& task);
};

// A task of that definition, not yet placed or started.
Task make_task(kit::Turn& turn, const State& state, const RevisionKey& definition);
// The first active container instance with room for it; none when there is no such.
std::optional<std::string> find_room(const State& state, std::string_view cluster, const Need& need);
bool has_room(const State& state, const InCluster& instance, const Need& need);
// Starts its way to STOPPED.
void stop(kit::Turn& turn, State& state, const InCluster& key, std::string_view code, std::string reason,
          bool at_once = false);
// A task's state has changed.
void moved(kit::Turn& turn, State& state, const InCluster& key);
// Starts and stops tasks until the service has what it should have, and ends deployments that have come to
// rest.
void reconcile(kit::Turn& turn, State& state, const InCluster& service);
// Container instances have room again: services' tasks that wait for some try anew.
void room_made(kit::Turn& turn, State& state, std::string_view cluster);
// Makes a new primary deployment of the service's definition, run as `given` says.
void deploy(kit::Turn& turn, State& state, const InCluster& key, Given given);
void show_task(const Call& call, const State& state, const InCluster& key, const Task& task, const Slot& slot,
               bool tags);
void show_task_sets(const Call& call, const State& state, const InCluster& service, const OutList& list);
std::vector<InService> task_sets_of(const State& state, const InCluster& service);
void show_service(const Call& call, const State& state, const InCluster& key, const Slot& slot, bool tags);

// nextToken and maxResults: one page of `table` from `wanted` on, shown by show(key, row).
void list_page(const Call& call, const auto& table, std::string_view listing, auto&& wanted, auto&& show) {
  const kit::Paged page =
      kit::page(table, listing, call.in["nextToken"].text(),
                static_cast<std::size_t>(call.in["maxResults"].integer(100)), bad_token, wanted, show);
  if (page.next) call.out["nextToken"] = *page.next;
}

}  // namespace understudy::ecs
