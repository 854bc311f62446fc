// EC2: networks, instances, storage and what they need. The rest of EC2 is played from its model.
//
// g++ 12 takes rows with a base for uninitialized where views of this state are read; they are not.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#include "services/ec2/ec2.hpp"

#include <algorithm>
#include <array>

#include "services/derived/engine.hpp"
#include "services/ec2/endpoint_services.hpp"
#include "services/ec2/handlers.hpp"
#include "services/ec2/networks.hpp"
#include "services/ec2/references.hpp"
#include "services/kit/checked.hpp"

namespace understudy::ec2 {
namespace {

constexpr kit::Error dry_run{"DryRunOperation", "Request would have succeeded, but DryRun flag is set.", 412};

// A dry run asks whether the caller may, not whether things are in a state for it.
constexpr std::array<std::string_view, 4> unseen_by_dry_runs{"DependencyViolation", "IncorrectInstanceState",
                                                             "IncorrectState", "OperationNotPermitted"};

// What every operation has about it. A dry run is a run whose success is refused: nothing of it stays.
kit::Outcome around(kit::Call& call, kit::Turn& turn, kit::AnyState& state, kit::Handler run,
                    bool settles = true) {
  if (settles) settle_in(kit::state_of<State>(state), turn);
  kit::Outcome outcome;
  try {
    outcome = run(call, turn, state);
  } catch (const kit::Failure& failure) {
    outcome = failure;
  }
  if (!In(call.input)["DryRun"].boolean()) return outcome;
  const kit::Failure* failure = outcome.failure();
  if (!failure || std::ranges::count(unseen_by_dry_runs, failure->code)) return dry_run;
  return outcome;
}

template <auto F>
kit::Outcome native(kit::Call& call, kit::Turn& turn, kit::AnyState& state) {
  return around(call, turn, state, kit::on<F>);
}

// One that asks other shards first: nothing may have changed by then, so it settles in by itself.
template <auto F>
kit::Outcome asking(kit::Call& call, kit::Turn& turn, kit::AnyState& state) {
  return around(call, turn, state, kit::on<F>, false);
}

// Played resources may lie in native ones: these must be there.
void check_natives(const In& in, const State& state) {
  const auto check = [&](Key member, const auto& family, const Kind& kind) {
    if (const In id = in[member]; !id.text().empty()) need(family, id.text(), kind);
  };
  check("VpcId", state.vpcs, kinds::vpc);
  check("SubnetId", state.subnets, kinds::subnet);
  check("AllocationId", state.addresses, kinds::address);
  for (const In id : in["SubnetIds"]) need(state.subnets, id.text(), kinds::subnet);
  for (const In id : in["RouteTableIds"]) need(state.route_tables, id.text(), kinds::route_table);
  for (const In id : in["SecurityGroupIds"]) need(state.groups, id.text(), kinds::group);
}

kit::Outcome play(kit::Call& call, kit::Turn& turn, kit::AnyState& any) {
  if (std::ranges::binary_search(unwritten, call.operation_name))
    return kit::Error{"NotImplemented", "The operation {} of ec2 is not played by this server.", 501}.says(
        call.operation_name);
  State& state = kit::state_of<State>(any);
  check_natives(In(call.input), state);
  return derived::play_on(call, turn, state.records, &service);
}

kit::Outcome play_rest(kit::Call& call, kit::Turn& turn, kit::AnyState& state) {
  return around(call, turn, state, play);
}

constexpr kit::Operation operations[] = {
    {"", play_rest},  // the rest of EC2
    {"AllocateAddress", native<allocate_address>},
    {"AssignIpv6Addresses", native<assign_ipv6_addresses>},
    {"AssignPrivateIpAddresses", native<assign_private_ip_addresses>},
    {"AssociateAddress", native<associate_address>},
    {"AssociateDhcpOptions", native<associate_dhcp_options>},
    {"AssociateIamInstanceProfile", native<associate_iam_instance_profile>},
    {"AssociateRouteTable", native<associate_route_table>},
    {"AssociateSubnetCidrBlock", native<associate_subnet_cidr_block>},
    {"AssociateVpcCidrBlock", native<associate_vpc_cidr_block>},
    {"AttachInternetGateway", native<attach_internet_gateway>},
    {"AttachNetworkInterface", native<attach_network_interface>},
    {"AttachVolume", native<attach_volume>},
    {"AuthorizeSecurityGroupEgress", native<authorize_security_group_egress>},
    {"AuthorizeSecurityGroupIngress", native<authorize_security_group_ingress>},
    {"CopyImage", asking<copy_image>},
    {"CopySnapshot", asking<copy_snapshot>},
    {"CreateDefaultSubnet", native<create_default_subnet>},
    {"CreateDefaultVpc", native<create_default_vpc>},
    {"CreateDhcpOptions", native<create_dhcp_options>},
    {"CreateImage", native<create_image>},
    {"CreateInternetGateway", native<create_internet_gateway>},
    {"CreateKeyPair", asking<create_key_pair>},
    {"CreateLaunchTemplate", native<create_launch_template>},
    {"CreateLaunchTemplateVersion", native<create_launch_template_version>},
    {"CreateNetworkAcl", native<create_network_acl>},
    {"CreateNetworkAclEntry", native<create_network_acl_entry>},
    {"CreateNetworkInterface", native<create_network_interface>},
    {"CreateRoute", native<create_route>},
    {"CreateRouteTable", native<create_route_table>},
    {"CreateSecurityGroup", native<create_security_group>},
    {"CreateSnapshot", native<create_snapshot>},
    {"CreateSnapshots", native<create_snapshots>},
    {"CreateSubnet", native<create_subnet>},
    {"CreateSubnetCidrReservation", native<create_subnet_cidr_reservation>},
    {"CreateTags", native<create_tags>},
    {"CreateVolume", native<create_volume>},
    {"CreateVpc", native<create_vpc>},
    {"CreateVpcEndpoint", native<create_vpc_endpoint>},
    {"DeleteDhcpOptions", native<delete_dhcp_options>},
    {"DeleteInternetGateway", native<delete_internet_gateway>},
    {"DeleteKeyPair", native<delete_key_pair>},
    {"DeleteLaunchTemplate", native<delete_launch_template>},
    {"DeleteLaunchTemplateVersions", native<delete_launch_template_versions>},
    {"DeleteNetworkAcl", native<delete_network_acl>},
    {"DeleteNetworkAclEntry", native<delete_network_acl_entry>},
    {"DeleteNetworkInterface", native<delete_network_interface>},
    {"DeleteRoute", native<delete_route>},
    {"DeleteRouteTable", native<delete_route_table>},
    {"DeleteSecurityGroup", native<delete_security_group>},
    {"DeleteSnapshot", native<delete_snapshot>},
    {"DeleteSubnet", native<delete_subnet>},
    {"DeleteSubnetCidrReservation", native<delete_subnet_cidr_reservation>},
    {"DeleteTags", native<delete_tags>},
    {"DeleteVolume", native<delete_volume>},
    {"DeleteVpc", native<delete_vpc>},
    {"DeleteVpcEndpoints", native<delete_vpc_endpoints>},
    {"DeregisterImage", native<deregister_image>},
    {"DescribeAccountAttributes", native<describe_account_attributes>},
    {"DescribeAddresses", native<describe_addresses>},
    {"DescribeAddressesAttribute", native<describe_addresses_attribute>},
    {"DescribeAvailabilityZones", native<describe_availability_zones>},
    {"DescribeDhcpOptions", native<describe_dhcp_options>},
    {"DescribeIamInstanceProfileAssociations", native<describe_iam_instance_profile_associations>},
    {"DescribeImageAttribute", native<describe_image_attribute>},
    {"DescribeImages", native<describe_images>},
    {"DescribeInstanceAttribute", native<describe_instance_attribute>},
    {"DescribeInstanceCreditSpecifications", native<describe_instance_credit_specifications>},
    {"DescribeInstanceStatus", native<describe_instance_status>},
    {"DescribeInstanceTypeOfferings", native<describe_instance_type_offerings>},
    {"DescribeInstanceTypes", native<describe_instance_types>},
    {"DescribeInstances", native<describe_instances>},
    {"DescribeInternetGateways", native<describe_internet_gateways>},
    {"DescribeKeyPairs", native<describe_key_pairs>},
    {"DescribeLaunchTemplateVersions", native<describe_launch_template_versions>},
    {"DescribeLaunchTemplates", native<describe_launch_templates>},
    {"DescribeNetworkAcls", native<describe_network_acls>},
    {"DescribeNetworkInterfaceAttribute", native<describe_network_interface_attribute>},
    {"DescribeNetworkInterfaces", native<describe_network_interfaces>},
    {"DescribePrefixLists", native<describe_prefix_lists>},
    {"DescribeRegions", native<describe_regions>},
    {"DescribeRouteTables", native<describe_route_tables>},
    {"DescribeSecurityGroupReferences", native<describe_security_group_references>},
    {"DescribeSecurityGroupRules", native<describe_security_group_rules>},
    {"DescribeSecurityGroups", native<describe_security_groups>},
    {"DescribeSnapshotAttribute", native<describe_snapshot_attribute>},
    {"DescribeSnapshots", native<describe_snapshots>},
    {"DescribeSubnets", native<describe_subnets>},
    {"DescribeTags", native<describe_tags>},
    {"DescribeVolumeAttribute", native<describe_volume_attribute>},
    {"DescribeVolumeStatus", native<describe_volume_status>},
    {"DescribeVolumes", native<describe_volumes>},
    {"DescribeVolumesModifications", native<describe_volumes_modifications>},
    {"DescribeVpcAttribute", native<describe_vpc_attribute>},
    {"DescribeVpcClassicLink", native<describe_vpc_classic_link>},
    {"DescribeVpcClassicLinkDnsSupport", native<describe_vpc_classic_link_dns_support>},
    {"DescribeVpcEndpointAssociations", native<describe_vpc_endpoint_associations>},
    {"DescribeVpcEndpointServices", native<describe_vpc_endpoint_services>},
    {"DescribeVpcEndpoints", native<describe_vpc_endpoints>},
    {"DescribeVpcs", native<describe_vpcs>},
    {"DetachInternetGateway", native<detach_internet_gateway>},
    {"DetachNetworkInterface", native<detach_network_interface>},
    {"DetachVolume", native<detach_volume>},
    {"DisableEbsEncryptionByDefault", native<disable_ebs_encryption_by_default>},
    {"DisableImageDeprecation", native<disable_image_deprecation>},
    {"DisableVgwRoutePropagation", native<disable_vgw_route_propagation>},
    {"DisableVpcClassicLink", native<disable_vpc_classic_link>},
    {"DisableVpcClassicLinkDnsSupport", native<disable_vpc_classic_link_dns_support>},
    {"DisassociateAddress", native<disassociate_address>},
    {"DisassociateIamInstanceProfile", native<disassociate_iam_instance_profile>},
    {"DisassociateRouteTable", native<disassociate_route_table>},
    {"DisassociateSubnetCidrBlock", native<disassociate_subnet_cidr_block>},
    {"DisassociateVpcCidrBlock", native<disassociate_vpc_cidr_block>},
    {"EnableEbsEncryptionByDefault", native<enable_ebs_encryption_by_default>},
    {"EnableImageDeprecation", native<enable_image_deprecation>},
    {"EnableVgwRoutePropagation", native<enable_vgw_route_propagation>},
    {"EnableVolumeIO", native<enable_volume_io>},
    {"EnableVpcClassicLink", native<enable_vpc_classic_link>},
    {"EnableVpcClassicLinkDnsSupport", native<enable_vpc_classic_link_dns_support>},
    {"GetConsoleOutput", native<get_console_output>},
    {"GetEbsDefaultKmsKeyId", native<get_ebs_default_kms_key_id>},
    {"GetEbsEncryptionByDefault", native<get_ebs_encryption_by_default>},
    {"GetLaunchTemplateData", native<get_launch_template_data>},
    {"GetSecurityGroupsForVpc", native<get_security_groups_for_vpc>},
    {"GetSubnetCidrReservations", native<get_subnet_cidr_reservations>},
    {"ImportKeyPair", native<import_key_pair>},
    {"ModifyAddressAttribute", native<modify_address_attribute>},
    {"ModifyEbsDefaultKmsKeyId", native<modify_ebs_default_kms_key_id>},
    {"ModifyImageAttribute", native<modify_image_attribute>},
    {"ModifyInstanceAttribute", native<modify_instance_attribute>},
    {"ModifyInstanceCapacityReservationAttributes", native<modify_instance_capacity_reservation_attributes>},
    {"ModifyInstanceCpuOptions", native<modify_instance_cpu_options>},
    {"ModifyInstanceCreditSpecification", native<modify_instance_credit_specification>},
    {"ModifyInstanceMaintenanceOptions", native<modify_instance_maintenance_options>},
    {"ModifyInstanceMetadataOptions", native<modify_instance_metadata_options>},
    {"ModifyInstancePlacement", native<modify_instance_placement>},
    {"ModifyLaunchTemplate", native<modify_launch_template>},
    {"ModifyNetworkInterfaceAttribute", native<modify_network_interface_attribute>},
    {"ModifyPrivateDnsNameOptions", native<modify_private_dns_name_options>},
    {"ModifySecurityGroupRules", native<modify_security_group_rules>},
    {"ModifySnapshotAttribute", native<modify_snapshot_attribute>},
    {"ModifySubnetAttribute", native<modify_subnet_attribute>},
    {"ModifyVolume", native<modify_volume>},
    {"ModifyVolumeAttribute", native<modify_volume_attribute>},
    {"ModifyVpcAttribute", native<modify_vpc_attribute>},
    {"ModifyVpcEndpoint", native<modify_vpc_endpoint>},
    {"ModifyVpcTenancy", native<modify_vpc_tenancy>},
    {"MonitorInstances", native<monitor_instances>},
    {"RebootInstances", native<reboot_instances>},
    {"RegisterImage", native<register_image>},
    {"ReleaseAddress", native<release_address>},
    {"ReplaceIamInstanceProfileAssociation", native<replace_iam_instance_profile_association>},
    {"ReplaceNetworkAclAssociation", native<replace_network_acl_association>},
    {"ReplaceNetworkAclEntry", native<replace_network_acl_entry>},
    {"ReplaceRoute", native<replace_route>},
    {"ReplaceRouteTableAssociation", native<replace_route_table_association>},
    {"ResetAddressAttribute", native<reset_address_attribute>},
    {"ResetEbsDefaultKmsKeyId", native<reset_ebs_default_kms_key_id>},
    {"ResetImageAttribute", native<reset_image_attribute>},
    {"ResetInstanceAttribute", native<reset_instance_attribute>},
    {"ResetNetworkInterfaceAttribute", native<reset_network_interface_attribute>},
    {"ResetSnapshotAttribute", native<reset_snapshot_attribute>},
    {"RevokeSecurityGroupEgress", native<revoke_security_group_egress>},
    {"RevokeSecurityGroupIngress", native<revoke_security_group_ingress>},
    {"RunInstances", native<run_instances>},
    {"StartInstances", native<start_instances>},
    {"StopInstances", native<stop_instances>},
    {"TerminateInstances", native<terminate_instances>},
    {"UnassignIpv6Addresses", native<unassign_ipv6_addresses>},
    {"UnassignPrivateIpAddresses", native<unassign_private_ip_addresses>},
    {"UnmonitorInstances", native<unmonitor_instances>},
    {"UpdateSecurityGroupRuleDescriptionsEgress", native<update_security_group_rule_descriptions_egress>},
    {"UpdateSecurityGroupRuleDescriptionsIngress", native<update_security_group_rule_descriptions_ingress>},
};

constexpr std::array lifecycles{&instance_lifecycle,     &volume_lifecycle,   &attachment_lifecycle,
                                &modification_lifecycle, &snapshot_lifecycle, &image_lifecycle};

}  // namespace

constinit const kit::Service service{.name = "ec2",
                                     .scope = kit::Scope::regional,
                                     .operations = operations,
                                     .make = kit::make_state<State>,
                                     .owner = nullptr,
                                     .lifecycles = lifecycles};

}  // namespace understudy::ec2
