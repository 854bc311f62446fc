// What shards do to one another: questions that are awaited, and effects.
#include "lab.hpp"

namespace understudy::lab {
namespace {

class Inner : public Lab {
 protected:
  static kit::Request request(kit::Arena& memory, std::string region, std::string operation, std::string key,
                              std::string body = {}) {
    kit::Value input = kit::Value::map(memory);
    input.set(memory, "QueueUrl") = kit::Value::string(memory.copy(key));
    if (!body.empty()) input.set(memory, "MessageBody") = kit::Value::string(memory.copy(body));
    return {{"000000000000", std::move(region), "sqs"}, std::move(operation), input};
  }
  // A coroutine that asks another region's shard, and notes the answer in its own state.
  static ProbeRef asking(std::string operation, std::string body = {}) {
    ProbeRef call(std::make_unique<Probe>("sqs").release());
    call->script = [=](kit::Call& base, kit::Turn& turn, State& state) -> Outcome {
      auto* typed = new (base.arena.allocate(sizeof(Sqs), alignof(Sqs))) Sqs(base, turn);
      return ask_and_note(*typed, state, operation, body);
    };
    return call;
  }
  static kit::Task ask_and_note(Sqs& call, State& state, std::string operation, std::string body) {
    auto& probe = static_cast<Probe&>(call.base());
    const kit::Answer answer = co_await call.ask(request(call.arena(), "us-east-2", operation, "q", body));
    if (answer.failure) {
      probe.note = answer.failure->code;
      co_return *answer.failure;
    }
    const kit::Value* id = answer.output.find("MessageId");
    const kit::Value* messages = answer.output.find("Messages");
    if (id) probe.note = id->text();
    if (messages) probe.note = messages->elements()[0].find("Body")->text();
    if (state.items.contains("noted")) state.items.erase("noted");
    state.items.insert("noted", {probe.note + " at " + std::to_string((call.now() - start) / seconds(1))});
    call.out["MessageId"] = probe.note;
    co_return Outcome();
  }
};

TEST_F(Inner, ACoroutineAsksAnotherShardAndChangesLast) {
  const auto call = run(asking("SendMessage", "hello"));
  EXPECT_FALSE(call->failure) << call->failure->message;
  EXPECT_EQ(call->note, "id of hello");
  EXPECT_EQ(text("noted"), "id of hello at 0");
  EXPECT_EQ(text("q", "us-east-2"), "hello");
  EXPECT_EQ(parked(), 0u);
}

TEST_F(Inner, AFailingPeerAnswersItsFailure) {
  const auto call = run(asking("SendMessage", "refuse me"));
  EXPECT_EQ(call->failure->code, "InvalidMessageContents");
  EXPECT_EQ(text("noted"), "(none)");
  EXPECT_EQ(text("half", "us-east-2"), "(none)") << "the peer's turn was taken back";
}

TEST_F(Inner, APeerThatNothingPlaysAnswersAtOnce) {
  EXPECT_EQ(run(asking("DeleteQueue"))->failure->code, "NotImplemented");
  EXPECT_EQ(run(asking("NoSuchThing"))->failure->code, "NotImplemented");
  const auto stranger = [](Sqs& call, State&) -> kit::Task {
    const kit::Answer answer = co_await call.ask({{"000000000000", "us-east-1", "dynamodb"}, "PutItem", {}});
    if (answer.failure) co_return *answer.failure;
    co_return Outcome();
  };
  ProbeRef call(std::make_unique<Probe>("sqs").release());
  call->script = [&](kit::Call& base, kit::Turn& turn, State& state) -> Outcome {
    auto* typed = new (base.arena.allocate(sizeof(Sqs), alignof(Sqs))) Sqs(base, turn);
    return stranger(*typed, state);
  };
  EXPECT_EQ(run(call)->failure->code, "NotImplemented");
}

TEST_F(Inner, AQuestionOfTheWrongShapeIsRefused) {
  ProbeRef call(std::make_unique<Probe>("sqs").release());
  const auto crooked = [](Sqs& call, State&) -> kit::Task {
    kit::Request asked = request(call.arena(), "us-east-2", "SendMessage", "q", "x");
    asked.input.set(call.arena(), "DelaySeconds") = kit::Value::string("soon");
    const kit::Answer answer = co_await call.ask(asked);
    co_return *answer.failure;
  };
  call->script = [&](kit::Call& base, kit::Turn& turn, State& state) -> Outcome {
    auto* typed = new (base.arena.allocate(sizeof(Sqs), alignof(Sqs))) Sqs(base, turn);
    return crooked(*typed, state);
  };
  EXPECT_EQ(run(call)->failure->code, "InternalFailure");
  EXPECT_EQ(text("q", "us-east-2"), "(none)");
}

TEST_F(Inner, WhoAwaitsAParkedPeerGetsItsAnswerLater) {
  const auto call = asking("ReceiveMessage");
  send(call);
  EXPECT_EQ(parked(), 2u) << "the peer waits for a message, we for the peer";
  advance(seconds(3));
  EXPECT_EQ(call->answers, 0);
  const auto message = run(
      [](Sqs& call, State& state) -> Outcome {
        state.items.insert("q", {"at last"});
        call.wake("q");
        return {};
      },
      "sqs", "us-east-2");
  wait(call);
  EXPECT_EQ(call->note, "at last");
  EXPECT_EQ(text("noted"), "at last at 3") << "it goes on in a new turn";
}

TEST_F(Inner, APeerThatNeverAnswersIsGivenUp) {
  const auto call = asking("ReceiveMessage");
  send(call);
  EXPECT_EQ(parked(), 2u);
  advance(std::chrono::hours(1));
  wait(call);
  EXPECT_EQ(call->failure->message, "The service did not answer in time.");
  EXPECT_EQ(parked(), 0u) << "the peer has been told";
}

TEST_F(Inner, CancellingReachesThePeer) {
  const auto call = asking("ReceiveMessage");
  send(call);
  EXPECT_EQ(parked(), 2u);
  call->cancelled = true;
  system.cancel(kit::Ref<kit::Call>(call.get()));
  EXPECT_EQ(parked(), 0u);
  EXPECT_EQ(call->answers, 0);
  EXPECT_EQ(call->references(), 1u);
}

TEST_F(Inner, AChangeBeforeAQuestionIsABug) {
  ProbeRef call(std::make_unique<Probe>("sqs").release());
  const auto hasty = [](Sqs& call, State& state) -> kit::Task {
    state.items.insert("early", {"x"});
    const kit::Request asked = request(call.arena(), "us-east-2", "SendMessage", "q", "x");
    const kit::Answer answer = co_await call.ask(asked);
    co_return Outcome();
  };
  call->script = [&](kit::Call& base, kit::Turn& turn, State& state) -> Outcome {
    auto* typed = new (base.arena.allocate(sizeof(Sqs), alignof(Sqs))) Sqs(base, turn);
    return hasty(*typed, state);
  };
  EXPECT_EQ(run(call)->failure->code, "InternalFailure");
  EXPECT_EQ(text("early"), "(none)");
  EXPECT_EQ(text("q", "us-east-2"), "(none)");
}

TEST_F(Inner, AnExceptionInACoroutineIsAnInternalFailure) {
  ProbeRef call(std::make_unique<Probe>("sqs").release());
  const auto broken = [](Sqs& call, State& state) -> kit::Task {
    const kit::Request asked = request(call.arena(), "us-east-2", "SendMessage", "q", "x");
    const kit::Answer answer = co_await call.ask(asked);
    state.items.insert("late", {"x"});
    throw std::runtime_error("a bug");
  };
  call->script = [&](kit::Call& base, kit::Turn& turn, State& state) -> Outcome {
    auto* typed = new (base.arena.allocate(sizeof(Sqs), alignof(Sqs))) Sqs(base, turn);
    return broken(*typed, state);
  };
  EXPECT_EQ(run(call)->failure->code, "InternalFailure");
  EXPECT_EQ(text("late"), "(none)");
}

TEST_F(Inner, ShardsThatAskInACircleEnd) {
  ProbeRef call(std::make_unique<Probe>("sts").release());
  call->operation = 1;
  call->input = kit::Value::structure(call->arena);
  run(call);
  ASSERT_TRUE(call->failure);
  EXPECT_EQ(call->failure->message, "The calls between services are nested too deeply.");
  EXPECT_EQ(parked(), 0u);
}

TEST_F(Inner, EffectsArriveOnceAndInOrder) {
  for (int i = 0; i < 50; ++i) {
    const auto call = probe([i](Sqs& call, State& state) -> Outcome {
      for (const char* part : {"a", "b"})
        call.turn().effect(
            request(call.arena(), "us-east-2", "SendMessage", "log", part + std::to_string(i)));
      state.items.insert(std::to_string(i), {"x"});
      if (i % 5 == 4) return kit::Error{"OverLimit", "Not this one."};
      return {};
    });
    run(call);
  }
  quiesce();
  std::string expected;
  for (int i = 0; i < 50; ++i)
    if (i % 5 != 4) expected += ",a" + std::to_string(i) + ",b" + std::to_string(i);
  EXPECT_EQ(text("log", "us-east-2"), expected.substr(1));
}

TEST_F(Inner, AnEffectThatFailsLeavesItsSenderAlone) {
  const auto call = run([](Sqs& call, State& state) -> Outcome {
    state.items.insert("kept", {"x"});
    call.turn().effect(request(call.arena(), "us-east-2", "SendMessage", "q", "refuse me"));
    call.turn().effect({{"000000000000", "us-east-2", "dynamodb"}, "PutItem", {}});
    return {};
  });
  EXPECT_FALSE(call->failure);
  EXPECT_EQ(text("kept"), "x");
}

// The rest of an advance waits until everything that one instant caused is over.
TEST_F(Inner, AnAdvanceWaitsForWhatEachInstantCauses) {
  // Due at 1 s here: asks the other shard, which sets its own deadline for 2 s; our next look is at 3 s.
  ProbeRef call(std::make_unique<Probe>("sqs").release());
  const auto chain = [](Sqs& call, State& state) -> kit::Task {
    for (int i = 0; i < 3; ++i) {
      const kit::Request asked =
          request(call.arena(), "us-east-2", "SendMessage", "log",
                  std::to_string((call.now() - start) / seconds(1)) + "s" + std::to_string(i));
      const kit::Answer answer = co_await call.ask(asked);
      if (answer.failure) co_return *answer.failure;
    }
    state.items.insert("noted", {std::to_string((call.now() - start) / seconds(1))});
    co_return Outcome();
  };
  call->script = [&](kit::Call& base, kit::Turn& turn, State& state) -> Outcome {
    if (turn.now < start + seconds(1)) return kit::Parked{start + seconds(1), {}};
    auto* typed = new (base.arena.allocate(sizeof(Sqs), alignof(Sqs))) Sqs(base, turn);
    return chain(*typed, state);
  };
  send(call);
  quiesce();
  put("tick", "x", start + seconds(1) + std::chrono::microseconds(1));
  advance(seconds(100));
  wait(call);
  EXPECT_EQ(text("noted"), "1") << "its whole chain ran at its own instant";
  EXPECT_EQ(text("log", "us-east-2"), "1s0,1s1,1s2");
}

}  // namespace
}  // namespace understudy::lab
