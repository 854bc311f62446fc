// What the model does not say of AWS IAM Identity Center's resources.
#include "services/derived/hint.hpp"

namespace understudy::sso_admin {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    lax("Instance|PermissionSet"),
    seeds(
        "Instance",
        R"({"InstanceArn":"arn:aws:sso:::instance/ssoins-{hex16}","IdentityStoreId":"d-{hex10}","OwnerAccountId":"{account}","Status":"ACTIVE"})"),
    missing("PermissionSet", "ResourceNotFoundException", "Could not find PermissionSet with id {}"),
    arn("PermissionSet", "arn:{partition}:sso:::permissionSet/{InstanceArn}/ps-{hex16}"),
    plays("CreateAccountAssignment", "create", "AccountAssignment"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::sso_admin
