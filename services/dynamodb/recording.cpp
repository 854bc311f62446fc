// Writes, and what they leave: stream records and history.
#include "services/dynamodb/state.hpp"
#include "services/kit/format.hpp"

namespace understudy::dynamodb {
namespace {

// Dropped with each write; more than can have become too old since the last one, but for pauses.
constexpr int forgotten_at_once = 4;
constexpr std::string_view shard_form = "shardId-{:020}-{}";

bool shows_old(std::string_view view) { return view == "OLD_IMAGE" || view == "NEW_AND_OLD_IMAGES"; }
bool shows_new(std::string_view view) { return view == "NEW_IMAGE" || view == "NEW_AND_OLD_IMAGES"; }

std::string stream_key(std::string_view table, std::string_view label) {
  return fmt::format("{}/stream/{}", table, label);
}

Item keys_alone(const KeySchema& key, const Item& item) {
  std::vector<std::string_view> names;
  for (const KeyElement& element : key) names.push_back(element.name);
  return item.only(std::span<const std::string_view>(names));
}

Shard open_shard(Turn& turn, std::uint64_t first) {
  Shard shard;
  shard.id = fmt::format(fmt::runtime(shard_form), kit::epoch_millis(turn.now), turn.random.hex(8));
  shard.first = first;
  shard.opened = turn.now;
  return shard;
}

void record(Turn& turn, State& state, const Write& write) {
  const std::string stream_name = stream_key(write.name, write.table.stream_label);
  rotate(turn, state, stream_name);
  const Stream& stream = *state.streams.find(stream_name);
  Record record;
  record.id = turn.random.hex(32);
  record.event = !write.before ? "INSERT" : write.after ? "MODIFY" : "REMOVE";
  record.keys = keys_alone(stream.key, write.after ? write.after : write.before);
  if (shows_old(stream.view)) record.before = write.before;
  if (shows_new(stream.view)) record.after = write.after;
  record.size = record.keys.bytes() + record.before.bytes() + record.after.bytes();
  record.at = turn.now;
  record.expired = write.expired;
  const RecordKey key{stream.number, state.next_number()};
  state.records.insert(key, std::move(record));
}

void remember(Turn& turn, State& state, const Write& write) {
  const Time oldest = turn.now - kit::days(write.table.recovery.days);
  for (int n = 0; n < forgotten_at_once; ++n) {
    const auto at = state.past.rows().lower_bound({write.table.number, 0, 0});
    if (at == state.past.rows().end() || at->first.table != write.table.number ||
        at->first.at >= oldest.time_since_epoch().count())
      break;
    state.past.erase(PastKey(at->first));
  }
  Past past;
  (write.before ? past.before : past.fresh) =
      write.before ? write.before : keys_alone(write.table.key, write.after);
  state.past.insert({write.table.number, turn.now.time_since_epoch().count(), state.next_number()},
                    std::move(past));
}

}  // namespace

void commit_write(Turn& turn, State& state, const Write& write) {
  // An item that stays the same leaves no record (developer guide, "Change data capture").
  if (!write.before && !write.after) return;
  const bool recorded = !write.table.stream_view.empty() || write.table.recovery.since;
  if (recorded && (!write.before || !write.after || !(write.before == write.after))) {
    if (!write.table.stream_view.empty()) record(turn, state, write);
    if (write.table.recovery.since) remember(turn, state, write);
  }
  if (write.after) {
    // What has expired already does so now, and not when it should have.
    if (!write.table.ttl.attribute.empty()) state.expire_due = std::max(state.expire_due, turn.now);
    state.items.put(write.key, write.after);
  } else {
    state.items.erase(write.key);
  }
}

void start_stream(Turn& turn, State& state, const std::string& table, std::string_view view) {
  std::string label = kit::rfc3339(std::chrono::floor<kit::milliseconds>(turn.now));
  label.pop_back();  // AWS says no zone, and always milliseconds
  if (label.find('.') == label.npos) label += ".000";
  label.resize(std::string_view("2026-01-02T03:04:05.678").size(), '0');
  Time at = turn.now;
  while (state.streams.contains(stream_key(table, label))) {  // one that was made at the same instant
    at += kit::milliseconds(1);
    label =
        kit::rfc3339(std::chrono::floor<kit::milliseconds>(at) + kit::Duration(1)).substr(0, label.size());
  }
  auto edit = state.tables.edit(table);
  edit->stream_view = view;
  edit->stream_label = label;
  Stream stream;
  stream.number = state.next_number();
  stream.table = table;
  stream.label = label;
  stream.view = view;
  stream.key = edit->key;
  stream.created = turn.now;
  stream.shards.push_back(open_shard(turn, state.next_number()));
  state.streams.insert(stream_key(table, label), std::move(stream));
}

void stop_stream(Turn& turn, State& state, const std::string& table) {
  const Table& row = *state.tables.find(table);
  if (row.stream_view.empty()) return;
  const std::string name = stream_key(table, row.stream_label);
  if (state.streams.contains(name)) {
    const std::uint64_t last = state.next_number();
    auto edit = state.streams.edit(name);
    edit->disabled = turn.now;
    if (!edit->shards.back().last) {
      edit->shards.back().last = last;
      edit->shards.back().closed = turn.now;
    }
  }
  state.tables.edit(table)->stream_view.clear();
}

void rotate(Turn& turn, State& state, const std::string& name) {
  const Stream& stream = *state.streams.find(name);
  if (stream.disabled || turn.now - stream.shards.back().opened < shard_life) return;
  const std::uint64_t last = state.next_number(), first = state.next_number();
  auto edit = state.streams.edit(name);
  edit->shards.back().last = last;
  edit->shards.back().closed = turn.now;
  edit->shards.push_back(open_shard(turn, first));
  // Shards go a day after they were closed, with their last records.
  std::erase_if(edit->shards,
                [&](const Shard& shard) { return shard.closed && *shard.closed + record_life <= turn.now; });
}

}  // namespace understudy::dynamodb
