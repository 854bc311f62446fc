// What the model does not say of AWS CodeDeploy's resources.
#include "services/derived/hint.hpp"

namespace understudy::codedeploy {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    states("Deployment", "create", "Created"),
    id("Deployment", "d-[A-Z0-9]{9}"),
    lax("ListDeploymentGroups"),
    rejects("CreateDeployment|ListDeployments", "applicationName given & deploymentGroupName absent",
            "DeploymentGroupNameRequiredException", "The deployment group name was not specified."),
    rejects("ListDeployments", "deploymentGroupName given & applicationName absent",
            "ApplicationNameRequiredException",
            "The minimum number of required application names was not specified."),
    needs("CreateDeployment", "deploymentGroupName", "DeploymentGroup"),
    needs("BatchGetApplications", "applicationNames", "Application"),
    needs("CreateDeploymentGroup|CreateDeployment", "applicationName", "Application"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::codedeploy
