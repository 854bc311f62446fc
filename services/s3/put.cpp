// PutObject: bytes that have come already become an object's version.
#include "services/s3/checksums.hpp"
#include "services/s3/conditions.hpp"
#include "services/s3/handlers.hpp"
#include "services/s3/lifecycle.hpp"
#include "services/s3/metadata.hpp"
#include "services/s3/notifications.hpp"

namespace understudy::s3 {

Outcome put_object(Call& call, State& state) {
  const Found in = need_bucket(call, state);
  const std::string_view key = key_of(call);
  if (call.in["WriteOffsetBytes"])
    throw with(call, not_implemented, {{"Header", "x-amz-write-offset-bytes"}});
  const kit::BlobPtr body = body_of(call, {kit::Hash::md5, kit::Hash::crc32, kit::Hash::crc32c,
                                           kit::Hash::crc64nvme, kit::Hash::sha1, kit::Hash::sha256});
  const Checked checked = check_body(call, *body);
  Object object = object_of_headers(call, in);
  check_write(call, state, in, key);
  object.modified = call.now();
  object.etag = etag_of(*body, object);
  object.algorithm = checked.algorithm;
  object.checksum = checked.value;
  object.content = kit::BlobRef(body);
  const Out& out = call.out;
  out["ETag"] = quoted(object.etag);
  show_checksum(out, object.algorithm, object.checksum);
  out["ChecksumType"] = checksum_type(false);
  show_encryption(out, *in.bucket, object);
  if (const auto expiration = expiration_header(call, *in.bucket, key, object))
    out["Expiration"] = *expiration;
  const Object shown = object;
  const Text version = put_version(call, state, in, key, std::move(object));
  if (!version.empty()) out["VersionId"] = version.view();
  Object told = shown;
  told.version = version;
  notify(call, state, in, "ObjectCreated:Put", key, told);
  return {};
}

}  // namespace understudy::s3
