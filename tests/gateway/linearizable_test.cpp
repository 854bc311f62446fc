// Many clients work on the same few items of a table at once: what each was told must fit one order of all
// that they did, in which nothing stands before what had ended when it began.
#include <array>
#include <atomic>
#include <set>
#include <thread>

#include "real_server.hpp"
#include "services/kit/random.hpp"

namespace understudy::gateway {
namespace {

using Number = std::optional<std::int64_t>;  // of an item; none: it is not there

struct Done {
  enum What : std::uint8_t { put, get, add, swap, remove } what = get;
  std::size_t item = 0;
  std::int64_t given = 0, expected = 0;  // expected: of a swap, the number that it replaces
  Number told;                           // the old number; of an add the new one
  bool refused = false;
  std::uint64_t began = 0, ended = 0;  // places in the order of all beginnings and ends
};

// Whether the operation can have stood where the item had this number, which then becomes what it leaves.
bool fits(const Done& done, Number& now) {
  const Number before = now;
  switch (done.what) {
    case Done::put: now = done.given; return done.told == before;
    case Done::get: return done.told == before;
    case Done::add: now = before.value_or(0) + done.given; return done.told == now;
    case Done::swap:
      if (!done.refused) now = done.given;
      return done.refused != (before == done.expected);
    case Done::remove: now.reset(); return done.told == before;
  }
  return false;
}

// What each client did to one item, in its order. Looks for an order of all of it.
class Order {
 public:
  explicit Order(std::vector<std::vector<Done>> clients)
      : clients_(std::move(clients)), at_(clients_.size(), 0) {}

  bool exists() { return go_on({}); }

 private:
  bool go_on(Number now) {
    std::uint64_t first_end = ~std::uint64_t{0};
    for (std::size_t c = 0; c < clients_.size(); ++c)
      if (at_[c] < clients_[c].size()) first_end = std::min(first_end, clients_[c][at_[c]].ended);
    if (first_end == ~std::uint64_t{0}) return true;
    if (!seen_.insert({at_, now}).second) return false;
    for (std::size_t c = 0; c < clients_.size(); ++c) {
      if (at_[c] == clients_[c].size() || clients_[c][at_[c]].began > first_end) continue;
      Number next = now;
      if (!fits(clients_[c][at_[c]], next)) continue;
      ++at_[c];
      if (go_on(next)) return true;
      --at_[c];
    }
    return false;
  }

  std::vector<std::vector<Done>> clients_;
  std::vector<std::size_t> at_;  // how many of each have their place
  std::set<std::pair<std::vector<std::size_t>, Number>> seen_;
};

// The number of the item that an answer shows.
Number shown(std::string_view body) {
  constexpr std::string_view before = R"("n":{"N":")";
  const auto at = body.find(before);
  if (at == body.npos) return {};
  return std::stoll(std::string(body.substr(at + before.size())));
}

constexpr std::size_t clients = 6, items = 3, each = 80;

class Linearizable : public RealServer {
 protected:
  static std::string asked(std::string_view operation, std::string_view body) {
    return request("POST", "/", body,
                   "X-Amz-Target: DynamoDB_20120810." + std::string(operation) +
                       "\r\nContent-Type: application/x-amz-json-1.0\r\nAuthorization: AWS4-HMAC-SHA256 "
                       "Credential=AKIA/20300101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, "
                       "Signature=0\r\n");
  }

  static std::string text_of(const Done& done) {
    const std::string key = R"("pk":{"S":")" + std::to_string(done.item) + R"("})";
    const std::string about = R"({"TableName":"tbl",)", with_key = R"("Key":{)" + key + "}";
    const std::string given = R"({"N":")" + std::to_string(done.given) + R"("})";
    switch (done.what) {
      case Done::put:
        return asked("PutItem",
                     about + R"("Item":{)" + key + R"(,"n":)" + given + R"(},"ReturnValues":"ALL_OLD"})");
      case Done::get: return asked("GetItem", about + with_key + R"(,"ConsistentRead":true})");
      case Done::add:
        return asked("UpdateItem", about + with_key +
                                       R"(,"UpdateExpression":"ADD n :n","ReturnValues":"UPDATED_NEW",)"
                                       R"("ExpressionAttributeValues":{":n":)" +
                                       given + "}}");
      case Done::swap:
        return asked("UpdateItem", about + with_key +
                                       R"(,"UpdateExpression":"SET n = :n","ConditionExpression":"n = :e",)"
                                       R"("ExpressionAttributeValues":{":n":)" +
                                       given + R"(,":e":{"N":")" + std::to_string(done.expected) + R"("}}})");
      case Done::remove: return asked("DeleteItem", about + with_key + R"(,"ReturnValues":"ALL_OLD"})");
    }
    return {};
  }

