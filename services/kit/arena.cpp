// The slow path of a call's memory: another chunk.
#include "services/kit/arena.hpp"

#include <algorithm>
#include <cstdint>

namespace understudy::kit {

void* Arena::grow(std::size_t bytes, std::size_t align) {
  const std::size_t size = std::max(chunk_, bytes + align);
  chunk_ = std::min<std::size_t>(chunk_ * 2, 1 << 20);
  used_ += static_cast<std::size_t>(next_ - begin_);
  chunks_.push_back(std::make_unique_for_overwrite<char[]>(size));
  begin_ = next_ = chunks_.back().get();
  end_ = begin_ + size;
  return allocate(bytes, align);
}

}  // namespace understudy::kit
