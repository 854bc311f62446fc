// The steps of work: each opens or closes one resource, or ends a phase.
#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "services/cloudformation/work.hpp"
#include "services/kit/json.hpp"

namespace understudy::cloudformation {
namespace {

bool removes(const Work& work) {
  return work.phase == "cleanup" || work.phase == "undo" || work.phase == "remove";
}

const std::string& at_hand(const Stack& stack) { return stack.work.queue[stack.work.at]; }

// The row that the step is about: of the stack, or of what it has left over.
const Resource* row_of(const State& state, const std::string& id) {
  const Stack& stack = *state.stacks.find(id);
  if (stack.work.phase == "cleanup") return &stack.work.leftovers[stack.work.at].resource;
  return state.resources.find({id, at_hand(stack)});
}

template <class F>
void edit_row(State& state, const std::string& id, F&& change) {
  const Stack& stack = *state.stacks.find(id);
  if (stack.work.phase == "cleanup") {
    const std::uint32_t at = stack.work.at;
    change(state.stacks.edit(id)->work.leftovers[at].resource);
  } else {
    change(*state.resources.edit({id, at_hand(stack)}));
  }
}

void mark(const Call& call, State& state, const std::string& id, std::string_view status,
          std::string_view reason = {}) {
  edit_row(state, id, [&](Resource& row) {
    row.status = status;
    row.reason = reason;
    row.updated = call.now();
  });
  const std::string logical = at_hand(*state.stacks.find(id));
  tell(call, state, id, logical, *row_of(state, id));
}

void opened(const Call& call, State& state, const std::string& id) {
  auto stack = state.stacks.edit(id);
  moved_on(call, stack->work);
  stack->work.opened = true;
}

void passed(const Call& call, State& state, const std::string& id) {
  auto stack = state.stacks.edit(id);
  ++stack->work.at;
  moved_on(call, stack->work);
}

Value parsed(const Text& json, kit::Arena& arena) {
  const auto value = kit::parse_json(json.view(), arena);
  return value && value->is(kit::Kind::map) ? *value : Value::map(arena);
}

TypeRef need_type(const std::string& name) {
  if (auto type = find_type(name)) return *type;
  throw invalid(fmt::format("Template format error: Unrecognized resource types: [{}]", name));
}

// The properties that the definition wants of the resource.
Value wanted(const Call& call, const State& state, const std::string& id, const std::string& logical) {
  const Stack& stack = *state.stacks.find(id);
  if (stack.work.phase == "revert")
    return parsed(stack.work.resources_before.at(logical).properties, call.arena());
  Working working(state, where_of(call, stack, id), stack.definition, call.arena());
  const TypeRef type = need_type(working.type(logical));
  return with_tags(*type, stack.definition.tags, working.properties(logical), call.arena());
}

void open_new(const Call& call, State& state, const std::string& id, const std::string& logical, Resource row,
              std::string_view status, std::string_view reason) {
  row.random = call.random().pick(kit::upper_alphanumeric, 12);
  row.order = 0;
  each_resource(state, id, [&](const std::string&, const Resource& other) {
    row.order = std::max(row.order, other.order + 1);
  });
  row.physical.clear();
  row.properties = {};
  row.attributes = {};
  state.resources.erase({id, logical});
  state.resources.insert({id, logical}, std::move(row));
  mark(call, state, id, status, reason);
  opened(call, state, id);
}

// AWS insists that who names a resource names its successor, too.
void check_successor(const Type& type, const Value& before, const Value& after) {
  if (type.named.empty()) return;
  const Value *was = before.find(type.named), *is = after.find(type.named);
  if (was && is && kit::same(*was, *is))
    throw invalid(
        fmt::format("CloudFormation cannot update a stack when a custom-named resource requires replacing. "
                    "Rename {} and update the stack again.",
                    text_of(*is)));
}

void open_applied(const Call& call, State& state, const std::string& id, const std::string& logical) {
  const Stack& stack = *state.stacks.find(id);
  Working working(state, where_of(call, stack, id), stack.definition, call.arena());
  const Value& declared = working.resource(logical);
  Resource fresh;
  fresh.type = working.type(logical);
  fresh.deletion_policy = at(declared, "DeletionPolicy").text();
  fresh.replacement_policy = at(declared, "UpdateReplacePolicy").text();
  const Resource* row = state.resources.find({id, logical});
  if (!row || row->physical.empty())
    return open_new(call, state, id, logical, std::move(fresh), "CREATE_IN_PROGRESS", {});
  const Value before = parsed(row->properties, call.arena());
  const Value after = wanted(call, state, id, logical);
  const TypeRef type = need_type(fresh.type);
  if (row->type != fresh.type || replaces(*type, before, after)) {
    if (row->type == fresh.type) check_successor(*type, before, after);
    state.stacks.edit(id)->work.leftovers.push_back({logical, *row});
    return open_new(call, state, id, logical, std::move(fresh), "UPDATE_IN_PROGRESS",
                    "Requested update requires the creation of a new physical resource; hence creating one.");
  }
  {
    auto edit = state.resources.edit({id, logical});
    edit->deletion_policy = fresh.deletion_policy;
    edit->replacement_policy = fresh.replacement_policy;
  }
  if (kit::same(before, after) && row->type != "AWS::CloudFormation::Stack") return passed(call, state, id);
  mark(call, state, id, "UPDATE_IN_PROGRESS");
  opened(call, state, id);
}

// What an update replaced comes back; what it changed is changed again.
void open_reverted(const Call& call, State& state, const std::string& id, const std::string& logical) {
  const Resource before = state.stacks.find(id)->work.resources_before.at(logical);
  const Resource* row = state.resources.find({id, logical});
  if (!row || row->physical != before.physical) {
    {
      auto stack = state.stacks.edit(id);
      std::erase_if(stack->work.leftovers, [&](const Leftover& l) {
        return l.logical == logical && l.resource.physical == before.physical;
      });
      if (row && !row->physical.empty()) stack->work.leftovers.push_back({logical, *row});
    }
    state.resources.erase({id, logical});
    state.resources.insert({id, logical}, before);
    mark(call, state, id, "UPDATE_COMPLETE");
    return passed(call, state, id);
  }
  if (row->properties == before.properties && row->status != "UPDATE_FAILED") return passed(call, state, id);
  mark(call, state, id, "UPDATE_IN_PROGRESS");
  opened(call, state, id);
}

void open_removed(const Call& call, State& state, const std::string& id, const std::string& logical) {
  const Stack& stack = *state.stacks.find(id);
  const Resource* row = row_of(state, id);
  if (!row || row->status == "DELETE_COMPLETE" || row->status == "DELETE_SKIPPED")
    return passed(call, state, id);
  const bool replaced = stack.work.phase == "cleanup" && state.resources.contains({id, logical});
  const std::string& policy = replaced ? row->replacement_policy : row->deletion_policy;
  const auto& retain = stack.work.retain;
  const bool making = stack.work.phase == "undo" || (stack.work.phase == "cleanup" && stack.work.before);
  const bool kept = policy == "Retain" || (policy == "RetainExceptOnCreate" && !making) ||
                    std::ranges::find(retain, logical) != retain.end();
  if (kept && !row->physical.empty()) {
    mark(call, state, id, "DELETE_SKIPPED");
    return passed(call, state, id);
  }
  if (row->physical.empty()) {
    mark(call, state, id, "DELETE_COMPLETE");
    return passed(call, state, id);
  }
  mark(call, state, id, "DELETE_IN_PROGRESS");
  opened(call, state, id);
}

std::string failed_list(const std::vector<std::string>& failed) {
  return fmt::format("[{}]", fmt::join(failed, ", "));
}

std::vector<std::string> reversed_rows(const State& state, const std::string& id) {
  std::vector<std::pair<std::uint64_t, std::string>> rows;
  each_resource(state, id, [&](const std::string& logical, const Resource& row) {
    rows.emplace_back(row.order, logical);
  });
  std::ranges::sort(rows, std::greater<>());
  std::vector<std::string> names;
  for (auto& [order, logical] : rows) names.push_back(std::move(logical));
  return names;
}

void next_phase(const Call& call, State& state, const std::string& id, std::string_view phase,
                std::vector<std::string> queue) {
  auto stack = state.stacks.edit(id);
  stack->work.phase = phase;
  stack->work.queue = std::move(queue);
  stack->work.at = 0;
  moved_on(call, stack->work);
}

// The stack rests in a status that no lifecycle leads to.
void rest_in(const Call& call, State& state, const std::string& id, std::string_view status,
             const std::string& reason = {}) {
  set_status(call.turn(), state, id, status, reason);
  state.stacks.edit(id)->work = {};
  call.wake(id);
}

void fail_work(const Call& call, State& state, const std::string& id, const std::string& own_reason = {}) {
  const Stack& stack = *state.stacks.find(id);
  const bool creating = stack.work.kind == "create";
  const bool keep =
      stack.settings.disable_rollback || (creating && stack.settings.on_failure == "DO_NOTHING");
  const std::string reason =
      !own_reason.empty() ? own_reason
                          : fmt::format("The following resource(s) failed to {}: {}. ",
                                        creating ? "create" : "update", failed_list(stack.work.failed));
  if (keep) return rest_in(call, state, id, creating ? "CREATE_FAILED" : "UPDATE_FAILED", reason);
  if (creating) {
    const bool remove = stack.settings.on_failure == "DELETE";
    set_status(call.turn(), state, id, remove ? "DELETE_IN_PROGRESS" : "ROLLBACK_IN_PROGRESS",
               reason + (remove ? "Delete requested by user." : "Rollback requested by user."));
    return next_phase(call, state, id, "undo", reversed_rows(state, id));
  }
  set_status(call.turn(), state, id, "UPDATE_ROLLBACK_IN_PROGRESS", reason);
  stop_update(call, state, id);
}

void finish_creation(const Call& call, State& state, const std::string& id) {
  try {
    const Stack& stack = *state.stacks.find(id);
    Working working(state, where_of(call, stack, id), stack.definition, call.arena());
    auto outputs = working.outputs();
    for (const std::string& logical : working.order()) working.properties(logical);  // which exports it uses
    auto edit = state.stacks.edit(id);
    edit->definition.outputs = std::move(outputs);
    edit->definition.imports = working.imports();
  } catch (const kit::Failure& failure) {
    return fail_work(call, state, id, failure.message + ". ");
  }
  const bool creating = state.stacks.find(id)->work.kind == "create";
  if (creating) return finish(call.turn(), state, id, "create");
  const Stack& stack = *state.stacks.find(id);
  Working working(state, where_of(call, stack, id), stack.definition, call.arena());
  const auto kept = working.order();
  std::vector<Leftover> removed;
  for (const std::string& logical : reversed_rows(state, id))
    if (std::ranges::find(kept, logical) == kept.end())
      removed.push_back({logical, *state.resources.find({id, logical})});
  for (const Leftover& each : removed) state.resources.erase({id, each.logical});
  set_status(call.turn(), state, id, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS");
  std::vector<std::string> queue;
  {
    auto edit = state.stacks.edit(id);
    auto& all = edit->work.leftovers;
    std::ranges::reverse(all);
    all.insert(all.begin(), removed.begin(), removed.end());
    for (const Leftover& each : all) queue.push_back(each.logical);
    edit->work.before.reset();
  }
  next_phase(call, state, id, "cleanup", std::move(queue));
}

void end_removal(const Call& call, State& state, const std::string& id) {
  const Stack& stack = *state.stacks.find(id);
  const bool undoing = stack.work.phase == "undo";
  if (!stack.work.failed.empty() && (!undoing || !stack.work.reason.empty())) {
    const std::string reason =
        fmt::format("The following resource(s) failed to delete: {}. ", failed_list(stack.work.failed));
    return rest_in(call, state, id, undoing ? "ROLLBACK_FAILED" : "DELETE_FAILED", reason);
  }
  if (undoing && stack.settings.on_failure != "DELETE") return rest_in(call, state, id, "ROLLBACK_COMPLETE");
  {
    auto edit = state.stacks.edit(id);
    edit->definition.outputs.clear();
    edit->definition.imports.clear();
  }
  finish(call.turn(), state, id, "delete");
}

}  // namespace

Value with_tags(const Type& type, const kit::Tags& tags, Value properties, kit::Arena& arena) {
  if (tags.empty() || type.service.empty()) return properties;
  const auto lines = lines_of(type);
  if (std::ranges::none_of(lines, [&](const Line& line) { return takes(type, lines, line, "Tags"); }))
    return properties;
  const Value* own = properties.find("Tags");
  const bool map = own && own->is(kit::Kind::map);
  Value all = map ? Value::map(arena) : Value::list(arena);
  const auto has = [&](std::string_view key) {
    if (map) return own->find(key) != nullptr;
    return own && std::ranges::any_of(own->elements(),
                                      [&](const Value& tag) { return at(tag, "Key").text() == key; });
  };
  for (std::uint32_t i = 0; own && i < own->size(); ++i) {
    if (map) {
      all.set(arena, own->entry(i).key) = own->entry(i).value;
    } else {
      all.add(arena) = own->elements()[i];
    }
  }
  for (const auto& [key, value] : tags) {
    if (has(key)) continue;
    if (map) {
      all.set(arena, arena.copy(key)) = Value::string(arena.copy(value));
      continue;
    }
    Value tag = Value::map(arena, 2);
    tag.set(arena, "Key") = Value::string(arena.copy(key));
    tag.set(arena, "Value") = Value::string(arena.copy(value));
    all.add(arena) = tag;
  }
  Value result = Value::map(arena, properties.size() + 1);
  for (std::uint32_t i = 0; i < properties.size(); ++i)
    if (properties.entry(i).key != "Tags")
      result.set(arena, properties.entry(i).key) = properties.entry(i).value;
  result.set(arena, "Tags") = all;
  return result;
}

Next next_of(const Stack& stack) {
  if (!stack.busy()) return Next::nothing;
  if (stack.work.at >= stack.work.queue.size()) return Next::end;
  return stack.work.opened ? Next::act : Next::open;
}

void open(const Call& call, State& state, const std::string& id) {
  const Stack& stack = *state.stacks.find(id);
  const std::string logical = at_hand(stack);
  const std::string phase = stack.work.phase;
  if (phase == "apply") return open_applied(call, state, id, logical);
  if (phase == "revert") return open_reverted(call, state, id, logical);
  open_removed(call, state, id, logical);
}

Job job_for(const Call& call, const State& state, const std::string& id) {
  const Stack& stack = *state.stacks.find(id);
  const std::string logical = at_hand(stack);
  const Resource& row = *row_of(state, id);
  kit::Arena& arena = call.arena();
  Subject subject;
  subject.stack = stack.name;
  subject.stack_id = id;
  subject.account = call.account();
  subject.region = call.region();
  subject.logical = logical;
  subject.random = row.random;
  subject.token = fmt::format("{0}{0}{1:012x}", row.random, stack.work.turn % (std::uint64_t{1} << 48));
  subject.physical = row.physical;
  subject.name = row.name;
  subject.attributes = parsed(row.attributes, arena);
  const TypeRef type = need_type(row.type);
  if (removes(stack.work)) {
    subject.properties = parsed(row.properties, arena);
    return Job(type, Action::remove, std::move(subject), arena);
  }
  subject.before = parsed(row.properties, arena);
  subject.properties = wanted(call, state, id, logical);
  if (subject.name.empty())
    subject.name = name_for(call, *type, stack.name, logical, row.random, subject.properties);
  const Action action = row.physical.empty() ? Action::make : Action::change;
  return Job(type, action, std::move(subject), arena);
}

void close(const Call& call, State& state, const std::string& id, Job& job) {
  const bool removing = removes(state.stacks.find(id)->work);
  const Resource& row = *row_of(state, id);
  const bool replacing = row.status == "UPDATE_IN_PROGRESS";
  if (removing) {
    mark(call, state, id, "DELETE_COMPLETE");
    return passed(call, state, id);
  }
  if (row.physical.empty()) {  // AWS tells once more when it knows the id
    edit_row(state, id, [&](Resource& edit) { edit.physical = job.physical(); });
    mark(call, state, id, replacing ? "UPDATE_IN_PROGRESS" : "CREATE_IN_PROGRESS",
         "Resource creation Initiated");
  }
  edit_row(state, id, [&](Resource& edit) {
    edit.properties = Text(kit::to_json(job.properties()));
    edit.attributes = Text(kit::to_json(job.attributes()));
    edit.name = job.name();
  });
  mark(call, state, id, replacing ? "UPDATE_COMPLETE" : "CREATE_COMPLETE");
  passed(call, state, id);
}

void keep_half_made(State& state, const std::string& id, Job& job) {
  if (removes(state.stacks.find(id)->work) || job.physical().empty()) return;
  edit_row(state, id, [&](Resource& row) {
    if (!row.physical.empty()) return;
    row.physical = job.physical();
    row.properties = Text(kit::to_json(job.properties()));
    row.attributes = Text(kit::to_json(job.attributes()));
    row.name = job.name();
  });
}

void close_failed(const Call& call, State& state, const std::string& id, const kit::Failure& failure) {
  const Stack& stack = *state.stacks.find(id);
  const std::string logical = at_hand(stack);
  const std::string phase = stack.work.phase;
  const Resource* row = row_of(state, id);
  const auto type = row ? find_type(row->type) : std::nullopt;
  const std::string reason =
      failure.code == bad_properties
          ? fmt::format("Properties validation failed for resource {} with message:\n{}", logical,
                        failure.message)
          : reason_of(call, failure, type ? (*type)->service : "cloudformation");
  if (removes(stack.work)) {
    mark(call, state, id, "DELETE_FAILED", reason);
    {
      auto edit = state.stacks.edit(id);
      if (phase == "undo" && edit->work.reason.empty())
        edit->work.failed.clear();  // they are those that it undoes
      edit->work.reason = reason;
      if (phase != "cleanup") edit->work.failed.push_back(logical);
    }
    return passed(call, state, id);
  }
  if (!row) {  // it could not even be worked out
    Resource made;
    Working working(state, where_of(call, stack, id), stack.definition, call.arena(), true);
    made.type = working.type(logical);
    state.resources.insert({id, logical}, std::move(made));
    row = row_of(state, id);
  }
  const bool creating = row->physical.empty() && row->status != "UPDATE_IN_PROGRESS";
  mark(call, state, id, creating ? "CREATE_FAILED" : "UPDATE_FAILED", reason);
  state.stacks.edit(id)->work.failed.push_back(logical);
  if (phase == "revert")
    return rest_in(call, state, id, "UPDATE_ROLLBACK_FAILED",
                   fmt::format("The following resource(s) failed to update: {}. ", failed_list({logical})));
  fail_work(call, state, id);
}

void end_phase(const Call& call, State& state, const std::string& id) {
  const std::string phase = state.stacks.find(id)->work.phase;
  if (phase == "apply") return finish_creation(call, state, id);
  if (phase == "undo" || phase == "remove") return end_removal(call, state, id);
  if (phase == "cleanup") {
    if (state.stacks.find(id)->work.before) return rest_in(call, state, id, "UPDATE_ROLLBACK_COMPLETE");
    return finish(call.turn(), state, id, "update");
  }
  // Of a revert: what the update had made goes.
  const Stack& stack = *state.stacks.find(id);
  std::vector<Leftover> made;
  for (const std::string& logical : reversed_rows(state, id))
    if (!stack.work.resources_before.contains(logical))
      made.push_back({logical, *state.resources.find({id, logical})});
  for (const Leftover& each : made) state.resources.erase({id, each.logical});
  set_status(call.turn(), state, id, "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS");
  std::vector<std::string> queue;
  {
    auto edit = state.stacks.edit(id);
    edit->work.leftovers.insert(edit->work.leftovers.begin(), made.begin(), made.end());
    for (const Leftover& each : edit->work.leftovers) queue.push_back(each.logical);
  }
  next_phase(call, state, id, "cleanup", std::move(queue));
}

void stop_update(const Call& call, State& state, const std::string& id) {
  std::vector<std::pair<std::uint64_t, std::string>> rows;
  {
    auto stack = state.stacks.edit(id);
    stack->definition = *stack->work.before;
    for (const auto& [logical, row] : stack->work.resources_before) rows.emplace_back(row.order, logical);
  }
  std::ranges::sort(rows);
  std::vector<std::string> queue;
  for (auto& [order, logical] : rows) queue.push_back(std::move(logical));
  next_phase(call, state, id, "revert", std::move(queue));
}

}  // namespace understudy::cloudformation
