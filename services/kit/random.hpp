// The shard's source of chance: 16 bytes of state, part of the shard's state, so that a seed repeats every
// id.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace understudy::kit {

// xoroshiro128++ (Blackman, Vigna; public domain algorithm). Not for secrets: an emulator's ids need to
// repeat.
class Generator {
 public:
  Generator() = default;
  // Streams of different names are independent: the world's seed with the shard's place.
  Generator(std::uint64_t seed, std::string_view name);

  std::uint64_t next();
  std::uint64_t below(std::uint64_t bound);  // uniform in [0, bound), bound > 0
  bool chance(double probability);           // true with that probability
  std::string uuid();                        // version 4, lower case, 36 characters
  std::string hex(std::size_t digits);       // lower case
  std::string digits(std::size_t n);
  std::string pick(std::string_view alphabet, std::size_t n);  // n characters of the alphabet
  std::string bytes(std::size_t n);

  std::array<std::uint64_t, 2> state{0x9E3779B97F4A7C15u, 0xBF58476D1CE4E5B9u};  // never both zero
};

inline constexpr std::string_view upper_alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
inline constexpr std::string_view base32_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
inline constexpr std::string_view base64_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace understudy::kit
