// Keys of key pairs: made, read, and in the texts that SSH and EC2 have for them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace understudy::ec2 {

struct MadeKey {
  std::string material;     // the private key: PEM of RSA, OpenSSH's own form of ED25519
  std::string public_key;   // "ssh-rsa AAAA..."
  std::string fingerprint;  // SHA-1 of the private key's DER in hex, or OpenSSH's SHA-256 in base64
};
// Keys are real, so no seed repeats them.
MadeKey make_rsa_key();  // 2048 bits: takes some 100 ms
MadeKey make_ed25519_key();

struct ReadKey {
  std::string type;  // "rsa", "ed25519"
  std::string public_key;
  std::string fingerprint;  // MD5 of the public key's DER in hex, or as above
};
// OpenSSH's line, PEM, or DER in base64. Nothing for what is none of these, or no key that EC2 takes.
std::optional<ReadKey> read_public_key(std::string_view text);

}  // namespace understudy::ec2
