// The chain of chunk signatures (Amazon S3 API Reference, "Signature Calculations for the Authorization
// Header: Transferring Payload in Multiple Chunks", and "... Including Trailing Headers").
#include "gateway/auth_chunks.hpp"

#include <algorithm>
#include <optional>

#include "gateway/auth_signature.hpp"

namespace understudy::gateway::auth {
void ChunkSeals::begin(std::string_view extension) {
  end();
  constexpr std::string_view name = "chunk-signature=";
  const auto at = extension.find(name);
  std::optional<Digest> claimed;
  if (at != extension.npos) claimed = parse_digest(extension.substr(at + name.size()).substr(0, 64));
  present_ = {.hash = {}, .signature = claimed.value_or(Digest{}), .given = claimed.has_value()};
  open_ = true;
}

void ChunkSeals::end() {
  if (!open_) return;
  present_.hash = hash_.finish();
  seals_.push_back(present_);
  open_ = false;
}

bool ChunkSeals::hold(const Digest& key, std::string_view basic_date, std::string_view scope,
                      std::string_view head_signature, std::span<const Trailer> trailers,
                      bool signed_trailer) const {
  const std::string about = std::string("\n").append(basic_date).append("\n").append(scope).append("\n");
  std::string before(head_signature), text;
  const auto follows = [&](const Digest& claimed) {
    const Digest right = hmac(key, text);
    before.clear();
    append_hex(before, right);
    return same(right, claimed);
  };
  std::string empty;
  append_hex(empty, sha256({}));
  for (const Seal& seal : seals_) {
    text.assign("AWS4-HMAC-SHA256-PAYLOAD")
        .append(about)
        .append(before)
        .append("\n")
        .append(empty)
        .append("\n");
    append_hex(text, seal.hash);
    if (!seal.given || !follows(seal.signature)) return false;
  }
  if (!signed_trailer) return !seals_.empty();
  std::vector<Trailer> said;
  std::optional<Digest> claimed;
  for (const auto& [name, value] : trailers) {
    if (lower_case(name) == "x-amz-trailer-signature") {
      claimed = parse_digest(value);
    } else {
      said.emplace_back(lower_case(name), value);
    }
  }
  std::ranges::sort(said);
  std::string canonical;
  for (const auto& [name, value] : said) canonical.append(name).append(":").append(value).append("\n");
  text.assign("AWS4-HMAC-SHA256-TRAILER").append(about).append(before).append("\n");
  append_hex(text, sha256(canonical));
  return claimed && follows(*claimed);
}

}  // namespace understudy::gateway::auth
