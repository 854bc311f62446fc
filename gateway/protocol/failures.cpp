// What the wires say of a failure: the modelled error if there is one, else one of those that every service
// shares.
#include "gateway/protocol/failures.hpp"

#include <algorithm>

namespace understudy::gateway::protocol {
namespace {

using models::Protocol;

// The errors of AWS's front ends ("Common Errors" of each API reference), with both families' words for them.
// SQS's JSON answers show the pairs: __type ...#InvalidParameterValueException comes with x-amzn-query-error:
// InvalidParameterValue;Sender.
struct Common {
  std::string_view name, code;
  std::uint16_t status;
  std::uint16_t
      json_status;  // awsJson 1.x answers most refusals of identity with 400 (DynamoDB, Kinesis, KMS)
};
constexpr Common commons[] = {
    {"AccessDeniedException", "AccessDenied", 403, 400},
    {"ExpiredTokenException", "ExpiredToken", 403, 400},
    {"IncompleteSignatureException", "IncompleteSignature", 400, 400},
    {"InternalFailure", "InternalFailure", 500, 500},
    {"InternalServerError", "InternalError", 500, 500},
    {"InvalidParameterCombinationException", "InvalidParameterCombination", 400, 400},
    {"InvalidParameterValueException", "InvalidParameterValue", 400, 400},
    {"InvalidQueryParameterException", "InvalidQueryParameter", 400, 400},
    {"InvalidSignatureException", "SignatureDoesNotMatch", 403, 400},
    {"MalformedInputException", "MalformedInput", 400, 400},
    {"MissingAuthenticationTokenException", "MissingAuthenticationToken", 403, 400},
    {"MissingRequiredParameterException", "MissingParameter", 400, 400},
    {"NotImplemented", "NotImplemented", 501, 501},
    {"OptInRequired", "OptInRequired", 403, 400},
    {"RequestEntityTooLargeException", "RequestEntityTooLarge", 413, 413},
    {"RequestExpired", "RequestExpired", 400, 400},
    {"SerializationException", "MalformedInput", 400, 400},
    {"ServiceUnavailableException", "ServiceUnavailable", 503, 503},
    {"ThrottlingException", "Throttling", 400, 400},
    {"UnknownOperationException", "InvalidAction", 400, 400},
    {"UnrecognizedClientException", "InvalidClientTokenId", 403, 400},
    {"ValidationException", "ValidationError", 400, 400},
};

std::optional<models::Shape> modelled(const models::Service* service, const models::Operation* operation,
                                      std::string_view code) {
  if (operation) {
    for (std::uint16_t i = 0; i < operation->errors(); ++i) {
      const models::Shape shape = operation->error(i);
      if (shape.name() == code || shape.error()->code == code) return shape;
    }
  }
  return service ? service->find_error(code) : std::nullopt;
}

unsigned modelled_status(const models::ErrorShape& error) {
  if (error.status) return error.status;
  return error.flags & models::tables::fault ? 500 : 400;
}

}  // namespace

FailureFacts facts_of(Protocol protocol, const models::Service* service, const models::Operation* operation,
                      const kit::Failure& failure) {
  FailureFacts facts;
  facts.code = facts.name = failure.code;
  if ((facts.shape = modelled(service, operation, failure.code))) {
    const models::ErrorShape error = *facts.shape->error();
    facts.code = error.code;
    facts.name = facts.shape->name();
    facts.status = modelled_status(error);
  } else {
    const auto* common = std::ranges::find_if(
        commons, [&](const Common& c) { return c.name == failure.code || c.code == failure.code; });
    if (common != std::end(commons)) {
      const bool json =
          protocol == Protocol::json && !(service && service->has(models::tables::query_compatible));
      facts.code = common->code;
      facts.name = common->name;
      facts.status = json ? common->json_status : common->status;
    }
  }
  if (failure.status) facts.status = failure.status;
  facts.sender = facts.status < 500;
  return facts;
}

std::string_view type_namespace(Protocol protocol, const models::Service* service, const FailureFacts& facts,
                                std::string& buffer) {
  // Seen in answers of these services; the others' __type is the bare name.
  constexpr std::pair<std::string_view, std::string_view> namespaces[] = {
      {"cloudwatch", "com.amazonaws.cloudwatch#"},
      {"dynamodb", "com.amazonaws.dynamodb.v20120810#"},
      {"dynamodbstreams", "com.amazonaws.dynamodb.v20120810#"},
      {"sqs", "com.amazonaws.sqs#"},
      {"swf", "com.amazonaws.swf.base.model#"},
  };
  if (!service) return {};
  const auto* known =
      std::ranges::find_if(namespaces, [&](const auto& n) { return n.first == service->name(); });
  if (known == std::end(namespaces) && protocol != Protocol::rpc_v2_cbor) return {};
  if (!facts.shape) {
    if (facts.name == "ValidationException") return "com.amazon.coral.validate#";
    if (facts.name == "ThrottlingException") return "com.amazon.coral.availability#";
    return "com.amazon.coral.service#";
  }
  if (known != std::end(namespaces)) return known->second;
  // rpc-v2-cbor asks for absolute shape ids; AWS's model namespaces are the service's name without its
  // hyphens.
  buffer = "com.amazonaws.";
  std::ranges::copy_if(service->name(), std::back_inserter(buffer), [](char c) { return c != '-'; });
  buffer += '#';
  return buffer;
}

}  // namespace understudy::gateway::protocol
