// ECS's state: clusters, task definitions, services with their deployments, tasks and what they run on.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/derived/doc.hpp"
#include "services/kit/resource.hpp"
#include "services/kit/service.hpp"
#include "services/models/names/ecs.hpp"

namespace understudy::ecs {

using derived::Doc;
using kit::Time;
using Slot = kit::Slot<Names>;

// What clients give whole and get back whole, by member name. See given.cpp.
using Given = std::map<std::string, Doc>;

// A row within a cluster: a service by its name, a task or a container instance by its id.
struct InCluster {
  std::string cluster, name;
  auto operator<=>(const InCluster&) const = default;
  bool operator==(const InCluster&) const = default;
};
STATE(InCluster, cluster, name)

// A row within a service or a daemon: a task set, a deployment or a revision.
struct InService {
  std::string cluster, service, id;
  auto operator<=>(const InService&) const = default;
  bool operator==(const InService&) const = default;
};
STATE(InService, cluster, service, id)

struct Cluster {
  Given given;
  bool active = true;
  kit::Tags tags;
};
STATE(Cluster, given, active, tags)

// ---- Task definitions, daemons' too

struct RevisionKey {
  std::string family;
  std::int64_t revision = 0;
  auto operator<=>(const RevisionKey&) const = default;
  bool operator==(const RevisionKey&) const = default;
};
STATE(RevisionKey, family, revision)

struct Definition {
  Given given;
  std::string status = "ACTIVE";
  std::string registered_by;  // a principal's ARN
  Time registered{};
  std::optional<Time> deregistered, delete_requested, gone;  // gone: when it is, unless it is in use then
  kit::Tags tags;
};
STATE(Definition, given, status, registered_by, registered, deregistered, delete_requested, gone, tags)

struct ByGoing {
  static std::optional<std::pair<Time, RevisionKey>> key(const RevisionKey& key, const Definition& row) {
    if (!row.gone) return {};
    return {{*row.gone, key}};
  }
};

struct Family {
  std::int64_t latest = 0;  // numbers are never given again
};
STATE(Family, latest)

// ---- Services

struct Deployment {
  std::string id;  // "ecs-svc/1234567890123456789"
  RevisionKey definition;
  Given given;
  Time created{}, updated{};
  std::int64_t failed = 0;
  bool completed = false;
  std::string number;  // of its service deployment and its service revision
};
STATE(Deployment, id, definition, given, created, updated, failed, completed, number)

struct Event {
  std::string id;
  Time created{};
  std::string message;
};
STATE(Event, id, created, message)

struct Service {
  Given given;
  std::string status = "ACTIVE";
  std::int64_t desired = 0;
  std::optional<RevisionKey> definition;  // none while an external controller has not chosen a task set
  std::vector<Deployment> deployments;    // the primary one first
  std::vector<Event> events;              // the latest first, at most 100
  std::string created_by, token;          // CreateService's clientToken
  Time created{};
  bool long_arn = true;
  kit::Tags tags;
};
STATE(Service, given, status, desired, definition, deployments, events, created_by, token, created, long_arn,
      tags)

// Services of a cluster by status and launch type, to be counted.
struct ByStatus {
  static std::optional<InCluster> key(const InCluster& key, const Service&) { return key; }
  static std::pair<std::string, std::string> group(const InCluster& key, const Service& row) {
    const auto type = row.given.find("launchType");
    return {
        key.cluster,
        row.status + (type != row.given.end() && type->second.string() == "FARGATE" ? " FARGATE" : " EC2")};
  }
};

// What an express service is made of, beside the service that carries it.
struct Express {
  std::string infrastructure_role, endpoint;
  Time updated{};
};
STATE(Express, infrastructure_role, endpoint, updated)

// What its clients asked for, by service revision.
struct ExpressConfiguration {
  Given given;
  Time created{};
};
STATE(ExpressConfiguration, given, created)

struct TaskSet {
  Given given;
  std::string status = "ACTIVE";
  RevisionKey definition;
  double scale = 100;  // percent of the service's desired count
  Time created{}, updated{};
  std::optional<Time> steady;  // since when it has as many running tasks as it should; none: stabilizing
  std::string token;           // CreateTaskSet's clientToken
  kit::Tags tags;
};
STATE(TaskSet, given, status, definition, scale, created, updated, steady, token, tags)

// A lifecycle hook that has been reached.
struct Hook {
  std::string id, stage;
  std::string status = "AWAITING_ACTION";
  std::optional<Time> expires;
  std::string timeout_action;
};
STATE(Hook, id, stage, status, expires, timeout_action)

// One roll-out of a service's revision, as DescribeServiceDeployments tells it.
struct Rollout {
  std::string status = "IN_PROGRESS", reason;
  std::string source;  // the revision before; empty on the first one
  Given given;         // deploymentConfiguration
  Time created{}, updated{};
  std::optional<Time> finished, stopped;
  std::string stage;         // lifecycleStage
  std::vector<Hook> hooks;   // in the order in which they were reached
  std::optional<Time> bake;  // until when both revisions run
  bool alone = true;         // no other revision ran when it began

