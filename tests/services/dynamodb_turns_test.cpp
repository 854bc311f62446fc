// Long pages of queries and scans are read in several turns.
#include "tests/services/dynamodb_fixture.hpp"

namespace understudy::test {
namespace {

struct DynamodbTurns : testing::Test, Dynamo {
  static constexpr int all = 2500;  // two and a half turns

  // Items of one partition, with their place as a number and as an index's key.
  void SetUp() override {
    on("long", "CreateTable", R"("BillingMode": "PAY_PER_REQUEST",
       "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"},
                                {"AttributeName": "n", "AttributeType": "N"},
                                {"AttributeName": "odd", "AttributeType": "S"}],
       "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "n", "KeyType": "RANGE"}],
       "GlobalSecondaryIndexes": [{"IndexName": "by-odd", "Projection": {"ProjectionType": "KEYS_ONLY"},
         "KeySchema": [{"AttributeName": "odd", "KeyType": "HASH"}, {"AttributeName": "n", "KeyType": "RANGE"}]}])");
    for (int n = 0; n < all; n += 25) {
      std::string requests;
      for (int i = n; i < n + 25; ++i)
        requests += fmt::format(
            R"({}{{"PutRequest": {{"Item": {{"pk": {{"S": "a"}}, "n": {{"N": "{}"}}, "odd": {{"S": "{}"}}}}}}}})",
            i > n ? "," : "", i, i % 2 ? "yes" : "no");
      ASSERT_TRUE(ask("BatchWriteItem", fmt::format(R"("RequestItems": {{"long": [{}]}})", requests)).ok());
    }
    stand_in = [this](const kit::Request& request, kit::Arena&) -> std::optional<kit::Answer> {
      EXPECT_EQ(request.to.service, "dynamodb");
      ++pauses;
      if (meanwhile) std::exchange(meanwhile, nullptr)();
      return std::nullopt;
    };
  }

  int pauses = 0;
  std::function<void()> meanwhile;
};

constexpr std::string_view of_a =
    R"("KeyConditionExpression": "pk = :p", "ExpressionAttributeValues": {":p": {"S": "a"}})";

TEST_F(DynamodbTurns, EndWithAllItems) {
  const Reply scanned = on("long", "Scan");
  EXPECT_EQ(scanned.number("Count"), all);
  EXPECT_FALSE(scanned.has("LastEvaluatedKey"));
  EXPECT_EQ(pauses, 2);
  const Reply queried = on("long", "Query", of_a);
  EXPECT_EQ(queried.number("Count"), all);
  for (int n = 0; n < all; ++n) ASSERT_EQ(queried.text(fmt::format("Items.{}.n.N", n)), std::to_string(n));
  const Reply back = on("long", "Query", fmt::format(R"({}, "ScanIndexForward": false)", of_a));
  for (int n = 0; n < all; ++n)
    ASSERT_EQ(back.text(fmt::format("Items.{}.n.N", n)), std::to_string(all - 1 - n));
  EXPECT_EQ(pauses, 6);
}

TEST_F(DynamodbTurns, KeepLimitsFiltersAndIndexes) {
  const Reply limited = on("long", "Query", fmt::format(R"({}, "Limit": 1500)", of_a));
  EXPECT_EQ(limited.number("Count"), 1500);
  EXPECT_EQ(limited.text("LastEvaluatedKey.n.N"), "1499");
  const Reply rest =
      on("long", "Query",
         fmt::format(R"({}, "ExclusiveStartKey": {{"pk": {{"S": "a"}}, "n": {{"N": "1499"}}}})", of_a));
  EXPECT_EQ(rest.number("Count"), all - 1500);
  const Reply exact = on("long", "Query", fmt::format(R"({}, "Limit": 1000)", of_a));
  EXPECT_EQ(exact.text("LastEvaluatedKey.n.N"), "999");
  pauses = 0;
  const Reply odd = on(
      "long", "Scan",
      R"("FilterExpression": "odd = :o", "ExpressionAttributeValues": {":o": {"S": "yes"}}, "Select": "COUNT")");
  EXPECT_EQ(odd.number("Count"), all / 2);
  EXPECT_EQ(odd.number("ScannedCount"), all);
  EXPECT_EQ(pauses, 2);
  const Reply index = on("long", "Query", R"("IndexName": "by-odd", "KeyConditionExpression": "odd = :o",
      "ExpressionAttributeValues": {":o": {"S": "no"}}, "ScanIndexForward": false)");
  EXPECT_EQ(index.number("Count"), all / 2);
  EXPECT_EQ(index.text("Items.0.n.N"), std::to_string(all - 2));
  EXPECT_EQ(on("long", "Scan", R"("IndexName": "by-odd")").number("Count"), all);
}

TEST_F(DynamodbTurns, SeeWhatOthersDoMeanwhile) {
  meanwhile = [this] {
    on("long", "DeleteItem", R"("Key": {"pk": {"S": "a"}, "n": {"N": "999"}})");  // where it is
    on("long", "DeleteItem", R"("Key": {"pk": {"S": "a"}, "n": {"N": "2000"}})");
    on("long", "PutItem", R"("Item": {"pk": {"S": "a"}, "n": {"N": "1999.5"}})");
    on("long", "PutItem", R"("Item": {"pk": {"S": "a"}, "n": {"N": "0.5"}})");
  };
  const Reply queried = on("long", "Query", of_a);
  EXPECT_EQ(queried.number("Count"), all);
  EXPECT_EQ(queried.text("Items.999.n.N"), "999");
  EXPECT_EQ(queried.text("Items.2000.n.N"), "1999.5");
  meanwhile = [this] { on("long", "DeleteTable"); };
  const Reply gone = on("long", "Scan");
  EXPECT_EQ(gone.code(), "ResourceNotFoundException") << gone.json();
}

}  // namespace
}  // namespace understudy::test
