// What the model does not say of Amazon CloudWatch's resources.
#include "services/derived/hint.hpp"

namespace understudy::cloudwatch {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    plays("PutMetricAlarm", "put", "Alarm"),
    plays("SetAlarmState", "update", "Alarm"),
    missing("Alarm", "", "Alarm {} not found"),
    arn("Alarm", "arn:{partition}:cloudwatch:{region}:{account}:alarm:{AlarmName}"),
    value("Alarm", "ActionsEnabled", "true"),
    value("Alarm", "StateValue", "INSUFFICIENT_DATA"),
    value("Alarm", "StateReason", "Unchecked: Initial alarm creation"),
    forgives("DeleteAlarms"),
    sorted("Alarm", "AlarmName"),
    // Nothing keeps data points.
    plays("PutMetricData|GetMetricData|GetMetricStatistics|ListMetrics|GetMetricWidgetImage", "unplayed"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::cloudwatch
