// Work that handlers leave to the pool: their shard plays on meanwhile, and the clock waits.
#include "actors/pool.hpp"

#include <future>
#include <latch>

#include "lab.hpp"
#include "services/kit/pooled.hpp"

namespace understudy::lab {
namespace {

// What the work under way waits for; a work is a plain function, so the test says it here.
std::promise<void>* gate = nullptr;

std::string reversed(std::string_view given) {
  if (gate) gate->get_future().wait();
  if (given == "fail") throw std::runtime_error("it was asked to");
  return {given.rbegin(), given.rend()};
}
constexpr kit::Work work{"test.reversed", reversed};

kit::Task compute(Sqs& call, State& state, std::string text) {
  kit::Request request = kit::pooled(work, text, call.arena());
  const kit::Answer answer = co_await call.ask(std::move(request));
  if (answer.failure) co_return *answer.failure;
  state.items.insert(std::string(answer.output.text()),
                     {std::to_string(call.now().time_since_epoch().count())});
  co_return Outcome();
}

class Pooled : public Lab {
 protected:
  ~Pooled() override { gate = nullptr; }
  static ProbeRef computing(std::string text) {
    ProbeRef call(std::make_unique<Probe>("sqs").release());
    call->script = [text](kit::Call& base, kit::Turn& turn, State& state) -> Outcome {
      auto* own = new (base.arena.allocate(sizeof(Sqs), alignof(Sqs))) Sqs(base, turn);
      return Outcome(compute(*own, state, text));
    };
    return call;
  }
};

TEST_F(Pooled, TheShardPlaysOnMeanwhile) {
  std::promise<void> opens;
  gate = &opens;
  const ProbeRef slow = computing("abc");
  send(slow);
  put("other", "done");  // answered while the pool is held up
  EXPECT_EQ(text("other"), "done");
  EXPECT_EQ(slow->answers, 0);
  opens.set_value();
  wait(slow);
  EXPECT_FALSE(slow->failure);
  EXPECT_NE(text("cba"), "(none)");
}

TEST_F(Pooled, TheClockWaits) {
  std::promise<void> opens;
  gate = &opens;
  const ProbeRef slow = computing("abc");
  send(slow);
  quiesce();
  std::promise<void> arrived;
  system.advance("main", seconds(60), [&] { arrived.set_value(); });
  opens.set_value();
  arrived.get_future().wait();
  EXPECT_EQ(slow->answers, 1);
  EXPECT_EQ(text("cba"), std::to_string(start.time_since_epoch().count()));
}

TEST_F(Pooled, WhatItThrowsIsAFailure) {
  const ProbeRef call = run(computing("fail"));
  ASSERT_TRUE(call->failure);
  EXPECT_EQ(call->failure->code, "InternalFailure");
}

TEST_F(Pooled, AResetLetsGoOfWhoWaits) {
  std::promise<void> opens;
  gate = &opens;
  const ProbeRef slow = computing("abc");
  send(slow);
  quiesce();
  system.reset("main");
  wait(slow);
  EXPECT_EQ(slow->failure->code, "ServiceUnavailable");
  opens.set_value();
  system.stop();
}

TEST(Pool, RunsAllThatItIsGivenAndStops) {
  actors::Pool pool;
  std::latch all(100);
  for (int i = 0; i < 100; ++i) pool.run([&all] { all.count_down(); });
  all.wait();
  pool.stop();
  pool.run([] { FAIL() << "it has stopped"; });
}

}  // namespace
}  // namespace understudy::lab
