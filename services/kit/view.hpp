// Views: any described state as a value and back. The one codec that snapshot, restore, merge, diff and the
// store share.
//
// A view is made of maps, lists and scalars: a struct is a map by field name, a table a map by key, an
// optional that is empty is left out. Missing fields take their defaults, so older views load; unknown fields
// are refused, so a misspelt one is noticed.
#pragma once

#include <absl/container/btree_map.h>

#include <charconv>
#include <cmath>
#include <concepts>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

#include "services/kit/format.hpp"
#include "services/kit/state.hpp"
#include "services/kit/table.hpp"
#include "services/kit/text.hpp"
#include "services/kit/value.hpp"

namespace understudy::kit {

// A view that does not fit: where, and why.
struct ViewError : std::runtime_error {
  ViewError(std::string path, const std::string& reason)
      : std::runtime_error(path + ": " + reason), path(std::move(path)) {}
  std::string path;  // "queues.orders.delay_seconds"
};

// What happens to a key that is there already when views are merged.
enum class OnConflict { keep, replace, fail };

namespace view_detail {

// The way down to the value under way, for errors only.
struct Path {
  const Path* above = nullptr;
  std::string_view name;
  std::size_t place = std::string_view::npos;  // in a list

  std::string text() const;
  [[noreturn]] void fail(const std::string& reason) const { throw ViewError(text(), reason); }
};

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_table = false;
template <class T, class K, class... I>
inline constexpr bool is_table<Table<T, K, I...>> = true;
template <class T>
concept Sequence = requires(T t, typename T::value_type v) {
  t.push_back(v);
}
&&!std::convertible_to<T, std::string_view>;
template <class T>
concept SetLike = requires(T t, typename T::key_type k) {
  t.insert(k);
}
&&std::same_as<typename T::key_type, typename T::value_type>;
template <class T>
concept MapLike = requires {
  typename T::mapped_type;
};

// ---- Keys as text: strings as they are, numbers in decimal, structs' fields joined by '/' (with '/' and '%'
// escaped).
void append_escaped(std::string& out, std::string_view part);
std::string unescaped(std::string_view part, const Path& path);

template <class K>
std::string key_text(const K& key) {
  if constexpr (std::convertible_to<K, std::string_view>) {
    return std::string(std::string_view(key));
  } else if constexpr (std::integral<K>) {
    return std::to_string(key);
  } else {
    static_assert(Described<K>, "a table's key is a string, a number or a described struct of these");
    std::string text;
    bool first = true;
    each_field(std::type_identity<K>{}, [&](std::string_view, auto field) {
      if (!std::exchange(first, false)) text += '/';
      append_escaped(text, key_text(key.*field));
    });
    return text;
  }
}

template <class K>
K key_from(std::string_view text, const Path& path) {
  if constexpr (std::convertible_to<K, std::string_view>) {
    return K(text);
  } else if constexpr (std::integral<K>) {
    K number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) path.fail("the key is not a number");
    return number;
  } else {
    K key{};
    bool more = true;
    each_field(std::type_identity<K>{}, [&](std::string_view, auto field) {
      if (!more) path.fail("the key has too few parts");
      const auto slash = text.find('/');
      key.*field = key_from<std::decay_t<decltype(key.*field)>>(unescaped(text.substr(0, slash), path), path);
      more = slash != text.npos;
      text = more ? text.substr(slash + 1) : std::string_view();
    });
    if (more) path.fail("the key has too many parts");
    return key;
  }
}

// ---- To a view
template <class T>
Value write(const T& from, Arena& arena) {
  if constexpr (std::same_as<T, bool>) {
    return Value(from);
  } else if constexpr (std::same_as<T, Time>) {
    return Value(from);
  } else if constexpr (std::same_as<T, Duration>) {
    return Value(static_cast<double>(from.count()) / 1e6);
  } else if constexpr (std::integral<T> || std::is_enum_v<T>) {
    return Value(static_cast<std::int64_t>(from));
  } else if constexpr (std::floating_point<T>) {
    return Value(static_cast<double>(from));
  } else if constexpr (std::convertible_to<T, std::string_view>) {
    return Value::string(arena.copy(std::string_view(from)));
  } else if constexpr (is_optional<T>) {
    return from ? write(*from, arena) : Value();
  } else if constexpr (is_table<T>) {
    Value map = Value::map(arena, static_cast<std::uint32_t>(from.size()));
    for (const auto& [key, row] : from.rows())
      map.set(arena, arena.copy(key_text(key))) = write(row->row, arena);
    return map;
  } else if constexpr (MapLike<T>) {
    Value map = Value::map(arena, static_cast<std::uint32_t>(from.size()));
    for (const auto& [key, value] : from) map.set(arena, arena.copy(key_text(key))) = write(value, arena);
    return map;
  } else if constexpr (Sequence<T> || SetLike<T>) {
    Value list = Value::list(arena, static_cast<std::uint32_t>(from.size()));
    for (const auto& element : from) list.add(arena) = write<typename T::value_type>(element, arena);
    return list;
  } else {
    static_assert(Described<T>, "give this type a STATE line");
    Value map = Value::map(arena, 8);
    each_field(std::type_identity<T>{}, [&](std::string_view name, auto field) {
      if (Value v = write(from.*field, arena)) map.set(arena, name) = v;
    });
    return map;
  }
}

// ---- From a view
const Value& expect(const Value& value, Kind kind, const Path& path);
Time read_time(const Value& value, const Path& path);
std::string_view read_text(const Value& value, const Path& path);

template <class T>
void read(const Value& from, T& to, const Path& path) {
  if constexpr (std::same_as<T, bool>) {
    to = expect(from, Kind::boolean, path).boolean();
  } else if constexpr (std::same_as<T, Time>) {
    to = read_time(from, path);
  } else if constexpr (std::same_as<T, Duration>) {
    if (!from.is(Kind::integer)) expect(from, Kind::real, path);
    to = Duration(std::llround(from.real() * 1e6));
  } else if constexpr (std::integral<T> || std::is_enum_v<T>) {
    to = static_cast<T>(expect(from, Kind::integer, path).integer());
    if (static_cast<std::int64_t>(to) != from.integer()) path.fail("the number is out of range");
  } else if constexpr (std::floating_point<T>) {
    if (!from.is(Kind::integer)) expect(from, Kind::real, path);
    to = static_cast<T>(from.real());
  } else if constexpr (std::convertible_to<T, std::string_view>) {
    to = T(read_text(from, path));
  } else if constexpr (is_optional<T>) {
    if (!from) {
      to.reset();
    } else {
      read(from, to.emplace(), path);
    }
  } else if constexpr (is_table<T>) {
    expect(from, Kind::map, path);
    for (std::uint32_t i = 0; i < from.size(); ++i) {
      const auto [name, value] = from.entry(i);
      const Path below{&path, name};
      const auto key = key_from<typename T::KeyType>(name, below);
      if (to.contains(key)) below.fail("the key is there twice");
      typename T::RowType row{};
      read(value, row, below);
      to.insert(key, std::move(row));
    }
  } else if constexpr (MapLike<T>) {
    expect(from, Kind::map, path);
    to.clear();
    for (std::uint32_t i = 0; i < from.size(); ++i) {
      const auto [name, value] = from.entry(i);
      const Path below{&path, name};
      read(value, to[key_from<typename T::key_type>(name, below)], below);
    }
  } else if constexpr (Sequence<T> || SetLike<T>) {
    to.clear();
    std::size_t place = 0;
    for (const Value& element : expect(from, Kind::list, path).elements()) {
      const Path below{&path, {}, place++};
      typename T::value_type one{};
      read(element, one, below);
      to.insert(to.end(), std::move(one));
    }
  } else {
    static_assert(Described<T>, "give this type a STATE line");
    expect(from, Kind::map, path);
    std::uint32_t known = 0;
    each_field(std::type_identity<T>{}, [&](std::string_view name, auto field) {
      if (const Value* v = from.find(name)) {
        ++known;
        read(*v, to.*field, Path{&path, name});
      }
    });
    if (known == from.size()) return;
    for (std::uint32_t i = 0; i < from.size(); ++i) {
      bool found = false;
      each_field(std::type_identity<T>{},
                 [&](std::string_view name, auto) { found |= name == from.entry(i).key; });
      if (!found) Path{&path, from.entry(i).key}.fail("there is no such field");
    }
    path.fail("a field is there twice");
  }
}

// Merging: tables gain rows, everything else stays as it is.
template <class T>
void merge(const Value& from, T& to, OnConflict on_conflict, const Path& path) {
  if constexpr (is_table<T>) {
    expect(from, Kind::map, path);
    for (std::uint32_t i = 0; i < from.size(); ++i) {
      const auto [name, value] = from.entry(i);
      const Path below{&path, name};
      const auto key = key_from<typename T::KeyType>(name, below);
      typename T::RowType row{};
      read(value, row, below);
      if (!to.contains(key)) {
        to.insert(key, std::move(row));
      } else if (on_conflict == OnConflict::fail) {
        below.fail("it is there already");
      } else if (on_conflict == OnConflict::replace) {
        *to.edit(key) = std::move(row);
      }
    }
  }
}

}  // namespace view_detail

