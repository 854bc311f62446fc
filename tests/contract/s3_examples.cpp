// Inputs of S3 and S3 Control that make sense together: a plain bucket, one with object lock, and what
// belongs to them.
#include <algorithm>
#include <array>

#include "tests/contract/examples.hpp"

namespace understudy::contract {
namespace {

constexpr std::string_view copy_object[] = {
    R"({"Bucket": "bucket-one", "Key": "copy", "CopySource": "bucket-one/a/k"})"};
constexpr std::string_view create_bucket[] = {
    R"({"Bucket": "bucket-one"})", R"({"Bucket": "bucket-two", "ObjectLockEnabledForBucket": true})"};
constexpr std::string_view create_multipart_upload[] = {R"({"Bucket": "bucket-one", "Key": "parts"})"};
constexpr std::string_view delete_bucket_analytics_configuration[] = {
    R"({"Bucket": "bucket-one", "Id": "one"})"};
constexpr std::string_view delete_bucket_cors[] = {R"({"Bucket": "bucket-one"})"};
constexpr std::string_view delete_bucket_intelligent_tiering_configuration[] = {
    R"({"Bucket": "bucket-one", "Id": "one"})"};
constexpr std::string_view delete_bucket_inventory_configuration[] = {
    R"({"Bucket": "bucket-one", "Id": "one"})"};
constexpr std::string_view delete_bucket_metrics_configuration[] = {
    R"({"Bucket": "bucket-one", "Id": "one"})"};
constexpr std::string_view delete_object[] = {R"({"Bucket": "bucket-one", "Key": "a/k"})"};
constexpr std::string_view delete_object_tagging[] = {R"({"Bucket": "bucket-one", "Key": "a/k"})"};
constexpr std::string_view delete_objects[] = {
    R"({"Bucket": "bucket-one", "Delete": {"Objects": [{"Key": "a/k"}, {"Key": "none"}]}})"};
constexpr std::string_view get_bucket_analytics_configuration[] = {
    R"({"Bucket": "bucket-one", "Id": "one"})"};
constexpr std::string_view get_bucket_cors[] = {R"({"Bucket": "bucket-one"})"};
constexpr std::string_view get_bucket_encryption[] = {R"({"Bucket": "bucket-one"})"};
constexpr std::string_view get_bucket_intelligent_tiering_configuration[] = {
    R"({"Bucket": "bucket-one", "Id": "one"})"};
constexpr std::string_view get_bucket_inventory_configuration[] = {
    R"({"Bucket": "bucket-one", "Id": "one"})"};
constexpr std::string_view get_bucket_lifecycle_configuration[] = {R"({"Bucket": "bucket-one"})"};
constexpr std::string_view get_bucket_metrics_configuration[] = {R"({"Bucket": "bucket-one", "Id": "one"})"};
constexpr std::string_view get_bucket_ownership_controls[] = {R"({"Bucket": "bucket-one"})"};
constexpr std::string_view get_bucket_policy[] = {R"({"Bucket": "bucket-one"})"};
constexpr std::string_view get_bucket_policy_status[] = {R"({"Bucket": "bucket-one"})"};
constexpr std::string_view get_bucket_replication[] = {R"({"Bucket": "bucket-two"})"};
constexpr std::string_view get_bucket_tagging[] = {R"({"Bucket": "bucket-one"})"};
constexpr std::string_view get_bucket_website[] = {R"({"Bucket": "bucket-one"})"};
constexpr std::string_view get_object[] = {R"({"Bucket": "bucket-one", "Key": "a/k"})"};
constexpr std::string_view get_object_acl[] = {R"({"Bucket": "bucket-one", "Key": "a/k"})"};
constexpr std::string_view get_object_attributes[] = {
    R"({"Bucket": "bucket-one", "Key": "a/k", "ObjectAttributes": ["ETag", "Checksum", "ObjectSize"]})"};
constexpr std::string_view get_object_legal_hold[] = {R"({"Bucket": "bucket-two", "Key": "a/k"})"};
constexpr std::string_view get_object_lock_configuration[] = {R"({"Bucket": "bucket-two"})"};
constexpr std::string_view get_object_retention[] = {R"({"Bucket": "bucket-two", "Key": "a/k"})"};
constexpr std::string_view get_object_tagging[] = {R"({"Bucket": "bucket-one", "Key": "a/k"})"};
constexpr std::string_view get_public_access_block[] = {R"({"Bucket": "bucket-one"})"};
constexpr std::string_view head_bucket[] = {R"({"Bucket": "bucket-one"})"};
constexpr std::string_view head_object[] = {R"({"Bucket": "bucket-one", "Key": "a/k"})"};
constexpr std::string_view list_multipart_uploads[] = {R"({"Bucket": "bucket-one"})"};
constexpr std::string_view list_object_versions[] = {R"({"Bucket": "bucket-two"})"};
constexpr std::string_view list_objects[] = {R"({"Bucket": "bucket-one", "Delimiter": "/"})"};
constexpr std::string_view list_objects_v2[] = {R"({"Bucket": "bucket-one", "Prefix": "a"})"};
constexpr std::string_view put_bucket_accelerate_configuration[] = {
    R"({"Bucket": "bucket-one", "AccelerateConfiguration": {"Status": "Enabled"}})"};
constexpr std::string_view put_bucket_acl[] = {R"({"Bucket": "bucket-one", "ACL": "private"})"};
constexpr std::string_view put_bucket_analytics_configuration[] = {
    R"({"Bucket": "bucket-one", "Id": "one", "AnalyticsConfiguration": {"Id": "one",
        "StorageClassAnalysis": {}}})"};
