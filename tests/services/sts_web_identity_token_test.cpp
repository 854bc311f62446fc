// STS: tokens by which a principal shows itself to others, checked as those would check them.
#include <gmock/gmock.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "services/sts/state.hpp"
#include "tests/services/sts_world.hpp"

namespace understudy::test {
namespace {

using kit::seconds;
using testing::MatchesRegex;

struct Token {
  std::string text, head, body, signature;
  kit::Arena arena;
  kit::Value claims, aws;

  explicit Token(std::string token) : text(std::move(token)) {
    const auto first = text.find('.'), second = text.find('.', first + 1);
    head = kit::parse_base64url(text.substr(0, first)).value();
    body = kit::parse_base64url(text.substr(first + 1, second - first - 1)).value();
    signature = kit::parse_base64url(text.substr(second + 1)).value();
    claims = kit::parse_json(body, arena).value();
    aws = *claims.find("https://sts.amazonaws.com/");
  }
  std::string signed_part() const { return text.substr(0, text.rfind('.')); }
  std::string claim(std::string_view name) const { return show(claims, name); }
  std::string aws_claim(std::string_view name) const { return show(aws, name); }

 private:
  static std::string show(const kit::Value& in, std::string_view name) {
    const kit::Value* v = in.find(name);
    return v ? kit::to_json(*v) : "";
  }
};

struct TokenWorld : StsWorld {
  Reply ask(std::string_view algorithm, std::string_view more = "") {
    return call(
        "sts", "GetWebIdentityToken",
        fmt::format(R"({{"Audience":["https://api.example"],"SigningAlgorithm":"{}"{}}})", algorithm, more));
  }
  Token token(std::string_view algorithm, std::string_view more = "") {
    const Reply reply = ask(algorithm, more);
    EXPECT_TRUE(reply.ok()) << reply.json();
    return Token(reply.text("WebIdentityToken"));
  }
  const sts::State& sts() { return kit::state_of<sts::State>(state({"123456789012", "aws-global", "sts"})); }

  bool verifies(std::string_view algorithm, const Token& token) {
    const std::string& pem = sts().signing_keys.find(std::string(algorithm))->pem;
    const std::unique_ptr<BIO, decltype(&BIO_free)> bio(
        BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
        PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr), &EVP_PKEY_free);
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    EVP_DigestVerifyInit(context.get(), nullptr, algorithm == "RS256" ? EVP_sha256() : EVP_sha384(), nullptr,
                         key.get());
    const std::string text = token.signed_part();
    const std::string signature = algorithm == "RS256" ? token.signature : der(token.signature);
    return EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()),
                            signature.size(), reinterpret_cast<const unsigned char*>(text.data()),
                            text.size()) == 1;
  }

