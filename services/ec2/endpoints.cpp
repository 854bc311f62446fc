// VPC endpoints: gateways in route tables, interfaces in subnets; and the prefix lists of the services behind
// gateways.
#include <algorithm>
#include <array>

#include "services/ec2/endpoint_services.hpp"
#include "services/ec2/handlers.hpp"
#include "services/ec2/networks.hpp"
#include "services/kit/format.hpp"

namespace understudy::ec2 {
namespace {

constexpr kit::Error not_there{"InvalidVpcEndpoint.NotFound", "The Vpc Endpoint Id '{}' does not exist"};
constexpr kit::Error no_gateway{"InvalidParameter",
                                "Endpoint type (Gateway) does not match available service "
                                "types ([Interface])."};
constexpr kit::Error no_interface{"InvalidParameter",
                                  "Endpoint type (Interface) does not match available service "
                                  "types ([Gateway])."};
constexpr kit::Error other_vpc{"InvalidParameter", "The {} '{}' does not belong to the VPC '{}'"};

// Lets all do all (VPC user guide, "Default endpoint policy").
constexpr std::string_view usual_policy =
    R"({"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]})";
constexpr std::string_view zone = "Z7HUB22UULQXV";  // of the names of interface endpoints, in us-east-1
constexpr kit::Duration shown_after_end = kit::hours(1);

bool is_kind(std::string_view type, std::string_view kind) {
  return std::ranges::equal(
      type, kind, {}, [](unsigned char c) { return std::tolower(c); },
      [](unsigned char c) { return std::tolower(c); });
}

// ---- Prefix lists of AWS's own

struct PrefixList {
  std::string name, id;
  Texts cidrs;
};

// AWS publishes the addresses of each region; those of us-east-1 are known here.
PrefixList prefix_list(std::string_view region, std::string_view service) {
  const std::string name = fmt::format("com.amazonaws.{}.{}", region, service);
  if (name == "com.amazonaws.us-east-1.s3") return {name, "pl-63a5400a", {"54.231.0.0/16", "52.216.0.0/15"}};
  if (name == "com.amazonaws.us-east-1.dynamodb")
    return {name, "pl-02cd2c6b", {"52.94.0.0/22", "52.119.224.0/20"}};
  return {name, "pl-" + kit::sha256_hex(name).substr(0, 8), {}};
}
constexpr std::array<std::string_view, 2> behind_gateways{"dynamodb", "s3"};

std::optional<PrefixList> list_of(std::string_view service) {
  const auto last = service.rfind('.');
  if (!service.starts_with("com.amazonaws.") || last < sizeof "com.amazonaws.") return {};
  const std::string_view region = service.substr(14, last - 14), name = service.substr(last + 1);
  if (std::ranges::count(behind_gateways, name) == 0) return {};
  return prefix_list(region, name);
}

// ---- What an endpoint is attached to

void enter_route_tables(State& state, const std::string& id, const Endpoint& row, const Texts& tables) {
  const auto list = list_of(row.service);
  if (!list || !is_kind(row.type, "Gateway")) return;
  for (const std::string& table : tables)
    if (state.route_tables.contains(table))
      state.route_tables.edit(table)->routes.push_back({list->id, id, "", "CreateRoute"});
}
void leave_route_tables(State& state, const std::string& id, const Texts& tables) {
  for (const std::string& table : tables)
    if (state.route_tables.contains(table))
      std::erase_if(state.route_tables.edit(table)->routes, [&](const Route& r) { return r.target == id; });
}

// The endpoint's interface in that subnet.
std::string make_leg(const Call& call, State& state, const std::string& id, const Endpoint& row,
                     const std::string& subnet) {
  const Subnet& within = *state.subnets.find(subnet);
  Interface leg;
  leg.subnet = subnet;
  leg.vpc = row.vpc;
  leg.zone = within.zone;
  leg.description = "VPC Endpoint Interface " + id;
  leg.type = "vpc_endpoint";
  leg.groups = row.groups;
  leg.requester = call.account();
  if (!within.ipv6_native) leg.ips.push_back(lend_address(state, subnet, {}));
  return make_interface(state, call.turn(), std::move(leg));
}

void drop_legs(State& state, Endpoint& row, auto&& goes) {
  std::erase_if(row.interfaces, [&](const std::string& leg) {
    const Interface* interface = state.interfaces.find(leg);
    if (interface && !goes(interface->subnet)) return false;
    if (interface) drop_interface(state, leg);
    return true;
  });
}

// ---- Reading

template <class T, class... I>
Texts read_ids(const In& list, const Family<T, I...>& family, const Kind& kind, const std::string& vpc) {
  Texts ids;
  for (const In each : list) {
    if (need(family, each.text(), kind).vpc != vpc)
      throw other_vpc.says(kind.resource.name, each.text(), vpc);
    if (std::ranges::count(ids, each.text()) == 0) ids.emplace_back(each.text());
  }
  return ids;
}

