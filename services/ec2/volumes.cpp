// Volumes.
#include <algorithm>

#include "services/ec2/handlers.hpp"
#include "services/ec2/places.hpp"
#include "services/ec2/stages.hpp"
#include "services/ec2/storage.hpp"
#include "services/kit/arn.hpp"
#include "services/kit/format.hpp"

namespace understudy::ec2 {
namespace {
constexpr kit::Duration between_modifications = kit::hours(6);
constexpr kit::Error modified_too_often{
    "VolumeModificationRateExceeded",
    "You've reached the maximum modification rate per volume limit. Wait at least 6 hours between "
    "modifications per EBS volume."};

struct VolumeType {
  std::string_view name;
  std::int64_t least, most;            // GiB
  std::int64_t least_iops, most_iops;  // that may be asked for; 0: none may
};
constexpr VolumeType types[] = {
    {"gp2", 1, 16384, 0, 0},        {"gp3", 1, 65536, 3000, 80000}, {"io1", 4, 16384, 100, 64000},
    {"io2", 4, 65536, 100, 256000}, {"sc1", 125, 16384, 0, 0},      {"st1", 125, 16384, 0, 0},
    {"standard", 1, 1024, 0, 0},
};

const VolumeType& type_of(std::string_view name) {
  const auto found = std::ranges::find(types, name, &VolumeType::name);
  if (found == std::end(types))
    throw kit::Failure("UnknownVolumeType",
                       fmt::format("Unsupported volume type '{}' for volume creation.", name));
  return *found;
}

void check_size(const Volume& volume, const VolumeType& type) {
  if (volume.size < type.least)
    throw kit::Failure("InvalidParameterValue", fmt::format("Volume of {}GiB is too small; minimum is {}GiB.",
                                                            volume.size, type.least));
  if (volume.size > type.most)
    throw kit::Failure("InvalidParameterValue",
                       fmt::format("Volume of {}GiB is too large for volume type {}; maximum is {}GiB.",
                                   volume.size, type.name, type.most));
}

// Iops and Throughput as asked for, or as the type has them.
void read_performance(const In& from, const VolumeType& type, Volume& volume) {
  if (const In iops = from["Iops"]) {
    if (type.most_iops == 0)
      throw kit::Failure("InvalidParameterCombination",
                         fmt::format("The parameter iops is not supported for {} volumes.", type.name));
    if (iops.integer() < type.least_iops || iops.integer() > type.most_iops)
      throw kit::Failure("InvalidParameterValue",
                         fmt::format("Volume iops of {} is not in the range of {} to {}.", iops.integer(),
                                     type.least_iops, type.most_iops));
    volume.iops = iops.integer();
  } else if (type.name == "io1" || type.name == "io2") {
    if (volume.iops < type.least_iops)
      throw kit::Failure("MissingParameter",
                         fmt::format("The parameter iops must be specified for {} volumes.", type.name));
  } else {
    volume.iops = type.name == "gp2"   ? std::clamp<std::int64_t>(3 * volume.size, 100, 16000)
                  : type.name == "gp3" ? std::max<std::int64_t>(volume.iops, 3000)
                                       : 0;
  }
  if (const In throughput = from["Throughput"]) {
    if (type.name != "gp3")
      throw kit::Failure("InvalidParameterDependency",
                         fmt::format("The parameter Throughput is not supported for {} volumes.", type.name));
    if (throughput.integer() < 125 || throughput.integer() > 2000)
      throw kit::Failure(
          "InvalidParameterValue",
          fmt::format("Throughput of {} is not in the range of 125 to 2000.", throughput.integer()));
    volume.throughput = throughput.integer();
  } else {
    volume.throughput = type.name == "gp3" ? std::max<std::int64_t>(volume.throughput, 125) : 0;
  }
}

void show(const Call& call, const std::string& id, const Volume& volume, const Out& out) {
  out["VolumeId"] = id;
  out["Size"] = volume.size;
  out["SnapshotId"] = volume.snapshot;
  out["AvailabilityZone"] = volume.zone;
  if (const auto zone = find_zone(call.region(), volume.zone)) out["AvailabilityZoneId"] = zone->id;
  out["State"] = volume.stage.state;
  out["CreateTime"] = volume.created;
  out["VolumeType"] = volume.type;
  if (volume.iops) out["Iops"] = volume.iops;
  if (volume.throughput) out["Throughput"] = volume.throughput;
  out["Encrypted"] = volume.encrypted;
  if (!volume.kms_key.empty()) out["KmsKeyId"] = volume.kms_key;
  if (!volume.outpost.empty()) out["OutpostArn"] = volume.outpost;
  out["MultiAttachEnabled"] = volume.multi_attach;
  const OutList attachments = out["Attachments"].list();
  for (const VolumeAttachment& each : volume.attachments)
    show_attachment(id, each, attachments.add().structure(6));
  if (!volume.tags.empty()) show_tags(volume.tags, out["Tags"]);
}

template <auto Field>
void attachment_texts(const Seen<Volume>& seen, Texts& texts) {
  for (const VolumeAttachment& each : seen.row.attachments) texts.push_back(each.*Field);
}
template <std::string Volume::*Field>
void text(const Seen<Volume>& seen, Texts& texts) {
  texts.push_back(seen.row.*Field);
}
constexpr Filter<Volume> filters[] = {
    {"attachment.attach-time",
     [](const auto& s, Texts& t) {
       for (const VolumeAttachment& a : s.row.attachments) t.push_back(instant(a.attached));
     }},
    {"attachment.delete-on-termination",
     [](const auto& s, Texts& t) {
       for (const VolumeAttachment& a : s.row.attachments) t.emplace_back(flag(a.delete_on_termination));
     }},
    {"attachment.device", attachment_texts<&VolumeAttachment::device>},
    {"attachment.instance-id", attachment_texts<&VolumeAttachment::instance>},
    {"attachment.status",
     [](const auto& s, Texts& t) {
       for (const VolumeAttachment& a : s.row.attachments) t.push_back(a.stage.state);
     }},
    {"availability-zone", text<&Volume::zone>},
    {"availability-zone-id",
     [](const auto& s, Texts& t) {
       if (const auto zone = find_zone(s.call.region(), s.row.zone)) t.push_back(zone->id);
     }},
    {"create-time", [](const auto& s, Texts& t) { t.push_back(instant(s.row.created)); }},
    {"encrypted", [](const auto& s, Texts& t) { t.emplace_back(flag(s.row.encrypted)); }},
    {"fast-restored", [](const auto&, Texts& t) { t.emplace_back("false"); }},
    {"multi-attach-enabled", [](const auto& s, Texts& t) { t.emplace_back(flag(s.row.multi_attach)); }},
    {"size", [](const auto& s, Texts& t) { t.push_back(number(s.row.size)); }},
    {"snapshot-id", text<&Volume::snapshot>},
    {"status", [](const auto& s, Texts& t) { t.push_back(s.row.stage.state); }},
    {"volume-id", [](const auto& s, Texts& t) { t.push_back(s.id); }},
    {"volume-type", [](const auto& s, Texts& t) { t.push_back(s.row.type); }},
};

void show_modification(const std::string& id, const Modification& m, const Out& out) {
  const std::string& state = m.stage.state;
  out["VolumeId"] = id;
  out["ModificationState"] = state;
  out["TargetSize"] = m.after.size;
  out["TargetIops"] = m.after.iops;
  out["TargetVolumeType"] = m.after.type;
  if (m.after.throughput) out["TargetThroughput"] = m.after.throughput;
  out["TargetMultiAttachEnabled"] = m.after.multi_attach;
  out["OriginalSize"] = m.before.size;
  out["OriginalIops"] = m.before.iops;
  out["OriginalVolumeType"] = m.before.type;
  if (m.before.throughput) out["OriginalThroughput"] = m.before.throughput;
  out["OriginalMultiAttachEnabled"] = m.before.multi_attach;
  out["Progress"] = state == "completed" ? 100 : state == "optimizing" ? 50 : 0;
  out["StartTime"] = m.started;
  if (m.ended) out["EndTime"] = *m.ended;
}

constexpr Filter<Volume> modification_filters[] = {
    {"modification-state", [](const auto& s, Texts& t) { t.push_back(s.row.modification->stage.state); }},
    {"original-iops", [](const auto& s, Texts& t) { t.push_back(number(s.row.modification->before.iops)); }},
    {"original-size", [](const auto& s, Texts& t) { t.push_back(number(s.row.modification->before.size)); }},
    {"original-volume-type", [](const auto& s, Texts& t) { t.push_back(s.row.modification->before.type); }},
    {"target-iops", [](const auto& s, Texts& t) { t.push_back(number(s.row.modification->after.iops)); }},
    {"target-size", [](const auto& s, Texts& t) { t.push_back(number(s.row.modification->after.size)); }},
    {"target-volume-type", [](const auto& s, Texts& t) { t.push_back(s.row.modification->after.type); }},
    {"volume-id", [](const auto& s, Texts& t) { t.push_back(s.id); }},
};

constexpr Filter<Volume> status_filters[] = {
    {"availability-zone", text<&Volume::zone>},
    {"volume-status.status", [](const auto&, Texts& t) { t.emplace_back("ok"); }},
};

}  // namespace

std::string default_kms_key(const Call& call, const State& state) {
  const Settings* settings = state.settings.find("region");
  if (settings && !settings->kms_key.empty()) return settings->kms_key;
  // The key that alias/aws/ebs stands for in this region.
  const std::string hex = kit::sha256_hex(fmt::format("aws/ebs {} {}", call.account(), call.region()));
  return fmt::format("arn:{}:kms:{}:{}:key/{}-{}-4{}-a{}-{}", kit::partition_of(call.region()), call.region(),
                     call.account(), hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 3), hex.substr(15, 3),
                     hex.substr(18, 12));
}

