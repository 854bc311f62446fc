// Webhooks: a thread each, which reads from what the notifier keeps.
#include "gateway/webhooks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <condition_variable>
#include <thread>
#include <utility>

namespace understudy::gateway {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Code = boost::system::error_code;

constexpr std::chrono::seconds patience{5};          // for one try
constexpr std::chrono::milliseconds first_rest{50};  // after a try in vain; doubled each time
constexpr int tries = 6;
constexpr std::size_t turns_a_post = 64;
constexpr std::size_t head_bytes = 16u << 10;  // of an answer

}  // namespace

std::optional<WebhookUrl> parse_webhook_url(std::string_view url) {
  constexpr std::string_view scheme = "http://";
  if (!url.starts_with(scheme)) return {};
  url.remove_prefix(scheme.size());
  if (std::ranges::any_of(url, [](char c) { return c <= ' ' || c == 0x7F; })) return {};
  const auto slash = url.find('/');
  std::string_view host = url.substr(0, slash);
  WebhookUrl parsed{{}, "80", slash == url.npos ? "/" : std::string(url.substr(slash))};
  const auto bracket = host.rfind(']');  // of an IPv6 address
  const auto colon = host.find(':', bracket == host.npos ? 0 : bracket);
  if (colon != host.npos) {
    parsed.port = host.substr(colon + 1);
    host = host.substr(0, colon);
  }
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  parsed.host = host;
  const bool digits = std::ranges::all_of(parsed.port, [](char c) { return c >= '0' && c <= '9'; });
  if (host.empty() || parsed.port.empty() || parsed.port.size() > 5 || !digits) return {};
  return parsed;
}

class Webhooks::Hook {
 public:
  Hook(actors::Notifier& notifier, About about, WebhookUrl to)
      : notifier_(notifier),
        to_(std::move(to)),
        about_(std::move(about)),
        next_(notifier.next_number()),
        listener_(notifier.listen([this](const actors::ChangesRef&) { ring(); })),
        thread_([this] { run(); }) {}

  ~Hook() {
    notifier_.leave(listener_);
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    io_.stop();
    bell_.notify_one();
    thread_.join();
  }

  About about() const {
    const std::lock_guard lock(mutex_);
    return about_;
  }

 private:
  void ring() {
    {
      const std::lock_guard lock(mutex_);
      rung_ = true;
    }
    bell_.notify_one();
  }

  void run() {
    for (;;) {
      {
        std::unique_lock lock(mutex_);
        bell_.wait(lock, [this] { return stopping_ || rung_; });
        if (stopping_) return;
        rung_ = false;
      }
      while (deliver()) {
      }
    }
  }

  bool stopping() const {
    const std::lock_guard lock(mutex_);
    return stopping_;
  }

  bool deliver() {  // false: there is nothing more, or it stops
    if (stopping()) return false;
    const auto read = notifier_.read(next_, turns_a_post);
    next_ += read.missed;
    std::string body = "{\"changes\":[";
    std::uint64_t count = 0;
    for (const actors::ChangesRef& changes : read.changes) {
      for (auto number = std::max(next_, changes->number); number < changes->end(); ++number) {
        const std::size_t row = number - changes->number;
        if (!about_.filter.wants(*changes, row)) continue;
        if (count++ > 0) body += ',';
        append_change(body, *changes, row);
      }
      next_ = changes->end();
    }
    std::string error;
    if (count > 0) error = post(body + "]}");
    const std::lock_guard lock(mutex_);
    about_.missed += read.missed + (error.empty() ? 0 : count);
    about_.delivered += error.empty() ? count : 0;
    if (count > 0) about_.error = error;
    return !read.changes.empty() && !stopping_;
  }

  std::string post(const std::string& body) {  // what went wrong at last
    std::string error;
    auto rest = first_rest;
    for (int i = 0; i < tries; ++i, rest *= 2) {
      if (i > 0) {
        std::unique_lock lock(mutex_);
        about_.error = error;
        if (bell_.wait_for(lock, rest, [this] { return stopping_; })) break;
      }
      error = try_once(body);
      if (error.empty()) break;
    }
    return error;
  }

  std::string try_once(const std::string& body) {
    const std::string request = fmt::format(
        "POST {} HTTP/1.1\r\nHost: {}:{}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n"
        "Connection: close\r\n\r\n{}",
        to_.path, to_.host, to_.port, body.size(), body);
    tcp::resolver resolver(io_);
    tcp::socket socket(io_);
    std::string answer, error = "no answer within five seconds";
    const auto read = [&](Code code, std::size_t) {
      const std::string status = answer.size() > 12 ? answer.substr(9, 3) : "nonsense";
      error = code ? code.message() : status.front() == '2' ? "" : "answered " + status;
    };
    const auto written = [&](Code code, std::size_t) {
      if (code) return void(error = code.message());
      asio::async_read_until(socket, asio::dynamic_buffer(answer, head_bytes), "\r\n", read);
    };
    const auto connected = [&](Code code, const tcp::endpoint&) {
      if (code) return void(error = code.message());
      asio::async_write(socket, asio::buffer(request), written);
    };
    resolver.async_resolve(to_.host, to_.port, [&](Code code, const tcp::resolver::results_type& found) {
      if (code) return void(error = code.message());
      asio::async_connect(socket, found, connected);
    });
    io_.restart();
    if (!stopping()) io_.run_for(patience);
    Code ignored;
    socket.close(ignored);
    resolver.cancel();
    io_.restart();
    while (io_.poll_one() > 0) {  // what was cancelled, while that which it refers to is here
    }
    return error;
  }

  actors::Notifier& notifier_;
  const WebhookUrl to_;
  asio::io_context io_{1};
  mutable std::mutex mutex_;
  std::condition_variable bell_;
  bool rung_ = false, stopping_ = false;
  About about_;
  std::uint64_t next_;
  const std::uint64_t listener_;
  std::thread thread_;
};

Webhooks::Webhooks(actors::Notifier& notifier) : notifier_(notifier) {}
Webhooks::~Webhooks() = default;

std::optional<Webhooks::About> Webhooks::add(std::string url, const WebhookUrl& to, ChangeFilter filter) {
  const std::lock_guard lock(mutex_);
  if (hooks_.size() == most) return {};
  About about;
  about.id = ++made_;
  about.url = std::move(url);
  about.filter = std::move(filter);
  hooks_.push_back(std::make_unique<Hook>(notifier_, about, to));
  return about;
}

bool Webhooks::remove(std::uint64_t id) {
  const std::lock_guard lock(mutex_);
  return std::erase_if(hooks_, [&](const auto& hook) { return hook->about().id == id; }) > 0;
}

std::vector<Webhooks::About> Webhooks::all() const {
  const std::lock_guard lock(mutex_);
  std::vector<About> all;
  for (const auto& hook : hooks_) all.push_back(hook->about());
  return all;
}

}  // namespace understudy::gateway
