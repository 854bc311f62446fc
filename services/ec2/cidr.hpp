// Blocks of addresses, IPv4 and IPv6: "10.0.0.0/16", "2600:1f18::/56".
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace understudy::ec2 {

struct Block {
  std::uint32_t base = 0;  // the first address
  int bits = 0;            // of the prefix

  std::uint64_t size() const { return std::uint64_t{1} << (32 - bits); }
  std::uint32_t last() const { return static_cast<std::uint32_t>(base + size() - 1); }
  bool contains(std::uint32_t address) const { return address >= base && address <= last(); }
  bool contains(const Block& other) const { return other.bits >= bits && contains(other.base); }
  bool overlaps(const Block& other) const { return contains(other.base) || other.contains(base); }
};
// Nothing for what is no block. Bits beyond the prefix are cleared, as AWS does: "100.68.0.18/18" is
// "100.68.0.0/18".
std::optional<Block> parse_block(std::string_view text);
std::string text_of(const Block& block);

std::optional<std::uint32_t> parse_address(std::string_view text);
std::string address_text(std::uint32_t address);

struct Block6 {
  std::array<unsigned char, 16> base{};
  int bits = 0;
  bool contains(const Block6& other) const;
};
std::optional<Block6> parse_block6(std::string_view text);  // cleared likewise
std::string text_of(const Block6& block);
std::string address_text(const std::array<unsigned char, 16>& address);
std::optional<std::array<unsigned char, 16>> parse_address6(std::string_view text);

}  // namespace understudy::ec2