Volume read_volume(const Call& call, const State& state, const In& from, std::string zone) {
  Volume volume;
  volume.zone = std::move(zone);
  volume.type = from["VolumeType"].text("gp2");
  const VolumeType& type = type_of(volume.type);
  volume.size = from["VolumeSize"].integer(from["Size"].integer());
  volume.encrypted = from["Encrypted"].boolean() ||
                     (state.settings.contains("region") && state.settings.find("region")->encrypt_volumes);
  if (const In id = from["SnapshotId"]; !id.text().empty()) {
    volume.snapshot = id.text();
    // What images of others were made of is not there to see.
    if (const Snapshot* snapshot = state.snapshots.find(volume.snapshot)) {
      if (volume.size == 0) volume.size = snapshot->size;
      if (volume.size < snapshot->size)
        throw kit::Failure("InvalidParameterValue",
                           fmt::format("Volume of {}GiB is smaller than snapshot '{}', "
                                       "expect size >= {}GiB",
                                       volume.size, volume.snapshot, snapshot->size));
      volume.encrypted |= snapshot->encrypted;
      volume.kms_key = snapshot->kms_key;
    }
  }
  check_size(volume, type);
  read_performance(from, type, volume);
  if (from["KmsKeyId"] && !volume.encrypted)
    throw kit::Failure("InvalidParameterDependency",
                       "The parameter KmsKeyId requires the parameter Encrypted to be set.");
  if (volume.encrypted) {
    if (volume.kms_key.empty()) volume.kms_key = default_kms_key(call, state);
    volume.kms_key = from["KmsKeyId"].text(volume.kms_key);
  }
  return volume;
}

