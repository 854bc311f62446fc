// The pages of changes: a stream that a listener may take up again where it left it, and webhooks.
#include "gateway/changes.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <optional>
#include <utility>

#include "gateway/admin/pages.hpp"
#include "gateway/call.hpp"
#include "gateway/lane.hpp"
#include "gateway/route_host.hpp"
#include "gateway/webhooks.hpp"

namespace understudy::gateway::admin {
namespace {

constexpr std::string_view webhooks_path = "/_understudy/webhooks";

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return {};
  return value;
}

constexpr std::array<std::pair<std::string_view, std::string ChangeFilter::*>, 5> filters{{
    {"world", &ChangeFilter::world},
    {"account", &ChangeFilter::account},
    {"region", &ChangeFilter::region},
    {"service", &ChangeFilter::service},
    {"type", &ChangeFilter::type},
}};

// ?world=&account=&region=&service=&type=&since=7 or the header Last-Event-ID: what comes after that event
void changes(Surroundings& around, const Request& request, protocol::Reply& reply) {
  if (request.method != "GET") return wrong_method(reply, "GET");
  ChangeFilter filter;
  for (const auto& [name, place] : filters)
    if (const auto value = form_value(request.query, name, request.arena)) filter.*place = *value;
  if (filter.world.empty() && request.world != "main") filter.world = request.world;
  actors::Notifier& notifier = around.system.notifier();
  std::uint64_t from = notifier.next_number();
  auto since = form_value(request.query, "since", request.arena);
  if (!since && request.call.request().has_header("last-event-id"))
    since = request.call.request().header("last-event-id");
  if (since) {
    const auto last = number(*since);
    if (!last) return write_error(reply, 400, "since must be the number of an event.");
    if (*last < from) from = *last + 1;
  }
  request.call.pieces = listen_to_changes(notifier, request.call.lane, std::move(filter), from);
  reply.headers.push_back({"Content-Type", "text/event-stream"});
  reply.headers.push_back({"Cache-Control", "no-store"});
}

// ---- Webhooks

kit::Value written(const Webhooks::About& about, kit::Arena& arena) {
  const auto text = [&](std::string_view s) { return kit::Value::string(arena.copy(s)); };
  kit::Value one = kit::Value::map(arena, 6);
  one.set(arena, "id") = static_cast<std::int64_t>(about.id);
  one.set(arena, "url") = text(about.url);
  kit::Value& wanted = one.set(arena, "filters") = kit::Value::map(arena, 5);
  for (const auto& [name, place] : filters)
    if (!(about.filter.*place).empty()) wanted.set(arena, name) = text(about.filter.*place);
  one.set(arena, "delivered") = static_cast<std::int64_t>(about.delivered);
  one.set(arena, "missed") = static_cast<std::int64_t>(about.missed);
  one.set(arena, "error") = about.error.empty() ? kit::Value() : text(about.error);
  return one;
}

std::optional<ChangeFilter> read_filters(const kit::Value* given) {
  ChangeFilter filter;
  if (!given) return filter;
  if (!given->is(kit::Kind::map)) return {};
  for (std::uint32_t i = 0; i < given->size(); ++i) {
    const auto [name, value] = given->entry(i);
    const auto known = std::ranges::find(filters, name, [](const auto& f) { return f.first; });
    if (known == filters.end() || !value.is(kit::Kind::string)) return {};
    filter.*known->second = value.text();
  }
  return filter;
}

// {"url":"http://host:port/path","filters":{"service":"sqs",...}}
void add_webhook(Surroundings& around, const Request& request, protocol::Reply& reply) {
  const auto body = kit::parse_json(request.body, request.arena);
  const kit::Value* url = body && body->is(kit::Kind::map) ? body->find("url") : nullptr;
  const auto to = url ? parse_webhook_url(url->text()) : std::nullopt;
  if (!to)
    return write_error(reply, 400, "The body must have a url such as \"http://127.0.0.1:8080/changes\".");
  auto filter = read_filters(body->find("filters"));
  if (!filter)
    return write_error(reply, 400, "The filters are strings: world, account, region, service and type.");
  if (filter->world.empty() && request.world != "main") filter->world = request.world;
  if (!around.webhooks) around.webhooks = std::make_unique<Webhooks>(around.system.notifier());
  const auto made = around.webhooks->add(std::string(url->text()), *to, std::move(*filter));
  if (!made) return write_error(reply, 409, "There are 64 webhooks already.");
  write_value(reply, 201, written(*made, request.arena));
}

void webhooks(Surroundings& around, const Request& request, protocol::Reply& reply) {
  const std::string_view rest = rest_of(request, webhooks_path);
  if (rest.empty() && request.method == "POST") return add_webhook(around, request, reply);
  if (rest.empty()) {
    if (request.method != "GET" && request.method != "HEAD") return wrong_method(reply, "GET, HEAD, POST");
    kit::Value list = kit::Value::list(request.arena);
    if (around.webhooks)
      for (const auto& about : around.webhooks->all())
        list.add(request.arena) = written(about, request.arena);
    kit::Value body = kit::Value::map(request.arena, 1);
    body.set(request.arena, "webhooks") = list;
    return write_value(reply, 200, body);
  }
  if (request.method != "DELETE") return wrong_method(reply, "DELETE");
  const auto id = number(rest);
  if (!id || !around.webhooks || !around.webhooks->remove(*id))
    return write_error(reply, 404, "There is no such webhook.");
  reply.status = 204;
}

constexpr std::array pages{Page{"/_understudy/changes", changes}, Page{webhooks_path, webhooks, true}};

}  // namespace

std::span<const Page> change_pages() { return pages; }

}  // namespace understudy::gateway::admin
