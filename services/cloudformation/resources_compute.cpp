// Types of functions, instances, containers and scaling.
#include "services/cloudformation/tables.hpp"

namespace understudy::cloudformation {
namespace {

constexpr Type types[] = {
    {"AWS::Lambda::Function", "lambda", "FunctionName", "@name", "Arn=#FunctionArn",
     R"(create CreateFunction FunctionName=@name Code Tags=Tags *
        update?Code UpdateFunctionCode FunctionName=@id S3Bucket=Code.S3Bucket S3Key=Code.S3Key S3ObjectVersion=Code.S3ObjectVersion ImageUri=Code.ImageUri ZipFile=Code.ZipFile
        update UpdateFunctionConfiguration FunctionName=@id Role Handler Description Timeout MemorySize VpcConfig Environment Runtime DeadLetterConfig KMSKeyArn=KmsKeyArn TracingConfig Layers EphemeralStorage LoggingConfig
        then?ReservedConcurrentExecutions PutFunctionConcurrency FunctionName=@id ReservedConcurrentExecutions
        update?Tags TagResource Resource=$Arn Tags
        delete DeleteFunction FunctionName=@id)"},
    {"AWS::Lambda::Permission", "lambda", "", "@stack+'-'+@logical+'-'+@random", "Id=@id",
     R"(create AddPermission StatementId=@id *
        delete RemovePermission FunctionName StatementId=@id)"},
    {"AWS::Lambda::EventSourceMapping", "lambda", "", "#UUID",
     "Id=@id EventSourceMappingArn=#EventSourceMappingArn",
     R"(create CreateEventSourceMapping *
        update UpdateEventSourceMapping UUID=@id *
        delete DeleteEventSourceMapping UUID=@id)"},
    {"AWS::Lambda::Version", "lambda", "", "#FunctionArn", "Version=#Version FunctionArn=@id",
     R"(create PublishVersion *
        delete DeleteFunction FunctionName Qualifier=$Version)"},
    {"AWS::Lambda::Alias", "lambda", "", "#AliasArn", "AliasArn=@id",
     R"(create CreateAlias *
        update UpdateAlias FunctionName Name FunctionVersion Description RoutingConfig
        delete DeleteAlias FunctionName Name)"},
    {"AWS::Lambda::LayerVersion", "lambda", "LayerName", "#LayerVersionArn",
     "LayerVersionArn=@id Version=#Version",
     R"(create PublishLayerVersion LayerName=@name *
        delete DeleteLayerVersion LayerName=@name VersionNumber=$Version)"},
    {"AWS::Lambda::Url", "lambda", "", "#FunctionArn", "FunctionUrl=#FunctionUrl FunctionArn=@id",
     R"(create CreateFunctionUrlConfig FunctionName=TargetFunctionArn *
        delete DeleteFunctionUrlConfig FunctionName=TargetFunctionArn)"},
    {"AWS::EC2::Instance", "ec2", "", "#Instances.0.InstanceId",
     "InstanceId=@id PrivateIp=#Reservations.0.Instances.0.PrivateIpAddress "
     "PublicIp=#Reservations.0.Instances.0.PublicIpAddress "
     "PrivateDnsName=#Reservations.0.Instances.0.PrivateDnsName "
     "PublicDnsName=#Reservations.0.Instances.0.PublicDnsName "
     "AvailabilityZone=#Reservations.0.Instances.0.Placement.AvailabilityZone "
     "VpcId=#Reservations.0.Instances.0.VpcId",
     R"(create RunInstances MinCount='1' MaxCount='1' InstanceType=InstanceType|'m1.small' Placement.AvailabilityZone=AvailabilityZone Placement.Tenancy=Tenancy Monitoring.Enabled=Monitoring SecurityGroups=SecurityGroups IamInstanceProfile.Name=IamInstanceProfile *
        then?Tags CreateTags Resources=@id Tags
        then@Volumes AttachVolume InstanceId=@id VolumeId=.VolumeId Device=.Device
        then?SourceDestCheck ModifyInstanceAttribute InstanceId=@id SourceDestCheck.Value=SourceDestCheck
        update?DisableApiTermination ModifyInstanceAttribute InstanceId=@id DisableApiTermination.Value=DisableApiTermination
        update?SecurityGroupIds ModifyInstanceAttribute InstanceId=@id Groups=SecurityGroupIds
        gone@Volumes DetachVolume InstanceId=@id VolumeId=.VolumeId
        read DescribeInstances InstanceIds=@id
        delete TerminateInstances InstanceIds=@id)",
     "GroupSet>Groups"},
    {"AWS::EC2::Volume", "ec2", "", "#VolumeId", "VolumeId=@id",
     R"(create CreateVolume *
        update ModifyVolume VolumeId=@id Size Iops VolumeType Throughput
        then?Tags CreateTags Resources=@id Tags
        delete DeleteVolume VolumeId=@id)"},
    {"AWS::EC2::VolumeAttachment", "ec2", "", "@stack+'-'+@logical+'-'+@random", "",
     R"(then AttachVolume InstanceId VolumeId Device
        delete DetachVolume InstanceId VolumeId)"},
    {"AWS::EC2::KeyPair", "ec2", "KeyName", "@name", "KeyPairId=#KeyPairId KeyFingerprint=#KeyFingerprint",
     R"(create?PublicKeyMaterial ImportKeyPair KeyName=@name PublicKeyMaterial
        create CreateKeyPair KeyName=@name KeyType KeyFormat *
        delete DeleteKeyPair KeyName=@id)"},
    {"AWS::EC2::LaunchTemplate", "ec2", "LaunchTemplateName", "#LaunchTemplate.LaunchTemplateId",
     "LaunchTemplateId=@id DefaultVersionNumber=#LaunchTemplate.DefaultVersionNumber "
     "LatestVersionNumber=#LaunchTemplateVersion.VersionNumber|#LaunchTemplate.LatestVersionNumber",
     R"(create CreateLaunchTemplate LaunchTemplateName=@name *
        update CreateLaunchTemplateVersion LaunchTemplateId=@id LaunchTemplateData VersionDescription
        delete DeleteLaunchTemplate LaunchTemplateId=@id)"},
    {"AWS::EC2::PlacementGroup", "ec2", "GroupName", "@name", "GroupName=@id",
     R"(create CreatePlacementGroup GroupName=@name Strategy PartitionCount
        delete DeletePlacementGroup GroupName=@id)"},
    {"AWS::AutoScaling::LaunchConfiguration", "autoscaling", "LaunchConfigurationName", "@name", "",
     R"(create CreateLaunchConfiguration LaunchConfigurationName=@name InstanceMonitoring.Enabled=InstanceMonitoring *
        delete DeleteLaunchConfiguration LaunchConfigurationName=@id)"},
    {"AWS::AutoScaling::AutoScalingGroup", "autoscaling", "AutoScalingGroupName", "@name", "",
     R"(create CreateAutoScalingGroup AutoScalingGroupName=@name VPCZoneIdentifier=@zones?VPCZoneIdentifier *
        update UpdateAutoScalingGroup AutoScalingGroupName=@id VPCZoneIdentifier=@zones?VPCZoneIdentifier *
        delete DeleteAutoScalingGroup AutoScalingGroupName=@id ForceDelete='true')",
     "Cooldown>DefaultCooldown"},
    {"AWS::AutoScaling::ScalingPolicy", "autoscaling", "PolicyName", "#PolicyARN", "Arn=@id PolicyName=@name",
     R"(put PutScalingPolicy PolicyName=@name *
        delete DeletePolicy PolicyName=@id AutoScalingGroupName)"},
    {"AWS::AutoScaling::LifecycleHook", "autoscaling", "LifecycleHookName", "@name", "",
     R"(put PutLifecycleHook LifecycleHookName=@name *
        delete DeleteLifecycleHook LifecycleHookName=@id AutoScalingGroupName)"},
    {"AWS::AutoScaling::ScheduledAction", "autoscaling", "ScheduledActionName", "@name",
     "ScheduledActionName=@id",
     R"(put PutScheduledUpdateGroupAction ScheduledActionName=@name *
        delete DeleteScheduledAction ScheduledActionName=@id AutoScalingGroupName)"},
    {"AWS::EC2::SpotFleet", "ec2", "", "#SpotFleetRequestId", "Id=@id",
     R"(create RequestSpotFleet SpotFleetRequestConfig=SpotFleetRequestConfigData
        delete CancelSpotFleetRequests SpotFleetRequestIds=@id TerminateInstances='true')"},
    {"AWS::ECS::Cluster", "ecs", "ClusterName", "@name", "Arn=#cluster.clusterArn",
     R"(create CreateCluster clusterName=@name tags=Tags settings=ClusterSettings *
        update UpdateCluster cluster=@id settings=ClusterSettings configuration=Configuration serviceConnectDefaults=ServiceConnectDefaults
        update?Tags TagResource resourceArn=$Arn tags=Tags
        delete DeleteCluster cluster=@id)"},
    {"AWS::ECS::TaskDefinition", "ecs", "", "#taskDefinition.taskDefinitionArn", "TaskDefinitionArn=@id",
     R"(create RegisterTaskDefinition family=Family|@stack+'-'+@logical+'-'+@random tags=Tags *
        delete DeregisterTaskDefinition taskDefinition=@id)",
     "EFSVolumeConfiguration>efsVolumeConfiguration FilesystemId>fileSystemId"},
    {"AWS::ECS::Service", "ecs", "ServiceName", "#service.serviceArn",
     "Name=#service.serviceName ServiceArn=@id",
     R"(create CreateService serviceName=@name desiredCount=DesiredCount|'1' cluster=Cluster tags=Tags *
        update UpdateService service=@id cluster=Cluster desiredCount=DesiredCount taskDefinition=TaskDefinition *
        update?Tags TagResource resourceArn=@id tags=Tags
        delete DeleteService service=@id cluster=Cluster force='true')"},
    {"AWS::ECS::CapacityProvider", "ecs", "Name", "@name", "",
     R"(create CreateCapacityProvider name=@name tags=Tags *
        delete DeleteCapacityProvider capacityProvider=@id)"},
    {"AWS::ECS::ClusterCapacityProviderAssociations", "ecs", "", "Cluster", "",
     R"(put PutClusterCapacityProviders *)"},
    {"AWS::ECR::Repository", "ecr", "RepositoryName", "@name",
     "Arn=#repository.repositoryArn RepositoryUri=#repository.repositoryUri",
     R"(create CreateRepository repositoryName=@name tags=Tags *
        then?RepositoryPolicyText SetRepositoryPolicy repositoryName=@id policyText=RepositoryPolicyText
        then?LifecyclePolicy PutLifecyclePolicy repositoryName=@id lifecyclePolicyText=LifecyclePolicy.LifecyclePolicyText
        update?ImageScanningConfiguration PutImageScanningConfiguration repositoryName=@id imageScanningConfiguration=ImageScanningConfiguration
        update?ImageTagMutability PutImageTagMutability repositoryName=@id imageTagMutability=ImageTagMutability
        delete DeleteRepository repositoryName=@id force=EmptyOnDelete)"},
    {"AWS::Batch::ComputeEnvironment", "batch", "ComputeEnvironmentName", "#computeEnvironmentArn",
     "ComputeEnvironmentArn=@id",
     R"(create CreateComputeEnvironment computeEnvironmentName=@name *
        delete DeleteComputeEnvironment computeEnvironment=@id)"},
    {"AWS::Batch::JobQueue", "batch", "JobQueueName", "#jobQueueArn", "JobQueueArn=@id",
     R"(create CreateJobQueue jobQueueName=@name *
        delete DeleteJobQueue jobQueue=@id)"},
    {"AWS::Batch::JobDefinition", "batch", "JobDefinitionName", "#jobDefinitionArn", "JobDefinitionArn=@id",
     R"(create RegisterJobDefinition jobDefinitionName=@name *
        delete DeregisterJobDefinition jobDefinition=@id)"},
};

}  // namespace

constinit const std::span<const Type> compute_types(types);

}  // namespace understudy::cloudformation
