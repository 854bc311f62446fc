// What the model does not say of AWS Security Hub's resources.
#include "services/derived/hint.hpp"

namespace understudy::securityhub {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    plays("EnableSecurityHub", "put", "Hub"),
    plays("DescribeHub", "get", "Hub"),
    plays("UpdateSecurityHubConfiguration", "update", "Hub"),
    plays("DisableSecurityHub", "remove", "Hub"),
    missing("Hub", "InvalidAccessException", "Account {account} is not subscribed to AWS Security Hub"),
    own("Hub", "HubArn"),
    arn("Hub", "arn:{partition}:securityhub:{region}:{account}:hub/default"),
    value("Hub", "SubscribedAt", "{now}"),
    value("Hub", "AutoEnableControls", "true"),
    value("Hub", "ControlFindingGenerator", "SECURITY_CONTROL"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::securityhub
