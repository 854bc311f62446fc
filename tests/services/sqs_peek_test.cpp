// The page of a queue's messages, and calls that name their queue by the path they are sent to.
#include "tests/services/sqs_fixture.hpp"

namespace understudy::test {
namespace {

class SqsPeek : public Sqs {
 public:
  Reply look(std::string_view url, std::string query = {}) {
    world.client.query = std::move(query);
    return world.page("sqs", "/_aws/sqs/messages", fmt::format(R"({{"QueueUrl": {}}})", json_text(url)));
  }
  static std::string attribute_of(const Reply& reply, int message, std::string_view name) {
    return reply.text(fmt::format("Messages.{}.Attributes.{}", message, name));
  }
};

TEST_F(SqsPeek, ChangesNothing) {
  const std::string url = queue("q");
  EXPECT_EQ(look(url).json(), "{}");
  send(url, "a", R"("MessageAttributes": {"colour": {"DataType": "String", "StringValue": "red"}})");
  send(url, "b");
  const std::string before = world.view(place());
  const Reply seen = look(url);
  EXPECT_EQ(bodies_of(seen), "a b");
  EXPECT_EQ(handle(seen), "SQS/BACKDOOR/ACCESS");
  EXPECT_EQ(attribute_of(seen, 0, "SenderId"), "123456789012");
  EXPECT_EQ(attribute_of(seen, 0, "ApproximateReceiveCount"), "0");
  EXPECT_EQ(attribute_of(seen, 0, "ApproximateFirstReceiveTimestamp"), "0");
  EXPECT_FALSE(attribute_of(seen, 0, "SentTimestamp").empty());
  EXPECT_FALSE(seen.has("Messages.0.Attributes.IsVisible"));
  EXPECT_FALSE(seen.has("Messages.0.Attributes.IsDelayed"));
  EXPECT_EQ(seen.text("Messages.0.MessageAttributes.colour.StringValue"), "red");
  EXPECT_EQ(world.view(place()), before);
}

TEST_F(SqsPeek, ShowsWhatIsHiddenWhenAsked) {
  const std::string url = queue("q");
  for (const std::string_view body : {"a", "b"}) send(url, body);
  send(url, "late", R"("DelaySeconds": 10)");
  receive(url, R"("MaxNumberOfMessages": 1)");
  EXPECT_EQ(bodies_of(look(url)), "b");
  for (const std::string no :
       {"ShowInvisible=false", "ShowInvisible=0", "ShowInvisible", "XShowInvisible=true"})
    EXPECT_EQ(bodies_of(look(url, no)), "b") << no;
  const Reply invisible = look(url, "ShowInvisible=True");
  EXPECT_EQ(bodies_of(invisible), "a b");
  EXPECT_EQ(attribute_of(invisible, 0, "IsVisible"), "false");
  EXPECT_EQ(attribute_of(invisible, 1, "IsVisible"), "true");
  EXPECT_EQ(attribute_of(invisible, 0, "ApproximateReceiveCount"), "1");
  EXPECT_NE(attribute_of(invisible, 0, "ApproximateFirstReceiveTimestamp"), "0");
  const Reply delayed = look(url, "QueueUrl=x&ShowDelayed=1");
  EXPECT_EQ(bodies_of(delayed), "b late");
  EXPECT_EQ(attribute_of(delayed, 0, "IsDelayed"), "false");
  EXPECT_EQ(attribute_of(delayed, 1, "IsDelayed"), "true");
  EXPECT_EQ(bodies_of(look(url, "ShowDelayed=true&ShowInvisible=true")), "a b late");
}

TEST_F(SqsPeek, LeavesOutGroupsThatAreHeldBack) {
  const std::string url = queue("q.fifo");
  for (const std::string_view body : {"a1", "a2"}) send_to(url, "a", body);
  for (const std::string_view body : {"b1", "b2"}) send_to(url, "b", body);
  EXPECT_EQ(bodies_of(look(url)), "a1 a2 b1 b2");
  receive(url, R"("MaxNumberOfMessages": 1)");
  EXPECT_EQ(bodies_of(look(url)), "b1 b2");
  const Reply all = look(url, "ShowInvisible=true");
  EXPECT_EQ(bodies_of(all), "a1 a2 b1 b2");
  EXPECT_EQ(attribute_of(all, 0, "IsVisible"), "false");
  EXPECT_EQ(attribute_of(all, 0, "MessageGroupId"), "a");
}

TEST_F(SqsPeek, FindsQueuesByPathAndSaysWhatIsMissing) {
  const std::string url = queue("q");
  send(url, "a");
  world.client.account = "210987654321";
  world.client.region = "eu-west-1";
  world.client.path = "/_aws/sqs/messages/us-east-1/123456789012/q";
  EXPECT_EQ(bodies_of(look("")), "a");
  for (const std::string path : {"/_aws/sqs/messages", "/_aws/sqs/messages/eu-west-1/123456789012/q",
                                 "/_aws/sqs/messages/us-east-1/123456789012/other", "/_aws/sqs/messages/x"}) {
    world.client.path = path;
    EXPECT_EQ(look("").code(), "QueueDoesNotExist") << path;
  }
  world.client.path = "/_aws/sqs/messages";
  EXPECT_FAILS(look("http://localhost:4566/nonsense"), "InvalidAddress",
               "The address https://queue.amazonaws.com/ is not valid for this endpoint.");
  EXPECT_EQ(look("http://localhost:4566/123456789012/nonsense").code(), "QueueDoesNotExist");
  EXPECT_EQ(look("nonsense").code(), "QueueDoesNotExist");
}

class SqsPaths : public Sqs {};

TEST_F(SqsPaths, NameTheQueueWhereTheInputDoesNot) {
  queue("q");
  for (const std::string path : {"/123456789012/q", "/123456789012/q/", "/queue/us-east-1/123456789012/q"}) {
    world.client.path = path;
    EXPECT_TRUE(call("SendMessage", R"("MessageBody": "hello")").ok()) << path;
  }
  EXPECT_EQ(call("ReceiveMessage", R"("MaxNumberOfMessages": 10)").size("Messages"), 3u);
  world.client.region = "eu-west-1";  // the path says it
  EXPECT_TRUE(call("GetQueueAttributes").ok());
  world.client.region = "us-east-1";
  EXPECT_EQ(on("GetQueueAttributes", "http://localhost/123456789012/other").code(), "QueueDoesNotExist");
  for (const std::string path : {"/", "/q", "/123456789012", "/123456789012/"}) {
    world.client.path = path;
    EXPECT_FAILS(call("SendMessage", R"("MessageBody": "hello")"), "MissingParameter",
                 "The request must contain the parameter QueueUrl.");
  }
  world.client.path = "/123456789012/other";
  EXPECT_EQ(call("SendMessage", R"("MessageBody": "hello")").code(), "QueueDoesNotExist");
  world.client.path = "/210987654321/q";
  EXPECT_EQ(call("SendMessage", R"("MessageBody": "hello")").code(), "QueueDoesNotExist");
}

}  // namespace
}  // namespace understudy::test
