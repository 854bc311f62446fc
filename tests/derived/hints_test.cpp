// What services tell of their resources: that each line means something, and what the lines do.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "services/derived/hints.hpp"
#include "services/derived/plan.hpp"
#include "tests/services/harness.hpp"

namespace understudy::derived {
namespace {

using test::World;

bool is_taken(const Plan& plan, const Hint& hint) {
  const auto holds = [&](const std::vector<Told>& told) {
    return std::ranges::find(told, &hint, &Told::hint) != told.end();
  };
  for (const Resource& resource : plan.resources())
    if (holds(resource.told)) return true;
  for (std::uint16_t i = 0; i < plan.operations(); ++i)
    if (holds(plan.operation(i).told)) return true;
  return holds(plan.told_of_all());
}

TEST(Hints, EveryLineMeansSomething) {
  unsetenv("UNDERSTUDY_HINTS");
  std::size_t services = 0;
  for (const models::Service& service : models::all()) {
    const ServiceHints hints = hints_of(service.name());
    if (hints.hints.empty()) continue;
    ++services;
    EXPECT_LE(hints.hints.size(), 20u) << service.name();
    const Plan plan(service, hints);
    for (const Hint& hint : hints.hints) {
      if (hint.says == Says::plays)
        EXPECT_TRUE(service.find_operation(hint.of.substr(0, hint.of.find('|'))))
            << service.name() << ": " << hint.of;
      else
        EXPECT_TRUE(is_taken(plan, hint)) << service.name() << ": " << hint.of << ": " << hint.one;
      if (hint.says == Says::needs) {
        EXPECT_TRUE(plan.resource_of_type(hint.two)) << service.name() << ": " << hint.two;
      }
    }
  }
  EXPECT_GT(services, 50u);
}

class Told : public testing::Test {
 protected:
  World world;
};

TEST_F(Told, ErrorsInTheServicesWords) {
  const auto unknown = world.call("eks", "DescribeNodegroup", R"({"clusterName":"web","nodegroupName":"n"})");
  EXPECT_EQ(unknown.code(), "ResourceNotFoundException");
  EXPECT_EQ(unknown.message(), "No cluster found for name: web.");
  ASSERT_TRUE(
      world.call("eks", "CreateCluster", R"({"name":"web","roleArn":"r","resourcesVpcConfig":{}})").ok());
  EXPECT_EQ(world.call("eks", "DescribeNodegroup", R"({"clusterName":"web","nodegroupName":"n"})").message(),
            "No node group found for name: n.");
}

TEST_F(Told, RefusalsWhenTheTermsHold) {
  ASSERT_TRUE(
      world.call("eks", "CreateCluster", R"({"name":"web","roleArn":"r","resourcesVpcConfig":{}})").ok());
  ASSERT_TRUE(world
                  .call("eks", "CreateNodegroup",
                        R"({"clusterName":"web","nodegroupName":"n","subnets":["s"],"nodeRole":"r"})")
                  .ok());
  EXPECT_EQ(world.call("eks", "DeleteCluster", R"({"name":"web"})").code(), "ResourceInUseException");
  ASSERT_TRUE(world.call("eks", "DeleteNodegroup", R"({"clusterName":"web","nodegroupName":"n"})").ok());
  EXPECT_TRUE(world.call("eks", "DeleteCluster", R"({"name":"web"})").ok());
}

TEST_F(Told, IdsAndWhatIsThereBeforehand) {
  const auto made = world.call("servicediscovery", "CreateService", R"({"Name":"s"})");
  ASSERT_TRUE(made.ok()) << made.json();
  EXPECT_TRUE(made.text("Service.Id").starts_with("srv-")) << made.json();
  const auto groups = world.call("scheduler", "ListScheduleGroups");
  EXPECT_EQ(groups.text("ScheduleGroups.0.Name"), "default");
  ASSERT_TRUE(world.call("scheduler", "DeleteScheduleGroup", R"({"Name":"default"})").ok());
  EXPECT_EQ(world.call("scheduler", "ListScheduleGroups").size("ScheduleGroups"), 0u);
}

TEST_F(Told, AVersionIsItsResourcesLatest) {
  const auto made = world.call("greengrass", "CreateCoreDefinition",
                               R"({"Name":"core","InitialVersion":{"Cores":[{"Id":"1"}]}})");
  ASSERT_TRUE(made.ok()) << made.json();
  const std::string id = made.text("Id"), version = made.text("LatestVersion");
  EXPECT_NE(made.text("LatestVersionArn").find(version), std::string::npos) << made.json();
  const auto read =
      world.call("greengrass", "GetCoreDefinitionVersion",
                 fmt::format(R"({{"CoreDefinitionId":"{}","CoreDefinitionVersionId":"{}"}})", id, version));
  ASSERT_TRUE(read.ok()) << read.json();
  EXPECT_EQ(read.text("Id"), id);
  EXPECT_EQ(read.text("Definition.Cores.0.Id"), "1");
}

}  // namespace
}  // namespace understudy::derived
