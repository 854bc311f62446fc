// The shard's generator: xoroshiro128++ seeded by splitmix64, and the forms that AWS's ids take.
#include "services/kit/random.hpp"

#include <bit>

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
  bits[0] = (bits[0] & ~0xF000ull) | 0x4000;                                // version 4
  bits[1] = (bits[1] & ~(3ull << 62)) | (2ull << 62);                       // RFC 4122's variant
  const auto write = [&](std::size_t at, std::uint64_t from, int digits) {  // the lowest digits of `from`
    for (int i = digits; i-- > 0; from >>= 4) id[at + static_cast<std::size_t>(i)] = hex_digits[from & 15];
  };
  write(0, bits[0] >> 32, 8);
  write(9, bits[0] >> 16, 4);
  write(14, bits[0], 4);
  write(19, bits[1] >> 48, 4);
  write(24, bits[1], 12);
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
