// What the model does not say of Amazon Neptune's resources.
#include "services/derived/hint.hpp"

namespace understudy::neptune {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    value("DBCluster", "DbClusterResourceId", "cluster-{hex26}"),
    value("DBCluster", "DBClusterParameterGroup", "{DBClusterParameterGroupName}"),
    value("GlobalCluster", "GlobalClusterResourceId", "cluster-{hex16}"),
    value("DBInstance", "EngineVersion", "1.3.2.1"),
    value("DBCluster", "EngineVersion", "1.3.2.1"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::neptune
