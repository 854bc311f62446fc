// RFC 3339, base64 and digests.
#include "services/kit/format.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>

#include "services/kit/hex.hpp"

namespace understudy::kit {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::optional<int> number(std::string_view text) {
  int n = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    n = n * 10 + (c - '0');
  }
  return n;
}

std::string digest_hex(const EVP_MD* method, std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out;
  unsigned size = 0;
  EVP_Digest(bytes.data(), bytes.size(), out.data(), &size, method, nullptr);
  std::string hex(size * 2, '0');
  write_hex(hex.data(), {out.data(), size});
  return hex;
}

}  // namespace

std::string rfc3339(Time time) {
  const auto day = std::chrono::floor<days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  std::string text = "0000-00-00T00:00:00.000000";
  const auto put = [&](std::size_t end, auto value) {
    for (auto n = static_cast<std::uint64_t>(value); n > 0; n /= 10)
      text[--end] = static_cast<char>('0' + n % 10);
  };
  put(7, static_cast<unsigned>(date.month()));
  put(10, static_cast<unsigned>(date.day()));
  put(13, clock.hours().count());
  put(16, clock.minutes().count());
  put(19, clock.seconds().count());
  put(26, clock.subseconds().count());
  const std::size_t last = text.find_last_not_of('0');
  text.resize(clock.subseconds().count() == 0 ? 19 : last + 1);
  text += 'Z';
  const int year = static_cast<int>(date.year());
  if (year < 0 || year > 9999) return text.replace(0, 4, fmt::format("{:04}", year));  // whatever it is
  put(4, year);
  return text;
}

std::optional<Time> parse_rfc3339(std::string_view text) {
  // yyyy-mm-ddThh:mm:ss[.f][Z|+hh:mm]
  if (text.size() < 20 || text[4] != '-' || text[7] != '-' || (text[10] != 'T' && text[10] != 't') ||
      text[13] != ':' || text[16] != ':')
    return std::nullopt;
  const auto part = [&](std::size_t from, std::size_t n) { return number(text.substr(from, n)); };
  const auto year = part(0, 4), month = part(5, 2), day = part(8, 2), hour = part(11, 2),
             minute = part(14, 2), second = part(17, 2);
  if (!year || !month || !day || !hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 60)
    return std::nullopt;
  const auto date = std::chrono::year(*year) / *month / *day;
  if (!date.ok()) return std::nullopt;
  Time time = std::chrono::sys_days(date) + hours(*hour) + minutes(*minute) + seconds(*second);
  text.remove_prefix(19);
  if (text.starts_with('.')) {
    std::int64_t fraction = 0, unit = 100'000;
    text.remove_prefix(1);
    std::size_t n = 0;
    for (; n < text.size() && text[n] >= '0' && text[n] <= '9'; ++n, unit /= 10)
      fraction += unit * (text[n] - '0');
    if (n == 0 || n > 9) return std::nullopt;
    time += Duration(fraction);
    text.remove_prefix(n);
  }
  if (text == "Z" || text == "z") return time;
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  const auto h = number(text.substr(1, 2)), m = number(text.substr(4, 2));
  if (!h || !m || *h > 23 || *m > 59) return std::nullopt;
  const Duration offset = hours(*h) + minutes(*m);
  return text[0] == '+' ? time - offset : time + offset;
}

std::string base64(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t n = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t word = 0;
    for (std::size_t j = 0; j < 3; ++j)
      word = word << 8 | (j < n ? static_cast<unsigned char>(bytes[i + j]) : 0u);
    for (std::size_t j = 0; j < 4; ++j) out += j <= n ? alphabet[word >> (18 - 6 * j) & 63] : '=';
  }
  return out;
}

std::optional<std::string> parse_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::string out;
  out.reserve(text.size() / 4 * 3);
  for (std::size_t i = 0; i < text.size(); i += 4) {
    const bool last = i + 4 == text.size();
    const int padding = last && text[i + 3] == '=' ? (text[i + 2] == '=' ? 2 : 1) : 0;
    std::uint32_t word = 0;
    for (int j = 0; j < 4; ++j) {
      const auto value = j >= 4 - padding ? 0 : alphabet.find(text[i + static_cast<std::size_t>(j)]);
      if (value == alphabet.npos) return std::nullopt;
      word = word << 6 | static_cast<std::uint32_t>(value);
    }
    for (int j = 0; j < 3 - padding; ++j) out += static_cast<char>(word >> (16 - 8 * j));
  }
  return out;
}

std::string md5_hex(std::string_view bytes) { return digest_hex(EVP_md5(), bytes); }
std::string sha256_hex(std::string_view bytes) { return digest_hex(EVP_sha256(), bytes); }

}  // namespace understudy::kit
