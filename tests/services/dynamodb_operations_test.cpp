// DynamoDB's operations on items: writes and what they answer, queries, scans, batches, transactions,
// capacity.
#include "tests/services/dynamodb_fixture.hpp"

namespace understudy::test {
namespace {

constexpr std::string_view by_rank = R"("GlobalSecondaryIndexes": [{"IndexName": "by-rank",
    "KeySchema": [{"AttributeName": "sk", "KeyType": "HASH"}, {"AttributeName": "pk", "KeyType": "RANGE"}],
    "Projection": {"ProjectionType": "KEYS_ONLY"}}])";
constexpr std::string_view own = R"("KeyConditionExpression": "pk = :p",
    "ExpressionAttributeValues": {":p": {"S": "a"}})";

TEST(DynamoItems, ArePutGotChangedAndDeleted) {
  Dynamo world;
  world.create("tbl");
  EXPECT_EQ("{}", world.put("tbl", "a", "1", R"("n": {"N": "010.50"})").json());
  EXPECT_EQ("10.5", world.get("tbl", "a", "1").text("Item.n.N"));
  EXPECT_FALSE(world.get("tbl", "a", "2").has("Item"));
  Reply reply = world.on("tbl", "PutItem",
                         R"("Item": {"pk": {"S": "a"}, "sk": {"S": "1"}}, "ReturnValues": "ALL_OLD")");
  EXPECT_EQ("10.5", reply.text("Attributes.n.N"));
  const std::string at = R"("Key": {)" + Dynamo::key("a", "1") + "}";
  reply = world.on("tbl", "UpdateItem", at + R"(, "UpdateExpression": "SET x = if_not_exists(x, :z) + :one",
      "ExpressionAttributeValues": {":z": {"N": "0"}, ":one": {"N": "1"}}, "ReturnValues": "UPDATED_NEW")");
  EXPECT_EQ("1", reply.text("Attributes.x.N")) << reply.json();
  EXPECT_EQ(1u, reply.size("Attributes"));
  reply = world.on("tbl", "UpdateItem", at + R"(, "UpdateExpression": "SET pk = :v",
      "ExpressionAttributeValues": {":v": {"S": "b"}})");
  EXPECT_EQ(
      "One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the "
      "key",
      reply.message());
  reply = world.on("tbl", "DeleteItem", at + R"(, "ReturnValues": "ALL_OLD")");
  EXPECT_EQ("1", reply.text("Attributes.x.N"));
  EXPECT_FALSE(world.get("tbl", "a", "1").has("Item"));
  EXPECT_EQ(0, world.on("tbl", "DescribeTable").number("Table.ItemCount"));
}

TEST(DynamoItems, KeysAreChecked) {
  Dynamo world;
  world.create("tbl", by_rank);
  const auto put = [&](std::string_view item) {
    return world.on("tbl", "PutItem", fmt::format(R"("Item": {{{}}})", item)).message();
  };
  EXPECT_EQ("One or more parameter values were invalid: Missing the key sk in the item",
            put(R"("pk": {"S": "a"})"));
  EXPECT_EQ("One or more parameter values were invalid: Type mismatch for key pk expected: S actual: N",
            put(R"("pk": {"N": "1"}, "sk": {"S": "1"})"));
  EXPECT_EQ(
      "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an "
      "empty "
      "string value. Key: sk",
      put(R"("pk": {"S": "a"}, "sk": {"S": ""})"));
  EXPECT_EQ(
      "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 "
      "bytes",
      put(fmt::format(R"("pk": {{"S": "{}"}}, "sk": {{"S": "1"}})", std::string(2049, 'x'))));
  EXPECT_EQ("The provided key element does not match the schema",
            world.on("tbl", "GetItem", R"("Key": {"pk": {"S": "a"}})").message());
  EXPECT_EQ("Requested resource not found", world.get("none", "a", "b").message());
}

TEST(DynamoItems, ConditionsShowWhatStoodInTheWay) {
  Dynamo world;
  world.create("tbl");
  world.put("tbl", "a", "1", R"("v": {"N": "1"})");
  const Reply reply = world.on("tbl", "PutItem", R"json("Item": {"pk": {"S": "a"}, "sk": {"S": "1"}},
      "ConditionExpression": "attribute_not_exists(pk)", "ReturnValuesOnConditionCheckFailure": "ALL_OLD")json");
  EXPECT_EQ("ConditionalCheckFailedException", reply.code());
  EXPECT_EQ("The conditional request failed", reply.message());
  EXPECT_EQ(1u, reply.call().failure->fields.size());
  EXPECT_EQ("1", world.get("tbl", "a", "1").text("Item.v.N"));
}

