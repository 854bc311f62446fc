// What the actors' tests work with: a small service whose handlers are given by the tests, and calls to it.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "actors/system.hpp"
#include "services/kit/service.hpp"
#include "services/models/names/sqs.hpp"
#include "services/models/names/sts.hpp"

namespace understudy::lab {

using actors::System;
using kit::Outcome;
using kit::Time;
using std::chrono::seconds;

struct Item {
  std::string text;
  Time due = kit::never;
};
STATE(Item, text, due)

struct ByDue {
  static std::optional<std::pair<Time, std::string>> key(const std::string& id, const Item& item) {
    if (item.due == kit::never) return std::nullopt;
    return std::pair(item.due, id);
  }
};

// An item that comes due gets the text "due at <microseconds>" and wakes its key.
struct State {
  kit::Table<Item, std::string, ByDue> items;

  Time next_deadline() const {
    const auto& tree = items.by<ByDue>().tree();
    return tree.empty() ? kit::never : tree.begin()->first.first;
  }
  void restored(kit::Turn& turn) const {  // items that are access keys
    for (const auto& [id, row] : items.rows())
      if (id.starts_with("AKIA")) {
        auto credential = std::make_unique<kit::Credential>();
        credential->access_key = id;
        turn.publish(kit::Ref<const kit::Credential>(credential.release()));
      }
  }
  void settle(kit::Turn& turn) {
    const auto& tree = items.by<ByDue>().tree();
    while (!tree.empty() && tree.begin()->first.first <= turn.now) {
      const std::string id = tree.begin()->second;
      if (items.find(id)->text == "poison") throw std::runtime_error("a poisoned item");
      auto item = items.edit(id);
      item->text = "due at " + std::to_string(turn.now.time_since_epoch().count());
      item->due = kit::never;
      turn.wake(id);
    }
  }
};
STATE(State, items)

template <class N>
using Script = std::function<Outcome(kit::CallOf<N>&, State&)>;

// A call whose handler the test gives. Once answered: `done` is ready.
class Probe : public kit::Call {
 public:
  explicit Probe(std::string_view service_name, std::string_view place = "us-east-1") {
    world = "main";
    account = "000000000000";
    region = arena.copy(place);
    service = arena.copy(service_name);
    operation_name = "Probe";
    request_id = "11111111-2222-3333-4444-555555555555";
    input = kit::Value::structure(arena);
  }
  void answered() override {
    ++answers;
    if (on_answer) on_answer(*this);
    done.set_value();
  }

  std::function<Outcome(kit::Call&, kit::Turn&, State&)> script;
  std::function<void(Probe&)> on_answer;  // on the shard's thread
  std::promise<void> done;
  std::atomic<int> answers{0};
  std::atomic<int> runs{0};
  std::string note;  // the script's
};
using ProbeRef = kit::Ref<Probe>;

inline Outcome run_probe(kit::Call& call, kit::Turn& turn, kit::AnyState& state) {
  auto& probe = static_cast<Probe&>(call);
  ++probe.runs;
  return probe.script(call, turn, kit::state_of<State>(state));
}

using Sqs = kit::CallOf<sqs::Names>;
using Sts = kit::CallOf<sts::Names>;

// Puts the message under the queue's URL.
inline Outcome send_message(Sqs& call, State& state) {
  const std::string key(call.in["QueueUrl"].text());
  if (call.in["MessageBody"].text() == "refuse me") {
    state.items.insert("half", {"done"});
    return kit::Error{"InvalidMessageContents", "It asked to be refused."};
  }
  if (const Item* there = state.items.find(key)) {
    const std::string text = there->text + "," + std::string(call.in["MessageBody"].text());
    state.items.edit(key)->text = text;
  } else {
    state.items.insert(key, {std::string(call.in["MessageBody"].text())});
  }
  call.wake(key);
  call.out["MessageId"] = "id of " + state.items.find(key)->text;
  return {};
}

// Gives back what the state has under the queue's URL, and waits for it.
inline Outcome receive_message(Sqs& call, State& state) {
  const std::string key(call.in["QueueUrl"].text());
  if (const Item* item = state.items.find(key)) {
    auto message = call.out["Messages"].list().add().structure();
    message["Body"] = item->text;
    auto attribute = message["MessageAttributes"].map()["length"].structure();
    attribute["DataType"] = "Binary";
    attribute["BinaryValue"].blob(std::string("\0\1", 2));
    return {};
  }
  return call.park_until(call.arrived() + seconds(call.in["WaitTimeSeconds"].integer(1'000'000)), key);
}

// Asks the same of itself, elsewhere, for as long as the deepest lets it.
inline kit::Task recurse(Sts& call, State&) {
  kit::Arena memory;
  kit::Request request{{"000000000000", call.region() == "us-east-1" ? "us-east-2" : "us-east-1", "sts"},
                       "GetSessionToken",
                       kit::Value::map(memory)};
  const kit::Answer answer = co_await call.ask(request);
  if (answer.failure) co_return *answer.failure;
  co_return Outcome();
}

inline const kit::Operation sqs_operations[] = {{"Probe", run_probe},
                                                {"SendMessage", kit::on<send_message>},
                                                {"ReceiveMessage", kit::on<receive_message>}};
inline const kit::Operation sts_operations[] = {{"Probe", run_probe}, {"GetSessionToken", kit::on<recurse>}};

// The account that a queue's URL names owns the call.
inline void owner(const kit::Call& call, kit::Place& place) {
  const auto* url = call.input.member(kit::Key<sqs::Names>("QueueUrl").id);
  if (url && url->text().starts_with("owner:")) place.account = url->text().substr(6);
}

inline const kit::Service sqs_service{"sqs", kit::Scope::regional, sqs_operations, kit::make_state<State>,
                                      owner};
inline const kit::Service sts_service{"sts", kit::Scope::regional, sts_operations, kit::make_state<State>,
                                      nullptr};
inline const kit::Service iam_service{
    "iam", kit::Scope::global, {sqs_operations, 1}, kit::make_state<State>, nullptr};

class Lab : public ::testing::Test {
 protected:
  explicit Lab(unsigned threads = 2)
      : system({.threads = threads,
                .seed = 42,
                .services = {&sqs_service, &sts_service, &iam_service},
                .data_folder = {}}) {
    system.clock("main").freeze();
    system.clock("main").set(start);
  }

