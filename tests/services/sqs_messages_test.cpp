// SQS's messages in standard queues: sending, receiving, hiding, waiting, expiring.
#include "tests/services/sqs_fixture.hpp"

namespace understudy::test {
namespace {

class SqsMessages : public Sqs {};

TEST_F(SqsMessages, AreSentReceivedAndDeleted) {
  const std::string url = queue("q");
  const Reply sent = send(url, "hello");
  EXPECT_EQ(sent.text("MD5OfMessageBody"), "5d41402abc4b2a76b9719d911017c592");
  EXPECT_EQ(sent.text("MessageId").size(), 36u);
  EXPECT_FALSE(sent.has("MD5OfMessageAttributes"));
  EXPECT_FALSE(sent.has("SequenceNumber"));
  EXPECT_EQ(counts(url), "1/0/0");
  const Reply got = receive(url);
  EXPECT_EQ(got.size("Messages"), 1u);
  EXPECT_EQ(got.size("Messages.0"), 4u) << got.json();
  EXPECT_EQ(got.text("Messages.0.MessageId"), sent.text("MessageId"));
  EXPECT_EQ(got.text("Messages.0.MD5OfBody"), sent.text("MD5OfMessageBody"));
  EXPECT_EQ(got.text("Messages.0.Body"), "hello");
  EXPECT_TRUE(handle(got).starts_with("AQEB"));
  EXPECT_EQ(counts(url), "0/1/0");
  EXPECT_EQ(receive(url).json(), "{}");
  ASSERT_TRUE(remove(url, handle(got)).ok());
  ASSERT_TRUE(remove(url, handle(got)).ok()) << "twice is no error";
  EXPECT_EQ(counts(url), "0/0/0");
}

TEST_F(SqsMessages, ComeInOrderAndAsManyAsAsked) {
  const std::string url = queue("q");
  for (const char* body : {"a", "b", "c", "d"}) send(url, body);
  EXPECT_EQ(bodies(url, ""), "a");
  EXPECT_EQ(bodies(url, R"("MaxNumberOfMessages": 2)"), "b c");
  EXPECT_EQ(bodies(url), "d");
  for (const int wrong : {0, 11, -1})
    EXPECT_FAILS(
        receive(url, fmt::format(R"("MaxNumberOfMessages": {})", wrong)), "InvalidParameterValue",
        fmt::format(
            "Value {} for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, "
            "if provided.",
            wrong));
  for (const int wrong : {-1, 21})
    EXPECT_FAILS(
        receive(url, fmt::format(R"("WaitTimeSeconds": {})", wrong)), "InvalidParameterValue",
        fmt::format("Value {} for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if "
                    "provided.",
                    wrong));
  EXPECT_EQ(receive(url, R"("VisibilityTimeout": 43201)").code(), "InvalidParameterValue");
  EXPECT_FAILS(call("ReceiveMessage"), "MissingParameter",
               "The request must contain the parameter QueueUrl.");
}

TEST_F(SqsMessages, AreWithinTheRules) {
  const std::string url = queue("q", R"("MaximumMessageSize": "1024")");
  EXPECT_FAILS(send(url, ""), "MissingParameter", "The request must contain the parameter MessageBody.");
  EXPECT_FAILS(on("SendMessage", url), "MissingParameter",
               "The request must contain the parameter MessageBody.");
  EXPECT_TRUE(send(url, std::string(1024, 'a')).ok());
  EXPECT_FAILS(send(url, std::string(1025, 'a')), "InvalidParameterValue",
               "One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes.");
  const std::string attributes = R"("MessageAttributes": {"k": {"DataType": "String", "StringValue": "x"}})";
  EXPECT_TRUE(send(url, std::string(1016, 'a'), attributes).ok());
  EXPECT_EQ(send(url, std::string(1017, 'a'), attributes).code(), "InvalidParameterValue");
  EXPECT_TRUE(send(url, "tab\t line\n return\r \xC3\xA9 \xED\x9F\xBF \xEE\x80\x80 \xF0\x9F\x8E\xAD").ok());
  const auto refused = [&](std::string_view body, std::string_view character) {
    EXPECT_FAILS(
        send(url, body), "InvalidMessageContents",
        fmt::format("Invalid binary character '{}' was found in the message body, the set of allowed "
                    "characters is #x9 | #xA | #xD | [#x20 to #xD7FF] | [#xE000 to #xFFFD] | [#x10000 to "
                    "#x10FFFF]",
                    character));
  };
  refused("bell \x07", "#x7");
  refused("\x1F", "#x1F");
  refused("\xEF\xBF\xBE", "#xFFFE");
  refused("\xEF\xBF\xBF", "#xFFFF");
  for (const int delay : {-1, 901})
    EXPECT_FAILS(
        send(url, "x", fmt::format(R"("DelaySeconds": {})", delay)), "InvalidParameterValue",
        fmt::format("Value {} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and "
                    "<= 900.",
                    delay));
  EXPECT_FAILS(
      send(url, "x", R"("MessageDeduplicationId": "d")"), "InvalidParameterValue",
      "Value d for parameter MessageDeduplicationId is invalid. Reason: The request include parameter that "
      "is not valid for this queue type.");
  for (const std::string group : {"", "a b"})
    EXPECT_FAILS(
        send(url, "x", fmt::format(R"("MessageGroupId": "{}")", group)), "InvalidParameterValue",
        fmt::format("Value {} for parameter MessageGroupId is invalid. Reason: MessageGroupId can only "
                    "include alphanumeric and punctuation characters. 1 to 128 in length.",
                    group));
  EXPECT_EQ(send("none", "x").code(), "QueueDoesNotExist");
  EXPECT_TRUE(send(queue("big"), std::string(1048576, 'a')).ok());
  EXPECT_EQ(send(queue("big"), std::string(1048577, 'a')).code(), "InvalidParameterValue");
}

TEST_F(SqsMessages, CarryAttributes) {
  const std::string url = queue("q", R"("VisibilityTimeout": "0")");
  // The digests are those that AWS gave (recorded by others' test suites).
  const Reply sent = send(url, "msg",
                          R"("MessageAttributes": {"Help.Me": {"DataType": "String", "StringValue": "Me"},
                             "Hello": {"DataType": "String", "StringValue": "There"},
                             "General": {"DataType": "String", "StringValue": "Kenobi"}})");
  EXPECT_EQ(sent.text("MD5OfMessageAttributes"), "4c360f3fdafd970e05fae2f149d997f5");
  const auto asked = [&](std::string_view names) {
    return receive(url, fmt::format(R"("MessageAttributeNames": [{}])", names));
  };
  for (const char* all : {R"("All")", R"("*")", R"(".*")", R"("General", "Hel.*")"}) {
    EXPECT_EQ(asked(all).size("Messages.0.MessageAttributes"), 3u);
    EXPECT_EQ(asked(all).text("Messages.0.MD5OfMessageAttributes"), "4c360f3fdafd970e05fae2f149d997f5");
  }
  EXPECT_EQ(asked(R"("Hello", "None")").text("Messages.0.MD5OfMessageAttributes"),
            "a311262e065454b75da111d535b8dacd");
  const Reply prefix = asked(R"("Hel.*")");
  EXPECT_EQ(prefix.text("Messages.0.MD5OfMessageAttributes"), "83fee93c1bcd8b9a5a923ffacdc636c7");
  const auto* shown = prefix.at("Messages.0.MessageAttributes");
  ASSERT_EQ(shown->size(), 2u);
  EXPECT_EQ(kit::to_json(*shown), R"({"Hello":{"StringValue":"There","DataType":"String"},)"
                                  R"("Help.Me":{"StringValue":"Me","DataType":"String"}})");
  for (const char* none : {"", R"("AWS.Foo")", R"("..foo")"}) {
    EXPECT_FALSE(asked(none).has("Messages.0.MessageAttributes"));
    EXPECT_FALSE(asked(none).has("Messages.0.MD5OfMessageAttributes"));
  }
}

TEST_F(SqsMessages, CarryAttributesOfEveryType) {
  const std::string url = queue("q");
  const std::string attributes =
      R"("MessageAttributes": {"id": {"StringValue": "453ae55e-f03b-21a6-a4b1-70c2e2e8fe71", "DataType": "String"},
         "mybin": {"BinaryValue": "a2VrY2hlYnVrZWs=", "DataType": "Binary"},
         "timestamp": {"StringValue": "1603134247654", "DataType": "Number.java.lang.Long"},
         "contentType": {"StringValue": "application/json", "DataType": "String"}})";
  EXPECT_EQ(send(url, "derp", attributes).text("MD5OfMessageAttributes"), "049075255ebc53fb95f7f9f3cedf3c50");
  const Reply got = receive(url, R"("MessageAttributeNames": ["All"])");
  EXPECT_EQ(got.text("Messages.0.MessageAttributes.mybin.BinaryValue"), "kekchebukek");
  EXPECT_EQ(got.text("Messages.0.MessageAttributes.timestamp.DataType"), "Number.java.lang.Long");
  EXPECT_EQ(got.text("Messages.0.MD5OfMessageAttributes"), "049075255ebc53fb95f7f9f3cedf3c50");
}

