// Looking at eight bytes at once.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace understudy::kit::scan {

inline constexpr std::uint64_t ones = 0x0101010101010101, highs = 0x8080808080808080;

inline std::uint64_t load(const char* at) {
  std::uint64_t word;
  std::memcpy(&word, at, sizeof word);
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
  return word;
}

// The lowest marked byte is right; those above it may be marked by a borrow.
constexpr std::uint64_t equal(std::uint64_t word, unsigned char byte) {
  const std::uint64_t difference = word ^ (ones * byte);
  return (difference - ones) & ~difference & highs;
}
constexpr std::uint64_t below(std::uint64_t word, unsigned char limit) {  // limit up to 128
  return (word - ones * limit) & ~word & highs;
}
constexpr std::size_t first(std::uint64_t marks) {
  return static_cast<std::size_t>(std::countr_zero(marks)) / 8;
}

// How many bytes from the front may stand in a JSON string as they are.
inline std::size_t unescaped(const char* at, std::size_t size) {
  std::size_t i = 0;
  for (; i + 8 <= size; i += 8) {
    const std::uint64_t word = load(at + i);
    const std::uint64_t marks = equal(word, '"') | equal(word, '\\') | below(word, 0x20);
    if (marks) return i + first(marks);
  }
  if (size >= 8) {  // the last eight once more: of what came before all is known
    if (i == size) return size;
    const std::uint64_t word = load(at + size - 8);
    const std::uint64_t marks = equal(word, '"') | equal(word, '\\') | below(word, 0x20);
    return marks ? size - 8 + first(marks) : size;
  }
  while (i < size && at[i] != '"' && at[i] != '\\' && static_cast<unsigned char>(at[i]) >= 0x20) ++i;
  return i;
}

}  // namespace understudy::kit::scan
