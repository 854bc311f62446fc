// Regions, availability zones and the account's limits.
#include <algorithm>
#include <array>

#include "services/ec2/handlers.hpp"
#include "services/ec2/networks.hpp"
#include "services/ec2/places.hpp"
#include "services/kit/arn.hpp"

namespace understudy::ec2 {
namespace {

bool passes_all(const In& filters, auto&& text_of) {
  for (const In filter : filters) {
    const std::optional<std::string> text = text_of(filter["Name"].text());
    if (!text) throw unknown_filter(filter["Name"].text());
    if (!matches_any({*text}, filter["Values"])) return false;
  }
  return true;
}

bool names(const In& list, std::string_view name) {
  if (list.empty()) return true;
  for (const In each : list)
    if (each.text() == name) return true;
  return false;
}

std::string endpoint_of(const Region& region) {
  const std::string_view suffix = kit::partition_of(region.name) == "aws-cn" ? ".cn" : "";
  return fmt::format("ec2.{}.amazonaws.com{}", region.name, suffix);
}

std::string_view opt_in_of(const Region& region) {
  return region.opt_in ? std::string_view("not-opted-in") : std::string_view("opt-in-not-required");
}

struct Attribute {
  std::string_view name;
  std::array<std::string_view, 2> values;
};
constexpr Attribute attributes[] = {
    {"supported-platforms", {"VPC", ""}},
    {"max-instances", {"20", ""}},
    {"vpc-max-security-groups-per-interface", {"5", ""}},
    {"max-elastic-ips", {"5", ""}},
    {"vpc-max-elastic-ips", {"5", ""}},
};

}  // namespace

kit::Outcome describe_regions(Call& call, State&) {
  for (const In name : call.in["RegionNames"])
    if (!find_region(name.text()))
      return kit::Error{"InvalidParameterValue", "Invalid region name: {}"}.says(name.text());
  const OutList list = call.out["Regions"].list();
  for (const Region& region : all_regions()) {
    // An account sees its partition; regions that it has not asked for, when it names them or wants all.
    if (kit::partition_of(region.name) != kit::partition_of(call.region())) continue;
    if (region.opt_in && call.in["RegionNames"].empty() && !call.in["AllRegions"].boolean()) continue;
    if (!names(call.in["RegionNames"], region.name)) continue;
    if (!passes_all(call.in["Filters"], [&](std::string_view filter) -> std::optional<std::string> {
          if (filter == "region-name") return std::string(region.name);
          if (filter == "endpoint") return endpoint_of(region);
          if (filter == "opt-in-status") return std::string(opt_in_of(region));
          return {};
        }))
      continue;
    const Out out = list.add().structure(4);
    out["RegionName"] = region.name;
    out["Endpoint"] = endpoint_of(region);
    out["OptInStatus"] = opt_in_of(region);
    out["Geography"].list(1).add().structure(1)["Name"] = region.geography;
  }
  return {};
}

kit::Outcome describe_availability_zones(Call& call, State&) {
  const std::string_view region = call.region();
  for (const In name : call.in["ZoneNames"])
    if (!find_zone(region, name.text()))
      return kit::Error{"InvalidParameterValue", "Invalid availability zone: [{}]"}.says(name.text());
  for (const In id : call.in["ZoneIds"])
    if (!find_zone(region, id.text()))
      return kit::Error{"InvalidParameterValue", "Invalid availability zone-id: [{}]"}.says(id.text());
  const OutList list = call.out["AvailabilityZones"].list();
  for (const Zone& zone : zones_of(region)) {
    if (!names(call.in["ZoneNames"], zone.name) || !names(call.in["ZoneIds"], zone.id)) continue;
    const std::string group = fmt::format("{}-zg-1", region);
    if (!passes_all(call.in["Filters"], [&](std::string_view filter) -> std::optional<std::string> {
          if (filter == "group-name") return group;
          if (filter == "message" || filter == "parent-zone-id" || filter == "parent-zone-name") return "";
          if (filter == "opt-in-status") return "opt-in-not-required";
          if (filter == "region-name") return std::string(region);
          if (filter == "state") return "available";
          if (filter == "zone-id") return zone.id;
          if (filter == "zone-name") return zone.name;
          if (filter == "zone-type") return "availability-zone";
          return {};
        }))
      continue;
    const Out out = list.add().structure(10);
    out["State"] = "available";
    out["OptInStatus"] = "opt-in-not-required";
    out["Messages"].list(0);
    out["RegionName"] = region;
    out["ZoneName"] = zone.name;
    out["ZoneId"] = zone.id;
    out["GroupName"] = group;
    out["NetworkBorderGroup"] = region;
    out["ZoneType"] = "availability-zone";
  }
  return {};
}

kit::Outcome describe_account_attributes(Call& call, State& state) {
  const std::string none = default_vpc(state).value_or("none");
  const OutList list = call.out["AccountAttributes"].list();
  const auto show = [&](std::string_view name, std::string_view value) {
    if (!names(call.in["AttributeNames"], name)) return;
    const Out out = list.add().structure(2);
    out["AttributeName"] = name;
    out["AttributeValues"].list(1).add().structure(1)["AttributeValue"] = value;
  };
  for (const Attribute& each : attributes) show(each.name, each.values[0]);
  show("default-vpc", none);
  return {};
}

}  // namespace understudy::ec2
