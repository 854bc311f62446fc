// Where every shard is: found without a lock on the threads that have spoken to it before.
#pragma once

#include <absl/container/flat_hash_set.h>

#include <array>
#include <atomic>
#include <caf/actor.hpp>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string_view>
#include <vector>

#include "actors/address.hpp"
#include "actors/coordinator.hpp"

namespace understudy::actors {

class Directory {
 public:
  explicit Directory(unsigned workers) : caches_(workers) {}

  // Calls use(actor) with the shard at this address, which `spawn` makes if there is none. `worker`: this
  // thread, null when it is not one of ours.
  template <class Spawn, class Use>
  void with(const AddressView& at, Worker* worker, Spawn&& spawn, Use&& use) {
    if (!worker) return use(get(at, spawn));
    Cache& cache = caches_[worker->number()];
    freshen(cache);
    auto known = cache.shards.find(at);
    if (known == cache.shards.end()) known = cache.shards.insert(get(at, spawn)).first;
    use(*known);
  }
  caf::actor find(const AddressView& at) const;  // null when there is none

  // Takes the shards of a world (of all worlds when empty) and account (of all accounts when empty) out, and
  // out of every thread's sight before it returns.
  std::vector<caf::actor> take(std::string_view world, std::string_view account);
  std::vector<caf::actor> all(std::string_view world) const;  // in order of their addresses
  void forget(const Worker& worker);                          // its cache; on its thread

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(const AddressView& at) const { return at.hash; }
    std::size_t operator()(const caf::actor& shard) const;
  };
  struct Equal {
    using is_transparent = void;
    bool operator()(const AddressView& a, const caf::actor& b) const;
    bool operator()(const caf::actor& a, const AddressView& b) const { return (*this)(b, a); }
    bool operator()(const caf::actor& a, const caf::actor& b) const { return a == b; }
  };
  using Shards = absl::flat_hash_set<caf::actor, Hash, Equal>;

  struct alignas(64) Stripe {
    mutable std::mutex mutex;
    Shards shards;
  };
  struct alignas(64) Cache {  // a worker's own
    std::uint64_t epoch = 0;
    Shards shards;
  };

  caf::actor get(const AddressView& at, const std::function<caf::actor()>& spawn);
  Stripe& stripe(const AddressView& at) { return stripes_[at.hash / 128 % stripes_.size()]; }
  const Stripe& stripe(const AddressView& at) const { return stripes_[at.hash / 128 % stripes_.size()]; }
  void freshen(Cache& cache) {
    const std::uint64_t epoch = epoch_.load(std::memory_order_acquire);
    if (cache.epoch == epoch) return;
    cache.shards = {};
    cache.epoch = epoch;
  }

  std::array<Stripe, 64> stripes_;
  std::vector<Cache> caches_;
  alignas(64) std::atomic<std::uint64_t> epoch_{0};  // goes up when shards are taken out
};

}  // namespace understudy::actors
