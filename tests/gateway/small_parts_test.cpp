// Origins, waiting queues and log lines.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "gateway/cors.hpp"
#include "gateway/deadlines.hpp"
#include "gateway/log.hpp"

namespace understudy::gateway {
namespace {

struct FromPage {
  std::vector<protocol::Field> fields;
  protocol::Request request;
  FromPage(std::string_view name, std::string_view value) : fields{{name, value}} {
    request.method = "POST";
    request.fields = fields;
  }
};

TEST(Cors, LetsAnyPageInWhereMotoDoes) {
  const Cors cors;
  EXPECT_TRUE(cors.admits(FromPage("Origin", "http://anywhere.example").request));
}

TEST(Cors, LetsOnlyKnownPagesInWhereLocalStackDoes) {
  const Cors cors({"localhost:4566"}, " http://mine.example , http://other.example");
  EXPECT_TRUE(cors.admits(FromPage("X", "y").request));
  EXPECT_TRUE(cors.admits(FromPage("Origin", "http://localhost:4566").request));
  EXPECT_TRUE(cors.admits(FromPage("Origin", "http://mine.example").request));
  EXPECT_TRUE(cors.admits(FromPage("Origin", "https://app.localstack.cloud").request));
  EXPECT_TRUE(cors.admits(FromPage("Referer", "http://other.example/page?x").request));
  EXPECT_FALSE(cors.admits(FromPage("Origin", "http://foreign.example").request));
  EXPECT_FALSE(cors.admits(FromPage("Referer", "http://foreign.example/page").request));
  EXPECT_TRUE(Cors({}, "*").admits(FromPage("Origin", "http://foreign.example").request));
}

TEST(Cors, AddsHeadersOnlyForPages) {
  kit::Arena arena;
  const Cors cors({}, "http://mine.example");
  protocol::Reply reply;
  cors.add_headers(FromPage("X", "y").request, arena, reply);
  EXPECT_TRUE(reply.headers.empty());
  cors.add_headers(FromPage("Origin", "http://mine.example").request, arena, reply);
  ASSERT_FALSE(reply.headers.empty());
  EXPECT_EQ(reply.headers[0].name, "Access-Control-Allow-Origin");
  EXPECT_EQ(reply.headers[0].value, "http://mine.example");
}

TEST(Deadlines, GiveUpInOrderAndOnlyWhenDue) {
  Deadlines deadlines({3, 0, 0, 0, 0, 1});
  Waiting a, b, c, d;
  std::vector<Waiting*> expired;
  const auto tick = [&] {
    expired.clear();
    deadlines.tick([&](Waiting& w) { expired.push_back(&w); });
    return expired;
  };
  deadlines.wait(a, Patience::idle);
  deadlines.wait(d, Patience::answer);
  EXPECT_TRUE(tick().empty());
  deadlines.wait(b, Patience::idle);
  deadlines.wait(c, Patience::linger);
  EXPECT_EQ(tick(), std::vector{&c});
  deadlines.wait(a, Patience::idle);  // starts anew, behind b
  EXPECT_TRUE(tick().empty());
  EXPECT_EQ(tick(), std::vector{&b});
  EXPECT_EQ(tick(), std::vector{&a});
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(tick().empty());
  EXPECT_EQ(deadlines.size(), 1u);
  EXPECT_EQ(deadlines.size(Patience::answer), 1u);
  deadlines.leave(d);
  deadlines.leave(d);
  EXPECT_EQ(deadlines.size(), 0u);
}

TEST(Log, WritesALineARequest) {
  std::string line;
  append_line(line, {.time = kit::from_epoch_millis(1769846400123),
                     .method = "POST",
                     .service = "sqs",
                     .operation = "SendMessage",
                     .status = 400,
                     .microseconds = 312,
                     .account = "123456789012",
                     .region = "us-east-1",
                     .request_id = "id",
                     .error = "QueueDoesNotExist"});
  EXPECT_EQ(line,
            "2026-01-31T08:00:00.123Z info POST sqs.SendMessage 400 312us 123456789012 us-east-1 id "
            "QueueDoesNotExist\n");
}

TEST(Log, KeepsOneRequestToOneLine) {
  std::string line;
  append_line(line, {.method = "GET", .operation = "/a\nb", .status = 404});
  EXPECT_EQ(line, "1970-01-01T00:00:00.000Z info GET /a?b 404 0us\n");
}

TEST(Log, KnowsLevelsByName) {
  EXPECT_EQ(level_named("Warning"), Level::warning);
  EXPECT_EQ(level_named("warn"), Level::warning);
  EXPECT_FALSE(level_named("loud"));
}

}  // namespace
}  // namespace understudy::gateway
