// From a template's values to those of a model's shapes.
#include "services/cloudformation/convert.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "services/cloudformation/template.hpp"
#include "services/kit/format.hpp"
#include "services/kit/json.hpp"

namespace understudy::cloudformation {
namespace {

using kit::Kind;
using models::Type;

bool same_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(
      a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

// The members of a list's elements that hold a tag's key and value, or a parameter's.
std::optional<models::Member> ending(const models::Shape& structure, std::string_view word) {
  for (std::uint16_t i = 0; i < structure.size(); ++i) {
    const std::string_view name = structure.member(i).name();
    if (name.size() >= word.size() && same_name(name.substr(name.size() - word.size()), word))
      return structure.member(i);
  }
  return std::nullopt;
}

struct Converter {
  Renames renames;
  kit::Arena& arena;
  std::string& problem;

  Value fail(std::string why) {
    if (problem.empty()) problem = std::move(why);
    return {};
  }
  Value string(std::string_view text) { return Value::string(arena.copy(text)); }

  Value convert(const Value& value, const models::Shape& shape) {
    if (!value) return {};
    switch (shape.type()) {
      case Type::structure: return structure(value, shape);
      case Type::list: return list(value, shape);
      case Type::map: return map(value, shape);
      case Type::document: return value;
      case Type::boolean: return boolean(value, shape);
      case Type::integer:
      case Type::long_integer: return integer(value, shape);
      case Type::float_number:
      case Type::double_number: return real(value, shape);
      case Type::timestamp: return time(value, shape);
      case Type::blob: return Value::blob(arena.copy(text_of(value)));
      case Type::string: return value.is(Kind::string) ? value : string(text_of(value));
    }
    return {};
  }

  Value structure(const Value& value, const models::Shape& shape) {
    if (value.is(Kind::list)) return counted(value, shape);
    if (!value.is(Kind::map) && shape.size() == 1) {  // a text that stands for all of it (Route 53's records)
      Value only = Value::map(arena, 1);
      only.set(arena, shape.member(0).name()) = convert(value, shape.member(0).shape());
      return only;
    }
    if (!value.is(Kind::map))
      return fail(fmt::format("expected type: JSONObject, found: String ({})", shape.name()));
    Value result = Value::map(arena, value.size());
    for (std::uint32_t i = 0; i < value.size(); ++i) {
      const auto [key, each] = value.entry(i);
      const auto member = member_of(shape, key, renames);
      if (!member) return fail(fmt::format("extraneous key [{}] is not permitted", key));
      result.set(arena, member->name()) = convert(each, member->shape());
    }
    return result;
  }

  // A list within a structure that counts it (CloudFront), or that holds nothing else (S3's rules).
  Value counted(const Value& value, const models::Shape& shape) {
    std::optional<models::Member> items;
    for (std::uint16_t i = 0; i < shape.size(); ++i)
      if (shape.member(i).shape().type() == Type::list && !items) items = shape.member(i);
    if (!items) return fail(fmt::format("expected type: JSONObject, found: JSONArray ({})", shape.name()));
    Value result = Value::map(arena, 2);
    result.set(arena, items->name()) = convert(value, items->shape());
    if (const auto quantity = shape.find("Quantity"))
      result.set(arena, quantity->name()) = static_cast<std::int64_t>(value.size());
    return result;
  }

  Value list(const Value& value, const models::Shape& shape) {
    const models::Shape element = shape.element().shape();
    if (value.is(Kind::list)) {
      Value result = Value::list(arena, value.size());
      for (const Value& each : value.elements()) result.add(arena) = convert(each, element);
      return result;
    }
    if (value.is(Kind::map) && element.type() == Type::structure) {
      const auto key = ending(element, "key"), said = ending(element, "value");
      if (key && said && !member_of(element, value.size() ? value.entry(0).key : "")) {
        Value result = Value::list(arena, value.size());
        for (std::uint32_t i = 0; i < value.size(); ++i) {
          Value pair = Value::map(arena, 2);
          pair.set(arena, key->name()) = string(value.entry(i).key);
          pair.set(arena, said->name()) = convert(value.entry(i).value, said->shape());
          result.add(arena) = pair;
        }
        return result;
      }
    }
    Value result = Value::list(arena, 1);
    result.add(arena) = convert(value, element);
    return result;
  }

  Value map(const Value& value, const models::Shape& shape) {
    const models::Shape of = shape.value().shape();
    if (value.is(Kind::map)) {
      Value result = Value::map(arena, value.size());
      for (std::uint32_t i = 0; i < value.size(); ++i)
        result.set(arena, value.entry(i).key) = convert(value.entry(i).value, of);
      return result;
    }
    if (!value.is(Kind::list))
      return fail(fmt::format("expected type: JSONObject, found: String ({})", shape.name()));
    Value result = Value::map(arena, value.size());
    for (const Value& each : value.elements()) {
      const Value *key = each.find("Key"), *said = each.find("Value");
      if (!key) return fail("required key [Key] not found");
      result.set(arena, arena.copy(text_of(*key))) = convert(said ? *said : string(""), of);
    }
    return result;
  }

  Value boolean(const Value& value, const models::Shape& shape) {
    if (value.is(Kind::boolean)) return value;
    const std::string text = text_of(value);
    if (same_name(text, "true") || text == "1") return true;
    if (same_name(text, "false") || text == "0") return false;
    return fail(fmt::format("expected type: Boolean, found: String ({})", shape.name()));
  }

  Value integer(const Value& value, const models::Shape& shape) {
    if (value.is(Kind::integer)) return value;
    if (value.is(Kind::real) && value.real() == std::floor(value.real()) && std::abs(value.real()) < 9e15)
      return static_cast<std::int64_t>(value.real());
    const std::string_view text = value.text();
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc() || end != text.data() + text.size())
      return fail(fmt::format("expected type: Integer, found: String ({})", shape.name()));
    return number;
  }

  Value real(const Value& value, const models::Shape& shape) {
    if (value.is(Kind::real) || value.is(Kind::integer)) return value.real();
    const std::string_view text = value.text();
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc() || end != text.data() + text.size())
      return fail(fmt::format("expected type: Number, found: String ({})", shape.name()));
    return number;
  }

