// Items in views of the state: DynamoDB's typed JSON, {"pk": {"S": "a"}}, binaries as blobs or base64.
#include "services/dynamodb/item.hpp"
#include "services/kit/format.hpp"

namespace understudy::dynamodb {
namespace {

using kit::Kind;
using kit::Value;
using kit::view_detail::Path;

Value shown(Attribute from, kit::Arena& arena);

Value shown(Entries entries, kit::Arena& arena) {
  Value map = Value::map(arena, entries.size());
  for (const auto [name, value] : entries) map.set(arena, arena.copy(name)) = shown(value, arena);
  return map;
}

Value shown_text(Attribute from, std::string_view text, kit::Arena& arena) {
  const bool binary = from.is(Type::binary) || from.is(Type::binary_set);
  return binary ? Value::blob(arena.copy(text)) : Value::string(arena.copy(text));
}

Value shown(Attribute from, kit::Arena& arena) {
  Value made = Value::map(arena, 1);
  Value& to = made.set(arena, short_name(from.type()));
  switch (from.type()) {
    case Type::null: to = true; break;
    case Type::boolean: to = from.boolean(); break;
    case Type::map: to = shown(from.entries(), arena); break;
    case Type::list:
      to = Value::list(arena, from.size());
      for (const Attribute element : from.elements()) to.add(arena) = shown(element, arena);
      break;
    case Type::string:
    case Type::number:
    case Type::binary: to = shown_text(from, from.text(), arena); break;
    default:
      to = Value::list(arena, from.size());
      for (const std::string_view text : from.texts()) to.add(arena) = shown_text(from, text, arena);
  }
  return made;
}

class Loader {
 public:
  explicit Loader(Writer& to) : to_(to) {}

  std::uint32_t entries(const Value& from, const Path& path) {
    kit::view_detail::expect(from, Kind::map, path);
    for (std::uint32_t i = 0; i < from.size(); ++i) {
      const auto [name, value] = from.entry(i);
      const Path below{&path, name};
      if (from.find(name) != &value) below.fail("it is there twice");
      to_.text(name);
      attribute(value, below);
    }
    return from.size();
  }

 private:
  void attribute(const Value& from, const Path& path) {
    kit::view_detail::expect(from, Kind::map, path);
    if (from.size() != 1) path.fail("it needs exactly one type");
    const auto [name, value] = from.entry(0);
    for (std::size_t i = 0; i < types; ++i)
      if (short_name(static_cast<Type>(i)) == name) return typed(static_cast<Type>(i), value, path);
    path.fail("there is no such type");
  }

  void typed(Type type, const Value& from, const Path& path) {
    switch (type) {
      case Type::null: return to_.null();
      case Type::boolean: return to_.boolean(kit::view_detail::expect(from, Kind::boolean, path).boolean());
      case Type::string:
      case Type::binary:
      case Type::number: return to_.scalar(type, text(type, from, path));
      case Type::map: {
        const std::size_t opened = to_.open(type);
        return to_.close(opened, entries(from, path));
      }
      default: break;
    }
    kit::view_detail::expect(from, Kind::list, path);
    const std::size_t opened = to_.open(type);
    std::size_t place = 0;
    for (const Value& element : from.elements()) {
      const Path below{&path, {}, place++};
      if (type == Type::list) {
        attribute(element, below);
      } else {
        to_.text(text(type, element, below));
      }
    }
    to_.close(opened, from.size());
  }

  // Good until the next one.
  std::string_view text(Type type, const Value& from, const Path& path) {
    const bool binary = type == Type::binary || type == Type::binary_set;
    if (binary && from.is(Kind::blob)) return from.text();
    const std::string_view read = kit::view_detail::read_text(from, path);
    if (binary) {
      auto bytes = kit::parse_base64(read);
      if (!bytes) path.fail("it is no base64");
      return text_ = std::move(*bytes);
    }
    if (type == Type::number || type == Type::number_set) {
      Number n;
      if (parse_number(read, n) != NumberFault::none) path.fail("it is no number");
      text_.clear();
      append_number(text_, n);
      return text_;
    }
    return read;
  }

  Writer& to_;
  std::string text_;
};

}  // namespace

Value write(const Item& item, kit::Arena& arena) { return item ? shown(item.entries(), arena) : Value(); }

void read(const Value& from, Item& to, const Path& path) {
  Writer writer;
  const std::uint32_t size = Loader(writer).entries(from, path);
  to = Item(writer, size);
}

}  // namespace understudy::dynamodb
