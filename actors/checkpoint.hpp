// Checkpoints: what a world was at an instant, under a name that its user gave. Each is a world of its own
// that stands still and that no client reaches, so it is kept, restored and removed as worlds are.
#pragma once

#include <string>
#include <string_view>

namespace understudy::actors {

inline constexpr char checkpoint_mark = '@';  // no name of a user's has it

inline std::string checkpoint_world(std::string_view world, std::string_view name) {
  return std::string(world).append(1, checkpoint_mark).append(name);
}
inline bool is_checkpoint(std::string_view world) { return world.find(checkpoint_mark) != world.npos; }

}  // namespace understudy::actors
