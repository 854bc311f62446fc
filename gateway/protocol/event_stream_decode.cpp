// Reading event streams: the framing with its checksums, and events by the models.
#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>

#include "gateway/protocol/cbor.hpp"
#include "gateway/protocol/event_stream.hpp"
#include "gateway/protocol/json.hpp"
#include "gateway/protocol/text.hpp"
#include "gateway/protocol/xml.hpp"

namespace understudy::gateway::protocol {
namespace {

using kit::Failure;
using kit::Value;
using models::Location;
using models::Member;
using models::Protocol;
using models::Shape;
using models::Type;

// The SDKs' own limits of a message.
constexpr std::size_t most_headers = 128 * 1024, most_payload = 24 * 1024 * 1024;
constexpr std::size_t prelude = 12, trailer = 4;
// A message of no event is 16 bytes, and what is made of it is ten times that: a body's bound is not enough.
constexpr std::size_t most_messages = 100'000;

std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char c : bytes) value = value << 8 | static_cast<unsigned char>(c);
  return value;
}

std::int64_t signed_big_endian(std::string_view bytes) {
  std::uint64_t value = big_endian(bytes);
  if (!bytes.empty() && bytes.size() < 8 && (bytes.front() & 0x80))
    value |= ~std::uint64_t{0} << (8 * bytes.size());
  return static_cast<std::int64_t>(value);
}

std::uint32_t checksum(std::string_view bytes) {
  return static_cast<std::uint32_t>(
      crc32_z(0, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()));
}

Failure unreadable(std::string_view why) { return Failure("SerializationException", std::string(why), 400); }
constexpr std::string_view no_value = "A header or the payload of an event does not fit its member.";

std::optional<EventHeader> find(const EventMessage& message, std::string_view name) {
  std::string_view rest = message.headers;
  for (EventHeader header; take_header(rest, header);)
    if (header.name == name) return header;
  return {};
}

// A header's value as its member's type has it; false when the two do not fit.
bool header_value(const EventHeader& header, const Shape& shape, Value& to) {
  switch (header.type) {
    case HeaderType::true_value:
    case HeaderType::false_value:
      to = header.type == HeaderType::true_value;
      return shape.type() == Type::boolean;
    case HeaderType::byte:
    case HeaderType::small:
    case HeaderType::integer:
    case HeaderType::long_integer:
      to = signed_big_endian(header.value);
      return shape.type() == Type::integer || shape.type() == Type::long_integer;
    case HeaderType::bytes: to = Value::blob(header.value); return shape.type() == Type::blob;
    case HeaderType::text:
      to = Value::string(header.value);
      return shape.type() == Type::string && valid_utf8(header.value);
    case HeaderType::timestamp: {
      constexpr std::int64_t most = std::int64_t{9'200'000'000'000} * 1000;
      const std::int64_t millis = signed_big_endian(header.value);
      if (millis > most || millis < -most) return false;
      to = kit::from_epoch_millis(millis);
      return shape.type() == Type::timestamp;
    }
    case HeaderType::uuid: return false;
  }
  return false;
}

// Takes the first message off the stream; else why it is none.
std::string_view take(std::string_view& stream, EventMessage& message) {
  if (stream.size() < prelude + trailer) return "is cut short";
  const std::size_t total = big_endian(stream.substr(0, 4)), headers = big_endian(stream.substr(4, 4));
  if (checksum(stream.substr(0, 8)) != big_endian(stream.substr(8, 4)))
    return "has a prelude that its checksum does not fit";
  if (headers > most_headers || total < prelude + headers + trailer) return "has lengths that cannot be";
  const std::size_t payload = total - prelude - headers - trailer;
  if (payload > most_payload) return "is longer than messages may be";
  if (total > stream.size()) return "is cut short";
  if (checksum(stream.substr(0, total - trailer)) != big_endian(stream.substr(total - trailer, trailer)))
    return "does not fit its checksum";
  message.headers = stream.substr(prelude, headers);
  message.payload = stream.substr(prelude + headers, payload);
  std::string_view rest = message.headers;
  for (EventHeader header; !rest.empty();)
    if (!take_header(rest, header)) return "has a header that cannot be read";
  stream.remove_prefix(total);
  return {};
}

class Events {
 public:
  Events(Protocol protocol, const Shape& input_shape, const Member& stream, kit::Arena& arena, Value& input)
      : protocol_(protocol),
        input_shape_(input_shape),
        stream_(stream.shape()),
        arena_(arena),
        input_(input),
        list_(Value::list(arena)) {
    input.set(arena, stream.id()) = list_;  // shares its elements
  }

