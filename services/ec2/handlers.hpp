// EC2's native operations, each in the file of its subject.
#pragma once

#include "services/ec2/state.hpp"

namespace understudy::ec2 {

// addresses.cpp
kit::Outcome allocate_address(Call& call, State& state);
kit::Outcome describe_addresses(Call& call, State& state);
kit::Outcome release_address(Call& call, State& state);
kit::Outcome associate_address(Call& call, State& state);
kit::Outcome disassociate_address(Call& call, State& state);
kit::Outcome describe_addresses_attribute(Call& call, State& state);
kit::Outcome modify_address_attribute(Call& call, State& state);
kit::Outcome reset_address_attribute(Call& call, State& state);

// cidr_reservations.cpp
kit::Outcome create_subnet_cidr_reservation(Call& call, State& state);
kit::Outcome delete_subnet_cidr_reservation(Call& call, State& state);
kit::Outcome get_subnet_cidr_reservations(Call& call, State& state);

// classic_links.cpp
kit::Outcome enable_vpc_classic_link(Call& call, State& state);
kit::Outcome disable_vpc_classic_link(Call& call, State& state);
kit::Outcome describe_vpc_classic_link(Call& call, State& state);
kit::Outcome enable_vpc_classic_link_dns_support(Call& call, State& state);
kit::Outcome disable_vpc_classic_link_dns_support(Call& call, State& state);
kit::Outcome describe_vpc_classic_link_dns_support(Call& call, State& state);

// dhcp_options.cpp
kit::Outcome create_dhcp_options(Call& call, State& state);
kit::Outcome describe_dhcp_options(Call& call, State& state);
kit::Outcome delete_dhcp_options(Call& call, State& state);
kit::Outcome associate_dhcp_options(Call& call, State& state);

// endpoints.cpp
kit::Outcome create_vpc_endpoint(Call& call, State& state);
kit::Outcome describe_vpc_endpoints(Call& call, State& state);
kit::Outcome modify_vpc_endpoint(Call& call, State& state);
kit::Outcome delete_vpc_endpoints(Call& call, State& state);
kit::Outcome describe_prefix_lists(Call& call, State& state);

// group_rules.cpp
kit::Outcome authorize_security_group_ingress(Call& call, State& state);
kit::Outcome authorize_security_group_egress(Call& call, State& state);
kit::Outcome revoke_security_group_ingress(Call& call, State& state);
kit::Outcome revoke_security_group_egress(Call& call, State& state);
kit::Outcome update_security_group_rule_descriptions_ingress(Call& call, State& state);
kit::Outcome update_security_group_rule_descriptions_egress(Call& call, State& state);
kit::Outcome modify_security_group_rules(Call& call, State& state);
kit::Outcome describe_security_group_rules(Call& call, State& state);

// groups.cpp
kit::Outcome create_security_group(Call& call, State& state);
kit::Outcome describe_security_groups(Call& call, State& state);
kit::Outcome get_security_groups_for_vpc(Call& call, State& state);
kit::Outcome delete_security_group(Call& call, State& state);
kit::Outcome describe_security_group_references(Call& call, State& state);

// image_attributes.cpp
kit::Outcome describe_image_attribute(Call& call, State& state);
kit::Outcome modify_image_attribute(Call& call, State& state);
kit::Outcome reset_image_attribute(Call& call, State& state);
kit::Outcome enable_image_deprecation(Call& call, State& state);
kit::Outcome disable_image_deprecation(Call& call, State& state);

// images.cpp
kit::Outcome describe_images(Call& call, State& state);
kit::Outcome create_image(Call& call, State& state);
kit::Outcome register_image(Call& call, State& state);
kit::Task copy_image(Call& call, State& state);
kit::Outcome deregister_image(Call& call, State& state);

// instance_attributes.cpp
kit::Outcome modify_instance_attribute(Call& call, State& state);
kit::Outcome describe_instance_attribute(Call& call, State& state);
kit::Outcome reset_instance_attribute(Call& call, State& state);
kit::Outcome modify_instance_metadata_options(Call& call, State& state);
kit::Outcome modify_instance_placement(Call& call, State& state);
kit::Outcome modify_instance_maintenance_options(Call& call, State& state);
kit::Outcome modify_private_dns_name_options(Call& call, State& state);
kit::Outcome modify_instance_cpu_options(Call& call, State& state);
kit::Outcome modify_instance_capacity_reservation_attributes(Call& call, State& state);
kit::Outcome describe_instance_credit_specifications(Call& call, State& state);
kit::Outcome modify_instance_credit_specification(Call& call, State& state);
kit::Outcome get_console_output(Call& call, State& state);

// instance_profiles.cpp
kit::Outcome associate_iam_instance_profile(Call& call, State& state);
kit::Outcome describe_iam_instance_profile_associations(Call& call, State& state);
kit::Outcome disassociate_iam_instance_profile(Call& call, State& state);
kit::Outcome replace_iam_instance_profile_association(Call& call, State& state);

// instance_states.cpp
kit::Outcome start_instances(Call& call, State& state);
kit::Outcome stop_instances(Call& call, State& state);
kit::Outcome terminate_instances(Call& call, State& state);
kit::Outcome reboot_instances(Call& call, State& state);
kit::Outcome monitor_instances(Call& call, State& state);
kit::Outcome unmonitor_instances(Call& call, State& state);

// instance_types.cpp
kit::Outcome describe_instance_types(Call& call, State& state);
kit::Outcome describe_instance_type_offerings(Call& call, State& state);

// instances.cpp
kit::Outcome describe_instances(Call& call, State& state);
kit::Outcome describe_instance_status(Call& call, State& state);

// interface_addresses.cpp
kit::Outcome assign_private_ip_addresses(Call& call, State& state);
kit::Outcome unassign_private_ip_addresses(Call& call, State& state);
kit::Outcome assign_ipv6_addresses(Call& call, State& state);
kit::Outcome unassign_ipv6_addresses(Call& call, State& state);
kit::Outcome describe_network_interface_attribute(Call& call, State& state);
kit::Outcome modify_network_interface_attribute(Call& call, State& state);
kit::Outcome reset_network_interface_attribute(Call& call, State& state);

// interfaces.cpp
kit::Outcome create_network_interface(Call& call, State& state);
kit::Outcome describe_network_interfaces(Call& call, State& state);
kit::Outcome delete_network_interface(Call& call, State& state);
kit::Outcome attach_network_interface(Call& call, State& state);
kit::Outcome detach_network_interface(Call& call, State& state);

// internet_gateways.cpp
kit::Outcome create_internet_gateway(Call& call, State& state);
kit::Outcome describe_internet_gateways(Call& call, State& state);
kit::Outcome delete_internet_gateway(Call& call, State& state);
kit::Outcome attach_internet_gateway(Call& call, State& state);
kit::Outcome detach_internet_gateway(Call& call, State& state);

// key_pairs.cpp
kit::Outcome create_key_pair(Call& call, State& state);
kit::Outcome import_key_pair(Call& call, State& state);
kit::Outcome describe_key_pairs(Call& call, State& state);
kit::Outcome delete_key_pair(Call& call, State& state);

// launch_templates.cpp
kit::Outcome create_launch_template(Call& call, State& state);
kit::Outcome create_launch_template_version(Call& call, State& state);
kit::Outcome describe_launch_templates(Call& call, State& state);
kit::Outcome describe_launch_template_versions(Call& call, State& state);
kit::Outcome modify_launch_template(Call& call, State& state);
kit::Outcome delete_launch_template(Call& call, State& state);
kit::Outcome delete_launch_template_versions(Call& call, State& state);
kit::Outcome get_launch_template_data(Call& call, State& state);

// network_acls.cpp
kit::Outcome create_network_acl(Call& call, State& state);
kit::Outcome describe_network_acls(Call& call, State& state);
kit::Outcome delete_network_acl(Call& call, State& state);
kit::Outcome create_network_acl_entry(Call& call, State& state);
kit::Outcome replace_network_acl_entry(Call& call, State& state);
kit::Outcome delete_network_acl_entry(Call& call, State& state);
kit::Outcome replace_network_acl_association(Call& call, State& state);

// regions.cpp
kit::Outcome describe_regions(Call& call, State& state);
kit::Outcome describe_availability_zones(Call& call, State& state);
kit::Outcome describe_account_attributes(Call& call, State& state);

// route_tables.cpp
kit::Outcome create_route_table(Call& call, State& state);
kit::Outcome describe_route_tables(Call& call, State& state);
kit::Outcome delete_route_table(Call& call, State& state);
kit::Outcome associate_route_table(Call& call, State& state);
kit::Outcome disassociate_route_table(Call& call, State& state);
kit::Outcome replace_route_table_association(Call& call, State& state);
kit::Outcome enable_vgw_route_propagation(Call& call, State& state);
kit::Outcome disable_vgw_route_propagation(Call& call, State& state);

// routes.cpp
kit::Outcome create_route(Call& call, State& state);
kit::Outcome replace_route(Call& call, State& state);
kit::Outcome delete_route(Call& call, State& state);

// run_instances.cpp
kit::Outcome run_instances(Call& call, State& state);

// snapshots.cpp
kit::Outcome create_snapshot(Call& call, State& state);
kit::Outcome create_snapshots(Call& call, State& state);
kit::Task copy_snapshot(Call& call, State& state);
kit::Outcome describe_snapshots(Call& call, State& state);
kit::Outcome delete_snapshot(Call& call, State& state);
kit::Outcome describe_snapshot_attribute(Call& call, State& state);
kit::Outcome modify_snapshot_attribute(Call& call, State& state);
kit::Outcome reset_snapshot_attribute(Call& call, State& state);
kit::Outcome enable_ebs_encryption_by_default(Call& call, State& state);
kit::Outcome disable_ebs_encryption_by_default(Call& call, State& state);
kit::Outcome get_ebs_encryption_by_default(Call& call, State& state);
kit::Outcome get_ebs_default_kms_key_id(Call& call, State& state);
kit::Outcome modify_ebs_default_kms_key_id(Call& call, State& state);
kit::Outcome reset_ebs_default_kms_key_id(Call& call, State& state);

// subnets.cpp
kit::Outcome create_subnet(Call& call, State& state);
kit::Outcome create_default_subnet(Call& call, State& state);
kit::Outcome describe_subnets(Call& call, State& state);
kit::Outcome delete_subnet(Call& call, State& state);
kit::Outcome modify_subnet_attribute(Call& call, State& state);
kit::Outcome associate_subnet_cidr_block(Call& call, State& state);
kit::Outcome disassociate_subnet_cidr_block(Call& call, State& state);

// tags.cpp
kit::Outcome create_tags(Call& call, State& state);
kit::Outcome delete_tags(Call& call, State& state);
kit::Outcome describe_tags(Call& call, State& state);

// volumes.cpp
kit::Outcome create_volume(Call& call, State& state);
kit::Outcome describe_volumes(Call& call, State& state);
kit::Outcome delete_volume(Call& call, State& state);
kit::Outcome attach_volume(Call& call, State& state);
kit::Outcome detach_volume(Call& call, State& state);
kit::Outcome modify_volume(Call& call, State& state);
kit::Outcome describe_volumes_modifications(Call& call, State& state);
kit::Outcome describe_volume_attribute(Call& call, State& state);
kit::Outcome modify_volume_attribute(Call& call, State& state);
kit::Outcome describe_volume_status(Call& call, State& state);
kit::Outcome enable_volume_io(Call& call, State& state);

// vpcs.cpp
kit::Outcome create_vpc(Call& call, State& state);
kit::Outcome create_default_vpc(Call& call, State& state);
kit::Outcome describe_vpcs(Call& call, State& state);
kit::Outcome delete_vpc(Call& call, State& state);
kit::Outcome describe_vpc_attribute(Call& call, State& state);
kit::Outcome modify_vpc_attribute(Call& call, State& state);
kit::Outcome modify_vpc_tenancy(Call& call, State& state);
kit::Outcome associate_vpc_cidr_block(Call& call, State& state);
kit::Outcome disassociate_vpc_cidr_block(Call& call, State& state);

}  // namespace understudy::ec2
