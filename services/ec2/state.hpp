// EC2's state: one table a resource family, and the records of what no native operation plays.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "services/derived/record.hpp"
#include "services/kit/lifecycle.hpp"
#include "services/kit/resource.hpp"
#include "services/kit/service.hpp"
#include "services/models/names/ec2.hpp"

namespace understudy::ec2 {

using derived::Doc;
using kit::Time;
using Slot = kit::Slot<Names>;

// ---- Indexes that families share

// In order of creation: how lists come and pages are cut.
struct ByOrder {
  static std::optional<std::uint64_t> key(const std::string&, const auto& row) { return row.order; }
};
// Rows that a move is under way in, and when the clock takes it further. is_moving() and due_of() are found
// by argument.
struct ByMoving {
  static std::optional<std::uint64_t> key(const std::string&, const auto& row) {
    if (!is_moving(row)) return {};
    return row.order;
  }
};
struct ByDue {
  static std::optional<std::pair<Time, std::string>> key(const std::string& id, const auto& row) {
    const Time due = due_of(row);
    if (due == kit::never) return {};
    return {{due, id}};
  }
};
// By a text that many rows share: the VPC of subnets, the instance of interfaces.
template <auto Field>
struct Sharing;
template <class T, std::string T::*Field>
struct Sharing<Field> {
  static std::optional<std::uint64_t> key(const std::string&, const T& row) {
    if ((row.*Field).empty()) return {};
    return row.order;
  }
  static std::string group(const std::string&, const T& row) { return row.*Field; }
};

// What every row has.
struct Row {
  std::uint64_t order = 0;  // of creation, within its table
  kit::Tags tags;
};

// ---- Networks

struct CidrBlock {
  std::string association;  // vpc-cidr-assoc-..., subnet-cidr-assoc-...
  std::string cidr;
  std::string pool;  // of IPv6: "Amazon"
};
STATE(CidrBlock, association, cidr, pool)

struct Vpc : Row {
  std::vector<CidrBlock> blocks;  // the first one is the primary
  std::vector<CidrBlock> ipv6;
  std::string tenancy = "default";
  std::string dhcp_options;  // "default": none
  bool is_default = false;
  bool dns_support = true, dns_hostnames = false, usage_metrics = false;
  bool classic_link = false, classic_link_dns = false;
};
STATE(Vpc, order, tags, blocks, ipv6, tenancy, dhcp_options, is_default, dns_support, dns_hostnames,
      usage_metrics, classic_link, classic_link_dns)
// The view's codec finds this by argument: the blocks must be what they are taken for.
void read(const kit::Value& from, Vpc& to, const kit::view_detail::Path& path);

struct Subnet : Row {
  std::string vpc;
  std::string zone;
  std::string cidr;
  std::vector<CidrBlock> ipv6;
  bool is_default = false;
  bool map_public_ip = false, assign_ipv6 = false, dns64 = false, ipv6_native = false;
  bool a_record = false, aaaa_record = false;
  std::string hostname_type = "ip-name";
  std::string outpost;
};
STATE(Subnet, order, tags, vpc, zone, cidr, ipv6, is_default, map_public_ip, assign_ipv6, dns64, ipv6_native,
      a_record, aaaa_record, hostname_type, outpost)
void read(const kit::Value& from, Subnet& to, const kit::view_detail::Path& path);  // likewise

// Addresses of a subnet that EC2 does not lend by itself.
struct CidrReservation : Row {
  std::string subnet, cidr, type, description;  // type: "prefix", "explicit"
};
STATE(CidrReservation, order, tags, subnet, cidr, type, description)
void read(const kit::Value& from, CidrReservation& to, const kit::view_detail::Path& path);  // likewise

struct Group : Row {
  std::string name, description, vpc;
};
STATE(Group, order, tags, name, description, vpc)

struct Rule : Row {
  std::string group;
  bool egress = false;
  std::string protocol;                  // "tcp", "udp", "icmp", "icmpv6", "-1", or a number
  std::optional<std::int64_t> from, to;  // none: all
  std::string cidr, cidr6, prefix_list, peer, peer_owner;  // one of the first four is set
  std::optional<std::string> description;
};
STATE(Rule, order, tags, group, egress, protocol, from, to, cidr, cidr6, prefix_list, peer, peer_owner,
      description)

struct InternetGateway : Row {
  std::string vpc;  // attached to; empty: none
};
STATE(InternetGateway, order, tags, vpc)

struct Route {
  std::string destination;  // a CIDR block (v4 or v6) or a prefix list
  std::string target;       // "local", igw-..., nat-..., eni-..., pcx-..., tgw-...
  std::string instance;     // whose interface the target is, when it was given so
  std::string origin;       // CreateRouteTable, CreateRoute, EnableVgwRoutePropagation
  bool operator==(const Route&) const = default;
};
STATE(Route, destination, target, instance, origin)

struct Association {
  std::string id, subnet, gateway;
  bool main = false;
};
STATE(Association, id, subnet, gateway, main)

struct RouteTable : Row {
  std::string vpc;
  std::vector<Route> routes;
  std::vector<Association> associations;
  std::set<std::string> propagating;  // VPN gateways
};
STATE(RouteTable, order, tags, vpc, routes, associations, propagating)

struct AclEntry {
  bool egress = false;
  std::int64_t number = 0;
  std::string protocol;
  bool allow = false;
  std::string cidr, cidr6;
  std::optional<std::int64_t> from, to, icmp_type, icmp_code;
};
STATE(AclEntry, egress, number, protocol, allow, cidr, cidr6, from, to, icmp_type, icmp_code)

struct NetworkAcl : Row {
  std::string vpc;
  bool is_default = false;
  std::vector<AclEntry> entries;  // by direction and number
  std::vector<Association> associations;
};
STATE(NetworkAcl, order, tags, vpc, is_default, entries, associations)

struct DhcpOptions : Row {
  std::map<std::string, std::vector<std::string>> options;
};
STATE(DhcpOptions, order, tags, options)

struct InterfaceAttachment {
  std::string id, instance;  // empty: none
  std::int64_t device_index = 0, card = 0;
  Time attached{};
  bool delete_on_termination = false;
};
STATE(InterfaceAttachment, id, instance, device_index, card, attached, delete_on_termination)

struct Interface : Row {
  std::string subnet, vpc, zone, description, mac, type;
  std::vector<std::string> groups;
  std::vector<std::string> ips;  // the first one is the primary
  std::vector<std::string> ipv6, prefixes4, prefixes6;
  bool source_dest_check = true, primary_ipv6 = false;
  std::string public_ip;  // lent by Amazon for as long as the instance runs
  InterfaceAttachment attachment;
  std::string instance;  // of the attachment
  std::string requester;
  std::map<std::string, Doc> options;  // structures that answers repeat
};
STATE(Interface, order, tags, subnet, vpc, zone, description, mac, type, groups, ips, ipv6, prefixes4,
      prefixes6, source_dest_check, primary_ipv6, public_ip, attachment, instance, requester, options)

// A VPC's way to a service.
struct Endpoint : Row {
  std::string vpc, service, type, state, policy, ip_type;
  std::vector<std::string> route_tables, subnets, groups;
  std::vector<std::string> interfaces;  // one a subnet
  std::string dns;                      // of interface endpoints
  bool private_dns = false;
  std::map<std::string, Doc> options;  // DnsOptions
  Time created{};
  std::optional<Time> forget;  // deleted ones are shown for an hour
};
STATE(Endpoint, order, tags, vpc, service, type, state, policy, ip_type, route_tables, subnets, groups,
      interfaces, dns, private_dns, options, created, forget)

struct Address : Row {
  std::string ip, association, interface, private_ip, border_group, pool, ptr;
};
STATE(Address, order, tags, ip, association, interface, private_ip, border_group, pool, ptr)

// ---- Instances

struct Reservation {
  std::string id;
  std::int64_t index = 0;  // AmiLaunchIndex
  std::string token;
  std::string requester;
};
STATE(Reservation, id, index, token, requester)

struct Protection {
  bool termination = false, stop = false;
  std::string on_shutdown = "stop";  // InstanceInitiatedShutdownBehavior
};
STATE(Protection, termination, stop, on_shutdown)

struct Profile {
  std::string association, arn, id;  // empty: none
  Time since{};
};
STATE(Profile, association, arn, id, since)

struct Traits {
  std::string architecture, virtualization, root_device, root_type, platform, sriov;
  bool monitored = false, ebs_optimized = false, ena = true, spot = false;
};
STATE(Traits, architecture, virtualization, root_device, root_type, platform, sriov, monitored, ebs_optimized,
      ena, spot)

struct Instance : Row {
  Reservation reservation;
  std::string image, type, key, kernel, ramdisk, user_data;  // the last in base64 as given
  std::string zone, subnet, vpc;
  Time launched{};
  kit::Stage stage;
  std::string transition_reason;  // "User initiated (2026-01-02 03:04:05 GMT)"
  std::string reason_code, reason;
  std::optional<Time> forget;  // terminated ones are shown for an hour
  Traits traits;
  Protection protection;
  Profile profile;
  std::map<std::string, Doc> options;  // structures that answers repeat, by their members' names
};
STATE(Instance, order, tags, reservation, image, type, key, kernel, ramdisk, user_data, zone, subnet, vpc,
      launched, stage, transition_reason, reason_code, reason, forget, traits, protection, profile, options)

// ---- Storage

struct VolumeAttachment {
  std::string instance, device;
  Time attached{};
  bool delete_on_termination = false;
  kit::Stage stage;
};
STATE(VolumeAttachment, instance, device, attached, delete_on_termination, stage)

struct Performance {
  std::int64_t size = 0, iops = 0, throughput = 0;  // GiB, 1/s, MiB/s
  std::string type;
  bool multi_attach = false;
};
STATE(Performance, size, iops, throughput, type, multi_attach)

struct Modification {
  kit::Stage stage;
  Performance before, after;
  Time started{};
  std::optional<Time> ended;
};
STATE(Modification, stage, before, after, started, ended)

struct Volume : Row, Performance {
  std::string snapshot, zone, kms_key, outpost;
  bool encrypted = false, auto_io = false;
  Time created{};
  kit::Stage stage;
  std::vector<VolumeAttachment> attachments;
  std::string instance;  // of the first attachment
  std::optional<Modification> modification;
};
STATE(Volume, order, tags, size, iops, throughput, type, snapshot, zone, kms_key, outpost, encrypted,
      multi_attach, auto_io, created, stage, attachments, instance, modification)

struct Snapshot : Row {
  std::string volume, description, kms_key, owner;
  std::int64_t size = 0;
  bool encrypted = false, is_public = false;
  Time started{};
  kit::Stage stage;
  std::set<std::string> users;  // accounts that may create volumes from it
};
STATE(Snapshot, order, tags, volume, description, kms_key, owner, size, encrypted, is_public, started, stage,
      users)

struct Device {
  Doc mapping;  // DeviceName, Ebs, VirtualName, NoDevice
};
STATE(Device, mapping)

struct Image : Row {
  std::string name, description, owner, location, architecture, root_device, root_type, virtualization;
  std::string platform, kernel, ramdisk, boot_mode, imds, tpm, sriov;
  std::string source_image, source_region, source_instance;
  bool ena = false, is_public = false;
  Time created{};
  kit::Stage stage;
  std::vector<Device> devices;
  std::optional<Time> deprecates;
  std::set<std::string> users;  // whom LaunchPermissions name
};
STATE(Image, order, tags, name, description, owner, location, architecture, root_device, root_type,
      virtualization, platform, kernel, ramdisk, boot_mode, imds, tpm, sriov, source_image, source_region,
      source_instance, ena, is_public, created, stage, devices, deprecates, users)

// ---- The rest

struct KeyPair : Row {
  std::string id, type, fingerprint, public_key;
  Time created{};
};
STATE(KeyPair, order, tags, id, type, fingerprint, public_key, created)

struct LaunchTemplate : Row {
  std::string name, creator;
  std::int64_t first = 1, latest = 1;  // versions
  std::int64_t default_version = 1;
  Time created{};
};
STATE(LaunchTemplate, order, tags, name, creator, first, latest, default_version, created)

struct VersionKey {
  std::string launch_template;
  std::int64_t number = 0;
  auto operator<=>(const VersionKey&) const = default;
  bool operator==(const VersionKey&) const = default;
};
STATE(VersionKey, launch_template, number)

struct TemplateVersion {
  std::string description, creator;
  Time created{};
  Doc data;
};
STATE(TemplateVersion, description, creator, created, data)

// What a client token stands for, for a day.
struct Token {
  std::string digest;  // of the parameters
  std::vector<std::string> made;
  Time until{};
};
STATE(Token, digest, made, until)
struct ByEnd {
  static std::optional<std::pair<Time, std::string>> key(const std::string& token, const Token& row) {
    return {{row.until, token}};
  }
};

// One row, "region", made with the region's default VPC at the first touch.
struct Settings {
  bool encrypt_volumes = false;
  std::string kms_key;  // empty: alias/aws/ebs
};
STATE(Settings, encrypt_volumes, kms_key)

// Of a volume that several instances have, Sharing<&Volume::instance> knows the first one only.
struct ByMany {
  static std::optional<std::uint64_t> key(const std::string&, const Volume& row) {
    if (!row.multi_attach || row.attachments.size() < 2) return {};
    return row.order;
  }
};

inline bool is_moving(const Instance& row) { return !row.stage.move.empty(); }
inline bool is_moving(const Snapshot& row) { return !row.stage.move.empty(); }
inline bool is_moving(const Image& row) { return !row.stage.move.empty(); }
bool is_moving(const Volume& row);
inline Time due_of(const Instance& row) { return std::min(row.stage.due, row.forget.value_or(kit::never)); }
inline Time due_of(const Snapshot& row) { return row.stage.due; }
inline Time due_of(const Image& row) { return row.stage.due; }
Time due_of(const Volume& row);
inline Time due_of(const Endpoint& row) { return row.forget.value_or(kit::never); }

template <class T, class... I>
using Family = kit::Table<T, std::string, ByOrder, I...>;  // by id

struct State {
  Family<Vpc> vpcs;
  Family<Subnet, Sharing<&Subnet::vpc>> subnets;
  Family<Group, Sharing<&Group::vpc>> groups;
  Family<Rule, Sharing<&Rule::group>, Sharing<&Rule::peer>> rules;
  Family<InternetGateway, Sharing<&InternetGateway::vpc>> internet_gateways;
  Family<RouteTable, Sharing<&RouteTable::vpc>> route_tables;
  Family<NetworkAcl, Sharing<&NetworkAcl::vpc>> network_acls;
  Family<DhcpOptions> dhcp_options;
  Family<Interface, Sharing<&Interface::vpc>, Sharing<&Interface::subnet>, Sharing<&Interface::instance>>
      interfaces;
  Family<CidrReservation, Sharing<&CidrReservation::subnet>> cidr_reservations;
  Family<Endpoint, Sharing<&Endpoint::vpc>, ByDue> endpoints;
  Family<Address, Sharing<&Address::interface>> addresses;
  Family<Instance, ByMoving, ByDue, Sharing<&Instance::subnet>> instances;
  Family<Volume, ByMoving, ByDue, Sharing<&Volume::instance>, ByMany> volumes;
  Family<Snapshot, ByMoving, ByDue> snapshots;
  Family<Image, ByMoving, ByDue> images;
  Family<KeyPair> key_pairs;  // by name
  Family<LaunchTemplate> launch_templates;
  kit::Table<TemplateVersion, VersionKey> template_versions;
  kit::Table<Token, std::string, ByEnd> tokens;  // by operation and token
  kit::Table<Settings> settings;
  derived::Records records;

  Time next_deadline() const;
  void settle(kit::Turn& turn);
};
STATE(State, vpcs, subnets, groups, rules, internet_gateways, route_tables, network_acls, dhcp_options,
      interfaces, cidr_reservations, endpoints, addresses, instances, volumes, snapshots, images, key_pairs,
      launch_templates, template_versions, tokens, settings, records)

}  // namespace understudy::ec2
