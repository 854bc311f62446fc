// What the model does not say of AWS AppSync's resources.
#include "services/derived/hint.hpp"

namespace understudy::appsync {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("GraphqlApi|ApiCache", "NotFoundException", "GraphQL API {} not found."),
    missing("Api", "NotFoundException", "GraphQL API {} not found."),
    missing("GetApiCache", "NotFoundException",
            "Unable to get the cache as it doesn't exist, please create the cache first."),
    missing("DeleteApiCache", "NotFoundException",
            "Unable to delete the cache as it doesn't exist, please create the cache first."),
    missing("UpdateApiCache", "NotFoundException",
            "Unable to update the cache as it doesn't exist, please create the cache first."),
    exists("ApiCache", "BadRequestException", "The API has already enabled caching."),
    id("GraphqlApi|Api", "[a-z0-9]{26}"),
    states("ApiCache", "create", "AVAILABLE"),
    value("GraphqlApi", "visibility", "GLOBAL"),
    value("GraphqlApi", "apiType", "GRAPHQL"),
    value("ApiKey", "expires", "{epoch+604800}"),
    value("ApiKey", "deletes", "{epoch+5788800}"),
    lax("ListApiKeys"),
    value("GraphqlApi", "uris",
          R"({"GRAPHQL":"https://{apiId}.appsync-api.{region}.amazonaws.com/graphql"})"),
    value(
        "Api", "dns",
        R"({"REALTIME":"{apiId}.appsync-realtime-api.{region}.amazonaws.com","HTTP":"{apiId}.appsync-api.{region}.amazonaws.com"})"),
    value("ApiCache", "healthMetricsConfig", "DISABLED"),
    arn("GraphqlApi|Api", "arn:{partition}:appsync:{region}:{account}:apis/{}"),
    arn("ChannelNamespace", "arn:{partition}:appsync:{region}:{account}:apis/{parent}/channelNamespace/{}"),
    rejects("CreateApi", "name !~ [A-Za-z0-9_\\-\\ ]+", "ValidationException",
            "1 validation error detected: Value at 'name' failed to satisfy constraint: Member must satisfy "
            "regular expression pattern: [A-Za-z0-9_\\-\\ ]+"),
    plays("FlushApiCache", "state", "ApiCache"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::appsync
