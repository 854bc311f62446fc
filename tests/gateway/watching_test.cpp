// Metrics, the stream of calls, and the services that SERVICES names.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "gateway/metrics.hpp"
#include "gateway/requests.hpp"
#include "gateway/watch.hpp"
#include "gateway/wire_values.hpp"
#include "played_server.hpp"
#include "wire_client.hpp"

namespace understudy::gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string get(std::string_view path) {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
}

TEST(Metrics, AreWrittenForPrometheus) {
  Meters meters;
  Meter& meter = meters.add();
  const models::Service* sqs = models::find("sqs");
  const auto send = sqs->find_operation("SendMessage");
  for (const std::int64_t microseconds : {10, 70, 70, 20'000'000}) meter.count(sqs, send, 200, microseconds);
  meters.add().count(sqs, send, 400, 300);
  meter.count(sqs, {}, 400, 1);
  meter.count(nullptr, {}, 404, 1);
  meter.received.add(100);
  Gauges gauges;
  gauges.worlds.push_back({"ma\"in", 1.5});
  const std::string page = meters.prometheus(gauges);
  for (const std::string_view line :
       {"# TYPE understudy_requests_total counter",
        R"(understudy_requests_total{service="sqs",operation="SendMessage",status="200"} 4)",
        R"(understudy_requests_total{service="sqs",operation="SendMessage",status="400"} 1)",
        R"(understudy_requests_total{service="sqs",operation="",status="400"} 1)",
        R"(understudy_requests_total{service="",operation="",status="404"} 1)",
        R"(understudy_request_errors_total{service="sqs",operation="SendMessage"} 1)",
        R"(understudy_request_duration_seconds_bucket{service="sqs",operation="SendMessage",le="5e-05"} 1)",
        R"(understudy_request_duration_seconds_bucket{service="sqs",operation="SendMessage",le="0.0001"} 3)",
        R"(understudy_request_duration_seconds_bucket{service="sqs",operation="SendMessage",le="0.0005"} 4)",
        R"(understudy_request_duration_seconds_bucket{service="sqs",operation="SendMessage",le="10"} 4)",
        R"(understudy_request_duration_seconds_bucket{service="sqs",operation="SendMessage",le="+Inf"} 5)",
        R"(understudy_request_duration_seconds_count{service="sqs",operation="SendMessage"} 5)",
        "understudy_received_bytes_total 100", R"(understudy_clock_seconds{world="ma\"in"} 1.5)"})
    EXPECT_THAT(page, HasSubstr(std::string(line) + "\n"));
}

TEST(Metrics, CountStatusesWithoutBound) {
  OperationMeter meter;
  for (unsigned status = 200; status < 220; ++status) meter.count(status, 1);
  std::uint64_t all = 0;
  for (const auto& status : meter.statuses) all += status.calls.value();
  EXPECT_EQ(all, 20u);
}

