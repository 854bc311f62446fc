// S3 Control as the registry sees it. What is written by hand lies in S3's shard, which applies it; the
// operations that nobody wrote (jobs, grants, outposts) are played from the model, in a shard of the account
// and region that calls.
#include "services/s3/control.hpp"

#include <algorithm>
#include <array>

#include "services/derived/engine.hpp"
#include "services/policy/document.hpp"
#include "services/s3/control_calls.hpp"
#include "services/s3/policy.hpp"

namespace understudy::s3 {
namespace control {

Failure with(const Call& call, Failure failure, Facts facts) {
  failure.fields = kit::Value::map(call.arena(), static_cast<std::uint32_t>(facts.size()));
  for (const auto& [name, value] : facts)
    failure.fields.set(call.arena(), name) = kit::Value::string(call.arena().copy(value));
  return failure;
}

std::string_view account_of(const Call& call) {
  const std::string_view said = call.in["AccountId"].text();
  return said.empty() ? call.caller().account : said;
}

std::string own_account(const Call& call) {
  if (account_of(call) != call.caller().account) throw Failure(access_denied);
  return std::string(account_of(call));
}

std::string region_of(const Call& call) {
  const std::string_view region = call.base().client_region;
  return std::string(region.empty() || region == "aws-global" ? "us-east-1" : region);
}

Place place_of(const Call& call, std::string_view name) {
  return {std::string(account_of(call)), region_of(call), std::string(name)};
}

void check_policy(const Call&, std::string_view policy) {
  const auto parsed = policy::parse(policy);
  if (const auto* fault = std::get_if<policy::Fault>(&parsed)) throw malformed_policy(*fault);
}

kit::Tags tags_in(const Call& call, const In& list) {
  kit::Tags tags;
  constexpr std::size_t most = 50;
  for (const In tag : list) {
    const std::string key(tag["Key"].text());
    if (key.empty() || key.size() > 128 || key.starts_with("aws:"))
      throw with(call, Failure("InvalidTag", "The tag provided was not a valid tag.", 400),
                 {{"TagKey", key}});
    if (!tags.emplace(key, tag["Value"].text()).second)
      throw with(call, Failure("InvalidTag", "Cannot provide multiple Tags with the same key", 400),
                 {{"TagKey", key}});
  }
  if (tags.size() > most) throw Failure("TooManyTagsException", "Object tags cannot be greater than 50", 400);
  return tags;
}

void show_tags(const kit::Slot<Names>& slot, const kit::Tags& tags) {
  const OutList list = slot.list();
  for (const auto& [key, value] : tags) {
    const Out tag = list.add().structure(2);
    tag["Key"] = key;
    tag["Value"] = value;
  }
}

Text keep_access_block(const Call& call, const In& given, bool unsaid) {
  kit::Value complete = kit::Value::structure(call.arena(), 4);
  const Out out(complete, call.arena());
  constexpr std::array<Key, 4> settings{"BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy",
                                        "RestrictPublicBuckets"};
  for (const Key key : settings) out[key] = given[key] ? given[key].boolean() : unsaid;
  return keep(complete);
}

Text keep(const kit::Value& structure) { return keep_document<Names>(structure); }
kit::Value shown(const Text& document, kit::Arena& arena) { return shown_document<Names>(document, arena); }

namespace {

Outcome play_rest(kit::Call& call, kit::Turn& turn, kit::AnyState& state) {
  return derived::play_on(call, turn, kit::state_of<State>(state).records, &control_service);
}

constexpr kit::Operation operations[] = {
    {"", play_rest},
    {"CreateAccessPoint", kit::on<create_access_point>},
    {"CreateMultiRegionAccessPoint", kit::on<create_multi_region_access_point>},
    {"DeleteAccessPoint", kit::on<delete_access_point>},
    {"DeleteAccessPointPolicy", kit::on<delete_access_point_policy>},
    {"DeleteMultiRegionAccessPoint", kit::on<delete_multi_region_access_point>},
    {"DeletePublicAccessBlock", kit::on<delete_public_access_block>},
    {"DeleteStorageLensConfiguration", kit::on<delete_storage_lens_configuration>},
    {"DeleteStorageLensConfigurationTagging", kit::on<delete_storage_lens_configuration_tagging>},
    {"DescribeMultiRegionAccessPointOperation", kit::on<describe_multi_region_access_point_operation>},
    {"GetAccessPoint", kit::on<get_access_point>},
    {"GetAccessPointPolicy", kit::on<get_access_point_policy>},
    {"GetAccessPointPolicyStatus", kit::on<get_access_point_policy_status>},
    {"GetMultiRegionAccessPoint", kit::on<get_multi_region_access_point>},
    {"GetMultiRegionAccessPointPolicy", kit::on<get_multi_region_access_point_policy>},
    {"GetMultiRegionAccessPointPolicyStatus", kit::on<get_multi_region_access_point_policy_status>},
    {"GetPublicAccessBlock", kit::on<get_public_access_block>},
    {"GetStorageLensConfiguration", kit::on<get_storage_lens_configuration>},
    {"GetStorageLensConfigurationTagging", kit::on<get_storage_lens_configuration_tagging>},
    {"ListAccessPoints", kit::on<list_access_points>},
    {"ListMultiRegionAccessPoints", kit::on<list_multi_region_access_points>},
    {"ListStorageLensConfigurations", kit::on<list_storage_lens_configurations>},
    {"ListTagsForResource", kit::on<list_tags_for_resource>},
    {"PutAccessPointPolicy", kit::on<put_access_point_policy>},
    {"PutMultiRegionAccessPointPolicy", kit::on<put_multi_region_access_point_policy>},
    {"PutPublicAccessBlock", kit::on<put_public_access_block>},
    {"PutStorageLensConfiguration", kit::on<put_storage_lens_configuration>},
    {"PutStorageLensConfigurationTagging", kit::on<put_storage_lens_configuration_tagging>},
    {"TagResource", kit::on<tag_resource>},
    {"UntagResource", kit::on<untag_resource>},
};

void owner(const kit::Call& call, kit::Place& place) {
  if (std::ranges::find(operations, call.operation_name, &kit::Operation::name) == std::end(operations))
    return;
  place = {"aws", "aws-global", "s3"};
}

}  // namespace
}  // namespace control

constinit const kit::Service control_service{"s3control", kit::Scope::regional, control::operations,
                                             kit::make_state<State>, control::owner};

}  // namespace understudy::s3
