// What the model does not say of Amazon Aurora DSQL's resources.
#include "services/derived/hint.hpp"

namespace understudy::dsql {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    value("Cluster", "deletionProtectionEnabled", "true"),
    value("Cluster", "endpoint", "{id}.dsql.{region}.on.aws"),
    value("Cluster", "encryptionDetails",
          R"({"encryptionType":"AWS_OWNED_KMS_KEY","encryptionStatus":"ENABLED"})"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::dsql
