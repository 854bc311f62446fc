// The life of a connection: writing answers.
#include <array>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <utility>

#include "gateway/protocol/text.hpp"
#include "gateway/session.hpp"
#include "gateway/stages.hpp"

namespace understudy::gateway {
namespace {

namespace asio = boost::asio;

constexpr std::size_t copied_body = 4096;  // bytes

struct Reason {
  unsigned status;
  std::string_view phrase;
};
constexpr std::array reasons{Reason{200, "OK"},
                             Reason{201, "Created"},
                             Reason{202, "Accepted"},
                             Reason{204, "No Content"},
                             Reason{206, "Partial Content"},
                             Reason{301, "Moved Permanently"},
                             Reason{302, "Found"},
                             Reason{303, "See Other"},
                             Reason{304, "Not Modified"},
                             Reason{307, "Temporary Redirect"},
                             Reason{400, "Bad Request"},
                             Reason{401, "Unauthorized"},
                             Reason{403, "Forbidden"},
                             Reason{404, "Not Found"},
                             Reason{405, "Method Not Allowed"},
                             Reason{408, "Request Timeout"},
                             Reason{409, "Conflict"},
                             Reason{412, "Precondition Failed"},
                             Reason{413, "Payload Too Large"},
                             Reason{414, "URI Too Long"},
                             Reason{416, "Range Not Satisfiable"},
                             Reason{417, "Expectation Failed"},
                             Reason{429, "Too Many Requests"},
                             Reason{431, "Request Header Fields Too Large"},
                             Reason{500, "Internal Server Error"},
                             Reason{501, "Not Implemented"},
                             Reason{503, "Service Unavailable"},
                             Reason{505, "HTTP Version Not Supported"}};

std::string_view reason(unsigned status) {
  for (const Reason& one : reasons)
    if (one.status == status) return one.phrase;
  return "Unknown";
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

bool has_no_body(unsigned status) { return status == 204 || status == 304 || status < 200; }

}  // namespace

void Session::answered(HttpCall& call) {
  if (http2_) {
    http2_->answered(call);
    return pump_soon();
  }
  if (awaited_ != &call) return;  // given up
  finish(call);
  if (running_ || state_ != State::head) return;
  run(std::string_view(kept_).substr(used_));
  watch();
}

void Session::finish(HttpCall& call) {
  protocol::Reply& reply = lane_.reply();
  reply.clear();
  answer(call, reply);
  note(call, reply);
  if (call.injected && spoil(call, reply)) return;
  send(reply, &call.head, closing_ || !call.head.keep_alive || lane_.gateway.stopping);
}

// A request that nobody looks at further. What may follow cannot be told apart from it, so the connection
// ends.
void Session::refuse(const Refusal& refusal) {
  protocol::Reply& reply = lane_.reply();
  reply.clear();
  reply.status = refusal.status;
  reply.headers.push_back({"Content-Type", "text/plain"});
  reply.body.append(refusal.reason).push_back('\n');
  if (call_) note(*call_, reply);
  send(reply, nullptr, true);
}

void Session::note(const HttpCall& call, const protocol::Reply& reply) {
  Gateway& gateway = lane_.gateway;
  const std::int64_t microseconds = (gateway.clock.now() - call.began).count();
  lane_.meter.count(call.target.service, call.target.operation, reply.status, microseconds);
  if (gateway.watch.requests.anyone()) gateway.watch.requests.tell(call, reply, microseconds);
  if (!gateway.log.shows(Level::info)) return;
  const bool known = !call.service.empty();
  lane_.log({.time = call.began,
             .method = call.head.request.method,
             .service = call.service,
             .operation = known ? call.operation_name : call.head.request.path,
             .status = reply.status,
             .microseconds = microseconds,
             .account = call.account,
             .region = call.region,
             .request_id = call.request_id,
             .error = error_code(call)});
}

void Session::say_continue() {
  // A full send buffer right behind a head is no client that waits for this line.
  constexpr std::string_view line = "HTTP/1.1 100 Continue\r\n\r\n";
  Code ignored;
  channel_->write_some(line, {}, ignored);
}

// `head` is null when the request was not understood.
void Session::send(const protocol::Reply& reply, const Head* head, bool close) {
  closing_ = close;
  std::string& out = lane_.out();
  out.assign("HTTP/1.1 ");
  protocol::append_integer(out, reply.status);
  out.append(" ").append(reason(reply.status)).append("\r\n");
  append_field(out, "Date", lane_.date(lane_.gateway.clock.now()));
  for (const protocol::Field& field : reply.headers) append_field(out, field.name, field.value);
  std::string_view body = reply.payload ? *reply.payload : std::string_view(reply.body);
  std::optional<std::uint64_t> length = call_ && call_->length ? *call_->length : body.size();
  if (call_ && call_->pieces) {  // the body follows by itself
    length = call_->pieces->length;
    body = {};
    closing_ = close = close || !length;
  }
  if (length && !has_no_body(reply.status)) {
    out.append("Content-Length: ");
    protocol::append_integer(out, static_cast<std::int64_t>(*length));
    out.append("\r\n");
  }
  if (close) {
    out.append("Connection: close\r\n");
  } else if (head && head->http10) {
    out.append("Connection: keep-alive\r\n");
  }
  out.append("\r\n");
  if (has_no_body(reply.status) || (head && head->request.method == "HEAD")) body = {};

  Code error;
  if (!reply.payload && body.size() <= copied_body) {  // cheaper than a second piece to gather
    out.append(body);
    body = {};
  }
  const std::size_t size = channel_->write_some(out, body, error);
  if (error && error != asio::error::would_block) return this->close();
  lane_.meter.sent.add(size);
  if (size == out.size() + body.size()) return sent();

  rest_ = std::make_unique<Rest>();
  rest_->bytes = std::string_view(out).substr(std::min(size, out.size()));
  body.remove_prefix(size - std::min(size, out.size()));
  if (reply.payload) {
    rest_->payload = body;
    rest_->call = call_;
  } else {
    rest_->bytes.append(body);
  }
  rest_->view = rest_->bytes;
  state_ = State::write;
  progress_ = 0;
  awaited_ = nullptr;
  lane_.wait(*this, Patience::write);
  flush();
}

void Session::flush() {
  channel_->socket().async_wait(Socket::wait_write, [self = kit::Ref<Session>(this)](Code error) {
    if (error || self->state_ != State::write) return;
    Rest& rest = *self->rest_;
    std::size_t size = self->channel_->write_some(rest.view, rest.payload, error);
    if (error && error != asio::error::would_block) return self->close();
    self->progress_ += size;
    self->lane_.meter.sent.add(size);
    const std::size_t first = std::min(size, rest.view.size());
    rest.view.remove_prefix(first);
    rest.payload.remove_prefix(size - first);
    if (!rest.view.empty() || !rest.payload.empty()) return self->flush();
    self->rest_.reset();
    self->sent();
    if (self->state_ != State::head) return;
    self->run(std::string_view(self->kept_).substr(self->used_));
    self->watch();
  });
}

void Session::sent() {
  awaited_ = nullptr;
  if (call_ && call_->pieces) return go_on();
  call_ = nullptr;
  if (closing_) return linger();
  state_ = State::head;
  lane_.wait(*this, Patience::idle);
}

// ---- HTTP/2

// Answers of one turn are written together.
void Session::pump_soon() {
  if (std::exchange(pumping_, true)) return;
  asio::post(lane_.context, [self = kit::Ref<Session>(this)] {
    self->pumping_ = false;
    self->pump();
  });
}

void Session::pump() {
  if (state_ != State::http2 || rest_) return;
  std::string& out = lane_.out();
  bool written = false;
  for (;;) {
    out.clear();
    http2_->output(out, Lane::scratch_bytes);
    if (out.empty()) break;
    Code error;
    const std::size_t size = channel_->write_some(out, {}, error);
    if (error && error != asio::error::would_block) return close();
    written = true;
    lane_.meter.sent.add(size);
    if (size == out.size()) continue;
    rest_ = std::make_unique<Rest>();
    rest_->bytes = out.substr(size);
    rest_->view = rest_->bytes;
    progress_ = 0;
    lane_.wait(*this, Patience::write);
    return flush_frames();
  }
  if (http2_->ended() || (closing_ && http2_->idle())) return linger();
  const Patience wanted = http2_->idle()        ? Patience::idle
                          : http2_->receiving() ? Patience::body
                          : http2_->sending()   ? Patience::write
                                                : Patience::answer;
  // Else since the last good progress.
  if (patience == wanted && (wanted == Patience::body || (wanted == Patience::write && !written))) return;
  progress_ = 0;
  lane_.wait(*this, wanted);
}

void Session::flush_frames() {
  channel_->socket().async_wait(Socket::wait_write, [self = kit::Ref<Session>(this)](Code error) {
    if (error || self->state_ != State::http2) return;
    Rest& rest = *self->rest_;
    const std::size_t size = self->channel_->write_some(rest.view, {}, error);
    if (error && error != asio::error::would_block) return self->close();
    self->progress_ += size;
    self->lane_.meter.sent.add(size);
    rest.view.remove_prefix(size);
    if (!rest.view.empty()) return self->flush_frames();
    self->rest_.reset();
    self->pump();
  });
}

}  // namespace understudy::gateway
