// ReceiveMessage: which messages are given out, and waiting for some.
#include <fmt/format.h>

#include <algorithm>

#include "services/sqs/handlers.hpp"
#include "services/sqs/phases.hpp"
#include "services/sqs/queues.hpp"
#include "services/sqs/receipts.hpp"
#include "services/sqs/redrive.hpp"
#include "services/sqs/telling.hpp"

namespace understudy::sqs {
namespace {

constexpr std::size_t most_in_flight =
    120'000;                                  // in queues of either kind (AWS's quotas since November 2024)
constexpr std::size_t most_looked_at = 1000;  // messages that turn out dead or expired, in one receive
constexpr Duration attempt_interval = kit::minutes(5);

constexpr kit::Error too_many_in_flight{
    "OverLimit", "The maximum number of in flight messages is reached. The limit is 120000."};

// ---- What is asked

struct Wish {
  std::size_t most = 1;
  Duration visibility{}, wait{};
  Text attempt;  // FIFO: ReceiveRequestAttemptId
};

std::int64_t in_range(In member, std::string_view name, std::int64_t otherwise, std::int64_t lowest,
                      std::int64_t highest, std::string_view reason) {
  const std::int64_t value = member.integer(otherwise);
  if (value < lowest || value > highest) throw invalid.says(value, name, reason);
  return value;
}

Wish read_wish(In in, const Queue& queue) {
  Wish wish;
  wish.most = static_cast<std::size_t>(in_range(in["MaxNumberOfMessages"], "MaxNumberOfMessages", 1, 1, 10,
                                                "Must be between 1 and 10, if provided."));
  wish.visibility =
      kit::seconds(in_range(in["VisibilityTimeout"], "VisibilityTimeout", queue.visibility_timeout, 0, 43200,
                            "Must be between 0 and 43200, if provided."));
  wish.wait = kit::seconds(in_range(in["WaitTimeSeconds"], "WaitTimeSeconds", queue.wait, 0, 20,
                                    "Must be >= 0 and <= 20, if provided."));
  if (const In attempt = in["ReceiveRequestAttemptId"]) {
    if (!queue.fifo)
      throw invalid.says(attempt.text(), "ReceiveRequestAttemptId",
                         "The request include parameter that is not valid for this queue type.");
    check_id(attempt, "ReceiveRequestAttemptId");
    wish.attempt = attempt.text();
  }
  return wish;
}

// ---- Which messages

struct Pick {
  std::vector<std::uint64_t> given, dead, expired;
  bool empty() const { return given.empty() && dead.empty() && expired.empty(); }
};

class Picking {
 public:
  Picking(const State& state, const Queue& queue, Time now, std::size_t most)
      : state_(state), queue_(queue), sent_before_(now - kit::seconds(queue.retention)), most_(most) {}

  // Changes nothing: a receive that finds nothing parks, and must have left the state alone.
  Pick pick() {
    for (const auto& [order, number] : state_.messages.by<ByPhase>().tree({queue_.contents, Phase::ready}))
      if (!(queue_.fifo ? whole_group(number) : look_at(number, *state_.messages.find(number)))) break;
    return std::move(pick_);
  }

 private:
  // As many as can be of one group before the next (developer guide, "FIFO delivery logic"), up to the first
  // that is hidden: all behind it wait for it. False when there are enough.
  bool whole_group(std::uint64_t first) {
    const Message& leader = *state_.messages.find(first);
    for (const auto& [at, number] : state_.messages.by<InGroup>().tree({queue_.contents, leader.group})) {
      const Message& message = *state_.messages.find(number);
      if (message.hidden_until) return true;
      if (!look_at(number, message)) return false;
    }
    return true;
  }
  bool look_at(std::uint64_t number, const Message& message) {
    if (pick_.given.size() == most_ || ++looked_at_ > most_looked_at) return false;
    if (message.sent <= sent_before_) {
      pick_.expired.push_back(number);
    } else if (is_dead(state_, queue_, message)) {
      pick_.dead.push_back(number);
    } else {
      pick_.given.push_back(number);
    }
    return true;
  }

