// A world's clock: a line through the system's time, changed under a sequence lock.
#include "scheduler/clock.hpp"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <cmath>
#include <thread>
#include <utility>

namespace understudy::scheduler {
namespace {

std::int64_t system_now() {
  return std::chrono::floor<kit::Duration>(std::chrono::system_clock::now()).time_since_epoch().count();
}

// Saturating, so that advancing by centuries ends at the calendar's edge and never wraps. kit::never stays
// out of reach: it means "not due".
std::int64_t plus(std::int64_t a, std::int64_t b) {
  std::int64_t sum;
  if (!__builtin_add_overflow(a, b, &sum)) return std::min(sum, kit::never.time_since_epoch().count() - 1);
  return b > 0 ? kit::never.time_since_epoch().count() - 1 : kit::Time::min().time_since_epoch().count();
}

}  // namespace

Clock::Clock() = default;

// Reads the course, and the system's time while that course holds: a reader never sees an instant of the
// old course that lies beyond the one at which a writer has left it.
std::pair<Clock::Course, std::int64_t> Clock::read() const {
  for (;;) {
    const std::uint32_t before = version_.load(std::memory_order_acquire);
    // Acquiring each keeps them before the second look at the version; a fence would do, but
    // ThreadSanitizer knows none.
    const Course course{base_.load(std::memory_order_acquire), from_.load(std::memory_order_acquire),
                        rate_.load(std::memory_order_acquire)};
    const std::int64_t real = course.rate == 0 ? course.from : system_now();
    if (before % 2 == 0 && version_.load(std::memory_order_acquire) == before) return {course, real};
    std::this_thread::yield();
  }
}

// Gives `how` the course as a line from the present instant on, its rate the true one.
template <class Change>
void Clock::write(Change&& how) {
  version_.fetch_add(1, std::memory_order_acq_rel);
  Course course{base_.load(std::memory_order_relaxed), from_.load(std::memory_order_relaxed),
                rate_.load(std::memory_order_relaxed)};
  const std::int64_t real = system_now();
  course = {at(course, real).time_since_epoch().count(), real, course.rate};
  how(course);
  base_.store(course.base, std::memory_order_release);
  from_.store(course.from, std::memory_order_release);
  rate_.store(course.rate, std::memory_order_release);
  version_.fetch_add(1, std::memory_order_release);
}

kit::Time Clock::at(const Course& course, std::int64_t real) {
  std::int64_t passed = 0;
  if (course.rate == 1) {
    passed = real - course.from;
  } else if (course.rate != 0) {
    const double scaled = static_cast<double>(real - course.from) * course.rate;
    passed = scaled < 0x1p62 ? static_cast<std::int64_t>(scaled) : std::int64_t{1} << 62;
  }
  return kit::Time(kit::Duration(plus(course.base, passed)));
}

kit::Time Clock::now() const {
  const auto [course, real] = read();
  return at(course, real);
}

Mode Clock::mode() const {
  const double rate = this->rate();
  return rate == 0 ? Mode::frozen : rate == 1 ? Mode::real : Mode::scaled;
}

double Clock::rate() const {
  const std::lock_guard lock(mutex_);
  return held_ > 0 ? rate_after_ : rate_.load();
}

// While held, the rate that `how` sees and sets is the one to come.
template <class Change>
void Clock::change(Change&& how) {
  std::function<void()> told;
  {
    const std::lock_guard lock(mutex_);
    write([&](Course& course) {
      if (held_ > 0) course.rate = rate_after_;
      how(course);
      if (held_ > 0) rate_after_ = std::exchange(course.rate, 0);
    });
    told = told_;
  }
  if (told) told();
}

void Clock::freeze() {
  change([](Course& line) { line.rate = 0; });
}
void Clock::set(kit::Time to) {
  change([to](Course& line) { line.base = plus(to.time_since_epoch().count(), 0); });
}
void Clock::advance(kit::Duration by) {
  change([by](Course& line) { line.base = plus(line.base, by.count()); });
}
void Clock::scale(double rate) {
  assert(std::isfinite(rate) && rate > 0);
  change([rate](Course& line) { line.rate = rate; });
}
void Clock::resume() {
  change([](Course& line) { line.rate = 1; });
}
void Clock::follow(kit::Time now, double rate) {
  change([now, rate](Course& line) { line = {now.time_since_epoch().count(), line.from, rate}; });
}
Clock::Line Clock::line() const {
  const std::lock_guard lock(mutex_);
  const auto [course, real] = read();
  return {at(course, real), kit::Time(kit::Duration(course.rate == 0 ? system_now() : real)),
          held_ > 0 ? rate_after_ : course.rate};
}
void Clock::follow(const Line& from) {
  change([from](Course& line) {
    const Course given{from.now.time_since_epoch().count(), from.real.time_since_epoch().count(), from.rate};
    line = {at(given, line.from).time_since_epoch().count(), line.from, from.rate};
  });
}
void Clock::reset() {
  change([](Course& line) { line = {line.from, line.from, 1}; });
}

std::optional<kit::Duration> Clock::until(kit::Time due) const {
  const auto [course, real] = read();
  const kit::Time present = at(course, real);
  if (present >= due) return kit::Duration::zero();
  if (course.rate == 0) return std::nullopt;
  const double wait = std::ceil(static_cast<double>((due - present).count()) / course.rate);
  return kit::Duration(wait < 0x1p62 ? static_cast<std::int64_t>(wait) : std::int64_t{1} << 62);
}

void Clock::hold() {
  const std::lock_guard lock(mutex_);
  if (held_++ > 0) return;
  write([this](Course& course) { rate_after_ = std::exchange(course.rate, 0); });
}

void Clock::step(kit::Time to) {
  const std::lock_guard lock(mutex_);
  assert(held_ > 0);
  write([to](Course& course) { course.base = to.time_since_epoch().count(); });
}

void Clock::release() {
  std::function<void()> told;
  {
    const std::lock_guard lock(mutex_);
    assert(held_ > 0);
    if (--held_ > 0) return;
    write([this](Course& course) { course.rate = rate_after_; });
    told = told_;
  }
  if (told) told();
}

void Clock::on_change(std::function<void()> told) {
  const std::lock_guard lock(mutex_);
  told_ = std::move(told);
}

}  // namespace understudy::scheduler
