// Connections over real sockets: framing, order, limits, clients that are slow, rude or gone, and a graceful
// stop.
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "played_server.hpp"
#include "wire_client.hpp"

namespace understudy::gateway {
namespace {

using std::chrono::milliseconds;

std::string chunked(std::string_view body, std::size_t piece) {
  std::string out;
  for (; !body.empty(); body.remove_prefix(std::min(piece, body.size()))) {
    const std::string_view part = body.substr(0, piece);
    char size[20];
    std::snprintf(size, sizeof size, "%zx\r\n", part.size());
    out.append(size).append(part).append("\r\n");
  }
  return out + "0\r\n\r\n";
}

std::string message_request(std::size_t size, std::string_view fields = {}) {
  return sqs_request("SendMessage", "{\"QueueUrl\":\"q\",\"MessageBody\":\"" + std::string(size, 'm') + "\"}",
                     fields);
}

constexpr std::string_view receive_body = R"({"QueueUrl":"q","WaitTimeSeconds":20})";

TEST(Server, AnswersAndKeepsTheConnection) {
  PlayedServer server;
  WireClient client(server.port());
  for (const std::string name : {"one", "two"}) {
    const auto answer = client.ask(queue_url_request(name));
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 200u);
    EXPECT_EQ(answer->body, "{\"QueueUrl\":\"" + name + "\"}");
    EXPECT_EQ(answer->fields.at("content-type"), "application/x-amz-json-1.0");
    EXPECT_EQ(answer->fields.at("x-understudy-fidelity"), "native");
    EXPECT_EQ(answer->fields.at("x-amzn-requestid").size(), 36u);
    EXPECT_EQ(answer->fields.at("date").size(), 29u);
    EXPECT_FALSE(answer->fields.contains("connection"));
  }
}

TEST(Server, AnswersPipelinedRequestsInOrder) {
  PlayedServer server;
  WireClient client(server.port());
  std::string all;
  for (int i = 0; i < 300; ++i) all += queue_url_request(std::to_string(i));
  client.send(all);
  for (int i = 0; i < 300; ++i) {
    const auto answer = client.read();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->body, "{\"QueueUrl\":\"" + std::to_string(i) + "\"}");
  }
}

TEST(Server, TakesRequestsByteByByte) {
  PlayedServer server;
  WireClient client(server.port());
  for (const char c : "\r\n" + queue_url_request("slowly")) client.send({&c, 1});
  EXPECT_EQ(client.read()->body, R"({"QueueUrl":"slowly"})");
}

TEST(Server, TakesLargeBodies) {
  PlayedServer server;
  WireClient client(server.port());
  for (const std::size_t size : {0ul, 1000ul, 2000ul, 60'000ul, 70'000ul, 1'000'000ul}) {
    const auto answer = client.ask(message_request(size));
    ASSERT_TRUE(answer);
    EXPECT_NE(answer->body.find("\"" + std::to_string(size) + "\""), std::string::npos) << answer->body;
  }
}

TEST(Server, TakesChunkedBodies) {
  PlayedServer server;
  WireClient client(server.port());
  const std::string body = R"({"QueueName":"chunked"})";
  for (const std::size_t piece : {1ul, 7ul, 100ul}) {
    auto request = sqs_request("GetQueueUrl", chunked(body, piece), "Transfer-Encoding: chunked\r\n");
    EXPECT_EQ(client.ask(request + queue_url_request("next"))->body, R"({"QueueUrl":"chunked"})");
    EXPECT_EQ(client.read()->body, R"({"QueueUrl":"next"})");
  }
}

TEST(Server, TakesAwsChunkedBodies) {
  PlayedServer server;
  WireClient client(server.port());
  const std::string body = R"({"QueueName":"signed"})";
  const std::string framed = chunked(body, 10);
  const std::string fields =
      "Content-Encoding: aws-chunked\r\nx-amz-content-sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD\r\n";
  const std::string length = "x-amz-decoded-content-length: " + std::to_string(body.size()) + "\r\n";
  EXPECT_EQ(client.ask(sqs_request("GetQueueUrl", framed, fields + length))->body,
            R"({"QueueUrl":"signed"})");
  EXPECT_EQ(
      client.ask(sqs_request("GetQueueUrl", framed, fields + "x-amz-decoded-content-length: 5\r\n"))->status,
      400u);
  EXPECT_TRUE(client.ended());
}

