// States taken, put back and forked while calls are under way, and what the notifier tells.
#include <mutex>

#include "actors/notifier.hpp"
#include "lab.hpp"

namespace understudy::lab {
namespace {

class States : public Lab {
 protected:
  // Keeps what the notifier tells until the test's end.
  std::uint64_t listener_ = 0;
  std::mutex mutex_;
  std::vector<actors::ChangesRef> told_;

  void listen() {
    listener_ = system.notifier().listen([this](const actors::ChangesRef& changes) {
      const std::lock_guard lock(mutex_);
      told_.push_back(changes);
    });
  }
  // "created n", in order.
  std::vector<std::string> told() {
    quiesce();
    const std::lock_guard lock(mutex_);
    std::vector<std::string> all;
    for (const auto& changes : told_)
      for (const auto& row : changes->rows)
        all.push_back((!row.row ? "deleted " : row.existed ? "updated " : "created ") + row.key);
    return all;
  }
  ~States() override {
    if (listener_) system.notifier().leave(listener_);
  }

  std::string text_in(std::string_view world, const std::string& key) {
    std::string found = "(none)";
    system.visit(world, [&](const kit::Place&, const kit::AnyState& state) {
      if (const Item* item = kit::state_of<State>(const_cast<kit::AnyState&>(state)).items.find(key))
        found = item->text;
    });
    return found;
  }
  ProbeRef taking_in(std::string_view world, std::string key) {
    ProbeRef call = taking(std::move(key));
    call->world = call->arena.copy(world);
    return call;
  }
  void put_back(const actors::Snapshot& kept) {
    system.rewrite("main", {}, [&](actors::Snapshot&) {
      std::vector<actors::ShardState> states;
      for (const auto& shard : kept.shards)
        states.push_back({shard.place, shard.state->fork(), shard.generator});
      return states;
    });
  }
};

TEST_F(States, GoBackToWhatWasTaken) {
  put("a", "1");
  const actors::Snapshot kept = system.snapshot("main", {});
  EXPECT_EQ(kept.at, start);
  ASSERT_EQ(kept.shards.size(), 1u);
  put("b", "2");
  run(taking("a"));
  EXPECT_EQ(text("a"), "(none)");
  put_back(kept);
  EXPECT_EQ(text("a"), "1");
  EXPECT_EQ(text("b"), "(none)");
}

TEST_F(States, ThatComeBackWakeWhoeverWaits) {
  put("a", "1");
  put("b", "2");
  const actors::Snapshot kept = system.snapshot("main", {});
  run(taking("a"));
  run(taking("b"));
  const ProbeRef one = taking("a"), other = taking("b"), third = taking("a");
  for (const auto& call : {one, other, third}) send(call);
  EXPECT_EQ(parked(), 3u);
  put_back(kept);
  wait(one);
  wait(other);
  EXPECT_EQ(one->note, "1");
  EXPECT_EQ(other->note, "2");
  EXPECT_EQ(parked(), 1u);
}

TEST_F(States, BringTheirDeadlinesWithThem) {
  put("late", "x", start + seconds(60));
  const actors::Snapshot kept = system.snapshot("main", {});
  run(taking("late"));
  advance(seconds(10));
  EXPECT_EQ(system.next_due("main"), kit::never);
  put_back(kept);
  EXPECT_EQ(system.next_due("main"), start + seconds(60));
  const auto before = system.deadlines_met("main");
  advance(seconds(60));
  EXPECT_EQ(text("late"), "due at " + std::to_string((start + seconds(60)).time_since_epoch().count()));
  EXPECT_EQ(system.deadlines_met("main"), before + 1);
}

TEST_F(States, AreLeftAloneWhenTheNewOnesAreRefused) {
  put("a", "1");
  EXPECT_THROW(system.rewrite("main", {},
                              [](actors::Snapshot&) -> std::vector<actors::ShardState> {
                                throw std::runtime_error("no");
                              }),
               std::runtime_error);
  EXPECT_EQ(text("a"), "1");
  put("b", "2");  // the world goes on
}

TEST_F(States, OfAForkGoTheirOwnWay) {
  put("a", "1");
  put("timed", "x", start + seconds(60));
  system.fork("main", "other");
  EXPECT_EQ(text_in("other", "a"), "1");
  EXPECT_EQ(system.clock("other").now(), start);
  EXPECT_EQ(system.clock("other").mode(), scheduler::Mode::frozen);
  EXPECT_EQ(system.seed("other"), system.seed("main"));
  run(taking_in("other", "a"));
  EXPECT_EQ(text_in("other", "a"), "(none)");
  EXPECT_EQ(text("a"), "1");
  advance(seconds(60), "other");
  EXPECT_EQ(text("timed"), "x");
  EXPECT_EQ(text_in("other", "timed").substr(0, 3), "due");
}

TEST_F(States, OfAForkTakeThePlaceOfWhatWasThere) {
  const ProbeRef waiting = taking_in("other", "a");
  send(waiting);
  put("a", "1");
  system.fork("main", "other");
  wait(waiting);
  ASSERT_TRUE(waiting->failure);
  EXPECT_EQ(waiting->failure->code, "ServiceUnavailable");
  EXPECT_EQ(text_in("other", "a"), "1");
}

TEST_F(States, OfARemovedWorldAreGone) {
  system.fork("main", "other");
  EXPECT_TRUE(system.exists("other"));
  system.progressions("other").set("m", "", {kit::Progression::manual, 3, {}});
  system.remove("other");
  EXPECT_FALSE(system.exists("other"));
  EXPECT_EQ(system.worlds(), std::vector<std::string>{"main"});
  EXPECT_EQ(system.clock("other").mode(), scheduler::Mode::real);  // new again
  EXPECT_EQ(system.progressions("other").of("m", "").kind, kit::Progression::immediate);
}

// Every call makes two rows in two turns of two shards, one after the other; a snapshot never sees one alone.
TEST_F(States, AreNeverSeenHalfDone) {
  std::vector<ProbeRef> calls;
  const auto both = [](Sqs& call, State& state) -> Outcome {
    const std::string key(static_cast<Probe&>(call.base()).note);
    state.items.insert(key, {"here"});
    kit::Arena memory;
    kit::Value input = kit::Value::map(memory);
    input.set(memory, "QueueUrl") = kit::Value::string(key);
    input.set(memory, "MessageBody") = kit::Value::string("there");
    call.turn().effect({{"111111111111", "us-east-1", "sqs"}, "SendMessage", input});
    return {};
  };
  for (int i = 0; i < 500; ++i) {
    calls.push_back(probe(both));
    calls.back()->note = "k" + std::to_string(i);
    send(calls.back());
    if (i % 50 != 25) continue;
    std::array<std::size_t, 2> sizes{};
    const actors::Snapshot taken = system.snapshot("main", {});
    for (const auto& shard : taken.shards)
      sizes[shard.place.account == "111111111111"] = kit::state_of<State>(*shard.state).items.size();
    EXPECT_EQ(sizes[0], sizes[1]);
  }
  for (const auto& call : calls) wait(call);
}

TEST_F(States, TellTheirChangesInOrder) {
  put("before", "0");
  listen();
  put("a", "1");
  run([](Sqs&, State& state) -> Outcome {
    state.items.edit("a")->text = "2";
    state.items.insert("b", {});
    state.items.insert("gone", {});
    state.items.erase("gone");
    return {};
  });
  run([](Sqs&, State& state) -> Outcome {
    state.items.erase("a");
    return kit::Error{"No", "taken back"};
  });
  run(taking("a"));
  EXPECT_EQ(told(), (std::vector<std::string>{"created a", "updated a", "created b", "deleted a"}));
  std::uint64_t sequence = 0, number = told_.front()->number - 1;
  for (const auto& changes : told_) {
    EXPECT_EQ(changes->sequence, sequence + 1);
    EXPECT_EQ(changes->number, number + 1);
    sequence += changes->rows.size();
    number += changes->rows.size();
    EXPECT_EQ(changes->cause, actors::Changes::Cause::call);
    EXPECT_EQ(changes->operation, "Probe");
    EXPECT_EQ(changes->request_id, "11111111-2222-3333-4444-555555555555");
    EXPECT_EQ(changes->time, start);
  }
}

TEST_F(States, TellWhatTimeChanged) {
  put("late", "x", start + seconds(60));
  listen();
  advance(seconds(90));
  ASSERT_EQ(told(), std::vector<std::string>{"updated late"});
  EXPECT_EQ(told_[0]->cause, actors::Changes::Cause::timer);
  EXPECT_EQ(told_[0]->time, start + seconds(60));
  kit::Arena arena;
  EXPECT_EQ(told_[0]->rows[0].row.view(arena).find("text")->text().substr(0, 3), "due");
}

TEST_F(States, TellWhatWasPutThere) {
  put("a", "1");
  put("b", "1");
  put("same", "1");
  const actors::Snapshot kept = system.snapshot("main", {});
  run(taking("a"));
  put("c", "1");
  run([](Sqs&, State& state) -> Outcome {
    state.items.edit("b")->text = "2";
    return {};
  });
  listen();
  put_back(kept);
  EXPECT_EQ(told(), (std::vector<std::string>{"created a", "updated b", "deleted c"}));
  EXPECT_EQ(told_[0]->cause, actors::Changes::Cause::state);
}

TEST_F(States, AreKeptForThoseWhoReadLater) {
  actors::Notifier& notifier = system.notifier();
  const std::uint64_t from = notifier.next_number();
  for (int i = 0; i < 3; ++i) put("k" + std::to_string(i), "x");
  const auto read = notifier.read(from, 2);
  EXPECT_EQ(read.missed, 0u);
  ASSERT_EQ(read.changes.size(), 2u);
  EXPECT_EQ(read.changes[1]->rows[0].key, "k1");
  EXPECT_EQ(notifier.read(from + 2, 10).changes.size(), 1u);
  EXPECT_TRUE(notifier.read(from + 3, 10).changes.empty());
}

TEST_F(States, NotKeptAnyMoreAreCounted) {
  actors::Notifier& notifier = system.notifier();
  const std::uint64_t from = notifier.next_number();
  for (int turn = 0; turn < 5; ++turn) {
    run([&](Sqs&, State& state) -> Outcome {
      for (int i = 0; i < 10'000; ++i) state.items.insert(std::to_string(turn) + "/" + std::to_string(i), {});
      return {};
    });
  }
  const auto read = notifier.read(from, 10);
  EXPECT_EQ(read.missed, 40'000u);
  ASSERT_EQ(read.changes.size(), 1u);
  EXPECT_EQ(read.changes[0]->number, from + 40'000);
}

}  // namespace
}  // namespace understudy::lab
