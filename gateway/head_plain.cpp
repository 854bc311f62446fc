// One pass over a plain head, values sixteen bytes at a time where the processor can.
#include "gateway/head_plain.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "gateway/protocol/text.hpp"

namespace understudy::gateway {
namespace {

using protocol::equal_without_case;

constexpr std::array<bool, 256> marked(std::string_view extra) {
  std::array<bool, 256> set{};
  for (int c = 'a'; c <= 'z'; ++c) set[c] = set[c - 'a' + 'A'] = true;
  for (int c = '0'; c <= '9'; ++c) set[c] = true;
  for (const char c : extra) set[static_cast<unsigned char>(c)] = true;
  return set;
}
constexpr auto name_characters = marked("-");  // of RFC 9110's tokens those that names are made of
constexpr auto target_characters = marked("-._~!$&'()*+,;=:@%/?");

constexpr std::array<std::string_view, 7> methods{"POST", "GET", "PUT", "HEAD", "DELETE", "PATCH", "OPTIONS"};

const char* skip(const char* at, const char* end, const std::array<bool, 256>& set) {
  while (at != end && set[static_cast<unsigned char>(*at)]) ++at;
  return at;
}

// The first character that is none of a plain name.
const char* name_end(const char* at, const char* end) {
#ifdef __SSE2__
  const auto within = [](__m128i bytes, char first, char last) {
    const __m128i from = _mm_sub_epi8(bytes, _mm_set1_epi8(first));
    return _mm_cmpeq_epi8(_mm_min_epu8(from, _mm_set1_epi8(static_cast<char>(last - first))), from);
  };
  for (; end - at >= 16; at += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const __m128i letters = within(_mm_or_si128(bytes, _mm_set1_epi8(0x20)), 'a', 'z');
    const __m128i others = _mm_or_si128(within(bytes, '0', '9'), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('-')));
    const auto good = static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(letters, others)));
    if (good != 0xFFFF) return at + std::countr_one(good);
  }
#endif
  return skip(at, end, name_characters);
}

// The first control character (but for tabs) from here on, or the end.
const char* value_end(const char* at, const char* end) {
#ifdef __SSE2__
  const __m128i last_control = _mm_set1_epi8(0x1f), deleted = _mm_set1_epi8(0x7f);
  for (; end - at >= 16; at += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, last_control), bytes);
    const auto found =
        static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(control, _mm_cmpeq_epi8(bytes, deleted))));
    if (found == 0) continue;
    at += std::countr_zero(found);
    break;
  }
#endif
  const auto plain = [](unsigned char c) { return (c >= ' ' && c != 0x7f) || c == '\t'; };
  while (at != end && plain(static_cast<unsigned char>(*at))) ++at;
  return at;
}

bool blank(char c) { return c == ' ' || c == '\t'; }

// Fields that say how the message goes on. False: not plain.
bool take_field(std::string_view name, std::string_view value, Head& head) {
  switch (name.size()) {
    case 4:
      if (!equal_without_case(name, "host")) return true;
      if (head.host.data()) return false;
      head.host = value;
      return true;
    case 6: return !equal_without_case(name, "expect");
    case 7: return !equal_without_case(name, "upgrade");
    case 10:
      if (!equal_without_case(name, "connection")) return true;
      if (equal_without_case(value, "close")) head.keep_alive = false;
      return equal_without_case(value, "close") || equal_without_case(value, "keep-alive");
    case 14: {
      if (!equal_without_case(name, "content-length")) return true;
      const auto length = protocol::parse_integer(value);
      if (!length || value.front() < '0' || value.front() > '9' || head.length) return false;
      head.length = static_cast<std::uint64_t>(*length);
      return true;
    }
    case 16: return !equal_without_case(name, "proxy-connection");
    case 17: return !equal_without_case(name, "transfer-encoding");
    default: return true;
  }
}

// Behind the method, the target and HTTP/1.1; null when that is not plain.
const char* take_line(std::string_view bytes, Head& head) {
  const std::string_view method = bytes.substr(0, bytes.find(' '));
  if (std::ranges::find(methods, method) == methods.end()) return nullptr;
  const char* const end = bytes.data() + bytes.size();
  const char* const target = bytes.data() + method.size() + 1;
  if (target == end || *target != '/') return nullptr;
  const char* const target_end = skip(target, end, target_characters);
  constexpr std::string_view version = " HTTP/1.1\r\n";
  if (!std::string_view(target_end, end).starts_with(version)) return nullptr;
  head.request.method = method;
  take_target({target, target_end}, head.request);  // refuses none of these
  return target_end + version.size();
}

}  // namespace

bool read_plain_head(std::string_view bytes, std::vector<protocol::Field>& fields, Head& head) {
  if (bytes.size() > max_line) return false;
  const char* const end = bytes.data() + bytes.size();
  const char* at = take_line(bytes, head);
  if (!at) return false;
  while (end - at > 2) {
    const char* const name = at;
    const char* const colon = name_end(at, end);
    if (colon == name || colon == end || *colon != ':') return false;
    for (at = colon + 1; at != end && blank(*at);) ++at;
    const char* value = at;
    at = value_end(at, end);
    const char* last = at;
    while (last != value && blank(last[-1])) --last;
    if (last == value || end - at < 4 || at[0] != '\r' || at[1] != '\n' || blank(at[2])) return false;
    at += 2;
    if (fields.size() == max_fields) return false;
    fields.push_back({{name, colon}, {value, last}});
    if (!take_field(fields.back().name, fields.back().value, head)) return false;
  }
  return end - at == 2 && at[0] == '\r' && at[1] == '\n' && head.host.data();
}

}  // namespace understudy::gateway
