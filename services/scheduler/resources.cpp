// What the model does not say of Amazon EventBridge Scheduler's resources.
#include "services/derived/hint.hpp"

namespace understudy::scheduler {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("*", "ResourceNotFoundException", "{Words} {} does not exist."),
    arn("Schedule", "arn:{partition}:scheduler:{region}:{account}:schedule/{GroupName}/{Name}"),
    value("Schedule", "Target",
          R"({"RetryPolicy":{"MaximumEventAgeInSeconds":86400,"MaximumRetryAttempts":185}})"),
    value("Schedule", "GroupName", "default"),
    value("Schedule", "State", "ENABLED"),
    seeds("ScheduleGroup", R"({"Name":"default","State":"ACTIVE"})"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::scheduler
