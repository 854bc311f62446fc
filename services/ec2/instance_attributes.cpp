// Attributes of instances: described, modified, reset; and their options.
#include <algorithm>

#include "services/ec2/handlers.hpp"
#include "services/ec2/instance_type_facts.hpp"
#include "services/ec2/instances.hpp"
#include "services/ec2/networks.hpp"
#include "services/ec2/stages.hpp"
#include "services/kit/format.hpp"

namespace understudy::ec2 {
namespace {

void need_stopped(const Instance& row, const std::string& id, std::string_view attribute) {
  if (row.stage.state == "stopped") return;
  throw kit::Failure("IncorrectInstanceState",
                     fmt::format("The instance '{}' is not in the 'stopped' state; '{}' cannot be modified.",
                                 id, attribute));
}

struct Change {
  std::string_view name;  // as in Attribute
  Key member;             // the request's own member for it
  bool stopped;           // only then
  void (*apply)(Instance&, const In& value);
};
bool truth(const In& value) { return value.boolean(value.text() == "true"); }

constexpr Change changes[] = {
    {"instanceType", "InstanceType", true,
     [](Instance& row, const In& value) {
       if (!find_instance_type(value.text()))
         throw kit::Failure("InvalidInstanceAttributeValue",
                            fmt::format("Invalid value '{}' for InstanceType.", value.text()));
       row.type = value.text();
     }},
    {"kernel", "Kernel", true, [](Instance& row, const In& value) { row.kernel = value.text(); }},
    {"ramdisk", "Ramdisk", true, [](Instance& row, const In& value) { row.ramdisk = value.text(); }},
    {"disableApiTermination", "DisableApiTermination", false,
     [](Instance& row, const In& value) { row.protection.termination = truth(value); }},
    {"disableApiStop", "DisableApiStop", false,
     [](Instance& row, const In& value) { row.protection.stop = truth(value); }},
    {"instanceInitiatedShutdownBehavior", "InstanceInitiatedShutdownBehavior", false,
     [](Instance& row, const In& value) {
       if (value.text() != "stop" && value.text() != "terminate")
         throw invalid_value(value.text(), "instanceInitiatedShutdownBehavior");
       row.protection.on_shutdown = value.text();
     }},
    {"ebsOptimized", "EbsOptimized", true,
     [](Instance& row, const In& value) { row.traits.ebs_optimized = truth(value); }},
    {"enaSupport", "EnaSupport", true, [](Instance& row, const In& value) { row.traits.ena = truth(value); }},
    {"sriovNetSupport", "SriovNetSupport", true,
     [](Instance& row, const In& value) { row.traits.sriov = value.text(); }},
};

void change_groups(const Call& call, State& state, const std::string& id) {
  const auto primary = primary_interface(state, id);
  if (!primary) return;
  const Texts groups = read_groups(call, state, call.in["Groups"], In(), state.instances.find(id)->vpc);
  state.interfaces.edit(*primary)->groups = groups;
}

void change_check(State& state, const std::string& id, bool checked) {
  if (const auto primary = primary_interface(state, id))
    state.interfaces.edit(*primary)->source_dest_check = checked;
}

void change_devices(const Call& call, State& state, const std::string& id) {
  for (const In device : call.in["BlockDeviceMappings"]) {
    bool found = false;
    for (const std::string& volume : volumes_of(state, id))
      for (std::size_t i = 0; i < state.volumes.find(volume)->attachments.size(); ++i) {
        const VolumeAttachment& at = state.volumes.find(volume)->attachments[i];
        if (at.instance != id || at.device != device["DeviceName"].text()) continue;
        found = true;
        if (const In ends = device["Ebs"]["DeleteOnTermination"])
          state.volumes.edit(volume)->attachments[i].delete_on_termination = ends.boolean();
      }
    if (!found)
      throw kit::Failure("InvalidInstanceAttributeValue",
                         fmt::format("No device is currently mapped at {}", device["DeviceName"].text()));
  }
}

void change_user_data(State& state, const std::string& id, std::string_view text, bool encoded) {
  need_stopped(*state.instances.find(id), id, "userData");
  state.instances.edit(id)->user_data = encoded ? std::string(text) : kit::base64(text);
}

Doc& option_of(Instance& row, const char* name) { return row.options[name]; }

}  // namespace

kit::Outcome modify_instance_attribute(Call& call, State& state) {
  const std::string id = instance_meant(call, state);
  const std::string_view attribute = call.in["Attribute"].text();
  bool any = false;
  for (const Change& change : changes) {
    const In own = call.in[change.member];
    if (!own && attribute != change.name) continue;
    any = true;
    if (change.stopped) need_stopped(*state.instances.find(id), id, change.name);
    change.apply(*state.instances.edit(id), own ? own["Value"] : call.in["Value"]);
  }
  if (const In check = call.in["SourceDestCheck"])
    any = true, change_check(state, id, check["Value"].boolean());
  if (attribute == "sourceDestCheck") any = true, change_check(state, id, truth(call.in["Value"]));
  if (!call.in["Groups"].empty()) any = true, change_groups(call, state, id);
  if (!call.in["BlockDeviceMappings"].empty()) any = true, change_devices(call, state, id);
  if (const In data = call.in["UserData"])
    any = true, change_user_data(state, id, data["Value"].text(), false);
  if (attribute == "userData") any = true, change_user_data(state, id, call.in["Value"].text(), true);
  if (any) return {};
  if (attribute.empty()) return kit::Error{"InvalidParameterCombination", "No attributes specified."};
  return invalid_value(attribute, "attribute", "Unknown attribute.");
}

kit::Outcome describe_instance_attribute(Call& call, State& state) {
  const std::string id = instance_meant(call, state);
  const Instance& row = *state.instances.find(id);
  const std::string_view attribute = call.in["Attribute"].text();
  call.out["InstanceId"] = id;
  const auto text = [&](Key member, std::string_view value) {
    const Out out = call.out[member].structure(1);
    if (!value.empty()) out["Value"] = value;
  };
  const auto truth_of = [&](Key member, bool value) { call.out[member].structure(1)["Value"] = value; };
  if (attribute == "instanceType") return text("InstanceType", row.type), kit::Outcome();
  if (attribute == "kernel") return text("KernelId", row.kernel), kit::Outcome();
  if (attribute == "ramdisk") return text("RamdiskId", row.ramdisk), kit::Outcome();
  if (attribute == "userData") return text("UserData", row.user_data), kit::Outcome();
  if (attribute == "rootDeviceName") return text("RootDeviceName", row.traits.root_device), kit::Outcome();
  if (attribute == "sriovNetSupport") return text("SriovNetSupport", row.traits.sriov), kit::Outcome();
  if (attribute == "instanceInitiatedShutdownBehavior")
    return text("InstanceInitiatedShutdownBehavior", row.protection.on_shutdown), kit::Outcome();
  if (attribute == "disableApiTermination")
    return truth_of("DisableApiTermination", row.protection.termination), kit::Outcome();
  if (attribute == "disableApiStop") return truth_of("DisableApiStop", row.protection.stop), kit::Outcome();
  if (attribute == "ebsOptimized") return truth_of("EbsOptimized", row.traits.ebs_optimized), kit::Outcome();
  if (attribute == "enaSupport") return truth_of("EnaSupport", row.traits.ena), kit::Outcome();
  if (attribute == "sourceDestCheck") {
    const auto primary = primary_interface(state, id);
    truth_of("SourceDestCheck", !primary || state.interfaces.find(*primary)->source_dest_check);
  } else if (attribute == "groupSet") {
    show_groups(state, groups_of(state, id), call.out["Groups"]);
  } else if (attribute == "productCodes") {
    call.out["ProductCodes"].list(0);
  } else if (attribute == "enclaveOptions") {
    if (const auto found = row.options.find("EnclaveOptions"); found != row.options.end())
      call.out["EnclaveOptions"] = given(found->second, call.arena());
  } else if (attribute == "blockDeviceMapping") {
    const OutList list = call.out["BlockDeviceMappings"].list();
    for (const std::string& volume : volumes_of(state, id))
      for (const VolumeAttachment& at : state.volumes.find(volume)->attachments) {
        if (at.instance != id) continue;
        const Out out = list.add().structure(2);
        out["DeviceName"] = at.device;
        const Out ebs = out["Ebs"].structure(4);
        ebs["VolumeId"] = volume;
        ebs["Status"] = at.stage.state;
        ebs["AttachTime"] = at.attached;
        ebs["DeleteOnTermination"] = at.delete_on_termination;
      }
  } else {
    return invalid_value(attribute, "attribute", "Unknown attribute.");
  }
  return {};
}

kit::Outcome reset_instance_attribute(Call& call, State& state) {
  const std::string id = instance_meant(call, state);
  const std::string_view attribute = call.in["Attribute"].text();
  if (attribute == "sourceDestCheck") {
    change_check(state, id, true);
  } else if (attribute == "kernel" || attribute == "ramdisk") {
    need_stopped(*state.instances.find(id), id, attribute);
    auto edit = state.instances.edit(id);
    (attribute == "kernel" ? edit->kernel : edit->ramdisk).clear();
  } else {
    return invalid_value(attribute, "attribute", "Unknown attribute.");
  }
  return {};
}

kit::Outcome modify_instance_metadata_options(Call& call, State& state) {
  const std::string id = instance_meant(call, state);
  kit::Value asked = kit::Value::structure(call.arena());
  for (const Key key : {Key("HttpTokens"), Key("HttpPutResponseHopLimit"), Key("HttpEndpoint"),
                        Key("HttpProtocolIpv6"), Key("InstanceMetadataTags")})
    if (const In value = call.in[key]) asked.set(call.arena(), key.id) = value.value();
  auto edit = state.instances.edit(id);
  Doc& doc = option_of(*edit, "MetadataOptions");
  doc = merged(doc, In(asked));
  kit::Value shown = given(doc, call.arena());
  Out(shown, call.arena())["State"] = "pending";
  call.out["InstanceId"] = id;
  call.out["InstanceMetadataOptions"] = shown;
  return {};
}

kit::Outcome modify_instance_placement(Call& call, State& state) {
  const std::string id = instance_meant(call, state);
  need_stopped(*state.instances.find(id), id, "placement");
  kit::Value asked = kit::Value::structure(call.arena());
  for (const Key key : {Key("Affinity"), Key("GroupName"), Key("GroupId"), Key("HostId"),
                        Key("HostResourceGroupArn"), Key("PartitionNumber"), Key("Tenancy")})
    if (const In value = call.in[key]) asked.set(call.arena(), key.id) = value.value();
  auto edit = state.instances.edit(id);
  Doc& doc = option_of(*edit, "Placement");
  doc = merged(doc, In(asked));
  call.out["Return"] = true;
  return {};
}

kit::Outcome modify_instance_maintenance_options(Call& call, State& state) {
  const std::string id = instance_meant(call, state);
  kit::Value asked = kit::Value::structure(call.arena());
  for (const Key key : {Key("AutoRecovery"), Key("RebootMigration")})
    if (const In value = call.in[key]) asked.set(call.arena(), key.id) = value.value();
  auto edit = state.instances.edit(id);
  Doc& doc = option_of(*edit, "MaintenanceOptions");
  doc = merged(doc, In(asked));
  call.out["InstanceId"] = id;
  const kit::Value shown = given(doc, call.arena());
  for (const Key key : {Key("AutoRecovery"), Key("RebootMigration")})
    if (const In value = In(shown)[key]) call.out[key] = value.text();
  return {};
}

kit::Outcome modify_private_dns_name_options(Call& call, State& state) {
  const std::string id = instance_meant(call, state);
  kit::Value asked = kit::Value::structure(call.arena());
  if (const In type = call.in["PrivateDnsHostnameType"])
    Out(asked, call.arena())["HostnameType"] = type.text();
  for (const Key key : {Key("EnableResourceNameDnsARecord"), Key("EnableResourceNameDnsAAAARecord")})
    if (const In value = call.in[key]) asked.set(call.arena(), key.id) = value.value();
  auto edit = state.instances.edit(id);
  Doc& doc = option_of(*edit, "PrivateDnsNameOptions");
  doc = merged(doc, In(asked));
  call.out["Return"] = true;
  return {};
}

kit::Outcome modify_instance_cpu_options(Call& call, State& state) {
  const std::string id = instance_meant(call, state);
  need_stopped(*state.instances.find(id), id, "cpuOptions");
  kit::Value asked = kit::Value::structure(call.arena());
  for (const Key key : {Key("CoreCount"), Key("ThreadsPerCore"), Key("NestedVirtualization")})
    if (const In value = call.in[key]) asked.set(call.arena(), key.id) = value.value();
  auto edit = state.instances.edit(id);
  Doc& doc = option_of(*edit, "CpuOptions");
  doc = merged(doc, In(asked));
  const kit::Value shown = given(doc, call.arena());
  call.out["InstanceId"] = id;
  for (const Key key : {Key("CoreCount"), Key("ThreadsPerCore")})
    if (const In value = In(shown)[key]) call.out[key] = value.integer();
  return {};
}

kit::Outcome modify_instance_capacity_reservation_attributes(Call& call, State& state) {
  const std::string id = instance_meant(call, state);
  auto edit = state.instances.edit(id);
  Doc& doc = option_of(*edit, "CapacityReservationSpecification");
  doc = keep(call.in["CapacityReservationSpecification"]);
  call.out["Return"] = true;
  return {};
}

kit::Outcome describe_instance_credit_specifications(Call& call, State& state) {
  need_all(state.instances, call.in["InstanceIds"], kinds::instance);
  const OutList list = call.out["InstanceCreditSpecifications"].list();
  for (const auto& [order, id] : state.instances.by<ByOrder>().tree()) {
    bool wanted = call.in["InstanceIds"].empty();
    for (const In each : call.in["InstanceIds"]) wanted |= each.text() == id;
    const Instance& row = *state.instances.find(id);
    const auto found = row.options.find("CreditSpecification");
    if (!wanted || found == row.options.end()) continue;
    const std::string_view credits = In(given(found->second, call.arena()))["CpuCredits"].text();
    // Without ids, those that are not as their type has it (API reference).
    if (call.in["InstanceIds"].empty() && credits != "unlimited") continue;
    const Out out = list.add().structure(2);
    out["InstanceId"] = id;
    out["CpuCredits"] = credits;
  }
  return {};
}

kit::Outcome modify_instance_credit_specification(Call& call, State& state) {
  const OutList good = call.out["SuccessfulInstanceCreditSpecifications"].list(),
                bad = call.out["UnsuccessfulInstanceCreditSpecifications"].list();
  for (const In each : call.in["InstanceCreditSpecifications"]) {
    const std::string id(each["InstanceId"].text());
    const Instance* row = state.instances.find(id);
    const std::string_view credits = each["CpuCredits"].text();
    if (credits != "standard" && credits != "unlimited") return invalid_value(credits, "cpuCredits");
    if (row && row->options.contains("CreditSpecification")) {
      kit::Value asked = kit::Value::structure(call.arena());
      Out(asked, call.arena())["CpuCredits"] = credits;
      state.instances.edit(id)->options["CreditSpecification"] = keep(In(asked));
      good.add().structure(1)["InstanceId"] = id;
      continue;
    }
    const Out out = bad.add().structure(2);
    out["InstanceId"] = id;
    const Out error = out["Error"].structure(2);
    error["Code"] = row ? "InstanceCreditSpecification.NotSupported" : "InvalidInstanceID.NotFound";
    error["Message"] = row ? "The instance type does not support CPU credits."
                           : "The instance ID '" + id + "' does not exist";
  }
  return {};
}

kit::Outcome get_console_output(Call& call, State& state) {
  const std::string id = instance_meant(call, state);
  call.out["InstanceId"] = id;
  call.out["Timestamp"] = call.now();
  call.out["Output"] = "";  // nothing boots here
  return {};
}

}  // namespace understudy::ec2
