// What the model does not say of AWS CloudTrail's resources.
#include "services/derived/hint.hpp"

namespace understudy::cloudtrail {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("Trail|GetTrailStatus|GetEventSelectors|GetInsightSelectors", "TrailNotFoundException",
            "Unknown trail: {} for the user: {account}"),
    rejects("CreateTrail", "IsMultiRegionTrail = true & IncludeGlobalServiceEvents = false",
            "InvalidParameterCombinationException", "Multi-Region trail must include global service events."),
    rejects("CreateTrail|GetTrail", "#Name < 3", "InvalidTrailNameException",
            "Trail name too short. Minimum allowed length: 3 characters. Specified name length: {#Name} "
            "characters."),
    rejects("CreateTrail", "#Name > 128", "InvalidTrailNameException",
            "Trail name too long. Maximum allowed length: 128 characters. Specified name length: {#Name} "
            "characters."),
    rejects("CreateTrail", "Name !~ [A-Za-z0-9].*", "InvalidTrailNameException",
            "Trail name must starts with a letter or number."),
    rejects("CreateTrail", "Name !~ .*[A-Za-z0-9]", "InvalidTrailNameException",
            "Trail name must ends with a letter or number."),
    rejects("CreateTrail", "Name !~ [A-Za-z0-9._-]*", "InvalidTrailNameException",
            "Trail name or ARN can only contain uppercase letters, lowercase letters, numbers, periods (.), "
            "hyphens (-), and underscores (_)."),
    value("Trail", "IncludeGlobalServiceEvents", "true"),
    value("Trail", "HomeRegion", "{region}"),
    value("Trail", "SnsTopicARN", "arn:{partition}:sns:{region}:{account}:{SnsTopicName}"),
    shows("Trail", "LogFileValidationEnabled", "{EnableLogFileValidation}"),
    shows("Trail", "TrailARN", "{arn}"),
    plays("StartLogging", "state", "Trail"),
    plays("StopLogging", "state", "Trail"),
    sets("StartLogging", "IsLogging", "true"),
    sets("StopLogging", "IsLogging", "false"),
    sets("StartLogging", "StartLoggingTime", "{now}"),
    sets("StopLogging", "StopLoggingTime", "{now}"),
    answers("GetEventSelectors|PutEventSelectors|PutInsightSelectors|GetInsightSelectors", "TrailARN",
            "arn:{partition}:cloudtrail:{region}:{account}:trail/{TrailName}"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::cloudtrail
