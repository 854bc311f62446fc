// What the model does not say of Amazon SageMaker's resources.
#include "services/derived/hint.hpp"

namespace understudy::sagemaker {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("Endpoint", "ValidationException",
            "Could not find endpoint \"arn:{partition}:sagemaker:{region}:{account}:endpoint/{}\"."),
    missing("EndpointConfig", "ValidationException",
            "Could not find endpoint configuration "
            "\"arn:{partition}:sagemaker:{region}:{account}:endpoint-config/{}\"."),
    missing("Model", "ValidationException",
            "Could not find model \"arn:{partition}:sagemaker:{region}:{account}:model/{}\"."),
    missing("Cluster", "ValidationException", "Could not find cluster '{}'."),
    missing("TrainingJob|ProcessingJob|TransformJob", "ValidationException",
            "Could not find requested job with name: {}"),
    needs("CreateEndpointConfig", "ProductionVariants.ModelName", "Model"),
    needs("CreateEndpoint|UpdateEndpoint", "EndpointConfigName", "EndpointConfig"),
    arn("Cluster", "arn:{partition}:sagemaker:{region}:{account}:cluster/{ClusterName}"),
    value("NotebookInstance", "Url", "{NotebookInstanceName}.notebook.{region}.sagemaker.aws"),
    value("NotebookInstance", "DirectInternetAccess", "Enabled"),
    value("TrialComponent|Trial|Experiment", "DisplayName", "{own}"),
    value("Pipeline", "PipelineDisplayName", "{PipelineName}"),
    value("TransformJob", "TransformEndTime", "{now}"),
    binds("CreateNotebookInstance", "InstanceType"),
    binds("CreateEndpointConfig", "ProductionVariants.InstanceType"),
    rejects("CreateModelPackage", "ModelPackageName absent & ModelPackageGroupName absent",
            "ValidationException", "Missing ARN."),
    rejects("CreateModelPackage", "ModelPackageName given & ModelPackageGroupName given",
            "ValidationException",
            "Both ModelPackageName and ModelPackageGroupName are provided in the input. Cannot determine "
            "which one to use."),
    rejects("DeleteNotebookInstance", ".NotebookInstanceStatus !~ Stopped|Failed", "ValidationException",
            "Status ({NotebookInstanceStatus}) not in ([Stopped, Failed]). Unable to transition to "
            "(Deleting) for Notebook Instance ({arn})"),
    rejects("CreateCluster", "InstanceGroups.LifeCycleConfig.SourceS3Uri !~ (https|s3)://sagemaker-[^/]*.*",
            "ValidationException", "Enter a valid Amazon S3 bucket URL whose name begins with sagemaker-"),
    value("NotebookInstance", "VolumeSizeInGB", "5"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::sagemaker
