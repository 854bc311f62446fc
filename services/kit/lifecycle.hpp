// Lifecycles: the states of a resource and the named moves between them, and how a move progresses.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <shared_mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "services/kit/state.hpp"
#include "services/kit/time.hpp"

namespace understudy::kit {

// A move is the way through its states: "stop" of an instance is {"stopping", "stopped"}. It starts in the
// first one and rests in the last.
struct Move {
  std::string_view name;
  std::span<const std::string_view> states;
};

// The graph of one kind of resource. Declared constexpr beside its resource.
struct Lifecycle {
  std::string_view model;  // as moto names it: "ec2::instance"
  std::span<const Move> moves;

  const Move* find(std::string_view name) const;
};

// How moves of a kind of resource go on, as the user sets it. `immediate`: the changing answer shows the
// first state, the next look the last. `manual`: a step at every `times`-th look. `timed`: a step every
// `every`, by the clock alone.
struct Progression {
  enum Kind : std::uint8_t { immediate, manual, timed } kind = immediate;
  std::uint32_t times = 1;
  Duration every{};
  bool operator==(const Progression&) const = default;
};

// What the users of one world have set: for every account, or for one. All functions may be called on any
// thread; of() takes no lock while nothing is set.
class Progressions {
 public:
  // As moto 5 does when nobody has said: immediate for most, manual for some.
  static Progression usual(std::string_view model);
  struct Usual {
    std::string_view model;
    Progression progression;
  };
  static std::span<const Usual> all_usual();  // those that are named, sorted

  Progression of(std::string_view model, std::string_view account) const;
  void set(std::string_view model, std::string_view account, Progression progression);  // account empty: all
  void unset(std::string_view model, std::string_view account);
  void clear();
  void copy(const Progressions& from);

  using Key = std::pair<std::string, std::string>;  // model, account
  std::map<Key, Progression> all() const;           // what is set

 private:
  mutable std::shared_mutex mutex_;
  std::atomic<bool> any_{false};
  std::map<Key, Progression> set_;
};

// Where a resource is in its lifecycle: a field of its row.
struct Stage {
  std::string state;
  std::string move;         // under way; empty at rest
  std::uint32_t step = 0;   // place in the move's states
  std::uint32_t looks = 0;  // since the last step
  Time due = never;         // of the next step, when timed
  bool operator==(const Stage&) const = default;
};
STATE(Stage, state, move, step, looks, due)

// Starts a move (which must be the lifecycle's; asserted), whatever was under way.
void start(Stage& stage, const Lifecycle& lifecycle, std::string_view move, const Progression& progression,
           Time now);
// Somebody looks at the resource in an operation that would let AWS's change be seen. True when the state
// changed; call it before showing, on a row opened for writing, and only if would_look() says so.
bool look(Stage& stage, const Lifecycle& lifecycle, const Progression& progression);
bool would_look(const Stage& stage, const Progression& progression);  // whether look() changes anything
// The clock has reached stage.due: one step. The row's index on `due` gives the shard its deadline.
bool tick(Stage& stage, const Lifecycle& lifecycle, const Progression& progression);

}  // namespace understudy::kit
