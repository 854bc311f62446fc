// What the model does not say of AWS CodeDeploy's resources.
#include "services/derived/hint.hpp"

namespace understudy::codedeploy {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    states("Deployment", "create", "Created"),
    id("Deployment", "d-[A-Z0-9]{9}"),
    lax("ListDeploymentGroups"),
    needs("CreateDeploymentGroup|CreateDeployment", "applicationName", "Application"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::codedeploy
