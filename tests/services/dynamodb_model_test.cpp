// Random operations on items, compared step by step with a map that is plainly right.
#include <map>
#include <optional>
#include <set>

#include "tests/services/dynamodb_fixture.hpp"

namespace understudy::test {
namespace {

constexpr std::string_view by_colour =
    R"("AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"},
      {"AttributeName": "sk", "AttributeType": "N"}, {"AttributeName": "colour", "AttributeType": "S"}],
    "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
    "BillingMode": "PAY_PER_REQUEST", "GlobalSecondaryIndexes": [{"IndexName": "by-colour",
      "KeySchema": [{"AttributeName": "colour", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
      "Projection": {"ProjectionType": "ALL"}}])";

struct Thing {
  std::int64_t count = 0;
  std::optional<std::string> colour;
};

class Model {
 public:
  explicit Model(std::uint64_t seed) : random_(seed, "dynamodb model") {
    world_.on("tbl", "CreateTable", by_colour);
  }

  void step() {
    constexpr void (Model::*steps[])() = {&Model::put,    &Model::put,     &Model::add,
                                          &Model::remove, &Model::query,   &Model::colours,
                                          &Model::scan,   &Model::guarded, &Model::batch};
    (this->*steps[random_.below(std::size(steps))])();
  }

  void check_all() {
    std::multiset<std::string> expected, found;
    for (const auto& [key, thing] : things_) expected.insert(text(key.first, key.second, thing));
    std::string start;
    do {
      const Reply page = world_.on("tbl", "Scan", fmt::format(R"("Limit": 7{})", start));
      for (std::size_t i = 0; i < page.size("Items"); ++i)
        found.insert(text(page, fmt::format("Items.{}", i)));
      start = page.has("LastEvaluatedKey")
                  ? fmt::format(R"(, "ExclusiveStartKey": {})",
                                key(page.text("LastEvaluatedKey.pk.S"), page.text("LastEvaluatedKey.sk.N")))
                  : "";
    } while (!start.empty());
    EXPECT_EQ(expected, found);
    EXPECT_EQ(static_cast<std::int64_t>(things_.size()),
              world_.on("tbl", "DescribeTable").number("Table.ItemCount"));
  }

 private:
  using Key = std::pair<std::string, std::int64_t>;

  Key pick() {
    return {std::string(1, static_cast<char>('a' + random_.below(4))),
            static_cast<std::int64_t>(random_.below(12)) - 6};
  }
  static std::string key(std::string_view pk, std::string_view sk) {
    return fmt::format(R"({{"pk": {{"S": "{}"}}, "sk": {{"N": "{}"}}}})", pk, sk);
  }
  static std::string key(const Key& k) { return key(k.first, std::to_string(k.second)); }
  static std::string item(const Key& k, const Thing& thing) {
    const std::string colour =
        thing.colour ? fmt::format(R"(, "colour": {{"S": "{}"}})", *thing.colour) : std::string();
    return fmt::format(R"({{"pk": {{"S": "{}"}}, "sk": {{"N": "{}"}}, "n": {{"N": "{}"}}{}}})", k.first,
                       k.second, thing.count, colour);
  }
  static std::string text(const std::string& pk, std::int64_t sk, const Thing& thing) {
    return fmt::format("{} {} {} {}", pk, sk, thing.count, thing.colour.value_or(""));
  }
  static std::string text(const Reply& reply, const std::string& at) {
    return fmt::format("{} {} {} {}", reply.text(at + ".pk.S"), reply.text(at + ".sk.N"),
                       reply.text(at + ".n.N"), reply.text(at + ".colour.S"));
  }
  Thing thing() {
    Thing made{static_cast<std::int64_t>(random_.below(1000)), {}};
    if (random_.below(3) > 0) made.colour = random_.below(2) ? "red" : "blue";
    return made;
  }

  void put() {
    const Key k = pick();
    things_[k] = thing();
    EXPECT_TRUE(world_.on("tbl", "PutItem", fmt::format(R"("Item": {})", item(k, things_[k]))).ok());
  }
  void add() {
    const Key k = pick();
    ++things_[k].count;
    const Reply reply = world_.on("tbl", "UpdateItem",
                                  fmt::format(R"("Key": {}, "UpdateExpression": "ADD n :one",
        "ExpressionAttributeValues": {{":one": {{"N": "1"}}}}, "ReturnValues": "ALL_NEW")",
                                              key(k)));
    EXPECT_EQ(text(k.first, k.second, things_[k]), text(reply, "Attributes"));
  }
  void remove() {
    const Key k = pick();
    things_.erase(k);
    EXPECT_TRUE(world_.on("tbl", "DeleteItem", fmt::format(R"("Key": {})", key(k))).ok());
  }
  // A transaction whose check fails changes nothing.
  void guarded() {
    const Key k = pick();
    const Key other{"z", 1};  // never there
    const bool there = things_.contains(k);
    const Thing made = thing();
    const Reply reply = world_.ask("TransactWriteItems", fmt::format(R"json("TransactItems": [
        {{"Put": {{"TableName": "tbl", "Item": {}}}}}, {{"ConditionCheck": {{"TableName": "tbl", "Key": {},
          "ConditionExpression": "attribute_exists(pk)"}}}}])json",
                                                                     item(k, made), key(other)));
    EXPECT_EQ("TransactionCanceledException", reply.code());
    EXPECT_EQ(there, world_.on("tbl", "GetItem", fmt::format(R"("Key": {})", key(k))).has("Item"));
  }
  void batch() {
    std::map<Key, Thing> puts;
    std::string requests;
    for (int i = 0; i < 5; ++i) {
      const Key k = pick();
      if (!puts.emplace(k, thing()).second) continue;
      requests += fmt::format(R"({}{{"PutRequest": {{"Item": {}}}}})", requests.empty() ? "" : ", ",
                              item(k, puts[k]));
    }
    for (const auto& [k, made] : puts) things_[k] = made;
    EXPECT_TRUE(
        world_.ask("BatchWriteItem", fmt::format(R"("RequestItems": {{"tbl": [{}]}})", requests)).ok());
  }
  // Takes the colour away if the count is what is expected, which it is every other time.
  void swap() {
    const Key k = pick();
    const auto at = things_.find(k);
    const std::int64_t there = at == things_.end() ? 0 : at->second.count;
    const std::int64_t expected = random_.below(2) ? there : there + 1;
    const bool holds = at != things_.end() && expected == there;
    const Reply reply =
        world_.on("tbl", "UpdateItem",
                  fmt::format(R"("Key": {}, "UpdateExpression": "SET n = n + :two REMOVE colour",
        "ConditionExpression": "n = :e", "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        "ExpressionAttributeValues": {{":two": {{"N": "2"}}, ":e": {{"N": "{}"}}}})",
                              key(k), expected));
    EXPECT_EQ(holds ? "" : "ConditionalCheckFailedException", reply.code());
    if (holds) things_[k] = {there + 2, {}};
  }
  void transact() {
    const Key put = pick(), added = pick();
    if (put == added) return;
    const Thing made = thing();
    things_[put] = made;
    ++things_[added].count;
    EXPECT_TRUE(world_
                    .ask("TransactWriteItems",
                         fmt::format(R"("TransactItems": [{{"Put": {{"TableName": "tbl", "Item": {}}}}},
        {{"Update": {{"TableName": "tbl", "Key": {}, "UpdateExpression": "ADD n :one",
          "ExpressionAttributeValues": {{":one": {{"N": "1"}}}}}}}}])",
                                     item(put, made), key(added)))
                    .ok());
  }
  void gets() {
    std::set<Key> keys{pick(), pick(), pick(), pick()};
    std::multiset<std::string> expected, found;
    std::string asked;
    for (const Key& k : keys) {
      asked += fmt::format("{}{}", asked.empty() ? "" : ", ", key(k));
      if (const auto at = things_.find(k); at != things_.end())
        expected.insert(text(k.first, k.second, at->second));
    }
    const Reply reply =
        world_.ask("BatchGetItem", fmt::format(R"("RequestItems": {{"tbl": {{"Keys": [{}]}}}})", asked));
    for (std::size_t i = 0; i < reply.size("Responses.tbl"); ++i)
      found.insert(text(reply, fmt::format("Responses.tbl.{}", i)));
    EXPECT_EQ(expected, found);
  }
  void query() {
    const Key k = pick();
    const bool forward = random_.below(2) == 0;
    std::vector<std::string> expected;
    for (const auto& [at, made] : things_)
      if (at.first == k.first && at.second >= k.second) expected.push_back(text(at.first, at.second, made));
    if (!forward) std::reverse(expected.begin(), expected.end());
    const Reply reply = world_.on("tbl", "Query",
                                  fmt::format(R"("KeyConditionExpression": "pk = :p AND sk >= :s",
        "ScanIndexForward": {}, "ExpressionAttributeValues": {{":p": {{"S": "{}"}}, ":s": {{"N": "{}"}}}})",
                                              forward, k.first, k.second));
    EXPECT_EQ(expected, texts(reply));
  }
  void colours() {
    const std::string colour = random_.below(2) ? "red" : "blue";
    std::multiset<std::string> expected;
    for (const auto& [at, made] : things_)
      if (made.colour == colour) expected.insert(text(at.first, at.second, made));
    const Reply reply = world_.on("tbl", "Query",
                                  fmt::format(R"("IndexName": "by-colour",
        "KeyConditionExpression": "colour = :c", "ExpressionAttributeValues": {{":c": {{"S": "{}"}}}})",
                                              colour));
    const auto found = texts(reply);
    EXPECT_EQ(expected, std::multiset<std::string>(found.begin(), found.end()));
  }
  void scan() {
    EXPECT_EQ(static_cast<std::int64_t>(things_.size()), world_.on("tbl", "Scan").number("Count"));
  }
  static std::vector<std::string> texts(const Reply& reply) {
    std::vector<std::string> all;
    for (std::size_t i = 0; i < reply.size("Items"); ++i)
      all.push_back(text(reply, fmt::format("Items.{}", i)));
    return all;
  }

  Dynamo world_;
  kit::Generator random_;
  std::map<Key, Thing> things_;
};

TEST(DynamoModel, RandomOperationsAgree) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    SCOPED_TRACE(seed);
    Model model(seed);
    for (int i = 0; i < 400; ++i) {
      model.step();
      if (testing::Test::HasFailure()) return;
    }
    model.check_all();
  }
}

}  // namespace
}  // namespace understudy::test
