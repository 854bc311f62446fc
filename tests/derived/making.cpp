// Values along shapes: numbers within ranges, texts by patterns, the first of an enum.
#include "tests/derived/making.hpp"

#include <algorithm>
#include <cmath>

#include "services/derived/text.hpp"

namespace understudy::derived {

using kit::Value;
using models::Member;
using models::Shape;
using models::Type;

namespace {

std::size_t bound(double v, std::size_t otherwise) {
  return std::isfinite(v) && v >= 0 && v < 1e6 ? static_cast<std::size_t>(v) : otherwise;
}

}  // namespace

std::string Making::text(const Shape& shape) {
  const auto c = shape.constraint();
  if (c && !c->enums.empty()) return std::string(shape.service().text(c->enums.front()));
  const std::size_t least = c ? bound(c->min, 0) : 0, most = c ? bound(c->max, 100) : 100;
  const std::string number = std::to_string(++made_);
  const std::string usual_texts[] = {"made" + number,
                                     "Made" + number,
                                     number + "000000000000",
                                     "arn:aws:iam::123456789012:role/made" + number,
                                     "arn:aws:lambda:us-east-1:123456789012:function:made" + number,
                                     "arn:aws:kms:us-east-1:123456789012:key/" + random_.uuid(),
                                     "https://example.com/" + number,
                                     "me" + number + "@example.com",
                                     "s3://bucket/made" + number,
                                     random_.uuid(),
                                     "10." + number.substr(0, 1) + ".0.0/16",
                                     "us-east-1",
                                     "+12025550100",
                                     "2026-01-01",
                                     "i-0123456789abcdef0",
                                     "/made" + number,
                                     "{}"};
  for (const std::string& usual : usual_texts) {
    std::string candidate = usual;
    while (candidate.size() < least && candidate.size() < 4000) candidate += "x";
    if (candidate.size() > most) continue;
    if (fits(shape, candidate)) return candidate;
  }
  if (c && !c->pattern.empty())
    for (int tries = 0; tries < 5; ++tries)
      if (auto made = text_for(c->pattern, least, most, random_); made && fits(shape, *made)) return *made;
  std::string digits =
      random_.pick("abcdefghijklmnopqrstuvwxyz", std::clamp<std::size_t>(8, least, std::max(least, most)));
  return digits;
}

Value Making::value(const Shape& shape, kit::Arena& arena, int depth) {
  const auto c = shape.constraint();
  switch (shape.type()) {
    case Type::structure: return structure(shape, arena, depth);
    case Type::list: {
      Value list = Value::list(arena);
      if (depth > 12) return list;
      const std::size_t size = std::max<std::size_t>(c ? bound(c->min, 1) : 1, depth > 6 ? 0 : 1);
      for (std::size_t i = 0; i < std::min<std::size_t>(size, 20); ++i) {
        const Value one = value(shape.element().shape(), arena, depth + 1);
        list.add(arena) = one;
      }
      return list;
    }
    case Type::map: {
      Value map = Value::map(arena);
      if (depth > 12) return map;
      const std::string_view key = arena.copy(text(shape.key().shape()));
      const Value one = value(shape.value().shape(), arena, depth + 1);
      map.set(arena, key) = one;
      return map;
    }
    case Type::string: return Value::string(arena.copy(text(shape)));
    case Type::blob: {
      std::string bytes = "bytes" + std::to_string(++made_);
      if (c && bytes.size() < bound(c->min, 0)) bytes.resize(bound(c->min, 0), 'x');
      return Value::blob(arena.copy(bytes));
    }
    case Type::boolean: return Value(true);
    case Type::integer:
    case Type::long_integer: {
      const double least = c && std::isfinite(c->min) ? c->min : 1,
                   most = c && std::isfinite(c->max) ? c->max : 1e6;
      return Value(
          static_cast<std::int64_t>(std::min(most, std::max(least, 1.0) + static_cast<double>(++made_ % 7))));
    }
    case Type::float_number:
    case Type::double_number: {
      const double least = c && std::isfinite(c->min) ? c->min : 1;
      return Value(least + 0.5 > (c && std::isfinite(c->max) ? c->max : 1e9) ? least : least + 0.5);
    }
    case Type::timestamp:
      return Value(kit::from_epoch_seconds(1767225600 + static_cast<std::int64_t>(++made_)));
    case Type::document: return Value::map(arena);
  }
  return {};
}

Value Making::structure(const Shape& shape, kit::Arena& arena, int depth) {
  Value made = Value::structure(arena);
  if (shape.has(models::tables::event_stream)) return {};
  for (std::uint16_t i = 0; i < shape.size(); ++i) {
    const Member member = shape.member(i);
    const bool first = shape.has(models::tables::union_shape) && i == 0;
    if (!first && !member.has(models::tables::required)) continue;
    if (depth > 14) continue;
    if (const Value one = value(member.shape(), arena, depth + 1)) made.set(arena, member.id()) = one;
    if (first) break;
  }
  return made;
}

Value Making::input(const models::Operation& operation, kit::Arena& arena, bool much,
                    const std::function<Value(std::uint16_t)>& known,
                    const std::function<bool(std::uint16_t)>& skip) {
  Value made = Value::structure(arena);
  const auto shape = operation.input();
  if (!shape) return made;
  for (std::uint16_t i = 0; i < shape->size(); ++i) {
    const Member member = shape->member(i);
    if (const Value value = known(i)) {
      made.set(arena, member.id()) = value;
      continue;
    }
    const bool required = member.has(models::tables::required);
    if (!required && (skip(i) || shape->has(models::tables::union_shape))) continue;
    const Type type = member.shape().type();
    const bool scalar =
        type == Type::string || type == Type::integer || type == Type::boolean || type == Type::long_integer;
    if (!required && !(much && scalar)) continue;
    if (const Value value = this->value(member.shape(), arena)) made.set(arena, member.id()) = value;
  }
  return made;
}

}  // namespace understudy::derived
