// Checks by carry-less multiplication where the processor has it, else by sixteen tables, so that sixteen
// bytes cost one step; polynomials are in their reflected form.
#include "services/kit/crc.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace understudy::kit {
namespace {

constexpr std::uint32_t ieee = 0xEDB88320;
constexpr std::uint32_t castagnoli = 0x82F63B78;
constexpr std::uint64_t nvme = 0x9A6C9329AC4BC9B5;

constexpr std::size_t stride = 16;
static_assert(std::endian::native == std::endian::little, "bytes are read as whole words");

template <class T, T polynomial>
constexpr auto make_tables() {
  std::array<std::array<T, 256>, stride> tables{};
  for (std::size_t i = 0; i < 256; ++i) {
    T value = static_cast<T>(i);
    for (int bit = 0; bit < 8; ++bit) value = value & 1 ? (value >> 1) ^ polynomial : value >> 1;
    tables[0][i] = value;
  }
  for (std::size_t i = 0; i < 256; ++i)
    for (std::size_t t = 1; t < stride; ++t)
      tables[t][i] = (tables[t - 1][i] >> 8) ^ tables[0][tables[t - 1][i] & 255];
  return tables;
}

// Goes on from a check that is not turned round.
template <class T, T polynomial>
T add_by_tables(T check, std::string_view bytes) {
  static constexpr auto tables = make_tables<T, polynomial>();
  while (bytes.size() >= stride) {
    std::uint64_t low, high;
    std::memcpy(&low, bytes.data(), 8);
    std::memcpy(&high, bytes.data() + 8, 8);
    low ^= check;
    check = 0;
    for (std::size_t i = 0; i < 8; ++i) {
      check ^= tables[15 - i][low >> (8 * i) & 255];
      check ^= tables[7 - i][high >> (8 * i) & 255];
    }
    bytes.remove_prefix(stride);
  }
  for (const char c : bytes) check = (check >> 8) ^ tables[0][(check ^ static_cast<unsigned char>(c)) & 255];
  return check;
}

#if defined(__x86_64__)

// x^n modulo the polynomial in 64 bits, of which the highest stands for x^0.
template <class T, T polynomial>
constexpr std::uint64_t power_of_x(int n) {
  T power = T{1} << (8 * sizeof(T) - 1);
  for (; n > 0; --n) power = power & 1 ? (power >> 1) ^ polynomial : power >> 1;
  return std::uint64_t{power} << (64 - 8 * sizeof(T));
}

// Sixteen bytes are moved behind the next sixteen, 128 bits on: what is left of all has the same check as
// all. The first eight of them stand 64 bits higher, and a product of turned polynomials is one bit short.
template <class T, T polynomial>
__attribute__((target("pclmul"))) T add_by_folding(T check, std::string_view bytes) {
  const __m128i powers = _mm_set_epi64x(static_cast<long long>(power_of_x<T, polynomial>(127)),
                                        static_cast<long long>(power_of_x<T, polynomial>(191)));
  const auto next = [&] {
    const __m128i loaded = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes.data()));
    bytes.remove_prefix(stride);
    return loaded;
  };
  __m128i rest = _mm_xor_si128(next(), _mm_set_epi64x(0, static_cast<long long>(std::uint64_t{check})));
  while (bytes.size() >= stride) {
    const __m128i first = _mm_clmulepi64_si128(rest, powers, 0x00);
    const __m128i second = _mm_clmulepi64_si128(rest, powers, 0x11);
    rest = _mm_xor_si128(_mm_xor_si128(first, second), next());
  }
  char last[stride];
  _mm_storeu_si128(reinterpret_cast<__m128i*>(last), rest);
  return add_by_tables<T, polynomial>(add_by_tables<T, polynomial>(0, {last, stride}), bytes);
}

#endif

template <class T, T polynomial>
T add(T before, std::string_view bytes) {
  const T check = static_cast<T>(~before);
#if defined(__x86_64__)
  if (bytes.size() >= 2 * stride && __builtin_cpu_supports("pclmul"))
    return static_cast<T>(~add_by_folding<T, polynomial>(check, bytes));
#endif
  return static_cast<T>(~add_by_tables<T, polynomial>(check, bytes));
}

// a * b modulo the polynomial; the highest bit stands for x^0.
template <class T, T polynomial>
T multiply(T a, T b) {
  T product = 0;
  for (T bit = T{1} << (8 * sizeof(T) - 1); bit; bit >>= 1) {
    if (a & bit) product ^= b;
    b = b & 1 ? (b >> 1) ^ polynomial : b >> 1;
  }
  return product;
}

// The first check is moved by 8 * size powers of x.
template <class T, T polynomial>
T join(T first, T second, std::uint64_t size) {
  T power = T{1} << (8 * sizeof(T) - 2);  // x, to be squared into x^8
  for (int i = 0; i < 3; ++i) power = multiply<T, polynomial>(power, power);
  for (; size; size >>= 1) {
    if (size & 1) first = multiply<T, polynomial>(power, first);
    power = multiply<T, polynomial>(power, power);
  }
  return first ^ second;
}

}  // namespace

std::uint32_t crc32(std::uint32_t before, std::string_view bytes) {
  return add<std::uint32_t, ieee>(before, bytes);
}
std::uint32_t crc32c(std::uint32_t before, std::string_view bytes) {
  return add<std::uint32_t, castagnoli>(before, bytes);
}
std::uint64_t crc64nvme(std::uint64_t before, std::string_view bytes) {
  return add<std::uint64_t, nvme>(before, bytes);
}

std::uint32_t join_crc32(std::uint32_t first, std::uint32_t second, std::uint64_t second_size) {
  return join<std::uint32_t, ieee>(first, second, second_size);
}
std::uint32_t join_crc32c(std::uint32_t first, std::uint32_t second, std::uint64_t second_size) {
  return join<std::uint32_t, castagnoli>(first, second, second_size);
}
std::uint64_t join_crc64nvme(std::uint64_t first, std::uint64_t second, std::uint64_t second_size) {
  return join<std::uint64_t, nvme>(first, second, second_size);
}

}  // namespace understudy::kit
