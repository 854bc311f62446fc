// A shard's account with the store: what it has handed in, what of that is safe, and what waits for it.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "actors/message.hpp"
#include "actors/store.hpp"
#include "services/kit/random.hpp"

namespace understudy::actors {

struct Ledger {
  Ledger(Store& store, ShardNumber number, kit::Time first_due)
      : store(store), number(number), first_due(first_due), due(first_due) {}
  ~Ledger() { take_loaded(); }

  Store& store;
  const ShardNumber number;
  const kit::Time first_due;  // what the head said

  // On the shard's thread, but for awake.
  enum class Life : std::uint8_t { asleep, loading, awake };  // asleep: its state has not been read yet
  std::atomic<Life> phase{Life::awake};
  std::uint32_t life = 1;
  std::uint64_t handed_in = 0;    // batches
  std::uint64_t written_off = 0;  // of them, when something was lost last
  bool publishes = false;
  kit::Generator generator{};                       // as the last batch has it
  kit::Time due;                                    // likewise
  std::deque<Message> stash;                        // what came before the state
  std::unique_ptr<std::deque<std::string>> former;  // names of tables that a batch speaks of

  // What leaves the shard when a batch is safe; false: it was lost.
  struct Owed {
    std::uint64_t after;
    kit::Ref<const scheduler::Cause> cause;
    std::function<void(bool safe)> pay;
  };
  std::deque<Owed> owed;

  bool awake() const { return phase.load(std::memory_order_relaxed) == Life::awake; }
  bool all_safe() const {
    return owed.empty() && std::max(safe.load(std::memory_order_acquire), written_off) >= handed_in;
  }

  // Written by the store, which then tells the shard (Message::Kind::news).
  std::atomic<std::uint64_t> safe{0};  // batches
  std::atomic<std::uint32_t> lost{0};  // the life in which a batch was
  void give(std::unique_ptr<Loaded> read) { std::unique_ptr<Loaded>(loaded_.exchange(read.release())); }
  std::unique_ptr<Loaded> take_loaded() { return std::unique_ptr<Loaded>(loaded_.exchange(nullptr)); }

 private:
  std::atomic<Loaded*> loaded_{nullptr};  // owned
};

}  // namespace understudy::actors
