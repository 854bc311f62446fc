// Keys: what places an item among the items of a table and of an index.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "services/dynamodb/item.hpp"
#include "services/dynamodb/tables.hpp"
#include "services/kit/text.hpp"

namespace understudy::dynamodb {

// A key schema with its attributes' types.
struct Keys {
  std::vector<KeyPart> partition, sort;
  bool operator==(const Keys& o) const;
};
Keys keys_of(const Table& table, const KeySchema& schema);

// Items stand in the order of a hash of their partition key, those of one partition in the order of their
// sort keys.
struct ItemKey {
  std::uint64_t table = 0;  // its number
  std::uint64_t hash = 0;
  kit::Text bytes;  // partition key, sort key
  auto operator<=>(const ItemKey&) const = default;
  bool operator==(const ItemKey&) const = default;
};

// In an index, several items may have the same key: the bytes end with what tells them apart.
struct IndexKey {
  std::uint64_t hash = 0;
  kit::Text bytes;
  auto operator<=>(const IndexKey&) const = default;
  bool operator==(const IndexKey&) const = default;
};

// AWS's order of partitions, as far as it is known: MD5 with a prefix (dynalite found it out).
std::uint64_t scatter(std::span<const Attribute> partition);

// The attributes must be there and of the keys' types (see check_key and check_item).
ItemKey item_key(std::uint64_t table, const Keys& keys, const Item& item);
// Nothing when the item lacks a key attribute, or has one that is empty or too long (it came before the
// index): it is not in the index.
std::optional<IndexKey> index_key(const Keys& index, const Keys& table, const Item& item);

// Where a partition's items are among the bytes of its keys: [low, high).
struct Bounds {
  std::uint64_t hash = 0;
  std::string low, high;
};
void append_part(std::string& out, Attribute key);       // as all keys are made of them
void append_beginning(std::string& out, Attribute key);  // what keys that begin with it begin with
std::string behind(std::string bytes);                   // the first bytes that do not begin with these

}  // namespace understudy::dynamodb

// How views name items: the table's number, and the rest in hexadecimal.
namespace understudy::kit::view_detail {
template <>
std::string key_text<dynamodb::ItemKey>(const dynamodb::ItemKey& key);
template <>
dynamodb::ItemKey key_from<dynamodb::ItemKey>(std::string_view text, const Path& path);
}  // namespace understudy::kit::view_detail
