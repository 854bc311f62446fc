// How long connections are waited for: one queue a kind of waiting, so that the next to give up is at its
// front.
#pragma once

#include <array>
#include <cstdint>

namespace understudy::gateway {

enum class Patience : std::uint8_t {
  idle,    // between requests
  head,    // since the first byte of a head
  body,    // since the last good progress of a body
  answer,  // a call is under way: for ever
  write,   // since the last good progress of an answer's writing
  linger,  // for the client to read the last answer and close
};
inline constexpr std::size_t patiences = 6;

// A member of at most one queue; whoever derives from it leaves before it ends.
struct Waiting {
  Waiting* previous = nullptr;
  Waiting* next = nullptr;
  std::uint64_t due = 0;  // in ticks
  Patience patience = Patience::idle;
};

// Counts ticks and reads no clock. All members of a queue wait equally long, so a queue is always in due
// order.
class Deadlines {
 public:
  using Spans = std::array<std::uint64_t, patiences>;  // in ticks; 0: for ever

  explicit Deadlines(const Spans& spans) : spans_(spans) {
    for (Waiting& queue : queues_) queue.previous = queue.next = &queue;
  }
  Deadlines(const Deadlines&) = delete;
  Deadlines& operator=(const Deadlines&) = delete;

  // Waits from now on, at the end of another queue or of the same again.
  void wait(Waiting& w, Patience patience) {
    leave(w);
    const auto index = static_cast<std::size_t>(patience);
    w.patience = patience;
    w.due = spans_[index] == 0 ? UINT64_MAX : now_ + spans_[index];
    Waiting& queue = queues_[index];
    w.previous = queue.previous;
    w.next = &queue;
    queue.previous->next = &w;
    queue.previous = &w;
    ++sizes_[index];
  }
  void leave(Waiting& w) {
    if (!w.next) return;
    w.previous->next = w.next;
    w.next->previous = w.previous;
    w.next = w.previous = nullptr;
    --sizes_[static_cast<std::size_t>(w.patience)];
  }

  // A tick has passed: expired(Waiting&) for each whose time is over, taken out of its queue.
  template <class F>
  void tick(F&& expired) {
    ++now_;
    for (Waiting& queue : queues_)
      while (queue.next != &queue && queue.next->due <= now_) {
        Waiting& w = *queue.next;
        leave(w);
        expired(w);
      }
  }
  // each(Waiting&) for all; it may leave, or move to another queue.
  template <class F>
  void all(F&& each) {
    for (Waiting& queue : queues_)
      for (Waiting *w = queue.next, *next = w->next; w != &queue; w = next, next = w->next) each(*w);
  }
  std::size_t size() const {
    std::size_t all = 0;
    for (const std::size_t one : sizes_) all += one;
    return all;
  }
  std::size_t size(Patience patience) const { return sizes_[static_cast<std::size_t>(patience)]; }

 private:
  std::array<Waiting, patiences> queues_;
  Spans spans_;
  std::uint64_t now_ = 0;
  std::array<std::size_t, patiences> sizes_{};
};

}  // namespace understudy::gateway
