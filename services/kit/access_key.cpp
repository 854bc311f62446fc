// Access keys: 80 bits packed and checked.
#include "services/kit/access_key.hpp"

#include <fmt/format.h>

#include <charconv>

namespace understudy::kit {
namespace {

constexpr std::uint64_t account_limit = 1'000'000'000'000;

// The key's bits: 1 zero, 40 of the account, 24 drawn, 15 check.
constexpr int drawn_bits = 24, check_size = 15;
constexpr std::uint64_t drawn_limit = 1u << drawn_bits, check_mask = (1u << check_size) - 1;

std::uint32_t check_bits(std::uint64_t account, std::uint32_t drawn) {
  std::uint64_t mixed = (account << drawn_bits | drawn) * 0x9E3779B97F4A7C15u;
  mixed ^= mixed >> 29;
  mixed *= 0xBF58476D1CE4E5B9u;
  return static_cast<std::uint32_t>(mixed >> (64 - check_size));
}

}  // namespace

std::string make_access_key(std::string_view prefix, std::string_view account, Generator& random) {
  std::uint64_t number = 0;
  std::from_chars(account.data(), account.data() + account.size(), number);
  const auto drawn = static_cast<std::uint32_t>(random.below(drawn_limit));
  const std::uint64_t low =
      std::uint64_t{drawn} << check_size | check_bits(number, drawn);  // 39 bits under the account's 40
  std::string key(prefix);
  for (int digit = 15; digit >= 0; --digit) {
    const int shift = digit * 5;
    std::uint64_t five = shift < 39 ? low >> shift : 0;
    if (shift >= 39) {
      five = number >> (shift - 39);
    } else if (shift > 34) {
      five |= number << (39 - shift);
    }
    key += base32_alphabet[five & 31];
  }
  return key;
}

std::optional<std::string> account_of_key(std::string_view access_key) {
  if (access_key.size() != 20) return std::nullopt;
  std::uint64_t high = 0, low = 0;  // 40 bits each
  for (std::size_t i = 4; i < 20; ++i) {
    const auto five = base32_alphabet.find(access_key[i]);
    if (five == base32_alphabet.npos) return std::nullopt;
    std::uint64_t& half = i < 12 ? high : low;
    half = half << 5 | five;
  }
  const std::uint64_t account = (high << 1 | low >> 39) & 0xFFFFFFFFFFu;
  const auto drawn = static_cast<std::uint32_t>(low >> check_size & (drawn_limit - 1));
  if (high >> 39 != 0 || account >= account_limit || (low & check_mask) != check_bits(account, drawn))
    return std::nullopt;
  return fmt::format("{:012}", account);
}

std::string make_secret_key(Generator& random) { return random.pick(base64_alphabet, 40); }

}  // namespace understudy::kit
