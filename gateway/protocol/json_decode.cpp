// Reading JSON by the models, over simdjson's on-demand parser.
#include <simdjson.h>

#include <cmath>
#include <string>

#include "gateway/protocol/base64.hpp"
#include "gateway/protocol/json.hpp"
#include "gateway/protocol/protocol.hpp"
#include "gateway/protocol/text.hpp"
#include "gateway/protocol/unique_keys.hpp"
#include "gateway/protocol/wrong_type.hpp"
#include "services/kit/scan.hpp"

namespace understudy::gateway::protocol {

namespace scan = kit::scan;

namespace {

using models::Member;
using models::Shape;
using models::Type;
using simdjson::ondemand::json_type;
namespace ondemand = simdjson::ondemand;

constexpr std::size_t kept_capacity = std::size_t{1}
                                      << 20;  // a parser that grew beyond is given back after its text

class Decoder {
 public:
  Decoder(std::string_view text, const models::Service* service, kit::Arena& arena,
          const kit::Packing* packing)
      : end_(text.data() + text.size()),
        dynamodb_(service && speaks_dynamodb(*service)),
        arena_(&arena),
        packing_(packing) {}

  kit::Failure failure() && { return {"SerializationException", std::move(message_), 400}; }

  bool root(ondemand::document& document, const Shape* shape, Members which, kit::Value& to);
  // Nothing may follow the value: then there is no current location any more.
  bool at_end(ondemand::document& document) {
    return document.current_location().error() == simdjson::OUT_OF_BOUNDS || broken();
  }

 private:
  bool broken() { return false; }  // no JSON: AWS gives no message
  bool says(std::string message) {
    message_ = std::move(message);
    return false;
  }
  bool mismatch(json_type found, std::string_view token, const Shape& wanted, Place place);

  template <class V>
  bool type_of(V& v, json_type& type) {
    return !v.type().get(type) || broken();
  }
  template <class V>
  bool text(V& v, std::string_view& to);
  template <class V>
  bool number(V& v, kit::Value& to);
  template <class V>
  bool real(V& v, double& to);
  template <class V>
  bool document(V& v, kit::Value& to, int depth);
  bool skip(ondemand::value& v, int depth);

  bool key(ondemand::field& field, std::string_view& to);
  std::optional<Member> member(ondemand::field& field, const Shape& shape, std::uint16_t& expected, bool& ok);
  bool structure(ondemand::object& object, const Shape& shape, Members which, kit::Value& to, int depth);
  bool list(ondemand::array& array, const Shape& shape, kit::Value& to, int depth);
  bool map(ondemand::object& object, const Shape& shape, kit::Value& to, int depth);
  // Leaves `to` as Kind::none for null.
  bool value(ondemand::value& v, const Member& member, Place place, kit::Value& to, int depth);
  bool container(ondemand::value& v, const Shape& shape, json_type type, Place place, kit::Value& to,
                 int depth);
  bool packed(ondemand::value& v, const Shape& shape, kit::Value& to);
  bool scalar(ondemand::value& v, const Member& member, json_type type, Place place, kit::Value& to);
  bool string_as(std::string_view text, const Member& member, Place place, kit::Value& to);
  bool number_as(ondemand::value& v, const Shape& shape, kit::Value& to);

