// Secrets Manager: versions, labels, values in batches, and lists.
#include "tests/services/secretsmanager_fixture.hpp"

namespace understudy::test {
namespace {

std::string version_ids(Secrets& world, std::string_view id, std::string_view more = "") {
  const Reply reply = world.on("ListSecretVersionIds", id, more);
  std::string all;
  for (std::size_t i = 0; i < reply.size("Versions"); ++i)
    all += reply.text(fmt::format("Versions.{}.VersionId", i)).substr(0, 1);
  return reply.ok() ? all : reply.json();
}

// ---- Labels

TEST(SecretsManagerVersions, PutMovesCurrent) {
  Secrets world;
  world.create("a");
  const Reply put = world.put("a", second_token, "two");
  EXPECT_EQ(put.text("VersionId"), second_token);
  EXPECT_EQ(put.text("VersionStages.0"), "AWSCURRENT");
  EXPECT_EQ(world.stages("a", first_token), "AWSPREVIOUS ");
  EXPECT_EQ(world.stages("a", second_token), "AWSCURRENT ");
  world.put("a", third_token, "three");
  EXPECT_EQ(world.stages("a", second_token), "AWSPREVIOUS ");
  EXPECT_FALSE(world.on("DescribeSecret", "a").has(fmt::format("VersionIdsToStages.{}", first_token)));
  EXPECT_EQ(version_ids(world, "a"), "23");
  EXPECT_EQ(version_ids(world, "a", R"(,"IncludeDeprecated":true)"), "123");
  EXPECT_EQ(world.on("GetSecretValue", "a", R"(,"VersionStage":"AWSPREVIOUS")").text("SecretString"), "two");
}

TEST(SecretsManagerVersions, TokensMakeOneVersion) {
  Secrets world;
  const std::string arn = world.create("a").text("ARN");
  EXPECT_EQ(world.put("a", first_token, "one").text("VersionStages.0"), "AWSCURRENT");
  EXPECT_EQ(world.put("a", first_token, "two").json(),
            fmt::format(
                "ResourceExistsException: You can't use ClientRequestToken {} because that value is already "
                "in use for a version of secret {}.",
                first_token, arn));
  EXPECT_EQ(world.on("PutSecretValue", "a", R"(,"SecretString":"x")").json(),
            "InvalidRequestException: You must provide a ClientRequestToken value. We recommend a UUID-type "
            "value.");
  EXPECT_EQ(
      world.on("PutSecretValue", "a", fmt::format(R"(,"ClientRequestToken":"{}")", second_token)).json(),
      "InvalidRequestException: You must provide either SecretString or SecretBinary.");
  EXPECT_EQ(world.put("a", second_token, "x", R"(,"SecretBinary":"eA==")").json(),
            "InvalidParameterException: You can't specify both a binary secret value and a string secret "
            "value in the "
            "same secret.");
}

TEST(SecretsManagerVersions, OwnLabels) {
  Secrets world;
  world.create("a");
  EXPECT_EQ(world.put("a", second_token, "two", R"(,"VersionStages":["S1","S0","S1"])").size("VersionStages"),
            2u);
  EXPECT_EQ(world.on("GetSecretValue", "a").text("SecretString"), "one");
  world.put("a", third_token, "three", R"(,"VersionStages":["S1"])");
  EXPECT_EQ(world.stages("a", second_token), "S0 ");
  EXPECT_EQ(world.on("GetSecretValue", "a", R"(,"VersionStage":"S1")").text("SecretString"), "three");
  world.ask("CreateSecret", R"("Name":"empty")");
  EXPECT_EQ(
      world.put("empty", first_token, "x", R"(,"VersionStages":["AWSPENDING"])").text("VersionStages.1"),
      "AWSCURRENT");
  std::string many;
  for (int i = 0; i < 21; ++i) many += fmt::format(R"({}"L{}")", i ? "," : "", i);
  EXPECT_EQ(world
                .put("a", "44444444-4444-4444-4444-444444444444", "x",
                     fmt::format(R"(,"VersionStages":[{}])", many))
                .code(),
            "LimitExceededException");
  EXPECT_EQ(version_ids(world, "a"), "123");
}

TEST(SecretsManagerVersions, MovedByHand) {
  Secrets world;
  world.create("a");
  world.put("a", second_token, "two", R"(,"VersionStages":["AWSPENDING"])");
  const auto move = [&](std::string_view stage, std::string_view from, std::string_view to) {
    std::string more = fmt::format(R"(,"VersionStage":"{}")", stage);
    if (!from.empty()) more += fmt::format(R"(,"RemoveFromVersionId":"{}")", from);
    if (!to.empty()) more += fmt::format(R"(,"MoveToVersionId":"{}")", to);
    const Reply reply = world.on("UpdateSecretVersionStage", "a", more);
    return reply.ok() ? "" : reply.json();
  };
  EXPECT_EQ(move("AWSCURRENT", "", second_token),
            fmt::format(
                "InvalidParameterException: The parameter RemoveFromVersionId can't be empty. Staging label "
                "AWSCURRENT is currently attached to version {}, so you must explicitly reference that "
                "version in RemoveFromVersionId.",
                first_token));
  EXPECT_EQ(move("AWSCURRENT", first_token, ""),
            "InvalidParameterException: You can only move staging label AWSCURRENT to a different secret "
            "version. It "
            "can't be completely removed.");
  EXPECT_EQ(move("AWSCURRENT", first_token, second_token), "");
  EXPECT_EQ(world.stages("a", first_token), "AWSPREVIOUS ");
  EXPECT_EQ(world.stages("a", second_token), "AWSPENDING AWSCURRENT ");
  EXPECT_EQ(move("AWSPENDING", second_token, ""), "");
  EXPECT_EQ(world.stages("a", second_token), "AWSCURRENT ");
  EXPECT_EQ(move("AWSCURRENT", second_token, first_token), "");  // and back
  EXPECT_EQ(world.stages("a", first_token), "AWSCURRENT ");
  EXPECT_EQ(world.stages("a", second_token), "AWSPREVIOUS ");
  EXPECT_EQ(move("MINE", "", first_token), "");
  EXPECT_EQ(move("MINE", second_token, first_token).substr(0, 25), "InvalidParameterException");
  EXPECT_EQ(move("MINE", "", "").substr(0, 25), "InvalidParameterException");
  EXPECT_EQ(
      move("MINE", "", third_token),
      fmt::format("ResourceNotFoundException: Secrets Manager can't find the specified secret value for "
                  "VersionId: {}",
                  third_token));
}

TEST(SecretsManagerVersions, DeprecatedOnesGo) {
  Secrets world;
  world.create("a");
  const auto put_many = [&](int from, int count) {
    for (int i = from; i < from + count; ++i)
      world.put("a", fmt::format("{:08}-0000-0000-0000-000000000000", i), std::to_string(i));
  };
  const auto count = [&] {
    return version_ids(world, "a", R"(,"IncludeDeprecated":true,"MaxResults":1000)").size();
  };
  put_many(0, 120);
  EXPECT_EQ(count(), 121u);  // none is a day old
  world.advance(kit::hours(25));
  put_many(200, 1);
  EXPECT_EQ(count(), 102u);
}

TEST(SecretsManagerVersions, InPages) {
  Secrets world;
  world.create("a");
  world.put("a", second_token, "two", R"(,"VersionStages":["X"])");
  world.put("a", third_token, "three", R"(,"VersionStages":["Y"])");
  std::string all, token;
  do {
    const std::string more =
        R"(,"MaxResults":2)" + (token.empty() ? "" : fmt::format(R"(,"NextToken":"{}")", token));
    all += version_ids(world, "a", more) + "|";
    token = world.on("ListSecretVersionIds", "a", more).text("NextToken");
  } while (!token.empty());
  EXPECT_EQ(all, "12|3|");
  EXPECT_EQ(world.on("ListSecretVersionIds", "a", R"(,"NextToken":"x")").code(), "InvalidNextTokenException");
  const Reply one = world.on("ListSecretVersionIds", "a");
  EXPECT_EQ(one.text("Versions.0.KmsKeyIds.0"), "DefaultEncryptionKey");
  EXPECT_EQ(one.time("Versions.0.CreatedDate"), world.now());
  EXPECT_FALSE(one.has("Versions.0.LastAccessedDate"));
}

// ---- Values

TEST(SecretsManagerValues, Get) {
  Secrets world;
  world.ask("CreateSecret",
            fmt::format(R"("Name":"a","SecretBinary":"AAEC/w==","ClientRequestToken":"{}")", first_token));
  world.advance(kit::hours(5));
  const Reply got = world.on("GetSecretValue", "a");
  EXPECT_EQ(got.text("SecretBinary"), std::string("\x00\x01\x02\xff", 4));
  EXPECT_FALSE(got.has("SecretString"));
  EXPECT_EQ(got.time("CreatedDate"), world.now() - kit::hours(5));
  EXPECT_EQ(world.on("DescribeSecret", "a").time("LastAccessedDate"),
            world.now() - kit::hours(5));  // the day
  EXPECT_EQ(
      world.on("GetSecretValue", "a", fmt::format(R"(,"VersionId":"{}")", second_token)).json(),
      fmt::format("ResourceNotFoundException: Secrets Manager can't find the specified secret value for "
                  "VersionId: {}",
                  second_token));
  EXPECT_EQ(
      world.on("GetSecretValue", "a", R"(,"VersionStage":"AWSPREVIOUS")").json(),
      "ResourceNotFoundException: Secrets Manager can't find the specified secret value for staging label: "
      "AWSPREVIOUS");
  EXPECT_EQ(world
                .on("GetSecretValue", "a",
                    fmt::format(R"(,"VersionId":"{}","VersionStage":"AWSPENDING")", first_token))
                .json(),
            "InvalidRequestException: You provided a VersionStage that is not associated to the provided "
            "VersionId.");
}

TEST(SecretsManagerValues, InBatches) {
  Secrets world;
  for (const char* name : {"a1", "b", "a2", "a3"}) world.create(name);
  world.ask("CreateSecret", R"("Name":"empty")");
  world.create("gone");
  world.on("DeleteSecret", "gone");
  const Reply batch = world.ask("BatchGetSecretValue", R"("SecretIdList":["a1","none","gone","empty"])");
  EXPECT_EQ(batch.size("SecretValues"), 1u);
  EXPECT_EQ(batch.text("SecretValues.0.SecretString"), "one");
  EXPECT_EQ(batch.text("Errors.0.ErrorCode"), "ResourceNotFoundException");
  EXPECT_EQ(batch.text("Errors.1.ErrorCode"), "InvalidRequestException");
  EXPECT_EQ(batch.text("Errors.2.SecretId"), "empty");
  EXPECT_EQ(world.ask("BatchGetSecretValue", R"("Filters":[{"Key":"name","Values":["a","e"]}])").code(),
            "ResourceNotFoundException");
  std::string all, token;
  do {
    const Reply page = world.ask("BatchGetSecretValue",
                                 R"("Filters":[{"Key":"name","Values":["a"]}],"MaxResults":2)" +
                                     (token.empty() ? "" : fmt::format(R"(,"NextToken":"{}")", token)));
    for (std::size_t i = 0; i < page.size("SecretValues"); ++i)
      all += page.text(fmt::format("SecretValues.{}.Name", i)) + " ";
    token = page.text("NextToken");
  } while (!token.empty());
  EXPECT_EQ(all, "a1 a2 a3 ");
  EXPECT_EQ(world.ask("BatchGetSecretValue").json(),
            "InvalidParameterException: Either 'SecretIdList' or 'Filters' must be provided, but not both.");
  EXPECT_EQ(world.ask("BatchGetSecretValue", R"("SecretIdList":["a1"],"MaxResults":2)").json(),
            "InvalidParameterException: 'Filters' not specified. 'Filters' must also be specified when "
            "'MaxResults' is "
            "provided.");
}

// ---- Lists

std::string filter(std::string_view key, std::string_view values) {
  return fmt::format(R"("Filters":[{{"Key":"{}","Values":[{}]}}])", key, values);
}

TEST(SecretsManagerLists, Filters) {
  Secrets world;
  world.create("foo", R"(,"Description":"one two","Tags":[{"Key":"Team","Value":"Blue"}])");
  world.create("bar", R"(,"Description":"one and two")");
  world.create("baz", R"(,"Description":"one")");
  world.create("qux", R"(,"Description":"two")");
  world.create("none", R"(,"Description":"unrelated")");
  EXPECT_EQ(world.names(), "foo bar baz qux none ");
  EXPECT_EQ(world.names(filter("name", R"("ba","qu")")), "bar baz qux ");
  EXPECT_EQ(world.names(filter("name", R"("Ba")")), "");
  EXPECT_EQ(world.names(filter("name", R"("!ba")")), "foo qux none ");
  EXPECT_EQ(world.names(filter("tag-key", R"("Te")")), "foo ");
  EXPECT_EQ(world.names(filter("tag-value", R"("blue")")), "");
  EXPECT_EQ(world.names(filter("description", R"("one two")")), "foo bar ");
  EXPECT_EQ(world.names(filter("description", R"("O t")")), "foo bar ");
  EXPECT_EQ(world.names(filter("description", R"("!o")")), "qux none ");
  EXPECT_EQ(world.names(filter("all", R"("blue")")), "foo ");
  EXPECT_EQ(world.names(filter("owning-service", R"("rds")")), "");
  EXPECT_EQ(world.names(filter("primary-region", R"("us")")), "");
  world.create("rds!1", R"(,"Tags":[{"Key":"aws:secretsmanager:owningService","Value":"rds"}])");
  EXPECT_EQ(world.names(filter("owning-service", R"("rds")")), "rds!1 ");
  EXPECT_EQ(
      world.names(
          R"("Filters":[{"Key":"description","Values":["one"]},{"Key":"description","Values":["two"]}])"),
      "foo bar ");
  EXPECT_EQ(world.names(R"("Filters":[{"Values":["x"]}])"), "InvalidParameterException: Invalid filter key");
  EXPECT_EQ(world.names(R"("Filters":[{"Key":"name"}])"),
            "InvalidParameterException: Invalid filter values for key: name");
}

// As AWS answered moto's authors.
TEST(SecretsManagerLists, Words) {
  Secrets world;
  for (const char* name :
       {"prod/AppBeta/x1", "prod_AppBeta_x1", "prod-AppBeta/x1", "uat/COMPANY/x1", "uat/COMPANYthings/x1"})
    world.create(name);
  EXPECT_EQ(world.names(filter("all", R"("Beta")")), "prod/AppBeta/x1 prod_AppBeta_x1 ");
  EXPECT_EQ(world.names(filter("all", R"("appbeta")")), "");
  EXPECT_EQ(world.names(filter("all", R"("AppBeta")")), "prod/AppBeta/x1 prod_AppBeta_x1 ");
  EXPECT_EQ(world.names(filter("all", R"("company")")), "uat/COMPANY/x1 ");
  EXPECT_EQ(world.names(filter("all", R"("things")")), "");
  EXPECT_EQ(world.names(filter("all", R"("Ythings")")), "uat/COMPANYthings/x1 ");
  EXPECT_EQ(world.names(filter("all", R"("+")")), "");
}

TEST(SecretsManagerLists, SortedInPages) {
  Secrets world;
  for (const char* name : {"b", "c", "a"}) {
    world.create(name);
    world.advance(kit::days(1));
  }
  world.on("GetSecretValue", "c");
  EXPECT_EQ(world.names(), "b c a ");
  EXPECT_EQ(world.names(R"("SortOrder":"desc")"), "a c b ");
  EXPECT_EQ(world.names(R"("SortBy":"name")"), "a b c ");
  EXPECT_EQ(world.names(R"("SortBy":"last-accessed-date","SortOrder":"desc")"), "c a b ");
  world.on("UpdateSecret", "b", R"(,"Description":"x")");
  EXPECT_EQ(world.names(R"("SortBy":"last-changed-date")"), "c a b ");
  for (const char* order : {"asc", "desc"}) {
    std::string all, token;
    do {
      const std::string asked = fmt::format(R"("MaxResults":1,"SortBy":"name","SortOrder":"{}"{})", order,
                                            token.empty() ? "" : fmt::format(R"(,"NextToken":"{}")", token));
      all += world.names(asked);
      token = world.ask("ListSecrets", asked).text("NextToken");
    } while (!token.empty());
    EXPECT_EQ(all, std::string_view(order) == "asc" ? "a b c " : "c b a ");
  }
  EXPECT_EQ(world.names(R"("NextToken":"x")"), "InvalidNextTokenException: The NextToken value is invalid.");
}

}  // namespace
}  // namespace understudy::test
