// Whole inputs for EC2: networks, instances, storage and what they need.
#include "tests/contract/examples.hpp"

namespace understudy::contract {
namespace {
constexpr std::string_view allocate_address[] = {R"({"Domain": "vpc"})"};
constexpr std::string_view assign_ipv6_addresses[] = {
    R"({"NetworkInterfaceId": "<NetworkInterfaceId>", "Ipv6Addresses": ["2001:db8::7"]})"};
constexpr std::string_view assign_private_ip_addresses[] = {
    R"({"NetworkInterfaceId": "<NetworkInterfaceId>", "SecondaryPrivateIpAddressCount": 1})"};
constexpr std::string_view associate_address[] = {
    R"({"AllocationId": "<AllocationId>", "NetworkInterfaceId": "<NetworkInterfaceId>"})",
    R"({"AllocationId": "<AllocationId>", "InstanceId": "<InstanceId>"})"};
constexpr std::string_view associate_dhcp_options[] = {
    R"({"DhcpOptionsId": "<DhcpOptionsId>", "VpcId": "<VpcId>"})"};
constexpr std::string_view associate_iam_instance_profile[] = {
    R"({"InstanceId": "<InstanceId>", "IamInstanceProfile": {"Arn": "arn:aws:iam::123456789012:instance-profile/p"}})"};
constexpr std::string_view associate_route_table[] = {
    R"({"RouteTableId": "<RouteTableId>", "SubnetId": "<SubnetId>"})"};
constexpr std::string_view associate_subnet_cidr_block[] = {
    R"({"SubnetId": "<SubnetId>", "Ipv6CidrBlock": "2001:db8::/64"})"};
constexpr std::string_view associate_vpc_cidr_block[] = {
    R"({"VpcId": "<VpcId>", "CidrBlock": "10.7.0.0/16"})",
    R"({"VpcId": "<VpcId>", "AmazonProvidedIpv6CidrBlock": true})"};
constexpr std::string_view attach_internet_gateway[] = {
    R"({"InternetGatewayId": "<InternetGatewayId>", "VpcId": "<VpcId>"})"};
constexpr std::string_view attach_network_interface[] = {
    R"({"NetworkInterfaceId": "<NetworkInterfaceId>", "InstanceId": "<InstanceId>", "DeviceIndex": 3})"};
constexpr std::string_view attach_volume[] = {
    R"({"VolumeId": "<VolumeId>", "InstanceId": "<InstanceId>", "Device": "/dev/sdf"})"};
constexpr std::string_view authorize_security_group_egress[] = {
    R"({"GroupId": "<GroupId>", "IpPermissions": [{"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}]})"};
constexpr std::string_view authorize_security_group_ingress[] = {
    R"({"GroupId": "<GroupId>", "IpPermissions": [{"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}]})"};
constexpr std::string_view copy_image[] = {
    R"({"SourceImageId": "ami-12c6146b", "SourceRegion": "us-east-1", "Name": "copied"})"};
constexpr std::string_view copy_snapshot[] = {
    R"({"SourceSnapshotId": "<SnapshotId>", "SourceRegion": "us-east-1"})"};
constexpr std::string_view create_default_subnet[] = {R"({"AvailabilityZone": "us-east-1a"})"};
constexpr std::string_view create_dhcp_options[] = {
    R"({"DhcpConfigurations": [{"Key": "domain-name", "Values": ["example.com"]}]})"};
constexpr std::string_view create_image[] = {R"({"InstanceId": "<InstanceId>", "Name": "mine"})"};
constexpr std::string_view create_key_pair[] = {R"({"KeyName": "one", "KeyType": "ed25519"})"};
constexpr std::string_view create_launch_template[] = {
    R"({"LaunchTemplateName": "base", "LaunchTemplateData": {"ImageId": "ami-12c6146b", "InstanceType": "t3.micro"}})"};
constexpr std::string_view create_launch_template_version[] = {
    R"({"LaunchTemplateName": "base", "SourceVersion": "1", "LaunchTemplateData": {"InstanceType": "t3.small"}})"};
constexpr std::string_view create_network_acl[] = {R"({"VpcId": "<VpcId>"})"};
constexpr std::string_view create_network_acl_entry[] = {
    R"({"NetworkAclId": "<NetworkAclId>", "RuleNumber": 110, "Protocol": "-1", "RuleAction": "allow", "Egress": false, "CidrBlock": "10.0.0.0/8"})"};
