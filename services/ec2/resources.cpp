// EC2's ids and the errors for those that are not there (API reference, "Error codes for the Amazon EC2
// API").
#include "services/ec2/resources.hpp"

namespace understudy::ec2 {
namespace {

constexpr kit::Resource named(std::string_view name, std::string_view prefix, std::string_view code,
                              std::string_view message) {
  return {name, {}, {prefix, "0123456789abcdef", 17}, {code, message}, {}, nullptr, {}};
}

constexpr kit::Resource all[] = {
    named("vpc", "vpc-", "InvalidVpcID.NotFound", "The vpc ID '{}' does not exist"),
    named("subnet", "subnet-", "InvalidSubnetID.NotFound", "The subnet ID '{}' does not exist"),
    named("instance", "i-", "InvalidInstanceID.NotFound", "The instance ID '{}' does not exist"),
    named("security-group", "sg-", "InvalidGroup.NotFound", "The security group '{}' does not exist"),
    named("internet-gateway", "igw-", "InvalidInternetGatewayID.NotFound",
          "The internetGateway ID '{}' does not exist"),
    named("route-table", "rtb-", "InvalidRouteTableID.NotFound", "The routeTable ID '{}' does not exist"),
    named("network-interface", "eni-", "InvalidNetworkInterfaceID.NotFound",
          "The network interface ID '{}' does not exist"),
    named("volume", "vol-", "InvalidVolume.NotFound", "The volume '{}' does not exist."),
    named("snapshot", "snap-", "InvalidSnapshot.NotFound", "The snapshot '{}' does not exist."),
    named("image", "ami-", "InvalidAMIID.NotFound", "The image id '[{}]' does not exist"),
    named("nat-gateway", "nat-", "NatGatewayNotFound", "The Nat Gateway {} was not found"),
    named("network-acl", "acl-", "InvalidNetworkAclID.NotFound", "The network acl ID '{}' does not exist"),
    named("vpc-endpoint", "vpce-", "InvalidVpcEndpointId.NotFound", "The VpcEndPoint ID '{}' does not exist"),
    named("vpc-peering-connection", "pcx-", "InvalidVpcPeeringConnectionID.NotFound",
          "The vpcPeeringConnection ID '{}' does not exist"),
    named("customer-gateway", "cgw-", "InvalidCustomerGatewayID.NotFound",
          "The customerGateway ID '{}' does not exist"),
    named("vpn-gateway", "vgw-", "InvalidVpnGatewayID.NotFound", "The vpnGateway ID '{}' does not exist"),
    named("launch-template", "lt-", "InvalidLaunchTemplateId.NotFound",
          "The specified launch template, with template ID {}, does not exist."),
    named("transit-gateway", "tgw-", "InvalidTransitGatewayID.NotFound",
          "Transit Gateway {} was deleted or does not exist."),
};

}  // namespace

const std::span<const kit::Resource> resources = all;

}  // namespace understudy::ec2
