// Access points of S3: made by S3 Control, gone through by S3, and what blocks of whole accounts keep out.
#include "tests/services/s3_fixture.hpp"

namespace understudy::test {
namespace {

constexpr std::string_view account = R"("AccountId": "123456789012")";

class Points : public S3 {
 public:
  Reply control(std::string_view operation, std::string_view members = "") {
    return world.call("s3control", operation,
                      fmt::format("{{{}{}{}}}", account, members.empty() ? "" : ", ", members));
  }
  std::string point(std::string_view name, std::string_view bucket) {
    const Reply made =
        control("CreateAccessPoint", fmt::format(R"("Name": "{}", "Bucket": "{}")", name, bucket));
    return made.ok() ? made.text("Alias") : made.json();
  }
  Reply through(std::string_view operation, std::string_view name, std::string_view members = "") {
    return call(operation, fmt::format(R"("Bucket": "{}"{}{})", name, members.empty() ? "" : ", ", members));
  }
};

TEST_F(Points, ReachTheirBucketsObjects) {
  bucket("photos");
  put("photos", "a/k", "hello");
  const std::string alias = point("one", "photos");
  EXPECT_EQ(alias.size(), std::string_view("one-").size() + 34 + std::string_view("-s3alias").size());
  for (const std::string& name : {alias, std::string("one-123456789012"),
                                  std::string("arn:aws:s3:us-east-1:123456789012:accesspoint/one")}) {
    EXPECT_EQ(body_of(through("GetObject", name, R"("Key": "a/k")")), "hello") << name;
    EXPECT_EQ(listed(through("ListObjectsV2", name)), "a/k") << name;
    EXPECT_TRUE(through("PutObject", name, R"("Key": "b", "Body": "aGk=")").ok());
    EXPECT_EQ(get("photos", "b"), "hi");
    EXPECT_TRUE(through("DeleteObject", name, R"("Key": "b")").ok());
  }
  EXPECT_TRUE(put("photos", "c", "copy me").ok());
  const Reply copied = at("CopyObject", "photos", "d",
                          R"("CopySource": "arn:aws:s3:us-east-1:123456789012:accesspoint/one/object/c")");
  EXPECT_TRUE(copied.ok()) << copied.json();
  EXPECT_EQ(get("photos", "d"), "copy me");
  EXPECT_FAILURE(through("DeleteBucket", alias), "MethodNotAllowed");
  EXPECT_FAILURE(through("GetBucketTagging", alias), "MethodNotAllowed");
  EXPECT_TRUE(control("DeleteAccessPoint", R"("Name": "one")").ok());
  EXPECT_FAILURE(through("GetObject", alias, R"("Key": "a/k")"), "InvalidAccessPointAliasError");
  EXPECT_FAILURE(through("GetObject", "one-123456789012", R"("Key": "a/k")"), "NoSuchBucket");
  EXPECT_FAILURE(through("GetObject", "arn:aws:s3:us-east-1:123456789012:accesspoint/one", R"("Key": "a/k")"),
                 "NoSuchAccessPoint");
}

TEST_F(Points, AreRefusedWithoutABucketOrAName) {
  bucket("photos");
  EXPECT_FAILURE(control("CreateAccessPoint", R"("Name": "one", "Bucket": "none")"), "NoSuchBucket");
  for (const std::string_view name : {"Upper", "under_score", "-one", "one-", "a.b", "one-s3alias"})
    EXPECT_FAILURE(control("CreateAccessPoint", fmt::format(R"("Name": "{}", "Bucket": "photos")", name)),
                   "InvalidRequest");
  world.client.region = "eu-west-1";
  EXPECT_FAILURE(control("CreateAccessPoint", R"("Name": "one", "Bucket": "photos")"), "InvalidRequest");
}

TEST_F(Points, OfSeveralRegionsChooseTheNearestBucket) {
  bucket("here");
  on("CreateBucket", "there", R"("CreateBucketConfiguration": {"LocationConstraint": "eu-west-1"})");
  put("here", "k", "near");
  put("there", "k", "far");
  const Reply asked =
      control("CreateMultiRegionAccessPoint",
              R"("ClientToken": "t", "Details": {"Name": "wide", "Regions": [{"Bucket": "there"},
                                 {"Bucket": "here"}]})");
  ASSERT_TRUE(asked.ok()) << asked.json();
  const Reply how = control("DescribeMultiRegionAccessPointOperation",
                            fmt::format(R"("RequestTokenARN": "{}")", asked.text("RequestTokenARN")));
  EXPECT_EQ(how.text("AsyncOperation.RequestStatus"), "SUCCEEDED");
  const Reply shown = control("GetMultiRegionAccessPoint", R"("Name": "wide")");
  EXPECT_EQ(shown.text("AccessPoint.Regions.0.Region"), "eu-west-1") << shown.json();
  const std::string alias = shown.text("AccessPoint.Alias");
  EXPECT_EQ(body_of(through("GetObject", alias, R"("Key": "k")")), "near");
  EXPECT_EQ(body_of(through("GetObject", "arn:aws:s3::123456789012:accesspoint/" + alias, R"("Key": "k")")),
            "near");
  EXPECT_EQ(body_of(through("GetObject", alias + ".accesspoint", R"("Key": "k")")), "near");
}