TEST_F(SqsMessages, CarryAttributesWithinTheRules) {
  const std::string url = queue("q");
  const auto with = [&](std::string_view name, std::string_view value) {
    return send(url, "x", fmt::format(R"("MessageAttributes": {{{}: {{{}}}}})", json_text(name), value));
  };
  const std::string text = R"("DataType": "String", "StringValue": "x")";
  for (const std::string name : {"a", "A-1_b.c", "attr.1\xC3\xB8\xC3\x9F\xC3\xA4", "AWSome"})
    EXPECT_TRUE(with(name, text).ok()) << name;
  for (const std::string name : {"", "aWs.x", "AMAZON.x", ".x", "x.", "x..y", "a!", "a b", "a\xC2\xA7"})
    EXPECT_EQ(with(name, text).code(), "InvalidParameterValue") << name;
  EXPECT_EQ(with(std::string(257, 'n'), text).code(), "InvalidParameterValue");
  EXPECT_FAILS(with("ErrorDetails", R"("DataType": "String", "StringValue": "")"), "InvalidParameterValue",
               "Message (user) attribute 'ErrorDetails' must contain a non-empty value of type 'String'.");
  for (const std::string type : {"string", "Strings", "Float", "Stringy.x"})
    EXPECT_FAILS(
        with("a", fmt::format(R"("DataType": "{}", "StringValue": "x")", type)), "InvalidParameterValue",
        "The type of message (user) attribute 'a' is invalid. You must use only the following supported type "
        "prefixes: Binary, Number, String.");
  EXPECT_EQ(with("a", R"("StringValue": "x")").code(), "InvalidParameterValue");
  EXPECT_EQ(with("a", R"("DataType": "Binary", "StringValue": "x")").code(), "InvalidParameterValue");
  EXPECT_EQ(with("a", R"("DataType": "String", "StringListValues": ["x"])").code(), "InvalidParameterValue");
  EXPECT_EQ(with("a", R"("DataType": "String", "StringValue": "\u0008")").code(), "InvalidParameterValue");
  for (const std::string number : {"1", "-1.5", "+.5", "1e10", "1E-3", "0012"})
    EXPECT_TRUE(with("a", fmt::format(R"("DataType": "Number", "StringValue": "{}")", number)).ok())
        << number;
  for (const std::string number : {"x", ".", "1e", "--1", "1 ", "0x10"})
    EXPECT_FAILS(with("a", fmt::format(R"("DataType": "Number.int", "StringValue": "{}")", number)),
                 "InvalidParameterValue",
                 "Can't cast the value of message (user) attribute 'a' to a number.");
  std::string eleven;
  for (int i = 0; i < 11; ++i) eleven += fmt::format(R"({}"a{}": {{{}}})", i ? "," : "", i, text);
  EXPECT_FAILS(send(url, "x", fmt::format(R"("MessageAttributes": {{{}}})", eleven)), "InvalidParameterValue",
               "Number of message attributes [11] exceeds the allowed maximum [10].");
}

