// STS: who calls, sessions and their end, roles assumed and chained.
#include "services/sts/state.hpp"

#include <gmock/gmock.h>

#include "services/kit/access_key.hpp"
#include "services/registry.hpp"
#include "tests/services/sts_world.hpp"

namespace understudy::test {
namespace {

using kit::hours;
using kit::seconds;
using testing::MatchesRegex;
using testing::StartsWith;

constexpr std::string_view unknown_role = "arn:aws:iam::123456789012:role/nobody-made-me";

std::string many(std::size_t n, char c) { return std::string(n, c); }

// ---- GetCallerIdentity

TEST(StsCaller, NobodyIssuedTheKey) {
  StsWorld world;
  EXPECT_EQ(world.who().json(), R"({"UserId":"AKIAIOSFODNN7EXAMPLE","Account":"123456789012",)"
                                R"("Arn":"arn:aws:sts::123456789012:user/moto"})");
  world.client.region = "cn-north-1";
  EXPECT_EQ(world.who().text("Arn"), "arn:aws-cn:sts::123456789012:user/moto");
  world.client.dialect = kit::Dialect::localstack;
  world.client.account = "000000000000";
  world.client.region = "eu-west-1";
  EXPECT_EQ(world.who().text("Arn"), "arn:aws:iam::000000000000:root");
  EXPECT_EQ(world.who().text("Account"), "000000000000");
}

TEST(StsCaller, User) {
  StsWorld world;
  world.call("iam", "CreateUser", R"({"UserName":"Alice","Path":"/staff/"})");
  const Reply key = world.call("iam", "CreateAccessKey", R"({"UserName":"alice"})");
  world.client.access_key = key.text("AccessKey.AccessKeyId");
  world.client.account = "999999999999";  // the key's own account counts
  EXPECT_EQ(world.who().text("Arn"), "arn:aws:iam::123456789012:user/staff/Alice");
  EXPECT_EQ(world.who().text("Account"), "123456789012");
  EXPECT_THAT(world.who().text("UserId"), StartsWith("AIDA"));
}

TEST(StsCaller, RoleSession) {
  StsWorld world;
  const Reply session = world.assume(world.make_role("deploy"));
  ASSERT_TRUE(session.ok()) << session.json();
  world.sign_with(session);
  EXPECT_EQ(world.who().text("Arn"), "arn:aws:sts::123456789012:assumed-role/deploy/tester");
  EXPECT_EQ(world.who().text("UserId"), session.text("AssumedRoleUser.AssumedRoleId"));
}

// ---- AssumeRole

TEST(StsAssumeRole, OfIam) {
  StsWorld world;
  const std::string arn = world.make_role("deploy", R"(,"Path":"/ci/","MaxSessionDuration":7200)");
  const std::string id = world.call("iam", "GetRole", R"({"RoleName":"deploy"})").text("Role.RoleId");
  const Reply session = world.assume(arn);
  ASSERT_TRUE(session.ok()) << session.json();
  // The path is not in the session's ARN.
  EXPECT_EQ(session.text("AssumedRoleUser.Arn"), "arn:aws:sts::123456789012:assumed-role/deploy/tester");
  EXPECT_EQ(session.text("AssumedRoleUser.AssumedRoleId"), id + ":tester");
  EXPECT_THAT(session.text("Credentials.AccessKeyId"), MatchesRegex("ASIA[A-Z2-7]{16}"));
  EXPECT_THAT(session.text("Credentials.SecretAccessKey"), MatchesRegex("[A-Za-z0-9+/]{40}"));
  EXPECT_EQ(session.text("Credentials.SessionToken").size(), 356u);
  EXPECT_THAT(session.text("Credentials.SessionToken"), StartsWith("FQoGZXIvYXdzE"));
  EXPECT_EQ(session.time("Credentials.Expiration"), world.now() + hours(1));
  EXPECT_FALSE(session.has("PackedPolicySize"));  // without policy and tags it is left out
  EXPECT_FALSE(session.has("SourceIdentity"));
}

TEST(StsAssumeRole, InEveryPartition) {
  StsWorld world;
  world.client.region = "cn-north-1";
  const std::string arn = world.make_role("deploy");
  EXPECT_EQ(arn, "arn:aws-cn:iam::123456789012:role/deploy");
  const std::string id = world.call("iam", "GetRole", R"({"RoleName":"deploy"})").text("Role.RoleId");
  const Reply session = world.assume(arn);
  EXPECT_EQ(session.text("AssumedRoleUser.AssumedRoleId"), id + ":tester");
  EXPECT_EQ(session.text("AssumedRoleUser.Arn"), "arn:aws-cn:sts::123456789012:assumed-role/deploy/tester");
}

TEST(StsAssumeRole, WhatIamDoesNotKnow) {
  StsWorld world;
  const Reply first = world.assume(unknown_role, R"(,"DurationSeconds":43200)"),
              second = world.assume(unknown_role);
  ASSERT_TRUE(first.ok()) << first.json();
  EXPECT_THAT(first.text("AssumedRoleUser.AssumedRoleId"), MatchesRegex("AROA[A-Z2-7]{17}:tester"));
  EXPECT_EQ(first.text("AssumedRoleUser.AssumedRoleId"), second.text("AssumedRoleUser.AssumedRoleId"));
  EXPECT_NE(first.text("Credentials.AccessKeyId"), second.text("Credentials.AccessKeyId"));
  // A role of that name elsewhere in the tree is another role.
  world.make_role("deploy", R"(,"Path":"/ci/")");
  EXPECT_NE(world.assume("arn:aws:iam::123456789012:role/deploy").text("AssumedRoleUser.AssumedRoleId"),
            world.assume("arn:aws:iam::123456789012:role/ci/deploy").text("AssumedRoleUser.AssumedRoleId"));
}

// As AWS words it: LocalStack recorded these.
TEST(StsAssumeRole, ArnsThatAreNone) {
  StsWorld world;
  for (const char* arn :
       {"nothing-valid-in-here", "arn::b:::something/test-role", "arn:a::::something/test-role",
        "arn:a:::something/test-role", "arn:a:a::aaaaaaaaaa:", "arn:aws:iam::aaaaaaaaaaaa:role/x",
        "arn:aws:iam::12345678901:role/x", "arn:aws:iam::123456789012:user/x",
        "arn:aws:iam::123456789012:role/", "arn:aws:iam::123456789012:role/path/"}) {
    const Reply refused = world.assume(arn);
    EXPECT_EQ(refused.json(), fmt::format("ValidationError: {} is invalid", arn));
  }
}

TEST(StsAssumeRole, HowLong) {
  StsWorld world;
  const std::string hour = world.make_role("hour"),
                    day = world.make_role("day", R"(,"MaxSessionDuration":43200)");
  EXPECT_EQ(world.assume(hour, R"(,"DurationSeconds":900)").time("Credentials.Expiration"),
            world.now() + seconds(900));
  EXPECT_TRUE(world.assume(hour, R"(,"DurationSeconds":3600)").ok());
  const std::string too_long =
      "ValidationError: The requested DurationSeconds exceeds the MaxSessionDuration set for this role.";
  EXPECT_EQ(world.assume(hour, R"(,"DurationSeconds":3601)").json(), too_long);
  EXPECT_TRUE(world.assume(day, R"(,"DurationSeconds":43200)").ok());

  // Chained, an hour is the most; the role's own limit comes first.
  world.sign_with(world.assume(day));
  EXPECT_TRUE(world.assume(day, R"(,"DurationSeconds":3600)").ok());
  EXPECT_EQ(world.assume(day, R"(,"DurationSeconds":3601)").json(),
            "ValidationError: The requested DurationSeconds exceeds the 1 hour session limit for roles "
            "assumed by role chaining.");
  EXPECT_EQ(world.assume(hour, R"(,"DurationSeconds":3601)").json(), too_long);

  // A session of GetSessionToken chains nothing.
  world.sign_with_nothing();
  world.sign_with(world.call("sts", "GetSessionToken"));
  EXPECT_TRUE(world.assume(day, R"(,"DurationSeconds":43200)").ok());
}

TEST(StsAssumeRole, OfOtherAccounts) {
  StsWorld world;
  world.client.account = "111111111111";
  const std::string arn = world.make_role("theirs");
  world.client.account = "123456789012";
  const Reply session = world.assume(arn);
  ASSERT_TRUE(session.ok()) << session.json();
  EXPECT_EQ(session.call().account, "111111111111");  // where it is kept
  EXPECT_EQ(kit::account_of_key(session.text("Credentials.AccessKeyId")), "111111111111");
  EXPECT_EQ(session.text("AssumedRoleUser.Arn"), "arn:aws:sts::111111111111:assumed-role/theirs/tester");
  world.sign_with(session);
  EXPECT_EQ(world.who().text("Account"), "111111111111");
}

TEST(StsAssumeRole, OwnerOfAnArnThatIsNoneIsTheCaller) {
  StsWorld world;
  EXPECT_EQ(world.assume("arn:aws:iam::11111111111:role/x").call().account, "123456789012");
  EXPECT_EQ(world.assume("arn:aws:iam::aaaaaaaaaaaa:role/x").call().account, "123456789012");
}

TEST(StsAssumeRole, SourceIdentity) {
  StsWorld world;
  const Reply first = world.assume(unknown_role, R"(,"SourceIdentity":"admin")");
  EXPECT_EQ(first.text("SourceIdentity"), "admin");
  world.sign_with(first);
  EXPECT_EQ(world.assume(unknown_role).text("SourceIdentity"), "admin");
  EXPECT_EQ(world.assume(unknown_role, R"(,"SourceIdentity":"admin")").text("SourceIdentity"), "admin");
  EXPECT_EQ(world.assume(unknown_role, R"(,"SourceIdentity":"someone")").json(),
            "ValidationError: The source identity is already set for this assume role session");
}

TEST(StsAssumeRole, MfaTakesBothParts) {
  StsWorld world;
  const std::string refused =
      "AccessDenied: MultiFactorAuthentication failed, must provide both MFA serial number and one time pass "
      "code.";
  EXPECT_TRUE(world.assume(unknown_role, R"(,"SerialNumber":"GAHT12345678","TokenCode":"123456")").ok());
  EXPECT_EQ(world.assume(unknown_role, R"(,"SerialNumber":"GAHT12345678")").json(), refused);
  EXPECT_EQ(world.assume(unknown_role, R"(,"TokenCode":"123456")").json(), refused);
  EXPECT_EQ(world.call("sts", "GetSessionToken", R"({"TokenCode":"123456"})").json(), refused);
}

// ---- Session policies and tags

TEST(StsPolicies, ArePacked) {
  StsWorld world;
  const std::string policy =
      R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}})";
  EXPECT_EQ(
      world.assume(unknown_role, fmt::format(R"(,"Policy":{})", in_json(policy))).number("PackedPolicySize"),
      5);
  const Reply arns =
      world.assume(unknown_role, R"(,"PolicyArns":[{"arn":"arn:aws:iam::aws:policy/ReadOnlyAccess"},)"
                                 R"({"arn":"arn:aws:iam::123456789012:policy/team/Mine"}])");
  EXPECT_EQ(arns.number("PackedPolicySize"), 4);
  const std::string fat = fmt::format(R"({{"Statement":[],"Id":"{}"}})", many(3000, 'x'));
  const Reply refused = world.assume(unknown_role, fmt::format(R"(,"Policy":{})", in_json(fat)));
  EXPECT_EQ(
      refused.json(),
      "PackedPolicyTooLargeException: Packed policy consumes 148% of allotted space, please use smaller "
      "policy.");
}

