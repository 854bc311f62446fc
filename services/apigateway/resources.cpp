// What the model does not say of Amazon API Gateway's resources.
#include "services/derived/hint.hpp"

namespace understudy::apigateway {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    id("RestApi|Resource", "[0-9a-z]{10}"),
    id("Deployment|Authorizer|RequestValidator|ApiKey|UsagePlan|VpcLink", "[0-9a-z]{6}"),
    makes("CreateRestApi", "Resource", R"({"path":"/"})"),
    missing("RestApi", "", "Invalid API identifier specified {account}:{}"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::apigateway
