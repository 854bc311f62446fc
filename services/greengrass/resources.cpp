// What the model does not say of AWS IoT Greengrass's resources.
#include "services/derived/hint.hpp"

namespace understudy::greengrass {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("Get*Definition", "IdNotFoundException", "That {First} List Definition does not exist."),
    missing("*Definition", "IdNotFoundException", "That {first}s definition does not exist."),
    missing("*DefinitionVersion", "VersionNotFoundException",
            "Version {} of {First} List Definition {parent} does not exist."),
    missing("FunctionDefinition|UpdateFunctionDefinition|DeleteFunctionDefinition", "IdNotFoundException",
            "That lambdas definition does not exist."),
    missing("FunctionDefinitionVersion", "IdNotFoundException",
            "Version {} of Lambda List Definition {parent} does not exist."),
    missing("Group", "IdNotFoundException", "That group definition does not exist."),
    missing("GetGroup", "IdNotFoundException", "That Group Definition does not exist."),
    missing("GroupVersion", "VersionNotFoundException",
            "Version {} of Group Definition {parent} does not exist."),
    missing("Deployment|GetDeploymentStatus", "InvalidInputException", "Deployment '{}' does not exist."),
    rejects("Update*Definition|UpdateGroup", "Name =", "InvalidContainerDefinitionException",
            "Input does not contain any attributes to be updated"),
    rejects("CreateDeployment",
            "DeploymentType !~ NewDeployment|Redeployment|ResetDeployment|ForceResetDeployment",
            "InvalidInputException",
            "That deployment type is not valid.  Please specify one of the following types: "
            "{NewDeployment,Redeployment,ResetDeployment,ForceResetDeployment}."),
    lax("AssociateRoleToGroup|DisassociateRoleFromGroup|GetAssociatedRole"),
    id("*Version", "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}"),
    arn("*Definition", "arn:{partition}:greengrass:{region}:{account}:/greengrass/definition/{first}s/{}"),
    arn("*DefinitionVersion",
        "arn:{partition}:greengrass:{region}:{account}:/greengrass/definition/{first}s/{parent}/versions/{}"),
    rejects("CreateGroupVersion", "unknown CoreDefinitionVersion CoreDefinitionVersionArn", "400",
            "The group is invalid or corrupted. (ErrorDetails: [Cores definition reference does not exist])"),
    rejects(
        "CreateGroupVersion", "unknown DeviceDefinitionVersion DeviceDefinitionVersionArn", "400",
        "The group is invalid or corrupted. (ErrorDetails: [Devices definition reference does not exist])"),
    rejects(
        "CreateGroupVersion", "unknown FunctionDefinitionVersion FunctionDefinitionVersionArn", "400",
        "The group is invalid or corrupted. (ErrorDetails: [Lambda definition reference does not exist])"),
    rejects(
        "CreateGroupVersion", "unknown ResourceDefinitionVersion ResourceDefinitionVersionArn", "400",
        "The group is invalid or corrupted. (ErrorDetails: [Resource definition reference does not exist])"),
    rejects("CreateGroupVersion", "unknown SubscriptionDefinitionVersion SubscriptionDefinitionVersionArn",
            "400",
            "The group is invalid or corrupted. (ErrorDetails: [Subscription definition reference does not "
            "exist])"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::greengrass
