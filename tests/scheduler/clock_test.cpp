// The clock: modes, jumps, holding, and reading it while others change it.
#include "scheduler/clock.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>
#include <vector>

namespace understudy::scheduler {
namespace {

using kit::Time;
using std::chrono::hours;
using std::chrono::seconds;

constexpr Time start{std::chrono::sys_days(std::chrono::year(2030) / 1 / 1)};

Time system_time() { return std::chrono::floor<kit::Duration>(std::chrono::system_clock::now()); }

TEST(Clock, ARealClockIsTheSystems) {
  const Clock clock;
  const Time before = system_time();
  const Time now = clock.now();
  EXPECT_LE(before, now);
  EXPECT_LE(now, system_time());
  EXPECT_EQ(clock.mode(), Mode::real);
}

TEST(Clock, ASetOrAdvancedClockRunsOn) {
  Clock clock;
  clock.set(start);
  const Time before = clock.now();
  EXPECT_GE(before, start);
  EXPECT_LT(before, start + hours(1));
  clock.advance(hours(24));
  EXPECT_GE(clock.now(), start + hours(24));
  EXPECT_EQ(clock.mode(), Mode::real);
  while (clock.now() == before + hours(24)) {
  }
  clock.reset();
  const Time now = clock.now();
  EXPECT_LE(now, system_time());
}

TEST(Clock, AFrozenClockMovesByHandOnly) {
  Clock clock;
  clock.freeze();
  const Time stands = clock.now();
  EXPECT_EQ(clock.mode(), Mode::frozen);
  EXPECT_EQ(clock.rate(), 0);
  const Time real = system_time();
  while (system_time() == real) {
  }
  EXPECT_EQ(clock.now(), stands);
  clock.set(start);
  EXPECT_EQ(clock.now(), start);
  clock.advance(seconds(90));
  EXPECT_EQ(clock.now(), start + seconds(90));
  clock.advance(-seconds(60));
  EXPECT_EQ(clock.now(), start + seconds(30));
  EXPECT_EQ(clock.until(start + seconds(30)), kit::Duration::zero());
  EXPECT_EQ(clock.until(start + seconds(31)), std::nullopt);
  clock.resume();
  EXPECT_GE(clock.now(), start + seconds(30));
  EXPECT_EQ(clock.mode(), Mode::real);
}

TEST(Clock, AScaledClockGoesAtItsRate) {
  Clock clock;
  clock.set(start);
  const Time real = system_time();
  clock.scale(1'000'000);
  EXPECT_EQ(clock.mode(), Mode::scaled);
  const auto wait = clock.until(start + hours(1000));
  ASSERT_TRUE(wait);
  EXPECT_LE(*wait, seconds(4));
  while (clock.now() < start + seconds(1000)) {
  }
  EXPECT_GE(system_time() - real, kit::Duration(900)) << "1,000 seconds take a millisecond";
  clock.freeze();
  const Time stands = clock.now();
  clock.scale(0.001);
  EXPECT_GE(clock.now(), stands);
  EXPECT_LT(clock.now(), stands + hours(1));
}

TEST(Clock, TheCalendarHasAnEnd) {
  Clock clock;
  clock.freeze();
  clock.advance(kit::Duration::max());
  EXPECT_LT(clock.now(), kit::never);
  clock.advance(kit::Duration::max());
  EXPECT_LT(clock.now(), kit::never);
  clock.set(kit::never);
  EXPECT_LT(clock.now(), kit::never);
  clock.scale(1e15);
  EXPECT_LT(clock.now(), kit::never);
}

TEST(Clock, AHeldClockKeepsItsModeForLater) {
  Clock clock;
  clock.set(start);
  clock.scale(2);
  clock.hold();
  const Time held = clock.now();
  EXPECT_EQ(clock.now(), held);
  EXPECT_EQ(clock.mode(), Mode::scaled);
  clock.step(held + hours(5));
  EXPECT_EQ(clock.now(), held + hours(5));
  clock.freeze();
  clock.hold();
  clock.release();
  clock.release();
  EXPECT_EQ(clock.now(), held + hours(5));
  EXPECT_EQ(clock.mode(), Mode::frozen);
}

TEST(Clock, ChangesAreTold) {
  Clock clock;
  int told = 0;
  clock.on_change([&] { ++told; });
  clock.freeze();
  clock.set(start);
  clock.advance(seconds(1));
  EXPECT_EQ(told, 3);
  clock.hold();
  clock.step(start + seconds(2));
  EXPECT_EQ(told, 3);
  clock.release();
  EXPECT_EQ(told, 4);
  clock.on_change({});
  clock.resume();
  EXPECT_EQ(told, 4);
}

TEST(Clock, IsReadWhileItChanges) {
  Clock clock;
  clock.freeze();
  clock.set(start);
  std::atomic<bool> stop{false};
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i)
    readers.emplace_back([&] {
      Time last = start;
      while (!stop) {
        const Time now = clock.now();
        EXPECT_GE(now + seconds(1), last) << "no torn course";
        last = now;
      }
    });
  for (int i = 0; i < 20'000; ++i) {
    clock.advance(hours(1));
    if (i % 3 == 0) clock.resume();
    if (i % 3 == 1) clock.freeze();
  }
  stop = true;
  for (auto& reader : readers) reader.join();
}

}  // namespace
}  // namespace understudy::scheduler
