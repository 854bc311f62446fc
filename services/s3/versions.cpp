// The versions of a key: finding them, making them, and what stands where one was taken away.
#include <algorithm>

#include "services/s3/acl.hpp"
#include "services/s3/lifecycle.hpp"
#include "services/s3/shared.hpp"

namespace understudy::s3 {
namespace {

constexpr std::string_view version_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._";
constexpr std::size_t version_size = 32;

bool could_be_version(std::string_view id) {
  return id == "null" || (id.size() == version_size && std::ranges::all_of(id, [](char c) {
                            return c == '-' || version_alphabet.find(c) != version_alphabet.npos;
                          }));
}

void show_marker(const Call& call, const Object& marker) {
  kit::Exchange& http = exchange(call);
  http.answer("x-amz-delete-marker", "true");
  http.answer("x-amz-version-id", shown_version(marker));
}

// The null version is the one that the next write without versioning replaces.
void erase_null(State& state, std::uint64_t bucket, const Text& key) {
  if (const auto found = find_version(state, bucket, key, "null")) state.objects.erase(found->key);
}

}  // namespace

std::uint64_t State::next_number() {
  if (!counters.contains("last")) return counters.insert("last", 1);
  return ++*counters.edit("last");
}

std::string_view shown_version(const Object& object) {
  return object.version.empty() ? std::string_view("null") : object.version.view();
}

std::optional<Version> latest(const State& state, std::uint64_t bucket, std::string_view key) {
  const auto& rows = state.objects.rows();
  const auto at = rows.lower_bound({bucket, Text(key), 0});
  if (at == rows.end() || at->first.bucket != bucket || at->first.key.view() != key) return {};
  return Version{at->first, &at->second->row};
}

std::optional<Version> find_version(const State& state, std::uint64_t bucket, std::string_view key,
                                    std::string_view id) {
  const auto& rows = state.objects.rows();
  for (auto at = rows.lower_bound({bucket, Text(key), 0});
       at != rows.end() && at->first.bucket == bucket && at->first.key.view() == key; ++at)
    if (shown_version(at->second->row) == id) return Version{at->first, &at->second->row};
  return {};
}

Version need_object(const Call& call, const State& state, const Found& in, std::string_view key,
                    std::string_view version) {
  if (version.empty()) {
    const auto found = latest(state, in.bucket->number, key);
    if (found && !found->object->marker) return *found;
    if (found) show_marker(call, *found->object);
    throw with(call, no_such_key, {{"Key", key}});
  }
  if (!could_be_version(version))
    throw bad_argument(call, "Invalid version id specified", "versionId", version);
  const auto found = find_version(state, in.bucket->number, key, version);
  if (!found) throw with(call, no_such_version, {{"Key", key}, {"VersionId", version}});
  if (!found->object->marker) return *found;
  show_marker(call, *found->object);
  exchange(call).answer("Allow", "DELETE");
  exchange(call).answer("Last-Modified", http_time(found->object->modified));
  throw with(call, not_allowed,
             {{"Method", exchange(call).method.empty() ? "GET" : exchange(call).method},
              {"ResourceType", "DeleteMarker"}});
}

Version need_object(const Call& call, const State& state, const Found& in) {
  const In version = call.in["VersionId"];
  if (version && version.text().empty())
    throw bad_argument(call, "Version id cannot be the empty string", "versionId", "");
  return need_object(call, state, in, key_of(call), version.text());
}

Text put_version(const Call& call, State& state, const Found& in, std::string_view key, Object object) {
  const Bucket& bucket = *in.bucket;
  refuse_public(call, state, bucket, object.more().acl);
  const std::uint64_t number = bucket.number;
  const bool enabled = bucket.versioning == Versioning::enabled;
  const Text name(key);
  if (enabled) object.version = Text(call.random().pick(version_alphabet, version_size));
  if (bucket.versioning == Versioning::never) {
    if (const auto before = latest(state, number, key)) state.objects.erase(ObjectKey(before->key));
  } else {
    if (!enabled) erase_null(state, number, name);
    if (const auto before = latest(state, number, key))
      state.objects.edit(ObjectKey(before->key))->own().noncurrent = call.now();
  }
  const Text version = object.version;
  const ObjectKey place{number, name, oldest - state.next_number()};
  state.objects.insert(place, std::move(object));
  consider_lifecycle(state, in.name, call.now());
  return version;
}

void erase_version(State& state, const ObjectKey& key) {
  const auto newest = latest(state, key.bucket, key.key);
  const bool current = newest && newest->key == key;
  state.objects.erase(key);
  if (!current) return;
  if (const auto next = latest(state, key.bucket, key.key); next && next->object->more().noncurrent)
    state.objects.edit(ObjectKey(next->key))->own().noncurrent.reset();
}

}  // namespace understudy::s3
