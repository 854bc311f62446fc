// Validation: every kind of constraint in AWS's words, and every pattern of every model.
#include "gateway/validate.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <set>

#include "services/kit/json.hpp"

namespace understudy::gateway {
namespace {

using kit::Kind;
using kit::Value;
using models::Type;

// JSON into the shape of an input; strings stand for blobs.
Value shaped(const Value& from, const models::Shape& shape, kit::Arena& arena) {
  switch (shape.type()) {
    case Type::structure: {
      Value to = Value::structure(arena);
      for (std::uint32_t i = 0; i < from.size(); ++i) {
        const auto member = shape.find(from.entry(i).key);
        EXPECT_TRUE(member) << from.entry(i).key;
        if (member) to.set(arena, member->id()) = shaped(from.entry(i).value, member->shape(), arena);
      }
      return to;
    }
    case Type::list: {
      Value to = Value::list(arena);
      for (const Value& each : from.elements()) to.add(arena) = shaped(each, shape.element().shape(), arena);
      return to;
    }
    case Type::map: {
      Value to = Value::map(arena);
      for (std::uint32_t i = 0; i < from.size(); ++i)
        to.set(arena, from.entry(i).key) = shaped(from.entry(i).value, shape.value().shape(), arena);
      return to;
    }
    case Type::blob: return Value::blob(from.text());
    default: return from;
  }
}

// What AWS would say of this input: "Code: message", or nothing.
std::string refused(std::string_view service, std::string_view operation, std::string_view json) {
  static const Validator validator;
  kit::Arena arena;
  const auto model = models::find(service)->find_operation(operation);
  const Value input = shaped(kit::parse_json(json, arena).value(), *model->input(), arena);
  const auto failure = validator.check(*model, models::find(service)->protocols()[0], input);
  if (!failure) return {};
  EXPECT_EQ(failure->status, 400);
  return failure->code + ": " + failure->message;
}

// The same, of one constraint: what stands between the path and the end.
std::string one(std::string_view service, std::string_view operation, std::string_view json) {
  const std::string all = refused(service, operation, json);
  const std::string_view start = "ValidationException: 1 validation error detected: ";
  EXPECT_TRUE(all.starts_with(start)) << all;
  return all.substr(std::min(all.size(), start.size()));
}

std::string many(std::size_t n, std::string_view text) {
  std::string all;
  while (n-- > 0) all += text;
  return all;
}

constexpr std::string_view role = "arn:aws:iam::123456789012:role/r";
std::string assume(std::string_view more) {
  return refused("sts", "AssumeRole",
                 fmt::format(R"({{"RoleArn":"{}","RoleSessionName":"me"{}}})", role, more));
}

// ---- Words that AWS itself gave, for STS

TEST(Validate, AsStsSays) {
  const auto arn = [](const std::string& text, std::string_view name = "me") {
    return refused("sts", "AssumeRole",
                   fmt::format(R"({{"RoleArn":"{}","RoleSessionName":"{}"}})", text, name));
  };
  EXPECT_EQ(
      refused("sts", "AssumeRole", R"({"RoleSessionName":"me"})"),
      "ValidationError: 1 validation error detected: Value null at 'roleArn' failed to satisfy constraint: "
      "Member must not be null");
  EXPECT_EQ(
      arn(""),
      "ValidationError: 2 validation errors detected: Value '' at 'roleArn' failed to satisfy constraint: "
      "Member must satisfy regular expression pattern: "
      "[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u0085\\u00A0-\\uD7FF\\uE000-\\uFFFD\\u10000-\\u10FFFF]+; Value "
      "'' "
      "at 'roleArn' failed to satisfy constraint: Member must have length greater than or equal to 20");
  EXPECT_EQ(arn("not-an-arn"),
            "ValidationError: 1 validation error detected: Value 'not-an-arn' at 'roleArn' failed to satisfy "
            "constraint: Member must have length greater than or equal to 20");
  EXPECT_EQ(
      arn(std::string(role), "bad/name"),
      "ValidationError: 1 validation error detected: Value 'bad/name' at 'roleSessionName' failed to satisfy "
      "constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*");
  EXPECT_EQ(
      assume(R"(,"DurationSeconds":899)"),
      "ValidationError: 1 validation error detected: Value '899' at 'durationSeconds' failed to satisfy "
      "constraint: Member must have value greater than or equal to 900");
  EXPECT_EQ(
      assume(R"(,"DurationSeconds":43201)"),
      "ValidationError: 1 validation error detected: Value '43201' at 'durationSeconds' failed to satisfy "
      "constraint: Member must have value less than or equal to 43200");
  EXPECT_EQ(assume(R"(,"DurationSeconds":43200)"), "");
}

// Lengths are counted in characters, not in bytes: 2,048 of two bytes each fit, 2,049 do not.
TEST(Validate, LengthsInCharacters) {
  const auto arn = [](std::size_t n) {
    return refused("sts", "AssumeRole",
                   fmt::format(R"({{"RoleArn":"{}","RoleSessionName":"me"}})", many(n, "é")));
  };
  EXPECT_EQ(arn(2048), "");
  EXPECT_TRUE(arn(2049).ends_with("Member must have length less than or equal to 2048")) << arn(2049);
  // 613 é in an external id, which may have 1,224 characters: the pattern alone is violated, as \w is
  // ASCII's.
  const std::string external = assume(fmt::format(R"(,"ExternalId":"{}")", many(613, "é")));
  EXPECT_TRUE(external.starts_with("ValidationError: 1 validation error detected: ")) << external;
  EXPECT_TRUE(external.ends_with("regular expression pattern: [\\w+=,.@:\\/-]*")) << external;
}

// ---- Each kind

TEST(Validate, Required) {
  EXPECT_EQ(
      refused("events", "PutRule", "{}"),
      "ValidationException: 1 validation error detected: Value null at 'name' failed to satisfy constraint: "
      "Member must not be null");
  EXPECT_EQ(one("events", "PutRule", R"({"Name":"r","Tags":[{"Key":"k","Value":""},{"Key":"k"}]})"),
            "Value null at 'tags.2.member.value' failed to satisfy constraint: Member must not be null");
}

TEST(Validate, Enum) {
  EXPECT_EQ(
      one("events", "PutRule", R"({"Name":"r","State":"on"})"),
      "Value 'on' at 'state' failed to satisfy constraint: Member must satisfy enum value set: [ENABLED, "
      "DISABLED, ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS]");
}

TEST(Validate, LengthOfAList) {
  std::string tokens = R"("t")";
  for (int i = 0; i < 10; ++i) tokens += R"(,"t")";
  EXPECT_EQ(
      one("kms", "Encrypt", fmt::format(R"({{"KeyId":"k","Plaintext":"p","GrantTokens":[{}]}})", tokens)),
      "Value '[t, t, t, t, t, t, t, t, t, t, t]' at 'grantTokens' failed to satisfy constraint: Member must "
      "have length less than or equal to 10");
}

TEST(Validate, NestedStructures) {
  EXPECT_EQ(one("lambda", "CreateFunctionUrlConfig",
                R"({"FunctionName":"f","AuthType":"NONE","Cors":{"MaxAge":86401}})"),
            "Value '86401' at 'cors.maxAge' failed to satisfy constraint: Member must have value less than "
            "or equal "
            "to 86400");
  EXPECT_EQ(one("dynamodbstreams", "GetRecords", R"({"ShardIterator":"","Limit":5})"),
            "Value '' at 'shardIterator' failed to satisfy constraint: Member must have length greater than "
            "or equal "
            "to 1");
}

// What a list's strings violate is said of the list, with all that holds for them.
TEST(Validate, ScalarsInAList) {
  EXPECT_EQ(
      one("lambda", "CreateFunctionUrlConfig",
          R"({"FunctionName":"f","AuthType":"NONE","Cors":{"AllowMethods":["GET","OPTIONS"]}})"),
      "Value '[GET, OPTIONS]' at 'cors.allowMethods' failed to satisfy constraint: Member must satisfy "
      "constraint: [Member must have length less than or equal to 6, Member must have length greater than or "
      "equal to 0, Member must satisfy regular expression pattern: .*, Member must not be null]");
  EXPECT_EQ(one("acm", "RequestCertificate", R"({"DomainName":"a.bc","SubjectAlternativeNames":[""]})")
                .substr(0, 60),
            "Value '[]' at 'subjectAlternativeNames' failed to satisfy co");
}

TEST(Validate, KeysAndValuesOfMaps) {
  const auto tags = [](const std::string& key, const std::string& value) {
    return one(
        "lambda", "CreateFunction",
        fmt::format(
            R"({{"FunctionName":"f","Role":"{}","Code":{{}},"Environment":{{"Variables":{{"{}":"{}"}}}}}})",
            role, key, value));
  };
  EXPECT_EQ(tags("1st", "x"),
            "Value at 'environment.variables' failed to satisfy constraint: Map keys must satisfy "
            "constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]");
  EXPECT_EQ(
      one("resource-groups", "CreateGroup",
          fmt::format(R"({{"Name":"g","Tags":{{"k":"{}"}}}})", many(257, "v")))
          .substr(273),
      "'tags' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length "
      "less than or equal to 256, Member must have length greater than or equal to 0, Member must satisfy "
      "regular expression pattern: ^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)$]");
}

TEST(Validate, SecretsAreNotRepeated) {
  EXPECT_EQ(one("kms", "Encrypt", R"({"KeyId":"k","Plaintext":""})"),
            "Value at 'plaintext' failed to satisfy constraint: Member must have length greater than or "
            "equal to 1");
  EXPECT_EQ(refused("cognito-idp", "SignUp", R"({"ClientId":"c","Username":""})"),
            "InvalidParameterException: 2 validation errors detected: Value at 'username' failed to satisfy "
            "constraint: "
            "Member must satisfy regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+; Value at "
            "'username' "
            "failed to satisfy constraint: Member must have length greater than or equal to 1");
}

TEST(Validate, SeveralAtOnce) {
  EXPECT_EQ(
      refused("sts", "AssumeRole", R"({"DurationSeconds":1,"Tags":[{"Key":""}]})"),
      "ValidationError: 6 validation errors detected: "
      "Value null at 'roleArn' failed to satisfy constraint: Member must not be null; "
      "Value null at 'roleSessionName' failed to satisfy constraint: Member must not be null; "
      "Value '1' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or "
      "equal to 900; "
      "Value '' at 'tags.1.member.key' failed to satisfy constraint: Member must satisfy regular expression "
      "pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+; "
      "Value '' at 'tags.1.member.key' failed to satisfy constraint: Member must have length greater than or "
      "equal to 1; "
      "Value null at 'tags.1.member.value' failed to satisfy constraint: Member must not be null");
  std::string tags = R"({"Key":"k"})";
  for (int i = 0; i < 20; ++i) tags += R"(,{"Key":"k"})";
  EXPECT_TRUE(assume(fmt::format(R"(,"Tags":[{}])", tags))
                  .starts_with("ValidationError: 10 validation errors detected: "));
}

TEST(Validate, NamesBeginInLowerCase) {
  EXPECT_TRUE(
      refused("sts", "AssumeRoleWithSAML",
              fmt::format(R"({{"RoleArn":"{0}","PrincipalArn":"{0}","SAMLAssertion":"x"}})", role))
          .starts_with("ValidationError: 1 validation error detected: Value at 'sAMLAssertion' failed"));
}

// ---- Services with words or codes of their own

TEST(Validate, CodesOfTheirOwn) {
  EXPECT_EQ(
      refused("logs", "GetDataProtectionPolicy", R"({"logGroupIdentifier":"a b"})"),
      "InvalidParameterException: 1 validation error detected: Value 'a b' at 'logGroupIdentifier' failed to "
      "satisfy constraint: Member must satisfy regular expression pattern: [\\w#+=/:,.@-]*");
  EXPECT_TRUE(
      refused("cognito-idp", "InitiateAuth", R"({"AuthFlow":"NO_SUCH_FLOW","ClientId":"c"})")
          .starts_with("InvalidParameterException: 1 validation error detected: Value 'NO_SUCH_FLOW' at "
                       "'authFlow' failed to satisfy constraint: Member must satisfy enum value set: ["));
  EXPECT_EQ(
      refused("route53", "GetHostedZone", R"({"Id":"aws_route53_delegation_set.main.id"})"),
      "InvalidInput: 1 validation error detected: Value 'aws_route53_delegation_set.main.id' at 'resourceId' "
      "failed to satisfy constraint: Member must have length less than or equal to 32");
}

TEST(Validate, Ecr) {
  EXPECT_EQ(refused("ecr", "PutImageTagMutability", R"({"repositoryName":"r","imageTagMutability":"?"})")
                .substr(0, 150),
            "InvalidParameterException: Invalid parameter at 'repositoryName' failed to satisfy constraint: "
            "'Member "
            "must have length greater than or equal to 2'");
  EXPECT_EQ(
      refused("ecr", "CreateRepository", R"({"repositoryName":"Upper"})"),
      "InvalidParameterException: Invalid parameter at 'repositoryName' failed to satisfy constraint: 'must "
      "satisfy "
      "regular expression '[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*(\\/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)*''");
}

TEST(Validate, MissingParameters) {
  EXPECT_EQ(refused("ec2", "CreateRoute", "{}"),
            "MissingParameter: The request must contain the parameter routeTableId");
  EXPECT_EQ(refused("ec2", "CreateTags", "{}"),
            "MissingParameter: The request must contain the parameter resourceIdSet");
  EXPECT_EQ(refused("ec2", "CreateRoute", R"({"RouteTableId":""})"), "");
  EXPECT_EQ(refused("sdb", "CreateDomain", "{}"),
            "MissingParameter: The request must contain the parameter DomainName");
  EXPECT_EQ(
      refused("rds", "CreateDBParameterGroup", R"({"DBParameterGroupName":""})"),
      "InvalidParameterValue: The parameter DBParameterGroupName must be provided and must not be blank.");
  EXPECT_EQ(
      refused(
          "rds", "CreateOptionGroup",
          R"({"OptionGroupName":"o","EngineName":"mysql","MajorEngineVersion":"8","OptionGroupDescription":""})"),
      "InvalidParameterValue: The parameter OptionGroupDescription must be provided and must not be blank.");
}

// As recorded from AWS.
TEST(Validate, AsOtherServicesSay) {
  EXPECT_EQ(
      one("kinesis", "SplitShard", R"({"StreamName":"s","ShardToSplit":"?","NewStartingHashKey":"10"})"),
      "Value '?' at 'shardToSplit' failed to satisfy constraint: Member must satisfy regular expression "
      "pattern: "
      "[a-zA-Z0-9_.-]+");
  EXPECT_EQ(
      one("kinesis", "SplitShard", R"({"StreamName":"s","ShardToSplit":"a","NewStartingHashKey":"sth"})"),
      "Value 'sth' at 'newStartingHashKey' failed to satisfy constraint: Member must satisfy regular "
      "expression "
      "pattern: 0|([1-9]\\d{0,38})");
  EXPECT_EQ(
      one("lambda", "CreateFunction",
          fmt::format(R"({{"FunctionName":"f","Role":"{}","Code":{{}},"Architectures":["foo"]}})", role)),
      "Value '[foo]' at 'architectures' failed to satisfy constraint: Member must satisfy constraint: "
      "[Member must "
      "satisfy enum value set: [x86_64, arm64], Member must not be null]");
  EXPECT_EQ(one("ssm", "GetParametersByPath", R"({"Path":"/a","MaxResults":11})"),
            "Value '11' at 'maxResults' failed to satisfy constraint: Member must have value less than or "
            "equal to 10");
  EXPECT_EQ(
      one("config", "PutConfigurationRecorder",
          R"({"ConfigurationRecorder":{"recordingGroup":{"recordingStrategy":{"useOnly":"LOLWUT"}}}})"),
      "Value 'LOLWUT' at 'configurationRecorder.recordingGroup.recordingStrategy.useOnly' failed to satisfy "
      "constraint: Member must satisfy enum value set: [ALL_SUPPORTED_RESOURCE_TYPES, "
      "INCLUSION_BY_RESOURCE_TYPES, "
      "EXCLUSION_BY_RESOURCE_TYPES]");
  EXPECT_EQ(one("events", "PutTargets", R"({"Rule":"r","Targets":[]})"),
            "Value '[]' at 'targets' failed to satisfy constraint: Member must have length greater than or "
            "equal to 1");
  EXPECT_EQ(refused("elbv2", "SetIpAddressType", R"({"LoadBalancerArn":"a","IpAddressType":"invalid"})")
                .substr(0, 85),
            "ValidationError: 1 validation error detected: Value 'invalid' at 'ipAddressType' fail");
  EXPECT_EQ(
      refused("cognito-identity", "CreateIdentityPool",
              R"({"IdentityPoolName":"?","AllowUnauthenticatedIdentities":true})"),
      "ValidationException: 1 validation error detected: Value '?' at 'identityPoolName' failed to satisfy "
      "constraint: Member must satisfy regular expression pattern: [\\w\\s+=,.@-]+");
}

// Structures show all their members, those of a list too.
TEST(Validate, PrintsStructures) {
  std::string targets;
  for (int i = 0; i < 101; ++i) targets += i ? R"(,{"Id":"1","Arn":"a"})" : R"({"Id":"1","Arn":"a"})";
  const std::string said = one("events", "PutTargets", R"({"Rule":"r","Targets":[)" + targets + "]}");
  EXPECT_TRUE(said.starts_with("Value '[Target(id=1, arn=a, roleArn=null, ")) << said.substr(0, 80);
  EXPECT_TRUE(said.ends_with("Member must have length less than or equal to 100")) << said;
}

TEST(Validate, SomeServicesHaveTheirOwnWords) {
  EXPECT_EQ(refused("sqs", "SendMessage", "{}"), "");
  EXPECT_EQ(refused("s3", "GetObject", "{}"), "");
}

// ---- Patterns

bool matches(std::string_view pattern, std::string_view text) {
  static const Validator validator;
  return validator.matches(pattern, text).value();
}

TEST(ValidatePattern, TheWholeText) {
  EXPECT_TRUE(matches("[a-z]+", "abc"));
  EXPECT_FALSE(matches("[a-z]+", "abc1"));
  EXPECT_FALSE(matches("[a-z]+", "1abc"));
  EXPECT_TRUE(matches("a|ab", "ab"));
  EXPECT_FALSE(matches("^[a-z]+$", "abc\n"));
  EXPECT_TRUE(matches("[a-z]*", ""));
}

TEST(ValidatePattern, CharactersAsJavaWritesThem) {
  EXPECT_TRUE(matches("[\\u0009\\u0020-\\u00FF]+", "\tÿ"));
  EXPECT_FALSE(matches("[\\u0009\\u0020-\\u00FF]+", "Ā"));
  EXPECT_TRUE(matches("[\\p{L}\\p{N}]+", "字é٣"));
  EXPECT_FALSE(matches("\\w+", "é"));  // ASCII's, as in Java
  EXPECT_FALSE(matches("\\d+", "٣"));
  EXPECT_FALSE(matches(".*", "\xC3"));  // no UTF-8
}

TEST(ValidatePattern, GivesUp) {
  EXPECT_FALSE(matches("(a+)+b", many(5000, "a")));  // else for ever
  EXPECT_FALSE(matches("(.*)*(.*)*(.*)*x", many(3000, "y")));
  // Yet long texts have their steps.
  EXPECT_TRUE(matches("(\\w|-|\\n)*", many(32768, "ab-\n")));
  EXPECT_TRUE(matches("[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+", many(131072, "x")));
}

TEST(ValidatePattern, NoPattern) {
  const Validator validator;
  EXPECT_FALSE(validator.matches("(", "x").has_value());
  EXPECT_FALSE(validator.matches("(", "x").has_value());
}

TEST(ValidatePattern, AllOfAllModels) {
  const Validator validator;
  std::set<std::string_view> seen;
  for (const models::Service& service : models::all())
    for (std::uint16_t i = 0; i < service.shapes(); ++i) {
      const auto c = service.shape(i).constraint();
      if (!c || c->pattern.empty() || !seen.insert(c->pattern).second) continue;
      EXPECT_TRUE(validator.matches(c->pattern, "x").has_value())
          << service.name() << " " << service.shape(i).name() << ": " << c->pattern;
    }
  EXPECT_GT(seen.size(), 3000u);
}

}  // namespace
}  // namespace understudy::gateway
