// The admin's thread: what the server answers for itself, under /moto-api, /_localstack and /_understudy.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <thread>

#include "actors/system.hpp"
#include "gateway/protocol/protocol.hpp"
#include "services/kit/counted.hpp"

namespace understudy::gateway {

class HttpCall;
class Recorder;
struct Watch;

// Takes admin requests off the I/O threads: resets and views wait for shards, which an I/O thread must not.
class Admin {
 public:
  Admin(actors::System& system, Watch& watch, std::span<const kit::Service* const> services,
        std::function<void()> end_wanted);
  ~Admin();

  void take(kit::Ref<HttpCall> call);  // any thread; answered later
  void stop();                         // answers what it has, then ends
  Recorder& recorder() { return *recorder_; }

 private:
  void run();

  struct Pages;
  std::unique_ptr<Pages> pages_;
  std::unique_ptr<Recorder> recorder_;
  std::mutex mutex_;
  std::condition_variable something_;
  std::deque<kit::Ref<HttpCall>> waiting_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace understudy::gateway