TEST_F(Points, AccountsBlockWhatIsPublic) {
  bucket("photos");
  put("photos", "k", "hello");
  ASSERT_TRUE(
      control("PutPublicAccessBlock",
              R"("PublicAccessBlockConfiguration": {"BlockPublicAcls": true, "BlockPublicPolicy": true})")
          .ok());
  EXPECT_FAILURE(on("PutBucketAcl", "photos", R"("ACL": "public-read")"), "AccessDenied");
  EXPECT_FAILURE(at("PutObjectAcl", "photos", "k", R"("ACL": "authenticated-read")"), "AccessDenied");
  EXPECT_FAILURE(put("photos", "j", "x", R"("ACL": "public-read")"), "AccessDenied");
  EXPECT_FAILURE(on("CreateBucket", "open", R"("ACL": "public-read")"), "AccessDenied");
  EXPECT_TRUE(put("photos", "j", "x", R"("ACL": "bucket-owner-full-control")").ok());
  const std::string policy =
      quoted(R"({"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
                                        "Resource": "arn:aws:s3:::photos/*"}]})");
  EXPECT_FAILURE(on("PutBucketPolicy", "photos", "\"Policy\": " + policy), "AccessDenied");
  EXPECT_TRUE(control("DeletePublicAccessBlock").ok());
  EXPECT_TRUE(on("PutBucketPolicy", "photos", "\"Policy\": " + policy).ok());
  EXPECT_TRUE(put("photos", "j", "x", R"("ACL": "public-read")").ok());
}

TEST_F(Points, PoliciesNameActionsThatThereAre) {
  bucket("photos");
  const auto put_policy = [&](std::string_view action) {
    return on("PutBucketPolicy", "photos",
              "\"Policy\": " + quoted(fmt::format(R"({{"Statement": [{{"Effect": "Deny", "Principal": "*",
                                                   "Action": "{}", "Resource": "arn:aws:s3:::photos*"}}]}})",
                                                  action)));
  };
  for (const std::string_view action : {"s3:GetObject", "s3:getobjectversion", "s3:Put*", "s3:*", "*",
                                        "s3:ReplicateObject", "s3:BypassGovernanceRetention"})
    EXPECT_TRUE(put_policy(action).ok()) << action;
  for (const std::string_view action : {"s3:FetchObject", "s3:Fetch*", "sqs:SendMessage", "s3:"})
    EXPECT_FAILURE(put_policy(action), "MalformedPolicy");
}

TEST_F(Points, TagsOfBucketsAreTheirOwn) {
  bucket("photos");
  const std::string arn = R"("ResourceArn": "arn:aws:s3:::photos")";
  EXPECT_TRUE(
      control("TagResource", arn + R"(, "Tags": [{"Key": "a", "Value": "b"}, {"Key": "c", "Value": "d"}])")
          .ok());
  EXPECT_EQ(on("GetBucketTagging", "photos").text("TagSet.0.Key"), "a");
  EXPECT_TRUE(control("UntagResource", arn + R"(, "TagKeys": ["a"])").ok());
  EXPECT_EQ(control("ListTagsForResource", arn).text("Tags.0.Key"), "c");
  EXPECT_TRUE(control("UntagResource", arn + R"(, "TagKeys": ["c"])").ok());
  EXPECT_FAILURE(on("GetBucketTagging", "photos"), "NoSuchTagSet");
}

}  // namespace
}  // namespace understudy::test
