// Request heads: what is read from them, and the attempts to smuggle that are refused.
#include "gateway/head.hpp"

#include <gtest/gtest.h>

#include <string>

namespace understudy::gateway {
namespace {

struct Read {
  std::optional<Refusal> refusal;
  Head head;
};

struct Reader {
  kit::Arena arena;
  std::vector<protocol::Field> scratch;
  std::string bytes;
  Read operator()(std::string text) {
    bytes = std::move(text);
    Read read;
    read.refusal = read_head(bytes, arena, scratch, read.head);
    return read;
  }
};

unsigned refused(const std::string& text) {
  Reader reader;
  const auto read = reader(text);
  return read.refusal ? read.refusal->status : 0;
}

std::string with(const std::string& fields) { return "POST / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n"; }

TEST(Head, KeepsTheTargetByteForByte) {
  Reader reader;
  const auto [refusal, head] =
      reader("GET //a%2Fb/../c?x=1&y=%20?z HTTP/1.1\r\nHost: h:5000\r\nX-A:  b c \r\nx-empty:\r\n\r\n");
  ASSERT_FALSE(refusal);
  EXPECT_EQ(head.request.method, "GET");
  EXPECT_EQ(head.request.path, "//a%2Fb/../c");
  EXPECT_EQ(head.request.query, "x=1&y=%20?z");
  EXPECT_EQ(head.host, "h:5000");
  ASSERT_EQ(head.request.fields.size(), 3u);
  EXPECT_EQ(head.request.fields[1].name, "X-A");
  EXPECT_EQ(head.request.fields[1].value, "b c");
  EXPECT_EQ(head.request.fields[2].value, "");
  EXPECT_TRUE(head.keep_alive);
  EXPECT_FALSE(head.length);
}

TEST(Head, TakesAbsoluteTargets) {
  Reader reader;
  const auto [refusal, head] =
      reader("GET http://sqs.eu-west-1.amazonaws.com/q?a=b HTTP/1.1\r\nHost: proxy\r\n\r\n");
  ASSERT_FALSE(refusal);
  EXPECT_EQ(head.request.path, "/q");
  EXPECT_EQ(head.request.query, "a=b");
  EXPECT_EQ(head.request.header("host"), "sqs.eu-west-1.amazonaws.com");
  const auto bare = reader("GET http://host HTTP/1.1\r\nHost: h\r\n\r\n");
  ASSERT_FALSE(bare.refusal);
  EXPECT_EQ(bare.head.request.path, "/");
}

TEST(Head, KnowsWhenAConnectionEnds) {
  Reader reader;
  EXPECT_FALSE(reader(with("Connection: close\r\n")).head.keep_alive);
  EXPECT_FALSE(reader("GET / HTTP/1.0\r\n\r\n").head.keep_alive);
  const auto kept = reader("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_TRUE(kept.head.keep_alive);
  EXPECT_TRUE(kept.head.http10);
}

TEST(Head, ReadsTheFraming) {
  Reader reader;
  EXPECT_EQ(reader(with("Content-Length: 12\r\n")).head.length, 12u);
  EXPECT_EQ(reader(with("Content-Length: 12\r\nContent-Length: 12\r\n")).head.length, 12u);
  EXPECT_TRUE(reader(with("Transfer-Encoding: Chunked\r\n")).head.chunked);
  EXPECT_TRUE(reader(with("Expect: 100-Continue\r\n")).head.expects_continue);
}

TEST(Head, RefusesAmbiguousFraming) {
  for (const std::string fields :
       {"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n", "Content-Length: 1\r\nContent-Length: 2\r\n",
        "Content-Length: 1, 2\r\n", "Content-Length: -1\r\n", "Content-Length: +1\r\n",
        "Content-Length: 0x10\r\n", "Content-Length: 1 2\r\n", "Content-Length:\r\n",
        "Content-Length: 99999999999999999999999\r\n", "Transfer-Encoding: gzip, chunked\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "Transfer-Encoding: xchunked\r\n",
        "Transfer-Encoding: \"chunked\"\r\n", "Transfer-Encoding:\r\n"})
    EXPECT_EQ(refused(with(fields)), 400u) << fields;
  EXPECT_EQ(refused("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"), 400u);
}

TEST(Head, RefusesFoldsBlanksAndBareLineEnds) {
  for (const std::string fields :
       {"A: b\r\n c\r\n", "A: b\r\n\tc\r\n", "A:\r\n b\r\n", "A : b\r\n", " A: b\r\n", ": b\r\n", "A\r\n",
        "A: b\nB: c\r\n", "A: b\rB: c\r\n", "A: \x01\r\n", "A(: b\r\n", "A: b\x7f\r\n"})
    EXPECT_EQ(refused(with(fields)), 400u) << fields;
  EXPECT_EQ(refused(with(std::string("A: b\0c\r\n", 8))), 400u);
}

TEST(Head, RefusesBadLines) {
  for (const std::string line :
       {"GET /", "GET  / HTTP/1.1", "GET / http/1.1", "GET / HTTP/1.1 ", "GET / HTTP/1.1x", "GET\t/ HTTP/1.1",
        " GET / HTTP/1.1", "G(T / HTTP/1.1", "GET a HTTP/1.1", "/ HTTP/1.1"})
    EXPECT_EQ(refused(line + "\r\nHost: a\r\n\r\n"), 400u) << line;
  EXPECT_EQ(refused("GET / HTTP/2.0\r\nHost: a\r\n\r\n"), 505u);
  EXPECT_EQ(refused("PRI * HTTP/2.0\r\n\r\n"), 505u);
  EXPECT_EQ(refused("GET / HTTP/0.9\r\nHost: a\r\n\r\n"), 505u);
  EXPECT_EQ(refused("CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n"), 405u);
  EXPECT_EQ(refused("TRACE / HTTP/1.1\r\nHost: a\r\n\r\n"), 405u);
}

TEST(Head, WantsOneHost) {
  EXPECT_EQ(refused("GET / HTTP/1.1\r\n\r\n"), 400u);
  EXPECT_EQ(refused("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"), 400u);
  EXPECT_EQ(refused("GET / HTTP/1.0\r\n\r\n"), 0u);
}

TEST(Head, HasLimits) {
  std::string fields;
  for (int i = 0; i < 199; ++i) fields += "x-" + std::to_string(i) + ": y\r\n";
  EXPECT_EQ(refused(with(fields)), 0u);
  EXPECT_EQ(refused(with(fields + "one-more: y\r\n")), 431u);
  EXPECT_EQ(refused(with("x: " + std::string(70'000, 'y') + "\r\n")), 431u);
  EXPECT_EQ(refused("GET /" + std::string(20'000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n"), 414u);
  EXPECT_EQ(refused("GET /" + std::string(10'000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n"), 0u);
  EXPECT_EQ(refused(with("Expect: something\r\n")), 417u);
}

TEST(Head, FindsTheEndInPieces) {
  const std::string head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  std::size_t scanned = 0;
  for (std::size_t size = 0; size < head.size(); ++size)
    EXPECT_EQ(head_end(std::string_view(head).substr(0, size), scanned), 0u);
  EXPECT_EQ(head_end(head + "body", scanned), head.size());
}

TEST(Head, IsHopelessEarly) {
  EXPECT_FALSE(hopeless("GET / HT", 0));
  EXPECT_FALSE(hopeless("GET / HTTP/1.1\r\nHost: a\r", 0));
  EXPECT_EQ(hopeless("GET / HTTP/1.1\nHost: a\n\n", 0)->status, 400u);
  EXPECT_EQ(hopeless("\x16\x03\x01", 0)->status, 400u);  // TLS
  EXPECT_EQ(hopeless("GET /" + std::string(max_line, 'a'), 0)->status, 414u);
  EXPECT_EQ(hopeless("GET / HTTP/1.1\r\nx: " + std::string(max_head, 'a'), 0)->status, 431u);
}

}  // namespace
}  // namespace understudy::gateway
