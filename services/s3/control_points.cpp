// Access points: names of their own for buckets, with policies of their own.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "services/policy/evaluate.hpp"
#include "services/s3/control_calls.hpp"
#include "services/s3/points.hpp"

namespace understudy::s3::control {
namespace {

constexpr std::string_view alias_alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
constexpr std::size_t alias_size = 34;

struct FoundPoint {
  Place key;
  const AccessPoint* point;  // good until it changes
};

FoundPoint need_point(const Call& call, const State& state) {
  FoundPoint found{place_of(call, call.in["Name"].text()), nullptr};
  found.point = state.access_points.find(found.key);
  if (!found.point) throw with(call, no_such_point, {{"AccessPointName", found.key.name}});
  return found;
}

const Text& need_policy(const Call& call, const FoundPoint& found) {
  if (found.point->policy.empty())
    throw with(call,
               Failure("NoSuchAccessPointPolicy", "The specified accesspoint policy does not exist", 404),
               {{"AccessPointName", found.key.name}});
  return found.point->policy;
}

// User guide, "Naming rules for access points".
bool valid_name(std::string_view name) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  if (name.size() < 3 || name.size() > 50 || !letter(name.front()) || !letter(name.back())) return false;
  return !name.ends_with("-s3alias") && !name.ends_with("--op-s3") &&
         std::ranges::all_of(name, [&](char c) { return letter(c) || c == '-'; });
}

// An access point lies in its bucket's region.
void check_bucket(const Call& call, const State& state, const std::string& name) {
  const Bucket* bucket = state.buckets.find(name);
  if (!bucket) throw with(call, no_such_bucket, {{"BucketName", name}});
  const std::string_view owner = call.in["BucketAccountId"].text();
  if (!owner.empty() && owner != bucket->owner) throw Failure(access_denied);
  if (bucket->region != region_of(call))
    throw Failure(invalid_request.says("The access point must be in the same Region as its bucket."));
}

void show_summary(const Out& out, const Place& key, const AccessPoint& point) {
  out["Name"] = key.name;
  out["NetworkOrigin"] = point.vpc.empty() ? "Internet" : "VPC";
  if (!point.vpc.empty()) out["VpcConfiguration"].structure(1)["VpcId"] = point.vpc;
  out["Bucket"] = point.bucket;
  out["BucketAccountId"] = point.bucket_account;
  out["AccessPointArn"] = arn_of(key);
  out["Alias"] = point.alias;
}

}  // namespace

Outcome create_access_point(Call& call, State& state) {
  const Place key = place_of(call, call.in["Name"].text());
  if (call.in["Scope"])
    throw Failure(invalid_request.says("Scope is only supported by access points for directory buckets."));
  if (!valid_name(key.name)) throw Failure(invalid_request.says("Your access point name is not valid."));
  if (state.access_points.contains(key))
    throw with(call,
               Failure("AccessPointAlreadyOwnedByYou",
                       "Your previous request to create the named accesspoint succeeded and you already own "
                       "it.",
                       409),
               {{"AccessPointName", key.name}});
  AccessPoint point;
  point.bucket = call.in["Bucket"].text();
  check_bucket(call, state, point.bucket);
  point.bucket_account = state.buckets.find(point.bucket)->owner;
  point.vpc = call.in["VpcConfiguration"]["VpcId"].text();
  point.alias = fmt::format("{}-{}-s3alias", key.name, call.random().pick(alias_alphabet, alias_size));
  point.created = call.now();
  const In block = call.in["PublicAccessBlockConfiguration"];
  // All is blocked unless the request says otherwise (API reference, CreateAccessPoint).
  point.access_block = keep_access_block(call, block, !block);
  point.tags = tags_in(call, call.in["Tags"]);
  call.out["AccessPointArn"] = arn_of(key);
  call.out["Alias"] = point.alias;
  state.access_points.insert(key, std::move(point));
  return {};
}

Outcome get_access_point(Call& call, State& state) {
  const auto [key, point] = need_point(call, state);
  show_summary(call.out, key, *point);
  call.out["PublicAccessBlockConfiguration"] = shown(point->access_block, call.arena());
  call.out["CreationDate"] = point->created;
  const auto endpoints = call.out["Endpoints"].map();
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> hosts{
      {{"ipv4", "s3-accesspoint"},
       {"fips", "s3-accesspoint-fips"},
       {"fips_dualstack", "s3-accesspoint-fips.dualstack"},
       {"dualstack", "s3-accesspoint.dualstack"}}};
  for (const auto& [name, host] : hosts)
    endpoints[name] = fmt::format("{}.{}.amazonaws.com", host, key.region);
  return {};
}

Outcome delete_access_point(Call& call, State& state) {
  const Place key = need_point(call, state).key;
  state.access_points.erase(key);
  return {};
}

Outcome list_access_points(Call& call, State& state) {
  const OutList list = call.out["AccessPointList"].list();
  const std::string_view bucket = call.in["Bucket"].text();
  list_page(
      call, state.access_points, place_of(call, ""), call.in["MaxResults"].integer(1000),
      [&](const AccessPoint& point) { return bucket.empty() || point.bucket == bucket; },
      [&](const Place& key, const AccessPoint& point) { show_summary(list.add().structure(8), key, point); });
  return {};
}

Outcome put_access_point_policy(Call& call, State& state) {
  const auto [key, point] = need_point(call, state);
  const std::string_view text = call.in["Policy"].text();
  check_policy(call, text);
  const auto parsed = policy::parse(text);
  const kit::Value block = shown(point->access_block, call.arena());
  if (In(block)["BlockPublicPolicy"].boolean() && policy::is_public(std::get<policy::Document>(parsed)))
    throw Failure(access_denied);
  state.access_points.edit(key)->policy = Text(text);
  return {};
}

Outcome get_access_point_policy(Call& call, State& state) {
  call.out["Policy"] = call.base().hold(need_policy(call, need_point(call, state)));
  return {};
}

Outcome delete_access_point_policy(Call& call, State& state) {
  const FoundPoint found = need_point(call, state);
  need_policy(call, found);
  state.access_points.edit(found.key)->policy = Text();
  return {};
}

Outcome get_access_point_policy_status(Call& call, State& state) {
  const auto parsed = policy::parse(need_policy(call, need_point(call, state)).view());
  const auto* document = std::get_if<policy::Document>(&parsed);
  call.out["PolicyStatus"].structure(1)["IsPublic"] = document && policy::is_public(*document);
  return {};
}

}  // namespace understudy::s3::control
