// LocalStack's page of a queue's messages: a look at them that changes nothing.
#include <algorithm>

#include "services/sqs/handlers.hpp"
#include "services/sqs/queues.hpp"
#include "services/sqs/telling.hpp"

namespace understudy::sqs {
namespace {

constexpr kit::Error bad_address{"InvalidAddress",
                                 "The address https://queue.amazonaws.com/ is not valid for this endpoint."};
constexpr kit::Error too_many{"OverLimit", "The queue has more than {} messages to show."};
constexpr std::size_t most_shown = 100'000;  // a shard's turn and an answer must end
constexpr std::string_view no_handle = "SQS/BACKDOOR/ACCESS";

// Whether the parameter is there and says "true", in any case, or "1".
bool wants(std::string_view parameters, std::string_view name) {
  while (!parameters.empty()) {
    const std::string_view one = parameters.substr(0, parameters.find('&'));
    parameters.remove_prefix(std::min(one.size() + 1, parameters.size()));
    const auto equals = one.find('=');
    if (one.substr(0, equals) != name || equals == one.npos) continue;
    const std::string_view value = one.substr(equals + 1);
    return value == "1" ||
           std::ranges::equal(value, std::string_view("true"), {}, [](char c) { return c | 0x20; });
  }
  return false;
}

class Looking {
  const auto& of(Phase phase) const { return state_.messages.by<ByPhase>().tree({queue_.contents, phase}); }
  const auto& group_of(std::uint64_t number) const {
    return state_.messages.by<InGroup>().tree({queue_.contents, state_.messages.find(number)->group});
  }
  std::uint64_t leader_of(std::uint64_t number) const { return group_of(number).begin()->second; }

 public:
  Looking(const State& state, const Queue& queue) : state_(state), queue_(queue) {}

  void add_in_flight() {
    for (const auto& [order, number] : of(Phase::in_flight)) found.push_back(number);
    // In a FIFO queue they keep all behind them from being received.
    for (const auto& [order, number] : of(Phase::waiting))
      if (state_.messages.find(leader_of(number))->phase != Phase::ready) found.push_back(number);
  }
  void add_visible() {
    for (const auto& [order, number] : of(Phase::ready)) {
      found.push_back(number);
      if (!queue_.fifo) continue;
      for (const auto& [at, behind] : group_of(number))
        if (state_.messages.find(behind)->phase == Phase::waiting) found.push_back(behind);
    }
  }
  void add_delayed() {
    for (const auto& [order, number] : of(Phase::delayed)) found.push_back(number);
  }

  std::vector<std::uint64_t> found;

 private:
  const State& state_;
  const Queue& queue_;
};

}  // namespace

kit::Outcome list_messages(Call& call, State& state) {
  const Address address = addressed_queue(call.base());
  const Queue* queue = state.queues.find(std::string(address.name));
  if (!queue && address.account.empty() && address.name != call.in["QueueUrl"].text()) return bad_address;
  if (!queue) return no_queue;
  const std::string_view parameters = call.endpoint().query;
  const bool invisible = wants(parameters, "ShowInvisible"), delayed = wants(parameters, "ShowDelayed");
  if (state.messages.by<ByAge>().size(queue->contents) > most_shown) return too_many.says(most_shown);

  Looking looking(state, *queue);
  if (invisible) looking.add_in_flight();
  looking.add_visible();
  if (delayed) looking.add_delayed();
  if (looking.found.empty()) return {};
  kit::Value all = kit::Value::list(call.arena(), 1);
  all.add(call.arena()) = kit::Value::string("All");
  const OutList out = call.out["Messages"].list(static_cast<std::uint32_t>(looking.found.size()));
  std::vector<Note> notes;
  for (const std::uint64_t number : looking.found) {
    const auto row = state.messages.row(number);
    const Message& message = row->row;
    notes.clear();
    if (!message.first_received) notes.push_back({"ApproximateFirstReceiveTimestamp", "0"});
    if (invisible) notes.push_back({"IsVisible", message.phase == Phase::in_flight ? "false" : "true"});
    if (delayed) notes.push_back({"IsDelayed", message.phase == Phase::delayed ? "true" : "false"});
    write_message(call, number, row, no_handle, {In(all), In(), In(all), notes}, out.add().structure(8));
  }
  return {};
}

}  // namespace understudy::sqs
