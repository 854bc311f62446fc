// STS: sessions for identities that a SAML or an OpenID Connect provider vouches for.
#include <gmock/gmock.h>

#include "services/sts/state.hpp"
#include "tests/services/sts_world.hpp"

namespace understudy::test {
namespace {

using kit::hours;
using kit::seconds;
using testing::ElementsAre;
using testing::MatchesRegex;
using testing::Pair;

constexpr std::string_view role = "arn:aws:iam::123456789012:role/sso/Reader";
constexpr std::string_view provider = "arn:aws:iam::123456789012:saml-provider/Corp";
constexpr std::string_view role_pair =
    "arn:aws:iam::123456789012:saml-provider/Corp,arn:aws:iam::123456789012:role/sso/Reader";

std::string attribute(std::string_view name, std::initializer_list<std::string_view> values) {
  std::string out = fmt::format(R"(<a:Attribute Name="https://aws.amazon.com/SAML/Attributes/{}">)", name);
  for (const auto value : values)
    out += fmt::format(
        "<a:AttributeValue xmlns:x=\"http://www.w3.org/2001/XMLSchema\">\n  {}\n</a:AttributeValue>", value);
  return out + "</a:Attribute>";
}

// An assertion with the attributes given; prefixes as Shibboleth chooses them.
std::string response(const std::string& attributes, std::string_view statement = "") {
  return fmt::format(
      R"(<?xml version="1.0"?><p:Response xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol">)"
      R"(<a:Issuer xmlns:a="urn:oasis:names:tc:SAML:2.0:assertion">https://outer.example</a:Issuer>)"
      R"(<a:Assertion xmlns:a="urn:oasis:names:tc:SAML:2.0:assertion"><a:Issuer>https://idp.example</a:Issuer>)"
      R"(<a:Subject><a:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"> 7ca8 </a:NameID>)"
      R"(<a:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><a:SubjectConfirmationData )"
      R"(Recipient="https://signin.aws.amazon.com/saml"/></a:SubjectConfirmation></a:Subject>)"
      R"(<a:AuthnStatement {}/><a:AttributeStatement>{}</a:AttributeStatement></a:Assertion></p:Response>)",
      statement, attributes);
}

std::string usual() {
  return attribute("Role", {role_pair}) + attribute("RoleSessionName", {"bob@example.com"});
}

struct Federation : StsWorld {
  Reply saml(std::string_view xml, std::string_view more = "", std::string_view principal = provider) {
    return raw_saml(kit::base64(xml), more, principal);
  }
  Reply raw_saml(std::string_view assertion, std::string_view more = "",
                 std::string_view principal = provider) {
    return call("sts", "AssumeRoleWithSAML",
                fmt::format(R"({{"RoleArn":"{}","PrincipalArn":"{}","SAMLAssertion":"{}"{}}})", role,
                            principal, assertion, more));
  }
  Reply web(std::string_view token, std::string_view more = "") {
    return call("sts", "AssumeRoleWithWebIdentity",
                fmt::format(R"({{"RoleArn":"{}","RoleSessionName":"pod","WebIdentityToken":"{}"{}}})", role,
                            token, more));
  }
  Reply jwt(std::string_view claims, std::string_view more = "") {
    return web(kit::base64url(R"({"alg":"none"})") + "." + kit::base64url(claims) + ".c2ln", more);
  }
  const sts::Session& session(const Reply& reply) {
    return *kit::state_of<sts::State>(state({"123456789012", "aws-global", "sts"}))
                .sessions.find(reply.text("Credentials.AccessKeyId"));
  }
};

// ---- SAML

TEST(StsSaml, TellsWhatTheAssertionSays) {
  Federation world;
  const Reply reply = world.saml(response(usual()));
  ASSERT_TRUE(reply.ok()) << reply.json();
  EXPECT_EQ(reply.text("AssumedRoleUser.Arn"),
            "arn:aws:sts::123456789012:assumed-role/Reader/bob@example.com");
  EXPECT_EQ(reply.text("Subject"), "7ca8");
  EXPECT_EQ(reply.text("SubjectType"), "persistent");
  EXPECT_EQ(reply.text("Issuer"), "https://idp.example");
  EXPECT_EQ(reply.text("Audience"), "https://signin.aws.amazon.com/saml");
  // BASE64(SHA1("https://idp.example" "123456789012" "/Corp")), by another implementation.
  EXPECT_EQ(reply.text("NameQualifier"), "bDBnS1h8a7VlBYMlS03XICAVFng=");
  EXPECT_EQ(reply.time("Credentials.Expiration"), world.now() + hours(1));
  EXPECT_FALSE(reply.has("SourceIdentity"));
  world.sign_with(reply);
  EXPECT_EQ(world.who().text("Arn"), reply.text("AssumedRoleUser.Arn"));
}

TEST(StsSaml, RoleAndProviderInEitherOrder) {
  Federation world;
  const auto with = [&](std::string_view pairs) {
    return world.saml(response(attribute("Role", {"arn:aws:iam::123456789012:saml-provider/Corp,"
                                                  "arn:aws:iam::123456789012:role/Other",
                                                  pairs}) +
                               attribute("RoleSessionName", {"bob"})));
  };
  EXPECT_TRUE(with(role_pair).ok());
  EXPECT_TRUE(with(fmt::format("{} , {}", role, provider)).ok());
  const std::string refused = "AccessDenied: Not authorized to perform sts:AssumeRoleWithSAML";
  EXPECT_EQ(with(role).json(), refused);
  EXPECT_EQ(with(fmt::format("{},arn:aws:iam::123456789012:saml-provider/Else", role)).json(), refused);
  EXPECT_EQ(world.saml(response(usual()), "", "arn:aws:iam::123456789012:saml-provider/Else").json(),
            refused);
}

TEST(StsSaml, HowLong) {
  Federation world;
  const auto lasts = [&](const std::string& attributes, std::string_view statement = "",
                         std::string_view more = "") {
    return world.saml(response(attributes, statement), more).time("Credentials.Expiration") - world.now();
  };
  const std::string brief = usual() + attribute("SessionDuration", {"1800"});
  EXPECT_EQ(lasts(brief), seconds(1800));
  EXPECT_EQ(lasts(brief, "", R"(,"DurationSeconds":7200)"), hours(2));
  const auto ends = fmt::format(R"(SessionNotOnOrAfter="{}")", kit::rfc3339(world.now() + seconds(1200)));
  EXPECT_EQ(lasts(brief, ends), seconds(1200));
  EXPECT_EQ(lasts(usual(), ends, R"(,"DurationSeconds":900)"), seconds(900));
  world.advance(seconds(1200));
  EXPECT_EQ(world.saml(response(usual(), ends)).code(), "ExpiredTokenException");
  for (const char* bad : {"899", "43201", "an hour", "1800x", ""})
    EXPECT_EQ(world.saml(response(usual() + attribute("SessionDuration", {bad}))).code(),
              "InvalidIdentityTokenException");
  world.make_role("Reader", R"(,"Path":"/sso/")");
  EXPECT_EQ(world.saml(response(usual() + attribute("SessionDuration", {"3601"}))).code(), "ValidationError");
}

TEST(StsSaml, TagsAndSourceIdentity) {
  Federation world;
  const Reply reply = world.saml(
      response(usual() + attribute("SourceIdentity", {"bob"}) + attribute("PrincipalTag:Team", {"blue"}) +
               attribute("PrincipalTag:Stage", {"prod"}) + attribute("TransitiveTagKeys", {"Team"})));
  ASSERT_TRUE(reply.ok()) << reply.json();
  EXPECT_EQ(reply.text("SourceIdentity"), "bob");
  EXPECT_EQ(reply.number("PackedPolicySize"), 1);
  EXPECT_THAT(world.session(reply).tags, ElementsAre(Pair("Stage", "prod"), Pair("Team", "blue")));
  EXPECT_THAT(world.session(reply).transitive_tags, ElementsAre(Pair("Team", "blue")));
  EXPECT_EQ(world.session(reply).federated_provider, provider);
  EXPECT_EQ(world.credentials.at(reply.text("Credentials.AccessKeyId"))->source_identity, "bob");
  EXPECT_EQ(
      world.saml(response(usual() + attribute("PrincipalTag:a", {"1"}) + attribute("PrincipalTag:A", {"1"})))
          .code(),
      "InvalidIdentityTokenException");
}

TEST(StsSaml, Refused) {
  Federation world;
  const auto token = [&](const Reply& reply) {
    EXPECT_EQ(reply.code(), "InvalidIdentityTokenException");
    return reply.message();
  };
  EXPECT_EQ(token(world.raw_saml("not base64!")), "Invalid base64 SAMLResponse");
  for (const char* xml : {"", "text", "<Response>", "<Response/>", "<Other><Assertion/></Other>"})
    EXPECT_EQ(token(world.saml(xml)), "Invalid SAMLResponse") << xml;
  EXPECT_EQ(token(world.saml(response(attribute("Role", {role_pair})))),
            "RoleSessionName is required in AuthnResponse");
  EXPECT_EQ(
      token(world.saml(response(attribute("Role", {role_pair}) + attribute("RoleSessionName", {"a b"})))),
      "RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}");
  EXPECT_EQ(token(world.saml(response(usual() + attribute("SourceIdentity", {"x"})))),
            "Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with \"aws:\"");
  EXPECT_EQ(token(world.saml(response(attribute("RoleSessionName", {"bob"})))),
            "Role is required in AuthnResponse");
}

TEST(StsSaml, LinesInTheAssertion) {
  Federation world;
  std::string text = kit::base64("\n  " + response(usual()) + "\n");
  for (std::size_t at = 76; at < text.size(); at += 80) text.insert(at, "\\r\\n");
  EXPECT_TRUE(world.raw_saml(text).ok());
}

TEST(StsSaml, EntitiesDoNotExplode) {
  Federation world;
  std::string bomb = "<!DOCTYPE r [<!ENTITY a \"aaaaaaaaaa\">";
  for (char c = 'b'; c < 'k'; ++c)
    bomb += fmt::format("<!ENTITY {0} \"&{1};&{1};&{1};&{1};\">", c, static_cast<char>(c - 1));
  EXPECT_EQ(world
                .saml(bomb + "]>" +
                      response(attribute("Role", {role_pair}) + attribute("RoleSessionName", {"&j;"})))
                .code(),
            "InvalidIdentityTokenException");
}

// ---- Web identities

TEST(StsWebIdentity, TellsWhatTheTokenSays) {
  Federation world;
  const Reply reply = world.jwt(
      R"({"sub":"system:serviceaccount:a:b","aud":["sts.amazonaws.com","x"],"iss":"https://oidc.example",)"
      R"("https://aws.amazon.com/source_identity":"bob","https://aws.amazon.com/tags":{"principal_tags":)"
      R"({"Team":["blue"],"Stage":["prod"]},"transitive_tag_keys":["Stage"]}})");
  ASSERT_TRUE(reply.ok()) << reply.json();
  EXPECT_EQ(reply.text("SubjectFromWebIdentityToken"), "system:serviceaccount:a:b");
  EXPECT_EQ(reply.text("Audience"), "sts.amazonaws.com");
  EXPECT_EQ(reply.text("Provider"), "https://oidc.example");
  EXPECT_EQ(reply.text("SourceIdentity"), "bob");
  EXPECT_EQ(reply.text("AssumedRoleUser.Arn"), "arn:aws:sts::123456789012:assumed-role/Reader/pod");
  EXPECT_THAT(world.session(reply).tags, ElementsAre(Pair("Stage", "prod"), Pair("Team", "blue")));
  EXPECT_THAT(world.session(reply).transitive_tags, ElementsAre(Pair("Stage", "prod")));
  EXPECT_EQ(world.jwt(R"({"azp":"client","aud":"other"})").text("Audience"), "client");
}

TEST(StsWebIdentity, Expiry) {
  Federation world;
  const auto now = kit::epoch_seconds(world.now());
  EXPECT_TRUE(world.jwt(fmt::format(R"({{"exp":{}}})", now + 1)).ok());
  EXPECT_EQ(world.jwt(fmt::format(R"({{"exp":{}}})", now)).json(),
            fmt::format("ExpiredTokenException: Token expired: current date/time {0} must be before the "
                        "expiration date/time {0}",
                        now));
  EXPECT_EQ(world.jwt(R"({"exp":-1e300})").code(), "ExpiredTokenException");
  EXPECT_TRUE(world.jwt(R"({"exp":1e300})").ok());
  EXPECT_TRUE(world.jwt(R"({"exp":"soon"})").ok());
}

TEST(StsWebIdentity, OpaqueTokensTellNothing) {
  Federation world;
  const Reply reply = world.web("????", R"(,"ProviderId":"www.amazon.com")");
  ASSERT_TRUE(reply.ok()) << reply.json();
  EXPECT_EQ(reply.text("Provider"), "www.amazon.com");
  EXPECT_FALSE(reply.has("SubjectFromWebIdentityToken"));
  EXPECT_FALSE(reply.has("Audience"));
}

TEST(StsWebIdentity, Refused) {
  Federation world;
  for (const char* token : {"a.b.c", "..", "a.@@.c", "a.W10.c", "a.e30", "a.bnVsbA.c"}) {
    const Reply reply = world.web(token);
    if (std::string_view(token) == "a.e30") {
      EXPECT_TRUE(reply.ok());  // two parts make no JWT: opaque
    } else {
      EXPECT_EQ(
          reply.json(),
          "InvalidIdentityTokenException: The ID Token provided is not a valid JWT. (You may see this error "
          "if you sent an Access Token)")
          << token;
    }
  }
  // What a token may hold in the wrong form is no harm.
  EXPECT_TRUE(world.jwt(R"({"sub":1,"aud":[],"https://aws.amazon.com/tags":[1]})").ok());
  EXPECT_TRUE(
      world.jwt(R"({"https://aws.amazon.com/tags":{"principal_tags":[1],"transitive_tag_keys":"x"}})").ok());
  EXPECT_EQ(world.jwt(R"({"https://aws.amazon.com/tags":{"transitive_tag_keys":["x"]}})").code(),
            "InvalidParameterValue");
}

TEST(StsWebIdentity, GoesToTheRolesAccount) {
  Federation world;
  world.client.account = "999999999999";
  const Reply reply = world.web("token");
  EXPECT_EQ(reply.call().account, "123456789012");
  EXPECT_EQ(world.saml(response(usual())).call().account, "123456789012");
}

}  // namespace
}  // namespace understudy::test
