// RSA and ED25519 keys by OpenSSL; the wire forms are those of RFC 4253, RFC 8709 and OpenSSH's PROTOCOL.key.
#include "services/ec2/keys.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

#include "services/kit/format.hpp"

namespace understudy::ec2 {
namespace {

template <auto Free>
struct Freed {
  void operator()(auto* p) const { Free(p); }
};
using KeyPointer = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using BioPointer = std::unique_ptr<BIO, Freed<BIO_free_all>>;
using NumberPointer = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using ContextPointer = std::unique_ptr<BN_CTX, Freed<BN_CTX_free>>;

std::string digest_of(const EVP_MD* method, std::string_view bytes) {
  unsigned char out[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  EVP_Digest(bytes.data(), bytes.size(), out, &size, method, nullptr);
  return {reinterpret_cast<const char*>(out), size};
}

std::string with_colons(std::string_view bytes) {
  constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    if (!text.empty()) text += ':';
    text += digits[static_cast<unsigned char>(c) >> 4];
    text += digits[static_cast<unsigned char>(c) & 15];
  }
  return text;
}

std::string text_of(BIO* bio) {
  char* at = nullptr;
  const long size = BIO_get_mem_data(bio, &at);
  return {at, static_cast<std::size_t>(size)};
}

// ---- SSH's wire

void append_number(std::string& out, std::uint32_t number) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>((number >> shift) & 0xFF);
}
void append_string(std::string& out, std::string_view text) {
  append_number(out, static_cast<std::uint32_t>(text.size()));
  out += text;
}
void append_big(std::string& out, const BIGNUM* number) {
  std::string bytes(static_cast<std::size_t>(BN_num_bytes(number)), '\0');
  BN_bn2bin(number, reinterpret_cast<unsigned char*>(bytes.data()));
  if (!bytes.empty() && (bytes.front() & 0x80)) bytes.insert(bytes.begin(), '\0');
  append_string(out, bytes);
}

std::optional<std::string_view> take_string(std::string_view& from) {
  if (from.size() < 4) return {};
  std::uint32_t size = 0;
  for (int i = 0; i < 4; ++i)
    size = size << 8 | static_cast<unsigned char>(from[static_cast<std::size_t>(i)]);
  if (from.size() - 4 < size) return {};
  const std::string_view text = from.substr(4, size);
  from.remove_prefix(4 + size);
  return text;
}

// ---- Keys

NumberPointer number_of(const EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  EVP_PKEY_get_bn_param(key, name, &number);
  return NumberPointer(number);
}

constexpr BN_ULONG rsa_exponent = 65537;
constexpr std::size_t prime_bytes = 128;

// The two highest bits are set, so that the product of two has all of its 2048, and the exponent has an
// inverse.
NumberPointer draw_prime(kit::Generator& random, BN_CTX* context) {
  for (;;) {
    std::string bytes = random.bytes(prime_bytes);
    bytes.front() = static_cast<char>(bytes.front() | 0xC0);
    bytes.back() = static_cast<char>(bytes.back() | 1);
    NumberPointer number(BN_bin2bn(reinterpret_cast<const unsigned char*>(bytes.data()),
                                   static_cast<int>(prime_bytes), nullptr));
    if (BN_mod_word(number.get(), rsa_exponent) != 1 && BN_check_prime(number.get(), context, nullptr) == 1)
      return number;
  }
}

// p > q. The parts are those of RFC 8017, section 3.2.
KeyPointer rsa_of(const BIGNUM* p, const BIGNUM* q, BN_CTX* context) {
  const auto fresh = [] { return NumberPointer(BN_new()); };
  const NumberPointer n = fresh(), e = fresh(), p1(BN_dup(p)), q1(BN_dup(q)), phi = fresh(), dp = fresh(),
                      dq = fresh();
  BN_mul(n.get(), p, q, context);
  BN_set_word(e.get(), rsa_exponent);
  BN_sub_word(p1.get(), 1);
  BN_sub_word(q1.get(), 1);
  BN_mul(phi.get(), p1.get(), q1.get(), context);
  const NumberPointer d(BN_mod_inverse(nullptr, e.get(), phi.get(), context)),
      inverse(BN_mod_inverse(nullptr, q, p, context));
  BN_mod(dp.get(), d.get(), p1.get(), context);
  BN_mod(dq.get(), d.get(), q1.get(), context);
  const std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD_free>> parts(OSSL_PARAM_BLD_new());
  const std::pair<const char*, const BIGNUM*> numbers[] = {
      {OSSL_PKEY_PARAM_RSA_N, n.get()},          {OSSL_PKEY_PARAM_RSA_E, e.get()},
      {OSSL_PKEY_PARAM_RSA_D, d.get()},          {OSSL_PKEY_PARAM_RSA_FACTOR1, p},
      {OSSL_PKEY_PARAM_RSA_FACTOR2, q},          {OSSL_PKEY_PARAM_RSA_EXPONENT1, dp.get()},
      {OSSL_PKEY_PARAM_RSA_EXPONENT2, dq.get()}, {OSSL_PKEY_PARAM_RSA_COEFFICIENT1, inverse.get()}};
  for (const auto& [name, number] : numbers) OSSL_PARAM_BLD_push_BN(parts.get(), name, number);
  const std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM_free>> given(OSSL_PARAM_BLD_to_param(parts.get()));
  const std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>> maker(
      EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  EVP_PKEY* key = nullptr;
  if (EVP_PKEY_fromdata_init(maker.get()) <= 0 ||
      EVP_PKEY_fromdata(maker.get(), &key, EVP_PKEY_KEYPAIR, given.get()) <= 0)
    throw std::runtime_error("the RSA key cannot be made");
  return KeyPointer(key);
}

std::string raw_of(const EVP_PKEY* key, bool secret) {
  std::string raw(32, '\0');
  std::size_t size = raw.size();
  auto* at = reinterpret_cast<unsigned char*>(raw.data());
  (secret ? EVP_PKEY_get_raw_private_key : EVP_PKEY_get_raw_public_key)(key, at, &size);
  return raw;
}

std::string rsa_blob(const EVP_PKEY* key) {
  std::string blob;
  append_string(blob, "ssh-rsa");
  append_big(blob, number_of(key, OSSL_PKEY_PARAM_RSA_E).get());
  append_big(blob, number_of(key, OSSL_PKEY_PARAM_RSA_N).get());
  return blob;
}
std::string ed25519_blob(std::string_view raw) {
  std::string blob;
  append_string(blob, "ssh-ed25519");
  append_string(blob, raw);
  return blob;
}
std::string ed25519_fingerprint(std::string_view blob) { return kit::base64(digest_of(EVP_sha256(), blob)); }

std::string der_of(const EVP_PKEY* key) {
  unsigned char* at = nullptr;
  const int size = i2d_PUBKEY(key, &at);
  std::string der(reinterpret_cast<const char*>(at), size > 0 ? static_cast<std::size_t>(size) : 0);
  OPENSSL_free(at);
  return der;
}

std::string openssh_private(const EVP_PKEY* key) {
  const std::string open = raw_of(key, false), blob = ed25519_blob(open);
  std::string secret;
  const std::string check = digest_of(EVP_sha256(), open).substr(0, 4);  // twice the same, any value will do
  secret += check + check;
  append_string(secret, "ssh-ed25519");
  append_string(secret, open);
  append_string(secret, raw_of(key, true) + open);
  append_string(secret, "");
  for (char pad = 1; secret.size() % 8 != 0; ++pad) secret += pad;
  std::string all("openssh-key-v1\0", 15);
  append_string(all, "none");
  append_string(all, "none");
  append_string(all, "");
  append_number(all, 1);
  append_string(all, blob);
  append_string(all, secret);
  std::string text = "-----BEGIN OPENSSH PRIVATE KEY-----\n";
  const std::string base64 = kit::base64(all);
  for (std::size_t i = 0; i < base64.size(); i += 70) text += base64.substr(i, 70) + "\n";
  return text + "-----END OPENSSH PRIVATE KEY-----\n";
}

std::string make_rsa_pem(std::string_view state) {
  kit::Generator random;
  std::memcpy(random.state.data(), state.data(), std::min(state.size(), sizeof random.state));
  const ContextPointer context(BN_CTX_new());
  NumberPointer p = draw_prime(random, context.get()), q = draw_prime(random, context.get());
  if (BN_cmp(p.get(), q.get()) < 0) std::swap(p, q);
  const KeyPointer key = rsa_of(p.get(), q.get(), context.get());
  const BioPointer pem(BIO_new(BIO_s_mem()));
  PEM_write_bio_PrivateKey_traditional(pem.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  return text_of(pem.get());
}

std::optional<ReadKey> read_pem(std::string_view text) {
  const BioPointer bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  const KeyPointer key(PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr));
  if (!key || EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_RSA) return {};
  return ReadKey{"rsa", "ssh-rsa " + kit::base64(rsa_blob(key.get())),
                 with_colons(digest_of(EVP_md5(), der_of(key.get())))};
}

std::optional<ReadKey> read_der(std::string_view bytes) {
  const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
  const KeyPointer key(d2i_PUBKEY(nullptr, &at, static_cast<long>(bytes.size())));
  if (!key || EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_RSA) return {};
  return ReadKey{"rsa", "ssh-rsa " + kit::base64(rsa_blob(key.get())),
                 with_colons(digest_of(EVP_md5(), bytes))};
}

// The public key's DER (SubjectPublicKeyInfo) of an exponent and a modulus, written by hand: they come as
// bytes.
std::string der_length(std::size_t size) {
  std::string bytes;
  for (std::size_t rest = size; rest > 0; rest >>= 8)
    bytes.insert(bytes.begin(), static_cast<char>(rest & 0xFF));
  if (size < 0x80) return bytes.empty() ? std::string(1, '\0') : bytes;
  return std::string(1, static_cast<char>(0x80 | bytes.size())) + bytes;
}
std::string der_part(char tag, std::string_view content) {
  return std::string(1, tag) + der_length(content.size()) + std::string(content);
}
std::string der_of_rsa(std::string_view e, std::string_view n) {
  constexpr std::string_view rsa("\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00", 15);
  const std::string key = der_part(0x30, der_part(0x02, n) + der_part(0x02, e));
  return der_part(0x30, std::string(rsa) + der_part(0x03, std::string(1, '\0') + key));
}

// What white space and line breaks leave of a text.
std::string joined(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (std::string_view(" \t\r\n\\").find(c) == std::string_view::npos) out += c;
  return out;
}

std::optional<ReadKey> read_line(std::string_view type, std::string_view base64, std::string_view comment) {
  const auto blob = kit::parse_base64(joined(base64));
  if (!blob) return {};
  std::string_view rest = *blob;
  const auto named = take_string(rest);
  if (named != type) return {};
  const std::string line = std::string(type) + " " + std::string(base64) +
                           (comment.empty() ? std::string() : " " + std::string(comment));
  if (type == "ssh-ed25519") {
    const auto key = take_string(rest);
    if (!key || key->size() != 32 || !rest.empty()) return {};
    return ReadKey{"ed25519", line, ed25519_fingerprint(*blob)};
  }
  const auto e = take_string(rest), n = take_string(rest);
  if (!e || !n || e->empty() || !rest.empty() || n->size() < 128 || n->size() > 513) return {};
  return ReadKey{"rsa", line, with_colons(digest_of(EVP_md5(), der_of_rsa(*e, *n)))};
}

// The SSH public key file format: headers, some on several lines, then the key (RFC 4716, section 3).
std::optional<ReadKey> read_rfc4716(std::string_view text) {
  std::string body;
  bool in_header = false, ended = false;
  text.remove_prefix(std::min(text.find('\n'), text.size()));
  while (!text.empty()) {
    text.remove_prefix(1);
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(line.size());
    if ((ended = line.starts_with("---- END"))) break;
    const bool continued = !line.empty() && line.back() == '\\';
    if (!in_header && line.find(':') == line.npos) body += line;
    in_header = continued && (in_header || line.find(':') != line.npos);
  }
  const auto blob = ended ? kit::parse_base64(joined(body)) : std::nullopt;
  if (!blob) return {};
  std::string_view rest = *blob;
  const auto type = take_string(rest);
  if (!type || (*type != "ssh-rsa" && *type != "ssh-ed25519")) return {};
  return read_line(*type, joined(body), {});
}

}  // namespace

const kit::Work rsa_pem{"ec2.rsa_pem", make_rsa_pem};

MadeKey rsa_key_of(std::string_view pem) {
  const BioPointer from(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))), der(BIO_new(BIO_s_mem()));
  const KeyPointer key(PEM_read_bio_PrivateKey(from.get(), nullptr, nullptr, nullptr));
  if (!key) throw std::invalid_argument("this is no private key in PEM");
  i2d_PKCS8PrivateKey_bio(der.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  return {std::string(pem), "ssh-rsa " + kit::base64(rsa_blob(key.get())),
          with_colons(digest_of(EVP_sha1(), text_of(der.get())))};
}

