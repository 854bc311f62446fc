// Regions and their availability zones (AWS's public lists of 2026).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace understudy::ec2 {

struct Region {
  std::string_view name;
  std::string_view zone_prefix;  // of zone ids: "use1"
  std::string_view zones;        // a letter and the zone id's number each: "a6b1c2"
  bool opt_in;                   // switched off until the account asks for it
  std::string_view geography;
};

std::span<const Region> all_regions();
const Region* find_region(std::string_view name);

struct Zone {
  std::string name, id;
};
// In order of their names. A region that AWS does not have has three.
std::vector<Zone> zones_of(std::string_view region);
std::optional<Zone> find_zone(std::string_view region, std::string_view name_or_id);

}  // namespace understudy::ec2
