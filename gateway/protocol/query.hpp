// The query and ec2 protocols: parameters of a form to values, values to XML answers, and errors.
#pragma once

#include <optional>

#include "gateway/protocol/protocol.hpp"

namespace understudy::gateway::protocol {

// Reads the parameters of the body (a form) and of the query string, both taken together; `input` becomes the
// input structure. Unknown parameters are skipped, list elements come in the order of their indexes whatever
// these are, and of two parameters with one name the first counts. Fails as AWS does: query services with
// MalformedInput, EC2 with InvalidParameterValue and the parameter's name.
std::optional<kit::Failure> decode_query(const models::Operation& operation, models::Protocol protocol,
                                         const Request& request, kit::Arena& arena, kit::Value& input);

// Sets status, headers and body: query's response, result and metadata elements, or ec2's response with its
// requestId.
void encode_query(const models::Operation& operation, models::Protocol protocol, const kit::Value& output,
                  const Context& context, Reply& reply);

// The failure's `fields` follow code and message: a structure of the modelled error's members or, where an
// error has fields that no model knows, a map of texts.
void encode_query_error(const models::Service* service, const models::Operation* operation,
                        const kit::Failure& failure, const Context& context, Reply& reply);
void encode_ec2_error(const models::Service* service, const models::Operation* operation,
                      const kit::Failure& failure, const Context& context, Reply& reply);

inline constexpr std::size_t max_parameters = 65536;  // in one request

}  // namespace understudy::gateway::protocol
