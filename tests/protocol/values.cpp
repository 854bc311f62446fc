// Values for the tests of the wire engine.
#include "tests/protocol/values.hpp"

#include <fmt/format.h>

#include "gateway/protocol/text.hpp"

namespace understudy::gateway::protocol {
namespace {

using kit::Kind;
using kit::Value;
using models::Member;
using models::Shape;
using models::Type;

class Maker {
 public:
  explicit Maker(kit::Arena& arena) : arena_(arena) {}

  Value value(const Member& member, int levels) {
    const Shape shape = member.shape();
    ++count_;
    switch (shape.type()) {
      case Type::structure: return structure(shape, levels - 1);
      case Type::list: {
        Value list = Value::list(arena_);
        for (int i = 0; levels > 0 && i < 2; ++i)
          list.items()->push(arena_) = value(shape.element(), levels - 1);
        return list;
      }
      case Type::map: {
        Value map = Value::map(arena_);
        for (int i = 0; levels > 0 && i < 2; ++i) {
          map.items()->push(arena_) = Value::string(text("key"));
          map.items()->push(arena_) = value(shape.value(), levels - 1);
        }
        return map;
      }
      case Type::boolean: return count_ % 2 == 0;
      case Type::integer:
      case Type::long_integer: return count_;
      case Type::float_number:
      case Type::double_number: return static_cast<double>(count_) + 0.5;
      case Type::timestamp: {
        const bool whole = member.timestamp() == models::TimestampFormat::rfc822;
        return kit::Time(kit::milliseconds(1'700'000'000'000 + count_ * (whole ? 1000 : 1)));
      }
      case Type::blob: return Value::blob(text("\x00\xFF blob"));
      default: return Value::string(text(" <&>\"'\n+%ä漢"));
    }
  }

  Value structure(const Shape& shape, int levels) {
    Value result = Value::structure(arena_);
    for (std::uint16_t i = 0; i < shape.size(); ++i) {
      const Member member = shape.member(i);
      if (member.location() != models::Location::body) continue;
      if (!shape.by_wire(member.wire()) || shape.by_wire(member.wire())->id() != member.id()) continue;
      const Type type = member.shape().type();
      if (levels <= 0 && (type == Type::structure || type == Type::list || type == Type::map)) continue;
      Value made = value(member, levels);
      if (made.container() && made.size() == 0) continue;  // query has no form for it
      result.set(arena_, member.id()) = made;
      if (shape.has(models::tables::union_shape)) break;
    }
    return result;
  }

 private:
  std::string_view text(std::string_view rest) { return arena_.copy(fmt::format("{}{}", count_, rest)); }

  kit::Arena& arena_;
  std::int64_t count_ = 0;
};

}  // namespace

std::string shown(const models::Service& service, const Value& value) {
  std::string out;
  switch (value.kind()) {
    case Kind::none: return "null";
    case Kind::boolean: return value.boolean() ? "true" : "false";
    case Kind::integer: append_integer(out, value.integer()); return out;
    case Kind::real: append_double(out, value.real()); return out;
    case Kind::string: return fmt::format("\"{}\"", value.text());
    case Kind::blob: return fmt::format("b\"{}\"", value.text());
    case Kind::time: append_iso8601(out, value.time(), Fraction::needed); return out;
    case Kind::list:
      for (const Value& v : value.elements()) out += (out.empty() ? "" : " ") + shown(service, v);
      return "[" + out + "]";
    case Kind::map:
      for (std::uint32_t i = 0; i < value.size(); ++i)
        out += fmt::format("{}\"{}\":{}", i ? " " : "", value.entry(i).key,
                           shown(service, value.entry(i).value));
      return "{" + out + "}";
    case Kind::structure:
      for (const Value& v : value.elements())
        out += fmt::format("{}{}:{}", out.empty() ? "" : " ", service.text(v.name()), shown(service, v));
      return "{" + out + "}";
  }
  return out;
}

Value made_up(const Shape& shape, kit::Arena& arena, int levels) {
  return Maker(arena).structure(shape, levels);
}

}  // namespace understudy::gateway::protocol
