// The signatures of an aws-chunked body, kept as it streams by, and the check of their chain.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/auth_digest.hpp"

namespace understudy::gateway::auth {

// Each chunk's hash and claimed signature: 65 bytes a chunk, whatever its size. AWS's chunks are of 8 KiB at
// least, but for the last.
class ChunkSeals {
 public:
  void begin(std::string_view extension);  // behind the size of a chunk: "chunk-signature=..."
  void add(std::string_view data) { hash_.add(data); }
  void end();  // of the last chunk

  using Trailer = std::pair<std::string, std::string>;
  // Whether every chunk, and the trailer if it must be signed, carries on the signature of the head (64
  // digits).
  bool hold(const Digest& key, std::string_view basic_date, std::string_view scope,
            std::string_view head_signature, std::span<const Trailer> trailers, bool signed_trailer) const;

 private:
  struct Seal {
    Digest hash, signature;
    bool given;
  };
  Sha256 hash_;
  bool open_ = false;
  Seal present_{};
  std::vector<Seal> seals_;
};

}  // namespace understudy::gateway::auth
