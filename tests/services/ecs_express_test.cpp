// ECS: express services, deployments that hooks pause, and what is deleted by the clock.
#include "tests/services/ecs_fixture.hpp"

namespace understudy::test {
namespace {

using testing::MatchesRegex;

constexpr std::string_view shop =
    R"("serviceName":"shop","executionRoleArn":"e","infrastructureRoleArn":"i","primaryContainer":)"
    R"({"image":"nginx"})";

TEST(EcsExpress, AContainerIsEnough) {
  Ecs world;
  const Reply made = world.ask("CreateExpressGatewayService", shop);
  ASSERT_TRUE(made.ok()) << made.json();
  const std::string arn = made.text("service.serviceArn");
  EXPECT_EQ(arn, "arn:aws:ecs:us-east-1:123456789012:service/default/shop");
  EXPECT_EQ(made.text("service.status.statusCode"), "ACTIVE");
  EXPECT_EQ(made.text("service.activeConfigurations.0.healthCheckPath"), "/ping");
  EXPECT_THAT(made.text("service.activeConfigurations.0.ingressPaths.0.endpoint"),
              MatchesRegex("https://sh-[0-9a-f]{32}\\.ecs\\.us-east-1\\.on\\.aws"));
  world.advance(kit::minutes(1));
  const Reply service = world.ask("DescribeServices", R"("services":["shop"])");
  EXPECT_EQ(service.number("services.0.runningCount"), 1);
  EXPECT_EQ(service.text("services.0.resourceManagementType"), "ECS");
  EXPECT_EQ(world.ask("ListServices", R"("resourceManagementType":"ECS")").size("serviceArns"), 1u);
  EXPECT_EQ(world.ask("ListServices", R"("resourceManagementType":"CUSTOMER")").size("serviceArns"), 0u);
}

TEST(EcsExpress, UpdatesAndEnds) {
  Ecs world;
  const std::string arn = world.ask("CreateExpressGatewayService", shop).text("service.serviceArn");
  world.advance(kit::minutes(1));
  const std::string of_it = fmt::format(R"("serviceArn":"{}")", arn);
  const Reply updated = world.ask(
      "UpdateExpressGatewayService",
      of_it +
          R"(,"primaryContainer":{"image":"nginx:2"},"scalingTarget":{"minTaskCount":2,"maxTaskCount":4})");
  ASSERT_TRUE(updated.ok()) << updated.json();
  EXPECT_EQ(updated.text("service.targetConfiguration.primaryContainer.image"), "nginx:2");
  EXPECT_EQ(updated.number("service.targetConfiguration.primaryContainer.containerPort"), 80);
  const auto look = [&] { return world.ask("DescribeExpressGatewayService", of_it); };
  EXPECT_EQ(look().size("service.activeConfigurations"), 2u);
  world.advance(kit::minutes(2));
  EXPECT_EQ(look().size("service.activeConfigurations"), 1u);
  EXPECT_EQ(world.ask("DescribeServices", R"("services":["shop"])").number("services.0.runningCount"), 2);
  EXPECT_EQ(world.ask("DeleteExpressGatewayService", of_it).text("service.status.statusCode"), "DRAINING");
  world.advance(kit::minutes(1));
  EXPECT_EQ(look().text("service.status.statusCode"), "INACTIVE");
  EXPECT_EQ(world.ask("DeleteExpressGatewayService", of_it).code(), "ServiceNotActiveException");
}

TEST(EcsExpress, WhatIsRefused) {
  Ecs world;
  for (const char* more : {R"(,"healthCheckPath":"ping")", R"(,"cpu":"300")",
                           R"(,"scalingTarget":{"minTaskCount":5,"maxTaskCount":2})"})
    EXPECT_FALSE(world.ask("CreateExpressGatewayService", std::string(shop) + more).ok()) << more;
  EXPECT_EQ(world.ask("DescribeExpressGatewayService", R"("serviceArn":"none")").code(),
            "ResourceNotFoundException");
  ASSERT_TRUE(world.ask("CreateExpressGatewayService", shop).ok());
  EXPECT_EQ(world.ask("CreateExpressGatewayService", shop).code(), "InvalidParameterException");
}

struct Paused : Ecs {
  explicit Paused(std::string_view stages, std::string_view timeout = "") {
    set_up(true);
    create_service(
        1, fmt::format(R"(,"launchType":"FARGATE","deploymentConfiguration":{{"strategy":"BLUE_GREEN",)"
                       R"("bakeTimeInMinutes":0,"lifecycleHooks":[{{"targetType":"PAUSE",)"
                       R"("lifecycleStages":[{}]{}}}]}})",
                       stages, timeout));
    advance(kit::minutes(1));
  }
  Reply rollout() {
    const Reply told = service();
    return ask("DescribeServiceDeployments", fmt::format(R"("serviceDeploymentArns":["{}"])",
                                                         told.text("services.0.currentServiceDeployment")));
  }
  Reply decide(const Reply& seen, std::string_view action) {
    return ask("ContinueServiceDeployment",
               fmt::format(R"("serviceDeploymentArn":"{}","hookId":"{}","action":"{}")",
                           seen.text("serviceDeployments.0.serviceDeploymentArn"),
                           seen.text("serviceDeployments.0.lifecycleHookDetails.0.hookId"), action));
  }
};

TEST(EcsHooks, HoldADeploymentUntilSomebodyContinuesIt) {
  Paused world(R"("PRE_SCALE_UP")");
  EXPECT_EQ(world.counts(), "0/0 IN_PROGRESS");
  const Reply seen = world.rollout();
  EXPECT_EQ(seen.text("serviceDeployments.0.lifecycleStage"), "PRE_SCALE_UP");
  EXPECT_EQ(seen.text("serviceDeployments.0.lifecycleHookDetails.0.status"), "AWAITING_ACTION");
  ASSERT_TRUE(world.decide(seen, "CONTINUE").ok());
  EXPECT_EQ(world.decide(seen, "CONTINUE").code(), "InvalidParameterException");
  world.advance(kit::minutes(1));
  EXPECT_EQ(world.counts(), "1/0 COMPLETED");
  EXPECT_EQ(world.rollout().text("serviceDeployments.0.status"), "SUCCESSFUL");
}

TEST(EcsHooks, RollBackToTheRevisionBefore) {
  Paused world(R"("POST_PRODUCTION_TRAFFIC_SHIFT")");
  world.decide(world.rollout(), "CONTINUE");
  world.define(true);
  world.ask("UpdateService", R"("cluster":"c","service":"s","taskDefinition":"web")");
  world.advance(kit::minutes(1));
  const Reply seen = world.rollout();
  EXPECT_EQ(world.service().number("services.0.runningCount"), 2);  // both revisions
  ASSERT_TRUE(world.decide(seen, "ROLLBACK").ok());
  world.advance(kit::minutes(1));
  EXPECT_EQ(world.counts(), "1/0 COMPLETED");
  EXPECT_THAT(world.service().text("services.0.taskDefinition"), testing::EndsWith("web:1"));
}

TEST(EcsHooks, TimeOut) {
  Paused world(R"("PRE_SCALE_UP")", R"(,"timeoutConfiguration":{"timeoutInMinutes":10,"action":"CONTINUE"})");
  world.advance(kit::minutes(11));
  EXPECT_EQ(world.counts(), "1/0 COMPLETED");
  EXPECT_EQ(world.rollout().text("serviceDeployments.0.lifecycleHookDetails.0.status"), "TIMED_OUT");
}

TEST(EcsDefinitions, DeletedOnesGoWhenNothingUsesThem) {
  Ecs world;
  world.set_up(true);
  world.create_service(1);
  world.ask("DeregisterTaskDefinition", R"("taskDefinition":"web:1")");
  EXPECT_EQ(
      world.ask("DeleteTaskDefinitions", R"("taskDefinitions":["web:1"])").text("taskDefinitions.0.status"),
      "DELETE_IN_PROGRESS");
  world.advance(kit::hours(3));
  EXPECT_TRUE(world.ask("DescribeTaskDefinition", R"("taskDefinition":"web:1")").ok());
  world.ask("DeleteService", R"("cluster":"c","service":"s","force":true)");
  world.advance(kit::hours(2));
  EXPECT_EQ(world.ask("DescribeTaskDefinition", R"("taskDefinition":"web:1")").code(), "ClientException");
}

TEST(EcsTasks, AgentsTellOfPullsAndManagedAgents) {
  Ecs world;
  world.set_up();
  world.register_instance();
  const std::string arn =
      world.ask("RunTask", R"("cluster":"c","taskDefinition":"web","enableExecuteCommand":true)")
          .text("tasks.0.taskArn");
  ASSERT_TRUE(
      world
          .ask("SubmitTaskStateChange",
               fmt::format(
                   R"("cluster":"c","task":"{}","status":"RUNNING","pullStartedAt":"2026-01-01T00:00:00Z",)"
                   R"("containers":[{{"containerName":"app","imageDigest":"sha256:1","status":)"
                   R"("RUNNING"}}],"managedAgents":[{{"containerName":"app","managedAgentName":)"
                   R"("ExecuteCommandAgent","status":"STOPPED","reason":"crash"}}])",
                   arn))
          .ok());
  const Reply told = world.ask("DescribeTasks", fmt::format(R"("cluster":"c","tasks":["{}"])", arn));
  EXPECT_EQ(told.text("tasks.0.containers.0.imageDigest"), "sha256:1");
  EXPECT_EQ(told.text("tasks.0.containers.0.managedAgents.0.lastStatus"), "STOPPED");
  EXPECT_THAT(told.json(), testing::HasSubstr("pullStartedAt"));
}

TEST(EcsClusters, Count) {
  Ecs world;
  world.set_up(true);
  world.create_service(3);
  world.advance(kit::minutes(1));
  const Reply told = world.ask("DescribeClusters", R"("clusters":["c"],"include":["STATISTICS"])");
  EXPECT_EQ(told.number("clusters.0.runningTasksCount"), 3);
  EXPECT_EQ(told.number("clusters.0.activeServicesCount"), 1);
  EXPECT_THAT(told.json(), testing::HasSubstr("runningFargateTasksCount"));
}

}  // namespace
}  // namespace understudy::test