constexpr std::string_view put_bucket_cors[] = {
    R"({"Bucket": "bucket-one", "CORSConfiguration": {"CORSRules": [{"AllowedMethods": ["GET"],
        "AllowedOrigins": ["*"]}]}})"};
constexpr std::string_view put_bucket_encryption[] = {
    R"({"Bucket": "bucket-one",
        "ServerSideEncryptionConfiguration": {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]}})"};
constexpr std::string_view put_bucket_intelligent_tiering_configuration[] = {
    R"({"Bucket": "bucket-one", "Id": "one", "IntelligentTieringConfiguration": {"Id": "one",
        "Status": "Enabled", "Tierings": [{"Days": 90, "AccessTier": "ARCHIVE_ACCESS"}]}})"};
constexpr std::string_view put_bucket_inventory_configuration[] = {
    R"({"Bucket": "bucket-one", "Id": "one", "InventoryConfiguration": {"Id": "one",
        "IsEnabled": true, "IncludedObjectVersions": "All", "Schedule": {"Frequency": "Daily"},
        "Destination": {"S3BucketDestination": {"Bucket": "arn:aws:s3:::bucket-two",
        "Format": "CSV"}}}})"};
constexpr std::string_view put_bucket_lifecycle_configuration[] = {
    R"({"Bucket": "bucket-one", "LifecycleConfiguration": {"Rules": [{"ID": "r", "Status": "Enabled",
        "Filter": {"Prefix": "tmp/"}, "Expiration": {"Days": 3}}]}})"};
constexpr std::string_view put_bucket_logging[] = {R"({"Bucket": "bucket-one", "BucketLoggingStatus": {}})"};
constexpr std::string_view put_bucket_metrics_configuration[] = {
    R"({"Bucket": "bucket-one", "Id": "one", "MetricsConfiguration": {"Id": "one"}})"};
constexpr std::string_view put_bucket_notification_configuration[] = {
    R"({"Bucket": "bucket-one", "NotificationConfiguration": {}})"};
constexpr std::string_view put_bucket_ownership_controls[] = {
    R"({"Bucket": "bucket-one", "OwnershipControls": {"Rules": [{"ObjectOwnership": "ObjectWriter"}]}})"};
constexpr std::string_view put_bucket_policy[] = {
    R"({"Bucket": "bucket-one",
        "Policy": "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::bucket-one/*\"}]}"})"};
constexpr std::string_view put_bucket_replication[] = {
    R"({"Bucket": "bucket-two",
        "ReplicationConfiguration": {"Role": "arn:aws:iam::123456789012:role/r",
        "Rules": [{"ID": "r", "Status": "Enabled", "Priority": 1, "Filter": {"Prefix": ""},
        "DeleteMarkerReplication": {"Status": "Disabled"},
        "Destination": {"Bucket": "arn:aws:s3:::bucket-two"}}]}})"};
constexpr std::string_view put_bucket_request_payment[] = {
    R"({"Bucket": "bucket-one", "RequestPaymentConfiguration": {"Payer": "Requester"}})"};
constexpr std::string_view put_bucket_tagging[] = {
    R"({"Bucket": "bucket-one", "Tagging": {"TagSet": [{"Key": "a", "Value": "b"}]}})"};
constexpr std::string_view put_bucket_versioning[] = {
    R"({"Bucket": "bucket-two", "VersioningConfiguration": {"Status": "Enabled"}})"};
