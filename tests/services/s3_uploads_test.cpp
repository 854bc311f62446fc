// Uploads in parts, object lock, lifecycle by the clock, notifications, configurations.
#include "tests/services/s3_fixture.hpp"

namespace understudy::test {
namespace {

class S3Uploads : public S3 {
 public:
  const std::string big = std::string(5u << 20, 'x');

  std::string begin(std::string_view key, std::string_view members = "") {
    return at("CreateMultipartUpload", "b", key, members).text("UploadId");
  }
  Reply part(std::string_view key, std::string_view upload, int number, std::string_view body) {
    return at("UploadPart", "b", key,
              fmt::format(R"("UploadId": "{}", "PartNumber": {}, "Body": "{}")", upload, number,
                          kit::base64(body)));
  }
  Reply complete(std::string_view key, std::string_view upload, std::string_view parts,
                 std::string_view members = "") {
    return at("CompleteMultipartUpload", "b", key,
              fmt::format(R"("UploadId": "{}", "MultipartUpload": {{"Parts": [{}]}}{}{})", upload, parts,
                          members.empty() ? "" : ", ", members));
  }
  static std::string part_named(int number, std::string etag) {
    return fmt::format(R"({{"PartNumber": {}, "ETag": {}}})", number, quoted(etag));
  }
  void SetUp() override { bucket("b"); }
};

TEST_F(S3Uploads, PartsBecomeOneObject) {
  const std::string upload = begin("k");
  const std::string one = part("k", upload, 1, big).text("ETag"),
                    two = part("k", upload, 2, "tail").text("ETag");
  EXPECT_EQ(at("ListParts", "b", "k", fmt::format(R"("UploadId": "{}")", upload)).size("Parts"), 2u);
  EXPECT_EQ(on("ListMultipartUploads", "b").text("Uploads.0.UploadId"), upload);
  EXPECT_FAILURE(complete("k", upload, part_named(2, two) + "," + part_named(1, one)), "InvalidPartOrder");
  EXPECT_FAILURE(complete("k", upload, part_named(1, two)), "InvalidPart");
  EXPECT_FAILURE(complete("k", upload, part_named(3, two)), "InvalidPart");
  EXPECT_FAILURE(complete("k", upload, ""), "MalformedXML");
  const Reply done = complete("k", upload, part_named(1, one) + "," + part_named(2, two));
  ASSERT_TRUE(done.ok()) << done.json();
  EXPECT_TRUE(done.text("ETag").ends_with("-2\""));
  EXPECT_EQ(get("b", "k"), big + "tail");
  EXPECT_EQ(get("b", "k", R"("Range": "bytes=5242878-5242881")"), "xxta");
  EXPECT_EQ(get("b", "k", R"("PartNumber": 2)"), "tail");
  EXPECT_EQ(at("HeadObject", "b", "k", R"("PartNumber": 1)").number("PartsCount"), 2);
  EXPECT_FAILURE(at("GetObject", "b", "k", R"("PartNumber": 3)"), "InvalidPartNumber");
  const Reply again = complete("k", upload, part_named(1, one) + "," + part_named(2, two));
  EXPECT_EQ(again.text("ETag"), done.text("ETag"));  // whoever did not hear the answer asks again
  const std::string whole =
      kit::base64(kit::digest(big + "tail", {kit::Hash::crc64nvme}).get(kit::Hash::crc64nvme));
  EXPECT_EQ(done.text("ChecksumCRC64NVME"), whole);
  EXPECT_EQ(on("ListMultipartUploads", "b").size("Uploads"), 0u);
}

TEST_F(S3Uploads, SmallPartsAndForeignUploads) {
  const std::string upload = begin("k");
  const std::string one = part("k", upload, 1, "small").text("ETag"),
                    two = part("k", upload, 2, "tail").text("ETag");
  EXPECT_FAILURE(complete("k", upload, part_named(1, one) + "," + part_named(2, two)), "EntityTooSmall");
  EXPECT_FAILURE(part("other", upload, 1, "x"), "NoSuchUpload");
  EXPECT_FAILURE(part("k", upload, 0, "x"), "InvalidArgument");
  EXPECT_FAILURE(part("k", upload, 10001, "x"), "InvalidArgument");
  EXPECT_TRUE(at("AbortMultipartUpload", "b", "k", fmt::format(R"("UploadId": "{}")", upload)).ok());
  EXPECT_FAILURE(at("AbortMultipartUpload", "b", "k", fmt::format(R"("UploadId": "{}")", upload)),
                 "NoSuchUpload");
}

TEST_F(S3Uploads, PartsAreCopied) {
  put("b", "from", "0123456789");
  const std::string upload = begin("k");
  const Reply copied = at(
      "UploadPartCopy", "b", "k",
      fmt::format(
          R"("UploadId": "{}", "PartNumber": 1, "CopySource": "b-bucket/from", "CopySourceRange": "bytes=2-5")",
          upload));
  ASSERT_TRUE(copied.ok()) << copied.json();
  EXPECT_TRUE(complete("k", upload, part_named(1, copied.text("CopyPartResult.ETag"))).ok());
  EXPECT_EQ(get("b", "k"), "2345");
  at("DeleteObject", "b", "from");
  EXPECT_EQ(get("b", "k"), "2345");
}

TEST_F(S3Uploads, LifecycleByTheClock) {
  EXPECT_TRUE(on("PutBucketLifecycleConfiguration", "b",
                 R"("LifecycleConfiguration": {"Rules": [
                      {"ID": "old", "Status": "Enabled", "Filter": {"Prefix": "logs/"}, "Expiration": {"Days": 3}},
                      {"ID": "cold", "Status": "Enabled", "Filter": {"Prefix": "cold/"}, "Transitions": [{"Days": 1, "StorageClass": "GLACIER"}]},
                      {"ID": "parts", "Status": "Enabled", "Filter": {"Prefix": ""}, "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 2}}]})")
                  .ok());
  const Reply reply = put("b", "logs/a", "x");
  EXPECT_NE(reply.text("Expiration").find("rule-id=\"old\""), std::string::npos) << reply.json();
  put("b", "keep", "x");
  put("b", "cold/a", "x");
  begin("k");
  world.advance(days(2));
  EXPECT_EQ(list("b"), "cold/a keep logs/a");
  EXPECT_EQ(at("HeadObject", "b", "cold/a").text("StorageClass"), "GLACIER");
  EXPECT_FAILURE(at("GetObject", "b", "cold/a"), "InvalidObjectState");
  world.advance(days(2));
  EXPECT_EQ(list("b"), "cold/a keep");
  EXPECT_EQ(on("ListMultipartUploads", "b").size("Uploads"), 0u);
  put("b", "logs/b", "x");
  world.advance(days(5));
  EXPECT_EQ(list("b"), "cold/a keep");
  EXPECT_TRUE(at("RestoreObject", "b", "cold/a", R"("RestoreRequest": {"Days": 1})").ok());
  at("HeadObject", "b", "cold/a");
  EXPECT_EQ(get("b", "cold/a"), "x");
  world.advance(days(3));
  EXPECT_FAILURE(at("GetObject", "b", "cold/a"), "InvalidObjectState");
}

TEST_F(S3Uploads, NoncurrentVersionsExpire) {
  version("b");
  EXPECT_TRUE(on("PutBucketLifecycleConfiguration", "b",
                 R"("LifecycleConfiguration": {"Rules": [{"Status": "Enabled", "Filter": {"Prefix": ""},
                      "Expiration": {"Days": 10}, "NoncurrentVersionExpiration": {"NoncurrentDays": 2, "NewerNoncurrentVersions": 1}}]})")
                  .ok());
  for (const std::string_view body : {"1", "2", "3"}) put("b", "k", body);
  world.advance(days(4));
  EXPECT_EQ(on("ListObjectVersions", "b").size("Versions"), 2u);
  world.advance(days(8));
  EXPECT_EQ(list("b"), "");
  EXPECT_EQ(on("ListObjectVersions", "b").size("DeleteMarkers"), 1u);
}

