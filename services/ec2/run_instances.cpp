// RunInstances: what is asked for, by itself or by a launch template, becomes instances with their interfaces
// and volumes.
#include <algorithm>

#include "services/ec2/handlers.hpp"
#include "services/ec2/instance_type_facts.hpp"
#include "services/ec2/instances.hpp"
#include "services/ec2/networks.hpp"
#include "services/ec2/places.hpp"
#include "services/ec2/stages.hpp"
#include "services/ec2/storage.hpp"
#include "services/kit/format.hpp"

namespace understudy::ec2 {
namespace {

constexpr std::int64_t most_instances = 1000;  // of one call
constexpr std::size_t longest_user_data = 16384;

constexpr const Kind* taggable[] = {&kinds::instance, &kinds::volume, &kinds::interface};
constexpr std::string_view also_taggable[] = {"spot-instances-request", "elastic-gpu"};

// One RunInstances under way.
struct Launch {
  In request;  // with what the launch template says
  Image image;
  const InstanceTypeFacts* type = nullptr;
  std::string subnet, vpc, zone;
  Texts groups;
  kit::Tags tags, volume_tags, interface_tags;
};

// ---- Reading

void read_tags(const Call& call, const In& specifications, Launch& launch) {
  for (const In each : specifications) {
    const std::string_view type = each["ResourceType"].text();
    if (std::ranges::count(also_taggable, type)) continue;  // for what this server's launches never make
    if (std::ranges::none_of(taggable, [&](const Kind* kind) { return kind->resource.name == type; }))
      throw kit::Failure("InvalidParameterValue",
                         fmt::format("'{}' is not a valid taggable resource type for this operation.", type));
    if (each["Tags"].empty())
      throw kit::Failure("InvalidParameterValue", "Tag specification must have at least one tag");
    add_tags(each["Tags"], type == "instance" ? launch.tags
                           : type == "volume" ? launch.volume_tags
                                              : launch.interface_tags);
  }
  (void)call;
}

void read_counts(const In& in) {
  const std::int64_t least = in["MinCount"].integer(), most = in["MaxCount"].integer();
  if (least < 1)
    throw invalid_value(number(least), "minCount", "The minimum instance count must be at least 1.");
  if (most < least)
    throw kit::Failure("InvalidParameterCombination",
                       "The parameter minCount may not exceed the parameter maxCount");
  if (most > most_instances)
    throw kit::Failure(
        "InstanceLimitExceeded",
        fmt::format("You have requested more instances ({}) than your current instance limit of {} "
                    "allows for the specified instance type.",
                    most, most_instances));
}

void read_type(Launch& launch) {
  const std::string_view name = launch.request["InstanceType"].text("m1.small");
  launch.type = find_instance_type(name);
  if (!launch.type)
    throw kit::Failure("InvalidParameterValue", fmt::format("Invalid value '{}' for InstanceType.", name));
  std::string_view known = launch.type->architectures;
  if (("," + std::string(known) + ",").find("," + launch.image.architecture + ",") == std::string::npos)
    throw kit::Failure(
        "InvalidParameterValue",
        fmt::format("The architecture '{}' of the specified instance type does not match the "
                    "architecture '{}' of the specified AMI. Specify an instance type and an AMI that "
                    "have matching architectures, and try again. You can use 'describe-instance-types' "
                    "or 'describe-images' to discover the architecture of the instance type or AMI.",
                    known, launch.image.architecture));
}

std::string default_subnet(const Call& call, const State& state, const In& placement) {
  const std::string_view asked = placement["AvailabilityZone"].text(placement["AvailabilityZoneId"].text());
  const auto zone = asked.empty() ? std::optional<Zone>() : find_zone(call.region(), asked);
  if (!asked.empty() && !zone)
    throw kit::Failure("InvalidParameterValue", fmt::format("Invalid availability zone: [{}]", asked));
  const auto vpc = default_vpc(state);
  if (!vpc)
    throw kit::Failure(
        "VPCIdNotSpecified",
        "No default VPC for this user. GroupName is only supported for EC2-Classic and default VPC.");
  for (const std::string& id : ids_of<&Subnet::vpc>(state.subnets, *vpc)) {
    const Subnet& subnet = *state.subnets.find(id);
    if (subnet.is_default && (!zone || subnet.zone == zone->name)) return id;
  }
  if (zone)
    throw kit::Failure("InvalidInput",
                       fmt::format("No default subnet for availability zone: '{}'.", zone->name));
  throw kit::Failure(
      "MissingInput",
      fmt::format("No subnets found for the default VPC '{}'. Please specify a subnet.", *vpc));
}

void read_place(const Call& call, const State& state, Launch& launch) {
  const In in = launch.request, interfaces = in["NetworkInterfaces"];
  if (!interfaces.empty() &&
      (in["SubnetId"] || !in["SecurityGroupIds"].empty() || !in["SecurityGroups"].empty()))
    throw bad_combination(in["SubnetId"]
                              ? "Network interfaces and an instance-level subnet ID may not be specified on "
                                "the same request"
                              : "Network interfaces and an instance-level security groups may not be "
                                "specified on the same request");
  launch.subnet = in["SubnetId"].text();
  for (const In each : interfaces) {
    if (const In id = each["NetworkInterfaceId"]) {
      if (in["MaxCount"].integer() > 1)
        throw bad_combination(
            "A network interface may not be specified when several instances are requested");
      const Interface& row = need(state.interfaces, id.text(), kinds::interface);
      if (!row.instance.empty())
        throw kit::Failure("InvalidNetworkInterface.InUse",
                           fmt::format("Interface: [{}] in use.", id.text()));
      if (launch.subnet.empty()) launch.subnet = row.subnet;
    }
    if (const In id = each["SubnetId"]; id && launch.subnet.empty()) launch.subnet = id.text();
  }
  if (launch.subnet.empty()) launch.subnet = default_subnet(call, state, in["Placement"]);
  const Subnet& subnet = need(state.subnets, launch.subnet, kinds::subnet);
  launch.vpc = subnet.vpc;
  launch.zone = subnet.zone;
  const std::string_view asked = in["Placement"]["AvailabilityZone"].text();
  if (!asked.empty() && asked != launch.zone)
    throw kit::Failure(
        "InvalidParameterValue",
        fmt::format("The availability zone '{}' does not match the subnet's '{}'.", asked, launch.zone));
  launch.groups = read_groups(call, state, in["SecurityGroupIds"], in["SecurityGroups"], launch.vpc);
}

// A device that the image does not have must say what it is.
void check_devices(const Launch& launch) {
  for (const In device : launch.request["BlockDeviceMappings"]) {
    if (device["NoDevice"] || device["VirtualName"]) continue;
    const bool known = std::ranges::any_of(launch.image.devices, [&](const Device& each) {
      kit::Arena arena;
      return In(given(each.mapping, arena))["DeviceName"].text() == device["DeviceName"].text();
    });
    if (known) continue;
    if (!device["Ebs"]) throw missing_parameter("ebs");
    if (!device["Ebs"]["VolumeSize"] && device["Ebs"]["SnapshotId"].text().empty())
      throw missing_parameter("size or snapshotId");
  }
}

void check_user_data(const In& text) {
  if (!text) return;
  const auto bytes = kit::parse_base64(text.text());
  if (!bytes) throw kit::Failure("InvalidUserData.Malformed", "Invalid BASE64 encoding of user data");
  if (bytes->size() > longest_user_data)
    throw kit::Failure("InvalidParameterValue", "User data is limited to 16384 bytes");
}

void refuse_unplayed(const In& in) {
  for (const Key key :
       {Key("ElasticGpuSpecification"), Key("ElasticInferenceAccelerators"), Key("SecondaryInterfaces")})
    if (in[key])
      throw kit::Failure("UnsupportedOperation",
                         fmt::format("{} is not played by this server.", Names::all[key.id]));
}

// ---- Making

// Options as given, with AWS's defaults for what was not.
void fill_options(const Call& call, const State& state, const Launch& launch, Instance& instance) {
  kit::Arena& arena = call.arena();
  const auto defaults = [&](std::string_view name, Key member, auto&& fill) {
    kit::Value value = kit::Value::structure(arena);
    fill(Out(value, arena));
    instance.options[std::string(name)] = merged(keep(In(value)), launch.request[member]);
  };
  const Subnet& subnet = *state.subnets.find(launch.subnet);
  defaults("Placement", "Placement", [&](const Out& out) {
    out["AvailabilityZone"] = launch.zone;
    if (const auto zone = find_zone(call.region(), launch.zone)) out["AvailabilityZoneId"] = zone->id;
    out["GroupName"] = "";
    out["Tenancy"] = state.vpcs.find(launch.vpc)->tenancy;
  });
  defaults("MetadataOptions", "MetadataOptions", [&](const Out& out) {
    out["State"] = "applied";
    out["HttpTokens"] = "optional";
    out["HttpPutResponseHopLimit"] = 1;
    out["HttpEndpoint"] = "enabled";
    out["HttpProtocolIpv6"] = "disabled";
    out["InstanceMetadataTags"] = "disabled";
  });
  defaults("CpuOptions", "CpuOptions", [&](const Out& out) {
    out["CoreCount"] = int{launch.type->cores};
    out["ThreadsPerCore"] = int{launch.type->threads};
  });
  defaults("HibernationOptions", "HibernationOptions", [](const Out& out) { out["Configured"] = false; });
  defaults("EnclaveOptions", "EnclaveOptions", [](const Out& out) { out["Enabled"] = false; });
  defaults("MaintenanceOptions", "MaintenanceOptions",
           [](const Out& out) { out["AutoRecovery"] = "default"; });
  defaults("CapacityReservationSpecification", "CapacityReservationSpecification",
           [](const Out& out) { out["CapacityReservationPreference"] = "open"; });
  defaults("PrivateDnsNameOptions", "PrivateDnsNameOptions", [&](const Out& out) {
    out["HostnameType"] = subnet.hostname_type;
    out["EnableResourceNameDnsARecord"] = subnet.a_record;
    out["EnableResourceNameDnsAAAARecord"] = subnet.aaaa_record;
  });
  if (launch.type->is(InstanceTypeFacts::burstable))
    defaults("CreditSpecification", "CreditSpecification", [&](const Out& out) {
      out["CpuCredits"] = launch.type->name.starts_with("t2.") ? "standard" : "unlimited";
    });
  for (const auto& [name, member] :
       {std::pair("LicenseSpecifications", Key("LicenseSpecifications")),
        std::pair("NetworkPerformanceOptions", Key("NetworkPerformanceOptions"))})
    if (const In given_ = launch.request[member]) instance.options[name] = keep(given_);
}

Instance make_row(const Call& call, const State& state, const Launch& launch) {
  const In in = launch.request;
  Instance row;
  row.image = in["ImageId"].text();
  row.type = launch.type->name;
  row.key = in["KeyName"].text();
  row.kernel = in["KernelId"].text(launch.image.kernel);
  row.ramdisk = in["RamdiskId"].text(in["RamDiskId"].text(launch.image.ramdisk));
  row.user_data = in["UserData"].text();
  row.zone = launch.zone;
  row.subnet = launch.subnet;
  row.vpc = launch.vpc;
  row.launched = std::chrono::floor<kit::seconds>(call.now());
  row.traits = {launch.image.architecture,
                launch.image.virtualization,
                launch.image.root_device,
                launch.image.root_type,
                launch.image.platform,
                launch.image.sriov,
                in["Monitoring"]["Enabled"].boolean(),
                in["EbsOptimized"].boolean(),
                launch.type->ena > 0 && launch.image.ena,
                in["InstanceMarketOptions"]["MarketType"].text() == "spot"};
  row.protection.termination = in["DisableApiTermination"].boolean();
  row.protection.stop = in["DisableApiStop"].boolean();
  row.protection.on_shutdown = in["InstanceInitiatedShutdownBehavior"].text("stop");
  if (row.protection.on_shutdown != "stop" && row.protection.on_shutdown != "terminate")
    throw invalid_value(row.protection.on_shutdown, "instanceInitiatedShutdownBehavior");
  if (const In profile = in["IamInstanceProfile"]) row.profile = read_profile(call, profile);
  row.tags = launch.tags;
  fill_options(call, state, launch, row);
  return row;
}

// The image's mappings under the request's, by device.
std::vector<Doc> devices_of(const Launch& launch) {
  std::vector<std::pair<std::string, Doc>> all;
  for (const Device& device : launch.image.devices) {
    kit::Arena arena;
    all.emplace_back(std::string(In(given(device.mapping, arena))["DeviceName"].text()), device.mapping);
  }
  for (const In device : launch.request["BlockDeviceMappings"]) {
    const std::string name(device["DeviceName"].text());
    if (name.empty()) throw missing_parameter("deviceName");
    const auto found = std::ranges::find(all, name, &std::pair<std::string, Doc>::first);
    if (const In none = device["NoDevice"]) {
      if (!none.text().empty()) throw kit::Failure("InvalidRequest", "The request received was invalid");
      if (found != all.end()) all.erase(found);
    } else if (found == all.end()) {
      all.emplace_back(name, keep(device));
    } else {
      kit::Arena arena;
      kit::Value mapping = given(found->second, arena);
      const Doc ebs = merged(keep(In(mapping)["Ebs"]), device["Ebs"]);
      Out(mapping, arena)["Ebs"] = given(ebs, arena);
      found->second = keep(In(mapping));
    }
  }
  std::vector<Doc> devices;
  for (auto& [name, doc] : all) devices.push_back(std::move(doc));
  return devices;
}

void make_volumes(Call& call, State& state, const Launch& launch, const std::string& instance) {
  for (const Doc& doc : devices_of(launch)) {
    kit::Arena arena;
    const kit::Value mapping = given(doc, arena);
    const In ebs = In(mapping)["Ebs"];
    if (!ebs) continue;  // an instance store
    kit::Value sized = ebs.value();
    if (!ebs["VolumeSize"] && !state.snapshots.contains(std::string(ebs["SnapshotId"].text())))
      Out(sized, arena)["VolumeSize"] = 8;
    Volume volume = read_volume(call, state, In(sized), launch.zone);
    volume.tags = launch.volume_tags;
    volume.stage.state = "available";
    const std::string id = make_volume(state, call.turn(), std::move(volume));
    const std::string_view device = In(mapping)["DeviceName"].text();
    // Volumes beside the root one outlive their instance unless asked otherwise (EC2 user guide).
    attach_volume(state, call.turn(), id, instance, device,
                  ebs["DeleteOnTermination"].boolean(device == launch.image.root_device), true);
  }
}

// The one interface of a request that names none.
void make_primary(Call& call, State& state, const Launch& launch, const std::string& instance) {
  kit::Value from = kit::Value::structure(call.arena());
  for (const Key key : {Key("PrivateIpAddress"), Key("Ipv6Addresses"), Key("Ipv6AddressCount")})
    if (const In member = launch.request[key]) from.set(call.arena(), key.id) = member.value();
  Interface row = read_interface(call, state, In(from), launch.subnet);
  row.groups = launch.groups;
  row.tags = launch.interface_tags;
  if (state.subnets.find(launch.subnet)->map_public_ip) row.public_ip = public_address(call.random());
  attach(state, call.turn(), make_interface(state, call.turn(), std::move(row)), instance, 0, 0, true);
}

void make_interfaces(Call& call, State& state, const Launch& launch, const std::string& instance) {
  if (launch.request["NetworkInterfaces"].empty()) return make_primary(call, state, launch, instance);
  for (const In each : launch.request["NetworkInterfaces"]) {
    const std::int64_t index = each["DeviceIndex"].integer(), card = each["NetworkCardIndex"].integer();
    if (const In id = each["NetworkInterfaceId"]) {
      attach(state, call.turn(), std::string(id.text()), instance, index, card,
             each["DeleteOnTermination"].boolean(false));
      continue;
    }
    const std::string subnet(each["SubnetId"].text(launch.subnet));
    need(state.subnets, subnet, kinds::subnet);
    Interface row = read_interface(call, state, each, subnet);
    row.tags = launch.interface_tags;
    if (each["AssociatePublicIpAddress"].boolean(index == 0 && state.subnets.find(subnet)->map_public_ip))
      row.public_ip = public_address(call.random());
    attach(state, call.turn(), make_interface(state, call.turn(), std::move(row)), instance, index, card,
           each["DeleteOnTermination"].boolean(true));
  }
}

// The request with the launch template's data under it.
kit::Value whole_request(const Call& call, const State& state, Launch& launch) {
  const In named = call.in["LaunchTemplate"];
  if (!named) return call.in.value();
  const Doc data = launch_template_data(state, named);
  const kit::Value under = given(data, call.arena());
  read_tags(call, In(under)["TagSpecifications"], launch);
  const auto [id, version] = launch_template_meant(state, named);
  launch.tags["aws:ec2launchtemplate:id"] = id;
  launch.tags["aws:ec2launchtemplate:version"] = number(version);
  return given(merged(data, call.in), call.arena());
}

}  // namespace

kit::Outcome run_instances(Call& call, State& state) {
  if (const auto made = made_before(call, state)) {
    for (const std::string& id : *made) need(state.instances, id, kinds::instance);
    show_reservation(call, state, *made, call.out);
    return {};
  }
  Launch launch;
  const kit::Value request = whole_request(call, state, launch);
  launch.request = In(request);
  const In in = launch.request;
  refuse_unplayed(in);
  read_counts(in);
  read_tags(call, call.in["TagSpecifications"], launch);
  if (!in["ImageId"]) return missing_parameter("ImageId");
  launch.image = need_image(state, in["ImageId"].text());
  read_type(launch);
  check_devices(launch);
  if (const In key = in["KeyName"]) need(state.key_pairs, key.text(), kinds::key_pair);
  check_user_data(in["UserData"]);
  read_place(call, state, launch);
  const std::string reservation = draw(call.random(), "r-");
  Instance row = make_row(call, state, launch);
  row.reservation = {reservation, 0, std::string(call.in["ClientToken"].text()), ""};
  const kit::Progression progression = call.turn().progression(instance_lifecycle.model);
  Texts made;
  for (std::int64_t i = 0; i < in["MaxCount"].integer(); ++i) {
    const std::string id = draw(call, kinds::instance);
    row.reservation.index = i;
    kit::start(row.stage, instance_lifecycle, "launch", progression, call.now());
    if (!row.profile.arn.empty()) row.profile.association = draw(call.random(), "iip-assoc-");
    add(state.instances, id, row);
    made.push_back(id);
    make_interfaces(call, state, launch, id);
    make_volumes(call, state, launch, id);
  }
  show_reservation(call, state, made, call.out);
  remember(call, state, made);
  return {};
}

}  // namespace understudy::ec2
