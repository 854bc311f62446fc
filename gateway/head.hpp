// The head of a request: its line and fields, read strictly, and how its body is framed.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "gateway/protocol/protocol.hpp"
#include "services/kit/arena.hpp"

namespace understudy::gateway {

inline constexpr std::size_t max_head = 64 * 1024;  // bytes of the whole head
inline constexpr std::size_t max_line =
    16 * 1024;  // of the request line: a presigned URL with its token fits
inline constexpr std::size_t max_fields = 200;

// Why a request is not even looked at: answered in plain text, and the connection closes.
struct Refusal {
  unsigned status;
  std::string_view reason;
};

struct Head {
  protocol::Request request;  // body is not set; path and query without an absolute target's scheme and host
  std::string_view host;      // as the Host field says, or the absolute target
  std::optional<std::uint64_t> length;  // Content-Length
  bool chunked = false;                 // the other framing; never both
  bool keep_alive = true;
  bool http10 = false;
  bool expects_continue = false;
};

// The end of a head (behind its empty line) in what has come so far, 0 when it has not ended; `scanned` bytes
// were looked at before and are updated.
std::size_t head_end(std::string_view bytes, std::size_t& scanned);

// Whether a head that has not ended can no longer become a good one: too long, or not HTTP. Bytes before
// `from` were looked at before.
std::optional<Refusal> hopeless(std::string_view bytes, std::size_t from);

// Reads a whole head. What several readers could understand differently is refused: folded fields, blanks
// before a colon, bare line feeds, two different lengths, a length beside a transfer coding, several hosts.
// Views lie in `bytes`; the fields are kept in the arena. `scratch` is reused between calls.
std::optional<Refusal> read_head(std::string_view bytes, kit::Arena& arena,
                                 std::vector<protocol::Field>& scratch, Head& head);

// Path and query of a target without scheme and host, of which the method must already be known.
std::optional<Refusal> take_target(std::string_view target, protocol::Request& request);

// The part of read_head that reads every head, by Beast's parser; usual ones it leaves to read_plain_head.
std::optional<Refusal> parse_head(std::string_view bytes, std::vector<protocol::Field>& fields, Head& head);

}  // namespace understudy::gateway
