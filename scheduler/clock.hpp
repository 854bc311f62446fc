// A world's clock: real, frozen or scaled, and moved by hand. The only reader of the system's clock.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>

#include "services/kit/time.hpp"

namespace understudy::scheduler {

enum class Mode : std::uint8_t {
  real,    // the system's clock and a constant offset
  frozen,  // stands still until set, advanced or resumed
  scaled,  // runs `rate` times as fast as the system's clock
};

// All functions may be called on any thread; now() takes no lock. Time may be set backwards: what was due
// in between becomes due again only if its owner still waits for it.
class Clock {
 public:
  Clock();
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;

  kit::Time now() const;
  Mode mode() const;
  double rate() const;  // 0 when frozen, 1 when real

  void freeze();                   // at the present instant
  void set(kit::Time to);          // jumps; runs on as before
  void advance(kit::Duration by);  // set(now() + by) in one step, as far as the calendar of kit::Time goes
  void scale(double rate);         // from the present instant on; finite and > 0 (asserted)
  void resume();                   // runs at the real rate from the present instant on
  void reset();                    // the system's time again
  void follow(kit::Time now, double rate);  // as another clock: from that instant on, at its rate

  // Virtual time as a line through the system's: what another process needs to go on with this clock.
  struct Line {
    kit::Time now, real;  // what it shows at that instant of the system's time
    double rate;
  };
  Line line() const;
  void follow(const Line& line);

  // How long the system's clock takes until `due`: zero when it has come, none while frozen.
  std::optional<kit::Duration> until(kit::Time due) const;

  // Holding: time stands still for whoever steps it through instants, whatever mode is set meanwhile; the
  // last release lets it run again from where it stands. Not more than one holder steps at a time.
  void hold();
  void step(kit::Time to);  // while held
  void release();

  // Called after every change of the clock's course but step(), on the changing thread; one at most.
  void on_change(std::function<void()> told);

 private:
  struct Course {           // virtual time as a function of the system's
    std::int64_t base = 0;  // virtual microseconds at the system's `from`
    std::int64_t from = 0;
    double rate = 1;
  };
  std::pair<Course, std::int64_t> read() const;
  template <class Change>
  void write(Change&& how);  // with mutex_ held
  static kit::Time at(const Course& course, std::int64_t real);
  template <class Change>
  void change(Change&& how);

  // A sequence lock: odd while a writer is at work.
  std::atomic<std::uint32_t> version_{0};
  std::atomic<std::int64_t> base_{0};
  std::atomic<std::int64_t> from_{0};
  std::atomic<double> rate_{1};

  mutable std::mutex mutex_;  // of writers
  int held_ = 0;
  double rate_after_ = 1;  // what the last release restores
  std::function<void()> told_;
};

}  // namespace understudy::scheduler
