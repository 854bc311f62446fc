// What a service is made of: handlers on typed state, run by the shard one turn at a time.
#pragma once

#include <coroutine>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "services/kit/call.hpp"
#include "services/kit/change.hpp"
#include "services/kit/lifecycle.hpp"
#include "services/kit/random.hpp"
#include "services/kit/state.hpp"
#include "services/kit/table.hpp"
#include "services/kit/view.hpp"

namespace understudy::kit {

// Where a shard lives within its world. No aggregate, and neither is Request: g++ 12 copies the bytes of an
// aggregate temporary in a co_await expression without constructing it anew, which breaks its strings.
struct Place {
  Place() = default;
  Place(std::string account, std::string region, std::string service)
      : account(std::move(account)), region(std::move(region)), service(std::move(service)) {}

  std::string account;
  std::string region;   // "aws-global" for global services
  std::string service;  // folder name
  bool operator==(const Place&) const = default;
  auto operator<=>(const Place&) const = default;
};

// A call to another shard: an operation with its input as a map by member names (name ids mean nothing
// elsewhere).
struct Request {
  Request() = default;
  Request(Place to, std::string operation, Value input)
      : to(std::move(to)), operation(std::move(operation)), input(input) {}

  Place to;
  std::string operation;
  Value input;  // map; copied when sent
};

// What came back: the output as a map by member names, in the asking call's arena, or the failure.
struct Answer {
  Value output;
  std::optional<Failure> failure;
};

// ---- A turn ----

// One run of one handler (or of the deadlines that are due): everything in it happens at one instant and is
// committed or taken back as a whole. Owned by the shard.
class Turn {
 public:
  Turn(Time now, Generator& random, const Place& place, const Progressions* progressions = nullptr)
      : now(now), random(random), place(place), progressions(progressions) {}

  const Time now;      // the world's clock, read once
  Generator& random;   // the shard's
  const Place& place;  // of this shard
  // How lifecycles go on in this world; null (in tests): as they do when nobody has said.
  const Progressions* const progressions;

  // How moves of that model ("ec2::instance") go on for this account.
  Progression progression(std::string_view model) const {
    return progressions ? progressions->of(model, place.account) : Progressions::usual(model);
  }

  // After the commit, the oldest call parked on this key runs again, one a wake.
  void wake(std::string_view key) { wakes.emplace_back(key); }
  // After the commit, the operation is delivered to another shard exactly once; nobody waits for its answer.
  void effect(Request request);
  // After the commit, the world's readers of credentials see this one (until it expires); withdraw takes one
  // away.
  void publish(Ref<const Credential> credential) { published.push_back(std::move(credential)); }
  void withdraw(std::string_view access_key) { withdrawn.emplace_back(access_key); }

  // Read by the shard after the handler.
  std::vector<std::string> wakes;
  std::vector<Request> effects;
  std::vector<std::unique_ptr<Arena>> effect_memory;
  std::vector<Ref<const Credential>> published;
  std::vector<std::string> withdrawn;
};

// ---- Outcomes ----

// "Run me again at this instant, or when somebody wakes this key, whichever comes first."
struct Parked {
  Time until = never;
  std::string key;
};

class Task;
struct Awaiting;  // a coroutine's handle, owned

// What a handler gives back. `return {};` says: done, the answer is in call.out.
class [[nodiscard]] Outcome {
 public:
  Outcome() = default;
  Outcome(Failure failure) : what_(std::move(failure)) {}
  Outcome(const Error& error) : what_(Failure(error)) {}
  Outcome(Parked parked) : what_(std::move(parked)) {}
  Outcome(Task task);

  bool done() const { return std::holds_alternative<std::monostate>(what_); }
  Failure* failure() { return std::get_if<Failure>(&what_); }
  Parked* parked() { return std::get_if<Parked>(&what_); }
  std::shared_ptr<Awaiting>* awaiting() { return std::get_if<std::shared_ptr<Awaiting>>(&what_); }

 private:
  std::variant<std::monostate, Failure, Parked, std::shared_ptr<Awaiting>> what_;
};

// A handler that asks other shards first and changes last: `Task create(Call& call, State& state)` with
// `Answer a = co_await call.ask({...})`. The state may have changed at every co_await; the turn's journal
// must be empty there (asserted). `co_return {}` or `co_return error`.
class Task {
 public:
  struct promise_type {
    Task get_return_object() { return Task(std::coroutine_handle<promise_type>::from_promise(*this)); }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_value(Outcome o) { outcome = std::move(o); }
    void unhandled_exception() { thrown = std::current_exception(); }

