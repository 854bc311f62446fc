// Reading a REST request's head by the models.
#include <algorithm>
#include <array>

#include "gateway/protocol/bindings.hpp"
#include "gateway/protocol/json.hpp"
#include "gateway/protocol/text.hpp"
#include "gateway/protocol/unique_keys.hpp"
#include "gateway/protocol/wrong_type.hpp"

namespace understudy::gateway::protocol {
namespace {

using kit::Failure;
using kit::Value;
using models::Location;
using models::Member;
using models::Shape;
using models::TimestampFormat;
using models::Type;

constexpr std::size_t json_padding = 64;  // SIMDJSON_PADDING

struct Parameter {
  std::string_view name, value;
};

Failure malformed(std::string_view text, const Shape& shape) {
  return {"SerializationException", wrong_type(Found::string, shape, Place::field) + ": " + std::string(text),
          400};
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

// The default format of a timestamp by where it stands (Smithy's HTTP bindings; botocore's serializer).
TimestampFormat format_of(const Member& member, Location at) {
  if (member.timestamp() != TimestampFormat::unset) return member.timestamp();
  return at == Location::header ? TimestampFormat::rfc822 : TimestampFormat::iso8601;
}

// A JSON value in a header: base64 of any JSON text.
bool json_value(std::string_view text, kit::Arena& arena, Value& to) {
  const auto json = decode_base64(text, arena);
  if (!json) return false;
  auto* padded = arena.array<char>(json->size() + json_padding);
  std::ranges::copy(*json, padded);
  std::fill_n(padded + json->size(), json_padding, ' ');
  return !decode_json_document({padded, json->size()}, arena, to);
}

// One scalar's text, decoded already; false when it is none of its type.
bool scalar(std::string_view text, const Member& member, Location at, kit::Arena& arena, Value& to) {
  const auto put = [&](const auto& found) {
    if (found) to = *found;
    return found.has_value();
  };
  switch (member.shape().type()) {
    case Type::string:
      if (at == Location::header && member.has(models::tables::json_value))
        return json_value(text, arena, to);
      to = Value::string(text);
      return valid_utf8(text);
    case Type::boolean:
      to = equal_without_case(text, "true");
      return to.boolean() || equal_without_case(text, "false");
    case Type::integer:
    case Type::long_integer: return put(parse_integer(text));
    case Type::float_number:
    case Type::double_number: return put(parse_double(text));
    case Type::timestamp: return put(parse_time(text, format_of(member, at)));
    case Type::blob: {
      const auto bytes = decode_base64(text, arena);
      if (bytes) to = Value::blob(*bytes);
      return bytes.has_value();
    }
    default: return false;
  }
}

void put(Value& input, const Member& member, const Value& value, kit::Arena& arena) {
  input.set(arena, member.id()) = value;
}

// ---- Headers

// The next element of a comma-separated header; quoted ones may hold commas, and quotes behind a backslash.
// SDKs escape nothing else, so other backslashes stand for themselves.
std::string_view next_element(std::string_view& rest, bool dates, kit::Arena& arena) {
  rest = rest.substr(std::min(rest.find_first_not_of(" \t"), rest.size()));
  if (!rest.starts_with('"')) {
    std::size_t comma = rest.find(',');
    if (dates && comma != rest.npos)
      comma = rest.find(',', comma + 1);  // "Mon, 16 Dec 2019 23:48:18 GMT, ..."
    const std::string_view element = trimmed(rest.substr(0, comma));
    rest = comma == rest.npos ? std::string_view() : rest.substr(comma + 1);
    return element;
  }
  auto* const begin = arena.array<char>(rest.size());
  char* to = begin;
  std::size_t i = 1;
  for (; i < rest.size() && rest[i] != '"'; ++i) {
    if (rest[i] == '\\' && i + 1 < rest.size() && rest[i + 1] == '"') ++i;
    *to++ = rest[i];
  }
  const std::size_t comma = rest.find(',', std::min(i, rest.size()));
  rest = comma == rest.npos ? std::string_view() : rest.substr(comma + 1);
  return {begin, static_cast<std::size_t>(to - begin)};
}

std::optional<Failure> header_list(std::string_view text, const Member& member, kit::Arena& arena,
                                   Value& input) {
  const Member element = member.shape().element();
  const bool dates = element.shape().type() == Type::timestamp &&
                     format_of(element, Location::header) == TimestampFormat::rfc822;
  Value list = Value::list(arena);
  while (!text.empty()) {
    const std::string_view item = next_element(text, dates, arena);
    if (!scalar(item, element, Location::header, arena, list.add(arena)))
      return malformed(item, element.shape());
  }
  put(input, member, list, arena);
  return {};
}

// Content-Encoding without aws-chunked, which is the body's framing: S3 keeps the others only (user guide,
// "Signature Calculations for the Authorization Header: Transferring Payload in Multiple Chunks").
std::string_view without_framing(std::string_view encodings, kit::Arena& arena) {
  if (encodings.find("aws-chunked") == encodings.npos) return encodings;
  auto* const begin = arena.array<char>(encodings.size());
  char* to = begin;
  while (!encodings.empty()) {
    const std::size_t comma = std::min(encodings.find(','), encodings.size());
    const std::string_view one = trimmed(encodings.substr(0, comma));
    encodings.remove_prefix(std::min(comma + 1, encodings.size()));
    if (one.empty() || one == "aws-chunked") continue;
    if (to != begin) *to++ = ',';
    to = std::ranges::copy(one, to).out;
  }
  return {begin, static_cast<std::size_t>(to - begin)};
}

std::optional<Failure> header(const Request& request, const Member& member, kit::Arena& arena, Value& input) {
  if (!request.has_header(member.wire())) return {};
  std::string_view text = trimmed(request.header(member.wire()));
  if (!text.empty() && equal_without_case(member.wire(), "content-encoding")) {
    text = without_framing(text, arena);
    if (text.empty()) return {};
  }
  const Type type = member.shape().type();
  if (type == Type::list) return header_list(text, member, arena, input);
  if (text.empty() && (type != Type::string || member.has(models::tables::json_value))) return {};
  Value value;
  if (!scalar(text, member, Location::header, arena, value)) return malformed(text, member.shape());
  put(input, member, value, arena);
  return {};
}

void header_map(const Request& request, const Member& member, kit::Arena& arena, Value& input) {
  const std::string_view prefix = member.wire();
  Value map = Value::map(arena);
  UniqueKeys keys(map);
  for (const Field& field : request.fields) {
    if (field.name.size() <= prefix.size() ||
        !equal_without_case(field.name.substr(0, prefix.size()), prefix))
      continue;
    keys.set(arena, field.name.substr(prefix.size())) = Value::string(trimmed(field.value));
  }
  if (map.size() > 0) put(input, member, map, arena);
}

// ---- Query string

std::span<const Parameter> parameters(std::string_view query, kit::Arena& arena) {
  const auto most = static_cast<std::size_t>(std::ranges::count(query, '&')) + 1;
  auto* const begin = arena.array<Parameter>(most);
  Parameter* to = begin;
  FormField field;
  while (next_field(query, field))
    *to++ = {percent_decode(field.name, arena, Plus::space), percent_decode(field.value, arena, Plus::space)};
  return {begin, to};
}

std::optional<Failure> parameter(std::span<const Parameter> parameters, const Member& member,
                                 kit::Arena& arena, Value& input) {
  const bool listed = member.shape().type() == Type::list;
  const Member scalar_member = listed ? member.shape().element() : member;
  Value list;
  for (const Parameter& p : parameters) {
    if (p.name != member.wire()) continue;
    Value value;
    if (p.value.empty() && scalar_member.shape().type() != Type::string) continue;
    if (!scalar(p.value, scalar_member, Location::query_string, arena, value))
      return malformed(p.value, scalar_member.shape());
    if (!listed) {  // the first one counts
      put(input, member, value, arena);
      return {};
    }
    if (!list) list = Value::list(arena);
    list.add(arena) = value;
  }
  if (list) put(input, member, list, arena);
  return {};
}

void parameter_map(std::span<const Parameter> parameters, const models::Operation& operation,
                   const Shape& shape, const Member& member, kit::Arena& arena, Value& input) {
  const auto bound = [&](std::string_view name) {
    const auto other = shape.by_wire(name);
    return (other && other->location() == Location::query_string && other->id() != member.id()) ||
           constant_parameter(operation.uri(), name) || envelope_parameter(name);
  };
  const bool lists = member.shape().value().shape().type() == Type::list;
  Value map = Value::map(arena);
  UniqueKeys keys(map);
  for (const Parameter& p : parameters) {
    if (bound(p.name)) continue;
    Value& value = keys.set(arena, p.name);
    if (!lists) {
      if (!value) value = Value::string(p.value);
      continue;
    }
    if (!value) value = Value::list(arena);
    value.add(arena) = Value::string(p.value);
  }
  if (map.size() > 0) put(input, member, map, arena);
}

// ---- Path

std::optional<Failure> label(std::span<const Label> labels, const Member& member, kit::Arena& arena,
                             Value& input) {
  const auto found = std::ranges::find(labels, member.wire(), &Label::name);
  if (found == labels.end()) return {};
  Value value;
  const std::string_view text = percent_decode(found->value, arena, Plus::plus);
  if (!scalar(text, member, Location::uri, arena, value)) return malformed(text, member.shape());
  put(input, member, value, arena);
  return {};
}

// ---- Host

// A member that the host's name repeats ("123456789012.s3-control..."), for clients that send it nowhere
// else. The host counts only when the service's own name follows the prefix.
void host_label(const models::Operation& operation, const Request& request, const Member& member,
                kit::Arena& arena, Value& input) {
  std::string_view prefix = operation.host_prefix();
  const std::size_t open = prefix.find('{'), close = prefix.find('}');
  if (input.member(member.id()) || open == prefix.npos || close == prefix.npos) return;
  if (prefix.substr(open + 1, close - open - 1) != member.name()) return;
  std::string_view host = request.header("host");
  if (!host.starts_with(prefix.substr(0, open))) return;
  host.remove_prefix(open);
  const std::string_view rest = prefix.substr(close + 1);
  const std::size_t end = host.find(rest);
  if (end == 0 || end == host.npos || rest.empty()) return;
  if (!host.substr(end + rest.size()).starts_with(operation.service().endpoint_prefix())) return;
  put(input, member, Value::string(host.substr(0, end)), arena);
}

}  // namespace

bool constant_parameter(std::string_view uri, std::string_view name) {
  const std::size_t mark = uri.find('?');
  if (mark == uri.npos) return false;
  std::string_view rest = uri.substr(mark + 1);
  FormField field;
  while (next_field(rest, field))
    if (field.name == name) return true;
  return false;
}

bool envelope_parameter(std::string_view name) {
  constexpr std::string_view envelope[] = {
      "X-Amz-Algorithm",      "X-Amz-Credential", "X-Amz-Date",          "X-Amz-Expires",
      "X-Amz-Security-Token", "X-Amz-Signature",  "X-Amz-SignedHeaders", "x-id"};
  return std::ranges::find(envelope, name) != std::end(envelope);
}

std::optional<Failure> decode_head(const models::Operation& operation, const Request& request,
                                   std::span<const Label> labels, kit::Arena& arena, Value& input) {
  const Shape shape = *operation.input();
  std::optional<std::span<const Parameter>> query;
  for (std::uint16_t i = 0; i < shape.size(); ++i) {
    const Member member = shape.member(i);
    std::optional<Failure> failure;
    switch (member.location()) {
      case Location::uri: failure = label(labels, member, arena, input); break;
      case Location::header: failure = header(request, member, arena, input); break;
      case Location::headers: header_map(request, member, arena, input); break;
      case Location::query_string:
        if (!query) query = parameters(request.query, arena);
        if (member.shape().type() == Type::map) {
          parameter_map(*query, operation, shape, member, arena, input);
        } else {
          failure = parameter(*query, member, arena, input);
        }
        break;
      case Location::body:
      case Location::status_code: break;
    }
    if (failure) return failure;
    if (member.has(models::tables::host_label)) host_label(operation, request, member, arena, input);
  }
  return {};
}

bool raw_payload(const Member& payload) {
  return payload.shape().type() == Type::blob || payload.shape().type() == Type::string;
}

std::optional<Failure> decode_raw_payload(const Member& payload, const Request& request, kit::Arena& arena,
                                          Value& input) {
  const bool blob = payload.shape().type() == Type::blob;
  if (request.body.empty() && !payload.has(models::tables::required)) return {};
  if (!blob && !valid_utf8(request.body)) return Failure("SerializationException", "", 400);
  put(input, payload, blob ? Value::blob(request.body) : Value::string(request.body), arena);
  return {};
}

}  // namespace understudy::gateway::protocol
