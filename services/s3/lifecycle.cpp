// What the clock does to buckets: rules expire, move and tidy at midnight, and restored copies go.
#include "services/s3/lifecycle.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "services/s3/lifecycle_rules.hpp"
#include "services/s3/multipart.hpp"
#include "services/s3/notifications.hpp"
#include "services/s3/restore.hpp"

namespace understudy::s3 {
namespace {

// The earliest of several instants.
struct Earliest {
  std::optional<Time> due;
  void consider(std::optional<Time> time) {
    if (time && (!due || *time < *due)) due = time;
  }
};

struct Action {
  enum What : std::uint8_t { expire, erase, move } what;
  ObjectKey key;
  std::uint8_t storage = 0;
};

// A key's place among its versions.
struct Rank {
  bool current = false, alone = false;
  std::int64_t newer = 0;  // noncurrent versions above it
};

bool locked(const Object& object, Time now) {
  const Details& details = object.more();
  return details.legal_hold || (details.retain_until && *details.retain_until > now);
}

// One pass over a bucket: what is due is collected, what is not tells when to come again.
class Sweep {
 public:
  Sweep(const State& state, const Bucket& bucket, Time now)
      : state_(state), bucket_(bucket), now_(now), rules_(rules_of(bucket)) {}

  void run() {
    const auto& rows = state_.objects.rows();
    std::int64_t newer = 0;
    for (auto at = rows.lower_bound({bucket_.number, Text(), 0});
         at != rows.end() && at->first.bucket == bucket_.number; ++at) {
      const auto next = std::next(at);
      const bool last =
          next == rows.end() || next->first.bucket != bucket_.number || next->first.key != at->first.key;
      const bool first = at == rows.begin() || std::prev(at)->first.bucket != bucket_.number ||
                         std::prev(at)->first.key != at->first.key;
      newer = first ? 0 : newer + 1;
      look(at->first, at->second->row, {first, first && last, newer - 1});
    }
    for (auto at = state_.uploads.rows().lower_bound({bucket_.number, Text(), 0});
         at != state_.uploads.rows().end() && at->first.bucket == bucket_.number; ++at)
      look(at->first, at->second->row);
  }

  std::vector<Action> actions;
  std::vector<UploadKey> uploads;
  Earliest next;

 private:
  bool due(std::optional<Time> time) {
    if (time && *time <= now_) return true;
    next.consider(time);
    return false;
  }

  void look(const ObjectKey& key, const Object& object, const Rank& rank) {
    std::optional<std::uint8_t> storage;
    for (const Rule& rule : rules_) {
      if (!rule.covers(key.key, object)) continue;
      if (rank.current && object.marker) {
        const bool tidy = rank.alone && (rule.expired_marker ||
                                         (rule.expiration && due(rule.expiration.due(object.modified))));
        if (tidy) return actions.push_back({Action::erase, key});
      } else if (rank.current) {
        if (due(rule.expiration.due(object.modified))) return actions.push_back({Action::expire, key});
        for (const Transition& one : rule.transitions)
          if (object.storage != one.storage && due(one.after.due(object.modified))) storage = one.storage;
      } else if (look_back(key, object, rank, rule, storage)) {
        return;
      }
    }
    if (storage && *storage != object.storage) actions.push_back({Action::move, key, *storage});
  }

  // At a noncurrent version. True: it goes.
  bool look_back(const ObjectKey& key, const Object& object, const Rank& rank, const Rule& rule,
                 std::optional<std::uint8_t>& storage) {
    const Time since = object.more().noncurrent.value_or(object.modified);
    const auto after = [&](std::int64_t days) { return After{days, {}}.due(since); };
    if (rule.noncurrent_days && rank.newer >= rule.newer_versions.value_or(0) &&
        due(after(*rule.noncurrent_days)) && !locked(object, now_)) {
      actions.push_back({Action::erase, key});
      return true;
    }
    for (const Transition& one : rule.noncurrent_transitions)
      if (!object.marker && object.storage != one.storage && due(one.after.due(since))) storage = one.storage;
    return false;
  }

  void look(const UploadKey& key, const Upload& upload) {
    for (const Rule& rule : rules_) {
      if (!rule.upload_days || !key.key.view().starts_with(rule.prefix)) continue;
      if (due(After{*rule.upload_days, {}}.due(upload.begun))) return uploads.push_back(key);
    }
  }

