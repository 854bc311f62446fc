// ECS: clusters, task definitions, services and their deployments.
#include "tests/services/ecs_fixture.hpp"

namespace understudy::test {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

TEST(EcsClusters, CreateDescribeDelete) {
  Ecs world;
  const Reply made =
      world.ask("CreateCluster", R"("clusterName":"c","settings":[{"name":"containerInsights",)"
                                 R"("value":"enabled"}],"tags":[{"key":"k","value":"v"}])");
  EXPECT_EQ(made.text("cluster.clusterArn"), "arn:aws:ecs:us-east-1:123456789012:cluster/c");
  EXPECT_EQ(made.text("cluster.status"), "ACTIVE");
  const Reply told = world.ask("DescribeClusters", R"("clusters":["c","gone"],"include":["SETTINGS"])");
  EXPECT_EQ(told.text("clusters.0.settings.0.value"), "enabled");
  EXPECT_FALSE(told.has("clusters.0.tags"));
  EXPECT_EQ(told.text("failures.0.arn"), "arn:aws:ecs:us-east-1:123456789012:cluster/gone");
  EXPECT_EQ(told.text("failures.0.reason"), "MISSING");
  EXPECT_EQ(world.ask("DeleteCluster", R"("cluster":"c")").text("cluster.status"), "INACTIVE");
  EXPECT_EQ(world.ask("ListTasks", R"("cluster":"c")").json(),
            "ClusterNotFoundException: The referenced cluster was inactive.");
  EXPECT_EQ(world.ask("DeleteCluster", R"("cluster":"x")").json(),
            "ClusterNotFoundException: Cluster not found.");
}

TEST(EcsDefinitions, RevisionsAndDefaults) {
  Ecs world;
  const Reply made = world.define();
  EXPECT_EQ(made.text("taskDefinition.taskDefinitionArn"),
            "arn:aws:ecs:us-east-1:123456789012:task-definition/web:1");
  EXPECT_EQ(made.text("taskDefinition.networkMode"), "bridge");
  EXPECT_EQ(made.text("taskDefinition.containerDefinitions.0.portMappings.0.protocol"), "tcp");
  EXPECT_TRUE(made.flag("taskDefinition.containerDefinitions.0.essential"));
  EXPECT_EQ(world.define().number("taskDefinition.revision"), 2);
  world.ask("DeregisterTaskDefinition", R"("taskDefinition":"web:2")");
  EXPECT_EQ(
      world.ask("DescribeTaskDefinition", R"("taskDefinition":"web")").number("taskDefinition.revision"), 1);
  EXPECT_EQ(world.ask("ListTaskDefinitions").size("taskDefinitionArns"), 1u);
  EXPECT_EQ(world.ask("DescribeTaskDefinition", R"("taskDefinition":"none")").json(),
            "ClientException: Unable to describe task definition.");
  EXPECT_EQ(world
                .ask("RegisterTaskDefinition", R"("family":"f","requiresCompatibilities":["FARGATE"],)"
                                               R"("containerDefinitions":[{"name":"a","image":"b"}])")
                .json(),
            "ClientException: Fargate requires that 'cpu' be defined at the task level.");
}

TEST(EcsServices, DeploysByTheClock) {
  Ecs world;
  world.set_up(true);
  const Reply made = world.create_service(2);
  ASSERT_TRUE(made.ok()) << made.json();
  EXPECT_EQ(made.text("service.serviceArn"), "arn:aws:ecs:us-east-1:123456789012:service/c/s");
  EXPECT_EQ(world.counts(), "0/2 IN_PROGRESS");
  world.advance(kit::seconds(14));
  EXPECT_EQ(world.counts(), "0/2 IN_PROGRESS");
  world.advance(kit::seconds(1));
  EXPECT_EQ(world.counts(), "2/0 COMPLETED");
  EXPECT_THAT(world.service().text("services.0.events.0.message"), HasSubstr("has reached a steady state."));
  EXPECT_EQ(world.ask("ListServiceDeployments", R"("cluster":"c","service":"s")")
                .text("serviceDeployments.0.status"),
            "SUCCESSFUL");
}

TEST(EcsServices, RollsWithoutLosingTasks) {
  Ecs world;
  world.set_up(true);
  world.create_service(2);
  world.advance(kit::seconds(15));
  world.define(true);
  const Reply updated = world.ask("UpdateService", R"("cluster":"c","service":"s","taskDefinition":"web")");
  EXPECT_EQ(updated.size("service.deployments"), 2u);
  EXPECT_EQ(world.counts(), "2/2 IN_PROGRESS");  // twice as many at most, all of the old at least
  world.advance(kit::seconds(15));
  EXPECT_EQ(world.counts(), "2/0 COMPLETED");
  EXPECT_EQ(world.service().size("services.0.deployments"), 1u);
  EXPECT_THAT(world.service().text("services.0.taskDefinition"), HasSubstr("web:2"));
  EXPECT_EQ(world.ask("ListTasks", R"("cluster":"c","desiredStatus":"STOPPED")").size("taskArns"), 2u);
  world.advance(kit::hours(2));
  EXPECT_EQ(world.ask("ListTasks", R"("cluster":"c","desiredStatus":"STOPPED")").size("taskArns"), 0u);
}

TEST(EcsServices, WaitForRoom) {
  Ecs world;
  world.set_up();
  world.create_service(1, "");
  world.advance(kit::minutes(5));
  EXPECT_EQ(world.counts(), "0/1 IN_PROGRESS");
  EXPECT_THAT(world.service().text("services.0.events.0.message"), HasSubstr("unable to place a task"));
  world.register_instance();
  world.advance(kit::seconds(15));
  EXPECT_EQ(world.counts(), "1/0 COMPLETED");
}

TEST(EcsServices, ScaleAndDelete) {
  Ecs world;
  world.set_up(true);
  world.create_service(1);
  EXPECT_EQ(world.create_service(1).json(),
            "InvalidParameterException: Creation of service was not idempotent.");
  EXPECT_EQ(world.ask("DeleteService", R"("cluster":"c","service":"s")").json(),
            "InvalidParameterException: The service cannot be stopped while it is scaled above 0.");
  EXPECT_EQ(world.ask("DeleteCluster", R"("cluster":"c")").code(), "ClusterContainsServicesException");
  world.ask("UpdateService", R"("cluster":"c","service":"s","desiredCount":0)");
  EXPECT_EQ(world.ask("DeleteService", R"("cluster":"c","service":"s")").text("service.status"), "DRAINING");
  world.advance(kit::minutes(1));
  EXPECT_EQ(world.service().text("services.0.status"), "INACTIVE");
  EXPECT_EQ(world.ask("ListServices", R"("cluster":"c")").size("serviceArns"), 0u);
  EXPECT_TRUE(world.create_service(1).ok());  // its name is free again
}

TEST(EcsServices, TaskSets) {
  Ecs world;
  world.set_up();
  world.register_instance();
  world.create_service(2, R"(,"deploymentController":{"type":"EXTERNAL"})");
  const Reply made = world.ask(
      "CreateTaskSet",
      R"("cluster":"c","service":"s","taskDefinition":"web","scale":{"value":50,"unit":"PERCENT"})");
  ASSERT_TRUE(made.ok()) << made.json();
  EXPECT_EQ(made.number("taskSet.computedDesiredCount"), 1);
  EXPECT_EQ(made.text("taskSet.stabilityStatus"), "STABILIZING");
  world.advance(kit::minutes(1));
  const Reply told = world.ask("DescribeTaskSets", R"("cluster":"c","service":"s")");
  EXPECT_EQ(told.number("taskSets.0.runningCount"), 1);
  EXPECT_EQ(told.text("taskSets.0.stabilityStatus"), "STEADY_STATE");
}

TEST(EcsServices, StateSurvivesSnapshot) {
  Ecs world;
  world.set_up(true);
  world.create_service(1);
  const kit::Place place{"123456789012", "us-east-1", "ecs"};
  const std::string before = world.view(place);
  kit::Arena arena;
  auto& state = world.state(place);
  state.restore(state.view(arena));
  EXPECT_EQ(world.view(place), before);
}

}  // namespace
}  // namespace understudy::test
