// The kinds of EC2's native resources: their ids, and the errors for those that are malformed or not there
// (API reference, "Error codes for the Amazon EC2 API"; texts as AWS answers them).
#pragma once

#include "services/kit/resource.hpp"

namespace understudy::ec2 {

struct Kind {
  kit::Resource resource;
  std::string_view malformed = {};     // the code; empty: such ids are just not there
  std::string_view missing_many = {};  // the message when several ids were given; empty: names the first one
};

inline constexpr std::string_view hex_digits = "0123456789abcdef";

// The name is also the type in TagSpecifications and DescribeTags.
constexpr Kind kind(std::string_view name, std::string_view prefix, std::string_view missing,
                    std::string_view message, std::string_view malformed = {},
                    std::string_view missing_many = {}) {
  return {
      {.name = name,
       .arn = {},
       .id = {prefix, hex_digits, 17},
       .missing = {missing, message},
       .exists = {},
       .lifecycle = nullptr,
       .tags = {50,
                {"TagLimitExceeded", "The maximum number of Tags for a resource has been reached."},
                {"InvalidParameterValue", "Tag keys starting with 'aws:' are reserved for internal use"}}},
      malformed,
      missing_many};
}

namespace kinds {
inline constexpr Kind
    vpc = kind("vpc", "vpc-", "InvalidVpcID.NotFound", "The vpc ID '{}' does not exist",
               "InvalidVpcId.Malformed"),
    subnet = kind("subnet", "subnet-", "InvalidSubnetID.NotFound", "The subnet ID '{}' does not exist"),
    group = kind("security-group", "sg-", "InvalidGroup.NotFound", "The security group '{}' does not exist",
                 "InvalidGroupId.Malformed"),
    rule = kind("security-group-rule", "sgr-", "InvalidSecurityGroupRuleId.NotFound",
                "The security group rule ID '{}' does not exist", "InvalidSecurityGroupRuleId.Malformed"),
    internet_gateway = kind("internet-gateway", "igw-", "InvalidInternetGatewayID.NotFound",
                            "The internetGateway ID '{}' does not exist"),
    route_table =
        kind("route-table", "rtb-", "InvalidRouteTableID.NotFound", "The routeTable ID '{}' does not exist"),
    network_acl =
        kind("network-acl", "acl-", "InvalidNetworkAclID.NotFound", "The networkAcl ID '{}' does not exist"),
    dhcp_options = kind("dhcp-options", "dopt-", "InvalidDhcpOptionID.NotFound",
                        "The dhcpOption ID '{}' does not exist", "InvalidDhcpOptionsId.Malformed"),
    interface = kind("network-interface", "eni-", "InvalidNetworkInterfaceID.NotFound",
                     "The networkInterface ID '{}' does not exist"),
    cidr_reservation = kind("subnet-cidr-reservation", "scr-", "InvalidSubnetCidrReservationID.NotFound",
                            "The subnet-cidr-reservation ID '{}' does not exist"),
    endpoint = kind("vpc-endpoint", "vpce-", "InvalidVpcEndpointId.NotFound",
                    "The Vpc Endpoint Id '{}' does not exist"),
    address = kind("elastic-ip", "eipalloc-", "InvalidAllocationID.NotFound",
                   "The allocation ID '{}' does not exist"),
    instance = kind("instance", "i-", "InvalidInstanceID.NotFound", "The instance ID '{}' does not exist",
                    "InvalidInstanceID.Malformed", "The instance IDs '{}' do not exist"),
    volume = kind("volume", "vol-", "InvalidVolume.NotFound", "The volume '{}' does not exist.",
                  "InvalidVolumeID.Malformed"),
    snapshot = kind("snapshot", "snap-", "InvalidSnapshot.NotFound", "The snapshot '{}' does not exist.",
                    "InvalidSnapshotID.Malformed"),
    image = kind("image", "ami-", "InvalidAMIID.NotFound", "The image id '[{}]' does not exist",
                 "InvalidAMIID.Malformed", "The image ids '[{}]' do not exist"),
    key_pair = kind("key-pair", "key-", "InvalidKeyPair.NotFound", "The key pair '{}' does not exist"),
    launch_template = kind("launch-template", "lt-", "InvalidLaunchTemplateId.NotFound",
                           "The specified launch template, with template ID {}, does not exist.");
}  // namespace kinds

}  // namespace understudy::ec2
