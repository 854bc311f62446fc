// What S3's operations share: finding buckets and versions, bodies, owners, documents.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "services/kit/exchange.hpp"
#include "services/s3/errors.hpp"
#include "services/s3/state.hpp"

namespace understudy::s3 {

using kit::Outcome;

// ---- The call

kit::Exchange& exchange(const Call& call);
kit::BlobPtr body_of(const Call& call, kit::HashSet wanted);  // of operations whose input streams
std::string_view account_of(const Call& call);                // the caller's
// Content-MD5 against the document that came; also for operations whose model has no such member.
void check_document(const Call& call);

// ---- Buckets and keys (buckets.cpp)

// The access point by which a bucket was reached.
struct Entrance {
  std::string arn, account;
  std::string_view network;  // "Internet" or "VPC"
  Text access_block, policy;
};
struct Found {
  std::string name;
  const Bucket* bucket;  // good until the bucket changes
  std::optional<Entrance> entrance{};
};
// Also behind access points. Throws NoSuchBucket, NoSuchAccessPoint, AccessDenied for another owner than the
// expected one, PermanentRedirect, MethodNotAllowed for what cannot be asked through access points.
Found need_bucket(const Call& call, const State& state);
Found find_bucket(const Call& call, const State& state, std::string_view name,
                  std::string_view expected_owner);
std::string_view key_of(const Call& call);  // throws KeyTooLongError

struct OwnerOf {
  std::string id, name;
};
OwnerOf owner_of(std::string_view account);  // the canonical user
void show_owner(std::string_view account, const kit::Slot<Names>& slot);

// ---- Versions (versions.cpp)

inline constexpr std::uint64_t oldest = std::numeric_limits<std::uint64_t>::max();

struct Version {
  ObjectKey key;
  const Object* object;  // good until it changes
};
std::optional<Version> latest(const State& state, std::uint64_t bucket, std::string_view key);
std::optional<Version> find_version(const State& state, std::uint64_t bucket, std::string_view key,
                                    std::string_view id);  // "null" too
// By the call's Key and VersionId. Throws NoSuchKey, NoSuchVersion, and what a delete marker answers.
Version need_object(const Call& call, const State& state, const Found& in);
Version need_object(const Call& call, const State& state, const Found& in, std::string_view key,
                    std::string_view version);
// Makes the object the key's current version, as the bucket's versioning has it. Answers its version id,
// empty in a bucket without versions.
Text put_version(const Call& call, State& state, const Found& in, std::string_view key, Object object);
// Takes a version away; the one before becomes the current one.
void erase_version(State& state, const ObjectKey& key);
std::string_view shown_version(const Object& object);  // "null" for the null version
// Whether the answers of this bucket name versions.
inline bool versioned(const Bucket& bucket) { return bucket.versioning != Versioning::never; }

// ---- Storage classes

inline constexpr std::array<std::string_view, 12> storage_classes{
    "STANDARD",     "REDUCED_REDUNDANCY", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER",
    "DEEP_ARCHIVE", "OUTPOSTS",           "GLACIER_IR",  "SNOW",       "EXPRESS_ONEZONE",     "FSX_OPENZFS"};
std::uint8_t storage_class(const Call& call, std::string_view name);  // throws InvalidStorageClass
bool archived(const Object& object);                                  // and no restored copy is there

// ---- Documents (documents.cpp): configurations as they are kept, and back

Text keep(const kit::Value& structure);
kit::Value shown(const Text& document, kit::Arena& arena);
void spread(const Call& call, const kit::Value& structure);  // its members become the output's
std::optional<kit::Value> configuration(const Call& call, const Bucket& bucket, std::string_view name);

// ---- Text

std::string quoted(std::string_view etag);
std::string unquoted(std::string_view etag);
std::string url_encoded(std::string_view text);             // as encoding-type=url has it
std::string url_decoded(std::string_view text, bool plus);  // "%20"; plus: a space
std::string http_time(Time time);                           // "Wed, 01 Jan 2030 00:00:00 GMT"
std::string iso_time(Time time);                            // "2030-01-01T00:00:00.000Z"

}  // namespace understudy::s3