  bool runs() const { return status == "IN_PROGRESS"; }
};
STATE(Rollout, status, reason, source, given, created, updated, finished, stopped, stage, hooks, bake, alone)

// When a hook's time or the bake time is over.
struct ByWaiting {
  static std::optional<std::pair<Time, InService>> key(const InService& key, const Rollout& row) {
    if (!row.runs()) return {};
    Time due = row.bake.value_or(kit::never);
    if (!row.hooks.empty() && row.hooks.back().status == "AWAITING_ACTION")
      due = std::min(due, row.hooks.back().expires.value_or(kit::never));
    if (due == kit::never) return {};
    return {{due, key}};
  }
};

struct Revision {
  RevisionKey definition;
  Given given;
  Time created{};
};
STATE(Revision, definition, given, created)

// ---- Tasks

// What a task takes of a container instance.
struct Need {
  std::int64_t cpu = 0, memory = 0;  // CPU units, MiB
  std::vector<std::int64_t> ports, udp_ports;
};
STATE(Need, cpu, memory, ports, udp_ports)

struct Container {
  std::string id, name, image;
  std::string status;  // as an agent submitted it; empty: follows the task
  std::string reason, runtime_id;
  std::optional<std::int64_t> exit_code;
  std::string cpu, memory, memory_reservation;
  Given told;  // by its agent: imageDigest, networkBindings, managedAgents
};
STATE(Container, id, name, image, status, reason, runtime_id, exit_code, cpu, memory, memory_reservation,
      told)

struct Task {
  Given given;  // overrides, ephemeralStorage, startedBy, attachments, and the times that its agent told
  kit::Stage stage;
  std::string desired = "RUNNING";
  RevisionKey definition;
  std::string service, deployment;  // the deployment's or task set's id; empty when run by hand
  std::string daemon;               // whose task it is; its deployment is a daemon revision's id
  std::string instance;             // container instance's id; empty on Fargate and while none has room
  std::string launch_type, provider, group;
  std::string cpu, memory;
  Need need;
  std::vector<Container> containers;
  Time created{};
  std::optional<Time> started, stopping, stopped;
  std::string stopped_reason, stop_code;
  std::optional<Time> protected_until;
  std::int64_t version = 1;
  bool long_arn = true, execute_command = false;
  std::string token;  // RunTask's clientToken
  kit::Tags tags;

