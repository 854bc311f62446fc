// Digests, and the files that name keys.
#include "gateway/auth_keys.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "gateway/auth_digest.hpp"

namespace understudy::gateway::auth {
namespace {

TEST(Digests, AreStandard) {
  const auto hex = [](const Digest& digest) {
    std::string out;
    append_hex(out, digest);
    return out;
  };
  EXPECT_EQ(hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  // RFC 4231, cases 2 and 6
  const auto bytes = [](std::string_view text) {
    return std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
  };
  EXPECT_EQ(hex(hmac(bytes("Jefe"), "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(
      hex(hmac(bytes(std::string(131, '\xaa')), "Test Using Larger Than Block-Size Key - Hash Key First")),
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  EXPECT_FALSE(parse_digest("e3b0"));
  EXPECT_FALSE(parse_digest(std::string(64, 'g')));
}

TEST(Credentials, FilesAreRead) {
  const auto profiles = parse_credentials(
      "# mine\n[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\r\naws_secret_access_key=a/b+c=\n"
      "[ other ]\naws_access_key_id=ASIAIOSFODNN7EXAMPLE\naws_secret_access_key=s\naws_session_token=t\n"
      "aws_account_id = 111122223333\ns3 =\n  max_queue_size = 100\n[role]\nrole_arn = "
      "arn:aws:iam::1:role/x\n");
  ASSERT_EQ(profiles.size(), 2u);
  EXPECT_EQ(profiles[0].secret_key, "a/b+c=");
  EXPECT_EQ(profiles[1].name, "other");
  const Keyring keys(profiles, "123456789012");
  EXPECT_EQ(keys.find("AKIAIOSFODNN7EXAMPLE")->account, "123456789012");
  EXPECT_EQ(keys.find("ASIAIOSFODNN7EXAMPLE")->arn, "arn:aws:iam::111122223333:root");
  EXPECT_EQ(keys.find("ASIAIOSFODNN7EXAMPLE")->session_token, "t");
  EXPECT_FALSE(keys.find("other"));
  for (const std::string_view wrong :
       {"aws_access_key_id=x\n", "[a\n", "[a]\nnonsense\n", "[a]\naws_access_key_id=AKIAIOSFODNN7EXAMPLE\n",
        "[a]\naws_access_key_id=short\naws_secret_access_key=x\n",
        "[a]\naws_access_key_id=AKIAIOSFODNN7EXAMPLE\naws_secret_access_key=x\naws_account_id=1\n"})
    EXPECT_THROW(parse_credentials(wrong), std::runtime_error) << wrong;
}

}  // namespace
}  // namespace understudy::gateway::auth
