// Signature Version 2: the examples of S3's documentation, and what is refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/gateway/judge.hpp"

namespace understudy::gateway::auth {
namespace {

const kit::Time march_2007 = *parse_basic_time("20070327T211545Z");

std::string signed_head(std::string_view method, std::string_view path, std::string_view host,
                        std::string_view fields, std::string_view signature) {
  return std::string(method) + " " + std::string(path) + " HTTP/1.1\r\nHost: " + std::string(host) + "\r\n" +
         std::string(fields) + "\r\nAuthorization: AWS AKIAIOSFODNN7EXAMPLE:" + std::string(signature) +
         "\r\n\r\n";
}
const std::string get_photo =
    signed_head("GET", "/photos/puppy.jpg", "johnsmith.s3.amazonaws.com",
                "Date: Tue, 27 Mar 2007 19:36:42 +0000", "bWq2s1WEIj+Ydj0vQ697zp+IXMU=");
const std::string photo_url =
    "GET /photos/puppy.jpg?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature=NpgCjnDzrM%2BWFzoENXmpNDUsSn8%3D&"
    "Expires=1175139620 HTTP/1.1\r\nHost: johnsmith.s3.amazonaws.com\r\n\r\n";

TEST(OldSignatures, OfTheDocumentationHold) {
  Judge judge;
  const auto at = [&](std::string_view time, std::string_view bytes) {
    judge.now = judge.world_now = *parse_basic_time(time);
    return judge.verdict(bytes);
  };
  EXPECT_EQ(at("20070327T193700Z", get_photo), "");
  EXPECT_EQ(
      at("20070327T211545Z", signed_head("PUT", "/photos/puppy.jpg", "johnsmith.s3.amazonaws.com",
                                         "Content-Type: image/jpeg\r\nDate: Tue, 27 Mar 2007 21:15:45 +0000",
                                         "MyyxeRY7whkBe+bq8fHCL/2kKUg=")),
      "");
  EXPECT_EQ(at("20070327T194241Z",
               signed_head("GET", "/?prefix=photos&max-keys=50&marker=puppy", "johnsmith.s3.amazonaws.com",
                           "Date: Tue, 27 Mar 2007 19:42:41 +0000", "htDYFYduRNen8P9ZfE/s9SuKy0U=")),
            "");
  EXPECT_EQ(at("20070327T194446Z",
               signed_head("GET", "/?acl", "johnsmith.s3.amazonaws.com",
                           "Date: Tue, 27 Mar 2007 19:44:46 +0000", "c2WLPFtWHVgbEmeEG93a4cG37dM=")),
            "");
  EXPECT_EQ(at("20070328T012959Z",
               signed_head("GET", "/", "s3.amazonaws.com", "Date: Wed, 28 Mar 2007 01:29:59 +0000",
                           "qGdzdERIC03wnaRNKh6OqZehG9s=")),
            "");
  EXPECT_EQ(at("20070328T014949Z",
               signed_head("GET", "/dictionary/fran%C3%A7ais/pr%c3%a9f%c3%a8re", "s3.amazonaws.com",
                           "Date: Wed, 28 Mar 2007 01:49:49 +0000", "DNEZGsoieTZ92F3bUfSPQcbGmlM=")),
            "");
  EXPECT_EQ(at("20070329T034019Z", photo_url), "");
}

TEST(OldSignatures, SignTheFieldsOfAmazon) {
  Judge judge;
  judge.now = judge.world_now = march_2007;
  const std::string upload =
      signed_head("PUT", "/static.johnsmith.net/db-backup.dat.gz", "s3.amazonaws.com",
                  "Date: Tue, 27 Mar 2007 21:06:08 +0000\r\nx-amz-acl: public-read\r\n"
                  "content-type: application/x-download\r\nContent-MD5: 4gJE4saaMU4BqNR0kLY+lw==\r\n"
                  "X-Amz-Meta-ReviewedBy: joe@johnsmith.net\r\nX-Amz-Meta-ReviewedBy: jane@johnsmith.net\r\n"
                  "X-Amz-Meta-FileChecksum: 0x02661779\r\nX-Amz-Meta-ChecksumAlgorithm: crc32\r\n"
                  "Content-Disposition: attachment; filename=database.dat\r\nContent-Encoding: gzip",
                  "ilyl83RwaSoYIEdixDQcA4OnAnc=");
  EXPECT_EQ(judge.verdict(upload), "");
  EXPECT_EQ(judge.verdict(replaced(upload, "public-read", "private")), "403 SignatureDoesNotMatch");
}

TEST(OldSignatures, ABucketsPathMayBeClosedOrNot) {
  Judge judge;
  judge.now = judge.world_now = *parse_basic_time("20070327T194241Z");
  for (const std::string_view path : {"/johnsmith", "/johnsmith/", "/_world/w1/johnsmith"})
    EXPECT_EQ(judge.verdict(signed_head("GET", path, "localhost", "Date: Tue, 27 Mar 2007 19:42:41 +0000",
                                        "htDYFYduRNen8P9ZfE/s9SuKy0U=")),
              "")
        << path;
}

TEST(OldSignatures, AreRefusedInAmazonsWords) {
  Judge judge;
  judge.now = judge.world_now = *parse_basic_time("20070327T193700Z");
  const auto get = [&](std::string_view what, std::string_view by) {
    return judge.verdict(replaced(get_photo, what, by));
  };
  EXPECT_EQ(get("puppy", "kitten"), "403 SignatureDoesNotMatch");
  EXPECT_EQ(get("AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLF"), "403 InvalidAccessKeyId");
  EXPECT_EQ(get(":bWq2s1WEIj+Ydj0vQ697zp+IXMU=", ""), "400 InvalidArgument");
  EXPECT_EQ(judge.text, "AWS authorization header is invalid.  Expected AwsAccessKeyId:signature");
  EXPECT_EQ(get("Date: Tue, 27 Mar 2007 19:36:42 +0000\r\n", ""), "403 AccessDenied");
  EXPECT_EQ(get("johnsmith.s3.amazonaws", "johnsmith.s3.eu-central-1.amazonaws"), "400 InvalidRequest");
  judge.now = judge.world_now = march_2007;
  EXPECT_EQ(judge.verdict(get_photo), "403 RequestTimeTooSkewed");
}

TEST(OldSignatures, UrlsExpireByTheWorldsClock) {
  Judge judge;
  judge.now = march_2007;
  judge.world_now = *parse_basic_time("20070329T034020Z");
  EXPECT_EQ(judge.verdict(photo_url), "");
  judge.world_now += std::chrono::seconds(1);
  EXPECT_EQ(judge.verdict(photo_url), "403 AccessDenied");
  EXPECT_EQ(judge.text, "Request has expired");
  EXPECT_EQ(judge.verdict(replaced(photo_url, "1175139620", "soon")), "403 AccessDenied");
  EXPECT_EQ(judge.text, "Invalid date (should be seconds since epoch): soon");
  EXPECT_EQ(judge.verdict(replaced(photo_url, "Expires=1175139620", "")), "403 AccessDenied");
  judge.world_now = march_2007;
  EXPECT_EQ(judge.verdict(replaced(photo_url, "1175139620", "1175139621")), "403 SignatureDoesNotMatch");
}

}  // namespace
}  // namespace understudy::gateway::auth
