// How a map holds a form: as an empty map does, with the form's address where its elements would be.
#include "services/kit/packed.hpp"

namespace understudy::kit {

static_assert(alignof(Packed) >= alignof(Value));

Value pack(const Packed& form, Arena& arena) {
  Value map = Value::map(arena);
  map.items()->data = reinterpret_cast<Value*>(const_cast<Packed*>(&form));
  return map;
}

const Packed* packed(const Value& value) {
  if (!value.is(Kind::map)) return nullptr;
  const Items& items = *value.items();
  return items.capacity == 0 && items.data ? reinterpret_cast<const Packed*>(items.data) : nullptr;
}

}  // namespace understudy::kit
