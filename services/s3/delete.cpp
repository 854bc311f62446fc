// Deleting: versions go for good, keys of buckets with versions get a marker.
#include "services/s3/access.hpp"
#include "services/s3/handlers.hpp"
#include "services/s3/lock.hpp"
#include "services/s3/notifications.hpp"

namespace understudy::s3 {
namespace {

constexpr std::size_t most_keys = 1000;

struct Gone {
  Text version;  // that was deleted, or of the marker that was made
  bool marker = false;
  bool made = false;
};

Gone delete_key(const Call& call, State& state, const Found& in, std::string_view key,
                std::string_view version, bool bypass) {
  if (!version.empty()) {
    const auto found = find_version(state, in.bucket->number, key, version);
    if (!found) return {Text(version), false, false};
    check_unlocked(call, *found->object, bypass);
    const Object gone = *found->object;
    erase_version(state, ObjectKey(found->key));
    notify(call, state, in, "ObjectRemoved:Delete", key, gone);
    return {Text(version), gone.marker, false};
  }
  if (!versioned(*in.bucket)) {
    const auto found = latest(state, in.bucket->number, key);
    if (!found) return {};
    const Object gone = *found->object;
    erase_version(state, ObjectKey(found->key));
    notify(call, state, in, "ObjectRemoved:Delete", key, gone);
    return {};
  }
  Object marker;
  marker.marker = true;
  marker.modified = call.now();
  if (account_of(call) != in.bucket->owner) marker.own().owner = account_of(call);
  const Object told = marker;
  const Text made = put_version(call, state, in, key, std::move(marker));
  Object shown = told;
  shown.version = made;
  notify(call, state, in, "ObjectRemoved:DeleteMarkerCreated", key, shown);
  return {made.empty() ? Text("null") : made, true, true};
}

void check_conditions(const Call& call, const State& state, const Found& in, std::string_view key,
                      const In& match, const In& time, const In& size) {
  if (!match && !time && !size) return;
  const auto found = latest(state, in.bucket->number, key);
  if (!found || found->object->marker) {
    if (match && match.text() != "*") throw with(call, no_such_key, {{"Key", key}});
    return;
  }
  const auto failed = [&](std::string_view condition) {
    return with(call, precondition_failed, {{"Condition", condition}});
  };
  if (match && match.text() != "*" && unquoted(match.text()) != found->object->etag.view())
    throw failed("If-Match");
  if (time && kit::epoch_seconds(time.time()) != kit::epoch_seconds(found->object->modified))
    throw failed("x-amz-if-match-last-modified-time");
  if (size && static_cast<std::uint64_t>(size.integer()) != found->object->content.size())
    throw failed("x-amz-if-match-size");
}

}  // namespace

Outcome delete_object(Call& call, State& state) {
  const Found in = need_bucket(call, state);
  const std::string_view key = key_of(call);
  const In version = call.in["VersionId"];
  if (version && version.text().empty())
    throw bad_argument(call, "Version id cannot be the empty string", "versionId", "");
  check_conditions(call, state, in, key, call.in["IfMatch"], call.in["IfMatchLastModifiedTime"],
                   call.in["IfMatchSize"]);
  const Gone gone =
      delete_key(call, state, in, key, version.text(), call.in["BypassGovernanceRetention"].boolean());
  if (gone.marker) call.out["DeleteMarker"] = true;
  if (!gone.version.empty()) call.out["VersionId"] = gone.version.view();
  return {};
}

Outcome delete_objects(Call& call, State& state) {
  const In wanted = call.in["Delete"];
  const In keys = wanted["Objects"];
  if (keys.empty() || keys.size() > most_keys) throw Failure(malformed_xml);
  const Found in = need_bucket(call, state);
  check_document(call);
  const bool quiet = wanted["Quiet"].boolean();
  const bool bypass = call.in["BypassGovernanceRetention"].boolean();
  const OutList deleted = call.out["Deleted"].list(keys.size());
  std::vector<std::pair<In, Failure>> failures;
  for (const In one : keys) {
    const std::string_view key = one["Key"].text(), version = one["VersionId"].text();
    try {
      if (key.empty()) throw Failure("UserKeyMustBeSpecified", "User key must be specified.", 400);
      authorize_delete(call, state, in, key, version);
      check_conditions(call, state, in, key, one["ETag"], one["LastModifiedTime"], one["Size"]);
      const Gone gone = delete_key(call, state, in, key, version, bypass);
      if (quiet) continue;
      const Out shown = deleted.add().structure(4);
      shown["Key"] = key;
      if (!version.empty()) shown["VersionId"] = version;
      if (gone.marker) {
        shown["DeleteMarker"] = true;
        shown["DeleteMarkerVersionId"] = gone.version.view();
      }
    } catch (Failure& failure) {
      failures.emplace_back(one, std::move(failure));
    }
  }
  if (failures.empty()) return {};
  const OutList errors = call.out["Errors"].list();
  for (const auto& [one, failure] : failures) {
    const Out shown = errors.add().structure(4);
    shown["Key"] = one["Key"].text();
    if (one["VersionId"]) shown["VersionId"] = one["VersionId"].text();
    shown["Code"] = failure.code;
    shown["Message"] = failure.message;
  }
  return {};
}

}  // namespace understudy::s3
