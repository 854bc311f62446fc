// Bodies of objects on disk: kept through kills, shared by copies, gone with their last row, and refused when
// there is no room.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>

#include <atomic>
#include <filesystem>
#include <map>
#include <string>
#include <thread>

#include "binary.hpp"
#include "tests/gateway/wire_client.hpp"

namespace understudy {
namespace {

using gateway::Answer;
using gateway::WireClient;

class DurableBodies : public testing::Test {
 protected:
  DurableBodies() {
    std::string name = testing::TempDir() + "understudy-bodies-XXXXXX";
    folder = mkdtemp(name.data());
  }
  ~DurableBodies() override { std::filesystem::remove_all(folder); }

  void start() {
    binary = std::make_unique<Binary>(
        std::vector<std::string>{"-p", "0", "--log-level", "error", "--data-dir", folder + "/data"});
    ASSERT_TRUE(binary->await("Ready.\n")) << binary->output();
  }
  void restart() {
    binary->signal(SIGKILL);
    binary->wait();
    start();
  }
  static std::string head(std::string_view method, std::string_view path, std::string_view fields = {}) {
    return std::string(method) + " " + std::string(path) +
           " HTTP/1.1\r\nHost: localhost\r\nAuthorization: AWS4-HMAC-SHA256 "
           "Credential=AKIA/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0\r\n" +
           std::string(fields);
  }
  Answer ask(std::string_view method, std::string_view path, std::string_view body = {},
             std::string_view fields = {}) {
    const auto answer =
        WireClient(binary->ports().at(0))
            .ask(head(method, path, fields) + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
                 std::string(body));
    return answer ? *answer : Answer{};
  }
  static std::string bytes(std::size_t size, char first) {
    std::string out(size, '\0');
    for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<char>(first + (i * 7 + i / 1000) % 20);
    return out;
  }
  std::size_t files() const {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator(folder + "/data/bodies"), {}));
  }
  // Files go behind the answers' backs.
  void await_files(std::size_t count) const {
    while (files() != count) std::this_thread::yield();
  }
  static std::string inside(const std::string& text, const std::string& element) {
    const auto from = text.find("<" + element + ">") + element.size() + 2;
    return text.substr(from, text.find("</" + element) - from);
  }
  void upload_in_parts(const std::string& path, const std::string& first, const std::string& second) {
    const std::string id = inside(ask("POST", path + "?uploads").body, "UploadId");
    const std::string at = path + "?uploadId=" + id;
    std::string document = "<CompleteMultipartUpload>";
    int number = 0;
    for (const std::string& part : {first, second}) {
      const Answer put = ask("PUT", at + "&partNumber=" + std::to_string(++number), part);
      ASSERT_EQ(put.status, 200u) << put.body;
      document += "<Part><PartNumber>" + std::to_string(number) + "</PartNumber><ETag>" +
                  put.fields.at("etag") + "</ETag></Part>";
      restart();  // parts are acknowledged too
    }
    const Answer done = ask("POST", at, document + "</CompleteMultipartUpload>");
    ASSERT_EQ(done.status, 200u) << done.body;
  }
  void limit_files(rlim_t bytes) {
    rlimit limit{};
    prlimit(binary->process(), RLIMIT_FSIZE, nullptr, &limit);
    limit.rlim_cur = bytes == RLIM_INFINITY ? limit.rlim_max : bytes;
    ASSERT_EQ(prlimit(binary->process(), RLIMIT_FSIZE, &limit, nullptr), 0);
  }

  std::string folder;
  std::unique_ptr<Binary> binary;
};

