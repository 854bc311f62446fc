// SQS's queues: making, finding, listing, attributes, tags, permissions, purging, deleting.
#include "tests/services/sqs_fixture.hpp"

namespace understudy::test {
namespace {

class SqsQueues : public Sqs {};

TEST_F(SqsQueues, AreMadeOnceAndFound) {
  const std::string url = queue("orders", R"("DelaySeconds": "5")");
  EXPECT_EQ(url, "http://127.0.0.1:5000/123456789012/orders");
  EXPECT_EQ(queue("orders", R"("DelaySeconds": "5", "VisibilityTimeout": "30")"), url);
  EXPECT_EQ(queue("orders"), url);
  EXPECT_FAILS(call("CreateQueue", R"("QueueName": "orders", "Attributes": {"DelaySeconds": "6"})"),
               "QueueNameExists",
               "A queue already exists with the same name and a different value for attribute DelaySeconds");
  EXPECT_EQ(call("GetQueueUrl", R"("QueueName": "orders")").text("QueueUrl"), url);
  EXPECT_FAILS(call("GetQueueUrl", R"("QueueName": "none")"), "QueueDoesNotExist",
               "The specified queue does not exist.");
  EXPECT_FAILS(call("GetQueueUrl"), "MissingParameter", "The request must contain the parameter QueueName.");
}

TEST_F(SqsQueues, HaveNamesByTheRules) {
  constexpr auto complaint =
      "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length";
  for (const std::string name : {"", "a b", "a/b", "a.fifo", "a.b", "\xC3\xA9"})
    EXPECT_FAILS(call("CreateQueue", fmt::format(R"("QueueName": "{}")", name)), "InvalidParameterValue",
                 complaint);
  EXPECT_FAILS(call("CreateQueue", fmt::format(R"("QueueName": "{}")", std::string(81, 'a'))),
               "InvalidParameterValue", complaint);
  queue(std::string(80, 'a'));
  queue(std::string(75, 'a') + ".fifo");
  for (const std::string name : {"plain", ".fifo", "no.dots.fifo"})
    EXPECT_EQ(
        call("CreateQueue", fmt::format(R"("QueueName": "{}", "Attributes": {{"FifoQueue": "true"}})", name))
            .code(),
        "InvalidParameterValue");
  EXPECT_FAILS(call("CreateQueue"), "MissingParameter", "The request must contain the parameter QueueName.");
}

TEST_F(SqsQueues, ShowTheirAttributes) {
  const std::string url = queue("q");
  EXPECT_EQ(
      on("GetQueueAttributes", url, R"("AttributeNames": ["All"])").json(),
      R"({"Attributes":{"QueueArn":"arn:aws:sqs:us-east-1:123456789012:q","ApproximateNumberOfMessages":"0",)"
      R"("ApproximateNumberOfMessagesNotVisible":"0","ApproximateNumberOfMessagesDelayed":"0",)"
      R"("CreatedTimestamp":"1767225600","LastModifiedTimestamp":"1767225600","VisibilityTimeout":"30",)"
      R"("MaximumMessageSize":"1048576","MessageRetentionPeriod":"345600","DelaySeconds":"0",)"
      R"("ReceiveMessageWaitTimeSeconds":"0","SqsManagedSseEnabled":"true"}})");
  EXPECT_EQ(on("GetQueueAttributes", url).json(), "{}");
  EXPECT_EQ(on("GetQueueAttributes", url, R"("AttributeNames": ["Policy", "FifoQueue"])").json(), "{}");
  EXPECT_FAILS(on("GetQueueAttributes", url, R"("AttributeNames": ["QueueArn", "Nonsense"])"),
               "InvalidAttributeName", "Unknown Attribute Nonsense.");
  EXPECT_FAILS(on("GetQueueAttributes", url, R"("AttributeNames": [""])"), "InvalidAttributeName",
               "Unknown Attribute .");
  const Reply fifo = on("GetQueueAttributes", queue("f.fifo"), R"("AttributeNames": ["All"])");
  EXPECT_EQ(fifo.text("Attributes.FifoQueue"), "true");
  EXPECT_EQ(fifo.text("Attributes.ContentBasedDeduplication"), "false");
  EXPECT_EQ(fifo.text("Attributes.DeduplicationScope"), "queue");
  EXPECT_EQ(fifo.text("Attributes.FifoThroughputLimit"), "perQueue");
}

TEST_F(SqsQueues, TakeAttributesWithinTheirRanges) {
  const std::string url = queue("q");
  world.advance(seconds(5));
  ASSERT_TRUE(
      on("SetQueueAttributes", url,
         R"("Attributes": {"VisibilityTimeout": "43200", "MaximumMessageSize": "1024", "DelaySeconds": "900",
                                   "MessageRetentionPeriod": "60", "ReceiveMessageWaitTimeSeconds": "20"})")
          .ok());
  EXPECT_EQ(attribute(url, "VisibilityTimeout"), "43200");
  EXPECT_EQ(attribute(url, "MessageRetentionPeriod"), "60");
  EXPECT_EQ(attribute(url, "LastModifiedTimestamp"), "1767225605");
  EXPECT_EQ(attribute(url, "CreatedTimestamp"), "1767225600");
  const std::pair<const char*, const char*> wrong[] = {{"VisibilityTimeout", "43201"},
                                                       {"VisibilityTimeout", "-1"},
                                                       {"VisibilityTimeout", "x"},
                                                       {"VisibilityTimeout", ""},
                                                       {"MaximumMessageSize", "1023"},
                                                       {"MaximumMessageSize", "1048577"},
                                                       {"DelaySeconds", "901"},
                                                       {"MessageRetentionPeriod", "59"},
                                                       {"MessageRetentionPeriod", "1209601"},
                                                       {"ReceiveMessageWaitTimeSeconds", "21"},
                                                       {"KmsDataKeyReusePeriodSeconds", "59"},
                                                       {"SqsManagedSseEnabled", "yes"},
                                                       {"Policy", "nonsense"},
                                                       {"Policy", "{}"},
                                                       {"Policy", R"({"Statement":[{}]})"}};
  for (const auto& [name, value] : wrong)
    EXPECT_FAILS(
        on("SetQueueAttributes", url, fmt::format(R"("Attributes": {{"{}": {}}})", name, json_text(value))),
        "InvalidAttributeValue", fmt::format("Invalid value for the parameter {}.", name));
  for (const std::string name :
       {"Colour", "QueueArn", "All", "ApproximateNumberOfMessages", "FifoQueue", "ContentBasedDeduplication"})
    EXPECT_FAILS(on("SetQueueAttributes", url, fmt::format(R"("Attributes": {{"{}": "true"}})", name)),
                 "InvalidAttributeName", fmt::format("Unknown Attribute {}.", name));
  for (const std::string name : {"DeduplicationScope", "FifoThroughputLimit"})
    EXPECT_FAILS(on("SetQueueAttributes", url, fmt::format(R"("Attributes": {{"{}": "queue"}})", name)),
                 "InvalidAttributeName",
                 fmt::format("You can specify the {} only when FifoQueue is set to true.", name));
  EXPECT_FAILS(on("SetQueueAttributes", url), "MissingParameter",
               "The request must contain the parameter Attributes.");
  EXPECT_EQ(attribute(url, "VisibilityTimeout"), "43200") << "a refused call changes nothing";
  EXPECT_EQ(queue("padded", R"("VisibilityTimeout ": "7")"), "http://127.0.0.1:5000/123456789012/padded");
  EXPECT_EQ(attribute("padded", "VisibilityTimeout"), "7");
}

TEST_F(SqsQueues, KeepTheirType) {
  const std::string url = queue("f.fifo", R"("ContentBasedDeduplication": "True")");
  EXPECT_EQ(attribute(url, "ContentBasedDeduplication"), "true");
  EXPECT_TRUE(on("SetQueueAttributes", url, R"("Attributes": {"FifoQueue": "true"})").ok());
  EXPECT_FAILS(on("SetQueueAttributes", url, R"("Attributes": {"FifoQueue": "false"})"),
               "InvalidAttributeValue",
               "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.");
  EXPECT_FAILS(call("CreateQueue", R"("QueueName": "s", "Attributes": {"FifoQueue": "false"})"),
               "InvalidAttributeName", "Unknown Attribute FifoQueue.");
  EXPECT_FAILS(call("CreateQueue", R"("QueueName": "s", "Attributes": {"FifoQueue": "tru"})"),
               "InvalidAttributeValue", "Invalid value for the parameter FifoQueue.");
  EXPECT_EQ(
      on("SetQueueAttributes", url, R"("Attributes": {"FifoThroughputLimit": "perMessageGroupId"})").code(),
      "InvalidAttributeValue");
  EXPECT_TRUE(
      on("SetQueueAttributes", url,
         R"("Attributes": {"FifoThroughputLimit": "perMessageGroupId", "DeduplicationScope": "messageGroup"})")
          .ok());
  EXPECT_EQ(attribute(url, "FifoThroughputLimit"), "perMessageGroupId");
  EXPECT_EQ(on("SetQueueAttributes", url, R"("Attributes": {"DeduplicationScope": "world"})").code(),
            "InvalidAttributeValue");
}

TEST_F(SqsQueues, HaveOneEncryption) {
  const std::string url = queue("q");
  ASSERT_TRUE(on("SetQueueAttributes", url,
                 R"("Attributes": {"KmsMasterKeyId": "key", "KmsDataKeyReusePeriodSeconds": "6000"})")
                  .ok());
  EXPECT_EQ(attribute(url, "SqsManagedSseEnabled"), "false");
  EXPECT_EQ(attribute(url, "KmsMasterKeyId"), "key");
  EXPECT_EQ(attribute(url, "KmsDataKeyReusePeriodSeconds"), "6000");
  EXPECT_FAILS(
      on("SetQueueAttributes", url,
         R"("Attributes": {"KmsMasterKeyId": "key", "SqsManagedSseEnabled": "true"})"),
      "InvalidAttributeName",
      "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or "
      "SQS SSE.");
  ASSERT_TRUE(on("SetQueueAttributes", url, R"("Attributes": {"SqsManagedSseEnabled": "true"})").ok());
  EXPECT_EQ(attribute(url, "KmsMasterKeyId"), "");
  ASSERT_TRUE(on("SetQueueAttributes", url, R"("Attributes": {"KmsMasterKeyId": "key"})").ok());
  ASSERT_TRUE(on("SetQueueAttributes", url, R"("Attributes": {"KmsMasterKeyId": ""})").ok());
  EXPECT_EQ(attribute(url, "SqsManagedSseEnabled"), "false") << "as AWS leaves it";
  EXPECT_EQ(attribute(url, "KmsDataKeyReusePeriodSeconds"), "");
}

TEST_F(SqsQueues, HavePolicies) {
  const std::string url = queue("q");
  const std::string policy = R"({"Statement": {"Effect": "Allow", "Action": "sqs:*", "Principal": "*"}})";
  ASSERT_TRUE(
      on("SetQueueAttributes", url, fmt::format(R"("Attributes": {{"Policy": {}}})", json_text(policy)))
          .ok());
  EXPECT_EQ(attribute(url, "Policy"), policy);
  EXPECT_EQ(
      queue("q",
            R"("Policy": "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"sqs:*\",\"Principal\":\"*\"}}")"),
      url)
      << "the same but for its spaces";
  ASSERT_TRUE(
      on("AddPermission", url, R"("Label": "l", "AWSAccountIds": ["111122223333"], "Actions": ["*"])").ok());
  EXPECT_EQ(
      attribute(url, "Policy"),
      R"({"Statement":[{"Effect":"Allow","Action":"sqs:*","Principal":"*"},{"Sid":"l","Effect":"Allow",)"
      R"("Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"SQS:*",)"
      R"("Resource":"arn:aws:sqs:us-east-1:123456789012:q"}]})");
  ASSERT_TRUE(on("SetQueueAttributes", url, R"("Attributes": {"Policy": ""})").ok());
  EXPECT_EQ(attribute(url, "Policy"), "");
}

