// Items on the wire without values between: read by the thread that has the request, written by the one that
// answers.
#pragma once

#include "services/dynamodb/item.hpp"
#include "services/kit/packed.hpp"

namespace understudy::dynamodb {

// An item's body that something else keeps: the call's arena, or an item that the call holds.
class PackedItem final : public kit::Packed {
 public:
  PackedItem(std::string_view body, const WireNames& names) : body_(body), names_(&names) {}

  std::string_view body() const { return body_; }
  Entries entries() const { return entries_in(body_); }
  kit::Value plain(kit::Arena& arena) const override { return value_of(entries(), arena, *names_); }
  void append_json(std::string& out) const override;

 private:
  std::string_view body_;
  const WireNames* names_;
};

// Of a request's map; null when it is no packed one. Those that are have an entry at least, and nothing in
// them is wrong.
inline const PackedItem* packed_item(const kit::Value& map) {
  return static_cast<const PackedItem*>(kit::packed(map));
}

extern const kit::Packing packing;

}  // namespace understudy::dynamodb
