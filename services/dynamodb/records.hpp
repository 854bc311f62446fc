// What DynamoDB remembers of writes: stream records for a day, and older versions of items for point-in-time
// recovery.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "services/dynamodb/item.hpp"
#include "services/dynamodb/tables.hpp"

namespace understudy::dynamodb {

// ---- Streams

// A shard takes records for four hours; then the next one follows it.
struct Shard {
  std::string id;  // "shardId-00000001700000000000-0a1b2c3d"
  std::uint64_t first = 0;
  std::optional<std::uint64_t> last;  // closed
  Time opened{};
  std::optional<Time> closed;
};
STATE(Shard, id, first, last, opened, closed)

struct Stream {
  std::uint64_t number = 0;
  std::string table;  // name
  std::string label;
  std::string view;  // KEYS_ONLY, NEW_IMAGE, OLD_IMAGE or NEW_AND_OLD_IMAGES
  KeySchema key;
  Time created{};
  std::optional<Time> disabled;
  std::vector<Shard> shards;  // oldest first
};
STATE(Stream, number, table, label, view, key, created, disabled, shards)

struct ByNumber {
  static std::optional<std::uint64_t> key(const std::string&, const Stream& s) { return s.number; }
};

struct RecordKey {
  std::uint64_t stream = 0, sequence = 0;
  auto operator<=>(const RecordKey&) const = default;
  bool operator==(const RecordKey&) const = default;
};
STATE(RecordKey, stream, sequence)

struct Record {
  std::string id;
  std::string event;  // INSERT, MODIFY or REMOVE
  Item keys, before, after;
  Time at{};
  std::uint64_t size = 0;
  bool expired = false;  // deleted by time to live
};
STATE(Record, id, event, keys, before, after, at, size, expired)

struct ByAge {
  static std::optional<std::pair<Time, std::uint64_t>> key(const RecordKey& key, const Record& record) {
    return {{record.at, key.sequence}};
  }
};

inline constexpr Duration record_life = kit::hours(24);  // then records are trimmed
inline constexpr Duration shard_life = kit::hours(4);

// ---- History

struct PastKey {
  std::uint64_t table = 0;
  std::int64_t at = 0;  // microseconds since the epoch
  std::uint64_t sequence = 0;
  auto operator<=>(const PastKey&) const = default;
  bool operator==(const PastKey&) const = default;
};
STATE(PastKey, table, at, sequence)

// One of the two: what stood there before, or the key of what was new.
struct Past {
  Item before, fresh;
};
STATE(Past, before, fresh)

// ---- Backups

struct Backup {
  std::string name;
  std::string table_name;
  Table table;               // as it was
  std::uint64_t number = 0;  // whose items they are
  Time created{};
  std::uint64_t bytes = 0, count = 0;
};
STATE(Backup, name, table_name, table, number, created, bytes, count)

// ---- Transactions

// A ClientRequestToken is good for ten minutes.
struct Token {
  std::string digest;  // of what was asked
  Time expires{};
  std::uint64_t number = 0;
};
STATE(Token, digest, expires, number)

struct ByExpiry {
  static std::optional<std::pair<Time, std::uint64_t>> key(const std::string&, const Token& token) {
    return {{token.expires, token.number}};
  }
};

// ---- Clearing away

// Items that no table has any more. They go in slices, so that nobody waits for a million of them.
struct Leftover {
  Time due{};
};
STATE(Leftover, due)

struct ByDue {
  static std::optional<std::pair<Time, std::uint64_t>> key(const std::uint64_t& table, const Leftover& l) {
    return {{l.due, table}};
  }
};

}  // namespace understudy::dynamodb
