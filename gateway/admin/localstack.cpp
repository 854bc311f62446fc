// LocalStack's pages: what its clients and test containers ask before they begin.
#include <array>

#include "actors/checkpoint.hpp"
#include "gateway/admin/pages.hpp"
#include "gateway/call.hpp"
#include "gateway/gateway.hpp"
#include "gateway/watch.hpp"

namespace understudy::gateway::admin {
namespace {

constexpr std::string_view edition = "community";

kit::Value states(Surroundings& around, const Request& request) {
  kit::Arena& arena = request.arena;
  kit::Value services = kit::Value::map(arena, static_cast<std::uint32_t>(around.services.size()));
  for (const kit::Service* service : around.services)
    services.set(arena, service->name) =
        kit::Value::string(answers_for(request.call.door, service->name) ? "running" : "disabled");
  return services;
}

void act(Surroundings& around, const Request& request, protocol::Reply& reply) {
  const auto body = kit::parse_json(request.body, request.arena);
  const kit::Value* action = body && body->is(kit::Kind::map) ? body->find("action") : nullptr;
  const std::string_view wanted = action ? action->text() : std::string_view();
  if (wanted == "restart") {  // a fresh process has no state
    for (const std::string& world : around.system.worlds()) {
      if (actors::is_checkpoint(world)) {
        around.system.remove(world);
        continue;
      }
      around.system.reset(world);
      around.watch.faults.clear(world);
    }
  } else if (wanted == "kill") {
    around.end_wanted();
  } else {
    return write_json(reply, 400, R"({"error":"The action must be restart or kill."})");
  }
  write_json(reply, 200, R"({"status":"ok"})");
}

void health(Surroundings& around, const Request& request, protocol::Reply& reply) {
  if (request.method == "POST") return act(around, request, reply);
  if (request.method != "GET" && request.method != "HEAD") return wrong_method(reply, "GET, HEAD, POST");
  kit::Value body = kit::Value::map(request.arena, 3);
  body.set(request.arena, "services") = states(around, request);
  body.set(request.arena, "edition") = kit::Value::string(edition);
  body.set(request.arena, "version") = kit::Value::string(localstack_version);
  write_value(reply, 200, body);
}

void info(Surroundings& around, const Request& request, protocol::Reply& reply) {
  if (request.method != "GET" && request.method != "HEAD") return wrong_method(reply, "GET, HEAD");
  kit::Arena& arena = request.arena;
  kit::Value body = kit::Value::map(arena, 6);
  body.set(arena, "version") = kit::Value::string(localstack_version);
  body.set(arena, "edition") = kit::Value::string(edition);
  body.set(arena, "is_license_activated") = false;
  body.set(arena, "server") = kit::Value::string("understudy");
  body.set(arena, "server_version") = kit::Value::string(version);
  body.set(arena, "services") = states(around, request);
  write_value(reply, 200, body);
}

constexpr std::array pages{Page{"/_localstack/health", health}, Page{"/_localstack/info", info}};

}  // namespace

std::span<const Page> localstack_pages() { return pages; }

}  // namespace understudy::gateway::admin
