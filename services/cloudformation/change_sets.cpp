// Change sets: what an update would do, looked at before it is done.
#include <fmt/format.h>

#include <algorithm>

#include "services/cloudformation/errands.hpp"
#include "services/cloudformation/handlers.hpp"
#include "services/cloudformation/work.hpp"
#include "services/kit/arn.hpp"
#include "services/kit/json.hpp"

namespace understudy::cloudformation {
namespace {

constexpr kit::Error no_change_set{"ChangeSetNotFound", "ChangeSet [{}] does not exist"};
constexpr std::string_view nothing_changes =
    "The submitted information didn't contain changes. Submit different information to create a change set.";

std::vector<Change> changes_of(const Call& call, const State& state, const std::string& id,
                               const Definition& next) {
  const Stack& stack = *state.stacks.find(id);
  std::vector<Change> all;
  Working working(state, where_of(call, stack, id), next, call.arena(), true);
  const auto order = working.order();
  for (const std::string& logical : order) {
    const Resource* row = state.resources.find({id, logical});
    Change change{"Add", logical, {}, working.type(logical), {}, {}};
    if (row && !row->physical.empty() && row->status != "DELETE_COMPLETE") {
      const auto type = find_type(change.type);
      const auto before = kit::parse_json(row->properties.view(), call.arena()).value_or(Value());
      const Value after =
          type ? with_tags(**type, next.tags, working.properties(logical), call.arena()) : Value();
      change.properties = differences(before, after);
      if (change.properties.empty() && row->type == change.type) continue;
      change.action = "Modify";
      change.physical = row->physical;
      change.replacement =
          row->type != change.type || (type && replaces(**type, before, after)) ? "True" : "False";
    }
    all.push_back(std::move(change));
  }
  each_resource(state, id, [&](const std::string& logical, const Resource& row) {
    if (std::ranges::find(order, logical) == order.end() && !row.physical.empty())
      all.push_back({"Remove", logical, row.physical, row.type, {}, {}});
  });
  return all;
}

void show_change(const Change& change, const Out& out) {
  out["Type"] = "Resource";
  const Out of = out["ResourceChange"].structure(8);
  of["Action"] = change.action;
  of["LogicalResourceId"] = change.logical;
  if (!change.physical.empty()) of["PhysicalResourceId"] = change.physical;
  of["ResourceType"] = change.type;
  if (!change.replacement.empty()) of["Replacement"] = change.replacement;
  const OutList scope = of["Scope"].list(1);
  if (change.action == "Modify") scope.add() = "Properties";
  const OutList details = of["Details"].list();
  for (const std::string& property : change.properties) {
    const Out detail = details.add().structure(3);
    const Out target = detail["Target"].structure(3);
    target["Attribute"] = "Properties";
    target["Name"] = property;
    target["RequiresRecreation"] = change.replacement == "True" ? "Conditionally" : "Never";
    detail["Evaluation"] = "Static";
    detail["ChangeSource"] = "DirectModification";
  }
}

void show_set(const State& state, const std::string& id, const ChangeSet& set, const Out& out) {
  out["ChangeSetName"] = set.name;
  out["ChangeSetId"] = id;
  out["StackId"] = set.stack;
  out["StackName"] = state.stacks.find(set.stack)->name;
  if (!set.description.empty()) out["Description"] = set.description;
  out["CreationTime"] = set.created;
  out["ExecutionStatus"] = set.execution;
  out["Status"] = set.status;
  if (!set.reason.empty()) out["StatusReason"] = set.reason;
}

void forget_sets(State& state, const std::string& stack, const std::string& but) {
  std::vector<std::string> gone;
  for (const auto& [id, row] : state.change_sets.rows())
    if (row->row.stack == stack && id != but) gone.push_back(id);
  for (const std::string& id : gone) state.change_sets.erase(id);
}

}  // namespace

std::string change_set_of(const State& state, std::string_view name_or_id, std::string_view stack) {
  if (kit::Arn::parse(name_or_id)) {
    if (state.change_sets.contains(std::string(name_or_id))) return std::string(name_or_id);
    throw no_change_set.says(name_or_id);
  }
  const std::string* owner = stack.empty() ? nullptr : find_stack(state, stack);
  if (!stack.empty() && !owner) throw invalid(fmt::format("Stack [{}] does not exist", stack));
  const std::string* newest = nullptr;  // one that was carried out leaves its name to others
  for (const auto& [id, row] : state.change_sets.rows())
    if (row->row.name == name_or_id && (!owner || row->row.stack == *owner) &&
        (!newest || row->row.number > state.change_sets.find(*newest)->number))
      newest = &id;
  if (!newest) throw no_change_set.says(name_or_id);
  return *newest;
}

void make_change_set(const Call& call, State& state, const In& in, const std::string& key,
                     const Stored& stored) {
  const std::string_view type = in["ChangeSetType"].text("UPDATE"), name = in["StackName"].text();
  if (type == "IMPORT" || !in["ResourcesToImport"].empty())
    throw invalid("Change sets that import resources are not played by this server.");
  const std::string* there = find_stack(state, name);
  const bool living = there && !state.stacks.find(*there)->gone();
  std::string id;
  if (type == "CREATE") {
    if (living && state.stacks.find(*there)->status != "REVIEW_IN_PROGRESS")
      throw invalid(
          fmt::format("Stack [{}] already exists and cannot be created again with the changeSet [{}].", name,
                      in["ChangeSetName"].text()));
    Definition empty = read_definition(in, nullptr, stored, call.arena());
    if (living) {
      id = *there;
    } else {
      check_stack_name(call, name);
      Definition none;
      none.tags = empty.tags;
      id = insert_stack(call, state, in, std::move(none), "");
      set_status(call.turn(), state, id, "REVIEW_IN_PROGRESS", "User Initiated");
    }
  } else {
    if (!living) throw invalid(fmt::format("Stack [{}] does not exist", name));
    id = *there;
    if (state.stacks.find(id)->busy() || state.stacks.find(id)->status.ends_with("IN_PROGRESS"))
      throw invalid(
          fmt::format("Stack:{} is in {} state and can not be updated.", id, state.stacks.find(id)->status));
  }
  for (const auto& [set, row] : state.change_sets.rows())
    if (row->row.stack == id && row->row.name == in["ChangeSetName"].text() &&
        row->row.execution != "EXECUTE_COMPLETE")
      throw kit::Failure("AlreadyExistsException",
                         fmt::format("ChangeSet {} already exists", in["ChangeSetName"].text()));
  const Stack& stack = *state.stacks.find(id);
  ChangeSet set;
  set.stack = id;
  set.name = in["ChangeSetName"].text();
  set.description = in["Description"].text();
  set.type = type;
  set.created = call.now();
  for (const auto& [other, row] : state.change_sets.rows())
    set.number = std::max(set.number, row->row.number + 1);
  set.on_failure = in["OnStackFailure"].text();
  set.definition = read_definition(in, stack.status == "REVIEW_IN_PROGRESS" ? nullptr : &stack.definition,
                                   stored, call.arena());
  set.changes = changes_of(call, state, id, set.definition);
  const bool same = set.changes.empty() && type == "UPDATE" && set.definition.tags == stack.definition.tags &&
                    set.definition.template_json == stack.definition.template_json &&
                    set.definition.parameters == stack.definition.parameters;
  set.status = same ? "FAILED" : "CREATE_COMPLETE";
  set.execution = same ? "UNAVAILABLE" : "AVAILABLE";
  if (same) set.reason = nothing_changes;
  const std::string set_id =
      fmt::format("arn:{}:cloudformation:{}:{}:changeSet/{}/{}", kit::partition_of(call.region()),
                  call.region(), call.account(), set.name, call.random().uuid());
  state.change_sets.insert(set_id, std::move(set));
  auto edit = state.stacks.edit(id);
  edit->began_by = key;
  edit->change_set = set_id;
}

void execute(const Call& call, State& state, const In& in, const std::string& key) {
  const std::string set_id = change_set_of(state, in["ChangeSetName"].text(), in["StackName"].text());
  const ChangeSet set = *state.change_sets.find(set_id);
  const std::string token(in["ClientRequestToken"].text());
  if (set.execution != "AVAILABLE")
    throw kit::Failure(
        "InvalidChangeSetStatus",
        fmt::format("ChangeSet [{}] cannot be executed in its current status of [{}]", set_id, set.status));
  const std::string id = set.stack;
  {
    auto stack = state.stacks.edit(id);
    stack->change_set = set_id;
    stack->settings.disable_rollback = in["DisableRollback"].boolean();
    if (!set.on_failure.empty())
      stack->settings.on_failure = set.on_failure == "DO_NOTHING" ? "DO_NOTHING" : set.on_failure;
  }
  if (state.stacks.find(id)->status == "REVIEW_IN_PROGRESS") {
    {
      auto stack = state.stacks.edit(id);
      stack->definition = set.definition;
      stack->description = description_of(set.definition, call.arena());
    }
    begin_creation(call, state, id, token);
  } else {
    begin_update(call, state, id, set.definition, token);
  }
  state.stacks.edit(id)->began_by = key;
  state.change_sets.edit(set_id)->execution = "EXECUTE_COMPLETE";
  forget_sets(state, id, set_id);
}

kit::Outcome describe_change_set(Call& call, State& state) {
  const std::string id = change_set_of(state, call.in["ChangeSetName"].text(), call.in["StackName"].text());
  const ChangeSet& set = *state.change_sets.find(id);
  const Out out = call.out;
  show_set(state, id, set, out);
  const OutList parameters = out["Parameters"].list();
  for (const Parameter& parameter : set.definition.parameters) {
    const Out one = parameters.add().structure(2);
    one["ParameterKey"] = parameter.key;
    one["ParameterValue"] = parameter.hidden ? std::string_view("****") : std::string_view(parameter.value);
  }
  const OutList arns = out["NotificationARNs"].list();
  for (const std::string& arn : set.definition.notification_arns) arns.add() = arn;
  const OutList capabilities = out["Capabilities"].list();
  for (const std::string& each : set.definition.capabilities) capabilities.add() = each;
  const OutList tags = out["Tags"].list();
  for (const auto& [key, value] : set.definition.tags) {
    const Out tag = tags.add().structure(2);
    tag["Key"] = key;
    tag["Value"] = value;
  }
  out["RollbackConfiguration"].structure(1);
  const OutList changes = out["Changes"].list();
  for (const Change& change : set.changes) show_change(change, changes.add().structure(2));
  return {};
}

kit::Outcome list_change_sets(Call& call, State& state) {
  const std::string* stack = find_stack(state, call.in["StackName"].text());
  if (!stack) return invalid(fmt::format("Stack [{}] does not exist", call.in["StackName"].text()));
  const OutList list = call.out["Summaries"].list();
  for (const auto& [id, row] : state.change_sets.rows())
    if (row->row.stack == *stack) show_set(state, id, row->row, list.add().structure(10));
  return {};
}

// Deleting what is not there succeeds by name; AWS finds no fault with it either (API reference,
// DeleteChangeSet).
kit::Outcome delete_change_set(Call& call, State& state) {
  const std::string id = change_set_of(state, call.in["ChangeSetName"].text(), call.in["StackName"].text());
  state.change_sets.erase(id);
  return {};
}

}  // namespace understudy::cloudformation
