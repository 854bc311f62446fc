// Public access blocks of whole accounts, and the tags of access points and buckets.
#include <algorithm>
#include <array>
#include <optional>

#include "services/kit/arn.hpp"
#include "services/s3/control_calls.hpp"

namespace understudy::s3::control {
namespace {

constexpr std::array<Key, 4> settings{"BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy",
                                      "RestrictPublicBuckets"};

// Whose tags they are: an access point's, or a bucket's, which are kept with its configurations.
struct Tagged {
  std::optional<Place> point;
  std::string bucket;
};

Tagged tagged(const Call& call, const State& state) {
  const std::string_view text = call.in["ResourceArn"].text();
  const auto arn = kit::Arn::parse(text);
  if (!arn || arn->service != "s3")
    throw with(call, Failure("InvalidRequest", "The resource ARN is not valid.", 400),
               {{"ResourceArn", text}});
  if (arn->type() == "accesspoint") {
    Place place{std::string(arn->account), std::string(arn->region), std::string(arn->id())};
    if (!state.access_points.contains(place))
      throw with(call, no_such_point, {{"AccessPointName", place.name}});
    return {std::move(place), {}};
  }
  const std::string name(arn->resource);
  const Bucket* bucket = state.buckets.find(name);
  if (!bucket || bucket->owner != account_of(call)) throw with(call, no_such_bucket, {{"BucketName", name}});
  return {{}, name};
}

kit::Tags tags_of(const Call& call, const State& state, const Tagged& what) {
  if (what.point) return state.access_points.find(*what.point)->tags;
  kit::Tags tags;
  const auto& all = state.buckets.find(what.bucket)->configurations;
  const auto kept = all.find("tagging");
  if (kept == all.end()) return tags;
  const kit::Value document = s3::shown(kept->second, call.arena());
  for (const s3::In tag : s3::In(document)["TagSet"])
    tags[std::string(tag["Key"].text())] = tag["Value"].text();
  return tags;
}

void put_tags(const Call& call, State& state, const Tagged& what, const kit::Tags& tags) {
  if (what.point) {
    state.access_points.edit(*what.point)->tags = tags;
    return;
  }
  auto bucket = state.buckets.edit(what.bucket);
  if (tags.empty()) {
    bucket->configurations.erase("tagging");
    return;
  }
  kit::Value document = kit::Value::structure(call.arena(), 1);
  const s3::OutList list = s3::Out(document, call.arena())["TagSet"].list();
  for (const auto& [key, value] : tags) {
    const s3::Out tag = list.add().structure(2);
    tag["Key"] = key;
    tag["Value"] = value;
  }
  bucket->configurations["tagging"] = s3::keep(document);
}

}  // namespace

Outcome get_public_access_block(Call& call, State& state) {
  const std::string account = own_account(call);
  const Account* found = state.accounts.find(account);
  if (!found || found->access_block.empty())
    throw with(call,
               Failure("NoSuchPublicAccessBlockConfiguration",
                       "The public access block configuration was not found", 404),
               {{"AccountId", account}});
  call.out["PublicAccessBlockConfiguration"] = shown(found->access_block, call.arena());
  return {};
}

Outcome put_public_access_block(Call& call, State& state) {
  const std::string account = own_account(call);
  const In given = call.in["PublicAccessBlockConfiguration"];
  if (std::ranges::none_of(settings, [&](Key key) { return static_cast<bool>(given[key]); }))
    throw Failure(invalid_request.says("Must specify at least one configuration."));
  const Text kept = keep_access_block(call, given, false);
  if (state.accounts.contains(account)) {
    state.accounts.edit(account)->access_block = kept;
  } else {
    state.accounts.insert(account, {kept});
  }
  return {};
}

Outcome delete_public_access_block(Call& call, State& state) {
  const std::string account = own_account(call);
  if (state.accounts.contains(account)) state.accounts.erase(account);
  return {};
}

Outcome list_tags_for_resource(Call& call, State& state) {
  show_tags(call.out["Tags"], tags_of(call, state, tagged(call, state)));
  return {};
}

Outcome tag_resource(Call& call, State& state) {
  const Tagged what = tagged(call, state);
  kit::Tags tags = tags_in(call, call.in["Tags"]);
  tags.merge(tags_of(call, state, what));
  put_tags(call, state, what, tags);
  return {};
}

Outcome untag_resource(Call& call, State& state) {
  const Tagged what = tagged(call, state);
  kit::Tags tags = tags_of(call, state, what);
  for (const In key : call.in["TagKeys"]) tags.erase(std::string(key.text()));
  put_tags(call, state, what, tags);
  return {};
}

}  // namespace understudy::s3::control
