// Writing event streams: the framing, and events by the models.
#include "gateway/protocol/event_stream.hpp"

#include <zlib.h>

#include "gateway/protocol/cbor.hpp"
#include "gateway/protocol/json.hpp"
#include "gateway/protocol/member_cursor.hpp"
#include "gateway/protocol/xml.hpp"

namespace understudy::gateway::protocol {
namespace {

using kit::Kind;
using kit::Value;
using models::Member;
using models::Protocol;
using models::Shape;
using models::Type;

void append_big_endian(std::string& out, std::uint64_t value, int width) {
  for (int shift = 8 * (width - 1); shift >= 0; shift -= 8) out += static_cast<char>(value >> shift);
}

void append_header(std::string& out, std::string_view name, HeaderType type) {
  out += static_cast<char>(name.size());
  out += name;
  out += static_cast<char>(type);
}

void append_header(std::string& out, std::string_view name, std::string_view value,
                   HeaderType type = HeaderType::text) {
  append_header(out, name, type);
  append_big_endian(out, value.size(), 2);
  out += value;
}

void append_header(std::string& out, const Member& member, const Value& value) {
  switch (value.kind()) {
    case Kind::boolean:
      return append_header(out, member.wire(),
                           value.boolean() ? HeaderType::true_value : HeaderType::false_value);
    case Kind::integer: {
      const bool wide = member.shape().type() == Type::long_integer;
      append_header(out, member.wire(), wide ? HeaderType::long_integer : HeaderType::integer);
      return append_big_endian(out, static_cast<std::uint64_t>(value.integer()), wide ? 8 : 4);
    }
    case Kind::time:
      append_header(out, member.wire(), HeaderType::timestamp);
      return append_big_endian(out, static_cast<std::uint64_t>(kit::epoch_millis(value.time())), 8);
    case Kind::blob: return append_header(out, member.wire(), value.text(), HeaderType::bytes);
    default: return append_header(out, member.wire(), value.text());
  }
}

std::uint32_t checksum(std::string_view bytes) {
  return static_cast<std::uint32_t>(
      crc32_z(0, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()));
}

// total length, headers' length, their checksum, headers, payload, checksum of all that
void append_message(std::string& out, std::string_view headers, std::string_view payload) {
  constexpr std::size_t frame = 16;
  const std::size_t start = out.size();
  append_big_endian(out, frame + headers.size() + payload.size(), 4);
  append_big_endian(out, headers.size(), 4);
  append_big_endian(out, checksum(std::string_view(out).substr(start)), 4);
  out += headers;
  out += payload;
  append_big_endian(out, checksum(std::string_view(out).substr(start)), 4);
}

std::string_view content_type(Protocol protocol) {
  switch (protocol) {
    case Protocol::rest_xml: return "text/xml";
    case Protocol::rpc_v2_cbor: return "application/cbor";
    default: return "application/json";
  }
}

std::string body_of(Protocol protocol, const Shape& shape, std::string_view root, const Value& value) {
  std::string body;
  switch (protocol) {
    case Protocol::rest_xml: encode_xml_body(shape, root, {}, value, body); break;
    case Protocol::rpc_v2_cbor: append_cbor_structure(body, shape, value); break;
    default: append_json_structure(body, shape, value, Members::all);
  }
  return body;
}

// The member of an event that is its whole payload.
std::optional<Member> payload_of(const Shape& event) {
  for (std::uint16_t i = 0; i < event.size(); ++i)
    if (event.member(i).has(models::tables::event_payload)) return event.member(i);
  return {};
}

std::string payload_bytes(Protocol protocol, const Member& payload, const Value* value,
                          std::string& headers) {
  const Type type = payload.shape().type();
  if (type == Type::blob || type == Type::string) {
    append_header(headers, ":content-type", type == Type::blob ? "application/octet-stream" : "text/plain");
    return std::string(value ? value->text() : std::string_view());
  }
  append_header(headers, ":content-type", content_type(protocol));
  return value ? body_of(protocol, payload.shape(), payload.wire(), *value) : std::string();
}

}  // namespace

std::optional<Member> event_stream(const Shape& shape) {
  for (std::uint16_t i = 0; i < shape.size(); ++i)
    if (shape.member(i).shape().has(models::tables::event_stream)) return shape.member(i);
  return {};
}

void append_event(std::string& out, Protocol protocol, const Shape& stream, const Value& event) {
  if (event.elements().empty()) return;
  const Value& content = event.elements().front();
  const auto member = MemberCursor(stream).find(content.name());
  if (!member || !content.is(Kind::structure)) return;
  const Shape shape = member->shape();
  const bool failed = shape.has(models::tables::exception);
  std::string headers;
  append_header(headers, failed ? ":exception-type" : ":event-type", member->wire());

  // Headers are taken out of the body, which is written from what is left.
  const auto payload = payload_of(shape);
  bool has_body = false;
  std::string marked;
  kit::Arena arena;
  Value rest = Value::structure(arena, content.size());
  MemberCursor cursor(shape);
  for (const Value& value : content.elements()) {
    const auto part = cursor.find(value.name());
    if (!part || !value) continue;
    if (part->has(models::tables::event_header)) {
      append_header(marked, *part, value);
    } else {
      rest.set(arena, value.name()) = value;
      has_body = true;
    }
  }
  std::string body;
  if (payload) {
    body = payload_bytes(protocol, *payload, rest.member(payload->id()), headers);
  } else if (has_body || failed) {
    append_header(headers, ":content-type", content_type(protocol));
    body = body_of(protocol, shape, member->wire(), rest);
  }
  append_header(headers, ":message-type", failed ? "exception" : "event");
  append_message(out, headers + marked, body);
}

void append_initial_response(std::string& out, Protocol protocol, const Shape& output_shape,
                             const Value& output) {
  std::string headers;
  append_header(headers, ":event-type", "initial-response");
  append_header(headers, ":content-type", content_type(protocol));
  append_header(headers, ":message-type", "event");
  append_message(out, headers, body_of(protocol, output_shape, {}, output));
}

}  // namespace understudy::gateway::protocol