std::string make_volume(State& state, kit::Turn& turn, Volume volume) {
  volume.created = std::chrono::floor<kit::seconds>(turn.now);
  if (volume.stage.state.empty())
    kit::start(volume.stage, volume_lifecycle, "create", turn.progression(volume_lifecycle.model), turn.now);
  const std::string id = kinds::volume.resource.id.draw(turn.random);
  add(state.volumes, id, std::move(volume));
  return id;
}

void attach_volume(State& state, kit::Turn& turn, const std::string& id, const std::string& instance,
                   std::string_view device, bool delete_on_termination, bool at_once) {
  auto volume = state.volumes.edit(id);
  VolumeAttachment attachment{
      instance, std::string(device), std::chrono::floor<kit::seconds>(turn.now), delete_on_termination, {}};
  const kit::Progression immediate;
  kit::start(attachment.stage, attachment_lifecycle, "attach",
             at_once ? immediate : turn.progression(attachment_lifecycle.model), turn.now);
  if (at_once) kit::look(attachment.stage, attachment_lifecycle, immediate);
  volume->attachments.push_back(std::move(attachment));
  volume->instance = volume->attachments.front().instance;
  kit::start(volume->stage, volume_lifecycle, "attach", immediate, turn.now);
}

void show_attachment(const std::string& volume, const VolumeAttachment& attachment, const Out& out) {
  out["VolumeId"] = volume;
  out["InstanceId"] = attachment.instance;
  out["Device"] = attachment.device;
  out["State"] = attachment.stage.state;
  out["AttachTime"] = attachment.attached;
  out["DeleteOnTermination"] = attachment.delete_on_termination;
}