constexpr std::string_view create_network_interface[] = {R"({"SubnetId": "<SubnetId>"})"};
constexpr std::string_view create_route[] = {
    R"({"RouteTableId": "<RouteTableId>", "DestinationCidrBlock": "192.168.0.0/16", "NetworkInterfaceId": "<NetworkInterfaceId>"})"};
constexpr std::string_view create_route_table[] = {R"({"VpcId": "<VpcId>"})"};
constexpr std::string_view create_security_group[] = {
    R"({"GroupName": "web", "Description": "for the web"})"};
constexpr std::string_view create_snapshot[] = {R"({"VolumeId": "<VolumeId>"})"};
constexpr std::string_view create_snapshots[] = {
    R"({"InstanceSpecification": {"InstanceId": "<InstanceId>"}})"};
constexpr std::string_view create_subnet[] = {
    R"({"VpcId": "<VpcId>", "CidrBlock": "10.0.1.0/24"})",
    R"({"VpcId": "<VpcId>", "CidrBlock": "10.0.3.0/24", "Ipv6CidrBlock": "2001:db8::/64"})"};
constexpr std::string_view create_subnet_cidr_reservation[] = {
    R"({"SubnetId": "<SubnetId>", "ReservationType": "prefix", "Cidr": "10.0.1.16/28"})",
    R"({"SubnetId": "<SubnetId>", "ReservationType": "prefix", "Cidr": "172.31.0.16/28"})"};
constexpr std::string_view create_tags[] = {
    R"({"Resources": ["<VpcId>"], "Tags": [{"Key": "a", "Value": "b"}]})"};
constexpr std::string_view create_volume[] = {R"({"AvailabilityZone": "us-east-1a", "Size": 8})"};
constexpr std::string_view create_vpc[] = {R"({"CidrBlock": "10.0.0.0/16"})"};
constexpr std::string_view create_vpc_endpoint[] = {
    R"({"VpcId": "<VpcId>", "ServiceName": "com.amazonaws.us-east-1.s3"})",
    R"({"VpcId": "<VpcId>", "ServiceName": "com.amazonaws.us-east-1.sqs", "VpcEndpointType": "Interface", "SubnetIds": ["<SubnetId>"]})"};
constexpr std::string_view delete_dhcp_options[] = {R"({"DhcpOptionsId": "<DhcpOptionsId>"})"};
constexpr std::string_view delete_internet_gateway[] = {R"({"InternetGatewayId": "<InternetGatewayId>"})"};
constexpr std::string_view delete_key_pair[] = {R"({"KeyName": "one"})"};
constexpr std::string_view delete_launch_template[] = {R"({"LaunchTemplateName": "base"})"};
constexpr std::string_view delete_launch_template_versions[] = {
    R"({"LaunchTemplateName": "base", "Versions": ["2"]})"};
constexpr std::string_view delete_network_acl[] = {R"({"NetworkAclId": "<NetworkAclId>"})"};
constexpr std::string_view delete_network_acl_entry[] = {
    R"({"NetworkAclId": "<NetworkAclId>", "RuleNumber": 110, "Egress": false})"};
constexpr std::string_view delete_network_interface[] = {R"({"NetworkInterfaceId": "<NetworkInterfaceId>"})"};
constexpr std::string_view delete_route[] = {
    R"({"RouteTableId": "<RouteTableId>", "DestinationCidrBlock": "<DestinationCidrBlock>"})"};
constexpr std::string_view delete_route_table[] = {R"({"RouteTableId": "<RouteTableId>"})"};
constexpr std::string_view delete_security_group[] = {R"({"GroupId": "<GroupId>"})",
                                                      R"({"GroupName": "web"})"};
constexpr std::string_view delete_snapshot[] = {R"({"SnapshotId": "<SnapshotId>"})"};
constexpr std::string_view delete_subnet[] = {R"({"SubnetId": "<SubnetId>"})"};
constexpr std::string_view delete_subnet_cidr_reservation[] = {
    R"({"SubnetCidrReservationId": "<SubnetCidrReservationId>"})"};
