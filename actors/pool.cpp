// The pool's threads, and the queue that they share.
#include "actors/pool.hpp"

#include <algorithm>
#include <utility>

namespace understudy::actors {

void Pool::run(std::function<void()> work) {
  const std::lock_guard lock(mutex_);
  if (stopping_) return;
  queue_.push_back(std::move(work));
  if (queue_.size() > idle_ && threads_.size() < std::max(1u, std::thread::hardware_concurrency()))
    threads_.emplace_back([this] { play(); });
  something_.notify_one();
}

void Pool::play() {
  std::unique_lock lock(mutex_);
  for (;;) {
    ++idle_;
    something_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    --idle_;
    if (stopping_) return;
    const std::function<void()> work = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    work();
    lock.lock();
  }
}

void Pool::stop() {
  std::deque<std::function<void()>> dropped;
  std::vector<std::thread> threads;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    dropped = std::exchange(queue_, {});
    threads = std::exchange(threads_, {});
  }
  something_.notify_all();
  for (std::thread& thread : threads) thread.join();
}

}  // namespace understudy::actors
