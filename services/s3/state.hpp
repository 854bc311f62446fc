// S3's state: buckets with their configurations, objects in all their versions, uploads under way.
//
// The names of buckets are global, and who may read an object has nothing to do with who owns its bucket. So
// a world has one shard for all of S3, whoever calls; its rows name their owner and their region. What is
// large about S3, the bodies, lies outside of it: rows hold blobs by reference.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "services/derived/record.hpp"
#include "services/kit/blob.hpp"
#include "services/kit/lifecycle.hpp"
#include "services/kit/service.hpp"
#include "services/kit/tags.hpp"
#include "services/models/names/s3.hpp"
#include "services/s3/control_state.hpp"

namespace understudy::s3 {

using kit::Text;
using kit::Time;

// ---- Buckets

enum class Versioning : std::uint8_t { never, enabled, suspended };

struct Bucket {
  std::uint64_t number = 0;  // its objects are known by it; never given twice
  std::string owner;         // account
  std::string region;
  std::string location;  // LocationConstraint as given
  Time created{};
  Versioning versioning = Versioning::never;
  bool lock = false;                           // object lock, which cannot be turned off again
  Text acl;                                    // a document; empty: the owner's full control
  std::map<std::string, Text> configurations;  // documents by sub-resource; some by "name/id"
  std::optional<Time> due;                     // when its lifecycle rules may have something to do next
};
STATE(Bucket, number, owner, region, location, created, versioning, lock, acl, configurations, due)

struct ByDue {
  static std::optional<std::pair<Time, std::string>> key(const std::string& name, const Bucket& b) {
    if (!b.due) return {};
    return {{*b.due, name}};
  }
};

// ---- Objects

// Keys in the order of their bytes; of one key the newest version first.
struct ObjectKey {
  std::uint64_t bucket = 0;
  Text key;
  std::uint64_t age = 0;  // counts down from the largest number with every version made
  friend bool operator==(const ObjectKey&, const ObjectKey&) = default;
  friend auto operator<=>(const ObjectKey&, const ObjectKey&) = default;
};
STATE(ObjectKey, bucket, key, age)

struct PartOf {  // of an object that was uploaded in parts
  std::uint32_t number = 0;
  std::uint64_t size = 0;
  Text checksum;
};
STATE(PartOf, number, size, checksum)

struct Restore {  // of an archived object
  kit::Stage stage;
  std::int64_t days = 0;
  std::optional<Time> expires;  // of the copy, once it is there
};
STATE(Restore, stage, days, expires)

// What most objects do not have.
struct Details {
  std::string owner;   // account; empty: the bucket's owner
  kit::Tags metadata;  // user's, by name in lower case
  kit::Tags fields;    // system's: "Cache-Control", "Expires" and so on
  kit::Tags tags;
  Text acl;                // a document; empty: the owner's full control
  std::string encryption;  // "aws:kms", "aws:kms:dsse"; empty: AES256
  std::string kms_key;
  std::string kms_context;
  std::optional<bool> bucket_key;
  std::string customer_key;  // SSE-C: the key's MD5 in base64
  std::string lock_mode;     // "GOVERNANCE" or "COMPLIANCE"
  std::optional<Time> retain_until;
  bool legal_hold = false;
  std::string redirect;  // x-amz-website-redirect-location
  std::vector<PartOf> parts;
  std::string upload;  // the id of the upload that it came by
  std::optional<Restore> restore;
  std::optional<Time> noncurrent;  // since when another version is the current one
};
STATE(Details, owner, metadata, fields, tags, acl, encryption, kms_key, kms_context, bucket_key, customer_key,
      lock_mode, retain_until, legal_hold, redirect, parts, upload, restore, noncurrent)

struct Object {
  kit::BlobRef content;
  Time modified{};
  Text version;                // empty: the null version
  Text etag;                   // without its quotes
  Text content_type;           // empty: binary/octet-stream
  Text checksum;               // in base64, of a composite one with "-parts"
  std::uint8_t algorithm = 0;  // of the checksum: its place among the algorithms, from 1; 0: none
  bool composite = false;
  bool marker = false;             // a delete marker
  std::uint8_t storage = 0;        // place in storage_classes
  std::vector<Details> details{};  // one or none: most objects need none of its fields

  const Details& more() const {
    static const Details none;
    return details.empty() ? none : details.front();
  }
  Details& own() {
    if (details.empty()) details.resize(1);
    return details.front();
  }
};
STATE(Object, content, modified, version, etag, content_type, checksum, algorithm, composite, marker, storage,
      details)

struct ByWake {  // restores that end
  static std::optional<std::pair<Time, ObjectKey>> key(const ObjectKey& key, const Object& o) {
    if (o.details.empty() || !o.more().restore) return {};
    const Restore& restore = *o.more().restore;
    const Time due = restore.expires ? *restore.expires : restore.stage.due;
    if (due == kit::never) return {};
    return {{due, key}};
  }
};

// ---- Uploads in parts

struct UploadKey {
  std::uint64_t bucket = 0;
  Text key;
  std::uint64_t number = 0;  // in order of beginning
  friend bool operator==(const UploadKey&, const UploadKey&) = default;
  friend auto operator<=>(const UploadKey&, const UploadKey&) = default;
};
STATE(UploadKey, bucket, key, number)

struct Upload {
  std::string id;
  Time begun{};
  std::string account;  // whose upload it is
  Object object;        // what it will be, without content
  bool said = false;    // its checksum's algorithm was asked for
};
STATE(Upload, id, begun, account, object, said)

struct ById {
  static std::optional<std::string> key(const UploadKey&, const Upload& u) { return u.id; }
};

struct PartKey {
  std::uint64_t upload = 0;
  std::uint32_t number = 0;
  auto operator<=>(const PartKey&) const = default;
  bool operator==(const PartKey&) const = default;
};
STATE(PartKey, upload, number)

struct Part {
  kit::BlobRef content;
  Time modified{};
  Text etag;
  Text checksum;
  std::uint8_t algorithm = 0;
};
STATE(Part, content, modified, etag, checksum, algorithm)

// ---- All of it

struct State {
  kit::Table<Bucket, std::string, ByDue> buckets;  // by name
  kit::Table<Object, ObjectKey, ByWake> objects;
  kit::Table<Upload, UploadKey, ById> uploads;
  kit::Table<Part, PartKey> parts;
  kit::Table<std::uint64_t> counters;  // one: the last number given to anything
  kit::Table<control::Account> accounts;
  kit::Table<control::AccessPoint, control::Place, control::ByAlias> access_points;
  kit::Table<control::RegionsPoint, control::Place, control::ByAlias> regions_points;
  kit::Table<control::StorageLens, control::Place> lenses;
  kit::Table<control::AsyncRequest> requests;  // by ARN
  derived::Records records;  // of S3 Control's operations that nobody wrote by hand, in shards of their own

  std::uint64_t next_number();
  Time next_deadline() const;
  void settle(kit::Turn& turn);  // lifecycle rules, and restores that end
};
STATE(State, buckets, objects, uploads, parts, counters, accounts, access_points, regions_points, lenses,
      requests, records)

}  // namespace understudy::s3