constexpr std::string_view put_bucket_website[] = {
    R"({"Bucket": "bucket-one", "WebsiteConfiguration": {"IndexDocument": {"Suffix": "index.html"}}})"};
constexpr std::string_view put_object[] = {
    R"({"Bucket": "bucket-one", "Key": "a/k", "Body": "aGVsbG8="})",
    R"({"Bucket": "bucket-two", "Key": "a/k", "Body": "aGVsbG8=", "Tagging": "a=b",
        "Metadata": {"who": "me"}})",
    R"({"Bucket": "bucket-one", "Key": "cold", "Body": "eA==", "StorageClass": "GLACIER"})"};
constexpr std::string_view put_object_acl[] = {
    R"({"Bucket": "bucket-one", "Key": "a/k", "ACL": "public-read"})"};
constexpr std::string_view put_object_legal_hold[] = {
    R"({"Bucket": "bucket-two", "Key": "a/k", "LegalHold": {"Status": "ON"}})"};
constexpr std::string_view put_object_lock_configuration[] = {
    R"({"Bucket": "bucket-two", "ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled"}})"};
constexpr std::string_view put_object_retention[] = {
    R"({"Bucket": "bucket-two", "Key": "a/k", "Retention": {"Mode": "GOVERNANCE",
        "RetainUntilDate": "2040-01-01T00:00:00Z"}})"};
constexpr std::string_view put_object_tagging[] = {
    R"({"Bucket": "bucket-one", "Key": "a/k", "Tagging": {"TagSet": [{"Key": "a", "Value": "b"}]}})"};
constexpr std::string_view put_public_access_block[] = {
    R"({"Bucket": "bucket-one", "PublicAccessBlockConfiguration": {"IgnorePublicAcls": true}})"};
constexpr std::string_view restore_object[] = {
    R"({"Bucket": "bucket-one", "Key": "cold", "RestoreRequest": {"Days": 1}})"};

constexpr std::string_view control_create_access_point[] = {
    R"({"AccountId": "123456789012", "Name": "point", "Bucket": "bucket-one"})"};
constexpr std::string_view control_create_multi_region_access_point[] = {
    R"({"AccountId": "123456789012", "ClientToken": "t", "Details": {"Name": "many",
        "Regions": [{"Bucket": "bucket-one"}]}})"};
constexpr std::string_view control_delete_access_point[] = {
    R"({"AccountId": "123456789012", "Name": "point"})"};
constexpr std::string_view control_delete_access_point_policy[] = {
    R"({"AccountId": "123456789012", "Name": "point"})"};
constexpr std::string_view control_delete_multi_region_access_point[] = {
    R"({"AccountId": "123456789012", "ClientToken": "t", "Details": {"Name": "many"}})"};
constexpr std::string_view control_delete_public_access_block[] = {R"({"AccountId": "123456789012"})"};
constexpr std::string_view control_delete_storage_lens_configuration[] = {
    R"({"AccountId": "123456789012", "ConfigId": "lens"})"};
constexpr std::string_view control_delete_storage_lens_configuration_tagging[] = {
    R"({"AccountId": "123456789012", "ConfigId": "lens"})"};
constexpr std::string_view control_get_access_point[] = {R"({"AccountId": "123456789012", "Name": "point"})"};
constexpr std::string_view control_get_access_point_policy[] = {
    R"({"AccountId": "123456789012", "Name": "point"})"};
constexpr std::string_view control_get_access_point_policy_status[] = {
    R"({"AccountId": "123456789012", "Name": "point"})"};
constexpr std::string_view control_get_multi_region_access_point[] = {
    R"({"AccountId": "123456789012", "Name": "many"})"};
constexpr std::string_view control_get_multi_region_access_point_policy[] = {
    R"({"AccountId": "123456789012", "Name": "many"})"};
constexpr std::string_view control_get_multi_region_access_point_policy_status[] = {
    R"({"AccountId": "123456789012", "Name": "many"})"};
constexpr std::string_view control_get_public_access_block[] = {R"({"AccountId": "123456789012"})"};
constexpr std::string_view control_get_storage_lens_configuration[] = {
    R"({"AccountId": "123456789012", "ConfigId": "lens"})"};
constexpr std::string_view control_get_storage_lens_configuration_tagging[] = {
    R"({"AccountId": "123456789012", "ConfigId": "lens"})"};
