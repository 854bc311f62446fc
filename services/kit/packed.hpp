// Maps in a form of their service's own: read from the wire into it and written from it, with no values
// between. DynamoDB's items travel so: I/O threads read and write them, and their shard never sees a tree.
#pragma once

#include <string>
#include <string_view>

#include "services/kit/value.hpp"

namespace understudy::kit {

// What stands behind such a map. It lives as long as the call and never changes: any thread may read it.
class Packed {
 public:
  virtual Value plain(Arena& arena) const = 0;           // the map by its model; points into this form
  virtual void append_json(std::string& out) const = 0;  // the same as JSON on the wire

 protected:
  ~Packed() = default;
};

// A map of that form. Whoever does not ask for the form finds the map empty.
Value pack(const Packed& form, Arena& arena);
// Null: a map like any other, or no map.
const Packed* packed(const Value& value);
// The value itself, or what its form stands for; of containers only the outermost.
inline Value plain(const Value& value, Arena& arena) {
  const Packed* form = packed(value);
  return form ? form->plain(arena) : value;
}

// How a service has its inputs' maps read.
struct Packing {
  std::string_view element;  // of maps whose values have this shape
  // The map that stands at the beginning of this text, valid UTF-8 with its strings closed, and 8 more bytes
  // readable behind it. Null: to be read by the model, which also says what is wrong with it.
  const Packed* (*read)(std::string_view json, Arena& arena);
};

}  // namespace understudy::kit
