// S3's handlers, by the operations' names.
#pragma once

#include "services/s3/shared.hpp"

namespace understudy::s3 {

// buckets.cpp
Outcome create_bucket(Call& call, State& state);
Outcome delete_bucket(Call& call, State& state);
Outcome head_bucket(Call& call, State& state);
Outcome list_buckets(Call& call, State& state);
Outcome get_bucket_location(Call& call, State& state);
Outcome get_bucket_versioning(Call& call, State& state);
Outcome put_bucket_versioning(Call& call, State& state);

// put.cpp, copy.cpp
Outcome put_object(Call& call, State& state);
Outcome copy_object(Call& call, State& state);

// get.cpp
Outcome get_object(Call& call, State& state);
Outcome head_object(Call& call, State& state);
Outcome get_object_attributes(Call& call, State& state);
Outcome get_object_torrent(Call& call, State& state);

// delete.cpp
Outcome delete_object(Call& call, State& state);
Outcome delete_objects(Call& call, State& state);

// listing.cpp
Outcome list_objects(Call& call, State& state);
Outcome list_objects_v2(Call& call, State& state);
Outcome list_object_versions(Call& call, State& state);

// multipart.cpp, parts.cpp
Outcome create_multipart_upload(Call& call, State& state);
Outcome upload_part(Call& call, State& state);
Outcome upload_part_copy(Call& call, State& state);
Outcome complete_multipart_upload(Call& call, State& state);
Outcome abort_multipart_upload(Call& call, State& state);
Outcome list_parts(Call& call, State& state);
Outcome list_multipart_uploads(Call& call, State& state);

// tagging.cpp
Outcome put_object_tagging(Call& call, State& state);
Outcome get_object_tagging(Call& call, State& state);
Outcome delete_object_tagging(Call& call, State& state);
Outcome put_bucket_tagging(Call& call, State& state);
Outcome get_bucket_tagging(Call& call, State& state);
Outcome delete_bucket_tagging(Call& call, State& state);

// acl.cpp
Outcome put_bucket_acl(Call& call, State& state);
Outcome get_bucket_acl(Call& call, State& state);
Outcome put_object_acl(Call& call, State& state);
Outcome get_object_acl(Call& call, State& state);

// lock.cpp
Outcome put_object_lock_configuration(Call& call, State& state);
Outcome get_object_lock_configuration(Call& call, State& state);
Outcome put_object_retention(Call& call, State& state);
Outcome get_object_retention(Call& call, State& state);
Outcome put_object_legal_hold(Call& call, State& state);
Outcome get_object_legal_hold(Call& call, State& state);

// restore.cpp
Outcome restore_object(Call& call, State& state);

// policy.cpp
Outcome put_bucket_policy(Call& call, State& state);
Outcome get_bucket_policy(Call& call, State& state);
Outcome delete_bucket_policy(Call& call, State& state);
Outcome get_bucket_policy_status(Call& call, State& state);

// notifications.cpp
kit::Task put_bucket_notification_configuration(Call& call, State& state);
Outcome get_bucket_notification_configuration(Call& call, State& state);

// preflight.cpp, website.cpp, form.cpp: what no model knows
Outcome preflight(Call& call, State& state);
Outcome website(Call& call, State& state);
Outcome post_object(Call& call, State& state);

}  // namespace understudy::s3
