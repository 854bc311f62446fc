// Internet gateways.
#include "services/ec2/handlers.hpp"
#include "services/ec2/networks.hpp"

namespace understudy::ec2 {
namespace {

void show(const Call& call, const std::string& id, const InternetGateway& gateway, const Out& out) {
  out["InternetGatewayId"] = id;
  out["OwnerId"] = call.account();
  const OutList attachments = out["Attachments"].list();
  if (!gateway.vpc.empty()) {
    const Out each = attachments.add().structure(2);
    each["State"] = "available";
    each["VpcId"] = gateway.vpc;
  }
  show_tags(gateway.tags, out["Tags"]);
}

constexpr Filter<InternetGateway> filters[] = {
    {"attachment.state",
     [](const auto& s, Texts& t) {
       if (!s.row.vpc.empty()) t.emplace_back("available");
     }},
    {"attachment.vpc-id", [](const auto& s, Texts& t) { t.push_back(s.row.vpc); }},
    {"internet-gateway-id", [](const auto& s, Texts& t) { t.push_back(s.id); }},
    {"owner-id", [](const auto& s, Texts& t) { t.emplace_back(s.call.account()); }},
};

// Whether something in the VPC has a public address.
bool is_mapped(const State& state, const std::string& vpc) {
  for (const std::string& id : ids_of<&Interface::vpc>(state.interfaces, vpc))
    if (!state.interfaces.find(id)->public_ip.empty() ||
        !ids_of<&Address::interface>(state.addresses, id).empty())
      return true;
  return false;
}

}  // namespace

kit::Outcome create_internet_gateway(Call& call, State& state) {
  InternetGateway gateway;
  gateway.tags = tags_of(call, kinds::internet_gateway);
  const std::string id = draw(call, kinds::internet_gateway);
  show(call, id, add(state.internet_gateways, id, std::move(gateway)),
       call.out["InternetGateway"].structure(4));
  return {};
}

kit::Outcome describe_internet_gateways(Call& call, State& state) {
  describe<InternetGateway>(
      call, state, state.internet_gateways, kinds::internet_gateway, call.in["InternetGatewayIds"], filters,
      "InternetGateways",
      [&](const std::string& id, const InternetGateway& row, const Out& out) { show(call, id, row, out); });
  return {};
}

kit::Outcome delete_internet_gateway(Call& call, State& state) {
  const std::string id(call.in["InternetGatewayId"].text());
  if (!need(state.internet_gateways, id, kinds::internet_gateway).vpc.empty())
    return dependency("internetGateway", id);
  state.internet_gateways.erase(id);
  return {};
}

kit::Outcome attach_internet_gateway(Call& call, State& state) {
  const std::string id(call.in["InternetGatewayId"].text()), vpc(call.in["VpcId"].text());
  const InternetGateway& gateway = need(state.internet_gateways, id, kinds::internet_gateway);
  need(state.vpcs, vpc, kinds::vpc);
  if (!gateway.vpc.empty())
    return kit::Error{"Resource.AlreadyAssociated", "resource {} is already attached to network {}"}.says(
        id, gateway.vpc);
  if (!ids_of<&InternetGateway::vpc>(state.internet_gateways, vpc).empty())
    return kit::Error{"InvalidParameterValue", "Network {} already has an internet gateway attached"}.says(
        vpc);
  state.internet_gateways.edit(id)->vpc = vpc;
  return {};
}

kit::Outcome detach_internet_gateway(Call& call, State& state) {
  const std::string id(call.in["InternetGatewayId"].text()), vpc(call.in["VpcId"].text());
  const InternetGateway& gateway = need(state.internet_gateways, id, kinds::internet_gateway);
  if (gateway.vpc != vpc || vpc.empty())
    return kit::Error{"Gateway.NotAttached", "resource {} is not attached to network {}"}.says(id, vpc);
  if (is_mapped(state, vpc))
    return kit::Error{
        "DependencyViolation",
        "Network {} has some mapped public address(es). Please unmap those public address(es) before "
        "detaching the gateway."}
        .says(vpc);
  state.internet_gateways.edit(id)->vpc.clear();
  return {};
}

}  // namespace understudy::ec2
