// What the front ends' checks share: the request in question, its claims, and the signature that would be
// right.
#pragma once

#include <array>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/auth.hpp"
#include "gateway/auth_digest.hpp"
#include "gateway/auth_signature.hpp"
#include "gateway/route_host.hpp"

namespace understudy::gateway::auth {

inline constexpr std::chrono::minutes allowed_skew{15};
inline constexpr std::chrono::hours longest_url{7 * 24};
inline constexpr std::string_view hmac_algorithm = "AWS4-HMAC-SHA256";
inline constexpr std::string_view unsigned_payload = "UNSIGNED-PAYLOAD";
inline constexpr std::string_view streaming_signed = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
inline constexpr std::string_view streaming_signed_trailer = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";
inline constexpr std::string_view streaming_unsigned_trailer = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
inline constexpr std::string_view streaming_events = "STREAMING-AWS4-HMAC-SHA256-EVENTS";

// A key and its signature's texts.
class Check {
 public:
  Check(const Asked& asked, const Claims& claims) : asked(asked), claims(claims) {}

  const Asked& asked;
  const Claims& claims;
  std::string basic_date;  // of the request, as it is signed
  kit::Time time{};        // the same

  std::string canonical, to_sign;  // of write()

  // From X-Amz-Date or Date; false when it is neither form.
  bool take_date();
  // Against the outside's clock, which clients sign by, or the world's, for those that follow it: good for so
  // long behind the request's own time, and a little before it. Behind take_date().
  enum class When : std::uint8_t { right, early, late };
  When when(std::chrono::seconds valid) const;
  // The head's own fields: those of the trailer are signed elsewhere.
  std::span<const protocol::Field> fields() const {
    return asked.request.fields.first(asked.request.fields.size() - asked.trailers);
  }
  // False when nobody knows the key.
  bool find_secrets();
  enum class Token : std::uint8_t { right, wrong, expired };
  Token token() const;
  void write(PathRule rule, std::string_view payload_hash);
  bool right();  // the signature, under one of the key's secrets, which is then the only one
  bool right_of(std::string_view text) const;  // Signature Version 2's, of this text
  bool chunks_right();                         // behind right()

 private:
  std::vector<std::string_view> secrets_;
};

std::optional<kit::Failure> check_s3(Check& check);
std::optional<kit::Failure> check_usual(Check& check);

}  // namespace understudy::gateway::auth
