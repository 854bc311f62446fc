// Items and the wire: what a request's AttributeValues may be, with AWS's words for what they may not, and
// answers that point into items.
#include <absl/container/flat_hash_map.h>
#include <fmt/format.h>

#include "services/dynamodb/different.hpp"
#include "services/dynamodb/errors.hpp"
#include "services/dynamodb/packing.hpp"
#include "services/kit/format.hpp"
#include "services/models/names/dynamodb.hpp"

namespace understudy::dynamodb {
namespace {

using kit::Value;

// The type that a member's name stands for: the model has no other members.
Type type_of(std::uint16_t name) {
  constexpr WireNames names = wire_names<Names>();
  switch (name) {
    case names.of[0]: return Type::string;
    case names.of[1]: return Type::number;
    case names.of[2]: return Type::binary;
    case names.of[3]: return Type::string_set;
    case names.of[4]: return Type::number_set;
    case names.of[5]: return Type::binary_set;
    case names.of[6]: return Type::map;
    case names.of[7]: return Type::list;
    case names.of[8]: return Type::null;
    default: return Type::boolean;
  }
}

// Which of a map's entries to leave out: JSON may say a name twice, and the last one counts.
class Repeats {
 public:
  explicit Repeats(const Value& map) {
    Different names;
    for (std::uint32_t i = 0; i < map.size(); ++i) names.add(map.entry(i).key);
    any_ = !names.all();
    for (std::uint32_t i = 0; i < map.size() && any_; ++i) last_[map.entry(i).key] = i;
  }
  bool leaves_out(std::string_view name, std::uint32_t i) const {
    return any_ && last_.find(name)->second != i;
  }

 private:
  absl::flat_hash_map<std::string_view, std::uint32_t> last_;
  bool any_ = false;
};

class Reader {
 public:
  explicit Reader(Writer& to) : to_(to) {}

  void value(const Value& from, int depth);
  // Names and values; gives how many.
  std::uint32_t entries(const Value& map, int depth);

 private:
  void one(Type type, const Value& from, int depth);
  void number(Type type, std::string_view text);
  void set(Type type, const Value& list);
  void check_different(Type type, const Value& list, std::size_t opened);
  void list(const Value& list, int depth);