TEST(DynamoQuery, GoesBothWaysInPages) {
  Dynamo world;
  world.create("tbl");
  for (const std::string_view sk : {"b", "d", "a", "c", "e"}) world.put("tbl", "a", sk);
  world.put("tbl", "z", "a");
  const auto query = [&](std::string_view more) {
    return world.on("tbl", "Query", fmt::format("{}, {}", own, more));
  };
  EXPECT_EQ("a b c d e", Dynamo::each(world.on("tbl", "Query", own), "sk.S"));
  EXPECT_EQ("e d c b a", Dynamo::each(query(R"("ScanIndexForward": false)"), "sk.S"));
  const Reply first = query(R"("Limit": 2)");
  EXPECT_EQ("a b", Dynamo::each(first, "sk.S"));
  EXPECT_EQ("b", first.text("LastEvaluatedKey.sk.S"));
  const std::string_view start = R"("ExclusiveStartKey": {"pk": {"S": "a"}, "sk": {"S": "b"}})";
  EXPECT_EQ("c d", Dynamo::each(query(fmt::format(R"("Limit": 2, {})", start)), "sk.S"));
  EXPECT_EQ("a", Dynamo::each(query(fmt::format(R"("ScanIndexForward": false, {})", start)), "sk.S"));
  // The last page is full: AWS says where it ended, though nothing follows.
  EXPECT_TRUE(query(R"("Limit": 5)").has("LastEvaluatedKey"));
  EXPECT_FALSE(query(R"("Limit": 6)").has("LastEvaluatedKey"));
  EXPECT_EQ("The provided starting key is outside query boundaries based on provided conditions",
            query(R"("ExclusiveStartKey": {"pk": {"S": "z"}, "sk": {"S": "b"}})").message());
  EXPECT_EQ("The provided starting key is invalid",
            query(R"("ExclusiveStartKey": {"pk": {"S": "z"}})").message());
}

TEST(DynamoQuery, RangesOfSortKeys) {
  Dynamo world;
  world.create("tbl");
  for (const std::string_view sk : {"a", "ab", "abc", "b", "ba"}) world.put("tbl", "a", sk);
  const auto found = [&](std::string_view condition, std::string_view values) {
    return Dynamo::each(world.on("tbl", "Query",
                                 fmt::format(R"("KeyConditionExpression": "pk = :p AND {}",
                     "ExpressionAttributeValues": {{":p": {{"S": "a"}}, {}}})",
                                             condition, values)),
                        "sk.S");
  };
  constexpr std::string_view ab = R"(":s": {"S": "ab"})";
  EXPECT_EQ("ab", found("sk = :s", ab));
  EXPECT_EQ("a", found("sk < :s", ab));
  EXPECT_EQ("a ab", found("sk <= :s", ab));
  EXPECT_EQ("abc b ba", found("sk > :s", ab));
  EXPECT_EQ("ab abc b ba", found("sk >= :s", ab));
  EXPECT_EQ("ab abc", found("begins_with(sk, :s)", ab));
  EXPECT_EQ("ab abc b", found("sk BETWEEN :s AND :t", R"(":s": {"S": "ab"}, ":t": {"S": "b"})"));
}

TEST(DynamoQuery, IndexesShowWhatTheyProject) {
  Dynamo world;
  world.create("tbl", by_rank);
  world.put("tbl", "a", "1", R"("x": {"S": "hidden"})");
  world.put("tbl", "b", "1");
  world.put("tbl", "c", "2");
  const std::string_view query = R"("IndexName": "by-rank", "KeyConditionExpression": "sk = :s",
      "ExpressionAttributeValues": {":s": {"S": "1"}})";
  Reply reply = world.on("tbl", "Query", query);
  EXPECT_EQ("a b", Dynamo::each(reply, "pk.S"));
  EXPECT_FALSE(reply.has("Items.0.x"));
  EXPECT_EQ("Consistent reads are not supported on global secondary indexes",
            world.on("tbl", "Query", fmt::format(R"({}, "ConsistentRead": true)", query)).message());
  EXPECT_THAT(
      world.on("tbl", "Query", fmt::format(R"({}, "Select": "ALL_ATTRIBUTES")", query)).message(),
      testing::HasSubstr("Select type ALL_ATTRIBUTES is not supported for global secondary index by-rank"));
  EXPECT_THAT(world.on("tbl", "Query", fmt::format(R"({}, "ProjectionExpression": "x")", query)).message(),
              testing::HasSubstr("by-rank does not project [x]"));
  world.on("tbl", "DeleteItem", R"("Key": {)" + Dynamo::key("b", "1") + "}");
  EXPECT_EQ("a", Dynamo::each(world.on("tbl", "Query", query), "pk.S"));
  EXPECT_EQ(2, world.on("tbl", "Scan", R"("IndexName": "by-rank")").number("Count"));
}

