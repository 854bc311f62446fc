// What the engine infers beyond create, read, list, update and delete, on services that show it.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/services/harness.hpp"

namespace understudy::derived {
namespace {

using test::World;

class Rules : public testing::Test {
 protected:
  Rules() { unsetenv("UNDERSTUDY_HINTS"); }
  World world;
};

TEST_F(Rules, ListsOfNamesAreInTheirOrder) {
  for (const std::string_view name : {"web", "api"})
    ASSERT_TRUE(world
                    .call("eks", "CreateCluster",
                          fmt::format(R"({{"name":"{}","roleArn":"r","resourcesVpcConfig":{{}}}})", name))
                    .ok());
  const auto listed = world.call("eks", "ListClusters", "{}");
  EXPECT_EQ(listed.text("clusters.0"), "api");
  EXPECT_EQ(listed.text("clusters.1"), "web");
}

TEST_F(Rules, WhatOthersLieWithinIsInUse) {
  const auto made = world.call("efs", "CreateFileSystem", R"({"CreationToken":"t"})");
  const std::string id = made.text("FileSystemId");
  const std::string named = fmt::format(R"({{"FileSystemId":"{}"}})", id);
  const auto target = world.call("efs", "CreateMountTarget",
                                 fmt::format(R"({{"FileSystemId":"{}","SubnetId":"subnet-12345678"}})", id));
  ASSERT_TRUE(target.ok()) << target.json();
  EXPECT_EQ(world.call("efs", "DeleteFileSystem", named).code(), "FileSystemInUse");
  ASSERT_TRUE(world
                  .call("efs", "DeleteMountTarget",
                        fmt::format(R"({{"MountTargetId":"{}"}})", target.text("MountTargetId")))
                  .ok());
  EXPECT_TRUE(world.call("efs", "DeleteFileSystem", named).ok());
}

TEST_F(Rules, ATokenMakesOneResource) {
  ASSERT_TRUE(world.call("efs", "CreateFileSystem", R"({"CreationToken":"t"})").ok());
  EXPECT_EQ(world.call("efs", "CreateFileSystem", R"({"CreationToken":"t"})").code(),
            "FileSystemAlreadyExists");
}

TEST_F(Rules, ChildrenComeWithTheirParent) {
  const auto broker =
      world.call("mq", "CreateBroker",
                 R"({"BrokerName":"b","DeploymentMode":"SINGLE_INSTANCE","EngineType":"ACTIVEMQ",
      "EngineVersion":"5.17.6","HostInstanceType":"mq.t2.micro","PubliclyAccessible":false,"AutoMinorVersionUpgrade":true,
      "Users":[{"Username":"admin","Password":"secret-secret"}]})");
  ASSERT_TRUE(broker.ok()) << broker.json();
  const auto user =
      world.call("mq", "DescribeUser",
                 fmt::format(R"({{"BrokerId":"{}","Username":"admin"}})", broker.text("BrokerId")));
  EXPECT_EQ(user.text("Username"), "admin") << user.json();
}

TEST_F(Rules, AnAliasMeansItsTarget) {
  const auto key = world.call("kms", "CreateKey", "{}");
  const std::string id = key.text("KeyMetadata.KeyId");
  ASSERT_TRUE(
      world.call("kms", "CreateAlias", fmt::format(R"({{"AliasName":"alias/a","TargetKeyId":"{}"}})", id))
          .ok());
  EXPECT_EQ(world.call("kms", "DescribeKey", R"({"KeyId":"alias/a"})").text("KeyMetadata.KeyId"), id);
  EXPECT_EQ(world.call("kms", "DescribeKey", R"({"KeyId":"alias/b"})").code(), "NotFoundException");
}

TEST_F(Rules, AttributesAreSetOneByOne) {
  const std::string topic = world.call("sns", "CreateTopic", R"({"Name":"t"})").text("TopicArn");
  EXPECT_EQ(topic, "arn:aws:sns:us-east-1:123456789012:t");
  ASSERT_TRUE(
      world
          .call("sns", "SetTopicAttributes",
                fmt::format(R"({{"TopicArn":"{}","AttributeName":"DisplayName","AttributeValue":"News"}})",
                            topic))
          .ok());
  const auto shown = world.call("sns", "GetTopicAttributes", fmt::format(R"({{"TopicArn":"{}"}})", topic));
  EXPECT_EQ(shown.text("Attributes.DisplayName"), "News") << shown.json();
  EXPECT_EQ(shown.text("Attributes.Owner"), "123456789012");
}

TEST_F(Rules, SubscriptionsBelongToTopics) {
  const std::string topic = world.call("sns", "CreateTopic", R"({"Name":"t"})").text("TopicArn");
  const auto subscribe = [&](std::string_view to) {
    return world.call("sns", "Subscribe",
                      fmt::format(R"({{"TopicArn":"{}","Protocol":"sqs","Endpoint":"q"}})", to));
  };
  EXPECT_EQ(subscribe("arn:aws:sns:us-east-1:123456789012:nobody").code(), "NotFoundException");
  const std::string arn = subscribe(topic).text("SubscriptionArn");
  EXPECT_TRUE(arn.starts_with(topic + ":")) << arn;
  const auto listed =
      world.call("sns", "ListSubscriptionsByTopic", fmt::format(R"({{"TopicArn":"{}"}})", topic));
  EXPECT_EQ(listed.text("Subscriptions.0.Protocol"), "sqs") << listed.json();
  ASSERT_TRUE(world.call("sns", "Unsubscribe", fmt::format(R"({{"SubscriptionArn":"{}"}})", arn)).ok());
  EXPECT_EQ(world.call("sns", "ListSubscriptions", "{}").text("Subscriptions.0.Protocol"), "");
}

TEST_F(Rules, WhatIsRequestedIsMade) {
  const auto made = world.call("acm", "RequestCertificate", R"({"DomainName":"example.com"})");
  const auto shown = world.call("acm", "DescribeCertificate",
                                fmt::format(R"({{"CertificateArn":"{}"}})", made.text("CertificateArn")));
  EXPECT_EQ(shown.text("Certificate.DomainName"), "example.com") << shown.json();
}

TEST_F(Rules, AChangeNamesTheStateThatItChanges) {
  const auto made = world.call("wafv2", "CreateIPSet",
                               R"({"Name":"n","Scope":"REGIONAL","IPAddressVersion":"IPV4","Addresses":[]})");
  const std::string id = made.text("Summary.Id"), token = made.text("Summary.LockToken");
  const auto update = [&](std::string_view lock) {
    return world.call(
        "wafv2", "UpdateIPSet",
        fmt::format(
            R"({{"Name":"n","Scope":"REGIONAL","Id":"{}","Addresses":["10.0.0.0/8"],"LockToken":"{}"}})", id,
            lock));
  };
  EXPECT_EQ(update("00000000-0000-4000-8000-000000000000").code(), "WAFOptimisticLockException");
  EXPECT_TRUE(update(token).ok()) << token;
  EXPECT_EQ(update(token).code(), "WAFOptimisticLockException");
}

TEST_F(Rules, RelationsShowTheirOtherEnds) {
  const std::string settings =
      world.call("workspaces-web", "CreateBrowserSettings", "{}").text("browserSettingsArn");
  const std::string portal = world.call("workspaces-web", "CreatePortal", "{}").text("portalArn");
  ASSERT_TRUE(world
                  .call("workspaces-web", "AssociateBrowserSettings",
                        fmt::format(R"({{"browserSettingsArn":"{}","portalArn":"{}"}})", settings, portal))
                  .ok());
  EXPECT_EQ(world.call("workspaces-web", "GetPortal", fmt::format(R"({{"portalArn":"{}"}})", portal))
                .text("portal.browserSettingsArn"),
            settings);
}

TEST_F(Rules, ARemovalThatKnowsNoAbsenceForgives) {
  EXPECT_TRUE(world.call("codepipeline", "DeletePipeline", R"({"name":"nobody"})").ok());
  EXPECT_EQ(world.call("codepipeline", "GetPipeline", R"({"name":"nobody"})").code(),
            "PipelineNotFoundException");
}

TEST_F(Rules, EventsOfALogStreamAddUp) {
  ASSERT_TRUE(world.call("logs", "CreateLogGroup", R"({"logGroupName":"/g"})").ok());
  ASSERT_TRUE(world.call("logs", "CreateLogStream", R"({"logGroupName":"/g","logStreamName":"s"})").ok());
  for (const std::string_view message : {"one", "two"})
    ASSERT_TRUE(world
                    .call("logs", "PutLogEvents",
                          fmt::format(R"({{"logGroupName":"/g","logStreamName":"s",
      "logEvents":[{{"timestamp":1700000000000,"message":"{}"}}]}})",
                                      message))
                    .ok());
  const auto read = world.call("logs", "GetLogEvents", R"({"logGroupName":"/g","logStreamName":"s"})");
  EXPECT_EQ(read.text("events.0.message"), "one") << read.json();
  EXPECT_EQ(read.text("events.1.message"), "two");
}

TEST_F(Rules, WhatNothingKeepsIsNotPlayed) {
  EXPECT_EQ(
      world.call("kinesis", "PutRecord", R"({"StreamName":"s","Data":"eA==","PartitionKey":"k"})").code(),
      "NotImplemented");
  EXPECT_EQ(world.call("cloudwatch", "ListMetrics", "{}").code(), "NotImplemented");
}

}  // namespace
}  // namespace understudy::derived