TEST_F(S3Uploads, LocksHold) {
  EXPECT_TRUE(on("CreateBucket", "locked", R"("ObjectLockEnabledForBucket": true)").ok());
  const std::string id = put("locked", "k", "x").text("VersionId");
  const auto retain = [&](std::string_view mode, std::string_view until, std::string_view more = "") {
    return at("PutObjectRetention", "locked", "k",
              fmt::format(R"("Retention": {{"Mode": "{}", "RetainUntilDate": "{}"}}{})", mode, until, more));
  };
  EXPECT_TRUE(retain("GOVERNANCE", "2100-01-01T00:00:00Z").ok());
  const std::string version = fmt::format(R"("VersionId": "{}")", id);
  EXPECT_FAILURE(at("DeleteObject", "locked", "k", version), "AccessDenied");
  EXPECT_FAILURE(retain("GOVERNANCE", "2099-01-01T00:00:00Z"), "AccessDenied");
  EXPECT_TRUE(at("DeleteObject", "locked", "k", version + R"(, "BypassGovernanceRetention": true)").ok());
  EXPECT_FAILURE(at("PutObjectLegalHold", "b", "k", R"("LegalHold": {"Status": "ON"})"), "InvalidRequest");
  EXPECT_FAILURE(on("GetObjectLockConfiguration", "b"), "ObjectLockConfigurationNotFoundError");
  EXPECT_FAILURE(on("PutBucketVersioning", "locked", R"("VersioningConfiguration": {"Status": "Suspended"})"),
                 "InvalidBucketState");
}

