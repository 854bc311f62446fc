// Policies against requests: the examples of the IAM and S3 user guides, and what the text around them says.
#include "services/policy/evaluate.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace understudy::policy {
namespace {

Document parsed(std::string_view text) {
  auto made = parse(text);
  EXPECT_TRUE(std::holds_alternative<Document>(made)) << text;
  return std::holds_alternative<Document>(made) ? std::get<Document>(made) : Document();
}

Document one(std::string_view statement) {
  return parsed(R"({"Version":"2012-10-17","Statement":[)" + std::string(statement) + "]}");
}

Request request(std::string_view action = "s3:GetObject",
                std::string_view resource = "arn:aws:s3:::amzn-s3-demo-bucket/photos/cat.jpg") {
  Request made;
  made.principal = {.anonymous = false,
                    .account = "111122223333",
                    .arn = "arn:aws:iam::111122223333:user/JohnDoe",
                    .canonical_id = "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be",
                    .service = {}};
  made.action = action;
  made.resource = resource;
  return made;
}

bool allows(std::string_view rest, const Request& asked) {
  return evaluate(one(R"({"Effect":"Allow",)" + std::string(rest) + "}"), asked) == Decision::allow;
}

// ---- Actions and resources

TEST(Actions, MatchWithoutCaseAndWithWildcards) {
  const auto may = [](std::string_view actions, std::string_view action) {
    return allows(R"("Resource":"*","Action":)" + std::string(actions), request(action));
  };
  EXPECT_TRUE(may(R"("s3:GetObject")", "s3:GetObject"));
  EXPECT_TRUE(may(R"("S3:getobject")", "s3:GetObject"));
  EXPECT_TRUE(may(R"("s3:Get*")", "s3:GetObjectVersion"));
  EXPECT_TRUE(may(R"(["s3:PutObject","s3:*Object"])", "s3:GetObject"));
  EXPECT_TRUE(may(R"("s3:?etObject")", "s3:GetObject"));
  EXPECT_TRUE(may(R"("*")", "sqs:SendMessage"));
  EXPECT_FALSE(may(R"("s3:GetObject")", "s3:GetObjectVersion"));
  EXPECT_FALSE(may(R"("sqs:*")", "s3:GetObject"));
}

TEST(Actions, NotActionIsEverythingElse) {
  const Document policy = one(R"({"Effect":"Deny","NotAction":["iam:*","s3:Get*"],"Resource":"*"})");
  EXPECT_EQ(evaluate(policy, request("s3:PutObject")), Decision::deny);
  EXPECT_EQ(evaluate(policy, request("s3:GetObject")), Decision::none);
  EXPECT_EQ(evaluate(policy, request("iam:CreateUser")), Decision::none);
}

TEST(Resources, MatchPartByPart) {
  const auto may = [](std::string_view resources, std::string_view resource) {
    return allows(R"("Action":"*","Resource":)" + std::string(resources), request("s3:GetObject", resource));
  };
  EXPECT_TRUE(may(R"("*")", "arn:aws:s3:::b/k"));
  EXPECT_TRUE(may(R"("arn:aws:s3:::b/*")", "arn:aws:s3:::b/a/b/c"));
  EXPECT_TRUE(may(R"("arn:aws:s3:::b/*")", "arn:aws:s3:::b/a:b"));
  EXPECT_FALSE(may(R"("arn:aws:s3:::b/*")", "arn:aws:s3:::b"));
  EXPECT_TRUE(may(R"(["arn:aws:s3:::b","arn:aws:s3:::b/*"])", "arn:aws:s3:::b"));
  EXPECT_TRUE(may(R"("arn:aws:s3:::b/Development/?")", "arn:aws:s3:::b/Development/x"));
  EXPECT_FALSE(may(R"("arn:aws:s3:::b/Development/?")", "arn:aws:s3:::b/Development/xy"));
  EXPECT_TRUE(may(R"("arn:aws:*")", "arn:aws:sqs:us-east-1:1:q"));
  EXPECT_TRUE(may(R"("arn:aws:sqs:*:444455556666:test*")", "arn:aws:sqs:eu-west-1:444455556666:test1"));
  EXPECT_FALSE(may(R"("arn:aws:sqs:*:444455556666:test*")", "arn:aws:sqs:eu-west-1:999955556666:test1"));
  EXPECT_FALSE(may(R"("arn:aws:s*:q")", "arn:aws:sqs:us-east-1:1:q"));
  EXPECT_FALSE(may(R"("arn:aws:s3:::B/*")", "arn:aws:s3:::b/k"));
}

TEST(Resources, NotResourceIsEverythingElse) {
  const Document policy = one(
      R"({"Effect":"Deny","Action":"s3:*","NotResource":["arn:aws:s3:::HRBucket/Payroll","arn:aws:s3:::HRBucket/Payroll/*"]})");
  EXPECT_EQ(evaluate(policy, request("s3:GetObject", "arn:aws:s3:::HRBucket/Plans")), Decision::deny);
  EXPECT_EQ(evaluate(policy, request("s3:GetObject", "arn:aws:s3:::HRBucket/Payroll/may")), Decision::none);
}

// ---- Principals

TEST(Principals, EverybodyAnAccountOrOne) {
  Request asked = request();
  const auto is = [&](std::string_view principal) {
    return allows(R"("Action":"*","Resource":"*","Principal":)" + std::string(principal), asked);
  };
  EXPECT_TRUE(is(R"("*")"));
  EXPECT_TRUE(is(R"({"AWS":"*"})"));
  EXPECT_TRUE(is(R"({"AWS":"111122223333"})"));
  EXPECT_TRUE(is(R"({"AWS":["999999999999","arn:aws:iam::111122223333:root"]})"));
  EXPECT_TRUE(is(R"({"AWS":"arn:aws:iam::111122223333:user/JohnDoe"})"));
  EXPECT_FALSE(is(R"({"AWS":"arn:aws:iam::111122223333:user/johndoe"})"));
  EXPECT_FALSE(is(R"({"AWS":"999999999999"})"));
  EXPECT_FALSE(is(R"({"Service":"ec2.amazonaws.com"})"));
  EXPECT_TRUE(is(R"({"CanonicalUser":"79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"})"));
  asked.principal.arn = "arn:aws:sts::111122223333:assumed-role/Reader/session-1";
  EXPECT_TRUE(is(R"({"AWS":"arn:aws:iam::111122223333:role/Reader"})"));
  EXPECT_TRUE(is(R"({"AWS":"arn:aws:iam::111122223333:role/team/Reader"})"));
  EXPECT_TRUE(is(R"({"AWS":"arn:aws:sts::111122223333:assumed-role/Reader/session-1"})"));
  EXPECT_FALSE(is(R"({"AWS":"arn:aws:sts::111122223333:assumed-role/Reader/session-2"})"));
  EXPECT_FALSE(is(R"({"AWS":"arn:aws:iam::111122223333:role/Writer"})"));
  asked.principal = {.anonymous = true, .account = {}, .arn = {}, .canonical_id = {}, .service = {}};
  EXPECT_TRUE(is(R"("*")"));
  EXPECT_TRUE(is(R"({"AWS":"*"})"));
  EXPECT_FALSE(is(R"({"AWS":"111122223333"})"));
  asked.principal = {.anonymous = false,
                     .account = {},
                     .arn = {},
                     .canonical_id = {},
                     .service = "logging.s3.amazonaws.com"};
  EXPECT_TRUE(is(R"({"Service":["ec2.amazonaws.com","logging.s3.amazonaws.com"]})"));
  EXPECT_FALSE(is(R"({"AWS":"111122223333"})"));
}

TEST(Principals, NotPrincipalDeniesAllOthers) {
  const Document policy = one(
      R"({"Effect":"Deny","NotPrincipal":{"AWS":["arn:aws:iam::111122223333:user/JohnDoe","arn:aws:iam::111122223333:root"]},"Action":"s3:*","Resource":"*"})");
  EXPECT_EQ(evaluate(policy, request()), Decision::none);
  Request other = request();
  other.principal.account = "444455556666";
  other.principal.arn = "arn:aws:iam::444455556666:user/Jane";
  EXPECT_EQ(evaluate(policy, other), Decision::deny);
}

// ---- Effects

TEST(Effects, ADenialCountsMoreThanAnyAllowance) {
  const Document policy = one(
      R"({"Effect":"Deny","Action":"s3:GetObject","Resource":"arn:aws:s3:::amzn-s3-demo-bucket/photos/*"},
         {"Effect":"Allow","Action":"s3:*","Resource":"*"})");
  EXPECT_EQ(evaluate(policy, request()), Decision::deny);
  EXPECT_EQ(evaluate(policy, request("s3:PutObject")), Decision::allow);
  EXPECT_EQ(evaluate(policy, request("sqs:SendMessage")), Decision::none);
  EXPECT_EQ(stronger(Decision::allow, Decision::deny), Decision::deny);
  EXPECT_EQ(stronger(Decision::allow, Decision::none), Decision::allow);
}

// ---- Conditions

struct Case {
  std::string_view condition;
  std::vector<std::pair<std::string_view, std::string_view>> context;
  bool holds;
};

void check(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    Request asked = request();
    for (const auto& [key, value] : c.context) asked.context.add(key, std::string(value));
    EXPECT_EQ(allows(R"("Action":"*","Resource":"*","Condition":{)" + std::string(c.condition) + "}", asked),
              c.holds)
        << c.condition << " with " << c.context.size() << " values";
  }
}

TEST(Conditions, OfStrings) {
  constexpr std::string_view equals = R"("StringEquals":{"aws:PrincipalTag/job":["iamuser-admin","ops"]})";
  constexpr std::string_view like = R"("StringLike":{"s3:prefix":["","home/*","a?c"]})";
  check({{equals, {{"aws:PrincipalTag/job", "ops"}}, true},
         {equals, {{"AWS:principaltag/JOB", "ops"}}, true},
         {equals, {{"aws:PrincipalTag/job", "Ops"}}, false},
         {equals, {}, false},
         {R"("StringEqualsIgnoreCase":{"k":"oPs"})", {{"k", "OpS"}}, true},
         {R"("StringNotEqualsIgnoreCase":{"k":"oPs"})", {{"k", "OpS"}}, false},
         {R"("StringNotEquals":{"k":["a","b"]})", {{"k", "b"}}, false},
         {R"("StringNotEquals":{"k":["a","b"]})", {{"k", "c"}}, true},
         {R"("StringNotEquals":{"k":"a"})", {}, true},
         {R"("StringEquals":{"k":"a*"})", {{"k", "ab"}}, false},
         {like, {{"s3:prefix", ""}}, true},
         {like, {{"s3:prefix", "home/me/x"}}, true},
         {like, {{"s3:prefix", "abc"}}, true},
         {like, {{"s3:prefix", "abbc"}}, false},
         {R"("StringNotLike":{"k":"a*"})", {{"k", "abc"}}, false},
         {R"("StringNotLike":{"k":"a*"})", {{"k", "xbc"}}, true}});
}

TEST(Conditions, AllOperatorsAndAllKeysMustHold) {
  constexpr std::string_view both = R"("StringEquals":{"a":"1","b":["2","3"]},"NumericLessThan":{"n":"10"})";
  check({{both, {{"a", "1"}, {"b", "3"}, {"n", "9"}}, true},
         {both, {{"a", "1"}, {"b", "4"}, {"n", "9"}}, false},
         {both, {{"a", "1"}, {"b", "3"}, {"n", "10"}}, false},
         {both, {{"a", "1"}, {"b", "3"}}, false}});
}

TEST(Conditions, OfNumbersAndDates) {
  check({{R"("NumericEquals":{"s3:max-keys":"10"})", {{"s3:max-keys", "10.0"}}, true},
         {R"("NumericEquals":{"s3:max-keys":10})", {{"s3:max-keys", "10"}}, true},
         {R"("NumericNotEquals":{"k":"10"})", {{"k", "11"}}, true},
         {R"("NumericLessThanEquals":{"s3:max-keys":"10"})", {{"s3:max-keys", "10"}}, true},
         {R"("NumericLessThanEquals":{"s3:max-keys":"10"})", {{"s3:max-keys", "11"}}, false},
         {R"("NumericGreaterThan":{"k":"-1.5"})", {{"k", "-1"}}, true},
         {R"("NumericGreaterThanEquals":{"k":"3"})", {{"k", "2.999"}}, false},
         {R"("NumericEquals":{"k":"3"})", {{"k", "three"}}, false},
         {R"("DateGreaterThan":{"aws:CurrentTime":"2030-01-01T00:00:00Z"})",
          {{"aws:CurrentTime", "2030-01-01T00:00:01Z"}},
          true},
         {R"("DateGreaterThan":{"aws:CurrentTime":"2030-01-01T00:00:00Z"})",
          {{"aws:CurrentTime", "2029-12-31T23:59:59Z"}},
          false},
         {R"("DateLessThan":{"aws:EpochTime":"2030-01-01"})", {{"aws:EpochTime", "1"}}, true},
         {R"("DateEquals":{"d":"2030-01-01T00:00Z"})", {{"d", "2030-01-01T01:00:00+01:00"}}, true},
         {R"("DateNotEquals":{"d":"2030-01"})", {{"d", "2030-01-01T00:00:00Z"}}, false},
         {R"("DateLessThanEquals":{"d":"1893456000"})", {{"d", "2030-01-01T00:00:00Z"}}, true},
         {R"("DateLessThan":{"d":"2031"})", {{"d", "1e300"}}, false},  // no time at all
         {R"("DateGreaterThanEquals":{"d":"2031"})", {{"d", "2030-12-31T23:59:59Z"}}, false}});
}

TEST(Conditions, OfBooleansBytesAndAddresses) {
  constexpr std::string_view from =
      R"("IpAddress":{"aws:SourceIp":["203.0.113.0/24","2001:DB8:1234:5678::/64"]})";
  check({{R"("Bool":{"aws:SecureTransport":"false"})", {{"aws:SecureTransport", "false"}}, true},
         {R"("Bool":{"aws:SecureTransport":true})", {{"aws:SecureTransport", "True"}}, true},
         {R"("Bool":{"aws:SecureTransport":"true"})", {{"aws:SecureTransport", "false"}}, false},
         {R"("Bool":{"aws:MultiFactorAuthPresent":"false"})", {}, false},
         {R"("BoolIfExists":{"aws:MultiFactorAuthPresent":"false"})", {}, true},
         {R"("BinaryEquals":{"key":"QmluYXJ5VmFsdWVJbkJhc2U2NA=="})",
          {{"key", "QmluYXJ5VmFsdWVJbkJhc2U2NA=="}},
          true},
         {from, {{"aws:SourceIp", "203.0.113.255"}}, true},
         {from, {{"aws:SourceIp", "203.0.114.0"}}, false},
         {from, {{"aws:SourceIp", "::ffff:203.0.113.9"}}, true},
         {from, {{"aws:SourceIp", "2001:db8:1234:5678:1::2"}}, true},
         {from, {{"aws:SourceIp", "2001:db8:1234:5679::"}}, false},
         {from, {}, false},
         {R"("IpAddress":{"aws:SourceIp":"192.0.2.129/25"})", {{"aws:SourceIp", "192.0.2.128"}}, true},
         {R"("IpAddress":{"aws:SourceIp":"192.0.2.129/25"})", {{"aws:SourceIp", "192.0.2.127"}}, false},
         {R"("NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"})", {{"aws:SourceIp", "203.0.113.5"}}, false},
         {R"("NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"})", {{"aws:SourceIp", "10.0.0.1"}}, true}});
}

TEST(Conditions, OfArns) {
  constexpr std::string_view topic = R"("ArnLike":{"aws:SourceArn":"arn:aws:sns:*:123456789012:TOPIC-?D*"})";
  check({{R"("ArnEquals":{"aws:SourceArn":"arn:aws:sns:us-east-1:123456789012:T"})",
          {{"aws:SourceArn", "arn:aws:sns:us-east-1:123456789012:T"}},
          true},
         {R"("ArnEquals":{"aws:SourceArn":"arn:aws:sns:*:123456789012:T"})",
          {{"aws:SourceArn", "arn:aws:sns:us-east-1:123456789012:T"}},
          true},
         {topic, {{"aws:SourceArn", "arn:aws:sns:eu-west-1:123456789012:TOPIC-ID-2"}}, true},
         {topic, {{"aws:SourceArn", "arn:aws:sns:eu-west-1:123456789013:TOPIC-ID"}}, false},
         {topic, {{"aws:SourceArn", "no arn"}}, false},
         {R"("ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::1:role/*"})",
          {{"aws:PrincipalArn", "arn:aws:iam::1:user/x"}},
          true},
         {R"("ArnNotEquals":{"aws:PrincipalArn":"arn:aws:iam::1:user/x"})",
          {{"aws:PrincipalArn", "arn:aws:iam::1:user/x"}},
          false}});
}

TEST(Conditions, OfAbsence) {
  check({{R"("Null":{"aws:TokenIssueTime":"true"})", {}, true},
         {R"("Null":{"aws:TokenIssueTime":"true"})", {{"aws:TokenIssueTime", "x"}}, false},
         {R"("Null":{"aws:TokenIssueTime":"false"})", {{"aws:TokenIssueTime", "x"}}, true},
         {R"("Null":{"aws:TokenIssueTime":false})", {}, false},
         {R"("StringEqualsIfExists":{"ec2:InstanceType":["t1.*","t2.*"]})", {}, true},
         {R"("StringLikeIfExists":{"ec2:InstanceType":["t1.*","t2.*"]})",
          {{"ec2:InstanceType", "t2.micro"}},
          true},
         {R"("StringLikeIfExists":{"ec2:InstanceType":["t1.*","t2.*"]})",
          {{"ec2:InstanceType", "m1.x"}},
          false},
         {R"("StringNotEqualsIfExists":{"k":"a"})", {{"k", "a"}}, false}});
}

TEST(Conditions, OfSets) {
  constexpr std::string_view all =
      R"("ForAllValues:StringEquals":{"aws:TagKeys":["environment","cost-center"]})";
  constexpr std::string_view any =
      R"("ForAnyValue:StringEquals":{"aws:TagKeys":["environment","cost-center"]})";
  constexpr std::string_view none = R"("ForAllValues:StringNotEquals":{"aws:TagKeys":["secret"]})";
  constexpr std::string_view other = R"("ForAnyValue:StringNotEquals":{"aws:TagKeys":["secret"]})";
  check({{all, {{"aws:TagKeys", "environment"}, {"aws:TagKeys", "cost-center"}}, true},
         {all, {{"aws:TagKeys", "environment"}, {"aws:TagKeys", "other"}}, false},
         {all, {}, true},
         {any, {{"aws:TagKeys", "environment"}, {"aws:TagKeys", "other"}}, true},
         {any, {{"aws:TagKeys", "other"}}, false},
         {any, {}, false},
         {none, {{"aws:TagKeys", "a"}, {"aws:TagKeys", "b"}}, true},
         {none, {{"aws:TagKeys", "a"}, {"aws:TagKeys", "secret"}}, false},
         {none, {}, true},
         {other, {{"aws:TagKeys", "a"}, {"aws:TagKeys", "secret"}}, true},
         {other, {{"aws:TagKeys", "secret"}}, false},
         {other, {}, false},
         {R"("ForAnyValue:StringLikeIfExists":{"k":"a*"})", {}, true}});
}

// ---- Variables

TEST(Variables, StandForTheRequestsValues) {
  Request asked = request("s3:GetObject", "arn:aws:s3:::amzn-s3-demo-bucket/JohnDoe/x");
  const auto may = [&](std::string_view resource) {
    return allows(R"("Action":"*","Resource":")" + std::string(resource) + "\"", asked);
  };
  EXPECT_FALSE(may("arn:aws:s3:::amzn-s3-demo-bucket/${aws:username}/*"));  // nobody is named
  EXPECT_TRUE(may("arn:aws:s3:::amzn-s3-demo-bucket/${aws:username, 'JohnDoe'}/*"));
  asked.context.set("aws:username", "JohnDoe");
  EXPECT_TRUE(may("arn:aws:s3:::amzn-s3-demo-bucket/${aws:username}/*"));
  EXPECT_TRUE(may("arn:aws:s3:::amzn-s3-demo-bucket/${AWS:UserName}/?"));
  asked.context.set("aws:username", "Jane");
  EXPECT_FALSE(may("arn:aws:s3:::amzn-s3-demo-bucket/${aws:username}/*"));
  asked.context.set("aws:username", "*");  // of a value the star is a star
  EXPECT_FALSE(may("arn:aws:s3:::amzn-s3-demo-bucket/${aws:username}/*"));
  asked.resource = "arn:aws:s3:::amzn-s3-demo-bucket/*/$?";
  EXPECT_TRUE(may("arn:aws:s3:::amzn-s3-demo-bucket/${*}/${$}${?}"));
  // Older versions know none.
  asked.resource = "arn:aws:s3:::b/${aws:username}";
  const Document old =
      parsed(R"({"Statement":{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::b/${aws:username}"}})");
  EXPECT_EQ(evaluate(old, asked), Decision::allow);
}

TEST(Variables, InConditions) {
  constexpr std::string_view home = R"("StringLike":{"s3:prefix":["home/${aws:username}/*"]})";
  constexpr std::string_view tag =
      R"("StringEquals":{"s3:ExistingObjectTag/team":"${aws:PrincipalTag/team}"})";
  check({{home, {{"aws:username", "ann"}, {"s3:prefix", "home/ann/x"}}, true},
         {home, {{"aws:username", "ann"}, {"s3:prefix", "home/bob/x"}}, false},
         {tag, {{"aws:PrincipalTag/team", "blue"}, {"s3:ExistingObjectTag/team", "blue"}}, true},
         {tag, {{"s3:ExistingObjectTag/team", "blue"}}, false}});
}

// ---- Public

TEST(Public, IsWhatAnybodyMayUse) {
  const auto open = [](std::string_view rest) {
    return is_public(
        one(R"({"Effect":"Allow","Action":"s3:GetObject","Resource":"*",)" + std::string(rest) + "}"));
  };
  EXPECT_TRUE(open(R"("Principal":"*")"));
  EXPECT_TRUE(open(R"("Principal":{"AWS":["111122223333","*"]})"));
  EXPECT_FALSE(open(R"("Principal":{"AWS":"111122223333"})"));
  EXPECT_FALSE(open(R"("Principal":"*","Condition":{"StringEquals":{"aws:SourceVpc":"vpc-91237329"}})"));
  EXPECT_TRUE(open(R"("Principal":"*","Condition":{"StringLike":{"aws:SourceVpc":"vpc-*"}})"));
  EXPECT_TRUE(open(R"("Principal":"*","Condition":{"StringNotEquals":{"aws:SourceVpc":"vpc-91237329"}})"));
  EXPECT_FALSE(open(R"("Principal":"*","Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}})"));
  EXPECT_TRUE(open(R"("Principal":"*","Condition":{"IpAddress":{"aws:SourceIp":"0.0.0.0/1"}})"));
  EXPECT_FALSE(is_public(one(R"({"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"})")));
}

// ---- Documents

TEST(Documents, SayWhatIsWrongFirst) {
  using Kind = Fault::Kind;
  const auto fault = [](std::string_view text) {
    const auto made = parse(text);
    return std::holds_alternative<Fault>(made) ? std::get<Fault>(made) : Fault{Kind::no_json, "none"};
  };
  const auto of = [&](std::string_view statement) {
    return fault(R"({"Version":"2012-10-17","Statement":)" + std::string(statement) + "}");
  };
  EXPECT_EQ(fault("").kind, Kind::no_json);
  EXPECT_EQ(fault("[]").kind, Kind::no_json);
  EXPECT_EQ(fault(R"({"Version":"2012-10-18","Statement":[]})").kind, Kind::bad_version);
  EXPECT_EQ(fault(R"({"Statments":[]})").detail, "Statments");
  EXPECT_EQ(of("[]").kind, Kind::no_statement);
  EXPECT_EQ(of("[1]").kind, Kind::bad_statement);
  EXPECT_EQ(of(R"({"Action":"s3:*"})").kind, Kind::no_effect);
  EXPECT_EQ(of(R"({"Effect":"allow"})").detail, "allow");
  EXPECT_EQ(of(R"({"Effect":"Allow"})").kind, Kind::no_action);
  EXPECT_EQ(of(R"({"Effect":"Allow","Action":"s3"})").detail, "s3");
  EXPECT_EQ(of(R"({"Effect":"Allow","Action":"s3:*","NotAction":"s3:*"})").kind, Kind::both_actions);
  EXPECT_EQ(of(R"({"Effect":"Allow","Action":"s3:*","Resource":"bucket"})").detail, "bucket");
  EXPECT_EQ(of(R"({"Effect":"Allow","Action":"s3:*","Principal":"me"})").detail, "me");
  EXPECT_EQ(of(R"({"Effect":"Allow","Action":"s3:*","Principal":{"Aws":"me"}})").detail, "Aws");
  EXPECT_EQ(of(R"({"Effect":"Allow","Action":"s3:*","Extra":1})").detail, "Extra");
  EXPECT_EQ(of(R"({"Effect":"Allow","Action":"s3:*","Condition":{"StringIs":{"a":"b"}}})").detail,
            "StringIs");
  EXPECT_EQ(of(R"({"Effect":"Allow","Action":"s3:*","Condition":{"NullIfExists":{"a":"true"}}})").kind,
            Kind::unknown_condition);
  EXPECT_EQ(of(R"({"Effect":"Allow","Action":"s3:*","Condition":{"NumericEquals":{"a":"ten"}}})").kind,
            Kind::bad_condition);
  EXPECT_EQ(of(R"({"Effect":"Allow","Action":"s3:*","Condition":{"IpAddress":{"a":"1.2.3.4/33"}}})").kind,
            Kind::bad_condition);
  EXPECT_EQ(
      of(R"([{"Sid":"a","Effect":"Allow","Action":"s3:*"},{"Sid":"a","Effect":"Deny","Action":"s3:*"}])")
          .detail,
      "a");
}

}  // namespace
}  // namespace understudy::policy
