// What the tests of SQS share: a world, and short ways to say what they do all the time.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "services/kit/json.hpp"
#include "tests/services/harness.hpp"

namespace understudy::test {

using kit::milliseconds;
using kit::minutes;
using kit::seconds;

inline std::string json_text(std::string_view text) {
  std::string json;
  kit::append_json_string(json, text);
  return json;
}

class Sqs : public testing::Test {
 public:
  World world;

  // Members as JSON without the braces: call("ListQueues", R"("MaxResults": 2)").
  Reply call(std::string_view operation, std::string_view members = "") {
    return world.call("sqs", operation, fmt::format("{{{}}}", members));
  }
  Reply on(std::string_view operation, std::string_view url, std::string_view members = "") {
    return call(operation,
                fmt::format(R"("QueueUrl": {}{}{})", json_text(url), members.empty() ? "" : ", ", members));
  }

  // A queue's URL. `attributes` is JSON without braces.
  std::string queue(std::string_view name, std::string_view attributes = "") {
    const bool fifo = name.ends_with(".fifo");
    const Reply reply = call("CreateQueue", fmt::format(R"("QueueName": "{}", "Attributes": {{{}{}{}}})",
                                                        name, fifo ? R"("FifoQueue": "true")" : "",
                                                        fifo && !attributes.empty() ? ", " : "", attributes));
    EXPECT_TRUE(reply.ok()) << reply.json();
    return reply.text("QueueUrl");
  }
  std::string redrive(std::string_view dead_letters, int maximum) {
    return fmt::format(R"("RedrivePolicy": "{{\"deadLetterTargetArn\":\"{}\",\"maxReceiveCount\":{}}}")",
                       arn(dead_letters), maximum);
  }
  std::string arn(std::string_view name) {
    return fmt::format("arn:aws:sqs:us-east-1:123456789012:{}", name);
  }

  std::string attribute(std::string_view url, std::string_view name) {
    return on("GetQueueAttributes", url, fmt::format(R"("AttributeNames": ["{}"])", name))
        .text(fmt::format("Attributes.{}", name));
  }
  // Ready, in flight and delayed messages: "1/0/2".
  std::string counts(std::string_view url) {
    return attribute(url, "ApproximateNumberOfMessages") + "/" +
           attribute(url, "ApproximateNumberOfMessagesNotVisible") + "/" +
           attribute(url, "ApproximateNumberOfMessagesDelayed");
  }

  Reply send(std::string_view url, std::string_view body, std::string_view members = "") {
    return on("SendMessage", url,
              fmt::format(R"("MessageBody": {}{}{})", json_text(body), members.empty() ? "" : ", ", members));
  }
  // To a FIFO queue, deduplicated by a number that never comes twice.
  Reply send_to(std::string_view url, std::string_view group, std::string_view body) {
    return send(url, body,
                fmt::format(R"("MessageGroupId": "{}", "MessageDeduplicationId": "{}")", group, ++last_));
  }
  Reply receive(std::string_view url, std::string_view members = R"("MaxNumberOfMessages": 10)") {
    return on("ReceiveMessage", url, members);
  }
  // What a receive gives, in order, as "a b c".
  std::string bodies(std::string_view url, std::string_view members = R"("MaxNumberOfMessages": 10)") {
    return bodies_of(receive(url, members));
  }
  static std::string bodies_of(const Reply& reply) {
    if (!reply.ok()) return reply.json();
    std::string all;
    for (std::size_t i = 0; i < reply.size("Messages"); ++i)
      all += (i ? " " : "") + reply.text(fmt::format("Messages.{}.Body", i));
    return all;
  }
  static std::string handle(const Reply& reply, int message = 0) {
    return reply.text(fmt::format("Messages.{}.ReceiptHandle", message));
  }
  Reply remove(std::string_view url, std::string_view handle) {
    return on("DeleteMessage", url, fmt::format(R"("ReceiptHandle": {})", json_text(handle)));
  }
  Reply change(std::string_view url, std::string_view handle, int timeout) {
    return on("ChangeMessageVisibility", url,
              fmt::format(R"("ReceiptHandle": {}, "VisibilityTimeout": {})", json_text(handle), timeout));
  }
  kit::Place place() const { return {"123456789012", "us-east-1", "sqs"}; }

 private:
  int last_ = 0;
};

// The failure's code and message in one.
#define EXPECT_FAILS(reply, expected_code, expected_message)  \
  do {                                                        \
    const ::understudy::test::Reply failed = (reply);         \
    EXPECT_EQ(failed.code(), expected_code) << failed.json(); \
    EXPECT_EQ(failed.message(), expected_message);            \
  } while (false)

}  // namespace understudy::test