TEST(StsPolicies, Malformed) {
  StsWorld world;
  const auto refused = [&](std::string_view policy) {
    return world.assume(unknown_role, fmt::format(R"(,"Policy":{})", in_json(policy))).json();
  };
  EXPECT_EQ(refused("{"), "MalformedPolicyDocumentException: The policy is not in the valid JSON format.");
  EXPECT_EQ(refused("[]"), "MalformedPolicyDocumentException: The policy is not in the valid JSON format.");
  for (const char* policy : {"{}", R"({"Statement":1})", R"({"Statement":["x"]})"})
    EXPECT_EQ(refused(policy), "MalformedPolicyDocumentException: Syntax errors in policy.") << policy;
  EXPECT_EQ(world.assume(unknown_role, R"(,"PolicyArns":[{"arn":"arn:aws:iam::aws:role/NoPolicy"}])").json(),
            "ValidationError: ARN arn:aws:iam::aws:role/NoPolicy is not valid.");
  std::string eleven = R"({"arn":"arn:aws:iam::aws:policy/P"})";
  for (int i = 0; i < 10; ++i) eleven += R"(,{"arn":"arn:aws:iam::aws:policy/P"})";
  EXPECT_EQ(world.assume(unknown_role, fmt::format(R"(,"PolicyArns":[{}])", eleven)).code(),
            "ValidationError");
}

