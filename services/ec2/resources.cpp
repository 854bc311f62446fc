// EC2's ids and the errors for those that are not there, of the resources that the engine plays (API
// reference, "Error codes for the Amazon EC2 API"). What is native is declared in kinds.hpp.
#include "services/ec2/resources.hpp"

namespace understudy::ec2 {
namespace {

constexpr kit::Resource named(std::string_view name, std::string_view prefix, std::string_view code,
                              std::string_view message) {
  return {name, {}, {prefix, "0123456789abcdef", 17}, {code, message}, {}, nullptr, {}};
}

constexpr kit::Resource all[] = {
    named("nat-gateway", "nat-", "NatGatewayNotFound", "The Nat Gateway {} was not found"),
    named("vpc-peering-connection", "pcx-", "InvalidVpcPeeringConnectionID.NotFound",
          "The vpcPeeringConnection ID '{}' does not exist"),
    named("customer-gateway", "cgw-", "InvalidCustomerGatewayID.NotFound",
          "The customerGateway ID '{}' does not exist"),
    named("vpn-gateway", "vgw-", "InvalidVpnGatewayID.NotFound", "The vpnGateway ID '{}' does not exist"),
    named("egress-only-internet-gateway", "eigw-", "InvalidGatewayID.NotFound",
          "The eigw ID '{}' does not exist"),
    named("carrier-gateway", "cagw-", "InvalidCarrierGatewayID.NotFound",
          "The CarrierGateway ID '{}' does not exist"),
    named("transit-gateway", "tgw-", "InvalidTransitGatewayID.NotFound",
          "Transit Gateway {} was deleted or does not exist."),
};

}  // namespace

const std::span<const kit::Resource> resources = all;

}  // namespace understudy::ec2
