// What the model does not say of Amazon Bedrock's resources.
#include "services/derived/hint.hpp"

namespace understudy::bedrock {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("ModelCustomizationJob", "ResourceNotFoundException",
            "The provided model identifier is invalid."),
    arn("ModelCustomizationJob",
        "arn:{partition}:bedrock:{region}:{account}:model-customization-job/{jobName}"),
    own("ModelCustomizationJob", "name"),
    states("ModelCustomizationJob", "create", "InProgress"),
    leads("StopModelCustomizationJob", "Stopped"),
    rejects("CreateModelCustomizationJob", "trainingDataConfig.s3Uri !~ s3://.*", "ValidationException",
            "Training data config is invalid"),
    rejects("CreateModelCustomizationJob", "validationDataConfig.validators.s3Uri !~ s3://.*",
            "ValidationException", "Validation data config is invalid"),
    rejects("CreateModelCustomizationJob", "outputDataConfig.s3Uri !~ s3://.*", "ValidationException",
            "Output data config is invalid"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::bedrock
