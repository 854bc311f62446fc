// Subnets: their blocks, attributes and free addresses.
#include <algorithm>

#include "services/ec2/handlers.hpp"
#include "services/ec2/networks.hpp"
#include "services/ec2/places.hpp"
#include "services/ec2/stages.hpp"

namespace understudy::ec2 {
namespace {

constexpr std::uint64_t kept = 5;  // in each subnet: the first four addresses and the last (VPC user guide)

void show_ipv6(const CidrBlock& block, std::string_view state, const Out& out) {
  out["AssociationId"] = block.association;
  out["Ipv6CidrBlock"] = block.cidr;
  out["Ipv6CidrBlockState"].structure(1)["State"] = state;
}

void show(const Call& call, const State& state, const std::string& id, const Subnet& subnet, const Out& out) {
  const auto zone = find_zone(call.region(), subnet.zone);
  out["SubnetId"] = id;
  out["SubnetArn"] = arn_of(call, "subnet", id);
  out["VpcId"] = subnet.vpc;
  out["OwnerId"] = call.account();
  out["State"] = "available";
  out["AvailabilityZone"] = subnet.zone;
  if (zone) out["AvailabilityZoneId"] = zone->id;
  out["CidrBlock"] = subnet.cidr;
  out["AvailableIpAddressCount"] = static_cast<std::int64_t>(free_addresses(state, id));
  out["DefaultForAz"] = subnet.is_default;
  out["MapPublicIpOnLaunch"] = subnet.map_public_ip;
  out["MapCustomerOwnedIpOnLaunch"] = false;
  out["AssignIpv6AddressOnCreation"] = subnet.assign_ipv6;
  out["EnableDns64"] = subnet.dns64;
  out["Ipv6Native"] = subnet.ipv6_native;
  if (!subnet.outpost.empty()) out["OutpostArn"] = subnet.outpost;
  const Out names = out["PrivateDnsNameOptionsOnLaunch"].structure(3);
  names["HostnameType"] = subnet.hostname_type;
  names["EnableResourceNameDnsARecord"] = subnet.a_record;
  names["EnableResourceNameDnsAAAARecord"] = subnet.aaaa_record;
  const OutList blocks = out["Ipv6CidrBlockAssociationSet"].list();
  for (const CidrBlock& block : subnet.ipv6) show_ipv6(block, "associated", blocks.add().structure(3));
  show_tags(subnet.tags, out["Tags"]);
}

template <auto Field>
void ipv6_texts(const Seen<Subnet>& seen, Texts& texts) {
  for (const CidrBlock& block : seen.row.ipv6) texts.push_back(block.*Field);
}
template <bool Subnet::*Field>
void flag_text(const Seen<Subnet>& seen, Texts& texts) {
  texts.emplace_back(flag(seen.row.*Field));
}
template <std::string Subnet::*Field>
void text(const Seen<Subnet>& seen, Texts& texts) {
  texts.push_back(seen.row.*Field);
}

constexpr Filter<Subnet> filters[] = {
    {"availability-zone", text<&Subnet::zone>},
    {"availabilityZone", text<&Subnet::zone>},
    {"availability-zone-id",
     [](const auto& s, Texts& t) {
       if (const auto zone = find_zone(s.call.region(), s.row.zone)) t.push_back(zone->id);
     }},
    {"available-ip-address-count",
     [](const auto& s, Texts& t) { t.push_back(std::to_string(free_addresses(s.state, s.id))); }},
    {"cidr", text<&Subnet::cidr>},
    {"cidr-block", text<&Subnet::cidr>},
    {"cidrBlock", text<&Subnet::cidr>},
    {"default-for-az", flag_text<&Subnet::is_default>},
    {"defaultForAz", flag_text<&Subnet::is_default>},
    {"enable-dns64", flag_text<&Subnet::dns64>},
    {"ipv6-cidr-block-association.association-id", ipv6_texts<&CidrBlock::association>},
    {"ipv6-cidr-block-association.ipv6-cidr-block", ipv6_texts<&CidrBlock::cidr>},
    {"ipv6-cidr-block-association.state",
     [](const auto& s, Texts& t) { t.resize(s.row.ipv6.size(), "associated"); }},
    {"ipv6-native", flag_text<&Subnet::ipv6_native>},
    {"map-public-ip-on-launch", flag_text<&Subnet::map_public_ip>},
    {"outpost-arn", text<&Subnet::outpost>},
    {"owner-id", [](const auto& s, Texts& t) { t.emplace_back(s.call.account()); }},
    {"private-dns-name-options-on-launch.hostname-type", text<&Subnet::hostname_type>},
    {"private-dns-name-options-on-launch.enable-resource-name-dns-a-record", flag_text<&Subnet::a_record>},
    {"private-dns-name-options-on-launch.enable-resource-name-dns-aaaa-record",
     flag_text<&Subnet::aaaa_record>},
    {"state", [](const auto&, Texts& t) { t.emplace_back("available"); }},
    {"subnet-arn", [](const auto& s, Texts& t) { t.push_back(arn_of(s.call, "subnet", s.id)); }},
    {"subnet-id", [](const auto& s, Texts& t) { t.push_back(s.id); }},
    {"vpc-id", text<&Subnet::vpc>},
};

// The zone asked for by name or id, else the region's first.
std::string read_zone(const Call& call) {
  const auto zones = zones_of(call.region());
  const std::string_view asked = call.in["AvailabilityZone"].text(call.in["AvailabilityZoneId"].text());
  if (asked.empty()) return zones.front().name;
  if (const auto zone = find_zone(call.region(), asked)) return zone->name;
  std::string names;
  for (const Zone& zone : zones) names += (names.empty() ? "" : ", ") + zone.name;
  throw invalid_value(
      asked, "availabilityZone",
      fmt::format("Subnets can currently only be created in the following availability zones: {}.", names));
}

// A /64 within one of the VPC's IPv6 blocks.
CidrBlock read_ipv6(const Call& call, const State& state, const Vpc& vpc, const std::string& vpc_id,
                    std::string_view text) {
  const auto block = parse_block6(text);
  if (!block || block->bits < 44 || block->bits > 64)
    throw invalid_value(text, "ipv6CidrBlock", "This is not a valid IPv6 CIDR block.");
  // AWS never gives the documentation's prefix (RFC 3849) to a VPC; here it may be used without asking.
  if (!parse_block6("2001:db8::/32")->contains(*block) &&
      std::ranges::none_of(vpc.ipv6,
                           [&](const CidrBlock& b) { return parse_block6(b.cidr)->contains(*block); }))
    throw kit::Failure("InvalidSubnet.Range", fmt::format("The CIDR '{}' is invalid.", text));
  for (const std::string& other : ids_of<&Subnet::vpc>(state.subnets, vpc_id))
    for (const CidrBlock& taken : state.subnets.find(other)->ipv6)
      if (parse_block6(taken.cidr)->contains(*block) || block->contains(*parse_block6(taken.cidr)))
        throw kit::Failure("InvalidSubnet.Conflict",
                           fmt::format("The CIDR '{}' conflicts with another subnet", text));
  return {draw(call.random(), "subnet-cidr-assoc-"), text_of(*block), ""};
}

std::string read_block(const State& state, const Vpc& vpc, const std::string& vpc_id, std::string_view text) {
  const auto block = parse_block(text);
  if (!block) throw invalid_value(text, "cidrBlock", "This is not a valid CIDR block.");
  if (block->bits < 16 || block->bits > 28 || std::ranges::none_of(vpc.blocks, [&](const CidrBlock& b) {
        return parse_block(b.cidr)->contains(*block);
      }))
    throw kit::Failure("InvalidSubnet.Range", fmt::format("The CIDR '{}' is invalid.", text));
  for (const std::string& other : ids_of<&Subnet::vpc>(state.subnets, vpc_id)) {
    const auto taken = parse_block(state.subnets.find(other)->cidr);
    if (taken && taken->overlaps(*block))
      throw kit::Failure("InvalidSubnet.Conflict",
                         fmt::format("The CIDR '{}' conflicts with another subnet", text));
  }
  return text_of(*block);
}

}  // namespace

std::string make_subnet(State& state, kit::Turn& turn, Subnet subnet) {
  const std::string id = kinds::subnet.resource.id.draw(turn.random), vpc = subnet.vpc;
  add(state.subnets, id, std::move(subnet));
  if (const auto acl = default_acl(state, vpc))
    state.network_acls.edit(*acl)->associations.push_back({draw(turn.random, "aclassoc-"), id, "", false});
  return id;
}

std::set<std::uint32_t> taken(const State& state, const std::string& subnet) {
  std::set<std::uint32_t> all;
  for (const std::string& id : ids_of<&Interface::subnet>(state.interfaces, subnet))
    for (const std::string& ip : state.interfaces.find(id)->ips) all.insert(parse_address(ip).value_or(0));
  return all;
}

std::size_t free_addresses(const State& state, const std::string& subnet) {
  const auto block = parse_block(state.subnets.find(subnet)->cidr);
  return block ? block->size() - kept - taken(state, subnet).size() : 0;
}

std::string lend_address(const State& state, const std::string& subnet,
                         const std::set<std::uint32_t>& also_taken) {
  const auto block = parse_block(state.subnets.find(subnet)->cidr);
  if (!block) throw kit::Failure("InvalidSubnet.Range", "The subnet has no IPv4 addresses.");
  const auto used = taken(state, subnet);
  // From somewhere in the subnet on, as AWS does: its low addresses are those that people choose.
  const auto usable = static_cast<std::uint32_t>(block->size() - kept);
  std::uint32_t start = 2166136261u;  // FNV-1a of the subnet's id
  for (const char c : subnet) start = (start ^ static_cast<unsigned char>(c)) * 16777619u;
  for (std::uint32_t i = 0; i < usable; ++i) {
    const std::uint32_t address = block->base + 4 + (start % usable + i) % usable;
    if (!used.contains(address) && !also_taken.contains(address) && !is_reserved(state, subnet, address))
      return address_text(address);
  }
  throw kit::Failure(
      "InsufficientFreeAddressesInSubnet",
      fmt::format("There are not enough free addresses in subnet '{}' to satisfy the requested number "
                  "of instances.",
                  subnet));
}

kit::Outcome create_subnet(Call& call, State& state) {
  const std::string vpc_id(call.in["VpcId"].text());
  const Vpc& vpc = need(state.vpcs, vpc_id, kinds::vpc);
  Subnet subnet;
  subnet.tags = tags_of(call, kinds::subnet);
  subnet.vpc = vpc_id;
  subnet.ipv6_native = call.in["Ipv6Native"].boolean();
  if (subnet.ipv6_native && !call.in["Ipv6CidrBlock"])
    return kit::Error{"MissingParameter", "Either 'ipv6CidrBlock' or 'ipv6IpamPoolId' should be provided."};
  if (const In text = call.in["CidrBlock"]) {
    if (subnet.ipv6_native)
      return bad_combination(
          "When specifying ipv4 parameters, cidrBlock or ipv4IpamPoolId, you cannot set ipv6Native to true.");
    subnet.cidr = read_block(state, vpc, vpc_id, text.text());
  } else if (!subnet.ipv6_native) {
    return kit::Error{"MissingParameter", "Either 'cidrBlock' or 'ipv4IpamPoolId' should be provided."};
  }
  if (const In text = call.in["Ipv6CidrBlock"])
    subnet.ipv6.push_back(read_ipv6(call, state, vpc, vpc_id, text.text()));
  subnet.assign_ipv6 = subnet.ipv6_native;
  subnet.zone = read_zone(call);
  subnet.outpost = call.in["OutpostArn"].text();
  const std::string id = make_subnet(state, call.turn(), std::move(subnet));
  show(call, state, id, *state.subnets.find(id), call.out["Subnet"].structure(20));
  return {};
}

kit::Outcome create_default_subnet(Call& call, State& state) {
  const auto vpc = default_vpc(state);
  if (!vpc)
    return kit::Error{"DefaultVpcDoesNotExist", "No default VPC exists for this account in this region."};
  const std::string zone = read_zone(call);
  const Texts subnets = ids_of<&Subnet::vpc>(state.subnets, *vpc);
  for (const std::string& id : subnets)
    if (const Subnet& row = *state.subnets.find(id); row.is_default && row.zone == zone)
      return kit::Error{"DefaultSubnetAlreadyExistsInAvailabilityZone",
                        "'{}' is already the default subnet in {}."}
          .says(id, zone);
  // The first /20 of the VPC that is free.
  const Block whole = *parse_block(state.vpcs.find(*vpc)->blocks.front().cidr);
  for (Block block{whole.base, 20}; whole.contains(block);
       block.base += static_cast<std::uint32_t>(block.size())) {
    if (std::ranges::any_of(subnets, [&](const std::string& id) {
          const auto other = parse_block(state.subnets.find(id)->cidr);
          return other && other->overlaps(block);
        }))
      continue;
    const std::string id = make_default_subnet(state, call.turn(), *vpc, zone, block);
    show(call, state, id, *state.subnets.find(id), call.out["Subnet"].structure(20));
    return {};
  }
  return kit::Error{"InvalidSubnet.Conflict", "The default VPC has no room for another default subnet."};
}

kit::Outcome describe_subnets(Call& call, State& state) {
  describe<Subnet>(
      call, state, state.subnets, kinds::subnet, call.in["SubnetIds"], filters, "Subnets",
      [&](const std::string& id, const Subnet& row, const Out& out) { show(call, state, id, row, out); });
  return {};
}

kit::Outcome delete_subnet(Call& call, State& state) {
  const std::string id(call.in["SubnetId"].text());
  const Subnet& subnet = need(state.subnets, id, kinds::subnet);
  settle_instances(state, call.turn());
  if (!ids_of<&Interface::subnet>(state.interfaces, id).empty()) return dependency("subnet", id);
  const auto is_meant = [&](const Association& a) { return a.subnet == id; };
  for (const std::string& acl : ids_of<&NetworkAcl::vpc>(state.network_acls, subnet.vpc))
    if (std::ranges::any_of(state.network_acls.find(acl)->associations, is_meant))
      std::erase_if(state.network_acls.edit(acl)->associations, is_meant);
  for (const std::string& table : ids_of<&RouteTable::vpc>(state.route_tables, subnet.vpc))
    if (std::ranges::any_of(state.route_tables.find(table)->associations, is_meant))
      std::erase_if(state.route_tables.edit(table)->associations, is_meant);
  for (const std::string& reservation : ids_of<&CidrReservation::subnet>(state.cidr_reservations, id))
    state.cidr_reservations.erase(reservation);
  state.subnets.erase(id);
  return {};
}

kit::Outcome modify_subnet_attribute(Call& call, State& state) {
  const std::string id(call.in["SubnetId"].text());
  const Subnet& before = need(state.subnets, id, kinds::subnet);
  for (const Key unsupported : {Key("CustomerOwnedIpv4Pool"), Key("MapCustomerOwnedIpOnLaunch"),
                                Key("EnableLniAtDeviceIndex"), Key("DisableLniAtDeviceIndex")})
    if (call.in[unsupported] && before.outpost.empty())
      return kit::Error{"InvalidParameterCombination", "The subnet '{}' is not on an Outpost."}.says(id);
  if (call.in["AssignIpv6AddressOnCreation"]["Value"].boolean() && before.ipv6.empty())
    return kit::Error{
        "InvalidParameterValue",
        "Invalid value 'true' for assignIpv6AddressOnCreation. Subnet does not have an IPv6 CIDR block "
        "associated with it."};
  auto subnet = state.subnets.edit(id);
  const auto set = [&](Key member, bool& field) {
    if (const In given = call.in[member]) field = given["Value"].boolean();
  };
  set("MapPublicIpOnLaunch", subnet->map_public_ip);
  set("AssignIpv6AddressOnCreation", subnet->assign_ipv6);
  set("EnableDns64", subnet->dns64);
  set("EnableResourceNameDnsARecordOnLaunch", subnet->a_record);
  set("EnableResourceNameDnsAAAARecordOnLaunch", subnet->aaaa_record);
  if (const In type = call.in["PrivateDnsHostnameTypeOnLaunch"]) {
    if (type.text() != "ip-name" && type.text() != "resource-name")
      return invalid_value(type.text(), "privateDnsHostnameTypeOnLaunch");
    subnet->hostname_type = type.text();
  }
  return {};
}

kit::Outcome associate_subnet_cidr_block(Call& call, State& state) {
  const std::string id(call.in["SubnetId"].text());
  const Subnet& subnet = need(state.subnets, id, kinds::subnet);
  if (!subnet.ipv6.empty())
    return kit::Error{"CidrLimitExceeded", "This subnet '{}' has met its maximum number of allowed CIDRs: 1"}
        .says(id);
  if (!call.in["Ipv6CidrBlock"]) return missing_parameter("ipv6CidrBlock");
  CidrBlock block =
      read_ipv6(call, state, *state.vpcs.find(subnet.vpc), subnet.vpc, call.in["Ipv6CidrBlock"].text());
  call.out["SubnetId"] = id;
  show_ipv6(block, "associating", call.out["Ipv6CidrBlockAssociation"].structure(3));
  state.subnets.edit(id)->ipv6.push_back(std::move(block));
  return {};
}

kit::Outcome disassociate_subnet_cidr_block(Call& call, State& state) {
  const std::string_view association = call.in["AssociationId"].text();
  const auto is_meant = [&](const CidrBlock& block) { return block.association == association; };
  for (const auto& [id, row] : state.subnets.rows()) {
    const auto found = std::ranges::find_if(row->row.ipv6, is_meant);
    if (found == row->row.ipv6.end()) continue;
    const std::string key = id;
    call.out["SubnetId"] = key;
    show_ipv6(*found, "disassociating", call.out["Ipv6CidrBlockAssociation"].structure(3));
    std::erase_if(state.subnets.edit(key)->ipv6, is_meant);
    return {};
  }
  return kit::Error{"InvalidSubnetCidrBlockAssociationID.NotFound",
                    "The subnet CIDR block with association ID '{}' does not exist"}
      .says(association);
}

}  // namespace understudy::ec2
