// The wire engine: HTTP messages to values and back, by the models, for six protocols. Knows no socket and no
// service.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "services/kit/error.hpp"
#include "services/kit/packed.hpp"
#include "services/kit/value.hpp"
#include "services/models/model.hpp"

namespace understudy::gateway::protocol {

struct Field {
  std::string_view name;  // as it came; compare without case
  std::string_view value;
};

// One of 64 bits for a field's name, whatever its case.
constexpr std::uint64_t field_bit(std::string_view name) {
  return name.empty() ? 1 : 1ull << ((name.size() * 7 + (name.back() | 0x20u)) % 64);
}

// A whole request. All bytes live in the session's buffers or the call's arena, at least as long as the call.
struct Request {
  std::string_view method;
  std::string_view path;   // still percent-encoded, without the world's prefix; begins with '/'
  std::string_view query;  // still encoded, without '?'
  std::span<const Field> fields;
  std::uint64_t may_have =
      ~0ull;  // a bit for each field_bit that occurs: most look-ups are for absent fields
  // Decoded from chunked and aws-chunked; SIMDJSON_PADDING (64) more bytes are readable behind it.
  std::string_view body;

  std::string_view header(std::string_view name) const;  // the first of that name without case, else empty
  bool has_header(std::string_view name) const;
};

// A label that the router took from the path: {Bucket} or {Key+}; value still percent-encoded.
struct Label {
  std::string_view name;
  std::string_view value;
};

// An answer. The session adds Content-Length, Date and Connection. Headers' bytes live in the call's arena or
// are literals. Bodies are kept between answers so that their capacity is reused.
struct Reply {
  unsigned status = 200;
  std::vector<Field> headers;
  std::string body;
  std::optional<std::string_view> payload;  // instead of body: bytes that the call holds, sent without a copy

  void clear();
  // CR and LF in a value become spaces, so that no header can be smuggled.
  void header(kit::Arena& arena, std::string_view name, std::string_view value);
};

// What surrounds an answer.
struct Context {
  kit::Arena& arena;
  std::string_view request_id;     // UUID form
  std::string_view resource = {};  // S3's <Resource>, the request's path
  std::string_view host_id = {};   // S3's extended request id, else empty
};

// Decodes a request into the operation's input structure. Unknown members are ignored and nothing is
// validated beyond what the wire itself needs. Answers the failure that AWS gives (SerializationException,
// MalformedInput, ...) or nothing. `packing`: maps that the service reads from JSON by itself.
std::optional<kit::Failure> decode(models::Protocol protocol, const models::Operation& operation,
                                   const Request& request, std::span<const Label> labels, kit::Arena& arena,
                                   kit::Value& input, const kit::Packing* packing = nullptr);

// Encodes an outcome: an output structure of the operation's output shape, or a failure. `operation` may be
// null in encode_error when none was found; `service` too when not even that is known.
void encode(models::Protocol protocol, const models::Operation& operation, const kit::Value& output,
            const Context& context, Reply& reply);
void encode_error(models::Protocol protocol, const models::Service* service,
                  const models::Operation* operation, const kit::Failure& failure, const Context& context,
                  Reply& reply);

inline constexpr int max_depth = 128;  // nesting of any body, in levels; deeper is refused as malformed

}  // namespace understudy::gateway::protocol
