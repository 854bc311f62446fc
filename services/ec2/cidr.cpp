// Reads and writes blocks of addresses.
#include "services/ec2/cidr.hpp"

#include <arpa/inet.h>

#include <charconv>

namespace understudy::ec2 {
namespace {

std::optional<int> prefix(std::string_view text, int most) {
  int bits = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bits);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return {};
  if (bits < 0 || bits > most) return {};
  return bits;
}

unsigned char mask_byte(int bits, int byte) {
  const int rest = bits - byte * 8;
  return rest >= 8 ? 0xFF : rest <= 0 ? 0 : static_cast<unsigned char>(0xFF << (8 - rest));
}

}  // namespace

std::optional<std::uint32_t> parse_address(std::string_view text) {
  in_addr address{};
  if (inet_pton(AF_INET, std::string(text).c_str(), &address) != 1) return {};
  return ntohl(address.s_addr);
}

std::string address_text(std::uint32_t address) {
  const in_addr raw{htonl(address)};
  char text[INET_ADDRSTRLEN];
  return inet_ntop(AF_INET, &raw, text, sizeof text);
}

std::optional<Block> parse_block(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == text.npos) return {};
  const auto base = parse_address(text.substr(0, slash));
  const auto bits = prefix(text.substr(slash + 1), 32);
  if (!base || !bits) return {};
  const std::uint32_t mask = *bits == 0 ? 0 : ~std::uint32_t{0} << (32 - *bits);
  return Block{*base & mask, *bits};
}

std::string text_of(const Block& block) {
  return address_text(block.base) + "/" + std::to_string(block.bits);
}

std::optional<std::array<unsigned char, 16>> parse_address6(std::string_view text) {
  std::array<unsigned char, 16> address{};
  if (inet_pton(AF_INET6, std::string(text).c_str(), address.data()) != 1) return {};
  return address;
}

std::string address_text(const std::array<unsigned char, 16>& address) {
  char text[INET6_ADDRSTRLEN];
  return inet_ntop(AF_INET6, address.data(), text, sizeof text);
}

std::optional<Block6> parse_block6(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == text.npos) return {};
  const auto base = parse_address6(text.substr(0, slash));
  const auto bits = prefix(text.substr(slash + 1), 128);
  if (!base || !bits) return {};
  Block6 block{*base, *bits};
  for (int i = 0; i < 16; ++i) block.base[static_cast<std::size_t>(i)] &= mask_byte(*bits, i);
  return block;
}

std::string text_of(const Block6& block) {
  return address_text(block.base) + "/" + std::to_string(block.bits);
}

bool Block6::contains(const Block6& other) const {
  if (other.bits < bits) return false;
  for (int i = 0; i < 16; ++i) {
    const auto at = static_cast<std::size_t>(i);
    if ((other.base[at] & mask_byte(bits, i)) != base[at]) return false;
  }
  return true;
}

}  // namespace understudy::ec2
