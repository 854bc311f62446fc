// Whole inputs for ECS: a cluster "c" with services, tasks, daemons and what they run on.
#include "tests/contract/examples.hpp"

namespace understudy::contract {
namespace {
constexpr std::string_view continue_service_deployment[] = {
    R"({"serviceDeploymentArn": "<serviceDeploymentArn>", "hookId": "<hookId>"})"};
constexpr std::string_view create_capacity_provider[] = {
    R"({"name": "own", "cluster": "c", "managedInstancesProvider": {"infrastructureRoleArn": "arn:aws:iam::123456789012:role/r", "instanceLaunchTemplate": {"ec2InstanceProfileArn": "arn:aws:iam::123456789012:instance-profile/p", "networkConfiguration": {"subnets": ["subnet-1"]}}}})",
    R"({"name": "group", "autoScalingGroupProvider": {"autoScalingGroupArn": "arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:a"}})"};
constexpr std::string_view create_cluster[] = {R"({"clusterName": "c"})", R"({"clusterName": "spare"})"};
constexpr std::string_view create_daemon[] = {
    R"({"daemonName": "d", "clusterArn": "c", "daemonTaskDefinitionArn": "agent", "capacityProviderArns": ["own"]})"};
constexpr std::string_view create_express_gateway_service[] = {
    R"({"serviceName": "shop", "cluster": "c", "executionRoleArn": "e", "infrastructureRoleArn": "i", "primaryContainer": {"image": "nginx"}})"};
constexpr std::string_view create_service[] = {
    R"({"cluster": "c", "serviceName": "s", "taskDefinition": "web", "desiredCount": 1, "launchType": "FARGATE"})",
    R"({"cluster": "c", "serviceName": "held", "taskDefinition": "web", "desiredCount": 1, "launchType": "FARGATE", "deploymentConfiguration": {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 1, "lifecycleHooks": [{"targetType": "PAUSE", "lifecycleStages": ["PRE_SCALE_UP", "POST_SCALE_UP"]}]}})",
    R"({"cluster": "c", "serviceName": "outside", "deploymentController": {"type": "EXTERNAL"}, "desiredCount": 1})"};
constexpr std::string_view create_task_set[] = {
    R"({"cluster": "c", "service": "outside", "taskDefinition": "web", "launchType": "FARGATE", "scale": {"value": 100.0, "unit": "PERCENT"}})"};
constexpr std::string_view delete_account_setting[] = {R"({"name": "taskLongArnFormat"})"};
constexpr std::string_view delete_attributes[] = {
    R"({"cluster": "c", "attributes": [{"name": "stack", "targetId": "<containerInstanceArn>"}]})"};
constexpr std::string_view delete_capacity_provider[] = {R"({"capacityProvider": "group"})"};
constexpr std::string_view delete_cluster[] = {R"({"cluster": "spare"})"};
constexpr std::string_view delete_daemon[] = {R"({"daemonArn": "c/d"})"};
constexpr std::string_view delete_daemon_task_definition[] = {R"({"daemonTaskDefinition": "agent:1"})"};
constexpr std::string_view delete_express_gateway_service[] = {R"({"serviceArn": "c/shop"})"};
constexpr std::string_view delete_service[] = {R"({"cluster": "c", "service": "s", "force": true})"};
constexpr std::string_view delete_task_definitions[] = {R"({"taskDefinitions": ["web:1"]})"};
constexpr std::string_view delete_task_set[] = {
    R"({"cluster": "c", "service": "outside", "taskSet": "<taskSetArn>", "force": true})"};
constexpr std::string_view deregister_container_instance[] = {
    R"({"cluster": "c", "containerInstance": "<containerInstanceArn>", "force": true})"};
constexpr std::string_view deregister_task_definition[] = {R"({"taskDefinition": "web:1"})"};
constexpr std::string_view describe_container_instances[] = {
    R"({"cluster": "c", "containerInstances": ["<containerInstanceArn>"]})"};
constexpr std::string_view describe_daemon[] = {R"({"daemonArn": "c/d"})"};
constexpr std::string_view describe_daemon_deployments[] = {
    R"({"daemonDeploymentArns": ["<deploymentArn>"]})"};
constexpr std::string_view describe_daemon_revisions[] = {
    R"({"daemonRevisionArns": ["<targetDaemonRevisionArn>"]})"};
constexpr std::string_view describe_daemon_task_definition[] = {R"({"daemonTaskDefinition": "agent"})"};
constexpr std::string_view describe_express_gateway_service[] = {R"({"serviceArn": "c/shop"})"};
constexpr std::string_view describe_service_deployments[] = {
    R"({"serviceDeploymentArns": ["<serviceDeploymentArn>"]})",
    R"({"serviceDeploymentArns": ["<currentServiceDeployment>"]})"};
constexpr std::string_view describe_service_revisions[] = {
    R"({"serviceRevisionArns": ["<currentServiceRevisionsArn>"]})"};
constexpr std::string_view describe_services[] = {R"({"cluster": "c", "services": ["s", "outside"]})",
                                                  R"({"cluster": "c", "services": ["held"]})"};
constexpr std::string_view describe_task_definition[] = {R"({"taskDefinition": "web"})"};
constexpr std::string_view describe_task_sets[] = {R"({"cluster": "c", "service": "outside"})"};
constexpr std::string_view describe_tasks[] = {R"({"cluster": "c", "tasks": ["<taskArn>"]})"};
constexpr std::string_view execute_command[] = {
    R"({"cluster": "c", "task": "<taskArn>", "command": "sh", "interactive": true})"};
constexpr std::string_view get_task_protection[] = {R"({"cluster": "c"})"};
constexpr std::string_view list_account_settings[] = {R"({"effectiveSettings": true})"};
constexpr std::string_view list_attributes[] = {R"({"cluster": "c", "targetType": "container-instance"})"};
constexpr std::string_view list_container_instances[] = {R"({"cluster": "c"})"};
constexpr std::string_view list_daemon_deployments[] = {R"({"daemonArn": "c/d"})"};
constexpr std::string_view list_service_deployments[] = {R"({"cluster": "c", "service": "s"})"};
constexpr std::string_view list_services[] = {R"({"cluster": "c"})"};
constexpr std::string_view list_tags_for_resource[] = {
    R"({"resourceArn": "arn:aws:ecs:us-east-1:123456789012:cluster/c"})"};
constexpr std::string_view list_tasks[] = {R"({"cluster": "c"})"};
constexpr std::string_view put_account_setting[] = {R"({"name": "taskLongArnFormat", "value": "enabled"})"};
constexpr std::string_view put_account_setting_default[] = {
    R"({"name": "containerInsights", "value": "enabled"})"};
constexpr std::string_view put_attributes[] = {
    R"({"cluster": "c", "attributes": [{"name": "stack", "value": "one", "targetId": "<containerInstanceArn>"}]})"};
constexpr std::string_view put_cluster_capacity_providers[] = {
    R"({"cluster": "c", "capacityProviders": ["FARGATE"], "defaultCapacityProviderStrategy": []})",
    R"({"cluster": "c", "capacityProviders": ["own"], "defaultCapacityProviderStrategy": [{"capacityProvider": "own", "weight": 1}]})"};
constexpr std::string_view register_container_instance[] = {R"({"cluster": "c"})"};
constexpr std::string_view register_daemon_task_definition[] = {
    R"({"family": "agent", "containerDefinitions": [{"name": "log", "image": "fluent", "cpu": 16, "memory": 16}]})"};
constexpr std::string_view register_task_definition[] = {
    R"({"family": "web", "containerDefinitions": [{"name": "app", "image": "nginx", "memory": 64}]})"};
constexpr std::string_view run_task[] = {
    R"({"cluster": "c", "taskDefinition": "web", "enableExecuteCommand": true})"};
constexpr std::string_view start_task[] = {
    R"({"cluster": "c", "taskDefinition": "web", "containerInstances": ["<containerInstanceArn>"], "enableExecuteCommand": true})"};
constexpr std::string_view stop_service_deployment[] = {
    R"({"serviceDeploymentArn": "<currentServiceDeployment>"})",
    R"({"serviceDeploymentArn": "<currentServiceDeployment>", "stopType": "ABORT"})"};
constexpr std::string_view stop_task[] = {R"({"cluster": "c", "task": "<taskArn>"})"};
constexpr std::string_view submit_attachment_state_changes[] = {
    R"({"cluster": "c", "attachments": [{"attachmentArn": "attachment/none", "status": "DETACHED"}]})"};
constexpr std::string_view submit_container_state_change[] = {
    R"({"cluster": "c", "task": "<taskArn>", "containerName": "app", "status": "RUNNING"})"};
constexpr std::string_view submit_task_state_change[] = {
    R"({"cluster": "c", "task": "<taskArn>", "status": "RUNNING", "managedAgents": [{"containerName": "app", "managedAgentName": "ExecuteCommandAgent", "status": "RUNNING"}]})"};
constexpr std::string_view tag_resource[] = {
    R"({"resourceArn": "arn:aws:ecs:us-east-1:123456789012:cluster/c", "tags": [{"key": "a", "value": "b"}]})"};
constexpr std::string_view untag_resource[] = {
    R"({"resourceArn": "arn:aws:ecs:us-east-1:123456789012:cluster/c", "tagKeys": ["a"]})"};
constexpr std::string_view update_capacity_provider[] = {
    R"({"name": "group", "autoScalingGroupProvider": {"managedTerminationProtection": "DISABLED"}})"};
constexpr std::string_view update_cluster[] = {
    R"({"cluster": "c", "settings": [{"name": "containerInsights", "value": "enabled"}]})"};
constexpr std::string_view update_cluster_settings[] = {
    R"({"cluster": "c", "settings": [{"name": "containerInsights", "value": "disabled"}]})"};
constexpr std::string_view update_container_agent[] = {
    R"({"cluster": "c", "containerInstance": "<containerInstanceArn>"})"};
constexpr std::string_view update_container_instances_state[] = {
    R"({"cluster": "c", "containerInstances": ["<containerInstanceArn>"], "status": "ACTIVE"})"};
constexpr std::string_view update_daemon[] = {
    R"({"daemonArn": "c/d", "daemonTaskDefinitionArn": "agent", "capacityProviderArns": ["own"]})"};
constexpr std::string_view update_express_gateway_service[] = {
    R"({"serviceArn": "c/shop", "cpu": "512", "memory": "1024"})"};
constexpr std::string_view update_service[] = {
    R"({"cluster": "c", "service": "s", "desiredCount": 2, "forceNewDeployment": true})"};
constexpr std::string_view update_service_primary_task_set[] = {
    R"({"cluster": "c", "service": "outside", "primaryTaskSet": "<taskSetArn>"})"};
constexpr std::string_view update_task_protection[] = {
    R"({"cluster": "c", "tasks": ["<taskArn>"], "protectionEnabled": true})"};
constexpr std::string_view update_task_set[] = {
    R"({"cluster": "c", "service": "outside", "taskSet": "<taskSetArn>", "scale": {"value": 50.0, "unit": "PERCENT"}})"};

constexpr Example all[] = {
    {"ContinueServiceDeployment", continue_service_deployment},
    {"CreateCapacityProvider", create_capacity_provider},
    {"CreateCluster", create_cluster},
    {"CreateDaemon", create_daemon},
    {"CreateExpressGatewayService", create_express_gateway_service},
    {"CreateService", create_service},
    {"CreateTaskSet", create_task_set},
    {"DeleteAccountSetting", delete_account_setting},
    {"DeleteAttributes", delete_attributes},
    {"DeleteCapacityProvider", delete_capacity_provider},
    {"DeleteCluster", delete_cluster},
    {"DeleteDaemon", delete_daemon},
    {"DeleteDaemonTaskDefinition", delete_daemon_task_definition},
    {"DeleteExpressGatewayService", delete_express_gateway_service},
    {"DeleteService", delete_service},
    {"DeleteTaskDefinitions", delete_task_definitions},
    {"DeleteTaskSet", delete_task_set},
    {"DeregisterContainerInstance", deregister_container_instance},
    {"DeregisterTaskDefinition", deregister_task_definition},
    {"DescribeContainerInstances", describe_container_instances},
    {"DescribeDaemon", describe_daemon},
    {"DescribeDaemonDeployments", describe_daemon_deployments},
    {"DescribeDaemonRevisions", describe_daemon_revisions},
    {"DescribeDaemonTaskDefinition", describe_daemon_task_definition},
    {"DescribeExpressGatewayService", describe_express_gateway_service},
    {"DescribeServiceDeployments", describe_service_deployments},
    {"DescribeServiceRevisions", describe_service_revisions},
    {"DescribeServices", describe_services},
    {"DescribeTaskDefinition", describe_task_definition},
    {"DescribeTaskSets", describe_task_sets},
    {"DescribeTasks", describe_tasks},
    {"ExecuteCommand", execute_command},
    {"GetTaskProtection", get_task_protection},
    {"ListAccountSettings", list_account_settings},
    {"ListAttributes", list_attributes},
    {"ListContainerInstances", list_container_instances},
    {"ListDaemonDeployments", list_daemon_deployments},
    {"ListServiceDeployments", list_service_deployments},
    {"ListServices", list_services},
    {"ListTagsForResource", list_tags_for_resource},
    {"ListTasks", list_tasks},
    {"PutAccountSetting", put_account_setting},
    {"PutAccountSettingDefault", put_account_setting_default},
    {"PutAttributes", put_attributes},
    {"PutClusterCapacityProviders", put_cluster_capacity_providers},
    {"RegisterContainerInstance", register_container_instance},
    {"RegisterDaemonTaskDefinition", register_daemon_task_definition},
    {"RegisterTaskDefinition", register_task_definition},
    {"RunTask", run_task},
    {"StartTask", start_task},
    {"StopServiceDeployment", stop_service_deployment},
    {"StopTask", stop_task},
    {"SubmitAttachmentStateChanges", submit_attachment_state_changes},
    {"SubmitContainerStateChange", submit_container_state_change},
    {"SubmitTaskStateChange", submit_task_state_change},
    {"TagResource", tag_resource},
    {"UntagResource", untag_resource},
    {"UpdateCapacityProvider", update_capacity_provider},
    {"UpdateCluster", update_cluster},
    {"UpdateClusterSettings", update_cluster_settings},
    {"UpdateContainerAgent", update_container_agent},
    {"UpdateContainerInstancesState", update_container_instances_state},
    {"UpdateDaemon", update_daemon},
    {"UpdateExpressGatewayService", update_express_gateway_service},
    {"UpdateService", update_service},
    {"UpdateServicePrimaryTaskSet", update_service_primary_task_set},
    {"UpdateTaskProtection", update_task_protection},
    {"UpdateTaskSet", update_task_set},
};
static_assert(std::ranges::is_sorted(all, {}, &Example::operation));

}  // namespace

const std::span<const Example> ecs_examples = all;

}  // namespace understudy::contract
