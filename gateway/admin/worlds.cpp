// The pages of worlds: which there are, making one like another, and letting one go.
#include <array>
#include <map>

#include "actors/checkpoint.hpp"
#include "gateway/admin/pages.hpp"
#include "gateway/route_host.hpp"
#include "gateway/watch.hpp"

namespace understudy::gateway::admin {
namespace {

constexpr std::string_view worlds_path = "/_understudy/worlds";

using Counts = std::map<std::string, std::int64_t, std::less<>>;
Counts shard_counts(const actors::System& system) {
  Counts counts;
  for (const actors::ShardInfo& shard : system.shards()) ++counts[shard.world];
  return counts;
}

kit::Value about(Surroundings& around, std::string_view world, const Counts& counts, kit::Arena& arena) {
  const auto found = counts.find(world);
  kit::Value one = kit::Value::map(arena, 3);
  one.set(arena, "name") = kit::Value::string(arena.copy(world));
  one.set(arena, "now") = around.system.clock(world).now();
  one.set(arena, "shards") = found == counts.end() ? 0 : found->second;
  return one;
}

void list(Surroundings& around, const Request& request, protocol::Reply& reply) {
  if (request.method != "GET" && request.method != "HEAD") return wrong_method(reply, "GET, HEAD");
  kit::Arena& arena = request.arena;
  const Counts counts = shard_counts(around.system);
  kit::Value all = kit::Value::list(arena);
  for (const std::string& world : around.system.worlds())
    if (!actors::is_checkpoint(world)) all.add(arena) = about(around, world, counts, arena);
  kit::Value body = kit::Value::map(arena, 1);
  body.set(arena, "worlds") = all;
  write_value(reply, 200, body);
}

void make(Surroundings& around, const Request& request, std::string_view name, protocol::Reply& reply) {
  const auto from = form_value(request.query, "from", request.arena);
  const bool there = around.system.exists(name);
  if (!from) {
    around.system.clock(name);  // its first use
  } else if (*from == name) {
    return write_error(reply, 400, "A world cannot be forked from itself.");
  } else if (!around.system.exists(*from)) {
    return write_error(reply, 404, "There is no world " + std::string(*from) + ".");
  } else {
    around.system.fork(*from, name);
  }
  write_value(reply, there ? 200 : 201, about(around, name, shard_counts(around.system), request.arena));
}

void remove(Surroundings& around, std::string_view name, protocol::Reply& reply) {
  around.system.remove(name);
  around.watch.faults.clear(std::string(name));
  reply.status = 204;
}

void worlds(Surroundings& around, const Request& request, protocol::Reply& reply) {
  const std::string_view name = rest_of(request, worlds_path);
  if (name.empty()) return list(around, request, reply);
  if (!is_name(name)) return write_error(reply, 400, no_world_name);
  if (request.method == "PUT") return make(around, request, name, reply);
  if (request.method != "GET" && request.method != "HEAD" && request.method != "DELETE")
    return wrong_method(reply, "GET, HEAD, PUT, DELETE");
  if (!around.system.exists(name))
    return write_error(reply, 404, "There is no world " + std::string(name) + ".");
  if (request.method == "DELETE") return remove(around, name, reply);
  write_value(reply, 200, about(around, name, shard_counts(around.system), request.arena));
}

constexpr std::array pages{Page{worlds_path, worlds, true}};

}  // namespace

std::span<const Page> world_pages() { return pages; }

}  // namespace understudy::gateway::admin
