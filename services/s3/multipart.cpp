// Uploads in parts: beginning, completing, giving up, and lists of them.
#include "services/s3/multipart.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "services/kit/format.hpp"
#include "services/s3/checksums.hpp"
#include "services/s3/conditions.hpp"
#include "services/s3/handlers.hpp"
#include "services/s3/lifecycle.hpp"
#include "services/s3/metadata.hpp"
#include "services/s3/notifications.hpp"

namespace understudy::s3 {
namespace {

constexpr std::uint64_t smallest_part = 5u << 20;  // but for the last one

constexpr Error no_such_upload{"NoSuchUpload",
                               "The specified upload does not exist. The upload ID may be invalid, or the "
                               "upload may have been aborted or completed.",
                               404};

std::string_view upload_alphabet() {
  return "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._";
}

int digit(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

// COMPOSITE is the checksum of the parts' checksums; CRC64NVME has none such, and SHA only that (user guide,
// "Checking object integrity").
bool composite_of(const Call& call, std::uint8_t number, std::string_view type) {
  const kit::Hash hash = algorithm(number).hash;
  const bool sha = hash == kit::Hash::sha1 || hash == kit::Hash::sha256;
  if (!type.empty() && type != "COMPOSITE" && type != "FULL_OBJECT")
    throw Failure(invalid_request.says("Value for x-amz-checksum-type header is invalid."));
  const bool wrong = (type == "COMPOSITE" && hash == kit::Hash::crc64nvme) || (type == "FULL_OBJECT" && sha);
  if (wrong)
    throw with(call,
               invalid_request.says(
                   fmt::format("The {} checksum type cannot be used with the {} checksum algorithm.", type,
                               algorithm(number).name)),
               {});
  return type.empty() ? hash != kit::Hash::crc64nvme : type == "COMPOSITE";
}

struct Whole {
  std::vector<kit::Slice> slices;
  std::vector<PartOf> parts;
  std::vector<std::string> etags, checksums;
  std::uint64_t size = 0;
};

Failure invalid_part(const Call& call, std::int64_t number, std::string_view etag) {
  return with(
      call,
      Failure("InvalidPart",
              "One or more of the specified parts could not be found.  The part may not have been "
              "uploaded, or the specified entity tag may not match the part's entity tag.",
              400),
      {{"UploadId", call.in["UploadId"].text()}, {"PartNumber", std::to_string(number)}, {"ETag", etag}});
}

void check_order(const Call& call, const Upload& upload, const In& listed) {
  for (std::uint32_t i = 1; i < listed.size(); ++i)
    if (listed[i]["PartNumber"].integer() <= listed[i - 1]["PartNumber"].integer())
      throw with(
          call,
          Failure("InvalidPartOrder",
                  "The list of parts was not in ascending order. Parts must be ordered by part number.", 400),
          {{"UploadId", upload.id}});
}

// The parts that the client lists, in its order, which must be theirs.
Whole collect(const Call& call, const State& state, const FoundUpload& found) {
  const In listed = call.in["MultipartUpload"]["Parts"];
  if (listed.empty()) throw Failure(malformed_xml);
  Whole whole;
  const Upload& upload = *found.upload;
  check_order(call, upload, listed);
  for (std::uint32_t i = 0; i < listed.size(); ++i) {
    const In one = listed[i];
    const std::int64_t number = one["PartNumber"].integer();
    const std::string etag = unquoted(one["ETag"].text());
    const Part* part = state.parts.find({found.key.number, static_cast<std::uint32_t>(number)});
    if (!part || etag != part->etag.view()) throw invalid_part(call, number, etag);
    const Checked said = said_checksum(call, one);
    if (said.algorithm && (said.algorithm != part->algorithm || !(said.value == part->checksum)))
      throw invalid_part(call, number, etag);
    if (upload.said && upload.object.composite && !said.algorithm)
      throw Failure(invalid_request.says(fmt::format(
          "The upload was created using a {} checksum. The complete request must include the checksum for "
          "each part. It was missing for part {} in the request.",
          label(upload.object.algorithm), number)));
    if (i + 1 < listed.size() && part->content.size() < smallest_part)
      throw with(
          call,
          Failure("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size", 400),
          {{"ProposedSize", std::to_string(part->content.size())},
           {"MinSizeAllowed", std::to_string(smallest_part)},
           {"PartNumber", std::to_string(number)},
           {"ETag", part->etag.view()}});
    whole.slices.push_back({part->content.pointer(), 0, part->content.size()});
    whole.parts.push_back(
        {static_cast<std::uint32_t>(number), part->content.size(), upload.said ? part->checksum : Text()});
    whole.etags.emplace_back(part->etag.view());
    whole.checksums.emplace_back(part->checksum.view());
    whole.size += part->content.size();
  }
  return whole;
}

std::string whole_checksum(const Object& object, const Whole& whole) {
  if (object.composite) return composite_checksum(object.algorithm, whole.checksums);
  std::vector<std::pair<std::string, std::uint64_t>> parts;
  for (std::size_t i = 0; i < whole.parts.size(); ++i)
    parts.emplace_back(whole.checksums[i], whole.parts[i].size);
  return joined_checksum(object.algorithm, parts);
}

void check_whole(const Call& call, const Object& object, const Whole& whole) {
  if (const In size = call.in["MpuObjectSize"];
      size && static_cast<std::uint64_t>(size.integer()) != whole.size)
    throw Failure(invalid_request.says(fmt::format(
        "The provided 'x-amz-mp-object-size' header value {} does not match what was computed: {}",
        size.integer(), whole.size)));
  if (const std::string_view type = call.in["ChecksumType"].text();
      !type.empty() && type != checksum_type(object.composite))
    throw Failure(invalid_request.says(fmt::format(
        "The upload was created using the {} checksum mode. The complete request must use the same checksum "
        "mode.",
        checksum_type(object.composite))));
  const Checked said = said_checksum(call, call.in);
  if (!said.algorithm) return;
  std::string_view value = said.value;
  std::string_view right = object.checksum;
  if (object.composite && value.find('-') == value.npos) right = right.substr(0, right.find('-'));
  if (said.algorithm != object.algorithm || value != right)
    throw Failure("BadDigest",
                  fmt::format("The {} you specified did not match the calculated checksum.",
                              algorithm(said.algorithm).name),
                  400);
}

}  // namespace

std::string etag_of_parts(const std::vector<std::string>& etags) {
  std::string all;
  for (const std::string& etag : etags)
    for (std::size_t i = 0; i + 1 < etag.size(); i += 2)
      all += static_cast<char>(digit(etag[i]) * 16 + digit(etag[i + 1]));
  return fmt::format("{}-{}", kit::md5_hex(all), etags.size());
}

FoundUpload need_upload(const Call& call, const State& state, const Found& in) {
  const std::string id(call.in["UploadId"].text());
  const auto& tree = state.uploads.by<ById>().tree();
  const auto found = tree.find(id);
  if (found == tree.end() || found->second.bucket != in.bucket->number ||
      found->second.key.view() != call.in["Key"].text())
    throw with(call, no_such_upload, {{"UploadId", id}});
  return {found->second, state.uploads.find(found->second)};
}

void erase_upload(State& state, const UploadKey& key) {
  for (auto at = state.parts.rows().lower_bound({key.number, 0});
       at != state.parts.rows().end() && at->first.upload == key.number;
       at = state.parts.rows().lower_bound({key.number, 0}))
    state.parts.erase(PartKey(at->first));
  state.uploads.erase(key);
}

Outcome create_multipart_upload(Call& call, State& state) {
  const Found in = need_bucket(call, state);
  const std::string_view key = key_of(call);
  Upload upload;
  upload.object = object_of_headers(call, in);
  const std::uint8_t asked = algorithm_named(call, call.in["ChecksumAlgorithm"].text());
  const std::string_view type = call.in["ChecksumType"].text();
  if (!asked && !type.empty())
    throw Failure(invalid_request.says(
        "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header."));
  upload.said = asked != 0;
  upload.object.algorithm = asked ? asked : crc64nvme;
  upload.object.composite = composite_of(call, upload.object.algorithm, type);
  upload.id = call.random().pick(upload_alphabet(), 128);
  upload.begun = call.now();
  upload.account = account_of(call);
  const Out& out = call.out;
  out["Bucket"] = in.name;
  out["Key"] = key;
  out["UploadId"] = upload.id;
  show_encryption(out, *in.bucket, upload.object);
  if (asked) {
    out["ChecksumAlgorithm"] = algorithm(asked).name;
    out["ChecksumType"] = checksum_type(upload.object.composite);
  }
  state.uploads.insert({in.bucket->number, Text(key), state.next_number()}, std::move(upload));
  consider_lifecycle(state, in.name, call.now());
  return {};
}

namespace {

void show_whole(const Call& call, const Found& in, std::string_view key, const Object& object) {
  const Out& out = call.out;
  out["Location"] = fmt::format("{}://{}{}/{}/{}", call.endpoint().scheme, call.endpoint().host,
                                call.endpoint().prefix, in.name, url_encoded(key));
  out["Bucket"] = in.name;
  out["Key"] = key;
  out["ETag"] = quoted(object.etag);
  show_checksum(out, object.algorithm, object.checksum);
  out["ChecksumType"] = checksum_type(object.composite);
  show_encryption(out, *in.bucket, object);
  if (const auto expiration = expiration_header(call, *in.bucket, key, object))
    out["Expiration"] = *expiration;
}

// Whoever completes again what is complete gets the same answer.
bool complete_already(const Call& call, const State& state, const Found& in, std::string_view key) {
  const std::string_view upload = call.in["UploadId"].text();
  const auto found = latest(state, in.bucket->number, key);
  if (!found || upload.empty() || found->object->more().upload != upload) return false;
  show_whole(call, in, key, *found->object);
  if (versioned(*in.bucket)) call.out["VersionId"] = shown_version(*found->object);
  return true;
}

}  // namespace

Outcome complete_multipart_upload(Call& call, State& state) {
  const Found in = need_bucket(call, state);
  const std::string_view key = key_of(call);
  if (complete_already(call, state, in, key)) return {};
  const FoundUpload found = need_upload(call, state, in);
  Whole whole = collect(call, state, found);
  Object object = found.upload->object;
  if (!object.more().customer_key.empty() && customer_key(call) != object.more().customer_key &&
      !customer_key(call).empty())
    throw Failure(access_denied);
  object.checksum = Text(whole_checksum(object, whole));
  check_whole(call, object, whole);
  check_write(call, state, in, key);
  object.modified = call.now();
  object.etag = Text(etag_of_parts(whole.etags));
  object.own().parts = whole.parts;
  object.content = kit::BlobRef(kit::join_blobs(std::move(whole.slices), {}));
  object.own().upload = found.upload->id;
  show_whole(call, in, key, object);
  erase_upload(state, UploadKey(found.key));
  Object told = object;
  told.version = put_version(call, state, in, key, std::move(object));
  if (!told.version.empty()) call.out["VersionId"] = told.version.view();
  notify(call, state, in, "ObjectCreated:CompleteMultipartUpload", key, told);
  return {};
}

Outcome abort_multipart_upload(Call& call, State& state) {
  const Found in = need_bucket(call, state);
  erase_upload(state, UploadKey(need_upload(call, state, in).key));
  return {};
}

Outcome list_parts(Call& call, State& state) {
  const Found in = need_bucket(call, state);
  const FoundUpload found = need_upload(call, state, in);
  const auto limited = [&](std::int64_t value, std::string_view name) {
    if (value > 0x7FFFFFFF)
      throw bad_argument(call, fmt::format("Provided {} not an integer or within integer range", name), name,
                         std::to_string(value));
    if (value < 0)
      throw bad_argument(call, fmt::format("Argument {} must be an integer between 0 and 2147483647", name),
                         name, std::to_string(value));
    return value;
  };
  const std::int64_t most =
      std::min<std::int64_t>(1000, limited(call.in["MaxParts"].integer(1000), "max-parts"));
  const std::int64_t marker = limited(call.in["PartNumberMarker"].integer(), "part-number-marker");
  const Out& out = call.out;
  out["Bucket"] = in.name;
  out["Key"] = found.key.key.view();
  out["UploadId"] = found.upload->id;
  out["PartNumberMarker"] = marker;
  out["MaxParts"] = most;
  std::optional<OutList> list;
  std::int64_t last = 0, count = 0;
  bool more = false;
  const auto& rows = state.parts.rows();
  for (auto at = rows.upper_bound(
           {found.key.number, static_cast<std::uint32_t>(std::max<std::int64_t>(0, marker))});
       at != rows.end() && at->first.upload == found.key.number; ++at) {
    if (count == most) {
      more = true;
      break;
    }
    ++count;
    if (!list) list = out["Parts"].list();
    const Part& part = at->second->row;
    const Out one = list->add().structure(6);
    one["PartNumber"] = static_cast<std::int64_t>(at->first.number);
    one["LastModified"] = part.modified;
    one["ETag"] = quoted(part.etag);
    one["Size"] = static_cast<std::int64_t>(part.content.size());
    if (found.upload->said) show_checksum(one, part.algorithm, part.checksum);
    last = at->first.number;
  }
  out["IsTruncated"] = more;
  out["NextPartNumberMarker"] = last;
  show_owner(found.upload->account, out["Initiator"]);
  show_owner(in.bucket->owner, out["Owner"]);
  out["StorageClass"] = storage_classes[found.upload->object.storage];
  if (found.upload->said) {
    out["ChecksumAlgorithm"] = algorithm(found.upload->object.algorithm).name;
    out["ChecksumType"] = checksum_type(found.upload->object.composite);
  }
  return {};
}

Outcome list_multipart_uploads(Call& call, State& state) {
  const Found in = need_bucket(call, state);
  const std::string_view prefix = call.in["Prefix"].text(), delimiter = call.in["Delimiter"].text();
  const std::string_view key_marker = call.in["KeyMarker"].text();
  const std::string_view id_marker = call.in["UploadIdMarker"].text();
  const std::int64_t most = std::clamp<std::int64_t>(call.in["MaxUploads"].integer(1000), 0, 1000);
  const bool encoded = call.in["EncodingType"].text() == "url";
  const auto show = [&](std::string_view text) { return encoded ? url_encoded(text) : std::string(text); };
  const Out& out = call.out;
  out["Bucket"] = in.name;
  out["KeyMarker"] = show(key_marker);
  out["UploadIdMarker"] = id_marker;
  out["Prefix"] = show(prefix);
  if (!delimiter.empty()) out["Delimiter"] = show(delimiter);
  if (encoded) out["EncodingType"] = "url";
  out["MaxUploads"] = most;
  std::uint64_t behind_number = std::numeric_limits<std::uint64_t>::max();
  if (const auto& ids = state.uploads.by<ById>().tree(); !id_marker.empty())
    if (const auto found = ids.find(std::string(id_marker)); found != ids.end())
      behind_number = found->second.number;
  const auto& rows = state.uploads.rows();
  auto at = key_marker.empty() ? rows.lower_bound({in.bucket->number, Text(prefix), 0})
                               : rows.upper_bound({in.bucket->number, Text(key_marker), behind_number});
  std::optional<OutList> list;
  std::vector<std::string> prefixes;
  std::string last_key, last_id;
  std::int64_t count = 0;
  bool more = false;
  for (; at != rows.end() && at->first.bucket == in.bucket->number; ++at) {
    const std::string_view key = at->first.key;
    if (!key.starts_with(prefix)) {
      if (key < prefix) continue;
      break;
    }
    const auto cut = delimiter.empty() ? key.npos : key.find(delimiter, prefix.size());
    const std::string common(cut == key.npos ? std::string_view() : key.substr(0, cut + delimiter.size()));
    if (!common.empty() && ((!prefixes.empty() && prefixes.back() == common) || common == key_marker))
      continue;
    if (count == most) {
      more = count > 0;
      break;
    }
    ++count;
    last_key = common.empty() ? std::string(key) : common;
    last_id = common.empty() ? at->second->row.id : std::string();
    if (!common.empty()) {
      prefixes.push_back(common);
      continue;
    }
    if (!list) list = out["Uploads"].list();
    const Upload& upload = at->second->row;
    const Out one = list->add().structure(8);
    one["UploadId"] = upload.id;
    one["Key"] = show(key);
    one["Initiated"] = upload.begun;
    one["StorageClass"] = storage_classes[upload.object.storage];
    show_owner(in.bucket->owner, one["Owner"]);
    show_owner(upload.account, one["Initiator"]);
    if (upload.said) {
      one["ChecksumAlgorithm"] = algorithm(upload.object.algorithm).name;
      one["ChecksumType"] = checksum_type(upload.object.composite);
    }
  }
  out["IsTruncated"] = more;
  if (more) {
    out["NextKeyMarker"] = show(last_key);
    out["NextUploadIdMarker"] = last_id;
  }
  if (prefixes.empty()) return {};
  const OutList commons = out["CommonPrefixes"].list();
  for (const std::string& common : prefixes) commons.add().structure(1)["Prefix"] = show(common);
  return {};
}

}  // namespace understudy::s3
