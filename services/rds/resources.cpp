// What the model does not say of Amazon RDS's resources.
#include "services/derived/hint.hpp"

namespace understudy::rds {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    value("DBCluster", "DbClusterResourceId", "cluster-{hex26}"),
    value("DBCluster", "DBClusterParameterGroup", "{DBClusterParameterGroupName}"),
    value("GlobalCluster", "GlobalClusterResourceId", "cluster-{hex16}"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::rds
