// The system: worlds, resets, many shards, many threads, and the end.
#include <boost/asio/post.hpp>
#include <thread>

#include "lab.hpp"

namespace understudy::lab {
namespace {

class Systems : public Lab {
 protected:
  static Outcome count(Sqs&, State& state) {
    if (!state.items.contains("n")) state.items.insert("n", {"0"});
    auto item = state.items.edit("n");
    item->text = std::to_string(std::stoi(item->text) + 1);
    return {};
  }
};

TEST_F(Systems, WorldsKnowNothingOfOneAnother) {
  put("a", "x");
  auto elsewhere = probe([](Sqs&, State& state) -> Outcome {
    EXPECT_FALSE(state.items.contains("a"));
    return {};
  });
  elsewhere->world = "suite-1";
  run(elsewhere);
  EXPECT_EQ(system.worlds(), (std::vector<std::string>{"main", "suite-1"}));
  EXPECT_NE(system.clock("suite-1").now(), system.clock("main").now());
  EXPECT_EQ(system.clock("suite-1").mode(), scheduler::Mode::real);
}

TEST_F(Systems, AResetForgetsTheWorldAndAnswersWhoWaits) {
  put("a", "x");
  const auto waiting = taking("q");
  send(waiting);
  auto elsewhere =
      probe([](Sqs&, State& state) -> Outcome { return state.items.insert("b", {"y"}), Outcome(); });
  elsewhere->world = "suite-1";
  run(elsewhere);
  quiesce();
  system.reset("main");
  wait(waiting);
  EXPECT_EQ(waiting->failure->code, "ServiceUnavailable");
  EXPECT_EQ(waiting->failure->status, 503);
  EXPECT_EQ(text("a"), "(none)");
  put("a", "again");
  auto still = probe([](Sqs&, State& state) -> Outcome {
    EXPECT_TRUE(state.items.contains("b"));
    return {};
  });
  still->world = "suite-1";
  run(still);
  // What came due in the forgotten state stays forgotten.
  advance(seconds(100));
  EXPECT_EQ(text("a"), "again");
}

TEST_F(Systems, AnAccountsResetLeavesTheOthers) {
  put("a", "x");
  auto other = probe([](Sqs&, State& state) -> Outcome { return state.items.insert("b", {"y"}), Outcome(); });
  other->account = "111111111111";
  run(other);
  system.reset("main", "111111111111");
  EXPECT_EQ(text("a"), "x");
  auto again = probe([](Sqs&, State& state) -> Outcome {
    EXPECT_TRUE(state.items.empty());
    return {};
  });
  again->account = "111111111111";
  run(again);
}

TEST_F(Systems, ResetsUnderFireLoseNoCall) {
  std::atomic<bool> stop{false};
  std::thread resetting([&] {
    while (!stop) system.reset("main");
  });
  std::vector<std::thread> senders;
  std::atomic<int> answered{0};
  for (int t = 0; t < 4; ++t) {
    senders.emplace_back([&, t] {
      for (int i = 0; i < 2000; ++i) {
        const auto call = i % 10 == 0 ? taking("never") : probe(count);
        call->on_answer = [&](Probe&) { ++answered; };
        call->account = t % 2 ? "000000000000" : "111111111111";
        send(call);
        if (i % 10 != 0) wait(call);
      }
    });
  }
  for (auto& sender : senders) sender.join();
  stop = true;
  resetting.join();
  system.reset("main");
  system.stop();
  EXPECT_EQ(answered, 8000);
}

TEST_F(Systems, TenThousandShards) {
  std::vector<ProbeRef> calls;
  std::vector<std::string> accounts;
  for (int i = 0; i < 10'000; ++i) accounts.push_back(std::to_string(100'000'000'000 + i));
  for (int round = 0; round < 2; ++round) {
    for (const auto& account : accounts) {
      calls.push_back(probe(count));
      calls.back()->account = account;
      send(calls.back());
    }
  }
  for (const auto& call : calls) wait(call);
  EXPECT_EQ(system.shards().size(), 10'000u);
  int seen = 0;
  system.visit("main", [&](const kit::Place&, const kit::AnyState& state) {
    seen += kit::state_of<State>(const_cast<kit::AnyState&>(state)).items.find("n")->text == "2";
  });
  EXPECT_EQ(seen, 10'000);
  system.reset("main");
  EXPECT_TRUE(system.shards().empty());
}

TEST_F(Systems, NoCallIsLostBetweenThreads) {
  std::vector<std::thread> senders;
  for (int t = 0; t < 4; ++t) {
    senders.emplace_back([&] {
      std::vector<ProbeRef> calls;
      for (int i = 0; i < 2500; ++i) send(calls.emplace_back(probe(count)));
      for (const auto& call : calls) wait(call);
    });
  }
  // And from the I/O threads themselves.
  std::vector<std::promise<void>> done(system.threads());
  std::vector<std::vector<ProbeRef>> calls(system.threads());
  for (unsigned t = 0; t < system.threads(); ++t)
    boost::asio::post(system.context(t), [&, t] {
      for (int i = 0; i < 2500; ++i) send(calls[t].emplace_back(probe(count)));
      done[t].set_value();
    });
  for (auto& each : done) each.get_future().wait();
  for (auto& each : calls)
    for (const auto& call : each) wait(call);
  for (auto& sender : senders) sender.join();
  EXPECT_EQ(text("n"), std::to_string(10'000 + 2500 * system.threads()));
}

TEST_F(Systems, AnActorRunsOnTheThreadThatWokeIt) {
  for (unsigned t = 0; t < system.threads(); ++t) {
    std::promise<std::thread::id> sent;
    std::thread::id ran;
    auto call = probe(
        [&](Sqs&, State&) -> Outcome {
          ran = std::this_thread::get_id();
          return {};
        },
        "sqs", "region-" + std::to_string(t));  // a shard that has no turn elsewhere
    boost::asio::post(system.context(t), [&] {
      send(call);
      sent.set_value(std::this_thread::get_id());
    });
    wait(call);
    EXPECT_EQ(sent.get_future().get(), ran);
  }
}

TEST_F(Systems, AVisitFromAnIoThreadRunsActorsMeanwhile) {
  put("a", "x");
  std::vector<std::promise<int>> seen(system.threads());
  for (unsigned t = 0; t < system.threads(); ++t)
    boost::asio::post(system.context(t), [&, t] {
      const auto call = probe(count);  // waits in this thread's own queue
      send(call);
      int shards = 0;
      system.visit("main", [&](const kit::Place&, const kit::AnyState&) { ++shards; });
      seen[t].set_value(shards);
      EXPECT_EQ(call->answers, 1);
    });
  for (auto& each : seen) EXPECT_EQ(each.get_future().get(), 1);
}

TEST_F(Systems, ShardsTellAboutThemselves) {
  run(probe(count));
  run(probe(count));
  send(taking("q"));
  quiesce();
  const auto shards = system.shards();
  ASSERT_EQ(shards.size(), 1u);
  EXPECT_EQ(shards[0].world, "main");
  EXPECT_EQ(shards[0].place, (kit::Place{"000000000000", "us-east-1", "sqs"}));
  EXPECT_EQ(shards[0].parked, 1u);
  EXPECT_EQ(shards[0].turns, 3u);
  EXPECT_EQ(shards[0].mailbox, 0u);
}

TEST_F(Systems, StoppingAnswersEverybody) {
  std::vector<ProbeRef> calls;
  std::atomic<int> answered{0};
  const auto counted = [&](ProbeRef call) {
    call->on_answer = [&](Probe&) { ++answered; };
    send(calls.emplace_back(std::move(call)));
  };
  for (int i = 0; i < 1000; ++i) {
    counted(taking("q"));
    counted(probe(count));
  }
  system.stop();
  EXPECT_EQ(answered, 2000);
  counted(probe(count));
  EXPECT_EQ(answered, 2001);
  EXPECT_EQ(calls.back()->failure->code, "ServiceUnavailable");
  for (const auto& call : calls) EXPECT_EQ(call->answers, 1);
  system.stop();
}

TEST_F(Systems, StoppingWhileOthersSend) {
  std::atomic<int> sent{0}, answered{0};
  std::atomic<bool> under_way{false};
  std::vector<std::thread> senders;
  for (int t = 0; t < 3; ++t) {
    senders.emplace_back([&] {
      for (int i = 0; i < 3000; ++i) {
        const auto call = i % 3 == 0 ? taking("q" + std::to_string(i)) : probe(count);
        call->on_answer = [&](Probe&) { ++answered; };
        ++sent;
        send(call);
        if (i == 100) under_way = true, under_way.notify_all();
      }
    });
  }
  under_way.wait(false);
  system.stop();
  for (auto& sender : senders) sender.join();
  EXPECT_EQ(answered, sent);
}

TEST(System, ManyComeAndGo) {
  for (int i = 0; i < 20; ++i) {
    System system({.threads = 1, .seed = 1, .services = {&sqs_service}, .data_folder = {}});
    ProbeRef call(std::make_unique<Probe>("sqs").release());
    call->script = [](kit::Call&, kit::Turn&, State&) -> Outcome { return {}; };
    system.send(kit::Ref<kit::Call>(call.get()));
    call->done.get_future().wait();
  }
}

TEST(System, ARealClocksDeadlineComesByItself) {
  System system({.threads = 1, .seed = 1, .services = {&sqs_service}, .data_folder = {}});
  ProbeRef call(std::make_unique<Probe>("sqs").release());
  call->script = [](kit::Call& base, kit::Turn& turn, State&) -> Outcome {
    if (turn.now > *base.shard.first_turn) return {};
    return kit::Parked{turn.now + std::chrono::milliseconds(5), {}};
  };
  system.send(kit::Ref<kit::Call>(call.get()));
  call->done.get_future().wait();
  EXPECT_EQ(call->runs, 2);
}

}  // namespace
}  // namespace understudy::lab
