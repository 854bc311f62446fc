// CloudFormation's state: stacks, their resources, events and change sets, and the work under way.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "services/derived/record.hpp"
#include "services/kit/lifecycle.hpp"
#include "services/kit/service.hpp"
#include "services/kit/tags.hpp"
#include "services/kit/text.hpp"
#include "services/models/names/cloudformation.hpp"

namespace understudy::cloudformation {

using kit::Text;
using Slot = kit::Slot<Names>;
using kit::Time;

struct Parameter {
  std::string key, value;
  std::string resolved;  // of an SSM parameter: what it holds; else empty
  bool hidden = false;   // NoEcho
  bool operator==(const Parameter&) const = default;
};
STATE(Parameter, key, value, resolved, hidden)

struct Output {
  std::string key, value, description, exported;
  bool operator==(const Output&) const = default;
};
STATE(Output, key, value, description, exported)

// What a stack is made of: all that an update changes, and a rollback brings back.
struct Definition {
  Text body;           // as given
  Text template_json;  // the same as JSON
  std::vector<Parameter> parameters;
  kit::Tags tags;
  std::vector<std::string> capabilities, notification_arns;
  std::string role;
  Text rollback_configuration;  // JSON
  std::vector<Output> outputs;
  std::vector<std::string> imports;  // names of exports
};
STATE(Definition, body, template_json, parameters, tags, capabilities, notification_arns, role,
      rollback_configuration, outputs, imports)

struct Resource {
  std::string type, physical, status, reason;
  Time updated{};
  Text properties;              // worked out, JSON
  Text attributes;              // JSON
  std::string name, random;     // drawn before it is made
  std::string deletion_policy;  // empty: Delete
  std::string replacement_policy;
  std::uint64_t order = 0;  // of creation within the stack
};
STATE(Resource, type, physical, status, reason, updated, properties, attributes, name, random,
      deletion_policy, replacement_policy, order)

// A physical resource that is no part of its stack any more, and goes when an update ends well.
struct Leftover {
  std::string logical;
  Resource resource;
};
STATE(Leftover, logical, resource)

// An operation under way: what is still to be done, a resource at a time.
struct Work {
  std::string kind;        // "create", "update", "delete"; empty: at rest
  std::string phase;       // "apply", "cleanup", "undo" (of a creation), "revert" (of an update), "remove"
  std::uint64_t turn = 0;  // counts steps: an errand of another turn is too late
  std::vector<std::string> queue;  // logical ids
  std::uint32_t at = 0;
  bool opened = false;               // the resource at hand says that it is in progress
  std::string token;                 // ClientRequestToken
  std::string reason;                // why it rolls back
  std::vector<std::string> failed;   // logical ids
  std::vector<std::string> retain;   // of DeleteStack
  std::optional<Definition> before;  // of an update
  std::map<std::string, Resource> resources_before;
  std::vector<Leftover> leftovers;
  Time due = kit::never;  // when it is taken up again, if whoever does it has been lost
};
STATE(Work, kind, phase, turn, queue, at, opened, token, reason, failed, retain, before, resources_before,
      leftovers, due)

struct Settings {
  bool disable_rollback = false;
  std::string on_failure;  // "ROLLBACK", "DELETE" or "DO_NOTHING"
  std::optional<std::int64_t> timeout;
  bool protect = false;  // from deletion
  bool retain_except_on_create = false;
  Text policy;
};
STATE(Settings, disable_rollback, on_failure, timeout, protect, retain_except_on_create, policy)

struct Stack {
  std::string name;
  std::uint64_t number = 0;  // in order of creation
  Definition definition;
  Settings settings;
  std::string description;
  Time created{};
  std::optional<Time> updated, deleted;
  std::string status, reason;
  kit::Stage stage;        // while the work is done and the status is still to follow
  std::string change_set;  // that made or changed it last
  std::string parent, root;
  std::string began_by;  // the call whose work is or was under way
  std::string token;     // the ClientRequestToken of the last operation
  Work work;

