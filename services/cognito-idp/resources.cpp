// What the model does not say of Amazon Cognito's resources.
#include "services/derived/hint.hpp"

namespace understudy::cognito_idp {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    id("UserPool", "{region}_[0-9a-zA-Z]{9}"),
    arn("UserPool", "arn:{partition}:cognito-idp:{region}:{account}:userpool/{id}"),
    id("UserPoolClient", "[0-9a-z]{26}"),
    missing("UserPool", "", "User pool {} does not exist."),
    missing("User", "", "User does not exist."),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::cognito_idp
