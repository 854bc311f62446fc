// MD5 by OpenSSL's own functions for it: fetching the method anew for each digest costs more than most bodies
// do.
#include "services/sqs/digest.hpp"

#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/md5.h>

#include <array>

#include "services/kit/hex.hpp"

namespace understudy::sqs {
namespace {

using Bytes = std::array<unsigned char, MD5_DIGEST_LENGTH>;

Digest hex(const Bytes& bytes) {
  char text[2 * MD5_DIGEST_LENGTH];
  kit::write_hex(text, bytes);
  return Digest({text, sizeof text});
}

}  // namespace

Digest digest_of(std::string_view body) {
  Bytes bytes;
  MD5(reinterpret_cast<const unsigned char*>(body.data()), body.size(), bytes.data());
  return hex(bytes);
}

struct AttributeDigest::Running {
  MD5_CTX md5;

  void add(std::string_view text) {
    const auto n = static_cast<std::uint32_t>(text.size());
    const unsigned char length[4] = {static_cast<unsigned char>(n >> 24), static_cast<unsigned char>(n >> 16),
                                     static_cast<unsigned char>(n >> 8), static_cast<unsigned char>(n)};
    MD5_Update(&md5, length, sizeof length);
    MD5_Update(&md5, text.data(), text.size());
  }
};

AttributeDigest::AttributeDigest() : running_(std::make_unique<Running>()) { MD5_Init(&running_->md5); }
AttributeDigest::~AttributeDigest() = default;

void AttributeDigest::add(std::string_view name, std::string_view type, std::string_view value) {
  running_->add(name);
  running_->add(type);
  const unsigned char kind = is_binary(type) ? 2 : 1;
  MD5_Update(&running_->md5, &kind, 1);
  running_->add(value);
}

Digest AttributeDigest::result() {
  Bytes bytes;
  MD5_Final(bytes.data(), &running_->md5);
  return hex(bytes);
}

}  // namespace understudy::sqs
