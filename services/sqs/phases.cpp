// The phases of a message, and what is due in a shard at an instant.
#include "services/sqs/phases.hpp"

#include <algorithm>

#include "services/sqs/redrive.hpp"

namespace understudy::sqs {
namespace {

// Messages cleared away in a turn, and the time between: a tenth or so of what a shard can do.
constexpr std::size_t slice = 500;
constexpr Duration between_slices = kit::milliseconds(10);

bool leads_group(const State& state, std::uint64_t number, const Message& message) {
  return state.messages.by<InGroup>().tree({message.contents, message.group}).begin()->second == number;
}

// The oldest of these contents, while they are old enough, up to a slice. True when there are more.
bool clear_away(State& state, Turn& turn, std::uint64_t contents, Time sent_before) {
  for (std::size_t n = 0; n < slice; ++n) {
    const auto& by_age = state.messages.by<ByAge>().tree(contents);
    if (by_age.empty() || by_age.begin()->first.first > sent_before) return false;
    remove(state, turn, by_age.begin()->second);
  }
  return true;
}

void sweep(State& state, Turn& turn, const std::string& name) {
  const Queue& queue = *state.queues.find(name);
  const Duration retention = kit::seconds(queue.retention);
  const std::uint64_t contents = queue.contents;
  const bool more = clear_away(state, turn, contents, turn.now - retention);
  const auto& by_age = state.messages.by<ByAge>().tree(contents);
  auto edit = state.queues.edit(name);
  edit->sweep.reset();
  if (more) {
    edit->sweep = turn.now + between_slices;
  } else if (!by_age.empty()) {
    edit->sweep = by_age.begin()->first.first + retention;
  }
}

void clear_leftover(State& state, Turn& turn, std::uint64_t contents) {
  if (clear_away(state, turn, contents, kit::never)) {
    state.leftovers.edit(contents)->due = turn.now + between_slices;
  } else {
    state.leftovers.erase(contents);
  }
}

// The entries of an index by instant that are due, one after another; each must leave it.
template <class Tree, class F>
void each_due(const Tree& tree, Time now, F&& f) {
  while (!tree.empty() && tree.begin()->first.first <= now) {
    const auto key = tree.begin()->second;
    f(key);
  }
}

}  // namespace

std::string wake_key(std::uint64_t contents) { return std::to_string(contents); }

std::uint64_t put(State& state, Turn& turn, const std::string& name, const Queue& queue, Message message,
                  Duration delay) {
  const std::uint64_t number = state.next_number();
  message.contents = queue.contents;
  message.fifo = queue.fifo;
  message.order = number;
  if (delay > Duration::zero()) {
    message.phase = Phase::delayed;
    message.hidden_until = turn.now + delay;
  } else {
    const bool behind =
        queue.fifo && !state.messages.by<InGroup>().tree({queue.contents, message.group}).empty();
    message.phase = behind ? Phase::waiting : Phase::ready;
    if (!behind) turn.wake(wake_key(queue.contents));
  }
  const Time expires = message.sent + kit::seconds(queue.retention);
  if (!queue.sweep || expires < *queue.sweep) state.queues.edit(name)->sweep = expires;
  state.messages.insert(number, std::move(message));
  return number;
}

void give(State& state, Turn& turn, std::uint64_t number, Time until) {
  {
    auto message = state.messages.edit(number);
    ++message->receives;
    message->received = turn.now;
    if (!message->first_received) message->first_received = turn.now;
    message->phase = Phase::in_flight;
    message->hidden_until = until;
  }
  if (until <= turn.now) show(state, turn, number);
}

void show(State& state, Turn& turn, std::uint64_t number) {
  const Message& found = *state.messages.find(number);
  const bool ready = !found.fifo || leads_group(state, number, found);
  // A group that comes back goes to the end of the line, as AWS's does; a standard queue keeps its order.
  const std::uint64_t order = found.fifo && ready ? state.next_number() : number;
  auto message = state.messages.edit(number);
  message->hidden_until.reset();
  message->phase = ready ? Phase::ready : Phase::waiting;
  message->order = order;
  if (ready) turn.wake(wake_key(message->contents));
}

void remove(State& state, Turn& turn, std::uint64_t number) {
  const auto row = state.messages.row(number);
  state.messages.erase(number);
  if (!row->row.fifo) return;
  const auto& group = state.messages.by<InGroup>().tree({row->row.contents, row->row.group});
  if (group.empty() || group.begin()->second < number) return;
  const std::uint64_t next = group.begin()->second;
  if (state.messages.find(next)->phase != Phase::waiting) return;
  state.messages.edit(next)->phase = Phase::ready;
  turn.wake(wake_key(row->row.contents));
}

void abandon(State& state, Turn& turn, std::uint64_t contents) {
  if (!state.messages.by<ByAge>().tree(contents).empty())
    state.leftovers.insert(contents, {turn.now + between_slices});
  turn.wake(wake_key(contents));  // whoever waits sees the queue anew
}

// ---- The state's own

std::uint64_t State::next_number() {
  if (counters.empty()) {
    counters.insert("last", 1);
    return 1;
  }
  return ++*counters.edit("last");
}

const Queue* State::queue_of_contents(std::uint64_t contents) const {
  const auto& tree = queues.by<ByContents>().tree();
  const auto found = tree.find(contents);
  return found == tree.end() ? nullptr : queues.find(found->second);
}

Time State::next_deadline() const {
  Time next = kit::never;
  const auto look = [&](const auto& tree) {
    if (!tree.empty()) next = std::min(next, tree.begin()->first.first);
  };
  look(messages.by<ByDue>().tree());
  look(queues.by<BySweep>().tree());
  look(sent.by<ByExpiry<SentKey, Sent>>().tree());
  look(attempts.by<ByExpiry<AttemptKey, Attempt>>().tree());
  look(tasks.by<ByTaskDue>().tree());
  look(leftovers.by<ByLeftoverDue>().tree());
  return next;
}

void State::settle(Turn& turn) {
  const Time now = turn.now;
  each_due(messages.by<ByDue>().tree(), now, [&](std::uint64_t number) { show(*this, turn, number); });
  each_due(queues.by<BySweep>().tree(), now, [&](const std::string& name) { sweep(*this, turn, name); });
  each_due(sent.by<ByExpiry<SentKey, Sent>>().tree(), now, [&](const SentKey& key) { sent.erase(key); });
  each_due(attempts.by<ByExpiry<AttemptKey, Attempt>>().tree(), now,
           [&](const AttemptKey& key) { attempts.erase(key); });
  each_due(tasks.by<ByTaskDue>().tree(), now, [&](std::uint64_t number) { move_some(*this, turn, number); });
  each_due(leftovers.by<ByLeftoverDue>().tree(), now,
           [&](std::uint64_t contents) { clear_leftover(*this, turn, contents); });
}

}  // namespace understudy::sqs