TEST(StsTags, TransitiveOnesGoOn) {
  StsWorld world;
  const Reply first =
      world.assume(unknown_role, R"(,"Tags":[{"Key":"Team","Value":"blue"},{"Key":"Stage","Value":"prod"}],)"
                                 R"("TransitiveTagKeys":["team"])");
  ASSERT_TRUE(first.ok()) << first.json();
  EXPECT_EQ(first.number("PackedPolicySize"), 1);
  world.sign_with(first);
  const Reply second = world.assume(unknown_role, R"(,"Tags":[{"Key":"Stage","Value":"test"}])");
  ASSERT_TRUE(second.ok()) << second.json();
  const auto& sessions =
      kit::state_of<sts::State>(world.state({"123456789012", "aws-global", "sts"})).sessions;
  const auto* session = sessions.find(second.text("Credentials.AccessKeyId"));
  ASSERT_TRUE(session);
  EXPECT_THAT(session->tags,
              testing::ElementsAre(testing::Pair("Stage", "test"), testing::Pair("Team", "blue")));
  EXPECT_THAT(session->transitive_tags, testing::ElementsAre(testing::Pair("Team", "blue")));
  world.sign_with(second);  // and on
  EXPECT_EQ(
      world.assume(unknown_role, R"(,"Tags":[{"Key":"TEAM","Value":"red"}])").json(),
      "InvalidParameterValue: One of the specified transitive tag keys can't be set because it conflicts "
      "with a transitive tag key from the calling session.");
}

