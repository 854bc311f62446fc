// One I/O thread's part of the gateway: what its connections use in turn, and the answers that come to them.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "gateway/deadlines.hpp"
#include "gateway/gateway.hpp"
#include "gateway/protocol/protocol.hpp"
#include "services/kit/counted.hpp"
#include "services/kit/random.hpp"

namespace understudy::gateway {

class HttpCall;
class Session;

// Everything but `answered` belongs to the lane's thread. Must outlive its calls.
class Lane {
 public:
  Lane(Gateway& gateway, boost::asio::io_context& context, std::uint64_t seed);
  ~Lane();
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  Gateway& gateway;
  boost::asio::io_context& context;
  Meter& meter;

  // Reused from request to request; good until the next one's turn.
  std::span<char> scratch() { return {scratch_.get(), scratch_bytes}; }
  std::vector<protocol::Field>& fields() { return fields_; }
  protocol::Reply& reply() { return reply_; }
  std::string& out() { return out_; }

  std::string_view date(kit::Time now);            // "Thu, 01 Jan 2026 00:00:00 GMT"
  std::string_view request_id(kit::Arena& arena);  // a random UUID
  void log(const RequestLine& line);               // written within some milliseconds

  void wait(Session& session, Patience patience);
  void leave(Session& session);
  // Connections finish what is under way and close; done(), once, when calls that are with their shards are
  // all that is left.
  void stop(std::function<void()> done);

  // A call's answer is in: on whichever thread it happened, its session hears of it on this one.
  void answered(HttpCall& call);

  static constexpr std::size_t scratch_bytes = 64 * 1024;

 private:
  void deliver();  // empties the inbox
  void tick();
  void return_memory();
  void flush();
  void check_quiet();

  std::unique_ptr<char[]> scratch_;
  std::vector<protocol::Field> fields_;
  protocol::Reply reply_;
  std::string out_;
  kit::Generator random_;
  std::int64_t date_second_ = -1;
  std::string date_;
  Deadlines deadlines_;
  boost::asio::steady_timer ticks_;
  bool ticking_ = false;
  std::size_t most_ = 0;  // connections at a time, since memory was last given back
  std::string lines_;     // of the log
  boost::asio::steady_timer flush_;
  bool flushing_ = false;
  std::function<void()> quiet_;  // told once
  std::atomic<std::thread::id> thread_{};
  std::atomic<HttpCall*> inbox_{nullptr};  // a stack; each entry holds a count
};

}  // namespace understudy::gateway