  bool gone() const { return status == "DELETE_COMPLETE"; }
  bool busy() const { return !work.kind.empty(); }
};
STATE(Stack, name, number, definition, settings, description, created, updated, deleted, status, reason,
      stage, change_set, parent, root, began_by, token, work)

struct InStack {
  std::string stack, logical;
  auto operator<=>(const InStack&) const = default;
  bool operator==(const InStack&) const = default;
};
STATE(InStack, stack, logical)

struct EventKey {
  std::string stack;
  std::uint64_t number = 0;
  auto operator<=>(const EventKey&) const = default;
  bool operator==(const EventKey&) const = default;
};
STATE(EventKey, stack, number)

struct Event {
  std::string id, logical, physical, type, status, reason, token;
  Text properties;
  Time at{};
};
STATE(Event, id, logical, physical, type, status, reason, token, properties, at)

struct Change {
  std::string action, logical, physical, type, replacement;
  std::vector<std::string> properties;  // that change
};
STATE(Change, action, logical, physical, type, replacement, properties)

struct ChangeSet {
  std::string stack;  // its id
  std::string name, description, type, status, reason, execution;
  std::uint64_t number = 0;
  Time created{};
  Definition definition;
  std::vector<Change> changes;
  std::string on_failure, token;
};
STATE(ChangeSet, stack, name, description, type, status, reason, execution, number, created, definition,
      changes, on_failure, token)

// The stack that has the name now.
struct ByName {
  static std::optional<std::string> key(const std::string&, const Stack& s) {
    if (s.gone()) return {};
    return s.name;
  }
};
struct ByNumber {
  static std::optional<std::uint64_t> key(const std::string&, const Stack& s) { return s.number; }
};
struct ByBeginning {
  static std::optional<std::pair<std::string, std::string>> key(const std::string& id, const Stack& s) {
    if (s.began_by.empty()) return {};
    return {{s.began_by, id}};
  }
};
struct ByDue {
  static std::optional<std::pair<Time, std::string>> key(const std::string& id, const Stack& s) {
    const Time due = s.busy() ? s.work.due : s.stage.due;
    if (due == kit::never) return {};
    return {{due, id}};
  }
};

struct State {
  kit::Table<Stack, std::string, ByName, ByNumber, ByBeginning, ByDue> stacks;  // by id, an ARN
  kit::Table<Resource, InStack> resources;
  kit::Table<Event, EventKey> events;
  kit::Table<ChangeSet, std::string> change_sets;  // by id, an ARN
  derived::Records records;                        // of what no native operation plays

  Time next_deadline() const;
  void settle(kit::Turn& turn);
};
STATE(State, stacks, resources, events, change_sets, records)

inline constexpr std::string_view create_states[] = {"CREATE_IN_PROGRESS", "CREATE_COMPLETE"};
inline constexpr std::string_view update_states[] = {"UPDATE_IN_PROGRESS", "UPDATE_COMPLETE"};
inline constexpr std::string_view delete_states[] = {"DELETE_IN_PROGRESS", "DELETE_COMPLETE"};
inline constexpr kit::Move moves[] = {
    {"create", create_states}, {"update", update_states}, {"delete", delete_states}};
inline constexpr kit::Lifecycle lifecycle{"cloudformation::stack", moves};

// ---- Finding (finding.cpp)

inline constexpr kit::Error no_stack{"ValidationError", "Stack with id {} does not exist"};

// By name or id. A name means the stack that has it now; an id a deleted one, too. Throws no_stack.
std::string stack_of(const State& state, std::string_view name_or_id);
const std::string* find_stack(const State& state, std::string_view name_or_id);  // null: none

// Each row of the stack, in no order that means something.
template <class F>
void each_resource(const State& state, const std::string& stack, F&& f) {
  for (auto at = state.resources.rows().lower_bound(InStack{stack, ""});
       at != state.resources.rows().end() && at->first.stack == stack; ++at)
    f(at->first.logical, at->second->row);
}
// The stack that exports the name, and the value; nothing when nobody does.
struct Exported {
  std::string stack, value;
};
std::optional<Exported> find_export(const State& state, std::string_view name);
// Names of the stacks that import it.
std::vector<std::string> importers(const State& state, std::string_view name);

}  // namespace understudy::cloudformation
