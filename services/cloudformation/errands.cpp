// Errands: beginning work, driving it, and doing one step of it.
#include "services/cloudformation/errands.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "services/cloudformation/handlers.hpp"
#include "services/cloudformation/work.hpp"
#include "services/kit/arn.hpp"
#include "services/kit/json.hpp"
#include "services/kit/naming.hpp"

namespace understudy::cloudformation {
namespace {

constexpr kit::Error not_ours{"ConditionalCheckFailed",
                              "The specified bearer token belongs to no handler that is under way."};

Value string(kit::Arena& arena, std::string_view text) { return Value::string(arena.copy(text)); }

kit::Request errand_to(const kit::Place& place, std::string_view what, const Value& arguments,
                       kit::Arena& arena) {
  Value input = Value::map(arena, 3);
  input.set(arena, "BearerToken") = string(arena, what);
  input.set(arena, "OperationStatus") = Value::string("IN_PROGRESS");
  input.set(arena, "ResourceModel") = string(arena, kit::to_json(arguments));
  return {place, "RecordHandlerProgress", input};
}

kit::Task drive(Call& call, State& state, std::string id, std::uint64_t turn) {
  for (;;) {
    const Stack* stack = state.stacks.find(id);
    if (!stack || !stack->busy() || stack->work.turn - turn >= apart) co_return {};
    turn = stack->work.turn;
    Value arguments = Value::map(call.arena(), 3);
    arguments.set(call.arena(), "stack") = string(call.arena(), id);
    arguments.set(call.arena(), "turn") = static_cast<std::int64_t>(turn);
    kit::Request request = errand(call, "step", arguments);
    const kit::Answer answer = co_await call.ask(std::move(request));
    if (!answer.failure) continue;
    arguments.set(call.arena(), "why") = string(call.arena(), answer.failure->message);
    kit::Request giving_up = errand(call, "fail", arguments);
    const kit::Answer given_up = co_await call.ask(std::move(giving_up));
    if (given_up.failure) co_return *given_up.failure;
  }
}

// Waits for the step's calls first and changes last.
kit::Task step(Call& call, State& state, std::string id, std::uint64_t turn) {
  const auto current = [&] {
    const Stack* stack = state.stacks.find(id);
    return stack && stack->busy() && stack->work.turn == turn;
  };
  if (!current()) co_return {};
  const Next next = next_of(*state.stacks.find(id));
  if (next == Next::end) {
    end_phase(call, state, id);
    co_return {};
  }
  std::optional<kit::Failure> failure;
  if (next == Next::open) {
    try {
      open(call, state, id);
    } catch (const kit::Failure& thrown) {
      failure = thrown;
    }
    if (failure) close_failed(call, state, id, *failure);
    co_return {};
  }
  std::optional<Job> job;
  try {
    job.emplace(job_for(call, state, id));
    if (const std::string problem = job->problem(); !problem.empty())
      failure = kit::Failure(bad_properties, problem);
  } catch (const kit::Failure& thrown) {
    failure = thrown;
  }
  while (job && !failure) {
    std::optional<kit::Request> request = job->next();
    if (!request) break;
    const kit::Answer answer = co_await call.ask(std::move(*request));
    if (!current()) co_return {};
    job->take(answer);
  }
  if (!failure && job->failure()) failure = job->failure();
  if (!failure) {
    close(call, state, id, *job);
    co_return {};
  }
  if (job && job->made()) keep_half_made(state, id, *job);
  close_failed(call, state, id, *failure);
  co_return {};
}

kit::Task begin_with(Call& call, State& state, Value arguments) {
  Stored stored;
  const Value& known = at(arguments, "stored");
  for (std::uint32_t i = 0; i < known.size(); ++i)
    stored[std::string(known.entry(i).key)] = known.entry(i).value.text();
  const Value input = kit::by_ids<Names>(at(arguments, "input"), call.arena());
  begin(call, state, at(arguments, "operation").text(), In(input), std::string(at(arguments, "key").text()),
        stored);
  co_return {};
}

kit::Task refuse() { co_return not_ours; }

kit::Task give_up(Call& call, State& state, std::string id, std::uint64_t turn, std::string why) {
  const Stack* stack = state.stacks.find(id);
  if (!stack || !stack->busy() || stack->work.turn != turn) co_return {};
  if (next_of(*stack) == Next::end) {
    set_status(call.turn(), state, id, "CREATE_FAILED", why);
    state.stacks.edit(id)->work = {};
    call.wake(id);
    co_return {};
  }
  close_failed(call, state, id, kit::Failure("InternalFailure", why, 500));
  co_return {};
}

void remember(State& state, const std::string& id, const std::string& key, std::string_view token) {
  auto stack = state.stacks.edit(id);
  stack->began_by = key;
  stack->token = token;
}

// The stack that makes this one within its work, if one does.
void find_parent(State& state, const std::string& id) {
  const std::string name = state.stacks.find(id)->name;
  for (const auto& [other, row] : state.stacks.rows()) {
    const Work& work = row->row.work;
    if (other == id || !row->row.busy() || work.at >= work.queue.size()) continue;
    if (!name.starts_with(row->row.name + "-" + work.queue[work.at] + "-")) continue;
    const std::string root = row->row.root.empty() ? other : row->row.root, parent = other;
    auto stack = state.stacks.edit(id);
    stack->parent = parent;
    stack->root = root;
    return;
  }
}

void begin_create_stack(const Call& call, State& state, const In& in, const std::string& key,
                        const Stored& stored) {
  const std::string_view name = in["StackName"].text(), token = in["ClientRequestToken"].text();
  check_stack_name(call, name);
  if (const std::string* there = find_stack(state, name)) {
    const std::string id = *there;
    const Stack& stack = *state.stacks.find(id);
    if (!token.empty() && stack.token == token) return remember(state, id, key, token);
    if (stack.status != "REVIEW_IN_PROGRESS")
      throw kit::Failure("AlreadyExistsException", fmt::format("Stack [{}] already exists", name));
    throw invalid(fmt::format("Stack [{}] already exists and is in REVIEW_IN_PROGRESS state.", name));
  }
  if (in["DisableRollback"].boolean() && in["OnFailure"])
    throw invalid("Only one of DisableRollback and OnFailure may be specified.");
  Definition definition = read_definition(in, nullptr, stored, call.arena());
  const std::string id = insert_stack(call, state, in, std::move(definition), "");
  remember(state, id, key, token);
  if (from_peer(call)) find_parent(state, id);
  begin_creation(call, state, id, std::string(token));
}

void begin_update_stack(const Call& call, State& state, const In& in, const std::string& key,
                        const Stored& stored) {
  const std::string_view name = in["StackName"].text(), token = in["ClientRequestToken"].text();
  const std::string* found = find_stack(state, name);
  if (!found || state.stacks.find(*found)->gone())
    throw invalid(fmt::format("Stack [{}] does not exist", name));
  const std::string id = *found;
  const Stack& stack = *state.stacks.find(id);
  if (!token.empty() && stack.token == token) return remember(state, id, key, token);
  constexpr std::string_view ready[] = {"CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE",
                                        "UPDATE_FAILED", "CREATE_FAILED"};
  if (stack.busy() || std::ranges::find(ready, stack.status) == std::end(ready))
    throw invalid(fmt::format("Stack:{} is in {} state and can not be updated.", id, stack.status));
  Definition next = read_definition(in, &stack.definition, stored, call.arena());
  {
    auto edit = state.stacks.edit(id);
    if (in["StackPolicyBody"]) edit->settings.policy = in["StackPolicyBody"].text();
    edit->settings.disable_rollback = in["DisableRollback"].boolean();
  }
  begin_update(call, state, id, std::move(next), std::string(token));
  remember(state, id, key, token);
}

void begin_delete_stack(const Call& call, State& state, const In& in, const std::string& key) {
  const std::string_view token = in["ClientRequestToken"].text();
  const std::string* found = find_stack(state, in["StackName"].text());
  if (!found) return;  // nothing to delete is no error (API reference, DeleteStack)
  const std::string id = *found;
  const Stack& stack = *state.stacks.find(id);
  if (stack.gone()) return;
  if (stack.settings.protect)
    throw invalid(
        fmt::format("Stack [{}] cannot be deleted while TerminationProtection is enabled", stack.name));
  if (!in["RetainResources"].empty() && stack.status != "DELETE_FAILED")
    throw invalid("Invalid operation on stack [" + stack.name +
                  "]. Specify RetainResources only when the stack is in the DELETE_FAILED state.");
  for (const Output& output : stack.definition.outputs) {
    if (output.exported.empty()) continue;
    auto users = importers(state, output.exported);
    std::erase(users, stack.name);
    if (!users.empty())
      throw invalid(fmt::format("Export {} cannot be deleted as it is in use by {}", output.exported,
                                fmt::join(users, ", ")));
  }
  if (stack.busy()) {
    if (stack.work.kind == "delete") return;
    throw invalid(fmt::format("Stack [{}] cannot be deleted while in status {}", stack.name, stack.status));
  }
  std::vector<std::string> retain;
  for (const In each : in["RetainResources"]) retain.emplace_back(each.text());
  begin_deletion(call, state, id, std::move(retain), std::string(token));
  remember(state, id, key, token);
}

}  // namespace

kit::Request errand(const Call& call, std::string_view what, const Value& arguments) {
  return errand_to({std::string(call.account()), std::string(call.region()), "cloudformation"}, what,
                   arguments, call.arena());
}

kit::Request drive_errand(const kit::Place& place, const std::string& id, std::uint64_t turn,
                          kit::Arena& arena) {
  Value arguments = Value::map(arena, 2);
  arguments.set(arena, "stack") = string(arena, id);
  arguments.set(arena, "turn") = static_cast<std::int64_t>(turn);
  return errand_to(place, "drive", arguments, arena);
}

bool from_peer(const Call& call) {
  return call.caller().access_key.empty() && call.caller().source_address == "cloudformation.amazonaws.com";
}

kit::Task record_handler_progress(Call& call, State& state) {
  const std::string_view what = call.in["BearerToken"].text();
  const auto arguments =
      from_peer(call) ? kit::parse_json(call.in["ResourceModel"].text(), call.arena()) : std::nullopt;
  if (!arguments) return refuse();
  const std::string id(at(*arguments, "stack").text());
  const auto turn = static_cast<std::uint64_t>(at(*arguments, "turn").integer());
  if (what == "begin") return begin_with(call, state, *arguments);
  if (what == "drive") return drive(call, state, id, turn);
  if (what == "step") return step(call, state, id, turn);
  if (what == "fail") return give_up(call, state, id, turn, std::string(at(*arguments, "why").text()));
  return refuse();
}

void begin(const Call& call, State& state, std::string_view operation, const In& in, const std::string& key,
           const Stored& stored) {
  if (operation == "CreateStack") return begin_create_stack(call, state, in, key, stored);
  if (operation == "UpdateStack") return begin_update_stack(call, state, in, key, stored);
  if (operation == "DeleteStack") return begin_delete_stack(call, state, in, key);
  if (operation == "CreateChangeSet") return make_change_set(call, state, in, key, stored);
  if (operation == "ExecuteChangeSet") return execute(call, state, in, key);
  const std::string id = stack_of(state, in["StackName"].text());
  const Stack& stack = *state.stacks.find(id);
  const std::string token(in["ClientRequestToken"].text());
  if (operation == "CancelUpdateStack") {
    if (!stack.busy() || stack.work.kind != "update" || stack.work.phase != "apply")
      throw invalid(fmt::format("CancelUpdateStack cannot be called from current stack status"));
    set_status(call.turn(), state, id, "UPDATE_ROLLBACK_IN_PROGRESS", "User Initiated");
    stop_update(call, state, id);
  } else {
    std::vector<std::string> skip;
    for (const In each : in["ResourcesToSkip"]) skip.emplace_back(each.text());
    const bool continues = operation == "ContinueUpdateRollback";
    if (stack.busy() || (continues ? stack.status != "UPDATE_ROLLBACK_FAILED"
                                   : stack.status != "UPDATE_FAILED" && stack.status != "CREATE_FAILED"))
      throw invalid(fmt::format("Stack:{} is in {} state and can not be rolled back.", id, stack.status));
    begin_rollback(call, state, id, std::move(skip), token);
  }
  remember(state, id, key, token);
}

void check_stack_name(const Call& call, std::string_view name) {
  const bool moto = call.endpoint().dialect == kit::Dialect::moto;  // whose users say "test_stack" and "1f3a"
  const bool good = !name.empty() && (std::isalpha(static_cast<unsigned char>(name.front())) || moto) &&
                    std::ranges::all_of(name, [&](unsigned char c) {
                      return std::isalnum(c) || c == '-' || (moto && c == '_');
                    });
  if (!good)
    throw invalid(
        fmt::format("1 validation error detected: Value '{}' at 'stackName' failed to satisfy constraint: "
                    "Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*",
                    name));
  if (name.size() > 128)
    throw invalid(
        fmt::format("1 validation error detected: Value '{}' at 'stackName' failed to satisfy constraint: "
                    "Member must have length less than or equal to 128",
                    name));
}

std::string new_stack_id(const Call& call, std::string_view name) {
  return fmt::format("arn:{}:cloudformation:{}:{}:stack/{}/{}", kit::partition_of(call.region()),
                     call.region(), call.account(), name, call.random().uuid());
}

std::string description_of(const Definition& definition, kit::Arena& arena) {
  return text_of(
      at(kit::parse_json(definition.template_json.view(), arena).value_or(Value()), "Description"));
}

std::string insert_stack(const Call& call, State& state, const In& in, Definition definition,
                         std::string_view status) {
  const std::string id = new_stack_id(call, in["StackName"].text());
  Stack stack;
  stack.name = in["StackName"].text();
  const auto& order = state.stacks.by<ByNumber>().tree();
  stack.number = order.empty() ? 1 : order.rbegin()->first + 1;
  stack.description = description_of(definition, call.arena());
  stack.definition = std::move(definition);
  stack.status = status;
  stack.created = call.now();
  stack.settings.disable_rollback = in["DisableRollback"].boolean();
  stack.settings.on_failure = in["OnFailure"].text("ROLLBACK");
  stack.settings.protect = in["EnableTerminationProtection"].boolean();
  stack.settings.retain_except_on_create = in["RetainExceptOnCreate"].boolean();
  if (in["TimeoutInMinutes"]) stack.settings.timeout = in["TimeoutInMinutes"].integer();
  stack.settings.policy = in["StackPolicyBody"].text();
  state.stacks.insert(id, std::move(stack));
  return id;
}

// ---- Objects of S3

namespace {

struct Location {
  std::string bucket, key;
};

std::string decoded(std::string_view text) {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : (c | 32) - 'a' + 10; };
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && std::isxdigit(static_cast<unsigned char>(text[i + 1])) &&
        std::isxdigit(static_cast<unsigned char>(text[i + 2]))) {
      out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

// "https://bucket.s3.amazonaws.com/key" or, with the bucket in the path, whatever host this server has.
Location location_of(std::string_view url) {
  const auto bad = [&] { return invalid("TemplateURL must be a supported URL."); };
  const auto scheme = url.find("://");
  if (scheme == url.npos) throw bad();
  std::string_view rest = url.substr(scheme + 3);
  rest = rest.substr(0, rest.find('?'));
  const auto slash = rest.find('/');
  if (slash == rest.npos) throw bad();
  const std::string_view host = rest.substr(0, slash);
  std::string_view path = rest.substr(slash + 1);
  if (path.starts_with("_world/")) {  // a world's prefix
    path = path.substr(7);
    path = path.substr(std::min(path.find('/'), path.size()));
    path = path.substr(std::min<std::size_t>(1, path.size()));
  }
  const auto service = host.find(".s3");
  if (url.starts_with("s3://")) return {std::string(host), decoded(path)};
  if (service != host.npos && (host[service + 3] == '.' || host[service + 3] == '-'))
    return {std::string(host.substr(0, service)), decoded(path)};
  const auto key = path.find('/');
  if (key == path.npos || key == 0) throw bad();
  return {std::string(path.substr(0, key)), decoded(path.substr(key + 1))};
}

}  // namespace

kit::Request ask_for_object(const Call& call, std::string_view url) {
  const Location location = location_of(url);
  Value input = Value::map(call.arena(), 2);
  input.set(call.arena(), "Bucket") = string(call.arena(), location.bucket);
  input.set(call.arena(), "Key") = string(call.arena(), location.key);
  return {{std::string(call.account()), std::string(call.region()), "s3"}, "GetObject", input};
}

std::string object_in(const kit::Answer& answer, std::string_view url) {
  if (answer.failure)
    throw invalid(answer.failure->code == "NoSuchKey" || answer.failure->code == "NoSuchBucket"
                      ? fmt::format("S3 error: {}", answer.failure->message)
                      : fmt::format("S3 error: {} For more information check "
                                    "http://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html",
                                    answer.failure->message));
  const std::string_view body = at(answer.output, "Body").text();
  if (body.size() > largest_object)
    throw invalid(fmt::format("Template may not exceed {} bytes in size.", largest_object));
  if (body.empty()) throw invalid(fmt::format("The specified template URL {} has no content.", url));
  return std::string(body);
}

}  // namespace understudy::cloudformation