kit::Outcome create_volume(Call& call, State& state) {
  std::string id;
  if (const auto made = made_before(call, state)) {
    id = made->front();
  } else {
    const std::string_view asked = call.in["AvailabilityZone"].text(call.in["AvailabilityZoneId"].text());
    if (asked.empty()) return missing_parameter("AvailabilityZone");
    const auto zone = find_zone(call.region(), asked);
    if (!zone) return kit::Error{"InvalidZone.NotFound", "The zone '{}' does not exist."}.says(asked);
    if (!call.in["Size"] && call.in["SnapshotId"].text().empty()) return missing_parameter("size/snapshot");
    if (const In snapshot = call.in["SnapshotId"]; !snapshot.text().empty())
      need(state.snapshots, snapshot.text(), kinds::snapshot);
    const bool many = call.in["MultiAttachEnabled"].boolean();
    if (const auto type = call.in["VolumeType"].text("gp2"); many && type != "io1" && type != "io2")
      return kit::Error{"InvalidParameterDependency",
                        "The parameter MultiAttachEnabled is not supported for {} volumes."}
          .says(type);
    Volume volume = read_volume(call, state, call.in, zone->name);
    volume.multi_attach = many;
    volume.outpost = call.in["OutpostArn"].text();
    volume.tags = tags_of(call, kinds::volume);
    id = make_volume(state, call.turn(), std::move(volume));
    remember(call, state, {id});
  }
  show(call, id, need(state.volumes, id, kinds::volume), call.out);
  return {};
}

kit::Outcome describe_volumes(Call& call, State& state) {
  need_all(state.volumes, call.in["VolumeIds"], kinds::volume);
  look_at_volumes(state, call.turn(), call.in["VolumeIds"]);
  describe<Volume>(
      call, state, state.volumes, kinds::volume, call.in["VolumeIds"], filters, "Volumes",
      [&](const std::string& id, const Volume& row, const Out& out) { show(call, id, row, out); });
  return {};
}

kit::Outcome delete_volume(Call& call, State& state) {
  const std::string id(call.in["VolumeId"].text());
  need(state.volumes, id, kinds::volume);
  settle_volume(state, call.turn(), id);
  const Volume& volume = *state.volumes.find(id);
  if (!volume.attachments.empty())
    return kit::Error{"VolumeInUse", "Volume {} is currently attached to {}"}.says(
        id, volume.attachments.front().instance);
  state.volumes.erase(id);
  return {};
}

