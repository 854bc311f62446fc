// What the model does not say of Amazon QuickSight's resources.
#include "services/derived/hint.hpp"

namespace understudy::quicksight {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    arn("Group|User", "arn:{partition}:quicksight:{region}:{account}:{first}/default/{}"),
    arn("DataSource|DataSet", "arn:{partition}:quicksight:{region}:{account}:{first}source/{}"),
    arn("GroupMembership",
        "arn:{partition}:quicksight:{region}:{account}:group/default/{GroupName}/{MemberName}"),
    value("Group|User", "PrincipalId", "{account}"),
    lax("CreateIngestion"),
    seeds("AccountSettings",
          R"({"AccountName":"default","Edition":"STANDARD","DefaultNamespace":"default"})"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::quicksight
