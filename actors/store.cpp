// The store's threads: one writes what is handed in, one reads the shards that are touched.
#include "actors/store.hpp"

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>
#include <spdlog/spdlog.h>

#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>
#include <variant>

#include "actors/body_rows.hpp"
#include "actors/database.hpp"
#include "actors/ledger.hpp"
#include "actors/shard.hpp"
#include "services/kit/cbor.hpp"

namespace understudy::actors {
namespace {

constexpr std::size_t rows_at_a_time = 512;                     // read before their memory is used again
constexpr auto between_tries = std::chrono::milliseconds(500);  // to open what does not open

struct Delivered {
  EffectId effect;
};
struct Drop {
  std::vector<ShardNumber> shards;
};
struct Forget {
  ShardNumber shard;
};
struct Flush {
  std::shared_ptr<std::promise<bool>> done;
};
using Item = std::variant<Batch, Delivered, Drop, Forget, Flush>;

template <class T>
std::string cbor_of(const T& row) {
  kit::Arena arena;
  std::string bytes;
  kit::append_cbor(bytes, kit::view_of(row, arena));
  return bytes;
}

Head head_of(const Address& address, const HeadNow& now) {
  return {.world = address.world,
          .account = address.place.account,
          .region = address.place.region,
          .service = address.place.service,
          .generator = {now.generator.state[0], now.generator.state[1]},
          .seedings = now.seedings,
          .due = now.due,
          .effects = now.effects,
          .publishes = now.publishes};
}

KeptWorld row_of(const World& world) {
  const scheduler::Clock::Line line = world.clock.line();
  KeptWorld row{.now = line.now,
                .real = line.real,
                .rate = line.rate,
                .seed = world.seed.load(),
                .seedings = world.seedings.load(),
                .progressions = {}};
  for (const auto& [key, how] : world.progressions.all())
    row.progressions.push_back({key.first, key.second, how.kind, how.times, how.every});
  return row;
}

void tell(const caf::actor& shard) {
  deliver(shard, {.kind = Message::Kind::news, .call = {}, .cause = {}, .errand = {}});
}

// The rows of one shard as they come, put into its state by handfuls; those under a former name of their
// table (kit/renamed.hpp) last.
class Filling {
 public:
  explicit Filling(kit::AnyState& state) : state_(state), tables_(state.view(names_)) {}
  void add(std::string_view table, std::string_view key, std::string_view bytes) {
    if (!tables_.find(table))
      return former_.push_back({std::string(table), std::string(key), std::string(bytes)});
    add_row(table, key, bytes);
  }
  void finish(Loaded& loaded) {
    put();
    if (former_.empty()) return;
    const auto before = state_.fork();
    for (const Row& row : former_) add_row(row.table, row.key, row.bytes);
    put();
    state_.compare(*before, loaded.moved);
    loaded.former = std::make_unique<std::deque<std::string>>();
    for (Row& row : former_)
      loaded.moved.push_back(
          {loaded.former->emplace_back(std::move(row.table)), std::move(row.key), true, kit::AnyRow()});
  }

 private:
  struct Row {
    std::string table, key, bytes;
  };
  void add_row(std::string_view table, std::string_view key, std::string_view bytes) {
    if (table != table_ || count_ == rows_at_a_time) {
      put();
      table_ = table;
    }
    const auto value = kit::parse_cbor(arena_->copy(bytes), *arena_);
    if (!value) throw std::runtime_error("the row " + std::string(key) + " of " + table_ + " is damaged");
    if (!rows_) rows_ = kit::Value::map(*arena_, rows_at_a_time);
    rows_.set(*arena_, arena_->copy(key)) = *value;
    ++count_;
  }
  void put() {
    if (count_ > 0) {
      kit::Value view = kit::Value::map(*arena_, 1);
      view.set(*arena_, table_) = rows_;
      state_.merge(view, kit::OnConflict::fail);
    }
    rows_ = {};
    count_ = 0;
    arena_ = std::make_unique<kit::Arena>();
  }

  kit::AnyState& state_;
  kit::Arena names_;
  const kit::Value tables_;  // an empty state's view
  std::vector<Row> former_;
  std::unique_ptr<kit::Arena> arena_ = std::make_unique<kit::Arena>();
  std::string table_;
  kit::Value rows_;
  std::size_t count_ = 0;
};

}  // namespace

struct Store::Parts {
  Parts(std::string folder, Durability durability, std::uint64_t seed)
      : seed(seed), sync(durability == Durability::fsync), database(std::move(folder), sync) {
    const auto unusable = [this](const std::string& why) {
      return std::runtime_error("the data directory " + database.folder() + " cannot be used: " + why);
    };
    if (const std::string problem = database.open(seed); !problem.empty()) throw unusable(problem);
    try {
      bodies = std::make_shared<kit::Bodies>(database.folder() + "/bodies", sync);
      body_rows.emplace(database, *bodies);
      body_rows->begin();
    } catch (const std::runtime_error& error) {
      throw unusable(error.what());
    }
  }

