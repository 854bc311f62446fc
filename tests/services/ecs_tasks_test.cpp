// ECS: tasks and their lifecycle, container instances, capacity providers, settings and tags.
#include "services/kit/json.hpp"
#include "tests/services/ecs_fixture.hpp"

namespace understudy::test {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

constexpr std::string_view run = R"("cluster":"c","taskDefinition":"web","startedBy":"me")";

struct Tasks : Ecs {
  Tasks() {
    set_up();
    register_instance();
  }
  std::string status(const std::string& arn) {
    return ask("DescribeTasks", fmt::format(R"("cluster":"c","tasks":["{}"])", arn))
        .text("tasks.0.lastStatus");
  }
};

TEST(EcsTasks, AgentsTellOfAttachments) {
  Ecs world;
  world.set_up(true);
  const std::string subnet = world.call("ec2", "DescribeSubnets").text("Subnets.0.SubnetId");
  const Reply made = world.ask(
      "RunTask",
      fmt::format(
          R"({},"launchType":"FARGATE","networkConfiguration":{{"awsvpcConfiguration":{{"subnets":["{}"]}}}})",
          run, subnet));
  ASSERT_TRUE(made.ok()) << made.json();
  EXPECT_EQ(made.text("tasks.0.attachments.0.status"), "ATTACHED");
  for (const std::string& id : {std::string("none"), made.text("tasks.0.attachments.0.id")})
    EXPECT_EQ(
        world
            .ask(
                "SubmitAttachmentStateChanges",
                fmt::format(
                    R"("cluster":"c","attachments":[{{"attachmentArn":"attachment/{}","status":"DETACHED"}}])",
                    id))
            .text("acknowledgment"),
        "ACK");
  const Reply told = world.ask("DescribeTasks",
                               fmt::format(R"("cluster":"c","tasks":["{}"])", made.text("tasks.0.taskArn")));
  EXPECT_EQ(told.text("tasks.0.attachments.0.status"), "DETACHED");
  EXPECT_EQ(told.text("tasks.0.attachments.0.details.0.value"), subnet);
}

TEST(EcsTasks, AViewByHandMayNameAnything) {
  Tasks world;
  const std::string arn = world.ask("RunTask", run).text("tasks.0.taskArn");
  kit::AnyState& state = world.state(kit::Place("123456789012", "us-east-1", "ecs"));
  kit::Arena arena;
  std::string view = kit::to_json(state.view(arena));
  const auto at = view.find(R"("given":{)", view.find(R"("tasks":{)"));
  ASSERT_NE(at, view.npos);
  view.insert(at + 9, view[at + 9] == '}' ? R"("zzz":{"zzz":"1"})" : R"("zzz":{"zzz":"1"},)");
  const auto changed = kit::parse_json(view, arena);
  ASSERT_TRUE(changed) << view;
  state.restore(*changed);
  EXPECT_EQ(world.status(arn), "PENDING");
}

TEST(EcsTasks, AStepAtEveryLook) {
  Tasks world;
  const Reply made = world.ask("RunTask", run);
  ASSERT_TRUE(made.ok()) << made.json();
  const std::string arn = made.text("tasks.0.taskArn");
  EXPECT_THAT(arn, MatchesRegex("arn:aws:ecs:us-east-1:123456789012:task/c/[0-9a-f]+"));
  EXPECT_EQ(made.text("tasks.0.lastStatus"), "PROVISIONING");
  for (const char* next : {"PENDING", "ACTIVATING", "RUNNING", "RUNNING"}) EXPECT_EQ(world.status(arn), next);
  const Reply stopped =
      world.ask("StopTask", fmt::format(R"("cluster":"c","task":"{}","reason":"enough")", arn));
  EXPECT_EQ(stopped.text("task.desiredStatus"), "STOPPED");
  EXPECT_EQ(stopped.text("task.stopCode"), "UserInitiated");
  EXPECT_EQ(stopped.text("task.stoppedReason"), "enough");
  for (const char* next : {"STOPPING", "DEPROVISIONING", "STOPPED"}) EXPECT_EQ(world.status(arn), next);
  EXPECT_EQ(world.ask("StopTask", R"("cluster":"c","task":"none")").json(),
            "InvalidParameterException: The referenced task was not found.");
}

TEST(EcsTasks, ByTheClock) {
  Tasks world;
  world.progressions.set("ecs::task", "", {kit::Progression::timed, 1, kit::minutes(1)});
  const std::string arn = world.ask("RunTask", run).text("tasks.0.taskArn");
  EXPECT_EQ(world.status(arn), "PROVISIONING");
  world.advance(kit::minutes(2));
  EXPECT_EQ(world.status(arn), "ACTIVATING");
  world.advance(kit::minutes(1));
  EXPECT_EQ(world.status(arn), "RUNNING");
}

TEST(EcsTasks, AsMotoRunsThem) {
  Tasks world;
  world.client.dialect = kit::Dialect::moto;
  const Reply made = world.ask("RunTask", run);
  EXPECT_EQ(made.text("tasks.0.lastStatus"), "RUNNING");
  for (const char* next : {"DEACTIVATING", "STOPPING", "DEPROVISIONING", "STOPPED"})
    EXPECT_EQ(world.status(made.text("tasks.0.taskArn")), next);
}

TEST(EcsTasks, TakeRoomAndGiveItBack) {
  Tasks world;
  const Reply made = world.ask("RunTask", fmt::format(R"({},"count":2)", run));  // both want port 8080
  EXPECT_EQ(made.size("tasks"), 1u);
  EXPECT_EQ(made.text("failures.0.reason"), "RESOURCE:PORTS");
  const auto left = [&] {
    const Reply listed = world.ask("ListContainerInstances", R"("cluster":"c")");
    return world
        .ask("DescribeContainerInstances", fmt::format(R"("cluster":"c","containerInstances":["{}"])",
                                                       listed.text("containerInstanceArns.0")))
        .number("containerInstances.0.remainingResources.0.integerValue");
  };
  EXPECT_EQ(left(), 4096 - 256);
  world.client.dialect = kit::Dialect::moto;  // stops at once
  world.ask("StopTask", fmt::format(R"("cluster":"c","task":"{}")", made.text("tasks.0.taskArn")));
  EXPECT_EQ(left(), 4096);
}

TEST(EcsTasks, ExecuteCommand) {
  Tasks world;
  const std::string arn =
      world.ask("RunTask", fmt::format(R"({},"enableExecuteCommand":true)", run)).text("tasks.0.taskArn");
  const auto enter = [&] {
    return world.ask("ExecuteCommand",
                     fmt::format(R"("cluster":"c","task":"{}","command":"sh","interactive":true)", arn));
  };
  EXPECT_EQ(enter().code(), "InvalidParameterException");
  for (int i = 0; i < 3; ++i) world.status(arn);
  const Reply entered = enter();
  ASSERT_TRUE(entered.ok()) << entered.json();
  EXPECT_EQ(entered.text("containerName"), "app");
  EXPECT_THAT(entered.text("session.streamUrl"), HasSubstr(entered.text("session.sessionId")));
}

TEST(EcsInstances, Attributes) {
  Tasks world;
  ASSERT_TRUE(
      world.ask("PutAttributes", R"("cluster":"c","attributes":[{"name":"env","value":"prod"}])").ok());
  const Reply listed = world.ask("ListAttributes", R"("cluster":"c","targetType":"container-instance")");
  EXPECT_EQ(listed.text("attributes.0.name"), "env");
  EXPECT_EQ(
      world.ask("PutAttributes", R"("cluster":"c","attributes":[{"name":"a","targetId":"none"}])").code(),
      "TargetNotFoundException");
}

TEST(EcsSettings, ChooseTheFormOfArns) {
  Tasks world;
  EXPECT_EQ(world.ask("ListAccountSettings").size("settings"), 0u);
  world.ask("PutAccountSetting", R"("name":"taskLongArnFormat","value":"disabled")");
  EXPECT_THAT(world.ask("RunTask", run).text("tasks.0.taskArn"), MatchesRegex(".*:task/[0-9a-f]+"));
  EXPECT_EQ(world.ask("ListAccountSettings", R"("effectiveSettings":true,"name":"serviceLongArnFormat")")
                .text("settings.0.value"),
            "enabled");
  EXPECT_EQ(world.ask("PutAccountSetting", R"("name":"odd","value":"enabled")").code(),
            "InvalidParameterException");
}

TEST(EcsProviders, CreateUpdateDelete) {
  Ecs world;
  const Reply made =
      world.ask("CreateCapacityProvider",
                R"("name":"p","autoScalingGroupProvider":{"autoScalingGroupArn":"a","managedScaling":{}})");
  EXPECT_EQ(made.number("capacityProvider.autoScalingGroupProvider.managedScaling.targetCapacity"), 100);
  EXPECT_EQ(world.ask("DescribeCapacityProviders").size("capacityProviders"), 3u);  // with Fargate's two
  world.ask("TagResource", fmt::format(R"("resourceArn":"{}","tags":[{{"key":"k","value":"v"}}])",
                                       made.text("capacityProvider.capacityProviderArn")));
  EXPECT_EQ(world.ask("DescribeCapacityProviders", R"("capacityProviders":["p"],"include":["TAGS"])")
                .text("capacityProviders.0.tags.0.value"),
            "v");
  EXPECT_TRUE(world.ask("DeleteCapacityProvider", R"("capacityProvider":"p")").ok());
  EXPECT_EQ(world.ask("DescribeCapacityProviders", R"("capacityProviders":["p"])").text("failures.0.reason"),
            "MISSING");
}

}  // namespace
}  // namespace understudy::test