TEST_F(SqsMessages, CarryATrace) {
  const std::string url = queue("q");
  const std::string header = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1";
  const auto with = [&](std::string_view name, std::string_view type) {
    return send(
        url, "x",
        fmt::format(R"("MessageSystemAttributes": {{"{}": {{"DataType": "{}", "StringValue": "{}"}}}})", name,
                    type, header));
  };
  const Reply sent = with("AWSTraceHeader", "String");
  EXPECT_EQ(sent.text("MD5OfMessageSystemAttributes").size(), 32u);
  EXPECT_FALSE(sent.has("MD5OfMessageAttributes"));
  EXPECT_EQ(receive(url, R"("MessageSystemAttributeNames": ["AWSTraceHeader"])")
                .text("Messages.0.Attributes.AWSTraceHeader"),
            header);
  EXPECT_EQ(with("Other", "String").code(), "InvalidParameterValue");
  EXPECT_EQ(with("AWSTraceHeader", "Number").code(), "InvalidParameterValue");
}

TEST_F(SqsMessages, TellAboutThemselves) {
  const std::string url = queue("q", R"("VisibilityTimeout": "0")");
  send(url, "x", R"("MessageGroupId": "fair")");
  world.advance(milliseconds(1500));
  EXPECT_EQ(
      kit::to_json(*receive(url, R"("MessageSystemAttributeNames": ["All"])").at("Messages.0.Attributes")),
      R"({"SenderId":"123456789012","ApproximateFirstReceiveTimestamp":"1767225601500",)"
      R"("ApproximateReceiveCount":"1","SentTimestamp":"1767225600000","MessageGroupId":"fair"})");
  world.advance(seconds(1));
  EXPECT_EQ(kit::to_json(*receive(url, R"("AttributeNames": ["ApproximateReceiveCount", "Policy"],
                                          "MessageSystemAttributeNames": ["ApproximateFirstReceiveTimestamp"])")
                              .at("Messages.0.Attributes")),
            R"({"ApproximateFirstReceiveTimestamp":"1767225601500","ApproximateReceiveCount":"2"})");
  EXPECT_FALSE(receive(url, R"("AttributeNames": ["SequenceNumber"])").has("Messages.0.Attributes"));
}