  const State& state_;
  const Queue& queue_;
  Time sent_before_;
  std::size_t most_, looked_at_ = 0;
  Pick pick_;
};

void write_messages(const Call& call, const State& state, const Queue& queue,
                    std::span<const std::uint64_t> given) {
  if (given.empty()) return;  // AWS leaves an empty list out
  const Asked asked{call.in["MessageSystemAttributeNames"], call.in["AttributeNames"],
                    call.in["MessageAttributeNames"]};
  const OutList out = call.out["Messages"].list(static_cast<std::uint32_t>(given.size()));
  for (const std::uint64_t number : given) {
    const auto row = state.messages.row(number);
    write_message(call, number, row, write_receipt(call, queue, number, row->row), asked,
                  out.add().structure(8));
  }
}

// ---- Attempts: a receive whose answer got lost is repeated with its id, and answered alike as long as none
// of its messages was deleted, changed or shown again (API reference, ReceiveMessage).

bool still_given(const State& state, const Given& given) {
  const Message* message = state.messages.find(given.number);
  return message && message->phase == Phase::in_flight && message->receives == given.receives &&
         message->hidden_until == given.hidden_until;
}

void remember(const Call& call, State& state, const Queue& queue, const Wish& wish,
              std::span<const std::uint64_t> numbers) {
  if (wish.attempt.empty() || numbers.empty()) return;
  Attempt attempt;
  attempt.number = state.next_number();
  attempt.expires = call.now() + attempt_interval;
  for (const std::uint64_t number : numbers) {
    const Message& message = *state.messages.find(number);
    attempt.given.push_back({number, message.receives, message.hidden_until});
  }
  const AttemptKey key{queue.contents, wish.attempt};
  state.attempts.erase(key);
  state.attempts.insert(key, std::move(attempt));
}

// The messages of the attempt, hidden anew; none when it is not to be repeated.
std::vector<std::uint64_t> repeat(const Call& call, State& state, const Queue& queue, const Wish& wish) {
  std::vector<std::uint64_t> numbers;
  const Attempt* attempt =
      wish.attempt.empty() ? nullptr : state.attempts.find({queue.contents, wish.attempt});
  if (!attempt || attempt->expires <= call.now() || wish.visibility == Duration::zero() ||
      !std::ranges::all_of(attempt->given, [&](const Given& given) { return still_given(state, given); }))
    return numbers;
  for (const Given& given : attempt->given) {
    state.messages.edit(given.number)->hidden_until = call.now() + wish.visibility;
    numbers.push_back(given.number);
  }
  return numbers;
}

}  // namespace

kit::Outcome receive_message(Call& call, State& state) {
  const auto [name, queue] = queue_of(call, state);
  const Wish wish = read_wish(call.in, *queue);
  std::vector<std::uint64_t> given = repeat(call, state, *queue, wish);
  if (given.empty()) {
    const std::size_t in_flight = count(state, queue->contents, Phase::in_flight);
    // Short polls of standard queues are told, everybody else gets nothing (developer guide, "Message
    // quotas").
    if (in_flight >= most_in_flight && !queue->fifo && wish.wait == Duration::zero())
      return too_many_in_flight;
    const std::size_t room = most_in_flight - std::min(in_flight, most_in_flight);
    Pick pick = Picking(state, *queue, call.now(), std::min(wish.most, room)).pick();
    const Time until = call.arrived() + wish.wait;
    if (pick.empty() && call.now() < until) return call.park_until(until, wake_key(queue->contents));
    for (const std::uint64_t number : pick.expired) remove(state, call.turn(), number);
    for (const std::uint64_t number : pick.dead) bury(state, call.turn(), *name, *queue, number);
    for (const std::uint64_t number : pick.given)
      give(state, call.turn(), number, call.now() + wish.visibility);
    given = std::move(pick.given);
  }
  remember(call, state, *queue, wish, given);
  write_messages(call, state, *queue, given);
  return {};
}

}  // namespace understudy::sqs