// Adds what is not there yet, takes away the rest.
void change(Texts& ids, const Texts& added, const In& removed) {
  for (const std::string& id : added)
    if (std::ranges::count(ids, id) == 0) ids.push_back(id);
  for (const In each : removed) std::erase(ids, each.text());
}

std::string name_of(const Call& call, const std::string& id, std::string_view service) {
  const std::string own = fmt::format("com.amazonaws.{}.", call.region());
  if (service.starts_with(own)) service.remove_prefix(own.size());
  return fmt::format("{}-{}.{}.{}.vpce.amazonaws.com", id, call.random().hex(8), service, call.region());
}

// ---- Showing

void show(const Call& call, const State& state, const std::string& id, const Endpoint& row, const Out& out) {
  out["VpcEndpointId"] = id;
  out["VpcEndpointType"] = row.type;
  out["VpcId"] = row.vpc;
  out["ServiceName"] = row.service;
  out["State"] = row.state;
  out["PolicyDocument"] = row.policy;
  out["PrivateDnsEnabled"] = row.private_dns;
  out["RequesterManaged"] = false;
  out["OwnerId"] = call.account();
  out["CreationTimestamp"] = row.created;
  if (!row.ip_type.empty()) out["IpAddressType"] = row.ip_type;
  const auto list = [&](Key member, const Texts& ids) {
    const OutList to = out[member].list();
    for (const std::string& each : ids) to.add() = each;
  };
  list("RouteTableIds", row.route_tables);
  list("SubnetIds", row.subnets);
  list("NetworkInterfaceIds", row.interfaces);
  show_groups(state, row.groups, out["Groups"]);
  const OutList names = out["DnsEntries"].list();
  if (!row.dns.empty()) {
    const Out name = names.add().structure(2);
    name["DnsName"] = row.dns;
    name["HostedZoneId"] = zone;
  }
  if (const auto kept = row.options.find("DnsOptions"); kept != row.options.end())
    out["DnsOptions"] = given(kept->second, call.arena());
  show_tags(row.tags, out["Tags"]);
}

template <std::string Endpoint::*Field>
void text(const Seen<Endpoint>& seen, Texts& texts) {
  texts.push_back(seen.row.*Field);
}
constexpr Filter<Endpoint> filters[] = {
    {"ip-address-type", text<&Endpoint::ip_type>},
    {"service-name", text<&Endpoint::service>},
    {"vpc-endpoint-id", [](const auto& s, Texts& t) { t.push_back(s.id); }},
    {"vpc-endpoint-state", text<&Endpoint::state>},
    {"vpc-endpoint-type", text<&Endpoint::type>},
    {"vpc-id", text<&Endpoint::vpc>},
};

}  // namespace

kit::Outcome create_vpc_endpoint(Call& call, State& state) {
  std::string id;
  if (const auto made = made_before(call, state)) {
    id = made->front();
  } else {
    Endpoint row;
    row.vpc = call.in["VpcId"].text();
    need(state.vpcs, row.vpc, kinds::vpc);
    row.service = call.in["ServiceName"].text();
    if (row.service.empty()) return missing_parameter("ServiceName");
    row.type = call.in["VpcEndpointType"].text("Gateway");
    const bool gateway = is_kind(row.type, "Gateway");
    const auto service = endpoint_service(row.service, call.in["ServiceRegion"].text(call.region()));
    if (!service) return no_endpoint_service(row.service);
    if (gateway && !service->gateway) return no_gateway;
    if (is_kind(row.type, "Interface") && !service->interface) return no_interface;
    row.policy = call.in["PolicyDocument"].text(usual_policy);
    check_endpoint_policy(row.policy);
    row.ip_type = call.in["IpAddressType"].text(gateway ? "" : "ipv4");
    row.private_dns = call.in["PrivateDnsEnabled"].boolean(is_kind(row.type, "Interface"));
    if (const In options = call.in["DnsOptions"]) row.options["DnsOptions"] = keep(options);
    row.route_tables = read_ids(call.in["RouteTableIds"], state.route_tables, kinds::route_table, row.vpc);
    row.subnets = read_ids(call.in["SubnetIds"], state.subnets, kinds::subnet, row.vpc);
    row.groups = read_ids(call.in["SecurityGroupIds"], state.groups, kinds::group, row.vpc);
    if (row.groups.empty() && is_kind(row.type, "Interface"))
      if (const auto usual = default_group(state, row.vpc)) row.groups.push_back(*usual);
    row.tags = tags_of(call, kinds::endpoint);
    row.state = "available";
    row.created = std::chrono::floor<kit::seconds>(call.now());
    id = draw(call, kinds::endpoint);
    if (!gateway) row.dns = name_of(call, id, row.service);
    for (const std::string& subnet : row.subnets)
      row.interfaces.push_back(make_leg(call, state, id, row, subnet));
    enter_route_tables(state, id, row, row.route_tables);
    add(state.endpoints, id, std::move(row));
    remember(call, state, {id});
  }
  show(call, state, id, need(state.endpoints, id, kinds::endpoint), call.out["VpcEndpoint"].structure(20));
  if (const In token = call.in["ClientToken"]) call.out["ClientToken"] = token.text();
  return {};
}

