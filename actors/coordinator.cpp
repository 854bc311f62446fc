// The threads' loops, and how CAF starts and stops them.
#include "actors/coordinator.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <caf/actor_system.hpp>
#include <utility>

namespace understudy::actors {
namespace {

thread_local Worker* current_worker = nullptr;

constexpr std::size_t messages_a_resume = 32;  // then the next actor has its turn
constexpr int resumes_a_drain = 64;            // then the sockets have theirs
constexpr int handlers_a_poll = 16;
constexpr int handlers_a_batch = 32;
constexpr int handlers_at_stop = 4096;  // answers that are still to be written when the thread ends

}  // namespace

Worker* Worker::current() { return current_worker; }

void Worker::start(caf::actor_system& system) {
  system_ = &system;
  thread_ = std::thread([this] { run(); });
}

void Worker::request_stop() {
  stopping_.store(true, std::memory_order_release);
  boost::asio::post(context_, [] {});
}

void Worker::join() {
  if (thread_.joinable()) thread_.join();
}

void Worker::post(caf::resumable* job) {
  bool helping;
  {
    const std::lock_guard lock(inbox_mutex_);
    inbox_.push_back(job);
    helping = helping_;
  }
  if (helping) inbox_filled_.notify_one();
  if (!rung_.exchange(true, std::memory_order_acq_rel)) boost::asio::post(context_, [] {});
}

void Worker::ring() {
  { const std::lock_guard lock(inbox_mutex_); }
  inbox_filled_.notify_one();
}

void Worker::help_until(const std::atomic<bool>& done) {
  while (!done.load(std::memory_order_acquire)) {
    if (drain()) continue;
    std::unique_lock lock(inbox_mutex_);
    helping_ = true;
    inbox_filled_.wait(lock, [&] { return !inbox_.empty() || done.load(std::memory_order_acquire); });
    helping_ = false;
  }
}

void Worker::take_inbox() {
  if (!rung_.load(std::memory_order_relaxed) || !rung_.exchange(false, std::memory_order_acq_rel)) return;
  std::vector<caf::resumable*> taken;
  {
    const std::lock_guard lock(inbox_mutex_);
    taken.swap(inbox_);
  }
  jobs_.insert(jobs_.end(), taken.begin(), taken.end());
}

bool Worker::drain() {
  take_inbox();
  for (int i = 0; i < resumes_a_drain && !jobs_.empty(); ++i) {
    caf::resumable* job = jobs_.front();
    jobs_.pop_front();
    switch (job->resume(this, messages_a_resume)) {
      case caf::resumable::resume_later: jobs_.push_back(job); break;
      case caf::resumable::done:
      case caf::resumable::awaiting_message: caf::intrusive_ptr_release(job); break;
      case caf::resumable::shutdown_execution_unit: break;
    }
  }
  return !jobs_.empty();
}

bool Worker::run_handler(bool wait) {
  try {
    if (context_.stopped()) context_.restart();
    return (wait ? context_.run_one() : context_.poll_one()) > 0;
  } catch (const std::exception& e) {
    spdlog::error("a handler on I/O thread {} threw: {}", number_, e.what());
  } catch (...) {
    spdlog::error("a handler on I/O thread {} threw", number_);
  }
  return true;
}

void Worker::run() {
  current_worker = this;
  const auto guard = boost::asio::make_work_guard(context_);
  int left = handlers_at_stop;
  for (;;) {
    if (drain()) {
      for (int i = 0; i < handlers_a_poll && run_handler(false); ++i) {
      }
    } else if (stopping_.load(std::memory_order_acquire)) {
      if (left-- == 0 || !run_handler(false)) break;
    } else {
      // What came at the same time is read before its actors run: the code of each stays in the caches.
      run_handler(true);
      for (int i = 1; i < handlers_a_batch && run_handler(false); ++i) {
      }
    }
  }
  current_worker = nullptr;
}

void Worker::release_jobs() {
  take_inbox();
  while (!jobs_.empty()) {
    caf::resumable* job = jobs_.front();
    jobs_.pop_front();
    caf::scheduler::abstract_coordinator::cleanup_and_release(job);
  }
}

Workers::Workers(unsigned threads) {
  if (threads == 0) threads = std::max(1u, std::thread::hardware_concurrency());
  for (unsigned i = 0; i < threads; ++i) workers_.push_back(std::make_unique<Worker>(i));
}

Worker* Workers::current() const {
  Worker* worker = Worker::current();
  return worker && worker->number() < size() && workers_[worker->number()].get() == worker ? worker : nullptr;
}

void Workers::post(caf::resumable* job) {
  workers_[next_.fetch_add(1, std::memory_order_relaxed) % size()]->post(job);
}

caf::actor_system::module* Coordinator::make(caf::actor_system& system, caf::detail::type_list<>) {
  const auto& config = static_cast<const Config&>(system.config());
  return std::make_unique<Coordinator>(system, config.workers).release();
}

void Coordinator::start() {
  for (unsigned i = 0; i < workers_.size(); ++i) workers_[i].start(system());
  clock_thread_ = std::thread([this] { clock_.run_dispatch_loop(); });
  abstract_coordinator::start();
}

void Coordinator::stop_workers() {
  for (unsigned i = 0; i < workers_.size(); ++i) workers_[i].request_stop();
  for (unsigned i = 0; i < workers_.size(); ++i) workers_[i].join();
}

void Coordinator::stop() {
  stop_workers();
  stop_actors();
  for (unsigned i = 0; i < workers_.size(); ++i) workers_[i].release_jobs();
  clock_.cancel_dispatch_loop();
  clock_thread_.join();
}

void Coordinator::enqueue(caf::resumable* job) {
  if (Worker* worker = workers_.current()) {
    worker->exec_later(job);
  } else {
    workers_.post(job);
  }
}

}  // namespace understudy::actors
