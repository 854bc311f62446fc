// How derived resources go through their states: at once, by looks, by the clock.
#include <gtest/gtest.h>

#include "services/derived/plan.hpp"
#include "tests/services/harness.hpp"

namespace understudy::derived {
namespace {

using kit::Progression;
using test::World;

constexpr std::string_view create = R"({"name":"web","roleArn":"r","resourcesVpcConfig":{}})";
constexpr std::string_view web = R"({"name":"web"})";

class Lifecycle : public testing::Test {
 protected:
  std::string status() {
    const auto read = world.call("eks", "DescribeCluster", web);
    return read.ok() ? read.text("cluster.status") : read.code();
  }
  World world;
};

TEST_F(Lifecycle, GoesOnByLooks) {
  world.progressions.set("eks::cluster", "", {Progression::manual, 3, {}});
  ASSERT_TRUE(world.call("eks", "CreateCluster", create).ok());
  EXPECT_EQ(status(), "CREATING");
  world.advance(kit::hours(1));
  EXPECT_EQ(status(), "CREATING");
  EXPECT_EQ(status(), "ACTIVE");
  EXPECT_EQ(world.call("eks", "DeleteCluster", web).text("cluster.status"), "DELETING");
  EXPECT_EQ(status(), "ResourceNotFoundException");
}

TEST_F(Lifecycle, GoesOnByTheClockWithoutALook) {
  world.progressions.set("eks::cluster", "", {Progression::timed, 1, kit::seconds(60)});
  ASSERT_TRUE(world.call("eks", "CreateCluster", create).ok());
  EXPECT_EQ(status(), "CREATING");
  world.advance(kit::seconds(59));
  EXPECT_EQ(status(), "CREATING");
  world.advance(kit::seconds(1));
  const kit::Place place("123456789012", "us-east-1", "eks");
  EXPECT_NE(world.view(place).find("ACTIVE"), std::string::npos);
  EXPECT_EQ(status(), "ACTIVE");
}

TEST_F(Lifecycle, LeavesByTheClockWithAllWithinIt) {
  world.progressions.set("eks::cluster", "", {Progression::timed, 1, kit::seconds(60)});
  ASSERT_TRUE(world.call("eks", "CreateCluster", create).ok());
  world.advance(kit::seconds(60));
  ASSERT_TRUE(world.call("eks", "CreateAddon", R"({"clusterName":"web","addonName":"vpc-cni"})").ok());
  ASSERT_TRUE(world.call("eks", "DeleteCluster", web).ok());
  world.advance(kit::seconds(30));
  EXPECT_EQ(status(), "DELETING");
  EXPECT_EQ(world.call("eks", "DeleteCluster", web).text("cluster.status"), "DELETING");
  EXPECT_EQ(world.call("eks", "CreateCluster", create).code(), "ResourceInUseException");
  world.advance(kit::seconds(30));
  EXPECT_EQ(status(), "ResourceNotFoundException");
  EXPECT_EQ(world.view(kit::Place("123456789012", "us-east-1", "eks")).find("vpc-cni"), std::string::npos);
}

TEST_F(Lifecycle, GoesOnWhenItsProgressionChangesUnderWay) {
  for (const auto& [first, second] : {std::pair(Progression{Progression::timed, 1, kit::seconds(60)},
                                                Progression{Progression::manual, 2, {}}),
                                      std::pair(Progression{Progression::manual, 9, {}},
                                                Progression{Progression::timed, 1, kit::seconds(60)})}) {
    world.progressions.set("eks::cluster", "", first);
    ASSERT_TRUE(world.call("eks", "CreateCluster", create).ok());
    world.progressions.set("eks::cluster", "", second);
    for (int i = 0; i < 2; ++i) status();
    EXPECT_EQ(status(), "ACTIVE");
    world.advance(kit::hours(1));
    EXPECT_EQ(status(), "ACTIVE");
    ASSERT_TRUE(world.call("eks", "DeleteCluster", web).ok());
    world.advance(kit::hours(1));
  }
}

TEST_F(Lifecycle, IsNamedAsMotoNamesModels) {
  const auto name = [](std::string_view service, std::string_view type) {
    const Resource* resource = plan_of(*models::find(service)).resource_of_type(type);
    return resource ? std::string(resource->lifecycle.model) : std::string();
  };
  EXPECT_EQ(name("dms", "ReplicationInstance"), "dms::replicationinstance");
  EXPECT_EQ(name("glue", "JobRun"), "glue::job_run");
  EXPECT_EQ(name("transcribe", "TranscriptionJob"), "transcribe::transcriptionjob");
}

}  // namespace
}  // namespace understudy::derived
