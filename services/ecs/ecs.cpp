// ECS as the registry sees it: its operations by name, its state and its lifecycle.
#include "services/ecs/ecs.hpp"

#include "services/ecs/handlers.hpp"

namespace understudy::ecs {
namespace {

constexpr kit::Operation operations[] = {
    {"ContinueServiceDeployment", kit::on<continue_service_deployment>},
    {"CreateCapacityProvider", kit::on<create_capacity_provider>},
    {"CreateCluster", kit::on<create_cluster>},
    {"CreateDaemon", kit::on<create_daemon>},
    {"CreateExpressGatewayService", kit::on<create_express_gateway_service>},
    {"CreateService", kit::on<create_service>},
    {"CreateTaskSet", kit::on<create_task_set>},
    {"DeleteAccountSetting", kit::on<delete_account_setting>},
    {"DeleteAttributes", kit::on<delete_attributes>},
    {"DeleteCapacityProvider", kit::on<delete_capacity_provider>},
    {"DeleteCluster", kit::on<delete_cluster>},
    {"DeleteDaemon", kit::on<delete_daemon>},
    {"DeleteDaemonTaskDefinition", kit::on<delete_daemon_task_definition>},
    {"DeleteExpressGatewayService", kit::on<delete_express_gateway_service>},
    {"DeleteService", kit::on<delete_service>},
    {"DeleteTaskDefinitions", kit::on<delete_task_definitions>},
    {"DeleteTaskSet", kit::on<delete_task_set>},
    {"DeregisterContainerInstance", kit::on<deregister_container_instance>},
    {"DeregisterTaskDefinition", kit::on<deregister_task_definition>},
    {"DescribeCapacityProviders", kit::on<describe_capacity_providers>},
    {"DescribeClusters", kit::on<describe_clusters>},
    {"DescribeContainerInstances", kit::on<describe_container_instances>},
    {"DescribeDaemon", kit::on<describe_daemon>},
    {"DescribeDaemonDeployments", kit::on<describe_daemon_deployments>},
    {"DescribeDaemonRevisions", kit::on<describe_daemon_revisions>},
    {"DescribeDaemonTaskDefinition", kit::on<describe_daemon_task_definition>},
    {"DescribeExpressGatewayService", kit::on<describe_express_gateway_service>},
    {"DescribeServiceDeployments", kit::on<describe_service_deployments>},
    {"DescribeServiceRevisions", kit::on<describe_service_revisions>},
    {"DescribeServices", kit::on<describe_services>},
    {"DescribeTaskDefinition", kit::on<describe_task_definition>},
    {"DescribeTaskSets", kit::on<describe_task_sets>},
    {"DescribeTasks", kit::on<describe_tasks>},
    {"DiscoverPollEndpoint", kit::on<discover_poll_endpoint>},
    {"ExecuteCommand", kit::on<execute_command>},
    {"GetTaskProtection", kit::on<get_task_protection>},
    {"ListAccountSettings", kit::on<list_account_settings>},
    {"ListAttributes", kit::on<list_attributes>},
    {"ListClusters", kit::on<list_clusters>},
    {"ListContainerInstances", kit::on<list_container_instances>},
    {"ListDaemonDeployments", kit::on<list_daemon_deployments>},
    {"ListDaemonTaskDefinitions", kit::on<list_daemon_task_definitions>},
    {"ListDaemons", kit::on<list_daemons>},
    {"ListServiceDeployments", kit::on<list_service_deployments>},
    {"ListServices", kit::on<list_services>},
    {"ListServicesByNamespace", kit::on<list_services_by_namespace>},
    {"ListTagsForResource", kit::on<list_tags_for_resource>},
    {"ListTaskDefinitionFamilies", kit::on<list_task_definition_families>},
    {"ListTaskDefinitions", kit::on<list_task_definitions>},
    {"ListTasks", kit::on<list_tasks>},
    {"PutAccountSetting", kit::on<put_account_setting>},
    {"PutAccountSettingDefault", kit::on<put_account_setting_default>},
    {"PutAttributes", kit::on<put_attributes>},
    {"PutClusterCapacityProviders", kit::on<put_cluster_capacity_providers>},
    {"RegisterContainerInstance", kit::on<register_container_instance>},
    {"RegisterDaemonTaskDefinition", kit::on<register_daemon_task_definition>},
    {"RegisterTaskDefinition", kit::on<register_task_definition>},
    {"RunTask", kit::on<run_task>},
    {"StartTask", kit::on<start_task>},
    {"StopServiceDeployment", kit::on<stop_service_deployment>},
    {"StopTask", kit::on<stop_task>},
    {"SubmitAttachmentStateChanges", kit::on<submit_attachment_state_changes>},
    {"SubmitContainerStateChange", kit::on<submit_container_state_change>},
    {"SubmitTaskStateChange", kit::on<submit_task_state_change>},
    {"TagResource", kit::on<tag_resource>},
    {"UntagResource", kit::on<untag_resource>},
    {"UpdateCapacityProvider", kit::on<update_capacity_provider>},
    {"UpdateCluster", kit::on<update_cluster>},
    {"UpdateClusterSettings", kit::on<update_cluster_settings>},
    {"UpdateContainerAgent", kit::on<update_container_agent>},
    {"UpdateContainerInstancesState", kit::on<update_container_instances_state>},
    {"UpdateDaemon", kit::on<update_daemon>},
    {"UpdateExpressGatewayService", kit::on<update_express_gateway_service>},
    {"UpdateService", kit::on<update_service>},
    {"UpdateServicePrimaryTaskSet", kit::on<update_service_primary_task_set>},
    {"UpdateTaskProtection", kit::on<update_task_protection>},
    {"UpdateTaskSet", kit::on<update_task_set>},
};

constexpr const kit::Lifecycle* lifecycles[] = {&task_lifecycle, &agent_lifecycle};

}  // namespace

constinit const kit::Service service{
    "ecs", kit::Scope::regional, operations, kit::make_state<State>, nullptr, {}, lifecycles};

}  // namespace understudy::ecs
