// CopyObject: a version's bytes, which are shared and not read again, under another key.
#include <fmt/format.h>

#include "services/kit/arn.hpp"
#include "services/s3/acl.hpp"
#include "services/s3/checksums.hpp"
#include "services/s3/conditions.hpp"
#include "services/s3/handlers.hpp"
#include "services/s3/metadata.hpp"
#include "services/s3/multipart.hpp"
#include "services/s3/notifications.hpp"
#include "services/s3/points.hpp"
#include "services/s3/restore.hpp"

namespace understudy::s3 {
namespace {

constexpr std::uint64_t largest_copy = 5ull << 30;

// Directives are COPY, which is meant without one, or REPLACE.
bool replaces(const Call& call, const In& directive, std::string_view name) {
  if (!directive || directive.text() == "COPY") return false;
  if (directive.text() == "REPLACE") return true;
  throw bad_argument(call, fmt::format("Unknown {} directive.", name == "tagging" ? "tagging" : "metadata"),
                     fmt::format("x-amz-{}-directive", name), directive.text());
}

bool changes_something(const Call& call, const Source& source, bool metadata) {
  const In in = call.in;
  return metadata || !in["StorageClass"].text().empty() || in["ServerSideEncryption"] ||
         in["WebsiteRedirectLocation"] || in["SSECustomerKey"] || in["ChecksumAlgorithm"] ||
         call.in["CopySource"].text().find("versionId=") != std::string_view::npos ||
         source.in.bucket->configurations.contains("encryption");
}

}  // namespace

// "bucket/key", "/bucket/key" or "arn:...:accesspoint/point/object/key", percent-encoded, with
// "?versionId=..." behind it.
Source source_of(const Call& call, State& state) {
  const std::string_view header = call.in["CopySource"].text();
  const auto wrong = [&](std::string_view message) {
    return bad_argument(call, message, "x-amz-copy-source", header);
  };
  std::string_view text = header;
  std::string version;
  constexpr std::string_view parameter = "?versionId=";
  if (const auto at = text.rfind(parameter); at != text.npos) {
    version = url_decoded(text.substr(at + parameter.size()), false);
    text = text.substr(0, at);
    if (version.empty()) throw wrong("Version id cannot be the empty string");
  }
  auto [bucket, key] = split_source(url_decoded(text, false));
  if (bucket.empty() || key.empty()) throw wrong("Invalid copy source object key");
  Found in = find_bucket(call, state, bucket, call.in["ExpectedSourceBucketOwner"].text());
  Version found = need_object(call, state, in, key, version);
  if (look_at_restore(call, state, found)) found = need_object(call, state, in, key, version);
  check_customer_key(call, *found.object, true);
  if (archived(*found.object))
    throw Failure("ObjectNotInActiveTierError",
                  "The source object of the COPY action is not in the active tier and is only stored in "
                  "Amazon S3 Glacier.",
                  403);
  return {std::move(in), std::move(key), found};
}

Outcome copy_object(Call& call, State& state) {
  const Found in = need_bucket(call, state);
  const std::string_view key = key_of(call);
  const bool metadata = replaces(call, call.in["MetadataDirective"], "metadata");
  const bool tagging = replaces(call, call.in["TaggingDirective"], "tagging");
  const Source source = source_of(call, state);
  const Object& from = *source.version.object;
  check_source(call, from);
  Object object = object_of_headers(call, in);
  if (source.in.name == in.name && source.key == key && !changes_something(call, source, metadata) &&
      object.more().encryption == from.more().encryption)
    throw Failure(invalid_request.says(
        "This copy request is illegal because it is trying to copy an object to itself without changing the "
        "object's metadata, storage class, website redirect location or encryption attributes."));
  if (from.content.size() > largest_copy)
    throw Failure(invalid_request.says(
        "The specified copy source is larger than the maximum allowable size for a copy source: 5368709120"));
  check_write(call, state, in, key);
  if (!metadata) {
    object.content_type = from.content_type;
    if (!from.details.empty() || !object.details.empty()) {
      object.own().metadata = from.more().metadata;
      object.own().fields = from.more().fields;
    }
  }
  if (!tagging && !from.more().tags.empty()) object.own().tags = from.more().tags;
  if (!tagging && from.more().tags.empty() && !object.details.empty()) object.own().tags.clear();
  const std::uint8_t asked = algorithm_named(call, call.in["ChecksumAlgorithm"].text());
  object.algorithm = asked ? asked : from.algorithm ? from.algorithm : crc64nvme;
  kit::Digests digests = from.content->digests();
  const bool again =
      digests.get(kit::Hash::md5).empty() || ((from.composite || object.algorithm != from.algorithm) &&
                                              digests.get(algorithm(object.algorithm).hash).empty());
  if (again && !kit::digest({from.content.pointer(), 0, from.content.size()},
                            {kit::Hash::md5, algorithm(object.algorithm).hash}, digests))
    throw Failure(out_of_disk);
  object.checksum = object.algorithm == from.algorithm && !from.composite
                        ? from.checksum
                        : Text(checksum_of(digests, object.algorithm));
  object.content =
      again ? kit::BlobRef(kit::join_blobs({{from.content.pointer(), 0, from.content.size()}}, digests))
            : from.content;
  object.etag = etag_of(*object.content.get(), object);
  object.modified = call.now();
  const Out& out = call.out;
  if (versioned(*source.in.bucket)) out["CopySourceVersionId"] = shown_version(from);
  const Out result = out["CopyObjectResult"].structure(4);
  result["ETag"] = quoted(object.etag);
  result["LastModified"] = object.modified;
  show_checksum(result, object.algorithm, object.checksum);
  result["ChecksumType"] = checksum_type(false);
  show_encryption(out, *in.bucket, object);
  Object told = object;
  told.version = put_version(call, state, in, key, std::move(object));
  if (!told.version.empty()) out["VersionId"] = told.version.view();
  notify(call, state, in, "ObjectCreated:Copy", key, told);
  return {};
}

}  // namespace understudy::s3
