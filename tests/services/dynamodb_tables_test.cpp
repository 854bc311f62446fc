// DynamoDB's tables: what they may be, what becomes of them, and their settings.
#include "tests/services/dynamodb_fixture.hpp"

namespace understudy::test {
namespace {

constexpr std::string_view pk = R"("AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
                                   "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}])";
constexpr std::string_view on_demand = R"("BillingMode": "PAY_PER_REQUEST")";

std::string of(std::initializer_list<std::string_view> parts) {
  std::string all;
  for (const std::string_view part : parts) all.append(all.empty() ? "" : ", ").append(part);
  return all;
}

TEST(DynamoTables, ComeAndGo) {
  Dynamo world;
  Reply reply = world.on("assets", "CreateTable", of({pk, on_demand}));
  EXPECT_EQ("CREATING", reply.text("TableDescription.TableStatus")) << reply.json();
  EXPECT_EQ("arn:aws:dynamodb:us-east-1:123456789012:table/assets", reply.text("TableDescription.TableArn"));
  reply = world.on("assets", "CreateTable", of({pk, on_demand}));
  EXPECT_EQ("ResourceInUseException", reply.code());
  EXPECT_EQ("Table already exists: assets", reply.message());
  reply = world.on("assets", "DescribeTable");
  EXPECT_EQ("ACTIVE", reply.text("Table.TableStatus"));
  EXPECT_EQ("PAY_PER_REQUEST", reply.text("Table.BillingModeSummary.BillingMode"));
  EXPECT_FALSE(reply.flag("Table.DeletionProtectionEnabled"));
  EXPECT_EQ("assets", world.ask("ListTables").text("TableNames.0"));
  EXPECT_EQ("DELETING", world.on("assets", "DeleteTable").text("TableDescription.TableStatus"));
  EXPECT_EQ("Requested resource not found: Table: assets not found",
            world.on("assets", "DescribeTable").message());
  EXPECT_EQ(0u, world.ask("ListTables").size("TableNames"));
}

TEST(DynamoTables, AreRefusedInAwsWords) {
  constexpr std::string_view invalid = "One or more parameter values were invalid: ";
  const std::pair<std::string, std::string> cases[] = {
      {of({pk}), std::string(invalid) +
                     "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is "
                     "PROVISIONED"},
      {of({R"("AttributeDefinitions": [], "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}])",
           on_demand}),
       "Invalid KeySchema: Some index key attribute have no definition"},
      {of({R"("AttributeDefinitions": [{"AttributeName": "a", "AttributeType": "S"}],
              "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}])",
           on_demand}),
       std::string(invalid) + "Some index key attributes are not defined in AttributeDefinitions. Keys: "
                              "[pk], AttributeDefinitions: "
                              "[a]"},
      {of({R"("AttributeDefinitions": [{"AttributeName": "a", "AttributeType": "S"},
                                       {"AttributeName": "pk", "AttributeType": "S"}],
              "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}])",
           on_demand}),
       std::string(invalid) +
           "Number of attributes in KeySchema does not exactly match number of attributes defined in "
           "AttributeDefinitions"},
      {of({pk, on_demand, R"("GlobalSecondaryIndexes": [])"}),
       std::string(invalid) + "List of GlobalSecondaryIndexes is empty"},
      {of({pk, on_demand, R"("LocalSecondaryIndexes": [{"IndexName": "abc", "KeySchema": [
             {"AttributeName": "pk", "KeyType": "HASH"}], "Projection": {"ProjectionType": "ALL"}}])"}),
       std::string(invalid) + "Table KeySchema does not have a range key, which is required when specifying "
                              "a LocalSecondaryIndex"},
  };
  Dynamo world;
  for (const auto& [members, message] : cases) {
    const Reply reply = world.on("assets", "CreateTable", members);
    EXPECT_EQ("ValidationException", reply.code()) << members;
    EXPECT_EQ(message, reply.message());
  }
  EXPECT_THAT(world.on("a;", "DescribeTable").message(),
              testing::StartsWith("2 validation errors detected: "));
}

TEST(DynamoTables, ListInPages) {
  Dynamo world;
  for (const std::string_view name : {"one", "two", "three"}) world.create(name);
  const Reply first = world.ask("ListTables", R"("Limit": 2)");
  EXPECT_EQ("one", first.text("TableNames.0"));
  EXPECT_EQ("three", first.text("LastEvaluatedTableName"));
  const Reply second = world.ask("ListTables", R"("ExclusiveStartTableName": "three")");
  EXPECT_EQ("two", second.text("TableNames.0"));
  EXPECT_FALSE(second.has("LastEvaluatedTableName"));
}

TEST(DynamoTables, ProtectedOnesStay) {
  Dynamo world;
  world.create("assets", R"("DeletionProtectionEnabled": true)");
  EXPECT_EQ("ValidationException", world.on("assets", "DeleteTable").code());
  EXPECT_TRUE(world.on("assets", "UpdateTable", R"("DeletionProtectionEnabled": false)").ok());
  EXPECT_TRUE(world.on("assets", "DeleteTable").ok());
}

