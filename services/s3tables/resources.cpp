// What the model does not say of Amazon S3 Tables's resources.
#include "services/derived/hint.hpp"

namespace understudy::s3tables {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    rejects("CreateTableBucket", "name !~ [a-z0-9][a-z0-9-]*[a-z0-9]", "BadRequestException",
            "The specified bucket name is not valid."),
    value("Table", "versionToken", "{hex20}"),
    value("Table", "warehouseLocation", "s3://{uuid}--table-s3"),
    sets("UpdateTableMetadataLocation|RenameTable", "versionToken", "{hex20}"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::s3tables
