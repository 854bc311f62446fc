// Drives the closed loop with one epoll on one thread.
#include "bench/closed_loop.hpp"

#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>

#include "bench/cpu.hpp"
#include "bench/http.hpp"

namespace understudy::bench {
namespace {

constexpr std::size_t read_size = 16384;
constexpr int stalled_ms = 30'000;  // no answer on any connection for so long: the server hangs

std::int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace

ClosedLoop::ClosedLoop(LoopOptions options)
    : options_(std::move(options)),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      connections_(options_.connections) {
  for (auto& connection : connections_) open(connection);
}

ClosedLoop::~ClosedLoop() {
  for (auto& connection : connections_) ::close(connection.fd);
  ::close(epoll_);
}

void ClosedLoop::open(Connection& connection) {
  if (connection.fd >= 0) ::close(connection.fd);
  connection.fd = connect_to(options_.host, options_.port);
  connection.reconnect = false;
  connection.received.clear();
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.ptr = &connection;
  ::epoll_ctl(epoll_, EPOLL_CTL_ADD, connection.fd, &event);
}

bool ClosedLoop::begin(Connection& connection) {
  if (next_ == end_) return false;
  connection.unit = next_++;
  connection.deleting = false;
  connection.begun_ns = now_ns();
  if (requests_->numbered()) {
    requests_->render(connection.unit, connection.request);
    write(connection, connection.request);
  } else {
    write(connection, requests_->at(connection.unit));
  }
  return true;
}

void ClosedLoop::write(Connection& connection, std::string_view request) {
  if (connection.reconnect) {
    open(connection);
    ++tally_->reconnects;
  }
  // Most requests are far smaller than a socket's buffer; the server takes the others while this waits.
  while (!request.empty()) {
    const ssize_t sent = ::send(connection.fd, request.data(), request.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EAGAIN) {
      pollfd room{connection.fd, POLLOUT, 0};
      if (::poll(&room, 1, stalled_ms) == 0) throw Failure("nothing was read for 30 seconds");
      continue;
    }
    if (sent < 0) throw Failure(std::string("send: ") + std::strerror(errno));
    request.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void ClosedLoop::read(Connection& connection) {
  std::array<char, read_size> buffer;
  const ssize_t size = ::recv(connection.fd, buffer.data(), buffer.size(), 0);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (size <= 0) {
    if (size == 0 && connection.reconnect) {
      ::epoll_ctl(epoll_, EPOLL_CTL_DEL, connection.fd, nullptr);
      return;
    }
    throw Failure(size == 0 ? "the server closed a connection"
                            : std::string("recv: ") + std::strerror(errno));
  }
  std::string_view bytes(buffer.data(), static_cast<std::size_t>(size));
  if (!connection.received.empty()) {
    connection.received.append(bytes);
    bytes = connection.received;
  }
  const auto answer = parse_answer(bytes);
  if (!answer) {
    if (connection.received.empty()) connection.received.assign(bytes);
    return;
  }
  if (answer->status != 200) {
    throw Failure("status " + std::to_string(answer->status) + ": " +
                  std::string(answer->body.substr(0, 500)));
  }
  if (answer->size != bytes.size()) throw Failure("bytes after the answer");
  connection.reconnect = answer->close;
  answered(connection, answer->body);
}

void ClosedLoop::answered(Connection& connection, std::string_view body) {
  tally_->answer_bytes += body.size();
  if (pairs_ && !connection.deleting) {
    const std::string_view handle = receipt_handle(body);
    if (handle.empty()) throw Failure("a receive without a message: " + std::string(body.substr(0, 300)));
    tally_->handle_bytes += handle.size();
    requests_->render_delete(connection.unit, handle, connection.request);
    connection.received.clear();
    connection.deleting = true;
    write(connection, connection.request);
    return;
  }
  connection.received.clear();
  tally_->latency.push_back(static_cast<std::uint32_t>(now_ns() - connection.begun_ns));
  ++done_;
  begin(connection);
}

void ClosedLoop::drive() {
  std::array<epoll_event, 256> events;
  while (done_ < wanted_) {
    const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), stalled_ms);
    if (count == 0) throw Failure("no answer for 30 seconds");
    for (int i = 0; i < count; ++i) read(*static_cast<Connection*>(events[i].data.ptr));
  }
}

void ClosedLoop::run(const Requests& requests, bool pairs, std::uint64_t first, std::uint64_t count,
                     Tally& tally) {
  requests_ = &requests;
  tally_ = &tally;
  pairs_ = pairs;
  next_ = first;
  end_ = first + count;
  done_ = 0;
  wanted_ = count;
  tally.latency.reserve(tally.latency.size() + count);
  const std::int64_t server_before = settled_cpu_ns(options_.servers);
  const std::int64_t client_before = own_cpu_ns();
  const std::int64_t begun = now_ns();
  for (auto& connection : connections_) {
    if (!begin(connection)) break;
  }
  drive();
  tally.seconds += static_cast<double>(now_ns() - begun) / 1e9;
  tally.client_ns += own_cpu_ns() - client_before;
  tally.server_ns += settled_cpu_ns(options_.servers) - server_before;
  tally.units += count;
}

}  // namespace understudy::bench
