// Multi-Region access points: made, shown and deleted at once, though their clients ask how it goes on.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "services/kit/arn.hpp"
#include "services/policy/evaluate.hpp"
#include "services/s3/control_calls.hpp"

namespace understudy::s3::control {
namespace {

constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

Place place_everywhere(const Call& call, std::string_view name) {
  return {own_account(call), {}, std::string(name)};
}

struct FoundPoint {
  Place key;
  const RegionsPoint* point;  // good until it changes
};

FoundPoint need_point(const Call& call, const State& state, std::string_view name) {
  FoundPoint found{place_everywhere(call, name), nullptr};
  found.point = state.regions_points.find(found.key);
  if (!found.point)
    throw with(call,
               Failure("NoSuchMultiRegionAccessPoint",
                       "The specified Multi-Region Access Point does not exist", 404),
               {{"Name", name}});
  return found;
}

const Text& need_policy(const Call& call, const FoundPoint& found) {
  if (found.point->policy.empty())
    throw with(call,
               Failure("NoSuchMultiRegionAccessPointPolicy",
                       "The specified Multi-Region Access Point policy does not exist", 404),
               {{"Name", found.key.name}});
  return found.point->policy;
}

// Keeps the request, whose ARN is the answer.
void answer_request(Call& call, State& state, std::string_view operation) {
  std::string kind(operation);
  std::ranges::transform(kind, kind.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  const std::string region = region_of(call);
  const std::string arn = fmt::format("arn:{}:s3:{}:{}:async-request/mrap/{}/{}", kit::partition_of(region),
                                      region, own_account(call), kind, call.random().pick(alphabet, 32));
  state.requests.insert(
      arn, {own_account(call), std::string(operation), call.now(), keep(call.in["Details"].value())});
  call.out["RequestTokenARN"] = arn;
}

void show_point(const Call& call, const State& state, const Out& out, const Place& key,
                const RegionsPoint& point) {
  out["Name"] = key.name;
  out["Alias"] = point.alias;
  out["CreatedAt"] = point.created;
  out["Status"] = "READY";
  out["PublicAccessBlock"] = shown(point.access_block, call.arena());
  const kit::Value given = shown(point.regions, call.arena());
  const OutList regions = out["Regions"].list();
  for (const In one : In(given)) {
    const Out region = regions.add().structure(3);
    const std::string bucket(one["Bucket"].text());
    region["Bucket"] = bucket;
    region["BucketAccountId"] = one["BucketAccountId"].text(key.account);
    if (const Bucket* found = state.buckets.find(bucket)) region["Region"] = found->region;
  }
}

}  // namespace

Outcome create_multi_region_access_point(Call& call, State& state) {
  const In details = call.in["Details"];
  const Place key = place_everywhere(call, details["Name"].text());
  if (state.regions_points.contains(key))
    throw Failure(invalid_request.says(fmt::format(
        "A Multi-Region Access Point with the name {} already exists in this account.", key.name)));
  for (const In region : details["Regions"]) {
    const std::string bucket(region["Bucket"].text());
    if (!state.buckets.contains(bucket)) throw with(call, no_such_bucket, {{"BucketName", bucket}});
  }
  const In block = details["PublicAccessBlock"];
  state.regions_points.insert(key, {.alias = fmt::format("m{}.mrap", call.random().pick(alphabet, 12)),
                                    .created = call.now(),
                                    .access_block = keep_access_block(call, block, !block),
                                    .policy = {},
                                    .regions = keep(details["Regions"].value())});
  answer_request(call, state, "CreateMultiRegionAccessPoint");
  return {};
}

Outcome delete_multi_region_access_point(Call& call, State& state) {
  const Place key = need_point(call, state, call.in["Details"]["Name"].text()).key;
  state.regions_points.erase(key);
  answer_request(call, state, "DeleteMultiRegionAccessPoint");
  return {};
}

Outcome put_multi_region_access_point_policy(Call& call, State& state) {
  const In details = call.in["Details"];
  const Place key = need_point(call, state, details["Name"].text()).key;
  check_policy(call, details["Policy"].text());
  const auto parsed = policy::parse(details["Policy"].text());
  const kit::Value block = shown(state.regions_points.find(key)->access_block, call.arena());
  if (In(block)["BlockPublicPolicy"].boolean() && policy::is_public(std::get<policy::Document>(parsed)))
    throw Failure(access_denied);
  state.regions_points.edit(key)->policy = Text(details["Policy"].text());
  answer_request(call, state, "PutMultiRegionAccessPointPolicy");
  return {};
}

Outcome describe_multi_region_access_point_operation(Call& call, State& state) {
  const std::string arn(call.in["RequestTokenARN"].text());
  const AsyncRequest* request = state.requests.find(arn);
  if (!request || request->account != own_account(call))
    throw with(call, Failure("NoSuchAsyncRequest", "The specified async request does not exist", 404),
               {{"RequestTokenARN", arn}});
  const Out out = call.out["AsyncOperation"].structure(6);
  out["CreationTime"] = request->created;
  out["Operation"] = request->operation;
  out["RequestTokenARN"] = arn;
  out["RequestStatus"] = "SUCCEEDED";
  const kit::Value parameters = shown(request->details, call.arena());
  const Out asked = out["RequestParameters"].structure(1);
  if (request->operation.starts_with("Create")) {
    asked["CreateMultiRegionAccessPointRequest"] = parameters;
  } else if (request->operation.starts_with("Delete")) {
    asked["DeleteMultiRegionAccessPointRequest"] = parameters;
  } else {
    asked["PutMultiRegionAccessPointPolicyRequest"] = parameters;
  }
  if (!request->operation.starts_with("Create")) return {};
  const OutList regions =
      out["ResponseDetails"].structure(1)["MultiRegionAccessPointDetails"].structure(1)["Regions"].list();
  for (const In one : In(parameters)["Regions"]) {
    const Bucket* bucket = state.buckets.find(std::string(one["Bucket"].text()));
    const Out region = regions.add().structure(2);
    if (bucket) region["Name"] = bucket->region;
    region["RequestStatus"] = "SUCCEEDED";
  }
  return {};
}

Outcome get_multi_region_access_point(Call& call, State& state) {
  const auto [key, point] = need_point(call, state, call.in["Name"].text());
  show_point(call, state, call.out["AccessPoint"].structure(6), key, *point);
  return {};
}

Outcome list_multi_region_access_points(Call& call, State& state) {
  const OutList list = call.out["AccessPoints"].list();
  list_page(
      call, state.regions_points, place_everywhere(call, ""), call.in["MaxResults"].integer(1000),
      [](const RegionsPoint&) { return true; },
      [&](const Place& key, const RegionsPoint& point) {
        show_point(call, state, list.add().structure(6), key, point);
      });
  return {};
}

Outcome get_multi_region_access_point_policy(Call& call, State& state) {
  const FoundPoint found = need_point(call, state, call.in["Name"].text());
  call.out["Policy"].structure(1)["Established"].structure(1)["Policy"] =
      call.base().hold(need_policy(call, found));
  return {};
}

Outcome get_multi_region_access_point_policy_status(Call& call, State& state) {
  const FoundPoint found = need_point(call, state, call.in["Name"].text());
  const auto parsed = policy::parse(need_policy(call, found).view());
  const auto* document = std::get_if<policy::Document>(&parsed);
  call.out["Established"].structure(1)["IsPublic"] = document && policy::is_public(*document);
  return {};
}

}  // namespace understudy::s3::control