constexpr std::string_view delete_tags[] = {R"({"Resources": ["<VpcId>"], "Tags": [{"Key": "a"}]})"};
constexpr std::string_view delete_volume[] = {R"({"VolumeId": "<VolumeId>"})"};
constexpr std::string_view delete_vpc[] = {R"({"VpcId": "<VpcId>"})"};
constexpr std::string_view delete_vpc_endpoints[] = {R"({"VpcEndpointIds": ["<VpcEndpointId>"]})"};
constexpr std::string_view deregister_image[] = {R"({"ImageId": "<ImageId>"})"};
constexpr std::string_view describe_image_attribute[] = {
    R"({"ImageId": "<ImageId>", "Attribute": "launchPermission"})"};
constexpr std::string_view describe_instance_attribute[] = {
    R"({"InstanceId": "<InstanceId>", "Attribute": "instanceType"})"};
constexpr std::string_view describe_instance_credit_specifications[] = {R"({})"};
constexpr std::string_view describe_network_interface_attribute[] = {
    R"({"NetworkInterfaceId": "<NetworkInterfaceId>", "Attribute": "description"})"};
constexpr std::string_view describe_security_group_references[] = {R"({"GroupId": ["<GroupId>"]})"};
constexpr std::string_view describe_snapshot_attribute[] = {
    R"({"SnapshotId": "<SnapshotId>", "Attribute": "createVolumePermission"})"};
constexpr std::string_view describe_volume_attribute[] = {
    R"({"VolumeId": "<VolumeId>", "Attribute": "autoEnableIO"})"};
constexpr std::string_view describe_vpc_attribute[] = {
    R"({"VpcId": "<VpcId>", "Attribute": "enableDnsSupport"})"};
constexpr std::string_view detach_internet_gateway[] = {
    R"({"InternetGatewayId": "<InternetGatewayId>", "VpcId": "<VpcId>"})"};
constexpr std::string_view detach_network_interface[] = {R"({"AttachmentId": "<AttachmentId>"})"};
constexpr std::string_view detach_volume[] = {R"({"VolumeId": "<VolumeId>"})"};
constexpr std::string_view disable_image_deprecation[] = {R"({"ImageId": "<ImageId>"})"};
constexpr std::string_view disable_vgw_route_propagation[] = {
    R"({"RouteTableId": "<RouteTableId>", "GatewayId": "<VpnGatewayId>"})"};
constexpr std::string_view disable_vpc_classic_link[] = {R"({"VpcId": "<VpcId>"})"};
constexpr std::string_view disable_vpc_classic_link_dns_support[] = {R"({"VpcId": "<VpcId>"})"};
constexpr std::string_view disassociate_address[] = {R"({"AssociationId": "<AssociationId>"})"};
constexpr std::string_view disassociate_iam_instance_profile[] = {
    R"({"AssociationId": "<IamInstanceProfileAssociationAssociationId>"})"};
constexpr std::string_view disassociate_route_table[] = {R"({"AssociationId": "<AssociationId>"})",
                                                         R"({"AssociationId": "<RouteTableAssociationId>"})"};
constexpr std::string_view disassociate_subnet_cidr_block[] = {
    R"({"AssociationId": "<Ipv6CidrBlockAssociationAssociationId>"})"};
constexpr std::string_view disassociate_vpc_cidr_block[] = {
    R"({"AssociationId": "<CidrBlockAssociationAssociationId>"})"};
constexpr std::string_view enable_image_deprecation[] = {
    R"({"ImageId": "<ImageId>", "DeprecateAt": "2031-01-01T00:00:00Z"})"};
constexpr std::string_view enable_vgw_route_propagation[] = {
    R"({"RouteTableId": "<RouteTableId>", "GatewayId": "<VpnGatewayId>"})"};
constexpr std::string_view enable_volume_io[] = {R"({"VolumeId": "<VolumeId>"})"};
constexpr std::string_view enable_vpc_classic_link[] = {R"({"VpcId": "<VpcId>"})"};
constexpr std::string_view enable_vpc_classic_link_dns_support[] = {R"({"VpcId": "<VpcId>"})"};
constexpr std::string_view get_console_output[] = {R"({"InstanceId": "<InstanceId>"})"};
constexpr std::string_view get_launch_template_data[] = {R"({"InstanceId": "<InstanceId>"})"};
constexpr std::string_view get_security_groups_for_vpc[] = {R"({"VpcId": "<VpcId>"})"};
constexpr std::string_view get_subnet_cidr_reservations[] = {R"({"SubnetId": "<SubnetId>"})"};
constexpr std::string_view import_key_pair[] = {
    R"({"KeyName": "two", "PublicKeyMaterial": "c3NoLWVkMjU1MTkgQUFBQUMzTnphQzFsWkRJMU5URTVBQUFBSUFBQkFnTUVCUVlIQ0FrS0N3d05EZzhRRVJJVEZCVVdGeGdaR2hzY0hSNGY="})"};