constexpr std::string_view control_list_access_points[] = {R"({"AccountId": "123456789012"})"};
constexpr std::string_view control_list_multi_region_access_points[] = {R"({"AccountId": "123456789012"})"};
constexpr std::string_view control_list_storage_lens_configurations[] = {R"({"AccountId": "123456789012"})"};
constexpr std::string_view control_list_tags_for_resource[] = {
    R"({"AccountId": "123456789012",
        "ResourceArn": "arn:aws:s3:us-east-1:123456789012:accesspoint/point"})"};
constexpr std::string_view control_put_access_point_policy[] = {
    R"({"AccountId": "123456789012", "Name": "point",
        "Policy": "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"123456789012\"},\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:us-east-1:123456789012:accesspoint/point/object/*\"}]}"})"};
constexpr std::string_view control_put_multi_region_access_point_policy[] = {
    R"({"AccountId": "123456789012", "ClientToken": "t", "Details": {"Name": "many",
        "Policy": "{\"Statement\":[{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:*\",\"Resource\":\"*\"}]}"}})"};
constexpr std::string_view control_put_public_access_block[] = {
    R"({"AccountId": "123456789012", "PublicAccessBlockConfiguration": {"BlockPublicAcls": true}})"};
constexpr std::string_view control_put_storage_lens_configuration[] = {
    R"({"AccountId": "123456789012", "ConfigId": "lens", "StorageLensConfiguration": {"Id": "lens",
        "IsEnabled": true, "AccountLevel": {"BucketLevel": {}}}})"};
constexpr std::string_view control_put_storage_lens_configuration_tagging[] = {
    R"({"AccountId": "123456789012", "ConfigId": "lens", "Tags": [{"Key": "a", "Value": "b"}]})"};
constexpr std::string_view control_tag_resource[] = {
    R"({"AccountId": "123456789012",
        "ResourceArn": "arn:aws:s3:us-east-1:123456789012:accesspoint/point",
        "Tags": [{"Key": "a", "Value": "b"}]})"};
constexpr std::string_view control_untag_resource[] = {
    R"({"AccountId": "123456789012",
        "ResourceArn": "arn:aws:s3:us-east-1:123456789012:accesspoint/point", "TagKeys": ["a"]})"};

constexpr std::array storage{
    Example{"CopyObject", copy_object},
    Example{"CreateBucket", create_bucket},
    Example{"CreateMultipartUpload", create_multipart_upload},
    Example{"DeleteBucketAnalyticsConfiguration", delete_bucket_analytics_configuration},
    Example{"DeleteBucketCors", delete_bucket_cors},
    Example{"DeleteBucketIntelligentTieringConfiguration", delete_bucket_intelligent_tiering_configuration},
    Example{"DeleteBucketInventoryConfiguration", delete_bucket_inventory_configuration},
    Example{"DeleteBucketMetricsConfiguration", delete_bucket_metrics_configuration},
    Example{"DeleteObject", delete_object},
    Example{"DeleteObjectTagging", delete_object_tagging},
    Example{"DeleteObjects", delete_objects},
    Example{"GetBucketAnalyticsConfiguration", get_bucket_analytics_configuration},
    Example{"GetBucketCors", get_bucket_cors},
    Example{"GetBucketEncryption", get_bucket_encryption},
    Example{"GetBucketIntelligentTieringConfiguration", get_bucket_intelligent_tiering_configuration},
    Example{"GetBucketInventoryConfiguration", get_bucket_inventory_configuration},
    Example{"GetBucketLifecycleConfiguration", get_bucket_lifecycle_configuration},
    Example{"GetBucketMetricsConfiguration", get_bucket_metrics_configuration},
    Example{"GetBucketOwnershipControls", get_bucket_ownership_controls},
    Example{"GetBucketPolicy", get_bucket_policy},
    Example{"GetBucketPolicyStatus", get_bucket_policy_status},
    Example{"GetBucketReplication", get_bucket_replication},
    Example{"GetBucketTagging", get_bucket_tagging},
    Example{"GetBucketWebsite", get_bucket_website},
    Example{"GetObject", get_object},
    Example{"GetObjectAcl", get_object_acl},
    Example{"GetObjectAttributes", get_object_attributes},
    Example{"GetObjectLegalHold", get_object_legal_hold},
    Example{"GetObjectLockConfiguration", get_object_lock_configuration},
    Example{"GetObjectRetention", get_object_retention},
    Example{"GetObjectTagging", get_object_tagging},
    Example{"GetPublicAccessBlock", get_public_access_block},
    Example{"HeadBucket", head_bucket},
    Example{"HeadObject", head_object},
    Example{"ListMultipartUploads", list_multipart_uploads},
    Example{"ListObjectVersions", list_object_versions},
    Example{"ListObjects", list_objects},
    Example{"ListObjectsV2", list_objects_v2},
    Example{"PutBucketAccelerateConfiguration", put_bucket_accelerate_configuration},
    Example{"PutBucketAcl", put_bucket_acl},
    Example{"PutBucketAnalyticsConfiguration", put_bucket_analytics_configuration},
    Example{"PutBucketCors", put_bucket_cors},
    Example{"PutBucketEncryption", put_bucket_encryption},
    Example{"PutBucketIntelligentTieringConfiguration", put_bucket_intelligent_tiering_configuration},
    Example{"PutBucketInventoryConfiguration", put_bucket_inventory_configuration},
    Example{"PutBucketLifecycleConfiguration", put_bucket_lifecycle_configuration},
    Example{"PutBucketLogging", put_bucket_logging},
    Example{"PutBucketMetricsConfiguration", put_bucket_metrics_configuration},
    Example{"PutBucketNotificationConfiguration", put_bucket_notification_configuration},
    Example{"PutBucketOwnershipControls", put_bucket_ownership_controls},
    Example{"PutBucketPolicy", put_bucket_policy},
    Example{"PutBucketReplication", put_bucket_replication},
    Example{"PutBucketRequestPayment", put_bucket_request_payment},
    Example{"PutBucketTagging", put_bucket_tagging},
    Example{"PutBucketVersioning", put_bucket_versioning},
    Example{"PutBucketWebsite", put_bucket_website},
    Example{"PutObject", put_object},
    Example{"PutObjectAcl", put_object_acl},
    Example{"PutObjectLegalHold", put_object_legal_hold},
    Example{"PutObjectLockConfiguration", put_object_lock_configuration},
    Example{"PutObjectRetention", put_object_retention},
    Example{"PutObjectTagging", put_object_tagging},
    Example{"PutPublicAccessBlock", put_public_access_block},
    Example{"RestoreObject", restore_object},
};
static_assert(std::ranges::is_sorted(storage, {}, &Example::operation));

