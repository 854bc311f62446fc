// Keys of key pairs: made, read, and in the texts that SSH and EC2 have for them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/kit/pooled.hpp"
#include "services/kit/random.hpp"

namespace understudy::ec2 {

struct MadeKey {
  std::string material;     // the private key: PEM of RSA, OpenSSH's own form of ED25519
  std::string public_key;   // "ssh-rsa AAAA..."
  std::string fingerprint;  // SHA-1 of the private key's DER in hex, or OpenSSH's SHA-256 in base64
};
// Keys are real, and follow from what the generator draws.
// 2048 bits, in PEM, out of a generator's state (16 bytes): takes some 100 ms, so the pool does it.
extern const kit::Work rsa_pem;
MadeKey rsa_key_of(std::string_view pem);
MadeKey make_ed25519_key(kit::Generator& random);

struct ReadKey {
  std::string type;  // "rsa", "ed25519"
  std::string public_key;
  std::string fingerprint;  // MD5 of the public key's DER in hex, or as above
};
// OpenSSH's line, PEM, or DER in base64. Nothing for what is none of these, or no key that EC2 takes.
std::optional<ReadKey> read_public_key(std::string_view text);

}  // namespace understudy::ec2
