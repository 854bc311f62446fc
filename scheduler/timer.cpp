// The timer actor: deadlines in order, one armed wake-up, and journeys through virtual time.
#include "scheduler/timer.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace understudy::scheduler {
namespace {

// The system's clock may be set while CAF's steady one runs on: look at least this often.
constexpr kit::Duration longest_tick = kit::minutes(1);

}  // namespace

void Cause::destroy(const Cause* c) {
  caf::anon_send(c->timer_, Order{.kind = Order::Kind::over, .who = {}, .number = c->number_, .arrival = {}});
  delete c;
}

void UnderWay::begin(const caf::actor& timer) {
  replace(kit::Ref<const Cause>(std::make_unique<Cause>(timer, 0).release()));
}
void UnderWay::end() { replace({}); }
kit::Ref<const Cause> UnderWay::current() const {
  const std::lock_guard lock(mutex_);
  return cause_;
}
kit::Ref<const Cause> UnderWay::replace(kit::Ref<const Cause> cause) {
  const std::lock_guard lock(mutex_);
  return std::exchange(cause_, std::move(cause));
}

Timer::Timer(caf::actor_config& config, Clock& clock, UnderWay& under_way)
    : caf::event_based_actor(config), clock_(clock), under_way_(under_way) {}

caf::behavior Timer::make_behavior() {
  return {[this](Order& order) { handle(order); }};
}

void Timer::handle(Order& order) {
  switch (order.kind) {
    case Order::Kind::deadline: return deadline(std::move(order.who), order.at);
    case Order::Kind::tick:
      if (order.number != tick_) return;
      armed_ = kit::never;
      return deliver_due();
    case Order::Kind::changed: armed_ = kit::never; return deliver_due();
    case Order::Kind::advance: return start(order);
    case Order::Kind::over:
      if (order.number != instant_) return;
      open_ = false;
      return step();
    case Order::Kind::stop: return stop();
  }
}

kit::Time Timer::next() const { return due_.empty() ? kit::never : due_.begin()->first; }

void Timer::deadline(caf::actor who, kit::Time at) {
  const caf::actor_id id = who.id();
  if (const auto known = sleepers_.find(id); known != sleepers_.end()) {
    due_.erase({known->second.due, id});
    if (at == kit::never) sleepers_.erase(known);
  }
  if (at == kit::never) return;
  sleepers_.insert_or_assign(id, Sleeper{at, std::move(who)});
  due_.emplace(at, id);
  if (at < armed_ && journeys_.empty()) deliver_due();
}

// Everybody whose time has come by the running clock; during a journey the steps do it.
void Timer::deliver_due() {
  if (!journeys_.empty()) return;
  wake_due(clock_.now(), {});
  arm();
}

void Timer::wake_due(kit::Time until, const kit::Ref<const Cause>& cause) {
  while (next() <= until) {
    const auto sleeper = sleepers_.find(due_.begin()->second);
    send(sleeper->second.who, Wake{cause});
    sleepers_.erase(sleeper);
    due_.erase(due_.begin());
  }
}

void Timer::arm() {
  const kit::Time first = next();
  if (first >= armed_) return;
  const auto wait = clock_.until(first);
  if (!wait) return;
  armed_ = first;
  delayed_send(caf::actor(this), std::min(*wait, longest_tick),
               Order{.kind = Order::Kind::tick, .who = {}, .number = ++tick_, .arrival = {}});
}

kit::Ref<const Cause> Timer::make_cause() {
  return kit::Ref<const Cause>(std::make_unique<Cause>(caf::actor(this), ++causes_).release());
}

void Timer::start(Order& order) {
  constexpr kit::Time last = kit::never - kit::Duration(1);
  const bool first = journeys_.empty();
  if (first) clock_.hold();
  const kit::Time from = first ? clock_.now() : journeys_.back().to;
  const kit::Time to = order.at != kit::never         ? std::clamp(order.at, from, last)
                       : order.by < kit::never - from ? from + order.by
                                                      : last;
  journeys_.push_back({to, std::move(order.arrival)});
  if (!first) return;
  const auto before = under_way_.replace(make_cause());
  if (!before) return step();
  open_ = true;
  instant_ = before->number();
}

// To the next instant at which something is due, or to the journey's end.
void Timer::step() {
  while (!journeys_.empty() && !open_) {
    Journey& journey = journeys_.front();
    const kit::Time instant = next();
    if (instant <= journey.to) {
      clock_.step(std::max(instant, clock_.now()));
      open_ = true;
      const auto cause = make_cause();
      instant_ = cause->number();
      wake_due(instant, cause);
    } else {
      clock_.step(std::max(journey.to, clock_.now()));
      const auto arrival = std::move(journey.arrival);  // goes last
      journeys_.pop_front();
      if (journeys_.empty()) clock_.release();
    }
  }
  if (journeys_.empty()) {
    armed_ = kit::never;
    deliver_due();
  }
}

void Timer::stop() {
  if (!journeys_.empty()) clock_.release();
  journeys_.clear();
  sleepers_.clear();
  due_.clear();
  quit();
}

void tell_deadline(const caf::actor& timer, caf::actor who, kit::Time at) {
  caf::anon_send(timer, Order{.kind = Order::Kind::deadline, .who = std::move(who), .at = at, .arrival = {}});
}
void tell_changed(const caf::actor& timer) {
  caf::anon_send(timer, Order{.kind = Order::Kind::changed, .who = {}, .arrival = {}});
}
void tell_advance(const caf::actor& timer, kit::Duration by, std::function<void()> then) {
  caf::anon_send(timer, Order{.kind = Order::Kind::advance,
                              .who = {},
                              .by = by,
                              .arrival = std::make_shared<const Arrival>(std::move(then))});
}
void tell_advance_to(const caf::actor& timer, kit::Time to, std::function<void()> then) {
  caf::anon_send(timer, Order{.kind = Order::Kind::advance,
                              .who = {},
                              .at = to,
                              .arrival = std::make_shared<const Arrival>(std::move(then))});
}
void tell_stop(const caf::actor& timer) {
  caf::anon_send(timer, Order{.kind = Order::Kind::stop, .who = {}, .arrival = {}});
}

}  // namespace understudy::scheduler
