// Our own pages: is it alive, what is it, and what are its shards.
#include <array>

#include "actors/checkpoint.hpp"
#include "gateway/admin/pages.hpp"
#include "gateway/coverage.hpp"

namespace understudy::gateway::admin {
namespace {

bool is_get(const Request& request, protocol::Reply& reply) {
  if (request.method == "GET" || request.method == "HEAD") return true;
  wrong_method(reply, "GET, HEAD");
  return false;
}

void health(Surroundings&, const Request& request, protocol::Reply& reply) {
  if (is_get(request, reply)) write_json(reply, 200, R"({"status":"ok"})");
}

void tell_version(Surroundings&, const Request& request, protocol::Reply& reply) {
  if (is_get(request, reply)) write_json(reply, 200, R"({"version":")" + std::string(version) + "\"}");
}

void shards(Surroundings& around, const Request& request, protocol::Reply& reply) {
  if (!is_get(request, reply)) return;
  kit::Arena& arena = request.arena;
  const auto text = [&](std::string_view s) { return kit::Value::string(arena.copy(s)); };
  const auto number = [](std::uint64_t n) { return kit::Value(static_cast<std::int64_t>(n)); };
  kit::Value list = kit::Value::list(arena);
  for (const actors::ShardInfo& shard : around.system.shards()) {
    if (actors::is_checkpoint(shard.world)) continue;
    kit::Value& one = list.add(arena) = kit::Value::map(arena, 7);
    one.set(arena, "world") = text(shard.world);
    one.set(arena, "account") = text(shard.place.account);
    one.set(arena, "region") = text(shard.place.region);
    one.set(arena, "service") = text(shard.place.service);
    one.set(arena, "waiting") = number(shard.mailbox);
    one.set(arena, "parked") = number(shard.parked);
    one.set(arena, "turns") = number(shard.turns);
  }
  kit::Value body = kit::Value::map(arena, 1);
  body.set(arena, "shards") = list;
  write_value(reply, 200, body);
}

void tell_coverage(Surroundings&, const Request& request, protocol::Reply& reply) {
  if (is_get(request, reply)) write_json(reply, 200, *coverage("json"));
}

constexpr std::array pages{Page{"/_understudy/health", health}, Page{"/_understudy/version", tell_version},
                           Page{"/_understudy/shards", shards}, Page{"/_understudy/coverage", tell_coverage}};

}  // namespace

std::span<const Page> understudy_pages() { return pages; }

}  // namespace understudy::gateway::admin
