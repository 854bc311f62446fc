// DynamoDB's state: tables, what is in them, and what lies in wait for an instant.
#pragma once

#include "services/dynamodb/expression.hpp"
#include "services/dynamodb/items.hpp"
#include "services/dynamodb/records.hpp"
#include "services/dynamodb/refusals.hpp"
#include "services/dynamodb/tables.hpp"

namespace understudy::dynamodb {

using Slot = kit::Slot<Names>;

struct State {
  kit::Table<Table, std::string, ByStep> tables;         // by name
  Items items;                                           // of tables and backups
  kit::Table<Stream, std::string, ByNumber> streams;     // by "table/stream/label"
  kit::Table<Record, RecordKey, ByAge> records;          // of streams
  kit::Table<Past, PastKey> past;                        // of tables with point-in-time recovery
  kit::Table<Backup> backups;                            // by the last part of their ARNs
  kit::Table<Token, std::string, ByExpiry> tokens;       // by ClientRequestToken
  kit::Table<Leftover, std::uint64_t, ByDue> leftovers;  // by table number
  kit::Table<std::uint64_t> counters;                    // one: the last number given to anything

  ExpressionCache cache;  // no state: what expressions were compiled to
  Time expire_due{};      // nor this: the next slice of many that expire at once

  std::uint64_t next_number();
  void ready();  // indexes follow the items again after a restore
  Time next_deadline() const;
  void settle(Turn& turn);
  void restored(Turn&) { ready(); }
};
STATE(State, tables, items, streams, records, past, backups, tokens, leftovers, counters)

// ---- Finding a table (finding.cpp)

// The table's name in a TableName, which may be an ARN. Throws ValidationException for what no table can be
// called.
std::string name_of(std::string_view table);
bool is_table_name(std::string_view name);

// For operations on items: throws ResourceNotFoundException when there is none, or none yet.
const Table& table_for_items(const Call& call, State& state, const std::string& name);
// For operations on tables: whoever looks sees changes go on. Throws `missing`.
const Table& table_of(const Call& call, State& state, const std::string& name,
                      const kit::Error& missing = no_such_table);
const Table* find_table(const Call& call, State& state, const std::string& name);
// The table must be at rest. Throws ResourceInUseException.
void check_at_rest(const Table& table, const std::string& name);

std::string arn_of(std::string_view region, std::string_view account, std::string_view table);
std::string arn_of(const Call& call, std::string_view table);
std::string index_arn(const Call& call, std::string_view table, std::string_view index);

// ---- What a table is to be (defining.cpp); all throw ValidationException

KeySchema read_keys(const In& list);
// Of CreateTable, of a restore's overrides and of an update; without a number yet.
Index read_index(const In& in, bool global);
void read_throughput(const In& in, Throughput& to);
void read_on_demand(const In& in, OnDemand& to);
void read_warm(const In& in, Warm& to);
// Keys, attributes, indexes and throughput of the whole.
void check_definition(const Table& table, const In& in);
void check_attributes(const Table& table);
void check_index(const Table& table, const Index& index);
void check_warm(const Table& table);

void set_encryption(const Call& call, const In& in, Table& table);
void read_tags(const In& list, kit::Tags& tags);
void check_stream(const In& in);
std::string policy_of(std::string_view text);  // checked
// Revisions are instants, and each is later than the one that it follows.
std::string revision_after(Time now, const std::optional<Policy>& policy);
// That what was given as an ARN is one at all.
void check_arn(std::string_view arn);

// ---- Showing (describing.cpp)

void show_table(const Call& call, const State& state, const std::string& name, const Table& table,
                const Out& out);
// The part of it that DeleteTable tells (ScyllaDB's tests of Alternator, which are run against AWS too).
void show_deleted(const Call& call, const State& state, const std::string& name, const Table& table,
                  const Out& out);
void show_keys(const KeySchema& key, const Slot& slot);
void show_projection(const Index& index, const Slot& slot);
void show_throughput(const Throughput& throughput, const Slot& slot);

// ---- Lives (lives.cpp)

void begin(const Turn& turn, Table& table, std::string_view move);
void begin(const Turn& turn, Index& index, std::string_view move);
// Numbers, dates and starts a new table; the caller fills its items, if any, and then calls items.open().
void add_table(const Call& call, State& state, const std::string& name, Table table);
// It goes with all that it had; streams stay for a day.
void remove_table(State& state, Turn& turn, const std::string& name);
void leave_items(State& state, Turn& turn, std::uint64_t number);  // nobody has them any more

// ---- Streams (recording.cpp)

void start_stream(Turn& turn, State& state, const std::string& table, std::string_view view);
void stop_stream(Turn& turn, State& state, const std::string& table);
// The open shard; a new one when the last has had its time.
void rotate(Turn& turn, State& state, const std::string& stream);

// ---- Writes (recording.cpp)

// A write of one item, with all that follows from it. No `after`: it is deleted.
struct Write {
  const std::string& name;
  const Table& table;
  const ItemKey& key;
  Item before, after;
  bool expired = false;
};
void commit_write(Turn& turn, State& state, const Write& write);

// ---- Recovery (backups.cpp)

Time earliest_restorable(const Table& table, Time now);
Time latest_restorable(const Table& table, Time now);
void forget_history(State& state, std::uint64_t table);

}  // namespace understudy::dynamodb
