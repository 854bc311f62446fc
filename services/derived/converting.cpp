// Stored values in the forms of output shapes.
#include <charconv>
#include <cmath>

#include "services/derived/play.hpp"
#include "services/kit/format.hpp"

namespace understudy::derived {

using kit::Kind;
using kit::Value;
using models::Member;
using models::Shape;
using models::Type;

Value Play::text_value(std::string_view text, const Shape& shape) {
  switch (shape.type()) {
    case Type::string: return Value::string(arena().copy(text));
    case Type::blob: {
      // A restored view holds bytes as base64 text.
      if (const auto bytes = kit::parse_base64(text)) return Value::blob(arena().copy(*bytes));
      return Value::blob(arena().copy(text));
    }
    case Type::timestamp:
      if (const auto time = kit::parse_rfc3339(text)) return *time;
      return {};
    case Type::boolean:
      if (text == "true") return Value(true);
      if (text == "false") return Value(false);
      return {};
    case Type::integer:
    case Type::long_integer: {
      std::int64_t n = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
      return error == std::errc() && end == text.data() + text.size() ? Value(n) : Value();
    }
    case Type::document: return Value::string(arena().copy(text));
    default: return {};
  }
}

// Nothing where the value cannot take the shape's form.
Value Play::converted(const Value& value, const Shape& shape, int depth) {
  if (depth > 32) return {};
  const Type type = shape.type();
  switch (value.kind()) {
    case Kind::none: return {};
    case Kind::string: return text_value(value.text(), shape);
    case Kind::boolean:
      if (type == Type::boolean || type == Type::document) return value;
      if (type == Type::string) return Value::string(value.boolean() ? "true" : "false");
      return {};
    case Kind::integer:
      if (type == Type::integer || type == Type::long_integer || type == Type::document) return value;
      if (type == Type::float_number || type == Type::double_number) return Value(value.real());
      if (type == Type::string) return Value::string(arena().copy(std::to_string(value.integer())));
      if (type == Type::timestamp) return Value(kit::from_epoch_seconds(value.integer()));
      return {};
    case Kind::real:
      if (type == Type::float_number || type == Type::double_number || type == Type::document) return value;
      if ((type == Type::integer || type == Type::long_integer) && std::fabs(value.real()) < 9e15)
        return Value(static_cast<std::int64_t>(value.real()));
      return {};
    case Kind::blob:
      if (type == Type::blob) return value;
      return {};
    case Kind::time:
      if (type == Type::timestamp) return value;
      if (type == Type::string) return Value::string(arena().copy(kit::rfc3339(value.time())));
      if (type == Type::long_integer)
        return Value(std::int64_t{
            std::chrono::duration_cast<std::chrono::milliseconds>(value.time().time_since_epoch()).count()});
      return {};
    case Kind::list: {
      if (type == Type::structure) {  // {"Quantity": 2, "Items": [...]}
        for (std::uint16_t i = 0; i < shape.size(); ++i) {
          if (shape.member(i).shape().type() != Type::list) continue;
          Value structure = Value::structure(arena());
          set(structure, shape.member(i), converted(value, shape.member(i).shape(), depth + 1));
          return structure;
        }
        return {};
      }
      if (type != Type::list && type != Type::document) return {};
      if (type == Type::document) return value;
      Value list = Value::list(arena(), value.size());
      const Shape element = shape.element().shape();
      for (const Value& one : value.elements())
        if (const Value made = converted(one, element, depth + 1)) list.add(arena()) = made;
      return list;
    }
    case Kind::map:
      if (type == Type::document) return value;
      if (type == Type::map) {
        Value map = Value::map(arena(), value.size());
        const Shape below = shape.value().shape();
        for (std::uint32_t i = 0; i < value.size(); ++i)
          if (const Value made = converted(value.entry(i).value, below, depth + 1))
            map.set(arena(), value.entry(i).key) = made;
        return map;
      }
      if (type == Type::structure) {
        Value structure = Value::structure(arena(), value.size());
        for (std::uint16_t i = 0; i < shape.size(); ++i) {
          const Member member = shape.member(i);
          const Value* found = value.find(member.name());
          Value made = found ? converted(*found, member.shape(), depth + 1) : Value();
          if (!made && member.has(models::tables::required)) made = nothing(member.shape(), depth + 1);
          if (!made) continue;
          set(structure, member, made);
          if (shape.has(models::tables::union_shape)) break;
        }
        if (structure.size() == 0 && value.size() > 0 && shape.has(models::tables::union_shape)) return {};
        return structure;
      }
      return {};
    case Kind::structure: return {};
  }
  return {};
}

Value Play::nothing(const Shape& shape, int depth) {
  switch (shape.type()) {
    case Type::string: {
      const auto constraint = shape.constraint();
      if (constraint && !constraint->enums.empty())
        return Value::string(plan_.service().text(constraint->enums[0]));
      return Value::string("");
    }
    case Type::boolean: return Value(false);
    case Type::integer:
    case Type::long_integer: return Value(0);
    case Type::float_number:
    case Type::double_number: return Value(0.0);
    case Type::timestamp: return Value(turn_.now);
    case Type::blob: return shape.has(models::tables::event_stream) ? Value() : Value::blob("");
    case Type::list: return Value::list(arena());
    case Type::map: return Value::map(arena());
    case Type::document: return Value::map(arena());
    case Type::structure: {
      if (depth > 6) return {};
      if (shape.has(models::tables::event_stream)) return {};
      Value structure = Value::structure(arena());
      for (std::uint16_t i = 0; i < shape.size(); ++i) {
        const Member member = shape.member(i);
        const bool first = shape.has(models::tables::union_shape) && i == 0;
        if (!first && !member.has(models::tables::required)) continue;
        if (const Value value = nothing(member.shape(), depth + 1)) set(structure, member, value);
        if (first) break;
      }
      return structure;
    }
  }
  return {};
}

}  // namespace understudy::derived
