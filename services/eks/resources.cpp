// What the model does not say of Amazon EKS's resources.
#include "services/derived/hint.hpp"

namespace understudy::eks {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("Cluster", "ResourceNotFoundException", "No cluster found for name: {}."),
    missing("Nodegroup", "ResourceNotFoundException", "No node group found for name: {}."),
    missing("FargateProfile", "ResourceNotFoundException", "No Fargate Profile found with name: {}."),
    exists("Cluster", "ResourceInUseException", "Cluster already exists with name: {}"),
    exists("Nodegroup", "ResourceInUseException",
           "NodeGroup already exists with name {} and cluster name {parent}"),
    exists("FargateProfile", "ResourceInUseException",
           "A Fargate Profile already exists with this name in this cluster."),
    sorted("Cluster|Nodegroup|FargateProfile", "name"),
    rejects("DeleteCluster", "has Nodegroup", "ResourceInUseException", "Cluster has nodegroups attached"),
    rejects("CreateFargateProfile", "selectors absent", "InvalidParameterException",
            "Fargate Profile requires at least one selector."),
    rejects("CreateFargateProfile", "selectors given & selectors.namespace absent",
            "InvalidParameterException",
            "Fargate Profile must have at least one selector with at least one namespace value."),
    rejects("CreateFargateProfile", "#selectors < 1", "InvalidParameterException",
            "Fargate Profile requires at least one selector."),
    rejects("CreateCluster", "roleArn ~ arn:invalid:.*", "InvalidParameterException",
            "Invalid Role Arn: '{roleArn}'"),
    rejects("CreateNodegroup", "launchTemplate given & diskSize given", "InvalidParameterException",
            "Disk size must be specified within the launch template."),
    rejects("CreateNodegroup", "launchTemplate given & remoteAccess given", "InvalidParameterException",
            "Remote access configuration cannot be specified with a launch template."),
    value("Cluster", "endpoint", "https://{hex32}.gr7.{region}.eks.amazonaws.com"),
    value("Cluster", "identity",
          R"({"oidc":{"issuer":"https://oidc.eks.{region}.amazonaws.com/id/{hex32}"}})"),
    arn("Nodegroup", "arn:{partition}:eks:{region}:{account}:nodegroup/{parent}/{nodegroupName}/{uuid}"),
    arn("FargateProfile",
        "arn:{partition}:eks:{region}:{account}:fargateprofile/{parent}/{fargateProfileName}/{uuid}"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::eks
