// Walks a value beside its shape.
#include "tests/contract/shapes.hpp"

#include <fmt/format.h>

#include <array>

#include "services/kit/packed.hpp"

namespace understudy::contract {
namespace {

using kit::Kind;
using kit::Value;
using models::Type;

constexpr std::array<std::string_view, 10> kinds{"null",     "a boolean",  "a whole number", "a number",
                                                 "a string", "a blob",     "a time",         "a list",
                                                 "a map",    "a structure"};

bool fits(Kind kind, Type type) {
  switch (type) {
    case Type::structure: return kind == Kind::structure;
    case Type::list: return kind == Kind::list;
    case Type::map: return kind == Kind::map;
    case Type::string: return kind == Kind::string;
    case Type::blob: return kind == Kind::blob;
    case Type::boolean: return kind == Kind::boolean;
    case Type::integer:
    case Type::long_integer: return kind == Kind::integer;
    case Type::float_number:
    case Type::double_number: return kind == Kind::real || kind == Kind::integer;
    case Type::timestamp: return kind == Kind::time;
    case Type::document: return kind != Kind::structure && kind != Kind::blob && kind != Kind::time;
  }
  return false;
}

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const std::size_t size = byte < 0x80       ? 1
                             : byte >> 5 == 6  ? 2
                             : byte >> 4 == 14 ? 3
                             : byte >> 3 == 30 ? 4
                                               : 0;
    if (size == 0 || i + size > text.size()) return false;
    for (std::size_t j = 1; j < size; ++j)
      if ((static_cast<unsigned char>(text[i + j]) & 0xC0) != 0x80) return false;
    i += size;
  }
  return true;
}

std::string below(std::string_view step, std::string problem) {
  if (problem.empty()) return problem;
  return fmt::format("{}{}{}", step, problem.starts_with(':') ? "" : ".", problem);
}

std::string walk(const Value& value, const models::Shape& shape);

std::string members(const Value& value, const models::Shape& shape) {
  for (const Value& one : value.elements()) {
    bool known = false;
    for (std::uint16_t i = 0; i < shape.size(); ++i) {
      const models::Member member = shape.member(i);
      if (member.id() != one.name()) continue;
      known = true;
      if (!one) continue;  // absent
      if (auto problem = walk(one, member.shape()); !problem.empty()) return below(member.name(), problem);
    }
    if (!known) return fmt::format(": {} has no member {}", shape.name(), shape.service().text(one.name()));
  }
  for (std::uint16_t i = 0; i < shape.size(); ++i)
    // AWS leaves empty lists out, required or not: XML cannot tell the two apart.
    if (const models::Member member = shape.member(i);
        member.has(models::tables::required) && member.shape().type() != Type::list)
      if (const Value* there = value.member(member.id()); !there || !*there)
        return fmt::format(": {} must have {}", shape.name(), member.name());
  return {};
}

// Empty, or the path's rest with the problem behind a colon.
std::string walk(const Value& value, const models::Shape& shape) {
  if (!fits(value.kind(), shape.type()))
    return fmt::format(": {} for {}", kinds[static_cast<std::size_t>(value.kind())], shape.name());
  switch (shape.type()) {
    case Type::structure: return members(value, shape);
    case Type::list:
      for (std::uint32_t i = 0; i < value.size(); ++i)
        if (auto problem = walk(value.elements()[i], shape.element().shape()); !problem.empty())
          return below(std::to_string(i), problem);
      return {};
    case Type::map: {
      kit::Arena arena;
      const Value map = kit::plain(value, arena);
      for (std::uint32_t i = 0; i < map.size(); ++i) {
        const auto [key, one] = map.entry(i);
        if (!is_utf8(key)) return ": a key that is no UTF-8";
        if (auto problem = walk(one, shape.value().shape()); !problem.empty()) return below(key, problem);
      }
      return {};
    }
    case Type::string: return is_utf8(value.text()) ? "" : ": no UTF-8";
    case Type::integer:
      return value.integer() == static_cast<std::int32_t>(value.integer()) ? "" : ": beyond 32 bits";
    default: return {};
  }
}

}  // namespace

std::string misfit(const Value& value, const models::Shape& shape) {
  return value ? walk(value, shape) : members(Value(), shape);
}

}  // namespace understudy::contract
