// What the tests of S3 share: a world, and short ways to say what they do all the time.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "services/kit/blob.hpp"
#include "services/kit/format.hpp"
#include "services/kit/json.hpp"
#include "tests/services/harness.hpp"

namespace understudy::test {

using kit::days;
using kit::hours;
using kit::seconds;

class S3 : public testing::Test {
 public:
  World world;

  // Members as JSON without the braces.
  Reply call(std::string_view operation, std::string_view members = "") {
    return world.call("s3", operation, fmt::format("{{{}}}", members));
  }
  // Short names stand for longer ones, which S3 wants.
  static std::string named(std::string_view bucket) {
    return std::string(bucket) + (bucket.size() < 3 ? "-bucket" : "");
  }
  Reply on(std::string_view operation, std::string_view bucket, std::string_view members = "") {
    return call(operation,
                fmt::format(R"("Bucket": "{}"{}{})", named(bucket), members.empty() ? "" : ", ", members));
  }
  Reply at(std::string_view operation, std::string_view bucket, std::string_view key,
           std::string_view members = "") {
    return on(operation, bucket,
              fmt::format(R"("Key": {}{}{})", quoted(key), members.empty() ? "" : ", ", members));
  }
  static std::string quoted(std::string_view text) {
    std::string json;
    kit::append_json_string(json, text);
    return json;
  }

  void bucket(std::string_view name, std::string_view members = "") {
    const Reply reply = on("CreateBucket", name, members);
    EXPECT_TRUE(reply.ok()) << reply.json();
  }
  void version(std::string_view name, std::string_view status = "Enabled") {
    const Reply reply = on("PutBucketVersioning", name,
                           fmt::format(R"("VersioningConfiguration": {{"Status": "{}"}})", status));
    EXPECT_TRUE(reply.ok()) << reply.json();
  }
  Reply put(std::string_view bucket, std::string_view key, std::string_view body,
            std::string_view members = "") {
    return at("PutObject", bucket, key,
              fmt::format(R"("Body": "{}"{}{})", kit::base64(body), members.empty() ? "" : ", ", members));
  }
  // What GetObject answers as a body, or the failure.
  std::string get(std::string_view bucket, std::string_view key, std::string_view members = "") {
    return body_of(at("GetObject", bucket, key, members));
  }
  static std::string body_of(const Reply& reply) {
    if (!reply.ok()) return reply.json();
    std::string out;
    const kit::Exchange& http = *reply.call().exchange;
    if (http.blob)
      kit::read_blob(*http.blob, http.from, http.size, [&](std::string_view piece) {
        out += piece;
        return true;
      });
    return out;
  }
  static std::string header(const Reply& reply, std::string_view name) {
    for (const auto& [known, value] : reply.call().exchange->headers)
      if (known == name) return value;
    return {};
  }
  // The keys and common prefixes of a listing: "a b | c/".
  static std::string listed(const Reply& reply) {
    if (!reply.ok()) return reply.json();
    std::string out;
    for (std::size_t i = 0; i < reply.size("Contents"); ++i)
      out += (i ? " " : "") + reply.text(fmt::format("Contents.{}.Key", i));
    for (std::size_t i = 0; i < reply.size("CommonPrefixes"); ++i)
      out += (i ? " " : " | ") + reply.text(fmt::format("CommonPrefixes.{}.Prefix", i));
    return out;
  }
  std::string list(std::string_view bucket, std::string_view members = "") {
    return listed(on("ListObjectsV2", bucket, members));
  }
  kit::Place place() const { return {"aws", "aws-global", "s3"}; }
};

#define EXPECT_FAILURE(reply, expected_code)                  \
  do {                                                        \
    const ::understudy::test::Reply failed = (reply);         \
    EXPECT_EQ(failed.code(), expected_code) << failed.json(); \
  } while (false)

}  // namespace understudy::test
