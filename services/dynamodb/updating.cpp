// UpdateTable: throughput, billing, indexes, streams and what else a live table changes.
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "services/dynamodb/handlers.hpp"

namespace understudy::dynamodb {
namespace {

constexpr kit::Error one_index_at_a_time{
    "LimitExceededException",
    "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table"};
constexpr kit::Error unplayed{"NotImplemented", "{} is not played by this server.", 501};

void check_asked(const In& in) {
  struct Unplayed {
    Key key;
    std::string_view words;
  };
  constexpr Unplayed replicas[] = {
      {"ReplicaUpdates", "A replica of a global table"},
      {"MultiRegionConsistency", "A global table's consistency"},
      {"GlobalTableWitnessUpdates", "A witness of a global table"},
      {"GlobalTableSettingsReplicationMode", "A global table's replication of settings"}};
  for (const auto& [key, words] : replicas)
    if (in[key]) throw unplayed.says(words);
  constexpr Key any[] = {"ProvisionedThroughput", "BillingMode",   "StreamSpecification",
                         "SSESpecification",      "TableClass",    "DeletionProtectionEnabled",
                         "OnDemandThroughput",    "WarmThroughput"};
  const bool asked = std::ranges::any_of(any, [&](Key key) { return bool(in[key]); });
  if (!asked && in["GlobalSecondaryIndexUpdates"].empty())
    throw refused(
        "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, "
        "GlobalSecondaryIndexUpdates "
        "or SSESpecification or ReplicaUpdates is required");
  if (in["BillingMode"].text() == "PROVISIONED" && !in["ProvisionedThroughput"])
    throw wrong("ProvisionedThroughput must be specified when BillingMode is PROVISIONED");
}

// A table changes one thing at a time. Words and precedence are as recorded from AWS in October 2026 by the
// findings DDB-TABLE-174, 382 and 433 of a public catalogue of the API's quirks, made for AWS's controllers
// for Kubernetes.
void check_alone(const In& in) {
  const bool throughput = bool(in["ProvisionedThroughput"]), stream = bool(in["StreamSpecification"]),
             demand = bool(in["OnDemandThroughput"]), billing = bool(in["BillingMode"]),
             indexes = !in["GlobalSecondaryIndexUpdates"].empty();
  const auto made_or_gone = [](const In& update) { return update["Create"] || update["Delete"]; };
  bool index_made_or_gone = false;
  for (const In& update : in["GlobalSecondaryIndexUpdates"]) index_made_or_gone |= made_or_gone(update);
  struct Alone {
    Key key;
    std::string_view words;
  };
  constexpr Alone alone[] = {{"SSESpecification", "Server-Side Encryption modification"},
                             {"TableClass", "TableClass modification"},
                             {"DeletionProtectionEnabled", "DeletionProtection modification"},
                             {"WarmThroughput", "WarmThroughput"}};
  int others = throughput + stream + demand + billing + indexes;
  for (const auto& [key, words] : alone) others += bool(in[key]);
  for (const auto& [key, words] : alone)
    if (in[key] && others > 1)
      throw wrong(fmt::format("{} must be the only operation in the request", words));
  if (demand && (throughput || stream || index_made_or_gone))
    throw wrong("OnDemandThroughput can only be combined with BillingMode in an UpdateTable request");
  if (throughput && stream) throw wrong("You cannot modify stream status while updating table IOPS");
  if (throughput && !billing && index_made_or_gone)
    throw wrong("You cannot create or delete index while updating table IOPS");
  if (stream && index_made_or_gone)
    throw wrong("You cannot create or delete index while changing stream status");
}

std::string_view updated_name(const In& update) {
  constexpr Key actions[] = {"Update", "Create", "Delete"};
  const auto asked = std::ranges::count_if(actions, [&](Key action) { return bool(update[action]); });
  if (asked > 1)
    throw wrong(
        "Only one of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, "
        "GlobalSecondaryIndexUpdate.Delete must not be null");
  for (const Key action : actions)
    if (update[action]) return update[action]["IndexName"].text();
  throw wrong(
      "One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, "
      "GlobalSecondaryIndexUpdate.Delete must not be null");
}

void check_updates(const In& updates) {
  std::set<std::string_view> names;
  int made_or_gone = 0;
  for (const In& update : updates) {
    const std::string_view name = updated_name(update);
    if (!names.insert(name).second)
      throw wrong(fmt::format(
          "Only one global secondary index update per index is allowed simultaneously. Index: {}", name));
    made_or_gone += bool(update["Create"]) + bool(update["Delete"]);
  }
  if (made_or_gone > 1) throw kit::Failure(one_index_at_a_time);
}

// Moves units and remembers when; AWS refuses a change to the same.
void change(const Call& call, const In& asked, Throughput& throughput, bool same_is_error) {
  Throughput now = throughput;
  read_throughput(asked, now);
  if (same_is_error && now.read == throughput.read && now.write == throughput.write)
    throw refused(fmt::format(
        "The provisioned throughput for the table will not change. The requested value equals the current "
        "value. Current ReadCapacityUnits provisioned for the table: {}. Requested ReadCapacityUnits: {}. "
        "Current WriteCapacityUnits provisioned for the table: {}. Requested WriteCapacityUnits: {}. Refer "
        "to "
        "the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.",
        throughput.read, now.read, throughput.write, now.write));
  if (now.read > throughput.read || now.write > throughput.write) now.increased = call.now();
  if (now.read < throughput.read || now.write < throughput.write) {
    const bool same_day = now.decreased && std::chrono::floor<kit::days>(*now.decreased) ==
                                               std::chrono::floor<kit::days>(call.now());
    now.decreases = same_day ? now.decreases + 1 : 1;
    now.decreased = call.now();
  }
  throughput = now;
}

void update_billing(const Call& call, Table& table) {
  const std::string_view mode = call.in["BillingMode"].text();
  const bool was_on_demand = table.on_demand;
  if (!mode.empty()) table.on_demand = mode == "PAY_PER_REQUEST";
  const In throughput = call.in["ProvisionedThroughput"];
  if (throughput && table.on_demand)
    throw wrong(
        "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is "
        "PAY_PER_REQUEST");
  if (throughput) change(call, throughput, table.throughput, !was_on_demand);
  if (table.on_demand && !was_on_demand) {
    table.on_demand_since = call.now();
    table.throughput = {};
    for (Index& index : table.indexes) index.throughput = {};
  }
  if (call.in["OnDemandThroughput"] && !table.on_demand)
    throw wrong("OnDemandThroughput can only be specified when BillingMode is PAY_PER_REQUEST");
  read_on_demand(call.in["OnDemandThroughput"], table.on_demand_limit);
  read_warm(call.in["WarmThroughput"], table.warm);
  check_warm(table);
}

// Tables that turn to provisioned throughput say it of every index.
void check_all_provisioned(const Table& table) {
  if (table.on_demand) return;
  std::string missing;
  for (const Index& index : table.indexes)
    if (index.global && index.throughput.read == 0) missing += (missing.empty() ? "" : ",") + index.name;
  if (!missing.empty()) throw wrong("ProvisionedThroughput must be specified for index: " + missing);
}

// "Schema:[SchemaElement: key{a:S:HASH}]", of the keys that the attribute is in.
std::string schema_text(std::string_view name, std::string_view type, bool range) {
  return fmt::format("Schema:[SchemaElement: key{{{}:{}:{}}}]", name, type, range ? "RANGE" : "HASH");
}

bool is_range(const KeySchema& key, std::string_view name) {
  return std::ranges::any_of(key, [&](const KeyElement& e) { return e.name == name && e.range; });
}

void define_attributes(const In& list, Table& table) {
  for (const In& attribute : list) {
    const std::string_view name = attribute["AttributeName"].text(), type = attribute["AttributeType"].text();
    const Defined* known = table.attribute(name);
    if (!known) {
      table.attributes.push_back({std::string(name), std::string(type)});
    } else if (known->type != type) {
      const bool range =
          is_range(table.key, name) ||
          std::ranges::any_of(table.indexes, [&](const Index& index) { return is_range(index.key, name); });
      throw wrong(fmt::format(
          "Attributes cannot be redefined. Please check that your attribute has the same type as previously "
          "defined. Existing schema: {} New schema: {}",
          schema_text(name, known->type, range), schema_text(name, type, range)));
    }
  }
}

// AWS forgets definitions that no key uses any more.
void forget_unused(Table& table) {
  std::set<std::string_view> used;
  for (const KeyElement& element : table.key) used.insert(element.name);
  for (const Index& index : table.indexes)
    if (index.stage.move != "delete")
      for (const KeyElement& element : index.key) used.insert(element.name);
  std::erase_if(table.attributes, [&](const Defined& attribute) { return !used.contains(attribute.name); });
}

// A new index's keys are defined anew, also those that the table knows already.
void check_given(const In& definitions, const KeySchema& key) {
  std::vector<std::string_view> given, keys;
  for (const In& definition : definitions) given.push_back(definition["AttributeName"].text());
  for (const KeyElement& element : key) keys.push_back(element.name);
  const auto is_given = [&](std::string_view name) { return std::ranges::find(given, name) != given.end(); };
  if (std::ranges::all_of(keys, is_given)) return;
  throw wrong(
      fmt::format("Some index key attributes are not defined in AttributeDefinitions. Keys: [{}], "
                  "AttributeDefinitions: [{}]",
                  fmt::join(keys, ", "), fmt::join(given, ", ")));
}

void create_index(const Call& call, State& state, const In& in, Table& table) {
  Index index = read_index(in, true);
  if (table.index(index.name)) throw wrong("Attempting to create an index which already exists");
  if (std::ranges::count(table.indexes, true, &Index::global) >= 20)
    throw wrong("GlobalSecondaryIndex count exceeds the per-table limit of 20");
  check_index(table, index);
  check_given(call.in["AttributeDefinitions"], index.key);
  index.number = state.next_number();
  index.backfilling = true;
  begin(call.turn(), index, "create");
  table.indexes.push_back(std::move(index));
  check_attributes(table);
}

void update_index(const Call& call, const In& in, Table& table) {
  const auto found = std::ranges::find(table.indexes, in["IndexName"].text(), &Index::name);
  if (found == table.indexes.end() || !found->global)
    throw refused(fmt::format("The table does not have the specified index: {}", in["IndexName"].text()));
  if (in["ProvisionedThroughput"]) {
    if (table.on_demand) check_index(table, read_index(in, true));
    change(call, in["ProvisionedThroughput"], found->throughput, call.in["BillingMode"].text().empty());
  }
  read_on_demand(in["OnDemandThroughput"], found->on_demand);
  read_warm(in["WarmThroughput"], found->warm);
  check_index(table, *found);
  begin(call.turn(), *found, "update");
}

void delete_index(const Call& call, const In& in, Table& table) {
  const auto found = std::ranges::find(table.indexes, in["IndexName"].text(), &Index::name);
  if (found == table.indexes.end() || !found->global) throw kit::Failure(no_table);
  begin(call.turn(), *found, "delete");
}

void update_indexes(const Call& call, State& state, Table& table) {
  define_attributes(call.in["AttributeDefinitions"], table);
  for (const In& update : call.in["GlobalSecondaryIndexUpdates"]) {
    if (update["Create"]) create_index(call, state, update["Create"], table);
    if (update["Update"]) update_index(call, update["Update"], table);
    if (update["Delete"]) delete_index(call, update["Delete"], table);
  }
  forget_unused(table);
}

void update_class(const Call& call, Table& table) {
  const std::string_view wanted = call.in["TableClass"].text();
  if (wanted.empty()) return;
  if (wanted == (table.table_class.empty() ? "STANDARD" : table.table_class))
    throw wrong(fmt::format("The table already has the table class {}", wanted));
  table.table_class = wanted;
  table.class_changed = call.now();
}

void update_stream(const Call& call, State& state, const std::string& name) {
  const In in = call.in["StreamSpecification"];
  if (!in) return;
  check_stream(in);
  const bool running = !state.tables.find(name)->stream_view.empty();
  if (in["StreamEnabled"].boolean()) {
    if (running) throw refused("Table already has an enabled stream: TableName: " + name);
    start_stream(call.turn(), state, name, in["StreamViewType"].text());
  } else {
    if (!running) throw refused("Table already has a disabled stream: TableName: " + name);
    stop_stream(call.turn(), state, name);
  }
}

}  // namespace

kit::Outcome update_table(Call& call, State& state) {
  const std::string name = name_of(call.in["TableName"].text());
  check_asked(call.in);
  check_alone(call.in);
  check_updates(call.in["GlobalSecondaryIndexUpdates"]);
  check_at_rest(table_of(call, state, name), name);
  const bool index_busy = std::ranges::any_of(state.tables.find(name)->indexes, [](const Index& index) {
    return index.stage.move == "create" || index.stage.move == "delete";
  });
  if (index_busy && !call.in["GlobalSecondaryIndexUpdates"].empty()) return one_index_at_a_time;
  {
    auto edit = state.tables.edit(name);
    Table& table = *edit;
    update_billing(call, table);
    update_indexes(call, state, table);
    check_all_provisioned(table);
    update_class(call, table);
    if (call.in["SSESpecification"]) set_encryption(call, call.in["SSESpecification"], table);
    if (call.in["DeletionProtectionEnabled"])
      table.deletion_protection = call.in["DeletionProtectionEnabled"].boolean();
    begin(call.turn(), table, "update");
  }
  update_stream(call, state, name);
  state.items.open(*state.tables.find(name), call.now());
  show_table(call, state, name, *state.tables.find(name), call.out["TableDescription"].structure(20));
  return {};
}

}  // namespace understudy::dynamodb