kit::Outcome attach_volume(Call& call, State& state) {
  const std::string id(call.in["VolumeId"].text()), instance_id(call.in["InstanceId"].text());
  const std::string_view device = call.in["Device"].text();
  need(state.volumes, id, kinds::volume);
  need(state.instances, instance_id, kinds::instance);
  settle_volume(state, call.turn(), id);
  settle_instance(state, call.turn(), instance_id);
  const Volume& volume = *state.volumes.find(id);
  const Instance& instance = *state.instances.find(instance_id);
  if (instance.stage.state != "running" && instance.stage.state != "stopped")
    return kit::Error{"IncorrectState", "Instance '{}' is not 'running'."}.says(instance_id);
  if (!volume.attachments.empty() && !volume.multi_attach)
    return kit::Error{"VolumeInUse", "{} is already attached to an instance"}.says(id);
  if (volume.stage.state != "available" && volume.stage.state != "in-use")
    return kit::Error{"IncorrectState", "Volume '{}' is not 'available'."}.says(id);
  if (volume.zone != instance.zone)
    return kit::Error{"InvalidVolume.ZoneMismatch",
                      "The volume '{}' is not in the same availability zone as instance '{}'"}
        .says(id, instance_id);
  for (const std::string& other : volumes_of(state, instance_id))
    for (const VolumeAttachment& each : state.volumes.find(other)->attachments)
      if (each.instance == instance_id && each.device == device)
        return kit::Error{"InvalidParameterValue",
                          "Invalid value '{}' for unixDevice. Attachment point {} is already in use"}
            .says(device, device);
  attach_volume(state, call.turn(), id, instance_id, device, false, false);
  show_attachment(id, state.volumes.find(id)->attachments.back(), call.out);
  return {};
}

kit::Outcome detach_volume(Call& call, State& state) {
  const std::string id(call.in["VolumeId"].text());
  need(state.volumes, id, kinds::volume);
  if (const In instance = call.in["InstanceId"]) need(state.instances, instance.text(), kinds::instance);
  settle_volume(state, call.turn(), id);
  const Volume& volume = *state.volumes.find(id);
  if (volume.attachments.empty())
    return kit::Error{"IncorrectState", "Volume '{}' is in the 'available' state."}.says(id);
  const std::string_view instance_id = call.in["InstanceId"].text(volume.attachments.front().instance);
  const auto found = std::ranges::find(volume.attachments, instance_id, &VolumeAttachment::instance);
  const auto place = found - volume.attachments.begin();
  if (found == volume.attachments.end() || (call.in["Device"] && call.in["Device"].text() != found->device))
    return kit::Error{"InvalidAttachment.NotFound",
                      "The volume {} is not attached to instance {} as device {}"}
        .says(id, instance_id, call.in["Device"].text());
  const Instance* instance = state.instances.find(std::string(instance_id));
  if (instance && instance->stage.state == "running" && found->device == instance->traits.root_device)
    return kit::Error{"OperationNotPermitted", "Unable to detach root volume '{}' from instance '{}'"}.says(
        found->device, instance_id);
  auto edit = state.volumes.edit(id);
  VolumeAttachment& attachment = edit->attachments[static_cast<std::size_t>(place)];
  kit::start(attachment.stage, attachment_lifecycle, "detach",
             call.turn().progression(attachment_lifecycle.model), call.now());
  show_attachment(id, attachment, call.out);
  return {};
}

