// UpdateTable: throughput, billing, indexes, streams and what else a live table changes.
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

std::string_view updated_name(const In& update) {
  for (const Key action : {Key("Update"), Key("Create"), Key("Delete")})
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

void define_attributes(const In& list, Table& table) {
  for (const In& attribute : list) {
    const std::string_view name = attribute["AttributeName"].text(), type = attribute["AttributeType"].text();
    const Defined* known = table.attribute(name);
    if (!known) {
      table.attributes.push_back({std::string(name), std::string(type)});
    } else if (known->type != type) {
      throw wrong(
          fmt::format("Attribute {} is defined with another type than the table's: {}", name, known->type));
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

void create_index(const Call& call, State& state, const In& in, Table& table) {
  Index index = read_index(in, true);
  if (table.index(index.name)) throw wrong("Attempting to create an index which already exists");
  if (std::ranges::count(table.indexes, true, &Index::global) >= 20)
    throw wrong("GlobalSecondaryIndex count exceeds the per-table limit of 20");
  check_index(table, index);
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
