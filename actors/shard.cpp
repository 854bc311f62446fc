// The shard actor: messages in, turns on the state, and what a turn leaves behind.
#include "actors/shard.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "actors/checkpoint.hpp"
#include "actors/ledger.hpp"

namespace understudy::actors {
namespace {

constexpr int wakenings_a_message = 256;                 // then other calls have their turn
constexpr kit::Duration longest_ask = kit::minutes(15);  // AWS's own longest synchronous call, a Lambda's

kit::Failure internal_failure() {
  return {"InternalFailure",
          "The request processing has failed because of an unknown error, exception or failure.", 500};
}
kit::Failure unavailable(std::string why) { return {"ServiceUnavailable", std::move(why), 503}; }
kit::Failure not_kept() { return unavailable("The data directory takes no writes; nothing was changed."); }

std::string text(const Address& a) { return a.world + "/" + a.stream(); }

}  // namespace

Shard::Shard(caf::actor_config& config, Address address, World& world, const kit::Service& service,
             Post& post, Store* store, const std::pair<const ShardNumber, Head>* kept)
    : caf::event_based_actor(config),
      address(std::move(address)),
      world_(world),
      service_(service),
      post_(post),
      notifier_(post.notifier()),
      state_(kept ? nullptr : service.make()),
      generator_(world.seed.load(), this->address.stream()),
      ledger_(store ? std::make_unique<Ledger>(*store, kept ? kept->first : store->number(),
                                               kept ? kept->second.due : kit::never)
                    : nullptr),
      seedings_(world.seedings.load()) {
  if (!kept) return;
  ledger_->phase = Ledger::Life::asleep;
  told_ = kept->second.due;
  ledger_->publishes = kept->second.publishes;
  effects_ = kept->second.effects;
}

Shard::~Shard() = default;

caf::behavior Shard::make_behavior() {
  return {[this](Message& message) { handle(message); }, [this](scheduler::Wake& wake) { handle(wake); }};
}

// ---- Messages

template <class M>
void Shard::handle(M& message) {
  Worker* worker = Worker::current();
  if (message.cause) worker->cause = std::move(message.cause);
  try {
    dispatch(message);
  } catch (const std::exception& e) {
    spdlog::critical("shard {}: {}", text(address), e.what());
  }
  queued_.store(mailbox().queue().total_task_size(), std::memory_order_relaxed);
  parked_.store(parking_.size(), std::memory_order_relaxed);
  if (worker->cause) worker->cause = {};  // last: whatever it caused is on its way, our next deadline too
}

void Shard::dispatch(Message& message) {
  if (message.kind == Message::Kind::news) return news();
  if (retired()) return dispatch_retired(message);
  if (ledger_ && !ledger_->awake() && stashed(message)) return;
  switch (message.kind) {
    case Message::Kind::inner:
      if (static_cast<InnerCall&>(*message.call).void_now()) return;
      [[fallthrough]];
    case Message::Kind::run:
      if (message.kind == Message::Kind::run && world_.entrance.closed() &&
          world_.entrance.hold(message.call))
        return;
      return work(std::move(message.call));
    case Message::Kind::cancel: return cancel(message.call);
    case Message::Kind::answer: return answer(static_cast<AskedCall&>(*message.call));
    case Message::Kind::more: more_sent_ = false; return work({});
    case Message::Kind::errand: return message.errand->run(*this);
    case Message::Kind::retire:  // the system stops, and what came before it has been played
      retire();
      end_all();
      if (ledger_) owe([errand = message.errand](bool) {});  // the end comes when all is safe
      return;
    case Message::Kind::news: return;
  }
}

void Shard::dispatch(scheduler::Wake&) {
  told_ = kit::never;
  if (retired()) return;
  Message work_left{.kind = Message::Kind::more, .call = {}, .cause = {}, .errand = {}};
  if (ledger_ && !ledger_->awake() && stashed(work_left)) return;
  work({});
}

void Shard::dispatch_retired(Message& message) {
  switch (message.kind) {
    case Message::Kind::run: return post_.send(std::move(message.call));
    case Message::Kind::inner:
      message.call->failure = unavailable("The service was reset.");
      return message.call->answered();
    case Message::Kind::retire: return end_all();
    default: return;
  }
}

void Shard::end_all() {
  const char* why = post_.stopping() ? "The server is shutting down." : "The world was reset.";
  for (Waiting& waiting : parking_.take_all()) {
    if (waiting.asked) {
      waiting.asked->cancelled.store(true, std::memory_order_release);
      post_.cancel(waiting.asked);
    }
    waiting.call->shard.resume.reset();
    if (waiting.call->cancelled.load(std::memory_order_acquire)) continue;
    waiting.call->failure = unavailable(why);
    waiting.call->answered();
  }
  if (told_ != kit::never) scheduler::tell_deadline(world_.timer, caf::actor(this), kit::never);
  if (notifier_.anyone() && !post_.stopping() && state_) {
    kit::RowChanges gone;
    service_.make()->compare(*state_, gone);
    tell(std::move(gone), world_.clock.now(), Changes::Cause::state);
  }
  state_.reset();
  if (ledger_ && !post_.stopping()) ledger_->store.forget(ledger_->number);
}

void Shard::work(CallRef call) {
  turns_.store(turns() + 1, std::memory_order_relaxed);
  if (const auto seedings = world_.seedings.load(std::memory_order_acquire); seedings != seedings_) {
    seedings_ = seedings;
    generator_ = kit::Generator(world_.seed.load(), address.stream());
  }
  const kit::Time now = world_.clock.now();
  settle(now);
  if (call) attempt(std::move(call), now);
  run_wakenings(now);
  tell_deadline();
}

void Shard::cancel(const CallRef& call) {
  const Ticket ticket = call->shard.ticket;
  const Waiting* waiting = ticket ? parking_.find(ticket) : nullptr;
  if (!waiting || waiting->call != call) return;
  const auto taken = parking_.take(ticket);
  call->shard.resume.reset();
  if (taken->asked) {
    taken->asked->cancelled.store(true, std::memory_order_release);
    post_.cancel(taken->asked);
  }
}

void Shard::answer(AskedCall& asked) {
  const Waiting* waiting = parking_.find(asked.ticket);
  if (!waiting || waiting->asked.get() != &asked) return;  // cancelled or timed out meanwhile
  CallRef call = parking_.take(asked.ticket)->call;
  const kit::Time now = world_.clock.now();
  settle(now);
  resume(call, asked.answer(call->arena), now);
  run_wakenings(now);
  tell_deadline();
}

// ---- Time

// All that is due, each at its own instant; at the same instant the state comes before the calls that wait
// for it.
void Shard::settle(kit::Time now) {
  for (;;) {
    const kit::Time state_due = state_deadline(), call_due = parking_.next();
    const kit::Time instant = std::min(state_due, call_due);
    if (instant > now) return;
    if (state_due <= call_due) {
      settle_state(instant);
    } else {
      expire(parking_.due(now), instant);
    }
    run_wakenings(instant);
  }
}

kit::Time Shard::state_deadline() const {
  const kit::Time due = state_->next_deadline();
  return stuck_ == due ? kit::never : due;
}

void Shard::settle_state(kit::Time instant) {
  world_.deadlines_met.fetch_add(1, std::memory_order_relaxed);
  if (ledger_ && current_cause()) ledger_->store.changed(world_);  // how far its clock has come
  kit::Turn turn(instant, generator_, address.place, &world_.progressions);
  const kit::Generator before = generator_;
  try {
    state_->settle(turn);
    stuck_.reset();
    if (state_->changed() || state_->next_deadline() != instant) return commit(turn, nullptr);
    spdlog::error("shard {}: a deadline settles nothing", text(address));
  } catch (const std::exception& e) {
    spdlog::error("shard {}: a deadline failed: {}", text(address), e.what());
  } catch (...) {
    spdlog::error("shard {}: a deadline failed", text(address));
  }
  take_back(before);
  stuck_ = instant;  // not again until the state has another deadline
}

void Shard::expire(Ticket ticket, kit::Time instant) {
  world_.deadlines_met.fetch_add(1, std::memory_order_relaxed);
  Waiting waiting = *parking_.take(ticket);
  if (!waiting.asked) {
    attempt(std::move(waiting.call), instant);
    return;
  }
  waiting.asked->cancelled.store(true, std::memory_order_release);
  post_.cancel(waiting.asked);
  kit::Answer late;
  late.failure = unavailable("The service did not answer in time.");
  resume(std::move(waiting.call), std::move(late), instant);
}

void Shard::tell_deadline() {
  // The timer is told of earlier deadlines only. A wake-up that comes too early finds nothing due and tells
  // the next one: cheaper than a message at every change.
  const kit::Time next = next_due();
  if (next >= told_) return;
  told_ = next;
  scheduler::tell_deadline(world_.timer, caf::actor(this), next);
}

// ---- Turns

// Runs the calls parked on the woken keys, the oldest first. A wake is used up by the first call that changes
// the state. One that only reads, fails, was cancelled or parks again (in its old place) leaves the wake to
// the next: so no wake is lost on a call that had no use for it, and nobody is starved by it.
void Shard::run_wakenings(kit::Time now) {
  for (int left = wakenings_a_message; first_wakening_ < wakenings_.size();) {
    Wakening& wakening = wakenings_[first_wakening_];
    const Ticket next = parking_.oldest(wakening.key, wakening.after);
    if (next == 0) {
      ++first_wakening_;
      continue;
    }
    if (left-- == 0) return leave_for_later();
    wakening.after = next;
    if (attempt(parking_.take(next)->call, now) == Ended::changed) ++first_wakening_;
  }
  wakenings_.clear();
  first_wakening_ = 0;
  if (wakenings_.capacity() > 64) wakenings_.shrink_to_fit();
}

void Shard::leave_for_later() {
  if (std::exchange(more_sent_, true)) return;
  deliver(caf::actor(this),
          {.kind = Message::Kind::more, .call = {}, .cause = current_cause(), .errand = {}});
}

// What a handler gives back or throws; what it should not throw becomes AWS's InternalFailure.
template <class F>
kit::Outcome Shard::guarded(const kit::Call& call, F&& handler) {
  try {
    return handler();
  } catch (kit::Failure& failure) {
    return std::move(failure);
  } catch (const std::exception& e) {
    spdlog::error("{} {} failed in shard {}, request {}: {}", call.service, call.operation_name,
                  text(address), call.request_id, e.what());
  } catch (...) {
    spdlog::error("{} {} failed in shard {}, request {}", call.service, call.operation_name, text(address),
                  call.request_id);
  }
  return internal_failure();
}

Shard::Ended Shard::attempt(CallRef call, kit::Time now) {
  if (call->cancelled.load(std::memory_order_acquire)) return Ended::unchanged;
  if (!call->shard.first_turn) call->shard.first_turn = now;
  kit::Turn turn(now, generator_, address.place, &world_.progressions);
  const kit::Generator before = generator_;
  // Services that AWS serves from one backend share a shard, each with operations of its own.
  const kit::Service& played = call->service == service_.name ? service_ : *post_.service(call->service);
  kit::Outcome outcome =
      guarded(*call, [&] { return played.handler(call->operation)(*call, turn, *state_); });
  return conclude(std::move(call), turn, before, std::move(outcome));
}

Shard::Ended Shard::resume(CallRef call, kit::Answer answer, kit::Time now) {
  if (call->cancelled.load(std::memory_order_acquire)) {
    call->shard.resume.reset();
    return Ended::unchanged;
  }
  kit::Turn turn(now, generator_, address.place, &world_.progressions);
  static_cast<kit::Awaiting*>(call->shard.resume.get())->handle.promise().answer = std::move(answer);
  return proceed(std::move(call), turn, generator_);
}

// Runs a coroutine to its end or to the next answer that is not there yet.
Shard::Ended Shard::proceed(CallRef call, kit::Turn& turn, kit::Generator before) {
  auto& coroutine = *static_cast<kit::Awaiting*>(call->shard.resume.get());
  for (;;) {
    std::optional<kit::Outcome> end;
    kit::Outcome thrown = guarded(*call, [&] {
      end = coroutine.resume(turn);
      return kit::Outcome();
    });
    if (thrown.failure()) end = std::move(thrown);
    if (end) {
      call->shard.resume.reset();
      return conclude(std::move(call), turn, before, std::move(*end));
    }
    if (state_->changed()) {
      spdlog::error("{} {} changed its state before it asked, request {}", call->service,
                    call->operation_name, call->request_id);
      call->shard.resume.reset();
      return fail(call, before, internal_failure());
    }
    commit(turn, call.get(), false);  // what it drew, woke and left so far stands
    before = generator_;
    auto& promise = coroutine.handle.promise();
    auto refused = ask(call, *promise.asked, turn.now);
    if (!refused) return Ended::parked;
    promise.answer = std::move(*refused);
  }
}

// What an inner call counts for: the instant that led to it, else all that is under way.
kit::Ref<const scheduler::Cause> Shard::cause() const {
  auto cause = current_cause();
  return cause ? cause : world_.under_way.current();
}

// Sends what a coroutine asks; an answer at once when that cannot be.
std::optional<kit::Answer> Shard::ask(const CallRef& call, const kit::Request& request, kit::Time now) {
  if (const auto pooled = kit::pooled_in(request)) {
    compute(call, *pooled);
    return std::nullopt;
  }
  const kit::Ref<AskedCall> child(std::make_unique<AskedCall>().release());
  if (auto failure = child->fill(request, post_.service(request.to.service), *this, call.get()))
    return kit::Answer{{}, std::move(failure)};
  const kit::Time until = now < kit::never - longest_ask ? now + longest_ask : kit::never;
  child->ticket = parking_.park({call, until, {}, CallRef(child.get())});
  if (!ledger_) {
    post_.send(kit::Ref<InnerCall>(child.get()), cause());
    return std::nullopt;
  }
  owe([this, child, cause = cause()](bool safe) {
    if (safe) return post_.send(kit::Ref<InnerCall>(child.get()), cause);
    child->failure = not_kept();
    child->answered();
  });
  return std::nullopt;
}

// No deadline: the pool works in real time, and the instant waits for it.
void Shard::compute(const CallRef& call, const kit::Pooled& what) {
  const kit::Ref<PoolWork> child(std::make_unique<PoolWork>(*this, what, cause()).release());
  child->ticket = parking_.park({call, kit::never, {}, CallRef(child.get())});
  post_.compute(child);
}

Shard::Ended Shard::conclude(CallRef call, kit::Turn& turn, const kit::Generator& before,
                             kit::Outcome outcome) {
  if (auto* awaiting = outcome.awaiting()) {
    call->shard.resume = std::move(*awaiting);
    return proceed(std::move(call), turn, before);
  }
  if (kit::Failure* failure = outcome.failure()) return fail(call, before, std::move(*failure));
  if (kit::Parked* parked = outcome.parked()) return park(std::move(call), turn, before, *parked);
  const bool changed = state_->changed();
  commit(turn, call.get());
  if (changed) tell_deadline();  // before the answer: who has it may advance the clock
  finish(call);
  return changed ? Ended::changed : Ended::unchanged;
}

Shard::Ended Shard::park(CallRef call, kit::Turn& turn, const kit::Generator& before, kit::Parked& parked) {
  if (state_->changed() || parked.until <= turn.now) {
    spdlog::error("{} {} parked {}, request {}", call->service, call->operation_name,
                  state_->changed() ? "with a changed state" : "until an instant that has passed",
                  call->request_id);
    return fail(call, before, internal_failure());
  }
  generator_ = before;
  if (kit::Items* written = call->output.items()) written->size = 0;  // it runs again from the start
  parking_.park({std::move(call), parked.until, std::move(parked.key), {}});
  return Ended::parked;
}

Shard::Ended Shard::fail(const CallRef& call, const kit::Generator& before, kit::Failure failure) {
  take_back(before);
  call->failure = std::move(failure);
  if (ledger_ && dynamic_cast<const Effect*>(call.get())) {
    kit::Turn none(world_.clock.now(), generator_, address.place);
    keep(none, {}, call.get(), true);
  }
  finish(call);
  return Ended::unchanged;
}

void Shard::take_back(const kit::Generator& before) {
  state_->rollback();
  generator_ = before;
}

void Shard::finish(const CallRef& call) {
  if (!ledger_) return call->answered();
  owe([call](bool safe) {
    if (!safe) call->failure = not_kept();
    if (auto* effect = safe ? nullptr : dynamic_cast<Effect*>(call.get())) effect->undone = true;
    call->answered();
  });
}

// The turn becomes true: first the state, then what others see of it. An effect is sent once and in order.
// `last`: of this call's turns.
void Shard::commit(kit::Turn& turn, kit::Call* because, bool last) {
  if (ledger_ || notifier_.anyone()) [[unlikely]] {
    kit::RowChanges rows;
    state_->commit(rows);
    if (ledger_) keep(turn, rows, because, last);
    if (notifier_.anyone())
      tell(std::move(rows), turn.now, because ? Changes::Cause::call : Changes::Cause::timer, because);
  } else {
    state_->commit();
  }
  if (parking_.size() > 0)
    for (std::string& key : turn.wakes) wakenings_.push_back({std::move(key)});
  turn.wakes.clear();
  publish(turn);
  for (const kit::Request& request : turn.effects) {
    const kit::Ref<Effect> effect(std::make_unique<Effect>(++effects_).release());
    if (auto failure = effect->fill(request, post_.service(request.to.service), *this, because)) {
      effect->failure = std::move(failure);
      effect->answered();
    } else if (!ledger_) {
      post_.send(kit::Ref<InnerCall>(effect.get()), cause());
    } else {
      owe([this, effect, cause = cause()](bool safe) {
        if (safe) post_.send(kit::Ref<InnerCall>(effect.get()), cause);
      });
    }
  }
  turn.effects.clear();
  turn.effect_memory.clear();
}

void Shard::publish(kit::Turn& turn) {
  if (ledger_ && !ledger_->all_safe() && !(turn.published.empty() && turn.withdrawn.empty()))
    return owe([this, now = turn.now, published = std::exchange(turn.published, {}),
                withdrawn = std::exchange(turn.withdrawn, {})](bool safe) {
      if (!safe) return;
      for (const auto& credential : published) world_.credentials.publish(credential, now);
      for (const std::string& key : withdrawn) world_.credentials.withdraw(key, now);
    });
  for (auto& credential : turn.published) world_.credentials.publish(std::move(credential), turn.now);
  turn.published.clear();
  for (const std::string& key : turn.withdrawn) world_.credentials.withdraw(key, turn.now);
  turn.withdrawn.clear();
}

void Shard::tell(kit::RowChanges rows, kit::Time now, Changes::Cause cause, const kit::Call* because) {
  if (rows.empty() || is_checkpoint(address.world)) return;
  auto changes = std::make_unique<Changes>();
  changes->sequence = sequence_ + 1;
  sequence_ += rows.size();
  changes->time = now;
  changes->world = address.world;
  changes->place = address.place;
  changes->cause = cause;
  if (because) {
    changes->operation = because->operation_name;
    changes->request_id = because->request_id;
  }
  changes->rows = std::move(rows);
  if (!ledger_ || ledger_->all_safe()) return notifier_.tell(std::move(changes));
  owe([this, held = std::make_shared<std::unique_ptr<Changes>>(std::move(changes))](bool safe) {
    if (safe) notifier_.tell(std::move(*held));
  });
}

void Shard::install(ShardState given) {
  const kit::Time now = world_.clock.now();
  std::swap(state_, given.state);
  stuck_.reset();
  if (given.generator) {
    generator_ = *given.generator;
    seedings_ = world_.seedings.load();
  }
  kit::Turn before(now, generator_, address.place), after(now, generator_, address.place);
  given.state->restored(before);
  for (const auto& credential : std::exchange(before.published, {})) before.withdraw(credential->access_key);
  state_->restored(after);
  if (ledger_ || notifier_.anyone()) {
    kit::RowChanges rows;
    state_->compare(*given.state, rows);
    if (ledger_) keep(after, rows, nullptr, true);
    if (notifier_.anyone()) tell(std::move(rows), now, Changes::Cause::state);
  }
  publish(before);
  publish(after);
  for (std::string& key : parking_.keys()) wakenings_.push_back({std::move(key)});
  work({});
}

// ---- Sending

void deliver(const caf::actor& to, Message message) {
  auto* actor = caf::actor_cast<caf::abstract_actor*>(to);
  Worker* worker = Worker::current();
  if (worker && &worker->system() != &actor->home_system()) worker = nullptr;
  actor->enqueue(caf::make_mailbox_element(nullptr, caf::make_message_id(), {}, std::move(message)), worker);
}

Shard& shard_of(const caf::actor& actor) {
  return static_cast<Shard&>(*caf::actor_cast<caf::abstract_actor*>(actor));
}

kit::Ref<const scheduler::Cause> current_cause() {
  const Worker* worker = Worker::current();
  return worker ? worker->cause : kit::Ref<const scheduler::Cause>();
}

}  // namespace understudy::actors
