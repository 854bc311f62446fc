// The life of a connection: reading and framing requests.
#include "gateway/session.hpp"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <utility>

#include "gateway/exchange.hpp"
#include "gateway/slabs.hpp"
#include "gateway/stages.hpp"

namespace understudy::gateway {
namespace {

namespace asio = boost::asio;

constexpr std::size_t max_ahead = Lane::scratch_bytes;  // bytes kept of requests behind the one under way
constexpr int max_rounds = 16;                          // reads in one turn, so that others get theirs

}  // namespace

Session::Session(Lane& lane, const Door& door, Socket socket, const asio::ip::address& client)
    : lane_(lane), door_(door), address_(client.to_string()), channel_(std::in_place, std::move(socket)) {}

kit::Ref<Session> Session::make(Lane& lane, const Door& door, Socket socket,
                                const asio::ip::address& client) {
  return kit::Ref<Session>(new Session(lane, door, std::move(socket), client));
}

#ifndef __SANITIZE_ADDRESS__
namespace {
Slabs slabs(sizeof(Session));
}
void* Session::operator new(std::size_t) { return slabs.take(); }
void Session::operator delete(void* memory) { slabs.put(memory); }
#else  // which watches the heap's own memory
void* Session::operator new(std::size_t size) { return ::operator new(size); }
void Session::operator delete(void* memory) { ::operator delete(memory); }
#endif

std::string_view Session::scheme() const { return channel_ && channel_->secured() ? "https" : "http"; }

void Session::start() {
  if (door_.tls) state_ = State::hello;
  lane_.wait(*this, Patience::idle);
  if (lane_.gateway.stopping) return close();
  watch();
}

// ---- Reading

// Mostly the read itself is what waits, for that asks the kernel for one call a request. A body is waited for
// and then read to where it belongs, and so is all that TLS unpacks.
void Session::watch() {
  if (watching_ || state_ == State::closed || ended_) return;
  if (state_ == State::call || state_ == State::write)
    if (kept_.size() - used_ + fresh_.size() > max_ahead) return;  // goes on when the call is answered
  if (channel_->holds_more()) return again();
  watching_ = true;
  if (state_ == State::body || state_ == State::linger || state_ == State::hello || channel_->secured()) {
    const auto what = channel_->waits_to_write() ? Socket::wait_write : Socket::wait_read;
    return channel_->socket().async_wait(what, [self = kit::Ref<Session>(this)](Code error) {
      self->watching_ = false;
      if (!error && self->state_ != State::closed) self->readable();
    });
  }
  channel_->socket().async_read_some(asio::buffer(fresh_),
                                     [self = kit::Ref<Session>(this)](Code error, std::size_t size) {
                                       self->watching_ = false;
                                       if (self->state_ != State::closed) self->arrived(error, size);
                                     });
}

void Session::again() {
  watching_ = true;
  asio::post(lane_.context, [self = kit::Ref<Session>(this)] {
    self->watching_ = false;
    if (self->state_ != State::closed) self->readable();
  });
}

void Session::arrived(Code error, std::size_t size) {
  lane_.meter.received.add(size);
  switch (state_) {
    case State::head:
    case State::body:
    case State::http2:
      if (error) return close();
      take({fresh_.data(), size});
      if (size == fresh_.size()) return receive();
      return watch();
    case State::call:
    case State::write:
      if (error) return gone();
      kept_.append(fresh_.data(), size);
      return watch();
    default: return error ? close() : drain(size);
  }
}

void Session::readable() {
  switch (state_) {
    case State::hello: return greet();
    case State::head:
    case State::body:
    case State::http2: return receive();
    case State::call:
    case State::write: return look_ahead();
    default: return drain(0);
  }
}

// A handshake's first byte (RFC 8446 5.1) is none that a request begins with.
void Session::greet() {
  constexpr int handshake = 22;
  Code error;
  const int first = channel_->peek(error);
  if (error == asio::error::would_block) return watch();
  if (error) return close();
  if (first == handshake && !channel_->secure(*door_.tls)) return close();
  state_ = State::head;
  receive();
}

// What there is to read, without waiting.
void Session::receive() {
  for (int round = 0; state_ == State::head || state_ == State::body || state_ == State::http2; ++round) {
    if (round == max_rounds) return again();
    std::span<char> to = state_ == State::body ? call_->body->room() : std::span<char>();
    const bool straight = !to.empty();
    if (!straight) to = lane_.scratch();
    Code error;
    const std::size_t size = channel_->read_some(to, error);
    if (error == asio::error::would_block) break;
    if (error) return close();
    lane_.meter.received.add(size);
    if (straight) {
      progress_ += size;
      body_goes_on(call_->body->filled(size));
    } else {
      take({to.data(), size});
    }
    if (size < to.size() && channel_ && !channel_->secured()) break;
  }
  watch();
}

// Under TLS; plain bytes come by arrived().
void Session::look_ahead() {
  const std::size_t room = max_ahead - std::min(max_ahead, kept_.size() - used_);
  if (room == 0) return;  // goes on when the call is answered
  Code error;
  const auto to = lane_.scratch().first(room);
  const std::size_t size = channel_->read_some(to, error);
  if (error && error != asio::error::would_block) return gone();
  lane_.meter.received.add(size);
  kept_.append(to.data(), size);
  watch();
}

void Session::take(std::string_view fresh) {
  if (kept_.size() == used_) return run(fresh);
  kept_.append(fresh);
  run(std::string_view(kept_).substr(used_));
}

void Session::run(std::string_view input) {
  input_ = input;
  running_ = true;
  while (advance()) {
  }
  running_ = false;
  if (input_.empty() || state_ == State::closed || state_ == State::linger) {
    kept_.clear();
    if (kept_.capacity() > 4096) kept_.shrink_to_fit();
    used_ = 0;
  } else if (input_.data() >= kept_.data() && input_.data() < kept_.data() + kept_.size()) {
    used_ = kept_.size() - input_.size();
  } else {
    kept_.assign(input_);
    used_ = 0;
  }
  input_ = {};
}

bool Session::advance() {
  if (input_.empty()) return false;
  if (state_ == State::head) return take_head();
  if (state_ == State::body) return take_body();
  if (state_ == State::http2) {
    if (!rest_) progress_ += input_.size();
    http2_->receive(std::exchange(input_, {}));
    pump_soon();
  }
  return false;
}

bool Session::take_preface() {
  if (input_.size() < http2_preface.size()) return false;
  if (!input_.starts_with(http2_preface)) return false;
  state_ = State::http2;
  scanned_ = 0;
  http2_ = std::make_unique<Http2>(lane_, door_, *this);
  return true;
}

bool Session::take_head() {
  if (scanned_ == 0) {  // RFC 9112 2.2: empty lines before a request are skipped
    const auto first = std::min(input_.find_first_not_of("\r\n"), input_.size());
    input_.remove_prefix(first);
  }
  if (input_.starts_with("PRI ") && take_preface()) return true;
  const std::size_t before = scanned_;
  const bool more = input_.starts_with("PRI ") && http2_preface.starts_with(input_);
  const std::size_t end = more ? 0 : head_end(input_, scanned_);
  if (end == 0) {
    if (patience == Patience::idle) lane_.wait(*this, Patience::head);
    if (const auto refusal = hopeless(input_, before)) refuse(*refusal);
    return false;
  }
  scanned_ = 0;
  const std::string_view head = input_.substr(0, end);
  input_.remove_prefix(end);
  return begin(head);
}

bool Session::begin(std::string_view head) {
  call_ = HttpCall::make(lane_, door_, kit::Ref<Session>(this));
  call_->began = lane_.gateway.clock.now();
  call_->request_id = lane_.request_id(call_->arena);
  if (const auto refusal = read_head(call_->keep(head), call_->arena, lane_.fields(), call_->head)) {
    refuse(*refusal);
    return false;
  }
  if (!call_->head.chunked && call_->head.length.value_or(0) == 0) {
    // botocore waits for this line even before an empty body, and takes a connection without it for spoilt.
    if (call_->head.expects_continue && input_.empty()) say_continue();
    return dispatch();
  }
  return begin_body();
}

bool Session::begin_body() {
  Head& head = call_->head;
  Framing framing;
  if (const auto refusal = read_framing(head, framing)) {
    refuse(*refusal);
    return false;
  }
  const std::size_t limit = lane_.gateway.limits.body_bytes;
  if (framing.length && !framing.aws_chunked && *framing.length <= std::min(limit, input_.size())) {
    const auto size = static_cast<std::size_t>(*framing.length);  // all of it is here
    head.request.body = call_->keep(input_.substr(0, size));
    input_.remove_prefix(size);
    return dispatch();
  }
  framing.sealed = lane_.gateway.authentication != auth::Mode::none;
  auto writer = open_blob(*call_);
  call_->body.emplace(framing, writer ? largest_blob : limit, std::move(writer));
  if (call_->body->refusal().status) {
    refuse_body();
    return false;
  }
  state_ = State::body;
  progress_ = 0;
  lane_.wait(*this, Patience::body);
  if (head.expects_continue && input_.empty()) say_continue();
  return true;
}

bool Session::take_body() {
  progress_ += input_.size();
  return body_goes_on(call_->body->put(input_));
}

// False too when there is nothing more to do with what has come.
bool Session::body_goes_on(Body::Status status) {
  if (status == Body::Status::more) return false;
  if (status == Body::Status::refused) {
    refuse_body();
    return false;
  }
  call_->take_body();
  return dispatch();
}

// What is still to come of it is not waited for, so the connection ends.
void Session::refuse_body() {
  call_->failure = failure_of_body(*call_);
  if (!call_->failure) return refuse(call_->body->refusal());
  closing_ = true;
  finish(*call_);
}

bool Session::dispatch() {
  state_ = State::call;
  awaited_ = call_.get();
  const bool was_running = std::exchange(running_, true);  // an answer within start() is only written
  if (!gateway::start(*call_)) {
    finish(*call_);
  } else if (state_ == State::call) {
    lane_.wait(*this, Patience::answer);  // not before it is with its shard: a stop waits for that
  }
  running_ = was_running;
  return state_ == State::head;
}

void Session::gone() {
  ended_ = true;
  closing_ = true;
  if (state_ != State::call || !call_) return;
  // Some clients only end their sending side: an answer that comes soon is written all the same. So the shard
  // hears of it behind the call itself, and ends it only if it waits.
  lane_.gateway.system.cancel(kit::Ref<kit::Call>(call_.get()));
  lane_.wait(*this, Patience::linger);
}

void Session::cancel() {
  if (call_->cancelled.exchange(true, std::memory_order_relaxed)) return;
  lane_.gateway.system.cancel(kit::Ref<kit::Call>(call_.get()));
}

// ---- Ending

void Session::expired() {
  const auto wanted = [](std::chrono::milliseconds span) {
    return static_cast<std::size_t>(span.count()) * min_rate / 1000;
  };
  const Limits& limits = lane_.gateway.limits;
  switch (state_) {
    case State::head:
      if (patience == Patience::head) return refuse({408, "The request's head did not come in time."});
      return close();
    case State::body:
      if (progress_ < wanted(limits.body)) return refuse({408, "The request's body did not come in time."});
      progress_ = 0;
      return lane_.wait(*this, Patience::body);
    case State::http2:
      if (patience == Patience::idle ||
          progress_ < wanted(patience == Patience::write ? limits.write : limits.body))
        return close();
      progress_ = 0;
      return lane_.wait(*this, patience);
    case State::write:
      if (progress_ < wanted(limits.write)) return close();
      progress_ = 0;
      return lane_.wait(*this, Patience::write);
    default: return close();
  }
}

void Session::stop() {
  closing_ = true;
  if (state_ == State::http2) {
    http2_->stop();
    return pump();
  }
  if ((state_ == State::head || state_ == State::hello) && patience == Patience::idle) close();
}

void Session::linger() {
  if (ended_ || lane_.gateway.stopping) return close();
  state_ = State::linger;
  progress_ = 0;
  channel_->end_sending();
  lane_.wait(*this, Patience::linger);
  if (!running_) watch();
}

// What comes behind a last answer is thrown away: closing with it unread would take the answer from the
// client.
void Session::drain(std::size_t size) {
  constexpr std::size_t enough = 4u << 20;
  const auto to = lane_.scratch();
  Code error;
  progress_ += size + channel_->read_some(to, error);
  if ((error && error != asio::error::would_block) || progress_ > enough) return close();
  watch();
}

void Session::close() {
  if (state_ == State::closed) return;
  const kit::Ref<Session> kept(this);
  state_ = State::closed;
  lane_.leave(*this);
  if (call_ && awaited_ && !lane_.gateway.stopping) cancel();
  if (call_ && !awaited_ && call_->pieces) std::exchange(call_->pieces, nullptr)->left();
  call_ = nullptr;
  awaited_ = nullptr;
  rest_.reset();
  http2_.reset();
  channel_.reset();
  lane_.gateway.left();
}

}  // namespace understudy::gateway