TEST_F(SqsQueues, HavePoliciesOfALimitedSize) {
  const std::string url = queue("q");
  for (int i = 0; i < 20; ++i)
    ASSERT_TRUE(on("AddPermission", url,
                   fmt::format(R"("Label": "l{}", "AWSAccountIds": ["111122223333"], "Actions": ["*"])", i))
                    .ok());
  EXPECT_FAILS(
      on("AddPermission", url, R"("Label": "more", "AWSAccountIds": ["111122223333"], "Actions": ["*"])"),
      "OverLimit", "21 Statements were found, maximum allowed is 20.");
  const auto set = [&](std::string_view policy) {
    return on("SetQueueAttributes", url, fmt::format(R"("Attributes": {{"Policy": {}}})", json_text(policy)));
  };
  const std::string statement = R"({"Effect":"Allow","Action":"sqs:*","Principal":"*"})";
  std::string statements = statement;
  for (int i = 1; i < 20; ++i) statements += "," + statement;
  EXPECT_TRUE(set(fmt::format(R"({{"Statement":[{}]}})", statements)).ok());
  EXPECT_EQ(set(fmt::format(R"({{"Statement":[{},{}]}})", statements, statement)).code(),
            "InvalidAttributeValue");
  const std::string empty = R"({"Statement":{"Effect":"Allow","Action":"sqs:*"},"Id":""})";
  const auto filled = [&](std::size_t size) {
    return std::string(empty).insert(empty.size() - 2, std::string(size - empty.size(), 'x'));
  };
  EXPECT_TRUE(set(filled(8192)).ok());
  EXPECT_EQ(set(filled(8193)).code(), "InvalidAttributeValue");
}

