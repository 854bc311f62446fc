// Runs calls on shards as actors/shard does, one after the other and in one thread.
#include "tests/services/harness.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "services/kit/format.hpp"
#include "services/kit/json.hpp"
#include "services/kit/packed.hpp"
#include "services/kit/pooled.hpp"
#include "services/registry.hpp"

namespace understudy::test {

using kit::Kind;
using kit::Value;
using models::Type;

// ---- Values by the models

namespace {

[[noreturn]] void wrong(const models::Shape& shape) {
  throw std::invalid_argument(fmt::format("a value of the wrong kind for {}", shape.name()));
}

Value scalar(const Value& from, const models::Shape& shape, kit::Arena& arena) {
  switch (shape.type()) {
    case Type::blob:
      if (from.is(Kind::string))
        if (const auto bytes = kit::parse_base64(from.text())) return Value::blob(arena.copy(*bytes));
      return from.is(Kind::blob) ? kit::copy(from, arena) : (wrong(shape), Value());
    case Type::timestamp:
      if (from.is(Kind::string))
        if (const auto time = kit::parse_rfc3339(from.text())) return Value(*time);
      return from.is(Kind::time) ? from : (wrong(shape), Value());
    case Type::boolean: return from.is(Kind::boolean) ? from : (wrong(shape), Value());
    case Type::integer:
    case Type::long_integer: return from.is(Kind::integer) ? from : (wrong(shape), Value());
    case Type::float_number:
    case Type::double_number:
      if (!from.is(Kind::integer) && !from.is(Kind::real)) wrong(shape);
      return Value(from.real());
    case Type::string: return from.is(Kind::string) ? kit::copy(from, arena) : (wrong(shape), Value());
    default: return kit::copy(from, arena);
  }
}

// As the gateway has maps read by the services that do so by themselves; null otherwise.
const kit::Packed* read_packed(const Value& map, const models::Shape& shape, kit::Arena& arena) {
  const kit::Packing* packing = registry::packing(shape.service().name());
  if (!packing || shape.value().shape().name() != packing->element) return nullptr;
  const std::string json = kit::to_json(map) + std::string(8, ' ');
  return packing->read(arena.copy(json), arena);
}

}  // namespace

Value to_shape(const Value& from, const models::Shape& shape, kit::Arena& arena) {
  if (from.is(Kind::none)) return {};
  switch (shape.type()) {
    case Type::structure: {
      if (!from.is(Kind::map)) wrong(shape);
      Value to = Value::structure(arena, from.size());
      for (std::uint32_t i = 0; i < from.size(); ++i) {
        const auto [key, value] = from.entry(i);
        const auto member = shape.find(key);
        if (!member) throw std::invalid_argument(fmt::format("{} has no member {}", shape.name(), key));
        if (value) to.set(arena, member->id()) = to_shape(value, member->shape(), arena);
      }
      return to;
    }
    case Type::list: {
      if (!from.is(Kind::list)) wrong(shape);
      Value to = Value::list(arena, from.size());
      for (const Value& each : from.elements())
        to.add(arena) = to_shape(each, shape.element().shape(), arena);
      return to;
    }
    case Type::map: {
      if (!from.is(Kind::map)) wrong(shape);
      if (const kit::Packed* form = read_packed(from, shape, arena)) return kit::pack(*form, arena);
      Value to = Value::map(arena, from.size());
      for (std::uint32_t i = 0; i < from.size(); ++i) {
        const auto [key, value] = from.entry(i);
        to.set(arena, arena.copy(key)) = to_shape(value, shape.value().shape(), arena);
      }
      return to;
    }
    default: return scalar(from, shape, arena);
  }
}

Value to_names(const Value& from, const models::Shape& shape, kit::Arena& arena) {
  if (from.is(Kind::structure) && shape.type() == Type::structure) {
    Value to = Value::map(arena, from.size());
    for (std::uint16_t i = 0; i < shape.size(); ++i) {
      const models::Member member = shape.member(i);
      const Value* value = from.member(member.id());
      if (value && *value) to.set(arena, member.name()) = to_names(*value, member.shape(), arena);
    }
    return to;
  }
  if (from.is(Kind::list) && shape.type() == Type::list) {
    Value to = Value::list(arena, from.size());
    for (const Value& each : from.elements()) to.add(arena) = to_names(each, shape.element().shape(), arena);
    return to;
  }
  if (from.is(Kind::map) && shape.type() == Type::map) {
    const Value plain = kit::plain(from, arena);
    Value to = Value::map(arena, plain.size());
    for (std::uint32_t i = 0; i < plain.size(); ++i) {
      const auto [key, value] = plain.entry(i);
      to.set(arena, arena.copy(key)) = to_names(value, shape.value().shape(), arena);
    }
    return to;
  }
  return kit::copy(from, arena);
}

// ---- Replies

Reply::Reply(kit::Ref<Asked> call) : call_(std::move(call)) {}

const Value& Reply::shown() const {
  if (!shown_) {
    const models::Service* model = models::find(call_->service);
    const auto operation = model ? model->find_operation(call_->operation_name) : std::nullopt;
    const auto shape = operation ? operation->output() : std::nullopt;
    shown_ = ok() && shape && call_->output ? to_names(call_->output, *shape, call_->arena)
                                            : Value::map(call_->arena);
  }
  return *shown_;
}

const Value* Reply::at(std::string_view path) const {
  const Value* value = &shown();
  while (value && !path.empty()) {
    const auto dot = path.find('.');
    const std::string_view step = path.substr(0, dot);
    path = dot == path.npos ? std::string_view() : path.substr(dot + 1);
    if (value->is(Kind::map)) {
      value = value->find(step);
    } else {
      std::uint32_t place = 0;
      const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), place);
      const bool there = error == std::errc() && value->is(Kind::list) && place < value->size();
      value = there ? &value->elements()[place] : nullptr;
    }
  }
  return value;
}