  Value time(const Value& value, const models::Shape& shape) {
    if (value.is(Kind::integer)) return kit::from_epoch_seconds(value.integer());
    if (const auto instant = kit::parse_rfc3339(value.text())) return *instant;
    return fail(fmt::format("expected a date and time ({})", shape.name()));
  }
};

}  // namespace

std::optional<models::Member> member_of(const models::Shape& structure, std::string_view property,
                                        Renames renames) {
  for (const auto& [from, to] : renames)
    if (from == property)
      if (const auto member = structure.find(to)) return member;
  if (const auto member = structure.find(property)) return member;
  for (std::uint16_t i = 0; i < structure.size(); ++i)
    if (same_name(structure.member(i).name(), property)) return structure.member(i);
  return std::nullopt;
}

Value convert(const Value& value, const models::Shape& shape, Renames renames, kit::Arena& arena,
              std::string& problem) {
  return Converter{renames, arena, problem}.convert(value, shape);
}

void check_shape(const Value& value, const models::Shape& shape, const std::string& path,
                 std::string& problem) {
  if (!problem.empty() || !value) return;
  const auto bounds = shape.constraint();
  const auto within = [&](double size, std::string_view what) {
    if (!bounds || (size >= bounds->min && size <= bounds->max)) return;
    problem = fmt::format("#{}: the {} {} is out of its bounds", path, what, size);
  };
  switch (shape.type()) {
    case Type::structure:
      for (std::uint16_t i = 0; i < shape.size(); ++i) {
        const models::Member member = shape.member(i);
        const Value* found = value.find(member.name());
        if (found && *found) {
          check_shape(*found, member.shape(), path + "/" + std::string(member.name()), problem);
        } else if (member.has(models::tables::required) && !member.has(models::tables::idempotency_token) &&
                   problem.empty()) {
          problem = fmt::format("#{}: required key [{}] not found", path, member.name());
        }
      }
      return;
    case Type::list:
      within(value.size(), "number of items");
      for (const Value& each : value.elements()) check_shape(each, shape.element().shape(), path, problem);
      return;
    case Type::map:
      within(value.size(), "number of entries");
      for (std::uint32_t i = 0; i < value.size(); ++i)
        check_shape(value.entry(i).value, shape.value().shape(), path, problem);
      return;
    case Type::string:
      within(static_cast<double>(value.text().size()), "length");
      if (bounds && !bounds->enums.empty() && problem.empty() &&
          std::ranges::none_of(
              bounds->enums, [&](models::tables::Text t) { return shape.service().text(t) == value.text(); }))
        problem = fmt::format("#{}: {} is not a valid enum value", path, value.text());
      return;
    case Type::integer:
    case Type::long_integer: return within(static_cast<double>(value.integer()), "number");
    case Type::float_number:
    case Type::double_number: return within(value.real(), "number");
    default: return;
  }
}

}  // namespace understudy::cloudformation
