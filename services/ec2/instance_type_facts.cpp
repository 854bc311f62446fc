// What AWS tells of its instance types (DescribeInstanceTypes, DescribeInstanceTypeOfferings; public, as of
// 2026). Of the newest regions no offers are public: they are taken to have what nearly all others have.
#include "services/ec2/instance_type_facts.hpp"

namespace understudy::ec2 {
namespace {

// clang-format off
constexpr InstanceTypeFacts types[] = {
#include "services/models/ec2/instance-types.inc"
};

constexpr GpuFacts gpus[] = {
    {"dl1.24xlarge", 8, "Habana", "Gaudi HL-205", 32768, 8, "ml-ai"},
    {"g4ad.16xlarge", 4, "AMD", "Radeon Pro V520", 8192, 4, "graphics,ml-ai"},
    {"g4ad.2xlarge", 1, "AMD", "Radeon Pro V520", 8192, 1, "graphics,ml-ai"},
    {"g4ad.4xlarge", 1, "AMD", "Radeon Pro V520", 8192, 1, "graphics,ml-ai"},
    {"g4ad.8xlarge", 2, "AMD", "Radeon Pro V520", 8192, 2, "graphics,ml-ai"},
    {"g4ad.xlarge", 1, "AMD", "Radeon Pro V520", 8192, 1, "graphics,ml-ai"},
    {"g4dn.12xlarge", 4, "NVIDIA", "T4", 16384, 4, "graphics,ml-ai"},
    {"g4dn.16xlarge", 1, "NVIDIA", "T4", 16384, 1, "graphics,ml-ai"},
    {"g4dn.2xlarge", 1, "NVIDIA", "T4", 16384, 1, "graphics,ml-ai"},
    {"g4dn.4xlarge", 1, "NVIDIA", "T4", 16384, 1, "graphics,ml-ai"},
    {"g4dn.8xlarge", 1, "NVIDIA", "T4", 16384, 1, "graphics,ml-ai"},
    {"g4dn.metal", 8, "NVIDIA", "T4", 16384, 8, "graphics,ml-ai"},
    {"g4dn.xlarge", 1, "NVIDIA", "T4", 16384, 1, "graphics,ml-ai"},
    {"g5.12xlarge", 4, "NVIDIA", "A10G", 22888, 4, "graphics,ml-ai"},
    {"g5.16xlarge", 1, "NVIDIA", "A10G", 22888, 1, "graphics,ml-ai"},
    {"g5.24xlarge", 4, "NVIDIA", "A10G", 22888, 4, "graphics,ml-ai"},
    {"g5.2xlarge", 1, "NVIDIA", "A10G", 22888, 1, "graphics,ml-ai"},
    {"g5.48xlarge", 8, "NVIDIA", "A10G", 22888, 8, "graphics,ml-ai"},
    {"g5.4xlarge", 1, "NVIDIA", "A10G", 22888, 1, "graphics,ml-ai"},
    {"g5.8xlarge", 1, "NVIDIA", "A10G", 22888, 1, "graphics,ml-ai"},
    {"g5.xlarge", 1, "NVIDIA", "A10G", 22888, 1, "graphics,ml-ai"},
    {"g5g.16xlarge", 2, "NVIDIA", "T4g", 16384, 2, "graphics,ml-ai"},
    {"g5g.2xlarge", 1, "NVIDIA", "T4g", 16384, 1, "graphics,ml-ai"},
    {"g5g.4xlarge", 1, "NVIDIA", "T4g", 16384, 1, "graphics,ml-ai"},
    {"g5g.8xlarge", 1, "NVIDIA", "T4g", 16384, 1, "graphics,ml-ai"},
    {"g5g.metal", 2, "NVIDIA", "T4g", 16384, 2, "graphics,ml-ai"},
    {"g5g.xlarge", 1, "NVIDIA", "T4g", 16384, 1, "graphics,ml-ai"},
    {"g6.12xlarge", 4, "NVIDIA", "L4", 22888, 4, "graphics,ml-ai"},
    {"g6.16xlarge", 1, "NVIDIA", "L4", 22888, 1, "graphics,ml-ai"},
    {"g6.24xlarge", 4, "NVIDIA", "L4", 22888, 4, "graphics,ml-ai"},
    {"g6.2xlarge", 1, "NVIDIA", "L4", 22888, 1, "graphics,ml-ai"},
    {"g6.48xlarge", 8, "NVIDIA", "L4", 22888, 8, "graphics,ml-ai"},
    {"g6.4xlarge", 1, "NVIDIA", "L4", 22888, 1, "graphics,ml-ai"},
    {"g6.8xlarge", 1, "NVIDIA", "L4", 22888, 1, "graphics,ml-ai"},
    {"g6.xlarge", 1, "NVIDIA", "L4", 22888, 1, "graphics,ml-ai"},
    {"g6e.12xlarge", 4, "NVIDIA", "L40S", 45776, 4, "graphics,ml-ai"},
    {"g6e.16xlarge", 1, "NVIDIA", "L40S", 45776, 1, "graphics,ml-ai"},
    {"g6e.24xlarge", 4, "NVIDIA", "L40S", 45776, 4, "graphics,ml-ai"},
    {"g6e.2xlarge", 1, "NVIDIA", "L40S", 45776, 1, "graphics,ml-ai"},
    {"g6e.48xlarge", 8, "NVIDIA", "L40S", 45776, 8, "graphics,ml-ai"},
    {"g6e.4xlarge", 1, "NVIDIA", "L40S", 45776, 1, "graphics,ml-ai"},
    {"g6e.8xlarge", 1, "NVIDIA", "L40S", 45776, 1, "graphics,ml-ai"},
    {"g6e.xlarge", 1, "NVIDIA", "L40S", 45776, 1, "graphics,ml-ai"},
    {"g6f.2xlarge", 0, "NVIDIA", "L4", 5722, 1, "graphics,ml-ai"},
    {"g6f.4xlarge", 0, "NVIDIA", "L4", 11444, 1, "graphics,ml-ai"},
    {"g6f.large", 0, "NVIDIA", "L4", 2861, 1, "graphics,ml-ai"},
    {"g6f.xlarge", 0, "NVIDIA", "L4", 2861, 1, "graphics,ml-ai"},
    {"g7e.12xlarge", 2, "NVIDIA", "RTX PRO Server 6000", 98304, 2, "graphics,ml-ai"},
    {"g7e.24xlarge", 4, "NVIDIA", "RTX PRO Server 6000", 98304, 4, "graphics,ml-ai"},
    {"g7e.2xlarge", 1, "NVIDIA", "RTX PRO Server 6000", 98304, 1, "graphics,ml-ai"},
    {"g7e.48xlarge", 8, "NVIDIA", "RTX PRO Server 6000", 98304, 8, "graphics,ml-ai"},
    {"g7e.4xlarge", 1, "NVIDIA", "RTX PRO Server 6000", 98304, 1, "graphics,ml-ai"},
    {"g7e.8xlarge", 1, "NVIDIA", "RTX PRO Server 6000", 98304, 1, "graphics,ml-ai"},
    {"gr6.4xlarge", 1, "NVIDIA", "L4", 22888, 1, "graphics,ml-ai"},
    {"gr6.8xlarge", 1, "NVIDIA", "L4", 22888, 1, "graphics,ml-ai"},
    {"gr6f.4xlarge", 0, "NVIDIA", "L4", 11444, 1, "graphics,ml-ai"},
    {"p3dn.24xlarge", 8, "NVIDIA", "V100", 32768, 8, "ml-ai"},
    {"p4d.24xlarge", 8, "NVIDIA", "A100", 40960, 8, "ml-ai"},
    {"p4de.24xlarge", 8, "NVIDIA", "A100", 81920, 8, "ml-ai"},
    {"p5.48xlarge", 8, "NVIDIA", "H100", 81920, 8, "ml-ai"},
    {"p5.4xlarge", 1, "NVIDIA", "H100", 81920, 1, "ml-ai"},
    {"p5e.48xlarge", 8, "NVIDIA", "H200", 144384, 8, "ml-ai"},
    {"p5en.48xlarge", 8, "NVIDIA", "H200", 144384, 8, "ml-ai"},
    {"p6-b200.48xlarge", 8, "NVIDIA", "B200", 183359, 8, "ml-ai"},
    {"p6-b300.48xlarge", 8, "NVIDIA", "B300", 275040, 8, "ml-ai"},
};
// clang-format on

}  // namespace

std::span<const InstanceTypeFacts> all_instance_types() { return types; }
std::span<const GpuFacts> all_gpus() { return gpus; }

}  // namespace understudy::ec2
