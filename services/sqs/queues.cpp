// Queues: made, found, listed, purged and deleted; their attributes read and set.
#include "services/sqs/queues.hpp"

#include "services/sqs/attributes.hpp"
#include "services/sqs/handlers.hpp"
#include "services/sqs/phases.hpp"
#include "services/sqs/tags.hpp"

namespace understudy::sqs {
namespace {

constexpr kit::Error bad_name{
    "InvalidParameterValue",
    "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length"};
constexpr kit::Error bad_fifo_name{"InvalidParameterValue",
                                   "The name of a FIFO queue can only include alphanumeric characters, "
                                   "hyphens, or underscores, must end with "
                                   ".fifo suffix and be 1 to 80 in length"};
constexpr kit::Error deleted_recently{
    "QueueDeletedRecently",
    "You must wait 60 seconds after deleting a queue before you can create another with the same name."};
constexpr kit::Error purge_in_progress{"PurgeQueueInProgress",
                                       "Only one PurgeQueue operation on {} is allowed every 60 seconds."};
constexpr Duration a_minute = kit::seconds(60);

void check_name(std::string_view name, bool fifo) {
  const bool suffix = name.ends_with(".fifo");
  if (suffix != fifo || name.size() > 80 || !is_word(name.substr(0, name.size() - (suffix ? 5 : 0))))
    throw kit::Failure(fifo ? bad_fifo_name : bad_name);
}

bool wants_fifo(In attributes) {
  const std::string_view value = attributes.at("FifoQueue").text();
  return value == "true" || value == "True" || value == "TRUE";
}

// Whether the name may not be used again yet. Forgets the oldest of those that may.
bool was_deleted(State& state, Time now, const std::string& name) {
  const auto& oldest = state.deleted.by<ByDeletion>().tree();
  while (!oldest.empty() && oldest.begin()->first.first + a_minute <= now)
    state.deleted.erase(std::string(oldest.begin()->second));
  return state.deleted.contains(name);
}

// For FIFO queues a new delay counts for the messages that are there, too (developer guide, "Delay queues").
void delay_again(State& state, Turn& turn, const Queue& queue) {
  std::vector<std::uint64_t> delayed;
  for (const auto& [order, number] : state.messages.by<ByPhase>().tree({queue.contents, Phase::delayed}))
    delayed.push_back(number);
  for (const std::uint64_t number : delayed) {
    const Time until = state.messages.find(number)->sent + kit::seconds(queue.delay);
    if (until <= turn.now) {
      show(state, turn, number);
    } else {
      state.messages.edit(number)->hidden_until = until;
    }
  }
}

}  // namespace

Found queue_of(const Call& call, const State& state) {
  const Address address = addressed_queue(call.base());
  if (address.name.empty()) require(call.in["QueueUrl"], "QueueUrl");
  const auto& rows = state.queues.rows();
  const auto found = rows.find(std::string(address.name));
  if (found == rows.end()) throw kit::Failure(no_queue);
  return {&found->first, &found->second->row};
}

kit::Outcome create_queue(Call& call, State& state) {
  if (!call.in["QueueName"]) return missing.says("QueueName");
  const std::string name(call.in["QueueName"].text());
  const In attributes = call.in["Attributes"];
  Queue queue;
  queue.fifo = wants_fifo(attributes);
  check_name(name, queue.fifo);
  const Subject wanted{call, state, name, queue};
  set_attributes(wanted, queue, attributes);
  set_tags(name, queue.tags, call.in["tags"]);
  if (const Queue* existing = state.queues.find(name)) {
    require_same({call, state, name, *existing}, wanted, attributes);
  } else {
    if (call.endpoint().wait_after_delete && was_deleted(state, call.now(), name)) return deleted_recently;
    queue.number = state.next_number();
    queue.contents = state.next_number();
    queue.created = queue.modified = call.now();
    queue.scoped_to_group = queue.group_scope;
    state.queues.insert(name, std::move(queue));
  }
  call.out["QueueUrl"] = queue_url(call, name);
  return {};
}

kit::Outcome delete_queue(Call& call, State& state) {
  const auto [found, queue] = queue_of(call, state);
  const std::string name = *found;
  abandon(state, call.turn(), queue->contents);
  const auto& tasks = state.tasks.by<BySource>();
  for (const std::uint64_t number = queue->number; tasks.size(number) > 0;)
    state.tasks.erase(tasks.tree(number).begin()->second);
  state.queues.erase(name);
  if (call.endpoint().wait_after_delete && !was_deleted(state, call.now(), name))
    state.deleted.insert(name, {call.now()});
  return {};
}

kit::Outcome get_queue_url(Call& call, State& state) {
  const std::string name(require(call.in["QueueName"], "QueueName").text());
  if (!state.queues.contains(name)) return no_queue;
  call.out["QueueUrl"] = queue_url(call, name);
  return {};
}

kit::Outcome list_queues(Call& call, State& state) {
  return list_page(call, state.queues.rows(), call.in["QueueNamePrefix"].text());
}

kit::Outcome purge_queue(Call& call, State& state) {
  const auto [name, queue] = queue_of(call, state);
  if (queue->purged && call.now() < *queue->purged + a_minute && call.endpoint().wait_after_purge)
    return purge_in_progress.says(*name);
  abandon(state, call.turn(), queue->contents);
  const std::uint64_t contents = state.next_number();
  auto edit = state.queues.edit(*name);
  edit->contents = contents;
  edit->purged = call.now();
  edit->sweep.reset();
  return {};
}

kit::Outcome get_queue_attributes(Call& call, State& state) {
  const auto [name, queue] = queue_of(call, state);
  show_attributes({call, state, *name, *queue}, call.in["AttributeNames"]);
  return {};
}

kit::Outcome set_queue_attributes(Call& call, State& state) {
  const auto [name, queue] = queue_of(call, state);
  if (!call.in["Attributes"]) return missing.says("Attributes");
  const int delay = queue->delay, retention = queue->retention;
  {
    auto edit = state.queues.edit(*name);
    set_attributes({call, state, *name, *edit}, *edit, call.in["Attributes"]);
    edit->modified = call.now();
    const auto& by_age = state.messages.by<ByAge>().tree(edit->contents);
    if (edit->retention != retention && !by_age.empty())
      edit->sweep = by_age.begin()->first.first + kit::seconds(edit->retention);
  }
  const Queue& changed = *state.queues.find(*name);
  if (changed.fifo && changed.delay != delay) delay_again(state, call.turn(), changed);
  return {};
}

}  // namespace understudy::sqs
