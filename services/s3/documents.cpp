// Configurations as JSON by member names, which outlives the call whose name ids it came in.
#include <algorithm>
#include <iterator>

#include "services/kit/json.hpp"
#include "services/s3/shared.hpp"

namespace understudy::s3 {
namespace {

using kit::Arena;
using kit::Kind;
using kit::Value;

Value by_names(const Value& from, Arena& arena) {
  switch (from.kind()) {
    case Kind::structure: {
      Value map = Value::map(arena, from.size());
      for (const Value& member : from.elements())
        if (member) map.set(arena, Names::all[member.name()]) = by_names(member, arena);
      return map;
    }
    case Kind::list: {
      Value list = Value::list(arena, from.size());
      for (const Value& element : from.elements()) list.add(arena) = by_names(element, arena);
      return list;
    }
    case Kind::time: return Value::string(arena.copy(iso_time(from.time())));
    default: return from;
  }
}

Value by_ids(const Value& from, Arena& arena) {
  if (from.is(Kind::map)) {
    Value structure = Value::structure(arena, from.size());
    for (std::uint32_t i = 0; i < from.size(); ++i) {
      const auto [name, value] = from.entry(i);
      const auto* found = std::ranges::lower_bound(Names::all, name);
      if (found != std::end(Names::all) && *found == name)
        structure.set(arena, static_cast<std::uint16_t>(found - std::begin(Names::all))) =
            by_ids(value, arena);
    }
    return structure;
  }
  if (!from.is(Kind::list)) return from;
  Value list = Value::list(arena, from.size());
  for (const Value& element : from.elements()) list.add(arena) = by_ids(element, arena);
  return list;
}

}  // namespace

Text keep(const Value& structure) {
  Arena arena;
  return Text(kit::to_json(by_names(structure, arena)));
}

Value shown(const Text& document, Arena& arena) {
  const auto json = kit::parse_json(arena.copy(document.view()), arena);
  return json ? by_ids(*json, arena) : Value::structure(arena);
}

void spread(const Call& call, const Value& structure) {
  for (const Value& member : structure.elements())
    if (member) call.base().output.set(call.arena(), member.name()) = member;
}

std::optional<Value> configuration(const Call& call, const Bucket& bucket, std::string_view name) {
  const auto found = bucket.configurations.find(std::string(name));
  if (found == bucket.configurations.end()) return {};
  return shown(found->second, call.arena());
}

}  // namespace understudy::s3
