// Addresses of both families as bytes, and how many of their bits are compared.
#include "services/policy/addresses.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>

namespace understudy::policy {
namespace {

struct Range {
  std::array<std::uint8_t, 16> bytes{};
  unsigned size = 0;  // of the address, in bytes
  unsigned bits = 0;  // that count
};

std::optional<Range> address_of(std::string_view text) {
  const std::string copy(text);
  Range range;
  if (inet_pton(AF_INET, copy.c_str(), range.bytes.data()) == 1) {
    range.size = sizeof(in_addr);
  } else if (inet_pton(AF_INET6, copy.c_str(), range.bytes.data()) == 1) {
    range.size = sizeof(in6_addr);
    // An IPv4 client of a socket for both families.
    constexpr std::array<std::uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    if (std::equal(mapped.begin(), mapped.end(), range.bytes.begin())) {
      std::copy(range.bytes.begin() + mapped.size(), range.bytes.end(), range.bytes.begin());
      range.size = sizeof(in_addr);
    }
  } else {
    return {};
  }
  range.bits = range.size * 8;
  return range;
}

std::optional<Range> range_of(std::string_view text) {
  const auto slash = text.find('/');
  auto range = address_of(text.substr(0, slash));
  if (!range || slash == text.npos) return range;
  unsigned bits = 0;
  const auto [end, error] = std::from_chars(text.data() + slash + 1, text.data() + text.size(), bits);
  if (error != std::errc() || end != text.data() + text.size() || bits > range->bits) return {};
  range->bits = bits;
  return range;
}

}  // namespace

bool is_range(std::string_view range) { return range_of(range).has_value(); }

bool in_range(std::string_view address, std::string_view range) {
  const auto given = address_of(address), wanted = range_of(range);
  if (!given || !wanted || given->size != wanted->size) return false;
  const unsigned whole = wanted->bits / 8, rest = wanted->bits % 8;
  if (!std::equal(wanted->bytes.begin(), wanted->bytes.begin() + whole, given->bytes.begin())) return false;
  if (rest == 0) return true;
  const auto mask = static_cast<std::uint8_t>(0xFF << (8 - rest));
  return ((wanted->bytes[whole] ^ given->bytes[whole]) & mask) == 0;
}

}  // namespace understudy::policy
