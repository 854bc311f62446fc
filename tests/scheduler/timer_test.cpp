// The timer under CAF's test scheduler: nothing runs but what the test lets run.
#include "scheduler/timer.hpp"

#include <gtest/gtest.h>

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/scheduler/test_coordinator.hpp>
#include <caf/send.hpp>
#include <memory>
#include <string>
#include <vector>

namespace understudy::scheduler {
namespace {

using kit::Time;
using std::chrono::hours;
using std::chrono::seconds;

constexpr Time start{std::chrono::sys_days(std::chrono::year(2030) / 1 / 1)};

struct Log {
  std::vector<std::string> lines;
  Clock* clock;
  void add(const std::string& who) {
    lines.push_back(who + "@" + std::to_string((clock->now() - start) / seconds(1)));
  }
};

// Notes when it wakes; may have another deadline, or a helper that goes on with its cause.
class Sleeper : public caf::event_based_actor {
 public:
  Sleeper(caf::actor_config& config, std::string name, Log& log)
      : event_based_actor(config), name_(name), log_(log) {}

  caf::actor timer, helper;
  Time again = kit::never;

 protected:
  caf::behavior make_behavior() override {
    return {[this](Wake& wake) {
      log_.add(name_);
      if (helper) anon_send(helper, wake);
      if (again != kit::never) tell_deadline(timer, caf::actor(this), std::exchange(again, kit::never));
      wake.cause = {};
    }};
  }

 private:
  std::string name_;
  Log& log_;
};

class Timers : public ::testing::Test {
 protected:
  Timers() {
    clock.freeze();
    clock.set(start);
    config.set("scheduler.policy", caf::atom("testing"));
    system.emplace(config);
    timer = system->spawn<Timer>(std::ref(clock).get(), std::ref(under_way).get());
    under_way.begin(timer);
    clock.on_change([this] { tell_changed(timer); });
    run();
  }
  ~Timers() override {
    clock.on_change({});
    under_way.end();
    tell_stop(timer);
    sleepers.clear();
    timer = {};
    run();
  }

  Sleeper& sleeper(std::string name) {
    sleepers.push_back(system->spawn<Sleeper, caf::hidden>(std::move(name), std::ref(log).get()));
    auto& made = static_cast<Sleeper&>(*caf::actor_cast<caf::abstract_actor*>(sleepers.back()));
    made.timer = timer;
    return made;
  }
  void sleep(Sleeper& who, seconds until) { tell_deadline(timer, caf::actor(&who), start + until); }
  caf::scheduler::test_coordinator& scheduler() {
    return static_cast<caf::scheduler::test_coordinator&>(system->scheduler());
  }
  void run() { scheduler().run(); }
  void advance(seconds by) {
    tell_advance(timer, by, [this] { ++arrived; });
    run();
  }