TEST(DynamoScan, SegmentsTogetherAreTheTable) {
  Dynamo world;
  world.create("tbl");
  for (int i = 0; i < 50; ++i) world.put("tbl", fmt::format("p{}", i), "1");
  std::int64_t all = 0;
  for (int segment = 0; segment < 4; ++segment)
    all +=
        world.on("tbl", "Scan", fmt::format(R"("Segment": {}, "TotalSegments": 4)", segment)).number("Count");
  EXPECT_EQ(50, all);
  EXPECT_THAT(world.on("tbl", "Scan", R"("Segment": 4, "TotalSegments": 4)").message(),
              testing::EndsWith("Segment: 4 is not less than TotalSegments: 4"));
  EXPECT_EQ(50, world.on("tbl", "Scan", R"("Select": "COUNT")").number("Count"));
  EXPECT_FALSE(world.on("tbl", "Scan", R"("Select": "COUNT")").has("Items"));
}

TEST(DynamoScan, PagesEndAtAMegabyte) {
  Dynamo world;
  world.create("tbl");
  const std::string kilobytes = fmt::format(R"("x": {{"S": "{}"}})", std::string(100'000, 'x'));
  for (int i = 0; i < 12; ++i) world.put("tbl", "a", fmt::format("{:02}", i), kilobytes);
  const Reply reply = world.on("tbl", "Query", fmt::format(R"({}, "ReturnConsumedCapacity": "TOTAL")", own));
  EXPECT_EQ(11, reply.number("Count"));
  EXPECT_EQ("10", reply.text("LastEvaluatedKey.sk.S"));
  EXPECT_EQ(134.5, reply.at("ConsumedCapacity.CapacityUnits")->real());
}

TEST(DynamoCapacity, CountsSizesAndIndexes) {
  Dynamo world;
  world.create("tbl", by_rank);
  const auto units = [](const Reply& reply, std::string_view path) {
    const auto* value = reply.at(fmt::format("ConsumedCapacity.{}", path));
    return value ? value->real() : -1;
  };
  Reply reply = world.on("tbl", "PutItem",
                         fmt::format(R"("ReturnConsumedCapacity": "INDEXES",
      "Item": {{{}, "x": {{"S": "{}"}}}})",
                                     Dynamo::key("a", "1"), std::string(3000, 'x')));
  EXPECT_EQ(4, units(reply, "CapacityUnits")) << reply.json();
  EXPECT_EQ(3, units(reply, "Table.CapacityUnits"));
  EXPECT_EQ(1, units(reply, "GlobalSecondaryIndexes.by-rank.CapacityUnits"));
  const std::string key = R"("ReturnConsumedCapacity": "TOTAL", "Key": {)" + Dynamo::key("a", "1") + "}";
  EXPECT_EQ(0.5, units(world.on("tbl", "GetItem", key), "CapacityUnits"));
  EXPECT_EQ(1, units(world.on("tbl", "GetItem", key + R"(, "ConsistentRead": true)"), "CapacityUnits"));
  reply = world.ask("TransactGetItems", R"("ReturnConsumedCapacity": "TOTAL", "TransactItems": [{"Get":
      {"TableName": "tbl", "Key": {)" + Dynamo::key("a", "1") +
                                            "}}}]");
  EXPECT_EQ(2, reply.at("ConsumedCapacity.0.ReadCapacityUnits")->real());
}

TEST(DynamoBatches, WriteAndGet) {
  Dynamo world;
  world.create("tbl");
  Reply reply = world.ask("BatchWriteItem", R"("RequestItems": {"tbl": [
      {"PutRequest": {"Item": {"pk": {"S": "a"}, "sk": {"S": "1"}}}},
      {"PutRequest": {"Item": {"pk": {"S": "a"}, "sk": {"S": "2"}}}},
      {"DeleteRequest": {"Key": {"pk": {"S": "a"}, "sk": {"S": "3"}}}}]})");
  EXPECT_EQ(0u, reply.size("UnprocessedItems")) << reply.json();
  reply = world.ask("BatchGetItem", R"("RequestItems": {"tbl": {"Keys": [{"pk": {"S": "a"}, "sk": {"S": "1"}},
      {"pk": {"S": "a"}, "sk": {"S": "9"}}, {"pk": {"S": "a"}, "sk": {"S": "2"}}]}})");
  EXPECT_EQ(2u, reply.size("Responses.tbl"));
  EXPECT_EQ("Provided list of item keys contains duplicates",
            world
                .ask("BatchWriteItem", R"("RequestItems": {"tbl": [
      {"PutRequest": {"Item": {"pk": {"S": "a"}, "sk": {"S": "1"}}}},
      {"DeleteRequest": {"Key": {"pk": {"S": "a"}, "sk": {"S": "1"}}}}]})")
                .message());
}

