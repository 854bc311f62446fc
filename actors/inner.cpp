// Calls that shards make: filling them in, and where their answers go.
#include "actors/inner.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "actors/ledger.hpp"
#include "actors/reshape.hpp"
#include "actors/shard.hpp"

namespace understudy::actors {
namespace {

// Shards that ask one another in a circle must end; no AWS service nests deeper than a few.
constexpr unsigned deepest = 32;

kit::Failure refused(std::string why) { return {"InternalFailure", std::move(why), 500}; }

kit::Endpoint copied(const kit::Endpoint& from, kit::Arena& arena) {
  static_assert(sizeof(kit::Endpoint) == 2 * sizeof(void*) + 7 * sizeof(std::string_view),
                "a new view needs its copy here");
  kit::Endpoint to = from;
  for (std::string_view* view : {&to.scheme, &to.host, &to.prefix, &to.public_host, &to.queue_url_strategy})
    *view = arena.copy(*view);
  to.path = "/";  // the client's is about the call that it made
  to.query = {};
  return to;
}

// Services read one another's objects for what is in them: templates, code, never films.
constexpr std::uint64_t largest_body = 16u << 20;

// A streamed body comes as the member that it is the payload of.
std::optional<kit::Failure> add_body(const kit::Exchange& http, const models::Shape& output, kit::Value& to,
                                     kit::Arena& arena) {
  const auto payload = output.payload();
  if (!payload || !http.blob) return std::nullopt;
  if (http.size > largest_body) return refused("The body is too large to be handed between services.");
  std::string bytes;
  const bool read = kit::read_blob(*http.blob, http.from, http.size, [&](std::string_view piece) {
    bytes += piece;
    return true;
  });
  if (!read) return refused("The body could not be read.");
  to.set(arena, payload->name()) = kit::Value::blob(arena.copy(bytes));
  return std::nullopt;
}

std::optional<models::Operation> modelled(std::string_view service, std::string_view operation) {
  const models::Service* model = models::find(service);
  return model ? model->find_operation(operation) : std::nullopt;
}

}  // namespace

std::optional<kit::Failure> InnerCall::fill(const kit::Request& request, const kit::Service* peer,
                                            Shard& from, const kit::Call* because) {
  from_ = caf::actor(&from);
  const auto* outer = dynamic_cast<const InnerCall*>(because);
  depth_ = outer ? outer->depth_ + 1 : 1;
  if (depth_ > deepest) return refused("The calls between services are nested too deeply.");

  const Address& home = from.address;
  world = arena.copy(home.world);
  account = arena.copy(request.to.account);
  region = client_region = arena.copy(request.to.region);
  service = arena.copy(request.to.service);
  operation_name = arena.copy(request.operation);
  caller.account = arena.copy(home.place.account);
  // As CloudTrail shows a service that acts on a customer's behalf.
  caller.source_address = caller.user_agent = arena.copy(home.place.service + ".amazonaws.com");
  if (because) {
    request_id = arena.copy(because->request_id);
    endpoint = copied(because->endpoint, arena);
  }

  const auto model = modelled(service, operation_name);
  auto played = peer ? std::ranges::find(peer->operations, operation_name, &kit::Operation::name)
                     : decltype(peer->operations.begin()){};
  if (peer && played == peer->operations.end())  // the nameless one plays all others of the model
    played = std::ranges::find(peer->operations, std::string_view(), &kit::Operation::name);
  if (!peer || !model || played == peer->operations.end())
    return kit::Failure("NotImplemented", fmt::format("{} {} is not played here.", service, operation_name),
                        501);
  operation = static_cast<std::uint16_t>(played - peer->operations.begin());
  input = kit::Value::structure(arena);
  if (const auto shape = model->input()) {
    std::string problem;
    const auto structure = to_structure(request.input, *shape, arena, problem);
    if (!structure) return refused(fmt::format("{} {}: {}.", service, operation_name, problem));
    input = *structure;
  }
  return std::nullopt;
}

bool InnerCall::void_now() const { return shard_of(from_).retired(); }

void AskedCall::answered() {
  deliver(from_, {.kind = Message::Kind::answer,
                  .call = kit::Ref<kit::Call>(this),
                  .cause = current_cause(),
                  .errand = {}});
}

kit::Answer AskedCall::answer(kit::Arena& arena) const {
  kit::Answer back;
  if (failure) {
    back.failure = *failure;
    back.failure->fields = {};
    const models::Service* model = models::find(service);
    if (const auto shape = model && failure->fields ? model->find_error(failure->code) : std::nullopt)
      back.failure->fields = to_map(failure->fields, *shape, arena);
    return back;
  }
  const auto model = modelled(service, operation_name);
  const auto shape = model ? model->output() : std::nullopt;
  back.output = shape && output ? to_map(output, *shape, arena) : kit::Value::map(arena);
  if (exchange && shape) back.failure = add_body(*exchange, *shape, back.output, arena);
  return back;
}

PoolWork::PoolWork(Shard& from, const kit::Pooled& what, kit::Ref<const scheduler::Cause> cause)
    : work_(*what.work), given_(what.given), cause_(std::move(cause)) {
  from_ = caf::actor(&from);
}

void PoolWork::run() {
  try {
    if (!cancelled.load(std::memory_order_acquire)) made_ = work_.run(given_);
  } catch (const std::exception& error) {
    spdlog::error("the pool's work {} failed: {}", work_.name, error.what());
    failure = refused(fmt::format("The work {} failed.", work_.name));
  }
  answered();
}

kit::Answer PoolWork::answer(kit::Arena& arena) const {
  return {failure ? kit::Value() : kit::Value::string(arena.copy(made_)), failure};
}

void PoolWork::answered() {
  deliver(from_, {.kind = Message::Kind::answer,
                  .call = kit::Ref<kit::Call>(this),
                  .cause = std::exchange(cause_, {}),
                  .errand = {}});
}

std::optional<EffectId> Effect::id() const {
  const Ledger* sender = shard_of(from_).ledger();
  if (!sender) return std::nullopt;
  return EffectId{sender->number, number};
}

void Effect::answered() {
  Shard& from = shard_of(from_);
  if (undone) return from.send_again(kit::Ref<Effect>(this));
  if (!taken) from.not_taken(*this);
  if (!failure) return;
  const kit::Place& place = from.address.place;
  spdlog::warn("effect {} of {}/{}/{} on {} {} failed: {}: {}", number, place.account, place.region,
               place.service, service, operation_name, failure->code, failure->message);
}

}  // namespace understudy::actors
