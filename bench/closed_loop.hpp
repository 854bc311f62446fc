// A closed loop of keep-alive connections: each sends its next request when its last was answered.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "bench/requests.hpp"

namespace understudy::bench {

struct LoopOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;
  unsigned connections = 64;
  std::vector<pid_t> servers;  // whose processor time is counted
};

// What the runs of one operation added up to. A unit is one request, or one receive with its delete.
struct Tally {
  std::uint64_t units = 0;
  double seconds = 0;
  std::int64_t server_ns = 0;          // processor time of the servers, what they did afterwards included
  std::int64_t client_ns = 0;          // of the load generator itself
  std::uint64_t answer_bytes = 0;      // bodies of all answers
  std::uint64_t handle_bytes = 0;      // of all receipt handles
  std::uint64_t reconnects = 0;        // servers that close after each answer make these
  std::vector<std::uint32_t> latency;  // of every unit, nanoseconds
};

class ClosedLoop {
 public:
  explicit ClosedLoop(LoopOptions options);
  ~ClosedLoop();
  ClosedLoop(const ClosedLoop&) = delete;
  ClosedLoop& operator=(const ClosedLoop&) = delete;

  // Sends `count` units, numbered on from the last run of these requests (`first`), and adds to the tally.
  // Throws Failure at the first answer that is not a 200, a receive that brings nothing, or a connection
  // lost.
  void run(const Requests& requests, bool pairs, std::uint64_t first, std::uint64_t count, Tally& tally);

 private:
  struct Connection {
    int fd = -1;
    std::uint64_t unit = 0;
    std::int64_t begun_ns = 0;
    bool deleting = false;
    bool reconnect = false;
    std::string received;
    std::string request;  // the one under way, if it is made for this unit
  };

  void open(Connection& connection);
  bool begin(Connection& connection);
  void write(Connection& connection, std::string_view request);
  void read(Connection& connection);
  void answered(Connection& connection, std::string_view body);
  void drive();

  LoopOptions options_;
  int epoll_ = -1;
  std::vector<Connection> connections_;
  // Of the run under way:
  const Requests* requests_ = nullptr;
  Tally* tally_ = nullptr;
  bool pairs_ = false;
  std::uint64_t next_ = 0, end_ = 0, done_ = 0, wanted_ = 0;
};

}  // namespace understudy::bench
