// What the model does not say of Amazon OpenSearch Service (legacy)'s resources.
#include "services/derived/hint.hpp"

namespace understudy::es {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("*", "ResourceNotFoundException", "Domain not found: {}"),
    arn("ElasticsearchDomain", "arn:{partition}:es:{region}:{account}:domain/{}"),
    value("ElasticsearchDomain", "Created", "true"),
    value("ElasticsearchDomain", "EngineType", "Elasticsearch"),
    value("ElasticsearchDomain", "ElasticsearchVersion", "7.10"),
    value(
        "ElasticsearchDomain", "ElasticsearchClusterConfig",
        R"({"InstanceCount":1,"DedicatedMasterEnabled":false,"ZoneAwarenessEnabled":false,"WarmEnabled":false,"ColdStorageOptions":{"Enabled":false}})"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::es