TEST(StsTags, Refused) {
  StsWorld world;
  EXPECT_EQ(
      world.assume(unknown_role, R"(,"Tags":[{"Key":"a","Value":"1"},{"Key":"A","Value":"2"}])").json(),
      "InvalidParameterValue: Duplicate tag keys found. Please note that Tag keys are case insensitive.");
  EXPECT_EQ(
      world.assume(unknown_role, R"(,"Tags":[{"Key":"a","Value":"1"}],"TransitiveTagKeys":["b"])").json(),
      "InvalidParameterValue: The specified transitive tag key must be included in the requested tags.");
  std::string tags;
  for (int i = 0; i < 10; ++i)
    tags += fmt::format(R"({}{{"Key":"k{}","Value":"{}"}})", i ? "," : "", i, many(256, 'v'));
  EXPECT_EQ(world.assume(unknown_role, fmt::format(R"(,"Tags":[{}])", tags)).json(),
            "PackedPolicyTooLargeException: Packed size of session tags consumes 126% of allotted space.");
}

// ---- GetSessionToken, GetFederationToken

TEST(StsSessionToken, KeepsTheCaller) {
  StsWorld world;
  world.call("iam", "CreateUser", R"({"UserName":"alice"})");
  world.client.access_key =
      world.call("iam", "CreateAccessKey", R"({"UserName":"alice"})").text("AccessKey.AccessKeyId");
  const Reply session = world.call("sts", "GetSessionToken");
  EXPECT_EQ(session.time("Credentials.Expiration"), world.now() + hours(12));
  const std::string user = world.who().json();
  world.sign_with(session);
  EXPECT_EQ(world.who().json(), user);
  EXPECT_EQ(world.call("sts", "GetSessionToken").json(),
            "AccessDenied: Cannot call GetSessionToken with session credentials");
  EXPECT_EQ(world.call("sts", "GetFederationToken", R"({"Name":"bob"})").json(),
            "AccessDenied: Cannot call GetFederationToken with session credentials");
}

TEST(StsFederationToken, NamesItsUser) {
  StsWorld world;
  const Reply token = world.call("sts", "GetFederationToken", R"({"Name":"bob","DurationSeconds":903})");
  ASSERT_TRUE(token.ok()) << token.json();
  EXPECT_EQ(token.text("FederatedUser.FederatedUserId"), "123456789012:bob");
  EXPECT_EQ(token.text("FederatedUser.Arn"), "arn:aws:sts::123456789012:federated-user/bob");
  EXPECT_TRUE(token.has("PackedPolicySize"));  // AWS tells 0 here
  EXPECT_EQ(token.number("PackedPolicySize"), 0);
  EXPECT_EQ(token.time("Credentials.Expiration"), world.now() + seconds(903));
  world.sign_with(token);
  EXPECT_EQ(world.who().text("Arn"), "arn:aws:sts::123456789012:federated-user/bob");
  EXPECT_EQ(world.who().text("UserId"), "123456789012:bob");
  world.sign_with_nothing();
  EXPECT_EQ(world
                .call("sts", "GetFederationToken",
                      R"({"Name":"bob","Tags":[{"Key":"a","Value":"1"},{"Key":"A","Value":"2"}]})")
                .code(),
            "InvalidParameterValue");
}

