// What the model does not say of Amazon CloudWatch Logs's resources.
#include "services/derived/hint.hpp"

namespace understudy::logs {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("LogGroup", "", "The specified log group does not exist."),
    missing("LogStream", "", "The specified log stream does not exist."),
    exists("LogGroup", "", "The specified log group already exists"),
    exists("LogStream", "", "The specified log stream already exists"),
    arn("LogGroup", "arn:{partition}:logs:{region}:{account}:log-group:{own}:*"),
    shows("LogGroup", "logGroupArn", "arn:{partition}:logs:{region}:{account}:log-group:{own}"),
    arn("LogStream", "arn:{partition}:logs:{region}:{account}:log-group:{parent}:log-stream:{own}"),
    sorted("LogGroup|LogStream", "name"),
    plays("PutLogEvents", "create", "LogEvent"),
    needs("PutLogEvents|GetLogEvents", "logStreamName", "LogStream"),
    value("LogGroup", "logGroupClass", "STANDARD"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::logs
