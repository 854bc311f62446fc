// The addresses of network interfaces: what is asked for, lent and given back.
#include <algorithm>

#include "services/ec2/handlers.hpp"
#include "services/ec2/networks.hpp"

namespace understudy::ec2 {
namespace {

// A private address of the caller's choice, checked.
std::string read_address(const State& state, const std::string& subnet, std::string_view text,
                         const std::set<std::uint32_t>& also_taken) {
  const auto address = parse_address(text);
  const auto block = parse_block(state.subnets.find(subnet)->cidr);
  if (!address) throw invalid_value(text, "address", "Invalid IPv4 address.");
  if (!block || !block->contains(*address))
    throw kit::Failure("InvalidParameterValue", "Address does not fall within the subnet's address range");
  if (*address < block->base + 4 || *address == block->last())
    throw kit::Failure("InvalidParameterValue", "Address is in subnet's reserved address range");
  if (also_taken.contains(*address) || taken(state, subnet).contains(*address))
    throw kit::Failure("InvalidIPAddress.InUse", fmt::format("Address {} is in use.", text));
  return std::string(text);
}

constexpr std::int64_t most_addresses = 50;  // of an interface of the largest instances

void check_count(const In& count) {
  if (count.integer() < 0 || count.integer() > most_addresses)
    throw kit::Failure("PrivateIpAddressLimitExceeded", "Number of private addresses will exceed limit.");
}

void read_ips(const State& state, const In& from, Interface& row) {
  check_count(from["SecondaryPrivateIpAddressCount"]);
  std::set<std::uint32_t> chosen;
  const auto take = [&](std::string ip, bool primary) {
    chosen.insert(*parse_address(ip));
    row.ips.insert(primary ? row.ips.begin() : row.ips.end(), std::move(ip));
  };
  bool has_primary = false;
  if (const In ip = from["PrivateIpAddress"]) {
    take(read_address(state, row.subnet, ip.text(), chosen), true);
    has_primary = true;
  }
  for (const In each : from["PrivateIpAddresses"]) {
    const bool primary = each["Primary"].boolean();
    const std::string_view text = each["PrivateIpAddress"].text();
    if (primary && has_primary && row.ips.front() == text) continue;  // said twice
    if (primary && has_primary)
      throw bad_combination("Only one primary private IP address can be specified.");
    take(text.empty() ? lend_address(state, row.subnet, chosen)
                      : read_address(state, row.subnet, text, chosen),
         primary);
    has_primary |= primary;
  }
  if (!has_primary) take(lend_address(state, row.subnet, chosen), true);
  for (std::int64_t i = 0; i < from["SecondaryPrivateIpAddressCount"].integer(); ++i)
    take(lend_address(state, row.subnet, chosen), false);
}

std::string lend_ipv6(const Call& call, const State& state, const std::string& subnet) {
  const Subnet& row = *state.subnets.find(subnet);
  if (row.ipv6.empty())
    throw kit::Failure(
        "InvalidParameterValue",
        fmt::format("Subnet '{}' does not have an IPv6 CIDR block associated with it.", subnet));
  auto address = parse_block6(row.ipv6.front().cidr)->base;
  for (std::size_t i = 8; i < 16; ++i) address[i] = static_cast<unsigned char>(call.random().below(256));
  return address_text(address);
}

std::string read_ipv6(const State& state, const std::string& subnet, std::string_view text) {
  const auto address = parse_address6(text);
  if (!address) throw invalid_value(text, "ipv6Address", "Invalid IPv6 address.");
  const Subnet& row = *state.subnets.find(subnet);
  for (const CidrBlock& block : row.ipv6)
    if (parse_block6(block.cidr)->contains({*address, 128})) return address_text(*address);
  throw kit::Failure("InvalidParameterValue", "Address does not fall within the subnet's address range");
}

// An /28 that is free in the subnet, from its end.
std::string lend_prefix(const State& state, const std::string& subnet, const Texts& also_taken) {
  const Block whole = *parse_block(state.subnets.find(subnet)->cidr);
  for (std::uint32_t base = whole.last() - 15; base > whole.base; base -= 16) {
    const std::string text = text_of(Block{base, 28});
    bool is_taken = std::ranges::count(also_taken, text) > 0;
    for (const std::string& id : ids_of<&Interface::subnet>(state.interfaces, subnet))
      is_taken |= std::ranges::count(state.interfaces.find(id)->prefixes4, text) > 0;
    if (!is_taken) return text;
  }
  throw kit::Failure("InsufficientCidrBlocks",
                     fmt::format("There are not enough free cidr blocks in subnet '{}'.", subnet));
}
std::string lend_prefix6(const Call& call, const State& state, const std::string& subnet) {
  const Subnet& row = *state.subnets.find(subnet);
  if (row.ipv6.empty())
    throw kit::Failure(
        "InvalidParameterValue",
        fmt::format("Subnet '{}' does not have an IPv6 CIDR block associated with it.", subnet));
  Block6 block{parse_block6(row.ipv6.front().cidr)->base, 80};
  block.base[8] = static_cast<unsigned char>(call.random().below(256));
  block.base[9] = static_cast<unsigned char>(call.random().below(256));
  return text_of(block);
}

// What may be asked for; "interface" is what one is by itself.
constexpr std::string_view interface_types[] = {"interface", "efa", "efa-only", "branch", "trunk"};

// Of connections that say nothing, in seconds (EC2 user guide, "Idle connection tracking timeout").
struct Timeout {
  Key member;
  std::int64_t least, most;
};
constexpr Timeout timeouts[] = {
    {"TcpEstablishedTimeout", 60, 432000}, {"UdpStreamTimeout", 60, 180}, {"UdpTimeout", 30, 60}};

std::string interface_meant(const Call& call, const State& state) {
  std::string id(call.in["NetworkInterfaceId"].text());
  need(state.interfaces, id, kinds::interface);
  return id;
}

}  // namespace

std::string public_address(kit::Generator& random) {
  return fmt::format("54.{}.{}.{}", 144 + random.below(100), random.below(256), 1 + random.below(254));
}
std::string private_dns(std::string_view region, std::string_view ip) {
  std::string name = "ip-" + std::string(ip);
  std::ranges::replace(name, '.', '-');
  return name + (region == "us-east-1" ? ".ec2.internal" : fmt::format(".{}.compute.internal", region));
}
std::string public_dns(std::string_view region, std::string_view ip) {
  std::string name = "ec2-" + std::string(ip);
  std::ranges::replace(name, '.', '-');
  return name + (region == "us-east-1" ? ".compute-1.amazonaws.com"
                                       : fmt::format(".{}.compute.amazonaws.com", region));
}

Interface read_interface(const Call& call, const State& state, const In& from, const std::string& subnet) {
  const Subnet& within = *state.subnets.find(subnet);
  for (const Key count : {Key("Ipv6AddressCount"), Key("Ipv4PrefixCount"), Key("Ipv6PrefixCount")})
    check_count(from[count]);
  Interface row;
  row.subnet = subnet;
  row.vpc = within.vpc;
  row.zone = within.zone;
  row.description = from["Description"].text();
  row.type = from["InterfaceType"].text("interface");
  if (std::ranges::count(interface_types, row.type) == 0) throw invalid_value(row.type, "interfaceType");
  row.groups = read_groups(call, state, from["Groups"], In(), within.vpc);
  if (!within.ipv6_native) read_ips(state, from, row);
  for (const In each : from["Ipv6Addresses"])
    row.ipv6.push_back(read_ipv6(state, subnet, each["Ipv6Address"].text()));
  std::int64_t count = from["Ipv6AddressCount"].integer();
  if (row.ipv6.empty() && count == 0 && within.assign_ipv6) count = 1;
  for (; count > 0; --count) row.ipv6.push_back(lend_ipv6(call, state, subnet));
  for (const In each : from["Ipv4Prefixes"]) row.prefixes4.emplace_back(each["Ipv4Prefix"].text());
  for (const In each : from["Ipv6Prefixes"]) row.prefixes6.emplace_back(each["Ipv6Prefix"].text());
  for (std::int64_t i = from["Ipv4PrefixCount"].integer(); i > 0; --i)
    row.prefixes4.push_back(lend_prefix(state, subnet, row.prefixes4));
  for (std::int64_t i = from["Ipv6PrefixCount"].integer(); i > 0; --i)
    row.prefixes6.push_back(lend_prefix6(call, state, subnet));
  read_options(from, row);
  return row;
}

void read_options(const In& from, Interface& row) {
  if (const In tracking = from["ConnectionTrackingSpecification"]) {
    for (const Timeout& timeout : timeouts)
      if (const In value = tracking[timeout.member];
          value && (value.integer() < timeout.least || value.integer() > timeout.most))
        throw kit::Failure(
            "InvalidParameterValue",
            fmt::format("Value ({}) for parameter {} is invalid. It must be from {} to {}.", value.integer(),
                        Names::all[timeout.member.id], timeout.least, timeout.most));
    row.options["ConnectionTracking"] = merged(row.options["ConnectionTracking"], tracking);
  }
  if (const In express = from["EnaSrdSpecification"])
    row.options["EnaSrd"] = merged(row.options["EnaSrd"], express);
  const In primary = from["EnablePrimaryIpv6"] ? from["EnablePrimaryIpv6"] : from["PrimaryIpv6"];
  if (!primary) return;
  if (row.primary_ipv6 && !primary.boolean())  // (API reference, ModifyNetworkInterfaceAttribute)
    throw kit::Failure("InvalidParameterValue",
                       "A primary IPv6 address cannot be disabled once it is enabled.");
  if (primary.boolean() && row.ipv6.empty())
    throw kit::Failure("InvalidParameterValue",
                       "The network interface has no IPv6 address that could be its primary one.");
  row.primary_ipv6 = primary.boolean();
}

void show_options(const Call& call, const Interface& row, const Out& out) {
  if (const auto kept = row.options.find("ConnectionTracking"); kept != row.options.end())
    out["ConnectionTrackingConfiguration"] = given(kept->second, call.arena());
}

const Address* address_at(const State& state, const std::string& interface, std::string_view private_ip,
                          std::string* allocation) {
  for (const std::string& id : ids_of<&Address::interface>(state.addresses, interface)) {
    const Address& address = *state.addresses.find(id);
    if (address.private_ip != private_ip) continue;
    if (allocation) *allocation = id;
    return &address;
  }
  return nullptr;
}

std::string public_at(const State& state, const std::string& interface, const Interface& row,
                      std::string_view private_ip) {
  if (const Address* address = address_at(state, interface, private_ip)) return address->ip;
  return !row.ips.empty() && row.ips.front() == private_ip ? row.public_ip : std::string();
}

kit::Outcome assign_private_ip_addresses(Call& call, State& state) {
  const std::string id = interface_meant(call, state);
  for (const Key count : {Key("SecondaryPrivateIpAddressCount"), Key("Ipv4PrefixCount")})
    check_count(call.in[count]);
  const Interface& row = *state.interfaces.find(id);
  Texts ips, prefixes;
  std::set<std::uint32_t> chosen;
  for (const In ip : call.in["PrivateIpAddresses"]) {
    ips.push_back(read_address(state, row.subnet, ip.text(), chosen));
    chosen.insert(*parse_address(ips.back()));
  }
  for (std::int64_t i = 0; i < call.in["SecondaryPrivateIpAddressCount"].integer(); ++i) {
    ips.push_back(lend_address(state, row.subnet, chosen));
    chosen.insert(*parse_address(ips.back()));
  }
  for (const In prefix : call.in["Ipv4Prefixes"]) prefixes.emplace_back(prefix.text());
  for (std::int64_t i = call.in["Ipv4PrefixCount"].integer(); i > 0; --i)
    prefixes.push_back(lend_prefix(state, row.subnet, prefixes));
  if (ips.empty() && prefixes.empty())
    return missing_parameter("secondaryPrivateIpAddressCount or privateIpAddresses");
  call.out["NetworkInterfaceId"] = id;
  const OutList list = call.out["AssignedPrivateIpAddresses"].list(),
                list4 = call.out["AssignedIpv4Prefixes"].list();
  for (const std::string& ip : ips) list.add().structure(1)["PrivateIpAddress"] = ip;
  for (const std::string& prefix : prefixes) list4.add().structure(1)["Ipv4Prefix"] = prefix;
  auto edit = state.interfaces.edit(id);
  edit->ips.insert(edit->ips.end(), ips.begin(), ips.end());
  edit->prefixes4.insert(edit->prefixes4.end(), prefixes.begin(), prefixes.end());
  return {};
}

kit::Outcome unassign_private_ip_addresses(Call& call, State& state) {
  const std::string id = interface_meant(call, state);
  auto edit = state.interfaces.edit(id);
  for (const In ip : call.in["PrivateIpAddresses"]) {
    if (!edit->ips.empty() && edit->ips.front() == ip.text())
      return kit::Error{"InvalidParameterValue", "Primary IP address {} cannot be unassigned."}.says(
          ip.text());
    if (std::erase(edit->ips, ip.text()) == 0)
      return kit::Error{"InvalidParameterValue",
                        "Some of the specified addresses are not assigned to interface {}"}
          .says(id);
  }
  for (const In prefix : call.in["Ipv4Prefixes"]) std::erase(edit->prefixes4, prefix.text());
  return {};
}

kit::Outcome assign_ipv6_addresses(Call& call, State& state) {
  const std::string id = interface_meant(call, state);
  for (const Key count : {Key("Ipv6AddressCount"), Key("Ipv6PrefixCount")}) check_count(call.in[count]);
  const std::string subnet = state.interfaces.find(id)->subnet;
  Texts ips, prefixes;
  for (const In ip : call.in["Ipv6Addresses"]) ips.push_back(read_ipv6(state, subnet, ip.text()));
  for (std::int64_t i = call.in["Ipv6AddressCount"].integer(); i > 0; --i)
    ips.push_back(lend_ipv6(call, state, subnet));
  for (const In prefix : call.in["Ipv6Prefixes"]) prefixes.emplace_back(prefix.text());
  for (std::int64_t i = call.in["Ipv6PrefixCount"].integer(); i > 0; --i)
    prefixes.push_back(lend_prefix6(call, state, subnet));
  call.out["NetworkInterfaceId"] = id;
  const OutList list = call.out["AssignedIpv6Addresses"].list(),
                list6 = call.out["AssignedIpv6Prefixes"].list();
  for (const std::string& ip : ips) list.add() = ip;
  for (const std::string& prefix : prefixes) list6.add() = prefix;
  auto edit = state.interfaces.edit(id);
  edit->ipv6.insert(edit->ipv6.end(), ips.begin(), ips.end());
  edit->prefixes6.insert(edit->prefixes6.end(), prefixes.begin(), prefixes.end());
  return {};
}

kit::Outcome unassign_ipv6_addresses(Call& call, State& state) {
  const std::string id = interface_meant(call, state);
  call.out["NetworkInterfaceId"] = id;
  const OutList list = call.out["UnassignedIpv6Addresses"].list(),
                list6 = call.out["UnassignedIpv6Prefixes"].list();
  auto edit = state.interfaces.edit(id);
  for (const In ip : call.in["Ipv6Addresses"])
    if (std::erase(edit->ipv6, ip.text())) list.add() = ip.text();
  for (const In prefix : call.in["Ipv6Prefixes"])
    if (std::erase(edit->prefixes6, prefix.text())) list6.add() = prefix.text();
  return {};
}

kit::Outcome describe_network_interface_attribute(Call& call, State& state) {
  const std::string id = interface_meant(call, state);
  const Interface& row = *state.interfaces.find(id);
  const std::string_view attribute = call.in["Attribute"].text();
  call.out["NetworkInterfaceId"] = id;
  if (attribute == "description") {
    call.out["Description"].structure(1)["Value"] = row.description;
  } else if (attribute == "groupSet") {
    show_groups(state, row.groups, call.out["Groups"]);
  } else if (attribute == "sourceDestCheck") {
    call.out["SourceDestCheck"].structure(1)["Value"] = row.source_dest_check;
  } else if (attribute == "attachment") {
    if (row.instance.empty()) return {};
    const Out out = call.out["Attachment"].structure(8);
    out["AttachmentId"] = row.attachment.id;
    out["AttachTime"] = row.attachment.attached;
    out["DeleteOnTermination"] = row.attachment.delete_on_termination;
    out["DeviceIndex"] = row.attachment.device_index;
    out["InstanceId"] = row.instance;
    out["InstanceOwnerId"] = call.account();
    out["Status"] = "attached";
  } else {
    return invalid_value(attribute, "attribute", "Unknown attribute.");
  }
  return {};
}

kit::Outcome modify_network_interface_attribute(Call& call, State& state) {
  const std::string id = interface_meant(call, state);
  const Interface& before = *state.interfaces.find(id);
  const In attachment = call.in["Attachment"];
  if (attachment && (before.instance.empty() || attachment["AttachmentId"].text() != before.attachment.id))
    return kit::Error{"InvalidAttachmentID.NotFound",
                      "The network interface attachment ID '{}' does not exist"}
        .says(attachment["AttachmentId"].text());
  if (call.in["AssociatedSubnetIds"])
    return kit::Error{"UnsupportedOperation", "Subnets are not associated with interfaces by this server."};
  Texts groups;
  if (!call.in["Groups"].empty()) groups = read_groups(call, state, call.in["Groups"], In(), before.vpc);
  auto edit = state.interfaces.edit(id);
  read_options(call.in, *edit);
  if (const In lent = call.in["AssociatePublicIpAddress"]) {
    if (!lent.boolean()) edit->public_ip.clear();
    if (lent.boolean() && edit->public_ip.empty()) edit->public_ip = public_address(call.random());
  }
  if (const In text = call.in["Description"]) edit->description = text["Value"].text();
  if (const In check = call.in["SourceDestCheck"]) edit->source_dest_check = check["Value"].boolean();
  if (!groups.empty()) edit->groups = std::move(groups);
  if (const In ends = attachment["DeleteOnTermination"])
    edit->attachment.delete_on_termination = ends.boolean();
  return {};
}

kit::Outcome reset_network_interface_attribute(Call& call, State& state) {
  const std::string id = interface_meant(call, state);
  state.interfaces.edit(id)->source_dest_check = true;
  return {};
}

}  // namespace understudy::ec2
