// Elastic IP addresses.
#include <algorithm>

#include "services/ec2/handlers.hpp"
#include "services/ec2/networks.hpp"

namespace understudy::ec2 {
namespace {

constexpr kit::Error no_association{"InvalidAssociationID.NotFound",
                                    "The association ID '{}' does not exist"};
constexpr kit::Error no_address{"InvalidAddress.NotFound", "Address '{}' not found."};

void show(const Call& call, const State& state, const std::string& id, const Address& address,
          const Out& out) {
  out["AllocationId"] = id;
  out["PublicIp"] = address.ip;
  out["Domain"] = "vpc";
  out["PublicIpv4Pool"] = address.pool;
  out["NetworkBorderGroup"] = address.border_group;
  out["InstanceId"] = "";  // shown though it is empty (API reference, DescribeAddresses)
  if (!address.interface.empty()) {
    const Interface* interface = state.interfaces.find(address.interface);
    out["AssociationId"] = address.association;
    out["NetworkInterfaceId"] = address.interface;
    out["NetworkInterfaceOwnerId"] = call.account();
    out["PrivateIpAddress"] = address.private_ip;
    if (interface) out["InstanceId"] = interface->instance;
  }
  show_tags(address.tags, out["Tags"]);
}

template <std::string Address::*Field>
void text(const Seen<Address>& seen, Texts& texts) {
  texts.push_back(seen.row.*Field);
}
constexpr Filter<Address> filters[] = {
    {"allocation-id", [](const auto& s, Texts& t) { t.push_back(s.id); }},
    {"association-id", text<&Address::association>},
    {"domain", [](const auto&, Texts& t) { t.emplace_back("vpc"); }},
    {"instance-id",
     [](const auto& s, Texts& t) {
       if (const Interface* interface = s.state.interfaces.find(s.row.interface))
         t.push_back(interface->instance);
     }},
    {"network-border-group", text<&Address::border_group>},
    {"network-interface-id", text<&Address::interface>},
    {"network-interface-owner-id",
     [](const auto& s, Texts& t) {
       if (!s.row.interface.empty()) t.emplace_back(s.call.account());
     }},
    {"private-ip-address", text<&Address::private_ip>},
    {"public-ip", text<&Address::ip>},
};

std::optional<std::string> find_ip(const State& state, std::string_view ip) {
  for (const auto& [id, row] : state.addresses.rows())
    if (row->row.ip == ip) return id;
  return {};
}

// By AllocationId or PublicIp.
std::string address_meant(const Call& call, const State& state) {
  if (const In id = call.in["AllocationId"]) {
    need(state.addresses, id.text(), kinds::address);
    return std::string(id.text());
  }
  if (const In ip = call.in["PublicIp"]) {
    if (auto id = find_ip(state, ip.text())) return *id;
    throw no_address.says(ip.text());
  }
  throw kit::Failure("MissingParameter", "Either public IP or allocation id must be specified");
}

void disassociate(State& state, const std::string& id) {
  auto edit = state.addresses.edit(id);
  edit->interface.clear(), edit->association.clear(), edit->private_ip.clear();
}

// The interface that an association names, by itself or by its instance.
std::string interface_meant(const Call& call, const State& state) {
  if (const In id = call.in["NetworkInterfaceId"]) {
    need(state.interfaces, id.text(), kinds::interface);
    return std::string(id.text());
  }
  const In instance = call.in["InstanceId"];
  if (!instance)
    throw kit::Failure("MissingParameter", "Invalid request, expect InstanceId/NetworkId parameter.");
  const Instance& row = need(state.instances, instance.text(), kinds::instance);
  if (row.stage.state == "terminated" || row.stage.state == "shutting-down")
    throw kit::Failure(
        "InvalidInstanceID",
        fmt::format("The instance '{}' is not in a valid state for this operation.", instance.text()));
  for (const std::string& id : ids_of<&Interface::instance>(state.interfaces, instance.text()))
    if (state.interfaces.find(id)->attachment.device_index == 0) return id;
  throw kit::Failure("InvalidInstanceID",
                     fmt::format("Network interface of instance '{}' does not exist", instance.text()));
}

}  // namespace

kit::Outcome allocate_address(Call& call, State& state) {
  const std::string_view domain = call.in["Domain"].text("vpc");
  if (!domain.empty() && domain != "vpc" && domain != "standard") return invalid_value(domain, "domain");
  Address row;
  row.tags = tags_of(call, kinds::address);
  if (const In wanted = call.in["Address"]) {
    if (!parse_address(wanted.text()))
      return invalid_value(wanted.text(), "address", "Invalid IPv4 address.");
    if (find_ip(state, wanted.text()))
      return kit::Error{"InvalidAddress.InUse", "The address {} is in use."}.says(wanted.text());
    row.ip = wanted.text();
  } else {
    do row.ip = public_address(call.random());
    while (find_ip(state, row.ip));
  }
  row.border_group = call.in["NetworkBorderGroup"].text(call.region());
  row.pool = call.in["PublicIpv4Pool"].text("amazon");
  const std::string id = draw(call, kinds::address);
  const Address& address = add(state.addresses, id, std::move(row));
  call.out["AllocationId"] = id;
  call.out["PublicIp"] = address.ip;
  call.out["Domain"] = "vpc";
  call.out["PublicIpv4Pool"] = address.pool;
  call.out["NetworkBorderGroup"] = address.border_group;
  return {};
}

kit::Outcome describe_addresses(Call& call, State& state) {
  kit::Value ids = kit::Value::list(call.arena());
  for (const In id : call.in["AllocationIds"]) ids.add(call.arena()) = id.value();
  for (const In ip : call.in["PublicIps"]) {
    const auto id = find_ip(state, ip.text());
    if (!id) return no_address.says(ip.text());
    ids.add(call.arena()) = kit::Value::string(call.arena().copy(*id));
  }
  describe<Address>(
      call, state, state.addresses, kinds::address, In(ids), filters, "Addresses",
      [&](const std::string& id, const Address& row, const Out& out) { show(call, state, id, row, out); });
  return {};
}

kit::Outcome release_address(Call& call, State& state) {
  const std::string id = address_meant(call, state);
  if (!state.addresses.find(id)->interface.empty())
    return kit::Error{"InvalidIPAddress.InUse", "Address {} is in use."}.says(state.addresses.find(id)->ip);
  state.addresses.erase(id);
  return {};
}

kit::Outcome associate_address(Call& call, State& state) {
  const std::string id = address_meant(call, state);
  const std::string interface = interface_meant(call, state);
  const Interface& row = *state.interfaces.find(interface);
  const std::string ip(call.in["PrivateIpAddress"].text(row.ips.empty() ? "" : row.ips.front()));
  if (!std::ranges::count(row.ips, ip))
    return kit::Error{"InvalidParameterValue", "Network interface {} does not have the private IP address {}"}
        .says(interface, ip);
  const Address& address = *state.addresses.find(id);
  const bool moves = call.in["AllowReassociation"].boolean(true);
  if (address.interface == interface && address.private_ip == ip) {
    call.out["AssociationId"] = address.association;
    return {};
  }
  // In a VPC an associated address moves unless the caller forbids it (API reference, AssociateAddress).
  if (!address.interface.empty() && !moves)
    return kit::Error{"Resource.AlreadyAssociated", "resource {} is already associated with associate-id {}"}
        .says(id, address.association);
  std::string other;
  if (address_at(state, interface, ip, &other)) {
    if (!moves)
      return kit::Error{"Resource.AlreadyAssociated", "resource {} is already associated with address {}"}
          .says(interface, state.addresses.find(other)->ip);
    disassociate(state, other);
  }
  {
    auto edit = state.addresses.edit(id);
    edit->interface = interface;
    edit->private_ip = ip;
    edit->association = draw(call.random(), "eipassoc-");
    call.out["AssociationId"] = edit->association;
  }
  state.interfaces.edit(interface)->public_ip.clear();  // Amazon takes back what it lent
  return {};
}

kit::Outcome disassociate_address(Call& call, State& state) {
  if (const In association = call.in["AssociationId"]) {
    for (const auto& [key, row] : state.addresses.rows()) {
      if (row->row.association != association.text() || association.text().empty()) continue;
      disassociate(state, std::string(key));
      return {};
    }
    return no_association.says(association.text());
  }
  if (!call.in["PublicIp"])
    return kit::Error{"MissingParameter", "Either public IP or association id must be specified"};
  const std::string id = address_meant(call, state);
  if (state.addresses.find(id)->interface.empty())
    return kit::Error{"InvalidAssociationID.NotFound", "The address {} is not associated"}.says(
        call.in["PublicIp"].text());
  disassociate(state, id);
  return {};
}

namespace {

void show_pointer(const std::string& id, const Address& address, const Out& out) {
  out["PublicIp"] = address.ip;
  out["AllocationId"] = id;
  if (!address.ptr.empty()) out["PtrRecord"] = address.ptr;
}

}  // namespace

kit::Outcome describe_addresses_attribute(Call& call, State& state) {
  const Page page = page_of(call, "addresses-attribute", 1);
  for (const In id : call.in["AllocationIds"]) need(state.addresses, id.text(), kinds::address);
  const OutList list = call.out["Addresses"].list();
  const auto& tree = state.addresses.by<ByOrder>().tree();
  for (auto at = tree.lower_bound(page.from); at != tree.end(); ++at) {
    const std::string& id = at->second;
    const Address& row = *state.addresses.find(id);
    bool wanted = call.in["AllocationIds"].empty() && !row.ptr.empty();
    for (const In each : call.in["AllocationIds"]) wanted |= each.text() == id;
    if (!wanted) continue;
    if (list.size() == page.limit) {
      call.out["NextToken"] = next_token("addresses-attribute", at->first);
      return {};
    }
    show_pointer(id, row, list.add().structure(3));
  }
  return {};
}

kit::Outcome modify_address_attribute(Call& call, State& state) {
  const std::string id = address_meant(call, state);
  if (!call.in["DomainName"]) return missing_parameter("domainName");
  std::string name(call.in["DomainName"].text());
  if (!name.ends_with('.')) name += '.';
  state.addresses.edit(id)->ptr = name;
  show_pointer(id, *state.addresses.find(id), call.out["Address"].structure(3));
  return {};
}

kit::Outcome reset_address_attribute(Call& call, State& state) {
  const std::string id = address_meant(call, state);
  state.addresses.edit(id)->ptr.clear();
  show_pointer(id, *state.addresses.find(id), call.out["Address"].structure(3));
  return {};
}

}  // namespace understudy::ec2
