// GetObject and HeadObject: a version's bytes, or part of them, and all that is known of it.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "services/s3/checksums.hpp"
#include "services/s3/conditions.hpp"
#include "services/s3/handlers.hpp"
#include "services/s3/lifecycle.hpp"
#include "services/s3/lists.hpp"
#include "services/s3/metadata.hpp"
#include "services/s3/restore.hpp"

namespace understudy::s3 {
namespace {

struct Stretch {
  std::uint64_t from = 0, size = 0;
  bool partial = false;
};

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return {};
  return value;
}

// "bytes=0-9", "bytes=5-", "bytes=-3". What is no such range, or several, is as if it were not there.
Stretch stretch_of(const Call& call, std::string_view range, std::uint64_t size) {
  const Stretch all{0, size, false};
  constexpr std::string_view unit = "bytes=";
  if (!range.starts_with(unit) || range.find(',') != range.npos) return all;
  const std::string_view spec = range.substr(unit.size());
  const auto dash = spec.find('-');
  if (dash == spec.npos) return all;
  const auto first = number(spec.substr(0, dash)), last = number(spec.substr(dash + 1));
  const bool open = dash + 1 == spec.size();
  if ((dash > 0 && !first) || (!open && !last) || (dash == 0 && open)) return all;
  const auto unsatisfiable = [&] {
    return with(call, Failure("InvalidRange", "The requested range is not satisfiable", 416),
                {{"RangeRequested", range}, {"ActualObjectSize", std::to_string(size)}});
  };
  if (dash == 0) {
    if (*last == 0 || size == 0) throw unsatisfiable();
    const std::uint64_t some = std::min(*last, size);
    return {size - some, some, true};
  }
  if (!open && *last < *first) return all;
  if (*first >= size) throw unsatisfiable();
  const std::uint64_t end = open ? size : std::min(*last, size - 1) + 1;
  return {*first, end - *first, true};
}

// One part of an object that was uploaded in parts; any other object is its own first part.
Stretch stretch_of_part(const Call& call, std::int64_t wanted, const Object& object) {
  const auto& parts = object.more().parts;
  const auto missing = [&](std::size_t count) {
    return with(
        call, Failure("InvalidPartNumber", "The requested partnumber is not satisfiable", 416),
        {{"PartNumberRequested", std::to_string(wanted)}, {"ActualPartCount", std::to_string(count)}});
  };
  if (wanted < 1 || wanted > 10'000)
    throw bad_argument(call, "Part number must be an integer between 1 and 10000, inclusive", "partNumber",
                       std::to_string(wanted));
  if (parts.empty()) {
    if (wanted != 1) throw missing(1);
    return {0, object.content.size(), object.content.size() > 0};
  }
  std::uint64_t from = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (static_cast<std::int64_t>(i + 1) == wanted) return {from, parts[i].size, true};
    from += parts[i].size;
  }
  throw missing(parts.size());
}

struct Override {
  std::string_view field;
  Key parameter, member;
};
constexpr std::array<Override, 5> overrides{
    {{"Cache-Control", "ResponseCacheControl", "CacheControl"},
     {"Content-Disposition", "ResponseContentDisposition", "ContentDisposition"},
     {"Content-Encoding", "ResponseContentEncoding", "ContentEncoding"},
     {"Content-Language", "ResponseContentLanguage", "ContentLanguage"},
     {"Content-Type", "ResponseContentType", "ContentType"}}};

void show_fields(Call& call, const Object& object) {
  const Out& out = call.out;
  const auto& fields = object.more().fields;
  for (const auto& [name, parameter, member] : overrides) {
    if (const In value = call.in[parameter]) {
      out[member] = value.text();
    } else if (name == "Content-Type") {
      out[member] = object.content_type.empty() ? "binary/octet-stream" : object.content_type.view();
    } else if (const auto found = fields.find(std::string(name)); found != fields.end()) {
      out[member] = found->second;
    }
  }
  if (const In expires = call.in["ResponseExpires"]) {
    exchange(call).answer("Expires", http_time(expires.time()));
  } else if (const auto found = fields.find("Expires"); found != fields.end()) {
    exchange(call).answer("Expires", found->second);
  }
  if (object.more().metadata.empty()) return;
  const OutMap metadata = out["Metadata"].map();
  for (const auto& [name, value] : object.more().metadata) metadata[name] = value;
}

void show_state(Call& call, const Found& in, std::string_view key, const Object& object) {
  const Out& out = call.out;
  const Details& details = object.more();
  if (object.storage != 0) out["StorageClass"] = storage_classes[object.storage];
  if (!details.tags.empty()) out["TagCount"] = static_cast<std::int64_t>(details.tags.size());
  if (!details.redirect.empty()) out["WebsiteRedirectLocation"] = details.redirect;
  if (const auto restore = restore_header(object)) out["Restore"] = *restore;
  if (const auto expiration = expiration_header(call, *in.bucket, key, object))
    out["Expiration"] = *expiration;
  if (!details.lock_mode.empty()) {
    out["ObjectLockMode"] = details.lock_mode;
    if (details.retain_until) out["ObjectLockRetainUntilDate"] = *details.retain_until;
  }
  if (details.legal_hold) out["ObjectLockLegalHoldStatus"] = "ON";
  show_encryption(out, *in.bucket, object);
}

// What a 304 repeats (RFC 9110, 15.4.5).
Outcome not_modified(const Call& call, const Found& in, const Object& object) {
  kit::Exchange& http = exchange(call);
  http.status = 304;
  http.text = std::string();
  http.answer("ETag", quoted(object.etag));
  http.answer("Last-Modified", http_time(object.modified));
  if (versioned(*in.bucket)) http.answer("x-amz-version-id", shown_version(object));
  return {};
}

// The checksum of a stretch that is no whole object or part of one is not known.
void show_sum(Call& call, const Object& object, const Stretch& stretch) {
  const std::string_view mode = call.in["ChecksumMode"].text();
  if (mode != "ENABLED") return;
  const std::int64_t part = call.in["PartNumber"].integer();
  const auto& parts = object.more().parts;
  if (part > 0 && !parts.empty()) {
    show_checksum(call.out, object.algorithm, parts[static_cast<std::size_t>(part - 1)].checksum);
  } else if (!stretch.partial || part > 0) {
    show_checksum(call.out, object.algorithm, object.checksum);
  } else {
    return;
  }
  if (object.algorithm) call.out["ChecksumType"] = checksum_type(object.composite);
}

Outcome show_object(Call& call, State& state, bool body) {
  const Found in = need_bucket(call, state);
  const std::string_view key = key_of(call);
  Version version = need_object(call, state, in);
  if (look_at_restore(call, state, version)) version = need_object(call, state, in);
  const Object& object = *version.object;
  check_customer_key(call, object);
  if (!check_read(call, object)) return not_modified(call, in, object);
  if (body && archived(object))
    throw with(
        call, Failure("InvalidObjectState", "The operation is not valid for the object's storage class", 403),
        {{"StorageClass", storage_classes[object.storage]}});
  const std::uint64_t size = object.content.size();
  const In range = call.in["Range"], part = call.in["PartNumber"];
  if (range && part)
    throw Failure(invalid_request.says("Cannot specify both Range header and partNumber query parameter."));
  const Stretch stretch =
      part ? stretch_of_part(call, part.integer(), object) : stretch_of(call, range.text(), size);
  const Out& out = call.out;
  kit::Exchange& http = exchange(call);
  out["AcceptRanges"] = "bytes";
  out["LastModified"] = object.modified;
  out["ETag"] = quoted(object.etag);
  out["ContentLength"] = static_cast<std::int64_t>(stretch.size);
  if (versioned(*in.bucket)) out["VersionId"] = shown_version(object);
  if (stretch.partial) {
    http.status = 206;
    out["ContentRange"] = fmt::format("bytes {}-{}/{}", stretch.from, stretch.from + stretch.size - 1, size);
  }
  if (part && !object.more().parts.empty())
    out["PartsCount"] = static_cast<std::int64_t>(object.more().parts.size());
  show_fields(call, object);
  show_state(call, in, key, object);
  show_sum(call, object, stretch);
  if (!body || !object.content) return {};
  http.blob = object.content.pointer();
  http.from = stretch.from;
  http.size = stretch.size;
  return {};
}

}  // namespace

