// Tables: the collections in a shard's state. Rows are immutable and counted; a table knows what a turn
// changed, takes it back on an error, and keeps its indexes right.
#pragma once

#include <absl/container/btree_map.h>
#include <absl/container/flat_hash_map.h>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "services/kit/counted.hpp"

namespace understudy::kit {

// A row in its counted shell. Shared with answers, forks and snapshots; written only while it is `fresh`:
// made or copied in the turn under way, and so still the shard's alone.
template <class T>
struct RowNode : Counted<RowNode<T>> {
  template <class... A>
  explicit RowNode(A&&... a) : row{std::forward<A>(a)...} {}
  static void destroy(const RowNode* n) { delete n; }

  T row;
  bool fresh = true;
};
template <class T>
using Row = Ref<RowNode<T>>;

// One row's change in a turn: `before` null when created, `after` null when deleted.
template <class K, class T>
struct Change {
  K key;
  Row<T> before;
  Row<T> after;
};

// ---- Indexes

// An index is declared by a struct I with
//   static std::optional<KEY> key(const K&, const T&)      none: the row is not in this index
// and, to be kept in groups (say, by queue),
//   static GROUP group(const K&, const T&)                 hashable; copied once a group
// KEY must be unique within its group and is ordered. An index holds the table's keys in KEY's order.

template <class I>
concept Grouped = requires {
  &I::group;
};

template <class I, class K, class T>
class Index {
 public:
  using Key = typename decltype(I::key(std::declval<const K&>(), std::declval<const T&>()))::value_type;
  using Tree = absl::btree_map<Key, K>;

  const Tree& tree() const { return tree_; }
  std::size_t size() const { return tree_.size(); }
  void add(const K& key, const T& row) {
    if (auto k = I::key(key, row)) tree_.emplace(std::move(*k), key);
  }
  void remove(const K& key, const T& row) {
    if (auto k = I::key(key, row)) tree_.erase(*k);
  }
  void clear() { tree_.clear(); }

 private:
  Tree tree_;
};

template <Grouped I, class K, class T>
class Index<I, K, T> {
 public:
  using Key = typename decltype(I::key(std::declval<const K&>(), std::declval<const T&>()))::value_type;
  using Group = std::decay_t<decltype(I::group(std::declval<const K&>(), std::declval<const T&>()))>;
  using Tree = absl::btree_map<Key, K>;

  // The group's part; empty when there is none. A reference until the next change of the table.
  const Tree& tree(const Group& group) const {
    static const Tree empty;
    const auto it = groups_.find(group);
    return it == groups_.end() ? empty : it->second;
  }
  std::size_t size(const Group& group) const { return tree(group).size(); }
  std::size_t groups() const { return groups_.size(); }
  void add(const K& key, const T& row) {
    if (auto k = I::key(key, row)) groups_[I::group(key, row)].emplace(std::move(*k), key);
  }
  void remove(const K& key, const T& row) {
    auto k = I::key(key, row);
    if (!k) return;
    const auto it = groups_.find(I::group(key, row));
    if (it == groups_.end()) return;
    it->second.erase(*k);
    if (it->second.empty()) groups_.erase(it);
  }
  void clear() { groups_.clear(); }

 private:
  absl::flat_hash_map<Group, Tree> groups_;
};

// ---- The table

// T: the row, copyable. K: ordered, copyable. Each call is logarithmic. Copying a table shares its rows (a
// fork) and must happen between turns. A table that never had a row is a null pointer: most shards use few of
// their tables.
template <class T, class K = std::string, class... I>
class Table {
 public:
  using RowType = T;
  using KeyType = K;
  using Tree = absl::btree_map<K, Row<T>>;

  Table() = default;
  Table(const Table& o) : body_(o.body_ ? std::make_unique<Body>(*o.body_) : nullptr) {}
  Table(Table&&) noexcept = default;
  Table& operator=(const Table& o) {
    if (this != &o) body_ = o.body_ ? std::make_unique<Body>(*o.body_) : nullptr;
    return *this;
  }
  Table& operator=(Table&&) noexcept = default;
  ~Table() = default;

  // Reading. Pointers and references live until the row's next change in this table, or as long as a Row is
  // held.
  const T* find(const K& key) const {
    const auto it = rows().find(key);
    return it == rows().end() ? nullptr : &it->second->row;
  }
  Row<T> row(const K& key) const {  // null when absent
    const auto it = rows().find(key);
    return it == rows().end() ? Row<T>() : it->second;
  }
  bool contains(const K& key) const { return rows().contains(key); }
  std::size_t size() const { return rows().size(); }
  bool empty() const { return rows().empty(); }
  const Tree& rows() const { return body().rows; }  // in key order: paging by lower_bound
  template <class By>
  const Index<By, K, T>& by() const {
    return std::get<Index<By, K, T>>(body().indexes);
  }

