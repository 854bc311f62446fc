// Instances as answers show them.
#include <algorithm>

#include "services/ec2/instances.hpp"
#include "services/ec2/networks.hpp"
#include "services/ec2/stages.hpp"

namespace understudy::ec2 {
namespace {

struct Code {
  std::string_view state;
  std::int64_t code;
};
constexpr Code codes[] = {{"pending", 0},     {"running", 16},  {"shutting-down", 32},
                          {"terminated", 48}, {"stopping", 64}, {"stopped", 80}};

// Structures that come back under the names with which they were asked for.
struct Option {
  std::string_view name;
  Key member;
};
constexpr Option options[] = {
    {"CapacityReservationSpecification", "CapacityReservationSpecification"},
    {"CpuOptions", "CpuOptions"},
    {"EnclaveOptions", "EnclaveOptions"},
    {"HibernationOptions", "HibernationOptions"},
    {"LicenseSpecifications", "Licenses"},
    {"MaintenanceOptions", "MaintenanceOptions"},
    {"MetadataOptions", "MetadataOptions"},
    {"NetworkPerformanceOptions", "NetworkPerformanceOptions"},
    {"Placement", "Placement"},
    {"PrivateDnsNameOptions", "PrivateDnsNameOptions"},
};

void show_interface(const Call& call, const State& state, const std::string& id, const Interface& row,
                    const Out& out) {
  out["NetworkInterfaceId"] = id;
  out["OwnerId"] = call.account();
  out["SubnetId"] = row.subnet;
  out["VpcId"] = row.vpc;
  out["Description"] = row.description;
  out["InterfaceType"] = row.type;
  out["MacAddress"] = row.mac;
  out["SourceDestCheck"] = row.source_dest_check;
  out["Status"] = "in-use";
  show_groups(state, row.groups, out["Groups"]);
  const Out attachment = out["Attachment"].structure(6);
  attachment["AttachmentId"] = row.attachment.id;
  attachment["AttachTime"] = row.attachment.attached;
  attachment["DeleteOnTermination"] = row.attachment.delete_on_termination;
  attachment["DeviceIndex"] = row.attachment.device_index;
  attachment["NetworkCardIndex"] = row.attachment.card;
  attachment["Status"] = "attached";
  if (const auto kept = row.options.find("EnaSrd"); kept != row.options.end())
    attachment["EnaSrdSpecification"] = given(kept->second, call.arena());
  show_options(call, row, out);
  const auto associate = [&](std::string_view private_ip, const Out& to) {
    const std::string ip = public_at(state, id, row, private_ip);
    if (ip.empty()) return;
    const Out association = to["Association"].structure(3);
    association["IpOwnerId"] =
        address_at(state, id, private_ip) ? call.account() : std::string_view("amazon");
    association["PublicDnsName"] = public_dns(call.region(), ip);
    association["PublicIp"] = ip;
  };
  const OutList ips = out["PrivateIpAddresses"].list();
  for (const std::string& ip : row.ips) {
    const Out each = ips.add().structure(4);
    each["Primary"] = ip == row.ips.front();
    each["PrivateDnsName"] = private_dns(call.region(), ip);
    each["PrivateIpAddress"] = ip;
    associate(ip, each);
  }
  if (!row.ips.empty()) {
    out["PrivateIpAddress"] = row.ips.front();
    out["PrivateDnsName"] = private_dns(call.region(), row.ips.front());
    associate(row.ips.front(), out);
  }
  const OutList ipv6 = out["Ipv6Addresses"].list();
  for (const std::string& ip : row.ipv6) {
    const Out each = ipv6.add().structure(2);
    each["Ipv6Address"] = ip;
    if (row.primary_ipv6 && ip == row.ipv6.front()) each["IsPrimaryIpv6"] = true;
  }
}

// Addresses and names are those of the primary interface; a terminated instance has none.
void show_network(const Call& call, const State& state, const std::string& id, const Out& out) {
  Texts interfaces = ids_of<&Interface::instance>(state.interfaces, id);
  std::ranges::sort(interfaces, {},
                    [&](const std::string& i) { return state.interfaces.find(i)->attachment.device_index; });
  const OutList list = out["NetworkInterfaces"].list();
  for (const std::string& each : interfaces)
    show_interface(call, state, each, *state.interfaces.find(each), list.add().structure(18));
  const auto primary = primary_interface(state, id);
  const Interface* row = primary ? state.interfaces.find(*primary) : nullptr;
  if (!row || row->ips.empty()) {
    out["PrivateDnsName"] = "";
    out["PublicDnsName"] = "";
    return;
  }
  out["PrivateIpAddress"] = row->ips.front();
  out["PrivateDnsName"] = private_dns(call.region(), row->ips.front());
  const std::string ip = public_at(state, *primary, *row, row->ips.front());
  const Vpc* vpc = state.vpcs.find(row->vpc);
  out["PublicDnsName"] =
      ip.empty() || (vpc && !vpc->dns_hostnames) ? std::string() : public_dns(call.region(), ip);
  if (!ip.empty()) out["PublicIpAddress"] = ip;
  if (!row->ipv6.empty()) out["Ipv6Address"] = row->ipv6.front();
  out["SourceDestCheck"] = row->source_dest_check;
  show_groups(state, row->groups, out["SecurityGroups"]);
}

void show_devices(const State& state, const std::string& id, const Out& out) {
  const OutList list = out["BlockDeviceMappings"].list();
  for (const std::string& volume : volumes_of(state, id))
    for (const VolumeAttachment& attachment : state.volumes.find(volume)->attachments) {
      if (attachment.instance != id) continue;
      const Out each = list.add().structure(2);
      each["DeviceName"] = attachment.device;
      const Out ebs = each["Ebs"].structure(4);
      ebs["VolumeId"] = volume;
      ebs["Status"] = attachment.stage.state;
      ebs["AttachTime"] = attachment.attached;
      ebs["DeleteOnTermination"] = attachment.delete_on_termination;
    }
}

}  // namespace

std::int64_t state_code(std::string_view state) {
  const auto found = std::ranges::find(codes, state, &Code::state);
  return found == std::end(codes) ? 0 : found->code;
}

void show_state(std::string_view state, const Out& out) {
  out["Code"] = state_code(state);
  out["Name"] = state;
}

std::optional<std::string> primary_interface(const State& state, const std::string& instance) {
  for (const std::string& id : ids_of<&Interface::instance>(state.interfaces, instance))
    if (state.interfaces.find(id)->attachment.device_index == 0) return id;
  return {};
}

Texts groups_of(const State& state, const std::string& instance) {
  const auto primary = primary_interface(state, instance);
  return primary ? state.interfaces.find(*primary)->groups : Texts();
}

void show_profile(const Profile& profile, const Out& out) {
  out["Arn"] = profile.arn;
  out["Id"] = profile.id;
}

void show_instance(const Call& call, const State& state, const std::string& id, const Instance& instance,
                   const Out& out) {
  const Traits& traits = instance.traits;
  out["InstanceId"] = id;
  out["ImageId"] = instance.image;
  show_state(instance.stage.state, out["State"].structure(2));
  out["StateTransitionReason"] = instance.transition_reason;
  if (!instance.reason_code.empty()) {
    const Out reason = out["StateReason"].structure(2);
    reason["Code"] = instance.reason_code;
    reason["Message"] = instance.reason;
  }
  if (!instance.key.empty()) out["KeyName"] = instance.key;
  out["AmiLaunchIndex"] = instance.reservation.index;
  out["ProductCodes"].list(0);
  out["InstanceType"] = instance.type;
  out["LaunchTime"] = instance.launched;
  if (!instance.kernel.empty()) out["KernelId"] = instance.kernel;
  if (!instance.ramdisk.empty()) out["RamdiskId"] = instance.ramdisk;
  const bool windows = traits.platform == "windows";
  if (windows) out["Platform"] = "windows";
  out["PlatformDetails"] = windows ? "Windows" : "Linux/UNIX";
  out["UsageOperation"] = windows ? "RunInstances:0002" : "RunInstances";
  out["UsageOperationUpdateTime"] = instance.launched;
  out["Monitoring"].structure(1)["State"] = traits.monitored ? "enabled" : "disabled";
  out["ClientToken"] = instance.reservation.token;
  out["EbsOptimized"] = traits.ebs_optimized;
  out["EnaSupport"] = traits.ena;
  if (!traits.sriov.empty()) out["SriovNetSupport"] = traits.sriov;
  out["Hypervisor"] = "xen";
  out["Architecture"] = traits.architecture;
  out["VirtualizationType"] = traits.virtualization;
  if (!traits.root_device.empty()) out["RootDeviceName"] = traits.root_device;
  out["RootDeviceType"] = traits.root_type;
  if (traits.spot) out["InstanceLifecycle"] = "spot";
  if (!instance.profile.arn.empty()) show_profile(instance.profile, out["IamInstanceProfile"].structure(2));
  const bool gone = instance.stage.state == "terminated";
  if (!gone) {
    out["SubnetId"] = instance.subnet;
    out["VpcId"] = instance.vpc;
  }
  for (const Option& option : options)
    if (const auto kept = instance.options.find(std::string(option.name)); kept != instance.options.end())
      out[option.member] = given(kept->second, call.arena());
  show_network(call, state, id, out);
  if (gone) out["SecurityGroups"].list(0);
  show_devices(state, id, out);
  if (!instance.tags.empty()) show_tags(instance.tags, out["Tags"]);
}

void show_reservation(const Call& call, const State& state, const Texts& instances, const Out& out) {
  const Instance& first = *state.instances.find(instances.front());
  out["ReservationId"] = first.reservation.id;
  out["OwnerId"] = call.account();
  if (!first.reservation.requester.empty()) out["RequesterId"] = first.reservation.requester;
  out["Groups"].list(0);  // of EC2-Classic alone
  const OutList list = out["Instances"].list(static_cast<std::uint32_t>(instances.size()));
  for (const std::string& id : instances)
    show_instance(call, state, id, *state.instances.find(id), list.add().structure(52));
}

}  // namespace understudy::ec2