  std::optional<Failure> read(std::string_view body) {
    std::size_t messages = 0;
    for (EventMessage message; !body.empty();) {
      if (++messages > most_messages)
        return unreadable(fmt::format("The stream has more than {} messages.", most_messages));
      if (const auto why = take(body, message); !why.empty())
        return unreadable(fmt::format("Message {} of the stream {}.", messages, why));
      if (find(message, ":chunk-signature")) {
        if (message.payload.empty()) return {};
        std::string_view inner = message.payload;
        if (const auto why = take(inner, message); !why.empty())
          return unreadable(fmt::format("What message {} of the stream signs {}.", messages, why));
        if (!inner.empty())
          return unreadable(fmt::format("Message {} of the stream signs more than one.", messages));
      }
      if (auto failure = one(message)) return failure;
    }
    return {};
  }

 private:
  std::optional<Failure> one(const EventMessage& message) {
    const std::string_view kind = message.text(":message-type");
    if (!kind.empty() && kind != "event") return {};
    const std::string_view name = message.text(":event-type");
    if (name == "initial-request") return structure(input_shape_, {}, message.payload, input_);
    const auto member = stream_.by_wire(name);
    if (!member) return {};
    Value content = Value::structure(arena_);
    if (auto failure = event(member->shape(), member->wire(), message, content)) return failure;
    Value whole = Value::structure(arena_);
    whole.set(arena_, member->id()) = content;
    list_.add(arena_) = whole;
    return {};
  }

  std::optional<Failure> event(const Shape& shape, std::string_view root, const EventMessage& message,
                               Value& to) {
    std::optional<Member> payload;
    bool body = false;
    for (std::uint16_t i = 0; i < shape.size(); ++i) {
      const Member member = shape.member(i);
      if (member.has(models::tables::event_payload)) {
        payload = member;
      } else if (!member.has(models::tables::event_header)) {
        body = true;
      } else if (const auto header = find(message, member.wire())) {
        if (!header_value(*header, member.shape(), to.set(arena_, member.id()))) return unreadable(no_value);
      }
    }
    if (!payload) return body ? structure(shape, root, message.payload, to) : std::nullopt;
    const Type type = payload->shape().type();
    if (type == Type::blob || type == Type::string) {
      if (type == Type::string && !valid_utf8(message.payload)) return unreadable(no_value);
      to.set(arena_, payload->id()) =
          type == Type::blob ? Value::blob(message.payload) : Value::string(message.payload);
      return {};
    }
    Value content = Value::structure(arena_);
    if (auto failure = structure(payload->shape(), payload->wire(), message.payload, content)) return failure;
    to.set(arena_, payload->id()) = content;
    return {};
  }

  std::optional<Failure> structure(const Shape& shape, std::string_view root, std::string_view bytes,
                                   Value& to) {
    if (bytes.empty()) return {};
    switch (protocol_) {
      case Protocol::rest_xml: return decode_xml_body(shape, root, bytes, arena_, to);
      case Protocol::rpc_v2_cbor: return decode_cbor_body(shape, bytes, arena_, to);
      default: return decode_json_body(shape, bytes, Members::all, arena_, to);
    }
  }

  Protocol protocol_;
  Shape input_shape_;
  Shape stream_;
  kit::Arena& arena_;
  Value& input_;
  Value list_;
};

}  // namespace

std::string_view EventMessage::text(std::string_view name) const {
  const auto header = find(*this, name);
  return header && header->type == HeaderType::text ? header->value : std::string_view();
}

bool take_header(std::string_view& headers, EventHeader& header) {
  // By type; variable ones have two bytes of length instead.
  constexpr std::array<std::size_t, 10> widths{0, 0, 1, 2, 4, 8, 0, 0, 8, 16};
  std::string_view rest = headers;
  const auto take = [&](std::size_t size, std::string_view& to) {
    if (rest.size() < size) return false;
    to = rest.substr(0, size);
    rest.remove_prefix(size);
    return true;
  };
  std::string_view bytes;
  if (!take(1, bytes) || !take(big_endian(bytes), header.name)) return false;
  if (!take(1, bytes) || big_endian(bytes) >= widths.size()) return false;
  header.type = static_cast<HeaderType>(bytes.front());
  std::size_t width = widths[static_cast<std::size_t>(header.type)];
  if (header.type == HeaderType::bytes || header.type == HeaderType::text) {
    if (!take(2, bytes)) return false;
    width = big_endian(bytes);
  }
  if (!take(width, header.value)) return false;
  headers = rest;
  return true;
}

bool take_message(std::string_view& stream, EventMessage& message) { return take(stream, message).empty(); }

std::optional<Failure> decode_events(Protocol protocol, const Shape& input_shape, const Member& stream,
                                     std::string_view body, kit::Arena& arena, Value& input) {
  return Events(protocol, input_shape, stream, arena, input).read(body);
}

}  // namespace understudy::gateway::protocol
