// The life of a connection: bodies that come in pieces, and answers that a fault spoils.
#include <sys/sendfile.h>

#include <algorithm>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <chrono>
#include <utility>

#include "gateway/faults.hpp"
#include "gateway/session.hpp"

namespace understudy::gateway {
namespace {

constexpr int rounds_of_files = 4;
constexpr std::size_t bytes_at_once = 1u << 20;  // of a file

constexpr std::chrono::milliseconds beat{50};  // between two pieces of a slow body

// Half of a body, then the connection's end.
class Torn final : public Pieces {
 public:
  explicit Torn(std::string_view body) : half_(body.substr(0, body.size() / 2)) { length = body.size(); }
  Next next(Session&, std::string& out) override {
    if (half_.empty()) return Next::broken;
    out = std::exchange(half_, {});
    return Next::more;
  }

 private:
  std::string half_;
};

// So many bytes a second.
class Slow final : public Pieces {
 public:
  Slow(Lane& lane, std::string_view body, double bytes_per_second)
      : body_(body), rate_(bytes_per_second), timer_(lane.context) {
    length = body.size();
  }
  Next next(Session& session, std::string& out) override {
    if (used_ == body_.size()) return Next::end;
    if (!std::exchange(rested_, false)) return rest(session);
    due_ += rate_ * std::chrono::duration<double>(beat).count();
    const auto size = std::min(static_cast<std::size_t>(due_), body_.size() - used_);
    if (size == 0) return rest(session);
    due_ -= static_cast<double>(size);
    out = body_.substr(used_, size);
    used_ += size;
    return Next::more;
  }
  void left() override {
    gone_ = true;
    timer_.cancel();
  }

 private:
  Next rest(Session& session) {
    if (std::exchange(resting_, true)) return Next::later;  // asked too early
    timer_.expires_after(beat);
    timer_.async_wait([self = kit::Ref<Slow>(this), &session](boost::system::error_code error) {
      if (error || self->gone_) return;
      self->resting_ = false;
      self->rested_ = true;
      session.go_on();
    });
    return Next::later;
  }

  std::string body_;
  std::size_t used_ = 0;
  double rate_, due_ = 0;
  bool resting_ = false, rested_ = false, gone_ = false;
  boost::asio::steady_timer timer_;
};

}  // namespace

bool Session::spoil(HttpCall& call, protocol::Reply& reply) {
  const Injected& injected = *call.injected;
  const std::string_view body = reply.payload ? *reply.payload : std::string_view(reply.body);
  if (injected.cut != FaultRule::Cut::none) {
    const bool reset = injected.cut == FaultRule::Cut::reset;
    if (reset || body.empty()) {
      if (!http2_) break_off(reset);
      return true;
    }
    call.pieces = kit::Ref<Pieces>(std::make_unique<Torn>(body).release());
  } else if (injected.bytes_per_second > 0 && !body.empty() && call.head.request.method != "HEAD") {
    call.pieces = kit::Ref<Pieces>(std::make_unique<Slow>(lane_, body, injected.bytes_per_second).release());
  }
  return false;
}

void Session::break_off(bool reset) {
  Code ignored;
  if (reset) channel_->socket().set_option(boost::asio::socket_base::linger(true, 0), ignored);
  close();
}

// The kernel moves the bytes. Other connections have their turn in between.
void Session::send_file() {
  for (int round = 0; round < rounds_of_files; ++round) {
    const Pieces::File part = call_->pieces->file();
    if (part.file < 0) return go_on();
    auto at = static_cast<off_t>(part.at);
    const ssize_t size = ::sendfile(channel_->socket().native_handle(), part.file, &at,
                                    std::min<std::uint64_t>(part.size, bytes_at_once));
    if (size < 0 && errno == EINTR) continue;
    if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) break;
    if (size <= 0) return close();
    call_->pieces->taken(static_cast<std::uint64_t>(size));
    progress_ += static_cast<std::size_t>(size);
    lane_.meter.sent.add(static_cast<std::size_t>(size));
  }
  channel_->socket().async_wait(Socket::wait_write, [self = kit::Ref<Session>(this)](Code error) {
    if (error || self->state_ != State::write || !self->call_ || !self->call_->pieces || self->rest_) return;
    self->send_file();
  });
}

void Session::go_on() {
  if (http2_) {
    http2_->go_on();
    return pump_soon();
  }
  if ((state_ != State::call && state_ != State::write) || !call_ || !call_->pieces || rest_) return;
  const kit::Ref<Session> kept(this);
  if (!channel_->secured() && call_->pieces->file().file >= 0) {
    state_ = State::write;
    progress_ = 0;
    lane_.wait(*this, Patience::write);
    return send_file();
  }
  auto rest = std::make_unique<Rest>();
  switch (call_->pieces->next(*this, rest->bytes)) {
    case Pieces::Next::more:
      rest_ = std::move(rest);
      rest_->view = rest_->bytes;
      state_ = State::write;
      progress_ = 0;
      lane_.wait(*this, Patience::write);
      return flush();
    case Pieces::Next::later:
      state_ = State::call;  // as one that waits for its shard: a client that goes is noticed
      lane_.wait(*this, Patience::answer);
      if (!running_) watch();
      return;
    case Pieces::Next::broken: return close();
    case Pieces::Next::end: break;
  }
  call_->pieces = nullptr;
  sent();
  if (running_ || state_ != State::head) return;
  run(std::string_view(kept_).substr(used_));
  watch();
}

}  // namespace understudy::gateway