TEST_F(SqsQueues, LetOthersIn) {
  const std::string url = queue("q");
  const auto add = [&](std::string_view label, std::string_view accounts, std::string_view actions) {
    return on(
        "AddPermission", url,
        fmt::format(R"("Label": "{}", "AWSAccountIds": [{}], "Actions": [{}])", label, accounts, actions));
  };
  ASSERT_TRUE(add("one", R"("111122223333", "444455556666")", R"("SendMessage", "ReceiveMessage")").ok());
  EXPECT_EQ(
      attribute(url, "Policy"),
      R"({"Version":"2008-10-17","Id":"arn:aws:sqs:us-east-1:123456789012:q/SQSDefaultPolicy","Statement":[)"
      R"({"Sid":"one","Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111122223333:root",)"
      R"("arn:aws:iam::444455556666:root"]},"Action":["SQS:SendMessage","SQS:ReceiveMessage"],)"
      R"("Resource":"arn:aws:sqs:us-east-1:123456789012:q"}]})");
  EXPECT_FAILS(add("one", R"("111122223333")", R"("SendMessage")"), "InvalidParameterValue",
               "Value one for parameter Label is invalid. Reason: Already exists.");
  EXPECT_FAILS(
      add("two", R"("111122223333")", R"("DeleteQueue")"), "InvalidParameterValue",
      "Value SQS:DeleteQueue for parameter ActionName is invalid. Reason: Only the queue owner is allowed to "
      "invoke this action.");
  EXPECT_FAILS(
      add("two", R"("111122223333")", R"("Dance")"), "InvalidParameterValue",
      "Value SQS:Dance for parameter ActionName is invalid. Reason: Please refer to the appropriate WSDL for "
      "a list of valid actions.");
  EXPECT_FAILS(add("two", R"("111122223333")", ""), "MissingParameter",
               "The request must contain the parameter Actions.");
  EXPECT_FAILS(add("two", "", R"("SendMessage")"), "InvalidParameterValue",
               "Value [] for parameter PrincipalId is invalid. Reason: Unable to verify.");
  EXPECT_FAILS(add("two", R"("abc")", R"("SendMessage")"), "InvalidParameterValue",
               "Value [abc] for parameter PrincipalId is invalid. Reason: Unable to verify.");
  EXPECT_FAILS(add("two", R"("111122223333")", R"("*","*","*","*","*","*","*","*")"), "OverLimit",
               "8 Actions were found, maximum allowed is 7.");
  std::string crowd = R"("111122223333")";
  for (int i = 0; i < 50; ++i) crowd += R"(, "111122223333")";
  EXPECT_FAILS(add("two", crowd, R"("*")"), "OverLimit", "51 Principals were found, maximum allowed is 50.");
  EXPECT_EQ(add("no spaces", R"("111122223333")", R"("*")").code(), "InvalidParameterValue");
  EXPECT_FAILS(add("", R"("111122223333")", R"("*")"), "MissingParameter",
               "The request must contain the parameter Label.");
  ASSERT_TRUE(on("RemovePermission", url, R"("Label": "one")").ok());
  EXPECT_EQ(attribute(url, "Policy"), "");
  EXPECT_FAILS(on("RemovePermission", url, R"("Label": "one")"), "InvalidParameterValue",
               "Value one for parameter Label is invalid. Reason: can't find label.");
}

