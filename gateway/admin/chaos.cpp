// The pages of faults: LocalStack's two, and our own.
#include <array>
#include <vector>

#include "gateway/admin/pages.hpp"
#include "gateway/route_host.hpp"
#include "gateway/watch.hpp"

namespace understudy::gateway::admin {
namespace {

void write_message(protocol::Reply& reply, std::string_view message) {
  std::string body = R"({"message":)";
  kit::append_json_string(body, message);
  write_json(reply, 400, body + "}");
}

void write_rules(const Faults& faults, const Request& request, Faults::Form form, protocol::Reply& reply) {
  std::string body = "[";
  for (const std::string& rule : faults.rules(request.world, form)) {
    if (body.size() > 1) body += ',';
    body += rule;
  }
  write_json(reply, 200, body + "]");
}

void answer(Surroundings& around, const Request& request, Faults::Form form, protocol::Reply& reply) {
  Faults& faults = around.watch.faults;
  const bool own = form == Faults::Form::own;
  if (request.method == "GET" || request.method == "HEAD") return write_rules(faults, request, form, reply);
  if (request.method != "POST" && request.method != "PATCH" && request.method != "DELETE")
    return wrong_method(reply, "GET, HEAD, POST, PATCH, DELETE");
  std::vector<FaultRule> rules;
  if (own && request.method == "DELETE" && request.body.empty()) {
    faults.replace(request.world, form, {});
    return write_rules(faults, request, form, reply);
  }
  if (const auto wrong = parse_fault_rules(request.body, own, rules))
    return write_message(reply, (own ? "" : "Error validating JSON schema: ") + *wrong);
  if (request.method == "POST") faults.replace(request.world, form, std::move(rules));
  if (request.method == "PATCH") faults.append(request.world, form, std::move(rules));
  if (request.method == "DELETE") faults.remove(request.world, form, rules);
  write_rules(faults, request, form, reply);
}

void localstack_faults(Surroundings& around, const Request& request, protocol::Reply& reply) {
  answer(around, request, Faults::Form::localstack, reply);
}

void own_faults(Surroundings& around, const Request& request, protocol::Reply& reply) {
  answer(around, request, Faults::Form::own, reply);
}

void effects(Surroundings& around, const Request& request, protocol::Reply& reply) {
  Faults& faults = around.watch.faults;
  if (request.method == "POST") {
    const auto body = kit::parse_json(request.body, request.arena);
    const kit::Value* latency = body && body->is(kit::Kind::map) ? body->find("latency") : nullptr;
    const double millis = latency ? latency->real(-1) : -1;
    if (!(millis >= 0) || millis > 3'600'000 || body->size() != 1)
      return write_message(reply, "The body must be {\"latency\": milliseconds}, at most an hour.");
    faults.latency(request.world, millis);
  } else if (request.method != "GET" && request.method != "HEAD") {
    return wrong_method(reply, "GET, HEAD, POST");
  }
  write_json(reply, 200, fmt::format("{{\"latency\":{}}}", faults.latency(request.world)));
}

constexpr std::array pages{Page{"/_localstack/chaos/faults", localstack_faults},
                           Page{"/_localstack/chaos/effects", effects},
                           Page{"/_understudy/faults", own_faults}};

}  // namespace

std::span<const Page> chaos_pages() { return pages; }

}  // namespace understudy::gateway::admin
