// The pool: threads for heavy computing, so that no shard's thread is held up by it.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace understudy::actors {

// Its threads start with the first work, one a core at most. All functions may be called on any thread.
class Pool {
 public:
  Pool() = default;
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;
  ~Pool() { stop(); }

  void run(std::function<void()> work);  // must not throw; dropped after stop()
  void stop();                           // waits for what is under way, drops what has not begun

 private:
  void play();

  std::mutex mutex_;
  std::condition_variable something_;
  std::deque<std::function<void()>> queue_;
  std::vector<std::thread> threads_;
  std::size_t idle_ = 0;
  bool stopping_ = false;
};

}  // namespace understudy::actors
