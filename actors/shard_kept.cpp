// What a shard does with a store: it sleeps until it is touched, hands in what its turns change, and says
// nothing before that is safe.
#include <spdlog/spdlog.h>

#include <utility>

#include "actors/ledger.hpp"
#include "actors/shard.hpp"

namespace understudy::actors {

using Life = Ledger::Life;

std::optional<kit::Time> Shard::asleep_until() const {
  if (!ledger_ || ledger_->phase.load(std::memory_order_acquire) != Life::asleep) return std::nullopt;
  return ledger_->first_due;
}

// ---- Sleeping

// Keeps a message until the state is there; false when it needs none.
bool Shard::stashed(Message& message) {
  switch (message.kind) {
    case Message::Kind::cancel: return true;  // a call that has been cancelled is dropped when its turn comes
    case Message::Kind::errand:
      if (!message.errand->needs_state() && ledger_->stash.empty()) return false;
      break;
    case Message::Kind::retire:
      if (ledger_->stash.empty()) return false;
      break;
    default: break;
  }
  message.cause = current_cause();
  ledger_->stash.push_back(std::move(message));
  if (ledger_->phase == Life::asleep) wake_up();
  return true;
}

void Shard::wake_up() {
  ledger_->phase.store(Life::loading, std::memory_order_release);
  ledger_->store.load(caf::actor(this));
}

void Shard::news() {
  if (ledger_->lost.load(std::memory_order_acquire) >= ledger_->life) {
    pay();
    lose();
  } else {
    pay();
  }
  if (auto loaded = ledger_->take_loaded()) return read(std::move(*loaded));
  // Told so because the store is well again.
  if (ledger_->phase == Life::asleep && !retired()) wake_up();
}

void Shard::read(Loaded loaded) {
  if (retired()) {  // meanwhile
    ledger_->phase = Life::awake;
    return play_stash();
  }
  if (!loaded.problem.empty()) return refuse_stash(loaded);
  state_ = std::move(loaded.state);
  const std::uint32_t seedings = world_.seedings.load();
  generator_ = kit::Generator(world_.seed.load(), address.stream());
  seedings_ = seedings;
  if (const auto& head = loaded.head; head && head->seedings == seedings && head->generator.size() == 2)
    generator_.state = {head->generator[0], head->generator[1]};
  if (loaded.head) effects_ = std::max(effects_, loaded.head->effects);
  stuck_.reset();
  ledger_->generator = generator_;
  ledger_->phase = Life::awake;
  kit::Turn turn(world_.clock.now(), generator_, address.place);
  state_->restored(turn);
  ledger_->due = state_->next_deadline();
  if (!loaded.moved.empty()) {
    ledger_->former = std::move(loaded.former);
    keep(turn, std::move(loaded.moved), nullptr, true);
  }
  publish(turn);
  for (std::string& key : parking_.keys()) wakenings_.push_back({std::move(key)});
  work({});
  play_stash();
}

void Shard::play_stash() {
  auto stash = std::exchange(ledger_->stash, {});
  Worker* worker = Worker::current();
  for (Message& message : stash) {
    worker->cause = std::move(message.cause);
    dispatch(message);
    worker->cause = {};
  }
}

// There is no state: clients are told, and all else waits for better times.
void Shard::refuse_stash(const Loaded& loaded) {
  spdlog::error("shard {}/{} cannot be read: {}", address.world, address.stream(), loaded.problem);
  ledger_->phase = Life::asleep;
  auto stash = std::exchange(ledger_->stash, {});
  for (Message& message : stash) {
    switch (message.kind) {
      case Message::Kind::run:
      case Message::Kind::inner:
        message.call->failure =
            loaded.readable
                ? kit::Failure("InternalFailure", "The state cannot be read: " + loaded.problem + ".", 500)
                : kit::Failure("ServiceUnavailable", "The data directory cannot be read.", 503);
        if (auto* effect = dynamic_cast<Effect*>(message.call.get()))
          (loaded.readable ? effect->taken : effect->undone) = true;  // or the next start sends it
        message.call->answered();
        break;
      case Message::Kind::errand: break;  // dropped: whoever waits for it goes on
      case Message::Kind::retire: dispatch(message); break;
      default:
        if (!loaded.readable) ledger_->stash.push_back(std::move(message));
    }
  }
  if (!loaded.readable)
    ledger_->store.once_well([self = caf::actor(this)] {
      deliver(self, {.kind = Message::Kind::news, .call = {}, .cause = {}, .errand = {}});
    });
}

// ---- Handing in

// A turn's batch, if it has anything to say.
void Shard::keep(const kit::Turn& turn, kit::RowChanges rows, kit::Call* because, bool last) {
  auto* effect = last ? dynamic_cast<Effect*>(because) : nullptr;
  const kit::Time due = state_->next_deadline();
  if (rows.empty() && turn.effects.empty() && !effect && generator_.state == ledger_->generator.state &&
      due == ledger_->due)
    return;
  Batch batch;
  batch.shard = caf::actor(this);
  batch.number = ledger_->number;
  batch.life = ledger_->life;
  batch.place = ++ledger_->handed_in;
  batch.rows = std::move(rows);
  batch.first_effect = effects_ + 1;
  for (const kit::Request& request : turn.effects) batch.effects.push_back(posted(request, because));
  if (effect) {
    batch.taken = effect->id();
    effect->taken = true;
  }
  ledger_->publishes |= !turn.published.empty();
  ledger_->generator = generator_;
  ledger_->due = due;
  batch.head = {.generator = generator_,
                .seedings = seedings_,
                .due = due,
                .effects = effects_ + batch.effects.size(),
                .publishes = ledger_->publishes};
  ledger_->store.write(std::move(batch));
}

// ---- What waits

void Shard::owe(std::function<void(bool safe)> pay) {
  if (ledger_->all_safe()) return pay(true);
  ledger_->owed.push_back({ledger_->handed_in, current_cause(), std::move(pay)});
}

void Shard::pay() {
  const std::uint64_t safe = ledger_->safe.load(std::memory_order_acquire);
  Worker* worker = Worker::current();
  while (!ledger_->owed.empty() && ledger_->owed.front().after <= safe) {
    Ledger::Owed owed = std::move(ledger_->owed.front());
    ledger_->owed.pop_front();
    worker->cause = std::move(owed.cause);
    owed.pay(true);
    worker->cause = {};
  }
}

// A batch was lost, and with it all that came after: what the directory has is the truth.
void Shard::lose() {
  ++ledger_->life;
  ledger_->written_off = ledger_->handed_in;
  auto owed = std::exchange(ledger_->owed, {});
  if (!retired()) wake_up();
  Worker* worker = Worker::current();
  for (Ledger::Owed& each : owed) {
    worker->cause = std::move(each.cause);
    each.pay(false);
    worker->cause = {};
  }
}

// ---- Effects, on any thread

void Shard::send_again(kit::Ref<Effect> effect) {
  ledger_->store.once_well([this, self = caf::actor(this), effect] {
    effect->undone = effect->taken = false;
    effect->failure.reset();
    effect->output = {};
    effect->shard.first_turn.reset();
    effect->shard.ticket = 0;
    post_.send(kit::Ref<InnerCall>(effect.get()), {});
  });
}

// Nobody will play it. When the server stops before it was played, it lies in the outbox for the next start.
void Shard::not_taken(const Effect& effect) {
  if (ledger_ && !post_.stopping()) ledger_->store.delivered({ledger_->number, effect.number});
}

}  // namespace understudy::actors
