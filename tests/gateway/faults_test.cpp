// Faults: rules and whom they meet, their form, and what clients see of them.
#include "gateway/faults.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "gateway/watch.hpp"
#include "played_server.hpp"
#include "wire_client.hpp"

namespace understudy::gateway {
namespace {

using Form = Faults::Form;
using std::chrono::seconds;

std::vector<FaultRule> rules(std::string_view json) {
  std::vector<FaultRule> parsed;
  const auto wrong = parse_fault_rules(json, true, parsed);
  EXPECT_FALSE(wrong) << *wrong;
  return parsed;
}

std::string wrong(std::string_view json, bool own = false) {
  std::vector<FaultRule> parsed;
  return parse_fault_rules(json, own, parsed).value_or("");
}

const Faults::Meeting send_message{.world = "main",
                                   .account = "123456789012",
                                   .region = "us-east-1",
                                   .service = "sqs",
                                   .operation = "SendMessage",
                                   .now = kit::Time(seconds(1'000)),
                                   .seed = 42};

TEST(Faults, MeetWhomTheyName) {
  const auto met = [](std::string_view json, Faults::Meeting meeting = send_message) {
    Faults faults;
    faults.replace("main", Form::own, rules(json));
    EXPECT_EQ(faults.any(), true);
    return faults.meet(meeting) != nullptr;
  };
  EXPECT_TRUE(met("[{}]"));
  EXPECT_TRUE(
      met(R"([{"service":"sqs","region":"us-east-1","operation":"SendMessage","account":"123456789012"}])"));
  for (const std::string_view other : {R"([{"service":"sns"}])", R"([{"region":"eu-west-1"}])",
                                       R"([{"operation":"ListQueues"}])", R"([{"account":"000000000000"}])"})
    EXPECT_FALSE(met(other)) << other;
  EXPECT_TRUE(met(R"([{"service":"sns"},{"service":"sqs"}])"));
  Faults::Meeting elsewhere = send_message;
  elsewhere.world = "a1";
  EXPECT_FALSE(met("[{}]", elsewhere));
  Faults::Meeting hyphen = send_message;
  hyphen.service = "cognito-identity";
  EXPECT_TRUE(met(R"([{"service":"cognito_identity"}])", hyphen));
}

TEST(Faults, FailAsTheyAreTold) {
  Faults faults;
  EXPECT_FALSE(faults.any());
  faults.replace("main", Form::own,
                 rules(R"([{"error":{"statusCode":450,"code":"TeaPot","message":"short"}}])"));
  EXPECT_EQ(faults.meet(send_message)->failure->code, "TeaPot");
  EXPECT_EQ(faults.meet(send_message)->failure->status, 450u);
  EXPECT_EQ(faults.meet(send_message)->failure->message, "short");
  faults.replace("main", Form::own, rules("[{}]"));
  EXPECT_EQ(faults.meet(send_message)->failure->code, "ServiceUnavailable");
  EXPECT_EQ(faults.meet(send_message)->failure->message, "Operation failed due to a simulated fault");
  faults.replace("main", Form::own, {});
  EXPECT_FALSE(faults.any());
}

TEST(Faults, RepeatUnderOneSeed) {
  const auto luck = [](std::uint64_t seed) {
    Faults faults;
    faults.replace("main", Form::own, rules(R"([{"probability":0.3}])"));
    std::string drawn;
    Faults::Meeting meeting = send_message;
    meeting.seed = seed;
    for (int i = 0; i < 1000; ++i) drawn += faults.meet(meeting) ? 'x' : '.';
    return drawn;
  };
  const std::string first = luck(1);
  EXPECT_EQ(first, luck(1));
  EXPECT_NE(first, luck(2));
  EXPECT_NEAR(static_cast<double>(std::ranges::count(first, 'x')), 300, 60);
}

TEST(Faults, DelayByDistributions) {
  kit::Generator random(7, "delays");
  const auto mean = [&](const Latency& latency) {
    double sum = 0;
    for (int i = 0; i < 4000; ++i) sum += static_cast<double>(draw(latency, random).count()) / 1000;
    return sum / 4000;
  };
  using F = Latency::Form;
  EXPECT_DOUBLE_EQ(mean({F::fixed, 12.5, 0}), 12.5);
  EXPECT_NEAR(mean({F::uniform, 10, 30}), 20, 0.6);
  EXPECT_NEAR(mean({F::normal, 100, 10}), 100, 1);
  EXPECT_NEAR(mean({F::lognormal, 100, 0.5}), 113.3, 5);  // median * exp(sigma^2 / 2)
  EXPECT_GE(draw({F::normal, 0, 1000}, random).count(), 0);
  const auto parsed = rules(
      R"([{"latency":5},{"latency":{"distribution":"uniform","min":1,"max":2}},
          {"latency":{"distribution":"normal","mean":1,"deviation":2}},
          {"latency":{"distribution":"lognormal","median":1,"sigma":2}},{"latency":{"distribution":"fixed","value":3}}])");
  EXPECT_EQ(parsed[0].latency->a, 5);
  EXPECT_FALSE(parsed[0].error);
  EXPECT_EQ(parsed[3].latency->form, F::lognormal);
  EXPECT_EQ(parsed[3].latency->b, 2);
}

TEST(Faults, ThrottleByTheWorldsClock) {
  Faults faults;
  faults.replace("main", Form::own, rules(R"([{"throttle":{"perSecond":2,"burst":3}}])"));
  Faults::Meeting meeting = send_message;
  const auto pass = [&] {
    const auto injected = faults.meet(meeting);
    EXPECT_TRUE(!injected || injected->failure->code == "ThrottlingException");
    return !injected;
  };
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(pass());
  EXPECT_FALSE(pass());
  meeting.now += seconds(1);
  EXPECT_TRUE(pass());
  EXPECT_TRUE(pass());
  EXPECT_FALSE(pass());
  meeting.now += seconds(100);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(pass());
  EXPECT_FALSE(pass());
}

TEST(Faults, ClearWithTheirWorldOrAccount) {
  Faults faults;
  faults.replace("main", Form::own,
                 rules(R"([{"account":"111111111111"},{"account":"222222222222"},{"service":"sns"}])"));
  faults.latency("main", 5);
  faults.clear("main", "111111111111");
  EXPECT_EQ(faults.rules("main", Form::own).size(), 2u);
  EXPECT_EQ(faults.latency("main"), 5);
  faults.everywhere(rules(R"([{"service":"sqs"}])"));
  faults.clear("main");
  EXPECT_TRUE(faults.rules("main", Form::own).empty());
  EXPECT_TRUE(faults.meet(send_message)->failure);
  EXPECT_EQ(faults.meet(send_message)->delay.count(), 0);
}

TEST(Faults, AreWordedAsLocalStackWordsThem) {
  for (const std::string_view good :
       {R"([{}])", R"([{"region":"placeholder","service":"cognito_identity"}])", R"([{"probability":1.0}])",
        R"([{"error":{}}])", R"([{"error":{"statusCode":400,"code":"BrainFry"}}])",
        R"([{"description":"all"}])"})
    EXPECT_EQ(wrong(good), "");
  EXPECT_EQ(wrong(R"([{"region":"s3","foo":"bar"}])"),
            "Additional properties are not allowed ('foo' was unexpected)");
  EXPECT_EQ(wrong(R"([{"region":"us*"}])").substr(0, 20), "'us*' does not match");
  EXPECT_EQ(wrong(R"([{"region":""}])").substr(0, 17), "'' does not match");
  EXPECT_EQ(wrong(R"([{"operation":"Put42Items"}])").substr(0, 27), "'Put42Items' does not match");
  EXPECT_EQ(wrong(R"([{"operation":"ListObjectsV2"}])", true), "");
  EXPECT_EQ(wrong(R"([{"probability":1.1}])"), "1.1 is greater than the maximum of 1");
  EXPECT_EQ(wrong(R"([{"error":{"statusCode":300}}])"), "300 is less than the minimum of 400");
  EXPECT_EQ(wrong(R"([{"latency":5}])"), "Additional properties are not allowed ('latency' was unexpected)");
  for (const std::string_view bad :
       {"{}", "[1]", "nonsense", R"([{"probability":"1"}])", R"([{"service":1}])", R"([{"latency":-1}])",
        R"([{"latency":{"distribution":"odd"}}])",
        R"([{"latency":{"distribution":"uniform","min":2,"max":1}}])", R"([{"throttle":{}}])",
        R"([{"throttle":1}])", R"([{"connection":"cut"}])", R"([{"bytesPerSecond":0}])"})
    EXPECT_NE(wrong(bad, true), "") << bad;
}

// ---- Over real sockets

std::string page(std::string_view path, std::string_view method = "GET", std::string_view body = {}) {
  return std::string(method) + " " + std::string(path) +
         " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         std::string(body);
}

TEST(FaultPages, KeepLocalStacksRules) {
  PlayedServer server({}, kit::Dialect::localstack);
  WireClient client(server.port());
  const auto ask = [&](std::string_view method, std::string_view body = {}) {
    return client.ask(page("/_localstack/chaos/faults", method, body));
  };
  EXPECT_EQ(ask("GET")->body, "[]");
  EXPECT_EQ(ask("POST", R"([{"region":"ap-south-1","service":"redshift"}])")->status, 200u);
  EXPECT_EQ(ask("POST", R"([{"region":"us-east-1","service":"kms"}])")->body,
            R"([{"region":"us-east-1","service":"kms"}])");
  EXPECT_EQ(ask("PATCH", R"([{"service":"sqs"}])")->body,
            R"([{"region":"us-east-1","service":"kms"},{"service":"sqs"}])");
  const auto bad = ask("PATCH", R"([{"invalid-key":""}])");
  EXPECT_EQ(bad->status, 400u);
  EXPECT_EQ(bad->body, R"x({"message":"Error validating JSON schema: Additional properties are not allowed )x"
                       R"x(('invalid-key' was unexpected)"})x");
  const auto failed = client.ask(queue_url_request("q"));
  EXPECT_EQ(failed->status, 503u);
  EXPECT_EQ(
      failed->body,
      R"({"__type":"com.amazon.coral.service#ServiceUnavailableException","message":"Operation failed due to a simulated fault"})");
  EXPECT_EQ(ask("DELETE", R"([{"service":"sqs"}])")->body, R"([{"region":"us-east-1","service":"kms"}])");
  EXPECT_EQ(client.ask(queue_url_request("q"))->status, 200u);
  EXPECT_EQ(client.ask(page("/_localstack/chaos/effects"))->body, R"({"latency":0})");
  EXPECT_EQ(client.ask(page("/_localstack/chaos/effects", "POST", R"({"latency":1})"))->body,
            R"({"latency":1})");
  EXPECT_EQ(client.ask(queue_url_request("q"))->status, 200u);
  EXPECT_EQ(client.ask(page("/_localstack/chaos/effects", "POST", R"({"latency":"1"})"))->status, 400u);
}

TEST(FaultPages, SpeakEachWire) {
  PlayedServer server;
  WireClient client(server.port());
  client.ask(page("/_understudy/faults", "POST",
                  R"([{"error":{"code":"Broken","statusCode":418,"message":"it is"}}])"));
  const auto query = client.ask(
      "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
      "application/x-www-form-urlencoded\r\nContent-Length: 40\r\n"
      "Authorization: AWS4-HMAC-SHA256 Credential=k/20260101/us-east-1/sns/aws4_request\r\n\r\n"
      "Action=ListTopics&Version=2010-03-31&A=b");
  EXPECT_EQ(query->status, 418u);
  EXPECT_NE(query->body.find("<Code>Broken</Code><Message>it is</Message>"), std::string::npos)
      << query->body;
  const auto xml = client.ask("GET /bucket/key HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(xml->status, 418u);
  EXPECT_NE(xml->body.find("<Code>Broken</Code>"), std::string::npos) << xml->body;
  client.ask(page("/moto-api/reset", "POST"));
  EXPECT_EQ(client.ask(queue_url_request("q"))->status, 200u);
}

TEST(FaultPages, BelongToTheirWorld) {
  PlayedServer server;
  WireClient client(server.port());
  client.ask(page("/_world/a1/_understudy/faults", "POST", "[{}]"));
  EXPECT_EQ(client.ask(queue_url_request("q"))->status, 200u);
  EXPECT_EQ(client.ask(queue_url_request("q", "x-understudy-world: a1\r\n"))->status, 503u);
  EXPECT_EQ(client.ask(page("/_world/a1/_understudy/faults", "DELETE"))->body, "[]");
  EXPECT_EQ(client.ask(queue_url_request("q", "x-understudy-world: a1\r\n"))->status, 200u);
}

TEST(FaultPages, CutConnections) {
  PlayedServer server;
  const auto with = [&](std::string_view rule) {
    WireClient setter(server.port());
    EXPECT_EQ(setter.ask(page("/_understudy/faults", "POST", "[{" + std::string(rule) + "}]"))->status, 200u);
    return WireClient(server.port());
  };
  WireClient reset = with(R"("connection":"reset")");
  EXPECT_FALSE(reset.ask(queue_url_request("q")));
  WireClient torn = with(R"("connection":"truncate")");
  EXPECT_FALSE(torn.ask(queue_url_request("q")));  // the head promises more than comes
  WireClient slow = with(R"("bytesPerSecond":200)");
  const auto before = std::chrono::steady_clock::now();
  const auto answer = slow.ask(queue_url_request("slowly"));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, R"({"QueueUrl":"slowly"})");
  EXPECT_GE(std::chrono::steady_clock::now() - before, std::chrono::milliseconds(90));
  EXPECT_TRUE(slow.ask(queue_url_request("again")));  // the connection lives on
  WireClient late = with(R"("latency":30,"error":{"code":"Late"})");
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(late.ask(queue_url_request("q") + queue_url_request("q"))->status, 503u);
  EXPECT_EQ(late.read()->status, 503u);
  EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(60));
}

TEST(FaultPages, ADelayedCallDiesWithItsClient) {
  PlayedServer server;
  WireClient setter(server.port());
  setter.ask(page("/_understudy/faults", "POST", R"([{"latency":3600000}])"));
  {
    WireClient client(server.port());
    client.send(queue_url_request("never"));
  }
  setter.ask(page("/_understudy/faults", "DELETE"));
  EXPECT_EQ(setter.ask(queue_url_request("q"))->status, 200u);
}

}  // namespace
}  // namespace understudy::gateway
