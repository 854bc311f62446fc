// Several digests at once: OpenSSL's over EVP, the checks by the kit's own tables.
#include "services/kit/digests.hpp"

#include <openssl/evp.h>

#include <new>

#include "services/kit/crc.hpp"

namespace understudy::kit {
namespace {

constexpr std::array<Hash, 3> by_openssl{Hash::md5, Hash::sha1, Hash::sha256};

const EVP_MD* algorithm(Hash hash) {
  switch (hash) {
    case Hash::md5: return EVP_md5();
    case Hash::sha1: return EVP_sha1();
    default: return EVP_sha256();
  }
}

}  // namespace

void Digests::set(Hash hash, std::uint64_t check) {
  char* to = bytes_.data() + place(hash);
  for (std::size_t i = size(hash); i-- > 0; check >>= 8) to[i] = static_cast<char>(check & 255);
  have_.add(hash);
}

void Hashing::Free::operator()(void* context) const { EVP_MD_CTX_free(static_cast<EVP_MD_CTX*>(context)); }

Hashing::Hashing(HashSet wanted) : wanted_(wanted) {
  for (std::size_t i = 0; i < by_openssl.size(); ++i) {
    if (!wanted.has(by_openssl[i])) continue;
    contexts_[i].reset(EVP_MD_CTX_new());
    if (!contexts_[i] || EVP_DigestInit_ex(static_cast<EVP_MD_CTX*>(contexts_[i].get()),
                                           algorithm(by_openssl[i]), nullptr) != 1)
      throw std::bad_alloc();
  }
}

void Hashing::add(std::string_view bytes) {
  for (const auto& context : contexts_)
    if (context) EVP_DigestUpdate(static_cast<EVP_MD_CTX*>(context.get()), bytes.data(), bytes.size());
  if (wanted_.has(Hash::crc32)) crc32_ = kit::crc32(crc32_, bytes);
  if (wanted_.has(Hash::crc32c)) crc32c_ = kit::crc32c(crc32c_, bytes);
  if (wanted_.has(Hash::crc64nvme)) crc64nvme_ = kit::crc64nvme(crc64nvme_, bytes);
}

Digests Hashing::finish() {
  Digests all;
  for (std::size_t i = 0; i < by_openssl.size(); ++i) {
    if (!contexts_[i]) continue;
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes;
    EVP_DigestFinal_ex(static_cast<EVP_MD_CTX*>(contexts_[i].get()), bytes.data(), nullptr);
    all.set(by_openssl[i], std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  }
  if (wanted_.has(Hash::crc32)) all.set(Hash::crc32, crc32_);
  if (wanted_.has(Hash::crc32c)) all.set(Hash::crc32c, crc32c_);
  if (wanted_.has(Hash::crc64nvme)) all.set(Hash::crc64nvme, crc64nvme_);
  return all;
}

Digests digest(std::string_view bytes, HashSet wanted) {
  Hashing hashing(wanted);
  hashing.add(bytes);
  return hashing.finish();
}

}  // namespace understudy::kit
