// The traits that the model format knows: the list, and the check against it.
#include "services/models/compiler/traits.hpp"

#include <algorithm>
#include <iterator>
#include <span>

namespace understudy::models::compiler {
namespace {

// Traits that the compiler reads come first, after the gap those that say nothing to a server: what clients
// do (context parameters choose their endpoint, endpoint discovery, compression of bodies, the order in which
// they write XML), and what is said elsewhere (an operation's name is its key; CloudFront's `name` carries a
// version too).
constexpr std::string_view document[] = {"metadata", "operations",          "shapes",

                                         "version",  "clientContextParams", "deprecated"};
constexpr std::string_view metadata[] = {"apiVersion",
                                         "awsQueryCompatible",
                                         "endpointPrefix",
                                         "errorForm",
                                         "jsonVersion",
                                         "protocol",
                                         "protocolSettings",
                                         "protocols",
                                         "ripServiceName",
                                         "serviceAbbreviation",
                                         "serviceFullName",
                                         "serviceId",
                                         "signingName",
                                         "targetPrefix",
                                         "xmlNamespace",

                                         "auth",
                                         "checksumFormat",
                                         "globalEndpoint",
                                         "signatureVersion",
                                         "uid"};
constexpr std::string_view operation[] = {"auth",
                                          "authtype",
                                          "deprecated",
                                          "endpoint",
                                          "endpointoperation",
                                          "errors",
                                          "http",
                                          "httpChecksum",
                                          "httpChecksumRequired",
                                          "idempotent",
                                          "input",
                                          "output",
                                          "readonly",
                                          "unsignedPayload",

                                          "endpointdiscovery",
                                          "name",
                                          "operationContextParams",
                                          "requestcompression",
                                          "staticContextParams"};
constexpr std::string_view http[] = {"form", "method", "requestUri", "responseCode"};
constexpr std::string_view input[] = {"locationName", "shape", "xmlNamespace"};
constexpr std::string_view output[] = {"locationName", "resultWrapper", "shape", "unwrapped"};
constexpr std::string_view error_reference[] = {"error", "exception",
                                                "shape"};  // repeat what their shapes say
constexpr std::string_view shape[] = {
    "box",        "document",     "enum",        "error",           "event",    "eventstream",    "exception",
    "fault",      "flattened",    "key",         "locationName",    "max",      "member",         "members",
    "min",        "pattern",      "patternText", "payload",         "required", "requiresLength", "retryable",
    "sensitive",  "sparse",       "streaming",   "timestampFormat", "type",     "union",          "value",
    "wrapper",    "xmlNamespace",

    "deprecated", "synthetic",    "xmlOrder"};
constexpr std::string_view member[] = {"enum",         "eventheader",
                                       "eventpayload", "flattened",
                                       "hostLabel",    "idempotencyToken",
                                       "jsonvalue",    "location",
                                       "locationName", "max",
                                       "min",          "pattern",
                                       "queryName",    "shape",
                                       "streaming",    "timestampFormat",
                                       "xmlAttribute", "xmlNamespace",

                                       "box",          "contextParam",
                                       "deprecated"};
constexpr std::string_view error[] = {"code", "fault", "httpStatusCode", "senderFault"};

// In the order of Bearer.
constexpr std::span<const std::string_view> known[] = {document, metadata,        operation, http,   input,
                                                       output,   error_reference, shape,     member, error};

}  // namespace

void check_traits(Bearer bearer, const Json& json) {
  const auto traits = known[static_cast<std::size_t>(bearer)];
  for (const auto& [key, value] : json.members)
    if (std::find(traits.begin(), traits.end(), key) == traits.end())
      throw Broken("unknown trait \"" + std::string(key) + "\"");
}

}  // namespace understudy::models::compiler