TEST(DynamoTables, IndexesComeLaterAndAreFilled) {
  Dynamo world;
  world.create("assets");
  world.put("assets", "a", "1", R"("owner": {"S": "ann"})");
  world.put("assets", "b", "1", R"("owner": {"S": "ann"})");
  world.put("assets", "c", "1");
  const std::string create = R"("AttributeDefinitions": [{"AttributeName": "owner", "AttributeType": "S"}],
      "GlobalSecondaryIndexUpdates": [{"Create": {"IndexName": "by-owner",
        "KeySchema": [{"AttributeName": "owner", "KeyType": "HASH"}], "Projection": {"ProjectionType": "ALL"}}}])";
  const Reply reply = world.on("assets", "UpdateTable", create);
  EXPECT_EQ("UPDATING", reply.text("TableDescription.TableStatus")) << reply.json();
  EXPECT_EQ("CREATING", reply.text("TableDescription.GlobalSecondaryIndexes.0.IndexStatus"));
  EXPECT_TRUE(reply.flag("TableDescription.GlobalSecondaryIndexes.0.Backfilling"));
  EXPECT_EQ("ACTIVE", world.on("assets", "DescribeTable").text("Table.GlobalSecondaryIndexes.0.IndexStatus"));
  const std::string_view query = R"("IndexName": "by-owner", "KeyConditionExpression": "#o = :o",
      "ExpressionAttributeNames": {"#o": "owner"}, "ExpressionAttributeValues": {":o": {"S": "ann"}})";
  EXPECT_EQ(2, world.on("assets", "Query", query).number("Count"));
  world.on("assets", "UpdateTable",
           R"("GlobalSecondaryIndexUpdates": [{"Delete": {"IndexName": "by-owner"}}])");
  const Reply described = world.on("assets", "DescribeTable");
  EXPECT_FALSE(described.has("Table.GlobalSecondaryIndexes"));
  EXPECT_EQ(2u, described.size("Table.AttributeDefinitions"));
  EXPECT_EQ("The table does not have the specified index: by-owner",
            world.on("assets", "Query", query).message());
}

TEST(DynamoTables, IndexesOfLargeTablesAreFilledInSlices) {
  Dynamo world;
  world.create("assets");
  constexpr int items = 5000;
  for (int i = 0; i < items; i += 25) {
    std::string puts;
    for (int k = i; k < i + 25; ++k)
      puts += fmt::format(R"({}{{"PutRequest": {{"Item": {{{}, "owner": {{"S": "ann"}}}}}}}})",
                          puts.empty() ? "" : ", ", Dynamo::key(fmt::format("p{}", k), "1"));
    ASSERT_TRUE(world.ask("BatchWriteItem", fmt::format(R"("RequestItems": {{"assets": [{}]}})", puts)).ok());
  }
  world.on("assets", "UpdateTable",
           R"("AttributeDefinitions": [{"AttributeName": "owner", "AttributeType": "S"}],
      "GlobalSecondaryIndexUpdates": [{"Create": {"IndexName": "by-owner",
        "KeySchema": [{"AttributeName": "owner", "KeyType": "HASH"}], "Projection": {"ProjectionType": "ALL"}}}])");
  EXPECT_TRUE(world.on("assets", "DescribeTable").flag("Table.GlobalSecondaryIndexes.0.Backfilling"));
  const std::string_view query =
      R"("IndexName": "by-owner", "KeyConditionExpression": "#o = :o", "Select": "COUNT",
      "ExpressionAttributeNames": {"#o": "owner"}, "ExpressionAttributeValues": {":o": {"S": "ann"}})";
  EXPECT_EQ("Cannot read from backfilling global secondary index: by-owner",
            world.on("assets", "Query", query).message());
  world.put("assets", "p1", "1");  // out of the index again, wherever its filling has come to
  world.advance(kit::seconds(1));
  EXPECT_EQ("ACTIVE", world.on("assets", "DescribeTable").text("Table.GlobalSecondaryIndexes.0.IndexStatus"));
  EXPECT_EQ(items - 1, world.on("assets", "Query", query).number("Count"));
}

TEST(DynamoTables, TagsPoliciesAndTimeToLive) {
  Dynamo world;
  world.create("assets", R"("Tags": [{"Key": "team", "Value": "red"}])");
  const std::string arn = R"("ResourceArn": "arn:aws:dynamodb:us-east-1:123456789012:table/assets")";
  world.ask("TagResource", arn + R"(, "Tags": [{"Key": "stage", "Value": "test"}])");
  EXPECT_EQ(2u, world.ask("ListTagsOfResource", arn).size("Tags"));
  world.ask("UntagResource", arn + R"(, "TagKeys": ["team"])");
  EXPECT_EQ("stage", world.ask("ListTagsOfResource", arn).text("Tags.0.Key"));

  const Reply put = world.ask("PutResourcePolicy", arn + R"(, "Policy": "{\"Version\": \"2012-10-17\"}")");
  EXPECT_TRUE(put.ok()) << put.json();
  EXPECT_EQ(put.text("RevisionId"), world.ask("GetResourcePolicy", arn).text("RevisionId"));
  EXPECT_EQ("PolicyNotFoundException",
            world.ask("PutResourcePolicy", arn + R"(, "Policy": "{}", "ExpectedRevisionId": "1")").code());
  EXPECT_TRUE(world.ask("DeleteResourcePolicy", arn).ok());
  EXPECT_EQ("PolicyNotFoundException", world.ask("GetResourcePolicy", arn).code());

  const std::string_view ttl = R"("TimeToLiveSpecification": {"Enabled": true, "AttributeName": "end"})";
  EXPECT_TRUE(world.on("assets", "UpdateTimeToLive", ttl).ok());
  EXPECT_EQ("TimeToLive is already enabled", world.on("assets", "UpdateTimeToLive", ttl).message());
  EXPECT_EQ("end", world.on("assets", "DescribeTimeToLive").text("TimeToLiveDescription.AttributeName"));
}

}  // namespace
}  // namespace understudy::test