kit::Outcome describe_vpc_endpoints(Call& call, State& state) {
  describe<Endpoint>(
      call, state, state.endpoints, kinds::endpoint, call.in["VpcEndpointIds"], filters, "VpcEndpoints",
      [&](const std::string& id, const Endpoint& row, const Out& out) { show(call, state, id, row, out); });
  return {};
}

kit::Outcome modify_vpc_endpoint(Call& call, State& state) {
  const std::string id(call.in["VpcEndpointId"].text());
  Endpoint row = need(state.endpoints, id, kinds::endpoint);
  if (row.state == "deleted") return not_there.says(id);
  if (call.in["ResetPolicy"].boolean()) row.policy = usual_policy;
  if (const In policy = call.in["PolicyDocument"]) {
    check_endpoint_policy(policy.text());
    row.policy = policy.text();
  }
  if (const In type = call.in["IpAddressType"]) row.ip_type = type.text();
  if (const In dns = call.in["PrivateDnsEnabled"]) row.private_dns = dns.boolean();
  if (const In options = call.in["DnsOptions"])
    row.options["DnsOptions"] = merged(row.options["DnsOptions"], options);
  change(row.groups, read_ids(call.in["AddSecurityGroupIds"], state.groups, kinds::group, row.vpc),
         call.in["RemoveSecurityGroupIds"]);
  leave_route_tables(state, id, row.route_tables);
  change(row.route_tables,
         read_ids(call.in["AddRouteTableIds"], state.route_tables, kinds::route_table, row.vpc),
         call.in["RemoveRouteTableIds"]);
  enter_route_tables(state, id, row, row.route_tables);
  const Texts before = row.subnets;
  change(row.subnets, read_ids(call.in["AddSubnetIds"], state.subnets, kinds::subnet, row.vpc),
         call.in["RemoveSubnetIds"]);
  drop_legs(state, row, [&](const std::string& s) { return std::ranges::count(row.subnets, s) == 0; });
  for (const std::string& subnet : row.subnets)
    if (std::ranges::count(before, subnet) == 0)
      row.interfaces.push_back(make_leg(call, state, id, row, subnet));
  for (const std::string& leg : row.interfaces) state.interfaces.edit(leg)->groups = row.groups;
  *state.endpoints.edit(id) = std::move(row);
  call.out["Return"] = true;
  return {};
}

kit::Outcome delete_vpc_endpoints(Call& call, State& state) {
  const OutList failed = call.out["Unsuccessful"].list();
  for (const In each : call.in["VpcEndpointIds"]) {
    const std::string id(each.text());
    const Endpoint* known = state.endpoints.find(id);
    if (!known || known->state == "deleted") {
      const Out out = failed.add().structure(2);
      out["ResourceId"] = id;
      const Out error = out["Error"].structure(2);
      error["Code"] = not_there.code;
      error["Message"] = not_there.says(id).message;
      continue;
    }
    Endpoint row = *known;
    leave_route_tables(state, id, row.route_tables);
    drop_legs(state, row, [](const auto&) { return true; });
    row.state = "deleted";
    row.forget = call.now() + shown_after_end;
    *state.endpoints.edit(id) = std::move(row);
  }
  return {};
}

kit::Outcome describe_prefix_lists(Call& call, State&) {
  const OutList list = call.out["PrefixLists"].list();
  const auto named = [](const In& values, std::string_view text) {
    bool any = values.empty();
    for (const In each : values) any |= matches(text, each.text());
    return any;
  };
  for (const std::string_view service : behind_gateways) {
    const PrefixList known = prefix_list(call.region(), service);
    bool wanted = named(call.in["PrefixListIds"], known.id);
    for (const In filter : call.in["Filters"]) {
      const std::string_view name = filter["Name"].text();
      if (name != "prefix-list-id" && name != "prefix-list-name") return unknown_filter(name);
      wanted &= named(filter["Values"], name == "prefix-list-id" ? known.id : known.name);
    }
    if (!wanted) continue;
    const Out out = list.add().structure(3);
    out["PrefixListId"] = known.id;
    out["PrefixListName"] = known.name;
    const OutList cidrs = out["Cidrs"].list();
    for (const std::string& cidr : known.cidrs) cidrs.add() = cidr;
  }
  return {};
}

}  // namespace understudy::ec2
