// A turn's changes without their types: what listeners, views and differences see of the rows.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "services/kit/table.hpp"
#include "services/kit/view.hpp"

namespace understudy::kit {

// About how many bytes a row takes. A type of its own form gives a function of this name beside it.
template <class T>
std::size_t weight(const T& of) {
  if constexpr (std::convertible_to<T, std::string_view>) {
    return sizeof(T) + std::string_view(of).size();
  } else if constexpr (view_detail::is_optional<T>) {
    return of ? weight(*of) : sizeof(T);
  } else if constexpr (view_detail::MapLike<T>) {
    std::size_t sum = sizeof(T);
    for (const auto& [key, value] : of) sum += weight(key) + weight(value);
    return sum;
  } else if constexpr (view_detail::Sequence<T> || view_detail::SetLike<T>) {
    std::size_t sum = sizeof(T);
    for (const typename T::value_type& element : of) sum += weight(element);
    return sum;
  } else if constexpr (Described<T>) {
    std::size_t sum = 0;
    each_field(std::type_identity<T>{}, [&](std::string_view, auto field) { sum += weight(of.*field); });
    return sum;
  } else {
    return sizeof(T);
  }
}

// A row of any table, held by count: the row itself is immutable, so any thread may show it at any time. Null
// when default made, or made of a null row.
class AnyRow {
 public:
  AnyRow() = default;
  template <class T>
  explicit AnyRow(Row<T> row) : kind_(row ? &kind_of<T> : nullptr), node_(row.release()) {}
  AnyRow(const AnyRow& o) : kind_(o.kind_), node_(o.node_) {
    if (kind_) kind_->hold(node_);
  }
  AnyRow(AnyRow&& o) noexcept
      : kind_(std::exchange(o.kind_, nullptr)), node_(std::exchange(o.node_, nullptr)) {}
  AnyRow& operator=(AnyRow o) noexcept {
    std::swap(kind_, o.kind_);
    std::swap(node_, o.node_);
    return *this;
  }
  ~AnyRow() {
    if (kind_) kind_->let_go(node_);
  }

  explicit operator bool() const { return kind_ != nullptr; }
  Value view(Arena& arena) const { return kind_ ? kind_->view(node_, arena) : Value(); }
  std::size_t bytes() const { return kind_ ? kind_->bytes(node_) : 0; }  // about

 private:
  struct Kind {
    void (*hold)(const void*);
    void (*let_go)(const void*);
    Value (*view)(const void*, Arena&);
    std::size_t (*bytes)(const void*);
  };
  template <class T>
  static constexpr Kind kind_of{
      [](const void* node) { intrusive_ptr_add_ref(static_cast<const RowNode<T>*>(node)); },
      [](const void* node) { intrusive_ptr_release(static_cast<const RowNode<T>*>(node)); },
      [](const void* node, Arena& arena) {
        return view_of(static_cast<const RowNode<T>*>(node)->row, arena);
      },
      [](const void* node) { return weight(static_cast<const RowNode<T>*>(node)->row); }};

  const Kind* kind_ = nullptr;
  const void* node_ = nullptr;
};

// One row created, updated or deleted.
struct RowChange {
  std::string_view table;  // the state's field, as in views; lives as long as the program
  std::string key;         // as in views
  bool existed = false;    // before
  AnyRow row;              // as it is now; null: deleted
};
using RowChanges = std::vector<RowChange>;

// Ends a table's turn like its commit(), and tells what changed.
template <class T, class K, class... I>
void commit(Table<T, K, I...>& table, std::string_view name, RowChanges& changes) {
  table.commit([&](Change<K, T>&& change) {
    changes.push_back(
        {name, view_detail::key_text(change.key), bool(change.before), AnyRow(std::move(change.after))});
  });
}

// What would have to change in `before` to make it `after`, in order of keys. Rows that both share cost one
// comparison of pointers.
template <class T, class K, class... I>
void compare(const Table<T, K, I...>& before, const Table<T, K, I...>& after, std::string_view name,
             RowChanges& changes) {
  const auto tell = [&](const K& key, bool existed, const Row<T>& row) {
    changes.push_back({name, view_detail::key_text(key), existed, AnyRow(row)});
  };
  auto old = before.rows().begin();
  const auto gone_up_to = [&](const K* key) {
    for (; old != before.rows().end() && (!key || old->first < *key); ++old) tell(old->first, true, {});
  };
  for (const auto& [key, row] : after.rows()) {
    gone_up_to(&key);
    const bool existed = old != before.rows().end() && !(key < old->first);
    if (existed) {
      const Row<T>& was = (old++)->second;
      Arena arena;
      if (was == row || same(view_of(was->row, arena), view_of(row->row, arena))) continue;
    }
    tell(key, existed, row);
  }
  gone_up_to(nullptr);
}

}  // namespace understudy::kit