constexpr std::string_view modify_address_attribute[] = {
    R"({"AllocationId": "<AllocationId>", "DomainName": "example.com"})"};
constexpr std::string_view modify_image_attribute[] = {
    R"({"ImageId": "<ImageId>", "Description": {"Value": "told anew"}})"};
constexpr std::string_view modify_instance_attribute[] = {
    R"({"InstanceId": "<InstanceId>", "DisableApiStop": {"Value": false}})"};
constexpr std::string_view modify_instance_capacity_reservation_attributes[] = {
    R"({"InstanceId": "<InstanceId>", "CapacityReservationSpecification": {"CapacityReservationPreference": "none"}})"};
constexpr std::string_view modify_instance_cpu_options[] = {
    R"({"InstanceId": "<InstanceId>", "CoreCount": 1, "ThreadsPerCore": 1})"};
constexpr std::string_view modify_instance_credit_specification[] = {
    R"({"InstanceCreditSpecifications": [{"InstanceId": "<InstanceId>", "CpuCredits": "standard"}]})"};
constexpr std::string_view modify_instance_maintenance_options[] = {
    R"({"InstanceId": "<InstanceId>", "AutoRecovery": "disabled"})"};
constexpr std::string_view modify_instance_metadata_options[] = {
    R"({"InstanceId": "<InstanceId>", "HttpTokens": "required"})"};
constexpr std::string_view modify_instance_placement[] = {
    R"({"InstanceId": "<InstanceId>", "Tenancy": "default"})"};
constexpr std::string_view modify_launch_template[] = {
    R"({"LaunchTemplateName": "base", "DefaultVersion": "1"})"};
constexpr std::string_view modify_network_interface_attribute[] = {
    R"({"NetworkInterfaceId": "<NetworkInterfaceId>", "Description": {"Value": "told anew"}})"};
constexpr std::string_view modify_private_dns_name_options[] = {
    R"({"InstanceId": "<InstanceId>", "EnableResourceNameDnsARecord": true})"};
constexpr std::string_view modify_security_group_rules[] = {
    R"({"GroupId": "<GroupId>", "SecurityGroupRules": [{"SecurityGroupRuleId": "<SecurityGroupRuleId>", "SecurityGroupRule": {"IpProtocol": "udp", "FromPort": 53, "ToPort": 53, "CidrIpv4": "10.0.0.0/8"}}]})"};
constexpr std::string_view modify_snapshot_attribute[] = {
    R"({"SnapshotId": "<SnapshotId>", "OperationType": "add", "UserIds": ["210987654321"]})"};
constexpr std::string_view modify_subnet_attribute[] = {
    R"({"SubnetId": "<SubnetId>", "MapPublicIpOnLaunch": {"Value": true}})"};
constexpr std::string_view modify_volume[] = {R"({"VolumeId": "<VolumeId>", "Size": 40})"};
constexpr std::string_view modify_volume_attribute[] = {
    R"({"VolumeId": "<VolumeId>", "AutoEnableIO": {"Value": true}})"};
constexpr std::string_view modify_vpc_attribute[] = {
    R"({"VpcId": "<VpcId>", "EnableDnsHostnames": {"Value": true}})"};
constexpr std::string_view modify_vpc_endpoint[] = {
    R"({"VpcEndpointId": "<VpcEndpointId>", "ResetPolicy": true})"};
