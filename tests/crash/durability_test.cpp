// What is on disk survives what a machine does to a server: kills at any moment, a full disk, a damaged log.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "binary.hpp"
#include "tests/gateway/wire_client.hpp"

namespace understudy {
namespace {

using gateway::Answer;
using gateway::WireClient;

std::size_t rounds() {
  const char* wanted = std::getenv("CRASH_ROUNDS");
  return wanted ? std::stoul(wanted) : 6;
}

std::string request(std::string_view target, std::string_view body, std::string_view version = "1.0",
                    std::string_view key = "AKIA") {
  const std::string service(target.substr(0, target.find('.')));
  return "POST / HTTP/1.1\r\nHost: localhost\r\nAuthorization: AWS4-HMAC-SHA256 Credential=" +
         std::string(key) +
         "/20260101/us-east-1/x/aws4_request, SignedHeaders=host, Signature=0\r\nContent-Type: "
         "application/x-amz-json-" +
         std::string(version) + "\r\nX-Amz-Target: " + std::string(target) +
         "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}
std::string form(std::string_view service, std::string_view body, std::string_view key = "AKIA") {
  return "POST / HTTP/1.1\r\nHost: localhost\r\nAuthorization: AWS4-HMAC-SHA256 Credential=" +
         std::string(key) + "/20260101/us-east-1/" + std::string(service) +
         "/aws4_request, SignedHeaders=host, Signature=0\r\nContent-Type: "
         "application/x-www-form-urlencoded\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}
std::string page(std::string_view method, std::string_view path, std::string_view body = {}) {
  return std::string(method) + " " + std::string(path) +
         " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         std::string(body);
}

constexpr std::string_view queue = R"("QueueUrl":"http://localhost/123456789012/q")";

std::string send_message(const std::string& text) {
  return request("AmazonSQS.SendMessage", "{" + std::string(queue) + R"(,"MessageBody":")" + text + "\"}");
}
// Three messages that come together or not at all.
std::string send_three(const std::string& text) {
  std::string entries;
  for (const char part : {'a', 'b', 'c'})
    entries += (entries.empty() ? "" : ",") + (R"({"Id":")" + std::string(1, part)) + R"(","MessageBody":")" +
               text + part + "\"}";
  return request("AmazonSQS.SendMessageBatch", "{" + std::string(queue) + R"(,"Entries":[)" + entries + "]}");
}

class Durable : public testing::Test {
 protected:
  Durable() {
    std::string name = testing::TempDir() + "understudy-crash-XXXXXX";
    folder = mkdtemp(name.data());
  }
  ~Durable() override { std::filesystem::remove_all(folder); }

  void start(std::vector<std::string> more = {}) {
    std::vector<std::string> all{"-p", "0", "--log-level", "error", "--data-dir", folder + "/data"};
    all.insert(all.end(), more.begin(), more.end());
    binary = std::make_unique<Binary>(std::move(all));
    ASSERT_TRUE(binary->await("Ready.\n")) << binary->output();
  }
  void kill_it() {
    binary->signal(SIGKILL);
    binary->wait();
  }
  Answer ask(const std::string& bytes) {
    const auto answer = WireClient(binary->ports().at(0)).ask(bytes);
    return answer ? *answer : Answer{};
  }
  Answer expect(const std::string& bytes, unsigned status = 200) {
    Answer answer = ask(bytes);
    EXPECT_EQ(answer.status, status) << bytes << "\n" << answer.body << "\n" << binary->output();
    return answer;
  }
  void make_queue() { expect(request("AmazonSQS.CreateQueue", R"({"QueueName":"q"})")); }

  // The bodies of all messages that there are.
  std::multiset<std::string> messages() {
    const std::string state = expect(page("GET", "/_understudy/state/123456789012/us-east-1/sqs")).body;
    std::multiset<std::string> bodies;
    const std::string before = R"("body":")";
    for (auto at = state.find(before); at != std::string::npos; at = state.find(before, at + 1)) {
      const auto from = at + before.size();
      bodies.insert(state.substr(from, state.find('"', from) - from));
    }
    return bodies;
  }

  std::string folder;
  std::unique_ptr<Binary> binary;
};

TEST_F(Durable, KillsUnderLoadLoseNothingAcknowledged) {
  std::set<std::string> acknowledged;
  start();
  make_queue();
  for (std::size_t round = 0; round < rounds(); ++round) {
    if (round % 20 == 19) {  // what has to be looked through grows
      expect(page("POST", "/moto-api/reset"));
      make_queue();
      acknowledged.clear();
    }
    std::mutex mutex;
    std::atomic<std::size_t> answers{0};
    std::vector<std::thread> clients;
    for (int number = 0; number < 3; ++number)
      clients.emplace_back([&, number, port = binary->ports().at(0)] {
        WireClient client(port);
        for (std::size_t i = 0;; ++i) {
          const std::string text =
              std::to_string(round) + "-" + std::to_string(number) + "-" + std::to_string(i) + "-";
          const auto answer = client.ask(number == 0 ? send_three(text) : send_message(text));
          if (!answer || answer->status != 200) return;
          const std::lock_guard lock(mutex);
          if (number == 0) {
            for (const char part : {'a', 'b', 'c'}) acknowledged.insert(text + part);
          } else {
            acknowledged.insert(text);
          }
          ++answers;
        }
      });
    while (answers < 5 + round * 37 % 150) std::this_thread::yield();
    kill_it();
    for (std::thread& client : clients) client.join();
    start(round % 2 ? std::vector<std::string>{"--durability", "os"} : std::vector<std::string>{});
    const auto there = messages();
    for (const std::string& text : acknowledged) EXPECT_EQ(there.count(text), 1u) << text;
    for (const std::string& text : there) {
      EXPECT_EQ(there.count(text), 1u) << text;
      if (text.ends_with('-')) continue;
      for (const char part : {'a', 'b', 'c'})
        EXPECT_EQ(there.count(text.substr(0, text.size() - 1) + part), 1u) << text;
    }
    if (HasFailure()) return;
    expect(request("AmazonSQS.ReceiveMessage", "{" + std::string(queue) + "}"));
  }
}

TEST_F(Durable, EverythingComesBackAfterAKill) {
  start();
  expect(page("POST", "/_understudy/clock", R"({"freeze":true,"set":"2030-01-01T00:00:00Z"})"));
  make_queue();
  expect(send_message("in flight"));
  EXPECT_NE(
      expect(request("AmazonSQS.ReceiveMessage", "{" + std::string(queue) + "}")).body.find("in flight"),
      std::string::npos);
  expect(request(
      "secretsmanager.CreateSecret",
      R"({"Name":"s","SecretString":"hush","ClientRequestToken":"11111111-2222-3333-4444-555555555555"})",
      "1.1"));
  expect(form("iam", "Action=CreateUser&UserName=anna&Version=2010-05-08"));
  const std::string made =
      expect(form("iam", "Action=CreateAccessKey&UserName=anna&Version=2010-05-08")).body;
  const std::string key = made.substr(made.find("<AccessKeyId>") + 13, 20);
  const std::string session = expect(form("sts", "Action=GetSessionToken&Version=2011-06-15", key)).body;
  const std::string session_key = session.substr(session.find("<AccessKeyId>") + 13, 20);
  expect(request("AmazonEC2ContainerServiceV20141113.CreateCluster", R"({"clusterName":"c"})", "1.1"));
  expect(page("PUT", "/_understudy/worlds/other?from=main"), 201);
  kill_it();

  start();
  const auto who = [&](const std::string& as) {
    return expect(form("sts", "Action=GetCallerIdentity&Version=2011-06-15", as)).body;
  };
  EXPECT_NE(who(key).find(":user/anna"), std::string::npos);
  EXPECT_NE(who(session_key).find(":user/anna"), std::string::npos);
  EXPECT_NE(expect(page("GET", "/_understudy/clock")).body.find("2030-01-01T00:00:00Z"), std::string::npos);
  EXPECT_EQ(
      expect(request("AmazonSQS.ReceiveMessage", "{" + std::string(queue) + "}")).body.find("in flight"),
      std::string::npos);
  expect(page("POST", "/_understudy/clock", R"({"advance":"31s"})"));
  EXPECT_NE(
      expect(request("AmazonSQS.ReceiveMessage", "{" + std::string(queue) + "}")).body.find("in flight"),
      std::string::npos);
  EXPECT_NE(expect(request("secretsmanager.GetSecretValue", R"({"SecretId":"s"})", "1.1")).body.find("hush"),
            std::string::npos);
  EXPECT_NE(expect(form("iam", "Action=ListUsers&Version=2010-05-08")).body.find("anna"), std::string::npos);
  EXPECT_NE(expect(request("AmazonEC2ContainerServiceV20141113.ListClusters", "{}", "1.1")).body.find("/c\""),
            std::string::npos);
  const std::string other = expect(page("GET", "/_world/other/_understudy/state")).body;
  EXPECT_NE(other.find("in flight"), std::string::npos);
  EXPECT_NE(other.find("anna"), std::string::npos);

  expect(page("DELETE", "/_understudy/worlds/other"), 204);
  expect(page("POST", "/moto-api/reset"));
  kill_it();
  start();
  EXPECT_EQ(expect(page("GET", "/_understudy/worlds")).body.find("other"), std::string::npos);
  EXPECT_EQ(expect(page("GET", "/_understudy/state")).body.find("anna"), std::string::npos);
}

// A secret's replicas are made by messages that leave with its answer.
TEST_F(Durable, WhatWasOnItsWayToAnotherRegionArrivesAfterAKill) {
  for (int round = 0; round < 5; ++round) {
    start();
    const std::string name = "s" + std::to_string(round);
    expect(
        request("secretsmanager.CreateSecret",
                R"({"Name":")" + name +
                    R"(","SecretString":"hush","ClientRequestToken":"11111111-2222-3333-4444-555555555555",)"
                    R"("AddReplicaRegions":[{"Region":"eu-west-1"},{"Region":"eu-west-2"}]})",
                "1.1"));
    kill_it();
  }
  start();
  for (const std::string region : {"eu-west-1", "eu-west-2"}) {
    const std::string state =
        expect(page("GET", "/_understudy/state/123456789012/" + region + "/secretsmanager")).body;
    for (int round = 0; round < 5; ++round)
      EXPECT_NE(state.find("\"s" + std::to_string(round) + "\""), std::string::npos) << region << state;
  }
}

