// Values: growth, look-up, comparison and copying.
#include "services/kit/value.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>

#include "services/kit/packed.hpp"

namespace understudy::kit {

Value& Items::push(Arena& arena) {
  if (size == capacity) {
    const std::uint32_t wider = std::max<std::uint32_t>(4, capacity * 2);
    auto* moved = arena.array<Value>(wider);
    if (size > 0) std::memcpy(static_cast<void*>(moved), data, size * sizeof(Value));
    data = moved;
    capacity = wider;
  }
  return *new (&data[size++]) Value();
}

Value::Value(Kind kind, Arena& arena, std::uint32_t capacity) : kind_(kind) {
  bits_.items = new (arena.array<Items>(1)) Items();
  if (capacity > 0) {
    bits_.items->data = arena.array<Value>(capacity);
    bits_.items->capacity = capacity;
  }
}

std::uint32_t Value::size() const {
  if (!container()) return 0;
  return is(Kind::map) ? bits_.items->size / 2 : bits_.items->size;
}

std::span<const Value> Value::elements() const {
  if (!is(Kind::list) && !is(Kind::structure)) return {};
  return {bits_.items->data, bits_.items->size};
}

Value::Entry Value::entry(std::uint32_t i) const {
  assert(is(Kind::map) && i < size());
  return {bits_.items->data[2 * i].text(), bits_.items->data[2 * i + 1]};
}

const Value* Value::find(std::string_view key) const {
  for (std::uint32_t i = 0, n = is(Kind::map) ? size() : 0; i < n; ++i)
    if (bits_.items->data[2 * i].text() == key) return &bits_.items->data[2 * i + 1];
  return nullptr;
}

const Value* Value::member(std::uint16_t name) const {
  if (!is(Kind::structure)) return nullptr;
  for (std::uint32_t i = 0; i < bits_.items->size; ++i)
    if (bits_.items->data[i].name_ == name) return &bits_.items->data[i];
  return nullptr;
}

Value& Value::add(Arena& arena) {
  assert(is(Kind::list));
  return bits_.items->push(arena);
}

Value& Value::set(Arena& arena, std::string_view key) {
  assert(is(Kind::map));
  bits_.items->push(arena) = Value::string(key);
  return bits_.items->push(arena);
}

Value& Value::set(Arena& arena, std::uint16_t name) {
  assert(is(Kind::structure));
  for (std::uint32_t i = 0; i < bits_.items->size; ++i)
    if (bits_.items->data[i].name_ == name) return bits_.items->data[i];
  Value& v = bits_.items->push(arena);
  v.name_ = name;
  return v;
}

bool same(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case Kind::none: return true;
    case Kind::boolean: return a.boolean() == b.boolean();
    case Kind::integer: return a.integer() == b.integer();
    case Kind::real: return a.real() == b.real() || (std::isnan(a.real()) && std::isnan(b.real()));
    case Kind::string:
    case Kind::blob: return a.text() == b.text();
    case Kind::time: return a.time() == b.time();
    case Kind::list:
      return std::ranges::equal(a.elements(), b.elements(),
                                [](const Value& x, const Value& y) { return same(x, y); });
    case Kind::map:
      if (packed(a) || packed(b)) {
        Arena arena;
        return same(plain(a, arena), plain(b, arena));
      }
      if (a.size() != b.size()) return false;
      for (std::uint32_t i = 0; i < a.size(); ++i) {
        const Value* other = b.find(a.entry(i).key);
        if (!other || !same(a.entry(i).value, *other)) return false;
      }
      return true;
    case Kind::structure:
      return a.size() == b.size() && std::ranges::all_of(a.elements(), [&](const Value& x) {
               const Value* other = b.member(x.name());
               return other && same(x, *other);
             });
  }
  return false;
}

Value copy(const Value& from, Arena& to) {
  Value result = from;
  if (const Packed* form = packed(from)) {
    Arena between;
    result = copy(form->plain(between), to);
  } else if (from.container()) {
    const Items& items = *from.items();
    if (from.is(Kind::list)) result = Value::list(to, items.size);
    if (from.is(Kind::map)) result = Value::map(to, items.size / 2);
    if (from.is(Kind::structure)) result = Value::structure(to, items.size);
    for (std::uint32_t i = 0; i < items.size; ++i) {
      Value& element = result.items()->push(to);
      element = copy(items.data[i], to);
      element.set_name(items.data[i].name());
    }
  }
  if (from.is(Kind::string)) result = Value::string(to.copy(from.text()));
  if (from.is(Kind::blob)) result = Value::blob(to.copy(from.text()));
  result.set_name(from.name());
  return result;
}

}  // namespace understudy::kit
