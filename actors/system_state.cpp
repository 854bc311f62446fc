// The states of a running system: looked at, taken, put back and forked while their world stands still.
#include <future>
#include <stdexcept>
#include <unordered_map>
#include <utility>

#include "actors/checkpoint.hpp"
#include "actors/gate.hpp"
#include "actors/parts.hpp"

namespace understudy::actors {

// ---- Errands

void System::Parts::run_errands(const std::vector<caf::actor>& shards, const Errand::Work* work) {
  const auto done = std::make_shared<Gate>();
  for (const caf::actor& shard : shards)
    deliver(shard, {.kind = Message::Kind::errand,
                    .call = {},
                    .cause = {},
                    .errand = kit::Ref<const Errand>(std::make_unique<Errand>(work, done).release())});
  done->wait();
}

std::vector<caf::actor> System::Parts::shards_in(const World& world, const Scope& scope) const {
  std::vector<caf::actor> shards = directory.all(world.name);
  std::erase_if(shards, [&](const caf::actor& s) { return !scope.holds(shard_of(s).address.place); });
  return shards;
}

void System::visit(std::string_view world,
                   const std::function<void(const kit::Place&, const kit::AnyState&)>& look) const {
  const Errand::Work work = [&](Shard& shard) { look(shard.address.place, shard.state()); };
  for (const caf::actor& shard : parts_->directory.all(world)) Parts::run_errands({shard}, &work);
}

kit::Time System::next_due(std::string_view world) const {
  const World* found = parts_->find_world(world);
  kit::Time next = kit::never;
  if (!found) return next;
  std::vector<caf::actor> awake = parts_->shards_in(*found, {});
  std::erase_if(awake, [&](const caf::actor& shard) {  // nobody is woken for this
    const auto due = shard_of(shard).asleep_until();
    if (due) next = std::min(next, *due);
    return due.has_value();
  });
  std::mutex mutex;
  const Errand::Work ask = [&](Shard& shard) {
    const kit::Time due = shard.next_due();
    const std::lock_guard lock(mutex);
    next = std::min(next, due);
  };
  Parts::run_errands(awake, &ask);
  return next;
}

// ---- Standing still

// Calls from outside wait at the entrance; the turns that began before come to their end, then all that they
// set in motion, and time stands.
template <class F>
void System::Parts::while_still(World& world, F&& what) {
  const std::lock_guard one(still_mutex);
  if (stopping()) throw std::runtime_error("the server is shutting down");
  struct Still {
    Still(Parts& parts, World& world) : parts(parts), world(world) {
      world.entrance.close();
      world.clock.hold();
    }
    ~Still() {
      world.clock.release();
      parts.reopen(world);
    }
    Parts& parts;
    World& world;
  } still(*this, world);
  run_errands(directory.all(world.name), nullptr);
  const auto rest = std::make_shared<std::promise<void>>();  // may be let go of on the timer's thread
  scheduler::tell_advance(world.timer, kit::Duration::zero(), [rest] { rest->set_value(); });
  rest->get_future().wait();
  what();
}

void System::Parts::reopen(World& world) {
  for (kit::Ref<kit::Call>& call : world.entrance.open()) send(std::move(call));
}

Snapshot System::Parts::take(World& world, const Scope& scope) const {
  Snapshot taken{world.clock.now(), {}};
  const std::vector<caf::actor> shards = shards_in(world, scope);
  taken.shards.resize(shards.size());
  std::unordered_map<const Shard*, std::size_t> places;
  for (std::size_t i = 0; i < shards.size(); ++i) places.emplace(&shard_of(shards[i]), i);
  const Errand::Work copy = [&](Shard& shard) { taken.shards[places.at(&shard)] = shard.copy(); };
  run_errands(shards, &copy);
  std::erase_if(taken.shards, [](const ShardState& s) { return !s.state; });  // reset meanwhile
  return taken;
}

void System::Parts::put(World& world, std::vector<ShardState> states) {
  std::vector<caf::actor> shards;
  std::unordered_map<const Shard*, ShardState*> given;
  for (ShardState& state : states) {
    const kit::Service* played = service(state.place.service);
    if (!played) throw std::invalid_argument("nothing plays the service " + state.place.service);
    const kit::Place& place = state.place;
    with_shard(AddressView(world.name, place.account, place.region, place.service), *played, nullptr,
               [&](const caf::actor& shard) {
                 given.emplace(&shard_of(shard), &state);
                 shards.push_back(shard);
               });
  }
  let_go_of_logger();
  const Errand::Work install = [&](Shard& shard) { shard.install(std::move(*given.at(&shard))); };
  run_errands(shards, &install);
}

// ---- What it is for

Snapshot System::snapshot(std::string_view world, const Scope& scope) {
  World* found = parts_->find_world(world);
  if (!found) return {};
  if (scope.one()) return parts_->take(*found, scope);
  Snapshot taken;
  parts_->while_still(*found, [&] { taken = parts_->take(*found, scope); });
  return taken;
}

void System::rewrite(std::string_view world, const Scope& scope,
                     const std::function<std::vector<ShardState>(Snapshot&)>& make) {
  World& changed = parts_->world(world);
  parts_->while_still(changed, [&] {
    Snapshot taken = parts_->take(changed, scope);
    std::vector<ShardState> made = make(taken);
    const Store::Together whole(parts_->store.get());
    parts_->put(changed, std::move(made));
  });
}

void System::fork(std::string_view from, std::string_view to) {
  if (from == to) return;
  World& source = parts_->world(from);
  World& target = parts_->world(to);
  parts_->while_still(source, [&] {
    Snapshot taken = parts_->take(source, {});
    target.entrance.close();
    const Store::Together whole(parts_->store.get());
    reset(to);
    target.clock.follow(taken.at, is_checkpoint(to) ? 0 : source.clock.rate());
    target.seed.store(source.seed.load());
    target.seedings.fetch_add(1);
    target.credentials.add(source.credentials, taken.at);
    target.progressions.copy(source.progressions);
    if (parts_->store) parts_->store->changed(target);
    parts_->put(target, std::move(taken.shards));
    parts_->reopen(target);
  });
}

void System::remove(std::string_view world) {
  World* found = parts_->find_world(world);
  if (!found) return;
  const Store::Together whole(parts_->store.get());
  for (const std::string& other : worlds())
    if (other.starts_with(checkpoint_world(world, {}))) remove(other);
  reset(world);
  found->clock.reset();
  found->progressions.clear();
  found->seed.store(parts_->own_seed(world));
  found->seedings.fetch_add(1);
  found->known.store(world == "main");
  if (parts_->store) parts_->store->changed(*found);
}

}  // namespace understudy::actors