kit::Outcome modify_volume(Call& call, State& state) {
  const std::string id(call.in["VolumeId"].text());
  need(state.volumes, id, kinds::volume);
  settle_volume(state, call.turn(), id);
  const Volume& before = *state.volumes.find(id);
  if (before.modification && !before.modification->stage.move.empty())
    return kit::Error{"IncorrectModificationState",
                      "Cannot modify volume {}: its modification is in the state '{}'."}
        .says(id, before.modification->stage.state);
  // However the progression goes: AWS counts from the modification's start (EBS user guide, "Limitations").
  if (before.modification && call.now() < before.modification->started + between_modifications)
    return modified_too_often;
  Volume changed = before;
  changed.size = call.in["Size"].integer(changed.size);
  if (changed.size < before.size)
    return kit::Error{"InvalidParameterValue", "New size cannot be smaller than existing size"};
  if (const In type = call.in["VolumeType"]; type && type.text() != changed.type) {
    changed.type = type.text();
    changed.throughput = 0;
  }
  check_size(changed, type_of(changed.type));
  read_performance(call.in, type_of(changed.type), changed);
  if (const In multi = call.in["MultiAttachEnabled"]) changed.multi_attach = multi.boolean();
  Modification modification{{}, before, changed, call.now(), {}};
  kit::start(modification.stage, modification_lifecycle, "modify",
             call.turn().progression(modification_lifecycle.model), call.now());
  show_modification(id, modification, call.out["VolumeModification"].structure(16));
  state.volumes.edit(id)->modification = std::move(modification);
  return {};
}

kit::Outcome describe_volumes_modifications(Call& call, State& state) {
  need_all(state.volumes, call.in["VolumeIds"], kinds::volume);
  look_at_volumes(state, call.turn(), call.in["VolumeIds"]);
  // Those that were never modified are not listed.
  kit::Value ids = kit::Value::list(call.arena());
  for (const auto& [id, row] : state.volumes.rows()) {
    bool wanted = call.in["VolumeIds"].empty();
    for (const In each : call.in["VolumeIds"]) wanted |= each.text() == id;
    if (wanted && row->row.modification) ids.add(call.arena()) = kit::Value::string(call.arena().copy(id));
  }
  if (ids.size() == 0) {
    call.out["VolumesModifications"].list(0);
    return {};
  }
  describe<Volume>(call, state, state.volumes, kinds::volume, In(ids), modification_filters,
                   "VolumesModifications", [&](const std::string& id, const Volume& row, const Out& out) {
                     show_modification(id, *row.modification, out);
                   });
  return {};
}

kit::Outcome describe_volume_attribute(Call& call, State& state) {
  const Volume& volume = need(state.volumes, call.in["VolumeId"].text(), kinds::volume);
  call.out["VolumeId"] = call.in["VolumeId"].text();
  if (call.in["Attribute"].text() == "autoEnableIO") {
    call.out["AutoEnableIO"].structure(1)["Value"] = volume.auto_io;
  } else if (call.in["Attribute"].text() == "productCodes") {
    call.out["ProductCodes"].list(0);
  } else {
    return invalid_value(call.in["Attribute"].text(), "attribute", "Unknown attribute.");
  }
  return {};
}

kit::Outcome modify_volume_attribute(Call& call, State& state) {
  const std::string id(call.in["VolumeId"].text());
  need(state.volumes, id, kinds::volume);
  if (!call.in["AutoEnableIO"]) return missing_parameter("AutoEnableIO");
  state.volumes.edit(id)->auto_io = call.in["AutoEnableIO"]["Value"].boolean();
  return {};
}

kit::Outcome describe_volume_status(Call& call, State& state) {
  describe<Volume>(call, state, state.volumes, kinds::volume, call.in["VolumeIds"], status_filters,
                   "VolumeStatuses", [&](const std::string& id, const Volume& row, const Out& out) {
                     out["VolumeId"] = id;
                     out["AvailabilityZone"] = row.zone;
                     const Out status = out["VolumeStatus"].structure(2);
                     status["Status"] = "ok";
                     const OutList details = status["Details"].list(2);
                     for (const auto& [name, value] : {std::pair("io-enabled", "passed"),
                                                       std::pair("io-performance", "not-applicable")}) {
                       const Out detail = details.add().structure(2);
                       detail["Name"] = name;
                       detail["Status"] = value;
                     }
                     out["Actions"].list(0);
                     out["Events"].list(0);
                   });
  return {};
}

kit::Outcome enable_volume_io(Call& call, State& state) {
  need(state.volumes, call.in["VolumeId"].text(), kinds::volume);  // no volume here is ever impaired
  return {};
}

}  // namespace understudy::ec2
