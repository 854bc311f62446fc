// SQS's dead-letter queues, move tasks, and its state as others see it.
#include "services/kit/view.hpp"
#include "services/sqs/state.hpp"
#include "services/sqs/urls.hpp"
#include "tests/services/sqs_fixture.hpp"

namespace understudy::test {
namespace {

class SqsRedrive : public Sqs {
 public:
  // `n` messages in the dead-letter queue "dead" of "source".
  void bury(int n) {
    queue("dead");
    const std::string source = queue("source", R"("VisibilityTimeout": "0", )" + redrive("dead", 1));
    for (int i = 0; i < n; ++i) send(source, fmt::format("m{}", i));
    for (int i = 0; i < n; i += 10) receive(source);
    receive(source);
    while (counts("source") != "0/0/0") receive(source);
  }
  Reply start(std::string_view more = "") {
    return call("StartMessageMoveTask", fmt::format(R"("SourceArn": "{}"{})", arn("dead"), more));
  }
  Reply list(int most = 1) {
    return call("ListMessageMoveTasks",
                fmt::format(R"("SourceArn": "{}", "MaxResults": {})", arn("dead"), most));
  }
  Reply policy(std::string_view json) {
    return on("SetQueueAttributes", "q",
              fmt::format(R"("Attributes": {{"RedrivePolicy": {}}})", json_text(json)));
  }
};

TEST_F(SqsRedrive, BuriesWhatWasReceivedTooOften) {
  queue("dead");
  const std::string url = queue("q", R"("VisibilityTimeout": "5", )" + redrive("dead", 2));
  const std::string id =
      send(url, "poison", R"("MessageAttributes": {"a": {"DataType": "String", "StringValue": "b"}})")
          .text("MessageId");
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(bodies(url), "poison");
    world.advance(seconds(5));
  }
  EXPECT_EQ(counts(url), "1/0/0") << "it goes with the next receive";
  EXPECT_EQ(bodies(url), "");
  EXPECT_EQ(counts(url), "0/0/0");
  const Reply letter = receive("dead", R"("AttributeNames": ["All"], "MessageAttributeNames": ["All"])");
  EXPECT_EQ(letter.text("Messages.0.MessageId"), id);
  EXPECT_EQ(letter.size("Messages.0.MessageAttributes"), 1u);
  EXPECT_EQ(letter.text("Messages.0.Attributes.DeadLetterQueueSourceArn"), arn("q"));
  EXPECT_EQ(letter.text("Messages.0.Attributes.ApproximateReceiveCount"), "3") << "AWS counts on";
  EXPECT_EQ(letter.text("Messages.0.Attributes.SentTimestamp"), "1767225600000");
}

TEST_F(SqsRedrive, WakesWhoWaitsAtTheDeadLetterQueue) {
  const std::string dead = queue("dead");
  const std::string url = queue("q", R"("VisibilityTimeout": "0", )" + redrive("dead", 1));
  const Reply waiting = receive(dead, R"("WaitTimeSeconds": 20)");
  send(url, "a");
  send(url, "b");
  EXPECT_EQ(bodies(url), "a b");
  const Reply none = receive(url, R"("WaitTimeSeconds": 20, "MaxNumberOfMessages": 10)");
  EXPECT_EQ(bodies_of(waiting), "a");
  EXPECT_EQ(none.json(), "{}") << "a receive that only buries answers at once";
  EXPECT_FALSE(receive(url, R"("WaitTimeSeconds": 20)").done());
}

TEST_F(SqsRedrive, BuriesInOrder) {
  queue("dead.fifo");
  const std::string url = queue("q.fifo", R"("VisibilityTimeout": "0", )" + redrive("dead.fifo", 1));
  send_to(url, "g", "1");
  send_to(url, "g", "2");
  EXPECT_EQ(bodies(url), "1 2");
  send_to(url, "g", "3");
  world.advance(seconds(10));
  EXPECT_EQ(bodies(url), "3");
  EXPECT_EQ(bodies("dead.fifo"), "1 2");
  world.advance(seconds(30));
  EXPECT_EQ(receive("dead.fifo", R"("AttributeNames": ["SentTimestamp"])")
                .text("Messages.0.Attributes.SentTimestamp"),
            "1767225610000")
      << "FIFO letters are as young as their burial";
}

TEST_F(SqsRedrive, KeepsWhatHasNowhereToGo) {
  queue("dead");
  const std::string url = queue("q", R"("VisibilityTimeout": "0", )" + redrive("dead", 1));
  send(url, "x");
  on("DeleteQueue", "dead");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(bodies(url), "x");
}

TEST_F(SqsRedrive, ExpiresLettersByTheirFirstAge) {
  queue("dead", R"("MessageRetentionPeriod": "60")");
  const std::string url = queue("q", R"("VisibilityTimeout": "0", )" + redrive("dead", 1));
  send(url, "x");
  world.advance(seconds(40));
  receive(url);
  receive(url);
  EXPECT_EQ(counts("dead"), "1/0/0");
  world.advance(seconds(20));
  EXPECT_EQ(counts("dead"), "0/0/0");
}

TEST_F(SqsRedrive, ChecksPolicies) {
  queue("q");
  queue("dead");
  queue("dead.fifo");
  const auto refused = [&](const std::string& json, std::string_view reason) {
    EXPECT_FAILS(policy(json), "InvalidParameterValue",
                 fmt::format("Value {} for parameter RedrivePolicy is invalid. Reason: {}", json, reason));
  };
  refused("nonsense", "Redrive policy is not a valid JSON map.");
  refused("[]", "Redrive policy is not a valid JSON map.");
  refused(R"({"maxReceiveCount":1})",
          "Redrive policy does not contain mandatory attribute: deadLetterTargetArn.");
  refused(fmt::format(R"({{"deadLetterTargetArn":"{}"}})", arn("dead")),
          "Redrive policy does not contain mandatory attribute: maxReceiveCount.");
  for (const std::string count : {"0", "1001", R"("x")", R"("0")", "1.5", "null"})
    refused(
        fmt::format(R"({{"deadLetterTargetArn":"{}","maxReceiveCount":{}}})", arn("dead"), count),
        fmt::format("Invalid value for maxReceiveCount: {}, valid values are from 1 to 1000 both inclusive.",
                    count.front() == '"' ? count.substr(1, count.size() - 2) : count));
  const auto to = [](std::string_view arn) {
    return fmt::format(R"({{"deadLetterTargetArn":"{}","maxReceiveCount":1}})", arn);
  };
  refused(to("dummy"), "Invalid value for deadLetterTargetArn.");
  refused(to(arn("none")), "Dead letter target does not exist.");
  refused(to(arn("dead.fifo")), "Dead-letter queue must be same type of queue as the source.");
  refused(to("arn:aws:sqs:us-east-1:210987654321:dead"),
          "Dead-letter target owner should be same as the source.");
  refused(to("arn:aws:sqs:eu-west-1:123456789012:dead"),
          "Dead-letter target owner should be same as the source.");
  ASSERT_TRUE(policy(to(arn("dead"))).ok());
  EXPECT_EQ(attribute("q", "RedrivePolicy"), to(arn("dead")));
  ASSERT_TRUE(
      policy(fmt::format(R"({{"maxReceiveCount": "42", "deadLetterTargetArn": "{}"}})", arn("q"))).ok());
  EXPECT_EQ(attribute("q", "RedrivePolicy"),
            fmt::format(R"({{"deadLetterTargetArn":"{}","maxReceiveCount":42}})", arn("q")));
  ASSERT_TRUE(policy("").ok());
  EXPECT_EQ(attribute("q", "RedrivePolicy"), "");
}

TEST_F(SqsRedrive, AllowsSourcesAsTold) {
  queue("q");
  queue("dead");
  const auto allow = [&](const std::string& json) {
    return on("SetQueueAttributes", "dead",
              fmt::format(R"("Attributes": {{"RedriveAllowPolicy": {}}})", json_text(json)));
  };
  const std::string to_dead =
      fmt::format(R"({{"deadLetterTargetArn":"{}","maxReceiveCount":1}})", arn("dead"));
  ASSERT_TRUE(allow(R"({"redrivePermission":"denyAll"})").ok());
  EXPECT_EQ(policy(to_dead).code(), "InvalidParameterValue");
  ASSERT_TRUE(
      allow(fmt::format(R"({{"redrivePermission":"byQueue","sourceQueueArns":["{}"]}})", arn("other"))).ok());
  EXPECT_EQ(policy(to_dead).code(), "InvalidParameterValue");
  ASSERT_TRUE(
      allow(fmt::format(R"({{"redrivePermission":"byQueue","sourceQueueArns":["{}"]}})", arn("q"))).ok());
  EXPECT_TRUE(policy(to_dead).ok());
  EXPECT_NE(attribute("dead", "RedriveAllowPolicy"), "");
  std::string eleven;
  for (int i = 0; i < 11; ++i) eleven += fmt::format(R"({}"{}")", i ? "," : "", arn("x"));
  for (const std::string& wrong :
       {std::string("x"), std::string("{\"a\":1}"), std::string(R"({"redrivePermission":"some"})"),
        std::string(R"({"redrivePermission":"byQueue"})"),
        std::string(R"({"redrivePermission":"byQueue","sourceQueueArns":["x"]})"),
        R"({"redrivePermission":"allowAll","sourceQueueArns":[)" + eleven + "]}",
        R"({"redrivePermission":"byQueue","sourceQueueArns":[)" + eleven + "]}"})
    EXPECT_EQ(allow(wrong).code(), "InvalidParameterValue") << wrong;
  ASSERT_TRUE(allow("").ok());
}

TEST_F(SqsRedrive, ListsSourcesInPages) {
  queue("dead");
  EXPECT_EQ(on("ListDeadLetterSourceQueues", "dead").json(), R"({"queueUrls":[]})");
  for (const char* name : {"a", "b", "c"}) queue(name, redrive("dead", 1));
  queue("other");
  const Reply first = on("ListDeadLetterSourceQueues", "dead", R"("MaxResults": 2)");
  EXPECT_EQ(first.size("queueUrls"), 2u);
  const Reply second = on("ListDeadLetterSourceQueues", "dead",
                          fmt::format(R"("MaxResults": 2, "NextToken": "{}")", first.text("NextToken")));
  EXPECT_EQ(second.json(), R"({"queueUrls":["http://127.0.0.1:5000/123456789012/c"]})");
  on("SetQueueAttributes", "b", R"("Attributes": {"RedrivePolicy": ""})");
  on("DeleteQueue", "a");
  EXPECT_EQ(on("ListDeadLetterSourceQueues", "dead").size("queueUrls"), 1u);
}

TEST_F(SqsRedrive, MovesLettersBack) {
  bury(2);
  const std::string id = receive("dead", R"("VisibilityTimeout": 0)").text("Messages.0.MessageId");
  const Reply started = start();
  const auto handle = sqs::read_task_handle(started.text("TaskHandle"));
  ASSERT_TRUE(handle);
  EXPECT_EQ(handle->source_arn, arn("dead"));
  EXPECT_EQ(list().json(),
            fmt::format(R"({{"Results":[{{"TaskHandle":"{}","Status":"RUNNING","SourceArn":"{}",)"
                        R"("ApproximateNumberOfMessagesMoved":0,"ApproximateNumberOfMessagesToMove":2,)"
                        R"("StartedTimestamp":1767225600000}}]}})",
                        started.text("TaskHandle"), arn("dead")));
  world.advance({});
  EXPECT_EQ(list().json(),
            fmt::format(R"({{"Results":[{{"Status":"COMPLETED","SourceArn":"{}",)"
                        R"("ApproximateNumberOfMessagesMoved":2,"ApproximateNumberOfMessagesToMove":2,)"
                        R"("StartedTimestamp":1767225600000}}]}})",
                        arn("dead")));
  EXPECT_EQ(counts("dead"), "0/0/0");
  const Reply back = receive("source", R"("MaxNumberOfMessages": 10, "AttributeNames": ["All"])");
  EXPECT_EQ(bodies_of(back), "m0 m1");
  EXPECT_NE(back.text("Messages.0.MessageId"), id) << "a moved message is a new one";
  EXPECT_EQ(back.text("Messages.0.Attributes.ApproximateReceiveCount"), "1");
  EXPECT_FALSE(back.has("Messages.0.Attributes.DeadLetterQueueSourceArn"));
}

TEST_F(SqsRedrive, MovesLettersAtARate) {
  bury(4);
  queue("there");
  const Reply waiting = receive("there", R"("WaitTimeSeconds": 20)");
  start(fmt::format(R"(, "DestinationArn": "{}", "MaxNumberOfMessagesPerSecond": 2)", arn("there")));
  world.advance({});
  EXPECT_EQ(bodies_of(waiting), "m0");
  EXPECT_EQ(counts("there"), "0/1/0");
  world.advance(milliseconds(499));
  EXPECT_EQ(counts("there"), "0/1/0");
  world.advance(milliseconds(1));
  EXPECT_EQ(counts("there"), "1/1/0");
  EXPECT_EQ(list().text("Results.0.DestinationArn"), arn("there"));
  EXPECT_EQ(list().number("Results.0.MaxNumberOfMessagesPerSecond"), 2);
  world.advance(seconds(1));
  EXPECT_EQ(list().text("Results.0.Status"), "COMPLETED");
  EXPECT_EQ(counts("there"), "3/1/0");
}

TEST_F(SqsRedrive, StopsMovingWhenTold) {
  bury(10);
  const std::string handle = start(R"(, "MaxNumberOfMessagesPerSecond": 1)").text("TaskHandle");
  world.advance(seconds(2));
  EXPECT_FAILS(
      start(), "InvalidParameterValue",
      "There is already a task running. Only one active task is allowed for a source queue arn at a given "
      "time.");
  const auto cancel = [&](std::string_view h) {
    return call("CancelMessageMoveTask", fmt::format(R"("TaskHandle": "{}")", h));
  };
  EXPECT_EQ(cancel(handle).json(), R"({"ApproximateNumberOfMessagesMoved":3})");
  world.advance(seconds(10));
  EXPECT_EQ(counts("dead"), "7/0/0");
  EXPECT_EQ(list().text("Results.0.Status"), "CANCELLED");
  EXPECT_FALSE(list().has("Results.0.TaskHandle"));
  EXPECT_FAILS(cancel(handle), "ResourceNotFoundException", "Task does not exist.");
  EXPECT_FAILS(cancel("garbage"), "InvalidParameterValue", "Value for parameter TaskHandle is invalid.");
  EXPECT_FAILS(cancel(sqs::write_task_handle({"10f57157-fc38-4da9-a113-4de7e12d05dd", arn("none")})),
               "ResourceNotFoundException",
               "The resource that you specified for the SourceArn parameter doesn't exist.");
  EXPECT_FAILS(cancel(sqs::write_task_handle({"10f57157-fc38-4da9-a113-4de7e12d05dd", arn("dead")})),
               "ResourceNotFoundException", "Task does not exist.");
  EXPECT_TRUE(start().ok());
}

TEST_F(SqsRedrive, FailsWhenThereIsNowhereToMoveTo) {
  bury(3);
  queue("there");
  start(fmt::format(R"(, "DestinationArn": "{}", "MaxNumberOfMessagesPerSecond": 1)", arn("there")));
  world.advance({});
  on("DeleteQueue", "there");
  world.advance(seconds(1));
  EXPECT_EQ(list().text("Results.0.Status"), "FAILED");
  EXPECT_EQ(list().text("Results.0.FailureReason"), "AWS.SimpleQueueService.NonExistentQueue");
  EXPECT_EQ(counts("dead"), "2/0/0");
  send("dead", "direct");
  const Reply got = receive("dead", R"("MaxNumberOfMessages": 2)");
  for (const int i : {0, 1}) remove("dead", handle(got, i));
  start();
  world.advance({});
  EXPECT_EQ(list().text("Results.0.FailureReason"), "CouldNotDetermineMessageSource");
  EXPECT_EQ(list(10).size("Results"), 2u);
}

TEST_F(SqsRedrive, ChecksTasks) {
  queue("lonely");
  EXPECT_FAILS(call("StartMessageMoveTask", fmt::format(R"("SourceArn": "{}")", arn("lonely"))),
               "InvalidParameterValue", "Source queue must be configured as a Dead Letter Queue.");
  EXPECT_FAILS(start(), "ResourceNotFoundException",
               "The resource that you specified for the SourceArn parameter doesn't exist.");
  EXPECT_FAILS(list(), "ResourceNotFoundException",
               "The resource that you specified for the SourceArn parameter doesn't exist.");
  bury(1);
  EXPECT_FAILS(start(fmt::format(R"(, "DestinationArn": "{}")", arn("none"))), "ResourceNotFoundException",
               "The resource that you specified for the DestinationArn parameter doesn't exist.");
  for (const int wrong : {0, 501})
    EXPECT_EQ(start(fmt::format(R"(, "MaxNumberOfMessagesPerSecond": {})", wrong)).code(),
              "InvalidParameterValue");
  for (const int wrong : {0, 11}) EXPECT_EQ(list(wrong).code(), "InvalidParameterValue");
  EXPECT_FAILS(call("ListMessageMoveTasks", R"("SourceArn": "x")"), "InvalidParameterValue",
               "You must use this format to specify the SourceArn: "
               "arn:<partition>:<service>:<region>:<account-id>:<resource-id>");
  EXPECT_EQ(call("StartMessageMoveTask").code(), "MissingParameter");
  EXPECT_EQ(call("CancelMessageMoveTask").code(), "MissingParameter");
  EXPECT_EQ(list().json(), R"({"Results":[]})");
}

TEST_F(SqsRedrive, RemembersTenTasks) {
  bury(1);
  for (int i = 0; i < 12; ++i) {
    start();
    world.advance(seconds(1));
  }
  EXPECT_EQ(list(10).size("Results"), 10u);
  EXPECT_EQ(list().number("Results.0.StartedTimestamp"), 1767225611000);
}

TEST_F(SqsRedrive, MovesThousandsInSlices) {
  bury(2500);
  start();
  world.advance({});
  EXPECT_EQ(list().number("Results.0.ApproximateNumberOfMessagesMoved"), 500);
  world.advance(milliseconds(40));
  EXPECT_EQ(list().text("Results.0.Status"), "COMPLETED");
  EXPECT_EQ(counts("source"), "2500/0/0");
}

// ---- The state

class SqsState : public SqsRedrive {};

TEST_F(SqsState, GoesThroughAViewAndBack) {
  bury(3);
  start(R"(, "MaxNumberOfMessagesPerSecond": 1)");
  queue(
      "q",
      R"("Policy": "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\"}]}", "MessageRetentionPeriod": "60")");
  on("TagQueue", "q", R"("Tags": {"a/b": "c"})");
  send("q", "delayed", R"("DelaySeconds": 10)");
  send("q", "bytes \xC3\xA9", R"("MessageAttributes": {"b": {"DataType": "Binary", "BinaryValue": "AP8="}})");
  send("q", "ready");
  receive("q", "");
  const std::string fifo = queue("f.fifo");
  for (const char* body : {"a1", "a2", "b1"}) send_to(fifo, std::string(1, *body) + "/%", body);
  receive(fifo, R"("ReceiveRequestAttemptId": "x/y")");
  on("PurgeQueue", "source");
  world.client.wait_after_delete = true;
  on("DeleteQueue", "q2");

  kit::Arena arena;
  auto& state = kit::state_of<sqs::State>(world.state(place()));
  const kit::Value view = kit::view_of(state, arena);
  const auto parsed = kit::parse_json(kit::to_json(view), arena);
  ASSERT_TRUE(parsed);
  auto restored = kit::from_view<sqs::State>(*parsed);
  EXPECT_EQ(kit::to_json(kit::view_of(restored, arena)), kit::to_json(view));
  EXPECT_EQ(restored.next_deadline(), state.next_deadline());
}

TEST_F(SqsState, WorksOnAfterItWasRestored) {
  const std::string url = queue("q.fifo");
  send_to(url, "a", "1");
  send_to(url, "a", "2");
  const Reply got = receive(url, R"("MaxNumberOfMessages": 1)");
  kit::Arena arena;
  const kit::Value view = world.state(place()).view(arena);
  remove(url, handle(got));
  world.state(place()).restore(view);
  EXPECT_EQ(counts(url), "1/1/0");
  EXPECT_EQ(bodies(url), "");
  ASSERT_TRUE(remove(url, handle(got)).ok());
  EXPECT_EQ(bodies(url), "2");
}

TEST_F(SqsState, IsAsItWasWhenACallFails) {
  const std::string url = queue("q", R"("VisibilityTimeout": "0")");
  send(url, "x");
  const std::string before = world.view(place());
  EXPECT_FALSE(
      on("SetQueueAttributes", url, R"("Attributes": {"DelaySeconds": "5", "VisibilityTimeout": "x"})").ok());
  EXPECT_FALSE(on("TagQueue", url, R"("Tags": {"good": "1", "": "2"})").ok());
  EXPECT_FALSE(on("UntagQueue", url, R"("TagKeys": ["good", ""])").ok());
  EXPECT_FALSE(send(url, "").ok());
  EXPECT_EQ(world.view(place()), before);
}

}  // namespace
}  // namespace understudy::test
