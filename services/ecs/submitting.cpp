// What container agents submit of their tasks.
#include <algorithm>
#include <vector>

#include "services/ecs/handlers.hpp"

namespace understudy::ecs {
namespace {

// A task that the agent speaks of; nothing for one that is not known, as AWS acknowledges those too.
std::optional<InCluster> submitted_task(const Call& call, const State& state) {
  InCluster key{cluster_of(call, state), std::string(last_of(call.in["task"].text()))};
  return state.tasks.contains(key) ? std::optional(key) : std::nullopt;
}

constexpr Key told_of_containers[] = {"imageDigest", "networkBindings"};

void read_container(const In& in, Task& task, std::string_view name) {
  const auto found = std::ranges::find(task.containers, name, &Container::name);
  if (found == task.containers.end()) return;
  if (in["status"]) found->status = in["status"].text();
  if (in["runtimeId"]) found->runtime_id = in["runtimeId"].text();
  if (in["reason"]) found->reason = in["reason"].text();
  if (in["exitCode"]) found->exit_code = in["exitCode"].integer();
  take(in, told_of_containers, found->told);
}

// One of a container's managed agents: known ones change, others are new.
void read_agent(const Call& call, const In& in, Task& task) {
  const auto container = std::ranges::find(task.containers, in["containerName"].text(), &Container::name);
  if (container == task.containers.end()) return;
  kit::Arena& arena = call.arena();
  kit::Value list = kit::Value::list(arena);
  const auto change = [&](const Out& agent) {
    agent["lastStatus"] = in["status"].text();
    if (in["reason"]) agent["reason"] = in["reason"].text();
    if (in["status"].text() == "RUNNING") agent["lastStartedAt"] = call.now();
  };
  bool known = false;
  for (const In each : part(container->told, "managedAgents", arena)) {
    kit::Value copy = kit::copy(each.value(), arena);
    if (each["name"].text() == in["managedAgentName"].text()) {
      known = true;
      change(Out(copy, arena));
    }
    list.add(arena) = copy;
  }
  if (!known) {
    const Out agent = Slot(list.add(arena), arena).structure(4);
    agent["name"] = in["managedAgentName"].text();
    change(agent);
  }
  put(container->told, "managedAgents", In(list));
}

// Gives the task's attachment of that id its state; false when it has none.
bool set_attachment(const Call& call, Task& task, std::string_view id, std::string_view status) {
  kit::Arena& arena = call.arena();
  kit::Value list = kit::Value::list(arena);
  bool found = false;
  for (const In each : part(task.given, "attachments", arena)) {
    const Out to(list.add(arena) = kit::copy(each.value(), arena), arena);
    if (each["id"].text() != id) continue;
    to["status"] = status;
    found = true;
  }
  if (found) put(task.given, "attachments", In(list));
  return found;
}

}  // namespace

kit::Outcome submit_container_state_change(Call& call, State& state) {
  call.out["acknowledgment"] = "ACK";
  const auto key = submitted_task(call, state);
  if (!key) return {};
  auto task = state.tasks.edit(*key);
  read_container(call.in, *task, call.in["containerName"].text());
  ++task->version;
  return {};
}

kit::Outcome submit_task_state_change(Call& call, State& state) {
  call.out["acknowledgment"] = "ACK";
  const auto key = submitted_task(call, state);
  if (!key) return {};
  const std::string_view status = call.in["status"].text();
  {
    auto task = state.tasks.edit(*key);
    for (const In each : call.in["containers"]) read_container(each, *task, each["containerName"].text());
    for (const In each : call.in["managedAgents"]) read_agent(call, each, *task);
    for (const In each : call.in["attachments"])
      set_attachment(call, *task, last_of(each["attachmentArn"].text()), each["status"].text());
    constexpr Key times[] = {"pullStartedAt", "pullStoppedAt", "executionStoppedAt"};
    take(call.in, times, task->given);
    ++task->version;
    if (status == "RUNNING" && !task->stops()) task->stage = {"RUNNING", {}, 0, 0, kit::never};
  }
  if (status == "RUNNING") moved(call.turn(), state, *key);
  if (status == "STOPPED")
    stop(call.turn(), state, *key, "EssentialContainerExited",
         std::string(call.in["reason"].text("Essential container in task exited")), true);
  return {};
}

kit::Outcome submit_attachment_state_changes(Call& call, State& state) {
  const std::string cluster = cluster_of(call, state);
  std::vector<InCluster> tasks;
  for (auto at = state.tasks.rows().lower_bound({cluster, ""});
       at != state.tasks.rows().end() && at->first.cluster == cluster; ++at)
    if (at->second->row.given.contains("attachments")) tasks.push_back(at->first);
  for (const In change : call.in["attachments"]) {
    const std::string_view id = last_of(change["attachmentArn"].text());
    for (const InCluster& key : tasks) {
      Task changed = *state.tasks.find(key);
      if (!set_attachment(call, changed, id, change["status"].text())) continue;
      ++changed.version;
      *state.tasks.edit(key) = std::move(changed);
      break;
    }
  }
  call.out["acknowledgment"] = "ACK";
  return {};
}

}  // namespace understudy::ecs