std::string Reply::text(std::string_view path) const {
  const Value* value = at(path);
  return value ? std::string(value->text()) : "";
}
std::int64_t Reply::number(std::string_view path) const {
  const Value* value = at(path);
  return value ? value->integer() : 0;
}
bool Reply::flag(std::string_view path) const {
  const Value* value = at(path);
  return value && value->boolean();
}
kit::Time Reply::time(std::string_view path) const {
  const Value* value = at(path);
  return value ? value->time() : kit::Time();
}
std::size_t Reply::size(std::string_view path) const {
  const Value* value = at(path);
  return value ? value->size() : 0;
}
std::string Reply::json() const {
  if (!done()) return "(not answered yet)";
  return ok() ? kit::to_json(shown()) : code() + ": " + message();
}

// ---- Shards

struct World::Parked {
  kit::Ref<Asked> call;
  kit::Time until = kit::never;
  std::string key;
};

struct World::Shard {
  Shard(const kit::Place& place, const kit::Service& service, std::uint64_t seed)
      : place(place),
        service(service),
        state(service.make()),
        random(seed, place.account + "/" + place.region + "/" + place.service) {}

  kit::Place place;
  const kit::Service& service;
  std::unique_ptr<kit::AnyState> state;
  kit::Generator random;
  std::map<std::uint64_t, Parked> parked;  // by ticket: the oldest first
  std::vector<std::string> wakes;
};

World::World(std::uint64_t seed) : seed_(seed), now_(*kit::parse_rfc3339("2026-01-01T00:00:00Z")) {}

World::~World() {  // calls that wait for each other refer to each other
  held_.clear();
  for (auto& [place, shard] : shards_)
    for (auto& [ticket, parked] : shard->parked) parked.call->shard.resume.reset();
}

World::Shard& World::shard(const kit::Place& place) {
  auto& shard = shards_[place];
  if (!shard) {
    const kit::Service* service = registry::find(place.service);
    if (!service) throw std::invalid_argument("nothing plays " + place.service);
    shard = std::make_unique<Shard>(place, *service, seed_);
  }
  return *shard;
}

kit::AnyState& World::state(const kit::Place& place) { return *shard(place).state; }

std::string World::view(const kit::Place& place) {
  kit::Arena arena;
  return kit::to_json(shard(place).state->view(arena), 1);
}

std::vector<kit::Place> World::places() const {
  std::vector<kit::Place> all;
  for (const auto& [place, shard] : shards_) all.push_back(place);
  return all;
}

// ---- Calls in

