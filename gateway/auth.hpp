// Who calls, proven: checks a routed request's signature as the service's own front end does.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "gateway/auth_chunks.hpp"
#include "gateway/protocol/protocol.hpp"
#include "gateway/route.hpp"
#include "services/kit/error.hpp"

namespace understudy::gateway::auth {

enum class Mode : std::uint8_t {
  none,      // every request is taken at its word
  identify,  // signatures, keys, tokens and times must be right
  enforce,   // and services that know policies apply them
};

// A request and what its signature is judged by.
struct Asked {
  const protocol::Request& request;  // the path as it was sent, with the world's prefix: clients sign that
  std::size_t trailers = 0;          // how many of its last fields came behind the body
  const Target& target;
  std::string_view body;                        // as it came but for its framing: still packed
  std::optional<std::string_view> body_hash{};  // of one that is elsewhere: its SHA-256
  const ChunkSeals* seals = nullptr;            // of an aws-chunked body
  std::span<const ChunkSeals::Trailer> trailer{};
  kit::Time now;        // the outside's: the clock that clients sign by
  kit::Time world_now;  // what temporary credentials expire by
  kit::Arena& arena;
};

// Nothing when the caller is who they claim to be, or when the operation asks for no signature; else the
// failure with the words of the service's front end. Messages and their order: for S3, its error reference;
// for EC2, "Error codes for the Amazon EC2 API"; for all others those of AWS's common front end, as seen in
// DynamoDB's, STS's and Lambda's answers.
std::optional<kit::Failure> authenticate(const Asked& asked);

}  // namespace understudy::gateway::auth
