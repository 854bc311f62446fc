// Reads and writes of a socket, with OpenSSL in between when the client speaks TLS.
#include "gateway/channel.hpp"

#include <openssl/err.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>

namespace understudy::gateway {

namespace asio = boost::asio;

Channel::Channel(Socket socket) : socket_(std::move(socket)) {
  Code ignored;
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  socket_.non_blocking(true, ignored);
}

bool Channel::secure(const Tls& tls) {
  tls_ = tls.session(static_cast<int>(socket_.native_handle()));
  return tls_ != nullptr;
}

int Channel::peek(Code& error) {
  unsigned char byte = 0;
  socket_.receive(asio::buffer(&byte, 1), Socket::message_peek, error);
  return error ? -1 : byte;
}

std::size_t Channel::read_some(std::span<char> to, Code& error) {
  if (!tls_) return socket_.read_some(asio::buffer(to.data(), to.size()), error);
  ERR_clear_error();
  std::size_t size = 0;
  const int result = SSL_read_ex(tls_.get(), to.data(), to.size(), &size);
  waits_to_write_ = false;
  if (result == 1) {
    error = {};
    return size;
  }
  explain(result, error);
  return 0;
}

std::size_t Channel::write_some(std::string_view first, std::string_view second, Code& error) {
  if (!tls_) {
    if (second.empty()) return socket_.write_some(asio::buffer(first.data(), first.size()), error);
    const std::array<asio::const_buffer, 2> parts{asio::buffer(first.data(), first.size()),
                                                  asio::buffer(second.data(), second.size())};
    return socket_.write_some(parts, error);
  }
  std::size_t all = 0;
  error = {};
  for (std::string_view part : {first, second}) {
    while (!part.empty()) {
      ERR_clear_error();
      std::size_t size = 0;
      const int result = SSL_write_ex(tls_.get(), part.data(), part.size(), &size);
      if (result != 1) {
        const bool waited = waits_to_write_;
        explain(result, error);
        waits_to_write_ = waited;
        return all;
      }
      part.remove_prefix(size);
      all += size;
    }
  }
  return all;
}

void Channel::explain(int result, Code& error) {
  switch (SSL_get_error(tls_.get(), result)) {
    case SSL_ERROR_WANT_READ: error = asio::error::would_block; return;
    case SSL_ERROR_WANT_WRITE:
      error = asio::error::would_block;
      waits_to_write_ = true;
      return;
    case SSL_ERROR_ZERO_RETURN: error = asio::error::eof; return;
    default: error = asio::error::connection_reset;
  }
}

void Channel::end_sending() {
  Code ignored;
  if (tls_) {
    ERR_clear_error();
    SSL_shutdown(tls_.get());
  }
  socket_.shutdown(Socket::shutdown_send, ignored);
}

}  // namespace understudy::gateway
