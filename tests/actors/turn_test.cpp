// A turn: all or nothing, in order, and never the end of its shard.
#include "lab.hpp"

namespace understudy::lab {
namespace {

class Turns : public Lab {};

TEST_F(Turns, AnswerComesAfterTheCommit) {
  const auto call = run([](Sqs& call, State& state) -> Outcome {
    state.items.insert("a", {"one"});
    call.out["MessageId"] = "m-1";
    return {};
  });
  EXPECT_FALSE(call->failure);
  EXPECT_EQ(call->output.member(kit::Key<sqs::Names>("MessageId").id)->text(), "m-1");
  EXPECT_EQ(text("a"), "one");
  EXPECT_EQ(call->answers, 1);
}

TEST_F(Turns, CallsOfOneSenderRunInOrder) {
  std::vector<ProbeRef> calls;
  for (int i = 0; i < 1000; ++i) {
    calls.push_back(probe([i](Sqs&, State& state) -> Outcome {
      if (!state.items.contains("log")) state.items.insert("log", {});
      state.items.edit("log")->text += std::to_string(i) + " ";
      return {};
    }));
    send(calls.back());
  }
  for (const auto& call : calls) wait(call);
  std::string expected;
  for (int i = 0; i < 1000; ++i) expected += std::to_string(i) + " ";
  EXPECT_EQ(text("log"), expected);
}

TEST_F(Turns, AFailureTakesEverythingBack) {
  put("a", "before", start + seconds(100));
  const auto draw = [](Sqs& call, State&) -> Outcome {
    static_cast<Probe&>(call.base()).note = call.random().uuid();
    return {};
  };
  const auto failed = run([](Sqs& call, State& state) -> Outcome {
    call.random().next();
    state.items.edit("a")->due = start + seconds(5);
    state.items.erase("a");
    state.items.insert("a", {"again", start + seconds(1)});
    state.items.insert("b", {"new", start + seconds(2)});
    call.wake("a");
    call.turn().effect({{"000000000000", "us-east-1", "sqs"}, "SendMessage", {}});
    return kit::Error{"QueueDoesNotExist", "No."};
  });
  ASSERT_TRUE(failed->failure);
  EXPECT_EQ(failed->failure->code, "QueueDoesNotExist");
  EXPECT_EQ(text("a"), "before");
  EXPECT_EQ(text("b"), "(none)");
  system.visit("main", [](const kit::Place&, const kit::AnyState& state) {
    EXPECT_EQ(state.next_deadline(), start + seconds(100)) << "the index is as before";
    EXPECT_FALSE(state.changed());
  });
  // The same draws as in a system where the failed call never was.
  System other({.threads = 1, .seed = 42, .services = {&sqs_service}, .data_folder = {}});
  auto fresh = probe(draw);
  other.send(kit::Ref<kit::Call>(fresh.get()));
  wait(fresh);
  EXPECT_EQ(run(draw)->note, fresh->note);
}

TEST_F(Turns, AnExceptionIsAnInternalFailureAndTheShardLivesOn) {
  put("a", "before");
  const auto failed = run([](Sqs&, State& state) -> Outcome {
    state.items.edit("a")->text = "after";
    throw std::logic_error("a bug");
  });
  ASSERT_TRUE(failed->failure);
  EXPECT_EQ(failed->failure->code, "InternalFailure");
  EXPECT_EQ(failed->failure->status, 500);
  EXPECT_EQ(failed->failure->message,
            "The request processing has failed because of an unknown error, exception or failure.");
  const auto odd = run([](Sqs&, State& state) -> Outcome {
    state.items.edit("a")->text = "after";
    throw 7;
  });
  EXPECT_EQ(odd->failure->code, "InternalFailure");
  const auto thrown = run([](Sqs&, State& state) -> Outcome {
    state.items.edit("a")->text = "after";
    throw kit::Failure("OverLimit", "Too many.", 403);
  });
  EXPECT_EQ(thrown->failure->code, "OverLimit");
  EXPECT_EQ(text("a"), "before");
  EXPECT_FALSE(run([](Sqs&, State&) -> Outcome { return {}; })->failure);
}

TEST_F(Turns, WhatNothingPlaysIsRefused) {
  const auto unknown = run([](Sqs&, State&) -> Outcome { return {}; }, "dynamodb");
  EXPECT_EQ(unknown->failure->status, 501);
  auto beyond = probe([](Sqs&, State&) -> Outcome { return {}; });
  beyond->operation = 99;
  EXPECT_EQ(run(beyond)->failure->status, 501);
}

TEST_F(Turns, AGlobalServiceHasOneShardAndAnOwnerChoosesIts) {
  run([](Sqs&, State& state) -> Outcome { return state.items.insert("g", {"1"}), Outcome(); }, "iam",
      "eu-west-1");
  EXPECT_EQ(text("g", "aws-global", "iam"), "1");

  auto owned = probe([](Sqs& call, State&) -> Outcome {
    static_cast<Probe&>(call.base()).note = call.turn().place.account + " " + std::string(call.account());
    return {};
  });
  owned->input.set(owned->arena, kit::Key<sqs::Names>("QueueUrl").id) =
      kit::Value::string("owner:999999999999");
  EXPECT_EQ(run(owned)->note, "999999999999 999999999999");
}

TEST_F(Turns, ASeedRepeatsEveryDraw) {
  const auto draw = [](Sqs& call, State&) -> Outcome {
    static_cast<Probe&>(call.base()).note = call.random().uuid();
    return {};
  };
  const std::string first = run(draw)->note;
  EXPECT_NE(run(draw)->note, first);
  EXPECT_NE(run(draw, "sqs", "us-east-2")->note, first) << "each shard has its own stream";
  system.seed("main", 42);
  EXPECT_EQ(run(draw)->note, first);
  EXPECT_EQ(system.seed("main"), 42u);
  EXPECT_NE(system.seed("another"), 42u);
}

TEST_F(Turns, PublishedCredentialsAreReadOutsideUntilWithdrawn) {
  EXPECT_FALSE(system.credential("main", "ASIA1"));
  const auto failing = [](Sqs& call, State&) -> Outcome {
    kit::Ref<kit::Credential> issued(std::make_unique<kit::Credential>().release());
    issued->access_key = "ASIA1";
    call.turn().publish(kit::Ref<const kit::Credential>(issued.get()));
    return kit::Error{"AccessDenied", "No."};
  };
  run(failing);
  EXPECT_FALSE(system.credential("main", "ASIA1")) << "published with the commit only";
  const auto issue = [](Sqs& call, State&) -> Outcome {
    kit::Ref<kit::Credential> issued(std::make_unique<kit::Credential>().release());
    issued->access_key = "ASIA1";
    issued->account = call.account();
    issued->expires = call.now() + seconds(900);
    call.turn().publish(kit::Ref<const kit::Credential>(issued.get()));
    return {};
  };
  run(issue);
  ASSERT_TRUE(system.credential("main", "ASIA1"));
  EXPECT_EQ(system.credential("main", "ASIA1")->account, "000000000000");
  EXPECT_FALSE(system.credential("main", "ASIA2"));
  EXPECT_FALSE(system.credential("another", "ASIA1")) << "another world's names do not exist";
  run([](Sqs& call, State&) -> Outcome {
    call.turn().withdraw("ASIA1");
    return {};
  });
  EXPECT_FALSE(system.credential("main", "ASIA1"));
  run(issue);
  system.clock("main").advance(seconds(900));
  run([](Sqs& call, State&) -> Outcome {
    call.turn().withdraw("ASIA1");
    return {};
  });
  EXPECT_TRUE(system.credential("main", "ASIA1"))
      << "an expired one is told for a while, so that its users hear why";
  system.reset("main", "111111111111");
  EXPECT_TRUE(system.credential("main", "ASIA1"));
  system.reset("main", "000000000000");
  EXPECT_FALSE(system.credential("main", "ASIA1"));
}

}  // namespace
}  // namespace understudy::lab
