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
// A structure in which an update's members take the place of known ones; what it leaves out stays.
kit::Value laid_over(const In& known, const In& update, kit::Arena& arena);
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
// "family:3", "family" or an ARN that ends so; without a revision, or with none that is a number, 0.
RevisionKey read_revision(std::string_view name);
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
Task make_task(kit::Turn& turn, const Definition& definition, const RevisionKey& key);
void launch_task(kit::Turn& turn, Task& task);  // one of a service or a daemon
void task_due(kit::Turn& turn, State& state, const InCluster& key);
bool by_hand(const Task& task);  // neither a service's nor a daemon's
bool has_room(const State& state, const InCluster& instance, const Need& need);
std::vector<InCluster> tasks_on(const State& state, const InCluster& instance);  // that have not ended
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
// Without `hooks` nothing holds it: a rollback. Its number.
std::string deploy(kit::Turn& turn, State& state, const InCluster& key, Given given, bool hooks = true);
// Services of the scheduling strategy DAEMON and daemons follow the container instances, and waiting tasks
// find room.
void instances_changed(kit::Turn& turn, State& state, const std::string& cluster);

// ---- Capacity (capacity.cpp)

// What the tasks of a capacity provider run on: "FARGATE", "EC2", "MANAGED_INSTANCES".
std::string_view launch_type_of(const State& state, std::string_view provider);
bool offers_instances(const State& state, std::string_view cluster, const Task& task);  // of its capacity
// A container instance with room for the task: an active one of its capacity provider, or a new one where
// ECS manages them; none when there is no such.
std::optional<std::string> make_room(kit::Turn& turn, State& state, const std::string& cluster,
                                     const Task& task);

// ---- Stages of service deployments (hooks.cpp)

void check_hooks(const In& configuration);  // throws InvalidParameterException
// Takes a roll-out on to that stage, or as far as its hooks and bake time let it. Whether it is there.
bool reach(kit::Turn& turn, State& state, const InService& rollout, std::string_view stage);
void rollout_due(kit::Turn& turn, State& state, const InService& rollout);
void show_hooks(const Rollout& rollout, const Out& out);
// The roll-out whose ARN a member has. Throws ServiceDeploymentNotFoundException.
InService rollout_of(const Call& call, const State& state, Key member);
InService in_service_of(std::string_view arn);  // "arn:...:service-deployment/cluster/service/id"
// Deploys the revision before anew; false when there is none.
bool roll_back(kit::Turn& turn, State& state, const InService& rollout, std::string reason);

// ---- Daemons (daemon_rollouts.cpp)

// Starts and stops its tasks until each container instance has what it should have.
void reconcile_daemon(kit::Turn& turn, State& state, const InCluster& daemon);
// A new deployment: of that revision, or one that takes the daemon away.
void roll_out(kit::Turn& turn, State& state, const InCluster& daemon, std::optional<DaemonRevision> revision,
              DaemonRollout rollout);
std::string daemon_definition_arn(const Call& call, const RevisionKey& key);
// Throws ClientException.
RevisionKey active_daemon_definition(const State& state, std::string_view name);
InCluster daemon_named(std::string_view arn);
bool is_daemon_name(std::string_view name);

// The tasks of one of a daemon's revisions, by capacity provider.
struct DaemonCrew {
  struct Counts {
    std::int64_t running = 0, draining = 0;
  };
  std::string revision;
  std::map<std::string, Counts> providers;

  std::int64_t running() const {
    std::int64_t sum = 0;
    for (const auto& [name, counts] : providers) sum += counts.running;
    return sum;
  }
};
std::vector<DaemonCrew> daemon_crews(const State& state, const InCluster& daemon);  // the latest first

// ---- The rest

// RegisterTaskDefinition, with its input or one of its form.
RevisionKey register_definition(const Call& call, State& state, const In& in);
void check_fargate_size(std::string_view cpu, std::string_view memory);  // throws ClientException
void drain_service(const Call& call, State& state, const InCluster& key);
void definition_due(kit::Turn& turn, State& state, const RevisionKey& key);
void daemon_definition_due(State& state, const RevisionKey& key);
void tick_agent(kit::Turn& turn, State& state, const InCluster& instance);
void fill_instance(Given& given, std::int64_t cpu = 4096, std::int64_t memory = 7482);  // CPU units, MiB
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

// The same from the table's end when `down`.
template <class T, class K, class... I>
void list_page_in(const Call& call, const kit::Table<T, K, I...>& table, std::string_view listing, bool down,
                  auto&& wanted, auto&& show) {
  if (!down) return list_page(call, table, listing, wanted, show);
  const std::string name = std::string(listing) + " down";
  auto at = table.rows().end();
  if (const In token = call.in["nextToken"]) {
    const auto text = kit::unseal(name, token.text());
    if (!text) throw kit::Failure(bad_token);
    at = table.rows().upper_bound(kit::view_detail::key_from<K>(*text, {}));
  }
  for (std::int64_t left = call.in["maxResults"].integer(100); at != table.rows().begin();) {
    --at;
    if (!wanted(at->first, at->second->row)) continue;
    if (left-- == 0) {
      call.out["nextToken"] = kit::seal(name, kit::view_detail::key_text(at->first));
      return;
    }
    show(at->first, at->second->row);
  }
}

void show_images(const Definition& definition, const OutList& images);  // containers' names and images

}  // namespace understudy::ecs
