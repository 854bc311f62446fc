// Buckets and objects: names, bytes, conditions, ranges, versions, copies, listings.
#include "tests/services/s3_fixture.hpp"

namespace understudy::test {
namespace {

TEST_F(S3, BucketNamesAreGlobalAndHaveRules) {
  bucket("photos");
  EXPECT_TRUE(on("CreateBucket", "photos").ok());  // North Virginia's own answer
  for (const std::string_view bad :
       {"Photos", "a..b", "192.168.1.1", "-photos", "photos-", "xn--a", "a_b", "photos-s3alias"})
    EXPECT_FAILURE(on("CreateBucket", bad), "InvalidBucketName");
  EXPECT_FAILURE(call("CreateBucket", R"("Bucket": "ab")"), "InvalidBucketName");
  world.client.account = "210987654321";
  EXPECT_FAILURE(on("CreateBucket", "photos"), "BucketAlreadyExists");
  EXPECT_TRUE(on("HeadBucket", "photos").ok());
  EXPECT_EQ(call("ListBuckets").size("Buckets"), 0u);
  world.client.account = "123456789012";
  EXPECT_EQ(call("ListBuckets").text("Buckets.0.Name"), "photos");
  EXPECT_FAILURE(on("HeadBucket", "nobodys"), "NoSuchBucket");
  EXPECT_FAILURE(on("HeadBucket", "photos", R"("ExpectedBucketOwner": "210987654321")"), "AccessDenied");
}

TEST_F(S3, RegionsOfBuckets) {
  const auto at = [](std::string_view region) {
    return fmt::format(R"("CreateBucketConfiguration": {{"LocationConstraint": "{}"}})", region);
  };
  EXPECT_FAILURE(on("CreateBucket", "one", at("us-east-1")), "InvalidLocationConstraint");
  EXPECT_FAILURE(on("CreateBucket", "one", at("mars")), "InvalidLocationConstraint");
  bucket("one", at("eu-west-1"));
  EXPECT_EQ(on("GetBucketLocation", "one").text("LocationConstraint"), "eu-west-1");
  EXPECT_EQ(on("HeadBucket", "one").text("BucketRegion"), "eu-west-1");
  world.client.region = "eu-west-1";
  EXPECT_FAILURE(on("CreateBucket", "two"), "IllegalLocationConstraintException");
  EXPECT_FAILURE(on("CreateBucket", "two", at("eu-west-2")), "IllegalLocationConstraintException");
  EXPECT_FAILURE(on("CreateBucket", "one", at("eu-west-1")), "BucketAlreadyOwnedByYou");
}

TEST_F(S3, BytesComeBack) {
  bucket("b");
  const Reply put =
      this->put("b", "a/b c", "hello", R"("ContentType": "text/plain", "Metadata": {"Colour": "red"})");
  EXPECT_EQ(put.text("ETag"), "\"5d41402abc4b2a76b9719d911017c592\"");
  EXPECT_EQ(put.text("ServerSideEncryption"), "AES256");
  EXPECT_FALSE(put.has("VersionId"));
  EXPECT_FALSE(put.text("ChecksumCRC64NVME").empty());
  EXPECT_EQ(get("b", "a/b c"), "hello");
  const Reply head = at("HeadObject", "b", "a/b c");
  EXPECT_EQ(head.number("ContentLength"), 5);
  EXPECT_EQ(head.text("ContentType"), "text/plain");
  EXPECT_EQ(head.text("Metadata.colour"), "red");
  EXPECT_FAILURE(at("GetObject", "b", "other"), "NoSuchKey");
  EXPECT_FAILURE(at("GetObject", "b", std::string(1025, 'k')), "KeyTooLongError");
  EXPECT_FAILURE(on("DeleteBucket", "b"), "BucketNotEmpty");
  EXPECT_TRUE(at("DeleteObject", "b", "a/b c").ok());
  EXPECT_TRUE(at("DeleteObject", "b", "a/b c").ok());
  EXPECT_TRUE(on("DeleteBucket", "b").ok());
}

TEST_F(S3, ChecksumsAreCompared) {
  bucket("b");
  const std::string body = "hello";
  const auto sum = [&](kit::Hash hash) { return kit::base64(kit::digest(body, {hash}).get(hash)); };
  EXPECT_EQ(sum(kit::Hash::crc32), "NhCmhg==");
  EXPECT_EQ(sum(kit::Hash::crc32c), "mnG7TA==");
  const Reply put = this->put("b", "k", body, R"("ChecksumCRC32": "NhCmhg==")");
  EXPECT_EQ(put.text("ChecksumCRC32"), "NhCmhg==");
  EXPECT_EQ(at("HeadObject", "b", "k", R"("ChecksumMode": "ENABLED")").text("ChecksumCRC32"), "NhCmhg==");
  EXPECT_FALSE(at("HeadObject", "b", "k").has("ChecksumCRC32"));
  EXPECT_FAILURE(this->put("b", "k", body, R"("ChecksumCRC32": "AAAAAA==")"), "BadDigest");
  EXPECT_FAILURE(this->put("b", "k", body, R"("ChecksumCRC32": "x")"), "InvalidRequest");
  EXPECT_FAILURE(this->put("b", "k", body, R"("ContentMD5": "x")"), "InvalidDigest");
  EXPECT_FAILURE(this->put("b", "k", body, R"("ContentMD5": "AAAAAAAAAAAAAAAAAAAAAA==")"), "BadDigest");
  EXPECT_FAILURE(
      this->put("b", "k", body,
                fmt::format(R"("ChecksumSHA1": "{}", "ChecksumCRC32": "NhCmhg==")", sum(kit::Hash::sha1))),
      "InvalidRequest");
}

TEST_F(S3, RangesAndConditions) {
  bucket("b");
  put("b", "k", "0123456789");
  EXPECT_EQ(get("b", "k", R"("Range": "bytes=2-4")"), "234");
  EXPECT_EQ(get("b", "k", R"("Range": "bytes=7-")"), "789");
  EXPECT_EQ(get("b", "k", R"("Range": "bytes=-2")"), "89");
  EXPECT_EQ(get("b", "k", R"("Range": "bytes=8-99")"), "89");
  EXPECT_EQ(get("b", "k", R"("Range": "lines=1-2")"), "0123456789");
  EXPECT_EQ(at("GetObject", "b", "k", R"("Range": "bytes=2-4")").text("ContentRange"), "bytes 2-4/10");
  EXPECT_FAILURE(at("GetObject", "b", "k", R"("Range": "bytes=10-")"), "InvalidRange");
  EXPECT_FAILURE(at("GetObject", "b", "k", R"("IfMatch": "\"x\"")"), "PreconditionFailed");
  EXPECT_EQ(at("GetObject", "b", "k", R"("IfNoneMatch": "*")").call().exchange->status, 304);
  EXPECT_FAILURE(put("b", "k", "x", R"("IfNoneMatch": "*")"), "PreconditionFailed");
  EXPECT_FAILURE(put("b", "k", "x", R"("IfMatch": "\"x\"")"), "PreconditionFailed");
  EXPECT_FAILURE(put("b", "new", "x", R"("IfMatch": "\"x\"")"), "NoSuchKey");
  EXPECT_TRUE(put("b", "new", "x", R"("IfNoneMatch": "*")").ok());
}

TEST_F(S3, VersionsAndMarkers) {
  bucket("b");
  put("b", "k", "null");
  version("b");
  const std::string first = put("b", "k", "first").text("VersionId");
  const std::string second = put("b", "k", "second").text("VersionId");
  EXPECT_EQ(first.size(), 32u);
  EXPECT_EQ(get("b", "k"), "second");
  EXPECT_EQ(get("b", "k", fmt::format(R"("VersionId": "{}")", first)), "first");
  EXPECT_EQ(get("b", "k", R"("VersionId": "null")"), "null");
  const Reply gone = at("DeleteObject", "b", "k");
  EXPECT_TRUE(gone.flag("DeleteMarker"));
  const Reply missing = at("GetObject", "b", "k");
  EXPECT_EQ(missing.code(), "NoSuchKey");
  EXPECT_EQ(header(missing, "x-amz-delete-marker"), "true");
  EXPECT_FAILURE(at("GetObject", "b", "k", fmt::format(R"("VersionId": "{}")", gone.text("VersionId"))),
                 "MethodNotAllowed");
  EXPECT_EQ(list("b"), "");
  const Reply versions = on("ListObjectVersions", "b");
  EXPECT_EQ(versions.size("Versions"), 3u);
  EXPECT_EQ(versions.size("DeleteMarkers"), 1u);
  EXPECT_TRUE(versions.flag("DeleteMarkers.0.IsLatest"));
  EXPECT_EQ(versions.text("Versions.0.VersionId"), second);
  EXPECT_EQ(versions.text("Versions.2.VersionId"), "null");
  at("DeleteObject", "b", "k", fmt::format(R"("VersionId": "{}")", gone.text("VersionId")));
  EXPECT_EQ(get("b", "k"), "second");
  version("b", "Suspended");
  put("b", "k", "again");
  put("b", "k", "once more");
  EXPECT_EQ(on("ListObjectVersions", "b").size("Versions"), 3u);
  EXPECT_EQ(get("b", "k", R"("VersionId": "null")"), "once more");
  EXPECT_FAILURE(at("GetObject", "b", "k", R"("VersionId": "x")"), "InvalidArgument");
  EXPECT_FAILURE(at("GetObject", "b", "k", fmt::format(R"("VersionId": "{}")", std::string(32, 'x'))),
                 "NoSuchVersion");
}

TEST_F(S3, ListingsByPrefixDelimiterAndPage) {
  bucket("b");
  for (const std::string_view key : {"a", "b/1", "b/2", "b/c/3", "c", "d/4", "\xC3\xA9", "Z"})
    put("b", key, "x");
  EXPECT_EQ(list("b"), "Z a b/1 b/2 b/c/3 c d/4 \xC3\xA9");
  EXPECT_EQ(list("b", R"("Delimiter": "/")"), "Z a c \xC3\xA9 | b/ d/");
  EXPECT_EQ(list("b", R"("Prefix": "b/", "Delimiter": "/")"), "b/1 b/2 | b/c/");
  EXPECT_EQ(list("b", R"("StartAfter": "b/2")"), "b/c/3 c d/4 \xC3\xA9");
  std::string all, token;
  for (int page = 0; page < 10; ++page) {
    const Reply reply =
        on("ListObjectsV2", "b",
           fmt::format(R"("MaxKeys": 2, "Delimiter": "/"{})",
                       token.empty() ? "" : fmt::format(R"(, "ContinuationToken": "{}")", token)));
    all += listed(reply) + ";";
    token = reply.text("NextContinuationToken");
    if (token.empty()) break;
  }
  EXPECT_EQ(all, "Z a;c | b/;\xC3\xA9 | d/;");
  EXPECT_FAILURE(on("ListObjectsV2", "b", R"("ContinuationToken": "x")"), "InvalidArgument");
  EXPECT_EQ(on("ListObjectsV2", "b", R"("MaxKeys": 0)").flag("IsTruncated"), false);
  EXPECT_FAILURE(on("ListObjects", "b", R"("MaxKeys": -1)"), "InvalidArgument");
  const Reply first = on("ListObjects", "b", R"("MaxKeys": 3, "Delimiter": "/", "EncodingType": "url")");
  EXPECT_EQ(listed(first), "Z a | b/");
  EXPECT_EQ(first.text("NextMarker"), "b/");
  EXPECT_EQ(listed(on("ListObjects", "b", R"("Marker": "b/", "Delimiter": "/", "EncodingType": "url")")),
            "c %C3%A9 | d/");
}

TEST_F(S3, CopiesShareTheirBytes) {
  bucket("b");
  bucket("to");
  put("b", "k", "hello", R"("ContentType": "text/plain", "Metadata": {"a": "1"}, "Tagging": "x=y")");
  const auto from = [](std::string_view what) { return fmt::format(R"("CopySource": "{}")", what); };
  EXPECT_TRUE(at("CopyObject", "to", "k", from("b-bucket/k")).ok());
  EXPECT_EQ(get("to", "k"), "hello");
  EXPECT_EQ(at("HeadObject", "to", "k").text("Metadata.a"), "1");
  EXPECT_EQ(at("GetObjectTagging", "to", "k").text("TagSet.0.Value"), "y");
  EXPECT_EQ(at("GetObject", "to", "k").call().exchange->blob.get(),
            at("GetObject", "b", "k").call().exchange->blob.get());
  at("CopyObject", "to", "n",
     from("b-bucket/k") + R"(, "MetadataDirective": "REPLACE", "Metadata": {"b": "2"})");
  EXPECT_FALSE(at("HeadObject", "to", "n").has("Metadata.a"));
  EXPECT_FAILURE(at("CopyObject", "b", "k", from("b-bucket/k")), "InvalidRequest");
  EXPECT_FAILURE(at("CopyObject", "to", "k", from("b-bucket/none")), "NoSuchKey");
  EXPECT_FAILURE(at("CopyObject", "to", "k", from("none/k")), "NoSuchBucket");
  EXPECT_FAILURE(at("CopyObject", "to", "k", from("b-bucket/k") + R"(, "CopySourceIfMatch": "x")"),
                 "PreconditionFailed");
}

TEST_F(S3, ManyAreDeletedAtOnce) {
  bucket("b");
  put("b", "a", "1");
  put("b", "b", "2");
  const Reply reply = on("DeleteObjects", "b", R"("Delete": {"Objects": [{"Key": "a"}, {"Key": "none"}]})");
  EXPECT_EQ(reply.size("Deleted"), 2u);
  EXPECT_EQ(list("b"), "b");
  EXPECT_EQ(
      on("DeleteObjects", "b", R"("Delete": {"Objects": [{"Key": "b"}], "Quiet": true})").size("Deleted"),
      0u);
  EXPECT_FAILURE(on("DeleteObjects", "b", R"("Delete": {"Objects": []})"), "MalformedXML");
}

TEST_F(S3, StateIsAView) {
  bucket("b");
  version("b");
  put("b", "a/\xC3\xA9 k", "hello", R"("Tagging": "x=y")");
  put("b", "a/\xC3\xA9 k", "again");
  at("CreateMultipartUpload", "b", "parts");
  const std::string view = world.view(place());
  kit::Arena arena;
  kit::AnyState& state = world.state(place());
  state.restore(*kit::parse_json(view, arena));
  EXPECT_EQ(world.view(place()), view);
  EXPECT_EQ(get("b", "a/\xC3\xA9 k"), "again");
}

}  // namespace
}  // namespace understudy::test
