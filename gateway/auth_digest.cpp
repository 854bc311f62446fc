// Digests over OpenSSL's EVP, and the small store of derived keys.
#include "gateway/auth_digest.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <functional>
#include <new>

#include "services/kit/format.hpp"
#include "services/kit/hex.hpp"

namespace understudy::gateway::auth {
namespace {

constexpr std::size_t block = 64;  // of SHA-256

const EVP_MD* algorithm() {
  static const std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> fetched(
      EVP_MD_fetch(nullptr, "SHA256", nullptr), &EVP_MD_free);
  return fetched.get();
}

EVP_MD_CTX* context_of(const auto& held) { return static_cast<EVP_MD_CTX*>(held.get()); }

Sha256& of_thread() {
  thread_local Sha256 one;
  return one;
}

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
std::string_view text_of(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Digest derive(std::string_view secret, std::string_view date, std::string_view region,
              std::string_view service) {
  const std::string first = std::string("AWS4").append(secret);
  const Digest of_date = hmac(bytes_of(first), date);
  return hmac(hmac(hmac(of_date, region), service), "aws4_request");
}

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = static_cast<char>(c | 0x20);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

}  // namespace

void Sha256::Free::operator()(void* context) const { EVP_MD_CTX_free(static_cast<EVP_MD_CTX*>(context)); }

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
  if (!context_ || EVP_DigestInit_ex2(context_of(context_), algorithm(), nullptr) != 1)
    throw std::bad_alloc();
}

void Sha256::add(std::string_view bytes) {
  EVP_DigestUpdate(context_of(context_), bytes.data(), bytes.size());
}

Digest Sha256::finish() {
  Digest digest;
  EVP_DigestFinal_ex(context_of(context_), digest.data(), nullptr);
  EVP_DigestInit_ex2(context_of(context_), nullptr, nullptr);
  return digest;
}

Digest sha256(std::string_view bytes) {
  Sha256& digest = of_thread();
  digest.add(bytes);
  return digest.finish();
}

Digest hmac(std::span<const std::uint8_t> key, std::string_view text) {
  Digest short_key;
  if (key.size() > block) {
    short_key = sha256(text_of(key));
    key = short_key;
  }
  std::array<std::uint8_t, block> pad;
  const auto padded = [&](std::uint8_t with) {
    for (std::size_t i = 0; i < block; ++i)
      pad[i] = static_cast<std::uint8_t>((i < key.size() ? key[i] : 0) ^ with);
    return text_of(pad);
  };
  Sha256& digest = of_thread();
  digest.add(padded(0x36));
  digest.add(text);
  const Digest inner = digest.finish();
  digest.add(padded(0x5c));
  digest.add(text_of(inner));
  return digest.finish();
}

std::string hmac_sha1(std::string_view key, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned size = 0;
  HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), bytes.data(), &size);
  return kit::base64({reinterpret_cast<const char*>(bytes.data()), size});
}

void append_hex(std::string& out, const Digest& digest) {
  std::array<char, 2 * sizeof(Digest)> text;
  kit::write_hex(text.data(), digest);
  out.append(text.data(), text.size());
}

std::optional<Digest> parse_digest(std::string_view hex) {
  Digest digest;
  if (hex.size() != 2 * digest.size()) return {};
  for (std::size_t i = 0; i < digest.size(); ++i) {
    const int high = digit(hex[2 * i]), low = digit(hex[2 * i + 1]);
    if (high < 0 || low < 0) return {};
    digest[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return digest;
}

bool same(const Digest& a, const Digest& b) { return CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0; }

Digest signing_key(std::string_view secret, std::string_view date, std::string_view region,
                   std::string_view service) {
  struct Derived {
    std::string of;
    Digest key;
  };
  thread_local std::array<Derived, 64> derived;
  thread_local std::string of;
  of.clear();
  for (const std::string_view part : {secret, date, region, service}) of.append(part).push_back('\0');
  Derived& place = derived[std::hash<std::string_view>()(of) % derived.size()];
  if (place.of != of) {
    place.key = derive(secret, date, region, service);
    place.of = of;
  }
  return place.key;
}

}  // namespace understudy::gateway::auth
