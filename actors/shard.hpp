// The shard: the actor that owns the state of one (world, account, region, service) and runs its turns.
#pragma once

#include <algorithm>
#include <atomic>
#include <caf/event_based_actor.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actors/address.hpp"
#include "actors/inner.hpp"
#include "actors/message.hpp"
#include "actors/notifier.hpp"
#include "actors/parking.hpp"
#include "actors/snapshot.hpp"
#include "actors/world.hpp"
#include "services/kit/service.hpp"

namespace understudy::actors {

struct Ledger;
struct Loaded;
class Store;

// What a shard needs of the system around it. Called on the shard's thread.
class Post {
 public:
  virtual void send(kit::Ref<kit::Call> call) = 0;  // a call from outside: to the shard that has it now
  virtual void send(kit::Ref<InnerCall> call, kit::Ref<const scheduler::Cause> cause) = 0;
  virtual void cancel(const kit::Ref<kit::Call>& call) = 0;
  virtual void compute(kit::Ref<PoolWork> work) = 0;                     // on a thread of the pool
  virtual const kit::Service* service(std::string_view name) const = 0;  // null when nothing plays it
  virtual bool stopping() const = 0;
  virtual Notifier& notifier() = 0;

 protected:
  ~Post() = default;
};

class Shard final : public caf::event_based_actor {
 public:
  // All but the first outlive it.
  // `store`: null when everything is memory; `kept`: what the store has of this shard already, else null.
  Shard(caf::actor_config& config, Address address, World& world, const kit::Service& service, Post& post,
        Store* store = nullptr, const std::pair<const ShardNumber, Head>* kept = nullptr);
  ~Shard() override;
  const char* name() const override { return "shard"; }

  const Address address;

  // On any thread. retire(): from now on no turn starts on this state; send Message::Kind::retire after it.
  // That message alone lets the calls that came before it have their turns.
  void retire() { retired_.store(true, std::memory_order_release); }
  bool retired() const { return retired_.load(std::memory_order_acquire); }
  std::size_t mailbox_size() const { return queued_.load(std::memory_order_relaxed); }
  std::size_t parked() const { return parked_.load(std::memory_order_relaxed); }
  std::uint64_t turns() const { return turns_.load(std::memory_order_relaxed); }
  const kit::Service& service() const { return service_; }
  Ledger* ledger() const { return ledger_.get(); }  // null: everything is memory
  std::optional<kit::Time> asleep_until() const;    // its next deadline, while nobody has touched it
  void send_again(kit::Ref<Effect> effect);         // one of its own, when the store is well
  void not_taken(const Effect& effect);             // likewise: it came to nothing

  // On its own thread, between turns.
  const kit::AnyState& state() const { return *state_; }
  kit::Time next_due() const { return std::min(state_deadline(), parking_.next()); }
  ShardState copy() const { return {address.place, state_->fork(), generator_}; }
  // Another state in the place of this one. What is due in it is done; parked calls look again.
  void install(ShardState state);

 protected:
  caf::behavior make_behavior() override;

 private:
  using CallRef = kit::Ref<kit::Call>;
  enum class Ended : std::uint8_t { changed, unchanged, parked };  // a call that failed changed nothing
  struct Wakening {                                                // of the calls parked on a key
    std::string key;
    Ticket after = 0;  // those up to here had their chance
  };

  // Messages.
  template <class M>
  void handle(M& message);
  void dispatch(Message& message);
  void dispatch(scheduler::Wake& wake);
  void dispatch_retired(Message& message);
  void work(CallRef call);  // what is due, the call if any, and whom they woke
  void cancel(const CallRef& call);
  void answer(AskedCall& asked);
  void end_all();

  // Turns.
  void settle(kit::Time now);
  kit::Time state_deadline() const;
  void settle_state(kit::Time instant);
  void expire(Ticket ticket, kit::Time instant);
  void run_wakenings(kit::Time now);
  Ended attempt(CallRef call, kit::Time now);
  Ended resume(CallRef call, kit::Answer answer, kit::Time now);
  Ended proceed(CallRef call, kit::Turn& turn, kit::Generator before);
  Ended conclude(CallRef call, kit::Turn& turn, const kit::Generator& before, kit::Outcome outcome);
  Ended park(CallRef call, kit::Turn& turn, const kit::Generator& before, kit::Parked& parked);
  Ended fail(const CallRef& call, const kit::Generator& before, kit::Failure failure);
  void commit(kit::Turn& turn, kit::Call* because, bool last = true);
  void finish(const CallRef& call);  // it is answered, now or when all before is safe
  void publish(kit::Turn& turn);
  void tell(kit::RowChanges rows, kit::Time now, Changes::Cause cause, const kit::Call* because = nullptr);
  void take_back(const kit::Generator& before);
  std::optional<kit::Answer> ask(const CallRef& call, const kit::Request& request, kit::Time now);
  void compute(const CallRef& call, const kit::Pooled& what);
  template <class F>
  kit::Outcome guarded(const kit::Call& call, F&& handler);

  // With a store (shard_kept.cpp).
  bool stashed(Message& message);
  void news();
  void read(Loaded loaded);
  void refuse_stash(const Loaded& loaded);
  void play_stash();
  void wake_up();
  void pay();
  void lose();
  void owe(std::function<void(bool safe)> pay);
  void keep(const kit::Turn& turn, kit::RowChanges rows, kit::Call* because, bool last);

  kit::Ref<const scheduler::Cause> cause() const;
  void tell_deadline();
  void leave_for_later();

  World& world_;
  const kit::Service& service_;
  Post& post_;
  Notifier& notifier_;
  std::unique_ptr<kit::AnyState> state_;
  kit::Generator generator_;
  const std::unique_ptr<Ledger> ledger_;
  std::uint32_t seedings_;
  Parking parking_;
  std::vector<Wakening> wakenings_;  // a queue from first_wakening_ on
  std::size_t first_wakening_ = 0;
  bool more_sent_ = false;
  std::uint64_t effects_ = 0;       // left so far
  std::uint64_t sequence_ = 0;      // of the last row's change that was told
  kit::Time told_ = kit::never;     // the timer holds a wake-up for this instant
  std::optional<kit::Time> stuck_;  // a deadline at which the state settled nothing
  std::atomic<bool> retired_{false};
  std::atomic<std::size_t> queued_{0};
  std::atomic<std::size_t> parked_{0};
  std::atomic<std::uint64_t> turns_{0};
};

// Puts a message into an actor's mailbox, on any thread; when this thread is one of its system's, the actor
// runs here.
void deliver(const caf::actor& to, Message message);
Shard& shard_of(const caf::actor& actor);
// What the message that this thread is handling was caused by.
kit::Ref<const scheduler::Cause> current_cause();

}  // namespace understudy::actors
