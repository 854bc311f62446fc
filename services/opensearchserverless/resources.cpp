// What the model does not say of Amazon OpenSearch Serverless's resources.
#include "services/derived/hint.hpp"

namespace understudy::opensearchserverless {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    rejects("CreateSecurityPolicy", "type !~ encryption|network", "ValidationException",
            "1 validation error detected: Value '{Type}' at 'type' failed to satisfy constraint: Member must "
            "satisfy enum value set: [encryption, network]"),
    missing("SecurityPolicy", "ResourceNotFoundException",
            "Policy with name {} and type {Type} is not found"),
    exists("SecurityPolicy", "ConflictException", "Policy with name {} and type {Type} already exists"),
    value("SecurityPolicy|AccessPolicy", "policyVersion", "MTY{digits12}{hex9}"),
    value("Collection", "type", "TIMESERIES"),
    value("Collection", "standbyReplicas", "ENABLED"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::opensearchserverless
