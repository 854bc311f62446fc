// What DynamoDB's fuzz targets have in common: an item with all types, and what must hold of any other.
#pragma once

#include <string>

#include "services/dynamodb/expression.hpp"
#include "services/kit/json.hpp"
#include "tests/fuzz/target.hpp"

namespace understudy::fuzz {

inline dynamodb::Item read_item(std::string_view json) {
  kit::Arena arena;
  dynamodb::Item item;
  read(*kit::parse_json(json, arena), item, {});
  return item;
}

inline dynamodb::Item varied_item() {
  return read_item(R"({"a": {"S": "hello"}, "b": {"N": "5"}, "c": {"B": "aGkh"}, "d": {"BOOL": true},
      "e": {"NULL": true}, "f": {"SS": ["x", "y"]}, "g": {"NS": ["1", "2.5"]}, "h": {"BS": ["aGkh"]},
      "l": {"L": [{"N": "1"}, {"S": "q"}, {"M": {"a": {"L": []}}}]},
      "m": {"M": {"a": {"M": {"b": {"N": "-7"}}}, "l": {"L": [{"S": ""}]}}}})");
}

// An item can be shown, read again and is then the same.
inline void check_item(const dynamodb::Item& item) {
  if (!item) return;
  kit::Arena arena;
  dynamodb::Item again;
  read(write(item, arena), again, {});
  require(again == item);
  require(again.bytes() == item.bytes());
  require(dynamodb::item_of(value_of(item, arena)) == item);
}

}  // namespace understudy::fuzz
