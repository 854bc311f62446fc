// Documents as JSON by member names, which outlives the call whose name ids it came in.
#pragma once

#include "services/kit/format.hpp"
#include "services/kit/json.hpp"
#include "services/kit/naming.hpp"
#include "services/kit/text.hpp"
#include "services/s3/shared.hpp"

namespace understudy::s3 {

// As kit::by_names does, with times as S3 writes them.
template <class N>
kit::Value named(const kit::Value& from, kit::Arena& arena) {
  switch (from.kind()) {
    case kit::Kind::structure: {
      kit::Value map = kit::Value::map(arena, from.size());
      for (const kit::Value& member : from.elements())
        if (member) map.set(arena, N::all[member.name()]) = named<N>(member, arena);
      return map;
    }
    case kit::Kind::list: {
      kit::Value list = kit::Value::list(arena, from.size());
      for (const kit::Value& element : from.elements()) list.add(arena) = named<N>(element, arena);
      return list;
    }
    case kit::Kind::time: return kit::Value::string(arena.copy(iso_time(from.time())));
    default: return from;
  }
}

template <class N>
Text keep_document(const kit::Value& structure) {
  kit::Arena arena;
  return Text(kit::to_json(named<N>(structure, arena)));
}

template <class N>
kit::Value shown_document(const Text& document, kit::Arena& arena) {
  const auto json = kit::parse_json(arena.copy(document.view()), arena);
  return json ? kit::by_ids<N>(*json, arena) : kit::Value::structure(arena);
}

}  // namespace understudy::s3
