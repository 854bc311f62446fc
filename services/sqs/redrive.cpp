// Redrive policies, dead letters and message move tasks.
#include "services/sqs/redrive.hpp"

#include <algorithm>
#include <charconv>

#include "services/kit/json.hpp"
#include "services/sqs/errors.hpp"
#include "services/sqs/handlers.hpp"
#include "services/sqs/phases.hpp"
#include "services/sqs/queues.hpp"
#include "services/sqs/urls.hpp"

namespace understudy::sqs {
namespace {

constexpr kit::Error no_source{"ResourceNotFoundException",
                               "The resource that you specified for the SourceArn parameter doesn't exist."};
constexpr kit::Error no_destination{
    "ResourceNotFoundException",
    "The resource that you specified for the DestinationArn parameter doesn't exist."};
constexpr kit::Error no_dead_letter_queue{"InvalidParameterValue",
                                          "Source queue must be configured as a Dead Letter Queue."};
constexpr kit::Error task_runs{"InvalidParameterValue",
                               "There is already a task running. Only one active task is allowed for a "
                               "source queue arn at a given time."};
constexpr kit::Error bad_handle{"InvalidParameterValue", "Value for parameter TaskHandle is invalid."};
constexpr kit::Error no_task{"ResourceNotFoundException", "Task does not exist."};
constexpr kit::Error bad_arn{"InvalidParameterValue",
                             "You must use this format to specify the {}: "
                             "arn:<partition>:<service>:<region>:<account-id>:<resource-id>"};

constexpr std::size_t slice = 500;  // of messages that an unhurried task moves in a turn
constexpr Duration between_slices = kit::milliseconds(10);
constexpr std::size_t remembered = 10;  // tasks of a queue (API reference, ListMessageMoveTasks)
constexpr int fastest = 500;            // messages a second

constexpr std::string_view status_names[] = {"RUNNING", "COMPLETED", "CANCELLED", "FAILED"};

// ---- Policies

// The parts of a redrive policy, checked one by one; each complaint names the policy as AWS does.
struct Policy {
  std::string_view parameter, text;
  kit::Arena& arena;
  kit::Value json = read();

