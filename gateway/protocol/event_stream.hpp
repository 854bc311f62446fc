// Event streams: bodies of many messages in AWS's binary framing (application/vnd.amazon.eventstream), both
// ways.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "services/kit/error.hpp"
#include "services/kit/value.hpp"
#include "services/models/model.hpp"

namespace understudy::gateway::protocol {

inline constexpr std::string_view event_stream_type = "application/vnd.amazon.eventstream";

// The input's or output's member that is a stream of events, if it has one.
std::optional<models::Member> event_stream(const models::Shape& shape);

// Types of header values in the framing.
enum class HeaderType : std::uint8_t {
  true_value,
  false_value,
  byte,
  small,
  integer,
  long_integer,
  bytes,
  text,
  timestamp,  // milliseconds since 1970
  uuid,
};

// ---- Reading

struct EventHeader {
  std::string_view name;
  HeaderType type;
  std::string_view value;  // big endian; empty for the two booleans; bytes and texts without their length
};
// One message; views into the body.
struct EventMessage {
  std::string_view headers;  // still framed
  std::string_view payload;

  std::string_view text(std::string_view name) const;  // a text header's value, else empty
};

// Takes the first message off the stream; checks lengths and both checksums and that the headers can be read.
// False when it is none: then the stream is not to be read further.
bool take_message(std::string_view& stream, EventMessage& message);
// Takes the first header off; false when none can be read.
bool take_header(std::string_view& headers, EventHeader& header);

// Reads a request's stream into the input: its events as a list of structures with the one member that each
// is, and what an initial-request holds as the input's other members. Messages that sign others (SigV4 for
// event streams) are opened, not verified; an empty one ends the stream. Events that the model lacks are
// skipped. The bytes need SIMDJSON_PADDING more behind them and live as long as the values. Fails as
// SerializationException.
std::optional<kit::Failure> decode_events(models::Protocol protocol, const models::Shape& input_shape,
                                          const models::Member& stream, std::string_view body,
                                          kit::Arena& arena, kit::Value& input);

// ---- Writing

// Appends one message. `event` is a structure of the stream's shape with the one member that it is; an
// exception becomes an exception message. Members marked so stand in its headers, one may be its raw payload,
// else all the others are its body in the protocol's form.
void append_event(std::string& out, models::Protocol protocol, const models::Shape& stream,
                  const kit::Value& event);
// json's and rpc-v2-cbor's first message: the output's members beside the stream.
void append_initial_response(std::string& out, models::Protocol protocol, const models::Shape& output_shape,
                             const kit::Value& output);

}  // namespace understudy::gateway::protocol
