// Instance types and where they are offered.
#include <algorithm>
#include <cstdlib>

#include "services/ec2/frame.hpp"
#include "services/ec2/handlers.hpp"
#include "services/ec2/instance_type_facts.hpp"
#include "services/ec2/places.hpp"

namespace understudy::ec2 {
namespace {

using Facts = InstanceTypeFacts;
using Flag = Facts::Flag;

std::string_view support(std::uint8_t level) {
  return level == 0   ? std::string_view("unsupported")
         : level == 1 ? std::string_view("supported")
                      : std::string_view("required");
}
std::string_view ebs_support(std::uint8_t level) {
  return level == 2 ? std::string_view("default") : support(level);
}
std::string_view supported(bool is) { return support(is ? 1 : 0); }

Texts split(std::string_view joined) {
  Texts parts;
  while (!joined.empty()) {
    const auto end = std::min(joined.find(','), joined.size());
    parts.emplace_back(joined.substr(0, end));
    joined.remove_prefix(std::min(end + 1, joined.size()));
  }
  return parts;
}

Texts usage_classes(const Facts& type) {
  Texts all;
  if (type.is(Flag::capacity_block)) all.emplace_back("capacity-block");
  all.emplace_back("on-demand");
  if (type.is(Flag::spot)) all.emplace_back("spot");
  return all;
}
Texts boot_modes(const Facts& type) {
  Texts all;
  if (type.is(Flag::legacy_bios)) all.emplace_back("legacy-bios");
  if (type.is(Flag::uefi)) all.emplace_back("uefi");
  return all;
}
Texts root_devices(const Facts& type) {
  return type.is(Flag::instance_store_root) ? Texts{"ebs", "instance-store"} : Texts{"ebs"};
}
Texts virtualizations(const Facts& type) {
  return type.is(Flag::paravirtual) ? Texts{"hvm", "paravirtual"} : Texts{"hvm"};
}
Texts placements(const Facts& type) {
  return type.is(Flag::cluster) ? Texts{"cluster", "partition", "spread"} : Texts{"partition", "spread"};
}
Texts valid_threads(const Facts& type) { return split(type.valid_threads); }

void write(const Texts& texts, const Slot& slot) {
  const OutList list = slot.list();
  for (const std::string& text : texts) list.add() = text;
}

void write_numbers(const Texts& texts, const Slot& slot) {
  const OutList list = slot.list();
  for (const std::string& text : texts) list.add() = std::atoi(text.c_str());
}

void show_processor(const Facts& type, const Out& out) {
  const Out processor = out["ProcessorInfo"].structure(3);
  write(split(type.architectures), processor["SupportedArchitectures"]);
  if (type.clock) processor["SustainedClockSpeedInGhz"] = type.clock / 100.0;
  if (!type.manufacturer.empty()) processor["Manufacturer"] = type.manufacturer;
  const Out cpus = out["VCpuInfo"].structure(5);
  cpus["DefaultVCpus"] = int{type.vcpus};
  cpus["DefaultCores"] = int{type.cores};
  cpus["DefaultThreadsPerCore"] = int{type.threads};
  if (!type.valid_cores.empty()) write_numbers(split(type.valid_cores), cpus["ValidCores"]);
  if (!type.valid_threads.empty()) write_numbers(split(type.valid_threads), cpus["ValidThreadsPerCore"]);
}

void show_storage(const Facts& type, const Out& out) {
  out["InstanceStorageSupported"] = type.disks > 0;
  if (type.disks > 0) {
    const Out storage = out["InstanceStorageInfo"].structure(4);
    storage["TotalSizeInGB"] = std::int64_t{type.disks} * type.disk_size;
    const Out disk = storage["Disks"].list(1).add().structure(3);
    disk["Count"] = int{type.disks};
    disk["SizeInGB"] = std::int64_t{type.disk_size};
    disk["Type"] = type.disk_type;
  }
  const Out ebs = out["EbsInfo"].structure(5);
  ebs["EbsOptimizedSupport"] = ebs_support(type.ebs_optimized);
  ebs["EncryptionSupport"] = "supported";
  ebs["NvmeSupport"] = support(type.nvme);
  if (type.volumes) ebs["MaximumEbsAttachments"] = int{type.volumes};
  if (type.most_mbps == 0) return;
  const Out optimized = ebs["EbsOptimizedInfo"].structure(6);
  optimized["BaselineBandwidthInMbps"] = std::int64_t{type.baseline_mbps};
  optimized["BaselineThroughputInMBps"] = type.baseline_mbps / 8.0;
  optimized["BaselineIops"] = std::int64_t{type.baseline_iops};
  optimized["MaximumBandwidthInMbps"] = std::int64_t{type.most_mbps};
  optimized["MaximumThroughputInMBps"] = type.most_mbps / 8.0;
  optimized["MaximumIops"] = std::int64_t{type.most_iops};
}

void show_network(const Facts& type, const Out& out) {
  const Out network = out["NetworkInfo"].structure(12);
  network["NetworkPerformance"] = type.network;
  network["MaximumNetworkInterfaces"] = int{type.interfaces};
  network["MaximumNetworkCards"] = int{type.cards};
  network["DefaultNetworkCardIndex"] = 0;
  if (type.cards == 1) {  // of several the shares are not known
    const Out card = network["NetworkCards"].list(1).add().structure(3);
    card["NetworkCardIndex"] = 0;
    card["NetworkPerformance"] = type.network;
    card["MaximumNetworkInterfaces"] = int{type.interfaces};
  }
  network["Ipv4AddressesPerInterface"] = int{type.ips};
  network["Ipv6AddressesPerInterface"] = int{type.ips6};
  network["Ipv6Supported"] = type.is(Flag::ipv6);
  network["EnaSupport"] = support(type.ena);
  network["EfaSupported"] = type.is(Flag::efa);
  network["EncryptionInTransitSupported"] = type.is(Flag::encryption_in_transit);
}

void show_gpus(const Facts& type, const Out& out) {
  const auto own = [&](const GpuFacts& gpu) { return gpu.type == type.name; };
  if (std::ranges::none_of(all_gpus(), own)) return;
  const Out info = out["GpuInfo"].structure(2);
  const OutList list = info["Gpus"].list(1);
  std::int64_t total = 0;
  for (const GpuFacts& gpu : all_gpus()) {
    if (!own(gpu)) continue;
    const Out each = list.add().structure(7);
    each["Count"] = int{gpu.count};
    each["LogicalGpuCount"] = int{gpu.logical};
    each["GpuPartitionSize"] = gpu.logical ? static_cast<double>(gpu.count) / gpu.logical : 1.0;
    each["Manufacturer"] = gpu.manufacturer;
    each["Name"] = gpu.name;
    each["MemoryInfo"].structure(1)["SizeInMiB"] = std::int64_t{gpu.memory};
    write(split(gpu.workloads), each["Workloads"]);
    total += std::int64_t{gpu.count} * gpu.memory;
  }
  info["TotalGpuMemoryInMiB"] = total;
}

void show(const Facts& type, const Out& out) {
  out["InstanceType"] = type.name;
  out["CurrentGeneration"] = type.is(Flag::current);
  out["FreeTierEligible"] = type.is(Flag::free_tier);
  write(usage_classes(type), out["SupportedUsageClasses"]);
  write(root_devices(type), out["SupportedRootDeviceTypes"]);
  write(virtualizations(type), out["SupportedVirtualizationTypes"]);
  out["BareMetal"] = type.is(Flag::bare_metal);
  if (!type.hypervisor.empty()) out["Hypervisor"] = type.hypervisor;
  show_processor(type, out);
  out["MemoryInfo"].structure(1)["SizeInMiB"] = std::int64_t{type.memory};
  show_storage(type, out);
  show_network(type, out);
  show_gpus(type, out);
  write(placements(type), out["PlacementGroupInfo"].structure(1)["SupportedStrategies"]);
  out["HibernationSupported"] = type.is(Flag::hibernation);
  out["BurstablePerformanceSupported"] = type.is(Flag::burstable);
  out["DedicatedHostsSupported"] = type.is(Flag::dedicated_hosts);
  out["AutoRecoverySupported"] = type.is(Flag::auto_recovery);
  write(boot_modes(type), out["SupportedBootModes"]);
  out["NitroEnclavesSupport"] = supported(type.is(Flag::enclaves));
  out["NitroTpmSupport"] = supported(type.is(Flag::tpm));
  if (type.is(Flag::tpm)) out["NitroTpmInfo"].structure(1)["SupportedVersions"].list(1).add() = "2.0";
}

struct TypeFilter {
  std::string_view name;
  Texts (*texts)(const Facts&);
};
template <Flag F>
Texts flag_text(const Facts& type) {
  return {std::string(flag(type.is(F)))};
}
template <auto Field>
Texts number_text(const Facts& type) {
  return {number(type.*Field)};
}
template <std::string_view Facts::*Field>
Texts text(const Facts& type) {
  return {std::string(type.*Field)};
}
constexpr TypeFilter filters[] = {
    {"auto-recovery-supported", flag_text<Flag::auto_recovery>},
    {"bare-metal", flag_text<Flag::bare_metal>},
    {"burstable-performance-supported", flag_text<Flag::burstable>},
    {"current-generation", flag_text<Flag::current>},
    {"dedicated-hosts-supported", flag_text<Flag::dedicated_hosts>},
    {"ebs-info.ebs-optimized-info.baseline-bandwidth-in-mbps", number_text<&Facts::baseline_mbps>},
    {"ebs-info.ebs-optimized-info.baseline-iops", number_text<&Facts::baseline_iops>},
    {"ebs-info.ebs-optimized-info.maximum-bandwidth-in-mbps", number_text<&Facts::most_mbps>},
    {"ebs-info.ebs-optimized-info.maximum-iops", number_text<&Facts::most_iops>},
    {"ebs-info.ebs-optimized-support",
     [](const Facts& t) { return Texts{std::string(ebs_support(t.ebs_optimized))}; }},
    {"ebs-info.encryption-support", [](const Facts&) { return Texts{"supported"}; }},
    {"ebs-info.nvme-support", [](const Facts& t) { return Texts{std::string(support(t.nvme))}; }},
    {"free-tier-eligible", flag_text<Flag::free_tier>},
    {"hibernation-supported", flag_text<Flag::hibernation>},
    {"hypervisor", text<&Facts::hypervisor>},
    {"instance-storage-info.disk.count", number_text<&Facts::disks>},
    {"instance-storage-info.disk.size-in-gb", number_text<&Facts::disk_size>},
    {"instance-storage-info.disk.type", text<&Facts::disk_type>},
    {"instance-storage-info.total-size-in-gb",
     [](const Facts& t) { return Texts{number(std::int64_t{t.disks} * t.disk_size)}; }},
    {"instance-storage-supported", [](const Facts& t) { return Texts{std::string(flag(t.disks > 0))}; }},
    {"instance-type", text<&Facts::name>},
    {"memory-info.size-in-mib", number_text<&Facts::memory>},
    {"network-info.efa-supported", flag_text<Flag::efa>},
    {"network-info.ena-support", [](const Facts& t) { return Texts{std::string(support(t.ena))}; }},
    {"network-info.encryption-in-transit-supported", flag_text<Flag::encryption_in_transit>},
    {"network-info.ipv4-addresses-per-interface", number_text<&Facts::ips>},
    {"network-info.ipv6-addresses-per-interface", number_text<&Facts::ips6>},
    {"network-info.ipv6-supported", flag_text<Flag::ipv6>},
    {"network-info.maximum-network-cards", number_text<&Facts::cards>},
    {"network-info.maximum-network-interfaces", number_text<&Facts::interfaces>},
    {"network-info.network-performance", text<&Facts::network>},
    {"nitro-enclaves-support",
     [](const Facts& t) { return Texts{std::string(supported(t.is(Flag::enclaves)))}; }},
    {"nitro-tpm-support", [](const Facts& t) { return Texts{std::string(supported(t.is(Flag::tpm)))}; }},
    {"placement-group-info.supported-strategies", placements},
    {"processor-info.supported-architecture", [](const Facts& t) { return split(t.architectures); }},
    {"processor-info.sustained-clock-speed-in-ghz",
     [](const Facts& t) { return Texts{fmt::format("{}", t.clock / 100.0)}; }},
    {"supported-boot-mode", boot_modes},
    {"supported-root-device-type", root_devices},
    {"supported-usage-class", usage_classes},
    {"supported-virtualization-type", virtualizations},
    {"vcpu-info.default-cores", number_text<&Facts::cores>},
    {"vcpu-info.default-threads-per-core", number_text<&Facts::threads>},
    {"vcpu-info.default-vcpus", number_text<&Facts::vcpus>},
    {"vcpu-info.valid-cores", [](const Facts& t) { return split(t.valid_cores); }},
    {"vcpu-info.valid-threads-per-core", valid_threads},
};

bool passes_filters(const Facts& type, const In& filters_given) {
  for (const In filter : filters_given) {
    const auto known = std::ranges::find(filters, filter["Name"].text(), &TypeFilter::name);
    if (known == std::end(filters)) throw unknown_filter(filter["Name"].text());
    if (!matches_any(known->texts(type), filter["Values"])) return false;
  }
  return true;
}

// Whether the type is offered in the zone at that place among all regions' zones.
bool offers(const Facts& type, std::size_t place) {
  if (place / 4 >= type.zones.size()) return false;
  const char digit = type.zones[place / 4];
  const int bits = digit <= '9' ? digit - '0' : digit - 'a' + 10;
  return (bits >> (3 - place % 4)) & 1;
}

std::size_t first_place(std::string_view region) {
  std::size_t place = 0;
  for (const Region& each : all_regions()) {
    if (each.name == region) return place;
    place += each.zones.size() / 2;
  }
  return place;
}

// The zones of the region in which it is offered, by their order.
std::vector<std::size_t> zones_with(const Facts& type, std::string_view region, std::size_t first,
                                    std::size_t count) {
  std::vector<std::size_t> all;
  for (std::size_t i = 0; i < count; ++i)
    if (!find_region(region) || offers(type, first + i)) all.push_back(i);  // unknown regions have everything
  return all;
}

bool named(const In& list, std::string_view name) {
  if (list.empty()) return true;
  for (const In each : list)
    if (each.text() == name) return true;
  return false;
}

}  // namespace

const InstanceTypeFacts* find_instance_type(std::string_view name) {
  const auto all = all_instance_types();
  const auto found = std::ranges::lower_bound(all, name, {}, &Facts::name);
  return found != all.end() && found->name == name ? &*found : nullptr;
}

kit::Outcome describe_instance_types(Call& call, State&) {
  std::string unknown;
  for (const In name : call.in["InstanceTypes"])
    if (!find_instance_type(name.text())) unknown += (unknown.empty() ? "" : ", ") + std::string(name.text());
  if (!unknown.empty())
    return kit::Error{"InvalidInstanceType", "The following supplied instance types do not exist: [{}]"}.says(
        unknown);
  // AWS cuts pages at 100 when nobody says where; here they are only cut when asked for.
  const Page page = page_of(call, "instance-types", 5, 100);
  const std::size_t limit = call.in["MaxResults"] ? page.limit : all_instance_types().size();
  const std::size_t first = first_place(call.region()), count = zones_of(call.region()).size();
  const OutList list = call.out["InstanceTypes"].list();
  for (std::size_t i = page.from; i < all_instance_types().size(); ++i) {
    const Facts& type = all_instance_types()[i];
    if (!named(call.in["InstanceTypes"], type.name) || !passes_filters(type, call.in["Filters"])) continue;
    if (call.in["InstanceTypes"].empty() && zones_with(type, call.region(), first, count).empty()) continue;
    if (list.size() == limit) {
      call.out["NextToken"] = next_token("instance-types", i);
      return {};
    }
    show(type, list.add().structure(24));
  }
  return {};
}

kit::Outcome describe_instance_type_offerings(Call& call, State&) {
  const std::string_view by = call.in["LocationType"].text("region");
  if (by != "region" && by != "availability-zone" && by != "availability-zone-id")
    return invalid_value(by, "locationType");
  for (const In filter : call.in["Filters"])
    if (filter["Name"].text() != "instance-type" && filter["Name"].text() != "location")
      return unknown_filter(filter["Name"].text());
  const auto zones = zones_of(call.region());
  const std::size_t first = first_place(call.region());
  const Page page = page_of(call, "instance-type-offerings", 5, 1000);
  const std::size_t limit = call.in["MaxResults"] ? page.limit : all_instance_types().size() * zones.size();
  const OutList list = call.out["InstanceTypeOfferings"].list();
  std::uint64_t place = 0;
  for (const Facts& type : all_instance_types()) {
    const auto offered = zones_with(type, call.region(), first, zones.size());
    const std::size_t times = by == "region" ? !offered.empty() : offered.size();
    for (std::size_t i = 0; i < times; ++i) {
      const std::string location = by == "region"              ? std::string(call.region())
                                   : by == "availability-zone" ? zones[offered[i]].name
                                                               : zones[offered[i]].id;
      bool wanted = true;
      for (const In filter : call.in["Filters"])
        wanted &= matches_any({filter["Name"].text() == "location" ? location : std::string(type.name)},
                              filter["Values"]);
      if (!wanted || place++ < page.from) continue;
      if (list.size() == limit) {
        call.out["NextToken"] = next_token("instance-type-offerings", place - 1);
        return {};
      }
      const Out out = list.add().structure(3);
      out["InstanceType"] = type.name;
      out["LocationType"] = by;
      out["Location"] = location;
    }
  }
  return {};
}

}  // namespace understudy::ec2
