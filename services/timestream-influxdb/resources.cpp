// What the model does not say of Amazon Timestream for InfluxDB's resources.
#include "services/derived/hint.hpp"

namespace understudy::timestream_influxdb {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    value("DbInstance", "availabilityZone", "{region}a"),
    value("DbInstance", "dbStorageType", "InfluxIOIncludedT1"),
    value("DbInstance", "endpoint", "{id}-{hex10}.timestream-influxdb.{region}.on.aws"),
    value("DbCluster", "endpoint", "{id}-{hex10}.timestream-influxdb.{region}.on.aws"),
    states("DbCluster", "create", "AVAILABLE"),
    exists("*", "ConflictException", "A {type} with the name {} already exists"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::timestream_influxdb