  template <class F>
  static ProbeRef probe(F script, std::string_view service = "sqs", std::string_view region = "us-east-1") {
    ProbeRef call(std::make_unique<Probe>(service, region).release());
    call->script = [script](kit::Call& base, kit::Turn& turn, State& state) mutable -> Outcome {
      Sqs typed(base, turn);
      return script(typed, state);
    };
    return call;
  }
  void send(const ProbeRef& call) { system.send(kit::Ref<kit::Call>(call.get())); }
  static void wait(const ProbeRef& call) { call->done.get_future().wait(); }
  ProbeRef run(ProbeRef call) {
    send(call);
    wait(call);
    return call;
  }
  template <class F>
  ProbeRef run(F script, std::string_view service = "sqs",
               std::string_view region = "us-east-1") requires(!std::is_same_v<F, ProbeRef>) {
    return run(probe(std::move(script), service, region));
  }
  void put(std::string key, std::string text, Time due = kit::never) {
    run([=](Sqs& call, State& state) -> Outcome {
      state.items.insert(key, {text, due});
      call.wake(key);
      return {};
    });
  }
  // Takes the item, or waits for it.
  static ProbeRef taking(std::string key, seconds patience = seconds(20)) {
    return probe([=](Sqs& call, State& state) -> Outcome {
      if (const Item* item = state.items.find(key)) {
        static_cast<Probe&>(call.base()).note = item->text;
        state.items.erase(key);
        return {};
      }
      if (call.now() >= call.arrived() + patience) return {};
      return call.park_until(call.arrived() + patience, key);
    });
  }
  // All messages sent before are handled.
  void quiesce(std::string_view world = "main") {
    system.visit(world, [](const kit::Place&, const kit::AnyState&) {});
  }
  std::string text(std::string key, std::string_view region = "us-east-1", std::string_view service = "sqs") {
    std::string found = "(none)";
    system.visit("main", [&](const kit::Place& place, const kit::AnyState& state) {
      if (place.region != region || place.service != service) return;
      if (const Item* item = kit::state_of<State>(const_cast<kit::AnyState&>(state)).items.find(key))
        found = item->text;
    });
    return found;
  }
  std::size_t parked() {
    for (int hop = 0; hop < 3; ++hop) quiesce();  // what one shard makes another do
    std::size_t sum = 0;
    for (const auto& shard : system.shards()) sum += shard.parked;
    return sum;
  }
  void advance(kit::Duration by, std::string_view world = "main") {
    std::promise<void> arrived;
    system.advance(world, by, [&] { arrived.set_value(); });
    arrived.get_future().wait();
  }

  static constexpr Time start{std::chrono::sys_days(std::chrono::year(2030) / 1 / 1)};
  System system;
};

}  // namespace understudy::lab
