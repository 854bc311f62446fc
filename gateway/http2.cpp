// Streams as calls, over nghttp2's framing, flow control and header compression.
#include "gateway/http2.hpp"

#include <absl/container/inlined_vector.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <new>
#include <utility>
#include <vector>

#include "gateway/call.hpp"
#include "gateway/exchange.hpp"
#include "gateway/lane.hpp"
#include "gateway/protocol/text.hpp"
#include "gateway/session.hpp"
#include "gateway/stages.hpp"

namespace understudy::gateway {
namespace {

constexpr std::uint32_t most_streams = 128;          // at a time, of one connection
constexpr std::int32_t stream_window = 1 << 20;      // bytes of a body under way,
constexpr std::int32_t connection_window = 4 << 20;  // and of all of a connection's
constexpr std::size_t most_given_up = 1000;          // then a client only opens streams to reset them

std::string_view view(const std::uint8_t* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

nghttp2_nv pair(std::string_view name, std::string_view value) {
  const auto bytes = [](std::string_view s) {
    return reinterpret_cast<std::uint8_t*>(const_cast<char*>(s.data()));
  };
  return {bytes(name), bytes(value), name.size(), value.size(), NGHTTP2_NV_FLAG_NONE};
}

std::string_view in_lower_case(kit::Arena& arena, std::string_view name) {
  char* copy = arena.array<char>(name.size());
  std::ranges::transform(name, copy,
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return {copy, name.size()};
}

std::string_view number_text(kit::Arena& arena, std::uint64_t n) {
  char digits[20];
  return arena.copy(
      {digits, static_cast<std::size_t>(std::to_chars(digits, std::end(digits), n).ptr - digits)});
}

}  // namespace

struct Http2::Stream {
  std::int32_t id = 0;
  kit::Ref<HttpCall> call;
  std::vector<protocol::Field> fields;
  std::string_view method, path, authority;
  std::size_t head_bytes = 0;
  std::string body;         // of the answer,
  std::string_view unsent;  // in it or in what the call holds
  bool resting = false;     // until more of its pieces is there
  enum class State : std::uint8_t { head, body, call, answer } state = State::head;
};

// nghttp2's C functions, each to the connection's member.
struct Http2::Callbacks {
  static Http2& self(void* user) { return *static_cast<Http2*>(user); }
  static Stream* stream(void* user, std::int32_t id) {
    const auto found = self(user).streams_.find(id);
    return found == self(user).streams_.end() ? nullptr : found->second.get();
  }

  static int begin_headers(nghttp2_session*, const nghttp2_frame* frame, void* user) {
    if (frame->hd.type != NGHTTP2_HEADERS || frame->headers.cat != NGHTTP2_HCAT_REQUEST) return 0;
    Http2& me = self(user);
    auto made = std::make_unique<Stream>();
    made->id = frame->hd.stream_id;
    made->call = HttpCall::make(me.lane_, me.door_, kit::Ref<Session>(&me.session_));
    made->call->stream = made->id;
    made->call->began = me.lane_.gateway.clock.now();
    made->call->request_id = me.lane_.request_id(made->call->arena);
    ++me.receiving_;
    me.streams_.insert_or_assign(made->id, std::move(made));
    return 0;
  }

  static int header(nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name,
                    std::size_t name_size, const std::uint8_t* value, std::size_t value_size, std::uint8_t,
                    void* user) {
    Stream* s = stream(user, frame->hd.stream_id);
    if (!s || s->state != Stream::State::head) return 0;  // of a trailer, which is not kept (RFC 9110 6.5.1)
    s->head_bytes += name_size + value_size + 4;
    if (s->head_bytes > max_head || s->fields.size() > max_fields) return 0;
    kit::Arena& arena = s->call->arena;
    const std::string_view named = arena.copy(view(name, name_size));
    const std::string_view text = arena.copy(view(value, value_size));
    if (named == ":method") {
      s->method = text;
    } else if (named == ":path") {
      s->path = text;
    } else if (named == ":authority") {
      s->authority = text;
      s->fields.push_back(
          {named, text});  // the SDK for JavaScript signs it by this name, in place of the host
    } else if (!named.starts_with(':')) {
      s->fields.push_back({named, text});
    }
    return 0;
  }

  static int frame(nghttp2_session*, const nghttp2_frame* frame, void* user) {
    if (frame->hd.type != NGHTTP2_HEADERS && frame->hd.type != NGHTTP2_DATA) return 0;
    Stream* s = stream(user, frame->hd.stream_id);
    if (!s) return 0;
    const bool last = frame->hd.flags & NGHTTP2_FLAG_END_STREAM;
    if (s->state == Stream::State::head) {
      self(user).take_head(*s, last);
    } else if (last && s->state == Stream::State::body) {
      self(user).end_body(*s);
    }
    return 0;
  }

  static int data(nghttp2_session*, std::uint8_t, std::int32_t id, const std::uint8_t* bytes,
                  std::size_t size, void* user) {
    Stream* s = stream(user, id);
    if (s && s->state == Stream::State::body) self(user).take_body(*s, view(bytes, size));
    return 0;
  }

  static int close(nghttp2_session*, std::int32_t id, std::uint32_t, void* user) {
    auto ended = self(user).streams_.extract(id);
    if (!ended.empty()) self(user).closed(*ended.mapped());
    return 0;
  }

  static ssize_t read(nghttp2_session*, std::int32_t, std::uint8_t* to, std::size_t room,
                      std::uint32_t* flags, nghttp2_data_source* source, void*) {
    Stream& s = *static_cast<Stream*>(source->ptr);
    if (s.unsent.empty() && s.call->pieces) {
      s.body.clear();
      switch (s.call->pieces->next(*s.call->session, s.body)) {
        case Pieces::Next::more: s.unsent = s.body; break;
        case Pieces::Next::later: s.resting = true; return NGHTTP2_ERR_DEFERRED;
        case Pieces::Next::broken: return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
        case Pieces::Next::end: *flags |= NGHTTP2_DATA_FLAG_EOF; return 0;
      }
    }
    const std::size_t size = std::min(room, s.unsent.size());
    std::memcpy(to, s.unsent.data(), size);
    s.unsent.remove_prefix(size);
    if (s.unsent.empty() && !s.call->pieces) *flags |= NGHTTP2_DATA_FLAG_EOF;
    return static_cast<ssize_t>(size);
  }
};

Http2::Http2(Lane& lane, const Door& door, Session& session) : lane_(lane), door_(door), session_(session) {
  nghttp2_session_callbacks* callbacks = nullptr;
  if (nghttp2_session_callbacks_new(&callbacks) != 0) throw std::bad_alloc();
  nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, Callbacks::begin_headers);
  nghttp2_session_callbacks_set_on_header_callback(callbacks, Callbacks::header);
  nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, Callbacks::frame);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, Callbacks::data);
  nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, Callbacks::close);
  const int made = nghttp2_session_server_new(&engine_, callbacks, this);
  nghttp2_session_callbacks_del(callbacks);
  if (made != 0) throw std::bad_alloc();
  const std::array settings{nghttp2_settings_entry{NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, most_streams},
                            nghttp2_settings_entry{NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, stream_window},
                            nghttp2_settings_entry{NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, max_head}};
  nghttp2_submit_settings(engine_, NGHTTP2_FLAG_NONE, settings.data(), settings.size());
  nghttp2_session_set_local_window_size(engine_, NGHTTP2_FLAG_NONE, 0, connection_window);
}

