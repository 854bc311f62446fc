// What the model does not say of Amazon MemoryDB's resources.
#include "services/derived/hint.hpp"

namespace understudy::memorydb {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    value("Cluster", "NumberOfShards", "{NumShards}"),
    value("Cluster", "NumberOfShards", "1"),
    value("Snapshot", "Source", "manual"),
    value("Snapshot", "DataTiering", "false"),
    sets("UpdateCluster", "NumberOfShards", "{ShardConfiguration.ShardCount}"),
    value("Snapshot", "ClusterConfiguration", R"({"Name":"{ClusterName}"})"),
    seeds("SubnetGroup", R"({"Name":"default","Description":"Default SubnetGroup"})"),
    rejects("DeleteSubnetGroup", "SubnetGroupName = default", "InvalidParameterValueException",
            "default is reserved and cannot be modified."),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::memorydb
