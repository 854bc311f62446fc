// After the service authorization reference, "Actions, resources, and condition keys for Amazon S3", and the
// user guide, "Mapping of ACL permissions and access policy permissions".
#include "services/s3/actions.hpp"

#include <algorithm>
#include <array>

#include "services/policy/pattern.hpp"

namespace understudy::s3 {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

using enum On;
using enum Granted;

constexpr auto rights = std::to_array<Right>({
    {"AbortMultipartUpload", "AbortMultipartUpload", object, by_bucket, "WRITE"},
    {"CompleteMultipartUpload", "PutObject", object, by_bucket, "WRITE"},
    {"CopyObject", "PutObject", object, by_bucket, "WRITE"},
    {"CreateBucket", "CreateBucket", account},
    {"CreateMultipartUpload", "PutObject", object, by_bucket, "WRITE"},
    {"DeleteBucket", "DeleteBucket"},
    {"DeleteBucketAnalyticsConfiguration", "PutAnalyticsConfiguration"},
    {"DeleteBucketCors", "PutBucketCORS"},
    {"DeleteBucketEncryption", "PutEncryptionConfiguration"},
    {"DeleteBucketIntelligentTieringConfiguration", "PutIntelligentTieringConfiguration"},
    {"DeleteBucketInventoryConfiguration", "PutInventoryConfiguration"},
    {"DeleteBucketLifecycle", "PutLifecycleConfiguration"},
    {"DeleteBucketMetricsConfiguration", "PutMetricsConfiguration"},
    {"DeleteBucketOwnershipControls", "PutBucketOwnershipControls"},
    {"DeleteBucketPolicy", "DeleteBucketPolicy"},
    {"DeleteBucketReplication", "PutReplicationConfiguration"},
    {"DeleteBucketTagging", "PutBucketTagging"},
    {"DeleteBucketWebsite", "DeleteBucketWebsite"},
    {"DeleteObject", "DeleteObject", object, by_bucket, "WRITE", "DeleteObjectVersion"},
    {"DeleteObjectTagging", "DeleteObjectTagging", object, by_nothing, {}, "DeleteObjectVersionTagging"},
    {"DeletePublicAccessBlock", "PutBucketPublicAccessBlock"},
    {"GetBucketAccelerateConfiguration", "GetAccelerateConfiguration"},
    {"GetBucketAcl", "GetBucketAcl", bucket, by_bucket, "READ_ACP"},
    {"GetBucketAnalyticsConfiguration", "GetAnalyticsConfiguration"},
    {"GetBucketCors", "GetBucketCORS"},
    {"GetBucketEncryption", "GetEncryptionConfiguration"},
    {"GetBucketIntelligentTieringConfiguration", "GetIntelligentTieringConfiguration"},
    {"GetBucketInventoryConfiguration", "GetInventoryConfiguration"},
    {"GetBucketLifecycleConfiguration", "GetLifecycleConfiguration"},
    {"GetBucketLocation", "GetBucketLocation"},
    {"GetBucketLogging", "GetBucketLogging"},
    {"GetBucketMetricsConfiguration", "GetMetricsConfiguration"},
    {"GetBucketNotificationConfiguration", "GetBucketNotification"},
    {"GetBucketOwnershipControls", "GetBucketOwnershipControls"},
    {"GetBucketPolicy", "GetBucketPolicy"},
    {"GetBucketPolicyStatus", "GetBucketPolicyStatus"},
    {"GetBucketReplication", "GetReplicationConfiguration"},
    {"GetBucketRequestPayment", "GetBucketRequestPayment"},
    {"GetBucketTagging", "GetBucketTagging"},
    {"GetBucketVersioning", "GetBucketVersioning"},
    {"GetBucketWebsite", "GetBucketWebsite"},
    {"GetObject", "GetObject", object, by_object, "READ", "GetObjectVersion"},
    {"GetObjectAcl", "GetObjectAcl", object, by_object, "READ_ACP", "GetObjectVersionAcl"},
    {"GetObjectAttributes", "GetObjectAttributes", object, by_object, "READ", "GetObjectVersionAttributes"},
    {"GetObjectLegalHold", "GetObjectLegalHold", object},
    {"GetObjectLockConfiguration", "GetBucketObjectLockConfiguration"},
    {"GetObjectRetention", "GetObjectRetention", object},
    {"GetObjectTagging", "GetObjectTagging", object, by_nothing, {}, "GetObjectVersionTagging"},
    {"GetObjectTorrent", "GetObjectTorrent", object, by_object, "READ", "GetObjectVersionTorrent"},
    {"GetPublicAccessBlock", "GetBucketPublicAccessBlock"},
    {"HeadBucket", "ListBucket", bucket, by_bucket, "READ"},
    {"HeadObject", "GetObject", object, by_object, "READ", "GetObjectVersion"},
    {"ListBucketAnalyticsConfigurations", "GetAnalyticsConfiguration"},
    {"ListBucketIntelligentTieringConfigurations", "GetIntelligentTieringConfiguration"},
    {"ListBucketInventoryConfigurations", "GetInventoryConfiguration"},
    {"ListBucketMetricsConfigurations", "GetMetricsConfiguration"},
    {"ListBuckets", "ListAllMyBuckets", account},
    {"ListMultipartUploads", "ListBucketMultipartUploads", bucket, by_bucket, "READ"},
    {"ListObjectVersions", "ListBucketVersions", bucket, by_bucket, "READ"},
    {"ListObjects", "ListBucket", bucket, by_bucket, "READ"},
    {"ListObjectsV2", "ListBucket", bucket, by_bucket, "READ"},
    {"ListParts", "ListMultipartUploadParts", object},
    {"PutBucketAccelerateConfiguration", "PutAccelerateConfiguration"},
    {"PutBucketAcl", "PutBucketAcl", bucket, by_bucket, "WRITE_ACP"},
    {"PutBucketAnalyticsConfiguration", "PutAnalyticsConfiguration"},
    {"PutBucketCors", "PutBucketCORS"},
    {"PutBucketEncryption", "PutEncryptionConfiguration"},
    {"PutBucketIntelligentTieringConfiguration", "PutIntelligentTieringConfiguration"},
    {"PutBucketInventoryConfiguration", "PutInventoryConfiguration"},
    {"PutBucketLifecycleConfiguration", "PutLifecycleConfiguration"},
    {"PutBucketLogging", "PutBucketLogging"},
    {"PutBucketMetricsConfiguration", "PutMetricsConfiguration"},
    {"PutBucketNotificationConfiguration", "PutBucketNotification"},
    {"PutBucketOwnershipControls", "PutBucketOwnershipControls"},
    {"PutBucketPolicy", "PutBucketPolicy"},
    {"PutBucketReplication", "PutReplicationConfiguration"},
    {"PutBucketRequestPayment", "PutBucketRequestPayment"},
    {"PutBucketTagging", "PutBucketTagging"},
    {"PutBucketVersioning", "PutBucketVersioning"},
    {"PutBucketWebsite", "PutBucketWebsite"},
    {"PutObject", "PutObject", object, by_bucket, "WRITE"},
    {"PutObjectAcl", "PutObjectAcl", object, by_object, "WRITE_ACP", "PutObjectVersionAcl"},
    {"PutObjectLegalHold", "PutObjectLegalHold", object},
    {"PutObjectLockConfiguration", "PutBucketObjectLockConfiguration"},
    {"PutObjectRetention", "PutObjectRetention", object},
    {"PutObjectTagging", "PutObjectTagging", object, by_nothing, {}, "PutObjectVersionTagging"},
    {"PutPublicAccessBlock", "PutBucketPublicAccessBlock"},
    {"RestoreObject", "RestoreObject", object},
    {"UploadPart", "PutObject", object, by_bucket, "WRITE"},
    {"UploadPartCopy", "PutObject", object, by_bucket, "WRITE"},
});
static_assert(std::ranges::is_sorted(rights, {}, &Right::operation));

// Those that no operation of this table needs.
struct Other {
  std::string_view action;
  On on;
};
constexpr auto others = std::to_array<Other>({
    {"AllocateDataAccess", account},
    {"BypassGovernanceRetention", object},
    {"CreateBucketMetadataTableConfiguration", bucket},
    {"DeleteBucketMetadataTableConfiguration", bucket},
    {"GetBucketABAC", bucket},
    {"GetBucketMetadataTableConfiguration", bucket},
    {"GetObjectVersionForReplication", object},
    {"InitiateReplication", object},
    {"ListTagsForResource", bucket},
    {"ObjectOwnerOverrideToBucketOwner", object},
    {"PauseReplication", bucket},
    {"PutBucketABAC", bucket},
    {"ReplicateDelete", object},
    {"ReplicateObject", object},
    {"ReplicateTags", object},
    {"TagResource", bucket},
    {"UntagResource", bucket},
    {"UpdateBucketMetadataInventoryTableConfiguration", bucket},
    {"UpdateBucketMetadataJournalTableConfiguration", bucket},
    {"UpdateObjectEncryption", object},
});

bool same_without_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

}  // namespace

std::optional<On> on_what(std::string_view action) {
  for (const Right& right : rights)
    if (same_without_case(right.action, action) || same_without_case(right.of_version, action))
      return right.on;
  for (const Other& other : others)
    if (same_without_case(other.action, action)) return other.on;
  return {};
}

bool is_action(std::string_view text) {
  const policy::Pattern pattern(text);
  const auto fits = [&](std::string_view action) {
    return !action.empty() && pattern.matches_without_case(action);
  };
  return std::ranges::any_of(rights, [&](const Right& r) { return fits(r.action) || fits(r.of_version); }) ||
         std::ranges::any_of(others, [&](const Other& other) { return fits(other.action); });
}

const Right* right_for(std::string_view operation) {
  const auto found = std::ranges::lower_bound(rights, operation, {}, &Right::operation);
  return found != rights.end() && found->operation == operation ? &*found : nullptr;
}

}  // namespace understudy::s3
