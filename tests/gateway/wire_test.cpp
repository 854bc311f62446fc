// `understudy wire`: lines in, lines out.
#include "gateway/wire.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace understudy::gateway {
namespace {

std::string answered(const std::string& lines) {
  std::istringstream in(lines);
  std::ostringstream out;
  EXPECT_EQ(wire(in, out), 0);
  return out.str();
}

struct Case {
  std::string line, expected;
};

TEST(Wire, Decodes) {
  const Case cases[] = {
      // {"QueueUrl":"u","DelaySeconds":5}
      {R"({"decode":{"method":"POST","target":"/","headers":{"X-Amz-Target":"AmazonSQS.SendMessage","Content-Type":"application/x-amz-json-1.0"},"body_base64":"eyJRdWV1ZVVybCI6InUiLCJEZWxheVNlY29uZHMiOjV9"}})",
       R"({"service":"sqs","operation":"SendMessage","input":{"QueueUrl":"u","DelaySeconds":5}})"},
      // Action=SendMessage&QueueUrl=u&DelaySeconds=5
      {R"({"decode":{"method":"POST","target":"/","headers":{"Content-Type":"application/x-www-form-urlencoded","Authorization":"AWS4-HMAC-SHA256 Credential=a/20200101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=0"},"body_base64":"QWN0aW9uPVNlbmRNZXNzYWdlJlF1ZXVlVXJsPXUmRGVsYXlTZWNvbmRzPTU="}})",
       R"({"service":"sqs","operation":"SendMessage","input":{"QueueUrl":"u","DelaySeconds":5}})"},
      // {"Key":{"k":{"B":"AAEC"}}}
      {R"({"decode":{"method":"POST","target":"/","headers":{"X-Amz-Target":"DynamoDB_20120810.GetItem"},"body_base64":"eyJLZXkiOnsiayI6eyJCIjoiQUFFQyJ9fX0="}})",
       R"({"service":"dynamodb","operation":"GetItem","input":{"Key":{"k":{"B":"AAEC"}}}})"},
      // {"Entries":[{"Time":1577934245.5}]}
      {R"({"decode":{"method":"POST","target":"/","headers":{"X-Amz-Target":"AWSEvents.PutEvents"},"body_base64":"eyJFbnRyaWVzIjpbeyJUaW1lIjoxNTc3OTM0MjQ1LjV9XX0="}})",
       R"({"service":"events","operation":"PutEvents","input":{"Entries":[{"Time":"2020-01-02T03:04:05.500Z"}]}})"},
      {R"({"decode":{"method":"GET","target":"/bucket/a%20b?versionId=v","headers":{"Host":"s3.us-east-1.amazonaws.com","x-amz-meta-a":"b","If-Modified-Since":["Thu, 02 Jan 2020 03:04:05 GMT"]}}})",
       R"({"service":"s3","operation":"GetObject","input":{"Bucket":"bucket","IfModifiedSince":"2020-01-02T03:04:05Z","Key":"a b","VersionId":"v"}})"},
      // an aws-chunked "hello"
      {R"({"decode":{"method":"PUT","target":"/bucket/key","headers":{"Host":"s3.us-east-1.amazonaws.com","x-amz-content-sha256":"STREAMING-UNSIGNED-PAYLOAD-TRAILER","x-amz-decoded-content-length":"5"},"body_base64":"NQ0KaGVsbG8NCjANCg0K"}})",
       R"({"service":"s3","operation":"PutObject","input":{"Bucket":"bucket","Key":"key","Body":"aGVsbG8="}})"},
      {R"({"decode":{"method":"POST","target":"/","headers":{"X-Amz-Target":"AmazonSQS.SendMessage"},"body_base64":"eyJEZWxheVNlY29uZHMiOiI1In0="}})",
       R"({"error":{"code":"SerializationException","message":"STRING_VALUE can not be converted to an Integer","status":400}})"},
      {R"({"decode":{"method":"POST","target":"/","headers":{"X-Amz-Target":"AmazonSQS.Nonsense"},"body_base64":""}})",
       R"({"error":{"code":"UnknownOperationException","message":"","status":400}})"},
  };
  for (const Case& c : cases) EXPECT_EQ(answered(c.line), c.expected + "\n");
}

TEST(Wire, Encodes) {
  const Case cases[] = {
      {R"({"encode":{"service":"sqs","operation":"SendMessage","output":{"MessageId":"m"}}})",
       R"({"status":200,"headers":{"x-amzn-RequestId":"00000000-0000-4000-8000-000000000000","Content-Type":"application/x-amz-json-1.0"},"body_base64":"eyJNZXNzYWdlSWQiOiJtIn0="})"},
      {R"({"encode":{"service":"sqs","operation":"SendMessage","error":{"code":"QueueDoesNotExist","message":"m"}}})",
       R"({"status":400,"headers":{"x-amzn-RequestId":"00000000-0000-4000-8000-000000000000","Content-Type":"application/x-amz-json-1.0","x-amzn-query-error":"AWS.SimpleQueueService.NonExistentQueue;Sender"},"body_base64":"eyJfX3R5cGUiOiJjb20uYW1hem9uYXdzLnNxcyNRdWV1ZURvZXNOb3RFeGlzdCIsIm1lc3NhZ2UiOiJtIn0="})"},
      // times as text and as seconds
      {R"({"encode":{"service":"cloudwatch","operation":"GetMetricStatistics","protocol":"json","output":{"Datapoints":[{"Timestamp":"2020-01-02T03:04:05Z","Sum":"NaN"},{"Timestamp":1.5}]}}})",
       R"({"status":200,"headers":{"x-amzn-RequestId":"00000000-0000-4000-8000-000000000000","Content-Type":"application/x-amz-json-1.0"},"body_base64":"eyJEYXRhcG9pbnRzIjpbeyJUaW1lc3RhbXAiOjE1Nzc5MzQyNDUsIlN1bSI6Ik5hTiJ9LHsiVGltZXN0YW1wIjoxLjV9XX0="})"},
  };
  for (const Case& c : cases) EXPECT_EQ(answered(c.line), c.expected + "\n");
}

TEST(Wire, GoesOnAfterABadLine) {
  const std::string lines =
      "nonsense\n\n[]\n{}\n{\"decode\":{\"method\":1}}\n{\"decode\":{\"body_base64\":\"*\"}}\n"
      "{\"encode\":{\"service\":\"none\",\"operation\":\"x\"}}\n"
      "{\"encode\":{\"service\":\"sqs\",\"operation\":\"x\"}}\n"
      "{\"encode\":{\"service\":\"sqs\",\"operation\":\"SendMessage\",\"protocol\":\"x\"}}\n"
      "{\"encode\":{\"service\":\"sqs\",\"operation\":\"SendMessage\",\"output\":{\"Nonsense\":1}}}\n"
      "{\"encode\":{\"service\":\"sqs\",\"operation\":\"SendMessage\",\"output\":{\"MessageId\":1}}}\n"
      "{\"encode\":{\"service\":\"sqs\",\"operation\":\"DeleteQueue\",\"output\":{}}}";
  std::istringstream answers(answered(lines));
  std::string line;
  int count = 0;
  while (std::getline(answers, line)) {
    ++count;
    EXPECT_EQ(line.starts_with(R"({"error":{"code":"InvalidLine","message":")"), count < 11) << line;
  }
  EXPECT_EQ(count, 11);
}

}  // namespace
}  // namespace understudy::gateway
