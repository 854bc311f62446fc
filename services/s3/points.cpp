// Finding buckets behind access points.
#include "services/s3/points.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "services/kit/arn.hpp"
#include "services/kit/json.hpp"

namespace understudy::s3 {
namespace {

using control::AccessPoint;
using control::Place;
using control::RegionsPoint;

constexpr auto through_points = std::to_array<std::string_view>({"AbortMultipartUpload",
                                                                 "CompleteMultipartUpload",
                                                                 "CopyObject",
                                                                 "CreateMultipartUpload",
                                                                 "DeleteObject",
                                                                 "DeleteObjectTagging",
                                                                 "DeleteObjects",
                                                                 "GetBucketAcl",
                                                                 "GetBucketCors",
                                                                 "GetBucketLocation",
                                                                 "GetBucketNotificationConfiguration",
                                                                 "GetBucketPolicy",
                                                                 "GetObject",
                                                                 "GetObjectAcl",
                                                                 "GetObjectAttributes",
                                                                 "GetObjectLegalHold",
                                                                 "GetObjectRetention",
                                                                 "GetObjectTagging",
                                                                 "HeadBucket",
                                                                 "HeadObject",
                                                                 "ListMultipartUploads",
                                                                 "ListObjectVersions",
                                                                 "ListObjects",
                                                                 "ListObjectsV2",
                                                                 "ListParts",
                                                                 "PutObject",
                                                                 "PutObjectAcl",
                                                                 "PutObjectLegalHold",
                                                                 "PutObjectRetention",
                                                                 "PutObjectTagging",
                                                                 "RestoreObject",
                                                                 "UploadPart",
                                                                 "UploadPartCopy"});
static_assert(std::ranges::is_sorted(through_points));

Found behind(const State& state, const Place& place, const AccessPoint& point) {
  return {point.bucket, state.buckets.find(point.bucket),
          Entrance{arn_of(place), place.account, point.vpc.empty() ? "Internet" : "VPC", point.access_block,
                   point.policy}};
}

// The bucket nearest to the caller: that of their own region, else the first.
Found behind(const State& state, const Place& place, const RegionsPoint& point, std::string_view region) {
  Found found{{},
              nullptr,
              Entrance{regions_arn_of(place, point.alias), place.account, "Internet", point.access_block,
                       point.policy}};
  kit::Arena arena;
  const auto regions = kit::parse_json(arena.copy(point.regions.view()), arena);
  if (!regions) return found;
  for (const kit::Value& one : regions->elements()) {
    const kit::Value* name = one.find("Bucket");
    const Bucket* bucket = name ? state.buckets.find(std::string(name->text())) : nullptr;
    if (!bucket || (found.bucket && bucket->region != region)) continue;
    if (found.bucket && found.bucket->region == region) break;
    found.name = name->text();
    found.bucket = bucket;
  }
  return found;
}

Found by_place(const State& state, Place place) {
  if (const AccessPoint* point = state.access_points.find(place)) return behind(state, place, *point);
  return {{}, nullptr};
}

Found by_alias(const State& state, const std::string& alias, std::string_view region) {
  const auto& points = state.access_points.by<control::ByAlias>().tree();
  if (const auto at = points.find(alias); at != points.end())
    return behind(state, at->second, *state.access_points.find(at->second));
  const auto& wide = state.regions_points.by<control::ByAlias>().tree();
  if (const auto at = wide.find(alias); at != wide.end())
    return behind(state, at->second, *state.regions_points.find(at->second), region);
  return {{}, nullptr};
}

// "point-123456789012": of the caller's region, else of any.
Found by_label(const State& state, std::string_view label, std::string_view region) {
  constexpr std::size_t account_size = 12;
  if (label.size() < account_size + 2 || label[label.size() - account_size - 1] != '-') return {{}, nullptr};
  const std::string account(label.substr(label.size() - account_size));
  const std::string name(label.substr(0, label.size() - account_size - 1));
  if (const Found here = by_place(state, {account, std::string(region), name}); here.bucket) return here;
  const auto& rows = state.access_points.rows();
  for (auto at = rows.lower_bound(Place{account, {}, {}}); at != rows.end() && at->first.account == account;
       ++at)
    if (at->first.name == name) return behind(state, at->first, at->second->row);
  return {{}, nullptr};
}

}  // namespace

std::string arn_of(const Place& place) {
  return fmt::format("arn:{}:s3:{}:{}:accesspoint/{}", kit::partition_of(place.region), place.region,
                     place.account, place.name);
}

std::string regions_arn_of(const Place& place, std::string_view alias) {
  return fmt::format("arn:aws:s3::{}:accesspoint/{}", place.account, alias);
}

bool goes_through_points(std::string_view operation) {
  return std::ranges::binary_search(through_points, operation);
}

Found reached(const State& state, std::string_view name, std::string_view region) {
  Found found{std::string(name), nullptr};
  found.bucket = state.buckets.find(found.name);
  if (found.bucket) return found;
  constexpr std::string_view wide = ".mrap", wide_host = ".accesspoint";
  if (name.ends_with(".mrap.accesspoint")) name.remove_suffix(wide_host.size());
  Found behind_point{{}, nullptr};
  if (const auto arn = kit::Arn::parse(name)) {
    if (arn->service != "s3" || arn->type() != "accesspoint") return found;
    const std::string id(arn->id());
    behind_point = arn->region.empty()
                       ? by_alias(state, id, region)
                       : by_place(state, {std::string(arn->account), std::string(arn->region), id});
  } else if (name.ends_with("-s3alias") || name.ends_with(wide)) {
    behind_point = by_alias(state, std::string(name), region);
  } else {
    behind_point = by_label(state, name, region);
  }
  return behind_point.bucket ? behind_point : found;
}

Addressed split_source(std::string_view decoded) {
  if (decoded.starts_with('/')) decoded.remove_prefix(1);
  constexpr std::string_view object = "/object/";
  const auto at = decoded.starts_with("arn:") ? decoded.find(object) : decoded.npos;
  if (at != decoded.npos)
    return {std::string(decoded.substr(0, at)), std::string(decoded.substr(at + object.size()))};
  const auto slash = std::min(decoded.find('/'), decoded.size());
  return {std::string(decoded.substr(0, slash)),
          std::string(decoded.substr(std::min(slash + 1, decoded.size())))};
}

}  // namespace understudy::s3
