// Operations that begin work on a stack: they gather what lies elsewhere, begin, and wait if the client is to
// see the end.
#include <fmt/format.h>

#include <algorithm>

#include "services/cloudformation/errands.hpp"
#include "services/cloudformation/handlers.hpp"
#include "services/cloudformation/work.hpp"
#include "services/kit/json.hpp"
#include "services/kit/naming.hpp"

namespace understudy::cloudformation {
namespace {

// Tells an operation from all others, so that it finds again what it began.
std::string key_of(const Call& call) {
  return fmt::format("{}/{}/{}/{}/{}", call.request_id(), call.base().operation_name,
                     call.in["StackName"].text(), call.in["ChangeSetName"].text(),
                     call.in["ClientRequestToken"].text());
}

const std::string* begun(const State& state, const std::string& key) {
  const auto& tree = state.stacks.by<ByBeginning>().tree();
  const auto found = tree.lower_bound({key, ""});
  return found == tree.end() || found->first.first != key ? nullptr : &found->second;
}

// Whoever asks from within another stack's work goes on when this one's is done.
bool waits(const Call& call, const State& state, const std::string& id) {
  if (!state.stacks.find(id)->busy()) return false;
  return from_peer(call) || call.turn().progression(lifecycle.model).kind == kit::Progression::immediate;
}

void show_begun(const Call& call, const State& state, const std::string& key) {
  const std::string* id = begun(state, key);
  if (!id) return;
  const std::string_view operation = call.base().operation_name;
  if (operation == "CreateStack" || operation == "UpdateStack") call.out["StackId"] = *id;
  if (operation == "RollbackStack") call.out["StackId"] = *id;
  if (operation != "CreateChangeSet") return;
  call.out["StackId"] = *id;
  for (const auto& [set, row] : state.change_sets.rows())
    if (set == state.stacks.find(*id)->change_set) call.out["Id"] = set;
}

// The parameters that stand for SSM's: their names in the store.
std::vector<std::string> stored_names(const In& in, std::string_view body, kit::Arena& arena) {
  std::vector<std::string> names;
  const Value root = parse_template(body, arena);
  const Value& declared = at(root, "Parameters");
  for (std::uint32_t i = 0; i < declared.size(); ++i) {
    const auto [key, of] = declared.entry(i);
    if (!is_stored_type(at(of, "Type").text())) continue;
    std::string name = text_of(at(of, "Default"));
    for (const In given : in["Parameters"])
      if (given["ParameterKey"].text() == key && given["ParameterValue"])
        name = given["ParameterValue"].text();
    names.push_back(std::move(name));
  }
  return names;
}

kit::Request ask_for_parameter(const Call& call, const std::string& name) {
  Value input = Value::map(call.arena(), 2);
  input.set(call.arena(), "Name") = Value::string(call.arena().copy(name));
  input.set(call.arena(), "WithDecryption") = true;
  return {{std::string(call.account()), std::string(call.region()), "ssm"}, "GetParameter", input};
}

struct Url {
  std::string_view from;
  std::string_view to;
};
constexpr Url urls[] = {{"TemplateURL", "TemplateBody"},
                        {"StackPolicyURL", "StackPolicyBody"},
                        {"StackPolicyDuringUpdateURL", "StackPolicyDuringUpdateBody"}};

const Value& member(const Value& map, std::string_view key) { return at(map, key); }

kit::Task work(Call& call, State& state) {
  const std::string key = key_of(call);
  if (const std::string* id = begun(state, key)) {
    if (waits(call, state, *id)) co_return call.park_until(kit::never, *id);
    show_begun(call, state, key);
    co_return {};
  }
  kit::Arena& arena = call.arena();
  Value input = kit::by_names<Names>(call.in.value(), arena);
  if (member(input, "TemplateBody").text().size() > largest_body)
    co_return invalid(
        fmt::format("1 validation error detected: Value '...' at 'templateBody' failed to satisfy "
                    "constraint: Member must have length less than or equal to {}",
                    largest_body));
  if (member(input, "TemplateBody") && member(input, "TemplateURL"))
    co_return invalid("You cannot specify both Template URL and Template Body.");
  for (const Url& url : urls) {
    const std::string said(member(input, url.from).text());
    if (said.empty()) continue;
    kit::Request request = ask_for_object(call, said);
    const kit::Answer answer = co_await call.ask(std::move(request));
    input.set(arena, url.to) = Value::string(arena.copy(object_in(answer, said)));
  }
  Value stored = Value::map(arena);
  if (const std::string body(member(input, "TemplateBody").text()); !body.empty()) {
    const std::vector<std::string> names = stored_names(call.in, body, arena);
    for (const std::string& name : names) {
      kit::Request request = ask_for_parameter(call, name);
      const kit::Answer answer = co_await call.ask(std::move(request));
      if (!answer.failure) stored.set(arena, arena.copy(name)) = at(answer.output, "Parameter", "Value");
    }
  }
  Value arguments = Value::map(arena, 4);
  arguments.set(arena, "operation") = Value::string(call.base().operation_name);
  arguments.set(arena, "input") = input;
  arguments.set(arena, "key") = Value::string(arena.copy(key));
  arguments.set(arena, "stored") = stored;
  kit::Request request = errand(call, "begin", arguments);
  const kit::Answer answer = co_await call.ask(std::move(request));
  if (answer.failure) co_return *answer.failure;
  if (const std::string* id = begun(state, key); id && waits(call, state, *id))
    co_return call.park_until(kit::never, *id);
  show_begun(call, state, key);
  co_return {};
}

}  // namespace

kit::Task create_stack(Call& call, State& state) { return work(call, state); }
kit::Task update_stack(Call& call, State& state) { return work(call, state); }
kit::Task delete_stack(Call& call, State& state) { return work(call, state); }
kit::Task execute_change_set(Call& call, State& state) { return work(call, state); }
kit::Task create_change_set(Call& call, State& state) { return work(call, state); }
kit::Task continue_update_rollback(Call& call, State& state) { return work(call, state); }
kit::Task rollback_stack(Call& call, State& state) { return work(call, state); }
kit::Task cancel_update_stack(Call& call, State& state) { return work(call, state); }

}  // namespace understudy::cloudformation