  Writer& to_;
};

void Reader::value(const Value& from, int depth) {
  if (depth > deepest_item) throw too_deep();
  std::uint32_t found = 0;
  for (const Value& member : from.elements()) {
    if (!member) continue;  // JSON's null
    one(type_of(member.name()), member, depth);
    ++found;
  }
  if (found == 0)
    throw invalid.says(
        "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
  if (found > 1)
    throw invalid.says(
        "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported "
        "datatypes");
}

void Reader::one(Type type, const Value& from, int depth) {
  switch (type) {
    case Type::string:
    case Type::binary: return to_.scalar(type, from.text());
    case Type::number: return number(type, from.text());
    case Type::null:
      if (!from.boolean()) throw wrong("Null attribute value types must have the value of true");
      return to_.null();
    case Type::boolean: return to_.boolean(from.boolean());
    case Type::list: return list(from, depth);
    case Type::map: {
      const std::size_t opened = to_.open(Type::map);
      return to_.close(opened, entries(from, depth + 1));
    }
    default: return set(type, from);
  }
}

// A number as a value, or without its type as a set's element.
void Reader::number(Type type, std::string_view text) {
  char canonical[longest_number];
  if (!is_canonical(text)) {
    Number n;
    if (const NumberFault fault = parse_number(text, n); fault != NumberFault::none)
      throw invalid.says(number_message(fault, text));
    text = {canonical, write_number(canonical, n)};
  }
  if (type == Type::number) {
    to_.scalar(type, text);
  } else {
    to_.text(text);
  }
}

void Reader::set(Type type, const Value& list) {
  if (list.size() == 0)
    throw wrong(type == Type::string_set   ? "An string set  may not be empty"
                : type == Type::number_set ? "An number set  may not be empty"
                                           : "Binary sets should not be empty");
  const std::size_t opened = to_.open(type);
  for (const Value& element : list.elements()) {
    if (type == Type::number_set) {
      number(type, element.text());
    } else {
      to_.text(element.text());
    }
  }
  to_.close(opened, list.size());
  check_different(type, list, opened);
}

void Reader::check_different(Type type, const Value& list, std::size_t opened) {
  if (list.size() < 2) return;
  Different elements;
  for (const std::string_view text : to_.value(opened).texts()) elements.add(text);
  if (elements.all()) return;
  if (type == Type::number_set) throw invalid.says("Input collection contains duplicates");
  std::string all;
  for (const Value& element : list.elements()) {
    if (!all.empty()) all += ", ";
    all += type == Type::binary_set ? kit::base64(element.text()) : std::string(element.text());
  }
  throw wrong(fmt::format("Input collection [{}]{} contains duplicates.", all,
                          type == Type::binary_set ? "of type BS" : ""));
}

void Reader::list(const Value& list, int depth) {
  const std::size_t opened = to_.open(Type::list);
  for (const Value& element : list.elements()) value(element, depth + 1);
  to_.close(opened, list.size());
}

std::uint32_t Reader::entries(const Value& map, int depth) {
  if (const PackedItem* made = packed_item(map)) {
    for (const auto [name, value] : made->entries())
      if (depth + value.depth() - 1 > deepest_item) throw too_deep();
    to_.append(made->entries().encoded());
    return made->entries().size();
  }
  const std::uint32_t size = map.size();
  const Repeats repeats(map);
  std::uint32_t kept = 0;
  for (std::uint32_t i = 0; i < size; ++i) {
    const std::string_view name = map.items()->data[2 * i].text();
    const Value& from = map.items()->data[2 * i + 1];
    if (repeats.leaves_out(name, i)) continue;
    if (name.empty()) throw wrong("Empty attribute name");
    if (name.size() > 65535) throw wrong("Attribute name is too large, must be less than 65536 bytes");
    to_.text(name);
    value(from, depth);
    ++kept;
  }
  return kept;
}

}  // namespace

constinit const WireNames own_names = wire_names<Names>();

Item item_of(const Value& map) {
  if (!map) return {};
  if (const PackedItem* made = packed_item(map)) return Item(kit::Text(made->body()));
  Writer writer;
  const std::uint32_t size = Reader(writer).entries(map, 1);
  return Item(writer, size);
}

void write_attribute(Writer& to, const Value& value) { Reader(to).value(value, 1); }

Attribute attribute_of(const Value& value, kit::Arena& arena) {
  Writer writer;
  write_attribute(writer, value);
  return Attribute(arena.copy(writer.view()).data());
}

kit::Failure item_too_large() { return invalid.says("Item size has exceeded the maximum allowed size"); }
kit::Failure too_deep() {
  return invalid.says(
      "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond "
      "supported limit");
}
kit::Failure update_too_large() {
  return invalid.says("Item size to update has exceeded the maximum allowed size");
}

Value value_of(Attribute from, kit::Arena& arena, const WireNames& names) {
  Value made = Value::structure(arena, 1);
  Value& to = made.set(arena, names.of[static_cast<std::size_t>(from.type())]);
  switch (from.type()) {
    case Type::string:
    case Type::number: to = Value::string(from.text()); break;
    case Type::binary: to = Value::blob(from.text()); break;
    case Type::null: to = true; break;
    case Type::boolean: to = from.boolean(); break;
    case Type::map: to = value_of(from.entries(), arena, names); break;
    case Type::list:
      to = Value::list(arena, from.size());
      for (const Attribute element : from.elements()) to.add(arena) = value_of(element, arena, names);
      break;
    default:
      to = Value::list(arena, from.size());
      for (const std::string_view text : from.texts())
        to.add(arena) = from.is(Type::binary_set) ? Value::blob(text) : Value::string(text);
  }
  return made;
}

Value value_of(Entries entries, kit::Arena& arena, const WireNames& names) {
  Value map = Value::map(arena, entries.size());
  for (const auto [name, value] : entries) map.set(arena, name) = value_of(value, arena, names);
  return map;
}

}  // namespace understudy::dynamodb
