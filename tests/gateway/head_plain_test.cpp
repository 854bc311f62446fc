// The quick reading of plain heads against the parser that reads every head: what one accepts, both read
// alike.
#include "gateway/head_plain.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "services/kit/random.hpp"

namespace understudy::gateway {
namespace {

using Fields = std::vector<protocol::Field>;

const std::vector<std::string> heads{
    "POST / HTTP/1.1\r\nHost: localhost:5000\r\nUser-Agent: Boto3/1.26 md/Botocore#1.29 ua/2.0\r\n"
    "Content-Type: application/x-amz-json-1.0\r\nX-Amz-Target: AmazonSQS.SendMessage\r\n"
    "Authorization: AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sqs/aws4_request, "
    "SignedHeaders=host;x-amz-date, Signature=0a1b\r\nContent-Length: 120\r\n\r\n",
    "GET /bucket/key%20a?prefix=b&x=1 HTTP/1.1\r\nhost: h\r\nConnection: Keep-Alive\r\nx-a:\t b c \t\r\n\r\n",
    "PUT /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\nx-utf8: \xc3\xa4\xff\tz\r\nContent-Length: 0\r\n\r\n",
    "HEAD / HTTP/1.1\r\nHost: [::1]:80\r\nAccept-Encoding: identity\r\nExpect: 100-continue\r\n\r\n",
    "DELETE /a/b HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n",
};

// What read_head says of it when only its parser reads.
bool parser_accepts(const std::string& bytes, Fields& fields, Head& head) {
  return !parse_head(bytes, fields, head);
}

void expect_alike(const std::string& bytes) {
  Fields quick_fields, fields;
  Head quick, head;
  if (!read_plain_head(bytes, quick_fields, quick)) return;
  ASSERT_TRUE(parser_accepts(bytes, fields, head)) << bytes;
  EXPECT_EQ(quick.request.method, head.request.method) << bytes;
  EXPECT_EQ(quick.request.path, head.request.path) << bytes;
  EXPECT_EQ(quick.request.query, head.request.query) << bytes;
  EXPECT_EQ(quick.host, head.host) << bytes;
  EXPECT_EQ(quick.length, head.length) << bytes;
  EXPECT_EQ(quick.keep_alive, head.keep_alive) << bytes;
  EXPECT_FALSE(head.chunked || head.http10 || head.expects_continue) << bytes;
  ASSERT_EQ(quick_fields.size(), fields.size()) << bytes;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    EXPECT_EQ(quick_fields[i].name, fields[i].name) << bytes;
    EXPECT_EQ(quick_fields[i].value, fields[i].value) << bytes;
  }
}

TEST(PlainHead, TakesWhatClientsSend) {
  for (std::size_t i = 0; i < 3; ++i) {
    Fields fields;
    Head head;
    EXPECT_TRUE(read_plain_head(heads[i], fields, head)) << heads[i];
    expect_alike(heads[i]);
  }
}

TEST(PlainHead, LeavesTheRestToTheParser) {
  for (const std::string& bytes : {heads[3], heads[4], std::string("GET / HTTP/1.1\r\n\r\n"),
                                   std::string("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"),
                                   std::string("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n"),
                                   std::string("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n"),
                                   std::string("GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n"),
                                   std::string("GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n"),
                                   std::string("GET / HTTP/1.1\r\nHost : a\r\n\r\n"),
                                   std::string("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\n\r\n"),
                                   std::string("GET /\x7f HTTP/1.1\r\nHost: a\r\n\r\n"),
                                   std::string("GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n")}) {
    Fields fields;
    Head head;
    EXPECT_FALSE(read_plain_head(bytes, fields, head)) << bytes;
  }
}

TEST(PlainHead, ReadsLikeTheParserWhateverIsChanged) {
  kit::Generator random(20260101, "heads");
  const std::string bytes = std::string(" \t\r\n:;,/?#%\"\\@-_aZ09\x7f\x80\xff\x01") + '\0';
  for (int round = 0; round < 20000; ++round) {
    std::string head = heads[random.below(heads.size())];
    for (auto changes = random.below(4) + 1; changes > 0; --changes) {
      const std::size_t at = random.below(head.size());
      const char c = bytes[random.below(bytes.size())];
      switch (random.below(4)) {
        case 0: head[at] = c; break;
        case 1: head.insert(at, 1, c); break;
        case 2: head.erase(at, 1); break;
        default: head.insert(at, head.substr(random.below(head.size()), random.below(40)));
      }
    }
    const auto end = head.find("\r\n\r\n");
    if (end == head.npos) continue;
    expect_alike(head.substr(0, end + 4));
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace understudy::gateway
