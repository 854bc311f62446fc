// Values between shards: one walk over value and shape for each direction.
#include "actors/reshape.hpp"

#include <fmt/format.h>

#include "services/kit/packed.hpp"

namespace understudy::actors {
namespace {

using kit::Kind;
using kit::Value;
using models::Type;

bool fits(Kind kind, Type type) {
  switch (type) {
    case Type::structure:
    case Type::map: return kind == Kind::map;
    case Type::list: return kind == Kind::list;
    case Type::string: return kind == Kind::string;
    case Type::blob: return kind == Kind::blob || kind == Kind::string;
    case Type::boolean: return kind == Kind::boolean;
    case Type::integer:
    case Type::long_integer: return kind == Kind::integer;
    case Type::float_number:
    case Type::double_number: return kind == Kind::real || kind == Kind::integer;
    case Type::timestamp: return kind == Kind::time;
    case Type::document: return true;
  }
  return false;
}

struct ToStructure {
  kit::Arena& arena;
  std::string& problem;

  Value convert(const Value& from, const models::Shape& shape) {
    if (from.is(Kind::none)) return {};  // a null in a sparse list or map
    if (!fits(from.kind(), shape.type())) {
      if (problem.empty()) problem = fmt::format("a value of the wrong type for {}", shape.name());
      return {};
    }
    switch (shape.type()) {
      case Type::structure: return structure(from, shape);
      case Type::list: {
        Value list = Value::list(arena, from.size());
        const models::Shape element = shape.element().shape();
        for (const Value& each : from.elements()) list.add(arena) = convert(each, element);
        return list;
      }
      case Type::map: {
        Value map = Value::map(arena, from.size());
        const models::Shape value = shape.value().shape();
        for (std::uint32_t i = 0; i < from.size(); ++i) {
          const auto [key, each] = from.entry(i);
          map.set(arena, arena.copy(key)) = convert(each, value);
        }
        return map;
      }
      case Type::blob: return Value::blob(arena.copy(from.text()));
      case Type::float_number:
      case Type::double_number: return from.real();
      default: return kit::copy(from, arena);
    }
  }

  Value structure(const Value& from, const models::Shape& shape) {
    Value result = Value::structure(arena, from.size());
    for (std::uint32_t i = 0; i < from.size(); ++i) {
      const auto [key, each] = from.entry(i);
      if (each.is(Kind::none)) continue;
      if (const auto member = shape.find(key)) {
        result.set(arena, member->id()) = convert(each, member->shape());
      } else if (problem.empty()) {
        problem = fmt::format("{} has no member {}", shape.name(), key);
      }
    }
    return result;
  }
};

}  // namespace

std::optional<Value> to_structure(const Value& map, const models::Shape& shape, kit::Arena& arena,
                                  std::string& problem) {
  problem.clear();
  Value result = map ? ToStructure{arena, problem}.convert(map, shape) : Value::structure(arena);
  if (!problem.empty()) return std::nullopt;
  return result;
}

Value to_map(const Value& from, const models::Shape& shape, kit::Arena& arena) {
  if (from.is(Kind::structure) && shape.type() == Type::structure) {
    Value map = Value::map(arena, from.size());
    for (std::uint16_t i = 0; i < shape.size(); ++i) {
      const models::Member member = shape.member(i);
      const Value* value = from.member(member.id());
      if (value && *value) map.set(arena, member.name()) = to_map(*value, member.shape(), arena);
    }
    return map;
  }
  if (from.is(Kind::list) && shape.type() == Type::list) {
    Value list = Value::list(arena, from.size());
    for (const Value& each : from.elements()) list.add(arena) = to_map(each, shape.element().shape(), arena);
    return list;
  }
  if (from.is(Kind::map) && shape.type() == Type::map) {
    const Value plain = kit::plain(from, arena);
    Value map = Value::map(arena, plain.size());
    for (std::uint32_t i = 0; i < plain.size(); ++i) {
      const auto [key, each] = plain.entry(i);
      map.set(arena, arena.copy(key)) = to_map(each, shape.value().shape(), arena);
    }
    return map;
  }
  return kit::copy(from, arena);
}

}  // namespace understudy::actors
