// What the model does not say of Amazon Timestream's resources.
#include "services/derived/hint.hpp"

namespace understudy::timestream_write {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("*", "ResourceNotFoundException", "The {words} {} does not exist."),
    shows("Database", "TableCount", "{#Table}"),
    value("Database", "KmsKeyId", "arn:{partition}:kms:{region}:{account}:key/{uuid}"),
    value("Table", "RetentionProperties",
          R"({"MemoryStoreRetentionPeriodInHours":6,"MagneticStoreRetentionPeriodInDays":73000})"),
    arn("Database", "arn:{partition}:timestream:{region}:{account}:database/{DatabaseName}"),
    arn("Table", "arn:{partition}:timestream:{region}:{account}:database/{DatabaseName}/table/{TableName}"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::timestream_write
