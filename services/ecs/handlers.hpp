// ECS's operations, each in the file of its subject.
#pragma once

#include "services/ecs/parts.hpp"

namespace understudy::ecs {

// clusters.cpp
kit::Outcome create_cluster(Call& call, State& state);
kit::Outcome describe_clusters(Call& call, State& state);
kit::Outcome list_clusters(Call& call, State& state);
kit::Outcome delete_cluster(Call& call, State& state);
kit::Outcome update_cluster(Call& call, State& state);
kit::Outcome update_cluster_settings(Call& call, State& state);
kit::Outcome put_cluster_capacity_providers(Call& call, State& state);
// definitions.cpp
kit::Outcome register_task_definition(Call& call, State& state);
kit::Outcome describe_task_definition(Call& call, State& state);
kit::Outcome deregister_task_definition(Call& call, State& state);
kit::Outcome delete_task_definitions(Call& call, State& state);
kit::Outcome list_task_definitions(Call& call, State& state);
kit::Outcome list_task_definition_families(Call& call, State& state);
// services.cpp
kit::Task create_service(Call& call, State& state);
kit::Outcome update_service(Call& call, State& state);
kit::Outcome delete_service(Call& call, State& state);
kit::Outcome describe_services(Call& call, State& state);
kit::Outcome list_services(Call& call, State& state);
kit::Outcome list_services_by_namespace(Call& call, State& state);
// task_sets.cpp
kit::Outcome create_task_set(Call& call, State& state);
kit::Outcome describe_task_sets(Call& call, State& state);
kit::Outcome update_task_set(Call& call, State& state);
kit::Outcome update_service_primary_task_set(Call& call, State& state);
kit::Outcome delete_task_set(Call& call, State& state);
// rollouts.cpp
kit::Outcome list_service_deployments(Call& call, State& state);
kit::Outcome describe_service_deployments(Call& call, State& state);
kit::Outcome describe_service_revisions(Call& call, State& state);
kit::Outcome stop_service_deployment(Call& call, State& state);
// launching.cpp
kit::Task run_task(Call& call, State& state);
kit::Outcome start_task(Call& call, State& state);
// tasks.cpp
kit::Outcome describe_tasks(Call& call, State& state);
kit::Outcome list_tasks(Call& call, State& state);
kit::Outcome stop_task(Call& call, State& state);
kit::Outcome execute_command(Call& call, State& state);
kit::Outcome get_task_protection(Call& call, State& state);
kit::Outcome update_task_protection(Call& call, State& state);
// submitting.cpp
kit::Outcome submit_container_state_change(Call& call, State& state);
kit::Outcome submit_task_state_change(Call& call, State& state);
kit::Outcome submit_attachment_state_changes(Call& call, State& state);
// instances.cpp
kit::Outcome register_container_instance(Call& call, State& state);
kit::Outcome deregister_container_instance(Call& call, State& state);
kit::Outcome describe_container_instances(Call& call, State& state);
kit::Outcome list_container_instances(Call& call, State& state);
kit::Outcome update_container_instances_state(Call& call, State& state);
kit::Outcome update_container_agent(Call& call, State& state);
kit::Outcome put_attributes(Call& call, State& state);
kit::Outcome delete_attributes(Call& call, State& state);
kit::Outcome list_attributes(Call& call, State& state);
kit::Outcome discover_poll_endpoint(Call& call, State& state);
// providers.cpp
kit::Outcome create_capacity_provider(Call& call, State& state);
kit::Outcome update_capacity_provider(Call& call, State& state);
kit::Outcome delete_capacity_provider(Call& call, State& state);
kit::Outcome describe_capacity_providers(Call& call, State& state);
// settings.cpp
kit::Outcome put_account_setting(Call& call, State& state);
kit::Outcome put_account_setting_default(Call& call, State& state);
kit::Outcome delete_account_setting(Call& call, State& state);
kit::Outcome list_account_settings(Call& call, State& state);
// hooks.cpp
kit::Outcome continue_service_deployment(Call& call, State& state);
// daemons.cpp
kit::Outcome create_daemon(Call& call, State& state);
kit::Outcome update_daemon(Call& call, State& state);
kit::Outcome delete_daemon(Call& call, State& state);
kit::Outcome describe_daemon(Call& call, State& state);
kit::Outcome list_daemons(Call& call, State& state);
// daemon_definitions.cpp
kit::Outcome register_daemon_task_definition(Call& call, State& state);
kit::Outcome describe_daemon_task_definition(Call& call, State& state);
kit::Outcome delete_daemon_task_definition(Call& call, State& state);
kit::Outcome list_daemon_task_definitions(Call& call, State& state);
// daemon_rollouts.cpp
kit::Outcome list_daemon_deployments(Call& call, State& state);
kit::Outcome describe_daemon_deployments(Call& call, State& state);
kit::Outcome describe_daemon_revisions(Call& call, State& state);
// express.cpp
kit::Task create_express_gateway_service(Call& call, State& state);
kit::Outcome update_express_gateway_service(Call& call, State& state);
kit::Outcome delete_express_gateway_service(Call& call, State& state);
kit::Outcome describe_express_gateway_service(Call& call, State& state);
// tagging.cpp
kit::Outcome tag_resource(Call& call, State& state);
kit::Outcome untag_resource(Call& call, State& state);
kit::Outcome list_tags_for_resource(Call& call, State& state);

}  // namespace understudy::ecs
