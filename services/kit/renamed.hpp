// A renamed field says what it was, so that views, fixtures and data directories which older versions wrote
// still load: RENAMED(Queue, {"wait", "delay"}) beside the STATE line of Queue, whose `delay` was `wait`.
//
// To be included where it is used. It is found by the type: reading and merging know the former names, and
// views are written with the present ones alone. Of a table that was renamed, the store moves the rows when
// their shard is read.
#pragma once

#include <array>
#include <string_view>
#include <type_traits>

#include "services/kit/view.hpp"

namespace understudy::kit {

struct Renamed {
  std::string_view was, is;
};

// At namespace scope beside the type; any number of pairs.
#define RENAMED(Type, ...)                                                   \
  [[maybe_unused]] constexpr auto renamed_fields(std::type_identity<Type>) { \
    return std::to_array<::understudy::kit::Renamed>({__VA_ARGS__});         \
  }

template <class T>
concept Renaming = Described<T> && requires {
  renamed_fields(std::type_identity<T>{});
};

namespace view_detail {

template <Described T>
constexpr bool has_field(std::string_view name) {
  bool found = false;
  each_field(std::type_identity<T>{}, [&](std::string_view field, auto) { found |= field == name; });
  return found;
}

// Whether each pair goes from a name that is no field's to one that is.
template <Renaming T>
constexpr bool renames_fit() {
  for (const Renamed& each : renamed_fields(std::type_identity<T>{}))
    if (has_field<T>(each.was) || !has_field<T>(each.is)) return false;
  return true;
}

// Calls known(value, field, path) for each entry that a field takes, by whichever of its names.
template <Renaming T>
void each_entry(const Value& view, const Path& path, auto&& known) {
  static_assert(renames_fit<T>(), "RENAMED: a pair is {former name, present field}");
  expect(view, Kind::map, path);
  for (std::uint32_t i = 0; i < view.size(); ++i) {
    const auto [name, value] = view.entry(i);
    const Path below{&path, name};
    std::string_view present = name;
    for (const Renamed& each : renamed_fields(std::type_identity<T>{}))
      if (each.was == name) present = each.is;
    const auto is_same = [&](std::string_view other) {
      for (const Renamed& each : renamed_fields(std::type_identity<T>{}))
        if (each.was == other) return each.is == present;
      return other == present;
    };
    for (std::uint32_t before = 0; before < i; ++before)
      if (is_same(view.entry(before).key)) below.fail("the field is there already, perhaps by another name");
    bool found = false;
    each_field(std::type_identity<T>{}, [&](std::string_view field, auto member) {
      if (field != present) return;
      found = true;
      known(value, member, below);
    });
    if (!found) below.fail("there is no such field");
  }
}

template <Renaming T>
void read(const Value& from, T& to, const Path& path) {
  each_entry<T>(from, path,
                [&](const Value& value, auto member, const Path& below) { read(value, to.*member, below); });
}

}  // namespace view_detail

template <Renaming T>
T from_view(const Value& view) {
  T made{};
  view_detail::read<T>(view, made, view_detail::Path{});
  return made;
}

template <Renaming S>
void merge_view(const Value& view, S& state, OnConflict on_conflict) {
  const view_detail::Path root{};
  view_detail::each_entry<S>(view, root,
                             [&](const Value& value, auto member, const view_detail::Path& below) {
                               view_detail::merge(value, state.*member, on_conflict, below);
                             });
}

}  // namespace understudy::kit
