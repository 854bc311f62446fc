// Packing values: a byte for the kind, then sizes as varints and the bytes themselves.
#include "services/derived/doc.hpp"

#include <bit>
#include <cstring>

namespace understudy::derived {
namespace {

using kit::Kind;
using kit::Value;

void put_number(std::string& out, std::uint64_t n) {
  for (; n >= 0x80; n >>= 7) out += static_cast<char>(n | 0x80);
  out += static_cast<char>(n);
}
std::uint64_t zigzag(std::int64_t n) {
  return (static_cast<std::uint64_t>(n) << 1) ^ static_cast<std::uint64_t>(n >> 63);
}
void put_text(std::string& out, std::string_view text) {
  put_number(out, text.size());
  out += text;
}

void pack(std::string& out, const Value& value, const models::Shape* shape) {
  if (value.is(Kind::structure)) {
    out += static_cast<char>(Kind::map);
    std::uint32_t there = 0;
    for (const Value& member : value.elements()) there += static_cast<bool>(member);
    put_number(out, there);
    for (const Value& member : value.elements()) {
      if (!member) continue;
      const std::string_view name = shape->service().text(member.name());
      put_text(out, name);
      const auto modelled = shape->find(name);
      const auto below = modelled ? std::optional(modelled->shape()) : std::nullopt;
      pack(out, member, below ? &*below : shape);
    }
    return;
  }
  out += static_cast<char>(value.kind());
  switch (value.kind()) {
    case Kind::boolean: out += static_cast<char>(value.boolean()); return;
    case Kind::integer: return put_number(out, zigzag(value.integer()));
    case Kind::time: return put_number(out, zigzag(value.time().time_since_epoch().count()));
    case Kind::real: return put_number(out, std::bit_cast<std::uint64_t>(value.real()));
    case Kind::string:
    case Kind::blob: return put_text(out, value.text());
    case Kind::list: {
      put_number(out, value.size());
      const auto below = shape && shape->type() == models::Type::list
                             ? std::optional(shape->element().shape())
                             : std::nullopt;
      for (const Value& element : value.elements()) pack(out, element, below ? &*below : shape);
      return;
    }
    case Kind::map: {
      put_number(out, value.size());
      const auto below =
          shape && shape->type() == models::Type::map ? std::optional(shape->value().shape()) : std::nullopt;
      for (std::uint32_t i = 0; i < value.size(); ++i) {
        put_text(out, value.entry(i).key);
        pack(out, value.entry(i).value, below ? &*below : shape);
      }
      return;
    }
    default: return;
  }
}

struct Unpacking {
  std::string_view rest;
  kit::Arena& arena;

  std::uint64_t number() {
    std::uint64_t n = 0;
    for (int shift = 0; !rest.empty(); shift += 7) {
      const auto byte = static_cast<unsigned char>(rest.front());
      rest.remove_prefix(1);
      n |= std::uint64_t{byte & 0x7Fu} << shift;
      if (byte < 0x80) break;
    }
    return n;
  }
  std::int64_t signed_number() {
    const std::uint64_t n = number();
    return static_cast<std::int64_t>(n >> 1) ^ -static_cast<std::int64_t>(n & 1);
  }
  std::string_view text() {
    const auto size = number();
    const std::string_view copy = arena.copy(rest.substr(0, size));
    rest.remove_prefix(size);
    return copy;
  }
  Value value() {
    if (rest.empty()) return {};
    const auto kind = static_cast<Kind>(rest.front());
    rest.remove_prefix(1);
    switch (kind) {
      case Kind::boolean: {
        const bool b = rest.front() != 0;
        rest.remove_prefix(1);
        return Value(b);
      }
      case Kind::integer: return Value(signed_number());
      case Kind::time: return Value(kit::Time(kit::Duration(signed_number())));
      case Kind::real: return Value(std::bit_cast<double>(number()));
      case Kind::string: return Value::string(text());
      case Kind::blob: return Value::blob(text());
      case Kind::list: {
        const auto size = static_cast<std::uint32_t>(number());
        Value list = Value::list(arena, size);
        for (std::uint32_t i = 0; i < size; ++i) {
          const Value element = value();
          list.add(arena) = element;
        }
        return list;
      }
      case Kind::map: {
        const auto size = static_cast<std::uint32_t>(number());
        Value map = Value::map(arena, size);
        for (std::uint32_t i = 0; i < size; ++i) {
          const std::string_view key = text();
          const Value one = value();
          map.set(arena, key) = one;
        }
        return map;
      }
      default: return {};
    }
  }
};

}  // namespace

Doc::Doc(const Value& value) { pack(bytes_, value, nullptr); }
Doc::Doc(const Value& value, const models::Shape& shape) { pack(bytes_, value, &shape); }

Value Doc::value(kit::Arena& arena) const { return Unpacking{bytes_, arena}.value(); }

std::string_view Doc::string() const {
  if (bytes_.empty() || static_cast<Kind>(bytes_.front()) != Kind::string) return {};
  std::string_view rest = std::string_view(bytes_).substr(1);
  while (!rest.empty() && static_cast<unsigned char>(rest.front()) >= 0x80) rest.remove_prefix(1);
  return rest.empty() ? rest : rest.substr(1);
}

Value write(const Doc& doc, kit::Arena& arena) { return doc.value(arena); }
void read(const Value& from, Doc& to, const kit::view_detail::Path&) { to = Doc(from); }

}  // namespace understudy::derived
