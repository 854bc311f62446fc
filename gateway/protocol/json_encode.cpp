// Writing JSON by the models.
#include <cstring>

#include "gateway/protocol/json.hpp"
#include "gateway/protocol/member_cursor.hpp"
#include "gateway/protocol/text.hpp"

namespace understudy::gateway::protocol {
namespace {

using kit::Kind;
using kit::Value;
using models::Member;
using models::Shape;
using models::TimestampFormat;
using models::Type;

void append_value(std::string& out, const Shape& shape, TimestampFormat format, const Value& value);

// Most names and values are short: put together here, one append takes them with what stands around.
constexpr std::size_t short_text = 120;

void append_key(std::string& out, std::string_view name) {
  if (name.size() > short_text) {
    out += '"';
    out += name;
    out += "\":";
    return;
  }
  char piece[short_text + 3];
  piece[0] = '"';
  std::memcpy(piece + 1, name.data(), name.size());
  piece[name.size() + 1] = '"';
  piece[name.size() + 2] = ':';
  out.append(piece, name.size() + 3);
}

// Replaces the last comma, if there is one, by the end of its container.
void close(std::string& out, char end) {
  if (out.back() == ',') {
    out.back() = end;
  } else {
    out += end;
  }
}

void append_real(std::string& out, double value) {
  const bool finite = value - value == 0;
  if (!finite) out += '"';
  append_double(out, value);
  if (!finite) out += '"';
}

void append_time_value(std::string& out, kit::Time time, TimestampFormat format) {
  if (format == TimestampFormat::unset || format == TimestampFormat::unix_timestamp) {
    append_unix(out, time);
    return;
  }
  out += '"';
  append_time(out, time, format, Fraction::needed);
  out += '"';
}

void append_blob(std::string& out, std::string_view bytes) {
  out += '"';
  append_base64(out, bytes);
  out += '"';
}

void append_integer_as(std::string& out, const Shape& shape, TimestampFormat format, std::int64_t value) {
  switch (shape.type()) {
    case Type::timestamp: append_time_value(out, kit::from_epoch_seconds(value), format); return;
    case Type::float_number:
    case Type::double_number: append_real(out, static_cast<double>(value)); return;
    case Type::string:
      out += '"';
      append_integer(out, value);
      out += '"';
      return;
    default: append_integer(out, value);
  }
}

void append_scalar(std::string& out, const Shape& shape, TimestampFormat format, const Value& value) {
  switch (value.kind()) {
    case Kind::boolean: out += value.boolean() ? "true" : "false"; return;
    case Kind::integer: append_integer_as(out, shape, format, value.integer()); return;
    case Kind::real: append_real(out, value.real()); return;
    case Kind::time: append_time_value(out, value.time(), format); return;
    case Kind::blob: append_blob(out, value.text()); return;
    case Kind::string:
      if (shape.type() == Type::blob) {
        append_blob(out, value.text());
      } else {
        append_json_string(out, value.text());
      }
      return;
    default: out += "null";
  }
}

void append_list(std::string& out, const Shape& shape, const Value& list) {
  const bool typed = shape.type() == Type::list;
  const bool sparse = !typed || shape.has(models::tables::sparse);
  out += '[';
  for (const Value& element : list.elements()) {
    if (!element && !sparse) continue;
    if (typed) {
      append_value(out, shape.element().shape(), shape.element().timestamp(), element);
    } else {
      append_json_document(out, element);
    }
    out += ',';
  }
  close(out, ']');
}

void append_map(std::string& out, const Shape& shape, const Value& map) {
  if (const kit::Packed* form = kit::packed(map)) return form->append_json(out);
  const bool typed = shape.type() == Type::map;
  const bool sparse = !typed || shape.has(models::tables::sparse);
  out += '{';
  for (std::uint32_t i = 0; i < map.size(); ++i) {
    const auto [key, element] = map.entry(i);
    if (!element && !sparse) continue;
    append_json_string(out, key);
    out += ':';
    if (typed) {
      append_value(out, shape.value().shape(), shape.value().timestamp(), element);
    } else {
      append_json_document(out, element);
    }
    out += ',';
  }
  close(out, '}');
}

void append_value(std::string& out, const Shape& shape, TimestampFormat format, const Value& value) {
  switch (value.kind()) {
    case Kind::structure: append_json_structure(out, shape, value, Members::all); return;
    case Kind::list: append_list(out, shape, value); return;
    case Kind::map: append_map(out, shape, value); return;
    default: append_scalar(out, shape, format, value);
  }
}

}  // namespace

void append_json_members(std::string& out, const Shape& shape, const Value& structure, Members which) {
  if (shape.type() != Type::structure) return;
  MemberCursor cursor(shape);
  for (const Value& value : structure.elements()) {
    if (!value) continue;
    const auto member = cursor.find(value.name());
    if (!member) continue;
    // An output's member bound to a part that only requests have stands in the body.
    const models::Location at = member->location();
    if (which == Members::body && at != models::Location::body && at != models::Location::uri &&
        at != models::Location::query_string)
      continue;
    const Shape inner = member->shape();
    if (inner.has(models::tables::event_stream)) continue;  // messages of their own
    append_key(out, member->wire());
    append_value(out, inner, member->timestamp(), value);
    out += ',';
  }
}

void append_json_structure(std::string& out, const Shape& shape, const Value& structure, Members which) {
  out += '{';
  append_json_members(out, shape, structure, which);
  close(out, '}');
}

void append_json_document(std::string& out, const Value& document) {
  switch (document.kind()) {
    case Kind::map:
      out += '{';
      for (std::uint32_t i = 0; i < document.size(); ++i) {
        const auto [key, element] = document.entry(i);
        append_json_string(out, key);
        out += ':';
        append_json_document(out, element);
        out += ',';
      }
      close(out, '}');
      return;
    case Kind::list:
    case Kind::structure:
      out += '[';
      for (const Value& element : document.elements()) {
        append_json_document(out, element);
        out += ',';
      }
      close(out, ']');
      return;
    case Kind::boolean: out += document.boolean() ? "true" : "false"; return;
    case Kind::integer: append_integer(out, document.integer()); return;
    case Kind::real: append_real(out, document.real()); return;
    case Kind::time: append_time_value(out, document.time(), TimestampFormat::unset); return;
    case Kind::blob: append_blob(out, document.text()); return;
    case Kind::string: append_json_string(out, document.text()); return;
    case Kind::none: out += "null"; return;
  }
}

}  // namespace understudy::gateway::protocol
