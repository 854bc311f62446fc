// The running system: how calls find their shards, and how everything starts, resets and stops.
#include "actors/system.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <caf/actor_system.hpp>
#include <caf/logger.hpp>

#include "actors/gate.hpp"
#include "actors/ledger.hpp"
#include "actors/parts.hpp"

namespace understudy::actors {

// CAF leaves a reference to the system's logger with every thread that spawned an actor, and the system's
// destructor waits for all of them: a thread that lives on must not keep it. (The workers end before.)
void let_go_of_logger() {
  if (!Worker::current()) caf::logger::set_current_actor_system(nullptr);
}

System::Parts::Parts(Options options)
    : seed(options.seed),
      workers(options.threads),
      known_worlds(workers.size()),
      config(workers),
      directory(workers.size()) {
  for (const kit::Service* service : options.services) services.emplace(service->name, service);
  if (!options.data_folder.empty())
    store = std::make_unique<Store>(std::move(options.data_folder), options.durability, seed);
  actors.emplace(config);
}

// Worlds as they were, their clocks running on; every shard, asleep, with its deadline; those that publish
// awake; and the effects that were on their way.
void System::Parts::begin() {
  if (!store) return;
  const Contents contents = store->contents();
  seed = contents.seed;
  for (const auto& [name, row] : contents.worlds) {
    World& made = world(name);
    made.seed.store(row.seed);
    made.seedings.store(row.seedings);
    for (const KeptProgression& p : row.progressions)
      made.progressions.set(p.model, p.account,
                            {static_cast<kit::Progression::Kind>(p.kind), p.times, p.every});
    made.clock.follow({row.now, row.real, row.rate});
  }
  std::vector<caf::actor> publishing;
  for (const auto& kept : contents.shards) {
    const Head& head = kept.second;
    const kit::Service* played = service(head.service);
    if (!played) continue;
    World& home = world(head.world);
    const AddressView at(head.world, head.account, head.region, head.service);
    directory.with(
        at, nullptr,
        [&] {
          return actors->spawn<Shard, caf::hidden + caf::lazy_init>(
              Address(at), std::ref(home).get(), *played, static_cast<Post&>(*this), store.get(), &kept);
        },
        [&](const caf::actor& shard) {
          if (head.publishes) publishing.push_back(shard);
          if (head.due != kit::never) scheduler::tell_deadline(home.timer, shard, head.due);
        });
  }
  let_go_of_logger();
  const Errand::Work touch = [](Shard&) {};
  run_errands(publishing, &touch);
  for (const auto& [id, row] : contents.effects) resend(id, row, contents.shards.at(id.sender));
}

void System::Parts::resend(const EffectId& id, const Posted& row, const Head& sender) {
  const caf::actor from =
      directory.find(AddressView(sender.world, sender.account, sender.region, sender.service));
  if (!from) return;
  kit::Arena arena;
  const kit::Request request = request_of(row, arena);
  const kit::Ref<Effect> effect(std::make_unique<Effect>(id.number).release());
  endpoint_of(row, *effect);
  if (auto failure = effect->fill(request, service(row.service), shard_of(from), nullptr)) {
    effect->failure = std::move(failure);
    return effect->answered();
  }
  send(kit::Ref<InnerCall>(effect.get()), {});
}

// ---- Calls

const kit::Service* System::Parts::service(std::string_view name) const {
  const auto found = services.find(name);
  return found == services.end() ? nullptr : found->second;
}

void System::Parts::send(kit::Ref<kit::Call> call) {
  dispatch({.kind = Message::Kind::run, .call = std::move(call), .cause = {}, .errand = {}});
}

void System::Parts::send(kit::Ref<InnerCall> call, kit::Ref<const scheduler::Cause> cause) {
  dispatch({.kind = Message::Kind::inner,
            .call = kit::Ref<kit::Call>(call.get()),
            .cause = std::move(cause),
            .errand = {}});
}

void System::Parts::dispatch(Message message) {
  Worker* worker = workers.current();
  if (worker) return route(std::move(message), worker);
  visitors.fetch_add(1);
  route(std::move(message), nullptr);
  let_go_of_logger();
  if (visitors.fetch_sub(1) == 1 && stopping()) visitors.notify_all();
}

void System::Parts::route(Message message, Worker* worker) {
  kit::Call& call = *message.call;
  if (stopping())
    return refuse(message.call, worker, {"ServiceUnavailable", "The server is shutting down.", 503});
  const kit::Service* played = service(call.service);
  if (!played || call.operation >= played->handlers())
    return refuse(
        message.call, worker,
        {"NotImplemented", fmt::format("{} {} is not played here.", call.service, call.operation_name), 501});
  if (call.world.empty()) call.world = "main";
  if (played->scope == kit::Scope::global) call.region = "aws-global";
  std::string_view home = call.service;
  if (played->owner) {
    kit::Place place{std::string(call.account), std::string(call.region), std::string(call.service)};
    played->owner(call, place);
    if (place.account != call.account) call.account = call.arena.copy(place.account);
    if (place.region != call.region) call.region = call.arena.copy(place.region);
    if (place.service != home) {  // a service whose state is another's
      home = call.arena.copy(place.service);
      played = service(home);
    }
  }
  const AddressView at(call.world, call.account, call.region, home);
  with_shard(at, *played, worker, [&](const caf::actor& shard) { deliver(shard, std::move(message)); });
}

void System::Parts::with_shard(const AddressView& at, const kit::Service& service, Worker* worker,
                               const std::function<void(const caf::actor&)>& use) {
  directory.with(
      at, worker,
      [&] {
        return actors->spawn<Shard, caf::hidden + caf::lazy_init>(
            Address(at), std::ref(world(at.world)).get(), service, static_cast<Post&>(*this), store.get());
      },
      use);
}

// Not within send(), where the sender does not expect it.
void System::Parts::refuse(const kit::Ref<kit::Call>& call, Worker* worker, kit::Failure failure) {
  call->failure = std::move(failure);
  if (!worker) return call->answered();
  boost::asio::post(worker->context(), [call] { call->answered(); });
}

void System::Parts::cancel(const kit::Ref<kit::Call>& call) {
  if (const caf::actor shard =
          directory.find(AddressView(call->world, call->account, call->region, call->service)))
    deliver(shard, {.kind = Message::Kind::cancel, .call = call, .cause = {}, .errand = {}});
}

void System::Parts::compute(kit::Ref<PoolWork> work) {
  pool.run([work = std::move(work)] { work->run(); });
}

// ---- Worlds

World* System::Parts::find_world(std::string_view name) const {
  const std::shared_lock lock(worlds_mutex);
  const auto found = worlds.find(name);
  return found == worlds.end() ? nullptr : &const_cast<World&>(found->second);
}

World& System::Parts::world(std::string_view name) {
  if (World* found = find_world(name)) {
    if (!found->known.load(std::memory_order_relaxed) && !found->known.exchange(true) && store)
      store->changed(*found);
    return *found;
  }
  const std::unique_lock lock(worlds_mutex);
  const auto [at, made] = worlds.try_emplace(std::string(name), std::string(name), own_seed(name));
  World& world = at->second;
  if (made && !stopping()) {
    world.timer = actors->spawn<scheduler::Timer, caf::hidden + caf::lazy_init>(
        std::ref(world.clock).get(), std::ref(world.under_way).get());
    let_go_of_logger();
    world.under_way.begin(world.timer);
    world.clock.on_change([timer = world.timer, kept = store.get(), &world] {
      scheduler::tell_changed(timer);
      if (kept) kept->changed(world);
    });
    if (store) store->changed(world);
  }
  return world;
}

std::uint64_t System::Parts::own_seed(std::string_view world) const {
  return world == "main" ? seed : kit::Generator(seed, world).next();
}

std::vector<caf::actor> System::Parts::retire(std::string_view world, std::string_view account) {
  std::vector<caf::actor> shards = directory.take(world, account);
  for (const caf::actor& shard : shards) shard_of(shard).retire();
  return shards;
}

// ---- The end

void System::Parts::stop() {
  stopping_.store(true);
  for (int left = visitors.load(); left > 0; left = visitors.load()) visitors.wait(left);
  end_shards();
  // Handlers that were sending while the flag went up have ended when their thread comes by here.
  const auto threads = std::make_shared<Gate>();
  for (unsigned i = 0; i < workers.size(); ++i)
    boost::asio::post(workers[i].context(),
                      [this, &worker = workers[i], pass = std::make_shared<Gate::Pass>(threads)] {
                        directory.forget(worker);
                      });
  threads->wait();
  end_shards();
  pool.stop();
  if (store) store->stop();
  for (auto& [name, world] : worlds) {
    world.clock.on_change({});
    world.under_way.end();
    if (world.timer) scheduler::tell_stop(world.timer);
  }
  static_cast<Coordinator&>(actors->scheduler()).stop_workers();
  for (auto& [name, world] : worlds) world.timer = {};
  actors.reset();
}

// Whatever is in their mailboxes is played first: its client was told that the request was taken.
void System::Parts::end_shards() {
  const auto ended = std::make_shared<Gate>();
  for (const caf::actor& shard : directory.take({}, {}))
    deliver(shard, {.kind = Message::Kind::retire,
                    .call = {},
                    .cause = {},
                    .errand = kit::Ref<const Errand>(std::make_unique<Errand>(nullptr, ended).release())});
  ended->wait();
}

// ---- The system

System::System(Options options) : parts_(std::make_unique<Parts>(std::move(options))) {
  try {
    parts_->begin();
    parts_->world("main");
  } catch (...) {
    stop();
    throw;
  }
}
System::~System() { stop(); }

void System::stop() {
  std::call_once(parts_->stopped, [this] { parts_->stop(); });
}

unsigned System::threads() const { return parts_->workers.size(); }
boost::asio::io_context& System::context(unsigned thread) { return parts_->workers[thread].context(); }

void System::send(kit::Ref<kit::Call> call) { parts_->send(std::move(call)); }

void System::cancel(const kit::Ref<kit::Call>& call) {
  if (!parts_->stopping()) parts_->cancel(call);
}

kit::Ref<const kit::Credential> System::credential(std::string_view world,
                                                   std::string_view access_key) const {
  const Worker* worker = parts_->workers.current();
  if (!worker) {
    const World* found = parts_->find_world(world);
    return found ? found->credentials.find(access_key) : kit::Ref<const kit::Credential>();
  }
  auto& known = parts_->known_worlds[worker->number()];
  auto at = known.find(world);
  if (at == known.end()) {
    World* found = parts_->find_world(world);
    if (!found) return {};
    at = known.emplace(found->name, found).first;
  }
  return at->second->credentials.find(access_key);
}

scheduler::Clock& System::clock(std::string_view world) { return parts_->world(world).clock; }

void System::advance(std::string_view world, kit::Duration by, std::function<void()> then) {
  World& moved = parts_->world(world);
  if (parts_->stopping()) {
    moved.clock.advance(by);
    return then();
  }
  scheduler::tell_advance(moved.timer, by, std::move(then));
}

void System::advance_to(std::string_view world, kit::Time to, std::function<void()> then) {
  World& moved = parts_->world(world);
  if (parts_->stopping()) {
    moved.clock.set(to);
    return then();
  }
  scheduler::tell_advance_to(moved.timer, to, std::move(then));
}

std::uint64_t System::deadlines_met(std::string_view world) const {
  const World* found = parts_->find_world(world);
  return found ? found->deadlines_met.load() : 0;
}

kit::Progressions& System::progressions(std::string_view world) { return parts_->world(world).progressions; }
Notifier& System::notifier() { return parts_->notifier_; }

bool System::exists(std::string_view world) const {
  const World* found = parts_->find_world(world);
  return found && found->known.load();
}

std::vector<ShardInfo> System::shards() const {
  std::vector<ShardInfo> infos;
  for (const caf::actor& actor : parts_->directory.all({})) {
    const Shard& shard = shard_of(actor);
    infos.push_back(
        {shard.address.world, shard.address.place, shard.mailbox_size(), shard.parked(), shard.turns()});
  }
  return infos;
}

std::vector<std::string> System::worlds() const {
  const std::shared_lock lock(parts_->worlds_mutex);
  std::vector<std::string> names;
  for (const auto& [name, world] : parts_->worlds)
    if (world.known.load()) names.push_back(name);
  std::ranges::sort(names);
  return names;
}

void System::reset(std::string_view world, std::string_view account) {
  World* found = parts_->find_world(world);
  const auto in_scope = [&](const World& of) {
    return parts_->shards_in(of, {std::string(account), {}, {}});
  };
  const Errand::Work touch = [](Shard&) {};
  // Whoever listens is told of every row that goes, of those too that nobody has touched yet.
  if (found && parts_->store && parts_->notifier_.anyone()) Parts::run_errands(in_scope(*found), &touch);
  const auto shards = parts_->retire(world, account);
  if (found) found->credentials.forget(account);
  if (parts_->store) {
    std::vector<ShardNumber> numbers;
    for (const caf::actor& shard : shards) numbers.push_back(shard_of(shard).ledger()->number);
    parts_->store->drop(std::move(numbers));
  }
  for (const caf::actor& shard : shards)
    deliver(shard, {.kind = Message::Kind::retire, .call = {}, .cause = {}, .errand = {}});
}

void System::seed(std::string_view world, std::uint64_t seed) {
  World& found = parts_->world(world);
  found.seed.store(seed);
  found.seedings.fetch_add(1);
  if (parts_->store) parts_->store->changed(found);
}

std::shared_ptr<kit::Bodies> System::bodies() const {
  return parts_->store ? parts_->store->bodies() : nullptr;
}

bool System::keep(std::string_view world) {
  if (!parts_->store) return true;
  if (World* found = parts_->find_world(world)) parts_->store->changed(*found);
  return parts_->store->flush();
}

std::uint64_t System::seed(std::string_view world) const { return parts_->world(world).seed.load(); }

}  // namespace understudy::actors
