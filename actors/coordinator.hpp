// The threads: each has an I/O context and a run queue of actors; CAF's scheduler runs on them.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/detail/thread_safe_actor_clock.hpp>
#include <caf/execution_unit.hpp>
#include <caf/scheduler/abstract_coordinator.hpp>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "scheduler/timer.hpp"

namespace understudy::actors {

// One thread. An actor that is woken from a handler or an actor on this thread runs on this thread, without
// a system call; after each handler the run queue is drained, in bounded batches.
class Worker final : public caf::execution_unit {
 public:
  explicit Worker(unsigned number) : number_(number) {}

  static Worker* current();  // of this thread; null on threads that are not ours
  unsigned number() const { return number_; }
  boost::asio::io_context& context() { return context_; }

  void exec_later(caf::resumable* job) override { jobs_.push_back(job); }  // on this thread only
  void post(caf::resumable* job);                                          // on any thread

  // Runs actors, not handlers, until `done`; whoever sets it calls ring() afterwards. On this thread, outside
  // of any actor.
  void help_until(const std::atomic<bool>& done);
  void ring();  // on any thread

  // What the message under way on this thread was caused by; null mostly.
  kit::Ref<const scheduler::Cause> cause;

 private:
  friend class Coordinator;
  void start(caf::actor_system& system);
  void request_stop();
  void join();
  void run();
  bool run_handler(bool wait);
  bool drain();  // true: more is waiting
  void take_inbox();
  void release_jobs();

  const unsigned number_;
  boost::asio::io_context context_{1};
  std::deque<caf::resumable*> jobs_;
  std::thread thread_;
  std::atomic<bool> stopping_{false};

  std::atomic<bool> rung_{false};  // the inbox has something and a handler is posted to say so
  std::mutex inbox_mutex_;
  std::condition_variable inbox_filled_;
  bool helping_ = false;
  std::vector<caf::resumable*> inbox_;  // with the mutex held
};

// The workers outlive the actor system: whoever has sockets in their contexts may close them late.
class Workers {
 public:
  explicit Workers(unsigned threads);
  unsigned size() const { return static_cast<unsigned>(workers_.size()); }
  Worker& operator[](unsigned i) { return *workers_[i]; }
  Worker* current() const;         // this thread's, if it is one of these
  void post(caf::resumable* job);  // to one after another

 private:
  std::vector<std::unique_ptr<Worker>> workers_;
  std::atomic<unsigned> next_{0};
};

// CAF's scheduler on those threads. Loaded by Config.
class Coordinator final : public caf::scheduler::abstract_coordinator {
 public:
  Coordinator(caf::actor_system& system, Workers& workers)
      : abstract_coordinator(system), workers_(workers) {}
  static caf::actor_system::module* make(caf::actor_system& system, caf::detail::type_list<>);

  void start() override;
  void stop() override;
  void stop_workers();  // their threads end; before stop(), so that all may let go of actors alone
  void enqueue(caf::resumable* job) override;
  caf::actor_clock& clock() noexcept override { return clock_; }

 private:
  Workers& workers_;
  caf::detail::thread_safe_actor_clock clock_;  // CAF's own, for delayed messages
  std::thread clock_thread_;
};

struct Config : caf::actor_system_config {
  explicit Config(Workers& workers) : workers(workers) { load<Coordinator>(); }
  Workers& workers;
};

}  // namespace understudy::actors