namespace {

kit::Ref<Asked> fresh(std::string_view service, std::string_view operation) {
  kit::Ref<Asked> call(std::make_unique<Asked>().release());
  call->world = "main";
  call->service = call->arena.copy(service);
  call->operation_name = call->arena.copy(operation);
  const kit::Service* played = registry::find(service);
  const int number = played ? registry::operation(*played, operation) : -1;
  if (number < 0) throw std::invalid_argument(fmt::format("nothing plays {} {}", service, operation));
  call->operation = static_cast<std::uint16_t>(number);
  call->input = Value::structure(call->arena);
  return call;
}

std::optional<models::Shape> input_shape(const Asked& call) {
  const auto operation = models::find(call.service)->find_operation(call.operation_name);
  return operation ? operation->input() : std::nullopt;
}

}  // namespace

kit::Ref<Asked> World::make(std::string_view service, std::string_view operation) {
  kit::Ref<Asked> call = fresh(service, operation);
  const auto keep = [&](std::string_view text) { return call->arena.copy(text); };
  const auto known = credentials.find(client.access_key);
  call->caller.access_key = keep(client.access_key);
  call->caller.account = keep(known == credentials.end() ? client.account : known->second->account);
  call->caller.source_address = keep(client.source_address);
  call->caller.user_agent = keep(client.user_agent);
  if (known != credentials.end()) call->caller.credential = known->second;
  call->account = call->caller.account;
  call->region = call->client_region = keep(client.region);
  call->request_id = keep(fmt::format("00000000-0000-4000-8000-{:012}", ++requests_));
  call->endpoint = {.dialect = client.dialect,
                    .scheme = "http",
                    .host = keep(client.host),
                    .prefix = keep(client.prefix),
                    .path = keep(client.path),
                    .query = keep(client.query),
                    .public_host = keep(client.public_host),
                    .queue_url_strategy = keep(client.queue_url_strategy),
                    .wait_after_delete = client.wait_after_delete};
  return call;
}

Reply World::call(std::string_view service, std::string_view operation, std::string_view json) {
  return call(service, operation, [&](kit::Arena& arena) {
    const auto parsed = kit::parse_json(json, arena);
    if (!parsed) throw std::invalid_argument(fmt::format("no JSON: {}", json));
    const auto shape = models::find(service)->find_operation(operation)->input();
    return shape ? to_shape(*parsed, *shape, arena) : Value::structure(arena);
  });
}

Reply World::call(std::string_view service, std::string_view operation,
                  const std::function<Value(kit::Arena&)>& structure) {
  kit::Ref<Asked> call = make(service, operation);
  call->input = structure(call->arena);
  start(call);
  return Reply(call);
}

Reply World::page(std::string_view service, std::string_view path, std::string_view json) {
  const kit::Service& played = *registry::find(service);
  const auto at = std::ranges::find(played.pages, path, &kit::Page::path);
  if (at == played.pages.end()) throw std::invalid_argument(fmt::format("{} has no page {}", service, path));
  kit::Ref<Asked> call = make(service, at->like);
  call->operation = static_cast<std::uint16_t>(static_cast<std::size_t>(at - played.pages.begin()) +
                                               played.operations.size());
  const auto parsed = kit::parse_json(json, call->arena);
  if (!parsed) throw std::invalid_argument(fmt::format("no JSON: {}", json));
  call->input = to_shape(*parsed, *input_shape(*call), call->arena);
  start(call);
  return Reply(call);
}

void World::cancel(const Reply& reply) {
  reply.call().cancelled = true;
  for (auto& [place, shard] : shards_)
    std::erase_if(shard->parked, [&](const auto& entry) { return entry.second.call.get() == &reply.call(); });
}

void World::start(const kit::Ref<Asked>& call) {
  const kit::Service& service = *registry::find(call->service);
  if (service.scope == kit::Scope::global) call->region = "aws-global";
  kit::Place place{std::string(call->account), std::string(call->region), std::string(call->service)};
  if (service.owner) service.owner(*call, place);
  call->account = call->arena.copy(place.account);
  call->region = call->arena.copy(place.region);
  Shard& at = shard(place);
  attempt(call, at, now_);
  run_wakes(at);
}

// ---- Turns; each answers whether the state changed

