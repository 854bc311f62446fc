// Bytes that no client sends, against the real binary: it answers or closes, stays small, and goes on
// serving.
#include <gtest/gtest.h>
#include <signal.h>

#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "binary.hpp"
#include "tests/gateway/wire_client.hpp"

namespace understudy {
namespace {

using gateway::WireClient;

constexpr std::string_view identity =
    "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nAuthorization: "
    "AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-east-1/sts/aws4_request, SignedHeaders=host, "
    "Signature=0\r\n"
    "Content-Length: 43\r\n\r\nAction=GetCallerIdentity&Version=2011-06-15";

std::size_t rounds() {
  const char* wanted = std::getenv("FUZZ_ROUNDS");
  return wanted ? std::stoul(wanted) : 2000;
}

class Hostile : public testing::Test {
 protected:
  Hostile() : binary({"-p", "0", "--log-level", "error", "--max-body", "1MB"}) {
    ready = binary.await("Ready.\n");
  }
  std::uint16_t port() const { return binary.ports().at(0); }
  void expect_well() {
    ASSERT_TRUE(binary.runs()) << binary.output();
    const auto answer = WireClient(port()).ask(identity);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 200u);
    EXPECT_NE(answer->body.find("123456789012"), std::string::npos);
  }

  Binary binary;
  bool ready = false;
};

TEST_F(Hostile, RandomBytesFuzz) {
  ASSERT_TRUE(ready);
  std::mt19937 random(1);
  for (std::size_t round = 0; round < rounds() / 10; ++round) {
    std::string bytes(random() % 3000, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    WireClient client(port());
    client.send(bytes);
    client.end_sending();
    client.ended();
  }
  expect_well();
}

TEST_F(Hostile, DamagedRequestsFuzz) {
  ASSERT_TRUE(ready);
  std::mt19937 random(2);
  const std::vector<std::string> seeds{
      std::string(identity),
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nX-Amz-Target: "
      "AmazonSQS.CreateQueue\r\nContent-Type: "
      "application/x-amz-json-1.0\r\n\r\n11\r\n{\"QueueName\":\"q\"}\r\n0\r\nx: y\r\n\r\n",
      "PUT /bucket/key HTTP/1.1\r\nHost: a\r\nContent-Encoding: aws-chunked\r\nx-amz-decoded-content-length: "
      "3\r\n"
      "Content-Length: 21\r\n\r\n3\r\nabc\r\n0\r\nx-a:b\r\n\r\n",
      "GET /_world/a1/?Action=GetCallerIdentity&Version=2011-06-15 HTTP/1.1\r\nHost: "
      "sts.amazonaws.com\r\n\r\n",
      "POST /service/GraniteServiceVersion20100801/operation/ListMetrics HTTP/1.1\r\nHost: "
      "a\r\nsmithy-protocol: "
      "rpc-v2-cbor\r\nContent-Type: application/cbor\r\nContent-Length: 3\r\n\r\n\xa1\x61\x61"};
  for (std::size_t round = 0; round < rounds(); ++round) {
    std::string bytes = seeds[random() % seeds.size()];
    for (unsigned damage = random() % 4 + 1; damage > 0; --damage) {
      const std::size_t at = random() % bytes.size();
      switch (random() % 4) {
        case 0: bytes[at] = static_cast<char>(random()); break;
        case 1: bytes.erase(at, random() % 8 + 1); break;
        case 2: bytes.insert(at, bytes.substr(random() % bytes.size(), random() % 32)); break;
        default: bytes.insert(at, 1, "\r\n :;,\0\x7f"[random() % 8]); break;
      }
      if (bytes.empty()) bytes = "x";
    }
    WireClient client(port());
    client.send(bytes);
    client.end_sending();
    client.ended();
  }
  expect_well();
}

TEST_F(Hostile, PromisesOfHugeBodiesCostNothing) {
  ASSERT_TRUE(ready);
  expect_well();
  const std::size_t before = binary.resident_kb();
  std::vector<WireClient> clients;
  for (int i = 0; i < 200; ++i) {
    clients.emplace_back(port());
    clients.back().send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1048576\r\n\r\nx");
  }
  expect_well();
  EXPECT_LT(binary.resident_kb(), before + 200 * 64);
}

TEST_F(Hostile, DeepNestingAndBombsAreRefused) {
  ASSERT_TRUE(ready);
  const auto send = [&](const std::string& body, std::string_view fields) {
    return WireClient(port()).ask(
        "POST / HTTP/1.1\r\nHost: a\r\nX-Amz-Target: AmazonSQS.CreateQueue\r\nContent-Length: " +
        std::to_string(body.size()) + "\r\n" + std::string(fields) + "\r\n" + body);
  };
  const std::string json = "Content-Type: application/x-amz-json-1.0\r\n";
  EXPECT_EQ(send("{\"a\":" + std::string(500'000, '['), json)->status, 400u);
  EXPECT_EQ(send("{\"a\":" + std::string(300'000, '{'), json)->status, 400u);
  EXPECT_EQ(send("not gzip", json + "Content-Encoding: gzip\r\n")->status, 400u);
  expect_well();
}

TEST_F(Hostile, ConnectionsThatComeAndGo) {
  ASSERT_TRUE(ready);
  for (std::size_t round = 0; round < rounds(); ++round) {
    WireClient client(port());
    if (round % 3 == 1) client.send(identity.substr(0, round % identity.size()));
    if (round % 3 == 2) client.send(identity);
  }
  expect_well();
}

}  // namespace
}  // namespace understudy
