// A connection's bytes, plain or under TLS: read and written without waiting.
#pragma once

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstddef>
#include <span>
#include <string_view>
#include <utility>

#include "gateway/tls.hpp"

namespace understudy::gateway {

// Its executor is named, not erased: a copy of it costs nothing.
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;

class Channel {
 public:
  using Code = boost::system::error_code;

  explicit Channel(Socket socket);  // which becomes non-blocking

  Socket& socket() { return socket_; }
  bool secured() const { return tls_ != nullptr; }
  // From now on all bytes are TLS's; the handshake runs within the reads. False when that cannot be.
  bool secure(const Tls& tls);

  // The next byte that has come, without taking it; -1: none, with why in `error`.
  int peek(Code& error);

  // As many bytes as there are and fit. would_block: none now (see waits_to_write); eof: the client sends no
  // more. Under TLS, bytes may be left though fewer came than fit: read until would_block.
  std::size_t read_some(std::span<char> to, Code& error);
  // Both pieces in order, as much as goes. Under TLS, what was refused with would_block must be offered
  // again.
  std::size_t write_some(std::string_view first, std::string_view second, Code& error);
  // Whether bytes were unpacked that nobody has read: the socket does not tell of them.
  bool holds_more() const { return tls_ && SSL_pending(tls_.get()) > 0; }
  // Whether the read that would block waits for the socket to take bytes (within a handshake).
  bool waits_to_write() const { return waits_to_write_; }

  void end_sending();  // the client reads what was written, then an end

 private:
  void explain(int result, Code& error);

  Socket socket_;
  SslSession tls_;
  bool waits_to_write_ = false;
};

}  // namespace understudy::gateway
