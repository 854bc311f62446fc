// VPCs, their attributes and their blocks of addresses.
#include <algorithm>

#include "services/ec2/handlers.hpp"
#include "services/ec2/networks.hpp"

namespace understudy::ec2 {
namespace {

constexpr std::size_t most_blocks = 5;  // of one kind (VPC quotas)
constexpr kit::Error no_association{"InvalidVpcCidrBlockAssociationID.NotFound",
                                    "The vpc CIDR block with association ID '{}' does not exist"};

void show_blocks(const Vpc& vpc, std::string_view region, const Out& out, std::string_view state) {
  if (!vpc.ipv6.empty()) {
    const OutList list = out["Ipv6CidrBlockAssociationSet"].list();
    for (const CidrBlock& block : vpc.ipv6) {
      const Out each = list.add().structure(5);
      each["AssociationId"] = block.association;
      each["Ipv6CidrBlock"] = block.cidr;
      each["Ipv6CidrBlockState"].structure(1)["State"] = state;
      each["NetworkBorderGroup"] = region;
      each["Ipv6Pool"] = block.pool;
    }
  }
  const OutList list = out["CidrBlockAssociationSet"].list();
  for (const CidrBlock& block : vpc.blocks) {
    const Out each = list.add().structure(3);
    each["AssociationId"] = block.association;
    each["CidrBlock"] = block.cidr;
    each["CidrBlockState"].structure(1)["State"] = "associated";
  }
}

void show(const Call& call, const std::string& id, const Vpc& vpc, const Out& out, bool fresh = false) {
  out["VpcId"] = id;
  out["OwnerId"] = call.account();
  out["CidrBlock"] = vpc.blocks.front().cidr;
  out["InstanceTenancy"] = vpc.tenancy;
  out["DhcpOptionsId"] = vpc.dhcp_options;
  out["IsDefault"] = vpc.is_default;
  out["State"] = fresh ? "pending" : "available";
  show_blocks(vpc, call.region(), out, fresh ? "associating" : "associated");
  show_tags(vpc.tags, out["Tags"]);
}

template <auto List, auto Field>
void block_texts(const Seen<Vpc>& seen, Texts& texts) {
  for (const CidrBlock& block : seen.row.*List) texts.push_back(block.*Field);
}
template <auto List>
void block_states(const Seen<Vpc>& seen, Texts& texts) {
  texts.resize((seen.row.*List).size(), "associated");
}

constexpr Filter<Vpc> filters[] = {
    {"cidr", [](const auto& s, Texts& t) { t.push_back(s.row.blocks.front().cidr); }},
    {"cidrBlock", [](const auto& s, Texts& t) { t.push_back(s.row.blocks.front().cidr); }},
    {"cidr-block", [](const auto& s, Texts& t) { t.push_back(s.row.blocks.front().cidr); }},
    {"cidr-block-association.association-id", block_texts<&Vpc::blocks, &CidrBlock::association>},
    {"cidr-block-association.cidr-block", block_texts<&Vpc::blocks, &CidrBlock::cidr>},
    {"cidr-block-association.state", block_states<&Vpc::blocks>},
    {"dhcp-options-id", [](const auto& s, Texts& t) { t.push_back(s.row.dhcp_options); }},
    {"ipv6-cidr-block-association.association-id", block_texts<&Vpc::ipv6, &CidrBlock::association>},
    {"ipv6-cidr-block-association.ipv6-cidr-block", block_texts<&Vpc::ipv6, &CidrBlock::cidr>},
    {"ipv6-cidr-block-association.ipv6-pool", block_texts<&Vpc::ipv6, &CidrBlock::pool>},
    {"ipv6-cidr-block-association.state", block_states<&Vpc::ipv6>},
    {"is-default", [](const auto& s, Texts& t) { t.emplace_back(flag(s.row.is_default)); }},
    {"isDefault", [](const auto& s, Texts& t) { t.emplace_back(flag(s.row.is_default)); }},
    {"owner-id", [](const auto& s, Texts& t) { t.emplace_back(s.call.account()); }},
    {"state", [](const auto&, Texts& t) { t.emplace_back("available"); }},
    {"vpc-id", [](const auto& s, Texts& t) { t.push_back(s.id); }},
};

std::string read_block(std::string_view text) {
  const auto block = parse_block(text);
  if (!block) throw invalid_value(text, "cidrBlock", "This is not a valid CIDR block.");
  if (block->bits < 16 || block->bits > 28)
    throw kit::Failure("InvalidVpc.Range", fmt::format("The CIDR '{}' is invalid.", text));
  return text_of(*block);
}

void refuse_ipam(const In& in) {
  if (in["Ipv4IpamPoolId"] || in["Ipv6IpamPoolId"])
    throw kit::Failure("InvalidIpamPoolId.NotFound",
                       fmt::format("The ipam-pool ID '{}' does not exist",
                                   in["Ipv4IpamPoolId"].text(in["Ipv6IpamPoolId"].text())));
}

bool has_endpoints(const State& state, const std::string& vpc) {
  const Texts all = ids_of<&Endpoint::vpc>(state.endpoints, vpc);
  return std::ranges::any_of(
      all, [&](const std::string& id) { return state.endpoints.find(id)->state != "deleted"; });
}

// The IPv6 block that the caller brings or Amazon gives; its association is fresh.
std::optional<CidrBlock> read_ipv6(const Call& call) {
  if (call.in["AmazonProvidedIpv6CidrBlock"].boolean()) return amazon_ipv6(call.random(), "vpc-cidr-assoc-");
  const std::string_view text = call.in["Ipv6CidrBlock"].text();
  if (text.empty()) return {};
  const auto block = parse_block6(text);
  if (!block)  // whatever pool it is of: pools are not played, and nobody is asked for one
    throw invalid_value(text, "ipv6CidrBlock", "This is not a valid CIDR block.");
  return CidrBlock{draw(call.random(), "vpc-cidr-assoc-"), text_of(*block),
                   std::string(call.in["Ipv6Pool"].text())};
}

}  // namespace

kit::Outcome create_vpc(Call& call, State& state) {
  refuse_ipam(call.in);
  const std::string_view tenancy = call.in["InstanceTenancy"].text("default");
  if (tenancy != "default" && tenancy != "dedicated" && tenancy != "host")
    return invalid_value(tenancy, "instanceTenancy");
  if (!call.in["CidrBlock"])
    return kit::Error{"MissingParameter", "Either 'cidrBlock' or 'ipv4IpamPoolId' should be provided."};
  Vpc vpc;
  vpc.tags = tags_of(call, kinds::vpc);
  vpc.tenancy = tenancy;
  vpc.blocks.push_back({draw(call.random(), "vpc-cidr-assoc-"), read_block(call.in["CidrBlock"].text()), ""});
  if (auto block = read_ipv6(call)) vpc.ipv6.push_back(std::move(*block));
  for (const auto& [id, row] : state.dhcp_options.rows())
    if (vpc.dhcp_options.empty()) vpc.dhcp_options = id;
  const std::string id = make_vpc(state, call.turn(), std::move(vpc));
  show(call, id, *state.vpcs.find(id), call.out["Vpc"].structure(12), true);
  return {};
}

kit::Outcome create_default_vpc(Call& call, State& state) {
  if (default_vpc(state))
    return kit::Error{"DefaultVpcAlreadyExists",
                      "A Default VPC already exists for this account in this region."};
  const std::string id = make_default_vpc(state, call.turn());
  show(call, id, *state.vpcs.find(id), call.out["Vpc"].structure(12), true);
  return {};
}

kit::Outcome describe_vpcs(Call& call, State& state) {
  describe<Vpc>(call, state, state.vpcs, kinds::vpc, call.in["VpcIds"], filters, "Vpcs",
                [&](const std::string& id, const Vpc& vpc, const Out& out) { show(call, id, vpc, out); });
  return {};
}

kit::Outcome delete_vpc(Call& call, State& state) {
  const std::string id(call.in["VpcId"].text());
  need(state.vpcs, id, kinds::vpc);
  const Texts groups = ids_of<&Group::vpc>(state.groups, id),
              tables = ids_of<&RouteTable::vpc>(state.route_tables, id),
              acls = ids_of<&NetworkAcl::vpc>(state.network_acls, id);
  // The default group, main table and default ACL go with it; anything else must be gone before.
  if (groups.size() > 1 || tables.size() > 1 || acls.size() > 1 ||
      !ids_of<&Subnet::vpc>(state.subnets, id).empty() ||
      !ids_of<&Interface::vpc>(state.interfaces, id).empty() ||
      !ids_of<&InternetGateway::vpc>(state.internet_gateways, id).empty() || has_endpoints(state, id))
    return dependency("vpc", id);
  for (const std::string& group : groups) {
    for (const std::string& rule : ids_of<&Rule::group>(state.rules, group)) state.rules.erase(rule);
    state.groups.erase(group);
  }
  for (const std::string& table : tables) state.route_tables.erase(table);
  for (const std::string& acl : acls) state.network_acls.erase(acl);
  state.vpcs.erase(id);
  return {};
}

kit::Outcome describe_vpc_attribute(Call& call, State& state) {
  const Vpc& vpc = need(state.vpcs, call.in["VpcId"].text(), kinds::vpc);
  const std::string_view attribute = call.in["Attribute"].text();
  call.out["VpcId"] = call.in["VpcId"].text();
  if (attribute == "enableDnsSupport") {
    call.out["EnableDnsSupport"].structure(1)["Value"] = vpc.dns_support;
  } else if (attribute == "enableDnsHostnames") {
    call.out["EnableDnsHostnames"].structure(1)["Value"] = vpc.dns_hostnames;
  } else if (attribute == "enableNetworkAddressUsageMetrics") {
    call.out["EnableNetworkAddressUsageMetrics"].structure(1)["Value"] = vpc.usage_metrics;
  } else {
    return invalid_value(attribute, "attribute", "Unknown attribute.");
  }
  return {};
}

kit::Outcome modify_vpc_attribute(Call& call, State& state) {
  const std::string id(call.in["VpcId"].text());
  need(state.vpcs, id, kinds::vpc);
  const In support = call.in["EnableDnsSupport"], hostnames = call.in["EnableDnsHostnames"],
           metrics = call.in["EnableNetworkAddressUsageMetrics"];
  if (static_cast<bool>(support) + static_cast<bool>(hostnames) + static_cast<bool>(metrics) > 1)
    return bad_combination("Fields for multiple attribute types specified");
  auto vpc = state.vpcs.edit(id);
  if (support) vpc->dns_support = support["Value"].boolean();
  if (hostnames) vpc->dns_hostnames = hostnames["Value"].boolean();
  if (metrics) vpc->usage_metrics = metrics["Value"].boolean();
  return {};
}

kit::Outcome modify_vpc_tenancy(Call& call, State& state) {
  const std::string id(call.in["VpcId"].text());
  need(state.vpcs, id, kinds::vpc);
  const std::string_view tenancy = call.in["InstanceTenancy"].text();
  if (tenancy != "default")
    return kit::Error{"UnsupportedTenancy", "The tenancy value {} is not supported."}.says(tenancy);
  state.vpcs.edit(id)->tenancy = tenancy;
  call.out["ReturnValue"] = true;
  return {};
}

kit::Outcome associate_vpc_cidr_block(Call& call, State& state) {
  const std::string id(call.in["VpcId"].text());
  const Vpc& vpc = need(state.vpcs, id, kinds::vpc);
  refuse_ipam(call.in);
  const bool v4 = static_cast<bool>(call.in["CidrBlock"]);
  if ((v4 ? vpc.blocks : vpc.ipv6).size() >= most_blocks)
    return kit::Error{"CidrLimitExceeded", "This network {} has met its maximum number of allowed CIDRs: {}"}
        .says(id, most_blocks);
  call.out["VpcId"] = id;
  if (v4) {
    CidrBlock block{draw(call.random(), "vpc-cidr-assoc-"), read_block(call.in["CidrBlock"].text()), ""};
    for (const CidrBlock& other : vpc.blocks)
      if (parse_block(other.cidr)->overlaps(*parse_block(block.cidr)))
        return kit::Error{"InvalidVpc.Range", "The CIDR '{}' conflicts with another CIDR of the VPC"}.says(
            block.cidr);
    const Out out = call.out["CidrBlockAssociation"].structure(3);
    out["AssociationId"] = block.association;
    out["CidrBlock"] = block.cidr;
    out["CidrBlockState"].structure(1)["State"] = "associating";
    state.vpcs.edit(id)->blocks.push_back(std::move(block));
    return {};
  }
  auto block = read_ipv6(call);
  if (!block) return missing_parameter("cidrBlock");
  const Out out = call.out["Ipv6CidrBlockAssociation"].structure(5);
  out["AssociationId"] = block->association;
  out["Ipv6CidrBlock"] = block->cidr;
  out["Ipv6Pool"] = block->pool;
  out["NetworkBorderGroup"] = call.region();
  out["Ipv6CidrBlockState"].structure(1)["State"] = "associating";
  state.vpcs.edit(id)->ipv6.push_back(std::move(*block));
  return {};
}

kit::Outcome disassociate_vpc_cidr_block(Call& call, State& state) {
  const std::string_view association = call.in["AssociationId"].text();
  const auto is_meant = [&](const CidrBlock& block) { return block.association == association; };
  for (const auto& [id, row] : state.vpcs.rows()) {
    const Vpc& vpc = row->row;
    const bool v4 = std::ranges::any_of(vpc.blocks, is_meant);
    if (!v4 && std::ranges::none_of(vpc.ipv6, is_meant)) continue;
    if (is_meant(vpc.blocks.front()))
      return kit::Error{
          "OperationNotPermitted",
          "The vpc CIDR block with association ID {} may not be disassociated. It is the primary IPv4 "
          "CIDR block of the VPC"}
          .says(association);
    const CidrBlock block = *std::ranges::find_if(v4 ? vpc.blocks : vpc.ipv6, is_meant);
    for (const std::string& subnet : ids_of<&Subnet::vpc>(state.subnets, id)) {
      const auto within = parse_block(block.cidr), own = parse_block(state.subnets.find(subnet)->cidr);
      if (within && own && within->contains(*own))
        return kit::Error{"InvalidCidrBlock.InUse", "The vpc {} currently has a subnet within CIDR block {}"}
            .says(id, block.cidr);
    }
    const std::string key = id;
    call.out["VpcId"] = key;
    const Out out = v4 ? call.out["CidrBlockAssociation"].structure(5)
                       : call.out["Ipv6CidrBlockAssociation"].structure(5);
    out["AssociationId"] = block.association;
    if (v4) {
      out["CidrBlock"] = block.cidr;
      out["CidrBlockState"].structure(1)["State"] = "disassociating";
    } else {
      out["Ipv6CidrBlock"] = block.cidr;
      out["Ipv6Pool"] = block.pool;
      out["NetworkBorderGroup"] = call.region();
      out["Ipv6CidrBlockState"].structure(1)["State"] = "disassociating";
    }
    auto edit = state.vpcs.edit(key);
    std::erase_if(v4 ? edit->blocks : edit->ipv6, is_meant);
    return {};
  }
  return no_association.says(association);
}

}  // namespace understudy::ec2
