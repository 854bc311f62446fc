// What the load generator knows of HTTP: how to reach a server, and where an answer ends.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace understudy::bench {

// A server that answers otherwise than a benchmark can stand: the run is void.
struct Failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Answer {
  int status = 0;
  std::size_t size = 0;   // head and body
  std::string_view body;  // into the bytes that were parsed
  bool close = false;     // the server ends the connection after this answer
};

// The first answer in `bytes`, or nothing while it is incomplete. Throws Failure for anything without a
// Content-Length: a length is what every AWS answer used here has.
std::optional<Answer> parse_answer(std::string_view bytes);

// The receipt handle in a ReceiveMessage answer as raw JSON text; empty when it brought no message.
std::string_view receipt_handle(std::string_view body);

// A connected, non-blocking socket with Nagle off; `source` is a local IPv4 address or empty. Throws Failure.
int connect_to(const std::string& host, std::uint16_t port, const std::string& source = {});

// A socket if somebody listens there, or -1.
int try_connect(const std::string& host, std::uint16_t port);

// Raises the limit of open files to the hard limit; returns it.
std::size_t raise_file_limit();

}  // namespace understudy::bench
