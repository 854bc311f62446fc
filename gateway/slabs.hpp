// Memory for many objects of one size that goes back to the system when a crowd of them has gone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <new>

namespace understudy::gateway {

// Blocks of their own, so that no small object that lives on lies between two that have ended and keeps their
// pages. Thread-safe. Objects may be aligned as std::max_align_t and much smaller than a block.
class Slabs {
 public:
  explicit constexpr Slabs(std::size_t object_bytes)
      : bytes_((object_bytes + alignof(std::max_align_t) - 1) & ~(alignof(std::max_align_t) - 1)) {}
  Slabs(const Slabs&) = delete;
  Slabs& operator=(const Slabs&) = delete;
  ~Slabs() {
    if (open_ && open_->used == 0) std::free(open_);  // a block with objects in it is still needed
  }

  void* take() {
    const std::lock_guard lock(mutex_);
    if (!open_) push(new_block());
    Block& block = *open_;
    ++block.used;
    void* object = block.free;
    if (object) {
      block.free = block.free->next;
    } else {
      object = reinterpret_cast<char*>(&block) + block.untouched;
      block.untouched += bytes_;
    }
    if (!has_room(block)) unlink(block);
    return object;
  }

  void put(void* object) {
    const std::lock_guard lock(mutex_);
    Block& block = *reinterpret_cast<Block*>(reinterpret_cast<std::uintptr_t>(object) & ~(block_bytes - 1));
    if (!has_room(block)) push(&block);
    block.free = new (object) Free{block.free};
    --block.used;
    if (block.used > 0 || (open_ == &block && !block.next)) return;  // the last one stays
    unlink(block);
    std::free(&block);
  }

 private:
  static constexpr std::size_t block_bytes = 256 * 1024;  // and their alignment

  struct Free {
    Free* next;
  };
  struct alignas(std::max_align_t) Block {
    Block* previous = nullptr;  // among those with room
    Block* next = nullptr;
    std::size_t used = 0;
    std::size_t untouched = sizeof(Block);  // where what was never used begins
    Free* free = nullptr;
  };

  static Block* new_block() {
    void* memory = std::aligned_alloc(block_bytes, block_bytes);
    if (!memory) throw std::bad_alloc();
    return new (memory) Block;
  }
  bool has_room(const Block& block) const { return block.free || block.untouched + bytes_ <= block_bytes; }
  void push(Block* block) {
    block->previous = nullptr;
    block->next = open_;
    if (open_) open_->previous = block;
    open_ = block;
  }
  void unlink(Block& block) {
    (block.previous ? block.previous->next : open_) = block.next;
    if (block.next) block.next->previous = block.previous;
  }

  const std::size_t bytes_;
  std::mutex mutex_;
  Block* open_ = nullptr;
};

}  // namespace understudy::gateway
