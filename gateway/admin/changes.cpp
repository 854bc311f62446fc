// The page of changes: a stream that a listener may take up again where it left it.
#include "gateway/changes.hpp"

#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "gateway/admin/pages.hpp"
#include "gateway/call.hpp"
#include "gateway/lane.hpp"
#include "gateway/route_host.hpp"

namespace understudy::gateway::admin {
namespace {

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return {};
  return value;
}

// ?world=&account=&region=&service=&type=&since=7 or the header Last-Event-ID: what comes after that event
void changes(Surroundings& around, const Request& request, protocol::Reply& reply) {
  if (request.method != "GET") return wrong_method(reply, "GET");
  ChangeFilter filter;
  constexpr std::array<std::pair<std::string_view, std::string ChangeFilter::*>, 5> parameters{{
      {"world", &ChangeFilter::world},
      {"account", &ChangeFilter::account},
      {"region", &ChangeFilter::region},
      {"service", &ChangeFilter::service},
      {"type", &ChangeFilter::type},
  }};
  for (const auto& [name, place] : parameters)
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

constexpr std::array pages{Page{"/_understudy/changes", changes}};

}  // namespace

std::span<const Page> change_pages() { return pages; }

}  // namespace understudy::gateway::admin