  // One client's work, drawn from its own numbers.
  std::vector<Done> work(std::uint64_t seed, std::size_t client, std::atomic<std::uint64_t>& instants) const {
    kit::Generator random(seed, "client " + std::to_string(client));
    WireClient connection(port_);
    std::array<Number, items> last{};  // what this client saw of each
    std::vector<Done> all;
    for (std::size_t i = 0; i < each; ++i) {
      Done done;
      done.what = static_cast<Done::What>(random.below(5));
      done.item = random.below(items);
      done.given = static_cast<std::int64_t>(client * 1000 + i);
      done.expected = last[done.item].value_or(0);
      done.began = instants++;
      const auto answer = connection.ask(text_of(done));
      done.ended = instants++;
      if (!answer || (answer->status != 200 && done.what != Done::swap)) {
        ADD_FAILURE() << (answer ? answer->body : "no answer");
        return all;
      }
      done.refused = answer->status != 200;
      done.told = shown(answer->body);
      if (done.what == Done::put || (done.what == Done::swap && !done.refused)) {
        last[done.item] = done.given;
      } else if (done.what != Done::swap) {
        last[done.item] = done.what == Done::remove ? Number() : done.told;
      }
      all.push_back(done);
    }
    return all;
  }
};

TEST_F(Linearizable, ManyClientsSeeOneOrder) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    SCOPED_TRACE(seed);
    WireClient first(port_);
    first.ask(asked("DeleteTable", R"({"TableName":"tbl"})"));
    const auto made = first.ask(
        asked("CreateTable", R"({"TableName":"tbl","BillingMode":"PAY_PER_REQUEST",)"
                             R"("KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],)"
                             R"("AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}]})"));
    ASSERT_TRUE(made && made->status == 200u);
    std::atomic<std::uint64_t> instants{0};
    std::vector<std::vector<Done>> histories(clients);
    std::vector<std::thread> threads;
    for (std::size_t c = 0; c < clients; ++c)
      threads.emplace_back([&, c] { histories[c] = work(seed, c, instants); });
    for (std::thread& thread : threads) thread.join();
    for (std::size_t item = 0; item < items; ++item) {
      std::vector<std::vector<Done>> of_item(clients);
      for (std::size_t c = 0; c < clients; ++c)
        for (const Done& done : histories[c])
          if (done.item == item) of_item[c].push_back(done);
      EXPECT_TRUE(Order(of_item).exists()) << "item " << item;
    }
  }
}

// The search finds what it is there for: a sum that was lost, an old number read after its end was seen.
TEST(LinearizableOrder, TellsWrongHistories) {
  const auto done = [](Done::What what, std::int64_t given, Number told, std::uint64_t began,
                       std::uint64_t ended) { return Done{what, 0, given, 0, told, false, began, ended}; };
  EXPECT_TRUE(Order({{done(Done::add, 1, 1, 0, 2)}, {done(Done::add, 1, 2, 1, 3)}}).exists());
  EXPECT_FALSE(Order({{done(Done::add, 1, 1, 0, 2)}, {done(Done::add, 1, 1, 1, 3)}}).exists());
  EXPECT_TRUE(Order({{done(Done::put, 5, {}, 0, 2)}, {done(Done::get, 0, {}, 1, 3)}}).exists());
  EXPECT_FALSE(Order({{done(Done::put, 5, {}, 0, 1)}, {done(Done::get, 0, {}, 2, 3)}}).exists());
}

}  // namespace
}  // namespace understudy::gateway