  bool ended() const { return stage.state == "STOPPED"; }
  bool stops() const { return desired == "STOPPED"; }
  bool waits_for_room() const {
    return launch_type != "FARGATE" && instance.empty() && stage.move == "launch";
  }
};
STATE(Task, given, stage, desired, definition, service, deployment, daemon, instance, launch_type, provider,
      group, cpu, memory, need, containers, created, started, stopping, stopped, stopped_reason, stop_code,
      protected_until, version, long_arn, execute_command, token, tags)

// A stopped task can be seen for an hour (developer guide, "Viewing stopped task errors").
inline constexpr kit::Duration seen_after_stop = kit::hours(1);

struct ByDue {
  static std::optional<std::pair<Time, InCluster>> key(const InCluster& key, const Task& task) {
    if (task.stage.due != kit::never) return {{task.stage.due, key}};
    if (task.ended() && task.stopped) return {{*task.stopped + seen_after_stop, key}};
    return {};
  }
};
struct ByService {
  static std::optional<InCluster> key(const InCluster& key, const Task& task) {
    if (task.service.empty()) return {};
    return key;
  }
  static std::pair<std::string, std::string> group(const InCluster& key, const Task& task) {
    return {key.cluster, task.service};
  }
};
// Those that take room on a container instance.
struct ByInstance {
  static std::optional<InCluster> key(const InCluster& key, const Task& task) {
    if (task.instance.empty() || task.ended()) return {};
    return key;
  }
  static std::pair<std::string, std::string> group(const InCluster& key, const Task& task) {
    return {key.cluster, task.instance};
  }
};
// Running and pending ones of a cluster by launch type, to be counted.
struct ByCondition {
  static std::optional<InCluster> key(const InCluster& key, const Task& task) {
    if (task.ended() || (task.stops() && task.stage.state != "RUNNING")) return {};
    return key;
  }
  static std::pair<std::string, std::string> group(const InCluster& key, const Task& task) {
    return {key.cluster, (task.stage.state == "RUNNING" ? "running " : "pending ") + task.launch_type};
  }
};
// Services' tasks that no container instance had room for.
struct ByWant {
  static std::optional<InCluster> key(const InCluster& key, const Task& task) {
    if (task.service.empty() || !task.waits_for_room() || task.stage.due != kit::never) return {};
    return key;
  }
  static std::string group(const InCluster& key, const Task&) { return key.cluster; }
};

// ---- Container instances and capacity providers

struct Instance {
  Given given;  // totalResources, versionInfo, platformDevices
  std::string ec2_id;
  std::string status = "ACTIVE";
  std::map<std::string, std::optional<std::string>> attributes;
  Time registered{};
  std::int64_t version = 1;
  kit::Stage agent;      // of its update; empty when there was none
  std::string provider;  // the capacity provider that made it
  bool long_arn = true;
  kit::Tags tags;
};
STATE(Instance, given, ec2_id, status, attributes, registered, version, agent, provider, long_arn, tags)

struct ByUpdate {
  static std::optional<std::pair<Time, InCluster>> key(const InCluster& key, const Instance& row) {
    if (row.agent.due == kit::never) return {};
    return {{row.agent.due, key}};
  }
};

struct Provider {
  Given given;  // autoScalingGroupProvider or managedInstancesProvider
  std::string cluster;
  std::string update_status;
  kit::Tags tags;
};
STATE(Provider, given, cluster, update_status, tags)

// ---- Daemons: a task on each container instance of their capacity providers

struct Daemon {
  std::string status = "ACTIVE";
  std::string revision, deployment;  // ids of the latest
  std::string token;                 // CreateDaemon's clientToken
  Time created{}, updated{};
  kit::Tags tags;
};
STATE(Daemon, status, revision, deployment, token, created, updated, tags)

struct DaemonRevision {
  RevisionKey definition;
  std::vector<std::string> providers;
  Given given;  // propagateTags, enableECSManagedTags, enableExecuteCommand
  Time created{};
};
STATE(DaemonRevision, definition, providers, given, created)

struct DaemonRollout {
  std::string status = "IN_PROGRESS", reason;
  std::string target;  // a revision's id; empty when it takes the daemon away
  std::string source;  // the revision before; empty on the first one
  Given given;         // deploymentConfiguration
  Time created{};
  std::optional<Time> finished, stopped;
  std::optional<Time> bake;  // until when it is watched
  bool baked = false;