  // A row opened for writing; the indexes follow when it closes, at the latest at the end of the full
  // expression.
  class Edit {
   public:
    Edit(Table& table, const K& key, RowNode<T>& node) : table_(&table), key_(key), node_(&node) {
      if constexpr (sizeof...(I) > 0) table_->unindex(key_, node_->row);
    }
    Edit(Edit&& o) noexcept
        : table_(std::exchange(o.table_, nullptr)), key_(std::move(o.key_)), node_(o.node_) {}
    Edit& operator=(Edit&&) = delete;
    ~Edit() {
      if constexpr (sizeof...(I) > 0)
        if (table_) table_->index(key_, node_->row);
    }
    T* operator->() const { return &node_->row; }
    T& operator*() const { return node_->row; }

   private:
    Table* table_;
    K key_;
    RowNode<T>* node_;
  };

  // Writing, within a turn. insert: the key must be absent. edit: it must be there, and the row is
  // copied on the first edit of a turn. std::logic_error otherwise, which undoes the turn. Do not change the
  // table through another path while an Edit is open.
  const T& insert(const K& key, T row) {
    Row<T> node(std::make_unique<RowNode<T>>(std::move(row)).release());
    const T& placed = node->row;
    if (!own().rows.emplace(key, node).second) throw std::logic_error("insert of a key that is there");
    index(key, placed);
    body_->journal.push_back({key, Row<T>(), std::move(node)});
    return placed;
  }
  Edit edit(const K& key) {
    const auto it = own().rows.find(key);
    if (it == body_->rows.end()) throw std::logic_error("edit of a missing row");
    if (!it->second->fresh) {
      Row<T> copy(std::make_unique<RowNode<T>>(it->second->row).release());
      body_->journal.push_back({key, std::exchange(it->second, copy), copy});
    }
    return Edit(*this, key, *it->second);
  }
  bool erase(const K& key) {  // false when it was absent
    if (!body_) return false;
    const auto it = body_->rows.find(key);
    if (it == body_->rows.end()) return false;
    unindex(key, it->second->row);
    body_->journal.push_back({key, std::move(it->second), Row<T>()});
    body_->rows.erase(it);
    return true;
  }

  // The turn's end. changed(): whether anything was written since the last end. commit() makes the writes
  // final and gives each changed row once, in order of first change, to `sink(Change<K, T>&&)`; rollback()
  // takes all back.
  bool changed() const { return body_ && !body_->journal.empty(); }
  void commit() {
    if (!changed()) return;
    for (Undo& undo : body_->journal) undo.settle();
    forget_journal();
  }
  template <class Sink>
  void commit(Sink&& sink) {
    if (!changed()) return;
    absl::btree_map<K, bool> seen;
    for (Undo& undo : body_->journal) {
      undo.settle();
      if (!seen.emplace(undo.key, true).second) continue;
      // A row that was erased and then inserted again was journaled twice; the first entry holds what stood
      // before.
      Row<T> before = undo.before && !undo.before->fresh ? undo.before : Row<T>();
      Row<T> after = row(undo.key);
      if (before || after) sink(Change<K, T>{undo.key, std::move(before), std::move(after)});
    }
    forget_journal();
  }
  void rollback() {
    if (!changed()) return;
    Tree& rows = body_->rows;
    for (auto undo = body_->journal.rbegin(); undo != body_->journal.rend(); ++undo) {
      const auto it = rows.find(undo->key);
      if (it != rows.end()) unindex(undo->key, it->second->row);
      if (undo->before) {
        index(undo->key, undo->before->row);
        if (it != rows.end()) {
          it->second = std::move(undo->before);
        } else {
          rows.emplace(undo->key, std::move(undo->before));
        }
      } else if (it != rows.end()) {
        rows.erase(it);
      }
    }
    forget_journal();
  }

  // Between turns: all rows away at once, unjournaled (reset, restore).
  void clear() { body_.reset(); }

 private:
  struct Undo {
    K key;
    Row<T> before;  // null: there was none
    Row<T> fresh;   // the one made or copied; null: erased

    void settle() {
      if (fresh) fresh->fresh = false;
    }
  };
  struct Body {
    Tree rows;
    std::tuple<Index<I, K, T>...> indexes;
    std::vector<Undo> journal;
  };

  const Body& body() const {
    static const Body none;
    return body_ ? *body_ : none;
  }
  Body& own() {
    if (!body_) body_ = std::make_unique<Body>();
    return *body_;
  }
  void index(const K& key, const T& row) { (std::get<Index<I, K, T>>(body_->indexes).add(key, row), ...); }
  void unindex(const K& key, const T& row) {
    (std::get<Index<I, K, T>>(body_->indexes).remove(key, row), ...);
  }
  void forget_journal() {
    body_->journal.clear();
    if (body_->journal.capacity() > 4096) body_->journal.shrink_to_fit();  // one huge turn's memory
  }

  std::unique_ptr<Body> body_;
};

}  // namespace understudy::kit
