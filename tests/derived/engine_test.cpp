// The resource engine on services that show its parts.
#include <gtest/gtest.h>

#include "services/derived/engine.hpp"
#include "services/derived/plan.hpp"
#include "services/derived/text.hpp"
#include "services/derived/words.hpp"
#include "services/kit/json.hpp"
#include "services/registry.hpp"
#include "tests/services/harness.hpp"

namespace understudy::derived {
namespace {

using test::World;

TEST(Words, OperationsComeApart) {
  const auto name = parse_operation("DescribeDBClusters");
  EXPECT_EQ(name.verb, Verb::get);
  EXPECT_TRUE(name.plural);
  EXPECT_EQ(name.type, "DBCluster");
  EXPECT_EQ(joined(name.noun, " "), "db cluster");
  const auto link = parse_operation("AddUserToGroup");
  EXPECT_EQ(link.verb, Verb::associate);
  EXPECT_EQ(joined(link.noun), "user");
  EXPECT_EQ(joined(link.target), "group");
  const auto batch = parse_operation("BatchGetBuilds");
  EXPECT_TRUE(batch.batch);
  EXPECT_EQ(joined(batch.noun), "build");
  EXPECT_EQ(joined(parse_operation("CreateHoursOfOperation").noun), "hoursofoperation");
}

TEST(Words, PluralsThatAreNone) {
  for (const std::string_view word : {"alias", "status", "access", "analysis", "dns", "series"})
    EXPECT_EQ(singular(word), word);
  EXPECT_EQ(singular("policies"), "policy");
  EXPECT_EQ(singular("aliases"), "alias");
  EXPECT_EQ(singular("addresses"), "address");
  EXPECT_EQ(singular("vpcs"), "vpc");
}

TEST(Text, FitsThePatternItIsMadeFor) {
  kit::Generator random(1, "text");
  EXPECT_EQ(text_for("fs-[0-9a-f]{8}", 0, 128, random)->size(), 11u);
  EXPECT_TRUE(text_for("^(?:abc|def)[A-Z]+$", 0, 20, random)->starts_with("abc"));
  EXPECT_FALSE(text_for("(a)\\1", 0, 20, random));
}

// Codestar connections, Kafka and the like have no code of their own: what holds of them holds of all.
class Engine : public testing::Test {
 protected:
  World world;
};

TEST_F(Engine, AResourceLivesAsItsModelSays) {
  const auto created =
      world.call("eks", "CreateCluster", R"({"name":"web","roleArn":"arn:aws:iam::123456789012:role/r",
      "resourcesVpcConfig":{"subnetIds":["subnet-1"]},"tags":{"color":"green"}})");
  ASSERT_TRUE(created.ok()) << created.json();
  EXPECT_EQ(created.text("cluster.name"), "web");
  EXPECT_EQ(created.text("cluster.status"), "CREATING");
  EXPECT_EQ(created.text("cluster.arn"), "arn:aws:eks:us-east-1:123456789012:cluster/web");
  const auto read = world.call("eks", "DescribeCluster", R"({"name":"web"})");
  EXPECT_EQ(read.text("cluster.status"), "ACTIVE");
  EXPECT_EQ(read.text("cluster.resourcesVpcConfig.subnetIds.0"), "subnet-1");
  EXPECT_EQ(read.text("cluster.tags.color"), "green");
  EXPECT_EQ(
      world.call("eks", "CreateCluster", R"({"name":"web","roleArn":"r","resourcesVpcConfig":{}})").code(),
      "ResourceInUseException");
  EXPECT_EQ(world.call("eks", "ListClusters").text("clusters.0"), "web");
  ASSERT_TRUE(world.call("eks", "DeleteCluster", R"({"name":"web"})").ok());
  EXPECT_EQ(world.call("eks", "DescribeCluster", R"({"name":"web"})").code(), "ResourceNotFoundException");
  EXPECT_EQ(world.call("eks", "ListClusters").size("clusters"), 0u);
}

TEST_F(Engine, PagesEndWhereTheLimitSays) {
  for (const char* name : {"a", "b"})  // beside the one that AWS has made, "default"
    ASSERT_TRUE(world.call("scheduler", "CreateScheduleGroup", fmt::format(R"({{"Name":"{}"}})", name)).ok());
  const auto first = world.call("scheduler", "ListScheduleGroups", R"({"MaxResults":2})");
  EXPECT_EQ(first.size("ScheduleGroups"), 2u);
  ASSERT_TRUE(first.has("NextToken"));
  const auto second =
      world.call("scheduler", "ListScheduleGroups",
                 fmt::format(R"({{"MaxResults":2,"NextToken":"{}"}})", first.text("NextToken")));
  EXPECT_EQ(second.size("ScheduleGroups"), 1u);
  EXPECT_EQ(second.text("ScheduleGroups.0.Name"), "b");
  EXPECT_FALSE(second.has("NextToken"));
  EXPECT_FALSE(world.call("scheduler", "ListScheduleGroups", R"({"NextToken":"nobody gave this"})").ok());
}

TEST_F(Engine, ChildrenBelongToTheirParents) {
  const auto api = world.call("apigatewayv2", "CreateApi", R"({"Name":"shop","ProtocolType":"HTTP"})");
  const std::string id = api.text("ApiId");
  ASSERT_FALSE(id.empty()) << api.json();
  const auto route =
      world.call("apigatewayv2", "CreateRoute", fmt::format(R"({{"ApiId":"{}","RouteKey":"GET /"}})", id));
  ASSERT_TRUE(route.ok()) << route.json();
  EXPECT_EQ(world.call("apigatewayv2", "CreateRoute", R"({"ApiId":"nobody","RouteKey":"GET /"})").code(),
            "NotFoundException");
  EXPECT_EQ(world.call("apigatewayv2", "GetRoutes", fmt::format(R"({{"ApiId":"{}"}})", id)).size("Items"),
            1u);
  ASSERT_TRUE(world.call("apigatewayv2", "DeleteApi", fmt::format(R"({{"ApiId":"{}"}})", id)).ok());
  EXPECT_FALSE(world
                   .call("apigatewayv2", "GetRoute",
                         fmt::format(R"({{"ApiId":"{}","RouteId":"{}"}})", id, route.text("RouteId")))
                   .ok());
}

// IAM's managed policies are nobody's rows and can be attached all the same.
TEST_F(Engine, WhatAwsOwnsIsThere) {
  ASSERT_TRUE(
      world
          .call(
              "iam", "CreateRole",
              R"({"RoleName":"r","AssumeRolePolicyDocument":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"lambda.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}]}"})")
          .ok());
  const auto attach = [&](std::string_view policy) {
    return world.call("iam", "AttachRolePolicy",
                      fmt::format(R"({{"RoleName":"r","PolicyArn":"{}"}})", policy));
  };
  EXPECT_FALSE(attach("arn:aws:iam::123456789012:policy/nobody").ok());
  ASSERT_TRUE(attach("arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole").ok());
  const auto attached = world.call("iam", "ListAttachedRolePolicies", R"({"RoleName":"r"})");
  EXPECT_EQ(attached.text("AttachedPolicies.0.PolicyName"), "AWSLambdaBasicExecutionRole");
  EXPECT_EQ(attached.text("AttachedPolicies.0.PolicyArn"),
            "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole");
}

