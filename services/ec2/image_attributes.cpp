// Attributes of images: launch permissions, descriptions, block devices.
#include <algorithm>

#include "services/ec2/handlers.hpp"
#include "services/ec2/public_images.hpp"
#include "services/ec2/storage.hpp"

namespace understudy::ec2 {
namespace {

constexpr kit::Duration longest_before_deprecation =
    kit::hours(24 * 3652);  // API reference, EnableImageDeprecation

std::string own_image(const Call& call, const State& state) {
  const std::string id(call.in["ImageId"].text());
  need_image(state, id);
  if (find_public_image(id)) throw kit::Error{"AuthFailure", "Not authorized for image:{}"}.says(id);
  return id;
}

void check_user(std::string_view user) {
  if (user.size() != 12 || user.find_first_not_of("0123456789") != user.npos)
    throw kit::Failure("InvalidAMIAttributeItemValue",
                       fmt::format("Invalid attribute item value \"{}\" for userId item type.", user));
}
void check_group(std::string_view group) {
  if (group != "all")
    throw kit::Failure("InvalidAMIAttributeItemValue",
                       fmt::format("Invalid attribute item value \"{}\" for userGroup item type.", group));
}

void permit_organization(Image& image, std::string_view arn, bool adds) {
  if (arn.find(":organizations::") == arn.npos)
    throw kit::Failure("InvalidAMIAttributeItemValue",
                       fmt::format("Invalid attribute item value \"{}\" for organization item type.", arn));
  if (adds) {
    image.users.emplace(arn);
  } else {
    image.users.erase(std::string(arn));
  }
}

void permit_user(Image& image, std::string_view user, bool adds) {
  check_user(user);
  if (adds) {
    image.users.emplace(user);
  } else {
    image.users.erase(std::string(user));
  }
}
void permit_group(Image& image, std::string_view group, bool adds) {
  check_group(group);
  image.is_public = adds;
}

}  // namespace

kit::Outcome describe_image_attribute(Call& call, State& state) {
  const Image image = need_image(state, call.in["ImageId"].text());
  const std::string_view attribute = call.in["Attribute"].text();
  call.out["ImageId"] = call.in["ImageId"].text();
  const auto value = [&](Key member, std::string_view text) {
    const Out out = call.out[member].structure(1);
    if (!text.empty()) out["Value"] = text;
  };
  if (attribute == "launchPermission") {
    const OutList list = call.out["LaunchPermissions"].list();
    if (image.is_public) list.add().structure(1)["Group"] = "all";
    for (const std::string& user : image.users)
      list.add().structure(1)[!user.starts_with("arn:")                  ? Key("UserId")
                              : user.find(":organization/") != user.npos ? Key("OrganizationArn")
                                                                         : Key("OrganizationalUnitArn")] =
          user;
  } else if (attribute == "description") {
    value("Description", image.description);
  } else if (attribute == "kernel") {
    value("KernelId", image.kernel);
  } else if (attribute == "ramdisk") {
    value("RamdiskId", image.ramdisk);
  } else if (attribute == "sriovNetSupport") {
    value("SriovNetSupport", image.sriov);
  } else if (attribute == "bootMode") {
    value("BootMode", image.boot_mode);
  } else if (attribute == "tpmSupport") {
    value("TpmSupport", image.tpm);
  } else if (attribute == "imdsSupport") {
    value("ImdsSupport", image.imds);
  } else if (attribute == "blockDeviceMapping") {
    const OutList list = call.out["BlockDeviceMappings"].list();
    for (const Device& device : image.devices) list.add() = given(device.mapping, call.arena());
  } else if (attribute == "productCodes") {
    call.out["ProductCodes"].list(0);
  } else {
    return invalid_value(attribute, "attribute", "Unknown attribute.");
  }
  return {};
}

kit::Outcome modify_image_attribute(Call& call, State& state) {
  const std::string id = own_image(call, state);
  if (!call.in["ProductCodes"].empty())
    return kit::Error{"UnsupportedOperation", "Product codes are not played by this server."};
  const std::string_view operation = call.in["OperationType"].text();
  if (!operation.empty() && operation != "add" && operation != "remove")
    return invalid_value(operation, "operationType");
  auto image = state.images.edit(id);
  for (const In user : call.in["UserIds"]) permit_user(*image, user.text(), operation != "remove");
  for (const In group : call.in["UserGroups"]) permit_group(*image, group.text(), operation != "remove");
  for (const In arn : call.in["OrganizationArns"])
    permit_organization(*image, arn.text(), operation != "remove");
  for (const In arn : call.in["OrganizationalUnitArns"])
    permit_organization(*image, arn.text(), operation != "remove");
  for (const bool adds : {true, false})
    for (const In each : adds ? call.in["LaunchPermission"]["Add"] : call.in["LaunchPermission"]["Remove"]) {
      if (const In user = each["UserId"]) permit_user(*image, user.text(), adds);
      if (const In group = each["Group"]) permit_group(*image, group.text(), adds);
      if (const In arn = each["OrganizationArn"]) permit_organization(*image, arn.text(), adds);
      if (const In arn = each["OrganizationalUnitArn"]) permit_organization(*image, arn.text(), adds);
    }
  if (const In text = call.in["Description"]) image->description = text["Value"].text();
  if (const In support = call.in["ImdsSupport"]) image->imds = support["Value"].text();
  if (const In value = call.in["Value"]; value && call.in["Attribute"].text() == "description")
    image->description = value.text();
  return {};
}

kit::Outcome reset_image_attribute(Call& call, State& state) {
  const std::string id = own_image(call, state);
  if (call.in["Attribute"].text() != "launchPermission")
    return invalid_value(call.in["Attribute"].text(), "attribute", "Unknown attribute.");
  auto image = state.images.edit(id);
  image->users.clear();
  image->is_public = false;
  return {};
}

kit::Outcome enable_image_deprecation(Call& call, State& state) {
  const std::string id = own_image(call, state);
  const Time at = call.in["DeprecateAt"].time();
  if (at <= call.now())
    return kit::Error{"InvalidParameterValue", "The deprecation time must be in the future."};
  if (at > call.now() + longest_before_deprecation)
    return kit::Error{"InvalidParameterValue", "The deprecation time must be within ten years from now."};
  state.images.edit(id)->deprecates = std::chrono::floor<kit::minutes>(at);
  call.out["Return"] = true;
  return {};
}

kit::Outcome disable_image_deprecation(Call& call, State& state) {
  const std::string id = own_image(call, state);
  state.images.edit(id)->deprecates.reset();
  call.out["Return"] = true;
  return {};
}

}  // namespace understudy::ec2
