// Waiting for many: a gate opens when everybody has arrived, and an I/O thread that waits runs actors
// meanwhile.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>

#include "actors/coordinator.hpp"

namespace understudy::actors {

class Gate {
 public:
  // An arrival: made when the gate is, counted when it is destroyed.
  class Pass {
   public:
    explicit Pass(std::shared_ptr<Gate> gate) : gate_(std::move(gate)) { gate_->left_.fetch_add(1); }
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;
    ~Pass() { gate_->arrive(); }

   private:
    std::shared_ptr<Gate> gate_;
  };

  // Waits until every pass is gone. Once, on the thread that made the gate and outside of any actor; after
  // the passes have been made.
  void wait() {
    arrive();
    if (helper_) return helper_->help_until(open_);
    std::unique_lock lock(mutex_);
    opened_.wait(lock, [&] { return open_.load(std::memory_order_acquire); });
  }

 private:
  void arrive() {
    if (left_.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
    {
      const std::lock_guard lock(mutex_);
      open_.store(true, std::memory_order_release);
    }
    if (helper_) {
      helper_->ring();
    } else {
      opened_.notify_one();
    }
  }

  std::atomic<unsigned> left_{1};  // the waiter's own
  std::atomic<bool> open_{false};
  std::mutex mutex_;
  std::condition_variable opened_;
  Worker* const helper_ = Worker::current();
};

}  // namespace understudy::actors
