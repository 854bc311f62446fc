// Bodies that stream: in by a PUT of S3's, out by a GET, in ranges, broken off, and too large.
#include <sys/socket.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "real_server.hpp"

namespace understudy::gateway {
namespace {

class Blobs : public RealServer {
 protected:
  static constexpr std::string_view signature =
      "Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20300101/us-east-1/s3/aws4_request, "
      "SignedHeaders=host, Signature=00\r\n";

  Blobs() { EXPECT_EQ(s3("PUT", "/box").status, 200u); }

  Answer s3(std::string_view method, std::string_view path, std::string_view body = {},
            std::string_view fields = {}) {
    WireClient client(port_);
    client.send(request(method, path, body, std::string(signature) + std::string(fields)));
    const auto answer = client.read(method != "HEAD");
    return answer ? *answer : Answer{};
  }
  static std::string bytes(std::size_t size) {
    std::string out(size, '\0');
    for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<char>('a' + (i * 7 + i / 1000) % 26);
    return out;
  }
};

TEST_F(Blobs, LargeBodiesComeBackWholeAndInParts) {
  const std::string body = bytes(5'000'000);
  const Answer put = s3("PUT", "/box/k", body);
  EXPECT_EQ(put.status, 200u) << put.body;
  const Answer get = s3("GET", "/box/k");
  EXPECT_EQ(get.status, 200u);
  EXPECT_EQ(get.fields.at("etag"), put.fields.at("etag"));
  EXPECT_TRUE(get.body == body);
  const Answer part = s3("GET", "/box/k", {}, "Range: bytes=1048570-3145800\r\n");
  EXPECT_EQ(part.status, 206u);
  EXPECT_TRUE(part.body == body.substr(1048570, 3145800 - 1048570 + 1));
  const Answer head = s3("HEAD", "/box/k");
  EXPECT_EQ(head.fields.at("content-length"), "5000000");
  EXPECT_TRUE(head.body.empty());
}

TEST_F(Blobs, ChunkedBodiesAndSmallOnes) {
  const std::string body = bytes(300'000);
  WireClient client(port_);
  std::string text = "PUT /box/k HTTP/1.1\r\nHost: localhost\r\n" + std::string(signature) +
                     "Transfer-Encoding: chunked\r\n\r\n";
  for (std::size_t at = 0; at < body.size(); at += 100'000)
    text += "186a0\r\n" + body.substr(at, 100'000) + "\r\n";
  const auto put = client.ask(text + "0\r\n\r\n");
  ASSERT_TRUE(put);
  EXPECT_EQ(put->status, 200u) << put->body;
  EXPECT_TRUE(s3("GET", "/box/k").body == body);
  EXPECT_EQ(s3("PUT", "/box/empty", "").status, 200u);
  EXPECT_EQ(s3("GET", "/box/empty").fields.at("content-length"), "0");
  EXPECT_EQ(s3("PUT", "/box/a%2Fb%20c%2B+", "x").status, 200u);
  EXPECT_EQ(s3("GET", "/box/a/b%20c%2B%2B").body, "x");
}

TEST_F(Blobs, TrailersAreCheckedAsTheBodyEnds) {
  const std::string fields =
      "x-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER\r\nx-amz-trailer: x-amz-checksum-crc32\r\n"
      "x-amz-decoded-content-length: 5\r\nContent-Encoding: aws-chunked\r\n";
  const auto sent = [&](std::string_view sum) {
    return s3("PUT", "/box/k", "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:" + std::string(sum) + "\r\n\r\n",
              fields);
  };
  const Answer put = sent("NhCmhg==");
  EXPECT_EQ(put.status, 200u) << put.body;
  EXPECT_EQ(put.fields.at("x-amz-checksum-crc32"), "NhCmhg==");
  EXPECT_EQ(s3("GET", "/box/k").body, "hello");
  EXPECT_EQ(s3("GET", "/box/k").fields.count("content-encoding"), 0u);
  const Answer wrong = sent("AAAAAA==");
  EXPECT_EQ(wrong.status, 400u);
  EXPECT_NE(wrong.body.find("<Code>BadDigest</Code>"), std::string::npos) << wrong.body;
}

TEST_F(Blobs, TooLargeIsToldBeforeTheBodyComes) {
  WireClient client(port_);
  const auto answer = client.ask("PUT /box/k HTTP/1.1\r\nHost: localhost\r\n" + std::string(signature) +
                                 "Content-Length: 5368709121\r\nExpect: 100-continue\r\n\r\n");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 400u);
  EXPECT_NE(answer->body.find("<Code>EntityTooLarge</Code>"), std::string::npos) << answer->body;
}

TEST_F(Blobs, ErrorsHaveS3sForm) {
  const Answer missing = s3("GET", "/box/none");
  EXPECT_EQ(missing.status, 404u);
  EXPECT_NE(missing.body.find("<Code>NoSuchKey</Code><Message>The specified key does not exist.</Message>"
                              "<Key>none</Key><RequestId>"),
            std::string::npos)
      << missing.body;
  EXPECT_EQ(missing.fields.at("x-amz-id-2").size(), 76u);
  const Answer bucket = s3("GET", "/nobodys");
  EXPECT_NE(bucket.body.find("<BucketName>nobodys</BucketName>"), std::string::npos) << bucket.body;
  EXPECT_EQ(s3("PATCH", "/box/k").status, 405u);
  EXPECT_EQ(s3("GET", "/box/k?torrent").status, 404u);
}

TEST_F(Blobs, PreflightsFollowTheBucketsRules) {
  const std::string asks =
      "Origin: https://page.example\r\nAccess-Control-Request-Method: PUT\r\n"
      "Access-Control-Request-Headers: X-Amz-Meta-A\r\n";
  EXPECT_EQ(s3("OPTIONS", "/box/k", {}, asks).status, 204u);  // no rules: the gateway's own
  EXPECT_EQ(
      s3("PUT", "/box?cors",
         "<CORSConfiguration><CORSRule><AllowedOrigin>https://*.example</AllowedOrigin>"
         "<AllowedMethod>PUT</AllowedMethod><AllowedHeader>*</AllowedHeader><MaxAgeSeconds>7</MaxAgeSeconds>"
         "</CORSRule></CORSConfiguration>")
          .status,
      200u);
  const Answer allowed = s3("OPTIONS", "/box/k", {}, asks);
  EXPECT_EQ(allowed.status, 200u) << allowed.body;
  EXPECT_EQ(allowed.fields.at("access-control-allow-origin"), "https://page.example");
  EXPECT_EQ(allowed.fields.at("access-control-allow-headers"), "x-amz-meta-a");
  EXPECT_EQ(allowed.fields.at("access-control-max-age"), "7");
  const Answer refused =
      s3("OPTIONS", "/box/k", {}, "Origin: https://other.test\r\nAccess-Control-Request-Method: PUT\r\n");
  EXPECT_EQ(refused.status, 403u);
  EXPECT_NE(refused.body.find("AccessForbidden"), std::string::npos);
}

TEST_F(Blobs, FormsAreTaken) {
  const std::string form =
      "--x\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nup/${filename}\r\n"
      "--x\r\nContent-Disposition: form-data; name=\"success_action_status\"\r\n\r\n201\r\n"
      "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\nContent-Type: "
      "text/plain\r\n\r\n"
      "hello\r\n--x--\r\n";
  const Answer answer = s3("POST", "/box", form, "Content-Type: multipart/form-data; boundary=x\r\n");
  EXPECT_EQ(answer.status, 201u) << answer.body;
  EXPECT_NE(answer.body.find("<Key>up/a.txt</Key>"), std::string::npos) << answer.body;
  EXPECT_EQ(s3("GET", "/box/up/a.txt").body, "hello");
  EXPECT_EQ(s3("GET", "/box/up/a.txt").fields.at("content-type"), "text/plain");
}

TEST_F(Blobs, PagesOfAWebsite) {
  s3("PUT", "/box/index.html", "home", "Content-Type: text/html\r\n");
  s3("PUT", "/box/lost.html", "lost", "Content-Type: text/html\r\n");
  const auto page = [&](std::string_view path) {
    const auto answer = WireClient(port_).ask(
        "GET " + std::string(path) + " HTTP/1.1\r\nHost: box.s3-website-us-east-1.amazonaws.com\r\n\r\n");
    return answer ? *answer : Answer{};
  };
  EXPECT_EQ(page("/").status, 404u);
  s3("PUT", "/box?website",
     "<WebsiteConfiguration><IndexDocument><Suffix>index.html</Suffix></IndexDocument><ErrorDocument>"
     "<Key>lost.html</Key></ErrorDocument></WebsiteConfiguration>");
  EXPECT_EQ(page("/").body, "home");
  EXPECT_EQ(page("/nowhere").status, 404u);
  EXPECT_EQ(page("/nowhere").body, "lost");
}

// The store by itself.
TEST(BlobStore, KeepsAndGivesBack) {
  kit::BlobStore store;
  std::string body;
  for (int i = 0; i < 700'000; ++i) body += std::to_string(i);
  {
    kit::BlobStore::Writer writer(store, {kit::Hash::md5});
    for (std::size_t at = 0; at < body.size(); at += 65'537)
      ASSERT_TRUE(writer.append(std::string_view(body).substr(at, 65'537)));
    const kit::BlobPtr blob = writer.finish();
    EXPECT_GE(store.occupied(), body.size());
    EXPECT_EQ(blob->digests().get(kit::Hash::md5), kit::digest(body, {kit::Hash::md5}).get(kit::Hash::md5));
    std::string read;
    ASSERT_TRUE(kit::read_blob(*blob, 10, body.size() - 20, [&](std::string_view piece) {
      read += piece;
      return true;
    }));
    EXPECT_TRUE(read == body.substr(10, body.size() - 20));
    const kit::BlobPtr joined = kit::join_blobs({{blob, 100, 50}, {blob, 2'000'000, 1'000'000}}, {});
    read.clear();
    kit::read_blob(*joined, 40, 20, [&](std::string_view piece) {
      read += piece;
      return true;
    });
    EXPECT_EQ(read, body.substr(140, 10) + body.substr(2'000'000, 10));
  }
  EXPECT_EQ(store.occupied(), 0u);
  { kit::BlobStore::Writer(store, {}).append(body); }  // broken off
  EXPECT_EQ(store.occupied(), 0u);
}

TEST(BlobStore, SaysThatItCannotWrite) {
  kit::BlobStore store("/nonexistent/folder");
  kit::BlobStore::Writer writer(store, {});
  EXPECT_FALSE(writer.append(std::string(kit::BlobStore::in_memory + 1, 'x')));
}

}  // namespace
}  // namespace understudy::gateway
