// The table of regions and zones. Which letter means which zone differs between AWS's accounts; here it is
// one account's view.
#include "services/ec2/places.hpp"

#include <algorithm>
#include <array>

namespace understudy::ec2 {
namespace {

constexpr auto regions = std::to_array<Region>({
    {"af-south-1", "afs1", "a1b2c3", true, "South Africa"},
    {"ap-east-1", "ape1", "a1b2c3", true, "Hong Kong"},
    {"ap-east-2", "ape2", "a1b2c3", true, "Taiwan"},
    {"ap-northeast-1", "apne1", "a4c1d2", false, "Japan"},
    {"ap-northeast-2", "apne2", "a1b2c3d4", false, "South Korea"},
    {"ap-northeast-3", "apne3", "a1b2c3", false, "Japan"},
    {"ap-south-1", "aps1", "a1b3c2", false, "India"},
    {"ap-south-2", "aps2", "a1b2c3", true, "India"},
    {"ap-southeast-1", "apse1", "a1b2c3", false, "Singapore"},
    {"ap-southeast-2", "apse2", "a1b3c2", false, "Australia"},
    {"ap-southeast-3", "apse3", "a1b2c3", true, "Indonesia"},
    {"ap-southeast-4", "apse4", "a1b2c3", true, "Australia"},
    {"ap-southeast-5", "apse5", "a1b2c3", true, "Malaysia"},
    {"ap-southeast-6", "apse6", "a1b2c3", true, "New Zealand"},
    {"ap-southeast-7", "apse7", "a1b2c3", true, "Thailand"},
    {"ca-central-1", "cac1", "a1b2d4", false, "Canada"},
    {"ca-west-1", "caw1", "a1b2c3", true, "Canada"},
    {"cn-north-1", "cnn1", "a1b2", false, "China"},
    {"cn-northwest-1", "cnnw1", "a1b2c3", false, "China"},
    {"eu-central-1", "euc1", "a1b2c3", false, "Germany"},
    {"eu-central-2", "euc2", "a1b2c3", true, "Switzerland"},
    {"eu-north-1", "eun1", "a1b2c3", false, "Sweden"},
    {"eu-south-1", "eus1", "a1b2c3", true, "Italy"},
    {"eu-south-2", "eus2", "a1b2c3", true, "Spain"},
    {"eu-west-1", "euw1", "a3b1c2", false, "Ireland"},
    {"eu-west-2", "euw2", "a2b3c1", false, "United Kingdom"},
    {"eu-west-3", "euw3", "a1b2c3", false, "France"},
    {"il-central-1", "ilc1", "a1b2c3", true, "Israel"},
    {"me-central-1", "mec1", "a1b2c3", true, "United Arab Emirates"},
    {"me-south-1", "mes1", "a1b2c3", true, "Bahrain"},
    {"mx-central-1", "mxc1", "a1b2c3", true, "Mexico"},
    {"sa-east-1", "sae1", "a1b2c3", false, "Brazil"},
    {"us-east-1", "use1", "a6b1c2d4e3f5", false, "United States of America"},
    {"us-east-2", "use2", "a1b2c3", false, "United States of America"},
    {"us-gov-east-1", "usge1", "a1b2c3", false, "United States of America"},
    {"us-gov-west-1", "usgw1", "a1b2c3", false, "United States of America"},
    {"us-west-1", "usw1", "a3b1", false, "United States of America"},
    {"us-west-2", "usw2", "a2b1c3d4", false, "United States of America"},
});
static_assert(std::ranges::is_sorted(regions, {}, &Region::name));

std::vector<Zone> make_zones(std::string_view region, std::string_view prefix, std::string_view zones) {
  std::vector<Zone> made;
  for (std::size_t i = 0; i < zones.size(); i += 2)
    made.push_back({std::string(region) + zones[i], std::string(prefix) + "-az" + zones[i + 1]});
  return made;
}

}  // namespace

std::span<const Region> all_regions() { return regions; }

const Region* find_region(std::string_view name) {
  const auto found = std::ranges::lower_bound(regions, name, {}, &Region::name);
  return found != regions.end() && found->name == name ? &*found : nullptr;
}

std::vector<Zone> zones_of(std::string_view region) {
  const Region* known = find_region(region);
  // Regions that only a user knows (a newer one, or "local") have zones all the same.
  return known ? make_zones(region, known->zone_prefix, known->zones) : make_zones(region, region, "a1b2c3");
}

std::optional<Zone> find_zone(std::string_view region, std::string_view name_or_id) {
  for (const Zone& zone : zones_of(region))
    if (zone.name == name_or_id || zone.id == name_or_id) return zone;
  return {};
}

}  // namespace understudy::ec2
