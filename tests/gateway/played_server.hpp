// A server in this process, on a port of its own, over a small service that plays some of SQS's operations
// oddly: what a test needs to see of the way between socket and shard.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>

#include "actors/system.hpp"
#include "gateway/log.hpp"
#include "gateway/options.hpp"
#include "gateway/server.hpp"
#include "services/kit/service.hpp"

namespace understudy::gateway {

// GetQueueUrl echoes the queue's name. ListQueues answers a name of `answer_bytes` bytes. ReceiveMessage
// parks until SendMessage, which takes any body. DeleteQueue fails as modelled, PurgeQueue throws.
extern const kit::Service played_service;
inline constexpr std::size_t answer_bytes = 8u << 20;

class PlayedServer {
 public:
  explicit PlayedServer(Limits limits = {}, kit::Dialect dialect = kit::Dialect::moto,
                        std::string extra_origins = {});
  PlayedServer(kit::Dialect dialect, const Options& options);
  ~PlayedServer();

  std::uint16_t port() const { return port_; }
  Server& server() { return *server_; }
  actors::System& system() { return *system_; }
  void stop();
  bool end_wanted() const { return end_wanted_; }

  // Waits until every shard together holds so many parked calls.
  void await_parked(std::size_t calls);

 private:
  PlayedServer(Limits limits, kit::Dialect dialect, const Options& options);

  std::atomic<bool> end_wanted_{false};
  std::unique_ptr<Log> log_;
  std::unique_ptr<actors::System> system_;
  std::unique_ptr<Server> server_;
  std::uint16_t port_ = 0;
};

// A request in SQS's JSON protocol, with a Content-Length unless `fields` frames the body.
std::string sqs_request(std::string_view operation, std::string_view body, std::string_view fields = {});
std::string queue_url_request(std::string_view name, std::string_view fields = {});

}  // namespace understudy::gateway
