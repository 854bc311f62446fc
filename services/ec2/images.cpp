// Images: public ones and the account's own.
#include <algorithm>

#include "services/ec2/handlers.hpp"
#include "services/ec2/networks.hpp"
#include "services/ec2/public_images.hpp"
#include "services/ec2/stages.hpp"
#include "services/ec2/storage.hpp"
#include "services/kit/format.hpp"

namespace understudy::ec2 {
namespace {

constexpr std::string_view amazon[] = {"137112412989", "801119661308", "898082745236"};
constexpr std::uint64_t own_first = 1'000'000;  // places in lists: public images come before
constexpr kit::Error unavailable{"InvalidAMIID.Unavailable", "The image ID '{}' is no longer available"};

// As a row. The root volume's snapshot is the publisher's.
Image from_public(const PublicImage& image) {
  Image row;
  row.name = image.name;
  row.description = image.description;
  row.owner = image.owner;
  row.location = image.location;
  row.platform = image.platform;
  row.architecture = image.architecture;
  row.root_device = image.root_device;
  row.root_type = image.root_type;
  row.virtualization = image.virtualization;
  row.sriov = image.sriov;
  row.ena = image.virtualization == "hvm";
  row.is_public = true;
  row.stage.state = "available";
  kit::Arena arena;
  kit::Value mapping = kit::Value::structure(arena);
  const Out out(mapping, arena);
  out["DeviceName"] = image.root_device;
  const Out ebs = out["Ebs"].structure();
  ebs["SnapshotId"] = "snap-" + kit::sha256_hex(image.id).substr(0, 17);
  ebs["VolumeSize"] = image.platform == "windows" ? 30 : 8;
  ebs["VolumeType"] = "gp2";
  ebs["DeleteOnTermination"] = true;
  ebs["Encrypted"] = false;
  row.devices.push_back({keep(In(mapping))});
  return row;
}

bool is_amazon(std::string_view owner) { return std::ranges::count(amazon, owner) > 0; }

void show(const Call& call, const std::string& id, const Image& image, const Out& out) {
  out["ImageId"] = id;
  out["Name"] = image.name;
  if (!image.description.empty()) out["Description"] = image.description;
  out["ImageLocation"] = image.location;
  out["ImageType"] = "machine";
  out["State"] = image.stage.state;
  out["OwnerId"] = image.owner;
  if (is_amazon(image.owner)) out["ImageOwnerAlias"] = "amazon";
  out["CreationDate"] = instant(image.created);
  out["Public"] = image.is_public;
  out["Architecture"] = image.architecture;
  out["Hypervisor"] = "xen";
  out["VirtualizationType"] = image.virtualization;
  if (!image.root_device.empty()) out["RootDeviceName"] = image.root_device;
  out["RootDeviceType"] = image.root_type;
  out["EnaSupport"] = image.ena;
  const bool windows = image.platform == "windows";
  if (windows) out["Platform"] = "windows";
  out["PlatformDetails"] = windows ? "Windows" : "Linux/UNIX";
  out["UsageOperation"] = windows ? "RunInstances:0002" : "RunInstances";
  const auto some = [&](Key member, const std::string& text) {
    if (!text.empty()) out[member] = text;
  };
  some("SriovNetSupport", image.sriov);
  some("KernelId", image.kernel);
  some("RamdiskId", image.ramdisk);
  some("BootMode", image.boot_mode);
  some("ImdsSupport", image.imds);
  some("TpmSupport", image.tpm);
  some("SourceImageId", image.source_image);
  some("SourceImageRegion", image.source_region);
  some("SourceInstanceId", image.source_instance);
  if (image.deprecates) out["DeprecationTime"] = instant(*image.deprecates);
  const OutList devices = out["BlockDeviceMappings"].list();
  for (const Device& device : image.devices) devices.add() = given(device.mapping, call.arena());
  show_tags(image.tags, out["Tags"]);
}

template <std::string Image::*Field>
void text(const Seen<Image>& seen, Texts& texts) {
  texts.push_back(seen.row.*Field);
}
void device_texts(const Seen<Image>& seen, Texts& texts, auto&& text_of) {
  for (const Device& device : seen.row.devices) {
    kit::Arena arena;
    texts.push_back(text_of(In(given(device.mapping, arena))));
  }
}
constexpr Filter<Image> filters[] = {
    {"architecture", text<&Image::architecture>},
    {"block-device-mapping.delete-on-termination",
     [](const auto& s, Texts& t) {
       device_texts(s, t,
                    [](const In& d) { return std::string(flag(d["Ebs"]["DeleteOnTermination"].boolean())); });
     }},
    {"block-device-mapping.device-name",
     [](const auto& s, Texts& t) {
       device_texts(s, t, [](const In& d) { return std::string(d["DeviceName"].text()); });
     }},
    {"block-device-mapping.snapshot-id",
     [](const auto& s, Texts& t) {
       device_texts(s, t, [](const In& d) { return std::string(d["Ebs"]["SnapshotId"].text()); });
     }},
    {"block-device-mapping.volume-size",
     [](const auto& s, Texts& t) {
       device_texts(s, t, [](const In& d) { return number(d["Ebs"]["VolumeSize"].integer()); });
     }},
    {"block-device-mapping.volume-type",
     [](const auto& s, Texts& t) {
       device_texts(s, t, [](const In& d) { return std::string(d["Ebs"]["VolumeType"].text()); });
     }},
    {"block-device-mapping.encrypted",
     [](const auto& s, Texts& t) {
       device_texts(s, t, [](const In& d) { return std::string(flag(d["Ebs"]["Encrypted"].boolean())); });
     }},
    {"creation-date", [](const auto& s, Texts& t) { t.push_back(instant(s.row.created)); }},
    {"description", text<&Image::description>},
    {"ena-support", [](const auto& s, Texts& t) { t.emplace_back(flag(s.row.ena)); }},
    {"hypervisor", [](const auto&, Texts& t) { t.emplace_back("xen"); }},
    {"image-id", [](const auto& s, Texts& t) { t.push_back(s.id); }},
    {"image-type", [](const auto&, Texts& t) { t.emplace_back("machine"); }},
    {"is-public", [](const auto& s, Texts& t) { t.emplace_back(flag(s.row.is_public)); }},
    {"kernel-id", text<&Image::kernel>},
    {"manifest-location", text<&Image::location>},
    {"name", text<&Image::name>},
    {"owner-alias",
     [](const auto& s, Texts& t) {
       if (is_amazon(s.row.owner)) t.emplace_back("amazon");
     }},
    {"owner-id", text<&Image::owner>},
    {"platform", text<&Image::platform>},
    {"product-code", [](const auto&, Texts&) {}},
    {"product-code.type", [](const auto&, Texts&) {}},
    {"ramdisk-id", text<&Image::ramdisk>},
    {"root-device-name", text<&Image::root_device>},
    {"root-device-type", text<&Image::root_type>},
    {"source-image-id", text<&Image::source_image>},
    {"source-image-region", text<&Image::source_region>},
    {"source-instance-id", text<&Image::source_instance>},
    {"sriov-net-support", text<&Image::sriov>},
    {"state", [](const auto& s, Texts& t) { t.push_back(s.row.stage.state); }},
    {"state-reason-code", [](const auto&, Texts&) {}},
    {"state-reason-message", [](const auto&, Texts&) {}},
    {"virtualization-type", text<&Image::virtualization>},
};

bool named(const In& list, std::string_view text) {
  for (const In each : list)
    if (each.text() == text) return true;
  return false;
}

// Owners and ExecutableUsers.
bool is_asked_for(const Call& call, const Image& image) {
  const In owners = call.in["Owners"], users = call.in["ExecutableUsers"];
  if (!owners.empty() && !named(owners, image.owner) &&
      !(named(owners, "self") && image.owner == call.account()) &&
      !(named(owners, "amazon") && is_amazon(image.owner)))
    return false;
  if (users.empty() || (named(users, "all") && image.is_public)) return true;
  for (const std::string& user : image.users)
    if (named(users, user) || (named(users, "self") && user == call.account())) return true;
  return false;
}

void check_name(const State& state, std::string_view name) {
  constexpr std::string_view allowed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789()[] ./-'@_";
  if (name.size() < 3 || name.size() > 128 || name.find_first_not_of(allowed) != name.npos)
    throw kit::Failure(
        "InvalidAMIName.Malformed",
        "AMI names must be between 3 and 128 characters long, and may contain letters, numbers, '(', "
        "')', '.', '-', '/' and '_'");
  for (const auto& [id, row] : state.images.rows())
    if (row->row.name == name && row->row.stage.state != "deregistered")
      throw kit::Failure("InvalidAMIName.Duplicate",
                         fmt::format("AMI name {} is already in use by AMI {}", name, id));
}

std::string place(const Call& call, State& state, Image image, std::string id = {}) {
  image.owner = call.account();
  image.created = call.now();
  image.location = fmt::format("{}/{}", call.account(), image.name);
  kit::start(image.stage, image_lifecycle, "create", call.turn().progression(image_lifecycle.model),
             call.now());
  if (id.empty()) id = draw(call, kinds::image);
  add(state.images, id, std::move(image));
  return id;
}

constexpr const Kind* image_and_snapshot[] = {&kinds::image, &kinds::snapshot};

// A mapping of a volume to its new snapshot.
Doc mapping_of(const std::string& device, const Volume& volume, const std::string& snapshot,
               bool delete_on_termination) {
  kit::Arena arena;
  kit::Value value = kit::Value::structure(arena);
  const Out out(value, arena);
  out["DeviceName"] = device;
  const Out ebs = out["Ebs"].structure(6);
  ebs["SnapshotId"] = snapshot;
  ebs["VolumeSize"] = volume.size;
  ebs["VolumeType"] = volume.type;
  ebs["DeleteOnTermination"] = delete_on_termination;
  ebs["Encrypted"] = volume.encrypted;
  return keep(In(value));
}

// As DescribeImages tells it, in another region.
Image read_image(const In& in) {
  Image image;
  image.name = in["Name"].text();
  image.description = in["Description"].text();
  image.architecture = in["Architecture"].text();
  image.virtualization = in["VirtualizationType"].text();
  image.root_device = in["RootDeviceName"].text();
  image.root_type = in["RootDeviceType"].text();
  image.platform = in["Platform"].text();
  image.kernel = in["KernelId"].text();
  image.ramdisk = in["RamdiskId"].text();
  image.boot_mode = in["BootMode"].text();
  image.imds = in["ImdsSupport"].text();
  image.tpm = in["TpmSupport"].text();
  image.sriov = in["SriovNetSupport"].text();
  image.ena = in["EnaSupport"].boolean();
  for (const In device : in["BlockDeviceMappings"]) image.devices.push_back({keep(device)});
  for (const In tag : in["Tags"]) image.tags[std::string(tag["Key"].text())] = tag["Value"].text();
  return image;
}

void read_devices(const In& list, State& state, Image& image) {
  for (const In device : list) {
    if (const In snapshot = device["Ebs"]["SnapshotId"])
      need(state.snapshots, snapshot.text(), kinds::snapshot);
    image.devices.push_back({keep(device)});
    if (device["DeviceName"].text() == image.root_device && device["Ebs"]) image.root_type = "ebs";
  }
}

}  // namespace

Image need_image(const State& state, std::string_view id) {
  if (const PublicImage* known = find_public_image(id)) return from_public(*known);
  const Image& image = need(state.images, id, kinds::image);
  if (image.stage.state == "deregistered") throw unavailable.says(id);
  return image;
}

kit::Outcome describe_images(Call& call, State& state) {
  Texts absent;
  for (const In each : call.in["ImageIds"]) {
    const Image* own = state.images.find(std::string(each.text()));
    if (own || find_public_image(each.text())) continue;
    if (!well_formed(kinds::image, each.text())) return malformed(kinds::image, each.text());
    absent.emplace_back(each.text());
  }
  if (!absent.empty()) return missing_all(kinds::image, absent);
  check_filters<Image>(call.in["Filters"], filters);
  look_at_images(state, call.turn(), call.in["ImageIds"]);
  const Page page = page_of(call, "image", 1);
  const OutList list = call.out["Images"].list();
  const auto tell = [&](std::uint64_t place, const std::string& id, const Image& image) {
    if (place < page.from || image.stage.state == "deregistered" || !is_asked_for(call, image)) return true;
    if (!call.in["ImageIds"].empty() && !named(call.in["ImageIds"], id)) return true;
    if (!passes<Image>(call.in["Filters"], filters, {call, state, id, image})) return true;
    if (list.size() == page.limit) {
      call.out["NextToken"] = next_token("image", place);
      return false;
    }
    show(call, id, image, list.add().structure(28));
    return true;
  };
  std::uint64_t place = 0;
  for (const PublicImage& known : public_images())
    if (!tell(place++, std::string(known.id), from_public(known))) return {};
  for (const auto& [order, id] : state.images.by<ByOrder>().tree())
    if (!tell(own_first + order, id, *state.images.find(id))) return {};
  return {};
}

kit::Outcome create_image(Call& call, State& state) {
  const std::string instance_id(call.in["InstanceId"].text());
  const Instance& instance = need(state.instances, instance_id, kinds::instance);
  if (instance.stage.state == "terminated" || instance.stage.state == "shutting-down")
    return kit::Error{"IncorrectState", "The instance '{}' is not in a valid state: '{}'"}.says(
        instance_id, instance.stage.state);
  const kit::Tags tags = tags_of(call, image_and_snapshot, kinds::image);
  const std::string name(call.in["Name"].text());
  check_name(state, name);
  const std::string id = draw(call, kinds::image);
  Image image;
  image.name = name;
  image.description = call.in["Description"].text();
  image.architecture = instance.traits.architecture;
  image.virtualization = instance.traits.virtualization;
  image.root_device = instance.traits.root_device;
  image.root_type = "ebs";
  image.platform = instance.traits.platform;
  image.kernel = instance.kernel;
  image.ramdisk = instance.ramdisk;
  image.ena = instance.traits.ena;
  image.sriov = instance.traits.sriov;
  image.source_image = instance.image;
  image.source_region = call.region();
  image.source_instance = instance_id;
  image.tags = tags;
  const kit::Tags snapshot_tags = tags_of(call, image_and_snapshot, kinds::snapshot);
  Texts left_out;
  for (const In device : call.in["BlockDeviceMappings"])
    if (device["NoDevice"]) left_out.emplace_back(device["DeviceName"].text());
  for (const std::string& volume : volumes_of(state, instance_id)) {
    const Volume row = *state.volumes.find(volume);
    const auto at = std::ranges::find(row.attachments, instance_id, &VolumeAttachment::instance);
    if (at == row.attachments.end() || std::ranges::count(left_out, at->device)) continue;
    const std::string snapshot =
        make_snapshot(call, state, volume, fmt::format("Created by CreateImage({}) for {}", instance_id, id),
                      snapshot_tags);
    image.devices.push_back({mapping_of(at->device, row, snapshot, at->delete_on_termination)});
  }
  for (const In device : call.in["BlockDeviceMappings"])
    if (!device["NoDevice"]) image.devices.push_back({keep(device)});
  call.out["ImageId"] = place(call, state, std::move(image), id);
  return {};
}

kit::Outcome register_image(Call& call, State& state) {
  const std::string name(call.in["Name"].text());
  check_name(state, name);
  if (call.in["UefiData"] || !call.in["BillingProducts"].empty())
    return kit::Error{"UnsupportedOperation", "UefiData and BillingProducts are not played by this server."};
  Image image;
  image.name = name;
  image.description = call.in["Description"].text();
  image.architecture = call.in["Architecture"].text("i386");
  image.virtualization = call.in["VirtualizationType"].text("paravirtual");
  image.kernel = call.in["KernelId"].text();
  image.ramdisk = call.in["RamdiskId"].text();
  image.root_device = call.in["RootDeviceName"].text("/dev/sda1");
  image.root_type = "instance-store";
  image.boot_mode = call.in["BootMode"].text();
  image.imds = call.in["ImdsSupport"].text();
  image.tpm = call.in["TpmSupport"].text();
  image.sriov = call.in["SriovNetSupport"].text();
  image.ena = call.in["EnaSupport"].boolean();
  read_devices(call.in["BlockDeviceMappings"], state, image);
  image.tags = tags_of(call, image_and_snapshot, kinds::image);
  const std::string location(call.in["ImageLocation"].text());
  const std::string id = place(call, state, std::move(image));
  if (!location.empty()) state.images.edit(id)->location = location;
  call.out["ImageId"] = id;
  return {};
}

kit::Task copy_image(Call& call, State& state) {
  if (const auto made = made_before(call, state)) {
    call.out["ImageId"] = made->front();
    co_return {};
  }
  const std::string source(call.in["SourceImageId"].text());
  Image image;
  // What is public is there in every region; what is the account's own is another shard's.
  if (call.in["SourceRegion"].text() == call.region() || find_public_image(source)) {
    image = need_image(state, source);
  } else {
    kit::Request request = ask_region(call, "DescribeImages", "ImageIds", source);
    const kit::Answer answer = co_await call.ask(std::move(request));
    if (answer.failure) co_return *answer.failure;
    const auto found = first_of(answer.output, "Images", call.arena());
    if (!found) co_return unavailable.says(source);
    image = read_image(In(*found));
  }
  settle_in(state, call.turn());
  const std::string name(call.in["Name"].text(image.name));
  check_name(state, name);
  image.name = name;
  image.description = call.in["Description"].text(image.description);
  if (!call.in["CopyImageTags"].boolean()) image.tags.clear();
  for (const auto& [key, value] : tags_of(call, image_and_snapshot, kinds::image)) image.tags[key] = value;
  image.users.clear();
  image.is_public = false;
  image.source_image = source;
  image.source_region = call.in["SourceRegion"].text();
  image.source_instance.clear();
  if (call.in["Encrypted"].boolean())
    for (Device& device : image.devices) {
      kit::Value mapping = given(device.mapping, call.arena());
      if (In(mapping)["Ebs"]) {
        kit::Value ebs = In(mapping)["Ebs"].value();
        Out(ebs, call.arena())["Encrypted"] = true;
        if (const In key = call.in["KmsKeyId"]) Out(ebs, call.arena())["KmsKeyId"] = key.text();
      }
      device.mapping = keep(In(mapping));
    }
  const std::string id = place(call, state, std::move(image));
  remember(call, state, {id});
  call.out["ImageId"] = id;
  co_return {};
}

kit::Outcome deregister_image(Call& call, State& state) {
  const std::string id(call.in["ImageId"].text());
  if (find_public_image(id)) return kit::Error{"AuthFailure", "Not authorized for image:{}"}.says(id);
  const Image image = need_image(state, id);
  if (call.in["DeleteAssociatedSnapshots"].boolean()) {
    const OutList list = call.out["DeleteSnapshotResults"].list();
    for (const Device& device : image.devices) {
      const std::string snapshot(In(given(device.mapping, call.arena()))["Ebs"]["SnapshotId"].text());
      if (!state.snapshots.erase(snapshot)) continue;
      const Out out = list.add().structure(2);
      out["SnapshotId"] = snapshot;
      out["ReturnCode"] = "success";
    }
  }
  auto edit = state.images.edit(id);  // what is left of it is that it was
  edit->stage = {"deregistered", "", 0, 0, kit::never};
  edit->tags.clear();
  edit->devices.clear();
  call.out["Return"] = true;
  return {};
}

}  // namespace understudy::ec2
