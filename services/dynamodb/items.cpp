// Keeps secondary indexes and expiries beside the items, through turns that are taken back.
#include "services/dynamodb/items.hpp"

#include <algorithm>
#include <charconv>

namespace understudy::dynamodb {
namespace {

// Items that an index takes in at a turn, and the time between: so nobody waits for one of millions.
constexpr std::size_t slice = 2000;
constexpr Duration between_slices = kit::milliseconds(10);

}  // namespace

const IndexTree* Space::index(std::uint64_t number) const {
  const auto found = std::ranges::find(indexes, number, &IndexTree::number);
  return found == indexes.end() ? nullptr : &*found;
}

Time expiry_of(const Item& item, std::string_view attribute) {
  if (attribute.empty()) return kit::never;
  const Attribute value = item.find(attribute);
  if (!value.is(Type::number)) return kit::never;
  const std::string_view text = value.text();
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  constexpr std::int64_t last_second = 253'402'300'799;  // of the year 9999
  const bool whole = end == text.data() + text.size() || *end == '.';
  if (error != std::errc() || !whole || seconds <= 0 || seconds > last_second) return kit::never;
  return kit::from_epoch_seconds(seconds);
}

const Space& Items::space(std::uint64_t table) const {
  static const Space none;
  const auto found = spaces_.find(table);
  return found == spaces_.end() ? none : found->second;
}

void Items::place(const ItemKey& key, const RowRef& row) {
  const auto found = spaces_.find(key.table);
  if (found == spaces_.end()) return;
  Space& space = found->second;
  ++space.count;
  space.bytes += row->row.item.bytes();
  for (IndexTree& index : space.indexes)
    if (auto at = index_key(index.keys, space.keys, row->row.item))
      index.entries.insert_or_assign(std::move(*at), row);
  if (const Time due = expiry_of(row->row.item, space.expiry); due != kit::never) expiries_.emplace(due, key);
}

void Items::displace(const ItemKey& key, const RowRef& row) {
  const auto found = spaces_.find(key.table);
  if (found == spaces_.end()) return;
  Space& space = found->second;
  --space.count;
  space.bytes -= row->row.item.bytes();
  for (IndexTree& index : space.indexes)
    if (const auto at = index_key(index.keys, space.keys, row->row.item)) index.entries.erase(*at);
  if (const Time due = expiry_of(row->row.item, space.expiry); due != kit::never) expiries_.erase({due, key});
}

void Items::note(const ItemKey& key, RowRef before, RowRef after) {
  if (before) displace(key, before);
  if (after) place(key, after);
  undo_.push_back({key, std::move(before), std::move(after)});
}

void Items::put(const ItemKey& key, Item item) {
  if (!changed()) undo_.clear();
  const auto at = rows().find(key);
  RowRef before = at == rows().end() ? RowRef() : at->second;
  if (before && !before->fresh) {
    *Base::edit(key) = Row{std::move(item)};
    return note(key, std::move(before), at->second);
  }
  // A row of this turn would be written in place, and its entries lost.
  if (before) Base::erase(key);
  Base::insert(key, Row{std::move(item)});
  note(key, std::move(before), row(key));
}

bool Items::erase(const ItemKey& key) {
  if (!changed()) undo_.clear();
  RowRef before = row(key);
  if (!before) return false;
  Base::erase(key);
  note(key, std::move(before), {});
  return true;
}

const Row& Items::insert(const ItemKey& key, Row row) {
  stale_ = true;
  return Base::insert(key, std::move(row));
}

Items::Base::Edit Items::edit(const ItemKey& key) {
  stale_ = true;
  return Base::edit(key);
}

void Items::rollback() {
  if (changed())
    for (auto undo = undo_.rbegin(); undo != undo_.rend(); ++undo) {
      if (undo->after) displace(undo->key, undo->after);
      if (undo->before) place(undo->key, undo->before);
    }
  undo_.clear();
  Base::rollback();
}

void Items::clear() {
  spaces_.clear();
  expiries_.clear();
  filling_.clear();
  undo_.clear();
  stale_ = false;
  Base::clear();
}

bool Items::fill(Space& space, std::uint64_t table, IndexTree& index) {
  auto at = rows().lower_bound(*index.next);
  for (std::size_t n = 0; n < slice; ++n, ++at) {
    if (at == rows().end() || at->first.table != table) {
      index.next.reset();
      return true;
    }
    if (auto key = index_key(index.keys, space.keys, at->second->row.item))
      index.entries.insert_or_assign(std::move(*key), at->second);
  }
  index.next = at == rows().end() ? ItemKey{table + 1, 0, {}} : at->first;
  return false;
}

void Items::fill(Time now) {
  fill_due_ = now + between_slices;
  std::erase_if(filling_, [&](std::uint64_t table) {
    const auto space = spaces_.find(table);
    if (space == spaces_.end()) return true;
    bool full = true;
    for (IndexTree& index : space->second.indexes)
      if (index.next) full &= fill(space->second, table, index);
    return full;
  });
}

void Items::open(const dynamodb::Table& table, Time now) {
  Space& space = spaces_[table.number];
  const bool first = space.keys.partition.empty();
  std::erase_if(space.indexes, [&](const IndexTree& tree) {
    return std::ranges::find(table.indexes, tree.number, &Index::number) == table.indexes.end();
  });
  space.keys = keys_of(table, table.key);
  for (const Index& index : table.indexes) {
    if (space.index(index.number)) continue;
    space.indexes.push_back({index.number, keys_of(table, index.key), {}, ItemKey{table.number, 0, {}}});
    // A table that comes with its items has its indexes at once; so has one that a slice holds.
    const auto fill_whole = [&] {
      while (!fill(space, table.number, space.indexes.back()))
        ;
    };
    if (first || space.count <= slice) {
      fill_whole();
    } else if (std::ranges::find(filling_, table.number) == filling_.end()) {
      filling_.push_back(table.number);
      fill_due_ = now;
    }
  }
  const bool other_expiry = space.expiry != table.ttl.attribute;
  if (!first && !other_expiry) return;
  const std::string old_expiry = std::exchange(space.expiry, table.ttl.attribute);
  if (first) space.count = space.bytes = 0;
  for (auto at = rows().lower_bound({table.number, 0, {}});
       at != rows().end() && at->first.table == table.number; ++at) {
    const Item& item = at->second->row.item;
    if (first) {
      ++space.count;
      space.bytes += item.bytes();
    }
    if (!other_expiry) continue;
    if (const Time due = expiry_of(item, old_expiry); due != kit::never) expiries_.erase({due, at->first});
    if (const Time due = expiry_of(item, space.expiry); due != kit::never) expiries_.emplace(due, at->first);
  }
}

}  // namespace understudy::dynamodb