  bool runs() const { return status == "IN_PROGRESS"; }
};
STATE(DaemonRollout, status, reason, target, source, given, created, finished, stopped, bake, baked)

struct ByBaking {
  static std::optional<std::pair<Time, InService>> key(const InService& key, const DaemonRollout& row) {
    if (!row.bake || !row.runs()) return {};
    return {{*row.bake, key}};
  }
};

// ---- Settings

struct SettingKey {
  std::string principal;  // an ARN; empty: of all who have none of their own
  std::string name;
  auto operator<=>(const SettingKey&) const = default;
  bool operator==(const SettingKey&) const = default;
};
STATE(SettingKey, principal, name)

struct Setting {
  std::string value;
};
STATE(Setting, value)

struct State {
  kit::Table<Cluster> clusters;
  kit::Table<Family> families;
  kit::Table<Definition, RevisionKey, ByGoing> definitions;
  kit::Table<Service, InCluster, ByStatus> services;
  kit::Table<TaskSet, InService> task_sets;
  kit::Table<Rollout, InService, ByWaiting> rollouts;
  kit::Table<Revision, InService> revisions;
  kit::Table<Express, InCluster> express;
  kit::Table<ExpressConfiguration, InService> express_configurations;
  kit::Table<Task, InCluster, ByDue, ByService, ByInstance, ByCondition, ByWant> tasks;
  kit::Table<Instance, InCluster, ByUpdate> instances;
  kit::Table<Provider> providers;
  kit::Table<Family> daemon_families;
  kit::Table<Definition, RevisionKey, ByGoing> daemon_definitions;
  kit::Table<Daemon, InCluster> daemons;
  kit::Table<DaemonRevision, InService> daemon_revisions;
  kit::Table<DaemonRollout, InService, ByBaking> daemon_rollouts;
  kit::Table<Setting, SettingKey> settings;

  Time next_deadline() const;
  void settle(kit::Turn& turn);  // what the clock moves: tasks, hooks, agents, what is deleted
};
STATE(State, clusters, families, definitions, services, task_sets, rollouts, revisions, express,
      express_configurations, tasks, instances, providers, daemon_families, daemon_definitions, daemons,
      daemon_revisions, daemon_rollouts, settings)

inline constexpr std::string_view task_model = "ecs::task", agent_model = "ecs::container_agent";
extern const kit::Lifecycle task_lifecycle, agent_lifecycle;

inline constexpr kit::TagRules tag_rules{
    50,
    {"InvalidParameterException", "The maximum number of tags on a resource is 50."},
    {"InvalidParameterException", "Tag keys that begin with aws: are reserved."}};

inline constexpr kit::Error no_cluster{"ClusterNotFoundException", "Cluster not found."};
inline constexpr kit::Error no_service{"ServiceNotFoundException", "Service not found."};
inline constexpr kit::Error no_task{"InvalidParameterException", "The referenced task was not found."};
inline constexpr kit::Error bad_token{"InvalidParameterException", "Invalid token."};
inline constexpr kit::Error bad_launch_type{"InvalidParameterException",
                                            "launch type should be one of [EC2,FARGATE,EXTERNAL]"};

// CreateService and CreateTaskSet word it in an older way.
inline constexpr kit::Error create_launch_type{"ClientException",
                                               "launch type should be one of [EC2,FARGATE]"};
inline constexpr kit::Error cannot_describe{"ClientException", "Unable to describe task definition."};
inline constexpr kit::Error empty_instances{"ClientException", "Container Instances cannot be empty."};
inline constexpr kit::Error no_subnets{"InvalidParameterException", "subnets can not be empty."};
inline constexpr kit::Error bad_subnet{"InvalidParameterException",
                                       "Error retrieving subnet information for [{}]: {} (ErrorCode: {})"};

}  // namespace understudy::ecs
