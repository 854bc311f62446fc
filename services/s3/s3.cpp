// S3 as the registry sees it: its operations by name, what plays the requests that no model knows, and the
// one shard of a world.
#include "services/s3/s3.hpp"

#include "services/s3/configurations.hpp"
#include "services/s3/handlers.hpp"
#include "services/s3/preflight.hpp"
#include "services/s3/restore.hpp"

namespace understudy::s3 {
namespace {

consteval std::size_t named(std::string_view name) { return configuration_named(name); }

constexpr kit::Operation operations[] = {
    {"AbortMultipartUpload", kit::on<abort_multipart_upload>},
    {"CompleteMultipartUpload", kit::on<complete_multipart_upload>},
    {"CopyObject", kit::on<copy_object>},
    {"CreateBucket", kit::on<create_bucket>},
    {"CreateMultipartUpload", kit::on<create_multipart_upload>},
    {"DeleteBucket", kit::on<delete_bucket>},
    {"DeleteBucketAnalyticsConfiguration", kit::on<delete_one_of<0>>},
    {"DeleteBucketCors", kit::on<delete_of<named("cors")>>},
    {"DeleteBucketEncryption", kit::on<delete_of<named("encryption")>>},
    {"DeleteBucketIntelligentTieringConfiguration", kit::on<delete_one_of<1>>},
    {"DeleteBucketInventoryConfiguration", kit::on<delete_one_of<2>>},
    {"DeleteBucketLifecycle", kit::on<delete_of<named("lifecycle")>>},
    {"DeleteBucketMetricsConfiguration", kit::on<delete_one_of<3>>},
    {"DeleteBucketOwnershipControls", kit::on<delete_of<named("ownership")>>},
    {"DeleteBucketPolicy", kit::on<delete_bucket_policy>},
    {"DeleteBucketReplication", kit::on<delete_of<named("replication")>>},
    {"DeleteBucketTagging", kit::on<delete_bucket_tagging>},
    {"DeleteBucketWebsite", kit::on<delete_of<named("website")>>},
    {"DeleteObject", kit::on<delete_object>},
    {"DeleteObjectTagging", kit::on<delete_object_tagging>},
    {"DeleteObjects", kit::on<delete_objects>},
    {"DeletePublicAccessBlock", kit::on<delete_of<named("publicAccessBlock")>>},
    {"GetBucketAccelerateConfiguration", kit::on<get_of<named("accelerate")>>},
    {"GetBucketAcl", kit::on<get_bucket_acl>},
    {"GetBucketAnalyticsConfiguration", kit::on<get_one_of<0>>},
    {"GetBucketCors", kit::on<get_of<named("cors")>>},
    {"GetBucketEncryption", kit::on<get_of<named("encryption")>>},
    {"GetBucketIntelligentTieringConfiguration", kit::on<get_one_of<1>>},
    {"GetBucketInventoryConfiguration", kit::on<get_one_of<2>>},
    {"GetBucketLifecycleConfiguration", kit::on<get_of<named("lifecycle")>>},
    {"GetBucketLocation", kit::on<get_bucket_location>},
    {"GetBucketLogging", kit::on<get_of<named("logging")>>},
    {"GetBucketMetricsConfiguration", kit::on<get_one_of<3>>},
    {"GetBucketNotificationConfiguration", kit::on<get_bucket_notification_configuration>},
    {"GetBucketOwnershipControls", kit::on<get_of<named("ownership")>>},
    {"GetBucketPolicy", kit::on<get_bucket_policy>},
    {"GetBucketPolicyStatus", kit::on<get_bucket_policy_status>},
    {"GetBucketReplication", kit::on<get_of<named("replication")>>},
    {"GetBucketRequestPayment", kit::on<get_of<named("requestPayment")>>},
    {"GetBucketTagging", kit::on<get_bucket_tagging>},
    {"GetBucketVersioning", kit::on<get_bucket_versioning>},
    {"GetBucketWebsite", kit::on<get_of<named("website")>>},
    {"GetObject", kit::on<get_object>},
    {"GetObjectAcl", kit::on<get_object_acl>},
    {"GetObjectAttributes", kit::on<get_object_attributes>},
    {"GetObjectLegalHold", kit::on<get_object_legal_hold>},
    {"GetObjectLockConfiguration", kit::on<get_object_lock_configuration>},
    {"GetObjectRetention", kit::on<get_object_retention>},
    {"GetObjectTagging", kit::on<get_object_tagging>},
    {"GetObjectTorrent", kit::on<get_object_torrent>},
    {"GetPublicAccessBlock", kit::on<get_of<named("publicAccessBlock")>>},
    {"HeadBucket", kit::on<head_bucket>},
    {"HeadObject", kit::on<head_object>},
    {"ListBucketAnalyticsConfigurations", kit::on<list_of<0>>},
    {"ListBucketIntelligentTieringConfigurations", kit::on<list_of<1>>},
    {"ListBucketInventoryConfigurations", kit::on<list_of<2>>},
    {"ListBucketMetricsConfigurations", kit::on<list_of<3>>},
    {"ListBuckets", kit::on<list_buckets>},
    {"ListMultipartUploads", kit::on<list_multipart_uploads>},
    {"ListObjectVersions", kit::on<list_object_versions>},
    {"ListObjects", kit::on<list_objects>},
    {"ListObjectsV2", kit::on<list_objects_v2>},
    {"ListParts", kit::on<list_parts>},
    {"PutBucketAccelerateConfiguration", kit::on<put_of<named("accelerate")>>},
    {"PutBucketAcl", kit::on<put_bucket_acl>},
    {"PutBucketAnalyticsConfiguration", kit::on<put_one_of<0>>},
    {"PutBucketCors", kit::on<put_of<named("cors")>>},
    {"PutBucketEncryption", kit::on<put_of<named("encryption")>>},
    {"PutBucketIntelligentTieringConfiguration", kit::on<put_one_of<1>>},
    {"PutBucketInventoryConfiguration", kit::on<put_one_of<2>>},
    {"PutBucketLifecycleConfiguration", kit::on<put_of<named("lifecycle")>>},
    {"PutBucketLogging", kit::on<put_of<named("logging")>>},
    {"PutBucketMetricsConfiguration", kit::on<put_one_of<3>>},
    {"PutBucketNotificationConfiguration", kit::on<put_bucket_notification_configuration>},
    {"PutBucketOwnershipControls", kit::on<put_of<named("ownership")>>},
    {"PutBucketPolicy", kit::on<put_bucket_policy>},
    {"PutBucketReplication", kit::on<put_of<named("replication")>>},
    {"PutBucketRequestPayment", kit::on<put_of<named("requestPayment")>>},
    {"PutBucketTagging", kit::on<put_bucket_tagging>},
    {"PutBucketVersioning", kit::on<put_bucket_versioning>},
    {"PutBucketWebsite", kit::on<put_of<named("website")>>},
    {"PutObject", kit::on<put_object>},
    {"PutObjectAcl", kit::on<put_object_acl>},
    {"PutObjectLegalHold", kit::on<put_object_legal_hold>},
    {"PutObjectLockConfiguration", kit::on<put_object_lock_configuration>},
    {"PutObjectRetention", kit::on<put_object_retention>},
    {"PutObjectTagging", kit::on<put_object_tagging>},
    {"PutPublicAccessBlock", kit::on<put_of<named("publicAccessBlock")>>},
    {"RestoreObject", kit::on<restore_object>},
    {"UploadPart", kit::on<upload_part>},
    {"UploadPartCopy", kit::on<upload_part_copy>},
};

constexpr kit::Page pages[] = {
    {":Preflight", "GetObject", kit::on<preflight>},
    {":PostObject", "PutObject", kit::on<post_object>},
    {":Website", "GetObject", kit::on<website>},
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
