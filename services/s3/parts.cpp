// Parts: their bytes, as they come or out of another object.
#include <fmt/format.h>

#include <charconv>

#include "services/s3/checksums.hpp"
#include "services/s3/conditions.hpp"
#include "services/s3/handlers.hpp"
#include "services/s3/metadata.hpp"
#include "services/s3/multipart.hpp"

namespace understudy::s3 {
namespace {

std::uint32_t part_number(const Call& call) {
  const std::int64_t number = call.in["PartNumber"].integer();
  if (number < 1 || number > 10'000)
    throw bad_argument(call, "Part number must be an integer between 1 and 10000, inclusive", "partNumber",
                       std::to_string(number));
  return static_cast<std::uint32_t>(number);
}

void keep_part(State& state, const FoundUpload& found, std::uint32_t number, Part part) {
  const PartKey key{found.key.number, number};
  state.parts.erase(key);
  state.parts.insert(key, std::move(part));
}

std::string hex_md5(const kit::Digests& digests) {
  std::string out;
  for (const char c : digests.get(kit::Hash::md5))
    out += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return out;
}

// "bytes=0-9", both ends inclusive; all of it without one.
kit::Slice slice_of(const Call& call, const Object& source) {
  const kit::BlobPtr& blob = source.content.pointer();
  const std::uint64_t size = blob->size();
  const In range = call.in["CopySourceRange"];
  if (!range) return {blob, 0, size};
  const std::string_view text = range.text();
  const auto wrong = [&](std::string_view message) {
    return bad_argument(call, message, "x-amz-copy-source-range", text);
  };
  std::uint64_t first = 0, last = 0;
  const char* const end = text.data() + text.size();
  constexpr std::string_view form =
      "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the "
      "zero-based offsets of the first and last bytes to copy";
  if (!text.starts_with("bytes=")) throw wrong(form);
  const auto one = std::from_chars(text.data() + 6, end, first);
  if (one.ec != std::errc() || one.ptr == end || *one.ptr != '-') throw wrong(form);
  const auto two = std::from_chars(one.ptr + 1, end, last);
  if (two.ec != std::errc() || two.ptr != end || last < first) throw wrong(form);
  if (last >= size)
    throw wrong(fmt::format("Range specified is not valid for source object of size: {}", size));
  return {blob, first, last - first + 1};
}

}  // namespace

Outcome upload_part(Call& call, State& state) {
  const Found in = need_bucket(call, state);
  const std::uint32_t number = part_number(call);
  const FoundUpload found = need_upload(call, state, in);
  const Object& whole = found.upload->object;
  if (customer_key(call) != whole.more().customer_key)
    throw Failure(invalid_request.says(
        "The multipart upload initiate requested encryption. Subsequent part requests must include the "
        "appropriate encryption parameters."));
  const kit::BlobPtr body = body_of(call, {kit::Hash::md5, kit::Hash::crc32, kit::Hash::crc32c,
                                           kit::Hash::crc64nvme, kit::Hash::sha1, kit::Hash::sha256});
  const Checked checked = check_body(call, *body);
  Part part;
  part.content = kit::BlobRef(body);
  part.modified = call.now();
  part.etag = etag_of(*body, whole);
  part.algorithm = whole.algorithm;
  // A part that came with another checksum, or with none, gets the one that the whole needs.
  if (checked.algorithm == whole.algorithm) {
    part.checksum = checked.value;
  } else if (checked.given && found.upload->said) {
    throw Failure(invalid_request.says(
        fmt::format("Checksum Type mismatch occurred, expected checksum Type: {}, actual checksum Type: {}",
                    label(whole.algorithm), label(checked.algorithm))));
  } else {
    kit::Digests digests = body->digests();
    if (digests.get(algorithm(whole.algorithm).hash).empty() &&
        !kit::digest({body, 0, body->size()}, {algorithm(whole.algorithm).hash}, digests))
      throw Failure(out_of_disk);
    part.checksum = Text(checksum_of(digests, whole.algorithm));
  }
  const Out& out = call.out;
  out["ETag"] = quoted(part.etag);
  show_checksum(out, checked.algorithm, checked.value);
  show_encryption(out, *in.bucket, whole);
  keep_part(state, found, number, std::move(part));
  return {};
}

Outcome upload_part_copy(Call& call, State& state) {
  const Found in = need_bucket(call, state);
  const std::uint32_t number = part_number(call);
  const FoundUpload found = need_upload(call, state, in);
  const Source source = source_of(call, state);
  const Object& object = *source.version.object;
  check_source(call, object);
  const kit::Slice slice = slice_of(call, object);
  const Object& whole = found.upload->object;
  kit::Digests digests;
  if (!kit::digest(slice, {kit::Hash::md5, algorithm(whole.algorithm).hash}, digests))
    throw Failure(out_of_disk);
  Part part;
  part.content = kit::BlobRef(kit::join_blobs({slice}, digests));
  part.modified = call.now();
  part.etag = Text(hex_md5(digests));
  part.algorithm = whole.algorithm;
  part.checksum = Text(checksum_of(digests, whole.algorithm));
  const Out& out = call.out;
  if (versioned(*source.in.bucket)) out["CopySourceVersionId"] = shown_version(object);
  const Out result = out["CopyPartResult"].structure(3);
  result["LastModified"] = part.modified;
  result["ETag"] = quoted(part.etag);
  if (found.upload->said) show_checksum(result, part.algorithm, part.checksum);
  show_encryption(out, *in.bucket, whole);
  keep_part(state, found, number, std::move(part));
  return {};
}

}  // namespace understudy::s3