TEST_F(DurableBodies, ComeBackAfterKills) {
  start();
  ASSERT_EQ(ask("PUT", "/box").status, 200u);
  std::map<std::string, std::string> objects;
  const auto put = [&](const std::string& key, std::size_t size, char first) {
    objects[key] = bytes(size, first);
    EXPECT_EQ(ask("PUT", "/box/" + key, objects[key]).status, 200u);
  };
  put("empty", 0, 'a');
  put("small", 1000, 'b');
  put("middle", 300'000, 'c');
  put("large", 70'000'000, 'd');
  restart();
  objects["parts"] = bytes(5'300'000, 'e') + bytes(77, 'f');
  upload_in_parts("/box/parts", bytes(5'300'000, 'e'), bytes(77, 'f'));
  for (const std::string key : {"middle", "parts"}) {
    objects[key + "-copy"] = objects[key];
    EXPECT_EQ(ask("PUT", "/box/" + key + "-copy", {}, "x-amz-copy-source: /box/" + key + "\r\n").status,
              200u);
  }
  EXPECT_EQ(files(), 3u);  // copies share them
  for (int round = 0; round < 2; ++round) {
    for (const auto& [key, body] : objects) {
      const Answer got = ask("GET", "/box/" + key);
      EXPECT_EQ(got.status, 200u) << key;
      EXPECT_TRUE(got.body == body) << key;
    }
    restart();
  }
  EXPECT_EQ(ask("GET", "/box/parts", {}, "Range: bytes=5299999-5300001\r\n").body,
            objects["parts"].substr(5'299'999, 3));
  EXPECT_EQ(files(), 3u);
  EXPECT_EQ(ask("DELETE", "/box/large").status, 204u);
  await_files(2);
  EXPECT_EQ(ask("DELETE", "/box/middle").status, 204u);
  restart();
  EXPECT_TRUE(ask("GET", "/box/middle-copy").body == objects["middle"]);
  EXPECT_EQ(ask("PUT", "/box/middle-copy", "now small").status, 200u);
  await_files(1);
  restart();
  EXPECT_EQ(files(), 1u);
  EXPECT_TRUE(ask("GET", "/box/parts-copy").body == objects["parts"]);
  EXPECT_EQ(ask("POST", "/moto-api/reset").status, 200u);
  await_files(0);
}

TEST_F(DurableBodies, ForksHoldThemToo) {
  start();
  ASSERT_EQ(ask("PUT", "/box").status, 200u);
  const std::string body = bytes(400'000, 'a');
  ASSERT_EQ(ask("PUT", "/box/k", body).status, 200u);
  ASSERT_EQ(ask("PUT", "/_understudy/worlds/twin?from=main").status, 201u);
  restart();
  EXPECT_EQ(ask("DELETE", "/box/k").status, 204u);
  EXPECT_EQ(ask("PUT", "/box/other", bytes(200'000, 'b')).status, 200u);
  EXPECT_EQ(ask("DELETE", "/box/other").status, 204u);
  await_files(1);
  EXPECT_TRUE(ask("GET", "/_world/twin/box/k").body == body);
  restart();
  EXPECT_TRUE(ask("GET", "/_world/twin/box/k").body == body);
  EXPECT_EQ(ask("DELETE", "/_world/twin/box/k").status, 204u);
  await_files(0);
}

TEST_F(DurableBodies, KillsInTheMiddleLeaveOnlyWhatWasAcknowledged) {
  start();
  ASSERT_EQ(ask("PUT", "/box").status, 200u);
  std::map<std::string, std::string> acknowledged;
  for (int round = 0; round < 4; ++round) {
    std::atomic<int> done = 0;
    std::thread killer([&] {
      while (done < 3 * (round + 1)) std::this_thread::yield();
      binary->signal(SIGKILL);
    });
    for (int i = 0;; ++i) {
      const std::string key = std::to_string(round) + "-" + std::to_string(i);
      const std::string body = bytes(200'000 + static_cast<std::size_t>(i), static_cast<char>('a' + round));
      if (ask("PUT", "/box/" + key, body).status != 200) break;
      acknowledged[key] = body;
      ++done;
    }
    killer.join();
    binary->wait();
    start();
    for (const auto& [key, body] : acknowledged) EXPECT_TRUE(ask("GET", "/box/" + key).body == body) << key;
  }
  // An upload that breaks off leaves nothing either.
  const std::size_t before = files();
  {
    WireClient client(binary->ports().at(0));
    client.send(head("PUT", "/box/broken") + "Content-Length: 1000000\r\n\r\n" + bytes(500'000, 'x'));
    await_files(before + 1);
  }
  await_files(before);
  EXPECT_EQ(ask("GET", "/box/broken").status, 404u);
}

TEST_F(DurableBodies, AFullDiskAnswersAnErrorAndLeavesNothing) {
  start();
  ASSERT_EQ(ask("PUT", "/box").status, 200u);
  limit_files(1'000'000);  // no file may grow beyond this
  const Answer refused = ask("PUT", "/box/k", bytes(2'000'000, 'a'));
  EXPECT_EQ(refused.status, 503u);
  EXPECT_NE(refused.body.find("<Code>ServiceUnavailable</Code>"), std::string::npos) << refused.body;
  await_files(0);
  EXPECT_EQ(ask("GET", "/box/k").status, 404u);
  EXPECT_EQ(ask("PUT", "/box/k", bytes(500'000, 'a')).status, 200u);
  limit_files(RLIM_INFINITY);
  EXPECT_EQ(ask("PUT", "/box/k2", bytes(2'000'000, 'a')).status, 200u);
  restart();
  EXPECT_TRUE(ask("GET", "/box/k2").body == bytes(2'000'000, 'a'));
}

}  // namespace
}  // namespace understudy