TEST_F(SqsMessages, AreHiddenWhileTheyAreInFlight) {
  const std::string url = queue("q", R"("VisibilityTimeout": "10")");
  send(url, "x");
  const Reply first = receive(url);
  world.advance(seconds(10) - milliseconds(1));
  EXPECT_EQ(bodies(url), "");
  world.advance(milliseconds(1));
  EXPECT_EQ(counts(url), "1/0/0");
  const Reply second = receive(url, R"("VisibilityTimeout": 100)");
  EXPECT_EQ(bodies_of(second), "x");
  EXPECT_NE(handle(first), handle(second));
  ASSERT_TRUE(change(url, handle(first), 5).ok()) << "AWS takes an older handle";
  world.advance(seconds(5));
  EXPECT_EQ(counts(url), "1/0/0");
  ASSERT_TRUE(change(url, handle(second), 5).ok()) << "AWS answers 200 when it is not in flight,";
  EXPECT_EQ(counts(url), "1/0/0") << "and changes nothing";
  ASSERT_TRUE(remove(url, handle(first)).ok());
  EXPECT_EQ(counts(url), "0/0/0");
}

TEST_F(SqsMessages, AreHiddenLongerOrShorter) {
  const std::string url = queue("q");
  send(url, "x");
  const std::string held = handle(receive(url));
  ASSERT_TRUE(change(url, held, 0).ok());
  EXPECT_EQ(bodies(url, R"("VisibilityTimeout": 0)"), "x");
  EXPECT_EQ(counts(url), "1/0/0");
  const std::string again = handle(receive(url));
  for (const int wrong : {-1, 43201})
    EXPECT_FAILS(
        change(url, again, wrong), "InvalidParameterValue",
        fmt::format("Value {} for parameter VisibilityTimeout is invalid. Reason: Must be between 0 and "
                    "43200, if provided.",
                    wrong));
  world.advance(seconds(10));
  EXPECT_FAILS(
      change(url, again, 43200), "InvalidParameterValue",
      "Value 43200 for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the "
      "message is beyond the limit [43200 seconds]");
  ASSERT_TRUE(change(url, again, 43190).ok());
  world.advance(seconds(43189));
  EXPECT_EQ(counts(url), "0/1/0");
  world.advance(seconds(1));
  EXPECT_EQ(counts(url), "1/0/0");
  EXPECT_FAILS(on("ChangeMessageVisibility", url, fmt::format(R"("ReceiptHandle": "{}")", again)),
               "MissingParameter", "The request must contain the parameter VisibilityTimeout.");
}

