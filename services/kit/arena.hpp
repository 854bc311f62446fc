// A call's memory: everything decoded, answered or formatted in one call lives here and dies with it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace understudy::kit {

// Bump allocation; nothing is freed before the arena. Not thread-safe: the thread that has the call has its
// arena.
class Arena {
 public:
  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  void* allocate(std::size_t bytes, std::size_t align = alignof(std::max_align_t)) {
    auto at = (reinterpret_cast<std::uintptr_t>(next_) + align - 1) & ~(align - 1);
    if (at + bytes > reinterpret_cast<std::uintptr_t>(end_)) return grow(bytes, align);
    next_ = reinterpret_cast<char*>(at + bytes);
    return reinterpret_cast<void*>(at);
  }
  template <class T>
  T* array(std::size_t n) {
    return static_cast<T*>(allocate(n * sizeof(T), alignof(T)));
  }
  std::string_view copy(std::string_view text) {
    if (text.empty()) return {};
    auto* to = static_cast<char*>(allocate(text.size(), 1));
    std::memcpy(to, text.data(), text.size());
    return {to, text.size()};
  }
  std::size_t used() const {
    return used_ + static_cast<std::size_t>(next_ - begin_);
  }  // bytes handed out, padding included

 private:
  void* grow(std::size_t bytes, std::size_t align);

  static constexpr std::size_t inline_bytes = 2048;  // a usual small call fits
  alignas(std::max_align_t) char first_[inline_bytes];
  char* begin_ = first_;
  char* next_ = first_;
  char* end_ = first_ + inline_bytes;
  std::size_t used_ = 0;
  std::size_t chunk_ = 8192;
  std::vector<std::unique_ptr<char[]>> chunks_;
};

}  // namespace understudy::kit
