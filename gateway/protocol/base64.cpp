// Base64 as AWS's JSON reads it.
#include "gateway/protocol/base64.hpp"

#include <array>
#include <cstdint>

namespace understudy::gateway::protocol {
namespace {

constexpr std::uint32_t foreign = 0x80000000;

constexpr auto digits = [] {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::array<std::uint32_t, 256> table{};
  table.fill(foreign);
  for (std::uint32_t i = 0; i < alphabet.size(); ++i) table[static_cast<unsigned char>(alphabet[i])] = i;
  return table;
}();

std::uint32_t digit(char c) { return digits[static_cast<unsigned char>(c)]; }

// The messages are DynamoDB's, its spelling included (dynalite's tests assert them against it).
std::string fault_of(std::string_view text) {
  const std::size_t pad = text.find('=');
  for (const char c : text.substr(0, pad))
    if (digit(c) == foreign) return std::string("Invalid Base64 character: '") + c + "'";
  return "Invalid last non-pad Base64 character dectected";
}

}  // namespace

std::string decode_base64_strictly(std::string_view text, kit::Arena& arena, std::string_view& bytes) {
  if (text.size() % 4 != 0)
    return "Base64 encoded length is expected a multiple of 4 bytes but found: " +
           std::to_string(text.size());
  bytes = {};
  if (text.empty()) return {};
  std::size_t pads = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  auto* const begin = arena.array<char>(text.size() / 4 * 3);
  char* to = begin;
  std::uint32_t seen = 0;  // every group's marks
  const std::size_t whole = pads ? text.size() - 4 : text.size();
  for (std::size_t i = 0; i < whole; i += 4, to += 3) {
    const std::uint32_t group =
        digit(text[i]) << 18 | digit(text[i + 1]) << 12 | digit(text[i + 2]) << 6 | digit(text[i + 3]);
    seen |= digit(text[i]) | digit(text[i + 1]) | digit(text[i + 2]) | digit(text[i + 3]);
    to[0] = static_cast<char>(group >> 16);
    to[1] = static_cast<char>(group >> 8);
    to[2] = static_cast<char>(group);
  }
  if (pads) {
    const std::string_view last = text.substr(whole, 4 - pads);
    std::uint32_t group = digit(last[0]) << 18 | digit(last[1]) << 12;
    seen |= digit(last[0]) | digit(last[1]);
    if (pads == 1) {
      group |= digit(last[2]) << 6;
      seen |= digit(last[2]);
    }
    *to++ = static_cast<char>(group >> 16);
    if (pads == 1) *to++ = static_cast<char>(group >> 8);
    if (group & (pads == 1 ? 0xFF : 0xFFFF)) seen |= foreign;  // bits that no byte takes
  }
  if (seen & foreign) return fault_of(text);
  bytes = {begin, static_cast<std::size_t>(to - begin)};
  return {};
}

}  // namespace understudy::gateway::protocol
