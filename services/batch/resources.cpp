// What the model does not say of AWS Batch's resources.
#include "services/derived/hint.hpp"

namespace understudy::batch {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    exists("JobQueue", "ClientException", "Job queue {} already exists"),
    exists("*", "ClientException", "Object already exists"),
    plays("DeregisterJobDefinition", "state", "JobDefinition"),
    leads("DeregisterJobDefinition", "INACTIVE"),
    states("JobDefinition", "create", "ACTIVE"),
    missing("Job", "ClientException", "Job {} not found"),
    rejects("CreateJobQueue|UpdateJobQueue|CreateComputeEnvironment", "state !~ ENABLED|DISABLED",
            "ClientException", "state {state} must be one of ENABLED | DISABLED"),
    rejects("CreateJobQueue", "#computeEnvironmentOrder < 1", "ClientException",
            "At least 1 compute environment must be provided"),
    rejects("SubmitJob", "jobName !~ [A-Za-z0-9][A-Za-z0-9_-]{0,127}", "ClientException",
            "Job name should match valid pattern"),
    rejects("TerminateJob|CancelJob", "jobId =", "ClientException", "jobId cannot be empty"),
    rejects("TerminateJob|CancelJob", "reason =", "ClientException", "reason cannot be empty"),
    rejects("RegisterJobDefinition", "#eksProperties.podProperties.containers < 1", "ClientException",
            "eksProperties must contain at least one container"),
    forgives("CancelJob|TerminateJob"),
    completes(
        "JobDefinition", "containerProperties",
        R"({"command":[],"resourceRequirements":[],"secrets":[],"environment":[],"mountPoints":[],"ulimits":[],"volumes":[]})"),
    value("SchedulingPolicy", "fairsharePolicy",
          R"({"computeReservation":0,"shareDecaySeconds":0,"shareDistribution":[]})"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::batch
