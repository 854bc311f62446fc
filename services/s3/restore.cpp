// RestoreObject, and how its copies come and go.
#include "services/s3/restore.hpp"

#include <fmt/format.h>

#include <array>

#include "services/s3/handlers.hpp"
#include "services/s3/notifications.hpp"

namespace understudy::s3 {
namespace {

constexpr std::array<std::string_view, 2> restoring{"IN_PROGRESS", "RESTORED"};
constexpr std::array<kit::Move, 1> moves{{{"restore", restoring}}};

// S3 rounds up to the next midnight (user guide, "Restoring an archived object").
Time expiry(Time now, std::int64_t days) { return std::chrono::ceil<kit::days>(now + kit::days(days)); }

void settle_stage(Restore& restore, Time now) {
  if (restore.stage.state == "RESTORED" && !restore.expires) restore.expires = expiry(now, restore.days);
}

kit::Progression progression(const kit::Turn& turn, std::string_view account) {
  return turn.progressions ? turn.progressions->of(key_restore.model, account)
                           : kit::Progressions::usual(key_restore.model);
}

}  // namespace

const kit::Lifecycle key_restore{"s3::keyrestore", moves};

std::optional<std::string> restore_header(const Object& object) {
  const auto& restore = object.more().restore;
  if (!restore) return {};
  if (!restore->expires) return R"(ongoing-request="true")";
  return fmt::format(R"(ongoing-request="false", expiry-date="{}")", http_time(*restore->expires));
}

bool look_at_restore(const Call& call, State& state, const Version& version) {
  const auto& restore = version.object->more().restore;
  if (!restore || restore->expires) return false;
  const kit::Progression how = progression(call.turn(), call.caller().account);
  if (!kit::would_look(restore->stage, how)) return false;
  auto object = state.objects.edit(ObjectKey(version.key));
  Restore& own = *object->own().restore;
  kit::look(own.stage, key_restore, how);
  settle_stage(own, call.now());
  return true;
}

void settle_restore(kit::Turn& turn, State& state, const ObjectKey& key) {
  auto object = state.objects.edit(key);
  Restore& restore = *object->own().restore;
  if (restore.expires) {
    object->own().restore.reset();
    return;
  }
  kit::tick(restore.stage, key_restore, progression(turn, turn.place.account));
  settle_stage(restore, turn.now);
}

Outcome restore_object(Call& call, State& state) {
  const Found in = need_bucket(call, state);
  check_document(call);
  Version version = need_object(call, state, in);
  if (look_at_restore(call, state, version)) version = need_object(call, state, in);
  const In request = call.in["RestoreRequest"];
  if (request["Type"] || request["SelectParameters"] || request["OutputLocation"])
    throw with(call, not_implemented, {{"Header", "RestoreRequest"}});
  const std::int64_t days = request["Days"].integer();
  const Object& object = *version.object;
  const std::string_view storage = storage_classes[object.storage];
  if (storage != "GLACIER" && storage != "DEEP_ARCHIVE")
    throw with(
        call,
        Failure("InvalidObjectState", "Restore is not allowed for the object's current storage class", 403),
        {{"StorageClass", storage}});
  if (days < 1)
    throw Failure(request["Days"] ? invalid_argument.says("restoration days should be at least 1")
                                  : Failure(malformed_xml));
  const auto& now = object.more().restore;
  if (now && !now->expires)
    throw Failure("RestoreAlreadyInProgress", "Object restore is already in progress", 409);
  const ObjectKey key = version.key;
  auto row = state.objects.edit(key);
  if (now) {  // the copy stays for longer
    row->own().restore->days = days;
    row->own().restore->expires = expiry(call.now(), days);
    return {};
  }
  exchange(call).status = 202;
  Restore restore;
  restore.days = days;
  kit::start(restore.stage, key_restore, "restore", progression(call.turn(), call.caller().account),
             call.now());
  settle_stage(restore, call.now());
  row->own().restore = std::move(restore);
  const Object told = *row;
  notify(call, state, in, "ObjectRestore:Post", key.key, told);
  return {};
}

}  // namespace understudy::s3
