// Structures that answers repeat as they were given: kept by member names, shown as structures again.
#include <algorithm>

#include "services/ec2/frame.hpp"

namespace understudy::ec2 {
namespace {

using kit::Kind;
using kit::Value;

Value by_name(const Value& value, kit::Arena& arena) {
  if (value.is(Kind::structure)) {
    Value map = Value::map(arena, value.size());
    for (const Value& member : value.elements())
      map.set(arena, Names::all[member.name()]) = by_name(member, arena);
    return map;
  }
  if (value.is(Kind::list)) {
    Value list = Value::list(arena, value.size());
    for (const Value& element : value.elements()) list.add(arena) = by_name(element, arena);
    return list;
  }
  return value;
}

Value by_id(const Value& value, kit::Arena& arena) {
  if (value.is(Kind::map)) {
    Value structure = Value::structure(arena, value.size());
    for (std::uint32_t i = 0; i < value.size(); ++i) {
      const auto [key, member] = value.entry(i);
      const auto found = std::ranges::lower_bound(Names::all, key);
      // A view by hand may name what the model does not have.
      if (found == std::end(Names::all) || *found != key) continue;
      structure.set(arena, static_cast<std::uint16_t>(found - std::begin(Names::all))) = by_id(member, arena);
    }
    return structure;
  }
  if (value.is(Kind::list)) {
    Value list = Value::list(arena, value.size());
    for (const Value& element : value.elements()) list.add(arena) = by_id(element, arena);
    return list;
  }
  return value;
}

}  // namespace

Doc keep(const In& structure) {
  kit::Arena arena;
  return structure ? Doc(by_name(structure.value(), arena)) : Doc();
}

Value given(const Doc& doc, kit::Arena& arena) {
  return doc.empty() ? Value() : by_id(doc.value(arena), arena);
}

Doc merged(const Doc& under, const In& over) {
  kit::Arena arena;
  Value all = under.empty() ? Value::structure(arena) : given(under, arena);
  for (const Value& member : over.value().elements()) all.set(arena, member.name()) = member;
  return Doc(by_name(all, arena));
}

}  // namespace understudy::ec2
