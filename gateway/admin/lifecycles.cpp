// The pages of lifecycles: how resources go from state to state in this world, our own page and moto's.
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <map>
#include <optional>

#include "gateway/admin/pages.hpp"
#include "gateway/route_host.hpp"
#include "services/registry.hpp"

namespace understudy::gateway::admin {
namespace {

constexpr std::string_view lifecycles_path = "/_understudy/lifecycles";
constexpr std::array<std::string_view, 3> kinds{"immediate", "manual",
                                                "time"};  // as kit::Progression has them
constexpr std::int64_t most_times = 1'000'000;
constexpr double most_seconds = 1e9;

// moto's form: {"progression":"immediate"}, {"progression":"manual","times":4},
// {"progression":"time","seconds":5}.
kit::Value written(const kit::Progression& progression, kit::Arena& arena) {
  kit::Value value = kit::Value::map(arena, 2);
  value.set(arena, "progression") = kit::Value::string(kinds[progression.kind]);
  if (progression.kind == kit::Progression::manual)
    value.set(arena, "times") = static_cast<std::int64_t>(progression.times);
  if (progression.kind == kit::Progression::timed) {
    const double seconds = static_cast<double>(progression.every.count()) / 1e6;
    if (seconds == std::floor(seconds)) {
      value.set(arena, "seconds") = static_cast<std::int64_t>(seconds);
    } else {
      value.set(arena, "seconds") = seconds;
    }
  }
  return value;
}

constexpr std::string_view forms =
    "A transition is {\"progression\":\"immediate\"}, {\"progression\":\"manual\",\"times\":n} with n from 1 "
    "to "
    "1000000, or {\"progression\":\"time\",\"seconds\":n} with n above 0 and at most 1000000000.";

std::optional<kit::Progression> read(const kit::Value* value) {
  if (!value || !value->is(kit::Kind::map)) return {};
  const kit::Value* kind = value->find("progression");
  const std::string_view name = kind ? kind->text() : std::string_view();
  if (name == kinds[0]) return kit::Progression{};
  if (name == kinds[1]) {
    const kit::Value* times = value->find("times");
    const std::int64_t n = times ? times->integer() : 0;
    if (n < 1 || n > most_times) return {};
    return kit::Progression{kit::Progression::manual, static_cast<std::uint32_t>(n), {}};
  }
  if (name == kinds[2]) {
    const kit::Value* seconds = value->find("seconds");
    const double n = seconds ? seconds->real() : 0;
    if (!(n >= 1e-6) || n > most_seconds) return {};
    return kit::Progression{kit::Progression::timed, 1, kit::Duration(std::llround(n * 1e6))};
  }
  return {};
}

// ---- moto's pages

void get_transition(Surroundings& around, const Request& request, protocol::Reply& reply) {
  const auto model = form_value(request.query, "model_name", request.arena);
  if (!model || model->empty()) return write_error(reply, 400, "The parameter model_name is missing.");
  write_value(reply, 200, written(around.system.progressions(request.world).of(*model, {}), request.arena));
}

std::string_view model_in(const kit::Value* body) {
  const kit::Value* model = body && body->is(kit::Kind::map) ? body->find("model_name") : nullptr;
  return model ? model->text() : std::string_view();
}

void set_transition(Surroundings& around, const Request& request, protocol::Reply& reply) {
  if (request.method != "POST") return wrong_method(reply, "POST");
  const auto body = kit::parse_json(request.body, request.arena);
  const std::string_view model = model_in(body ? &*body : nullptr);
  if (model.empty()) return write_error(reply, 400, "The body must be a JSON object with a model_name.");
  const auto progression = read(body->find("transition"));
  if (!progression) return write_error(reply, 400, forms);
  around.system.progressions(request.world).set(model, {}, *progression);
  reply.status = 201;
}

void unset_transition(Surroundings& around, const Request& request, protocol::Reply& reply) {
  if (request.method != "POST") return wrong_method(reply, "POST");
  const auto body = kit::parse_json(request.body, request.arena);
  const std::string_view model = model_in(body ? &*body : nullptr);
  if (model.empty()) return write_error(reply, 400, "The body must be a JSON object with a model_name.");
  around.system.progressions(request.world).unset(model, {});
  reply.status = 201;
}

// ---- Our own

struct Known {
  const kit::Lifecycle* lifecycle = nullptr;  // null: nobody has declared it here
};

using Models = std::map<std::string, Known, std::less<>>;

Models models_of(const models::Service& service) {
  Models models;
  for (const kit::Lifecycle* lifecycle : registry::lifecycles(service))
    models[std::string(lifecycle->model)].lifecycle = lifecycle;
  return models;
}

Models known_models(const Surroundings& around) {
  Models models;
  for (const auto& usual : kit::Progressions::all_usual()) models.try_emplace(std::string(usual.model));
  for (const kit::Service* service : around.services)
    for (const kit::Lifecycle* lifecycle : service->lifecycles)
      models[std::string(lifecycle->model)].lifecycle = lifecycle;
  return models;
}

kit::Value moves_of(const kit::Lifecycle& lifecycle, kit::Arena& arena) {
  kit::Value moves = kit::Value::map(arena, static_cast<std::uint32_t>(lifecycle.moves.size()));
  for (const kit::Move& move : lifecycle.moves) {
    kit::Value& states = moves.set(arena, move.name) = kit::Value::list(arena);
    for (const std::string_view state : move.states)
      if (!state.empty()) states.add(arena) = kit::Value::string(state);  // the empty one is to be gone
  }
  return moves;
}

// All that somebody has declared, named or set; ?service=eks: all of that service.
void list(Surroundings& around, const Request& request, protocol::Reply& reply) {
  kit::Arena& arena = request.arena;
  const kit::Progressions& progressions = around.system.progressions(request.world);
  const auto set = progressions.all();
  const auto wanted = form_value(request.query, "service", arena);
  const models::Service* service = wanted ? models::find(*wanted) : nullptr;
  if (wanted && !service) return write_error(reply, 404, "There is no service of that name.");
  auto models = service ? models_of(*service) : known_models(around);
  if (!service)
    for (const auto& [key, progression] : set) models.try_emplace(key.first);
  kit::Value all = kit::Value::map(arena, static_cast<std::uint32_t>(models.size()));
  for (const auto& [model, known] : models) {
    const std::string_view name = arena.copy(model);
    kit::Value& one = all.set(arena, name) = kit::Value::map(arena, 4);
    one.set(arena, "transition") = written(progressions.of(model, {}), arena);
    one.set(arena, "default") = written(kit::Progressions::usual(model), arena);
    kit::Value accounts = kit::Value::map(arena);
    for (const auto& [key, progression] : set)
      if (key.first == model && !key.second.empty())
        accounts.set(arena, arena.copy(key.second)) = written(progression, arena);
    if (accounts.size() > 0) one.set(arena, "accounts") = accounts;
    if (known.lifecycle) one.set(arena, "moves") = moves_of(*known.lifecycle, arena);
  }
  kit::Value body = kit::Value::map(arena, 1);
  body.set(arena, "lifecycles") = all;
  write_value(reply, 200, body);
}

// PUT and DELETE of /_understudy/lifecycles/{model}[?account=...]
void lifecycles(Surroundings& around, const Request& request, protocol::Reply& reply) {
  const std::string_view model = rest_of(request, lifecycles_path);
  const bool get = request.method == "GET" || request.method == "HEAD";
  if (model.empty()) return get ? list(around, request, reply) : wrong_method(reply, "GET, HEAD");
  const std::string_view account = form_value(request.query, "account", request.arena).value_or("");
  kit::Progressions& progressions = around.system.progressions(request.world);
  if (request.method == "PUT") {
    const auto body = kit::parse_json(request.body, request.arena);
    const auto progression = read(body ? &*body : nullptr);
    if (!progression) return write_error(reply, 400, forms);
    progressions.set(model, account, *progression);
  } else if (request.method == "DELETE") {
    progressions.unset(model, account);
  } else if (!get) {
    return wrong_method(reply, "GET, HEAD, PUT, DELETE");
  }
  write_value(reply, 200, written(progressions.of(model, account), request.arena));
}

constexpr std::array pages{Page{"/moto-api/state-manager/get-transition", get_transition},
                           Page{"/moto-api/state-manager/set-transition", set_transition},
                           Page{"/moto-api/state-manager/unset-transition", unset_transition},
                           Page{lifecycles_path, lifecycles, true}};

}  // namespace

std::span<const Page> lifecycle_pages() { return pages; }

}  // namespace understudy::gateway::admin