// ---- Time

TEST(StsTime, SessionsEnd) {
  StsWorld world;
  const Reply brief = world.assume(unknown_role, R"(,"DurationSeconds":900)");
  const Reply longer = world.assume(unknown_role);
  const auto key = [](const Reply& reply) { return reply.text("Credentials.AccessKeyId"); };
  EXPECT_EQ(world.credentials.at(key(brief))->expires, brief.time("Credentials.Expiration"));
  const kit::Place place{"123456789012", "aws-global", "sts"};
  EXPECT_EQ(world.state(place).next_deadline(), world.now() + seconds(900));
  world.advance(seconds(899));
  EXPECT_TRUE(world.credentials.contains(key(brief)));
  world.advance(seconds(1));
  EXPECT_FALSE(world.credentials.contains(key(brief)));
  EXPECT_TRUE(world.credentials.contains(key(longer)));
  EXPECT_EQ(kit::state_of<sts::State>(world.state(place)).sessions.size(), 1u);
  world.advance(hours(100));
  EXPECT_TRUE(world.credentials.empty());
  EXPECT_EQ(world.state(place).next_deadline(), kit::never);
}

TEST(StsTime, AnswersTellWholeSeconds) {
  StsWorld world;
  world.advance(kit::milliseconds(1700));
  EXPECT_EQ(world.call("sts", "GetSessionToken", R"({"DurationSeconds":900})").time("Credentials.Expiration"),
            std::chrono::floor<seconds>(world.now()) + seconds(900));
}

// Another shard's answer may take a while: the session begins when it is there.
TEST(StsTime, WhileIamIsAsked) {
  StsWorld world;
  const std::string arn = world.make_role("deploy");
  world.hold = true;
  const Reply waiting = world.assume(arn);
  EXPECT_FALSE(waiting.done());
  world.advance(hours(2));
  world.call("sts", "GetCallerIdentity");
  world.deliver();
  ASSERT_TRUE(waiting.done());
  EXPECT_EQ(waiting.time("Credentials.Expiration"), world.now() + hours(1));
}

TEST(StsTime, IamThatCannotAnswerKnowsNoRole) {
  StsWorld world;
  world.stand_in = [](const kit::Request& request, kit::Arena&) {
    EXPECT_EQ(request.operation, "GetRole");
    EXPECT_EQ(request.to, (kit::Place{"123456789012", "aws-global", "iam"}));
    return kit::Answer{{}, kit::Failure("ServiceUnavailable", "later", 503)};
  };
  EXPECT_TRUE(world.assume(unknown_role).ok());
}

// ---- The small ones

TEST(StsAccessKeyInfo, TellsTheAccount) {
  StsWorld world;
  const auto account_of = [&](std::string_view key) {
    return world.call("sts", "GetAccessKeyInfo", fmt::format(R"({{"AccessKeyId":"{}"}})", key))
        .text("Account");
  };
  world.client.account = "222222222222";
  const std::string session = world.assume(unknown_role).text("Credentials.AccessKeyId");
  const std::string token = world.call("sts", "GetSessionToken").text("Credentials.AccessKeyId");
  world.call("iam", "CreateUser", R"({"UserName":"alice"})");
  const std::string key =
      world.call("iam", "CreateAccessKey", R"({"UserName":"alice"})").text("AccessKey.AccessKeyId");
  world.client.account = "333333333333";
  EXPECT_EQ(account_of(session), "123456789012");
  EXPECT_EQ(account_of(token), "222222222222");
  EXPECT_EQ(account_of(key), "222222222222");
  EXPECT_EQ(account_of("AKIAIOSFODNN7EXAMPLE"), "333333333333");  // nobody's: the asker's
}

TEST(StsAuthorizationMessage, IsRead) {
  StsWorld world;
  const std::string sealed = kit::seal("authorization-message", R"({"allowed":false})");
  EXPECT_EQ(
      world.call("sts", "DecodeAuthorizationMessage", fmt::format(R"({{"EncodedMessage":"{}"}})", sealed))
          .text("DecodedMessage"),
      R"({"allowed":false})");
  for (const std::string& bad : {std::string("x"), "A" + sealed, sealed + "A", kit::seal("other", "{}")})
    EXPECT_EQ(
        world.call("sts", "DecodeAuthorizationMessage", fmt::format(R"({{"EncodedMessage":"{}"}})", bad))
            .json(),
        "InvalidAuthorizationMessageException: Message is not valid");
}