TEST(DynamoTransactions, AllOrNothing) {
  Dynamo world;
  world.create("tbl");
  world.put("tbl", "a", "1", R"("v": {"N": "1"})");
  const std::string_view transfer = R"("TransactItems": [
      {"Put": {"TableName": "tbl", "Item": {"pk": {"S": "b"}, "sk": {"S": "1"}}}},
      {"Update": {"TableName": "tbl", "Key": {"pk": {"S": "a"}, "sk": {"S": "1"}},
        "UpdateExpression": "SET v = v + :one", "ConditionExpression": "v = :old",
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        "ExpressionAttributeValues": {":one": {"N": "1"}, ":old": {"N": "1"}}}}])";
  EXPECT_TRUE(
      world.ask("TransactWriteItems", fmt::format(R"({}, "ClientRequestToken": "x")", transfer)).ok());
  EXPECT_EQ("2", world.get("tbl", "a", "1").text("Item.v.N"));
  // Said again with its token it is done already; without, the condition fails now.
  EXPECT_TRUE(
      world.ask("TransactWriteItems", fmt::format(R"({}, "ClientRequestToken": "x")", transfer)).ok());
  EXPECT_EQ("2", world.get("tbl", "a", "1").text("Item.v.N"));
  world.on("tbl", "DeleteItem", R"("Key": {"pk": {"S": "b"}, "sk": {"S": "1"}})");
  const Reply reply = world.ask("TransactWriteItems", transfer);
  EXPECT_EQ("TransactionCanceledException", reply.code());
  EXPECT_EQ(
      "Transaction cancelled, please refer cancellation reasons for specific reasons [None, "
      "ConditionalCheckFailed]",
      reply.message());
  EXPECT_FALSE(world.get("tbl", "b", "1").has("Item"));
  EXPECT_EQ("Transaction request cannot include multiple operations on one item",
            world
                .ask("TransactWriteItems", R"("TransactItems": [
      {"Delete": {"TableName": "tbl", "Key": {"pk": {"S": "b"}, "sk": {"S": "1"}}}},
      {"Delete": {"TableName": "tbl", "Key": {"pk": {"S": "b"}, "sk": {"S": "1"}}}}])")
                .message());
}

TEST(DynamoState, SnapshotsBringIndexesBack) {
  Dynamo world;
  world.create("tbl", by_rank);
  world.put("tbl", "a", "1");
  world.put("tbl", "b", "1");
  const kit::Place place{"123456789012", "us-east-1", "dynamodb"};
  kit::Arena arena;
  const kit::Value view = world.state(place).view(arena);
  world.on("tbl", "DeleteTable");
  world.state(place).restore(view);
  const std::string_view query = R"("IndexName": "by-rank", "KeyConditionExpression": "sk = :s",
      "ExpressionAttributeValues": {":s": {"S": "1"}})";
  EXPECT_EQ("a b", Dynamo::each(world.on("tbl", "Query", query), "pk.S"));
  EXPECT_EQ(2, world.on("tbl", "DescribeTable").number("Table.ItemCount"));
}

}  // namespace
}  // namespace understudy::test
