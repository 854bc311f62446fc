// Maps from text that are searched by views: Debian's Abseil knows its own string_view only.
#pragma once

#include <absl/container/flat_hash_map.h>
#include <absl/container/node_hash_map.h>
#include <absl/hash/hash.h>

#include <functional>
#include <string>
#include <string_view>

namespace understudy::actors {

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return absl::HashOf(text); }
};

template <class V>
using TextMap = absl::flat_hash_map<std::string, V, TextHash, std::equal_to<>>;
template <class V>
using StableTextMap = absl::node_hash_map<std::string, V, TextHash, std::equal_to<>>;  // values never move

}  // namespace understudy::actors