Outcome get_object(Call& call, State& state) { return show_object(call, state, true); }
Outcome head_object(Call& call, State& state) { return show_object(call, state, false); }

Outcome get_object_torrent(Call& call, State& state) {
  const Found in = need_bucket(call, state);
  need_object(call, state, in);
  throw with(call, not_allowed, {{"Method", "GET"}, {"ResourceType", "TORRENT"}});
}

Outcome get_object_attributes(Call& call, State& state) {
  const Found in = need_bucket(call, state);
  const Version version = need_object(call, state, in);
  const Object& object = *version.object;
  check_customer_key(call, object);
  const In wanted = call.in["ObjectAttributes"];
  const auto asked = [&](std::string_view name) {
    return any_in(wanted, [&](const In& one) { return one.text() == name; });
  };
  constexpr std::array<std::string_view, 5> known{"ETag", "Checksum", "ObjectParts", "StorageClass",
                                                  "ObjectSize"};
  for (const In one : wanted)
    if (std::ranges::find(known, one.text()) == known.end())
      throw bad_argument(call, "Invalid attribute name specified.", "x-amz-object-attributes", one.text());
  const Out& out = call.out;
  out["LastModified"] = object.modified;
  if (versioned(*in.bucket)) out["VersionId"] = shown_version(object);
  if (asked("ETag")) out["ETag"] = object.etag.view();  // without quotes (API reference)
  if (asked("Checksum") && object.algorithm) {
    const Out checksum = out["Checksum"].structure(2);
    const std::string_view value = object.checksum.view();
    show_checksum(checksum, object.algorithm, value.substr(0, value.find('-')));
    checksum["ChecksumType"] = checksum_type(object.composite);
  }
  if (const auto& parts = object.more().parts; asked("ObjectParts") && !parts.empty()) {
    const Out list = out["ObjectParts"].structure(6);
    list["TotalPartsCount"] = static_cast<std::int64_t>(parts.size());
    const std::int64_t marker = call.in["PartNumberMarker"].integer();
    const std::int64_t most = std::clamp<std::int64_t>(call.in["MaxParts"].integer(1000), 0, 1000);
    // Only parts with checksums of their own are listed (API reference, GetObjectAttributes).
    if (object.composite || parts.front().checksum.size() > 0) {
      const OutList shown = list["Parts"].list();
      std::int64_t last = 0, count = 0;
      bool more = false;
      for (const PartOf& part : parts) {
        if (part.number <= marker) continue;
        if (count == most) {
          more = true;
          break;
        }
        const Out one = shown.add().structure(3);
        one["PartNumber"] = static_cast<std::int64_t>(part.number);
        one["Size"] = static_cast<std::int64_t>(part.size);
        show_checksum(one, object.algorithm, part.checksum);
        last = part.number;
        ++count;
      }
      list["IsTruncated"] = more;
      list["MaxParts"] = most;
      list["PartNumberMarker"] = marker;
      list["NextPartNumberMarker"] = last;
    }
  }
  if (asked("StorageClass")) out["StorageClass"] = storage_classes[object.storage];
  if (asked("ObjectSize")) out["ObjectSize"] = static_cast<std::int64_t>(object.content.size());
  return {};
}

}  // namespace understudy::s3
