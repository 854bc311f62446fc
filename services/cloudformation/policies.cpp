// Stack policies, termination protection and signals.
#include <fmt/format.h>

#include "services/cloudformation/errands.hpp"
#include "services/cloudformation/handlers.hpp"
#include "services/kit/json.hpp"

namespace understudy::cloudformation {

kit::Outcome get_stack_policy(Call& call, State& state) {
  const std::string* id = find_stack(state, call.in["StackName"].text());
  if (!id) return invalid(fmt::format("Stack: {} does not exist", call.in["StackName"].text()));
  const Text& policy = state.stacks.find(*id)->settings.policy;
  if (!policy.empty()) call.out["StackPolicyBody"] = policy.view();
  return {};
}

kit::Task set_stack_policy(Call& call, State& state) {
  const std::string url(call.in["StackPolicyURL"].text());
  std::string body(call.in["StackPolicyBody"].text());
  if (!url.empty() && !body.empty())
    co_return invalid("You cannot specify both StackPolicyURL and StackPolicyBody");
  if (!find_stack(state, call.in["StackName"].text()))
    co_return invalid(fmt::format("Stack: {} does not exist", call.in["StackName"].text()));
  if (!url.empty()) {
    kit::Request request = ask_for_object(call, url);
    const kit::Answer answer = co_await call.ask(std::move(request));
    body = object_in(answer, url);
  }
  if (!kit::parse_json(body, call.arena()))
    co_return invalid("Error validating stack policy: Invalid stack policy");
  const std::string id = stack_of(state, call.in["StackName"].text());
  state.stacks.edit(id)->settings.policy = Text(body);
  co_return {};
}

kit::Outcome update_termination_protection(Call& call, State& state) {
  const std::string_view name = call.in["StackName"].text();
  const std::string* found = find_stack(state, name);
  if (!found || state.stacks.find(*found)->gone())
    return invalid(fmt::format("Stack [{}] does not exist", name));
  const std::string id = *found;
  if (!state.stacks.find(id)->parent.empty())
    return invalid(fmt::format("Termination protection cannot be set on nested stack [{}].", name));
  state.stacks.edit(id)->settings.protect = call.in["EnableTerminationProtection"].boolean();
  call.out["StackId"] = id;
  return {};
}

// Nothing here waits for signals: creation policies and wait conditions are refused before (definition.cpp).
kit::Outcome signal_resource(Call& call, State& state) {
  const std::string id = stack_of(state, call.in["StackName"].text());
  const std::string logical(call.in["LogicalResourceId"].text());
  const Resource* row = state.resources.find({id, logical});
  if (!row)
    return invalid(
        fmt::format("Resource {} does not exist for stack {}", logical, state.stacks.find(id)->name));
  return invalid(fmt::format("Signals cannot be sent to resource {} in status {}", logical, row->status));
}

}  // namespace understudy::cloudformation
