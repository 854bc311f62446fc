// Routes and their targets, native and played.
#include "services/ec2/routes.hpp"

#include <algorithm>

#include "services/ec2/handlers.hpp"
#include "services/ec2/networks.hpp"
#include "services/ec2/resources.hpp"

namespace understudy::ec2 {
namespace {

struct Target {
  std::string_view prefix;
  Key member;
};
// Gateways of three kinds share one member.
constexpr Target targets[] = {
    {"igw-", "GatewayId"},
    {"vgw-", "GatewayId"},
    {"vpce-", "GatewayId"},
    {"eigw-", "EgressOnlyInternetGatewayId"},
    {"nat-", "NatGatewayId"},
    {"eni-", "NetworkInterfaceId"},
    {"pcx-", "VpcPeeringConnectionId"},
    {"tgw-", "TransitGatewayId"},
    {"cagw-", "CarrierGatewayId"},
    {"lgw-", "LocalGatewayId"},
    {"arn:", "CoreNetworkArn"},
};
constexpr Key given_as[] = {"GatewayId",
                            "EgressOnlyInternetGatewayId",
                            "NatGatewayId",
                            "NetworkInterfaceId",
                            "VpcPeeringConnectionId",
                            "TransitGatewayId",
                            "CarrierGatewayId",
                            "LocalGatewayId",
                            "CoreNetworkArn",
                            "VpcEndpointId",
                            "InstanceId"};

const derived::Record* played(const State& state, const std::string& id) {
  const auto& tree = state.records.by<derived::By<&derived::Record::own>>().tree();
  const auto found = tree.lower_bound({id, ""});
  return found != tree.end() && found->first.first == id ? state.records.find(found->second) : nullptr;
}

void need_played(const State& state, const std::string& id, std::string_view kind) {
  if (played(state, id)) return;
  for (const kit::Resource& hint : resources)
    if (!hint.id.prefix.empty() && id.starts_with(hint.id.prefix)) throw hint.missing.says(id);
  throw kit::Failure("InvalidGatewayID.NotFound", fmt::format("The {} ID '{}' does not exist", kind, id));
}

// What the route leads to. Throws what is wrong with it.
void read_target(const Call& call, const State& state, const RouteTable& table, Route& route) {
  const auto given = std::ranges::find_if(given_as, [&](Key key) { return static_cast<bool>(call.in[key]); });
  if (given == std::end(given_as))
    throw missing_parameter(
        "gatewayId, natGatewayId, networkInterfaceId, instanceId, vpcPeeringConnectionId or "
        "transitGatewayId");
  if (std::ranges::count_if(given_as, [&](Key key) { return static_cast<bool>(call.in[key]); }) > 1)
    throw bad_combination("The parameters must name exactly one target.");
  const std::string id(call.in[*given].text());
  route.target = id;
  if (call.in["InstanceId"]) {
    need(state.instances, id, kinds::instance);
    const Texts interfaces = ids_of<&Interface::instance>(state.interfaces, id);
    if (interfaces.size() != 1)
      throw kit::Failure("InvalidInstanceID",
                         fmt::format("There are multiple interfaces attached to instance '{}'. "
                                     "Please specify an interface ID for the operation instead.",
                                     id));
    route.instance = id;
    route.target = interfaces.front();
  } else if (id.starts_with("igw-")) {
    if (need(state.internet_gateways, id, kinds::internet_gateway).vpc != table.vpc)
      throw kit::Failure("InvalidParameterValue",
                         fmt::format("route table {} and network gateway {} belong to different networks",
                                     call.in["RouteTableId"].text(), id));
  } else if (id.starts_with("eni-")) {
    route.instance = need(state.interfaces, id, kinds::interface).instance;
  } else if (id.starts_with("vpce-")) {
    need(state.endpoints, id, kinds::endpoint);
  } else if (id != "local") {
    need_played(state, id, given->id == Key("EgressOnlyInternetGatewayId").id ? "eigw" : "gateway");
  }
}

std::string read_destination(const In& in) {
  if (const In text = in["DestinationCidrBlock"]) {
    const auto block = parse_block(text.text());
    if (!block) throw invalid_value(text.text(), "destinationCidrBlock", "This is not a valid CIDR block.");
    return text_of(*block);
  }
  if (const In text = in["DestinationIpv6CidrBlock"]) {
    const auto block = parse_block6(text.text());
    if (!block)
      throw invalid_value(text.text(), "destinationIpv6CidrBlock", "This is not a valid CIDR block.");
    return text_of(*block);
  }
  if (const In list = in["DestinationPrefixListId"]) return std::string(list.text());
  throw missing_parameter("destinationCidrBlock");
}

// Its place among the table's own routes.
std::optional<std::size_t> find(const RouteTable& table, std::string_view destination) {
  const auto found = std::ranges::find(table.routes, destination, &Route::destination);
  if (found == table.routes.end()) return {};
  return static_cast<std::size_t>(found - table.routes.begin());
}

bool is_local(const State& state, const RouteTable& table, std::string_view destination) {
  const auto all = routes_of(state, table);
  return std::ranges::any_of(
      all, [&](const Route& r) { return r.origin == "CreateRouteTable" && r.destination == destination; });
}

}  // namespace

std::vector<Route> routes_of(const State& state, const RouteTable& table) {
  std::vector<Route> routes;
  if (const Vpc* vpc = state.vpcs.find(table.vpc)) {
    for (const CidrBlock& block : vpc->blocks)
      routes.push_back({block.cidr, "local", "", "CreateRouteTable"});
    for (const CidrBlock& block : vpc->ipv6) routes.push_back({block.cidr, "local", "", "CreateRouteTable"});
  }
  routes.insert(routes.end(), table.routes.begin(), table.routes.end());
  return routes;
}

bool is_blackhole(const State& state, const Route& route) {
  if (route.target.starts_with("igw-")) {
    const InternetGateway* gateway = state.internet_gateways.find(route.target);
    return !gateway || gateway->vpc.empty();
  }
  if (!route.target.starts_with("eni-")) return route.target != "local" && !played(state, route.target);
  const Interface* interface = state.interfaces.find(route.target);
  if (!interface || interface->instance.empty()) return true;
  const Instance* instance = state.instances.find(interface->instance);
  return !instance || instance->stage.state != "running";
}

void show_route(const Call& call, const State& state, const Route& route, const Out& out) {
  const Key destination = route.destination.starts_with("pl-")               ? Key("DestinationPrefixListId")
                          : route.destination.find(':') != std::string::npos ? Key("DestinationIpv6CidrBlock")
                                                                             : Key("DestinationCidrBlock");
  out[destination] = route.destination;
  const auto target =
      std::ranges::find_if(targets, [&](const Target& t) { return route.target.starts_with(t.prefix); });
  out[target == std::end(targets) ? Key("GatewayId") : target->member] = route.target;
  if (!route.instance.empty()) {
    out["InstanceId"] = route.instance;
    out["InstanceOwnerId"] = call.account();
  }
  out["Origin"] = route.origin;
  out["State"] = is_blackhole(state, route) ? "blackhole" : "active";
}

kit::Outcome create_route(Call& call, State& state) {
  const std::string id(call.in["RouteTableId"].text());
  const RouteTable& table = need(state.route_tables, id, kinds::route_table);
  Route route;
  route.destination = read_destination(call.in);
  route.origin = "CreateRoute";
  if (find(table, route.destination) || is_local(state, table, route.destination))
    return kit::Error{"RouteAlreadyExists", "The route identified by {} already exists."}.says(
        route.destination);
  read_target(call, state, table, route);
  state.route_tables.edit(id)->routes.push_back(std::move(route));
  call.out["Return"] = true;
  return {};
}

kit::Outcome replace_route(Call& call, State& state) {
  const std::string id(call.in["RouteTableId"].text());
  const RouteTable& table = need(state.route_tables, id, kinds::route_table);
  const std::string destination = read_destination(call.in);
  const auto place = find(table, destination);
  if (!place)
    return kit::Error{"InvalidParameterValue",
                      "There is no route defined for '{}' in the route table. Use CreateRoute instead."}
        .says(destination);
  Route route = table.routes[*place];
  route.instance.clear();
  read_target(call, state, table, route);
  state.route_tables.edit(id)->routes[*place] = std::move(route);
  return {};
}

kit::Outcome delete_route(Call& call, State& state) {
  const std::string id(call.in["RouteTableId"].text());
  const RouteTable& table = need(state.route_tables, id, kinds::route_table);
  const std::string destination = read_destination(call.in);
  if (is_local(state, table, destination))
    return kit::Error{"InvalidParameterValue", "cannot remove local route {} in route table {}"}.says(
        destination, id);
  const auto place = find(table, destination);
  if (!place)
    return kit::Error{"InvalidRoute.NotFound", "no route with destination-cidr-block {} in route table {}"}
        .says(destination, id);
  auto edit = state.route_tables.edit(id);
  edit->routes.erase(edit->routes.begin() + static_cast<std::ptrdiff_t>(*place));
  return {};
}

}  // namespace understudy::ec2
