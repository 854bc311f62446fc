// What the model does not say of AWS Step Functions's resources.
#include "services/derived/hint.hpp"

namespace understudy::stepfunctions {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    arn("StateMachine", "arn:{partition}:states:{region}:{account}:stateMachine:{name}"),
    arn("Activity", "arn:{partition}:states:{region}:{account}:activity:{name}"),
    missing("StateMachine", "", "State Machine Does Not Exist: '{}'"),
    missing("Execution", "", "Execution Does Not Exist: '{}'"),
    value("StateMachine", "type", "STANDARD"),
    states("Execution", "create", "RUNNING"),  // nothing runs it
    plays("GetExecutionHistory|StartSyncExecution|GetActivityTask|TestState", "unplayed"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::stepfunctions
