// What the model does not say of Amazon API Gateway V2's resources.
#include "services/derived/hint.hpp"

namespace understudy::apigatewayv2 {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("*", "NotFoundException", "Invalid {type} identifier specified {}"),
    missing("Api", "NotFoundException", "Invalid API identifier specified {}"),
    missing("DomainName", "NotFoundException",
            "The domain name resource specified in the request was not found."),
    missing("ApiMapping", "NotFoundException",
            "The api mapping resource specified in the request was not found."),
    missing("Stage", "NotFoundException", "Invalid stage identifier specified"),
    missing("Authorizer", "NotFoundException", "Invalid Authorizer identifier specified {}"),
    exists("DomainName", "ConflictException", "The domain name resource already exists."),
    needs("CreateApiMapping", "ApiId", "Api"),
    id("Api|Route|Integration|Authorizer|Model|RouteResponse|IntegrationResponse|ApiMapping|VpcLink|"
       "Deployment",
       "[a-z0-9]{10}"),
    rejects("CreateApi", "ProtocolType !~ HTTP|WEBSOCKET", "BadRequestException",
            "Invalid protocol specified. Must be one of [HTTP, WEBSOCKET]"),
    value("Api", "ApiEndpoint", "https://{id}.execute-api.{region}.amazonaws.com"),
    value("Api", "ApiKeySelectionExpression", "$request.header.x-api-key"),
    value("Api", "RouteSelectionExpression", "$request.method $request.path"),
    value("Route", "AuthorizationType", "NONE"),
    states("VpcLink", "create", "AVAILABLE"),
    sets("VpcLink", "VpcLinkVersion", "V2"),
    value("DomainName", "ApiMappingSelectionExpression", "$request.basepath"),
    value("Stage", "DefaultRouteSettings", R"({"DetailedMetricsEnabled":false})"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::apigatewayv2
