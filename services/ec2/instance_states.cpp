// What moves instances: start, stop, reboot, terminate; and monitoring.
#include <algorithm>

#include "services/ec2/handlers.hpp"
#include "services/ec2/instances.hpp"
#include "services/ec2/networks.hpp"
#include "services/ec2/stages.hpp"
#include "services/kit/format.hpp"

namespace understudy::ec2 {
namespace {

constexpr kit::Error wrong_state{"IncorrectInstanceState",
                                 "The instance '{}' is not in a state from which it can be {}."};
constexpr kit::Error protected_from_end{"OperationNotPermitted",
                                        "The instance '{}' may not be terminated. Modify its "
                                        "'disableApiTermination' instance attribute and try again."};
constexpr kit::Error protected_from_stop{
    "OperationNotPermitted",
    "The instance '{}' may not be stopped. Modify its 'disableApiStop' instance attribute and try again."};

// "User initiated (2026-01-02 03:04:05 GMT)"
std::string by_user(kit::Time now) {
  std::string text = kit::rfc3339(std::chrono::floor<kit::seconds>(now));
  text[10] = ' ';
  text.pop_back();
  return "User initiated (" + text + " GMT)";
}

// The state that the instance was in, the move, the state that it is in now.
void move(const Call& call, State& state, const std::string& id, std::string_view name, const Out& out) {
  out["InstanceId"] = id;
  show_state(state.instances.find(id)->stage.state, out["PreviousState"].structure(2));
  if (!name.empty()) {
    kit::start(state.instances.edit(id)->stage, instance_lifecycle, name,
               call.turn().progression(instance_lifecycle.model), call.now());
    arrived(state, call.turn(), id);
  }
  show_state(state.instances.find(id)->stage.state, out["CurrentState"].structure(2));
}

void start_one(const Call& call, State& state, const std::string& id, const Out& out) {
  const std::string now = state.instances.find(id)->stage.state;
  if (now == "running" || now == "pending") return move(call, state, id, "", out);
  if (now != "stopped") throw wrong_state.says(id, "started");
  {
    auto edit = state.instances.edit(id);
    edit->launched = std::chrono::floor<kit::seconds>(call.now());
    edit->transition_reason.clear(), edit->reason_code.clear(), edit->reason.clear();
  }
  // Amazon lends another public address each time (EC2 user guide, "Stop and start").
  if (const auto primary = primary_interface(state, id)) {
    const Interface& row = *state.interfaces.find(*primary);
    const Subnet* subnet = state.subnets.find(row.subnet);
    if (subnet && subnet->map_public_ip && ids_of<&Address::interface>(state.addresses, *primary).empty())
      state.interfaces.edit(*primary)->public_ip = public_address(call.random());
  }
  move(call, state, id, "start", out);
}

void stop_one(const Call& call, State& state, const std::string& id, const Out& out) {
  const Instance& row = *state.instances.find(id);
  const std::string now = row.stage.state;
  if (row.protection.stop) throw protected_from_stop.says(id);
  if (now == "stopped" || now == "stopping") return move(call, state, id, "", out);
  if (now != "running") throw wrong_state.says(id, "stopped");
  if (row.traits.root_type == "instance-store")
    throw kit::Failure(
        "UnsupportedOperation",
        fmt::format("The instance '{}' does not have an 'ebs' root device type and cannot be stopped.", id));
  {
    auto edit = state.instances.edit(id);
    edit->transition_reason = by_user(call.now());
    edit->reason_code = "Client.UserInitiatedShutdown";
    edit->reason = "Client.UserInitiatedShutdown: User initiated shutdown";
  }
  move(call, state, id, "stop", out);
}

void terminate_one(const Call& call, State& state, const std::string& id, const Out& out) {
  const Instance& row = *state.instances.find(id);
  const std::string now = row.stage.state;
  if (now == "terminated" || now == "shutting-down") return move(call, state, id, "", out);
  if (row.protection.termination) throw protected_from_end.says(id);
  {
    auto edit = state.instances.edit(id);
    edit->transition_reason = by_user(call.now());
    edit->reason_code = "Client.UserInitiatedShutdown";
    edit->reason = "Client.UserInitiatedShutdown: User initiated shutdown";
  }
  move(call, state, id, now == "stopped" ? "terminate-stopped" : "terminate", out);
}

kit::Outcome move_all(Call& call, State& state, Key member, auto&& one) {
  const Texts ids = instances_meant(call, state);
  const OutList list = call.out[member].list();
  for (const std::string& id : ids) one(call, state, id, list.add().structure(3));
  return {};
}

kit::Outcome monitor(Call& call, State& state, bool on) {
  const Texts ids = instances_meant(call, state);
  const OutList list = call.out["InstanceMonitorings"].list();
  for (const std::string& id : ids) {
    state.instances.edit(id)->traits.monitored = on;
    const Out out = list.add().structure(2);
    out["InstanceId"] = id;
    out["Monitoring"].structure(1)["State"] = on ? "pending" : "disabling";
  }
  return {};
}

}  // namespace

Texts instances_meant(const Call& call, State& state) {
  const In given = call.in["InstanceIds"];
  if (given.empty()) throw bad_combination("No instances specified");
  need_all(state.instances, given, kinds::instance);
  Texts ids;
  for (const In id : given) {
    if (std::ranges::count(ids, id.text())) continue;
    ids.emplace_back(id.text());
    settle_instance(state, call.turn(), ids.back());
  }
  return ids;
}

std::string instance_meant(const Call& call, State& state) {
  std::string id(call.in["InstanceId"].text());
  need(state.instances, id, kinds::instance);
  settle_instance(state, call.turn(), id);
  return id;
}

kit::Outcome start_instances(Call& call, State& state) {
  return move_all(call, state, "StartingInstances", start_one);
}
kit::Outcome stop_instances(Call& call, State& state) {
  if (call.in["Hibernate"].boolean())
    for (const std::string& id : instances_meant(call, state)) {
      kit::Arena arena;
      const auto options = state.instances.find(id)->options.find("HibernationOptions");
      if (options == state.instances.find(id)->options.end() ||
          !In(given(options->second, arena))["Configured"].boolean())
        return kit::Error{"UnsupportedHibernationConfiguration",
                          "The instance '{}' is not configured for hibernation."}
            .says(id);
    }
  return move_all(call, state, "StoppingInstances", stop_one);
}
kit::Outcome terminate_instances(Call& call, State& state) {
  return move_all(call, state, "TerminatingInstances", terminate_one);
}

kit::Outcome reboot_instances(Call& call, State& state) {
  for (const std::string& id : instances_meant(call, state)) {
    const std::string& now = state.instances.find(id)->stage.state;
    if (now != "running" && now != "pending") return wrong_state.says(id, "rebooted");
  }
  return {};
}

kit::Outcome monitor_instances(Call& call, State& state) { return monitor(call, state, true); }
kit::Outcome unmonitor_instances(Call& call, State& state) { return monitor(call, state, false); }

}  // namespace understudy::ec2