  Clock clock;
  UnderWay under_way;
  Log log{{}, &clock};
  caf::actor_system_config config;
  std::optional<caf::actor_system> system;
  caf::actor timer;
  std::vector<caf::actor> sleepers;
  int arrived = 0;
  using Lines = std::vector<std::string>;
};

TEST_F(Timers, EveryDeadlineAtItsOwnInstantInOrder) {
  sleep(sleeper("c"), seconds(30));
  sleep(sleeper("a"), seconds(10));
  Sleeper& b = sleeper("b");
  b.again = start + seconds(25);
  sleep(b, seconds(20));
  advance(seconds(9));
  EXPECT_EQ(log.lines, Lines{});
  advance(seconds(100));
  EXPECT_EQ(log.lines, (Lines{"a@10", "b@20", "b@25", "c@30"}));
  EXPECT_EQ(arrived, 2);
  EXPECT_EQ(clock.now(), start + seconds(109));
  EXPECT_EQ(clock.mode(), Mode::frozen);
}

TEST_F(Timers, ANewDeadlineReplacesTheOld) {
  Sleeper& a = sleeper("a");
  sleep(a, seconds(10));
  sleep(a, seconds(50));
  Sleeper& b = sleeper("b");
  sleep(b, seconds(5));
  tell_deadline(timer, caf::actor(&b), kit::never);
  advance(seconds(49));
  EXPECT_EQ(log.lines, Lines{});
  advance(seconds(1));
  EXPECT_EQ(log.lines, Lines{"a@50"});
}

TEST_F(Timers, AJumpDeliversAllThatItPassed) {
  sleep(sleeper("a"), seconds(10));
  sleep(sleeper("b"), seconds(20));
  run();
  clock.set(start + seconds(15));
  run();
  EXPECT_EQ(log.lines, Lines{"a@15"});
  sleep(sleeper("c"), seconds(1));  // in the past already
  run();
  EXPECT_EQ(log.lines, (Lines{"a@15", "c@15"}));
}

TEST_F(Timers, AnInstantIsOverWhenAllThatItCausedIs) {
  Sleeper& a = sleeper("a");
  Sleeper& helper = sleeper("helper");
  a.helper = sleepers.back();
  sleep(a, seconds(10));
  sleep(sleeper("b"), seconds(11));
  run();
  tell_advance(timer, seconds(60), [this] { ++arrived; });
  // Let the helper run last at every point.
  while (scheduler().has_job()) {
    if (&scheduler().next_job() == static_cast<caf::resumable*>(&helper) && scheduler().jobs.size() > 1)
      std::rotate(scheduler().jobs.begin(), scheduler().jobs.begin() + 1, scheduler().jobs.end());
    scheduler().run_once();
  }
  EXPECT_EQ(log.lines, (Lines{"a@10", "helper@10", "b@11"}));
}

TEST_F(Timers, AnAdvanceBeginsWhenWhatWasUnderWayIsOver) {
  sleep(sleeper("a"), seconds(10));
  auto under = under_way.current();
  tell_advance(timer, seconds(60), [this] { ++arrived; });
  run();
  EXPECT_EQ(log.lines, Lines{});
  Sleeper& late = sleeper("late");
  sleep(late, seconds(5));
  under = {};
  run();
  EXPECT_EQ(log.lines, (Lines{"late@5", "a@10"}));
  EXPECT_EQ(arrived, 1);
}

TEST_F(Timers, AdvancesFollowOneAnother) {
  sleep(sleeper("a"), seconds(15));
  tell_advance(timer, seconds(10), [this] { log.add("first"); });
  tell_advance(timer, seconds(10), [this] { log.add("second"); });
  run();
  EXPECT_EQ(log.lines, (Lines{"first@10", "a@15", "second@20"}));
}

TEST_F(Timers, ARunningClockArmsOneWakeUp) {
  clock.resume();
  run();
  sleep(sleeper("b"), seconds(40));
  sleep(sleeper("a"), seconds(20));
  run();
  EXPECT_TRUE(scheduler().has_pending_timeout());
  // CAF's test clock fires it; ours has not got there: it is armed again.
  scheduler().trigger_timeouts();
  run();
  EXPECT_EQ(log.lines, Lines{});
  EXPECT_TRUE(scheduler().has_pending_timeout());
  clock.advance(seconds(20));
  run();
  ASSERT_EQ(log.lines.size(), 1u);
  EXPECT_EQ(log.lines[0], "a@20");
  clock.freeze();
  run();
  clock.advance(seconds(20));
  run();
  EXPECT_EQ(log.lines.size(), 2u);
}

TEST_F(Timers, AnAdvanceOfARunningClockLetsItRunOn) {
  clock.resume();
  run();
  sleep(sleeper("a"), seconds(3600));
  advance(seconds(7200));
  ASSERT_EQ(log.lines, Lines{"a@3600"});
  EXPECT_EQ(clock.mode(), Mode::real);
  EXPECT_GE(clock.now(), start + seconds(7200));
}

TEST_F(Timers, AYearWithAHundredThousandDeadlines) {
  log.lines.reserve(100'000);
  for (int i = 0; i < 100'000; ++i)
    sleepers.push_back(system->spawn<Sleeper, caf::hidden>("x", std::ref(log).get()));
  for (std::size_t i = 0; i < sleepers.size(); ++i)
    tell_deadline(timer, sleepers[i], start + seconds(300 * (i % 97'777) + 1));
  run();
  advance(hours(24 * 365));
  EXPECT_EQ(log.lines.size(), 100'000u);
}

TEST_F(Timers, StoppingEndsAdvances) {
  const auto under = under_way.current();
  tell_advance(timer, seconds(60), [this] { ++arrived; });
  run();
  EXPECT_EQ(arrived, 0);
  tell_stop(timer);
  run();
  EXPECT_EQ(arrived, 1);
}

}  // namespace
}  // namespace understudy::scheduler
