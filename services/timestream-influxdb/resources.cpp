// What the model does not say of Amazon Timestream for InfluxDB's resources.
#include "services/derived/hint.hpp"

namespace understudy::timestream_influxdb {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    value("DbInstance", "availabilityZone", "{region}a"),
    value("DbInstance|DbCluster", "dbStorageType", "InfluxIOIncludedT1"),
    value("DbInstance", "endpoint", "{id}-{hex10}.timestream-influxdb.{region}.on.aws"),
    value("DbCluster", "endpoint", "{id}-{hex10}.timestream-influxdb.{region}.on.aws"),
    states("DbCluster", "create", "AVAILABLE"),
    rejects("CreateDbInstance", "taken name", "ConflictException",
            "A DB Instance with the name {name} already exists"),
    rejects("CreateDbCluster", "taken name", "ConflictException",
            "A DB cluster with the name {name} already exists"),
    value("DbInstance|DbCluster", "deploymentType", "SINGLE_AZ"),
    value("DbInstance|DbCluster", "port", "8086"),
    value("DbInstance|DbCluster", "networkType", "IPV4"),
    value("DbCluster", "readerEndpoint", "{id}-ro-{hex10}.timestream-influxdb.{region}.on.aws"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::timestream_influxdb
