// The cyclic redundancy checks that bodies carry: CRC-32, CRC-32C and CRC-64/NVME, added to piece by piece.
#pragma once

#include <cstdint>
#include <string_view>

namespace understudy::kit {

// Each goes on from the check of what came before; 0 is that of nothing.
std::uint32_t crc32(std::uint32_t before, std::string_view bytes);
std::uint32_t crc32c(std::uint32_t before, std::string_view bytes);
std::uint64_t crc64nvme(std::uint64_t before, std::string_view bytes);

// The check of two texts in a row, out of each one's and the second's length.
std::uint32_t join_crc32(std::uint32_t first, std::uint32_t second, std::uint64_t second_size);
std::uint32_t join_crc32c(std::uint32_t first, std::uint32_t second, std::uint64_t second_size);
std::uint64_t join_crc64nvme(std::uint64_t first, std::uint64_t second, std::uint64_t second_size);

}  // namespace understudy::kit