constexpr std::string_view modify_vpc_tenancy[] = {R"({"VpcId": "<VpcId>", "InstanceTenancy": "default"})"};
constexpr std::string_view monitor_instances[] = {R"({"InstanceIds": ["<InstanceId>"]})"};
constexpr std::string_view reboot_instances[] = {R"({"InstanceIds": ["<InstanceId>"]})"};
constexpr std::string_view register_image[] = {R"({"Name": "registered", "RootDeviceName": "/dev/sda1"})"};
constexpr std::string_view release_address[] = {R"({"AllocationId": "<AllocationId>"})"};
constexpr std::string_view replace_iam_instance_profile_association[] = {
    R"({"AssociationId": "<IamInstanceProfileAssociationAssociationId>", "IamInstanceProfile": {"Arn": "arn:aws:iam::123456789012:instance-profile/q"}})"};
constexpr std::string_view replace_network_acl_association[] = {
    R"({"AssociationId": "<NetworkAclAssociationId>", "NetworkAclId": "<NetworkAclId>"})"};
constexpr std::string_view replace_network_acl_entry[] = {
    R"({"NetworkAclId": "<NetworkAclId>", "RuleNumber": 110, "Protocol": "-1", "RuleAction": "deny", "Egress": false, "CidrBlock": "10.0.0.0/8"})"};
constexpr std::string_view replace_route[] = {
    R"({"RouteTableId": "<RouteTableId>", "DestinationCidrBlock": "<DestinationCidrBlock>", "NetworkInterfaceId": "<NetworkInterfaceId>"})"};
constexpr std::string_view replace_route_table_association[] = {
    R"({"AssociationId": "<AssociationId>", "RouteTableId": "<RouteTableId>"})",
    R"({"AssociationId": "<RouteTableAssociationId>", "RouteTableId": "<RouteTableId>"})"};
constexpr std::string_view reset_address_attribute[] = {
    R"({"AllocationId": "<AllocationId>", "Attribute": "domain-name"})"};
constexpr std::string_view reset_image_attribute[] = {
    R"({"ImageId": "<ImageId>", "Attribute": "launchPermission"})"};
constexpr std::string_view reset_instance_attribute[] = {
    R"({"InstanceId": "<InstanceId>", "Attribute": "sourceDestCheck"})"};
constexpr std::string_view reset_network_interface_attribute[] = {
    R"({"NetworkInterfaceId": "<NetworkInterfaceId>", "SourceDestCheck": "x"})"};
constexpr std::string_view reset_snapshot_attribute[] = {
    R"({"SnapshotId": "<SnapshotId>", "Attribute": "createVolumePermission"})"};
constexpr std::string_view revoke_security_group_egress[] = {
    R"({"GroupId": "<GroupId>", "IpPermissions": [{"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}]})"};
constexpr std::string_view revoke_security_group_ingress[] = {
    R"({"GroupId": "<GroupId>", "IpPermissions": [{"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}]})"};
constexpr std::string_view run_instances[] = {
    R"({"ImageId": "ami-12c6146b", "InstanceType": "t3.micro", "MinCount": 1, "MaxCount": 1, "Placement": {"AvailabilityZone": "us-east-1a"}, "IamInstanceProfile": {"Arn": "arn:aws:iam::123456789012:instance-profile/p"}})",
    R"({"ImageId": "ami-12c6146b", "InstanceType": "t3.micro", "MinCount": 1, "MaxCount": 2})"};
constexpr std::string_view start_instances[] = {R"({"InstanceIds": ["<InstanceId>"]})"};
constexpr std::string_view stop_instances[] = {R"({"InstanceIds": ["<InstanceId>"]})"};
constexpr std::string_view terminate_instances[] = {R"({"InstanceIds": ["<InstanceId>"]})"};
constexpr std::string_view unassign_ipv6_addresses[] = {
    R"({"NetworkInterfaceId": "<NetworkInterfaceId>", "Ipv6Addresses": ["2001:db8::7"]})"};
constexpr std::string_view unassign_private_ip_addresses[] = {
    R"({"NetworkInterfaceId": "<NetworkInterfaceId>", "PrivateIpAddresses": ["<AssignedPrivateIpAddressesPrivateIpAddress>"]})"};
constexpr std::string_view unmonitor_instances[] = {R"({"InstanceIds": ["<InstanceId>"]})"};
constexpr std::string_view update_security_group_rule_descriptions_egress[] = {
    R"({"GroupId": "<GroupId>", "IpPermissions": [{"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}]})"};
constexpr std::string_view update_security_group_rule_descriptions_ingress[] = {
    R"({"GroupId": "<GroupId>", "IpPermissions": [{"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}]})"};

