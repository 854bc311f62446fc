// SHA-256 and HMAC as signatures use them: OpenSSL's, fetched once, without an allocation for short texts.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace understudy::gateway::auth {

using Digest = std::array<std::uint8_t, 32>;

// A digest of bytes that come in parts. finish() begins anew.
class Sha256 {
 public:
  Sha256();
  void add(std::string_view bytes);
  Digest finish();

 private:
  struct Free {
    void operator()(void* context) const;
  };
  std::unique_ptr<void, Free> context_;
};

Digest sha256(std::string_view bytes);
Digest hmac(std::span<const std::uint8_t> key, std::string_view text);
std::string hmac_sha1(std::string_view key, std::string_view text);  // in base64, as version 2 signs

void append_hex(std::string& out, const Digest& digest);   // lower case
std::optional<Digest> parse_digest(std::string_view hex);  // 64 digits in either case
bool same(const Digest& a, const Digest& b);               // takes as long whatever differs

// AWS4 key, derived from the secret for one day, region and service. The last ones used stay with the thread.
Digest signing_key(std::string_view secret, std::string_view date, std::string_view region,
                   std::string_view service);

}  // namespace understudy::gateway::auth
