// A world: its clock and timer, its seed, its gate, and the credentials that its services issued.
#pragma once

#include <absl/container/btree_set.h>
#include <absl/container/flat_hash_map.h>

#include <array>
#include <atomic>
#include <caf/actor.hpp>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scheduler/timer.hpp"
#include "services/kit/call.hpp"
#include "services/kit/lifecycle.hpp"

namespace understudy::actors {

// Written by shards, read by the gateway with every request: no lock while nothing was ever published.
class Credentials {
 public:
  void publish(kit::Ref<const kit::Credential> credential, kit::Time now);
  // Not if it has expired: that is told for a day, see find().
  void withdraw(std::string_view access_key, kit::Time now);
  // Null when unknown. An expired one is still told for a day, so that the gateway can say ExpiredToken.
  kit::Ref<const kit::Credential> find(std::string_view access_key) const;
  void forget(std::string_view account);  // all when empty
  void add(const Credentials& others, kit::Time now);

 private:
  struct Stripe {
    mutable std::mutex mutex;
    absl::flat_hash_map<std::string_view, kit::Ref<const kit::Credential>> by_key;  // keys lie in the values
    absl::btree_set<std::pair<kit::Time, std::string_view>> by_expiry;
  };
  static std::size_t number(std::string_view access_key);  // of its stripe
  static void erase(Stripe& stripe, std::string_view access_key);

  std::atomic<bool> any_{false};
  static constexpr std::size_t stripe_count = 16;
  std::array<Stripe, stripe_count> stripes_;
};

// Where calls from outside wait while a world stands still. Shards ask it with every such call.
class Entrance {
 public:
  bool closed() const { return closed_.load(std::memory_order_acquire); }
  bool hold(kit::Ref<kit::Call>& call);  // takes it when closed, else answers false
  void close();
  std::vector<kit::Ref<kit::Call>> open();  // those that waited, in order of arrival

 private:
  std::atomic<bool> closed_{false};
  std::mutex mutex_;
  std::vector<kit::Ref<kit::Call>> waiting_;
};

// Made at first use, lives as long as the system.
struct World {
  World(std::string name, std::uint64_t seed) : name(std::move(name)), seed(seed) {}

  const std::string name;
  scheduler::Clock clock;
  scheduler::UnderWay under_way;
  caf::actor timer;
  Credentials credentials;
  kit::Progressions progressions;
  Entrance entrance;
  std::atomic<bool> known{true};  // false: removed, and not used since
  std::atomic<std::uint64_t> deadlines_met{0};
  std::atomic<std::uint64_t> seed;
  std::atomic<std::uint32_t> seedings{0};  // shards that have seen fewer start their generators again
};

}  // namespace understudy::actors
