// What the model does not say of AWS DataSync's resources.
#include "services/derived/hint.hpp"

namespace understudy::datasync {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("*", "InvalidRequestException", "The request is not valid."),
    id("Task", "task-[0-9a-f]{17}"),
    arn("Location*", "arn:{partition}:datasync:{region}:{account}:location/loc-{hex17}"),
    arn("Task", "arn:{partition}:datasync:{region}:{account}:task/task-{hex17}"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::datasync
