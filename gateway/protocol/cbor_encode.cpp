// Writing CBOR by the models.
#include <cstring>

#include "gateway/protocol/cbor.hpp"
#include "gateway/protocol/member_cursor.hpp"

namespace understudy::gateway::protocol {
namespace {

using kit::Kind;
using kit::Value;
using models::Shape;
using models::Type;

constexpr std::uint8_t positive = 0, negative = 1, bytes = 2, text = 3, array = 4, map = 5, tag = 6,
                       other = 7;

void append_value(std::string& out, const Shape& shape, const Value& value);

void append_big_endian(std::string& out, std::uint64_t bits, int width) {
  char digits[8];
  for (int i = 0; i < width; ++i) digits[i] = static_cast<char>(bits >> (8 * (width - 1 - i)));
  out.append(digits, static_cast<std::size_t>(width));
}

void append_head(std::string& out, std::uint8_t major, std::uint64_t length) {
  const int info = length < 24        ? static_cast<int>(length)
                   : length < 0x100   ? 24
                   : length < 0x10000 ? 25
                   : length >> 32     ? 27
                                      : 26;
  out += static_cast<char>(major << 5 | info);
  if (info >= 24) append_big_endian(out, length, 1 << (info - 24));
}

void append_bytes(std::string& out, std::uint8_t major, std::string_view bytes) {
  append_head(out, major, bytes.size());
  out += bytes;
}

void append_whole(std::string& out, std::int64_t value) {
  if (value >= 0) {
    append_head(out, positive, static_cast<std::uint64_t>(value));
  } else {
    append_head(out, negative, static_cast<std::uint64_t>(-1 - value));
  }
}

void append_real(std::string& out, const Shape& shape, double value) {
  if (shape.type() == Type::float_number) {
    const auto narrow = static_cast<float>(value);
    std::uint32_t bits;
    std::memcpy(&bits, &narrow, sizeof bits);
    out += static_cast<char>(other << 5 | 26);
    append_big_endian(out, bits, 4);
  } else {
    std::uint64_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    out += static_cast<char>(other << 5 | 27);
    append_big_endian(out, bits, 8);
  }
}

void append_time(std::string& out, const Shape& shape, kit::Time time) {
  append_head(out, tag, 1);
  const std::int64_t micros = time.time_since_epoch().count();
  if (micros % 1'000'000 == 0) {
    append_whole(out, micros / 1'000'000);
  } else {
    append_real(out, shape, static_cast<double>(micros) / 1e6);
  }
}

void append_scalar(std::string& out, const Shape& shape, const Value& value) {
  const bool wants_real = shape.type() == Type::float_number || shape.type() == Type::double_number;
  switch (value.kind()) {
    case Kind::boolean: out += static_cast<char>(value.boolean() ? 0xF5 : 0xF4); return;
    case Kind::integer:
      if (wants_real) return append_real(out, shape, value.real());
      if (shape.type() == Type::timestamp)
        return append_time(out, shape, kit::from_epoch_seconds(value.integer()));
      return append_whole(out, value.integer());
    case Kind::real: return append_real(out, shape, value.real());
    case Kind::time: return append_time(out, shape, value.time());
    case Kind::string: return append_bytes(out, shape.type() == Type::blob ? bytes : text, value.text());
    case Kind::blob: return append_bytes(out, bytes, value.text());
    default: out += static_cast<char>(0xF6);
  }
}

void append_list(std::string& out, const Shape& shape, const Value& list) {
  const Shape element = shape.type() == Type::list ? shape.element().shape() : shape;
  const bool sparse = shape.has(models::tables::sparse) || shape.type() == Type::document;
  std::uint64_t count = 0;
  for (const Value& value : list.elements()) count += sparse || value;
  append_head(out, array, count);
  for (const Value& value : list.elements())
    if (sparse || value) append_value(out, element, value);
}

void append_map(std::string& out, const Shape& shape, const Value& entries) {
  const Shape element = shape.type() == Type::map ? shape.value().shape() : shape;
  const bool sparse = shape.has(models::tables::sparse) || shape.type() == Type::document;
  std::uint64_t count = 0;
  for (std::uint32_t i = 0; i < entries.size(); ++i) count += sparse || entries.entry(i).value;
  append_head(out, map, count);
  for (std::uint32_t i = 0; i < entries.size(); ++i) {
    const auto [key, value] = entries.entry(i);
    if (!value && !sparse) continue;
    append_bytes(out, text, key);
    append_value(out, element, value);
  }
}

void append_value(std::string& out, const Shape& shape, const Value& value) {
  switch (value.kind()) {
    case Kind::structure: return append_cbor_structure(out, shape, value);
    case Kind::list: return append_list(out, shape, value);
    case Kind::map: return append_map(out, shape, value);
    default: append_scalar(out, shape, value);
  }
}

// Events are messages of their own.
bool written(const std::optional<models::Member>& member) {
  return member && !member->shape().has(models::tables::event_stream);
}

}  // namespace

std::uint64_t cbor_members(const Shape& shape, const Value& structure) {
  if (shape.type() != Type::structure) return 0;
  std::uint64_t count = 0;
  MemberCursor cursor(shape);
  for (const Value& value : structure.elements()) count += value && written(cursor.find(value.name()));
  return count;
}

void append_cbor_members(std::string& out, const Shape& shape, const Value& structure) {
  if (shape.type() != Type::structure) return;
  MemberCursor cursor(shape);
  for (const Value& value : structure.elements()) {
    if (!value) continue;
    const auto member = cursor.find(value.name());
    if (!written(member)) continue;
    append_bytes(out, text, member->wire());
    append_value(out, member->shape(), value);
  }
}

void append_cbor_structure(std::string& out, const Shape& shape, const Value& structure) {
  append_head(out, map, cbor_members(shape, structure));
  append_cbor_members(out, shape, structure);
}

void append_cbor_map_head(std::string& out, std::uint64_t entries) { append_head(out, map, entries); }
void append_cbor_text(std::string& out, std::string_view text_bytes) { append_bytes(out, text, text_bytes); }

}  // namespace understudy::gateway::protocol
