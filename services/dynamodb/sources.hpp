// What queries, scans and statements read: a table or one of its indexes, from here to there.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/dynamodb/requests.hpp"

namespace understudy::dynamodb {

struct Source {
  const std::string& name;
  const Table& table;
  const Space& space;
  const Index* index = nullptr;
  const IndexTree* tree = nullptr;
  std::vector<std::string_view> projected;  // what the index has of its items; none: all

  const Keys& keys() const { return tree ? tree->keys : space.keys; }
  std::vector<std::string_view> key_names() const;  // the table's, then the index's own
};
// No `index` text: the table itself. Throws ResourceNotFoundException and ValidationException.
Source source_of(const Call& call, State& state, const std::string& name, std::string_view index,
                 bool consistent);

Bounds bounds_of(const KeyRange& range);

// Behind which item to go on.
struct Start {
  bool given = false;
  ItemKey item;
  IndexKey entry;

  std::uint64_t hash(const Source& source) const { return source.tree ? entry.hash : item.hash; }
  std::string_view bytes(const Source& source) const {
    return source.tree ? entry.bytes.view() : item.bytes.view();
  }
};
Start start_at(const Source& source, const Item& keys);  // of an item, or of what names one

// From `low` up to but not including `high`, behind `start` if there is one, either way round, until `take`
// has enough: bool take(const RowRef&).
template <class Tree, class K, class F>
void walk(const Tree& tree, const K& low, const K& high, const K* start, bool forward, F& take) {
  auto first = tree.lower_bound(low), last = tree.lower_bound(high);
  if (start && forward && !(*start < low)) first = tree.upper_bound(*start);
  if (start && !forward && *start < high) last = tree.lower_bound(*start);
  if (first == tree.end() || (last != tree.end() && !(first->first < last->first))) return;
  if (forward) {
    for (; first != last; ++first)
      if (!take(first->second)) return;
  } else {
    while (last != first)
      if (!take((--last)->second)) return;
  }
}

template <class F>
void walk_partition(const Source& source, const Items& items, const Bounds& bounds, const Start& start,
                    bool forward, F& take) {
  if (bounds.low >= bounds.high) return;
  if (source.tree) {
    const IndexKey low{bounds.hash, kit::Text(bounds.low)}, high{bounds.hash, kit::Text(bounds.high)};
    walk(source.tree->entries, low, high, start.given ? &start.entry : nullptr, forward, take);
  } else {
    const std::uint64_t number = source.table.number;
    const ItemKey low{number, bounds.hash, kit::Text(bounds.low)},
        high{number, bounds.hash, kit::Text(bounds.high)};
    walk(items.rows(), low, high, start.given ? &start.item : nullptr, forward, take);
  }
}

// All whose partitions' hashes are in [first, behind); behind 0: to the end.
template <class F>
void walk_all(const Source& source, const Items& items, std::uint64_t first, std::uint64_t behind,
              const Start& start, F& take) {
  if (source.tree) {
    const auto& tree = source.tree->entries;
    auto at = start.given ? tree.upper_bound(start.entry) : tree.lower_bound(IndexKey{first, {}});
    for (; at != tree.end() && (!behind || at->first.hash < behind); ++at)
      if (!take(at->second)) return;
    return;
  }
  const std::uint64_t number = source.table.number;
  const ItemKey low{number, first, {}},
      high = behind ? ItemKey{number, behind, {}} : ItemKey{number + 1, 0, {}};
  walk(items.rows(), low, high, start.given ? &start.item : nullptr, true, take);
}

}  // namespace understudy::dynamodb
