// Structures by the names of their members and back: name ids mean nothing outside their call and service.
#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <string_view>

#include "services/kit/value.hpp"

namespace understudy::kit {

// N: the service's generated Names. Nothing for what its model does not have.
template <class N>
std::optional<std::uint16_t> name_id(std::string_view name) {
  const auto* found = std::ranges::lower_bound(N::all, name);
  if (found == std::end(N::all) || *found != name) return {};
  return static_cast<std::uint16_t>(found - std::begin(N::all));
}

// Structures become maps by member name. Texts are shared, not copied.
template <class N>
Value by_names(const Value& from, Arena& arena) {
  if (from.is(Kind::list)) {
    Value to = Value::list(arena, from.size());
    for (const Value& each : from.elements()) to.add(arena) = by_names<N>(each, arena);
    return to;
  }
  if (!from.is(Kind::structure)) return from;
  Value to = Value::map(arena, from.size());
  for (const Value& member : from.elements())
    if (member) to.set(arena, N::all[member.name()]) = by_names<N>(member, arena);
  return to;
}

// Maps become structures; entries that the model does not name (a view by hand may have them) are left out.
// `maps` names the members whose values are maps of the model's own and stay.
template <class N>
Value by_ids(const Value& from, Arena& arena, std::span<const std::string_view> maps = {}) {
  if (from.is(Kind::list)) {
    Value to = Value::list(arena, from.size());
    for (const Value& each : from.elements()) to.add(arena) = by_ids<N>(each, arena, maps);
    return to;
  }
  if (!from.is(Kind::map)) return from;
  Value to = Value::structure(arena, from.size());
  for (std::uint32_t i = 0; i < from.size(); ++i) {
    const auto [name, value] = from.entry(i);
    if (const auto id = name_id<N>(name))
      to.set(arena, *id) =
          std::ranges::find(maps, name) != maps.end() ? value : by_ids<N>(value, arena, maps);
  }
  return to;
}

}  // namespace understudy::kit
