// What the model does not say of AWS Resilience Hub's resources.
#include "services/derived/hint.hpp"

namespace understudy::resiliencehub {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("App", "ResourceNotFoundException", "App not found for appArn {}"),
    missing("ResiliencyPolicy", "ResourceNotFoundException", "ResiliencyPolicy {} not found"),
    value("App", "assessmentSchedule", "Disabled"),
    value("App", "complianceStatus", "NotAssessed"),
    value("App", "resiliencyScore", "0"),
    rejects("CreateResiliencyPolicy", "policy.Software absent", "ValidationException",
            "FailureType SOFTWARE does not exist"),
    rejects("CreateResiliencyPolicy", "policy.Hardware absent", "ValidationException",
            "FailureType HARDWARE does not exist"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::resiliencehub