// The view of a state (or of a row, or of any described struct).
template <class T>
Value view_of(const T& state, Arena& arena) {
  return view_detail::write(state, arena);
}

// Reads a view into a fresh object. Throws ViewError.
template <class T>
T from_view(const Value& view) {
  T made{};
  view_detail::read(view, made, view_detail::Path{});
  return made;
}

// Adds the view's rows to the tables of a state, within a turn: the caller commits or rolls back. Throws
// ViewError, and then the tables hold part of it until the rollback.
template <Described S>
void merge_view(const Value& view, S& state, OnConflict on_conflict) {
  const view_detail::Path root{};
  view_detail::expect(view, Kind::map, root);
  std::uint32_t known = 0;
  each_field(std::type_identity<S>{}, [&](std::string_view name, auto field) {
    if (const Value* v = view.find(name)) {
      ++known;
      view_detail::merge(*v, state.*field, on_conflict, view_detail::Path{&root, name});
    }
  });
  if (known != view.size()) root.fail("there are fields that this state does not have");
}

// How two views differ: one entry for each path at which they do, deepest first met; a side is Kind::none
// when absent.
struct Difference {
  std::string path;
  Value before;
  Value after;
};
std::vector<Difference> diff_views(const Value& before, const Value& after);

}  // namespace understudy::kit
