// Sealing: 16 hex digits of a SHA-256, then the text.
#include "services/kit/sealed.hpp"

#include <algorithm>

#include "services/kit/format.hpp"

namespace understudy::kit {
namespace {

constexpr std::size_t digest_size = 16;

std::string digest(std::string_view purpose, std::string_view text) {
  return sha256_hex(std::string(purpose).append(1, '\0').append(text)).substr(0, digest_size);
}

}  // namespace

std::string base64url(std::string_view bytes) {
  std::string text = base64(bytes);
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  text.erase(std::min(text.find('='), text.size()));
  return text;
}

std::optional<std::string> parse_base64url(std::string_view text) {
  if (text.find_first_of("+/=") != text.npos) return std::nullopt;
  std::string plain(text);
  std::ranges::replace(plain, '-', '+');
  std::ranges::replace(plain, '_', '/');
  plain.append((4 - plain.size() % 4) % 4, '=');
  return parse_base64(plain);
}

std::string seal(std::string_view purpose, std::string_view text) {
  return base64url(digest(purpose, text).append(text));
}

std::optional<std::string> unseal(std::string_view purpose, std::string_view sealed) {
  auto plain = parse_base64url(sealed);
  if (!plain || plain->size() < digest_size) return std::nullopt;
  std::string text = plain->substr(digest_size);
  if (plain->substr(0, digest_size) != digest(purpose, text)) return std::nullopt;
  return text;
}

}  // namespace understudy::kit
