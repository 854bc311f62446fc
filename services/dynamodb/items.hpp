// All tables' items, in AWS's order, with their places in secondary indexes and the instants at which they
// expire.
#pragma once

#include <absl/container/btree_map.h>
#include <absl/container/btree_set.h>
#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "services/dynamodb/item.hpp"
#include "services/dynamodb/keys.hpp"
#include "services/kit/table.hpp"

namespace understudy::dynamodb {

struct Row {
  Item item;
};
STATE(Row, item)
using RowRef = kit::Row<Row>;

// One secondary index's entries. They share the items' rows: an index costs its keys.
struct IndexTree {
  std::uint64_t number = 0;
  Keys keys;
  absl::btree_map<IndexKey, RowRef> entries;
  std::optional<ItemKey> next;  // while it is being filled: where to go on
};

// What is known of a table's items beside themselves.
struct Space {
  Keys keys;
  std::string expiry;  // the attribute that says when an item expires; empty: none does
  std::vector<IndexTree> indexes;
  std::uint64_t count = 0, bytes = 0;

  const IndexTree* index(std::uint64_t number) const;
};

// A kit table whose indexes differ by row: what they are follows from the tables' descriptions (open), and so
// they are no state, but rolled back, forked and made anew as the items are.
class Items : public kit::Table<Row, ItemKey> {
 public:
  using Base = kit::Table<Row, ItemKey>;

  // Makes the space of a table, or makes it follow what has become of the table: indexes that are new are
  // filled, those that are gone dropped. Not taken back by a rollback: call it where nothing can fail any
  // more.
  void open(const dynamodb::Table& table, Time now);
  void close(std::uint64_t table) { spaces_.erase(table); }  // its items must be erased first
  const Space& space(std::uint64_t table) const;

  void put(const ItemKey& key, Item item);
  bool erase(const ItemKey& key);
  const Item* item(const ItemKey& key) const {
    const Row* row = find(key);
    return row ? &row->item : nullptr;
  }

  // Indexes of large tables are filled a slice at a time. fill_due(): when the next one is, kit::never when
  // all are full.
  Time fill_due() const { return filling_.empty() ? kit::never : fill_due_; }
  void fill(Time now);

  // The next item that expires: its second, and its key.
  const absl::btree_set<std::pair<Time, ItemKey>>& expiries() const { return expiries_; }

  // As kit::Table's, for views; the indexes are then out of date until rebuild().
  const Row& insert(const ItemKey& key, Row row);
  Base::Edit edit(const ItemKey& key);
  bool stale() const { return stale_; }
  template <class Tables>
  void rebuild(const Tables& tables) {
    spaces_.clear();
    expiries_.clear();
    filling_.clear();
    stale_ = false;
    for (const auto& [name, row] : tables.rows()) open(row->row, Time{});
  }

  void rollback();
  void clear();

 private:
  struct Undo {
    ItemKey key;
    RowRef before, after;
  };

  bool fill(Space& space, std::uint64_t table, IndexTree& index);  // a slice; true when it is full
  void note(const ItemKey& key, RowRef before, RowRef after);
  void place(const ItemKey& key, const RowRef& row);
  void displace(const ItemKey& key, const RowRef& row);

  absl::flat_hash_map<std::uint64_t, Space> spaces_;
  absl::btree_set<std::pair<Time, ItemKey>> expiries_;
  std::vector<std::uint64_t> filling_;  // tables with such indexes
  Time fill_due_{};
  std::vector<Undo> undo_;  // of the turn under way
  bool stale_ = false;
};

// When an item of that attribute expires; kit::never: does not. Whole seconds of a number. (AWS leaves those
// alone that should have expired more than five years ago; here they go, too.)
Time expiry_of(const Item& item, std::string_view attribute);

}  // namespace understudy::dynamodb

template <>
inline constexpr bool understudy::kit::view_detail::is_table<understudy::dynamodb::Items> = true;
