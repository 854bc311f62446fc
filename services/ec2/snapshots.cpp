// Snapshots of volumes, and the region's settings for encryption.
#include <algorithm>

#include "services/ec2/handlers.hpp"
#include "services/ec2/networks.hpp"
#include "services/ec2/stages.hpp"
#include "services/ec2/storage.hpp"

namespace understudy::ec2 {
namespace {

void show(const std::string& id, const Snapshot& snapshot, const Out& out) {
  out["SnapshotId"] = id;
  out["VolumeId"] = snapshot.volume;
  out["VolumeSize"] = snapshot.size;
  out["State"] = snapshot.stage.state;
  out["StartTime"] = snapshot.started;
  out["Progress"] = snapshot.stage.state == "completed" ? "100%" : "";
  out["OwnerId"] = snapshot.owner;
  out["Description"] = snapshot.description;
  out["Encrypted"] = snapshot.encrypted;
  show_tags(snapshot.tags, out["Tags"]);
}
void show_whole(const std::string& id, const Snapshot& snapshot, const Out& out) {
  show(id, snapshot, out);
  if (!snapshot.kms_key.empty()) out["KmsKeyId"] = snapshot.kms_key;
  out["StorageTier"] = "standard";
  if (snapshot.stage.state == "completed") out["CompletionTime"] = snapshot.started;
}

template <std::string Snapshot::*Field>
void text(const Seen<Snapshot>& seen, Texts& texts) {
  texts.push_back(seen.row.*Field);
}
constexpr Filter<Snapshot> filters[] = {
    {"description", text<&Snapshot::description>},
    {"encrypted", [](const auto& s, Texts& t) { t.emplace_back(flag(s.row.encrypted)); }},
    {"owner-alias", [](const auto&, Texts&) {}},
    {"owner-id", text<&Snapshot::owner>},
    {"progress",
     [](const auto& s, Texts& t) { t.emplace_back(s.row.stage.state == "completed" ? "100%" : "0%"); }},
    {"snapshot-id", [](const auto& s, Texts& t) { t.push_back(s.id); }},
    {"start-time", [](const auto& s, Texts& t) { t.push_back(instant(s.row.started)); }},
    {"status", [](const auto& s, Texts& t) { t.push_back(s.row.stage.state); }},
    {"storage-tier", [](const auto&, Texts& t) { t.emplace_back("standard"); }},
    {"volume-id", text<&Snapshot::volume>},
    {"volume-size", [](const auto& s, Texts& t) { t.push_back(number(s.row.size)); }},
};

std::string place(const Call& call, State& state, Snapshot snapshot) {
  snapshot.owner = call.account();
  snapshot.started = std::chrono::floor<kit::seconds>(call.now());
  kit::start(snapshot.stage, snapshot_lifecycle, "create", call.turn().progression(snapshot_lifecycle.model),
             call.now());
  const std::string id = draw(call, kinds::snapshot);
  add(state.snapshots, id, std::move(snapshot));
  return id;
}

bool is_account(std::string_view text) {
  return text.size() == 12 && text.find_first_not_of("0123456789") == text.npos;
}

}  // namespace

std::string make_snapshot(const Call& call, State& state, const std::string& volume,
                          std::string_view description, kit::Tags tags) {
  const Volume& from = *state.volumes.find(volume);
  Snapshot snapshot;
  snapshot.volume = volume;
  snapshot.description = description;
  snapshot.size = from.size;
  snapshot.encrypted = from.encrypted;
  snapshot.kms_key = from.kms_key;
  snapshot.tags = std::move(tags);
  return place(call, state, std::move(snapshot));
}

kit::Outcome create_snapshot(Call& call, State& state) {
  const std::string volume(call.in["VolumeId"].text());
  need(state.volumes, volume, kinds::volume);
  const std::string id =
      make_snapshot(call, state, volume, call.in["Description"].text(), tags_of(call, kinds::snapshot));
  show_whole(id, *state.snapshots.find(id), call.out);
  return {};
}

kit::Outcome create_snapshots(Call& call, State& state) {
  const In of = call.in["InstanceSpecification"];
  const std::string instance_id(of["InstanceId"].text());
  const Instance& instance = need(state.instances, instance_id, kinds::instance);
  const kit::Tags tags = tags_of(call, kinds::snapshot);
  const OutList list = call.out["Snapshots"].list();
  for (const std::string& volume : volumes_of(state, instance_id)) {
    const Volume& row = *state.volumes.find(volume);
    const auto at = std::ranges::find(row.attachments, instance_id, &VolumeAttachment::instance);
    bool skipped = at == row.attachments.end() ||
                   (of["ExcludeBootVolume"].boolean() && at->device == instance.traits.root_device);
    for (const In excluded : of["ExcludeDataVolumeIds"]) skipped |= excluded.text() == volume;
    if (skipped) continue;
    kit::Tags own = call.in["CopyTagsFromSource"].text() == "volume" ? row.tags : kit::Tags();
    for (const auto& [key, value] : tags) own[key] = value;
    const std::string id = make_snapshot(call, state, volume, call.in["Description"].text(), std::move(own));
    const Out out = list.add().structure(12);
    show(id, *state.snapshots.find(id), out);
  }
  return {};
}

kit::Task copy_snapshot(Call& call, State& state) {
  const std::string source(call.in["SourceSnapshotId"].text());
  Snapshot snapshot;
  if (call.in["SourceRegion"].text() == call.region()) {
    snapshot = need(state.snapshots, source, kinds::snapshot);
  } else {
    kit::Request request = ask_region(call, "DescribeSnapshots", "SnapshotIds", source);
    const kit::Answer answer = co_await call.ask(std::move(request));
    if (answer.failure) co_return *answer.failure;
    const auto found = first_of(answer.output, "Snapshots", call.arena());
    if (!found) co_return missing(kinds::snapshot, source);
    const In from(*found);
    snapshot.size = from["VolumeSize"].integer();
    snapshot.encrypted = from["Encrypted"].boolean();
  }
  settle_in(state, call.turn());
  snapshot.order = 0;
  snapshot.users.clear();
  snapshot.is_public = false;
  snapshot.volume = "vol-ffffffff";  // copies are of no volume (API reference, CopySnapshot)
  snapshot.description = call.in["Description"].text();
  if (call.in["Encrypted"].boolean()) snapshot.encrypted = true;
  if (snapshot.encrypted) snapshot.kms_key = call.in["KmsKeyId"].text(default_kms_key(call, state));
  snapshot.tags = tags_of(call, kinds::snapshot);
  const std::string id = place(call, state, std::move(snapshot));
  call.out["SnapshotId"] = id;
  show_tags(state.snapshots.find(id)->tags, call.out["Tags"]);
  co_return {};
}

kit::Outcome describe_snapshots(Call& call, State& state) {
  need_all(state.snapshots, call.in["SnapshotIds"], kinds::snapshot);
  look_at_snapshots(state, call.turn(), call.in["SnapshotIds"]);
  bool own = call.in["OwnerIds"].empty();
  for (const In owner : call.in["OwnerIds"]) own |= owner.text() == "self" || owner.text() == call.account();
  if (!own) {  // all that is here is the account's own
    call.out["Snapshots"].list(0);
    return {};
  }
  describe<Snapshot>(
      call, state, state.snapshots, kinds::snapshot, call.in["SnapshotIds"], filters, "Snapshots",
      [&](const std::string& id, const Snapshot& row, const Out& out) { show_whole(id, row, out); });
  return {};
}

kit::Outcome delete_snapshot(Call& call, State& state) {
  const std::string id(call.in["SnapshotId"].text());
  need(state.snapshots, id, kinds::snapshot);
  for (const auto& [image, row] : state.images.rows()) {
    if (row->row.stage.state == "deregistered") continue;
    for (const Device& device : row->row.devices) {
      kit::Arena arena;
      if (In(given(device.mapping, arena))["Ebs"]["SnapshotId"].text() == id)
        return kit::Error{"InvalidSnapshot.InUse", "The snapshot {} is currently in use by {}"}.says(id,
                                                                                                     image);
    }
  }
  state.snapshots.erase(id);
  return {};
}

kit::Outcome describe_snapshot_attribute(Call& call, State& state) {
  const Snapshot& snapshot = need(state.snapshots, call.in["SnapshotId"].text(), kinds::snapshot);
  call.out["SnapshotId"] = call.in["SnapshotId"].text();
  if (call.in["Attribute"].text() == "productCodes") {
    call.out["ProductCodes"].list(0);
    return {};
  }
  if (call.in["Attribute"].text() != "createVolumePermission")
    return invalid_value(call.in["Attribute"].text(), "attribute", "Unknown attribute.");
  const OutList list = call.out["CreateVolumePermissions"].list();
  if (snapshot.is_public) list.add().structure(1)["Group"] = "all";
  for (const std::string& user : snapshot.users) list.add().structure(1)["UserId"] = user;
  return {};
}

kit::Outcome modify_snapshot_attribute(Call& call, State& state) {
  const std::string id(call.in["SnapshotId"].text());
  need(state.snapshots, id, kinds::snapshot);
  auto edit = state.snapshots.edit(id);
  const auto apply = [&](const In& users, const In& groups, bool adds) {
    for (const In user : users) {
      if (!is_account(user.text()))
        throw kit::Failure(
            "InvalidAMIAttributeItemValue",
            fmt::format("Invalid attribute item value \"{}\" for userId item type.", user.text()));
      adds ? (void)edit->users.emplace(user.text()) : (void)edit->users.erase(std::string(user.text()));
    }
    for (const In group : groups) {
      if (group.text() != "all")
        throw kit::Failure(
            "InvalidAMIAttributeItemValue",
            fmt::format("Invalid attribute item value \"{}\" for userGroup item type.", group.text()));
      edit->is_public = adds;
    }
  };
  const std::string_view operation = call.in["OperationType"].text();
  if (!operation.empty() && operation != "add" && operation != "remove")
    return invalid_value(operation, "operationType");
  apply(call.in["UserIds"], call.in["GroupNames"], operation != "remove");
  for (const bool adds : {true, false})
    for (const In each :
         adds ? call.in["CreateVolumePermission"]["Add"] : call.in["CreateVolumePermission"]["Remove"]) {
      kit::Value one = kit::Value::list(call.arena());
      const In user = each["UserId"], group = each["Group"];
      one.add(call.arena()) = user ? user.value() : group.value();
      apply(user ? In(one) : In(), user ? In() : In(one), adds);
    }
  return {};
}

kit::Outcome reset_snapshot_attribute(Call& call, State& state) {
  const std::string id(call.in["SnapshotId"].text());
  need(state.snapshots, id, kinds::snapshot);
  auto edit = state.snapshots.edit(id);
  edit->users.clear();
  edit->is_public = false;
  return {};
}

kit::Outcome enable_ebs_encryption_by_default(Call& call, State& state) {
  state.settings.edit("region")->encrypt_volumes = true;
  call.out["EbsEncryptionByDefault"] = true;
  return {};
}
kit::Outcome disable_ebs_encryption_by_default(Call& call, State& state) {
  state.settings.edit("region")->encrypt_volumes = false;
  call.out["EbsEncryptionByDefault"] = false;
  return {};
}
kit::Outcome get_ebs_encryption_by_default(Call& call, State& state) {
  call.out["EbsEncryptionByDefault"] = state.settings.find("region")->encrypt_volumes;
  return {};
}
kit::Outcome get_ebs_default_kms_key_id(Call& call, State& state) {
  const std::string& key = state.settings.find("region")->kms_key;
  call.out["KmsKeyId"] = key.empty() ? std::string_view("alias/aws/ebs") : std::string_view(key);
  return {};
}
kit::Outcome modify_ebs_default_kms_key_id(Call& call, State& state) {
  state.settings.edit("region")->kms_key = call.in["KmsKeyId"].text();
  call.out["KmsKeyId"] = call.in["KmsKeyId"].text();
  return {};
}
kit::Outcome reset_ebs_default_kms_key_id(Call& call, State& state) {
  state.settings.edit("region")->kms_key.clear();
  call.out["KmsKeyId"] = "alias/aws/ebs";
  return {};
}

}  // namespace understudy::ec2
