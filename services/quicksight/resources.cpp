// What the model does not say of Amazon QuickSight's resources.
#include "services/derived/hint.hpp"

namespace understudy::quicksight {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    arn("Group|User", "arn:{partition}:quicksight:{region}:{account}:{first}/default/{}"),
    arn("DataSource", "arn:{partition}:quicksight:{region}:{account}:datasource/{}"),
    arn("Ingestion",
        "arn:{partition}:quicksight:{region}:{account}:data-set/{DataSetId}/ingestions/{IngestionId}"),
    own("DataSource", "DataSourceId"),
    arn("GroupMembership",
        "arn:{partition}:quicksight:{region}:{account}:group/default/{GroupName}/{MemberName}"),
    value("Group|User", "PrincipalId", "{account}"),
    lax("CreateIngestion"),
    seeds("AccountSetting", R"({"AccountName":"default","Edition":"STANDARD","DefaultNamespace":"default"})"),
    plays("UpdatePublicSharingSettings", "put", "AccountSetting"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::quicksight