bool World::attempt(const kit::Ref<Asked>& call, Shard& shard, kit::Time at) {
  if (call->cancelled) return false;
  if (!call->shard.first_turn) call->shard.first_turn = at;
  kit::Turn turn(at, shard.random, shard.place, &progressions);
  const kit::Generator before = shard.random;
  kit::Outcome outcome;
  try {
    outcome = registry::find(call->service)->handler(call->operation)(*call, turn, *shard.state);
  } catch (kit::Failure& failure) {
    outcome = std::move(failure);
  } catch (const std::exception& e) {
    ADD_FAILURE() << call->service << " " << call->operation_name << " threw " << e.what();
    outcome = kit::Failure("InternalFailure", e.what(), 500);
  }
  return conclude(call, shard, turn, before, std::move(outcome));
}

bool World::conclude(const kit::Ref<Asked>& call, Shard& shard, kit::Turn& turn, const kit::Generator& before,
                     kit::Outcome outcome) {
  if (auto* awaiting = outcome.awaiting()) {
    call->shard.resume = std::move(*awaiting);
    return proceed(call, shard, turn, before);
  }
  if (kit::Failure* failure = outcome.failure()) return fail(call, shard, before, std::move(*failure));
  if (kit::Parked* parked = outcome.parked()) {
    EXPECT_FALSE(shard.state->changed()) << call->operation_name << " parked with a changed state";
    EXPECT_GT(parked->until, turn.now) << call->operation_name << " parked until an instant that has passed";
    shard.state->rollback();
    shard.random = before;
    if (kit::Items* written = call->output.items()) written->size = 0;
    if (call->shard.ticket == 0) call->shard.ticket = ++tickets_;
    shard.parked[call->shard.ticket] = {call, parked->until, parked->key};
    return false;
  }
  const bool changed = shard.state->changed();
  commit(shard, turn);
  call->answered();
  if (call->when_done) call->when_done();
  return changed;
}

bool World::proceed(const kit::Ref<Asked>& call, Shard& shard, kit::Turn& turn, kit::Generator before) {
  auto& coroutine = *static_cast<kit::Awaiting*>(call->shard.resume.get());
  std::optional<kit::Outcome> end;
  try {
    end = coroutine.resume(turn);
  } catch (kit::Failure& failure) {
    end = std::move(failure);
  } catch (const std::exception& e) {
    ADD_FAILURE() << call->service << " " << call->operation_name << " threw " << e.what();
    end = kit::Failure("InternalFailure", e.what(), 500);
  }
  if (end) {
    call->shard.resume.reset();
    return conclude(call, shard, turn, before, std::move(*end));
  }
  EXPECT_FALSE(shard.state->changed()) << call->operation_name << " changed its state before it asked";
  commit(shard, turn);
  const kit::Request& request = *coroutine.handle.promise().asked;
  if (!hold) {
    ask(call, shard, request);
  } else {
    held_.push_back([this, call, &shard] {
      ask(call, shard, *static_cast<kit::Awaiting*>(call->shard.resume.get())->handle.promise().asked);
    });
  }
  return false;
}

bool World::fail(const kit::Ref<Asked>& call, Shard& shard, const kit::Generator& before,
                 kit::Failure failure) {
  shard.state->rollback();
  shard.random = before;
  call->failure = std::move(failure);
  call->answered();
  if (call->when_done) call->when_done();
  return false;
}

void World::commit(Shard& shard, kit::Turn& turn) {
  shard.state->commit();
  for (std::string& key : turn.wakes) shard.wakes.push_back(std::move(key));
  for (auto& credential : turn.published) credentials[credential->access_key] = credential;
  for (const std::string& key : turn.withdrawn) credentials.erase(key);
  std::vector<kit::Ref<Asked>> leaving;
  for (const kit::Request& request : turn.effects) {
    sent.push_back({request.to, request.operation, kit::to_json(request.input)});
    leaving.push_back(make_inner(request, shard));
  }
  turn.effects.clear();
  for (const auto& call : leaving) start(call);
}

void World::run_wakes(Shard& shard) {
  while (!shard.wakes.empty()) {
    const std::string key = std::move(shard.wakes.front());
    shard.wakes.erase(shard.wakes.begin());
    std::vector<std::uint64_t> waiting;
    for (const auto& [ticket, parked] : shard.parked)
      if (parked.key == key) waiting.push_back(ticket);
    for (const std::uint64_t ticket : waiting) {  // one that only reads leaves the wake to the next
      const auto it = shard.parked.find(ticket);
      if (it == shard.parked.end()) continue;
      const kit::Ref<Asked> call = std::exchange(it->second.call, {});
      shard.parked.erase(it);
      if (attempt(call, shard, now_)) break;
    }
  }
}

