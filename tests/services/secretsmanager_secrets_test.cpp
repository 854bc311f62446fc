// Secrets Manager: secrets made, found, changed, tagged, deleted and restored.
#include "services/kit/json.hpp"
#include "services/registry.hpp"
#include "tests/services/secretsmanager_fixture.hpp"

namespace understudy::test {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

constexpr std::string_view missing =
    "ResourceNotFoundException: Secrets Manager can't find the specified secret.";
constexpr std::string_view marked =
    "InvalidRequestException: You can't perform this operation on the secret because it was marked for "
    "deletion.";

TEST(SecretsManagerSecrets, CreateAndDescribe) {
  Secrets world;
  const Reply made = world.create("app/db", R"(,"Description":"the db","KmsKeyId":"alias/own",)"
                                            R"("Tags":[{"Key":"team","Value":"blue"}])");
  ASSERT_TRUE(made.ok()) << made.json();
  EXPECT_THAT(made.text("ARN"),
              MatchesRegex("arn:aws:secretsmanager:us-east-1:123456789012:secret:app/db-[A-Za-z0-9]{6}"));
  EXPECT_EQ(made.text("Name"), "app/db");
  EXPECT_EQ(made.text("VersionId"), first_token);
  const Reply told = world.on("DescribeSecret", "app/db");
  EXPECT_EQ(told.text("ARN"), made.text("ARN"));
  EXPECT_EQ(told.text("Description"), "the db");
  EXPECT_EQ(told.text("KmsKeyId"), "alias/own");
  EXPECT_EQ(told.text("Tags.0.Value"), "blue");
  EXPECT_EQ(told.time("CreatedDate"), world.now());
  EXPECT_EQ(told.time("LastChangedDate"), world.now());
  for (const char* absent : {"RotationEnabled", "LastAccessedDate", "DeletedDate", "PrimaryRegion",
                             "NextRotationDate", "ReplicationStatus", "OwningService"})
    EXPECT_FALSE(told.has(absent)) << absent;
  EXPECT_EQ(world.stages("app/db", first_token), "AWSCURRENT ");
}

TEST(SecretsManagerSecrets, WithoutValue) {
  Secrets world;
  const Reply made = world.ask("CreateSecret", R"("Name":"empty")");
  EXPECT_EQ(made.size(""), 2u);  // ARN and Name
  EXPECT_FALSE(world.on("DescribeSecret", "empty").has("VersionIdsToStages"));
  EXPECT_EQ(
      world.on("GetSecretValue", "empty").json(),
      "ResourceNotFoundException: Secrets Manager can't find the specified secret value for staging label: "
      "AWSCURRENT");
  EXPECT_EQ(world.ask("CreateSecret", R"("Name":"other","SecretString":"x")").json(),
            "InvalidRequestException: You must provide a ClientRequestToken value. We recommend a UUID-type "
            "value.");
}

TEST(SecretsManagerSecrets, SameNameAgain) {
  Secrets world;
  const std::string arn = world.create("a").text("ARN");
  EXPECT_EQ(world.create("a").text("ARN"), arn);  // the same call again
  EXPECT_EQ(world
                .ask("CreateSecret",
                     fmt::format(R"("Name":"a","SecretString":"two","ClientRequestToken":"{}")", first_token))
                .json(),
            fmt::format(
                "ResourceExistsException: You can't use ClientRequestToken {} because that value is already "
                "in use for a version of secret {}.",
                first_token, arn));
  EXPECT_EQ(
      world
          .ask("CreateSecret",
               fmt::format(R"("Name":"a","SecretString":"one","ClientRequestToken":"{}")", second_token))
          .json(),
      "ResourceExistsException: The operation failed because the secret a already exists.");
  world.on("DeleteSecret", "a");
  EXPECT_EQ(
      world.create("a").json(),
      "InvalidRequestException: You can't create this secret because a secret with this name is already "
      "scheduled for deletion.");
}

TEST(SecretsManagerSecrets, NamesAndArns) {
  Secrets world;
  const std::string arn = world.create("plain").text("ARN");
  const std::string partial = arn.substr(0, arn.size() - 7);
  for (const std::string& id : {std::string("plain"), arn, partial})
    EXPECT_EQ(world.on("GetSecretValue", id).text("SecretString"), "one") << id;
  EXPECT_EQ(world.on("GetSecretValue", arn.substr(0, arn.size() - 1) + "?").json(), missing);
  EXPECT_EQ(world.on("GetSecretValue", arn.substr(arn.rfind(':') + 1)).json(), missing);
  EXPECT_EQ(world.ask_in("eu-west-1", "GetSecretValue", fmt::format(R"("SecretId":"{}")", arn)).json(),
            missing);
  EXPECT_EQ(world.create("plain-abcdef").text("Name"), "plain-abcdef");
  EXPECT_EQ(world.on("DescribeSecret", partial + "-abcdef").text("Name"), "plain-abcdef");
  const std::string wrong =
      "ValidationException: Invalid name. Must be a valid name containing alphanumeric characters, or any of "
      "the "
      "following: -/_+=.@!";
  EXPECT_EQ(world.create("in valid").json(), wrong);
  EXPECT_EQ(world.on("DescribeSecret", "in*valid").json(), wrong);
}

TEST(SecretsManagerSecrets, OtherAccounts) {
  Secrets world;
  const std::string arn = world.create("mine").text("ARN"),
                    shared = world.create("shared", R"(,"KmsKeyId":"alias/own")").text("ARN");
  world.client.account = "999999999999";
  EXPECT_EQ(world.on("GetSecretValue", shared).text("SecretString"), "one");
  EXPECT_EQ(world.on("GetSecretValue", arn).json(),
            "InvalidRequestException: You can't access a secret from a different AWS account if you encrypt "
            "the secret "
            "with the default KMS service key.");
  EXPECT_EQ(world.on("GetSecretValue", "mine").json(), missing);
}

TEST(SecretsManagerSecrets, Update) {
  Secrets world;
  world.create("a");
  world.advance(kit::hours(1));
  const Reply described = world.on("UpdateSecret", "a", R"(,"Description":"new","KmsKeyId":"alias/k")");
  EXPECT_FALSE(described.has("VersionId"));
  const Reply told = world.on("DescribeSecret", "a");
  EXPECT_EQ(told.text("Description"), "new");
  EXPECT_EQ(told.text("KmsKeyId"), "alias/k");
  EXPECT_EQ(told.time("LastChangedDate"), world.now());
  EXPECT_EQ(told.time("CreatedDate"), world.now() - kit::hours(1));
  EXPECT_EQ(world.on("ListSecretVersionIds", "a").text("Versions.0.KmsKeyIds.0"), "alias/k");
  const std::string value = fmt::format(R"(,"SecretString":"two","ClientRequestToken":"{}")", second_token);
  EXPECT_EQ(world.on("UpdateSecret", "a", value).text("VersionId"), second_token);
  EXPECT_EQ(world.on("UpdateSecret", "a", value).text("VersionId"), second_token);
  EXPECT_EQ(world.on("GetSecretValue", "a").text("SecretString"), "two");
  EXPECT_EQ(world.stages("a", first_token), "AWSPREVIOUS ");
  EXPECT_EQ(world
                .on("UpdateSecret", "a",
                    fmt::format(R"(,"SecretString":"three","ClientRequestToken":"{}")", second_token))
                .code(),
            "ResourceExistsException");
}

TEST(SecretsManagerSecrets, Tags) {
  Secrets world;
  world.create("a");
  EXPECT_FALSE(world.on("DescribeSecret", "a").has("Tags"));
  EXPECT_TRUE(
      world.on("TagResource", "a", R"(,"Tags":[{"Key":"x","Value":"1"},{"Key":"y","Value":""}])").ok());
  EXPECT_TRUE(world.on("TagResource", "a", R"(,"Tags":[{"Key":"x","Value":"2"}])").ok());
  EXPECT_EQ(world.on("DescribeSecret", "a").text("Tags.0.Value"), "2");
  EXPECT_TRUE(world.on("UntagResource", "a", R"(,"TagKeys":["x","y","z"])").ok());
  EXPECT_TRUE(world.on("DescribeSecret", "a").has("Tags"));
  EXPECT_EQ(world.on("DescribeSecret", "a").size("Tags"), 0u);
  EXPECT_EQ(world.on("TagResource", "a", R"(,"Tags":[{"Key":"aws:x","Value":"1"}])").code(),
            "InvalidParameterException");
  std::string many;
  for (int i = 0; i < 51; ++i) many += fmt::format(R"({}{{"Key":"k{}","Value":""}})", i ? "," : "", i);
  EXPECT_EQ(world.on("TagResource", "a", fmt::format(R"(,"Tags":[{}])", many)).code(),
            "InvalidParameterException");
  EXPECT_EQ(world.create("b", R"(,"Tags":[{"Key":"_custom_id_","Value":"pinned"}])").text("ARN"),
            "arn:aws:secretsmanager:us-east-1:123456789012:secret:b-pinned");
  EXPECT_EQ(world.on("DescribeSecret", "arn:aws:secretsmanager:us-east-1:123456789012:secret:b-pinned")
                .text("Name"),
            "b");
}

// ---- The end

TEST(SecretsManagerDeletion, WaitsForItsWindow) {
  Secrets world;
  world.create("a");
  const Reply deleted = world.on("DeleteSecret", "a", R"(,"RecoveryWindowInDays":7)");
  EXPECT_EQ(deleted.time("DeletionDate"), world.now() + kit::days(7));
  EXPECT_EQ(world.on("DescribeSecret", "a").time("DeletedDate"), world.now());
  for (const char* operation : {"GetSecretValue", "DeleteSecret", "CancelRotateSecret", "GetResourcePolicy"})
    EXPECT_EQ(world.on(operation, "a").json(), marked) << operation;
  EXPECT_EQ(world.put("a", second_token, "two").json(), marked);
  EXPECT_EQ(world.names(), "");
  EXPECT_EQ(world.names(R"("IncludePlannedDeletion":true)"), "a ");
  world.advance(kit::days(7) - kit::seconds(1));
  EXPECT_TRUE(world.on("DescribeSecret", "a").ok());
  world.advance(kit::seconds(1));
  EXPECT_EQ(world.on("DescribeSecret", "a").json(), missing);
  EXPECT_TRUE(world.create("a").ok());
}

TEST(SecretsManagerDeletion, Restore) {
  Secrets world;
  world.create("a");
  EXPECT_EQ(world.on("DeleteSecret", "a").time("DeletionDate"), world.now() + kit::days(30));
  world.advance(kit::days(29));
  EXPECT_EQ(world.on("RestoreSecret", "a").text("Name"), "a");
  EXPECT_FALSE(world.on("DescribeSecret", "a").has("DeletedDate"));
  world.advance(kit::days(300));
  EXPECT_EQ(world.on("GetSecretValue", "a").text("SecretString"), "one");
  EXPECT_TRUE(world.on("RestoreSecret", "a").ok());
  EXPECT_EQ(world.on("RestoreSecret", "b").json(), missing);
}

TEST(SecretsManagerDeletion, ByForce) {
  Secrets world;
  const std::string arn = world.create("a").text("ARN");
  world.on("DeleteSecret", "a");
  const Reply gone = world.on("DeleteSecret", "a", R"(,"ForceDeleteWithoutRecovery":true)");
  EXPECT_EQ(gone.text("ARN"), arn);
  EXPECT_EQ(gone.time("DeletionDate"), world.now());
  EXPECT_EQ(world.on("DescribeSecret", "a").json(), missing);
  EXPECT_EQ(world.on("DeleteSecret", "a", R"(,"ForceDeleteWithoutRecovery":true)").text("Name"), "a");
  EXPECT_EQ(world.on("DeleteSecret", "a").json(), missing);
  EXPECT_NE(world.create("a").text("ARN"), arn);
  EXPECT_EQ(
      world.on("DeleteSecret", "a", R"(,"ForceDeleteWithoutRecovery":true,"RecoveryWindowInDays":7)").json(),
      "InvalidParameterException: You can't use ForceDeleteWithoutRecovery in conjunction with "
      "RecoveryWindowInDays.");
  for (const int days : {0, 6, 31})
    EXPECT_EQ(world.on("DeleteSecret", "a", fmt::format(R"(,"RecoveryWindowInDays":{})", days)).json(),
              "InvalidParameterException: The RecoveryWindowInDays value must be between 7 and 30 days "
              "(inclusive).");
}

// ---- Random passwords

TEST(SecretsManagerPasswords, HoldWhatIsAsked) {
  Secrets world;
  const auto get = [&](std::string_view members) {
    const Reply reply = world.ask("GetRandomPassword", members);
    return reply.ok() ? reply.text("RandomPassword") : reply.json();
  };
  EXPECT_EQ(get("").size(), 32u);
  for (int i = 0; i < 50; ++i) {
    const std::string four = get(R"("PasswordLength":4)");
    for (const char* type : {"abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789",
                             "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"})
      EXPECT_NE(four.find_first_of(type), four.npos) << four;
  }
  EXPECT_THAT(get(R"("PasswordLength":200,"ExcludePunctuation":true,"ExcludeUppercase":true)"),
              MatchesRegex("[a-z0-9]{200}"));
  EXPECT_THAT(
      get(R"("PasswordLength":200,"ExcludeNumbers":true,"ExcludePunctuation":true,"ExcludeLowercase":true)"),
      MatchesRegex("[A-Z]{200}"));
  EXPECT_EQ(get(R"("PasswordLength":300,"ExcludeCharacters":"abc!")").find_first_of("abc!"),
            std::string::npos);
  EXPECT_EQ(get(R"("PasswordLength":300)").find(' '), std::string::npos);
  EXPECT_NE(get(R"("PasswordLength":2000,"IncludeSpace":true)").find(' '), std::string::npos);
  EXPECT_EQ(get(R"("PasswordLength":1,"RequireEachIncludedType":false)").size(), 1u);
  EXPECT_EQ(get(R"("PasswordLength":3)"),
            "InvalidParameterException: Password length is too short based on the required types.");
  EXPECT_THAT(get(R"("ExcludeNumbers":true,"ExcludePunctuation":true,"ExcludeLowercase":true,)"
                  R"("ExcludeUppercase":true)"),
              HasSubstr("InvalidParameterException"));
  EXPECT_NE(get(""), get(""));
  EXPECT_EQ(Secrets().ask("GetRandomPassword").json(), Secrets().ask("GetRandomPassword").json());
}

// ---- Resource policies

TEST(SecretsManagerPolicies, PutGetDelete) {
  Secrets world;
  world.create("a");
  const auto put = [&](std::string_view document, std::string_view more = "") {
    std::string text;
    kit::append_json_string(text, document);
    return world.on("PutResourcePolicy", "a", fmt::format(R"(,"ResourcePolicy":{}{})", text, more)).json();
  };
  const std::string open =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":["*"]},"Action":"secretsmanager:GetSecretValue","Resource":"*"}]})";
  EXPECT_FALSE(world.on("GetResourcePolicy", "a").has("ResourcePolicy"));
  EXPECT_THAT(put(open), HasSubstr(R"("Name":"a")"));
  EXPECT_EQ(world.on("GetResourcePolicy", "a").text("ResourcePolicy"), open);
  EXPECT_TRUE(world.on("DeleteResourcePolicy", "a").ok());
  EXPECT_FALSE(world.on("GetResourcePolicy", "a").has("ResourcePolicy"));
  EXPECT_THAT(put(open, R"(,"BlockPublicPolicy":true)"), HasSubstr("PublicPolicyException"));
  for (const char* document :
       {"some policy", "[]", "{}", R"({"Statement":[]})", R"({"Statement":[7]})",
        R"({"Statement":{"Effect":"Allow","Action":"a:b","Resource":"*"}})",
        R"({"Version":"1","Statement":{"Effect":"Allow","Action":"a:b","Resource":"*","Principal":"*"}})"})
    EXPECT_EQ(put(document), "MalformedPolicyDocumentException: This policy has invalid syntax.") << document;
  EXPECT_EQ(world.on("GetResourcePolicy", "b").json(), missing);
  std::string text;
  kit::append_json_string(text, open);
  const Reply judged = world.ask("ValidateResourcePolicy", fmt::format(R"("ResourcePolicy":{})", text));
  EXPECT_FALSE(judged.flag("PolicyValidationPassed"));
  EXPECT_EQ(judged.size("ValidationErrors"), 1u);
}

TEST(SecretsManagerState, ViewsRoundTrip) {
  Secrets world;
  world.create("a/b", R"(,"Description":"x","Tags":[{"Key":"k","Value":"v"}])");
  world.put("a/b", second_token, "two");
  world.on("DeleteSecret", "a/b");
  kit::Arena arena;
  const kit::Value view = world.state({"123456789012", "us-east-1", "secretsmanager"}).view(arena);
  const auto again = registry::find("secretsmanager")->make();
  again->restore(*kit::parse_json(kit::to_json(view), arena));
  EXPECT_EQ(kit::to_json(again->view(arena)), kit::to_json(view));
}

}  // namespace
}  // namespace understudy::test
