// The pages for whoever watches: metrics, the stream of calls, and the state of the init scripts.
#include <array>
#include <utility>

#include "actors/checkpoint.hpp"
#include "gateway/admin/pages.hpp"
#include "gateway/call.hpp"
#include "gateway/lane.hpp"
#include "gateway/route_host.hpp"
#include "gateway/watch.hpp"

namespace understudy::gateway::admin {
namespace {

void metrics(Surroundings& around, const Request& request, protocol::Reply& reply) {
  if (request.method != "GET" && request.method != "HEAD") return wrong_method(reply, "GET, HEAD");
  Gauges gauges;
  gauges.connections = request.call.lane.gateway.connections.load();
  gauges.request_listeners = around.watch.requests.listeners();
  for (const actors::ShardInfo& shard : around.system.shards()) {
    ++gauges.shards;
    gauges.waiting += shard.mailbox;
    gauges.parked += shard.parked;
    gauges.turns += shard.turns;
  }
  for (const std::string& world : around.system.worlds())
    if (!actors::is_checkpoint(world))
      gauges.worlds.push_back(
          {world, static_cast<double>(around.system.clock(world).now().time_since_epoch().count()) / 1e6});
  reply.headers.push_back({"Content-Type", "text/plain; version=0.0.4; charset=utf-8"});
  reply.body = around.watch.meters.prometheus(gauges);
}

// ?world=&account=&region=&service=&operation=&status=404 or 4xx
void requests(Surroundings& around, const Request& request, protocol::Reply& reply) {
  if (request.method != "GET") return wrong_method(reply, "GET");
  RequestFilter filter;
  constexpr std::array<std::pair<std::string_view, std::string RequestFilter::*>, 6> parameters{{
      {"world", &RequestFilter::world},
      {"account", &RequestFilter::account},
      {"region", &RequestFilter::region},
      {"service", &RequestFilter::service},
      {"operation", &RequestFilter::operation},
      {"status", &RequestFilter::status},
  }};
  for (const auto& [name, place] : parameters)
    if (const auto value = form_value(request.query, name, request.arena)) filter.*place = *value;
  if (filter.world.empty() && request.world != "main") filter.world = request.world;
  request.call.pieces = around.watch.requests.listen(request.call.lane, std::move(filter));
  reply.headers.push_back({"Content-Type", "text/event-stream"});
  reply.headers.push_back({"Cache-Control", "no-store"});
}

template <std::size_t stage>  // behind the last: all of them
void init(Surroundings& around, const Request& request, protocol::Reply& reply) {
  if (request.method != "GET" && request.method != "HEAD") return wrong_method(reply, "GET, HEAD");
  std::optional<InitScripts::Stage> wanted;
  if (stage < InitScripts::names.size()) wanted = static_cast<InitScripts::Stage>(stage);
  write_json(reply, 200, around.watch.init.report(wanted));
}

constexpr std::array pages{
    Page{"/_understudy/metrics", metrics},      Page{"/_understudy/requests", requests},
    Page{"/_localstack/init", init<4>},         Page{"/_localstack/init/boot", init<0>},
    Page{"/_localstack/init/start", init<1>},   Page{"/_localstack/init/ready", init<2>},
    Page{"/_localstack/init/shutdown", init<3>}};

}  // namespace

std::span<const Page> watching_pages() { return pages; }

}  // namespace understudy::gateway::admin
