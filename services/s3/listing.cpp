// Listings: keys in the order of their bytes, by prefix and delimiter, page by page. Each step from one key
// or common prefix to the next is a look-up, so that what is left out costs nothing.
#include <algorithm>

#include "services/kit/sealed.hpp"
#include "services/s3/checksums.hpp"
#include "services/s3/handlers.hpp"
#include "services/s3/restore.hpp"

namespace understudy::s3 {
namespace {

constexpr std::int64_t most_keys = 1000;
constexpr std::string_view token_purpose = "s3 keys";

struct Wanted {
  std::string_view prefix, delimiter;
  std::int64_t most = most_keys;
  bool encoded = false;

  std::string show(std::string_view text) const { return encoded ? url_encoded(text) : std::string(text); }
  // The common prefix that stands for this key; empty: it stands for itself.
  std::string_view common(std::string_view key) const {
    if (delimiter.empty()) return {};
    const auto at = key.find(delimiter, prefix.size());
    return at == key.npos ? std::string_view() : key.substr(0, at + delimiter.size());
  }
};

Wanted wanted_by(const Call& call, Key most) {
  Wanted wanted{call.in["Prefix"].text(), call.in["Delimiter"].text()};
  if (const In given = call.in[most]) {
    if (given.integer() < 0 || given.integer() > 0x7FFFFFFF)
      throw bad_argument(call, "Argument max-keys must be an integer between 0 and 2147483647", "max-keys",
                         std::to_string(given.integer()));
    wanted.most = std::min(most_keys, given.integer());
  }
  if (const std::string_view encoding = call.in["EncodingType"].text(); !encoding.empty()) {
    if (encoding != "url")
      throw bad_argument(call, "Invalid Encoding Method specified in Request", "encoding-type", encoding);
    wanted.encoded = true;
  }
  return wanted;
}

// The first text behind all those that begin with this one; empty when there is none.
std::string behind(std::string_view prefix) {
  std::string next(prefix);
  while (!next.empty() && next.back() == '\xFF') next.pop_back();
  if (!next.empty()) next.back() = static_cast<char>(static_cast<unsigned char>(next.back()) + 1);
  return next;
}

using Rows = kit::Table<Object, ObjectKey, ByWake>::Tree;

Rows::const_iterator past_key(const Rows& rows, Rows::const_iterator at) {
  const ObjectKey key = at->first;
  if (++at == rows.end() || at->first.bucket != key.bucket || at->first.key != key.key) return at;
  return rows.upper_bound({key.bucket, key.key, oldest});
}

Rows::const_iterator past_prefix(const Rows& rows, std::uint64_t bucket, std::string_view prefix) {
  const std::string next = behind(prefix);
  return next.empty() ? rows.lower_bound({bucket + 1, Text(), 0}) : rows.lower_bound({bucket, Text(next), 0});
}

// Visits current objects and common prefixes behind `after`. each(key, object or null for a prefix) answers
// false to stop; then there are more.
template <class Each>
bool walk(const State& state, std::uint64_t bucket, const Wanted& wanted, std::string_view after,
          Each&& each) {
  const Rows& rows = state.objects.rows();
  auto at = after >= wanted.prefix && !after.empty() ? rows.upper_bound({bucket, Text(after), oldest})
                                                     : rows.lower_bound({bucket, Text(wanted.prefix), 0});
  while (at != rows.end() && at->first.bucket == bucket) {
    const Text key = at->first.key;
    if (!key.view().starts_with(wanted.prefix)) break;
    const std::string_view common = wanted.common(key);
    if (!common.empty() && common == after) {
      at = past_prefix(rows, bucket, common);
      continue;
    }
    if (at->second->row.marker) {
      at = past_key(rows, at);
      continue;
    }
    if (!each(common.empty() ? key.view() : common, common.empty() ? &at->second->row : nullptr)) return true;
    at = common.empty() ? past_key(rows, at) : past_prefix(rows, bucket, common);
  }
  return false;
}

void show_common(const Call& call, const Wanted& wanted, const std::vector<std::string>& prefixes) {
  if (prefixes.empty()) return;
  const OutList list = call.out["CommonPrefixes"].list(static_cast<std::uint32_t>(prefixes.size()));
  for (const std::string& prefix : prefixes) list.add().structure(1)["Prefix"] = wanted.show(prefix);
}

std::string_view owner_account(const Bucket& bucket, const Object& object) {
  return object.more().owner.empty() ? std::string_view(bucket.owner) : object.more().owner;
}

void show_restore(const Out& out, const Object& object) {
  const auto& restore = object.more().restore;
  if (!restore) return;
  const Out status = out["RestoreStatus"].structure(2);
  status["IsRestoreInProgress"] = !restore->expires.has_value();
  if (restore->expires) status["RestoreExpiryDate"] = *restore->expires;
}

void show_entry(const Out& out, const Object& object) {
  out["LastModified"] = object.modified;
  out["ETag"] = quoted(object.etag);
  if (object.algorithm) {
    out["ChecksumAlgorithm"].list(1).add() = algorithm(object.algorithm).name;
    out["ChecksumType"] = checksum_type(object.composite);
  }
  out["Size"] = static_cast<std::int64_t>(object.content.size());
  out["StorageClass"] = storage_classes[object.storage];
}

struct Page {
  std::vector<std::string> prefixes;
  std::string last;
  std::int64_t count = 0;
  bool more = false;
};

// `owners`: whether entries show them.
Page list_page(const Call& call, const State& state, const Found& in, const Wanted& wanted,
               std::string_view after, bool owners) {
  Page page;
  const bool restores = call.in["OptionalObjectAttributes"].size() > 0;
  std::optional<OutList> list;
  page.more = walk(state, in.bucket->number, wanted, after, [&](std::string_view key, const Object* object) {
    if (page.count == wanted.most) return false;
    ++page.count;
    page.last = key;
    if (!object) {
      page.prefixes.emplace_back(key);
      return true;
    }
    if (!list) list = call.out["Contents"].list();
    const Out entry = list->add().structure(8);
    entry["Key"] = wanted.show(key);
    show_entry(entry, *object);
    if (restores) show_restore(entry, *object);
    if (owners) show_owner(owner_account(*in.bucket, *object), entry["Owner"]);
    return true;
  });
  page.more = page.more && wanted.most > 0;
  return page;
}

void show_question(const Call& call, const Found& in, const Wanted& wanted) {
  const Out& out = call.out;
  out["Name"] = in.name;
  out["Prefix"] = wanted.show(wanted.prefix);
  out["MaxKeys"] = wanted.most;
  if (!wanted.delimiter.empty()) out["Delimiter"] = wanted.show(wanted.delimiter);
  if (wanted.encoded) out["EncodingType"] = "url";
}

}  // namespace

Outcome list_objects(Call& call, State& state) {
  const Found in = need_bucket(call, state);
  const Wanted wanted = wanted_by(call, "MaxKeys");
  const std::string_view marker = call.in["Marker"].text();
  show_question(call, in, wanted);
  call.out["Marker"] = wanted.show(marker);
  const Page page = list_page(call, state, in, wanted, marker, true);
  call.out["IsTruncated"] = page.more;
  // Only with a delimiter; else the last key is the next marker (API reference, ListObjects).
  if (page.more && !wanted.delimiter.empty()) call.out["NextMarker"] = wanted.show(page.last);
  show_common(call, wanted, page.prefixes);
  return {};
}

Outcome list_objects_v2(Call& call, State& state) {
  const Found in = need_bucket(call, state);
  const Wanted wanted = wanted_by(call, "MaxKeys");
  const In token = call.in["ContinuationToken"];
  std::string after(call.in["StartAfter"].text());
  if (token) {
    const auto last = kit::unseal(token_purpose, token.text());
    if (!last)
      throw bad_argument(call, "The continuation token provided is incorrect", "continuation-token",
                         token.text());
    after = *last;
  }
  show_question(call, in, wanted);
  if (token) call.out["ContinuationToken"] = token.text();
  if (const In start = call.in["StartAfter"]; start && !token)
    call.out["StartAfter"] = wanted.show(start.text());
  const Page page = list_page(call, state, in, wanted, after, call.in["FetchOwner"].boolean());
  call.out["KeyCount"] = page.count;
  call.out["IsTruncated"] = page.more;
  if (page.more) call.out["NextContinuationToken"] = kit::seal(token_purpose, page.last);
  show_common(call, wanted, page.prefixes);
  return {};
}

namespace {

// Where a listing of versions goes on: behind one version of a key, or behind all of them.
Rows::const_iterator start_of_versions(const Call& call, const State& state, std::uint64_t bucket,
                                       const Wanted& wanted) {
  const Rows& rows = state.objects.rows();
  const In key = call.in["KeyMarker"], version = call.in["VersionIdMarker"];
  if (version && !key)
    throw bad_argument(call, "A version-id marker cannot be specified without a key marker.",
                       "version-id-marker", version.text());
  if (!key || key.text() < wanted.prefix) return rows.lower_bound({bucket, Text(wanted.prefix), 0});
  if (version && version.text().empty())
    throw bad_argument(call, "A version-id marker cannot be empty.", "version-id-marker", "");
  if (version)
    if (const auto found = find_version(state, bucket, key.text(), version.text()))
      return rows.upper_bound(found->key);
  return rows.upper_bound({bucket, Text(key.text()), oldest});
}

void show_version(const Call& call, const Found& in, const Wanted& wanted, const ObjectKey& key,
                  const Object& object, bool current, const Out& out) {
  out["Key"] = wanted.show(key.key);
  out["VersionId"] = shown_version(object);
  out["IsLatest"] = current;
  if (object.marker) {
    out["LastModified"] = object.modified;
  } else {
    show_entry(out, object);
    if (call.in["OptionalObjectAttributes"].size() > 0) show_restore(out, object);
  }
  show_owner(owner_account(*in.bucket, object), out["Owner"]);
}

}  // namespace

Outcome list_object_versions(Call& call, State& state) {
  const Found in = need_bucket(call, state);
  const Wanted wanted = wanted_by(call, "MaxKeys");
  const std::uint64_t bucket = in.bucket->number;
  const std::string_view marker = call.in["KeyMarker"].text();
  const Rows& rows = state.objects.rows();
  show_question(call, in, wanted);
  call.out["KeyMarker"] = wanted.show(marker);
  call.out["VersionIdMarker"] = call.in["VersionIdMarker"].text();
  std::optional<OutList> versions, markers;
  std::vector<std::string> prefixes;
  std::string last_key, last_version;
  std::int64_t count = 0;
  bool more = false;
  for (auto at = start_of_versions(call, state, bucket, wanted);
       at != rows.end() && at->first.bucket == bucket && at->first.key.view().starts_with(wanted.prefix);) {
    const Object& object = at->second->row;
    const std::string_view common = wanted.common(at->first.key);
    if (!common.empty() && common == marker) {
      at = past_prefix(rows, bucket, common);
      continue;
    }
    if (count == wanted.most) {
      more = count > 0;
      break;
    }
    ++count;
    if (!common.empty()) {
      prefixes.emplace_back(common);
      last_key = common;
      last_version.clear();
      at = past_prefix(rows, bucket, prefixes.back());
      continue;
    }
    bool current = at == rows.begin();
    if (!current) {
      const auto before = std::prev(at);
      current = before->first.bucket != bucket || before->first.key != at->first.key;
    }
    auto& list = object.marker ? markers : versions;
    if (!list) list = object.marker ? call.out["DeleteMarkers"].list() : call.out["Versions"].list();
    show_version(call, in, wanted, at->first, object, current, list->add().structure(10));
    last_key = at->first.key.view();
    last_version = shown_version(object);
    ++at;
  }
  call.out["IsTruncated"] = more;
  if (more) {
    call.out["NextKeyMarker"] = wanted.show(last_key);
    if (!last_version.empty()) call.out["NextVersionIdMarker"] = last_version;
  }
  show_common(call, wanted, prefixes);
  return {};
}

}  // namespace understudy::s3
