// What a region has at the first touch: the default VPC with a subnet in each zone, a way out and DHCP
// options.
#include "services/ec2/networks.hpp"
#include "services/ec2/places.hpp"

namespace understudy::ec2 {

std::string make_vpc(State& state, kit::Turn& turn, Vpc vpc) {
  const std::string id = kinds::vpc.resource.id.draw(turn.random);
  add(state.vpcs, id, std::move(vpc));
  make_route_table(state, turn, id, true);
  make_network_acl(state, turn, id, true);
  Group group;
  group.name = "default";
  group.description = "default VPC security group";
  group.vpc = id;
  const std::string own = make_group(state, turn, std::move(group));
  Rule within;  // its members reach one another
  within.group = within.peer = own;
  within.peer_owner = turn.place.account;
  within.protocol = "-1";
  add(state.rules, kinds::rule.resource.id.draw(turn.random), std::move(within));
  return id;
}

std::string make_default_subnet(State& state, kit::Turn& turn, const std::string& vpc,
                                const std::string& zone, const Block& block) {
  Subnet subnet;
  subnet.vpc = vpc;
  subnet.zone = zone;
  subnet.cidr = text_of(block);
  subnet.is_default = subnet.map_public_ip = true;
  return make_subnet(state, turn, std::move(subnet));
}

std::string make_default_vpc(State& state, kit::Turn& turn) {
  Vpc vpc;
  vpc.blocks.push_back({draw(turn.random, "vpc-cidr-assoc-"), "172.31.0.0/16", ""});
  vpc.is_default = vpc.dns_hostnames = true;
  for (const auto& [id, row] : state.dhcp_options.rows())
    if (vpc.dhcp_options.empty()) vpc.dhcp_options = id;
  const std::string id = make_vpc(state, turn, std::move(vpc));
  Block block = *parse_block("172.31.0.0/20");
  for (const Zone& zone : zones_of(turn.place.region)) {
    make_default_subnet(state, turn, id, zone.name, block);
    block.base += static_cast<std::uint32_t>(block.size());
  }
  const std::string gateway = kinds::internet_gateway.resource.id.draw(turn.random);
  InternetGateway row;
  row.vpc = id;
  add(state.internet_gateways, gateway, std::move(row));
  state.route_tables.edit(*main_route_table(state, id))
      ->routes.push_back({"0.0.0.0/0", gateway, "", "CreateRoute"});
  return id;
}

void settle_in(State& state, kit::Turn& turn) {
  if (!state.settings.empty()) return;
  state.settings.insert("region", {});
  DhcpOptions options;
  const std::string& region = turn.place.region;
  options.options["domain-name"] = {region == "us-east-1" ? "ec2.internal" : region + ".compute.internal"};
  options.options["domain-name-servers"] = {"AmazonProvidedDNS"};
  add(state.dhcp_options, kinds::dhcp_options.resource.id.draw(turn.random), std::move(options));
  make_default_vpc(state, turn);
}

std::optional<std::string> default_vpc(const State& state) {
  for (const auto& [id, row] : state.vpcs.rows())
    if (row->row.is_default) return id;
  return {};
}

CidrBlock amazon_ipv6(kit::Generator& random, std::string_view association) {
  // Amazon's pool in its first region; a /56 each.
  Block6 block = *parse_block6("2600:1f18::/56");
  for (std::size_t i = 4; i < 7; ++i) block.base[i] = static_cast<unsigned char>(random.below(256));
  return {draw(random, association), text_of(block), "Amazon"};
}

}  // namespace understudy::ec2
