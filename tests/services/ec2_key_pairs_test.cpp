// Key pairs that EC2 makes: real RSA keys, the same again from the same seed.
#include <gtest/gtest.h>

#include "services/ec2/keys.hpp"
#include "tests/services/ec2_world.hpp"

namespace understudy::test {
namespace {

std::string made(std::string_view name, std::string_view before = "") {
  Ec2 world;
  if (!before.empty()) world.of("CreateKeyPair", "KeyName", before, R"(,"KeyType":"ed25519")");
  return world.of("CreateKeyPair", "KeyName", name).text("KeyMaterial");
}

TEST(Ec2KeyPairs, RsaKeysAreWhole) {
  Ec2 world;
  const auto pair = world.of("CreateKeyPair", "KeyName", "k");
  const std::string pem = pair.text("KeyMaterial");
  EXPECT_TRUE(pem.starts_with("-----BEGIN RSA PRIVATE KEY-----\n")) << pem;
  const ec2::MadeKey read = ec2::rsa_key_of(pem);
  EXPECT_EQ(pair.text("KeyFingerprint"), read.fingerprint);
  EXPECT_EQ(read.fingerprint.size(), 59u);
  const auto shown = world.ec2("DescribeKeyPairs", R"("IncludePublicKey":true)");
  EXPECT_EQ(shown.text("KeyPairs.0.PublicKey"), read.public_key + " k");
  EXPECT_EQ(world.of("CreateKeyPair", "KeyName", "k").code(), "InvalidKeyPair.Duplicate");
  EXPECT_EQ(world.of("CreateKeyPair", "KeyName", "l", R"(,"DryRun":true)").code(), "DryRunOperation");
  EXPECT_EQ(world.of("CreateKeyPair", "KeyName", "k", R"(,"DryRun":true)").code(),
            "InvalidKeyPair.Duplicate");
}

TEST(Ec2KeyPairs, FollowFromTheSeedAndTheName) {
  EXPECT_EQ(made("k"), made("k"));
  EXPECT_NE(made("k"), made("l"));
  EXPECT_NE(made("k"), made("k", "before"));
}

}  // namespace
}  // namespace understudy::test
