// The stream of calls: whoever listens sees every answered call with its input and output, as server-sent
// events.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/pieces.hpp"

namespace understudy::gateway {

class HttpCall;
class Lane;

// Which calls a listener wants; empty: all.
struct RequestFilter {
  std::string world, account, region, service, operation;
  std::string status;  // "404", "4xx", "200"
  bool wants(const HttpCall& call, unsigned status) const;
};

// All functions may be called on any thread. Must outlive the sessions.
class Requests {
 public:
  Requests();
  ~Requests();

  bool anyone() const { return listeners_count_.load(std::memory_order_relaxed) > 0; }
  std::size_t listeners() const { return listeners_count_.load(std::memory_order_relaxed); }

  // To be asked only when there is anyone. The call is answered and still has its input and output.
  void tell(const HttpCall& call, unsigned status, std::int64_t microseconds);

  // The body of an endless answer on that lane. What a slow listener cannot take is dropped and counted: an
  // event "missed" then says how many calls there were.
  kit::Ref<Pieces> listen(Lane& lane, RequestFilter filter);

 private:
  class Listener;
  void leave(const Listener& listener);

  std::mutex mutex_;
  std::vector<Listener*> listeners_;
  std::atomic<std::size_t> listeners_count_{0};
  std::uint64_t number_ = 0;  // of the last event
};

// One call as an event's data: a JSON object. Secrets are hidden: what the models call sensitive, and
// passwords, tokens and keys by their names.
std::string describe(const HttpCall& call, unsigned status, std::int64_t microseconds);

}  // namespace understudy::gateway
