// The stream of calls: whoever listens sees every answered call with its input and output, as server-sent
// events.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "gateway/pieces.hpp"
#include "gateway/protocol/protocol.hpp"
#include "services/kit/time.hpp"
#include "services/models/model.hpp"

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
  void tell(const HttpCall& call, const protocol::Reply& reply, std::int64_t microseconds);

  // The body of an endless answer on that lane. What a slow listener cannot take is dropped and counted: an
  // event "missed" then says how many calls there were.
  kit::Ref<Pieces> listen(Lane& lane, RequestFilter filter);

 private:
  class Listener;
  struct Hides {  // whether an operation's members can tell secrets
    bool input = false, output = false;
  };
  void leave(const Listener& listener);

  // Writing event_, with the lock held. A call's data is a JSON object. Secrets are hidden: what the models
  // call sensitive, and passwords, tokens and keys by their names.
  void describe(const HttpCall& call, const protocol::Reply& reply, std::int64_t microseconds);
  void append_part(std::string_view name, const models::Shape& shape, const kit::Value& value);
  void append_time(kit::Time time);
  const Hides& hides(const models::Operation& operation);

  std::mutex mutex_;
  std::vector<kit::Ref<Listener>> listeners_;  // until their clients go
  std::atomic<std::size_t> listeners_count_{0};
  std::uint64_t number_ = 0;  // of the last event
  std::string event_;
  std::int64_t second_ = -1;
  std::string second_text_;
  std::unordered_map<std::uint32_t, Hides> hides_;  // by the service's and the operation's numbers
};

}  // namespace understudy::gateway
