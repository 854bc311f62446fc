// Network interfaces: making, showing, attaching.
#include <algorithm>

#include "services/ec2/handlers.hpp"
#include "services/ec2/networks.hpp"
#include "services/ec2/places.hpp"

namespace understudy::ec2 {
namespace {

void show_association(const Call& call, const State& state, const std::string& id, const Interface& row,
                      std::string_view private_ip, const Out& out) {
  const std::string ip = public_at(state, id, row, private_ip);
  if (ip.empty()) return;
  const Out association = out["Association"].structure(5);
  std::string allocation;
  if (const Address* address = address_at(state, id, private_ip, &allocation)) {
    association["AllocationId"] = allocation;
    association["AssociationId"] = address->association;
    association["IpOwnerId"] = call.account();
  } else {
    association["IpOwnerId"] = "amazon";
  }
  association["PublicDnsName"] = public_dns(call.region(), ip);
  association["PublicIp"] = ip;
}

void show(const Call& call, const State& state, const std::string& id, const Interface& row, const Out& out,
          bool fresh = false) {
  out["NetworkInterfaceId"] = id;
  out["OwnerId"] = call.account();
  out["SubnetId"] = row.subnet;
  out["VpcId"] = row.vpc;
  out["AvailabilityZone"] = row.zone;
  if (const auto zone = find_zone(call.region(), row.zone)) out["AvailabilityZoneId"] = zone->id;
  out["Description"] = row.description;
  out["InterfaceType"] = row.type;
  out["MacAddress"] = row.mac;
  out["SourceDestCheck"] = row.source_dest_check;
  out["RequesterManaged"] = !row.requester.empty();
  if (!row.requester.empty()) out["RequesterId"] = row.requester;
  out["Status"] = !row.instance.empty() ? "in-use" : fresh ? "pending" : "available";
  show_groups(state, row.groups, out["Groups"]);
  if (!row.instance.empty()) {
    const InterfaceAttachment& a = row.attachment;
    const Out attachment = out["Attachment"].structure(8);
    attachment["AttachmentId"] = a.id;
    attachment["AttachTime"] = a.attached;
    attachment["DeleteOnTermination"] = a.delete_on_termination;
    attachment["DeviceIndex"] = a.device_index;
    attachment["NetworkCardIndex"] = a.card;
    attachment["InstanceId"] = row.instance;
    attachment["InstanceOwnerId"] = call.account();
    attachment["Status"] = "attached";
    if (const auto kept = row.options.find("EnaSrd"); kept != row.options.end())
      attachment["EnaSrdSpecification"] = given(kept->second, call.arena());
  }
  show_options(call, row, out);
  if (!row.ips.empty()) {
    out["PrivateIpAddress"] = row.ips.front();
    out["PrivateDnsName"] = private_dns(call.region(), row.ips.front());
    show_association(call, state, id, row, row.ips.front(), out);
  }
  const OutList ips = out["PrivateIpAddresses"].list();
  for (const std::string& ip : row.ips) {
    const Out each = ips.add().structure(4);
    each["Primary"] = ip == row.ips.front();
    each["PrivateDnsName"] = private_dns(call.region(), ip);
    each["PrivateIpAddress"] = ip;
    show_association(call, state, id, row, ip, each);
  }
  const OutList ipv6 = out["Ipv6Addresses"].list();
  for (const std::string& ip : row.ipv6) {
    const Out each = ipv6.add().structure(2);
    each["Ipv6Address"] = ip;
    if (row.primary_ipv6 && ip == row.ipv6.front()) each["IsPrimaryIpv6"] = true;
  }
  if (!row.ipv6.empty()) out["Ipv6Address"] = row.ipv6.front();
  const OutList prefixes = out["Ipv4Prefixes"].list(), prefixes6 = out["Ipv6Prefixes"].list();
  for (const std::string& prefix : row.prefixes4) prefixes.add().structure(1)["Ipv4Prefix"] = prefix;
  for (const std::string& prefix : row.prefixes6) prefixes6.add().structure(1)["Ipv6Prefix"] = prefix;
  show_tags(row.tags, out["TagSet"]);
}

template <std::string Interface::*Field>
void text(const Seen<Interface>& seen, Texts& texts) {
  texts.push_back(seen.row.*Field);
}
void attachment_only(const Seen<Interface>& seen, Texts& texts, std::string text) {
  if (!seen.row.instance.empty()) texts.push_back(std::move(text));
}
template <auto Field>
void address_texts(const Seen<Interface>& seen, Texts& texts) {
  for (const std::string& id : ids_of<&Address::interface>(seen.state.addresses, seen.id))
    texts.push_back(seen.state.addresses.find(id)->*Field);
}
void public_texts(const Seen<Interface>& seen, Texts& texts) {
  for (const std::string& ip : seen.row.ips) texts.push_back(public_at(seen.state, seen.id, seen.row, ip));
}

constexpr Filter<Interface> filters[] = {
    {"addresses.association.public-ip", public_texts},
    {"addresses.primary",
     [](const auto& s, Texts& t) {
       for (std::size_t i = 0; i < s.row.ips.size(); ++i) t.emplace_back(flag(i == 0));
     }},
    {"addresses.private-ip-address", [](const auto& s, Texts& t) { t = s.row.ips; }},
    {"association.allocation-id",
     [](const auto& s, Texts& t) { t = ids_of<&Address::interface>(s.state.addresses, s.id); }},
    {"association.association-id", address_texts<&Address::association>},
    {"association.public-ip", public_texts},
    {"attachment.attachment-id", [](const auto& s, Texts& t) { attachment_only(s, t, s.row.attachment.id); }},
    {"attachment.delete-on-termination",
     [](const auto& s, Texts& t) {
       attachment_only(s, t, std::string(flag(s.row.attachment.delete_on_termination)));
     }},
    {"attachment.device-index",
     [](const auto& s, Texts& t) { attachment_only(s, t, number(s.row.attachment.device_index)); }},
    {"attachment.instance-id", text<&Interface::instance>},
    {"attachment.instance-owner-id",
     [](const auto& s, Texts& t) { attachment_only(s, t, std::string(s.call.account())); }},
    {"attachment.status", [](const auto& s, Texts& t) { attachment_only(s, t, "attached"); }},
    {"availability-zone", text<&Interface::zone>},
    {"description", text<&Interface::description>},
    {"group-id", [](const auto& s, Texts& t) { t = s.row.groups; }},
    {"group-name",
     [](const auto& s, Texts& t) {
       for (const std::string& id : s.row.groups)
         if (const Group* group = s.state.groups.find(id)) t.push_back(group->name);
     }},
    {"interface-type", text<&Interface::type>},
    {"ipv6-addresses.ipv6-address", [](const auto& s, Texts& t) { t = s.row.ipv6; }},
    {"mac-address", text<&Interface::mac>},
    {"network-interface-id", [](const auto& s, Texts& t) { t.push_back(s.id); }},
    {"owner-id", [](const auto& s, Texts& t) { t.emplace_back(s.call.account()); }},
    {"private-dns-name",
     [](const auto& s, Texts& t) {
       if (!s.row.ips.empty()) t.push_back(private_dns(s.call.region(), s.row.ips.front()));
     }},
    {"private-ip-address",
     [](const auto& s, Texts& t) {
       if (!s.row.ips.empty()) t.push_back(s.row.ips.front());
     }},
    {"requester-id", text<&Interface::requester>},
    {"requester-managed", [](const auto& s, Texts& t) { t.emplace_back(flag(!s.row.requester.empty())); }},
    {"source-dest-check", [](const auto& s, Texts& t) { t.emplace_back(flag(s.row.source_dest_check)); }},
    {"status",
     [](const auto& s, Texts& t) { t.emplace_back(s.row.instance.empty() ? "available" : "in-use"); }},
    {"subnet-id", text<&Interface::subnet>},
    {"vpc-id", text<&Interface::vpc>},
};

}  // namespace

std::string make_interface(State& state, kit::Turn& turn, Interface interface) {
  const std::string id = kinds::interface.resource.id.draw(turn.random);
  interface.mac = "0a";
  for (int i = 0; i < 5; ++i) interface.mac += ":" + turn.random.hex(2);
  add(state.interfaces, id, std::move(interface));
  return id;
}

void attach(State& state, kit::Turn& turn, const std::string& interface, const std::string& instance,
            std::int64_t device_index, std::int64_t card, bool delete_on_termination) {
  auto edit = state.interfaces.edit(interface);
  edit->instance = instance;
  edit->attachment = {draw(turn.random, "eni-attach-"),
                      instance,
                      device_index,
                      card,
                      std::chrono::floor<kit::seconds>(turn.now),
                      delete_on_termination};
}

void detach(State& state, const std::string& interface) {
  auto edit = state.interfaces.edit(interface);
  edit->instance.clear();
  edit->attachment = {};
  edit->public_ip.clear();
  edit->options.erase("EnaSrd");  // it is the attachment's
}

void drop_interface(State& state, const std::string& interface) {
  for (const std::string& id : ids_of<&Address::interface>(state.addresses, interface)) {
    auto address = state.addresses.edit(id);
    address->interface.clear(), address->association.clear(), address->private_ip.clear();
  }
  state.interfaces.erase(interface);
}

kit::Outcome create_network_interface(Call& call, State& state) {
  std::string id;
  if (const auto made = made_before(call, state)) {
    id = made->front();
  } else {
    const std::string subnet(call.in["SubnetId"].text());
    need(state.subnets, subnet, kinds::subnet);
    Interface row = read_interface(call, state, call.in, subnet);
    row.tags = tags_of(call, kinds::interface);
    id = make_interface(state, call.turn(), std::move(row));
    remember(call, state, {id});
  }
  show(call, state, id, need(state.interfaces, id, kinds::interface),
       call.out["NetworkInterface"].structure(28), true);
  if (const In token = call.in["ClientToken"]) call.out["ClientToken"] = token.text();
  return {};
}

kit::Outcome describe_network_interfaces(Call& call, State& state) {
  describe<Interface>(
      call, state, state.interfaces, kinds::interface, call.in["NetworkInterfaceIds"], filters,
      "NetworkInterfaces",
      [&](const std::string& id, const Interface& row, const Out& out) { show(call, state, id, row, out); });
  return {};
}

kit::Outcome delete_network_interface(Call& call, State& state) {
  const std::string id(call.in["NetworkInterfaceId"].text());
  if (!need(state.interfaces, id, kinds::interface).instance.empty())
    return kit::Error{"InvalidParameterValue", "Network interface '{}' is currently in use."}.says(id);
  drop_interface(state, id);
  return {};
}

kit::Outcome attach_network_interface(Call& call, State& state) {
  const std::string id(call.in["NetworkInterfaceId"].text()), instance_id(call.in["InstanceId"].text());
  const Interface& row = need(state.interfaces, id, kinds::interface);
  const Instance& instance = need(state.instances, instance_id, kinds::instance);
  if (!row.instance.empty())
    return kit::Error{"InvalidNetworkInterface.InUse", "Interface: [{}] in use."}.says(id);
  if (row.zone != instance.zone)
    return bad_combination(
        "You may not attach a network interface to an instance if they are not in the same availability "
        "zone");
  const std::int64_t index = call.in["DeviceIndex"].integer();
  for (const std::string& other : ids_of<&Interface::instance>(state.interfaces, instance_id))
    if (state.interfaces.find(other)->attachment.device_index == index)
      return kit::Error{"InvalidParameterValue",
                        "Instance '{}' already has an interface attached at device index '{}'."}
          .says(instance_id, index);
  if (call.in["EnaSrdSpecification"]) read_options(call.in, *state.interfaces.edit(id));
  attach(state, call.turn(), id, instance_id, index, call.in["NetworkCardIndex"].integer(), false);
  call.out["AttachmentId"] = state.interfaces.find(id)->attachment.id;
  call.out["NetworkCardIndex"] = call.in["NetworkCardIndex"].integer();
  return {};
}

kit::Outcome detach_network_interface(Call& call, State& state) {
  const std::string_view attachment = call.in["AttachmentId"].text();
  for (const auto& [key, row] : state.interfaces.rows()) {
    if (row->row.instance.empty() || row->row.attachment.id != attachment) continue;
    if (row->row.attachment.device_index == 0)
      return kit::Error{
          "OperationNotPermitted",
          "The network interface at device index 0 and networkCard index 0 cannot be detached."};
    detach(state, std::string(key));
    return {};
  }
  return kit::Error{"InvalidAttachmentID.NotFound", "The network interface attachment ID '{}' does not exist"}
      .says(attachment);
}

}  // namespace understudy::ec2
