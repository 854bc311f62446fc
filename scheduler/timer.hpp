// The timer: an actor per world that wakes sleepers (shards) when the world's clock reaches their deadlines.
#pragma once

#include <absl/container/btree_set.h>
#include <absl/container/flat_hash_map.h>

#include <caf/actor.hpp>
#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/event_based_actor.hpp>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>

#include "scheduler/clock.hpp"
#include "services/kit/counted.hpp"

namespace understudy::scheduler {

// One instant of an advance, and all that it set in motion: every message sent because of it holds a Ref.
// When the last one goes, the instant is over and the timer steps on. What parks lets go of its Ref.
class Cause : public kit::Counted<Cause> {
 public:
  Cause(caf::actor timer, std::uint64_t number) : timer_(std::move(timer)), number_(number) {}
  std::uint64_t number() const { return number_; }
  static void destroy(const Cause* c);

 private:
  caf::actor timer_;
  std::uint64_t number_;
};

// What shards have under way among themselves outside of any instant. An advance begins when that is over:
// whoever has the answer to a call may rely on the effects of that call.
class UnderWay {
 public:
  void begin(const caf::actor& timer);
  void end();
  kit::Ref<const Cause> current() const;  // null before begin() and after end()
  // A new one takes its place; answers the former one.
  kit::Ref<const Cause> replace(kit::Ref<const Cause> cause);

 private:
  mutable std::mutex mutex_;
  kit::Ref<const Cause> cause_;
};

// What the timer sends to a sleeper: "your deadline has come". The timer has forgotten it then: a sleeper
// tells its next one afterwards. `cause` is null unless an advance waits.
struct Wake {
  kit::Ref<const Cause> cause;
};

// Calls `then` when the last holder lets go of it: at the end of an advance, or when that can no longer come.
class Arrival {
 public:
  explicit Arrival(std::function<void()> then) : then_(std::move(then)) {}
  Arrival(const Arrival&) = delete;
  Arrival& operator=(const Arrival&) = delete;
  ~Arrival() {
    if (then_) then_();
  }

 private:
  std::function<void()> then_;
};

// What the timer is sent.
struct Order {
  enum class Kind : std::uint8_t { deadline, tick, changed, advance, over, stop };
  Kind kind;
  caf::actor who;                          // deadline
  kit::Time at = kit::never;               // deadline: kit::never forgets it; advance: where to
  kit::Duration by{};                      // advance, when `at` says nothing
  std::uint64_t number = 0;                // tick, over
  std::shared_ptr<const Arrival> arrival;  // advance
};

// A real clock: one wake-up is armed, for the earliest deadline. A frozen one: none.
class Timer : public caf::event_based_actor {
 public:
  Timer(caf::actor_config& config, Clock& clock, UnderWay& under_way);  // which outlive the actor
  const char* name() const override { return "timer"; }

 protected:
  caf::behavior make_behavior() override;

 private:
  struct Journey {
    kit::Time to;
    std::shared_ptr<const Arrival> arrival;
  };
  struct Sleeper {
    kit::Time due;
    caf::actor who;
  };

  void handle(Order& order);
  void deadline(caf::actor who, kit::Time at);
  void deliver_due();
  void wake_due(kit::Time until, const kit::Ref<const Cause>& cause);
  void arm();
  void start(Order& order);
  kit::Ref<const Cause> make_cause();
  void step();
  void stop();
  kit::Time next() const;

  Clock& clock_;
  UnderWay& under_way_;
  absl::flat_hash_map<caf::actor_id, Sleeper> sleepers_;
  absl::btree_set<std::pair<kit::Time, caf::actor_id>> due_;
  kit::Time armed_ = kit::never;  // for this deadline a tick is under way
  std::uint64_t tick_ = 0;        // its number: older ones mean nothing
  std::deque<Journey> journeys_;  // the first is under way
  bool open_ = false;             // an instant of it is not over yet
  std::uint64_t instant_ = 0;     // its cause's number
  std::uint64_t causes_ = 0;      // made so far, but for the first of UnderWay, which is 0
};

// How the rest of the server speaks to a timer. On any thread.
void tell_deadline(const caf::actor& timer, caf::actor who, kit::Time at);  // replaces who's former one
void tell_changed(const caf::actor& timer);                                 // the clock's course has changed
// Moves the clock on, through every deadline at its own instant and in order; what is due at the same
// instant is delivered together. Several advances run one after another. Calls `then` when all is delivered,
// on the timer's thread; early when the timer ends.
void tell_advance(const caf::actor& timer, kit::Duration by, std::function<void()> then);
// The same to an instant; when that has passed, only what is due now is delivered.
void tell_advance_to(const caf::actor& timer, kit::Time to, std::function<void()> then);
void tell_stop(const caf::actor& timer);  // ends it

}  // namespace understudy::scheduler

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(understudy::scheduler::Order)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(understudy::scheduler::Wake)
