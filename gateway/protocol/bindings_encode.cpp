// Writing a REST answer's head by the models.
#include <algorithm>

#include "gateway/protocol/bindings.hpp"
#include "gateway/protocol/json.hpp"
#include "gateway/protocol/member_cursor.hpp"
#include "gateway/protocol/text.hpp"

namespace understudy::gateway::protocol {
namespace {

using kit::Kind;
using kit::Value;
using models::Location;
using models::Member;
using models::TimestampFormat;
using models::Type;

void append_element(std::string& out, std::string_view text) {
  if (text.find_first_of("\",") == text.npos) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '\\';
    out += c;
  }
  out += '"';
}

void append_header_value(std::string& out, const Member& member, const Value& value);

void append_time_header(std::string& out, const Member& member, kit::Time time) {
  const TimestampFormat format =
      member.timestamp() == TimestampFormat::unset ? TimestampFormat::rfc822 : member.timestamp();
  append_time(out, time, format, Fraction::needed);
}

void append_list(std::string& out, const Member& member, const Value& list) {
  const Member element = member.shape().type() == Type::list ? member.shape().element() : member;
  const std::size_t start = out.size();
  for (const Value& value : list.elements()) {
    if (out.size() > start) out += ',';
    if (value.is(Kind::string)) {
      append_element(out, value.text());
    } else {
      append_header_value(out, element, value);
    }
  }
}

void append_header_value(std::string& out, const Member& member, const Value& value) {
  if (member.has(models::tables::json_value)) {
    std::string json;
    append_json_document(json, value);
    append_base64(out, json);
    return;
  }
  switch (value.kind()) {
    case Kind::boolean: out += value.boolean() ? "true" : "false"; return;
    case Kind::integer:
      if (member.shape().type() == Type::timestamp)
        return append_time_header(out, member, kit::from_epoch_seconds(value.integer()));
      return append_integer(out, value.integer());
    case Kind::real: return append_double(out, value.real());
    case Kind::time: return append_time_header(out, member, value.time());
    case Kind::string: out += value.text(); return;
    case Kind::blob: return append_base64(out, value.text());
    case Kind::list: return append_list(out, member, value);
    default: return;
  }
}

// RFC 9110's token: what a header may be called.
bool token(std::string_view name) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return !name.empty() && std::ranges::all_of(name, [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           marks.find(c) != marks.npos;
  });
}

void encode_header_map(const Member& member, const Value& map, kit::Arena& arena, Reply& reply) {
  for (std::uint32_t i = 0; i < map.size(); ++i) {
    const auto [key, value] = map.entry(i);
    if (!token(key)) continue;
    std::string name(member.wire());
    name += key;
    std::string text;
    append_header_value(text, member.shape().value(), value);
    reply.header(arena, arena.copy(name), text);
  }
}

}  // namespace

bool binds_content_type(const models::Shape& shape) {
  for (std::uint16_t i = 0; i < shape.size(); ++i) {
    const Member member = shape.member(i);
    if (member.location() == Location::header && equal_without_case(member.wire(), "content-type"))
      return true;
  }
  return false;
}

bool has_header(const Reply& reply, std::string_view name) {
  return std::ranges::any_of(reply.headers, [&](const Field& f) { return equal_without_case(f.name, name); });
}

void encode_head(const models::Shape& shape, const Value& output, kit::Arena& arena, Reply& reply) {
  if (shape.type() != Type::structure) return;
  MemberCursor cursor(shape);
  for (const Value& value : output.elements()) {
    if (!value) continue;
    const auto member = cursor.find(value.name());
    if (!member) continue;
    switch (member->location()) {
      case Location::status_code:
        if (value.is(Kind::integer) && value.integer() >= 100 && value.integer() <= 999)
          reply.status = static_cast<unsigned>(value.integer());
        break;
      case Location::headers: encode_header_map(*member, value, arena, reply); break;
      case Location::header: {
        std::string text;
        append_header_value(text, *member, value);
        reply.header(arena, member->wire(), text);
        break;
      }
      default: break;
    }
  }
}

void encode_raw_payload(const models::Shape& shape, const Member& payload, const Value& value,
                        const Context& context, Reply& reply) {
  reply.payload = value.text();
  if (binds_content_type(shape)) return;
  reply.header(context.arena, "Content-Type",
               payload.shape().type() == Type::blob ? "application/octet-stream" : "text/plain");
}

}  // namespace understudy::gateway::protocol
