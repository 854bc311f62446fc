// The page of a world's clock: read it, stop it, set it, move it on.
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <functional>
#include <future>
#include <memory>
#include <optional>

#include "gateway/admin/durations.hpp"
#include "gateway/admin/pages.hpp"
#include "services/kit/format.hpp"

namespace understudy::gateway::admin {
namespace {

void write_clock(Surroundings& around, const Request& request, std::optional<std::uint64_t> events,
                 protocol::Reply& reply) {
  const scheduler::Clock& clock = around.system.clock(request.world);
  constexpr std::array<std::string_view, 3> modes{"real", "frozen", "scaled"};
  const kit::Time next = around.system.next_due(request.world);
  kit::Arena& arena = request.arena;
  kit::Value body = kit::Value::map(arena, 5);
  body.set(arena, "now") = clock.now();
  body.set(arena, "mode") = kit::Value::string(modes[static_cast<std::size_t>(clock.mode())]);
  body.set(arena, "scale") = clock.rate();
  body.set(arena, "next_due") = next == kit::never ? kit::Value() : kit::Value(next);
  if (events) body.set(arena, "events") = static_cast<std::int64_t>(*events);
  write_value(reply, 200, body);
}

// What a POST asks for: how the clock runs from now on, then where it goes.
struct Orders {
  std::optional<double> rate;  // 0: frozen
  std::optional<kit::Time> to;
  bool back = false;  // `to` lies before now, and is meant to
  bool to_next = false;
};

struct Wrong {
  std::string why;
};

bool is_true(std::string_view name, const kit::Value& value) {
  if (!value.boolean()) throw Wrong{fmt::format("\"{}\" must be true.", name)};
  return true;
}

void read_one(std::string_view name, const kit::Value& value, kit::Time now, Orders& orders) {
  const auto run = [&](double rate) {
    if (orders.rate) throw Wrong{"Only one of \"freeze\", \"scale\" and \"resume\" can be given."};
    orders.rate = rate;
  };
  const auto go = [&] {
    if (orders.to || orders.to_next)
      throw Wrong{"Only one of \"set\", \"advance\" and \"advance_to_next\" can be given."};
  };
  if (name == "freeze") {
    if (is_true(name, value)) run(0);
  } else if (name == "resume") {
    if (is_true(name, value)) run(1);
  } else if (name == "scale") {
    const double rate = value.real(-1);
    if (!(rate > 0) || rate > 1e9)
      throw Wrong{"\"scale\" must be a number above 0, at most 1000000000: how much faster than real time."};
    run(rate);
  } else if (name == "set") {
    go();
    const auto to = kit::parse_rfc3339(value.text());
    if (!to) throw Wrong{"\"set\" must be an RFC 3339 time, such as \"2030-01-01T00:00:00Z\"."};
    orders.to = *to;
    orders.back = *to < now;
  } else if (name == "advance") {
    go();
    const std::string seconds = value.is(kit::Kind::integer) && value.integer() >= 0
                                    ? std::to_string(value.integer())
                                    : std::string(value.text());
    orders.to = later(now, seconds);
    if (!orders.to)
      throw Wrong{
          "\"advance\" must be a length of time, such as \"90d\", \"1h30m\", \"500ms\" or \"P1DT2H\", that "
          "ends before the year 10000."};
  } else if (name == "advance_to_next") {
    go();
    orders.to_next = is_true(name, value);
  } else {
    throw Wrong{
        fmt::format("There is no \"{}\"; there are \"freeze\", \"set\", \"advance\", "
                    "\"advance_to_next\", \"scale\" and \"resume\".",
                    name)};
  }
}

Orders read(const Request& request, kit::Time now) {
  const auto body = kit::parse_json(request.body, request.arena);
  if (!body || !body->is(kit::Kind::map) || body->size() == 0)
    throw Wrong{"The body must be a JSON object, such as {\"advance\":\"90d\"}."};
  Orders orders;
  for (std::uint32_t i = 0; i < body->size(); ++i)
    read_one(body->entry(i).key, body->entry(i).value, now, orders);
  return orders;
}

void run(scheduler::Clock& clock, double rate) {
  if (rate == 0) {
    clock.freeze();
  } else if (rate == 1) {
    clock.resume();
  } else {
    clock.scale(rate);
  }
}

// Every way forward goes through all that is due, each at its own instant.
std::uint64_t move(actors::System& system, std::string_view world, const Orders& orders) {
  kit::Time to = orders.to.value_or(kit::never);
  if (orders.to_next) to = system.next_due(world);
  if (to == kit::never && !orders.rate) return 0;
  if (orders.back) system.clock(world).set(to);
  const std::uint64_t before = system.deadlines_met(world);
  const auto arrived = std::make_shared<std::promise<void>>();  // may be let go of on the timer's thread
  const auto then = [arrived] { arrived->set_value(); };
  if (to == kit::never || orders.back) {
    system.advance(world, kit::Duration::zero(), then);
  } else {
    system.advance_to(world, to, then);
  }
  arrived->get_future().wait();
  return system.deadlines_met(world) - before;
}

void clock(Surroundings& around, const Request& request, protocol::Reply& reply) {
  if (request.method == "GET" || request.method == "HEAD")
    return write_clock(around, request, std::nullopt, reply);
  if (request.method != "POST") return wrong_method(reply, "GET, HEAD, POST");
  scheduler::Clock& clock = around.system.clock(request.world);
  try {
    const Orders orders = read(request, clock.now());
    if (orders.rate) run(clock, *orders.rate);
    const std::uint64_t events = move(around.system, request.world, orders);
    write_clock(around, request, events, reply);
  } catch (const Wrong& wrong) {
    write_error(reply, 400, wrong.why);
  }
}

constexpr std::array pages{Page{"/_understudy/clock", clock}};

}  // namespace

std::span<const Page> clock_pages() { return pages; }

}  // namespace understudy::gateway::admin
