// Buckets: their names, their regions, and who owns them.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "services/kit/arn.hpp"
#include "services/kit/format.hpp"
#include "services/kit/sealed.hpp"
#include "services/s3/acl.hpp"
#include "services/s3/handlers.hpp"
#include "services/s3/points.hpp"
#include "services/s3/preflight.hpp"

namespace understudy::s3 {
namespace {

constexpr std::string_view first_region = "us-east-1";
constexpr std::size_t most_listed = 10'000;

bool lower_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

bool is_address(std::string_view name) {
  return std::ranges::count(name, '.') == 3 &&
         std::ranges::all_of(name, [](char c) { return c == '.' || (c >= '0' && c <= '9'); });
}

// User guide, "General purpose bucket naming rules".
bool valid_name(std::string_view name) {
  constexpr std::array<std::string_view, 3> starts{"xn--", "sthree-", "amzn-s3-demo-"};
  constexpr std::array<std::string_view, 5> ends{"-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"};
  if (name.size() < 3 || name.size() > 63) return false;
  if (!lower_or_digit(name.front()) || !lower_or_digit(name.back())) return false;
  if (!std::ranges::all_of(name, [](char c) { return lower_or_digit(c) || c == '-' || c == '.'; }))
    return false;
  if (name.find("..") != name.npos || is_address(name)) return false;
  return std::ranges::none_of(starts, [&](auto s) { return name.starts_with(s); }) &&
         std::ranges::none_of(ends, [&](auto s) { return name.ends_with(s); });
}

bool is_region(std::string_view text) {  // by form
  const auto dash = text.rfind('-');
  return dash != text.npos && text.find('-') != dash && dash + 2 == text.size() && text.back() >= '1' &&
         text.back() <= '9';
}

std::string_view region_asked_in(const Call& call) {
  const std::string_view region = call.base().client_region;
  return region.empty() || region == "aws-global" ? first_region : region;
}

// The region of the new bucket. us-east-1's endpoint makes buckets everywhere, the others only at home; and
// us-east-1 is never said (API reference, CreateBucket).
std::string region_for(const Call& call, std::string_view location) {
  const std::string_view here = region_asked_in(call);
  const auto incompatible = [&](std::string_view what) {
    return Failure("IllegalLocationConstraintException",
                   fmt::format("The {} location constraint is incompatible for the region specific endpoint "
                               "this request was sent to.",
                               what),
                   400);
  };
  const std::string_view region = location == "EU" ? "eu-west-1" : location;
  if (here == first_region) {
    if (location.empty()) return std::string(here);
    if (!is_region(region) || region == first_region)
      throw with(call,
                 Failure("InvalidLocationConstraint", "The specified location-constraint is not valid", 400),
                 {{"LocationConstraint", location}});
    return std::string(region);
  }
  if (location.empty()) throw incompatible("unspecified");
  if (region != here) throw incompatible(location);
  return std::string(region);
}

// A bucket in its account's and region's own namespace says so in its name (user guide, "Namespaces for
// general purpose buckets").
void check_namespace(const Call& call, std::string_view name) {
  const std::string_view asked = call.in["BucketNamespace"].text();
  if (asked.empty() || asked == "global") return;
  if (asked != "account-regional" ||
      !name.ends_with(fmt::format("-{}-{}-an", account_of(call), region_asked_in(call))))
    throw Failure("InvalidNamespaceHeader",
                  "The bucket's name does not have the suffix of the requested bucket namespace.", 400);
}

void check_free(const Call& call, const State& state, const std::string& name, std::string_view region) {
  const Bucket* there = state.buckets.find(name);
  if (!there) return;
  if (there->owner != account_of(call))
    throw with(call,
               Failure("BucketAlreadyExists",
                       "The requested bucket name is not available. The bucket namespace is shared by all "
                       "users of the system. Please select a different name and try again",
                       409),
               {{"BucketName", name}});
  // North Virginia keeps the answer of S3's first years: created again (API reference, CreateBucket).
  if (there->region == first_region && region == first_region) return;
  throw with(
      call,
      Failure("BucketAlreadyOwnedByYou",
              "Your previous request to create the named bucket succeeded and you already own it.", 409),
      {{"BucketName", name}});
}

Failure nobody_knows(const Call& call, std::string_view name) {
  if (name.ends_with("-s3alias"))
    return Failure("InvalidAccessPointAliasError", "The specified access point alias name is not valid.",
                   400);
  if (name.starts_with("arn:") || exchange(call).host_service.starts_with("s3-accesspoint"))
    return with(call, no_such_point, {{"AccessPointName", name}});
  return with(call, no_such_bucket, {{"BucketName", name}});
}

}  // namespace

Found find_bucket(const Call& call, const State& state, std::string_view name,
                  std::string_view expected_owner) {
  Found found = reached(state, name, region_asked_in(call));
  if (!found.bucket) throw nobody_knows(call, name);
  if (found.entrance && !goes_through_points(call.base().operation_name))
    throw with(call, not_allowed, {{"Method", exchange(call).method}, {"ResourceType", "ACCESS_POINT"}});
  if (!expected_owner.empty() && expected_owner != found.bucket->owner) throw Failure(access_denied);
  // Only a host that names a region is one region's endpoint; any other reaches all buckets.
  const std::string_view region = call.base().client_region;
  if (!region.empty() && region != "aws-global" && region != found.bucket->region && region != first_region &&
      call.endpoint().host.find(region) != std::string_view::npos) {
    exchange(call).answer("x-amz-bucket-region", found.bucket->region);
    throw with(
        call,
        Failure("PermanentRedirect",
                "The bucket you are attempting to access must be addressed using the specified "
                "endpoint. Please send all future requests to this endpoint.",
                301),
        {{"Endpoint", fmt::format("{}.s3.{}.amazonaws.com", name, found.bucket->region)}, {"Bucket", name}});
  }
  return found;
}

Found need_bucket(const Call& call, const State& state) {
  Found found = find_bucket(call, state, call.in["Bucket"].text(), call.in["ExpectedBucketOwner"].text());
  answer_origin(call, *found.bucket);
  return found;
}

std::string_view key_of(const Call& call) {
  constexpr std::size_t longest = 1024;
  const std::string_view key = call.in["Key"].text();
  if (key.size() > longest)
    throw with(call, Failure("KeyTooLongError", "Your key is too long", 400),
               {{"Size", std::to_string(key.size())}, {"MaxSizeAllowed", std::to_string(longest)}});
  return key;
}

OwnerOf owner_of(std::string_view account) {
  return {kit::sha256_hex(fmt::format("canonical user of {}", account)), fmt::format("account-{}", account)};
}

void show_owner(std::string_view account, const kit::Slot<Names>& slot) {
  const OwnerOf owner = owner_of(account);
  const Out out = slot.structure(2);
  out["ID"] = owner.id;
  out["DisplayName"] = owner.name;
}

Outcome create_bucket(Call& call, State& state) {
  const std::string name(call.in["Bucket"].text());
  if (!valid_name(name))
    throw with(call, Failure("InvalidBucketName", "The specified bucket is not valid.", 400),
               {{"BucketName", name}});
  const In wanted = call.in["CreateBucketConfiguration"];
  // An empty constraint is none; a document that says nothing at all is no configuration.
  const std::string_view document = exchange(call).bytes;
  if (wanted && wanted.size() == 0 && !document.empty() &&
      document.find("<LocationConstraint") == document.npos)
    throw Failure(malformed_xml);
  check_namespace(call, name);
  const std::string region = region_for(call, wanted["LocationConstraint"].text());
  check_free(call, state, name, region);
  const std::string_view ownership = call.in["ObjectOwnership"].text();
  constexpr std::array<std::string_view, 3> ownerships{"BucketOwnerPreferred", "ObjectWriter",
                                                       "BucketOwnerEnforced"};
  if (!ownership.empty() && std::ranges::find(ownerships, ownership) == ownerships.end())
    throw bad_argument(call, "Invalid x-amz-object-ownership header", "x-amz-object-ownership", ownership);
  Bucket bucket;
  if (const Bucket* again = state.buckets.find(name)) bucket = *again;
  const bool fresh = bucket.number == 0;
  bucket.owner = account_of(call);
  if (!ownership.empty())
    bucket.configurations["ownership"] =
        Text(fmt::format(R"({{"Rules":[{{"ObjectOwnership":"{}"}}]}})", ownership));
  bucket.acl =
      acl_of_headers(call, bucket.owner, ownership == "BucketOwnerEnforced" ? AclUse::none : AclUse::bucket);
  refuse_public(call, state, bucket, bucket.acl);
  if (fresh) {
    bucket.number = state.next_number();
    bucket.region = region;
    bucket.location = wanted["LocationConstraint"].text();
    bucket.created = call.now();
    if (call.in["ObjectLockEnabledForBucket"].boolean()) {
      bucket.lock = true;
      bucket.versioning = Versioning::enabled;
    }
    if (const In tags = wanted["Tags"]; tags && tags.size() > 0) {
      kit::Value tagging = kit::Value::structure(call.arena(), 1);
      tagging.set(call.arena(), Key("TagSet").id) = tags.value();
      bucket.configurations["tagging"] = keep(tagging);
    }
    state.buckets.insert(name, std::move(bucket));
  } else {
    *state.buckets.edit(name) = std::move(bucket);
  }
  call.out["Location"] =
      region == first_region ? fmt::format("/{}", name) : fmt::format("http://{}.s3.amazonaws.com/", name);
  call.out["BucketArn"] = fmt::format("arn:{}:s3:::{}", kit::partition_of(region), name);
  return {};
}

Outcome delete_bucket(Call& call, State& state) {
  const Found in = need_bucket(call, state);
  const std::uint64_t number = in.bucket->number;
  const auto object = state.objects.rows().lower_bound({number, Text(), 0});
  if (object != state.objects.rows().end() && object->first.bucket == number)
    throw with(call,
               Failure("BucketNotEmpty",
                       versioned(*in.bucket)
                           ? "The bucket you tried to delete is not empty. You must delete all versions in "
                             "the bucket."
                           : "The bucket you tried to delete is not empty",
                       409),
               {{"BucketName", in.name}});
  // Uploads under way are no objects: they go with their bucket.
  for (auto at = state.uploads.rows().lower_bound({number, Text(), 0});
       at != state.uploads.rows().end() && at->first.bucket == number;
       at = state.uploads.rows().lower_bound({number, Text(), 0})) {
    const UploadKey upload = at->first;
    for (auto part = state.parts.rows().lower_bound({upload.number, 0});
         part != state.parts.rows().end() && part->first.upload == upload.number;
         part = state.parts.rows().lower_bound({upload.number, 0}))
      state.parts.erase(PartKey(part->first));
    state.uploads.erase(upload);
  }
  state.buckets.erase(in.name);
  return {};
}

Outcome head_bucket(Call& call, State& state) {
  const Found in = need_bucket(call, state);
  call.out["BucketRegion"] = in.bucket->region;
  call.out["BucketArn"] = fmt::format("arn:{}:s3:::{}", kit::partition_of(in.bucket->region), in.name);
  call.out["AccessPointAlias"] = in.entrance && call.in["Bucket"].text().ends_with("-s3alias");
  exchange(call).answer("Content-Type", "application/xml");
  return {};
}

Outcome list_buckets(Call& call, State& state) {
  const std::int64_t most = call.in["MaxBuckets"].integer(static_cast<std::int64_t>(most_listed));
  if (most < 1 || most > static_cast<std::int64_t>(most_listed))
    throw bad_argument(call, "max-buckets must be between 1 and 10000", "max-buckets", std::to_string(most));
  const std::string_view prefix = call.in["Prefix"].text(), region = call.in["BucketRegion"].text();
  std::string from(prefix);
  if (const std::string_view token = call.in["ContinuationToken"].text(); !token.empty()) {
    const auto name = kit::unseal("s3 buckets", token);
    if (!name)
      throw bad_argument(call, "The continuation token provided is incorrect", "continuation-token", token);
    from = std::max(from, *name);
  }
  const bool asked = call.in["MaxBuckets"] || !prefix.empty() || !region.empty();
  const OutList list = call.out["Buckets"].list();
  show_owner(account_of(call), call.out["Owner"]);
  const auto& rows = state.buckets.rows();
  for (auto at = rows.lower_bound(from); at != rows.end() && at->first.starts_with(prefix); ++at) {
    const Bucket& bucket = at->second->row;
    if (bucket.owner != account_of(call) || (!region.empty() && bucket.region != region)) continue;
    if (list.size() == static_cast<std::uint32_t>(most)) {
      call.out["ContinuationToken"] = kit::seal("s3 buckets", at->first);
      break;
    }
    const Out one = list.add().structure(4);
    one["Name"] = at->first;
    one["CreationDate"] = bucket.created;
    if (asked) one["BucketRegion"] = bucket.region;
  }
  if (!prefix.empty()) call.out["Prefix"] = prefix;
  return {};
}

// Empty for us-east-1 (API reference, GetBucketLocation).
Outcome get_bucket_location(Call& call, State& state) {
  const Found in = need_bucket(call, state);
  const std::string& location = in.bucket->location.empty() && in.bucket->region != first_region
                                    ? in.bucket->region
                                    : in.bucket->location;
  if (!location.empty()) call.out["LocationConstraint"] = location;
  return {};
}

Outcome get_bucket_versioning(Call& call, State& state) {
  const Found in = need_bucket(call, state);
  if (in.bucket->versioning == Versioning::enabled) call.out["Status"] = "Enabled";
  if (in.bucket->versioning == Versioning::suspended) call.out["Status"] = "Suspended";
  return {};
}

Outcome put_bucket_versioning(Call& call, State& state) {
  const Found in = need_bucket(call, state);
  const In wanted = call.in["VersioningConfiguration"];
  const std::string_view status = wanted["Status"].text(), mfa = wanted["MFADelete"].text();
  if (!mfa.empty() && mfa != "Enabled" && mfa != "Disabled") throw Failure(malformed_xml);
  // There are no devices here that could give a code (user guide, "Configuring MFA delete").
  if (mfa == "Enabled")
    throw Failure("AccessDenied", "MFA authentication must be used for this request", 403);
  if (status != "Enabled" && status != "Suspended")
    throw Failure("IllegalVersioningConfigurationException", "The Versioning element must be specified", 400);
  if (status == "Suspended" && in.bucket->lock)
    throw with(call,
               Failure("InvalidBucketState",
                       "An Object Lock configuration is present on this bucket, so the versioning state "
                       "cannot be changed.",
                       409),
               {{"BucketName", in.name}});
  state.buckets.edit(in.name)->versioning = status == "Enabled" ? Versioning::enabled : Versioning::suspended;
  return {};
}

}  // namespace understudy::s3
