// Hexadecimal digits, eight at once.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace understudy::kit {

// Writes eight lower-case digits, the highest first.
inline void write_hex(char* to, std::uint32_t word) {
  constexpr std::uint64_t ones = 0x0101010101010101;
  std::uint64_t digits = word;
  digits = (digits | digits << 16) & 0x0000FFFF0000FFFF;
  digits = (digits | digits << 8) & 0x00FF00FF00FF00FF;
  digits = (digits | digits << 4) & 0x0F0F0F0F0F0F0F0F;
  const std::uint64_t letters = ((digits + 6 * ones) >> 4) & ones;
  digits += '0' * ones + letters * ('a' - '0' - 10);
  if constexpr (std::endian::native == std::endian::little) digits = __builtin_bswap64(digits);
  std::memcpy(to, &digits, sizeof digits);
}

// Two digits a byte; whole words of four bytes.
inline void write_hex(char* to, std::span<const unsigned char> bytes) {
  for (std::size_t i = 0; i + 4 <= bytes.size(); i += 4) {
    std::uint32_t word;
    std::memcpy(&word, bytes.data() + i, sizeof word);
    if constexpr (std::endian::native == std::endian::little) word = __builtin_bswap32(word);
    write_hex(to + 2 * i, word);
  }
}

}  // namespace understudy::kit
