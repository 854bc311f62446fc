// What the model does not say of Amazon EMR Serverless's resources.
#include "services/derived/hint.hpp"

namespace understudy::emr_serverless {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("*", "ResourceNotFoundException", "{type} {} does not exist"),
    id("Application", "[a-z0-9]{16}"),
    id("JobRun", "[a-z0-9]{16}"),
    arn("JobRun",
        "arn:{partition}:emr-serverless:{region}:{account}:/applications/{applicationId}/jobruns/{}"),
    value("Application", "autoStartConfiguration", R"({"enabled":true})"),
    value("Application", "autoStopConfiguration", R"({"enabled":true,"idleTimeoutMinutes":15})"),
    value("Application", "architecture", "X86_64"),
    states("Application", "create", "STARTED"),
    strict("ListJobRuns|StartJobRun"),
    rejects("CreateApplication", "type !~ (?i)SPARK|HIVE", "ValidationException",
            "Unsupported engine {Type}"),
    rejects(
        "CreateApplication", "releaseLabel !~ emr-[67]\\..*", "ValidationException",
        "Type '{Type}' is not supported for release label '{releaseLabel}' or release label does not exist"),
    rejects("DeleteApplication|UpdateApplication", ".state !~ CREATED|STOPPED", "ValidationException",
            "Application {applicationId} must be in one of the following statuses [CREATED, STOPPED]. "
            "Current status: {state}"),
    rejects("StartJobRun", "executionTimeoutMinutes < 5", "ValidationException",
            "RunTimeout must be at least 5 minutes."),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::emr_serverless
