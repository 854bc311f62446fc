// The pages of state: take it, put it back, add to it, empty it, compare it, and keep it under a name.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "actors/checkpoint.hpp"
#include "gateway/admin/documents.hpp"
#include "gateway/admin/pages.hpp"
#include "gateway/call.hpp"
#include "gateway/route_host.hpp"

namespace understudy::gateway::admin {
namespace {

constexpr std::string_view state_path = "/_understudy/state", diff_path = "/_understudy/state/diff",
                           checkpoints_path = "/_understudy/checkpoints";

// A refusal, thrown by whatever reads a request.
struct Refused {
  unsigned status;
  std::string why;
};

const kit::Service* find_service(const Surroundings& around, std::string_view name) {
  const auto found = std::ranges::find(around.services, name,
                                       [](const kit::Service* s) { return std::string_view(s->name); });
  return found == around.services.end() ? nullptr : *found;
}

actors::Scope scope_of(const Surroundings& around, const Request& request) {
  actors::Scope scope;
  std::string_view rest = rest_of(request, state_path);
  for (std::string* part : {&scope.account, &scope.region, &scope.service}) {
    const auto slash = rest.find('/');
    *part = rest.substr(0, slash);
    rest = slash == rest.npos ? std::string_view() : rest.substr(slash + 1);
  }
  if (!rest.empty()) throw Refused{404, "The path is /_understudy/state/{account}/{region}/{service}."};
  const bool digits = std::ranges::all_of(scope.account, [](char c) { return c >= '0' && c <= '9'; });
  if (!scope.account.empty() && (scope.account.size() != 12 || !digits))
    throw Refused{400, "An account has 12 digits."};
  if (!scope.service.empty()) {
    const kit::Service* service = find_service(around, scope.service);
    if (!service) throw Refused{404, "Nothing plays the service " + scope.service + "."};
    if (service->scope == kit::Scope::global) scope.region = "aws-global";
  }
  return scope;
}

bool has(const Request& request, std::string_view parameter) {  // "?pretty", "?pretty=1"
  const auto value = form_value(request.query, parameter, request.arena);
  return value && *value != "0" && *value != "false";
}

std::string_view header(const Request& request, std::string_view name) {
  return request.call.request().header(name);
}

bool as_lines(const Request& request, std::string_view header_name) {
  if (const auto format = form_value(request.query, "format", request.arena)) {
    if (*format != "ndjson" && *format != "json") throw Refused{400, "The format is json or ndjson."};
    return *format == "ndjson";
  }
  return header(request, header_name).find("ndjson") != std::string_view::npos;
}

void write_pretty(const Request& request, protocol::Reply& reply, const kit::Value& value) {
  write_json(reply, 200, kit::to_json(value, has(request, "pretty") ? 2 : 0));
}

// A shard that was never touched shows what an empty one has.
actors::Snapshot snapshot(Surroundings& around, const Request& request, const actors::Scope& scope) {
  actors::Snapshot taken = around.system.snapshot(request.world, scope);
  if (scope.one() && taken.shards.empty())
    taken.shards.push_back({{scope.account, scope.region, scope.service},
                            find_service(around, scope.service)->make(),
                            std::nullopt});
  return taken;
}

void show(Surroundings& around, const Request& request, const actors::Scope& scope, protocol::Reply& reply) {
  const bool lines = as_lines(request, "accept");
  const actors::Snapshot taken = snapshot(around, request, scope);
  const WorldPart world =
      world_of(taken, around.system.clock(request.world).rate(), around.system.seed(request.world));
  const WorldPart* told = scope.account.empty() ? &world : nullptr;
  if (!lines) return write_pretty(request, reply, write_document(taken, scope, request.arena, told));
  reply.headers.push_back({"Content-Type", "application/x-ndjson"});
  reply.body = write_lines(taken, told);
}

// While the world stands still.
void take_over(Surroundings& around, std::string_view name, const WorldPart& world) {
  scheduler::Clock& clock = around.system.clock(name);
  if (world.now || world.rate)
    clock.follow(world.now.value_or(clock.now()), world.rate.value_or(clock.rate()));
  if (world.seed) around.system.seed(name, *world.seed);
}

Document document_of(const Request& request, const actors::Scope& scope) {
  if (as_lines(request, "content-type")) return read_lines(request.body, scope, request.arena);
  const auto document = kit::parse_json(request.body, request.arena);
  if (!document) throw BadDocument("$", "the body is not JSON");
  return read_document(*document, scope);
}

// Empty states for the shards of `taken` that `states` does not name.
void empty_others(const Surroundings& around, const actors::Snapshot& taken,
                  std::vector<actors::ShardState>& states) {
  const std::size_t named = states.size();
  for (const actors::ShardState& shard : taken.shards)
    if (std::none_of(states.begin(), states.begin() + static_cast<std::ptrdiff_t>(named),
                     [&](const actors::ShardState& s) { return s.place == shard.place; }))
      states.push_back({shard.place, find_service(around, shard.place.service)->make(), std::nullopt});
}

void write_put(const std::vector<Part>& parts, const Request& request, protocol::Reply& reply) {
  kit::Value body = kit::Value::map(request.arena, 1);
  body.set(request.arena, "shards") = static_cast<std::int64_t>(parts.size());
  write_value(reply, 200, body);
}

void restore(Surroundings& around, const Request& request, const actors::Scope& scope,
             protocol::Reply& reply) {
  const Document document = document_of(request, scope);
  std::vector<actors::ShardState> states =
      states_of(document, [&](std::string_view name) { return find_service(around, name); });
  around.system.rewrite(request.world, scope, [&](actors::Snapshot& taken) {
    take_over(around, request.world, document.world);  // first: nothing comes due that is to come
    empty_others(around, taken, states);
    return std::move(states);
  });
  write_put(document.parts, request, reply);
}

kit::OnConflict on_conflict(const Request& request) {
  const std::string_view wanted = form_value(request.query, "on_conflict", request.arena).value_or("keep");
  if (wanted == "keep") return kit::OnConflict::keep;
  if (wanted == "replace") return kit::OnConflict::replace;
  if (wanted == "fail") return kit::OnConflict::fail;
  throw Refused{400, "on_conflict is keep, replace or fail."};
}

void merge(Surroundings& around, const Request& request, const actors::Scope& scope, protocol::Reply& reply) {
  const kit::OnConflict conflict = on_conflict(request);
  Document document = document_of(request, scope);
  document.world = {};  // the clock and the generators are the world's that is added to
  const std::vector<Part>& parts = document.parts;
  // What fits nowhere is refused before anybody waits.
  std::vector<bool> leaning(parts.size());
  std::vector<actors::ShardState> fresh = states_of(
      document, [&](std::string_view name) { return find_service(around, name); }, &leaning);
  around.system.rewrite(request.world, scope, [&](actors::Snapshot& taken) {
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const auto there = std::ranges::find(taken.shards, parts[i].place, &actors::ShardState::place);
      if (there != taken.shards.end()) {
        within(parts[i], [&] { there->state->merge(parts[i].view, conflict); });
        fresh[i].state = std::move(there->state);
      }
      if (leaning[i])
        within(parts[i], [&] {
          kit::Arena arena;
          find_service(around, parts[i].place.service)->make()->restore(fresh[i].state->view(arena));
        });
    }
    return std::move(fresh);
  });
  write_put(parts, request, reply);
}

void empty(Surroundings& around, const Request& request, const actors::Scope& scope, protocol::Reply& reply) {
  around.system.rewrite(request.world, scope, [&](actors::Snapshot& taken) {
    std::vector<actors::ShardState> states;
    empty_others(around, taken, states);
    return states;
  });
  reply.status = 204;
}

void write_bad(const Request& request, const BadDocument& bad, protocol::Reply& reply) {
  kit::Value body = kit::Value::map(request.arena, 2);
  const auto text = [&](std::string_view s) { return kit::Value::string(request.arena.copy(s)); };
  const std::string why = bad.path + ": " + bad.what();
  body.set(request.arena, "error") = text(why);
  body.set(request.arena, "path") = text(bad.path);
  write_value(reply, std::string_view(bad.what()) == "it is there already" ? 409 : 400, body);
}

// Runs a page and answers what it throws.
template <class F>
void guarded(const Request& request, protocol::Reply& reply, F&& page) {
  try {
    page();
  } catch (const BadDocument& bad) {
    write_bad(request, bad, reply);
  } catch (const Refused& refused) {
    write_error(reply, refused.status, refused.why);
  }
}

void state(Surroundings& around, const Request& request, protocol::Reply& reply) {
  guarded(request, reply, [&] {
    const actors::Scope scope = scope_of(around, request);
    if (request.method == "GET" || request.method == "HEAD") return show(around, request, scope, reply);
    if (request.method == "PUT") return restore(around, request, scope, reply);
    if (request.method == "PATCH") return merge(around, request, scope, reply);
    if (request.method == "DELETE") return empty(around, request, scope, reply);
    wrong_method(reply, "GET, HEAD, PUT, PATCH, DELETE");
  });
}

// ---- Differences

// Its world.
std::string checkpoint(Surroundings& around, const Request& request, std::string_view name) {
  std::string kept = actors::checkpoint_world(request.world, name);
  if (!around.system.exists(kept))
    throw Refused{404, fmt::format("There is no checkpoint {} in this world.", name)};
  return kept;
}

// One side: a document of a whole world, a checkpoint's name, or nothing: the present.
kit::Value side(Surroundings& around, const Request& request, const kit::Value* given) {
  if (!given) return write_document(around.system.snapshot(request.world, {}), {}, request.arena);
  if (given->is(kit::Kind::string))
    return write_document(around.system.snapshot(checkpoint(around, request, given->text()), {}), {},
                          request.arena);
  // Through states and back, so that defaults left out are no differences.
  actors::Snapshot made;
  made.shards =
      states_of(read_document(*given, {}), [&](std::string_view name) { return find_service(around, name); });
  std::ranges::sort(made.shards, {}, &actors::ShardState::place);
  return write_document(made, {}, request.arena);
}

void diff(Surroundings& around, const Request& request, protocol::Reply& reply) {
  if (request.method != "POST") return wrong_method(reply, "POST");
  guarded(request, reply, [&] {
    kit::Arena& arena = request.arena;
    const auto body = kit::parse_json(request.body, arena);
    if (!body || !body->is(kit::Kind::map) || !body->find("before"))
      throw Refused{400,
                    "The body is {\"before\": one, \"after\": other}: each a checkpoint's name or a "
                    "document of a world; without \"after\", the present."};
    const kit::Value before = side(around, request, body->find("before"));
    const kit::Value after = side(around, request, body->find("after"));
    kit::Value list = kit::Value::list(arena);
    for (const kit::Difference& difference : kit::diff_views(before, after)) {
      kit::Value& one = list.add(arena) = kit::Value::map(arena, 3);
      one.set(arena, "path") = kit::Value::string(arena.copy(difference.path));
      if (difference.before) one.set(arena, "before") = difference.before;
      if (difference.after) one.set(arena, "after") = difference.after;
    }
    kit::Value answer = kit::Value::map(arena, 1);
    answer.set(arena, "differences") = list;
    write_pretty(request, reply, answer);
  });
}

// ---- Checkpoints

kit::Value about(std::string_view name, kit::Time at, std::int64_t shards, kit::Arena& arena) {
  kit::Value one = kit::Value::map(arena, 3);
  one.set(arena, "name") = kit::Value::string(arena.copy(name));
  one.set(arena, "time") = at;
  one.set(arena, "shards") = shards;
  return one;
}

kit::Value about(Surroundings& around, std::string_view name, const std::string& kept, kit::Arena& arena) {
  const auto shards = around.system.shards();
  return about(name, around.system.clock(kept).now(),
               std::ranges::count(shards, kept, &actors::ShardInfo::world), arena);
}

void list_checkpoints(Surroundings& around, const Request& request, protocol::Reply& reply) {
  kit::Arena& arena = request.arena;
  kit::Value list = kit::Value::list(arena);
  const std::string mine = actors::checkpoint_world(request.world, {});
  for (const std::string& world : around.system.worlds())
    if (world.starts_with(mine)) list.add(arena) = about(around, world.substr(mine.size()), world, arena);
  kit::Value body = kit::Value::map(arena, 1);
  body.set(arena, "checkpoints") = list;
  write_value(reply, 200, body);
}

void go_back(Surroundings& around, const Request& request, actors::Snapshot kept) {
  around.system.rewrite(request.world, {}, [&](actors::Snapshot& taken) {
    around.system.clock(request.world).set(kept.at);  // first: nothing comes due that is in the past again
    std::vector<actors::ShardState> states = std::move(kept.shards);
    empty_others(around, taken, states);
    return states;
  });
}

// How its clock ran is not in it: whoever restores it goes on as before.
void show_checkpoint(Surroundings& around, const Request& request, const std::string& kept,
                     protocol::Reply& reply) {
  const actors::Snapshot taken = around.system.snapshot(kept, {});
  WorldPart world = world_of(taken, 0, around.system.seed(kept));
  world.rate.reset();
  write_pretty(request, reply, write_document(taken, {}, request.arena, &world));
}

void one_checkpoint(Surroundings& around, const Request& request, std::string_view name,
                    protocol::Reply& reply) {
  if (!is_name(name))
    throw Refused{400, "A checkpoint's name has 1 to 64 letters, digits, dots, underscores and hyphens."};
  if (request.method == "GET" || request.method == "HEAD")
    return show_checkpoint(around, request, checkpoint(around, request, name), reply);
  if (request.method == "PUT") {
    const std::string kept = actors::checkpoint_world(request.world, name);
    around.system.fork(request.world, kept);
    write_value(reply, 200, about(around, name, kept, request.arena));
  } else if (request.method == "DELETE") {
    around.system.remove(checkpoint(around, request, name));
    reply.status = 204;
  } else {
    wrong_method(reply, "GET, HEAD, PUT, DELETE");
  }
}

void checkpoints(Surroundings& around, const Request& request, protocol::Reply& reply) {
  guarded(request, reply, [&] {
    std::string_view name = rest_of(request, checkpoints_path);
    if (name.empty()) {
      if (request.method != "GET" && request.method != "HEAD") return wrong_method(reply, "GET, HEAD");
      return list_checkpoints(around, request, reply);
    }
    constexpr std::string_view back = "/restore";
    if (!name.ends_with(back)) return one_checkpoint(around, request, name, reply);
    name.remove_suffix(back.size());
    if (request.method != "POST") return wrong_method(reply, "POST");
    actors::Snapshot kept = around.system.snapshot(checkpoint(around, request, name), {});
    write_value(reply, 200,
                about(name, kept.at, static_cast<std::int64_t>(kept.shards.size()), request.arena));
    go_back(around, request, std::move(kept));
  });
}

constexpr std::array pages{Page{diff_path, diff}, Page{state_path, state, true},
                           Page{checkpoints_path, checkpoints, true}};

}  // namespace

std::span<const Page> state_pages() { return pages; }

}  // namespace understudy::gateway::admin