TEST(Metrics, AreServed) {
  PlayedServer server;
  WireClient client(server.port());
  client.ask(queue_url_request("one"));
  client.ask(sqs_request("DeleteQueue", R"({"QueueUrl":"q"})"));
  const auto page = client.ask(get("/_understudy/metrics"));
  EXPECT_EQ(page->status, 200u);
  EXPECT_EQ(page->fields.at("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  for (const std::string_view line :
       {R"(understudy_requests_total{service="sqs",operation="GetQueueUrl",status="200"} 1)",
        R"(understudy_request_errors_total{service="sqs",operation="DeleteQueue"} 1)",
        "understudy_open_connections 1", "understudy_shards 1", "understudy_parked_calls 0",
        "understudy_request_listeners 0"})
    EXPECT_THAT(page->body, HasSubstr(std::string(line) + "\n"));
  EXPECT_THAT(page->body, Not(HasSubstr("understudy_sent_bytes_total 0\n")));
  EXPECT_THAT(page->body, Not(HasSubstr("understudy_received_bytes_total 0\n")));
}

// A listener's connection, from its head on.
class Stream {
 public:
  Stream(std::uint16_t port, std::string_view query = {}) : client_(port) {
    client_.send(get("/_understudy/requests" + std::string(query)));
    const auto head = client_.read(false);
    EXPECT_TRUE(head && head->status == 200);
    EXPECT_EQ(head->fields.at("content-type"), "text/event-stream");
    EXPECT_FALSE(head->fields.contains("content-length"));
  }
  std::string event() { return client_.read_until("\n\n").value_or(""); }

 private:
  WireClient client_;
};

TEST(Requests, AreStreamed) {
  PlayedServer server;
  Stream stream(server.port());
  WireClient client(server.port());
  client.ask(queue_url_request("one"));
  const std::string first = stream.event();
  EXPECT_THAT(first, HasSubstr("id: 1\ndata: {\"time\":\""));
  for (
      const std::string_view part :
      {R"("world":"main","account":"123456789012","region":"us-east-1","service":"sqs","operation":"GetQueueUrl")",
       R"("status":200,)", R"("input":{"QueueName":"one"})", R"("output":{"QueueUrl":"one"})"})
    EXPECT_THAT(first, HasSubstr(part));
  client.ask(sqs_request("DeleteQueue", R"({"QueueUrl":"q"})"));
  EXPECT_THAT(
      stream.event(),
      HasSubstr(R"("error":{"code":"QueueDoesNotExist","message":"The specified queue does not exist."})"));
}

TEST(Requests, AreFiltered) {
  PlayedServer server;
  Stream failures(server.port(), "?status=4xx&operation=DeleteQueue"), elsewhere(server.port(), "?world=a1");
  WireClient client(server.port());
  client.ask(queue_url_request("one"));
  client.ask(sqs_request("DeleteQueue", R"({"QueueUrl":"q"})"));
  client.ask(queue_url_request("two", "x-understudy-world: a1\r\n"));
  EXPECT_THAT(failures.event(), HasSubstr("DeleteQueue"));
  EXPECT_THAT(elsewhere.event(), HasSubstr("\"QueueName\":\"two\""));
}

TEST(Requests, ASlowListenerHearsWhatItMissed) {
  PlayedServer server;
  Requests& requests = server.server().watch().requests;
  WireClient listener(server.port(), 4096);
  listener.send(get("/_understudy/requests"));
  ASSERT_TRUE(listener.read(false));
  WireClient client(server.port());
  const std::string large =
      sqs_request("SendMessage", R"({"QueueUrl":"q","MessageBody":")" + std::string(200'000, 'm') + "\"}");
  for (int i = 0; i < 60; ++i) client.ask(large);
  EXPECT_EQ(requests.listeners(), 1u);
  std::string all;
  do {
    const auto event = listener.read_until("\n\n");
    ASSERT_TRUE(event);
    all = *event;
  } while (all.find("event: missed\ndata: {\"calls\":") == std::string::npos);
}

TEST(Requests, ForgetListenersThatGo) {
  PlayedServer server;
  WireClient client(server.port());
  for (int i = 0; i < 200; ++i) {
    WireClient listener(server.port());
    listener.send(get("/_understudy/requests"));
    if (i % 2) listener.read(false);
    client.ask(queue_url_request("one"));
  }
  while (server.server().watch().requests.listeners() > 0) client.ask(queue_url_request("one"));
}

TEST(Requests, HideSecrets) {
  kit::Arena arena;
  simdjson::dom::parser parser;
  const auto shown = [&](std::string_view service, std::string_view operation, bool input,
                         std::string_view json) {
    const auto found = models::find(service)->find_operation(operation);
    const models::Shape shape = input ? *found->input() : *found->output();
    std::string out;
    append_readable(out, shape, read_readable(shape, parser.parse(json.data(), json.size()), arena),
                    Secrets::hidden);
    return out;
  };
  EXPECT_EQ(shown("sts", "AssumeRole", false,
                  R"({"Credentials":{"AccessKeyId":"AKIA","SecretAccessKey":"hush","SessionToken":"hush"}})"),
            R"({"Credentials":{"AccessKeyId":"AKIA","SecretAccessKey":"***","SessionToken":"***"}})");
  EXPECT_EQ(shown("sts", "AssumeRoleWithWebIdentity", true, R"({"RoleArn":"arn","WebIdentityToken":"hush"})"),
            R"({"RoleArn":"arn","WebIdentityToken":"***"})");
  EXPECT_EQ(shown("iam", "CreateLoginProfile", true, R"({"UserName":"ann","Password":"hush"})"),
            R"({"UserName":"ann","Password":"***"})");
  EXPECT_EQ(shown("sqs", "ListQueues", true, R"({"NextToken":"shown"})"), R"({"NextToken":"shown"})");
}

TEST(Services, AreOnlyThoseThatAreNamed) {
  Options options;
  options.variables.services = {"s3", "sts"};
  PlayedServer server(kit::Dialect::localstack, options);
  WireClient client(server.port());
  const auto refused = client.ask(queue_url_request("q"));
  EXPECT_EQ(refused->status, 501u);
  EXPECT_THAT(
      refused->body,
      HasSubstr("Service 'sqs' is not enabled. Please check your 'SERVICES' configuration variable."));
  EXPECT_THAT(client.ask(get("/_localstack/health"))->body, HasSubstr(R"("sqs":"disabled")"));
}

}  // namespace
}  // namespace understudy::gateway
