// Checkpoints outlive the process: a kill keeps those that were acknowledged, whole.
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>

#include <filesystem>
#include <memory>
#include <string>

#include "binary.hpp"
#include "tests/gateway/wire_client.hpp"

namespace understudy {
namespace {

using gateway::Answer;
using gateway::WireClient;

class KeptCheckpoints : public testing::Test {
 protected:
  KeptCheckpoints() {
    std::string name = testing::TempDir() + "understudy-checkpoint-XXXXXX";
    folder = mkdtemp(name.data());
    start();
  }
  ~KeptCheckpoints() override { std::filesystem::remove_all(folder); }

  void start() {
    binary = std::make_unique<Binary>(
        std::vector<std::string>{"-p", "0", "--log-level", "error", "--data-dir", folder + "/data"});
    EXPECT_TRUE(binary->await("Ready.\n")) << binary->output();
  }
  void kill_and_start() {
    binary->signal(SIGKILL);
    binary->wait();
    start();
  }
  Answer page(std::string_view method, std::string_view path, std::string_view body = {}) {
    const auto answer =
        WireClient(binary->ports().at(0))
            .ask(std::string(method) + " " + std::string(path) +
                 " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) +
                 "\r\n\r\n" + std::string(body));
    return answer.value_or(Answer{});
  }
  void make_queue(std::string_view name) {
    const std::string body = R"({"QueueName":")" + std::string(name) + "\"}";
    const auto answer =
        WireClient(binary->ports().at(0))
            .ask(
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-amz-json-1.0\r\n"
                "X-Amz-Target: AmazonSQS.CreateQueue\r\nContent-Length: " +
                std::to_string(body.size()) + "\r\n\r\n" + body);
    EXPECT_TRUE(answer && answer->status == 200);
  }
  std::string state() { return page("GET", "/_understudy/state").body; }

  std::string folder;
  std::unique_ptr<Binary> binary;
};

TEST_F(KeptCheckpoints, AKillLosesNone) {
  page("POST", "/_understudy/clock", R"({"freeze":true,"set":"2030-01-01T00:00:00Z"})");
  make_queue("first");
  const std::string then = state();
  ASSERT_EQ(page("PUT", "/_understudy/checkpoints/one").status, 200u);
  make_queue("second");
  page("POST", "/_understudy/clock", R"({"advance":"1d"})");
  ASSERT_EQ(page("PUT", "/_understudy/checkpoints/two").status, 200u);
  EXPECT_EQ(page("DELETE", "/_understudy/checkpoints/two").status, 204u);
  ASSERT_EQ(page("PUT", "/_understudy/checkpoints/three").status, 200u);
  kill_and_start();
  const std::string list = page("GET", "/_understudy/checkpoints").body;
  EXPECT_EQ(list, R"({"checkpoints":[{"name":"one","time":"2030-01-01T00:00:00Z","shards":1},)"
                  R"({"name":"three","time":"2030-01-02T00:00:00Z","shards":1}]})");
  EXPECT_EQ(page("GET", "/_understudy/worlds").body.find('@'), std::string::npos);
  EXPECT_NE(state().find("second"), std::string::npos);
  ASSERT_EQ(page("POST", "/_understudy/checkpoints/one/restore").status, 200u);
  EXPECT_EQ(state(), then);
  kill_and_start();
  EXPECT_EQ(state(), then);
  make_queue("third");  // and the checkpoint stays what it was
  EXPECT_EQ(page("GET", "/_understudy/checkpoints/one").body.find("third"), std::string::npos);
}

TEST_F(KeptCheckpoints, ADeletedWorldTakesItsOwnAlong) {
  ASSERT_LT(page("PUT", "/_understudy/worlds/a").status, 300u);
  ASSERT_EQ(page("PUT", "/_world/a/_understudy/checkpoints/one").status, 200u);
  ASSERT_EQ(page("PUT", "/_understudy/checkpoints/one").status, 200u);
  EXPECT_EQ(page("DELETE", "/_understudy/worlds/a").status, 204u);
  kill_and_start();
  EXPECT_EQ(page("GET", "/_world/a/_understudy/checkpoints/one").status, 404u);
  EXPECT_EQ(page("GET", "/_understudy/checkpoints/one").status, 200u);
}

}  // namespace
}  // namespace understudy
