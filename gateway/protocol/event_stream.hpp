// Event streams: answers of many messages in AWS's binary framing (application/vnd.amazon.eventstream).
#pragma once

#include <optional>
#include <string>

#include "services/kit/value.hpp"
#include "services/models/model.hpp"

namespace understudy::gateway::protocol {

inline constexpr std::string_view event_stream_type = "application/vnd.amazon.eventstream";

// The output's member that is a stream of events, if it has one.
std::optional<models::Member> event_stream(const models::Shape& output);

// Appends one message. `event` is a structure of the stream's shape with the one member that it is; an
// exception becomes an exception message. Members marked so stand in its headers, one may be its raw payload,
// else all the others are its body in the protocol's form.
void append_event(std::string& out, models::Protocol protocol, const models::Shape& stream,
                  const kit::Value& event);
// json's and rpc-v2-cbor's first message: the output's members beside the stream.
void append_initial_response(std::string& out, models::Protocol protocol, const models::Shape& output_shape,
                             const kit::Value& output);

}  // namespace understudy::gateway::protocol
