// How the binary starts, what it says, and how it ends.
#include <gtest/gtest.h>
#include <signal.h>

#include <string>

#include "binary.hpp"
#include "tests/gateway/wire_client.hpp"

namespace understudy {
namespace {

using gateway::WireClient;

constexpr std::string_view create_queue =
    "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-amz-json-1.0\r\nX-Amz-Target: "
    "AmazonSQS.CreateQueue\r\n"
    "Content-Length: 17\r\n\r\n{\"QueueName\":\"q\"}";
constexpr std::string_view receive =
    "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-amz-json-1.0\r\nX-Amz-Target: "
    "AmazonSQS.ReceiveMessage\r\nContent-Length: 74\r\n\r\n"
    "{\"QueueUrl\":\"http://localhost/123456789012/q\",       \"WaitTimeSeconds\":20}";

TEST(Binary, SaysWhereItListensAndIsReady) {
  Binary binary({"-p", "0", "--localstack-port", "0", "--seed", "42"});
  ASSERT_TRUE(binary.await("Ready.\n")) << binary.output();
  EXPECT_NE(binary.output().find("seed 42"), std::string::npos);
  EXPECT_NE(binary.output().find("(moto)"), std::string::npos);
  EXPECT_NE(binary.output().find("(localstack)"), std::string::npos);
  ASSERT_EQ(binary.ports().size(), 2u);
  for (const auto port : binary.ports()) EXPECT_EQ(WireClient(port).ask(create_queue)->status, 200u);
  binary.signal(SIGTERM);
  EXPECT_EQ(binary.wait(), 0);
  EXPECT_NE(binary.output().find(" POST sqs.CreateQueue 200 "), std::string::npos) << binary.output();
}

TEST(Binary, SaysWhenAPortIsInUse) {
  Binary first({"-p", "0"});
  ASSERT_TRUE(first.await("Ready.\n"));
  const std::string port = std::to_string(first.ports()[0]);
  Binary second({"-p", port});
  EXPECT_EQ(second.wait(), 1);
  EXPECT_NE(second.output().find("port " + port + " is in use"), std::string::npos) << second.output();
  EXPECT_EQ(second.output().find("Ready."), std::string::npos);
}

TEST(Binary, ListensOnIPv6AndByName) {
  Binary binary({"-H", "::1", "-p", "0"});
  if (!binary.await("Ready.\n")) GTEST_SKIP() << "no IPv6 here: " << binary.output();
  EXPECT_NE(binary.output().find("http://[::1]:"), std::string::npos);
  Binary named({}, {"GATEWAY_LISTEN=localhost:0"});
  ASSERT_TRUE(named.await("Ready.\n")) << named.output();
  EXPECT_EQ(WireClient(named.ports().back()).ask(create_queue)->status, 200u);
}

TEST(Binary, RefusesWhatItCannotDo) {
  Binary key({"-k", "key.pem"});
  EXPECT_EQ(key.wait(), 2);
  EXPECT_NE(key.output().find("--ssl-cert"), std::string::npos);
  Binary certificate({"-p", "0", "-c", "no-such-file.pem"});
  EXPECT_EQ(certificate.wait(), 1);
  EXPECT_NE(certificate.output().find("the certificate no-such-file.pem cannot be used"), std::string::npos);
  Binary nowhere({"-H", "host.invalid", "-p", "0"});
  EXPECT_EQ(nowhere.wait(), 1);
  Binary help({"--help"});
  EXPECT_EQ(help.wait(), 0);
}

TEST(Binary, AnswersALongPollWhenItIsToldToStop) {
  Binary binary({"-p", "0"});
  ASSERT_TRUE(binary.await("Ready.\n"));
  WireClient client(binary.ports()[0]);
  EXPECT_EQ(client.ask(create_queue)->status, 200u);
  client.send(receive);
  WireClient looking(binary.ports()[0]);
  for (std::string shards; shards.find("\"parked\":1") == std::string::npos;)
    shards = looking.ask("GET /_understudy/shards HTTP/1.1\r\nHost: a\r\n\r\n")->body;
  binary.signal(SIGINT);
  EXPECT_EQ(client.read()->status, 503u);
  EXPECT_EQ(binary.wait(), 0);
}

TEST(Binary, EndsAtOnceAtASecondSignal) {
  Binary binary({"-p", "0", "--stop-timeout", "3600"});
  ASSERT_TRUE(binary.await("Ready.\n"));
  WireClient client(binary.ports()[0]);
  EXPECT_EQ(client.ask(create_queue)->status, 200u);
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.read()->status, 100u);  // the server waits for a body that never comes
  binary.signal(SIGTERM);
  while (WireClient(binary.ports()[0]).connected()) {
  }
  EXPECT_TRUE(binary.runs());
  binary.signal(SIGTERM);
  EXPECT_EQ(binary.wait(), 128 + SIGTERM);
}

}  // namespace
}  // namespace understudy
