// What a client would do in the life of one resource of each service, written down for clients in other
// languages to do again: SCRIPT names the file, a line of JSON a service.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>

#include "services/kit/format.hpp"
#include "services/kit/json.hpp"
#include "services/registry.hpp"
#include "tests/derived/chain.hpp"

namespace understudy::derived {
namespace {

using kit::Kind;
using kit::Value;
using models::Shape;
using models::Type;

// By member names, with what JSON has no form for in tags: {"$b": base64}, {"$t": milliseconds}.
Value tagged(const Value& from, const Shape& shape, kit::Arena& arena) {
  const auto tag = [&](std::string_view name, const Value& value) {
    Value one = Value::map(arena, 1);
    one.set(arena, name) = value;
    return one;
  };
  if (from.is(Kind::structure) && shape.type() == Type::structure) {
    Value to = Value::map(arena, from.size());
    for (std::uint16_t i = 0; i < shape.size(); ++i)
      if (const Value* value = from.member(shape.member(i).id()); value && *value)
        to.set(arena, shape.member(i).name()) = tagged(*value, shape.member(i).shape(), arena);
    return to;
  }
  if (from.is(Kind::list) && shape.type() == Type::list) {
    Value to = Value::list(arena, from.size());
    for (const Value& each : from.elements()) to.add(arena) = tagged(each, shape.element().shape(), arena);
    return to;
  }
  if (from.is(Kind::map) && shape.type() == Type::map) {
    Value to = Value::map(arena, from.size());
    for (std::uint32_t i = 0; i < from.size(); ++i)
      to.set(arena, arena.copy(from.entry(i).key)) =
          tagged(from.entry(i).value, shape.value().shape(), arena);
    return to;
  }
  if (from.is(Kind::blob)) return tag("$b", Value::string(arena.copy(kit::base64(from.text()))));
  if (from.is(Kind::time)) return tag("$t", Value(kit::epoch_millis(from.time())));
  return kit::copy(from, arena);
}

std::string script(const models::Service& service, const Resource& resource,
                   const std::vector<Chains::Step>& steps) {
  kit::Arena arena;
  Value all = Value::map(arena);
  all.set(arena, "service") = Value::string(service.name());
  all.set(arena, "id") = Value::string(service.service_id());
  all.set(arena, "resource") = Value::string(resource.type);
  Value& calls = all.set(arena, "calls") = Value::list(arena);
  for (const Chains::Step& step : steps) {
    const auto operation = service.find_operation(step.reply.call().operation_name);
    Value& call = calls.add(arena) = Value::map(arena);
    call.set(arena, "step") = Value::string(step.name);
    call.set(arena, "operation") = Value::string(operation->name());
    if (operation->input())
      call.set(arena, "input") = tagged(step.reply.call().input, *operation->input(), arena);
    if (!step.reply.ok()) {
      call.set(arena, "error") = Value::string(arena.copy(step.reply.code()));
    } else if (operation->output()) {
      call.set(arena, "output") = tagged(step.reply.call().output, *operation->output(), arena);
    }
  }
  return kit::to_json(all);
}

bool has_steps(const std::vector<Chains::Step>& steps) {
  constexpr std::array<std::string_view, 4> wanted{"create", "read", "list", "delete"};
  return std::ranges::all_of(wanted, [&](std::string_view name) {
    return std::ranges::any_of(steps, [&](const Chains::Step& step) { return step.name == name; });
  });
}

TEST(Script, OfEachService) {
  const char* file = std::getenv("SCRIPT");
  std::ofstream out(file ? file : "/dev/null");
  std::size_t services = 0;
  for (const models::Service& service : models::all()) {
    const auto native = registry::services();
    if (std::ranges::any_of(native, [&](const kit::Service* s) { return s->name == service.name(); }))
      continue;
    Chains chains(service);
    bool written = false;
    chains.lived = [&](const Resource& resource, const std::vector<Chains::Step>& steps) {
      if (!std::exchange(written, written || has_steps(steps)) && written)
        out << script(service, resource, steps) << '\n';
    };
    chains.run();
    services += written;
  }
  EXPECT_GE(services, 250u);
}

}  // namespace
}  // namespace understudy::derived
