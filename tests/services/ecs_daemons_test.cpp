// ECS: daemons, their task definitions, deployments and revisions; container instances that ECS manages.
#include "tests/services/ecs_fixture.hpp"

namespace understudy::test {
namespace {

using testing::MatchesRegex;

struct Daemons : Ecs {
  Daemons() {
    ask("CreateCluster", R"("clusterName":"c")");
    ask("CreateCapacityProvider",
        R"("name":"own","cluster":"c","managedInstancesProvider":{"infrastructureRoleArn":"r",)"
        R"("instanceLaunchTemplate":{"ec2InstanceProfileArn":"p","networkConfiguration":{"subnets":["s"]}}})");
    ask("PutClusterCapacityProviders",
        R"("cluster":"c","capacityProviders":["own"],"defaultCapacityProviderStrategy":[)"
        R"({"capacityProvider":"own","weight":1}])");
    ask("RegisterTaskDefinition",
        R"("family":"web","containerDefinitions":[{"name":"app","image":"nginx","cpu":256,"memory":512}])");
    define();
  }
  std::string define() {
    return ask("RegisterDaemonTaskDefinition",
               R"("family":"agent","containerDefinitions":[{"name":"log","image":"fluent","cpu":128,)"
               R"("memory":64}])")
        .text("daemonTaskDefinitionArn");
  }
  Reply create(std::string_view more = "") {
    return ask("CreateDaemon",
               fmt::format(R"("daemonName":"d","clusterArn":"arn:aws:ecs:us-east-1:123456789012:cluster/c",)"
                           R"("daemonTaskDefinitionArn":"agent:1","capacityProviderArns":[)"
                           R"("arn:aws:ecs:us-east-1:123456789012:capacity-provider/own"]{})",
                           more));
  }
  Reply describe() { return ask("DescribeDaemon", fmt::format(R"("daemonArn":"{}")", arn)); }
  Reply deployment(const std::string& which) {
    return ask("DescribeDaemonDeployments", fmt::format(R"("daemonDeploymentArns":["{}"])", which));
  }
  const std::string arn = "arn:aws:ecs:us-east-1:123456789012:daemon/c/d";
};

TEST(EcsDaemons, ATaskOnEachInstanceOfTheirs) {
  Daemons world;
  const Reply made = world.create();
  ASSERT_TRUE(made.ok()) << made.json();
  EXPECT_EQ(made.text("daemonArn"), world.arn);
  EXPECT_THAT(made.text("deploymentArn"),
              MatchesRegex("arn:aws:ecs:us-east-1:123456789012:daemon-deployment/c/d/[0-9A-Za-z]{21}"));
  EXPECT_EQ(world.deployment(made.text("deploymentArn")).text("daemonDeployments.0.status"), "SUCCESSFUL");
  EXPECT_EQ(world.describe().number("daemon.currentRevisions.0.totalRunningCount"), 0);

  const Reply run = world.ask("RunTask", R"("cluster":"c","taskDefinition":"web")");
  ASSERT_TRUE(run.ok()) << run.json();
  EXPECT_EQ(run.text("tasks.0.launchType"), "MANAGED_INSTANCES");
  const Reply instance = world.ask(
      "DescribeContainerInstances",
      fmt::format(R"("cluster":"c","containerInstances":["{}"])", run.text("tasks.0.containerInstanceArn")));
  EXPECT_EQ(instance.text("containerInstances.0.capacityProviderName"), "own");
  world.advance(kit::minutes(1));
  EXPECT_EQ(world.describe().number("daemon.currentRevisions.0.totalRunningCount"), 1);
  const Reply listed = world.ask("ListTasks", R"("cluster":"c","daemonName":"d")");
  ASSERT_EQ(listed.size("taskArns"), 1u);
  EXPECT_EQ(
      world.ask("DescribeTasks", fmt::format(R"("cluster":"c","tasks":["{}"])", listed.text("taskArns.0")))
          .text("tasks.0.taskDefinitionArn"),
      "arn:aws:ecs:us-east-1:123456789012:daemon-task-definition/agent:1");
}

TEST(EcsDaemons, UpdatesRollOutAndBake) {
  Daemons world;
  world.create();
  world.ask("RunTask", R"("cluster":"c","taskDefinition":"web")");
  world.advance(kit::minutes(1));
  world.define();
  const Reply updated =
      world.ask("UpdateDaemon", fmt::format(R"("daemonArn":"{}","daemonTaskDefinitionArn":"agent:2",)"
                                            R"("capacityProviderArns":["own"],"deploymentConfiguration":)"
                                            R"({{"drainPercent":50.0,"bakeTimeInMinutes":5}})",
                                            world.arn));
  ASSERT_TRUE(updated.ok()) << updated.json();
  const std::string rollout = updated.text("deploymentArn");
  EXPECT_EQ(world.deployment(rollout).text("daemonDeployments.0.status"), "IN_PROGRESS");
  world.advance(kit::minutes(4));
  EXPECT_EQ(
      world.deployment(rollout).number("daemonDeployments.0.targetDaemonRevision.totalRunningInstanceCount"),
      1);
  EXPECT_EQ(world.deployment(rollout).text("daemonDeployments.0.status"), "IN_PROGRESS");
  world.advance(kit::minutes(5));
  EXPECT_EQ(world.deployment(rollout).text("daemonDeployments.0.status"), "SUCCESSFUL");
  const Reply revision =
      world.ask("DescribeDaemonRevisions",
                fmt::format(R"("daemonRevisionArns":["{}"])",
                            world.deployment(rollout).text("daemonDeployments.0.targetDaemonRevision.arn")));
  EXPECT_EQ(revision.text("daemonRevisions.0.containerImages.0.image"), "fluent");
  EXPECT_EQ(world.ask("ListDaemonDeployments", fmt::format(R"("daemonArn":"{}")", world.arn))
                .size("daemonDeployments"),
            2u);
}

TEST(EcsDaemons, DeletedOnesLetTheirTasksEnd) {
  Daemons world;
  world.create();
  world.ask("RunTask", R"("cluster":"c","taskDefinition":"web")");
  world.advance(kit::minutes(1));
  const std::string of_it = fmt::format(R"("daemonArn":"{}")", world.arn);
  EXPECT_EQ(world.ask("DeleteDaemon", of_it).text("status"), "DELETE_IN_PROGRESS");
  EXPECT_EQ(world.ask("DeleteDaemon", of_it).code(), "DaemonNotActiveException");
  EXPECT_EQ(world.describe().text("daemon.status"), "DELETE_IN_PROGRESS");
  world.advance(kit::minutes(1));
  EXPECT_EQ(world.describe().code(), "DaemonNotFoundException");
  EXPECT_EQ(world.ask("ListDaemons").size("daemonSummariesList"), 0u);
}

TEST(EcsDaemons, WhatIsRefused) {
  Daemons world;
  EXPECT_EQ(world.create(R"(,"deploymentConfiguration":{"drainPercent":101.0})").code(),
            "InvalidParameterException");
  world.ask("CreateCapacityProvider", R"("name":"p","autoScalingGroupProvider":{"autoScalingGroupArn":"a"})");
  EXPECT_EQ(world
                .ask("CreateDaemon", R"("daemonName":"d","clusterArn":"c","daemonTaskDefinitionArn":"agent",)"
                                     R"("capacityProviderArns":["p"])")
                .code(),
            "UnsupportedFeatureException");
  ASSERT_TRUE(world.create(R"(,"clientToken":"t")").ok());
  EXPECT_TRUE(world.create(R"(,"clientToken":"t")").ok());
  EXPECT_EQ(world.create(R"(,"clientToken":"u")").code(), "InvalidParameterException");
}

TEST(EcsDaemonDefinitions, AreListedAndDeleted) {
  Daemons world;
  world.define();
  EXPECT_EQ(world.ask("ListDaemonTaskDefinitions", R"("sort":"DESC","maxResults":1)")
                .text("daemonTaskDefinitions.0.arn"),
            "arn:aws:ecs:us-east-1:123456789012:daemon-task-definition/agent:2");
  EXPECT_EQ(
      world.ask("ListDaemonTaskDefinitions", R"("revision":"LAST_REGISTERED")").size("daemonTaskDefinitions"),
      1u);
  ASSERT_TRUE(world.ask("DeleteDaemonTaskDefinition", R"("daemonTaskDefinition":"agent:2")").ok());
  const auto status = [&](std::string_view which) {
    return world.ask("DescribeDaemonTaskDefinition", fmt::format(R"("daemonTaskDefinition":"{}")", which))
        .text("daemonTaskDefinition.status");
  };
  EXPECT_EQ(status("agent:2"), "DELETE_IN_PROGRESS");
  EXPECT_EQ(status("agent"), "ACTIVE");
  world.advance(kit::hours(1));
  EXPECT_EQ(status("agent:2"), "DELETED");
  EXPECT_EQ(world.ask("DeleteDaemonTaskDefinition", R"("daemonTaskDefinition":"agent:9")").code(),
            "ClientException");
}

TEST(EcsInstances, AgentsAreUpdatedByTheClock) {
  Ecs world;
  world.set_up();
  const std::string arn = world.register_instance().text("containerInstance.containerInstanceArn");
  world.progressions.set("ecs::container_agent", "", {kit::Progression::timed, 1, kit::seconds(10)});
  const std::string of_it = fmt::format(R"("cluster":"c","containerInstance":"{}")", arn);
  EXPECT_EQ(world.ask("UpdateContainerAgent", of_it).text("containerInstance.agentUpdateStatus"), "PENDING");
  EXPECT_EQ(world.ask("UpdateContainerAgent", of_it).code(), "UpdateInProgressException");
  const auto status = [&] {
    return world
        .ask("DescribeContainerInstances", fmt::format(R"("cluster":"c","containerInstances":["{}"])", arn))
        .text("containerInstances.0.agentUpdateStatus");
  };
  for (const char* next : {"STAGING", "STAGED", "UPDATING", "UPDATED"}) {
    world.advance(kit::seconds(10));
    EXPECT_EQ(status(), next);
  }
  EXPECT_EQ(world.ask("UpdateContainerAgent", of_it).code(), "NoUpdateAvailableException");
}

}  // namespace
}  // namespace understudy::test