TEST_F(Durable, AFullDiskAnswersErrorsAndRecovers) {
  start();
  make_queue();
  std::set<std::string> acknowledged;
  const auto send = [&](const std::string& text) {
    const Answer answer = ask(send_message(text));
    if (answer.status == 200) acknowledged.insert(text);
    return answer;
  };
  for (int i = 0; i < 20; ++i) send("before-" + std::to_string(i));
  EXPECT_EQ(acknowledged.size(), 20u);
  const auto limit_files = [&](rlim_t bytes) {
    rlimit limit{};
    prlimit(binary->process(), RLIMIT_FSIZE, nullptr, &limit);
    limit.rlim_cur = bytes == RLIM_INFINITY ? limit.rlim_max : bytes;
    ASSERT_EQ(prlimit(binary->process(), RLIMIT_FSIZE, &limit, nullptr), 0);
  };
  limit_files(4096);  // no file may grow beyond this
  Answer refused;
  const std::string large(2000, 'x');
  for (int i = 0; i < 50 && refused.status < 500; ++i) refused = send("full-" + std::to_string(i) + large);
  EXPECT_EQ(refused.status, 503u);
  EXPECT_NE(refused.body.find("ServiceUnavailable"), std::string::npos) << refused.body;
  EXPECT_GE(send("still full" + large).status, 500u);
  EXPECT_TRUE(binary->runs());
  limit_files(RLIM_INFINITY);
  int tries = 0;
  while (send("after-" + std::to_string(tries)).status != 200 && ++tries < 100'000) std::this_thread::yield();
  EXPECT_EQ(send("well").status, 200u);
  const auto now = messages();
  for (const std::string& text : acknowledged) EXPECT_EQ(now.count(text), 1u) << text;
  kill_it();
  start();
  const auto then = messages();
  EXPECT_EQ(then, now);
}

// The newest log file of the database, and how long it is.
std::filesystem::path newest_log(const std::string& data) {
  std::filesystem::path newest;
  for (const auto& entry : std::filesystem::directory_iterator(data + "/store"))
    if (entry.path().extension() == ".log" && entry.file_size() > 0 &&
        (newest.empty() || entry.path().filename() > newest.filename()))
      newest = entry.path();
  return newest;
}

TEST_F(Durable, ADamagedLastRecordCostsThatRecordAlone) {
  start();
  make_queue();
  for (int i = 0; i < 10; ++i) expect(send_message("m" + std::to_string(i)));
  kill_it();
  for (const bool cut : {true, false}) {
    const auto log = newest_log(folder + "/data");
    ASSERT_FALSE(log.empty());
    const auto size = std::filesystem::file_size(log);
    if (cut) {
      std::filesystem::resize_file(log, size - 3);
    } else {
      std::fstream file(log, std::ios::in | std::ios::out | std::ios::binary);
      file.seekp(static_cast<std::streamoff>(size) - 2);
      file.put('\x55').put('\x55');
    }
    start();
    const auto there = messages();
    for (int i = 0; i < 9; ++i) EXPECT_EQ(there.count("m" + std::to_string(i)), 1u) << i;
    expect(send_message(cut ? "m9" : "m10"));
    kill_it();
  }
}

TEST_F(Durable, ASecondServerOnTheSameFolderIsRefused) {
  start();
  Binary second({"-p", "0", "--data-dir", folder + "/data"});
  EXPECT_EQ(second.wait(), 1);
  EXPECT_NE(second.output().find("is in use by another process"), std::string::npos) << second.output();
  make_queue();
  binary->signal(SIGTERM);
  EXPECT_EQ(binary->wait(), 0);
  start();
  expect(request("AmazonSQS.GetQueueUrl", R"({"QueueName":"q"})"));
}

TEST_F(Durable, PersistenceNamesAFolder) {
  if (std::filesystem::exists("/var/lib/localstack")) GTEST_SKIP() << "this machine has LocalStack's folder";
  Binary persistent({"-p", "0"}, {"PERSISTENCE=1", "XDG_DATA_HOME=" + folder});
  ASSERT_TRUE(persistent.await("Ready.\n")) << persistent.output();
  EXPECT_NE(persistent.output().find("Data is kept in " + folder + "/understudy\n"), std::string::npos);
  EXPECT_TRUE(std::filesystem::exists(folder + "/understudy/store"));
}

}  // namespace
}  // namespace understudy
