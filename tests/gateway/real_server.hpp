// A server in this process with the native services, its clock frozen, and requests to it in short.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "actors/system.hpp"
#include "gateway/log.hpp"
#include "gateway/options.hpp"
#include "gateway/server.hpp"
#include "played_server.hpp"
#include "services/kit/json.hpp"
#include "services/registry.hpp"
#include "wire_client.hpp"

namespace understudy::gateway {

class RealServer : public ::testing::Test {
 protected:
  static constexpr kit::Time start{std::chrono::sys_days(std::chrono::year(2030) / 1 / 1)};

  RealServer() {
    const auto services = registry::services();
    system_ = std::make_unique<actors::System>(actors::Options{
        .threads = 2, .seed = 1, .services = {services.begin(), services.end()}, .data_folder = {}});
    server_ = std::make_unique<Server>(*system_, log_, Server::Settings{.limits = {}, .services = services});
    port_ = server_->listen({kit::Dialect::moto, "127.0.0.1", 0}, Options{});
    server_->start();
    system_->clock("main").freeze();
    system_->clock("main").set(start);
  }
  ~RealServer() override {
    server_->stop();
    system_->stop();
  }

  static std::string request(std::string_view method, std::string_view path, std::string_view body = {},
                             std::string_view fields = {}) {
    return std::string(method) + " " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\n" +
           std::string(fields) + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           std::string(body);
  }
  Answer ask(std::string_view method, std::string_view path, std::string_view body = {},
             std::string_view fields = {}) {
    const auto answer = WireClient(port_).ask(request(method, path, body, fields));
    return answer ? *answer : Answer{};
  }
  // Of SQS, in JSON; `world` is a path's prefix: "/_world/a".
  Answer sqs(std::string_view operation, std::string_view body, std::string_view world = {}) {
    std::string text = sqs_request(operation, body);
    text.replace(5, 1, std::string(world) + "/");
    const auto answer = WireClient(port_).ask(text);
    return answer ? *answer : Answer{};
  }
  void create_queue(std::string_view name, std::string_view world = {}) {
    EXPECT_EQ(sqs("CreateQueue", "{\"QueueName\":\"" + std::string(name) + "\"}", world).status, 200u);
  }
  void send_message(std::string_view queue, std::string_view text, std::string_view world = {}) {
    EXPECT_EQ(sqs("SendMessage",
                  "{\"QueueUrl\":\"http://localhost/123456789012/" + std::string(queue) +
                      "\",\"MessageBody\":\"" + std::string(text) + "\"}",
                  world)
                  .status,
              200u);
  }
  std::string receive(std::string_view queue, std::string_view world = {}) {
    return sqs("ReceiveMessage",
               "{\"QueueUrl\":\"http://localhost/123456789012/" + std::string(queue) + "\"}", world)
        .body;
  }

  Log log_{Level::off, ""};
  std::unique_ptr<actors::System> system_;
  std::unique_ptr<Server> server_;
  std::uint16_t port_ = 0;
};

}  // namespace understudy::gateway
