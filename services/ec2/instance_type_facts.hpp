// What is known of an instance type: one row each, in order of names.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace understudy::ec2 {

struct InstanceTypeFacts {
  std::string_view name;
  std::uint32_t flags;  // as below
  std::uint16_t vcpus, cores, threads;
  std::uint32_t memory;            // MiB
  std::string_view architectures;  // joined by ','
  std::string_view manufacturer;
  std::uint16_t clock;          // hundredths of GHz; 0: unknown
  std::string_view hypervisor;  // empty: bare metal, or unknown
  std::string_view network;     // "Up to 5 Gigabit"
  std::uint16_t interfaces, ips, ips6, cards;
  std::uint8_t ena, ebs_optimized, nvme;  // 0 unsupported, 1 supported, 2 required (or default)
  std::uint32_t baseline_mbps, most_mbps, baseline_iops, most_iops;
  std::uint16_t volumes;
  std::uint16_t disks;
  std::uint32_t disk_size;                      // GB
  std::string_view disk_type;                   // "ssd", "hdd"; empty: none
  std::string_view valid_cores, valid_threads;  // joined by ','; empty: there is no choice
  std::string_view zones;  // where it is offered: a bit for each zone of places.cpp, in hex digits

  enum Flag : std::uint32_t {
    auto_recovery = 1,
    bare_metal = 2,
    burstable = 4,
    current = 8,
    dedicated_hosts = 16,
    free_tier = 32,
    hibernation = 64,
    enclaves = 128,
    tpm = 256,
    efa = 512,
    ipv6 = 1024,
    cluster = 2048,
    spot = 4096,
    capacity_block = 8192,
    instance_store_root = 16384,
    paravirtual = 32768,
    encryption_in_transit = 65536,
    legacy_bios = 131072,
    uefi = 262144,
  };
  bool is(Flag flag) const { return (flags & flag) != 0; }
};

struct GpuFacts {
  std::string_view type;
  std::uint16_t count;
  std::string_view manufacturer, name;
  std::uint32_t memory;  // MiB each
  std::uint16_t logical;
  std::string_view workloads;  // joined by ','
};

std::span<const InstanceTypeFacts> all_instance_types();
std::span<const GpuFacts> all_gpus();
const InstanceTypeFacts* find_instance_type(std::string_view name);  // instance_types.cpp

}  // namespace understudy::ec2
