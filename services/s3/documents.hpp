// Documents as JSON by member names, which outlives the call whose name ids it came in.
#pragma once

#include <algorithm>
#include <iterator>

#include "services/kit/format.hpp"
#include "services/kit/json.hpp"
#include "services/kit/text.hpp"
#include "services/s3/shared.hpp"

namespace understudy::s3 {

template <class N>
kit::Value by_names(const kit::Value& from, kit::Arena& arena) {
  switch (from.kind()) {
    case kit::Kind::structure: {
      kit::Value map = kit::Value::map(arena, from.size());
      for (const kit::Value& member : from.elements())
        if (member) map.set(arena, N::all[member.name()]) = by_names<N>(member, arena);
      return map;
    }
    case kit::Kind::list: {
      kit::Value list = kit::Value::list(arena, from.size());
      for (const kit::Value& element : from.elements()) list.add(arena) = by_names<N>(element, arena);
      return list;
    }
    case kit::Kind::time: return kit::Value::string(arena.copy(iso_time(from.time())));
    default: return from;
  }
}

template <class N>
kit::Value by_ids(const kit::Value& from, kit::Arena& arena) {
  if (from.is(kit::Kind::map)) {
    kit::Value structure = kit::Value::structure(arena, from.size());
    for (std::uint32_t i = 0; i < from.size(); ++i) {
      const auto [name, value] = from.entry(i);
      const auto* found = std::ranges::lower_bound(N::all, name);
      if (found != std::end(N::all) && *found == name)
        structure.set(arena, static_cast<std::uint16_t>(found - std::begin(N::all))) =
            by_ids<N>(value, arena);
    }
    return structure;
  }
  if (!from.is(kit::Kind::list)) return from;
  kit::Value list = kit::Value::list(arena, from.size());
  for (const kit::Value& element : from.elements()) list.add(arena) = by_ids<N>(element, arena);
  return list;
}

template <class N>
Text keep_document(const kit::Value& structure) {
  kit::Arena arena;
  return Text(kit::to_json(by_names<N>(structure, arena)));
}

template <class N>
kit::Value shown_document(const Text& document, kit::Arena& arena) {
  const auto json = kit::parse_json(arena.copy(document.view()), arena);
  return json ? by_ids<N>(*json, arena) : kit::Value::structure(arena);
}

}  // namespace understudy::s3
