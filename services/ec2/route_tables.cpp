// Route tables and what they are associated with.
#include <algorithm>

#include "services/ec2/handlers.hpp"
#include "services/ec2/networks.hpp"
#include "services/ec2/routes.hpp"

namespace understudy::ec2 {
namespace {

constexpr kit::Error no_association{"InvalidAssociationID.NotFound",
                                    "The association ID '{}' does not exist"};

void show(const Call& call, const State& state, const std::string& id, const RouteTable& table,
          const Out& out) {
  out["RouteTableId"] = id;
  out["VpcId"] = table.vpc;
  out["OwnerId"] = call.account();
  const OutList associations = out["Associations"].list();
  for (const Association& association : table.associations) {
    const Out each = associations.add().structure(6);
    each["Main"] = association.main;
    each["RouteTableAssociationId"] = association.id;
    each["RouteTableId"] = id;
    if (!association.subnet.empty()) each["SubnetId"] = association.subnet;
    if (!association.gateway.empty()) each["GatewayId"] = association.gateway;
    each["AssociationState"].structure(1)["State"] = "associated";
  }
  const OutList routes = out["Routes"].list();
  for (const Route& route : routes_of(state, table))
    show_route(call, state, route, routes.add().structure(6));
  const OutList propagating = out["PropagatingVgws"].list();
  for (const std::string& gateway : table.propagating) propagating.add().structure(1)["GatewayId"] = gateway;
  show_tags(table.tags, out["Tags"]);
}

template <std::string Association::*Field>
void association_texts(const Seen<RouteTable>& seen, Texts& texts) {
  for (const Association& association : seen.row.associations)
    if (!(association.*Field).empty()) texts.push_back(association.*Field);
}
// Of the routes whose targets begin so.
template <char... Prefix>
void target_texts(const Seen<RouteTable>& seen, Texts& texts) {
  constexpr char prefix[] = {Prefix..., '-'};
  for (const Route& route : seen.row.routes)
    if (route.target.starts_with(std::string_view(prefix, sizeof prefix))) texts.push_back(route.target);
}
template <class F>
void route_texts(const Seen<RouteTable>& seen, F&& visit) {
  for (const Route& route : routes_of(seen.state, seen.row)) visit(route);
}

constexpr Filter<RouteTable> filters[] = {
    {"association.gateway-id", association_texts<&Association::gateway>},
    {"association.main",
     [](const auto& s, Texts& t) {
       for (const Association& a : s.row.associations) t.emplace_back(flag(a.main));
     }},
    {"association.route-table-association-id", association_texts<&Association::id>},
    {"association.route-table-id", [](const auto& s, Texts& t) { t.push_back(s.id); }},
    {"association.state", [](const auto& s, Texts& t) { t.resize(s.row.associations.size(), "associated"); }},
    {"association.subnet-id", association_texts<&Association::subnet>},
    {"owner-id", [](const auto& s, Texts& t) { t.emplace_back(s.call.account()); }},
    {"route-table-id", [](const auto& s, Texts& t) { t.push_back(s.id); }},
    {"route.destination-cidr-block",
     [](const auto& s, Texts& t) { route_texts(s, [&](const Route& r) { t.push_back(r.destination); }); }},
    {"route.destination-ipv6-cidr-block",
     [](const auto& s, Texts& t) { route_texts(s, [&](const Route& r) { t.push_back(r.destination); }); }},
    {"route.destination-prefix-list-id",
     [](const auto& s, Texts& t) { route_texts(s, [&](const Route& r) { t.push_back(r.destination); }); }},
    {"route.egress-only-internet-gateway-id", target_texts<'e', 'i', 'g', 'w'>},
    {"route.gateway-id",
     [](const auto& s, Texts& t) {
       route_texts(s, [&](const Route& r) {
         if (r.target == "local" || r.target.starts_with("igw-") || r.target.starts_with("vgw-") ||
             r.target.starts_with("vpce-"))
           t.push_back(r.target);
       });
     }},
    {"route.instance-id",
     [](const auto& s, Texts& t) { route_texts(s, [&](const Route& r) { t.push_back(r.instance); }); }},
    {"route.nat-gateway-id", target_texts<'n', 'a', 't'>},
    {"route.origin",
     [](const auto& s, Texts& t) { route_texts(s, [&](const Route& r) { t.push_back(r.origin); }); }},
    {"route.state",
     [](const auto& s, Texts& t) {
       route_texts(
           s, [&](const Route& r) { t.emplace_back(is_blackhole(s.state, r) ? "blackhole" : "active"); });
     }},
    {"route.transit-gateway-id", target_texts<'t', 'g', 'w'>},
    {"route.vpc-peering-connection-id", target_texts<'p', 'c', 'x'>},
    {"vpc-id", [](const auto& s, Texts& t) { t.push_back(s.row.vpc); }},
};

struct Found {
  std::string table;
  Association association;
};
std::optional<Found> find(const State& state, auto&& is_meant) {
  for (const auto& [id, row] : state.route_tables.rows())
    for (const Association& association : row->row.associations)
      if (is_meant(association)) return Found{id, association};
  return {};
}

void remove(State& state, const Found& found) {
  std::erase_if(state.route_tables.edit(found.table)->associations,
                [&](const Association& a) { return a.id == found.association.id; });
}

}  // namespace

std::string make_route_table(State& state, kit::Turn& turn, const std::string& vpc, bool main) {
  const std::string id = kinds::route_table.resource.id.draw(turn.random);
  RouteTable table;
  table.vpc = vpc;
  if (main) table.associations.push_back({draw(turn.random, "rtbassoc-"), "", "", true});
  add(state.route_tables, id, std::move(table));
  return id;
}

std::optional<std::string> main_route_table(const State& state, const std::string& vpc) {
  for (const std::string& id : ids_of<&RouteTable::vpc>(state.route_tables, vpc))
    for (const Association& association : state.route_tables.find(id)->associations)
      if (association.main) return id;
  return {};
}

std::optional<std::string> route_table_of(const State& state, const std::string& subnet) {
  const auto own = find(state, [&](const Association& a) { return a.subnet == subnet; });
  return own ? std::optional(own->table) : main_route_table(state, state.subnets.find(subnet)->vpc);
}

kit::Outcome create_route_table(Call& call, State& state) {
  const std::string vpc(call.in["VpcId"].text());
  need(state.vpcs, vpc, kinds::vpc);
  if (const auto made = made_before(call, state)) {
    show(call, state, made->front(), need(state.route_tables, made->front(), kinds::route_table),
         call.out["RouteTable"].structure(8));
    return {};
  }
  kit::Tags tags = tags_of(call, kinds::route_table);
  const std::string id = make_route_table(state, call.turn(), vpc, false);
  state.route_tables.edit(id)->tags = std::move(tags);
  remember(call, state, {id});
  show(call, state, id, *state.route_tables.find(id), call.out["RouteTable"].structure(8));
  return {};
}

kit::Outcome describe_route_tables(Call& call, State& state) {
  describe<RouteTable>(
      call, state, state.route_tables, kinds::route_table, call.in["RouteTableIds"], filters, "RouteTables",
      [&](const std::string& id, const RouteTable& row, const Out& out) { show(call, state, id, row, out); });
  return {};
}

kit::Outcome delete_route_table(Call& call, State& state) {
  const std::string id(call.in["RouteTableId"].text());
  if (!need(state.route_tables, id, kinds::route_table).associations.empty())
    return dependency("routeTable", id);
  state.route_tables.erase(id);
  return {};
}

kit::Outcome associate_route_table(Call& call, State& state) {
  const std::string id(call.in["RouteTableId"].text());
  const RouteTable& table = need(state.route_tables, id, kinds::route_table);
  Association association;
  if (const In subnet = call.in["SubnetId"]) {
    association.subnet = subnet.text();
    if (need(state.subnets, association.subnet, kinds::subnet).vpc != table.vpc)
      return kit::Error{"InvalidParameterValue", "Route table {} and subnet {} belong to different networks"}
          .says(id, association.subnet);
  } else if (const In gateway = call.in["GatewayId"]) {
    association.gateway = gateway.text();
    if (association.gateway.starts_with("igw-"))
      need(state.internet_gateways, association.gateway, kinds::internet_gateway);
  } else {
    return missing_parameter("subnetId or gatewayId");
  }
  const auto other = find(state, [&](const Association& a) {
    return !a.main && a.subnet == association.subnet && a.gateway == association.gateway;
  });
  if (other && other->table != id)
    return kit::Error{"Resource.AlreadyAssociated",
                      "the specified association for route table {} conflicts with an existing association"}
        .says(id);
  association.id = other ? other->association.id : draw(call.random(), "rtbassoc-");
  call.out["AssociationId"] = association.id;
  call.out["AssociationState"].structure(1)["State"] = "associated";
  if (!other) state.route_tables.edit(id)->associations.push_back(std::move(association));
  return {};
}

kit::Outcome disassociate_route_table(Call& call, State& state) {
  const std::string_view id = call.in["AssociationId"].text();
  const auto found = find(state, [&](const Association& a) { return a.id == id; });
  if (!found) return no_association.says(id);
  if (found->association.main)
    return kit::Error{"InvalidParameterValue", "cannot disassociate the main route table association {}"}
        .says(id);
  remove(state, *found);
  return {};
}

kit::Outcome replace_route_table_association(Call& call, State& state) {
  const std::string table(call.in["RouteTableId"].text());
  need(state.route_tables, table, kinds::route_table);
  const std::string_view id = call.in["AssociationId"].text();
  auto found = find(state, [&](const Association& a) { return a.id == id; });
  if (!found) return no_association.says(id);
  if (found->table != table) {
    remove(state, *found);
    found->association.id = draw(call.random(), "rtbassoc-");
    state.route_tables.edit(table)->associations.push_back(found->association);
  }
  call.out["NewAssociationId"] = found->association.id;
  call.out["AssociationState"].structure(1)["State"] = "associated";
  return {};
}

namespace {

kit::Outcome propagate(Call& call, State& state, bool enabled) {
  const std::string id(call.in["RouteTableId"].text()), gateway(call.in["GatewayId"].text());
  need(state.route_tables, id, kinds::route_table);
  const auto& played = state.records.by<derived::By<&derived::Record::own>>().tree();
  const auto found = played.lower_bound({gateway, ""});
  if (found == played.end() || found->first.first != gateway)
    return kit::Error{"InvalidGatewayID.NotFound", "The gateway ID '{}' does not exist"}.says(gateway);
  auto edit = state.route_tables.edit(id);
  if (enabled) {
    edit->propagating.insert(gateway);
  } else {
    edit->propagating.erase(gateway);
  }
  return {};
}

}  // namespace

kit::Outcome enable_vgw_route_propagation(Call& call, State& state) { return propagate(call, state, true); }
kit::Outcome disable_vgw_route_propagation(Call& call, State& state) { return propagate(call, state, false); }

}  // namespace understudy::ec2
