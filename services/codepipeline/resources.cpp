// What the model does not say of AWS CodePipeline's resources.
#include "services/derived/hint.hpp"

namespace understudy::codepipeline {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("Pipeline", "PipelineNotFoundException",
            "Account '{account}' does not have a pipeline with name '{}'"),
    missing("UpdatePipeline", "ResourceNotFoundException",
            "The account with id '{account}' does not include a pipeline with the name '{}'"),
    exists("Pipeline", "InvalidStructureException",
           "A pipeline with the name '{}' already exists in account '{account}'"),
    forgives("DeletePipeline"),
    arn("Pipeline", "arn:{partition}:codepipeline:{region}:{account}:{name}"),
    value("Pipeline", "metadata", R"({"created":"{now}","updated":"{now}","pipelineArn":"{arn}"})"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::codepipeline