TEST_F(Engine, WhatNobodyCanPlaySaysSo) {
  const auto reply = world.call("comprehend", "DetectSentiment", R"({"Text":"fine","LanguageCode":"en"})");
  EXPECT_EQ(reply.code(), "NotImplemented");
  EXPECT_EQ(registry::fidelity(*models::find("comprehend")->find_operation("DetectSentiment")),
            registry::Fidelity::unplayed);
  EXPECT_EQ(registry::fidelity(*models::find("eks")->find_operation("CreateCluster")),
            registry::Fidelity::derived);
  EXPECT_EQ(registry::fidelity(*models::find("sqs")->find_operation("SendMessage")),
            registry::Fidelity::native);
}

TEST_F(Engine, WhatAServiceWithholdsIsNotCounted) {
  const models::Service& ec2 = *models::find("ec2");
  EXPECT_EQ(registry::fidelity(*ec2.find_operation("GetPasswordData")), registry::Fidelity::unplayed);
  EXPECT_EQ(world.call("ec2", "GetPasswordData", R"({"InstanceId":"i-1"})").code(), "NotImplemented");
  std::uint32_t derived = 0;
  for (std::uint16_t i = 0; i < ec2.operations(); ++i)
    derived += registry::fidelity(ec2.operation(i)) == registry::Fidelity::derived;
  EXPECT_EQ(registry::coverage(ec2).derived, derived);
}

TEST_F(Engine, StateIsAViewAndBack) {
  ASSERT_TRUE(world
                  .call("eks", "CreateCluster",
                        R"({"name":"web","roleArn":"r","resourcesVpcConfig":{"subnetIds":["s"]}})")
                  .ok());
  const kit::Place place{"123456789012", "us-east-1", "eks"};
  kit::Arena arena;
  const std::string text = kit::to_json(world.state(place).view(arena));
  const auto restored = registry::find("eks")->make();
  restored->restore(*kit::parse_json(text, arena));
  EXPECT_EQ(kit::to_json(restored->view(arena)), text);
}

TEST_F(Engine, ARefusedCallChangesNothing) {
  const kit::Place place{"123456789012", "us-east-1", "eks"};
  const std::string before = world.view(place);
  EXPECT_FALSE(world
                   .call("eks", "CreateNodegroup",
                         R"({"clusterName":"nobody","nodegroupName":"n","subnets":["s"],"nodeRole":"r"})")
                   .ok());
  EXPECT_EQ(world.view(place), before);
}

// A native service leaves to the engine what it does not play, and keeps what is its own.
TEST_F(Engine, NativeNeighboursShareAShard) {
  ASSERT_TRUE(world.call("iam", "CreateGroup", R"({"GroupName":"devs"})").ok());
  EXPECT_EQ(world.call("iam", "GetGroup", R"({"GroupName":"devs"})").text("Group.GroupName"), "devs");
  EXPECT_EQ(world.call("iam", "GetGroup", R"({"GroupName":"ops"})").code(), "NoSuchEntityException");
  EXPECT_EQ(world.call("iam", "UpdateRoleDescription", R"({"RoleName":"r","Description":"d"})").code(),
            "NotImplemented");
  EXPECT_EQ(registry::coverage(*models::find("iam")).native, 21u);
}

}  // namespace
}  // namespace understudy::derived