 private:
  static std::string der(const std::string& plain) {  // r and s of 48 bytes each
    EXPECT_EQ(plain.size(), 96u);
    const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> pair(ECDSA_SIG_new(), &ECDSA_SIG_free);
    const auto* bytes = reinterpret_cast<const unsigned char*>(plain.data());
    ECDSA_SIG_set0(pair.get(), BN_bin2bn(bytes, 48, nullptr), BN_bin2bn(bytes + 48, 48, nullptr));
    unsigned char* out = nullptr;
    const int size = i2d_ECDSA_SIG(pair.get(), &out);
    const std::string text(reinterpret_cast<char*>(out), static_cast<std::size_t>(size));
    OPENSSL_free(out);
    return text;
  }
};

TEST(StsWebIdentityToken, IsSigned) {
  for (const char* algorithm : {"RS256", "ES384"}) {
    TokenWorld world;
    for (int i = 0; i < 3; ++i) {
      Token token = world.token(algorithm);
      EXPECT_EQ(token.head,
                fmt::format(R"({{"kid":"{}","typ":"JWT","alg":"{}"}})",
                            algorithm == std::string_view("RS256") ? "RSA_0" : "EC384_0", algorithm));
      EXPECT_TRUE(world.verifies(algorithm, token));
      token.text[token.text.find('.') + 5] ^= 1;
      EXPECT_FALSE(world.verifies(algorithm, token));
    }
    EXPECT_EQ(world.sts().signing_keys.size(), 1u);  // one key for all of them
    EXPECT_EQ(world.sts().issuers.size(), 1u);
  }
}

TEST(StsWebIdentityToken, Claims) {
  TokenWorld world;
  world.client.region = "eu-west-1";
  const Reply reply = world.ask("ES384", R"(,"Tags":[{"Key":"job","Value":"7"}],"DurationSeconds":60)");
  const Token token(reply.text("WebIdentityToken"));
  const auto now = kit::epoch_seconds(world.now());
  EXPECT_EQ(token.claim("aud"), R"("https://api.example")");
  EXPECT_EQ(token.claim("sub"), R"("arn:aws:sts::123456789012:user/moto")");
  EXPECT_THAT(token.claim("iss"),
              MatchesRegex("\"https://[0-9a-f-]{36}\\.tokens\\.sts\\.global\\.api\\.aws\""));
  EXPECT_EQ(token.claim("iat"), std::to_string(now));
  EXPECT_EQ(token.claim("exp"), std::to_string(now + 60));
  EXPECT_EQ(reply.time("Expiration"), world.now() + seconds(60));
  EXPECT_THAT(token.claim("jti"), MatchesRegex("\"[0-9a-f-]{36}\""));
  EXPECT_EQ(kit::to_json(token.aws),
            R"({"aws_account":"123456789012","source_region":"eu-west-1","request_tags":{"job":"7"}})");
  const Token other = world.token("ES384");
  EXPECT_EQ(other.claim("iss"), token.claim("iss"));
  EXPECT_NE(other.claim("jti"), token.claim("jti"));
  EXPECT_EQ(other.claim("exp"), std::to_string(now + 300));
  const Token two(
      world.call("sts", "GetWebIdentityToken", R"({"Audience":["a","b"],"SigningAlgorithm":"ES384"})")
          .text("WebIdentityToken"));
  EXPECT_EQ(two.claim("aud"), R"(["a","b"])");
}

TEST(StsWebIdentityToken, OfARoleSession) {
  TokenWorld world;
  const std::string arn = world.make_role(
      "deploy", R"(,"Path":"/ci/","Tags":[{"Key":"Team","Value":"red"},{"Key":"Org","Value":"x"}])");
  const Reply session =
      world.assume(arn, R"(,"Tags":[{"Key":"Team","Value":"blue"}],"SourceIdentity":"admin")");
  world.sign_with(session);
  const Token token = world.token("ES384");
  EXPECT_EQ(token.claim("sub"), in_json(arn));                                   // the role's, with its path
  EXPECT_EQ(token.aws_claim("principal_tags"), R"({"Org":"x","Team":"blue"})");  // the session's tags win
  EXPECT_EQ(token.aws_claim("original_session_exp"),
            in_json(kit::rfc3339(session.time("Credentials.Expiration"))));
  EXPECT_EQ(token.aws_claim("source_identity"), R"("admin")");
}

TEST(StsWebIdentityToken, OfAUser) {
  TokenWorld world;
  world.call("iam", "CreateUser",
             R"({"UserName":"alice","Path":"/x/","Tags":[{"Key":"Team","Value":"red"}]})");
  world.client.access_key =
      world.call("iam", "CreateAccessKey", R"({"UserName":"alice"})").text("AccessKey.AccessKeyId");
  const Token token = world.token("ES384");
  EXPECT_EQ(token.claim("sub"), R"("arn:aws:iam::123456789012:user/x/alice")");
  EXPECT_EQ(token.aws_claim("principal_tags"), R"({"Team":"red"})");
  EXPECT_EQ(token.aws_claim("original_session_exp"), "");
}

TEST(StsWebIdentityToken, OfAFederatedSession) {
  TokenWorld world;
  const Reply session = world.call(
      "sts", "AssumeRoleWithWebIdentity",
      R"({"RoleArn":"arn:aws:iam::123456789012:role/r","RoleSessionName":"me","WebIdentityToken":"????",)"
      R"("ProviderId":"www.amazon.com"})");
  world.sign_with(session);
  EXPECT_EQ(world.token("ES384").aws_claim("federated_provider"), R"("www.amazon.com")");
}

TEST(StsWebIdentityToken, EndsWithItsSession) {
  TokenWorld world;
  world.sign_with(world.call("sts", "GetSessionToken", R"({"DurationSeconds":900})"));
  EXPECT_TRUE(world.ask("ES384", R"(,"DurationSeconds":900)").ok());
  EXPECT_EQ(
      world.ask("ES384", R"(,"DurationSeconds":901)").json(),
      "SessionDurationEscalationException: The requested token duration would extend the session beyond its "
      "original expiration time.");
}

TEST(StsWebIdentityToken, Refused) {
  TokenWorld world;
  EXPECT_EQ(
      world.ask("HS256").json(),
      "ValidationError: 1 validation error detected: Value 'HS256' at 'signingAlgorithm' failed to satisfy "
      "constraint: Member must satisfy enum value set: [RS256, ES384]");
  EXPECT_EQ(world.ask("ES384", R"(,"Tags":[{"Key":"a","Value":"1"},{"Key":"A","Value":"2"}])").code(),
            "InvalidParameterValue");
}

}  // namespace
}  // namespace understudy::test
