// A body that is not there at once: what an answer's connection asks for, piece by piece.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "services/kit/counted.hpp"

namespace understudy::gateway {

class Session;

// Belongs to the session's thread.
class Pieces : public kit::Counted<Pieces> {
 public:
  Pieces() = default;
  Pieces(const Pieces&) = delete;
  Pieces& operator=(const Pieces&) = delete;
  virtual ~Pieces() = default;
  static void destroy(const Pieces* pieces) { delete pieces; }

  enum class Next : std::uint8_t {
    more,    // `out` has the next bytes
    later,   // nothing yet: session.go_on() is called when there is
    end,     // the body is complete
    broken,  // the connection closes without the rest
  };
  // Asked for when everything before is sent.
  virtual Next next(Session& session, std::string& out) = 0;
  // The next bytes as a part of a file, for who can send them without reading; file -1: ask next().
  struct File {
    int file = -1;
    std::uint64_t at = 0, size = 0;
  };
  virtual File file() { return {}; }
  virtual void taken([[maybe_unused]] std::uint64_t size) {}  // of file(): so much was sent
  virtual void left() {}  // the client has gone: no further next(). On any thread if there was none before

  std::optional<std::uint64_t> length{};  // what the head says; none: the body ends with the connection
};

}  // namespace understudy::gateway
