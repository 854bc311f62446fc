// S3 as the registry sees it: its operations by name, what plays the requests that no model knows, and the
// one shard of a world.
#include "services/s3/s3.hpp"

#include "services/s3/access.hpp"
#include "services/s3/configurations.hpp"
#include "services/s3/handlers.hpp"
#include "services/s3/preflight.hpp"
#include "services/s3/restore.hpp"

namespace understudy::s3 {
namespace {

consteval std::size_t named(std::string_view name) { return configuration_named(name); }

constexpr kit::Operation operations[] = {
    {"AbortMultipartUpload", guarded<abort_multipart_upload>},
    {"CompleteMultipartUpload", guarded<complete_multipart_upload>},
    {"CopyObject", guarded<copy_object>},
    {"CreateBucket", guarded<create_bucket>},
    {"CreateMultipartUpload", guarded<create_multipart_upload>},
    {"DeleteBucket", guarded<delete_bucket>},
    {"DeleteBucketAnalyticsConfiguration", guarded<delete_one_of<0>>},
    {"DeleteBucketCors", guarded<delete_of<named("cors")>>},
    {"DeleteBucketEncryption", guarded<delete_of<named("encryption")>>},
    {"DeleteBucketIntelligentTieringConfiguration", guarded<delete_one_of<1>>},
    {"DeleteBucketInventoryConfiguration", guarded<delete_one_of<2>>},
    {"DeleteBucketLifecycle", guarded<delete_of<named("lifecycle")>>},
    {"DeleteBucketMetricsConfiguration", guarded<delete_one_of<3>>},
    {"DeleteBucketOwnershipControls", guarded<delete_of<named("ownership")>>},
    {"DeleteBucketPolicy", guarded<delete_bucket_policy>},
    {"DeleteBucketReplication", guarded<delete_of<named("replication")>>},
    {"DeleteBucketTagging", guarded<delete_bucket_tagging>},
    {"DeleteBucketWebsite", guarded<delete_of<named("website")>>},
    {"DeleteObject", guarded<delete_object>},
    {"DeleteObjectTagging", guarded<delete_object_tagging>},
    {"DeleteObjects", guarded<delete_objects>},
    {"DeletePublicAccessBlock", guarded<delete_of<named("publicAccessBlock")>>},
    {"GetBucketAccelerateConfiguration", guarded<get_of<named("accelerate")>>},
    {"GetBucketAcl", guarded<get_bucket_acl>},
    {"GetBucketAnalyticsConfiguration", guarded<get_one_of<0>>},
    {"GetBucketCors", guarded<get_of<named("cors")>>},
    {"GetBucketEncryption", guarded<get_of<named("encryption")>>},
    {"GetBucketIntelligentTieringConfiguration", guarded<get_one_of<1>>},
    {"GetBucketInventoryConfiguration", guarded<get_one_of<2>>},
    {"GetBucketLifecycleConfiguration", guarded<get_of<named("lifecycle")>>},
    {"GetBucketLocation", guarded<get_bucket_location>},
    {"GetBucketLogging", guarded<get_of<named("logging")>>},
    {"GetBucketMetricsConfiguration", guarded<get_one_of<3>>},
    {"GetBucketNotificationConfiguration", guarded<get_bucket_notification_configuration>},
    {"GetBucketOwnershipControls", guarded<get_of<named("ownership")>>},
    {"GetBucketPolicy", guarded<get_bucket_policy>},
    {"GetBucketPolicyStatus", guarded<get_bucket_policy_status>},
    {"GetBucketReplication", guarded<get_of<named("replication")>>},
    {"GetBucketRequestPayment", guarded<get_of<named("requestPayment")>>},
    {"GetBucketTagging", guarded<get_bucket_tagging>},
    {"GetBucketVersioning", guarded<get_bucket_versioning>},
    {"GetBucketWebsite", guarded<get_of<named("website")>>},
    {"GetObject", guarded<get_object>},
    {"GetObjectAcl", guarded<get_object_acl>},
    {"GetObjectAttributes", guarded<get_object_attributes>},
    {"GetObjectLegalHold", guarded<get_object_legal_hold>},
    {"GetObjectLockConfiguration", guarded<get_object_lock_configuration>},
    {"GetObjectRetention", guarded<get_object_retention>},
    {"GetObjectTagging", guarded<get_object_tagging>},
    {"GetObjectTorrent", guarded<get_object_torrent>},
    {"GetPublicAccessBlock", guarded<get_of<named("publicAccessBlock")>>},
    {"HeadBucket", guarded<head_bucket>},
    {"HeadObject", guarded<head_object>},
    {"ListBucketAnalyticsConfigurations", guarded<list_of<0>>},
    {"ListBucketIntelligentTieringConfigurations", guarded<list_of<1>>},
    {"ListBucketInventoryConfigurations", guarded<list_of<2>>},
    {"ListBucketMetricsConfigurations", guarded<list_of<3>>},
    {"ListBuckets", guarded<list_buckets>},
    {"ListMultipartUploads", guarded<list_multipart_uploads>},
    {"ListObjectVersions", guarded<list_object_versions>},
    {"ListObjects", guarded<list_objects>},
    {"ListObjectsV2", guarded<list_objects_v2>},
    {"ListParts", guarded<list_parts>},
    {"PutBucketAccelerateConfiguration", guarded<put_of<named("accelerate")>>},
    {"PutBucketAcl", guarded<put_bucket_acl>},
    {"PutBucketAnalyticsConfiguration", guarded<put_one_of<0>>},
    {"PutBucketCors", guarded<put_of<named("cors")>>},
    {"PutBucketEncryption", guarded<put_of<named("encryption")>>},
    {"PutBucketIntelligentTieringConfiguration", guarded<put_one_of<1>>},
    {"PutBucketInventoryConfiguration", guarded<put_one_of<2>>},
    {"PutBucketLifecycleConfiguration", guarded<put_of<named("lifecycle")>>},
    {"PutBucketLogging", guarded<put_of<named("logging")>>},
    {"PutBucketMetricsConfiguration", guarded<put_one_of<3>>},
    {"PutBucketNotificationConfiguration", guarded<put_bucket_notification_configuration>},
    {"PutBucketOwnershipControls", guarded<put_of<named("ownership")>>},
    {"PutBucketPolicy", guarded<put_bucket_policy>},
    {"PutBucketReplication", guarded<put_of<named("replication")>>},
    {"PutBucketRequestPayment", guarded<put_of<named("requestPayment")>>},
    {"PutBucketTagging", guarded<put_bucket_tagging>},
    {"PutBucketVersioning", guarded<put_bucket_versioning>},
    {"PutBucketWebsite", guarded<put_of<named("website")>>},
    {"PutObject", guarded<put_object>},
    {"PutObjectAcl", guarded<put_object_acl>},
    {"PutObjectLegalHold", guarded<put_object_legal_hold>},
    {"PutObjectLockConfiguration", guarded<put_object_lock_configuration>},
    {"PutObjectRetention", guarded<put_object_retention>},
    {"PutObjectTagging", guarded<put_object_tagging>},
    {"PutPublicAccessBlock", guarded<put_of<named("publicAccessBlock")>>},
    {"RestoreObject", guarded<restore_object>},
    {"UploadPart", guarded<upload_part>},
    {"UploadPartCopy", guarded<upload_part_copy>},
};

constexpr kit::Page pages[] = {
    {":Preflight", "GetObject", guarded<preflight>},
    {":PostObject", "PutObject", guarded<post_object>},
    {":Website", "GetObject", guarded<website>},
};

constexpr const kit::Lifecycle* lifecycles[] = {&key_restore};

void owner(const kit::Call&, kit::Place& place) { place.account = "aws"; }

std::string_view odd(const kit::Exchange& exchange) {
  if (exchange.method == "OPTIONS" && !exchange.header("origin").empty() &&
      !exchange.header("access-control-request-method").empty())
    return addressed(exchange.path).bucket.empty() ? "" : ":Preflight";
  if (exchange.host_service.starts_with("s3-website")) return ":Website";
  if (exchange.method == "POST" && exchange.header("content-type").starts_with("multipart/form-data") &&
      addressed(exchange.path).key.empty())
    return ":PostObject";
  return {};
}

}  // namespace

constinit const kit::Service service{"s3",  kit::Scope::global, operations, kit::make_state<State>, owner,
                                     pages, lifecycles};
constinit const kit::HttpService http{&service, odd};

}  // namespace understudy::s3
