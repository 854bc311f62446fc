// The running system: threads, worlds, shards. What the gateway sees of the actors.
#pragma once

#include <boost/asio/io_context.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "actors/snapshot.hpp"
#include "scheduler/clock.hpp"
#include "services/kit/service.hpp"

namespace understudy::kit {
class Bodies;
}

namespace understudy::actors {

enum class Durability : std::uint8_t {
  fsync,  // kept when the disk has it
  os,     // kept when the operating system has it: a killed process loses nothing, a power cut may
};

struct Options {
  unsigned threads = 0;                       // I/O threads, which also run the shards; 0: one a core
  std::uint64_t seed = 0;                     // of the world "main" and, with its name, of every other
  std::vector<const kit::Service*> services;  // what can be spawned (the registry's, or a test's own)
  std::string data_folder;                    // where everything is kept; empty: it is memory
  Durability durability = Durability::fsync;
};

struct ShardInfo {
  std::string world;
  kit::Place place;
  std::size_t mailbox = 0;  // waiting messages, roughly
  std::size_t parked = 0;
  std::uint64_t turns = 0;
};

class Notifier;

// With a data folder every world is kept there, its clock, seed and progressions too, and an answer means
// that what it speaks of is safe (actors/store.hpp). Starts its threads when made, with what the folder
// holds; throws std::runtime_error with a sentence for people when it cannot be used. Call stop() before
// destroying. All functions may be called on any thread.
class System {
 public:
  explicit System(Options options);
  ~System();

  unsigned threads() const;
  boost::asio::io_context& context(
      unsigned thread);  // where the gateway runs its sessions; each has one thread

  // Hands a filled call to its shard, spawned at first use; the shard answers through call->answered(), on
  // the shard's thread. The place is the call's account, region and service, unless the service's owner()
  // says otherwise; send() puts the owner's account and region into the call. No lock and no allocation but
  // the message when this thread has sent to that shard before. What cannot be sent is answered from a
  // handler of this thread (on other threads: within send()): ServiceUnavailable after stop() has begun,
  // NotImplemented when the system has no such service or operation. The last reference to a call may go on
  // any thread.
  void send(kit::Ref<kit::Call> call);
  // After setting call->cancelled: lets the shard drop it if it is parked. It is then never answered.
  void cancel(const kit::Ref<kit::Call>& call);

  // The credential that a world's services published, or null when unknown. Cheap while none was ever
  // published.
  kit::Ref<const kit::Credential> credential(std::string_view world, std::string_view access_key) const;

  scheduler::Clock& clock(std::string_view world);  // made on first use; lives as long as the system
  // Moves a world's clock on by this much: every deadline on the way is delivered at its own instant, in
  // order, with all that it causes, before the next. Then calls `then`, on an I/O thread.
  void advance(std::string_view world, kit::Duration by, std::function<void()> then);
  void advance_to(std::string_view world, kit::Time to, std::function<void()> then);  // likewise
  // The next instant at which something in the world is due, kit::never when nothing is; asks every shard,
  // so not on an I/O thread.
  kit::Time next_due(std::string_view world) const;
  std::uint64_t deadlines_met(std::string_view world) const;  // turns that time alone has caused so far
  kit::Progressions& progressions(std::string_view world);    // made on first use
  Notifier& notifier();                                       // told of every change, once anybody listens

  std::vector<ShardInfo> shards() const;  // a snapshot for people
  std::vector<std::string> worlds() const;
  bool exists(std::string_view world) const;

  // The states in a part of a world, at one instant. Of more than one shard: the world stands still
  // meanwhile. New calls and time wait; what is under way between its shards comes to its end first, so that
  // nothing is seen half done. These are short: rows are shared, not copied. One at a time, not on an I/O
  // thread, and not while that world's clock is being advanced.
  Snapshot snapshot(std::string_view world, const Scope& scope);
  // The same, and the states that `make` gives back take the place of those (or are new shards); others
  // stay. Calls that are parked there look again. What `make` throws comes out, and nothing has changed.
  void rewrite(std::string_view world, const Scope& scope,
               const std::function<std::vector<ShardState>(Snapshot&)>& make);
  // Makes the world `to` like `from`: states, clock, seed, credentials, progressions. What was there before
  // goes; parked calls stay where they are.
  void fork(std::string_view from, std::string_view to);
  // Forgets a world and all that was set in it; when it is used again, it is new. "main" comes back at once.
  void remove(std::string_view world);
  // Forgets all state of a world (of one account when not empty): its shards end, credentials go. When it
  // returns, no call sees the old state any more; those that were parked are answered with
  // ServiceUnavailable (503) at the shards' leisure. Clock, faults and seed stay.
  void reset(std::string_view world, std::string_view account = {});
  void seed(std::string_view world,
            std::uint64_t seed);  // for shards that are spawned from now on, and restarts those there
  std::uint64_t seed(std::string_view world) const;
  // The state of every shard of a world, one after another, each on its own shard's thread between turns. On
  // an I/O thread: runs actors until it has seen all, so calls may be answered meanwhile; not within
  // answered().
  void visit(std::string_view world,
             const std::function<void(const kit::Place&, const kit::AnyState&)>& look) const;

  // Waits until all that was changed so far is safe, what was set in this world (if it is one) too; false
  // when the folder takes no writes. At once without one. Not on an I/O thread.
  bool keep(std::string_view world);
  std::shared_ptr<kit::Bodies> bodies() const;  // of the data folder; null without one

  // Calls in flight are answered, timers stop, shards end, threads join. Idempotent. Must not run on an I/O
  // thread.
  void stop();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace understudy::actors
