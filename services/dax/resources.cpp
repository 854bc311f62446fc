// What the model does not say of Amazon DynamoDB Accelerator's resources.
#include "services/derived/hint.hpp"

namespace understudy::dax {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("Cluster", "ClusterNotFoundFault", "Cluster not found."),
    arn("Cluster", "arn:{partition}:dax:{region}:{account}:cache/{}"),
    states("Cluster", "create", "creating available"),
    states("Cluster", "delete", "deleting"),
    rejects("CreateCluster", "IamRoleArn !~ arn:.*", "InvalidParameterValueException",
            "ARNs must start with 'arn:': {IamRoleArn}"),
    rejects("CreateCluster", "IamRoleArn !~ arn:[^:]*:.*", "InvalidParameterValueException",
            "Second colon partition not found: {IamRoleArn}"),
    rejects("CreateCluster", "IamRoleArn !~ arn:[^:]*:[^:]*:.*", "InvalidParameterValueException",
            "Third colon vendor not found: {IamRoleArn}"),
    rejects("CreateCluster", "IamRoleArn !~ arn:([^:]*:){3}.*", "InvalidParameterValueException",
            "Fourth colon (region/namespace delimiter) not found: {IamRoleArn}"),
    rejects("CreateCluster", "IamRoleArn !~ arn:([^:]*:){4}.*", "InvalidParameterValueException",
            "Fifth colon (namespace/relative-id delimiter) not found: {IamRoleArn}"),
    missing("DescribeClusters|ListTags|TagResource|UntagResource", "ClusterNotFoundFault",
            "Cluster {} not found."),
    rejects("DescribeClusters", "ClusterNames !~ [A-Za-z](-?[A-Za-z0-9])*", "InvalidParameterValueException",
            "Cluster ID specified is not a valid identifier. Identifiers must begin with a letter; must "
            "contain only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two "
            "consecutive hyphens."),
    rejects("CreateCluster", "ClusterName !~ [A-Za-z](-?[A-Za-z0-9])*", "InvalidParameterValueException",
            "Cluster ID specified is not a valid identifier. Identifiers must begin with a letter; must "
            "contain only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two "
            "consecutive hyphens."),
    rejects("CreateCluster", "NodeType !~ dax\\..*", "InvalidParameterValueException",
            "Invalid node type: {NodeType}. Node types must be one of the supported types."),
    value("Cluster", "SSEDescription", R"({"Status":"DISABLED"})"),
    value("Cluster", "ActiveNodes", "0"),
    value("Cluster", "TotalNodes", "{ReplicationFactor}"),
    value("Cluster", "ParameterGroup",
          R"({"ParameterGroupName":"default.dax1.0","ParameterApplyStatus":"in-sync"})"),
    value("Cluster", "SubnetGroup", "default"),
    plays("IncreaseReplicationFactor|DecreaseReplicationFactor", "update", "Cluster"),
    sets("IncreaseReplicationFactor|DecreaseReplicationFactor", "TotalNodes", "{NewReplicationFactor}"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::dax