TEST_F(SqsQueues, AreListedInPages) {
  EXPECT_EQ(call("ListQueues").json(), "{}");
  for (const char letter : std::string("abcde")) queue(fmt::format("page-{}", letter));
  queue("other");
  EXPECT_EQ(call("ListQueues").size("QueueUrls"), 6u);
  EXPECT_EQ(call("ListQueues", R"("QueueNamePrefix": "page-")").size("QueueUrls"), 5u);
  EXPECT_EQ(call("ListQueues", R"("QueueNamePrefix": "pager")").json(), "{}");
  std::string token, all;
  std::vector<std::size_t> sizes;
  do {
    const Reply page =
        call("ListQueues", fmt::format(R"("QueueNamePrefix": "page-", "MaxResults": 2{})",
                                       token.empty() ? "" : R"(, "NextToken": ")" + token + '"'));
    sizes.push_back(page.size("QueueUrls"));
    for (std::size_t i = 0; i < sizes.back(); ++i) all += page.text(fmt::format("QueueUrls.{}", i)).back();
    token = page.text("NextToken");
  } while (!token.empty());
  EXPECT_EQ(sizes, (std::vector<std::size_t>{2, 2, 1}));
  EXPECT_EQ(all, "abcde");
  EXPECT_FALSE(call("ListQueues", R"("QueueNamePrefix": "page-", "MaxResults": 5)").has("NextToken"));
  for (const int wrong : {0, 1001})
    EXPECT_EQ(call("ListQueues", fmt::format(R"("MaxResults": {})", wrong)).code(), "InvalidParameterValue");
  EXPECT_EQ(call("ListQueues", R"("NextToken": "?")").code(), "InvalidParameterValue");
}

TEST_F(SqsQueues, AreListedAThousandAtMost) {
  for (int i = 0; i < 1001; ++i) queue(fmt::format("q{}", i));
  const Reply reply = call("ListQueues");
  EXPECT_EQ(reply.size("QueueUrls"), 1000u);
  EXPECT_FALSE(reply.has("NextToken"));
}

TEST_F(SqsQueues, AreTagged) {
  const std::string url =
      call("CreateQueue", R"("QueueName": "q", "tags": {"team": "red", "none": ""})").text("QueueUrl");
  EXPECT_EQ(on("ListQueueTags", url).json(), R"({"Tags":{"none":"","team":"red"}})");
  ASSERT_TRUE(on("TagQueue", url, R"("Tags": {"team": "blue", "Team": "green"})").ok());
  ASSERT_TRUE(on("UntagQueue", url, R"("TagKeys": ["none", "never-there"])").ok());
  EXPECT_EQ(on("ListQueueTags", url).json(), R"({"Tags":{"Team":"green","team":"blue"}})");
  EXPECT_FAILS(on("TagQueue", url, R"("Tags": {})"), "MissingParameter",
               "The request must contain the parameter Tags.");
  EXPECT_FAILS(on("UntagQueue", url, R"("TagKeys": [])"), "InvalidParameterValue",
               "Tag keys must be between 1 and 128 characters in length.");
  EXPECT_FAILS(on("TagQueue", url, fmt::format(R"("Tags": {{"{}": "x"}})", std::string(129, 'k'))),
               "InvalidParameterValue", "Tag keys must be between 1 and 128 characters in length.");
  EXPECT_FAILS(on("TagQueue", url, fmt::format(R"("Tags": {{"k": "{}"}})", std::string(257, 'v'))),
               "InvalidParameterValue", "Tag values must be between 0 and 256 characters in length.");
  EXPECT_EQ(on("TagQueue", url, R"("Tags": {"aws:k": "v"})").code(), "InvalidParameterValue");
  std::string many;
  for (int i = 0; i < 49; ++i) many += fmt::format(R"({}"k{}": "v")", i ? "," : "", i);
  EXPECT_FAILS(on("TagQueue", url, fmt::format(R"("Tags": {{{}}})", many)), "InvalidParameterValue",
               "Too many tags added for queue q.");
  EXPECT_EQ(on("ListQueueTags", url).size("Tags"), 2u);
  ASSERT_TRUE(on("UntagQueue", url, R"("TagKeys": ["team", "Team"])").ok());
  EXPECT_EQ(on("ListQueueTags", url).json(), "{}");
}

TEST_F(SqsQueues, ArePurgedOnceAMinute) {
  const std::string url = queue("q");
  send(url, "ready");
  send(url, "late", R"("DelaySeconds": 5)");
  send(url, "taken");
  const Reply taken = receive(url, R"("MaxNumberOfMessages": 1)");
  ASSERT_TRUE(on("PurgeQueue", url).ok());
  EXPECT_EQ(counts(url), "0/0/0");
  EXPECT_TRUE(remove(url, handle(taken)).ok()) << "a handle of a purged message is no error";
  world.advance(seconds(59));
  EXPECT_FAILS(on("PurgeQueue", url), "PurgeQueueInProgress",
               "Only one PurgeQueue operation on q is allowed every 60 seconds.");
  send(url, "new");
  EXPECT_EQ(bodies(url), "new");
  world.advance(seconds(1));
  EXPECT_TRUE(on("PurgeQueue", url).ok());
  world.advance(seconds(60));
  EXPECT_EQ(counts(url), "0/0/0");
}

TEST_F(SqsQueues, AreClearedAwayInSlices) {
  const std::string url = queue("q");
  for (int i = 0; i < 2500; ++i) send(url, "x");
  on("PurgeQueue", url);
  send(url, "new");
  const auto rows = [&] { return world.view(place()).find("\"leftovers\": {}") == std::string::npos; };
  EXPECT_TRUE(rows());
  world.advance(milliseconds(49));
  EXPECT_TRUE(rows());
  world.advance(milliseconds(11));
  EXPECT_FALSE(rows());
  EXPECT_EQ(counts(url), "1/0/0");
  on("DeleteQueue", url);
  world.advance(milliseconds(10));
  EXPECT_NE(world.view(place()).find("\"messages\": {}"), std::string::npos);
}

TEST_F(SqsQueues, AreDeletedWithAllTheyHold) {
  const std::string url = queue("q");
  send(url, "lost");
  const Reply parked = receive(queue("empty"), R"("WaitTimeSeconds": 20)");
  ASSERT_TRUE(on("DeleteQueue", url).ok());
  EXPECT_FAILS(on("DeleteQueue", url), "QueueDoesNotExist", "The specified queue does not exist.");
  EXPECT_FAILS(on("GetQueueAttributes", url), "QueueDoesNotExist", "The specified queue does not exist.");
  EXPECT_EQ(queue("q"), url);
  EXPECT_EQ(counts(url), "0/0/0");
  EXPECT_FALSE(parked.done());
  ASSERT_TRUE(on("DeleteQueue", "empty").ok());
  EXPECT_EQ(parked.code(), "QueueDoesNotExist") << "who waits is told";
  EXPECT_FAILS(call("DeleteQueue"), "MissingParameter", "The request must contain the parameter QueueUrl.");
}

TEST_F(SqsQueues, MayBeMadeAgainAfterAMinuteWhereAwsIsFollowed) {
  world.client.wait_after_delete = true;
  queue("q");
  ASSERT_TRUE(on("DeleteQueue", "q").ok());
  EXPECT_FAILS(
      call("CreateQueue", R"("QueueName": "q")"), "QueueDeletedRecently",
      "You must wait 60 seconds after deleting a queue before you can create another with the same name.");
  world.advance(seconds(60));
  queue("q");
}

TEST_F(SqsQueues, AnswerToEveryFormOfUrl) {
  queue("q");
  for (const std::string url :
       {"q", "http://127.0.0.1:5000/123456789012/q", "https://sqs.us-east-1.amazonaws.com/123456789012/q",
        "https://queue.amazonaws.com/123456789012/q", "https://us-east-1.queue.amazonaws.com/123456789012/q",
        "http://sqs.us-east-1.localhost.localstack.cloud:4566/123456789012/q",
        "http://queue.localhost.localstack.cloud:4566/123456789012/q",
        "http://localhost:4566/queue/us-east-1/123456789012/q", "http://localhost:9324/queue/q",
        "http://localhost:5000/_world/a/123456789012/q", "http://localhost:5000/123/q",
        "http://localhost:5000/123456789012/q/",
        "https://vpce-1.sqs.us-east-1.vpce.amazonaws.com/123456789012/q"})
    EXPECT_EQ(attribute(url, "QueueArn"), "arn:aws:sqs:us-east-1:123456789012:q") << url;
  for (const std::string url :
       {"http://whatever-incorrect", "https://sqs.eu-west-1.amazonaws.com/123456789012/q",
        "https://sqs.us-east-1.amazonaws.com/210987654321/q", "/", "http://"})
    EXPECT_EQ(on("GetQueueAttributes", url).code(), "QueueDoesNotExist") << url;
}

TEST_F(SqsQueues, OfOtherAccountsAndRegionsAreReached) {
  world.client.account = "210987654321";
  world.client.region = "eu-west-1";
  const std::string url = queue("theirs");
  EXPECT_EQ(url, "http://127.0.0.1:5000/210987654321/theirs");
  world.client.account = "123456789012";
  EXPECT_EQ(attribute(url, "QueueArn"), "arn:aws:sqs:eu-west-1:210987654321:theirs");
  EXPECT_EQ(call("GetQueueUrl", R"("QueueName": "theirs", "QueueOwnerAWSAccountId": "210987654321")")
                .text("QueueUrl"),
            url);
  EXPECT_EQ(call("GetQueueUrl", R"("QueueName": "theirs")").code(), "QueueDoesNotExist");
  world.client.region = "us-east-1";
  const std::string there = "https://sqs.eu-west-1.amazonaws.com/210987654321/theirs";
  ASSERT_TRUE(send(there, "hello").ok());
  const Reply got = receive(there, R"("AttributeNames": ["SenderId"])");
  EXPECT_EQ(got.text("Messages.0.Attributes.SenderId"), "123456789012");
}

TEST_F(SqsQueues, HaveUrlsAsTheDialectWritesThem) {
  world.client.dialect = kit::Dialect::localstack;
  world.client.public_host = "localhost.localstack.cloud:4566";
  world.client.host = "us-west-2.queue.example.com:4566";
  world.client.prefix = "/_world/a";
  const auto url = [&](std::string_view strategy, std::string_view region) {
    world.client.queue_url_strategy = strategy;
    world.client.region = region;
    return queue("q");
  };
  EXPECT_EQ(url("standard", "us-east-1"),
            "http://sqs.us-east-1.localhost.localstack.cloud:4566/_world/a/123456789012/q");
  EXPECT_EQ(url("domain", "us-east-1"),
            "http://queue.localhost.localstack.cloud:4566/_world/a/123456789012/q");
  EXPECT_EQ(url("domain", "eu-west-1"),
            "http://eu-west-1.queue.localhost.localstack.cloud:4566/_world/a/123456789012/q");
  EXPECT_EQ(url("path", "us-east-1"),
            "http://localhost.localstack.cloud:4566/_world/a/queue/us-east-1/123456789012/q");
  EXPECT_EQ(url("off", "us-east-1"), "http://localhost.localstack.cloud:4566/_world/a/123456789012/q");
  EXPECT_EQ(url("dynamic", "us-west-2"), "http://us-west-2.queue.example.com:4566/_world/a/123456789012/q");
  world.client.host = "localhost:4566";
  EXPECT_EQ(url("dynamic", "us-west-2"), "http://localhost:4566/_world/a/queue/us-west-2/123456789012/q");
  world.client.host = "sqs.us-west-2.example.com";
  EXPECT_EQ(url("dynamic", "us-west-2"), "http://sqs.us-west-2.example.com/_world/a/123456789012/q");
}

}  // namespace
}  // namespace understudy::test
