// Documents: values of any form that a row owns, packed into bytes, names spelt out.
#pragma once

#include <string>
#include <string_view>

#include "services/kit/value.hpp"
#include "services/kit/view.hpp"
#include "services/models/model.hpp"

namespace understudy::derived {

// Cheap to keep and to compare; unpacked into a call's arena when it is read. Structures are kept as maps by
// member name, so that a document outlives the call whose name ids it came with.
class Doc {
 public:
  Doc() = default;
  explicit Doc(const kit::Value& value);                     // maps, lists and scalars
  Doc(const kit::Value& value, const models::Shape& shape);  // structures by that shape
  static Doc text(std::string_view s) { return Doc(kit::Value::string(s)); }

  // Copies everything: good as long as the arena.
  kit::Value value(kit::Arena& arena) const;
  bool empty() const { return bytes_.empty(); }
  bool operator==(const Doc&) const = default;
  std::size_t size() const { return bytes_.size(); }

  // Without unpacking: of a string, else empty. Lives as long as the document.
  std::string_view string() const;

 private:
  std::string bytes_;
};

// The view's codec finds these by argument.
kit::Value write(const Doc& doc, kit::Arena& arena);
void read(const kit::Value& from, Doc& to, const kit::view_detail::Path& path);
inline std::size_t weight(const Doc& doc) { return sizeof doc + doc.size(); }

}  // namespace understudy::derived
