// What the wires say of a failure: its names, status and fault, from the model or from the errors that every
// service shares.
#pragma once

#include <optional>
#include <string_view>

#include "services/kit/error.hpp"
#include "services/models/model.hpp"

namespace understudy::gateway::protocol {

struct FailureFacts {
  std::optional<models::Shape> shape;  // the modelled error, if it is one
  std::string_view code;               // the word of query, ec2, rest-xml and x-amzn-query-error
  std::string_view name;               // the word of json, rest-json and cbor: the error shape's name
  unsigned status = 400;
  bool sender = true;  // whose fault: the sender's, else the receiver's
};

// Looks the failure's code up as an error's code or shape name: first among the operation's errors, then the
// service's, then among the errors that AWS's own front ends give for any service ("AccessDenied" and
// "AccessDeniedException" are one). Else the code stands for itself, a sender's 400. Both pointers may be
// null. The texts live as long as the models and the failure.
FailureFacts facts_of(models::Protocol protocol, const models::Service* service,
                      const models::Operation* operation, const kit::Failure& failure);

// What stands before the name in __type: AWS's namespace for the services that send one, else empty.
std::string_view type_namespace(models::Protocol protocol, const models::Service* service,
                                const FailureFacts& facts, std::string& buffer);

}  // namespace understudy::gateway::protocol
