// Contexts by OpenSSL, and a certificate that the server signs itself.
#include "gateway/tls.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <array>
#include <stdexcept>
#include <string_view>

namespace understudy::gateway {
namespace {

struct Free {
  void operator()(EVP_PKEY* p) const { EVP_PKEY_free(p); }
  void operator()(X509* p) const { X509_free(p); }
  void operator()(X509_EXTENSION* p) const { X509_EXTENSION_free(p); }
  void operator()(BIO* p) const { BIO_free(p); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

constexpr long days = 24 * 60 * 60;
constexpr long valid_from = -1 * days, valid_until = 397 * days;  // clients' clocks differ

// S3's buckets and SQS's endpoint styles stand one label deeper, and a star covers one label only.
constexpr const char* names =
    "DNS:localhost,DNS:*.localhost,DNS:*.s3.localhost,DNS:localhost.localstack.cloud,"
    "DNS:*.localhost.localstack.cloud,DNS:*.s3.localhost.localstack.cloud,"
    "DNS:*.queue.localhost.localstack.cloud,DNS:*.us-east-1.localhost.localstack.cloud,"
    "IP:127.0.0.1,IP:0:0:0:0:0:0:0:1";

[[noreturn]] void fail(const std::string& what) {
  std::array<char, 256> why{};
  ERR_error_string_n(ERR_get_error(), why.data(), why.size());
  throw std::runtime_error(what + ": " + why.data());
}

void require(bool good, const char* what) {
  if (!good) fail(what);
}

void add_extension(X509* certificate, int kind, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const Owned<X509_EXTENSION> extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value));
  require(extension && X509_add_ext(certificate, extension.get(), -1) == 1, "a certificate cannot be made");
}

Owned<X509> make_certificate(EVP_PKEY* key) {
  Owned<X509> made(X509_new());
  require(made != nullptr, "a certificate cannot be made");
  X509* const x = made.get();
  std::array<unsigned char, 16> serial;
  require(RAND_bytes(serial.data(), serial.size()) == 1, "no random bytes");
  serial[0] &= 0x7f;  // positive
  const std::unique_ptr<BIGNUM, void (*)(BIGNUM*)> number(BN_bin2bn(serial.data(), serial.size(), nullptr),
                                                          [](BIGNUM* n) { BN_free(n); });
  X509_set_version(x, X509_VERSION_3);
  BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(x));
  X509_gmtime_adj(X509_getm_notBefore(x), valid_from);
  X509_gmtime_adj(X509_getm_notAfter(x), valid_until);
  X509_set_pubkey(x, key);
  X509_NAME* const subject = X509_get_subject_name(x);
  const auto name = [&](const char* field, const char* value) {
    X509_NAME_add_entry_by_txt(subject, field, MBSTRING_ASC, reinterpret_cast<const unsigned char*>(value),
                               -1, -1, 0);
  };
  name("O", "Understudy");
  name("CN", "localhost");
  X509_set_issuer_name(x, subject);
  // It is its own authority, so that a client may name it as its bundle of authorities.
  add_extension(x, NID_basic_constraints, "critical,CA:TRUE");
  add_extension(x, NID_key_usage, "critical,digitalSignature,keyCertSign");
  add_extension(x, NID_ext_key_usage, "serverAuth");
  add_extension(x, NID_subject_key_identifier, "hash");
  add_extension(x, NID_subject_alt_name, names);
  require(X509_sign(x, key, EVP_sha256()) > 0, "a certificate cannot be signed");
  return made;
}

std::string to_pem(X509* certificate) {
  const Owned<BIO> out(BIO_new(BIO_s_mem()));
  require(out && PEM_write_bio_X509(out.get(), certificate) == 1, "a certificate cannot be written");
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(out.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

// What the client offers and we like best, HTTP/2 first as everywhere.
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* length, const unsigned char* offered,
                    unsigned offered_length, void*) {
  constexpr std::string_view ours("\x02h2\x08http/1.1", 12);
  unsigned char* found = nullptr;
  if (SSL_select_next_proto(&found, length, reinterpret_cast<const unsigned char*>(ours.data()),
                            static_cast<unsigned>(ours.size()), offered,
                            offered_length) != OPENSSL_NPN_NEGOTIATED)
    return SSL_TLSEXT_ERR_NOACK;
  *chosen = found;
  return SSL_TLSEXT_ERR_OK;
}

std::unique_ptr<SSL_CTX, FreeSsl> make_context() {
  std::unique_ptr<SSL_CTX, FreeSsl> context(SSL_CTX_new(TLS_server_method()));
  require(context != nullptr, "TLS cannot be set up");
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                      SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_alpn_select_cb(context.get(), choose_protocol, nullptr);
  return context;
}

}  // namespace

Tls::Tls(const std::string& certificate, const std::string& key) : context_(make_context()) {
  ERR_clear_error();
  if (SSL_CTX_use_certificate_chain_file(context_.get(), certificate.c_str()) != 1)
    fail("the certificate " + certificate + " cannot be used");
  if (SSL_CTX_use_PrivateKey_file(context_.get(), key.c_str(), SSL_FILETYPE_PEM) != 1)
    fail("the certificate's key " + key + " cannot be used");
  if (SSL_CTX_check_private_key(context_.get()) != 1)
    fail("the key " + key + " does not fit the certificate " + certificate);
}

Tls::Tls() : context_(make_context()) {
  ERR_clear_error();
  const Owned<EVP_PKEY> key(EVP_EC_gen("P-256"));
  require(key != nullptr, "a key cannot be made");
  const Owned<X509> made = make_certificate(key.get());
  require(SSL_CTX_use_certificate(context_.get(), made.get()) == 1 &&
              SSL_CTX_use_PrivateKey(context_.get(), key.get()) == 1,
          "the certificate made cannot be used");
  pem_ = to_pem(made.get());
}

SslSession Tls::session(int socket) const {
  SslSession session(SSL_new(context_.get()));
  if (!session || SSL_set_fd(session.get(), socket) != 1) return nullptr;
  SSL_set_accept_state(session.get());
  return session;
}

}  // namespace understudy::gateway
