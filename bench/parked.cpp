// Opens connections from many loopback addresses and parks a receive on each.
#include "bench/parked.hpp"

#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <vector>

#include "bench/http.hpp"

namespace understudy::bench {
namespace {

using Clock = std::chrono::steady_clock;

// A source address has 28,000 ports to one server by Linux's default range; some are taken.
constexpr std::size_t connections_per_source = 20'000;
constexpr std::size_t batch = 500;
constexpr double refresh_seconds = 15, patience_seconds = 15;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

class Crowd {
 public:
  explicit Crowd(const ParkedOptions& options)
      : options_(options),
        hello_(Operation::identity, options.request),
        epoll_(::epoll_create1(EPOLL_CLOEXEC)),
        calls_(options.connections) {}

  ~Crowd() {
    for (const auto& call : calls_) {
      if (call.fd >= 0) ::close(call.fd);
    }
    ::close(epoll_);
  }
  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;

  // Opens connections and has each answered once, a batch at a time, so that no backlog overflows. On a busy
  // machine that takes longer than a server lets a connection rest, so all are used again now and then.
  void connect() {
    auto refreshed = Clock::now();
    for (std::size_t at = 0; at < calls_.size(); at += batch) {
      const std::size_t end = std::min(at + batch, calls_.size());
      for (std::size_t i = at; i < end; ++i) open(calls_[i], i);
      if (!greet(at, end)) break;
      if (seconds_since(refreshed) < refresh_seconds) continue;
      for (std::size_t i = 0; i < end; i += batch) greet(i, std::min(i + batch, end));
      refreshed = Clock::now();
    }
  }

  void park() {
    const Requests receive(Operation::receive_parked, options_.request);
    for (std::size_t i = 0; i < calls_.size(); ++i) {
      if (calls_[i].fd < 0) continue;
      write(calls_[i], receive.at(i));
      if (i % 256 == 0) take(0);
    }
    const auto written = Clock::now();
    while (seconds_since(written) < 0.5) take(50);
  }

  // Reads answers until all are in, or `seconds` have passed. True when all are in.
  bool collect(double seconds) {
    const auto begin = Clock::now();
    while (waiting_ > 0 && seconds_since(begin) < seconds) take(100);
    return waiting_ == 0;
  }

  // Reads answers until a line comes on standard input.
  void collect_until_told() {
    pollfd input{STDIN_FILENO, POLLIN, 0};
    while (::poll(&input, 1, 0) == 0) take(20);
    std::string line;
    std::getline(std::cin, line);
  }

  std::size_t open_count() const { return open_; }
  std::size_t waiting() const { return waiting_; }
  std::size_t woken() const { return woken_; }
  std::size_t errors() const { return errors_; }

 private:
  struct Call {
    int fd = -1;
    bool waiting = false;
    std::string received;
  };

  // Sends a small request on each connection of the range; false, and those closed, where no answer came.
  bool greet(std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      if (calls_[i].fd >= 0) write(calls_[i], hello_.at(i));
    }
    if (collect(patience_seconds)) return true;
    drop_unanswered();
    return false;
  }

  void open(Call& call, std::size_t number) {
    const std::size_t last = options_.first_source + number / connections_per_source;
    try {
      call.fd = connect_to(options_.request.host, options_.request.port, "127.0.0." + std::to_string(last));
    } catch (const Failure&) {
      return;  // the system has no more, which the count of open connections tells
    }
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = &call;
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, call.fd, &event);
    ++open_;
  }

  void write(Call& call, std::string_view request) {
    if (::send(call.fd, request.data(), request.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(request.size())) {
      complain(std::string("send: ") + std::strerror(errno));
      return drop(call);
    }
    call.waiting = true;
    ++waiting_;
  }

  // Says the first error alone: the others are mostly the same.
  void complain(const std::string& what) {
    if (errors_++ == 0) std::fprintf(stderr, "bench_load: %s\n", what.c_str());
  }

  void drop(Call& call) {
    if (call.waiting) --waiting_;
    call.waiting = false;
    ::close(call.fd);
    call.fd = -1;
    --open_;
  }

  void drop_unanswered() {
    for (auto& call : calls_) {
      if (call.waiting) drop(call);
    }
  }

  void take(int timeout_ms) {
    std::array<epoll_event, 512> events;
    const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), timeout_ms);
    for (int i = 0; i < count; ++i) read(*static_cast<Call*>(events[i].data.ptr));
  }

  void read(Call& call) {
    std::array<char, 8192> buffer;
    const ssize_t size = ::recv(call.fd, buffer.data(), buffer.size(), 0);
    if (size < 0 && errno == EAGAIN) return;
    if (size <= 0) {
      complain(size == 0 ? "the server closed a connection" : std::string("recv: ") + std::strerror(errno));
      return drop(call);
    }
    call.received.append(buffer.data(), static_cast<std::size_t>(size));
    const auto answer = parse_answer(call.received);
    if (!answer) return;
    if (answer->status != 200) {
      complain("status " + std::to_string(answer->status) + ": " + std::string(answer->body.substr(0, 300)));
    }
    if (!receipt_handle(answer->body).empty()) ++woken_;
    call.received = {};
    call.waiting = false;
    --waiting_;
  }

  const ParkedOptions& options_;
  const Requests hello_;
  int epoll_;
  std::vector<Call> calls_;
  std::size_t open_ = 0, waiting_ = 0, woken_ = 0, errors_ = 0;
};

}  // namespace

void hold_parked(const ParkedOptions& options) {
  Crowd crowd(options);
  crowd.connect();
  if (crowd.open_count() == 0) throw Failure("no connection could be opened");
  std::printf("{\"connected\":%zu}\n", crowd.open_count());
  std::fflush(stdout);
  crowd.collect_until_told();
  const auto begin = Clock::now();
  crowd.park();
  const std::size_t parked = crowd.waiting();
  std::printf("{\"parked\":%zu}\n", parked);
  std::fflush(stdout);
  crowd.collect_until_told();
  crowd.collect(options.request.wait_seconds + 10.0);
  std::printf("{\"answered\":%zu,\"woken\":%zu,\"errors\":%zu,\"seconds\":%.3f}\n", parked - crowd.waiting(),
              crowd.woken(), crowd.errors(), seconds_since(begin));
}

}  // namespace understudy::bench
