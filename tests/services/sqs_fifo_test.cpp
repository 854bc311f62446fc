// SQS's FIFO queues: order within groups, deduplication, repeated receives.
#include "tests/services/sqs_fixture.hpp"

namespace understudy::test {
namespace {

class SqsFifo : public Sqs {
 public:
  std::string url = queue("q.fifo");

  void send_all(std::string_view words) {  // "a1 b1 a2": the group is the first letter
    while (!words.empty()) {
      const auto space = std::min(words.find(' '), words.size());
      ASSERT_TRUE(send_to(url, words.substr(0, 1), words.substr(0, space)).ok());
      words.remove_prefix(std::min(space + 1, words.size()));
    }
  }
};

TEST_F(SqsFifo, NumbersItsMessages) {
  const Reply first = send_to(url, "a", "1"), second = send_to(url, "b", "2");
  EXPECT_EQ(first.text("SequenceNumber").size(), 20u);
  EXPECT_LT(first.text("SequenceNumber"), second.text("SequenceNumber"));
  const Reply got = receive(url, R"("AttributeNames": ["All"])");
  EXPECT_EQ(got.text("Messages.0.Attributes.SequenceNumber"), first.text("SequenceNumber"));
  EXPECT_EQ(got.text("Messages.0.Attributes.MessageGroupId"), "a");
  EXPECT_EQ(got.text("Messages.0.Attributes.MessageDeduplicationId"), "1");
}

TEST_F(SqsFifo, GivesOneGroupAfterTheOther) {
  send_all("a1 b1 a2 a3");
  EXPECT_EQ(counts(url), "4/0/0");
  EXPECT_EQ(bodies(url), "a1 a2 a3 b1");
  EXPECT_EQ(counts(url), "0/4/0");
}

TEST_F(SqsFifo, HoldsAGroupBackWhileOneOfItIsInFlight) {
  send_all("a1 b1 a2 b2 a3 c1");
  const Reply got = receive(url, R"("MaxNumberOfMessages": 2)");
  EXPECT_EQ(bodies_of(got), "a1 a2");
  EXPECT_EQ(bodies(url), "b1 b2 c1");
  EXPECT_EQ(counts(url), "1/5/0");
  remove(url, handle(got, 0));
  EXPECT_EQ(bodies(url), "") << "a2 is still in flight";
  remove(url, handle(got, 1));
  EXPECT_EQ(bodies(url), "a3");
  send_all("a4");
  EXPECT_EQ(bodies(url), "");
}

TEST_F(SqsFifo, DoesSoInAwsOrderAfterADelete) {
  send_all("a1 b1 a2 b2 a3 a4 c1");
  const Reply got = receive(url, R"("MaxNumberOfMessages": 2)");
  remove(url, handle(got, 0));
  remove(url, handle(got, 1));
  EXPECT_EQ(bodies(url), "b1 b2 a3 a4 c1");
}

TEST_F(SqsFifo, ResumesAGroupWhereItWas) {
  send_all("a1 a2 a3");
  Reply got = receive(url);
  change(url, handle(got, 0), 0);
  EXPECT_EQ(bodies(url), "a1") << "a2 is hidden, so a3 is not next";
  world.advance(seconds(30));
  EXPECT_EQ(bodies(url), "a1 a2 a3");
  world.advance(seconds(30));
  got = receive(url);
  change(url, handle(got, 1), 100);
  world.advance(seconds(30));
  EXPECT_EQ(bodies(url, R"("MaxNumberOfMessages": 10, "VisibilityTimeout": 0)"), "a1");
  got = receive(url);
  EXPECT_EQ(bodies_of(got), "a1");
  remove(url, handle(got));
  EXPECT_EQ(bodies(url), "") << "a2 leads now";
}

TEST_F(SqsFifo, PutsAGroupThatComesBackAtTheEnd) {
  send_all("a1 a2 b1");
  const Reply got = receive(url, R"("MaxNumberOfMessages": 2)");
  change(url, handle(got), 0);
  EXPECT_EQ(bodies(url, R"("MaxNumberOfMessages": 3)"), "b1 a1");
}

TEST_F(SqsFifo, ShowsMessagesAgainThatWereNotHidden) {
  send_all("a1 b1 b2 c1 a2");
  EXPECT_EQ(bodies(url, R"("MaxNumberOfMessages": 3, "VisibilityTimeout": 0)"), "a1 a2 b1");
  EXPECT_EQ(bodies(url, R"("MaxNumberOfMessages": 10, "VisibilityTimeout": 0)"), "c1 a1 a2 b1 b2");
}

TEST_F(SqsFifo, IsInOrderAgainWhenAllTimedOut) {
  const std::string quick = queue("quick.fifo", R"("VisibilityTimeout": "1")");
  for (const char* body : {"a1", "a2", "a3", "a4", "b1", "c1"}) send_to(quick, std::string(1, *body), body);
  EXPECT_EQ(bodies(quick, R"("MaxNumberOfMessages": 2)"), "a1 a2");
  EXPECT_EQ(bodies(quick, ""), "b1");
  world.advance(seconds(2));
  EXPECT_EQ(bodies(quick), "c1 a1 a2 a3 a4 b1");
}

TEST_F(SqsFifo, WakesWhoWaitsWhenAGroupIsFree) {
  send_all("a1");
  const Reply got = receive(url);
  const Reply waiting = receive(url, R"("WaitTimeSeconds": 20)");
  send_all("a2");
  EXPECT_FALSE(waiting.done()) << "a1 is in flight";
  remove(url, handle(got));
  EXPECT_EQ(bodies_of(waiting), "a2");
  const Reply other = receive(url, R"("WaitTimeSeconds": 20)");
  send_all("b1");
  EXPECT_EQ(bodies_of(other), "b1");
  const Reply third = receive(url, R"("WaitTimeSeconds": 20)");
  change(url, handle(other), 0);
  EXPECT_EQ(bodies_of(third), "b1");
}

TEST_F(SqsFifo, TakesHandlesWhileTheyAreGood) {
  send_all("a1");
  Reply got = receive(url, R"("VisibilityTimeout": 5)");
  ASSERT_TRUE(change(url, handle(got), 10).ok());
  world.advance(seconds(10));
  const auto gone = fmt::format("Value {} for parameter ReceiptHandle is invalid. Reason: ", handle(got));
  EXPECT_FAILS(remove(url, handle(got)), "InvalidParameterValue", gone + "The receipt handle has expired.");
  EXPECT_FAILS(change(url, handle(got), 1), "InvalidParameterValue",
               gone + "Message does not exist or is not available for visibility timeout change.");
  const Reply again = receive(url);
  EXPECT_EQ(remove(url, handle(got)).code(), "InvalidParameterValue") << "an older handle";
  EXPECT_TRUE(remove(url, handle(again)).ok());
  EXPECT_TRUE(remove(url, handle(again)).ok());
}

TEST_F(SqsFifo, DeliversOnce) {
  const auto send_once = [&](std::string_view body, std::string_view group = "g",
                             std::string_view id = "once") {
    return send(url, body,
                fmt::format(R"("MessageGroupId": "{}", "MessageDeduplicationId": "{}")", group, id));
  };
  const Reply first = send_once("x");
  const Reply again = send_once("other", "other");
  EXPECT_EQ(first.text("MessageId"), again.text("MessageId"));
  EXPECT_EQ(first.text("SequenceNumber"), again.text("SequenceNumber"));
  const Reply got = receive(url);
  EXPECT_EQ(bodies_of(got), "x");
  remove(url, handle(got));
  world.advance(minutes(5) - milliseconds(1));
  send_once("x");
  EXPECT_EQ(bodies(url), "") << "it is remembered though deleted";
  world.advance(milliseconds(1));
  EXPECT_NE(send_once("x").text("MessageId"), first.text("MessageId"));
  EXPECT_EQ(bodies(url), "x");
  on("PurgeQueue", url);
  send_once("after");
  EXPECT_EQ(bodies(url), "after") << "a purge forgets";
}

TEST_F(SqsFifo, DeliversOnceByContent) {
  const std::string by_content = queue("c.fifo", R"("ContentBasedDeduplication": "true")");
  const auto send_it = [&](std::string_view body, std::string_view more = "") {
    return send(by_content, body, fmt::format(R"("MessageGroupId": "g"{})", more));
  };
  EXPECT_EQ(send_it("same").text("MessageId"), send_it("same").text("MessageId"));
  EXPECT_NE(send_it("same", R"(, "MessageDeduplicationId": "own")").text("MessageId"),
            send_it("same").text("MessageId"));
  // Its id is the SHA-256 of the body.
  send_it(
      "else",
      R"(, "MessageDeduplicationId": "0967115f2813a3541eaef77de9d9d5773f1c0c04314b0bbfe4ff3b3b1c55b5d5")");
  const Reply got = receive(by_content, R"("MaxNumberOfMessages": 10, "AttributeNames": ["All"])");
  EXPECT_EQ(bodies_of(got), "same same");
  EXPECT_EQ(got.text("Messages.0.Attributes.MessageDeduplicationId"),
            "0967115f2813a3541eaef77de9d9d5773f1c0c04314b0bbfe4ff3b3b1c55b5d5");
}

TEST_F(SqsFifo, DeliversOnceInEachGroupIfMadeSo) {
  const std::string scoped = queue("s.fifo", R"("DeduplicationScope": "messageGroup")");
  const auto send_it = [&](std::string_view to, std::string_view group) {
    return send(to, "x", fmt::format(R"("MessageGroupId": "{}", "MessageDeduplicationId": "d")", group));
  };
  send_it(scoped, "a");
  send_it(scoped, "a");
  send_it(scoped, "b");
  EXPECT_EQ(bodies(scoped), "x x");
  // AWS goes on with the scope that the queue was created with.
  on("SetQueueAttributes", scoped, R"("Attributes": {"DeduplicationScope": "queue"})");
  EXPECT_EQ(attribute(scoped, "DeduplicationScope"), "queue");
  send_it(scoped, "c");
  EXPECT_EQ(bodies(scoped), "x");
  on("SetQueueAttributes", url, R"("Attributes": {"DeduplicationScope": "messageGroup"})");
  send_it(url, "a");
  send_it(url, "b");
  EXPECT_EQ(bodies(url), "x");
}

TEST_F(SqsFifo, DemandsWhatItNeeds) {
  EXPECT_FAILS(send(url, "x", R"("MessageDeduplicationId": "d")"), "MissingParameter",
               "The request must contain the parameter MessageGroupId.");
  const auto no_id =
      "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided "
      "explicitly";
  EXPECT_FAILS(send(url, "x", R"("MessageGroupId": "g")"), "InvalidParameterValue", no_id);
  EXPECT_FAILS(send(url, "x", R"("MessageGroupId": "g", "MessageDeduplicationId": "d", "DelaySeconds": 2)"),
               "InvalidParameterValue",
               "Value 2 for parameter DelaySeconds is invalid. Reason: The request include parameter that is "
               "not valid "
               "for this queue type.");
  EXPECT_TRUE(
      send(url, "x", R"("MessageGroupId": "g", "MessageDeduplicationId": "d", "DelaySeconds": 0)").ok());
  for (const std::string& id : {std::string(), std::string("a b"), std::string(129, 'a')})
    EXPECT_FAILS(
        send(url, "x", fmt::format(R"("MessageGroupId": "g", "MessageDeduplicationId": "{}")", id)),
        "InvalidParameterValue",
        fmt::format(
            "Value {} for parameter MessageDeduplicationId is invalid. Reason: MessageDeduplicationId "
            "can only include alphanumeric and punctuation characters. 1 to 128 in length.",
            id));
  EXPECT_TRUE(
      send(url, "x",
           fmt::format(R"("MessageGroupId": "!~", "MessageDeduplicationId": "{}")", std::string(128, 'a')))
          .ok());
  EXPECT_FAILS(
      on("SendMessageBatch", url, R"("Entries": [{"Id": "1", "MessageBody": "x", "MessageGroupId": "g"}])"),
      "InvalidParameterValue", no_id);
  EXPECT_FAILS(on("SendMessageBatch", url,
                  R"("Entries": [{"Id": "1", "MessageBody": "x", "MessageDeduplicationId": "d"}])"),
               "InvalidParameterValue", "The request must contain the parameter MessageGroupId.");
}

TEST_F(SqsFifo, DelaysAllItsMessagesAlike) {
  const std::string slow = queue("slow.fifo", R"("DelaySeconds": "10")");
  send_to(slow, "a", "1");
  send(slow, "2", R"("MessageGroupId": "a", "MessageDeduplicationId": "x", "DelaySeconds": 0)");
  EXPECT_EQ(counts(slow), "0/0/2");
  world.advance(seconds(5));
  on("SetQueueAttributes", slow, R"("Attributes": {"DelaySeconds": "7"})");
  world.advance(seconds(2));
  EXPECT_EQ(bodies(slow), "1 2") << "a new delay counts for what is there";
  send_to(slow, "b", "3");
  on("SetQueueAttributes", slow, R"("Attributes": {"DelaySeconds": "0"})");
  EXPECT_EQ(bodies(slow), "3");
  on("SetQueueAttributes", slow, R"("Attributes": {"DelaySeconds": "5"})");
  send_to(slow, "c", "4");
  on("SetQueueAttributes", slow, R"("Attributes": {"DelaySeconds": "900"})");
  send_to(slow, "c", "5");
  world.advance(seconds(899));
  EXPECT_EQ(bodies(slow).find('4'), std::string::npos);
}

TEST_F(SqsFifo, RepeatsAReceiveAttempt) {
  send_all("a1 a2 b1");
  const auto attempt = [&](std::string_view id) {
    return receive(url, fmt::format(R"("MaxNumberOfMessages": 2, "ReceiveRequestAttemptId": "{}",
                                       "AttributeNames": ["ApproximateReceiveCount"])",
                                    id));
  };
  const Reply first = attempt("try");
  world.advance(seconds(20));
  const Reply again = attempt("try");
  EXPECT_EQ(first.json(), again.json());
  EXPECT_EQ(again.text("Messages.0.Attributes.ApproximateReceiveCount"), "1");
  world.advance(seconds(20));
  EXPECT_EQ(counts(url), "1/2/0") << "hidden anew";
  EXPECT_EQ(bodies_of(attempt("other")), "b1");
  remove(url, handle(first));
  EXPECT_EQ(bodies_of(attempt("try")), "") << "one of them was deleted";
  world.advance(seconds(30));
  EXPECT_EQ(bodies_of(attempt("try")), "a2 b1") << "they were shown again";
  EXPECT_EQ(receive(queue("s"), R"("ReceiveRequestAttemptId": "x")").code(), "InvalidParameterValue");
  for (const std::string& wrong : {std::string(), std::string("two words"), std::string(129, 'x')})
    EXPECT_FAILS(attempt(wrong), "InvalidParameterValue",
                 fmt::format("Value {} for parameter ReceiveRequestAttemptId is invalid. Reason: "
                             "ReceiveRequestAttemptId can only include alphanumeric and punctuation "
                             "characters. 1 to 128 in length.",
                             wrong));
}

TEST_F(SqsFifo, LetsAGroupGoOnWhenItsFirstExpires) {
  const std::string brief = queue("brief.fifo", R"("MessageRetentionPeriod": "60")");
  send_to(brief, "a", "1");
  EXPECT_EQ(bodies(brief, R"("VisibilityTimeout": 1000)"), "1");
  world.advance(seconds(30));
  send_to(brief, "a", "2");
  EXPECT_EQ(bodies(brief), "");
  world.advance(seconds(30));
  EXPECT_EQ(bodies(brief), "2");
}

}  // namespace
}  // namespace understudy::test
