// DynamoDB's tables as they are described: keys, indexes, throughput and what else UpdateTable sets.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/kit/resource.hpp"
#include "services/kit/service.hpp"
#include "services/kit/tags.hpp"
#include "services/models/names/dynamodb.hpp"

namespace understudy::dynamodb {

using kit::Duration;
using kit::Time;
using kit::Turn;

// ---- Keys

struct Defined {  // an AttributeDefinition
  std::string name;
  std::string type;  // S, N or B
};
STATE(Defined, name, type)

struct KeyElement {
  std::string name;
  bool range = false;
};
STATE(KeyElement, name, range)

// A table has one partition key and at most one sort key; a global index up to four attributes of each.
using KeySchema = std::vector<KeyElement>;  // partition keys first

// ---- Throughput

struct Throughput {
  std::int64_t read = 0, write = 0;  // 0 of on-demand tables
  std::optional<Time> increased, decreased;
  std::int32_t decreases = 0;  // today
};
STATE(Throughput, read, write, increased, decreased, decreases)

struct OnDemand {
  std::optional<std::int64_t> read, write;  // -1: no limit any more
};
STATE(OnDemand, read, write)

struct Warm {
  std::optional<std::int64_t> read, write;  // as asked for; none: what comes with the table
};
STATE(Warm, read, write)

// ---- Indexes

struct Index {
  std::string name;
  std::uint64_t number = 0;  // unique in the shard, for ever
  bool global = false;
  KeySchema key;
  std::string projection;  // ALL, KEYS_ONLY or INCLUDE
  std::vector<std::string> included;
  Throughput throughput;
  OnDemand on_demand;
  Warm warm;
  kit::Stage stage;  // of global ones
  bool backfilling = false;
  std::string insights;  // contributor insights' mode; empty: disabled
  std::optional<Time> insights_changed;

  bool ready() const { return stage.state.empty() || stage.state == "ACTIVE" || stage.state == "UPDATING"; }
};
STATE(Index, name, number, global, key, projection, included, throughput, on_demand, warm, stage, backfilling,
      insights, insights_changed)

// ---- Tables

struct Encryption {
  bool kms = false;  // else by a key that DynamoDB owns
  std::string key;   // ARN
};
STATE(Encryption, kms, key)

struct TimeToLive {
  std::string attribute;  // empty: disabled
  std::optional<Time> changed;
};
STATE(TimeToLive, attribute, changed)

struct Recovery {             // point in time
  std::optional<Time> since;  // none: disabled
  std::int64_t days = 35;
};
STATE(Recovery, since, days)

struct Policy {
  std::string text;
  std::string revision;
};
STATE(Policy, text, revision)

struct Restored {
  std::string backup_arn, table_arn;
  Time at{};
};
STATE(Restored, backup_arn, table_arn, at)

struct Table {
  std::uint64_t number = 0;  // what its items refer to
  std::string id;            // UUID
  Time created{};
  kit::Stage stage;
  std::vector<Defined> attributes;
  KeySchema key;
  std::vector<Index> indexes;  // local ones first
  bool on_demand = false;
  std::optional<Time> on_demand_since;
  Throughput throughput;
  OnDemand on_demand_limit;
  Warm warm;
  std::string stream_view;   // empty: no stream
  std::string stream_label;  // of the latest one, also when it is disabled
  Encryption encryption;
  std::string table_class;  // empty: STANDARD from the start
  std::optional<Time> class_changed;
  bool deletion_protection = false;
  kit::Tags tags;
  TimeToLive ttl;
  Recovery recovery;
  std::optional<Policy> policy, stream_policy;
  std::string insights;
  std::optional<Time> insights_changed;
  std::optional<Restored> restored;

  const Defined* attribute(std::string_view name) const;
  const Index* index(std::string_view name) const;
  std::string_view partition_key() const { return key.front().name; }
  bool ready() const { return stage.state == "ACTIVE" || stage.state == "UPDATING"; }
};
STATE(Table, number, id, created, stage, attributes, key, indexes, on_demand, on_demand_since, throughput,
      on_demand_limit, warm, stream_view, stream_label, encryption, table_class, class_changed,
      deletion_protection, tags, ttl, recovery, policy, stream_policy, insights, insights_changed, restored)

// The earliest instant at which a timed move of the table or of one of its indexes goes on.
Time next_step(const Table& table);

struct ByStep {
  static std::optional<std::pair<Time, std::string>> key(const std::string& name, const Table& table) {
    const Time due = next_step(table);
    if (due == kit::never) return {};
    return {{due, name}};
  }
};

inline constexpr std::string_view creating[] = {"CREATING", "ACTIVE"}, updating[] = {"UPDATING", "ACTIVE"},
                                  deleting[] = {"DELETING", "DELETED"};
inline constexpr kit::Move moves[] = {{"create", creating}, {"update", updating}, {"delete", deleting}};
inline constexpr kit::Lifecycle table_life{"dynamodb::table", moves};
inline constexpr kit::Lifecycle index_life{"dynamodb::index", moves};

}  // namespace understudy::dynamodb
