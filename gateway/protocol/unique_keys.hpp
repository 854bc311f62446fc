// Filling a map from a wire: a key that comes twice keeps its last value, however many keys there are.
#pragma once

#include <memory>
#include <string_view>
#include <unordered_map>

#include "services/kit/value.hpp"

namespace understudy::gateway::protocol {

// Few keys are compared one by one; many are looked up, so that a hostile map does not cost its square.
class UniqueKeys {
 public:
  explicit UniqueKeys(kit::Value& map) : map_(&map) {}

  // The key's value, made if absent. The key is not copied.
  kit::Value& set(kit::Arena& arena, std::string_view key) {
    if (map_->size() < few) {
      if (const kit::Value* known = map_->find(key)) return const_cast<kit::Value&>(*known);
      return map_->set(arena, key);
    }
    if (!places_) {
      places_ = std::make_unique<Places>();
      for (std::uint32_t i = 0; i < map_->size(); ++i) places_->emplace(map_->entry(i).key, i);
    }
    const auto [place, fresh] = places_->emplace(key, map_->size());
    if (fresh) return map_->set(arena, key);
    return map_->items()->data[2 * place->second + 1];
  }

 private:
  static constexpr std::uint32_t few = 24;
  using Places = std::unordered_map<std::string_view, std::uint32_t>;

  kit::Value* map_;
  std::unique_ptr<Places> places_;  // once there are many
};

}  // namespace understudy::gateway::protocol