MadeKey make_ed25519_key(kit::Generator& random) {
  const std::string secret = random.bytes(32);
  const KeyPointer key(EVP_PKEY_new_raw_private_key(
      EVP_PKEY_ED25519, nullptr, reinterpret_cast<const unsigned char*>(secret.data()), secret.size()));
  const std::string blob = ed25519_blob(raw_of(key.get(), false));
  return {openssh_private(key.get()), "ssh-ed25519 " + kit::base64(blob), ed25519_fingerprint(blob)};
}

std::optional<ReadKey> read_public_key(std::string_view text) {
  while (!text.empty() && std::string_view(" \t\r\n").find(text.back()) != text.npos) text.remove_suffix(1);
  if (text.starts_with("-----BEGIN PUBLIC KEY-----")) return read_pem(text);
  if (text.starts_with("---- BEGIN SSH2 PUBLIC KEY ----")) return read_rfc4716(text);
  const auto space = text.find(' ');
  const std::string_view type = text.substr(0, space);
  if (type == "ssh-rsa" || type == "ssh-ed25519") {
    if (space == text.npos) return {};
    text.remove_prefix(space + 1);
    const auto end = text.find(' ');
    return read_line(type, text.substr(0, end), end == text.npos ? std::string_view() : text.substr(end + 1));
  }
  const auto der = kit::parse_base64(text);
  return der ? read_der(*der) : std::nullopt;
}

}  // namespace understudy::ec2