  const State& state_;
  const Bucket& bucket_;
  const Time now_;
  const std::vector<Rule> rules_;
};

void expire(kit::Turn& turn, State& state, const std::string& name, const Bucket& bucket,
            const ObjectKey& key) {
  const Object gone = *state.objects.find(key);
  if (bucket.versioning == Versioning::never) {
    erase_version(state, key);
    return notify(turn, state, name, "LifecycleExpiration:Delete", key.key, gone);
  }
  Object marker;
  marker.marker = true;
  marker.modified = turn.now;
  if (bucket.versioning == Versioning::enabled)
    marker.version = Text(turn.random.pick(kit::upper_alphanumeric, 32));
  if (bucket.versioning == Versioning::suspended && gone.version.empty()) {
    state.objects.erase(key);
  } else {
    state.objects.edit(key)->own().noncurrent = turn.now;
  }
  state.objects.insert({bucket.number, key.key, oldest - state.next_number()}, marker);
  notify(turn, state, name, "LifecycleExpiration:DeleteMarkerCreated", key.key, marker);
}

void sweep(kit::Turn& turn, State& state, const std::string& name) {
  const Bucket bucket = *state.buckets.find(name);
  Sweep sweep(state, bucket, turn.now);
  sweep.run();
  for (const Action& action : sweep.actions) {
    switch (action.what) {
      case Action::expire: expire(turn, state, name, bucket, action.key); break;
      case Action::erase: {
        const Object gone = *state.objects.find(action.key);
        erase_version(state, action.key);
        notify(turn, state, name, "LifecycleExpiration:Delete", action.key.key, gone);
        break;
      }
      case Action::move: {
        state.objects.edit(action.key)->storage = action.storage;
        notify(turn, state, name, "LifecycleTransition", action.key.key, *state.objects.find(action.key));
      }
    }
  }
  for (const UploadKey& key : sweep.uploads) erase_upload(state, key);
  // What has just happened may bring more: a marker that is alone now, a version that is no longer current.
  if (!sweep.actions.empty()) sweep.next.consider(std::chrono::floor<kit::days>(turn.now) + kit::days(1));
  state.buckets.edit(name)->due = sweep.next.due;
}

}  // namespace

void consider_lifecycle(State& state, const std::string& name, Time now) {
  const Bucket* bucket = state.buckets.find(name);
  if (!bucket || !bucket->configurations.contains("lifecycle")) return;
  const Time midnight = std::chrono::floor<kit::days>(now) + kit::days(1);
  if (!bucket->due || *bucket->due > midnight) state.buckets.edit(name)->due = midnight;
}

std::optional<std::string> expiration_header(const Call&, const Bucket& bucket, std::string_view key,
                                             const Object& object) {
  if (!bucket.configurations.contains("lifecycle")) return {};
  std::optional<Time> due;
  std::string id;
  for (const Rule& rule : rules_of(bucket)) {
    if (!rule.covers(key, object)) continue;
    const auto one = rule.expiration.due(object.modified);
    if (!one || (due && *due <= *one)) continue;
    due = one;
    id = rule.id;
  }
  if (!due) return {};
  return fmt::format(R"(expiry-date="{}", rule-id="{}")", http_time(*due), url_encoded(id));
}

Time State::next_deadline() const {
  Time due = kit::never;
  if (const auto& swept = buckets.by<ByDue>().tree(); !swept.empty()) due = swept.begin()->first.first;
  if (const auto& woken = objects.by<ByWake>().tree(); !woken.empty())
    due = std::min(due, woken.begin()->first.first);
  return std::min(due, derived::next_deadline(records));
}

void State::settle(kit::Turn& turn) {
  for (;;) {
    const auto& swept = buckets.by<ByDue>().tree();
    if (swept.empty() || swept.begin()->first.first > turn.now) break;
    sweep(turn, *this, std::string(swept.begin()->second));
  }
  for (;;) {
    const auto& woken = objects.by<ByWake>().tree();
    if (woken.empty() || woken.begin()->first.first > turn.now) break;
    settle_restore(turn, *this, ObjectKey(woken.begin()->second));
  }
  if (derived::next_deadline(records) <= turn.now) derived::settle(records, turn);
}

}  // namespace understudy::s3