TEST(Server, SaysContinue) {
  PlayedServer server;
  WireClient client(server.port());
  const std::string whole = queue_url_request("patient", "Expect: 100-continue\r\n");
  const auto split = whole.find("\r\n\r\n") + 4;
  client.send(whole.substr(0, split));
  EXPECT_EQ(client.read()->status, 100u);
  client.send(whole.substr(split));
  EXPECT_EQ(client.read()->body, R"({"QueueUrl":"patient"})");
  EXPECT_EQ(client.ask(whole)->status, 200u);  // who does not wait is not told
}

TEST(Server, RefusesALargeBodyBeforeItIsSent) {
  PlayedServer server({.body_bytes = 1000});
  WireClient client(server.port());
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.read()->status, 413u);
  EXPECT_TRUE(client.ended());
}

TEST(Server, AnswersHeadWithoutABody) {
  PlayedServer server;
  WireClient client(server.port());
  client.send("HEAD /_localstack/health HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto answer = client.read(false);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200u);
  EXPECT_NE(answer->fields.at("content-length"), "0");
  EXPECT_EQ(client.ask(queue_url_request("after"))->body, R"({"QueueUrl":"after"})");
}

TEST(Server, SpeaksHttp10) {
  PlayedServer server;
  WireClient client(server.port());
  const auto kept = client.ask("GET /_understudy/health HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(kept->fields.at("connection"), "keep-alive");
  EXPECT_EQ(client.ask("GET /_understudy/health HTTP/1.0\r\n\r\n")->fields.at("connection"), "close");
  EXPECT_TRUE(client.ended());
}

TEST(Server, ClosesWhenAsked) {
  PlayedServer server;
  WireClient client(server.port());
  client.send(queue_url_request("last", "Connection: close\r\n") + queue_url_request("never"));
  EXPECT_EQ(client.read()->fields.at("connection"), "close");
  EXPECT_TRUE(client.ended());
}

TEST(Server, AnswersFailuresInTheServicesForm) {
  PlayedServer server;
  WireClient client(server.port());
  const auto failed = client.ask(sqs_request("DeleteQueue", R"({"QueueUrl":"q"})"));
  EXPECT_EQ(failed->status, 400u);
  EXPECT_NE(failed->body.find("QueueDoesNotExist"), std::string::npos);
  EXPECT_EQ(failed->fields.at("x-understudy-fidelity"), "native");
  const auto thrown = client.ask(sqs_request("PurgeQueue", R"({"QueueUrl":"q"})"));
  EXPECT_EQ(thrown->status, 500u);
  EXPECT_NE(thrown->body.find("InternalFailure"), std::string::npos);
  const auto unplayed = client.ask(sqs_request("CreateQueue", R"({"QueueName":"q"})"));
  EXPECT_EQ(unplayed->status, 501u);
  EXPECT_NE(unplayed->body.find("NotImplemented"), std::string::npos);
  EXPECT_NE(unplayed->body.find("The operation CreateQueue of sqs is not played by this server."),
            std::string::npos);
  EXPECT_FALSE(unplayed->fields.contains("x-understudy-fidelity"));
  const auto unknown = client.ask(sqs_request("MakeCoffee", "{}"));
  EXPECT_GE(unknown->status, 400u);
  EXPECT_NE(unknown->body.find("UnknownOperation"), std::string::npos);
  EXPECT_EQ(client.ask(sqs_request("GetQueueUrl", "{\"QueueName\":"))->status, 400u);
  EXPECT_EQ(client.ask(queue_url_request("still there"))->status, 200u);
}

// ---- Refusals

struct Hostile {
  std::string what, bytes;
  unsigned status;
};

TEST(Server, RefusesHostileRequestsAndCloses) {
  const std::string post = "POST / HTTP/1.1\r\nHost: a\r\n";
  const std::string chunks = post + "Transfer-Encoding: chunked\r\n\r\n";
  std::string fields;
  for (int i = 0; i < 200; ++i) fields += "x: y\r\n";
  const std::vector<Hostile> all{
      {"length beside chunks", post + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       400},
      {"two lengths", post + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", 400},
      {"signed length", post + "Content-Length: -3\r\n\r\n", 400},
      {"odd coding", post + "Transfer-Encoding: xchunked\r\n\r\n", 400},
      {"bad chunk size", chunks + "zz\r\n", 400},
      {"signed chunk size", chunks + "-1\r\n", 400},
      {"huge chunk size", chunks + "ffffffffffffffffff\r\n", 400},
      {"chunk without its end", chunks + "1\r\nabc", 400},
      {"folded field", post + "A: b\r\n c\r\n\r\n", 400},
      {"bare line feeds", "GET / HTTP/1.1\nHost: a\n\n", 400},
      {"bare line feed in a field", post + "A: b\nC: d\r\n\r\n", 400},
      {"blank before a colon", post + "Content-Length : 3\r\n\r\n", 400},
      {"no version", "GET /\r\n\r\n", 400},
      {"no host", "GET / HTTP/1.1\r\n\r\n", 400},
      {"two hosts", post + "Host: b\r\n\r\n", 400},
      {"other version", "GET / HTTP/3.0\r\nHost: a\r\n\r\n", 505},
      {"HTTP/2 without its preface", "PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n", 505},
      {"TLS", std::string("\x16\x03\x01\x02\x00\x01", 6), 400},
      {"long line", "GET /" + std::string(20'000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n", 414},
      {"endless line", "GET /" + std::string(100'000, 'a'), 414},
      {"endless field", post + "x: " + std::string(100'000, 'a'), 431},
      {"many fields", post + fields + "\r\n", 431},
      {"tunnel", "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", 405},
      {"odd expectation", post + "Expect: miracles\r\n\r\n", 417},
      {"large body", post + "Content-Length: 2000\r\n\r\n" + std::string(2000, 'x'), 413},
      {"large chunks", chunks + chunked(std::string(2000, 'x'), 100), 413},
  };
  PlayedServer server({.body_bytes = 1000});
  for (const Hostile& one : all) {
    WireClient client(server.port());
    client.send(one.bytes + queue_url_request("smuggled"));
    const auto answer = client.read();
    ASSERT_TRUE(answer) << one.what;
    EXPECT_EQ(answer->status, one.status) << one.what << ": " << answer->body;
    EXPECT_EQ(answer->fields.at("connection"), "close") << one.what;
    client.end_sending();
    EXPECT_TRUE(client.ended()) << one.what;
  }
  WireClient client(server.port());
  EXPECT_EQ(client.ask(queue_url_request("well"))->status, 200u);
}

// ---- Patience

TEST(Server, ClosesIdleConnections) {
  PlayedServer server({.idle = milliseconds(20)});
  WireClient fresh(server.port());
  EXPECT_TRUE(fresh.ended());
  WireClient used(server.port());
  EXPECT_EQ(used.ask(queue_url_request("one"))->status, 200u);
  EXPECT_TRUE(used.ended());
}

TEST(Server, DoesNotWaitForSlowHeads) {
  PlayedServer server({.idle = milliseconds(60'000), .head = milliseconds(20)});
  WireClient client(server.port());
  client.send("POST / HTTP/1.1\r\nHost: ");
  EXPECT_EQ(client.read()->status, 408u);
  client.end_sending();
  EXPECT_TRUE(client.ended());
}

TEST(Server, DoesNotWaitForSlowBodies) {
  PlayedServer server({.body = milliseconds(20)});
  for (const std::string fields : {"Content-Length: 100\r\n", "Transfer-Encoding: chunked\r\n"}) {
    WireClient client(server.port());
    client.send("POST / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n5\r\n");
    EXPECT_EQ(client.read()->status, 408u);
    client.end_sending();
    EXPECT_TRUE(client.ended());
  }
}

TEST(Server, DoesNotWaitForClientsThatDoNotRead) {
  PlayedServer server({.write = milliseconds(40)});
  WireClient client(server.port(), 4096);
  client.send(sqs_request("ListQueues", "{}"));
  while (server.server().connections() == 0) std::this_thread::yield();
  while (server.server().connections() > 0) std::this_thread::sleep_for(milliseconds(5));
  EXPECT_FALSE(client.read());  // part of an answer, then the end
}

TEST(Server, WritesLargeAnswersToSlowReaders) {
  PlayedServer server;
  WireClient client(server.port(), 4096);
  client.send(sqs_request("ListQueues", "{}") + queue_url_request("behind"));
  const auto large = client.read();
  ASSERT_TRUE(large);
  EXPECT_GT(large->body.size(), answer_bytes);
  EXPECT_EQ(client.read()->body, R"({"QueueUrl":"behind"})");
}

// ---- Parked calls and clients that go

TEST(Server, AnswersParkedCallsWhenWoken) {
  PlayedServer server;
  WireClient waiting(server.port()), sending(server.port());
  waiting.send(sqs_request("ReceiveMessage", receive_body));
  server.await_parked(1);
  EXPECT_EQ(sending.ask(message_request(5))->status, 200u);
  EXPECT_EQ(waiting.read()->status, 200u);
}

TEST(Server, CancelsParkedCallsOfClientsThatGo) {
  PlayedServer server;
  {
    WireClient waiting(server.port());
    waiting.send(sqs_request("ReceiveMessage", receive_body));
    server.await_parked(1);
  }
  server.await_parked(0);
  while (server.server().connections() > 0) std::this_thread::sleep_for(milliseconds(5));
}

TEST(Server, NoticesClientsThatGoBehindMoreRequests) {
  PlayedServer server;
  {
    WireClient waiting(server.port());
    waiting.send(sqs_request("ReceiveMessage", receive_body) + queue_url_request("never"));
    server.await_parked(1);
  }
  server.await_parked(0);
}

TEST(Server, AnswersClientsThatOnlyEndTheirSending) {
  PlayedServer server;
  WireClient client(server.port());
  client.send(queue_url_request("half"));
  client.end_sending();
  EXPECT_EQ(client.read()->body, R"({"QueueUrl":"half"})");
  EXPECT_TRUE(client.ended());
}

TEST(Server, KeepsRequestsBehindAParkedOneInOrder) {
  PlayedServer server;
  WireClient client(server.port()), sending(server.port());
  std::string more;
  for (int i = 0; i < 2000; ++i) more += queue_url_request(std::to_string(i));  // more than is read ahead
  std::thread writer([&] { client.send(sqs_request("ReceiveMessage", receive_body) + more); });
  server.await_parked(1);
  sending.ask(message_request(1));
  EXPECT_EQ(client.read()->status, 200u);
  for (int i = 0; i < 2000; ++i)
    ASSERT_EQ(client.read()->body, "{\"QueueUrl\":\"" + std::to_string(i) + "\"}");
  writer.join();
}

// ---- Many

TEST(Server, ServesAThousandConnections) {
  PlayedServer server;
  std::vector<WireClient> clients;
  for (int i = 0; i < 1000; ++i) clients.emplace_back(server.port());
  for (int round = 0; round < 3; ++round) {
    for (std::size_t i = 0; i < clients.size(); ++i)
      ASSERT_TRUE(clients[i].send(queue_url_request(std::to_string(i))));
    for (std::size_t i = 0; i < clients.size(); ++i)
      ASSERT_EQ(clients[i].read()->body, "{\"QueueUrl\":\"" + std::to_string(i) + "\"}");
  }
  EXPECT_EQ(server.server().connections(), 1000u);
}

TEST(Server, RefusesMoreConnectionsThanItMayHave) {
  PlayedServer server({.connections = 2});
  WireClient one(server.port()), two(server.port());
  EXPECT_EQ(one.ask(queue_url_request("one"))->status, 200u);
  EXPECT_EQ(two.ask(queue_url_request("two"))->status, 200u);
  WireClient three(server.port());
  EXPECT_EQ(three.read()->status, 503u);
  EXPECT_TRUE(three.ended());
  one.close();
  while (server.server().connections() > 1) std::this_thread::yield();
  WireClient four(server.port());
  EXPECT_EQ(four.ask(queue_url_request("four"))->status, 200u);
}

// ---- Stopping

TEST(Server, ClosesIdleConnectionsAtAStop) {
  PlayedServer server;
  WireClient client(server.port());
  EXPECT_EQ(client.ask(queue_url_request("one"))->status, 200u);
  server.stop();
  EXPECT_TRUE(client.ended());
  EXPECT_FALSE(WireClient(server.port()).connected());
}

TEST(Server, AnswersWhatIsUnderWayAtAStop) {
  PlayedServer server;
  WireClient parked(server.port()), halfway(server.port());
  parked.send(sqs_request("ReceiveMessage", receive_body));
  server.await_parked(1);
  const std::string whole = message_request(100'000);
  halfway.send(whole.substr(0, 50'000));
  while (server.server().connections() < 2) std::this_thread::yield();
  std::jthread stopping([&] { server.stop(); });
  halfway.send(whole.substr(50'000));
  const auto answer = halfway.read();  // if its first bytes had been read before the stop began
  const auto woken = parked.read();
  stopping.join();
  ASSERT_TRUE(woken);
  if (answer) {  // then it is played, and wakes the call that waits; else the stop does
    EXPECT_EQ(answer->status, 200u) << answer->body;
    EXPECT_EQ(woken->status, 200u) << woken->body;
    EXPECT_EQ(woken->body, "{}");
  } else {
    EXPECT_EQ(woken->status, 503u) << woken->body;
    EXPECT_NE(woken->body.find("ServiceUnavailable"), std::string::npos) << woken->body;
  }
  EXPECT_TRUE(parked.ended());
}

TEST(Server, StopsInTimeWhenABodyNeverComes) {
  PlayedServer server({.grace = milliseconds(30)});
  WireClient client(server.port());
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n");
  while (server.server().connections() == 0) std::this_thread::yield();
  server.stop();
}

}  // namespace
}  // namespace understudy::gateway
