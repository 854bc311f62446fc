// Values as JSON by the names of the model, both ways.
#include "gateway/wire_values.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "gateway/protocol/json.hpp"
#include "gateway/protocol/text.hpp"
#include "services/kit/packed.hpp"

namespace understudy::gateway {
namespace {

using kit::Kind;
using kit::Value;
using models::Member;
using models::Shape;
using models::Type;
namespace dom = simdjson::dom;

constexpr std::string_view hidden = "\"***\"";

// Members of which no shape tells the form: JSON in a header, and the events of a stream.
bool json_in_header(const Member& member) {
  return member.has(models::tables::json_value) && member.location() == models::Location::header;
}
bool events(const Member& member) { return member.shape().has(models::tables::event_stream); }

void append_quoted(std::string& out, const Value& value) {
  out += '"';
  if (value.is(Kind::time)) protocol::append_iso8601(out, value.time(), protocol::Fraction::needed);
  if (value.is(Kind::blob)) protocol::append_base64(out, value.text());
  out += '"';
}

void append_list(std::string& out, const Shape& element, const Value& list, Secrets secrets) {
  out += '[';
  for (const Value& value : list.elements()) {
    append_readable(out, element, value, secrets);
    out += ',';
  }
  if (list.size() > 0) out.pop_back();
  out += ']';
}

void append_structure(std::string& out, const Shape& shape, const Value& structure, Secrets secrets) {
  out += '{';
  for (const Value& value : structure.elements()) {
    const std::string_view name = shape.service().text(value.name());
    const auto member = shape.find(name);
    protocol::append_json_string(out, name);
    out += ':';
    if (secrets == Secrets::hidden && !value.container() && is_secret_name(name)) {
      out += hidden;
    } else if (member && events(*member) && value.is(Kind::list)) {
      append_list(out, member->shape(), value, secrets);
    } else if (member && !json_in_header(*member)) {
      append_readable(out, member->shape(), value, secrets);
    } else {
      protocol::append_json_document(out, value);
    }
    out += ',';
  }
  if (structure.size() > 0) out.pop_back();
  out += '}';
}

void append_map(std::string& out, const Shape& element, const Value& given, Secrets secrets) {
  kit::Arena arena;
  const Value map = kit::plain(given, arena);
  out += '{';
  for (std::uint32_t i = 0; i < map.size(); ++i) {
    protocol::append_json_string(out, map.entry(i).key);
    out += ':';
    append_readable(out, element, map.entry(i).value, secrets);
    out += ',';
  }
  if (map.size() > 0) out.pop_back();
  out += '}';
}

// ---- Reading

[[noreturn]] void unfit(const Shape& shape, dom::element json) {
  throw std::invalid_argument(std::string(simdjson::minify(json)).substr(0, 100) + " is no " +
                              std::string(shape.name()));
}

Value read_document(dom::element json, kit::Arena& arena) {
  switch (json.type()) {
    case dom::element_type::OBJECT: {
      Value map = Value::map(arena);
      for (const auto [key, value] : dom::object(json)) {
        const Value item = read_document(value, arena);
        map.set(arena, arena.copy(key)) = item;
      }
      return map;
    }
    case dom::element_type::ARRAY: {
      Value list = Value::list(arena);
      for (const dom::element element : dom::array(json)) {
        const Value item = read_document(element, arena);
        list.add(arena) = item;
      }
      return list;
    }
    case dom::element_type::STRING: return Value::string(arena.copy(json.get_string()));
    case dom::element_type::BOOL: return bool(json);
    case dom::element_type::INT64: return std::int64_t(json);
    case dom::element_type::UINT64:
    case dom::element_type::DOUBLE: return double(json);
    case dom::element_type::NULL_VALUE: return {};
  }
  return {};
}

Value read_member(const Member& member, dom::element json, kit::Arena& arena) {
  if (json_in_header(member)) return read_document(json, arena);
  if (!events(member) || !json.is_array()) return read_readable(member.shape(), json, arena);
  Value list = Value::list(arena);
  for (const dom::element element : dom::array(json)) {
    const Value item = read_readable(member.shape(), element, arena);
    list.add(arena) = item;
  }
  return list;
}

Value read_structure(const Shape& shape, dom::object json, kit::Arena& arena) {
  Value structure = Value::structure(arena);
  for (const auto [key, value] : json) {
    const auto member = shape.find(key);
    if (!member)
      throw std::invalid_argument(std::string(shape.name()) + " has no member " + std::string(key));
    if (value.is_null()) continue;
    Value item = read_member(*member, value, arena);
    structure.set(arena, member->id()) = item;
  }
  return structure;
}

Value read_list(const Shape& shape, dom::array json, kit::Arena& arena) {
  Value list = Value::list(arena);
  for (const dom::element element : json) {
    const Value item = element.is_null() ? Value() : read_readable(shape.element().shape(), element, arena);
    list.add(arena) = item;
  }
  return list;
}

Value read_map(const Shape& shape, dom::object json, kit::Arena& arena) {
  Value map = Value::map(arena);
  for (const auto [key, value] : json) {
    const Value item = value.is_null() ? Value() : read_readable(shape.value().shape(), value, arena);
    map.set(arena, arena.copy(key)) = item;
  }
  return map;
}

Value read_text(const Shape& shape, std::string_view text, dom::element json, kit::Arena& arena) {
  switch (shape.type()) {
    case Type::string: return Value::string(arena.copy(text));
    case Type::blob:
      if (const auto bytes = protocol::decode_base64(text, arena)) return Value::blob(*bytes);
      break;
    case Type::timestamp:
      if (const auto time = protocol::parse_iso8601(text)) return *time;
      break;
    case Type::float_number:
    case Type::double_number:
      if (text == "NaN" || text == "Infinity" || text == "-Infinity") return *protocol::parse_double(text);
      break;
    default: break;
  }
  unfit(shape, json);
}

Value read_number(const Shape& shape, dom::element json) {
  switch (shape.type()) {
    case Type::integer:
    case Type::long_integer:
      if (json.is_int64()) return std::int64_t(json);
      if (const double real = double(json); real == std::trunc(real) && std::fabs(real) < 9e18)
        return static_cast<std::int64_t>(real);
      break;
    case Type::float_number:
    case Type::double_number: return double(json);
    case Type::timestamp:
      if (const auto time = protocol::time_from_seconds(double(json))) return *time;
      break;
    default: break;
  }
  unfit(shape, json);
}

}  // namespace

// Not all of them are marked in the models: session tokens, queries' signatures, authorization data.
bool is_secret_name(std::string_view name) {
  constexpr std::array<std::string_view, 14> endings{
      "password",      "secret",       "secretaccesskey", "secretkey",         "secretstring",
      "secretbinary",  "sessiontoken", "accesstoken",     "refreshtoken",      "idtoken",
      "identitytoken", "privatekey",   "samlassertion",   "authorizationtoken"};
  return std::ranges::any_of(endings, [&](std::string_view ending) {
    return name.size() >= ending.size() && (name.back() | 0x20) == ending.back() &&
           protocol::equal_without_case(name.substr(name.size() - ending.size()), ending);
  });
}

void append_readable(std::string& out, const Shape& shape, const Value& value, Secrets secrets) {
  if (secrets == Secrets::hidden && shape.has(models::tables::sensitive)) {
    out += hidden;
    return;
  }
  switch (value.kind()) {
    case Kind::structure: return append_structure(out, shape, value, secrets);
    case Kind::list:
      if (shape.type() == Type::list) return append_list(out, shape.element().shape(), value, secrets);
      return protocol::append_json_document(out, value);
    case Kind::map:
      if (shape.type() == Type::map) return append_map(out, shape.value().shape(), value, secrets);
      return protocol::append_json_document(out, value);
    case Kind::time:
    case Kind::blob: return append_quoted(out, value);
    default: return protocol::append_json_document(out, value);
  }
}

Value read_readable(const Shape& shape, dom::element json, kit::Arena& arena) {
  if (shape.type() == Type::document) return read_document(json, arena);
  switch (json.type()) {
    case dom::element_type::OBJECT:
      if (shape.type() == Type::structure) return read_structure(shape, json, arena);
      if (shape.type() == Type::map) return read_map(shape, json, arena);
      break;
    case dom::element_type::ARRAY:
      if (shape.type() == Type::list) return read_list(shape, json, arena);
      break;
    case dom::element_type::BOOL:
      if (shape.type() == Type::boolean) return bool(json);
      break;
    case dom::element_type::STRING: return read_text(shape, json.get_string(), json, arena);
    case dom::element_type::INT64:
    case dom::element_type::UINT64:
    case dom::element_type::DOUBLE: return read_number(shape, json);
    case dom::element_type::NULL_VALUE: return {};
  }
  unfit(shape, json);
}

}  // namespace understudy::gateway
