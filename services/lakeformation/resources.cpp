// What the model does not say of AWS Lake Formation's resources.
#include "services/derived/hint.hpp"

namespace understudy::lakeformation {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    hides("Resource", "HybridAccessEnabled"),
    hides("Resource", "WithFederation"),
    hides("Resource", "WithPrivilegedAccess"),
    seeds(
        "DataLakeSetting",
        R"({"DataLakeSettings":{"DataLakeAdmins":[],"CreateDatabaseDefaultPermissions":[],"CreateTableDefaultPermissions":[]}})"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::lakeformation