TEST_F(SqsMessages, AnswerToTheirHandlesOnly) {
  const std::string url = queue("q");
  send(url, "x");
  const std::string held = handle(receive(url));
  for (const std::string garbage : {"garbage", "AQEB", "AQEBAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}) {
    const auto complaint =
        fmt::format("The input receipt handle \"{}\" is not a valid receipt handle.", garbage);
    EXPECT_FAILS(remove(url, garbage), "ReceiptHandleIsInvalid", complaint);
    EXPECT_FAILS(change(url, garbage, 1), "ReceiptHandleIsInvalid", complaint);
  }
  EXPECT_FAILS(remove(queue("other"), held), "ReceiptHandleIsInvalid",
               fmt::format("The receipt handle \"{}\" is not valid for this queue.", held));
  EXPECT_FAILS(remove(url, ""), "MissingParameter", "The request must contain the parameter ReceiptHandle.");
  remove(url, held);
  EXPECT_FAILS(
      change(url, held, 1), "InvalidParameterValue",
      fmt::format("Value {} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not "
                  "available for visibility timeout change.",
                  held));
}

TEST_F(SqsMessages, AreDelayed) {
  const std::string url = queue("q", R"("DelaySeconds": "10")");
  send(url, "queue's");
  send(url, "own", R"("DelaySeconds": 5)");
  send(url, "none", R"("DelaySeconds": 0)");
  EXPECT_EQ(counts(url), "1/0/2");
  EXPECT_EQ(bodies(url), "none");
  world.advance(seconds(5));
  EXPECT_EQ(bodies(url), "own");
  on("SetQueueAttributes", url, R"("Attributes": {"DelaySeconds": "0"})");
  EXPECT_EQ(counts(url), "0/2/1") << "a new delay is for new messages of a standard queue";
  world.advance(seconds(5));
  EXPECT_EQ(bodies(url), "queue's");
}

TEST_F(SqsMessages, Expire) {
  const std::string url = queue("q", R"("MessageRetentionPeriod": "60")");
  send(url, "first");
  world.advance(seconds(30));
  send(url, "second");
  const Reply taken = receive(url, R"("VisibilityTimeout": 1000)");
  world.advance(seconds(30));
  EXPECT_EQ(counts(url), "1/0/0") << "in flight or not";
  EXPECT_TRUE(remove(url, handle(taken)).ok());
  world.advance(seconds(29));
  EXPECT_EQ(counts(url), "1/0/0");
  world.advance(seconds(1));
  EXPECT_EQ(counts(url), "0/0/0");
  send(url, "third");
  world.advance(seconds(10));
  on("SetQueueAttributes", url, R"("Attributes": {"MessageRetentionPeriod": "120"})");
  world.advance(seconds(109));
  EXPECT_EQ(counts(url), "1/0/0");
  world.advance(seconds(1));
  EXPECT_EQ(counts(url), "0/0/0");
  send(url, "fourth");
  world.advance(seconds(100));
  on("SetQueueAttributes", url, R"("Attributes": {"MessageRetentionPeriod": "60"})");
  EXPECT_EQ(bodies(url), "") << "a shorter period counts for what is there";
}

TEST_F(SqsMessages, AreWaitedFor) {
  const std::string url = queue("q", R"("ReceiveMessageWaitTimeSeconds": "20")");
  const Reply first = receive(url, ""), second = receive(url, R"("WaitTimeSeconds": 5)");
  EXPECT_FALSE(first.done());
  EXPECT_TRUE(receive(url, R"("WaitTimeSeconds": 0)").done());
  send(url, "one");
  EXPECT_EQ(bodies_of(first), "one") << "the oldest first";
  EXPECT_FALSE(second.done());
  world.advance(seconds(5) - milliseconds(1));
  EXPECT_FALSE(second.done());
  world.advance(milliseconds(1));
  EXPECT_EQ(second.json(), "{}");
}

TEST_F(SqsMessages, AreWaitedForUntilTheyShow) {
  const std::string url = queue("q");
  const auto wait = [&] { return receive(url, R"("WaitTimeSeconds": 20)"); };
  send(url, "late", R"("DelaySeconds": 3)");
  const Reply delayed = wait();
  world.advance(seconds(3));
  EXPECT_EQ(bodies_of(delayed), "late");
  ASSERT_TRUE(change(url, handle(delayed), 4).ok());
  const Reply hidden = wait();
  world.advance(seconds(4));
  EXPECT_EQ(bodies_of(hidden), "late");
  const Reply given_back = wait();
  EXPECT_FALSE(given_back.done());
  ASSERT_TRUE(change(url, handle(hidden), 0).ok());
  EXPECT_EQ(bodies_of(given_back), "late");
  const Reply purged = wait();
  on("PurgeQueue", url);
  EXPECT_FALSE(purged.done()) << "a purge is no reason to answer";
  send(url, "after");
  EXPECT_EQ(bodies_of(purged), "after");
}

TEST_F(SqsMessages, AreGivenToEachWhoWaits) {
  const std::string url = queue("q");
  std::vector<Reply> waiting;
  for (int i = 0; i < 4; ++i) waiting.push_back(receive(url, R"("WaitTimeSeconds": 20)"));
  world.cancel(waiting[0]);
  const Reply sent = on("SendMessageBatch", url,
                        R"("Entries": [{"Id": "1", "MessageBody": "a"}, {"Id": "2", "MessageBody": "b"}])");
  EXPECT_EQ(sent.size("Successful"), 2u);
  EXPECT_EQ(bodies_of(waiting[1]), "a");
  EXPECT_EQ(bodies_of(waiting[2]), "b");
  EXPECT_FALSE(waiting[3].done());
}

TEST_F(SqsMessages, GoInBatches) {
  const std::string url = queue("q", R"("MaximumMessageSize": "1024")");
  const Reply sent = on("SendMessageBatch", url,
                        fmt::format(R"("Entries": [{{"Id": "good", "MessageBody": "one"}},
      {{"Id": "late", "MessageBody": "x", "DelaySeconds": 901}}, {{"Id": "long", "MessageBody": "{}"}},
      {{"Id": "odd", "MessageBody": "\u0007"}}, {{"Id": "empty", "MessageBody": ""}},
      {{"Id": "fine", "MessageBody": "two",
        "MessageAttributes": {{"a": {{"DataType": "String", "StringValue": "b"}}}}}}])",
                                    std::string(1025, 'a')));
  EXPECT_EQ(sent.size("Successful"), 2u);
  EXPECT_EQ(sent.text("Successful.0.Id"), "good");
  EXPECT_EQ(sent.text("Successful.0.MD5OfMessageBody"), "f97c5d29941bfb1b2fdab0874906ab82");
  EXPECT_EQ(sent.text("Successful.1.Id"), "fine");
  EXPECT_TRUE(sent.has("Successful.1.MD5OfMessageAttributes"));
  ASSERT_EQ(sent.size("Failed"), 4u);
  EXPECT_EQ(
      kit::to_json(*sent.at("Failed.0")),
      R"({"Id":"late","SenderFault":true,"Code":"InvalidParameterValue","Message":"Value 901 for parameter )"
      R"(DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900."})");
  EXPECT_EQ(sent.text("Failed.1.Message"),
            "One or more parameters cannot be validated. Reason: Message must be shorter than 1024 bytes.");
  EXPECT_EQ(sent.text("Failed.2.Code"), "InvalidMessageContents");
  EXPECT_EQ(sent.text("Failed.3.Code"), "MissingParameter");

  const Reply got = receive(url);
  EXPECT_EQ(bodies_of(got), "one two");
  const Reply changed =
      on("ChangeMessageVisibilityBatch", url,
         fmt::format(R"("Entries": [{{"Id": "a", "ReceiptHandle": "{}", "VisibilityTimeout": 0}},
      {{"Id": "b", "ReceiptHandle": "garbage", "VisibilityTimeout": 0}}, {{"Id": "c", "ReceiptHandle": "{}"}}])",
                     handle(got), handle(got, 1)));
  EXPECT_EQ(kit::to_json(*changed.at("Successful")), R"([{"Id":"a"}])");
  EXPECT_EQ(changed.text("Failed.0.Code"), "ReceiptHandleIsInvalid");
  EXPECT_EQ(changed.text("Failed.1.Code"), "MissingParameter");
  EXPECT_EQ(counts(url), "1/1/0");
  const Reply deleted = on("DeleteMessageBatch", url,
                           fmt::format(R"("Entries": [{{"Id": "a", "ReceiptHandle": "{}"}},
      {{"Id": "b", "ReceiptHandle": "{}"}}, {{"Id": "c", "ReceiptHandle": "garbage"}}])",
                                       handle(got), handle(got, 1)));
  EXPECT_EQ(deleted.size("Successful"), 2u);
  EXPECT_EQ(
      kit::to_json(*deleted.at("Failed")),
      R"([{"Id":"c","SenderFault":true,"Code":"ReceiptHandleIsInvalid","Message":"The input receipt handle )"
      R"(\"garbage\" is not a valid receipt handle."}])");
  EXPECT_EQ(counts(url), "0/0/0");
}

