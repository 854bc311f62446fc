// What users of AWS recorded that it does where its documentation says nothing: ScyllaDB's tests of
// Alternator, which are run against AWS too, the suite dynamodb-conformance, and a catalogue of the API's
// quirks that was made for AWS's controllers for Kubernetes.
#include "tests/services/dynamodb_fixture.hpp"

namespace understudy::test {
namespace {

constexpr std::string_view invalid = "One or more parameter values were invalid: ";

std::string at(std::string_view pk, std::string_view sk) {
  return fmt::format(R"("Key": {{{}}})", Dynamo::key(pk, sk));
}

TEST(DynamoRecorded, UpdatesThatOnlyTakeAwayMakeNoItem) {
  Dynamo world;
  world.create("tbl");
  for (const std::string_view update :
       {R"("UpdateExpression": "REMOVE a")", R"("UpdateExpression": "REMOVE a.b, c[0]")",
        R"("AttributeUpdates": {"a": {"Action": "DELETE"}})",
        R"("UpdateExpression": "DELETE a :s", "ExpressionAttributeValues": {":s": {"SS": ["x"]}})"}) {
    const Reply reply = world.on("tbl", "UpdateItem",
                                 fmt::format(R"({}, {}, "ReturnValues": "ALL_NEW")", at("a", "1"), update));
    EXPECT_EQ("{}", reply.json());
    EXPECT_FALSE(world.get("tbl", "a", "1").has("Item")) << update;
  }
  EXPECT_TRUE(world.on("tbl", "UpdateItem", at("a", "1")).ok());  // one that says nothing does
  EXPECT_TRUE(world.get("tbl", "a", "1").has("Item"));
  EXPECT_EQ("The document path provided in the update expression is invalid for update",
            world.on("tbl", "UpdateItem", at("a", "1") + R"(, "UpdateExpression": "REMOVE a.b")").message());
}

TEST(DynamoRecorded, ActionsThatAreWrongCancelTheirTransaction) {
  Dynamo world;
  world.create("tbl");
  const auto put = [](std::string_view item) {
    return fmt::format(R"({{"Put": {{"TableName": "tbl", "Item": {{{}}}}}}})", item);
  };
  const std::string mistyped = put(R"("pk": {"N": "7"}, "sk": {"S": "x"})"),
                    right = put(Dynamo::key("a", "1")), empty = put(Dynamo::key("a", ""));
  Reply reply = world.ask("TransactWriteItems",
                          fmt::format(R"("TransactItems": [{}, {}, {}])", right, mistyped, mistyped));
  EXPECT_EQ("TransactionCanceledException", reply.code());
  EXPECT_EQ(
      "Transaction cancelled, please refer cancellation reasons for specific reasons [None, ValidationError, "
      "None]",
      reply.message());
  reply = world.ask("TransactWriteItems", fmt::format(R"("TransactItems": [{}, {}])", mistyped, empty));
  EXPECT_EQ("ValidationException", reply.code());
  EXPECT_THAT(reply.message(), testing::EndsWith("cannot contain an empty string value. Key: sk"));
  reply = world.ask("TransactGetItems", R"("TransactItems": [{"Get": {"TableName": "tbl", "Key": {}}}])");
  EXPECT_EQ("TransactionCanceledException", reply.code());
  const std::string get = fmt::format(R"({{"Get": {{"TableName": "tbl", {}}}}})", at("a", "1"));
  reply = world.ask("TransactGetItems", fmt::format(R"("TransactItems": [{}, {}])", get, get));
  EXPECT_EQ("Transaction request cannot include multiple operations on one item", reply.message());
}

TEST(DynamoRecorded, TransactionsAreMeasuredByWhatTheyBring) {
  Dynamo world;
  world.create("tbl");
  const std::string large = fmt::format(R"(, "x": {{"S": "{}"}})", std::string(390'000, 'x'));
  std::string puts, removals;
  for (int i = 0; i < 12; ++i) {
    const std::string key = Dynamo::key("a", std::to_string(i));
    EXPECT_TRUE(world.on("tbl", "PutItem", fmt::format(R"("Item": {{{}{}}})", key, large)).ok());
    puts +=
        fmt::format(R"({}{{"Put": {{"TableName": "tbl", "Item": {{{}{}}}}}}})", i ? ", " : "", key, large);
    removals += fmt::format(R"({}{{"Delete": {{"TableName": "tbl", "Key": {{{}}}}}}})", i ? ", " : "", key);
  }
  EXPECT_THAT(world.ask("TransactWriteItems", fmt::format(R"("TransactItems": [{}])", puts)).message(),
              testing::HasSubstr("size cannot exceed"));
  EXPECT_TRUE(world.ask("TransactWriteItems", fmt::format(R"("TransactItems": [{}])", removals)).ok());
}

TEST(DynamoRecorded, ExpressionsHaveBounds) {
  Dynamo world;
  world.create("tbl");
  const auto read = [&](std::string_view path) {
    return world.on("tbl", "GetItem", fmt::format(R"({}, "ProjectionExpression": "{}")", at("a", "1"), path))
        .message();
  };
  std::string path = "a";
  for (int i = 1; i < 32; ++i) path += ".b";
  EXPECT_EQ("", read(path));
  EXPECT_EQ("Invalid ProjectionExpression: The document path has too many nesting levels; nesting levels: 33",
            read(path + ".b"));
  EXPECT_EQ(
      "Invalid ProjectionExpression: List index is not within the allowable range; index: [99999999999999]",
      read("a[99999999999999]"));
  const auto condition = [&](std::string_view text) {
    return world
        .on("tbl", "DeleteItem", fmt::format(R"({}, "ConditionExpression": "{}")", at("a", "1"), text))
        .message();
  };
  std::string nots;
  for (int i = 0; i < 1000; ++i) nots += "not ";
  EXPECT_EQ("Invalid ConditionExpression: The expression contains too many operators; operator count: 301",
            condition(nots + "a < b"));
  EXPECT_EQ(
      "Invalid ConditionExpression: The function is not allowed in a condition expression; function: "
      "if_not_exists",
      condition("if_not_exists(a, a) = b"));
  const auto update = [&](std::string_view text) {
    return world.on("tbl", "UpdateItem", fmt::format(R"({}, "UpdateExpression": "{}")", at("a", "1"), text))
        .message();
  };
  EXPECT_EQ("Invalid UpdateExpression: The function is not allowed in an update expression; function: size",
            update("SET a = size(b)"));
  EXPECT_EQ(
      "Invalid UpdateExpression: The function is not allowed to be used this way in an expression; function: "
      "list_append",
      update("SET a = list_append(list_append(b, c), d)"));
  EXPECT_EQ("The provided expression refers to an attribute that does not exist in the item",
            update("SET a = list_append(if_not_exists(b, c), d)"));
}

TEST(DynamoRecorded, NamesAndValuesHaveBounds) {
  Dynamo world;
  world.create("tbl");
  const auto told = [&](const std::string& members) {
    return world
        .on("tbl", "UpdateItem",
            fmt::format(R"({}, "UpdateExpression": "SET #a = :a", {})", at("a", "1"), members))
        .message();
  };
  const std::string megabytes(2 * 1024 * 1024, 'x');
  EXPECT_EQ(
      "ExpressionAttributeValues exceeds max size",
      told(fmt::format(
          R"("ExpressionAttributeNames": {{"#a": "a"}}, "ExpressionAttributeValues": {{":a": {{"S": "{}"}}}})",
          megabytes)));
  EXPECT_EQ(
      "Combined size of ExpressionAttributeNames and ExpressionAttributeValues exceeds max size",
      told(fmt::format(
          R"("ExpressionAttributeNames": {{"#a": "abcd"}}, "ExpressionAttributeValues": {{":a": {{"S": "{}"}}}})",
          megabytes.substr(4))));
  EXPECT_THAT(told(fmt::format(R"("ExpressionAttributeNames": {{"#{}": "a"}})", std::string(255, 'x'))),
              testing::EndsWith("a key that is too long; size of key: 256"));
  EXPECT_EQ(std::string(invalid) + "Empty attribute name",
            world.put("tbl", "a", "1", R"("": {"N": "1"})").message());
}

TEST(DynamoRecorded, IndexesPassOverKeysThatNoWriteCouldMake) {
  Dynamo world;
  world.create("tbl");
  world.put("tbl", "a", "1", R"("colour": {"S": "red"})");
  world.put("tbl", "a", "2", R"("colour": {"S": ""})");
  world.put("tbl", "a", "3", fmt::format(R"("colour": {{"S": "{}"}})", std::string(2049, 'x')));
  const std::string_view index = R"("GlobalSecondaryIndexUpdates": [{"Create": {"IndexName": "by-colour",
      "KeySchema": [{"AttributeName": "colour", "KeyType": "HASH"}], "Projection": {"ProjectionType": "ALL"}}}])";
  EXPECT_THAT(world.on("tbl", "UpdateTable", index).message(),
              testing::HasSubstr(
                  "Some index key attributes are not defined in AttributeDefinitions. Keys: [colour]"));
  EXPECT_TRUE(
      world
          .on("tbl", "UpdateTable",
              fmt::format(
                  R"("AttributeDefinitions": [{{"AttributeName": "colour", "AttributeType": "S"}}], {})",
                  index))
          .ok());
  world.on("tbl", "DescribeTable");
  EXPECT_EQ("1", Dynamo::each(world.on("tbl", "Scan", R"("IndexName": "by-colour")"), "sk.S"));
  world.on("tbl", "DeleteItem", at("a", "2"));
  EXPECT_EQ("1", Dynamo::each(world.on("tbl", "Scan", R"("IndexName": "by-colour")"), "sk.S"));
  EXPECT_EQ(
      std::string(invalid) +
          "Attributes cannot be redefined. Please check that your attribute has the same type as previously "
          "defined. Existing schema: Schema:[SchemaElement: key{colour:S:HASH}] New schema: "
          "Schema:[SchemaElement: key{colour:N:HASH}]",
      world
          .on("tbl", "UpdateTable",
              R"("AttributeDefinitions": [{"AttributeName": "colour", "AttributeType": "N"}],
      "GlobalSecondaryIndexUpdates": [{"Create": {"IndexName": "other",
      "KeySchema": [{"AttributeName": "colour", "KeyType": "HASH"}], "Projection": {"ProjectionType": "ALL"}}}])")
          .message());
}

TEST(DynamoRecorded, TablesChangeOneThingAtATime) {
  Dynamo world;
  world.create("tbl");
  const auto told = [&](std::string_view members) {
    return world.on("tbl", "UpdateTable", members).message();
  };
  const std::string alone = " must be the only operation in the request";
  EXPECT_EQ(std::string(invalid) + "Server-Side Encryption modification" + alone,
            told(R"("SSESpecification": {"Enabled": true}, "DeletionProtectionEnabled": true)"));
  EXPECT_EQ(std::string(invalid) + "DeletionProtection modification" + alone,
            told(R"("DeletionProtectionEnabled": true, "StreamSpecification": {"StreamEnabled": true,
                "StreamViewType": "KEYS_ONLY"})"));
  EXPECT_EQ(std::string(invalid) + "You cannot modify stream status while updating table IOPS",
            told(R"("BillingMode": "PROVISIONED", "ProvisionedThroughput": {"ReadCapacityUnits": 1,
                "WriteCapacityUnits": 1}, "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "KEYS_ONLY"})"));
  EXPECT_EQ("", told(R"("BillingMode": "PAY_PER_REQUEST", "OnDemandThroughput": {"MaxReadRequestUnits": 5,
                "MaxWriteRequestUnits": 5})"));
}

TEST(DynamoRecorded, QueriesCountTheirConditions) {
  Dynamo world;
  world.on("one", "CreateTable", R"("BillingMode": "PAY_PER_REQUEST",
      "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
      "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}])");
  world.create("tbl");
  EXPECT_EQ(
      "The number of query conditions (3) exceeds the number of key attributes defined in the schema (2)",
      world
          .on("tbl", "Query", R"("KeyConditionExpression": "pk = :p AND sk > :p AND extra = :p",
                    "ExpressionAttributeValues": {":p": {"S": "a"}})")
          .message());
  EXPECT_EQ(
      "The provided exclusive start key is invalid: ExclusiveStartKey: {pk=AttributeValue: {S:a}}",
      world
          .on("one", "Query", R"("KeyConditionExpression": "pk = :p", "ExclusiveStartKey": {"pk": {"S": "a"}},
                    "ExpressionAttributeValues": {":p": {"S": "a"}})")
          .message());
}

TEST(DynamoRecorded, PoliciesAndTagsAreOfTheCallersOwn) {
  Dynamo world;
  world.create("tbl");
  const std::string arn = "arn:aws:dynamodb:us-east-1:123456789012:table/tbl";
  const auto put = [&](std::string_view of, std::string_view statements) {
    return world.ask(
        "PutResourcePolicy",
        fmt::format(R"json("ResourceArn": "{}", "Policy": "{{\"Statement\": [{}]}}")json", of, statements));
  };
  const std::string first = put(arn, "").text("RevisionId");
  EXPECT_EQ(first, put(arn, "").text("RevisionId"));  // the same once more changes nothing
  EXPECT_LT(first, put(arn, "{}").text("RevisionId"));
  EXPECT_EQ(std::string(invalid) + "ARNs must start with 'arn:': tbl", put("tbl", "").message());
  EXPECT_EQ(std::string(invalid) + "ARNs must start with 'arn:': tbl",
            world.ask("ListTagsOfResource", R"("ResourceArn": "tbl")").message());
  EXPECT_THAT(put("arn:aws:dynamodb:us-east-1:210987654321:table/tbl", "").message(),
              testing::StartsWith("This action is only supported by accounts that match the resource owner"));
  EXPECT_EQ(std::string(invalid) + "Invalid resource Arn: arn:aws:dynamodb:eu-west-1:123456789012:table/tbl",
            put("arn:aws:dynamodb:eu-west-1:123456789012:table/tbl", "").message());
  EXPECT_EQ("Requested resource not found: Stream: 2000-01-01T00:00:00.000 not found for Table: tbl",
            put(arn + "/stream/2000-01-01T00:00:00.000", "").message());
  EXPECT_EQ("ValidationException",
            world
                .ask("TagResource",
                     fmt::format(R"("ResourceArn": "{}", "Tags": [{{"Key": "hi!", "Value": "x"}}])", arn))
                .code());
}

TEST(DynamoRecorded, TablesThatGoAreToldInShort) {
  Dynamo world;
  world.create("tbl");
  const Reply reply = world.on("tbl", "DeleteTable");
  EXPECT_EQ("DELETING", reply.text("TableDescription.TableStatus"));
  EXPECT_TRUE(reply.has("TableDescription.TableId"));
  for (const std::string_view member : {"KeySchema", "AttributeDefinitions", "CreationDateTime"})
    EXPECT_FALSE(reply.has(fmt::format("TableDescription.{}", member))) << member;
}

}  // namespace
}  // namespace understudy::test