    Outcome outcome;
    std::exception_ptr thrown;
    std::optional<Request> asked;  // what the coroutine waits for
    Answer answer;                 // what it got
    Turn* turn = nullptr;          // of the present run
  };
  using Handle = std::coroutine_handle<promise_type>;

  explicit Task(Handle handle) : handle_(handle) {}
  Task(Task&& o) noexcept : handle_(std::exchange(o.handle_, {})) {}
  Task& operator=(Task&&) = delete;
  ~Task() {
    if (handle_) handle_.destroy();
  }
  Handle release() { return std::exchange(handle_, {}); }

 private:
  Handle handle_;
};

struct Awaiting {
  explicit Awaiting(Task::Handle handle) : handle(handle) {}
  Awaiting(const Awaiting&) = delete;
  Awaiting& operator=(const Awaiting&) = delete;
  ~Awaiting() { handle.destroy(); }

  // Runs until the next co_await or the end. Answers the outcome when it ended, rethrowing what it threw;
  // else nothing, and promise().asked says what to ask.
  std::optional<Outcome> resume(Turn& turn);

  Task::Handle handle;
};

struct Ask {
  Request request;
  bool await_ready() const noexcept { return false; }
  void await_suspend(Task::Handle handle) {
    handle.promise().asked = std::move(request);
    waiting = handle;
  }
  Answer await_resume() {
    *turn = waiting.promise().turn;
    return std::move(waiting.promise().answer);
  }
  Turn** turn = nullptr;  // of the asking CallOf: a resumed coroutine runs in a new turn
  Task::Handle waiting{};
};

// ---- A handler's view of its call ----

// N: the service's generated Names. Lives as long as the handler (or its coroutine) runs.
template <class N>
class CallOf {
 public:
  CallOf(Call& base, Turn& turn)
      : in(base.input), out(structure(base), base.arena), base_(&base), turn_(&turn) {}

  const In<N> in;    // the decoded, validated input
  const Out<N> out;  // the answer

  Time now() const { return turn_->now; }
  Time arrived() const {
    return *base_->shard.first_turn;
  }  // the instant of the first run: parked calls run again
  bool again() const { return arrived() != now(); }
  Generator& random() const { return turn_->random; }
  Turn& turn() const { return *turn_; }
  Call& base() const { return *base_; }
  std::string_view account() const { return base_->account; }
  std::string_view region() const { return base_->region; }
  const Caller& caller() const { return base_->caller; }
  const Endpoint& endpoint() const { return base_->endpoint; }
  std::string_view request_id() const { return base_->request_id; }
  Arena& arena() const { return base_->arena; }

  void wake(std::string_view key) const { turn_->wake(key); }
  Outcome park_until(Time until, std::string key) const { return Parked{until, std::move(key)}; }
  Ask ask(Request request) { return Ask{std::move(request), &turn_}; }

 private:
  static Value& structure(Call& base) {
    if (!base.output) base.output = Value::structure(base.arena, 8);
    return base.output;
  }
  Call* base_;
  Turn* turn_;
};

// ---- Declaring a service ----

// A shard's state without its type: what the shard, the store and the admin interface need of it.
class AnyState {
 public:
  virtual ~AnyState() = default;
  virtual bool changed() const = 0;  // since the last commit or rollback
  virtual void commit() = 0;
  virtual void commit([[maybe_unused]] RowChanges& changes) { commit(); }  // and tells what changed
  virtual void rollback() = 0;
  virtual Time next_deadline() const = 0;                // kit::never when nothing is due
  virtual void settle(Turn& turn) = 0;                   // does what is due at turn.now, and only that
  virtual void restored([[maybe_unused]] Turn& turn) {}  // this state has come to this shard from elsewhere
  // All between turns only. fork shares rows; view is everything there is (services/kit/view.hpp); restore
  // replaces all and merge adds, both refused whole by a ViewError. compare tells what changed since
  // `before`, which is a state of the same service.
  virtual std::unique_ptr<AnyState> fork() const = 0;
  virtual Value view(Arena& arena) const = 0;
  virtual void restore(const Value& view) = 0;
  virtual void merge(const Value& view, OnConflict on_conflict) = 0;
  virtual void compare([[maybe_unused]] const AnyState& before, [[maybe_unused]] RowChanges& changes) const {}
};

using Handler = Outcome (*)(Call&, Turn&, AnyState&);

struct Operation {
  std::string_view name;  // as in the model
  Handler run;
};

// An HTTP path of a service's own, beside what its model knows: requests to it and to all below it. Its
// input, output and errors have the form of a modelled operation, in whose protocols it is asked and
// answered; what else the client said is in the call's endpoint.
struct Page {
  std::string_view path;  // "/_aws/sqs/messages"
  std::string_view like;  // the modelled operation
  Handler run;
};

enum class Scope : std::uint8_t { regional, global };

struct Service {
  std::string_view name;  // folder name
  Scope scope;
  std::span<const Operation> operations;  // sorted by name or not; numbered by place
  std::unique_ptr<AnyState> (*make)();
  // Whose shard a call belongs to when not the caller's own account and region (a queue URL of another
  // account, an ARN); null: always the caller's own. May be called on any thread; reads only the call.
  void (*owner)(const Call& call, Place& place);
  std::span<const Page> pages = {};
  std::span<const Lifecycle* const> lifecycles = {};  // of its resources, for whoever sets how they go on