TEST_F(SqsMessages, GoInBatchesThatAreRefusedAsAWhole) {
  const std::string url = queue("q");
  struct Batch {
    const char *operation, *kind, *member;
  };
  const std::vector<std::string> eleven{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"};
  for (const Batch& batch : {Batch{"SendMessageBatch", "SendMessage", R"("MessageBody": "x")"},
                             {"DeleteMessageBatch", "DeleteMessage", R"("ReceiptHandle": "h")"},
                             {"ChangeMessageVisibilityBatch", "ChangeMessageVisibility",
                              R"("ReceiptHandle": "h", "VisibilityTimeout": 0)"}}) {
    const auto refused = [&](const std::vector<std::string>& ids, std::string_view code,
                             const std::string& message) {
      std::string all;
      for (const std::string& id : ids)
        all += fmt::format(R"({}{{"Id": {}, {}}})", all.empty() ? "" : ",", json_text(id), batch.member);
      EXPECT_FAILS(on(batch.operation, url, fmt::format(R"("Entries": [{}])", all)), code, message);
    };
    refused({}, "EmptyBatchRequest",
            fmt::format("There should be at least one {}BatchRequestEntry in the request.", batch.kind));
    refused(eleven, "TooManyEntriesInBatchRequest",
            "Maximum number of entries per request are 10. You have sent 11.");
    refused({"a", "b", "b", "a"}, "BatchEntryIdsNotDistinct", "Id b repeated.");
    for (const std::string& id :
         {std::string(), std::string("a b"), std::string("a:b"), std::string(81, 'i')})
      refused({id}, "InvalidBatchEntryId",
              "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be "
              "at most "
              "80 letters long.");
    EXPECT_EQ(on(batch.operation, "none", R"("Entries": [])").code(), "QueueDoesNotExist");
  }
  EXPECT_FAILS(
      on("SendMessageBatch", url,
         fmt::format(R"("Entries": [{{"Id": "1", "MessageBody": "{}"}}, {{"Id": "2", "MessageBody": "a"}}])",
                     std::string(1048576, 'a'))),
      "BatchRequestTooLong",
      "Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes.");
  EXPECT_EQ(counts(url), "0/0/0");
}

TEST_F(SqsMessages, AreInFlightUpToALimit) {
  const std::string url = queue("q");
  for (int i = 0; i < 12'001; ++i) {
    std::string entries;
    for (int n = 0; n < 10; ++n)
      entries += fmt::format(R"({}{{"Id": "{}", "MessageBody": "x"}})", n ? "," : "", n);
    on("SendMessageBatch", url, fmt::format(R"("Entries": [{}])", entries));
  }
  for (int i = 0; i < 12'000; ++i) receive(url, R"("MaxNumberOfMessages": 10, "VisibilityTimeout": 43200)");
  EXPECT_EQ(counts(url), "10/120000/0");
  EXPECT_EQ(receive(url).code(), "OverLimit");
  const Reply waiting = receive(url, R"("WaitTimeSeconds": 20)");
  EXPECT_FALSE(waiting.done()) << "long polls are not told";
}

}  // namespace
}  // namespace understudy::test