  void hand_in(Item item) {
    {
      const std::lock_guard lock(mutex);
      queue.push_back(std::move(item));
    }
    something.notify_one();
  }

  void run();
  bool anything() const { return holds == 0 && (!queue.empty() || !dirty.empty() || let_go); }
  void write_group(std::deque<Item>& items, const absl::flat_hash_set<World*>& worlds);
  std::string write_rows(std::deque<Item>& items, const absl::flat_hash_set<World*>& worlds);
  void add(Group& group, Item& item);
  void add(Group& group, Batch& batch);
  void add(Group& group, const absl::flat_hash_set<World*>& worlds);
  void remove_bodies();
  bool open_again();
  void succeed(std::deque<Item>& items);
  void fail(std::deque<Item>& items, const absl::flat_hash_set<World*>& worlds);
  void well();
  void read();
  std::unique_ptr<Loaded> read(const Shard& shard);

  const std::uint64_t seed;
  const bool sync;
  Database database;
  std::shared_ptr<kit::Bodies> bodies;
  std::atomic<ShardNumber> last_number{0};

  std::mutex mutex;
  std::condition_variable something;
  std::deque<Item> queue;
  absl::flat_hash_set<World*> dirty;
  bool let_go = false;  // there are bodies that no blob holds any more
  int holds = 0;
  bool stopping = false;
  std::vector<std::function<void()>> when_well;

  // The writer's own.
  std::atomic<bool> broken{false};  // read by the reader
  absl::flat_hash_set<ShardNumber> dropped;
  absl::flat_hash_map<ShardNumber, std::uint32_t> lost;   // in which life
  absl::flat_hash_map<ShardNumber, const Batch*> latest;  // heads of the group under way
  bool skipped = false;                                   // some of the group under way was lost before
  std::optional<BodyRows> body_rows;

  std::mutex read_mutex;
  std::condition_variable to_read;
  std::deque<caf::actor> readings;
  bool reading_ends = false;

