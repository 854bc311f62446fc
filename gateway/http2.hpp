// One HTTP/2 connection: its streams' requests in, their answers out as they come (RFC 9113, by nghttp2).
#pragma once

#include <absl/container/flat_hash_map.h>
#include <nghttp2/nghttp2.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "gateway/head.hpp"
#include "gateway/protocol/protocol.hpp"
#include "services/kit/counted.hpp"

namespace understudy::gateway {

class HttpCall;
class Lane;
class Session;
struct Door;

// What a client says first when it speaks HTTP/2 without having asked for it.
inline constexpr std::string_view http2_preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

// Bytes in and bytes out; the session moves them. Lives on its lane's thread, within its session. Calls of
// streams that end early are cancelled.
class Http2 {
 public:
  Http2(Lane& lane, const Door& door, Session& session);
  ~Http2();
  Http2(const Http2&) = delete;
  Http2& operator=(const Http2&) = delete;

  // Bytes that came, the preface first. When the client breaks the protocol, the connection ends after what
  // output() still has.
  void receive(std::string_view bytes);
  void answered(HttpCall& call);
  void go_on();  // more is there of some body that comes in pieces

  // Appends what is to be written now, at most about `limit` bytes; nothing when there is nothing.
  void output(std::string& out, std::size_t limit);

  void stop();                                       // no new streams; ends when those there are have ended
  void cancel_all();                                 // the client is gone
  bool ended() const;                                // nothing will be read or written any more
  bool receiving() const { return receiving_ > 0; }  // some request has not come whole
  bool sending() const;                              // some answer waits for the client's leave
  bool idle() const { return streams_.empty(); }

 private:
  struct Stream;
  struct Callbacks;

  void take_head(Stream& stream, bool last);
  void take_body(Stream& stream, std::string_view bytes);
  void end_body(Stream& stream);
  void dispatch(Stream& stream);
  void finish(Stream& stream);
  void refuse(Stream& stream, const Refusal& refusal);
  void refuse_body(Stream& stream);
  void send(Stream& stream, const protocol::Reply& reply);
  void received(Stream& stream);
  void closed(Stream& stream);

  Lane& lane_;
  const Door& door_;
  Session& session_;
  nghttp2_session* engine_ = nullptr;
  absl::flat_hash_map<std::int32_t, std::unique_ptr<Stream>> streams_;
  std::size_t receiving_ = 0;
  std::size_t given_up_ = 0;  // streams that the client reset before their answer
  bool broken_ = false;
};

}  // namespace understudy::gateway