// ---- Calls between shards

kit::Ref<Asked> World::make_inner(const kit::Request& request, const Shard& from) {
  kit::Ref<Asked> call = fresh(request.to.service, request.operation);
  call->account = call->arena.copy(request.to.account);
  call->region = call->client_region = call->arena.copy(request.to.region);
  call->caller.account = call->arena.copy(from.place.account);
  call->caller.source_address = call->arena.copy(from.place.service + ".amazonaws.com");
  if (const auto shape = input_shape(*call)) call->input = to_shape(request.input, *shape, call->arena);
  return call;
}

void World::ask(const kit::Ref<Asked>& call, Shard& shard, const kit::Request& request) {
  if (const auto pooled = kit::pooled_in(request))
    return resume(call, shard,
                  {Value::string(call->arena.copy(pooled->work->run(pooled->given))), std::nullopt});
  if (stand_in)
    if (auto answer = stand_in(request, call->arena)) return resume(call, shard, std::move(*answer));
  const kit::Service* peer = registry::find(request.to.service);
  if (!peer || registry::operation(*peer, request.operation) < 0)
    return resume(call, shard, {{}, kit::Failure("NotImplemented", "nothing plays it", 501)});
  const kit::Ref<Asked> inner = make_inner(request, shard);
  inner->when_done = [this, call, &shard, asked = inner.get()] {
    kit::Answer answer;
    if (asked->failure) {
      answer.failure = *asked->failure;
      answer.failure->fields = {};
    } else {
      const auto shape = models::find(asked->service)->find_operation(asked->operation_name)->output();
      answer.output =
          shape && asked->output ? to_names(asked->output, *shape, call->arena) : Value::map(call->arena);
    }
    resume(call, shard, std::move(answer));
  };
  start(inner);
}

void World::resume(const kit::Ref<Asked>& call, Shard& shard, kit::Answer answer) {
  if (call->cancelled) return call->shard.resume.reset();
  kit::Turn turn(now_, shard.random, shard.place, &progressions);
  static_cast<kit::Awaiting*>(call->shard.resume.get())->handle.promise().answer = std::move(answer);
  proceed(call, shard, turn, shard.random);
  run_wakes(shard);
}

void World::deliver() {
  hold = false;
  while (!held_.empty()) {
    const auto go = std::move(held_.front());
    held_.pop_front();
    go();
  }
}

// ---- Time

kit::Time World::next_instant() const {
  kit::Time next = kit::never;
  for (const auto& [place, shard] : shards_) {
    next = std::min(next, shard->state->next_deadline());
    for (const auto& [ticket, parked] : shard->parked) next = std::min(next, parked.until);
  }
  return next;
}

void World::settle(kit::Time instant) {
  std::vector<Shard*> all;
  for (auto& [place, shard] : shards_) all.push_back(shard.get());
  for (Shard* shard : all) {
    if (shard->state->next_deadline() <= instant) {
      kit::Turn turn(instant, shard->random, shard->place, &progressions);
      shard->state->settle(turn);
      commit(*shard, turn);
      if (shard->state->next_deadline() <= instant)
        throw std::logic_error(shard->place.service + ": a deadline settles nothing");
      run_wakes(*shard);
    }
    std::vector<std::uint64_t> due;
    for (const auto& [ticket, parked] : shard->parked)
      if (parked.until <= instant) due.push_back(ticket);
    for (const std::uint64_t ticket : due) {
      const auto it = shard->parked.find(ticket);
      if (it == shard->parked.end()) continue;
      const kit::Ref<Asked> call = std::exchange(it->second.call, {});
      shard->parked.erase(it);
      attempt(call, *shard, instant);
      run_wakes(*shard);
    }
  }
}

void World::advance_to(kit::Time instant) {
  for (kit::Time next = next_instant(); next <= instant; next = next_instant()) {
    now_ = std::max(now_, next);
    settle(now_);
  }
  now_ = std::max(now_, instant);
}

void World::advance(kit::Duration span) { advance_to(now_ + span); }

}  // namespace understudy::test