  const char* end_;
  bool dynamodb_;
  kit::Arena* arena_;
  const kit::Packing* packing_;
  std::string message_;
};

bool Decoder::mismatch(json_type found, std::string_view token, const Shape& wanted, Place place) {
  const auto what = [&] {
    switch (found) {
      case json_type::object: return Found::object;
      case json_type::array: return Found::list;
      case json_type::string: return Found::string;
      case json_type::number:
        return token.find_first_of(".eE") == token.npos ? Found::number : Found::decimal;
      default: return token.starts_with('t') ? Found::true_value : Found::false_value;
    }
  };
  return says(wrong_type(what(), wanted, place));
}

// A string without escapes stays in the request's body.
template <class V>
bool Decoder::text(V& v, std::string_view& to) {
  std::string_view token;
  if (simdjson::simdjson_result<std::string_view>(v.raw_json_token()).get(token)) return broken();
  const char* const begin = token.data() + 1;
  const char* at = begin;
  // Stage 1 saw the closing quote, so this ends at a quote or a backslash before the padding does.
  for (std::uint64_t marks;; at += 8) {
    const std::uint64_t word = scan::load(at);
    if ((marks = scan::equal(word, '"') | scan::equal(word, '\\'))) {
      at += scan::first(marks);
      break;
    }
  }
  if (*at == '"') {
    ondemand::raw_json_string consumed;
    if (v.get_raw_json_string().get(consumed)) return broken();
    to = {begin, static_cast<std::size_t>(at - begin)};
    return true;
  }
  std::string_view unescaped;
  if (v.get_string().get(unescaped)) return broken();
  to = arena_->copy(unescaped);
  return true;
}

// The number that a token begins with. simdjson 3.0.1's On-Demand takes 3.14159265358979323846 for 0 and
// shifts others of more than 19 digits, so it is only asked what a number is.
double real_of(std::string_view token) {
  const auto number = parse_double(token.substr(0, token.find_first_not_of("+-.0123456789eE")));
  return number.value_or(std::numeric_limits<double>::quiet_NaN());
}

template <class V>
bool Decoder::real(V& v, double& to) {
  std::string_view token;
  if (simdjson::simdjson_result<std::string_view>(v.raw_json_token()).get(token)) return broken();
  double judged;
  if (v.get_double().get(judged)) return broken();
  to = real_of(token);
  return std::isfinite(to) || broken();
}

// A whole number where it fits, else a real one.
template <class V>
bool Decoder::number(V& v, kit::Value& to) {
  std::string_view token;
  if (simdjson::simdjson_result<std::string_view>(v.raw_json_token()).get(token)) return broken();
  ondemand::number number;
  if (!v.get_number().get(number)) {
    if (number.is_int64()) {
      to = number.get_int64();
    } else {
      const double value = real_of(token);
      to = value;
      return std::isfinite(value) || broken();
    }
    return true;
  }
  double value;
  if (!real(v, value)) return false;
  to = value;
  return true;
}

template <class V>
bool Decoder::document(V& v, kit::Value& to, int depth) {
  if (depth > max_depth) return broken();
  json_type type;
  if (!type_of(v, type)) return false;
  switch (type) {
    case json_type::object: {
      ondemand::object object;
      if (v.get_object().get(object)) return broken();
      to = kit::Value::map(*arena_);
      UniqueKeys keys(to);
      for (auto result : object) {
        ondemand::field field;
        std::string_view name;
        if (std::move(result).get(field)) return broken();
        if (!key(field, name)) return false;
        kit::Value item;
        if (!document(field.value(), item, depth + 1)) return false;
        keys.set(*arena_, name) = item;
      }
      return true;
    }
    case json_type::array: {
      ondemand::array array;
      if (v.get_array().get(array)) return broken();
      to = kit::Value::list(*arena_);
      for (auto result : array) {
        ondemand::value element;
        kit::Value item;
        if (std::move(result).get(element)) return broken();
        if (!document(element, item, depth + 1)) return false;
        to.add(*arena_) = item;
      }
      return true;
    }
    case json_type::string: {
      std::string_view string;
      if (!text(v, string)) return false;
      to = kit::Value::string(string);
      return true;
    }
    case json_type::number: return number(v, to);
    case json_type::boolean: {
      bool boolean;
      if (v.get_bool().get(boolean)) return broken();
      to = boolean;
      return true;
    }
    case json_type::null: {
      bool null = false;
      to = {};
      return (!simdjson::simdjson_result<bool>(v.is_null()).get(null) && null) || broken();
    }
  }
  return broken();
}

// Walks over what nobody asked for, so that bad JSON in it is seen.
bool Decoder::skip(ondemand::value& v, int depth) {
  if (depth > max_depth) return broken();
  json_type type;
  if (!type_of(v, type)) return false;
  if (type == json_type::object) {
    ondemand::object object;
    if (v.get_object().get(object)) return broken();
    for (auto result : object) {
      ondemand::field field;
      std::string_view name;
      if (std::move(result).get(field)) return broken();
      if (!key(field, name) || !skip(field.value(), depth + 1)) return false;
    }
    return true;
  }
  if (type == json_type::array) {
    ondemand::array array;
    if (v.get_array().get(array)) return broken();
    for (auto result : array) {
      ondemand::value element;
      if (std::move(result).get(element)) return broken();
      if (!skip(element, depth + 1)) return false;
    }
    return true;
  }
  kit::Value ignored;
  return document(v, ignored, depth);
}

bool Decoder::key(ondemand::field& field, std::string_view& to) {
  const char* const begin = field.key().raw();
  const char* at = begin;
  while (*at != '"' && *at != '\\') ++at;
  if (*at == '"') {
    to = {begin, static_cast<std::size_t>(at - begin)};
    return true;
  }
  std::string_view unescaped;
  if (field.unescaped_key().get(unescaped)) return broken();
  to = arena_->copy(unescaped);
  return true;
}

// The key's member. Clients write members in the model's order, so those behind the last one are tried first.
std::optional<Member> Decoder::member(ondemand::field& field, const Shape& shape, std::uint16_t& expected,
                                      bool& ok) {
  constexpr std::uint16_t tries = 4;
  const char* const raw = field.key().raw();
  const auto room = static_cast<std::size_t>(end_ - raw);
  for (std::uint16_t i = expected; i < shape.size() && i < expected + tries; ++i) {
    const Member candidate = shape.member(i);
    const std::string_view wire = candidate.wire();
    if (wire.size() < room && raw[wire.size()] == '"' && std::memcmp(raw, wire.data(), wire.size()) == 0) {
      expected = static_cast<std::uint16_t>(i + 1);
      return candidate;
    }
  }
  std::string_view name;
  ok = key(field, name);
  if (!ok) return {};
  return shape.by_wire(name);
}

bool Decoder::structure(ondemand::object& object, const Shape& shape, Members which, kit::Value& to,
                        int depth) {
  if (depth > max_depth) return broken();
  std::uint16_t expected = 0;
  for (auto result : object) {
    ondemand::field field;
    if (std::move(result).get(field)) return broken();
    bool ok = true;
    const std::optional<Member> found = member(field, shape, expected, ok);
    if (!ok) return false;
    const bool ours = found && (which == Members::all || found->location() == models::Location::body ||
                                found->location() == models::Location::status_code);
    if (!ours) {
      if (!skip(field.value(), depth + 1)) return false;
      continue;
    }
    kit::Value item;
    if (!value(field.value(), *found, Place::field, item, depth + 1)) return false;
    if (!item) continue;
    to.set(*arena_, found->id()) = item;
  }
  return true;
}

bool Decoder::list(ondemand::array& array, const Shape& shape, kit::Value& to, int depth) {
  if (depth > max_depth) return broken();
  const Member element = shape.element();
  const bool sparse = shape.has(models::tables::sparse);
  for (auto result : array) {
    ondemand::value v;
    kit::Value item;
    if (std::move(result).get(v)) return broken();
    if (!value(v, element, Place::element, item, depth + 1)) return false;
    if (item || sparse) to.add(*arena_) = item;
  }
  return true;
}

bool Decoder::map(ondemand::object& object, const Shape& shape, kit::Value& to, int depth) {
  if (depth > max_depth) return broken();
  const Member element = shape.value();
  const bool sparse = shape.has(models::tables::sparse);
  UniqueKeys keys(to);
  for (auto result : object) {
    ondemand::field field;
    std::string_view name;
    kit::Value item;
    if (std::move(result).get(field)) return broken();
    if (!key(field, name) || !value(field.value(), element, Place::element, item, depth + 1)) return false;
    if (item || sparse) keys.set(*arena_, name) = item;
  }
  return true;
}

bool Decoder::value(ondemand::value& v, const Member& member, Place place, kit::Value& to, int depth) {
  const Shape shape = member.shape();
  if (shape.type() == Type::document) return document(v, to, depth);
  json_type type;
  if (!type_of(v, type)) return false;
  if (type == json_type::null) {
    bool null = false;
    return (!v.is_null().get(null) && null) || broken();
  }
  const bool ours =
      shape.type() == Type::structure || shape.type() == Type::list || shape.type() == Type::map;
  return ours ? container(v, shape, type, place, to, depth) : scalar(v, member, type, place, to);
}

// Whether the service has read it. The parser then walks over the text by itself.
bool Decoder::packed(ondemand::value& v, const Shape& shape, kit::Value& to) {
  if (shape.value().shape().name() != packing_->element) return false;
  std::string_view token;
  if (simdjson::simdjson_result<std::string_view>(v.raw_json_token()).get(token)) return false;
  const kit::Packed* form =
      packing_->read({token.data(), static_cast<std::size_t>(end_ - token.data())}, *arena_);
  if (form) to = kit::pack(*form, *arena_);
  return form;
}

bool Decoder::container(ondemand::value& v, const Shape& shape, json_type type, Place place, kit::Value& to,
                        int depth) {
  if (shape.type() == Type::list && type == json_type::array) {
    ondemand::array array;
    if (v.get_array().get(array)) return broken();
    to = kit::Value::list(*arena_);
    return list(array, shape, to, depth);
  }
  if (shape.type() == Type::list || type != json_type::object) return mismatch(type, {}, shape, place);
  if (packing_ && shape.type() == Type::map && packed(v, shape, to)) return true;
  ondemand::object object;
  if (v.get_object().get(object)) return broken();
  if (shape.type() == Type::map) {
    to = kit::Value::map(*arena_);
    return map(object, shape, to, depth);
  }
  to = kit::Value::structure(*arena_);
  return structure(object, shape, Members::all, to, depth);
}

bool Decoder::scalar(ondemand::value& v, const Member& member, json_type type, Place place, kit::Value& to) {
  const Shape shape = member.shape();
  if (type == json_type::string) {
    std::string_view string;
    if (!text(v, string)) return false;
    if (shape.type() != Type::string) return string_as(string, member, place, to);
    to = kit::Value::string(string);
    return true;
  }
  if (type == json_type::number) {
    switch (shape.type()) {
      case Type::integer:
      case Type::long_integer:
      case Type::float_number:
      case Type::double_number:
      case Type::timestamp: return number_as(v, shape, to);
      default: break;
    }
  }
  if (type == json_type::boolean && shape.type() == Type::boolean) {
    bool boolean;
    if (v.get_bool().get(boolean)) return broken();
    to = boolean;
    return true;
  }
  return mismatch(type, v.raw_json_token(), shape, place);
}

// A string where another scalar is wanted.
bool Decoder::string_as(std::string_view text, const Member& member, Place place, kit::Value& to) {
  const Shape shape = member.shape();
  switch (shape.type()) {
    case Type::blob: {
      std::string_view bytes;
      if (std::string fault = decode_base64_strictly(text, *arena_, bytes); !fault.empty())
        return says(dynamodb_ ? fault
                              : "'" + std::string(text) + "' can not be converted to a Blob: " + fault);
      to = kit::Value::blob(bytes);
      return true;
    }
    case Type::float_number:
    case Type::double_number:
      if (text != "NaN" && text != "Infinity" && text != "-Infinity") break;
      to = *parse_double(text);
      return true;
    case Type::timestamp: {
      // Only a member whose format is textual takes text: X-Ray answers "STRING_VALUE can not be converted to
      // milliseconds since epoch" to an ISO string where epoch seconds are due.
      using Format = models::TimestampFormat;
      if (member.timestamp() == Format::unset || member.timestamp() == Format::unix_timestamp) break;
      const auto time = parse_time(text, member.timestamp());
      if (!time) break;
      to = *time;
      return true;
    }
    case Type::boolean:
      if (equal_without_case(text, "true") || equal_without_case(text, "false")) {
        to = text.size() == 4;
        return true;
      }
      return says("Unexpected token received from parser");
    default: break;
  }
  return mismatch(json_type::string, {}, shape, place);
}

bool Decoder::number_as(ondemand::value& v, const Shape& shape, kit::Value& to) {
  if (shape.type() == Type::float_number || shape.type() == Type::double_number) {
    double value;
    if (!real(v, value)) return false;
    to = value;
    return true;
  }
  kit::Value number;
  if (!this->number(v, number)) return false;
  if (shape.type() == Type::timestamp) {
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / 1'000'000;
    if (number.is(kit::Kind::integer)) {
      if (number.integer() > most || number.integer() < -most) return broken();
      to = kit::from_epoch_seconds(number.integer());
      return true;
    }
    const auto time = time_from_seconds(number.real());
    if (!time) return broken();
    to = *time;
    return true;
  }
  if (number.is(kit::Kind::real)) {  // AWS cuts fractions off (DynamoDB and Athena take 5.5 for a limit)
    const double whole = std::trunc(number.real());
    if (!(std::fabs(whole) < 9223372036854775808.0)) return broken();
    number = static_cast<std::int64_t>(whole);
  }
  to = number;
  return true;
}

bool Decoder::root(ondemand::document& document, const Shape* shape, Members which, kit::Value& to) {
  if (!shape || shape->type() == Type::document) return this->document(document, to, 1);
  json_type type;
  if (!type_of(document, type)) return false;
  if (shape->type() == Type::list && type == json_type::array) {
    ondemand::array array;
    if (document.get_array().get(array)) return broken();
    to = kit::Value::list(*arena_);
    return list(array, *shape, to, 1);
  }
  if (type == json_type::array || (type == json_type::object && shape->type() == Type::list))
    return mismatch(type, {}, *shape, Place::field);
  if (type != json_type::object) return broken();
  ondemand::object object;
  if (document.get_object().get(object)) return broken();
  if (shape->type() == Type::map) {
    to = kit::Value::map(*arena_);
    return map(object, *shape, to, 1);
  }
  if (!to.is(kit::Kind::structure)) to = kit::Value::structure(*arena_);
  return structure(object, *shape, which, to, 1);
}

std::optional<kit::Failure> decode(const Shape* shape, std::string_view text, Members which,
                                   kit::Arena& arena, kit::Value& to, const kit::Packing* packing = nullptr) {
  thread_local ondemand::parser parser;
  Decoder decoder(text, shape ? &shape->service() : nullptr, arena, packing);
  ondemand::document document;
  const bool ok =
      !parser.iterate(text.data(), text.size(), text.size() + simdjson::SIMDJSON_PADDING).get(document) &&
      decoder.root(document, shape, which, to) && decoder.at_end(document);
  if (parser.capacity() > kept_capacity) parser = ondemand::parser();
  if (ok) return {};
  return std::move(decoder).failure();
}

}  // namespace

std::optional<kit::Failure> decode_json_body(const Shape& shape, std::string_view text, Members which,
                                             kit::Arena& arena, kit::Value& structure,
                                             const kit::Packing* packing) {
  if (text.find_first_not_of(" \t\r\n") == text.npos) return {};  // no body is an empty one
  return decode(&shape, text, which, arena, structure, packing);
}

std::optional<kit::Failure> decode_json_value(const Shape& shape, std::string_view text, kit::Arena& arena,
                                              kit::Value& value) {
  return decode(&shape, text, Members::all, arena, value);
}

std::optional<kit::Failure> decode_json_document(std::string_view text, kit::Arena& arena,
                                                 kit::Value& document) {
  return decode(nullptr, text, Members::all, arena, document);
}

}  // namespace understudy::gateway::protocol
