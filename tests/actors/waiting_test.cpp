// Waiting calls: who wakes, in which order, and at which instant.
#include <algorithm>

#include "lab.hpp"

namespace understudy::lab {
namespace {

class Waiting : public Lab {};

TEST_F(Waiting, TheOldestWakesFirstOneAChange) {
  std::vector<ProbeRef> calls;
  for (int i = 0; i < 3; ++i) send(calls.emplace_back(taking("q")));
  EXPECT_EQ(parked(), 3u);
  for (int i = 0; i < 3; ++i) {
    put("q", "message " + std::to_string(i));
    wait(calls[i]);
    EXPECT_EQ(calls[i]->note, "message " + std::to_string(i));
    EXPECT_EQ(parked(), 2u - i);
  }
  EXPECT_EQ(text("q"), "(none)");
}

TEST_F(Waiting, AWakeThatOneCannotUseGoesToTheNext) {
  // Waits for `q` to say what it wants.
  const auto wanting = [](std::string wanted) {
    return probe([=](Sqs& call, State& state) -> Outcome {
      const Item* item = state.items.find("q");
      if (item && item->text == wanted) {
        state.items.erase("q");
        return {};
      }
      return call.park_until(kit::never, "q");
    });
  };
  const auto first = wanting("one"), second = wanting("two"), third = wanting("two");
  for (const auto& call : {first, second, third}) send(call);
  quiesce();
  put("q", "two");
  wait(second);
  EXPECT_EQ(parked(), 2u);
  EXPECT_EQ(third->runs, 1) << "the wake was used up before it came to this one";
  // The first has kept its place before the others.
  put("q", "one");
  wait(first);
  put("q", "two");
  wait(third);
}

TEST_F(Waiting, WhoOnlyReadsOrFailsOrHasGoneLeavesTheWakeToTheNext) {
  const auto gone = taking("q");
  const auto reading = probe([](Sqs& call, State& state) -> Outcome {
    if (state.items.contains("q")) return {};
    return call.park_until(kit::never, "q");
  });
  const auto failing = probe([](Sqs& call, State& state) -> Outcome {
    if (state.items.contains("q")) return kit::Error{"OverLimit", "Too many."};
    return call.park_until(kit::never, "q");
  });
  const auto last = taking("q");
  for (const auto& call : {gone, reading, failing, last}) send(call);
  quiesce();
  gone->cancelled = true;
  put("q", "x");
  for (const auto& call : {reading, failing, last}) wait(call);
  EXPECT_EQ(last->note, "x");
  quiesce();
  EXPECT_EQ(gone->answers, 0);
  EXPECT_EQ(parked(), 0u);
}

TEST_F(Waiting, DeadlinesPassAtTheirOwnInstants) {
  const auto late = taking("q", seconds(20)), early = taking("q", seconds(10));
  std::vector<std::string> order;
  late->on_answer = [&](Probe&) { order.push_back("late"); };
  early->on_answer = [&](Probe&) { order.push_back("early"); };
  send(late);
  send(early);
  EXPECT_EQ(parked(), 2u);
  advance(seconds(9));
  EXPECT_EQ(parked(), 2u);
  advance(seconds(30));
  wait(late);
  wait(early);
  EXPECT_EQ(order, (std::vector<std::string>{"early", "late"}));
  EXPECT_EQ(system.clock("main").now(), start + seconds(39));
}

TEST_F(Waiting, AFrozenClockDeliversWhatASetPasses) {
  const auto call = taking("q", seconds(10));
  send(call);
  quiesce();
  system.clock("main").set(start + seconds(10));
  wait(call);
  EXPECT_EQ(call->note, "");
}

TEST_F(Waiting, TheStateSettlesBeforeTheCallThatWaitsForTheSameInstant) {
  // The item comes due exactly when the call's patience ends: it still gets it.
  put("a", "later", start + seconds(20));
  const auto call = probe([](Sqs& call, State& state) -> Outcome {
    auto& note = static_cast<Probe&>(call.base()).note;
    if (state.items.find("a")->due == kit::never) {
      note = state.items.find("a")->text;
      state.items.erase("a");
      return {};
    }
    if (call.now() >= start + seconds(20)) return {};
    return call.park_until(start + seconds(20), "a");
  });
  send(call);
  quiesce();
  advance(seconds(60));
  wait(call);
  EXPECT_EQ(call->note, "due at " + std::to_string((start + seconds(20)).time_since_epoch().count()));
}

TEST_F(Waiting, EveryDeadlineSeesItsOwnInstantHoweverLate) {
  put("a", "x", start + seconds(1));
  put("b", "x", start + seconds(2));
  system.clock("main").set(start + seconds(500));
  run([](Sqs& call, State& state) -> Outcome {
    const auto at = [](int s) {
      return "due at " + std::to_string((start + seconds(s)).time_since_epoch().count());
    };
    EXPECT_EQ(state.items.find("a")->text, at(1));
    EXPECT_EQ(state.items.find("b")->text, at(2));
    EXPECT_EQ(call.now(), start + seconds(500));
    return {};
  });
}

TEST_F(Waiting, ADeadlineThatFailsStaysAloneWithItsFailure) {
  put("a", "poison", start + seconds(1));
  advance(seconds(10));
  EXPECT_EQ(text("a"), "poison");
  EXPECT_FALSE(run([](Sqs&, State& state) -> Outcome { return state.items.erase("a"), Outcome(); })->failure);
  put("b", "x", system.clock("main").now() + seconds(1));
  advance(seconds(1));
  EXPECT_NE(text("b"), "x");
}

TEST_F(Waiting, ACancelledCallIsNeverAnswered) {
  const auto call = taking("q");
  send(call);
  EXPECT_EQ(parked(), 1u);
  call->cancelled = true;
  system.cancel(kit::Ref<kit::Call>(call.get()));
  EXPECT_EQ(parked(), 0u);
  put("q", "x");
  EXPECT_EQ(text("q"), "x");
  advance(seconds(60));
  EXPECT_EQ(call->answers, 0);
  // One that has not parked yet.
  const auto early = taking("r");
  early->cancelled = true;
  send(early);
  quiesce();
  EXPECT_EQ(early->runs, 0);
  EXPECT_EQ(call->references(), 1u);
}

TEST_F(Waiting, ParkingMustLeaveTheStateAsItWas) {
  const auto changing = run([](Sqs& call, State& state) -> Outcome {
    state.items.insert("a", {"x"});
    return call.park_until(start + seconds(5), "a");
  });
  EXPECT_EQ(changing->failure->code, "InternalFailure");
  EXPECT_EQ(text("a"), "(none)");
  const auto past = run([](Sqs& call, State&) -> Outcome { return call.park_until(call.now(), "a"); });
  EXPECT_EQ(past->failure->code, "InternalFailure");
}

TEST_F(Waiting, WhatACallWroteBeforeItParkedIsForgotten) {
  const auto call = probe([](Sqs& call, State& state) -> Outcome {
    call.out["MessageId"] = "first";
    if (!state.items.contains("q")) return call.park_until(kit::never, "q");
    call.out["SequenceNumber"] = "second";
    return {};
  });
  send(call);
  quiesce();
  put("q", "x");
  wait(call);
  EXPECT_EQ(call->output.size(), 2u);
}

TEST_F(Waiting, AHundredThousandCallsWait) {
  constexpr int many = 100'000;
  std::vector<ProbeRef> calls;
  calls.reserve(many);
  std::atomic<int> answered{0};
  for (int i = 0; i < many; ++i) {
    auto call = taking("q" + std::to_string(i % 1000), seconds(20 + i % 7));
    call->on_answer = [&](Probe&) { ++answered; };
    send(calls.emplace_back(std::move(call)));
  }
  EXPECT_EQ(parked(), static_cast<std::size_t>(many));
  for (int i = 0; i < 1000; ++i) put("q" + std::to_string(i), "x");
  quiesce();
  EXPECT_EQ(answered, 1000);
  for (int i = 1000; i < 2000; ++i) {
    calls[i]->cancelled = true;
    system.cancel(kit::Ref<kit::Call>(calls[i].get()));
  }
  EXPECT_EQ(parked(), static_cast<std::size_t>(many - 2000));
  advance(seconds(30));
  quiesce();
  EXPECT_EQ(parked(), 0u);
  EXPECT_EQ(answered, many - 1000);
  // The first thousand of each key's queue were the ones that got a message.
  EXPECT_TRUE(
      std::all_of(calls.begin(), calls.begin() + 1000, [](const ProbeRef& c) { return c->note == "x"; }));
}

TEST_F(Waiting, ManyWakesAreSlicedAndNoneIsLost) {
  std::vector<ProbeRef> calls;
  for (int i = 0; i < 2000; ++i) {
    send(calls.emplace_back(probe([](Sqs& call, State& state) -> Outcome {
      if (!state.items.contains("go")) return call.park_until(kit::never, "go");
      return {};
    })));
  }
  EXPECT_EQ(parked(), 2000u);
  put("go", "x");
  for (const auto& call : calls) wait(call);
}

}  // namespace
}  // namespace understudy::lab
