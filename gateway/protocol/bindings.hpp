// The HTTP bindings of rest-json and rest-xml: members in the path, the query string, the headers, the status
// code and the raw body.
#pragma once

#include <optional>
#include <span>

#include "gateway/protocol/protocol.hpp"

namespace understudy::gateway::protocol {

// Adds the members that stand in the request's head to the structure. A query map takes all parameters that
// are neither another member's nor constants of the operation's URI nor a presigned request's. Text that is
// no value of its member's type fails as AWS's SerializationException.
std::optional<kit::Failure> decode_head(const models::Operation& operation, const Request& request,
                                        std::span<const Label> labels, kit::Arena& arena, kit::Value& input);

// Whether a parameter is one of the URI's own ("?acl"), or one that signers and SDKs add.
bool constant_parameter(std::string_view uri, std::string_view name);
bool envelope_parameter(std::string_view name);

// A payload member that is the raw body: a blob or a string. An empty body is an absent member unless it is
// required.
bool raw_payload(const models::Member& payload);
std::optional<kit::Failure> decode_raw_payload(const models::Member& payload, const Request& request,
                                               kit::Arena& arena, kit::Value& input);

// Writes the members that stand in an answer's head: headers, header maps, status code.
void encode_head(const models::Shape& shape, const kit::Value& output, kit::Arena& arena, Reply& reply);
// The raw body of an output of `shape`. Its content type is the payload's default, unless a member of the
// shape says it: then that member's absence is the answer's.
void encode_raw_payload(const models::Shape& shape, const models::Member& payload, const kit::Value& value,
                        const Context& context, Reply& reply);
// Whether a member of an output says the answer's content type.
bool binds_content_type(const models::Shape& shape);
bool has_header(const Reply& reply, std::string_view name);

}  // namespace understudy::gateway::protocol