  kit::Failure wrong(std::string_view reason) const { return invalid.says(text, parameter, reason); }
  kit::Value read() const {
    const auto json = kit::parse_json(text, arena);
    if (!json || !json->is(kit::Kind::map)) throw wrong("Redrive policy is not a valid JSON map.");
    return *json;
  }
  const kit::Value& at(std::string_view key) const {
    if (const kit::Value* value = json.find(key)) return *value;
    throw wrong(fmt::format("Redrive policy does not contain mandatory attribute: {}.", key));
  }
};

int maximum_receives(const Policy& policy) {
  const kit::Value& given = policy.at("maxReceiveCount");
  std::int64_t number = given.integer();
  const std::string_view text = given.text();
  std::from_chars(text.data(), text.data() + text.size(), number);
  if (number < 1 || number > 1000)
    throw policy.wrong(
        fmt::format("Invalid value for maxReceiveCount: {}, valid values are from 1 to 1000 both inclusive.",
                    given.is(kit::Kind::string) ? std::string(text) : kit::to_json(given)));
  return static_cast<int>(number);
}

bool allows(const Queue& dead_letters, std::string_view source_arn) {
  if (dead_letters.redrive_allow_policy.empty()) return true;
  kit::Arena arena;
  const auto policy = kit::parse_json(dead_letters.redrive_allow_policy, arena);
  const std::string_view permission = policy->find("redrivePermission")->text();
  if (permission != "byQueue") return permission == "allowAll";
  const kit::Value* sources = policy->find("sourceQueueArns");
  return std::ranges::any_of(sources->elements(),
                             [&](const kit::Value& v) { return v.text() == source_arn; });
}

}  // namespace

void set_redrive_policy(const Subject& s, Queue& to, std::string_view value) {
  to.redrive_policy = {};
  to.dead_letters.clear();
  to.maximum_receives = 0;
  if (value.empty() || value == "{}") return;
  kit::Arena arena;
  const Policy policy{"RedrivePolicy", value, arena};
  const std::string_view arn = policy.at("deadLetterTargetArn").text();
  const int maximum = maximum_receives(policy);
  const auto target = read_queue_arn(arn);
  if (!target) throw policy.wrong("Invalid value for deadLetterTargetArn.");
  if (target->account != s.call.account() || target->region != s.call.region())
    throw policy.wrong("Dead-letter target owner should be same as the source.");
  const Queue* dead_letters = s.state.queues.find(std::string(target->name));
  if (!dead_letters) throw policy.wrong("Dead letter target does not exist.");
  if (dead_letters->fifo != to.fifo)
    throw policy.wrong("Dead-letter queue must be same type of queue as the source.");
  if (!allows(*dead_letters, queue_arn(s.call.region(), s.call.account(), s.name)))
    throw policy.wrong("Dead-letter queue's redrive allow policy does not allow this source queue.");
  to.dead_letters = target->name;
  to.maximum_receives = maximum;
  const bool number = policy.at("maxReceiveCount").is(kit::Kind::integer);  // text is shown as a number
  to.redrive_policy =
      number ? Text(value)
             : Text(fmt::format(R"({{"deadLetterTargetArn":"{}","maxReceiveCount":{}}})", arn, maximum));
}

void set_redrive_allow_policy(const Subject&, Queue& to, std::string_view value) {
  to.redrive_allow_policy = {};
  if (value.empty() || value == "{}") return;
  kit::Arena arena;
  const Policy policy{"RedriveAllowPolicy", value, arena};
  const std::string_view permission = policy.at("redrivePermission").text();
  const kit::Value* sources = policy.json.find("sourceQueueArns");
  if (permission == "byQueue") {
    if (!sources || !sources->is(kit::Kind::list) || sources->size() < 1 || sources->size() > 10)
      throw policy.wrong(
          "Amazon SQS can't create the redrive allow policy: sourceQueueArns must hold 1 to 10 ARNs.");
    for (const kit::Value& arn : sources->elements())
      if (!read_queue_arn(arn.text())) throw policy.wrong(fmt::format("Invalid ARN: {}.", arn.text()));
  } else if (permission != "allowAll" && permission != "denyAll") {
    throw policy.wrong(fmt::format("Invalid value for redrivePermission: {}.", permission));
  } else if (sources) {
    throw policy.wrong("sourceQueueArns is allowed only when redrivePermission is byQueue.");
  }
  to.redrive_allow_policy = value;
}

// ---- Dead letters

bool is_dead(const State& state, const Queue& queue, const Message& message) {
  return queue.maximum_receives > 0 &&
         message.receives >= static_cast<std::uint32_t>(queue.maximum_receives) &&
         state.queues.contains(queue.dead_letters);
}

void bury(State& state, Turn& turn, const std::string& name, const Queue& queue, std::uint64_t number) {
  Message message = *state.messages.find(number);
  message.earlier_receives += std::exchange(message.receives, 0);
  message.source = Text(name);
  message.hidden_until.reset();
  // A dead letter keeps its age in a standard queue and starts anew in a FIFO queue (developer guide, "Using
  // dead-letter queues").
  if (queue.fifo) message.sent = turn.now;
  remove(state, turn, number);
  put(state, turn, queue.dead_letters, *state.queues.find(queue.dead_letters), std::move(message), {});
}

// ---- Move tasks

namespace {

void end(State& state, std::uint64_t task, TaskStatus status, std::string_view failure = {}) {
  auto edit = state.tasks.edit(task);
  edit->status = status;
  edit->failure = failure;
}

// The first message that a task may take, in the order in which it would be received; 0: none.
std::uint64_t first_ready(const State& state, const Queue& source) {
  const auto& ready = state.messages.by<ByPhase>().tree({source.contents, Phase::ready});
  return ready.empty() ? 0 : ready.begin()->second;
}

// A message that is moved is a new one: id, age and counts start anew (developer guide, "Redrive").
void move_one(State& state, Turn& turn, const std::string& to, std::uint64_t number) {
  Message message = *state.messages.find(number);
  message.id = turn.random.uuid();
  message.sent = turn.now;
  message.receives = message.earlier_receives = 0;
  message.first_received.reset();
  message.received.reset();
  message.source = {};
  remove(state, turn, number);
  put(state, turn, to, *state.queues.find(to), std::move(message), {});
}

}  // namespace

void move_some(State& state, Turn& turn, std::uint64_t number) {
  const auto task = state.tasks.row(number);
  const auto& [name, destination] = std::tie(task->row.source, task->row.destination);
  const Queue* source = state.queues.find(name);
  if (!source || source->number != task->row.source_queue)
    return end(state, number, TaskStatus::failed, "AWS.SimpleQueueService.NonExistentQueue");
  for (std::size_t left = task->row.rate > 0 ? 1 : slice; left > 0; --left) {
    const std::uint64_t message = first_ready(state, *source);
    if (message == 0) return end(state, number, TaskStatus::completed);
    const std::string to =
        destination.empty() ? std::string(state.messages.find(message)->source) : destination;
    if (to.empty()) return end(state, number, TaskStatus::failed, "CouldNotDetermineMessageSource");
    const Queue* target = state.queues.find(to);
    if (!target || target->fifo != source->fifo)
      return end(state, number, TaskStatus::failed, "AWS.SimpleQueueService.NonExistentQueue");
    move_one(state, turn, to, message);
    // What comes meanwhile stays: else a queue that is its own dead-letter queue would never be done.
    if (++state.tasks.edit(number)->moved >= task->row.to_move)
      return end(state, number, TaskStatus::completed);
  }
  if (first_ready(state, *source) == 0) return end(state, number, TaskStatus::completed);
  auto edit = state.tasks.edit(number);
  edit->due = edit->rate > 0 ? edit->started + Duration(kit::seconds(1)) * edit->moved / edit->rate
                             : turn.now + between_slices;
}

namespace {

// The queue that an ARN names in this shard.
std::string queue_at(const Call& call, const State& state, std::string_view arn, std::string_view parameter,
                     const kit::Error& otherwise) {
  const auto address = read_queue_arn(arn);
  if (!address) throw bad_arn.says(parameter);
  std::string name(address->name);
  if (address->account != call.account() || address->region != call.region() || !state.queues.contains(name))
    throw kit::Failure(otherwise);
  return name;
}

void forget_oldest(State& state, std::uint64_t source_queue) {
  const auto& tasks = state.tasks.by<BySource>().tree(source_queue);
  if (tasks.size() > remembered) state.tasks.erase(tasks.begin()->second);
}

}  // namespace

kit::Outcome start_message_move_task(Call& call, State& state) {
  const auto source_arn = require(call.in["SourceArn"], "SourceArn").text();
  const std::string source = queue_at(call, state, source_arn, "SourceArn", no_source);
  if (state.queues.by<ByDeadLetters>().tree(source).empty()) return no_dead_letter_queue;
  MoveTask task;
  if (const auto arn = call.in["DestinationArn"].text(); !arn.empty())
    task.destination = queue_at(call, state, arn, "DestinationArn", no_destination);
  const In rate = call.in["MaxNumberOfMessagesPerSecond"];
  if (rate && (rate.integer() < 1 || rate.integer() > fastest))
    return invalid.says(rate.integer(), "MaxNumberOfMessagesPerSecond",
                        "Must be between 1 and 500, if provided.");
  const Queue& queue = *state.queues.find(source);
  for (const auto& [key, number] : state.tasks.by<BySource>().tree(queue.number))
    if (state.tasks.find(number)->status == TaskStatus::running) return task_runs;

  task.id = call.random().uuid();
  task.source = source;
  task.source_queue = queue.number;
  task.rate = static_cast<int>(rate.integer());
  task.started = task.due = call.now();
  task.to_move = static_cast<std::int64_t>(count(state, queue.contents, Phase::ready) +
                                           count(state, queue.contents, Phase::waiting));
  call.out["TaskHandle"] = write_task_handle({task.id, std::string(source_arn)});
  state.tasks.insert(state.next_number(), std::move(task));
  forget_oldest(state, queue.number);
  return {};
}

kit::Outcome list_message_move_tasks(Call& call, State& state) {
  const auto source_arn = require(call.in["SourceArn"], "SourceArn").text();
  const std::string source = queue_at(call, state, source_arn, "SourceArn", no_source);
  const std::int64_t most = call.in["MaxResults"].integer(1);
  if (most < 1 || most > 10)
    return invalid.says(most, "MaxResults", "Must be between 1 and 10, if provided.");
  const auto& tasks = state.tasks.by<BySource>().tree(state.queues.find(source)->number);
  const OutList results = call.out["Results"].list();
  const auto arn = [&](std::string_view name) { return queue_arn(call.region(), call.account(), name); };
  for (auto at = tasks.rbegin(); at != tasks.rend() && results.size() < most; ++at) {
    const MoveTask& task = *state.tasks.find(at->second);
    const Out out = results.add().structure(10);
    if (task.status == TaskStatus::running)
      out["TaskHandle"] = write_task_handle({task.id, std::string(source_arn)});
    out["Status"] = status_names[static_cast<int>(task.status)];
    out["SourceArn"] = source_arn;
    if (!task.destination.empty()) out["DestinationArn"] = arn(task.destination);
    if (task.rate > 0) out["MaxNumberOfMessagesPerSecond"] = task.rate;
    out["ApproximateNumberOfMessagesMoved"] = task.moved;
    out["ApproximateNumberOfMessagesToMove"] = task.to_move;
    if (!task.failure.empty()) out["FailureReason"] = task.failure;
    out["StartedTimestamp"] = kit::epoch_millis(task.started);
  }
  return {};
}

kit::Outcome cancel_message_move_task(Call& call, State& state) {
  const auto handle = read_task_handle(require(call.in["TaskHandle"], "TaskHandle").text());
  if (!handle || !read_queue_arn(handle->source_arn)) return bad_handle;
  const std::string source = queue_at(call, state, handle->source_arn, "SourceArn", no_source);
  for (const auto& [key, number] : state.tasks.by<BySource>().tree(state.queues.find(source)->number)) {
    const MoveTask& task = *state.tasks.find(number);
    if (task.id != handle->id || task.status != TaskStatus::running) continue;  // only active ones can be
    call.out["ApproximateNumberOfMessagesMoved"] = task.moved;
    end(state, number, TaskStatus::cancelled);
    return {};
  }
  return no_task;
}

kit::Outcome list_dead_letter_source_queues(Call& call, State& state) {
  const auto [name, queue] = queue_of(call, state);
  return list_page(call, state.queues.by<ByDeadLetters>().tree(*name), {}, call.out["queueUrls"].list());
}

}  // namespace understudy::sqs