TEST_F(S3Uploads, QueuesAreTold) {
  const std::string arn = "arn:aws:sqs:us-east-1:123456789012:events";
  const auto configure = [&] {
    return on(
        "PutBucketNotificationConfiguration", "b",
        fmt::format(
            R"("NotificationConfiguration": {{"QueueConfigurations": [{{"QueueArn": "{}", "Events": ["s3:ObjectCreated:*"],
                            "Filter": {{"Key": {{"FilterRules": [{{"Name": "suffix", "Value": ".jpg"}}]}}}}}}]}})",
            arn));
  };
  EXPECT_FAILURE(configure(), "InvalidArgument");
  world.call("sqs", "CreateQueue", R"({"QueueName": "events"})");
  EXPECT_TRUE(configure().ok());
  put("b", "a b.jpg", "x");
  put("b", "a.txt", "x");
  const Reply got =
      world.call("sqs", "ReceiveMessage",
                 R"({"QueueUrl": "http://localhost/123456789012/events", "MaxNumberOfMessages": 10})");
  ASSERT_EQ(got.size("Messages"), 2u);
  EXPECT_NE(got.text("Messages.0.Body").find("s3:TestEvent"), std::string::npos);
  kit::Arena arena;
  const std::string body = got.text("Messages.1.Body");
  const auto record = kit::parse_json(body, arena);
  ASSERT_TRUE(record) << body;
  EXPECT_NE(body.find(R"("key":"a+b.jpg")"), std::string::npos) << body;
  EXPECT_NE(body.find(R"("eventName":"ObjectCreated:Put")"), std::string::npos);
}

TEST_F(S3Uploads, ConfigurationsComeBack) {
  EXPECT_FAILURE(on("GetBucketCors", "b"), "NoSuchCORSConfiguration");
  EXPECT_FAILURE(
      on("PutBucketCors", "b",
         R"("CORSConfiguration": {"CORSRules": [{"AllowedMethods": ["PATCH"], "AllowedOrigins": ["*"]}]})"),
      "InvalidRequest");
  EXPECT_TRUE(
      on("PutBucketCors", "b",
         R"("CORSConfiguration": {"CORSRules": [{"AllowedMethods": ["GET"], "AllowedOrigins": ["*"], "MaxAgeSeconds": 3}]})")
          .ok());
  EXPECT_EQ(on("GetBucketCors", "b").number("CORSRules.0.MaxAgeSeconds"), 3);
  EXPECT_TRUE(on("DeleteBucketCors", "b").ok());
  EXPECT_FAILURE(on("GetBucketCors", "b"), "NoSuchCORSConfiguration");
  EXPECT_EQ(
      on("GetBucketEncryption", "b")
          .text("ServerSideEncryptionConfiguration.Rules.0.ApplyServerSideEncryptionByDefault.SSEAlgorithm"),
      "AES256");
  EXPECT_FAILURE(on("GetBucketPolicy", "b"), "NoSuchBucketPolicy");
  EXPECT_FAILURE(on("PutBucketPolicy", "b", R"("Policy": "x")"), "MalformedPolicy");
  EXPECT_FAILURE(on("GetBucketTagging", "b"), "NoSuchTagSet");
  EXPECT_TRUE(
      on("PutBucketMetricsConfiguration", "b", R"("Id": "all", "MetricsConfiguration": {"Id": "all"})").ok());
  EXPECT_EQ(on("ListBucketMetricsConfigurations", "b").text("MetricsConfigurationList.0.Id"), "all");
  EXPECT_FAILURE(on("GetBucketMetricsConfiguration", "b", R"("Id": "none")"), "NoSuchConfiguration");
  EXPECT_EQ(on("GetBucketAcl", "b").text("Grants.0.Permission"), "FULL_CONTROL");
}

}  // namespace
}  // namespace understudy::test
