// Beginnings: a stack takes up its work, and a driver is sent after it.
#include <fmt/format.h>

#include <algorithm>

#include "services/cloudformation/errands.hpp"
#include "services/cloudformation/work.hpp"
#include "services/kit/json.hpp"

namespace understudy::cloudformation {
namespace {

void take_up(const Call& call, State& state, const std::string& id, Work work, const std::string& token) {
  {
    auto stack = state.stacks.edit(id);
    work.turn = call.random().below(std::uint64_t{1} << 52);  // far from all other work
    work.token = token;
    stack->work = std::move(work);
    moved_on(call, stack->work);
  }
  call.turn().effect(drive_errand({std::string(call.account()), std::string(call.region()), "cloudformation"},
                                  id, state.stacks.find(id)->work.turn, call.arena()));
}

std::vector<std::string> deletion_order(const Call& call, const State& state, const std::string& id) {
  const Stack& stack = *state.stacks.find(id);
  std::vector<std::string> order;
  try {
    Working working(state, where_of(call, stack, id), stack.definition, call.arena(), true);
    for (std::string& logical : working.order())
      if (state.resources.contains({id, logical})) order.push_back(std::move(logical));
  } catch (const kit::Failure&) {  // as far as its template still means something
  }
  each_resource(state, id, [&](const std::string& logical, const Resource&) {
    if (std::ranges::find(order, logical) == order.end()) order.insert(order.begin(), logical);
  });
  std::ranges::reverse(order);
  return order;
}

std::map<std::string, Resource> rows_of(const State& state, const std::string& id) {
  std::map<std::string, Resource> rows;
  each_resource(state, id, [&](const std::string& logical, const Resource& row) {
    if (!row.physical.empty()) rows.emplace(logical, row);
  });
  return rows;
}

// Whether the stack would be the same afterwards.
bool same_stack(const Call& call, const State& state, const std::string& id, const Definition& next) {
  const Stack& stack = *state.stacks.find(id);
  const Definition& now = stack.definition;
  if (now.tags != next.tags || now.notification_arns != next.notification_arns || now.role != next.role)
    return false;
  Working working(state, where_of(call, stack, id), next, call.arena(), true);
  const auto order = working.order();
  std::size_t there = 0;
  bool differs = false;
  each_resource(state, id, [&](const std::string& logical, const Resource& row) {
    ++there;
    if (std::ranges::find(order, logical) == order.end()) return void(differs = true);
    const auto known = kit::parse_json(row.properties.view(), call.arena());
    const Value& declared = working.resource(logical);
    if (row.type != working.type(logical) || row.status.ends_with("FAILED") ||
        row.deletion_policy != at(declared, "DeletionPolicy").text())
      differs = true;
    const auto type = find_type(row.type);
    const Value properties =
        type ? with_tags(**type, next.tags, working.properties(logical), call.arena()) : Value();
    if (!differences(known.value_or(Value()), properties).empty()) differs = true;
  });
  if (differs || there != order.size()) return false;
  for (const std::string_view section : {"Metadata", "Mappings"})
    if (section == "Metadata" &&
        !kit::same(at(working.root(), section),
                   at(kit::parse_json(now.template_json.view(), call.arena()).value_or(Value()), section)))
      return false;
  return working.outputs() == now.outputs;
}

}  // namespace

void begin_creation(const Call& call, State& state, const std::string& id, const std::string& token) {
  const Stack& stack = *state.stacks.find(id);
  Working working(state, where_of(call, stack, id), stack.definition, call.arena(), true);
  Work work;
  work.kind = "create";
  work.phase = "apply";
  work.queue = working.order();
  take_up(call, state, id, std::move(work), token);
  set_status(call.turn(), state, id, "CREATE_IN_PROGRESS", "User Initiated");
}

void begin_update(const Call& call, State& state, const std::string& id, Definition next,
                  const std::string& token) {
  if (same_stack(call, state, id, next)) throw invalid("No updates are to be performed.");
  Work work;
  work.kind = "update";
  work.phase = "apply";
  work.before = state.stacks.find(id)->definition;
  work.resources_before = rows_of(state, id);
  {
    auto stack = state.stacks.edit(id);
    stack->definition = std::move(next);
    stack->description = description_of(stack->definition, call.arena());
    stack->updated = call.now();
  }
  const Stack& stack = *state.stacks.find(id);
  Working working(state, where_of(call, stack, id), stack.definition, call.arena(), true);
  work.queue = working.order();
  take_up(call, state, id, std::move(work), token);
  set_status(call.turn(), state, id, "UPDATE_IN_PROGRESS", "User Initiated");
}

void begin_deletion(const Call& call, State& state, const std::string& id, std::vector<std::string> retain,
                    const std::string& token) {
  Work work;
  work.kind = "delete";
  work.phase = "remove";
  work.retain = std::move(retain);
  work.queue = deletion_order(call, state, id);
  take_up(call, state, id, std::move(work), token);
  set_status(call.turn(), state, id, "DELETE_IN_PROGRESS", "User Initiated");
}

void begin_rollback(const Call& call, State& state, const std::string& id, std::vector<std::string> skip,
                    const std::string& token) {
  const Stack& stack = *state.stacks.find(id);
  Work work;
  if (stack.status == "CREATE_FAILED") {
    work.kind = "create";
    work.phase = "undo";
    work.queue = deletion_order(call, state, id);
    take_up(call, state, id, std::move(work), token);
    return set_status(call.turn(), state, id, "ROLLBACK_IN_PROGRESS", "User Initiated");
  }
  work.kind = "update";
  work.phase = "revert";
  work.before = stack.definition;
  work.resources_before = rows_of(state, id);
  work.retain = std::move(skip);
  take_up(call, state, id, std::move(work), token);
  set_status(call.turn(), state, id, "UPDATE_ROLLBACK_IN_PROGRESS", "User Initiated");
}

// ---- By the clock

Time State::next_deadline() const {
  const auto& due = stacks.by<ByDue>().tree();
  return std::min(derived::next_deadline(records), due.empty() ? kit::never : due.begin()->first.first);
}

void State::settle(kit::Turn& turn) {
  derived::settle(records, turn);
  for (;;) {
    const auto& due = stacks.by<ByDue>().tree();
    if (due.empty() || due.begin()->first.first > turn.now) return;
    const std::string id = due.begin()->second;
    if (!stacks.find(id)->busy()) {
      look(turn, *this, id);
      continue;
    }
    {
      auto stack = stacks.edit(id);
      stack->work.turn += apart;
      stack->work.due = turn.now < kit::never - patience ? turn.now + patience : kit::never;
    }
    kit::Arena arena;
    turn.effect(drive_errand(turn.place, id, stacks.find(id)->work.turn, arena));
  }
}

}  // namespace understudy::cloudformation