  // Call::operation counts through both: the pages come behind the operations.
  std::size_t handlers() const { return operations.size() + pages.size(); }
  Handler handler(std::size_t number) const {
    return number < operations.size() ? operations[number].run : pages[number - operations.size()].run;
  }
};

// Optional hooks of a state type S, found as members:
//   Time next_deadline() const;     the earliest instant at which settle() has something to do, else never
//   void settle(Turn&);             does what is due at turn.now
//   void restored(Turn&) const;     publishes again what the world's readers know of this state
namespace detail {

template <class S>
class StateOf final : public AnyState {
 public:
  S state;

  bool changed() const override {
    bool any = false;
    each([&](const auto& table) { any |= table.changed(); });
    return any;
  }
  void commit() override {
    each([](auto& table) { table.commit(); });
  }
  void commit(RowChanges& changes) override {
    each_field(std::type_identity<S>{},
               [&](std::string_view name, auto field) { kit::commit(state.*field, name, changes); });
  }
  void rollback() override {
    each([](auto& table) { table.rollback(); });
  }
  Time next_deadline() const override {
    if constexpr (requires { state.next_deadline(); }) return state.next_deadline();
    return never;
  }
  void settle([[maybe_unused]] Turn& turn) override {
    if constexpr (requires { state.settle(turn); }) state.settle(turn);
  }
  void restored([[maybe_unused]] Turn& turn) override {
    if constexpr (requires { state.restored(turn); }) state.restored(turn);
  }
  std::unique_ptr<AnyState> fork() const override { return std::make_unique<StateOf>(*this); }
  Value view(Arena& arena) const override { return view_of(state, arena); }
  void restore(const Value& view) override {
    S restored = from_view<S>(view);
    state = std::move(restored);
    commit();
  }
  void merge(const Value& view, OnConflict on_conflict) override {
    try {
      merge_view(view, state, on_conflict);
    } catch (const ViewError&) {
      rollback();
      throw;
    }
    commit();
  }
  void compare(const AnyState& before, RowChanges& changes) const override {
    const S& old = static_cast<const StateOf&>(before).state;
    each_field(std::type_identity<S>{}, [&](std::string_view name, auto field) {
      kit::compare(old.*field, state.*field, name, changes);
    });
  }

 private:
  template <class F>
  void each(F&& f) {
    each_field(std::type_identity<S>{}, [&](std::string_view, auto field) { f(state.*field); });
  }
  template <class F>
  void each(F&& f) const {
    each_field(std::type_identity<S>{}, [&](std::string_view, auto field) { f(state.*field); });
  }
};

template <auto F>
struct Adapter;
template <class N, class S, Outcome (*F)(CallOf<N>&, S&)>
struct Adapter<F> {
  static Outcome run(Call& call, Turn& turn, AnyState& state) {
    CallOf<N> typed(call, turn);
    return F(typed, static_cast<StateOf<S>&>(state).state);
  }
};
template <class N, class S, Task (*F)(CallOf<N>&, S&)>
struct Adapter<F> {
  static Outcome run(Call& call, Turn& turn, AnyState& state) {
    // The coroutine refers to its CallOf across turns: it lives in the call's arena.
    auto* typed = new (call.arena.allocate(sizeof(CallOf<N>), alignof(CallOf<N>))) CallOf<N>(call, turn);
    return F(*typed, static_cast<StateOf<S>&>(state).state);
  }
};

}  // namespace detail

// on<send_message>: a typed handler as a table entry.
template <auto F>
inline constexpr Handler on = &detail::Adapter<F>::run;

template <class S>
std::unique_ptr<AnyState> make_state() {
  return std::make_unique<detail::StateOf<S>>();
}

// For tests and the like: the typed state inside.
template <class S>
S& state_of(AnyState& any) {
  return static_cast<detail::StateOf<S>&>(any).state;
}

}  // namespace understudy::kit
