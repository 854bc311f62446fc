// What the model does not say of Amazon MSK's resources.
#include "services/derived/hint.hpp"

namespace understudy::kafka {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    arn("Cluster", "arn:{partition}:kafka:{region}:{account}:cluster/{ClusterName}/{uuid}"),
    value("CreateClusterV2", "ClusterType", "SERVERLESS"),
    states("Cluster", "create", "CREATING ACTIVE"),
    value("ClusterPolicy", "CurrentVersion", "K{hex12}"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::kafka
