// Public access blocks of whole accounts, and the tags of access points.
#include <algorithm>
#include <array>

#include "services/kit/arn.hpp"
#include "services/s3/control_calls.hpp"

namespace understudy::s3::control {
namespace {

constexpr std::array<Key, 4> settings{"BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy",
                                      "RestrictPublicBuckets"};

// Those of access points are kept here; a bucket's are S3's (GetBucketTagging), whose shard is another.
Place tagged(const Call& call, const State& state) {
  const std::string_view text = call.in["ResourceArn"].text();
  const auto arn = kit::Arn::parse(text);
  if (!arn || arn->service != "s3")
    throw with(call, Failure("InvalidRequest", "The resource ARN is not valid.", 400),
               {{"ResourceArn", text}});
  if (arn->type() != "accesspoint")
    throw Failure("NotImplemented", "Only tags of access points are played here.", 501);
  Place place{std::string(arn->account), std::string(arn->region), std::string(arn->id())};
  if (!state.access_points.contains(place))
    throw with(call, Failure("NoSuchAccessPoint", "The specified accesspoint does not exist", 404),
               {{"AccessPointName", place.name}});
  return place;
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
  kit::Value complete = kit::Value::structure(call.arena(), 4);
  const Out out(complete, call.arena());
  for (const Key key : settings) out[key] = given[key].boolean();
  const Text kept = keep(complete);
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
  show_tags(call.out["Tags"], state.access_points.find(tagged(call, state))->tags);
  return {};
}

Outcome tag_resource(Call& call, State& state) {
  const Place place = tagged(call, state);
  kit::Tags tags = tags_in(call, call.in["Tags"]);
  tags.merge(kit::Tags(state.access_points.find(place)->tags));
  state.access_points.edit(place)->tags = std::move(tags);
  return {};
}

Outcome untag_resource(Call& call, State& state) {
  const Place place = tagged(call, state);
  auto point = state.access_points.edit(place);
  for (const In key : call.in["TagKeys"]) point->tags.erase(std::string(key.text()));
  return {};
}

}  // namespace understudy::s3::control