TEST(StsAssumeRoot, OfAMember) {
  StsWorld world;
  const std::string policy =
      R"("TaskPolicyArn":{"arn":"arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy"})";
  for (const char* target : {"444444444444", "arn:aws:iam::444444444444:root"}) {
    const Reply root =
        world.call("sts", "AssumeRoot", fmt::format(R"({{"TargetPrincipal":"{}",{}}})", target, policy));
    ASSERT_TRUE(root.ok()) << root.json();
    EXPECT_EQ(root.time("Credentials.Expiration"), world.now() + seconds(900));
    world.sign_with(root);
    EXPECT_EQ(world.who().json(), R"({"UserId":"444444444444","Account":"444444444444",)"
                                  R"("Arn":"arn:aws:sts::444444444444:assumed-root"})");
    world.sign_with_nothing();
  }
  EXPECT_EQ(
      world.call("sts", "AssumeRoot", fmt::format(R"({{"TargetPrincipal":"not-an-account",{}}})", policy))
          .json(),
      "ValidationError: not-an-account is invalid");
  EXPECT_EQ(world
                .call("sts", "AssumeRoot",
                      R"({"TargetPrincipal":"444444444444",)"
                      R"("TaskPolicyArn":{"arn":"arn:aws:iam::aws:policy/root-task/Anything"}})")
                .code(),
            "ValidationError");
}

TEST(StsDelegatedAccess, TradesItsTokenIn) {
  StsWorld world;
  const auto trade = [&](const std::string& text) {
    return world.call("sts", "GetDelegatedAccessToken",
                      fmt::format(R"({{"TradeInToken":"{}"}})", kit::seal("trade-in-token", text)));
  };
  const auto later = kit::epoch_seconds(world.now()) + 60;
  const Reply access = trade(fmt::format(
      R"({{"principal":"arn:aws:iam::123456789012:role/theirs","expires":{},"duration":1200}})", later));
  ASSERT_TRUE(access.ok()) << access.json();
  EXPECT_EQ(access.text("AssumedPrincipal"), "arn:aws:iam::123456789012:role/theirs");
  EXPECT_EQ(access.time("Credentials.Expiration"), world.now() + seconds(1200));
  const std::string refused = "ExpiredTradeInTokenException";
  EXPECT_EQ(trade(fmt::format(R"({{"principal":"x","expires":{}}})", later - 60)).code(), refused);
  EXPECT_EQ(trade("[]").code(), refused);
  EXPECT_EQ(trade("").code(), refused);
  EXPECT_EQ(world.call("sts", "GetDelegatedAccessToken", R"({"TradeInToken":"abc"})").code(), refused);
}

// ---- The state

TEST(StsState, KeysStayApart) {
  StsWorld world;
  for (int i = 0; i < 20'000; ++i) world.call("sts", "GetSessionToken");
  EXPECT_EQ(world.credentials.size(), 20'000u);
}

TEST(StsState, ViewsRoundTrip) {
  StsWorld world;
  world.assume(unknown_role,
               R"(,"Tags":[{"Key":"Team","Value":"blue"}],"TransitiveTagKeys":["Team"],)"
               R"("SourceIdentity":"admin","SerialNumber":"GAHT12345678","TokenCode":"123456",)"
               R"("Policy":"{\"Statement\":[]}","PolicyArns":[{"arn":"arn:aws:iam::aws:policy/P"}])");
  world.call("sts", "GetWebIdentityToken", R"({"Audience":["a"],"SigningAlgorithm":"ES384"})");
  kit::AnyState& state = world.state({"123456789012", "aws-global", "sts"});
  kit::Arena arena;
  const kit::Value view = state.view(arena);
  const kit::Service& service = *registry::find("sts");
  const auto restored = service.make();
  restored->restore(view);
  EXPECT_TRUE(kit::same(view, restored->view(arena)));
  EXPECT_EQ(restored->next_deadline(), state.next_deadline());
  // Through JSON, as users store it, too.
  const auto again = service.make();
  again->restore(*kit::parse_json(kit::to_json(view), arena));
  EXPECT_EQ(kit::to_json(again->view(arena)), kit::to_json(view));
}

}  // namespace
}  // namespace understudy::test
