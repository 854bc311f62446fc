// Secrets Manager: rotation by functions and by the clock, and replicas in other regions.
#include "tests/services/secretsmanager_fixture.hpp"

#include "services/kit/format.hpp"

namespace understudy::test {
namespace {

constexpr std::string_view function = "arn:aws:lambda:us-east-1:123456789012:function:rotate";

kit::Time at(std::string_view text) { return *kit::parse_rfc3339(text); }

// A world in which that function is there.
struct Rotating : Secrets {
  Rotating() {
    stand_in = [](const kit::Request& request, kit::Arena& arena) -> std::optional<kit::Answer> {
      if (request.to.service != "lambda") return {};
      kit::Answer answer{kit::Value::map(arena), {}};
      if (request.input.find("FunctionName")->text() != function)
        answer.failure = kit::Failure("ResourceNotFoundException", "Function not found");
      return answer;
    };
  }
  Reply rotate(std::string_view id, std::string_view token, std::string_view rules,
               std::string_view more = "") {
    return on("RotateSecret", id,
              fmt::format(R"(,"ClientRequestToken":"{}","RotationLambdaARN":"{}","RotationRules":{{{}}}{})",
                          token, function, rules, more));
  }
  // What a rotation function does.
  void finish(std::string_view id, std::string_view from, std::string_view to) {
    put(id, to, "rotated", R"(,"VersionStages":["AWSPENDING"])");
    on("UpdateSecretVersionStage", id,
       fmt::format(R"(,"VersionStage":"AWSCURRENT","RemoveFromVersionId":"{}","MoveToVersionId":"{}")", from,
                   to));
    on("UpdateSecretVersionStage", id,
       fmt::format(R"(,"VersionStage":"AWSPENDING","RemoveFromVersionId":"{}")", to));
  }
  std::string steps() {
    std::string all;
    for (const Sent& call : sent)
      if (call.operation == "Invoke")
        all +=
            *kit::parse_base64(call.input.substr(call.input.find("Payload") + 10,
                                                 call.input.rfind('"') - call.input.find("Payload") - 10)) +
            "\n";
    return all;
  }
};

TEST(SecretsManagerRotation, ByFunction) {
  Rotating world;
  const std::string arn = world.create("a").text("ARN");
  const Reply started = world.rotate("a", second_token, R"("AutomaticallyAfterDays":10)");
  ASSERT_TRUE(started.ok()) << started.json();
  EXPECT_EQ(started.text("VersionId"), second_token);
  EXPECT_EQ(world.stages("a", second_token), "AWSPENDING ");
  EXPECT_FALSE(world.on("GetSecretValue", "a", R"(,"VersionStage":"AWSPENDING")").ok());
  std::string steps;
  for (const char* step : {"createSecret", "setSecret", "testSecret", "finishSecret"})
    steps += fmt::format("{{\"SecretId\":\"{}\",\"ClientRequestToken\":\"{}\",\"Step\":\"{}\"}}\n", arn,
                         second_token, step);
  EXPECT_EQ(world.steps(), steps);
  EXPECT_EQ(
      world.rotate("a", third_token, R"("AutomaticallyAfterDays":10)").json(),
      "InvalidRequestException: A previous rotation isn't complete. That rotation will be reattempted.");
  EXPECT_FALSE(world.on("DescribeSecret", "a").has("LastRotatedDate"));
  world.advance(kit::hours(1));
  world.finish("a", first_token, second_token);
  const Reply told = world.on("DescribeSecret", "a");
  EXPECT_TRUE(told.flag("RotationEnabled"));
  EXPECT_EQ(told.text("RotationLambdaARN"), function);
  EXPECT_EQ(told.number("RotationRules.AutomaticallyAfterDays"), 10);
  EXPECT_EQ(told.time("LastRotatedDate"), world.now());
  EXPECT_EQ(told.time("NextRotationDate"), at("2026-01-11T23:59:59Z"));
  EXPECT_EQ(world.on("GetSecretValue", "a").text("SecretString"), "rotated");
  EXPECT_EQ(world.stages("a", second_token), "AWSCURRENT ");
}

TEST(SecretsManagerRotation, ByTheClock) {
  Rotating world;
  world.create("a");
  world.rotate("a", second_token, R"x("ScheduleExpression":"rate(10 days)","Duration":"3h")x");
  world.finish("a", first_token, second_token);
  EXPECT_EQ(world.on("DescribeSecret", "a").time("NextRotationDate"), at("2026-01-11T02:59:59Z"));
  EXPECT_EQ(world.on("DescribeSecret", "a").number("RotationRules.AutomaticallyAfterDays"), 10);
  world.sent.clear();
  world.advance_to(at("2026-01-10T23:59:59Z"));
  EXPECT_EQ(world.steps(), "");
  world.advance_to(at("2026-01-11T00:00:00Z"));
  EXPECT_EQ(world.on("ListSecretVersionIds", "a").size("Versions"), 3u);
  EXPECT_THAT(world.steps(), testing::HasSubstr("finishSecret"));
  // Once begun and never ended, it is begun no second time.
  world.advance(kit::days(30));
  EXPECT_EQ(world.on("ListSecretVersionIds", "a").size("Versions"), 3u);
}

TEST(SecretsManagerRotation, NotAtOnce) {
  Rotating world;
  world.create("a");
  const Reply later =
      world.rotate("a", second_token, R"("AutomaticallyAfterDays":1)", R"(,"RotateImmediately":false)");
  EXPECT_FALSE(later.has("VersionId"));
  EXPECT_EQ(world.on("ListSecretVersionIds", "a").size("Versions"), 1u);
  EXPECT_THAT(world.steps(), testing::HasSubstr("testSecret"));
  EXPECT_THAT(world.steps(), testing::Not(testing::HasSubstr("createSecret")));
  world.advance(kit::days(1));
  EXPECT_EQ(world.on("ListSecretVersionIds", "a").size("Versions"), 2u);
}

TEST(SecretsManagerRotation, Cancel) {
  Rotating world;
  world.create("a");
  EXPECT_EQ(world.on("CancelRotateSecret", "a").json(),
            "InvalidRequestException: No Lambda rotation function ARN is associated with this secret.");
  world.rotate("a", second_token, R"("AutomaticallyAfterDays":1)");
  EXPECT_EQ(world.on("CancelRotateSecret", "a").text("VersionId"), second_token);
  const Reply told = world.on("DescribeSecret", "a");
  EXPECT_TRUE(told.has("RotationEnabled"));
  EXPECT_FALSE(told.flag("RotationEnabled"));
  EXPECT_EQ(told.text("RotationLambdaARN"), function);
  EXPECT_FALSE(told.has("NextRotationDate"));
  world.sent.clear();
  world.advance(kit::days(10));
  EXPECT_TRUE(world.sent.empty());
}

TEST(SecretsManagerRotation, WithoutFunction) {
  Rotating world;
  world.create("a");
  const std::string token = fmt::format(R"(,"ClientRequestToken":"{}")", second_token);
  EXPECT_EQ(world.on("RotateSecret", "a").json(),
            "InvalidParameterException: You must provide a ClientRequestToken value. We recommend a "
            "UUID-type value.");
  EXPECT_EQ(
      world
          .on("RotateSecret", "a",
              token + R"(,"RotationLambdaARN":"arn:aws:lambda:us-east-1:123456789012:function:none")")
          .json(),
      "AccessDeniedException: Secrets Manager cannot invoke the specified Lambda function. Ensure that the "
      "function policy grants access to the principal secretsmanager.amazonaws.com.");
  EXPECT_EQ(world.on("RotateSecret", "a", R"(,"ClientRequestToken":"short")").json(),
            "InvalidParameterException: ClientRequestToken must be 32-64 characters long.");
  EXPECT_FALSE(world.on("DescribeSecret", "a").has("RotationEnabled"));
  world.client.dialect = kit::Dialect::localstack;
  EXPECT_EQ(world.on("RotateSecret", "a", token).json(),
            "InvalidRequestException: No Lambda rotation function ARN is associated with this secret.");
  world.client.dialect = kit::Dialect::moto;  // goes on without one, as moto does
  EXPECT_EQ(world.on("RotateSecret", "a", token + R"(,"RotationRules":{"AutomaticallyAfterDays":5})")
                .text("VersionId"),
            second_token);
  EXPECT_EQ(world.stages("a", second_token), "AWSCURRENT ");
  EXPECT_EQ(world.on("GetSecretValue", "a").text("SecretString"), "one");
  EXPECT_EQ(world.on("DescribeSecret", "a").time("LastRotatedDate"), world.now());
  world.advance(kit::days(5));
  EXPECT_EQ(world.stages("a", second_token), "AWSPREVIOUS ");
  EXPECT_EQ(world.on("DescribeSecret", "a").time("LastRotatedDate"), world.now());
}

TEST(SecretsManagerRotation, Schedules) {
  Rotating world;
  world.create("a");
  const auto next = [&](std::string_view rules) {
    const Reply reply = world.rotate("a", second_token, rules, R"(,"RotateImmediately":false)");
    return reply.ok()
               ? kit::rfc3339(world.on("DescribeSecret", "a").time("NextRotationDate") + kit::seconds(1))
               : reply.code();
  };
  const auto by = [&](std::string_view expression, std::string_view duration = "") {
    return next(fmt::format(R"("ScheduleExpression":"{}"{})", expression,
                            duration.empty() ? "" : fmt::format(R"(,"Duration":"{}")", duration)));
  };
  // It is midnight of Thursday, 1 January 2026.
  EXPECT_EQ(by("rate(4 hours)"), "2026-01-01T05:00:00Z");
  EXPECT_EQ(by("rate(1 day)"), "2026-01-03T00:00:00Z");
  EXPECT_EQ(by("rate(30 days)", "2h"), "2026-01-31T02:00:00Z");
  EXPECT_EQ(by("cron(0 16 1,15 * ? *)", "2h"), "2026-01-01T18:00:00Z");
  EXPECT_EQ(by("cron(0 */8 * * ? *)"), "2026-01-01T09:00:00Z");
  EXPECT_EQ(by("cron(0 2 ? * SUN *)"), "2026-01-05T00:00:00Z");
  EXPECT_EQ(by("cron(0 10 ? FEB,MAY TUE#2 *)", "1h"), "2026-02-10T11:00:00Z");
  EXPECT_EQ(by("cron(0 0 L * ? *)"), "2026-02-01T00:00:00Z");
  EXPECT_EQ(by("cron(0 0 ? 1 6L *)"), "2026-01-31T00:00:00Z");
  EXPECT_EQ(by("cron(0 0 29 2 ? *)"), "2028-03-01T00:00:00Z");
  EXPECT_EQ(next(R"("AutomaticallyAfterDays":2,"Duration":"4h")"), "2026-01-03T04:00:00Z");
  for (const char* wrong :
       {"rate(3 hours)", "rate(0 days)", "rate(5 minutes)", "rate(1000 days)", "cron(5 8 * * ? *)",
        "cron(0 8 * * * *)", "cron(0 8 1 * ? 2027)", "cron(0 25 1 * ? *)", "cron(0 8 ? * ? *)",
        "cron(0 8 31 2 ? *)", "weekly", "cron(0 8 1 * ?)"})
    EXPECT_EQ(by(wrong), "InvalidParameterException") << wrong;
  EXPECT_EQ(by("cron(0 23 * * ? *)", "2h"), "InvalidParameterException");
  EXPECT_EQ(by("rate(4 hours)", "5h"), "InvalidParameterException");
  EXPECT_EQ(
      world.rotate("a", second_token, R"x("AutomaticallyAfterDays":1,"ScheduleExpression":"rate(1 day)")x")
          .json(),
      "InvalidParameterException: You cannot specify both rotation frequency and schedule expression "
      "together.");
}

// ---- Replicas

constexpr std::string_view only_primary =
    "InvalidParameterException: Operation not permitted on a replica secret. Call must be made in primary "
    "secret's "
    "region.";

TEST(SecretsManagerReplication, MadeWithTheSecret) {
  Secrets world;
  const Reply made =
      world.create("a", R"(,"Tags":[{"Key":"k","Value":"v"}],)"
                        R"("AddReplicaRegions":[{"Region":"eu-west-1","KmsKeyId":"alias/eu"}])");
  EXPECT_EQ(made.text("ReplicationStatus.0.Status"), "InSync") << made.json();
  EXPECT_EQ(made.text("ReplicationStatus.0.KmsKeyId"), "alias/eu");
  EXPECT_EQ(world.on("DescribeSecret", "a").text("PrimaryRegion"), "us-east-1");
  const Reply replica = world.ask_in("eu-west-1", "DescribeSecret", R"("SecretId":"a")");
  std::string arn = made.text("ARN");
  arn.replace(arn.find("us-east-1"), 9, "eu-west-1");
  EXPECT_EQ(replica.text("ARN"), arn);
  EXPECT_EQ(replica.text("PrimaryRegion"), "us-east-1");
  EXPECT_EQ(replica.text("KmsKeyId"), "alias/eu");
  EXPECT_EQ(replica.text("Tags.0.Key"), "k");
  EXPECT_EQ(world.ask_in("eu-west-1", "GetSecretValue", R"("SecretId":"a")").text("SecretString"), "one");
  for (const char* operation :
       {"UpdateSecret", "DeleteSecret", "RestoreSecret", "GetResourcePolicy", "CancelRotateSecret"})
    EXPECT_EQ(world.ask_in("eu-west-1", operation, R"("SecretId":"a")").json(), only_primary) << operation;
  EXPECT_EQ(world.create("b", R"(,"AddReplicaRegions":[{"Region":"us-east-1"}])").json(),
            "InvalidParameterException: Invalid replica region.");
}

TEST(SecretsManagerReplication, ReplicasFollow) {
  Secrets world;
  world.create("a");
  EXPECT_EQ(world.on("ReplicateSecretToRegions", "a", R"(,"AddReplicaRegions":[{"Region":"eu-west-1"}])")
                .text("ReplicationStatus.0.Status"),
            "InSync");
  world.put("a", second_token, "two");
  EXPECT_EQ(world.ask_in("eu-west-1", "GetSecretValue", R"("SecretId":"a")").text("SecretString"), "two");
  EXPECT_EQ(world.ask_in("eu-west-1", "GetSecretValue", R"("SecretId":"a","VersionStage":"AWSPREVIOUS")")
                .text("SecretString"),
            "one");
  world.on("TagResource", "a", R"(,"Tags":[{"Key":"k","Value":"v"}])");
  EXPECT_EQ(world.ask_in("eu-west-1", "DescribeSecret", R"("SecretId":"a")").text("Tags.0.Value"), "v");
  EXPECT_EQ(
      world.on("DeleteSecret", "a").json(),
      fmt::format("InvalidParameterException: You can't delete secret {} that still has replica regions "
                  "[eu-west-1].",
                  world.on("DescribeSecret", "a").text("ARN")));
  const std::string remove = R"(,"RemoveReplicaRegions":["eu-west-1"])";
  EXPECT_EQ(world.on("RemoveRegionsFromReplication", "a", remove).size("ReplicationStatus"), 0u);
  EXPECT_TRUE(world.on("RemoveRegionsFromReplication", "a", remove).ok());
  EXPECT_EQ(world.ask_in("eu-west-1", "DescribeSecret", R"("SecretId":"a")").code(),
            "ResourceNotFoundException");
  EXPECT_TRUE(world.on("DeleteSecret", "a").ok());
}

TEST(SecretsManagerReplication, NamesThatAreTaken) {
  Secrets world;
  world.client.region = "eu-west-1";
  const std::string theirs = world.create("a").text("ARN");
  world.client.region = "us-east-1";
  world.create("a");
  const std::string regions = R"(,"AddReplicaRegions":[{"Region":"eu-west-1"}])";
  const Reply failed = world.on("ReplicateSecretToRegions", "a", regions);
  EXPECT_EQ(failed.text("ReplicationStatus.0.Status"), "Failed");
  EXPECT_EQ(failed.text("ReplicationStatus.0.StatusMessage"),
            "Replication failed: Secret name a already exists in region eu-west-1.");
  EXPECT_EQ(world.ask_in("eu-west-1", "DescribeSecret", R"("SecretId":"a")").text("ARN"), theirs);
  EXPECT_EQ(world.on("ReplicateSecretToRegions", "a", regions + R"(,"ForceOverwriteReplicaSecret":true)")
                .json()
                .find("Failed"),
            std::string::npos);
  EXPECT_EQ(world.on("DescribeSecret", "a").size("ReplicationStatus"), 1u);
  EXPECT_NE(world.ask_in("eu-west-1", "DescribeSecret", R"("SecretId":"a")").text("ARN"), theirs);
}

TEST(SecretsManagerReplication, Promoted) {
  Secrets world;
  world.create("a", R"(,"AddReplicaRegions":[{"Region":"eu-west-1"}])");
  EXPECT_EQ(world.on("StopReplicationToReplica", "a").code(), "InvalidParameterException");
  EXPECT_TRUE(world.ask_in("eu-west-1", "StopReplicationToReplica", R"("SecretId":"a")").has("ARN"));
  EXPECT_FALSE(world.on("DescribeSecret", "a").has("ReplicationStatus"));
  world.put("a", second_token, "two");
  EXPECT_EQ(world.ask_in("eu-west-1", "GetSecretValue", R"("SecretId":"a")").text("SecretString"), "one");
  EXPECT_TRUE(world.ask_in("eu-west-1", "UpdateSecret", R"("SecretId":"a","Description":"mine")").ok());
}

}  // namespace
}  // namespace understudy::test
