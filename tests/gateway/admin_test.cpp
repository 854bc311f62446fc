// The server's own pages over real sockets, in both dialects, and browsers' questions.
#include <gtest/gtest.h>

#include <string>

#include "played_server.hpp"
#include "wire_client.hpp"

namespace understudy::gateway {
namespace {

std::string get(std::string_view path, std::string_view method = "GET", std::string_view body = {}) {
  return std::string(method) + " " + std::string(path) +
         " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         std::string(body);
}

TEST(Admin, ResetsAsMotoDoes) {
  PlayedServer server;
  WireClient client(server.port());
  EXPECT_EQ(client.ask(queue_url_request("one"))->status, 200u);
  EXPECT_EQ(server.system().shards().size(), 1u);
  const auto reset = client.ask(get("/moto-api/reset", "POST"));
  EXPECT_EQ(reset->status, 200u);
  EXPECT_EQ(reset->body, R"({"status": "ok"})");
  EXPECT_TRUE(server.system().shards().empty());
  const auto wrong = client.ask(get("/moto-api/reset"));
  EXPECT_EQ(wrong->status, 400u);
  EXPECT_EQ(wrong->body, R"({"Error": "Need to POST to reset Moto"})");
}

TEST(Admin, ResetsOnlyTheWorldThatIsMeant) {
  PlayedServer server;
  WireClient client(server.port());
  client.ask(queue_url_request("one"));
  client.ask(queue_url_request("two", "x-understudy-world: a1\r\n"));
  EXPECT_EQ(server.system().shards().size(), 2u);
  EXPECT_EQ(client.ask(get("/_world/a1/moto-api/reset", "POST"))->status, 200u);
  ASSERT_EQ(server.system().shards().size(), 1u);
  EXPECT_EQ(server.system().shards()[0].world, "main");
}

TEST(Admin, SetsTheSeed) {
  PlayedServer server;
  WireClient client(server.port());
  const auto seeded = client.ask(get("/moto-api/seed?a=42", "POST"));
  EXPECT_EQ(seeded->status, 200u);
  EXPECT_EQ(seeded->body, "");
  EXPECT_EQ(server.system().seed("main"), 42u);
  EXPECT_EQ(client.ask(get("/moto-api/seed?a=x"))->status, 400u);
  EXPECT_EQ(client.ask(get("/moto-api/seed"))->status, 400u);
}

TEST(Admin, KeepsMotosConfiguration) {
  PlayedServer server;
  WireClient client(server.port());
  const auto before = client.ask(get("/moto-api/config"));
  EXPECT_EQ(before->status, 201u);
  EXPECT_EQ(before->body, R"({"batch": {"use_docker": true}, "lambda": {"use_docker": true}})");
  const auto after =
      client.ask(get("/moto-api/config", "POST", R"({"batch":{"use_docker":false},"other":1})"));
  EXPECT_EQ(after->status, 201u);
  EXPECT_EQ(after->body, R"({"batch":{"use_docker":false},"lambda":{"use_docker":true}})");
  EXPECT_EQ(client.ask(get("/moto-api/config"))->body, after->body);
  EXPECT_EQ(client.ask(get("/moto-api/config", "POST", "[]"))->status, 400u);
}

TEST(Admin, CountsUnauthenticatedActionsAsMotoShowsThem) {
  PlayedServer server;
  WireClient client(server.port());
  EXPECT_EQ(client.ask(get("/moto-api/reset-auth", "POST", "5"))->body,
            R"({"status": "ok", "PREVIOUS_INITIAL_NO_AUTH_ACTION_COUNT": "inf"})");
  EXPECT_EQ(client.ask(get("/moto-api/reset-auth", "POST", "inf"))->body,
            R"({"status": "ok", "PREVIOUS_INITIAL_NO_AUTH_ACTION_COUNT": "5.0"})");
  EXPECT_EQ(client.ask(get("/moto-api/reset-auth", "POST", "x"))->status, 400u);
}

TEST(Admin, ShowsTheData) {
  PlayedServer server;
  WireClient client(server.port());
  EXPECT_EQ(client.ask(get("/moto-api/data.json"))->body, "{}");
  client.ask(queue_url_request("one"));
  const auto data = client.ask(get("/moto-api/data.json"));
  EXPECT_EQ(data->status, 200u);
  EXPECT_EQ(
      data->body,
      R"({"sqs":{"QueuedMessage":[{"key":"first","account_id":"123456789012","region_name":"us-east-1","body":"hello"}]}})");
  const auto page = client.ask(get("/moto-api/"));
  EXPECT_EQ(page->status, 200u);
  EXPECT_TRUE(page->fields.at("content-type").starts_with("text/html"));
}

TEST(Admin, TellsItsHealth) {
  PlayedServer server({}, kit::Dialect::localstack);
  WireClient client(server.port());
  const auto health = client.ask(get("/_localstack/health"));
  EXPECT_EQ(health->status, 200u);
  EXPECT_NE(health->body.find(R"("services":{"sqs":"running"})"), std::string::npos) << health->body;
  EXPECT_NE(health->body.find(R"("edition":)"), std::string::npos);
  EXPECT_EQ(client.ask(get("/_localstack/info"))->status, 200u);
  EXPECT_EQ(client.ask(get("/_understudy/health"))->body, R"({"status":"ok"})");
  EXPECT_EQ(client.ask(get("/_understudy/version"))->body, R"({"version":")" UNDERSTUDY_VERSION "\"}");
  EXPECT_EQ(client.ask(get("/_understudy/health", "DELETE"))->status, 405u);
}

TEST(Admin, ListsShards) {
  PlayedServer server;
  WireClient client(server.port());
  client.ask(queue_url_request("one"));
  const auto shards = client.ask(get("/_understudy/shards"));
  EXPECT_NE(
      shards->body.find(R"("world":"main","account":"123456789012","region":"us-east-1","service":"sqs")"),
      std::string::npos)
      << shards->body;
}

TEST(Admin, RestartsAndEndsAsLocalStackDoes) {
  PlayedServer server({}, kit::Dialect::localstack);
  WireClient client(server.port());
  client.ask(queue_url_request("one"));
  EXPECT_EQ(client.ask(get("/_localstack/health", "POST", R"({"action":"restart"})"))->status, 200u);
  EXPECT_TRUE(server.system().shards().empty());
  EXPECT_FALSE(server.end_wanted());
  EXPECT_EQ(client.ask(get("/_localstack/health", "POST", R"({"action":"kill"})"))->status, 200u);
  EXPECT_TRUE(server.end_wanted());
  EXPECT_EQ(client.ask(get("/_localstack/health", "POST", R"({"action":"sing"})"))->status, 400u);
  EXPECT_EQ(client.ask(get("/_localstack/health", "POST", "sing"))->status, 400u);
}

TEST(Admin, KnowsNoOtherPages) {
  PlayedServer server;
  WireClient client(server.port());
  for (const std::string path : {"/moto-api/nothing", "/_localstack/nothing", "/_understudy/a\"b"}) {
    const auto answer = client.ask(get(path));
    EXPECT_EQ(answer->status, 404u) << path;
    EXPECT_EQ(answer->fields.at("content-type"), "application/json");
  }
}

// ---- Pages that services have

TEST(Pages, AreAskedAndAnsweredAsTheOperationTheyAreLike) {
  PlayedServer server;
  WireClient client(server.port());
  const auto xml = client.ask(get("/_aws/sqs/messages/a?b=1"));
  EXPECT_EQ(xml->status, 200u);
  EXPECT_EQ(xml->fields.at("content-type"), "text/xml");
  EXPECT_NE(xml->body.find("<ReceiveMessageResult><Message><Body>/_aws/sqs/messages/a</Body></Message>"
                           "<Message><Body>b=1</Body></Message></ReceiveMessageResult>"),
            std::string::npos)
      << xml->body;
  const auto json = client.ask(sqs_request("ReceiveMessage", "{}", "X-Understudy-World: w\r\n")
                                   .replace(5, 1, "/_aws/sqs/messages?c=2"));
  EXPECT_EQ(json->body, R"({"Messages":[{"Body":"/_aws/sqs/messages"},{"Body":"c=2"}]})");
  EXPECT_NE(client.ask(get("/_understudy/shards"))->body.find(R"("world":"w")"), std::string::npos);
}

TEST(Pages, AreReadInJsonWhenAskedFor) {
  PlayedServer server;
  WireClient client(server.port());
  const std::string accept = " HTTP/1.1\r\nHost: a\r\nAccept: application/json\r\n";
  const auto json = client.ask("GET /_aws/sqs/messages?b=1" + accept + "\r\n");
  EXPECT_EQ(json->fields.at("content-type"), "application/json");
  EXPECT_TRUE(json->body.starts_with(
      R"({"ReceiveMessageResponse":{"ReceiveMessageResult":{"Message":[{"Body":"/_aws/sqs/messages"},{"Body":"b=1"}]},)"
      R"("ResponseMetadata":{"RequestId":")"))
      << json->body;
  const auto failed = client.ask("GET /_aws/sqs/messages" + accept + "\r\n");
  EXPECT_EQ(failed->status, 400u);
  EXPECT_NE(failed->body.find(R"("Code":"AWS.SimpleQueueService.NonExistentQueue")"), std::string::npos)
      << failed->body;
  const auto form =
      client.ask("POST /_aws/sqs/messages?b=1" + accept +
                 "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\n\r\nc=2");
  EXPECT_NE(form->body.find(R"({"Body":"b=1&c=2"})"), std::string::npos) << form->body;
}

TEST(Pages, AreForOneOperation) {
  PlayedServer server;
  WireClient client(server.port());
  for (const std::string& request : {get("/_aws/sqs/messages?Action=SendMessage"),
                                     sqs_request("SendMessage", "{}").replace(5, 1, "/_aws/sqs/messages")}) {
    const auto answer = client.ask(request);
    EXPECT_EQ(answer->status, 400u);
    EXPECT_NE(answer->body.find("This endpoint only accepts ReceiveMessage calls"), std::string::npos);
    EXPECT_NE(answer->body.find("InvalidRequest"), std::string::npos);
  }
  EXPECT_EQ(client.ask(get("/_aws/sqs/messages?Action=ReceiveMessage"))->status, 200u);
  EXPECT_EQ(client.ask(get("/_aws/sqs/messagesx"))->status, 404u);
}

// ---- Browsers

constexpr std::string_view preflight =
    "OPTIONS / HTTP/1.1\r\nHost: localhost\r\nOrigin: http://page.example\r\nAccess-Control-Request-Method: "
    "POST\r\n"
    "Access-Control-Request-Headers: x-amz-target\r\n\r\n";

TEST(Browsers, AreWelcomeAsWithMoto) {
  PlayedServer server;
  WireClient client(server.port());
  const auto asked = client.ask(preflight);
  EXPECT_EQ(asked->status, 204u);
  EXPECT_EQ(asked->fields.at("access-control-allow-origin"), "*");
  EXPECT_EQ(asked->fields.at("access-control-allow-headers"), "x-amz-target");
  const auto answer = client.ask(queue_url_request("one", "Origin: http://page.example\r\n"));
  EXPECT_EQ(answer->status, 200u);
  EXPECT_EQ(answer->fields.at("access-control-allow-origin"), "*");
}

TEST(Browsers, MustBeKnownToLocalStack) {
  PlayedServer server({}, kit::Dialect::localstack, "http://page.example");
  WireClient client(server.port());
  EXPECT_EQ(client.ask(preflight)->fields.at("access-control-allow-origin"), "http://page.example");
  EXPECT_EQ(client.ask(queue_url_request("one", "Origin: http://page.example\r\n"))->status, 200u);
  EXPECT_EQ(client.ask(queue_url_request("one", "Origin: http://foreign.example\r\n"))->status, 403u);
  EXPECT_EQ(client.ask(queue_url_request("one"))->status, 200u);
}

}  // namespace
}  // namespace understudy::gateway
