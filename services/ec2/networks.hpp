// What the families of a network do for one another: VPCs make their route tables, subnets lend addresses.
#pragma once

#include "services/ec2/cidr.hpp"
#include "services/ec2/frame.hpp"

namespace understudy::ec2 {

// ---- Making (each is also what the region's default VPC is made of)

// With its main route table, default network ACL and default security group. The primary block must be valid.
std::string make_vpc(State& state, kit::Turn& turn, Vpc vpc);
std::string make_default_vpc(State& state, kit::Turn& turn);
std::string make_default_subnet(State& state, kit::Turn& turn, const std::string& vpc,
                                const std::string& zone, const Block& block);
std::string make_subnet(State& state, kit::Turn& turn, Subnet subnet);
std::string make_group(State& state, kit::Turn& turn, Group group);  // with the rule that lets all out
std::string make_route_table(State& state, kit::Turn& turn, const std::string& vpc, bool main);
std::string make_network_acl(State& state, kit::Turn& turn, const std::string& vpc, bool is_default);

// The region's default VPC, DHCP options and settings, at the first touch.
void settle_in(State& state, kit::Turn& turn);

std::optional<std::string> default_vpc(const State& state);
std::optional<std::string> default_group(const State& state, const std::string& vpc);
std::optional<std::string> main_route_table(const State& state, const std::string& vpc);
std::optional<std::string> default_acl(const State& state, const std::string& vpc);
// The table whose routes hold in the subnet: its own, or the VPC's main one.
std::optional<std::string> route_table_of(const State& state, const std::string& subnet);

CidrBlock amazon_ipv6(kit::Generator& random,
                      std::string_view association);  // a /56 with a fresh association

// ---- Addresses

// The private addresses taken in a subnet.
std::set<std::uint32_t> taken(const State& state, const std::string& subnet);
std::size_t free_addresses(const State& state, const std::string& subnet);
// The first free one, past the four that AWS keeps. Throws InsufficientFreeAddressesInSubnet.
std::string lend_address(const State& state, const std::string& subnet,
                         const std::set<std::uint32_t>& also_taken);
bool is_reserved(const State& state, const std::string& subnet, std::uint32_t address);
std::string public_address(kit::Generator& random);
std::string private_dns(std::string_view region, std::string_view ip);  // ip-10-0-0-4.ec2.internal
std::string public_dns(std::string_view region, std::string_view ip);  // ec2-54-1-2-3.compute-1.amazonaws.com

// ---- Interfaces

// What CreateNetworkInterface and RunInstances say of one: its subnet, addresses, groups and so on; `from`
// has the members of either. Throws what is wrong with them.
Interface read_interface(const Call& call, const State& state, const In& from, const std::string& subnet);
// ConnectionTrackingSpecification, EnaSrdSpecification and the primary IPv6 address, where `from` has them.
void read_options(const In& from, Interface& row);
void show_options(const Call& call, const Interface& row, const Out& out);  // of the interface itself
std::string make_interface(State& state, kit::Turn& turn, Interface interface);
void attach(State& state, kit::Turn& turn, const std::string& interface, const std::string& instance,
            std::int64_t device_index, std::int64_t card, bool delete_on_termination);
void detach(State& state, const std::string& interface);  // elastic addresses stay with it
void drop_interface(State& state, const std::string& interface);
// The groups of that ids or names; throws InvalidGroup.NotFound.
Texts read_groups(const Call& call, const State& state, const In& ids, const In& names,
                  const std::string& vpc);
void show_groups(const State& state, const Texts& groups, const Slot& slot);
const Address* address_at(const State& state, const std::string& interface, std::string_view private_ip,
                          std::string* allocation = nullptr);
// The public address at a private one, elastic or lent; empty: none.
std::string public_at(const State& state, const std::string& interface, const Interface& row,
                      std::string_view private_ip);

}  // namespace understudy::ec2