constexpr Example all[] = {
    {"AllocateAddress", allocate_address},
    {"AssignIpv6Addresses", assign_ipv6_addresses},
    {"AssignPrivateIpAddresses", assign_private_ip_addresses},
    {"AssociateAddress", associate_address},
    {"AssociateDhcpOptions", associate_dhcp_options},
    {"AssociateIamInstanceProfile", associate_iam_instance_profile},
    {"AssociateRouteTable", associate_route_table},
    {"AssociateSubnetCidrBlock", associate_subnet_cidr_block},
    {"AssociateVpcCidrBlock", associate_vpc_cidr_block},
    {"AttachInternetGateway", attach_internet_gateway},
    {"AttachNetworkInterface", attach_network_interface},
    {"AttachVolume", attach_volume},
    {"AuthorizeSecurityGroupEgress", authorize_security_group_egress},
    {"AuthorizeSecurityGroupIngress", authorize_security_group_ingress},
    {"CopyImage", copy_image},
    {"CopySnapshot", copy_snapshot},
    {"CreateDefaultSubnet", create_default_subnet},
    {"CreateDhcpOptions", create_dhcp_options},
    {"CreateImage", create_image},
    {"CreateKeyPair", create_key_pair},
    {"CreateLaunchTemplate", create_launch_template},
    {"CreateLaunchTemplateVersion", create_launch_template_version},
    {"CreateNetworkAcl", create_network_acl},
    {"CreateNetworkAclEntry", create_network_acl_entry},
    {"CreateNetworkInterface", create_network_interface},
    {"CreateRoute", create_route},
    {"CreateRouteTable", create_route_table},
    {"CreateSecurityGroup", create_security_group},
    {"CreateSnapshot", create_snapshot},
    {"CreateSnapshots", create_snapshots},
    {"CreateSubnet", create_subnet},
    {"CreateSubnetCidrReservation", create_subnet_cidr_reservation},
    {"CreateTags", create_tags},
    {"CreateVolume", create_volume},
    {"CreateVpc", create_vpc},
    {"CreateVpcEndpoint", create_vpc_endpoint},
    {"DeleteDhcpOptions", delete_dhcp_options},
    {"DeleteInternetGateway", delete_internet_gateway},
    {"DeleteKeyPair", delete_key_pair},
    {"DeleteLaunchTemplate", delete_launch_template},
    {"DeleteLaunchTemplateVersions", delete_launch_template_versions},
    {"DeleteNetworkAcl", delete_network_acl},
    {"DeleteNetworkAclEntry", delete_network_acl_entry},
    {"DeleteNetworkInterface", delete_network_interface},
    {"DeleteRoute", delete_route},
    {"DeleteRouteTable", delete_route_table},
    {"DeleteSecurityGroup", delete_security_group},
    {"DeleteSnapshot", delete_snapshot},
    {"DeleteSubnet", delete_subnet},
    {"DeleteSubnetCidrReservation", delete_subnet_cidr_reservation},
    {"DeleteTags", delete_tags},
    {"DeleteVolume", delete_volume},
    {"DeleteVpc", delete_vpc},
    {"DeleteVpcEndpoints", delete_vpc_endpoints},
    {"DeregisterImage", deregister_image},
    {"DescribeImageAttribute", describe_image_attribute},
    {"DescribeInstanceAttribute", describe_instance_attribute},
    {"DescribeInstanceCreditSpecifications", describe_instance_credit_specifications},
    {"DescribeNetworkInterfaceAttribute", describe_network_interface_attribute},
    {"DescribeSecurityGroupReferences", describe_security_group_references},
    {"DescribeSnapshotAttribute", describe_snapshot_attribute},
    {"DescribeVolumeAttribute", describe_volume_attribute},
    {"DescribeVpcAttribute", describe_vpc_attribute},
    {"DetachInternetGateway", detach_internet_gateway},
    {"DetachNetworkInterface", detach_network_interface},
    {"DetachVolume", detach_volume},
    {"DisableImageDeprecation", disable_image_deprecation},
    {"DisableVgwRoutePropagation", disable_vgw_route_propagation},
    {"DisableVpcClassicLink", disable_vpc_classic_link},
    {"DisableVpcClassicLinkDnsSupport", disable_vpc_classic_link_dns_support},
    {"DisassociateAddress", disassociate_address},
    {"DisassociateIamInstanceProfile", disassociate_iam_instance_profile},
    {"DisassociateRouteTable", disassociate_route_table},
    {"DisassociateSubnetCidrBlock", disassociate_subnet_cidr_block},
    {"DisassociateVpcCidrBlock", disassociate_vpc_cidr_block},
    {"EnableImageDeprecation", enable_image_deprecation},
    {"EnableVgwRoutePropagation", enable_vgw_route_propagation},
    {"EnableVolumeIO", enable_volume_io},
    {"EnableVpcClassicLink", enable_vpc_classic_link},
    {"EnableVpcClassicLinkDnsSupport", enable_vpc_classic_link_dns_support},
    {"GetConsoleOutput", get_console_output},
    {"GetLaunchTemplateData", get_launch_template_data},
    {"GetSecurityGroupsForVpc", get_security_groups_for_vpc},
    {"GetSubnetCidrReservations", get_subnet_cidr_reservations},
    {"ImportKeyPair", import_key_pair},
    {"ModifyAddressAttribute", modify_address_attribute},
    {"ModifyImageAttribute", modify_image_attribute},
    {"ModifyInstanceAttribute", modify_instance_attribute},
    {"ModifyInstanceCapacityReservationAttributes", modify_instance_capacity_reservation_attributes},
    {"ModifyInstanceCpuOptions", modify_instance_cpu_options},
    {"ModifyInstanceCreditSpecification", modify_instance_credit_specification},
    {"ModifyInstanceMaintenanceOptions", modify_instance_maintenance_options},
    {"ModifyInstanceMetadataOptions", modify_instance_metadata_options},
    {"ModifyInstancePlacement", modify_instance_placement},
    {"ModifyLaunchTemplate", modify_launch_template},
    {"ModifyNetworkInterfaceAttribute", modify_network_interface_attribute},
    {"ModifyPrivateDnsNameOptions", modify_private_dns_name_options},
    {"ModifySecurityGroupRules", modify_security_group_rules},
    {"ModifySnapshotAttribute", modify_snapshot_attribute},
    {"ModifySubnetAttribute", modify_subnet_attribute},
    {"ModifyVolume", modify_volume},
    {"ModifyVolumeAttribute", modify_volume_attribute},
    {"ModifyVpcAttribute", modify_vpc_attribute},
    {"ModifyVpcEndpoint", modify_vpc_endpoint},
    {"ModifyVpcTenancy", modify_vpc_tenancy},
    {"MonitorInstances", monitor_instances},
    {"RebootInstances", reboot_instances},
    {"RegisterImage", register_image},
    {"ReleaseAddress", release_address},
    {"ReplaceIamInstanceProfileAssociation", replace_iam_instance_profile_association},
    {"ReplaceNetworkAclAssociation", replace_network_acl_association},
    {"ReplaceNetworkAclEntry", replace_network_acl_entry},
    {"ReplaceRoute", replace_route},
    {"ReplaceRouteTableAssociation", replace_route_table_association},
    {"ResetAddressAttribute", reset_address_attribute},
    {"ResetImageAttribute", reset_image_attribute},
    {"ResetInstanceAttribute", reset_instance_attribute},
    {"ResetNetworkInterfaceAttribute", reset_network_interface_attribute},
    {"ResetSnapshotAttribute", reset_snapshot_attribute},
    {"RevokeSecurityGroupEgress", revoke_security_group_egress},
    {"RevokeSecurityGroupIngress", revoke_security_group_ingress},
    {"RunInstances", run_instances},
    {"StartInstances", start_instances},
    {"StopInstances", stop_instances},
    {"TerminateInstances", terminate_instances},
    {"UnassignIpv6Addresses", unassign_ipv6_addresses},
    {"UnassignPrivateIpAddresses", unassign_private_ip_addresses},
    {"UnmonitorInstances", unmonitor_instances},
    {"UpdateSecurityGroupRuleDescriptionsEgress", update_security_group_rule_descriptions_egress},
    {"UpdateSecurityGroupRuleDescriptionsIngress", update_security_group_rule_descriptions_ingress},
};
static_assert(std::ranges::is_sorted(all, {}, &Example::operation));

}  // namespace

const std::span<const Example> ec2_examples = all;

}  // namespace understudy::contract