Http2::~Http2() {
  cancel_all();
  nghttp2_session_del(engine_);
}

void Http2::receive(std::string_view bytes) {
  if (broken_) return;
  const ssize_t taken =
      nghttp2_session_mem_recv(engine_, reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  broken_ = taken < 0 || given_up_ > most_given_up;
  if (broken_)
    nghttp2_session_terminate_session(engine_,
                                      taken < 0 ? NGHTTP2_PROTOCOL_ERROR : NGHTTP2_ENHANCE_YOUR_CALM);
}

void Http2::output(std::string& out, std::size_t limit) {
  const std::uint8_t* bytes = nullptr;
  while (out.size() < limit) {
    const ssize_t size = nghttp2_session_mem_send(engine_, &bytes);
    if (size < 0) broken_ = true;
    if (size <= 0) return;
    out.append(view(bytes, static_cast<std::size_t>(size)));
  }
}

bool Http2::ended() const {
  return broken_ || (!nghttp2_session_want_read(engine_) && !nghttp2_session_want_write(engine_));
}

bool Http2::sending() const {
  return std::ranges::any_of(
      streams_, [](const auto& s) { return s.second->state == Stream::State::answer && !s.second->resting; });
}

void Http2::stop() {
  nghttp2_submit_goaway(engine_, NGHTTP2_FLAG_NONE, nghttp2_session_get_last_proc_stream_id(engine_),
                        NGHTTP2_NO_ERROR, nullptr, 0);
}

// ---- Requests

void Http2::take_head(Stream& stream, bool last) {
  HttpCall& call = *stream.call;
  Head& head = call.head;
  const bool named = std::ranges::any_of(stream.fields, [](const auto& f) { return f.name == "host"; });
  if (!named && !stream.authority.empty()) stream.fields.push_back({"host", stream.authority});
  auto* kept = call.arena.array<protocol::Field>(stream.fields.size());
  std::ranges::copy(stream.fields, kept);
  head.request.fields = {kept, stream.fields.size()};
  head.request.method = stream.method;
  head.host = head.request.header("host");
  if (stream.head_bytes > max_head) return refuse(stream, {431, "The request's head is too long."});
  if (stream.fields.size() > max_fields) return refuse(stream, {431, "Too many header fields."});
  if (const auto refusal = take_target(stream.path, head.request)) return refuse(stream, *refusal);
  if (const auto length = protocol::parse_integer(head.request.header("content-length")))
    head.length = static_cast<std::uint64_t>(*length);  // nghttp2 has checked it
  Framing framing;
  if (const auto refusal = read_framing(head, framing)) return refuse(stream, *refusal);
  framing.open = true;
  framing.sealed = lane_.gateway.authentication != auth::Mode::none;
  auto writer = last ? nullptr : open_blob(call);
  call.body.emplace(framing, writer ? largest_blob : lane_.gateway.limits.body_bytes, std::move(writer));
  if (call.body->refusal().status) return refuse_body(stream);
  stream.state = Stream::State::body;
  if (last) end_body(stream);
}

void Http2::take_body(Stream& stream, std::string_view bytes) {
  if (stream.call->body->put(bytes) == Body::Status::refused) refuse_body(stream);
}

void Http2::end_body(Stream& stream) {
  if (stream.call->body->end() == Body::Status::refused) return refuse_body(stream);
  stream.call->take_body();
  dispatch(stream);
}

void Http2::refuse_body(Stream& stream) {
  stream.call->failure = failure_of_body(*stream.call);
  if (!stream.call->failure) return refuse(stream, stream.call->body->refusal());
  received(stream);
  finish(stream);
}

void Http2::received(Stream& stream) {
  if (stream.state == Stream::State::head || stream.state == Stream::State::body) --receiving_;
}

void Http2::dispatch(Stream& stream) {
  received(stream);
  stream.state = Stream::State::call;
  const kit::Ref<HttpCall> call = stream.call;
  if (!gateway::start(*call)) finish(stream);
}

// ---- Answers

void Http2::answered(HttpCall& call) {
  Stream* stream = Callbacks::stream(this, call.stream);
  if (!stream || stream->call.get() != &call || stream->state != Stream::State::call) return;  // given up
  finish(*stream);
}

void Http2::finish(Stream& stream) {
  protocol::Reply& reply = lane_.reply();
  reply.clear();
  answer(*stream.call, reply);
  session_.note(*stream.call, reply);
  if (!stream.call->injected || !session_.spoil(*stream.call, reply)) return send(stream, reply);
  stream.state = Stream::State::answer;
  nghttp2_submit_rst_stream(engine_, NGHTTP2_FLAG_NONE, stream.id, NGHTTP2_INTERNAL_ERROR);
}

void Http2::go_on() {
  for (auto& [id, stream] : streams_)
    if (std::exchange(stream->resting, false)) nghttp2_session_resume_data(engine_, id);
}

void Http2::refuse(Stream& stream, const Refusal& refusal) {
  received(stream);
  protocol::Reply& reply = lane_.reply();
  reply.clear();
  reply.status = refusal.status;
  reply.headers.push_back({"content-type", "text/plain"});
  reply.body.append(refusal.reason).push_back('\n');
  session_.note(*stream.call, reply);
  send(stream, reply);
}

void Http2::send(Stream& stream, const protocol::Reply& reply) {
  stream.state = Stream::State::answer;
  kit::Arena& arena = stream.call->arena;
  absl::InlinedVector<nghttp2_nv, 16> head;
  head.push_back(pair(":status", number_text(arena, reply.status)));
  head.push_back(pair("date", lane_.date(lane_.gateway.clock.now())));
  for (const protocol::Field& field : reply.headers)
    head.push_back(pair(in_lower_case(arena, field.name), field.value));
  const bool bodiless = reply.status == 204 || reply.status == 304;
  if (reply.payload) {
    stream.unsent = *reply.payload;
  } else {
    stream.body = reply.body;
    stream.unsent = stream.body;
  }
  std::optional<std::uint64_t> length = stream.call->length.value_or(stream.unsent.size());
  Pieces* const pieces = stream.call->pieces.get();
  if (pieces) {  // the body follows by itself
    length = pieces->length;
    stream.unsent = {};
  }
  if (length && !bodiless) head.push_back(pair("content-length", number_text(arena, *length)));
  const bool none =
      bodiless || stream.call->head.request.method == "HEAD" || (stream.unsent.empty() && !pieces);
  nghttp2_data_provider body{};
  body.source.ptr = &stream;
  body.read_callback = Callbacks::read;
  nghttp2_submit_response(engine_, stream.id, head.data(), head.size(), none ? nullptr : &body);
}

// ---- Ends

void Http2::closed(Stream& stream) {
  received(stream);
  if (stream.state == Stream::State::answer && stream.call->pieces)
    std::exchange(stream.call->pieces, nullptr)->left();
  if (stream.state != Stream::State::answer) ++given_up_;
  if (stream.state != Stream::State::call || lane_.gateway.stopping) return;
  if (!stream.call->cancelled.exchange(true, std::memory_order_relaxed))
    lane_.gateway.system.cancel(kit::Ref<kit::Call>(stream.call.get()));
}

void Http2::cancel_all() {
  for (auto& [id, stream] : std::exchange(streams_, {})) closed(*stream);
}

}  // namespace understudy::gateway