constexpr std::array control{
    Example{"CreateAccessPoint", control_create_access_point},
    Example{"CreateMultiRegionAccessPoint", control_create_multi_region_access_point},
    Example{"DeleteAccessPoint", control_delete_access_point},
    Example{"DeleteAccessPointPolicy", control_delete_access_point_policy},
    Example{"DeleteMultiRegionAccessPoint", control_delete_multi_region_access_point},
    Example{"DeletePublicAccessBlock", control_delete_public_access_block},
    Example{"DeleteStorageLensConfiguration", control_delete_storage_lens_configuration},
    Example{"DeleteStorageLensConfigurationTagging", control_delete_storage_lens_configuration_tagging},
    Example{"GetAccessPoint", control_get_access_point},
    Example{"GetAccessPointPolicy", control_get_access_point_policy},
    Example{"GetAccessPointPolicyStatus", control_get_access_point_policy_status},
    Example{"GetMultiRegionAccessPoint", control_get_multi_region_access_point},
    Example{"GetMultiRegionAccessPointPolicy", control_get_multi_region_access_point_policy},
    Example{"GetMultiRegionAccessPointPolicyStatus", control_get_multi_region_access_point_policy_status},
    Example{"GetPublicAccessBlock", control_get_public_access_block},
    Example{"GetStorageLensConfiguration", control_get_storage_lens_configuration},
    Example{"GetStorageLensConfigurationTagging", control_get_storage_lens_configuration_tagging},
    Example{"ListAccessPoints", control_list_access_points},
    Example{"ListMultiRegionAccessPoints", control_list_multi_region_access_points},
    Example{"ListStorageLensConfigurations", control_list_storage_lens_configurations},
    Example{"ListTagsForResource", control_list_tags_for_resource},
    Example{"PutAccessPointPolicy", control_put_access_point_policy},
    Example{"PutMultiRegionAccessPointPolicy", control_put_multi_region_access_point_policy},
    Example{"PutPublicAccessBlock", control_put_public_access_block},
    Example{"PutStorageLensConfiguration", control_put_storage_lens_configuration},
    Example{"PutStorageLensConfigurationTagging", control_put_storage_lens_configuration_tagging},
    Example{"TagResource", control_tag_resource},
    Example{"UntagResource", control_untag_resource},
};
static_assert(std::ranges::is_sorted(control, {}, &Example::operation));

}  // namespace

const std::span<const Example> s3_examples = storage, s3control_examples = control;

}  // namespace understudy::contract
