// The store: what keeps every world in a directory, through a kill at any moment.
//
// One RocksDB, one writer thread. A turn that changed something hands in a batch: its rows from the journal
// that the commit published, the generator's state, the next deadline, the effects that it leaves (the
// outbox) and the effect that it was (which takes that out of its sender's outbox: so each is delivered
// exactly once). Batches are written first in, first out; all that wait when the writer comes by are one
// atomic write and one sync. Nothing that a shard says leaves it before all that it changed is safe: answers,
// reads' too, calls to other shards, effects, events and credentials wait in its ledger (actors/ledger.hpp)
// until the writer says so. So no shard ever builds on what another may lose.
//
// A write that fails fails all that wait behind it. Their shards answer ServiceUnavailable, forget what they
// hold and read the directory again; the writer opens the database anew until that succeeds.
//
// Shards are read at first touch. At the start only their heads are: who they are, when something is due in
// them, and whether they have published credentials (those are read at once). A shard that is made gets a
// number that was never used before; a reset drops the numbers, so that a late batch of a shard that has been
// reset reaches nobody's rows.
//
// Keys: "format"; "w" world; "h" number: head; "r" number table 0 key: row; "o" number effect: outbox; "b"
// body number table 0 key: the row names that body; "c" number table 0 key: the bodies that the row names.
// Numbers are 8 bytes, big-endian. Values are CBOR by field name, through the codec of views; a missing field
// takes its default. The clock is kept as a line through the system's time: it goes on while nobody serves.
#pragma once

#include <caf/actor.hpp>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actors/kept.hpp"
#include "actors/system.hpp"
#include "services/kit/bodies.hpp"
#include "services/kit/change.hpp"
#include "services/kit/service.hpp"

namespace understudy::actors {

struct World;

// What a turn hands in.
struct Batch {
  caf::actor shard;         // who is told when it is safe or lost
  ShardNumber number = 0;   // its own
  std::uint32_t life = 0;   // of the shard: it begins a new one whenever something was lost
  std::uint64_t place = 0;  // among the shard's batches
  kit::RowChanges rows;
  HeadNow head;
  std::vector<Posted> effects;  // numbered from here on
  std::uint64_t first_effect = 0;
  std::optional<EffectId> taken;  // the effect that this turn was
};

// What a shard is read from.
struct Loaded {
  std::unique_ptr<kit::AnyState> state;
  std::optional<Head> head;  // none: it never kept anything
  std::string problem;       // why there is no state, else empty
  // Rows that lie under a table's former name, to be handed in under its present one.
  kit::RowChanges moved;
  std::unique_ptr<std::deque<std::string>> former;  // names that those point into
  bool readable = true;                             // false: try again when the directory can be read
};

// All functions may be called on any thread.
class Store {
 public:
  // Makes the folder if need be and opens what is in it. Throws std::runtime_error with a sentence for
  // people: the folder cannot be used, another process has it, a newer version wrote it. `seed`: what worlds
  // begin with when the folder is new.
  Store(std::string folder, Durability durability, std::uint64_t seed);
  ~Store();

  const std::string& folder() const;
  std::shared_ptr<kit::Bodies> bodies() const;  // in that folder; rows name them (actors/body_rows.hpp)
  Contents contents();                          // what is there; before anything else is asked of the store
  ShardNumber number();

  void write(Batch batch);
  void delivered(EffectId effect);             // by something else than a turn
  void drop(std::vector<ShardNumber> shards);  // all that they kept, and whatever they still hand in
  void forget(ShardNumber dropped);            // it hands in nothing any more
  void changed(World& world);                  // its clock, seed, progressions, or whether it is known
  // Waits until all that was handed in before is safe; false when it was lost. Not on an I/O thread.
  bool flush();
  // Calls it, on the writer's thread, when the directory has taken a write or has been opened again.
  void once_well(std::function<void()> what);
  // Reads a shard's state: gives it to the shard's ledger and tells the shard.
  void load(caf::actor shard);

  // While one lives, nothing is written: what is handed in meanwhile is written as one.
  class Together {
   public:
    explicit Together(Store* store);  // null: no matter
    ~Together();
    Together(const Together&) = delete;
    Together& operator=(const Together&) = delete;

   private:
    Store* store_;
  };

  void stop();  // writes what is left

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace understudy::actors
