// What the model does not say of Amazon OpenSearch Service's resources.
#include "services/derived/hint.hpp"

namespace understudy::opensearch {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("Domain", "ResourceNotFoundException", "Domain not found: {}"),
    value("Domain", "Created", "true"),
    value("Domain", "EngineVersion", "OpenSearch_2.5"),
    value("Domain", "Endpoint", "{DomainName}.{region}.es.amazonaws.com"),
    value("Domain", "EngineType", "OpenSearch"),
    sets("DeleteDomain", "Deleted", "true"),
    needs("GetCompatibleVersions", "DomainName", "Domain"),
    value("Domain", "AdvancedOptions",
          R"({"override_main_response_version":"false","rest.action.multi.allow_explicit_index":"true"})"),
    value("Domain", "AdvancedSecurityOptions", R"({"Enabled":false,"InternalUserDatabaseEnabled":false})"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::opensearch
