// The shard's generator: xoroshiro128++ seeded by splitmix64, and the forms that AWS's ids take.
#include "services/kit/random.hpp"

#include <bit>
#include <cstring>

#include "services/kit/hex.hpp"

namespace understudy::kit {
namespace {

std::uint64_t splitmix(std::uint64_t& state) {
  std::uint64_t z = (state += 0x9E3779B97F4A7C15u);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

constexpr char hex_digits[] = "0123456789abcdef";

}  // namespace

Generator::Generator(std::uint64_t seed, std::string_view name) {
  std::uint64_t mixed = seed;
  for (const char c : name) mixed = splitmix(mixed) ^ static_cast<unsigned char>(c);
  state = {splitmix(mixed), splitmix(mixed)};
  if (state[0] == 0 && state[1] == 0) state[0] = 1;
}

std::uint64_t Generator::next() {
  const auto [s0, s1] = state;
  const std::uint64_t result = std::rotl(s0 + s1, 17) + s0;
  const std::uint64_t s = s1 ^ s0;
  state = {std::rotl(s0, 49) ^ s ^ (s << 21), std::rotl(s, 28)};
  return result;
}

std::uint64_t Generator::below(std::uint64_t bound) {
  const std::uint64_t limit = -bound % bound;  // the values that would favour some results are drawn again
  for (;;)
    if (const std::uint64_t drawn = next(); drawn >= limit) return drawn % bound;
}

bool Generator::chance(double probability) {
  return static_cast<double>(next() >> 11) * 0x1p-53 < probability;
}

std::string Generator::uuid() {
  std::string id(36, '-');
  std::uint64_t bits[2] = {next(), next()};
  bits[0] = (bits[0] & ~0xF000ull) | 0x4000;           // version 4
  bits[1] = (bits[1] & ~(3ull << 62)) | (2ull << 62);  // RFC 4122's variant
  char middle[16];
  write_hex(id.data(), static_cast<std::uint32_t>(bits[0] >> 32));
  write_hex(middle, static_cast<std::uint32_t>(bits[0]));
  write_hex(middle + 8, static_cast<std::uint32_t>(bits[1] >> 32));
  write_hex(id.data() + 28, static_cast<std::uint32_t>(bits[1]));
  constexpr std::size_t groups[] = {9, 14, 19, 24};
  for (std::size_t i = 0; i < 4; ++i) std::memcpy(id.data() + groups[i], middle + 4 * i, 4);
  return id;
}

std::string Generator::pick(std::string_view alphabet, std::size_t n) {
  std::string text(n, ' ');
  for (char& c : text) c = alphabet[below(alphabet.size())];
  return text;
}

std::string Generator::hex(std::size_t digits) { return pick({hex_digits, 16}, digits); }
std::string Generator::digits(std::size_t n) { return pick("0123456789", n); }

std::string Generator::bytes(std::size_t n) {
  std::string text(n, ' ');
  for (char& c : text) c = static_cast<char>(next() >> 56);
  return text;
}

}  // namespace understudy::kit