  std::thread writer, reader;
};

// ---- Writing

void Store::Parts::run() {
  std::unique_lock lock(mutex);
  for (;;) {
    const auto ready = [this] { return stopping || anything(); };
    if (broken) {
      something.wait_for(lock, between_tries, ready);
    } else {
      something.wait(lock, ready);
    }
    if (!anything()) {
      if (stopping) return;
      lock.unlock();
      if (broken && open_again()) well();
      lock.lock();
      continue;
    }
    std::deque<Item> items = std::exchange(queue, {});
    const auto worlds = std::exchange(dirty, {});
    let_go = false;
    lock.unlock();
    write_group(items, worlds);
    items.clear();
    lock.lock();
  }
}

void Store::Parts::write_group(std::deque<Item>& items, const absl::flat_hash_set<World*>& worlds) {
  if (broken && !open_again()) return fail(items, worlds);
  latest.clear();
  skipped = false;
  std::string problem;
  try {
    problem = write_rows(items, worlds);
  } catch (const std::runtime_error& error) {
    problem = error.what();
  }
  if (problem.empty()) {
    remove_bodies();
    return succeed(items);
  }
  body_rows->lost();
  spdlog::error("the data directory {} takes no writes: {}", database.folder(), problem);
  broken = true;
  fail(items, worlds);
}

std::string Store::Parts::write_rows(std::deque<Item>& items, const absl::flat_hash_set<World*>& worlds) {
  Group group;
  for (Item& item : items) add(group, item);
  for (const auto& [number, batch] : latest)
    group.head(number, cbor_of(head_of(shard_of(batch->shard).address, batch->head)));
  add(group, worlds);
  if (sync && !body_rows->sync()) return "the bodies cannot be synced";
  return group.empty() ? std::string() : database.write(group);
}

void Store::Parts::add(Group& group, Item& item) {
  if (auto* batch = std::get_if<Batch>(&item)) return add(group, *batch);
  if (const auto* delivered = std::get_if<Delivered>(&item)) return group.no_effect(delivered->effect);
  if (const auto* drop = std::get_if<Drop>(&item)) {
    for (const ShardNumber shard : drop->shards) {
      group.no_shard(shard);
      body_rows->no_shard(group, shard);
      latest.erase(shard);
      dropped.insert(shard);
    }
  }
}

void Store::Parts::add(Group& group, Batch& batch) {
  if (dropped.contains(batch.number)) return;
  if (const auto known = lost.find(batch.number); known != lost.end()) {
    if (batch.life <= known->second) {  // its shard knows
      skipped = true;
      return;
    }
    lost.erase(known);
  }
  kit::Arena arena;
  std::string bytes;
  kit::Bodies::Naming naming(*bodies);
  for (const kit::RowChange& change : batch.rows) {
    if (change.row) {
      bytes.clear();
      kit::append_cbor(bytes, change.row.view(arena));
      group.row(batch.number, change.table, change.key, bytes);
    } else {
      group.no_row(batch.number, change.table, change.key);
    }
    body_rows->row(group, batch.number, change.table, change.key, naming.take());
  }
  std::uint64_t number = batch.first_effect;
  for (const Posted& effect : batch.effects) group.effect({batch.number, number++}, cbor_of(effect));
  if (batch.taken) group.no_effect(*batch.taken);
  latest[batch.number] = &batch;
}

void Store::Parts::add(Group& group, const absl::flat_hash_set<World*>& worlds) {
  for (const World* world : worlds) {
    if (world->known.load()) {
      group.world(world->name, cbor_of(row_of(*world)));
    } else {
      group.no_world(world->name);
    }
  }
}

void Store::Parts::succeed(std::deque<Item>& items) {
  absl::flat_hash_map<ShardNumber, caf::actor> shards;
  for (Item& item : items) {
    if (auto* batch = std::get_if<Batch>(&item)) {
      if (lost.contains(batch->number)) continue;
      shard_of(batch->shard).ledger()->safe.store(batch->place, std::memory_order_release);
      shards.try_emplace(batch->number, std::move(batch->shard));
    } else if (const auto* gone = std::get_if<Forget>(&item)) {
      dropped.erase(gone->shard);
      lost.erase(gone->shard);
    } else if (const auto* flush = std::get_if<Flush>(&item)) {
      flush->done->set_value(!skipped);
    }
  }
  for (const auto& [number, shard] : shards) tell(shard);
  well();
}

// What nobody hands in again is kept for the next time.
void Store::Parts::fail(std::deque<Item>& items, const absl::flat_hash_set<World*>& worlds) {
  std::deque<Item> again;
  absl::flat_hash_map<ShardNumber, caf::actor> shards;
  {
    const std::lock_guard lock(mutex);
    for (Item& behind : queue) items.push_back(std::move(behind));
    queue.clear();
  }
  for (Item& item : items) {
    if (auto* batch = std::get_if<Batch>(&item)) {
      lost[batch->number] = batch->life;
      shard_of(batch->shard).ledger()->lost.store(batch->life, std::memory_order_release);
      shards.try_emplace(batch->number, std::move(batch->shard));
    } else if (const auto* flush = std::get_if<Flush>(&item)) {
      flush->done->set_value(false);
    } else {
      again.push_back(std::move(item));
    }
  }
  for (const auto& [number, shard] : shards) tell(shard);
  {
    const std::lock_guard lock(mutex);
    if (!stopping) {
      for (auto item = again.rbegin(); item != again.rend(); ++item) queue.push_front(std::move(*item));
      dirty.insert(worlds.begin(), worlds.end());
    }
  }
  if (!again.empty() || !worlds.empty()) std::this_thread::sleep_for(between_tries / 10);
}

void Store::Parts::remove_bodies() {
  try {
    body_rows->written();
  } catch (const std::runtime_error& error) {  // they stay for a better time
    spdlog::warn("the data directory {} cannot be read: {}", database.folder(), error.what());
  }
}

bool Store::Parts::open_again() {
  if (const std::string problem = database.open(seed); !problem.empty()) {
    spdlog::debug("the data directory {} does not open: {}", database.folder(), problem);
    return false;
  }
  spdlog::warn("the data directory {} is in use again", database.folder());
  broken = false;
  return true;
}

void Store::Parts::well() {
  std::vector<std::function<void()>> what;
  {
    const std::lock_guard lock(mutex);
    what = std::exchange(when_well, {});
  }
  for (const auto& each : what) each();
}

// ---- Reading

void Store::Parts::read() {
  std::unique_lock lock(read_mutex);
  for (;;) {
    to_read.wait(lock, [this] { return reading_ends || !readings.empty(); });
    if (readings.empty()) return;
    const caf::actor shard = std::move(readings.front());
    readings.pop_front();
    lock.unlock();
    shard_of(shard).ledger()->give(read(shard_of(shard)));
    tell(shard);
    lock.lock();
  }
}

std::unique_ptr<Loaded> Store::Parts::read(const Shard& shard) {
  auto loaded = std::make_unique<Loaded>();
  std::string head;
  try {
    loaded->state = shard.service().make();
    Filling filling(*loaded->state);
    kit::Bodies::Naming naming(*bodies);
    loaded->readable = !broken && database.read(shard.ledger()->number, head,
                                                [&](std::string_view table, std::string_view key,
                                                    std::string_view row) { filling.add(table, key, row); });
    if (!loaded->readable) {
      loaded->problem = "the data directory cannot be read";
      return loaded;
    }
    filling.finish(*loaded);
    if (head.empty()) return loaded;
    kit::Arena arena;
    const auto value = kit::parse_cbor(head, arena);
    if (!value) throw std::runtime_error("its head is damaged");
    loaded->head = kit::from_view<Head>(*value);
  } catch (const std::exception& error) {
    loaded->problem = error.what();
  }
  return loaded;
}

// ---- The store

Store::Store(std::string folder, Durability durability, std::uint64_t seed)
    : parts_(std::make_unique<Parts>(std::move(folder), durability, seed)) {
  parts_->last_number = parts_->database.highest_number();
}
Store::~Store() { stop(); }

const std::string& Store::folder() const { return parts_->database.folder(); }
std::shared_ptr<kit::Bodies> Store::bodies() const { return parts_->bodies; }

// Also starts the threads: nothing was handed in before.
Contents Store::contents() {
  Contents contents = parts_->database.contents();
  // A kill in the middle of a reset may leave two shards in one place: the younger is right.
  std::map<std::string, ShardNumber> places;
  std::vector<ShardNumber> old;
  for (const auto& [number, head] : contents.shards) {
    const auto [place, first] =
        places.try_emplace(head.world + "/" + head.account + "/" + head.region + "/" + head.service, number);
    if (!first) old.push_back(std::exchange(place->second, number));
  }
  for (const ShardNumber number : old) contents.shards.erase(number);
  std::erase_if(contents.effects, [&](const auto& e) { return !contents.shards.contains(e.first.sender); });
  parts_->bodies->on_let_go([parts = parts_.get()] {
    {
      const std::lock_guard lock(parts->mutex);
      parts->let_go = true;
    }
    parts->something.notify_one();
  });
  parts_->writer = std::thread([this] { parts_->run(); });
  parts_->reader = std::thread([this] { parts_->read(); });
  if (!old.empty()) drop(std::move(old));
  return contents;
}

ShardNumber Store::number() { return ++parts_->last_number; }
void Store::write(Batch batch) { parts_->hand_in(std::move(batch)); }
void Store::delivered(EffectId effect) { parts_->hand_in(Delivered{effect}); }
void Store::forget(ShardNumber dropped) { parts_->hand_in(Forget{dropped}); }
void Store::drop(std::vector<ShardNumber> shards) {
  if (!shards.empty()) parts_->hand_in(Drop{std::move(shards)});
}

void Store::changed(World& world) {
  {
    const std::lock_guard lock(parts_->mutex);
    parts_->dirty.insert(&world);
  }
  parts_->something.notify_one();
}

bool Store::flush() {
  const auto done = std::make_shared<std::promise<bool>>();
  parts_->hand_in(Flush{done});
  return done->get_future().get();
}

void Store::once_well(std::function<void()> what) {
  const std::lock_guard lock(parts_->mutex);
  parts_->when_well.push_back(std::move(what));
}

void Store::load(caf::actor shard) {
  {
    const std::lock_guard lock(parts_->read_mutex);
    parts_->readings.push_back(std::move(shard));
  }
  parts_->to_read.notify_one();
}

Store::Together::Together(Store* store) : store_(store) {
  if (!store_) return;
  const std::lock_guard lock(store_->parts_->mutex);
  ++store_->parts_->holds;
}
Store::Together::~Together() {
  if (!store_) return;
  {
    const std::lock_guard lock(store_->parts_->mutex);
    --store_->parts_->holds;
  }
  store_->parts_->something.notify_one();
}

void Store::stop() {
  if (!parts_->writer.joinable()) return;
  {
    const std::lock_guard lock(parts_->read_mutex);
    parts_->reading_ends = true;
  }
  parts_->to_read.notify_one();
  parts_->reader.join();
  {
    const std::lock_guard lock(parts_->mutex);
    parts_->stopping = true;
  }
  parts_->something.notify_one();
  parts_->writer.join();
  parts_->bodies->on_let_go({});
  parts_->when_well.clear();
}

}  // namespace understudy::actors
