// What a system is made of; for its own two files.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <atomic>
#include <caf/actor_system.hpp>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <vector>

#include "actors/coordinator.hpp"
#include "actors/directory.hpp"
#include "actors/notifier.hpp"
#include "actors/pool.hpp"
#include "actors/shard.hpp"
#include "actors/store.hpp"
#include "actors/system.hpp"
#include "actors/text_map.hpp"
#include "actors/world.hpp"

namespace understudy::actors {

void let_go_of_logger();  // to be called where a thread that is not ours has spawned an actor

// Declared in the order in which they must outlive one another.
struct System::Parts final : Post {
  explicit Parts(Options options);

  void send(kit::Ref<kit::Call> call) override;
  void send(kit::Ref<InnerCall> call, kit::Ref<const scheduler::Cause> cause) override;
  void cancel(const kit::Ref<kit::Call>& call) override;
  void compute(kit::Ref<PoolWork> work) override;
  const kit::Service* service(std::string_view name) const override;
  bool stopping() const override { return stopping_.load(std::memory_order_seq_cst); }
  Notifier& notifier() override { return notifier_; }

  void dispatch(Message message);
  void route(Message message, Worker* worker);
  void refuse(const kit::Ref<kit::Call>& call, Worker* worker, kit::Failure failure);
  void with_shard(const AddressView& at, const kit::Service& service, Worker* worker,
                  const std::function<void(const caf::actor&)>& use);
  World* find_world(std::string_view name) const;
  World& world(std::string_view name);
  std::uint64_t own_seed(std::string_view world) const;  // what it begins with
  std::vector<caf::actor> retire(std::string_view world, std::string_view account);
  void begin();  // with what the store has
  void resend(const EffectId& id, const Posted& row, const Head& sender);
  void stop();
  void end_shards();

  // Errands: runs the work in each of these shards, at the same time, and waits until all is done.
  // Null: waits for what came before.
  static void run_errands(const std::vector<caf::actor>& shards, const Errand::Work* work);
  std::vector<caf::actor> shards_in(const World& world, const Scope& scope) const;
  Snapshot take(World& world, const Scope& scope) const;
  void put(World& world, std::vector<ShardState> states);
  template <class F>
  void while_still(World& world, F&& what);
  void reopen(World& world);

  std::uint64_t seed;  // what worlds begin with
  absl::flat_hash_map<std::string_view, const kit::Service*> services;
  Workers workers;
  mutable std::shared_mutex worlds_mutex;
  StableTextMap<World> worlds;                                              // none ever goes
  std::vector<absl::flat_hash_map<std::string_view, World*>> known_worlds;  // a worker's own
  Config config;
  Notifier notifier_;
  std::unique_ptr<Store> store;  // null: everything is memory
  std::optional<caf::actor_system> actors;
  Directory directory;
  Pool pool;  // ends before the actors that wait for it
  std::atomic<bool> stopping_{false};
  std::atomic<int> visitors{0};  // threads that are not ours, while they send
  std::once_flag stopped;
  std::mutex still_mutex;  // one world at a time stands still
};

}  // namespace understudy::actors
