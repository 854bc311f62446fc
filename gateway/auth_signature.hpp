// What a request says of its signature, and the texts that Signature Version 4 signs: from views, without
// sockets, keys or clocks.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "gateway/protocol/protocol.hpp"
#include "services/kit/arena.hpp"
#include "services/kit/time.hpp"

namespace understudy::gateway::auth {

// The claims of a request's head, unchecked. Views lie in the request, its arena or are literals.
struct Claims {
  enum class Form : std::uint8_t {
    none,    // unsigned, or by a means that is not AWS's (Basic, Bearer)
    header,  // Authorization: AWS4-...
    query,   // X-Amz-Signature and its companions: a presigned URL
    both,    // in two places: nobody knows which is meant
    old,     // Signature Version 2: Authorization: AWS key:signature, or AWSAccessKeyId in the query
  };
  Form form = Form::none;
  std::string_view authorization;  // the header as it came
  std::string_view not_a_pair;     // a part of it without '='
  std::string_view algorithm;      // "AWS4-HMAC-SHA256"
  std::string_view credential, signed_headers, signature;
  std::string_view date;     // X-Amz-Date, else Date
  std::string_view expires;  // X-Amz-Expires, of URLs
  std::string_view token;    // X-Amz-Security-Token
  std::string_view payload;  // X-Amz-Content-Sha256
  // The credential's parts, when there are five; its key may hold slashes.
  struct Scope {
    std::string_view access_key, date, region, service, terminator;
  };
  std::optional<Scope> scope;
};

// Any bytes do: what is missing stays empty.
Claims read_claims(const protocol::Request& request, kit::Arena& arena);

// "20150830T123600Z". Nothing for any other form.
std::optional<kit::Time> parse_basic_time(std::string_view text);
std::string basic_time(kit::Time time);

std::string lower_case(std::string_view text);  // ASCII's letters

bool lists(std::string_view signed_headers, std::string_view lower_case_name);

// S3 encodes a path once and takes it as it is. The others normalise it and encode what was encoded already.
enum class PathRule : std::uint8_t { usual, s3 };

// The canonical request: method, path as sent, sorted query without its signature, the headers that the list
// names in its order, that list, and the payload's hash or what stands for it.
void append_canonical(std::string& out, const Claims& claims, const protocol::Request& request,
                      std::span<const protocol::Field> fields, PathRule rule, std::string_view payload_hash,
                      kit::Arena& arena);
// AWS4-HMAC-SHA256, the time in basic form, the scope and the canonical request's hash, on four lines.
void append_string_to_sign(std::string& out, const Claims& claims, std::string_view basic_date,
                           std::string_view canonical);

}  // namespace understudy::gateway::auth
