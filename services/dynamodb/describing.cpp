// Tables and indexes as DescribeTable shows them.
#include "services/dynamodb/state.hpp"

namespace understudy::dynamodb {
namespace {

constexpr std::int64_t warm_read = 12000, warm_write = 4000;  // of an on-demand table (developer guide)

void show_on_demand(const OnDemand& limit, const Slot& slot) {
  const Out out = slot.structure(2);
  out["MaxReadRequestUnits"] = limit.read.value_or(-1);
  out["MaxWriteRequestUnits"] = limit.write.value_or(-1);
}

void show_warm(const Warm& warm, const Throughput& throughput, bool on_demand, std::string_view status,
               const Slot& slot) {
  const Out out = slot.structure(3);
  out["ReadUnitsPerSecond"] = warm.read.value_or(on_demand ? warm_read : throughput.read);
  out["WriteUnitsPerSecond"] = warm.write.value_or(on_demand ? warm_write : throughput.write);
  out["Status"] = status;
}

void show_index(const Call& call, const State& state, const std::string& name, const Table& table,
                const Index& index, const Out& out) {
  out["IndexName"] = index.name;
  show_keys(index.key, out["KeySchema"]);
  show_projection(index, out["Projection"]);
  out["IndexArn"] = index_arn(call, name, index.name);
  const Space& space = state.items.space(table.number);
  const IndexTree* tree = space.index(index.number);
  const std::uint64_t count = tree ? tree->entries.size() : 0;
  // What AWS tells every six hours or so: here a share of the table's size.
  out["IndexSizeBytes"] = space.count ? space.bytes * count / space.count : 0;
  out["ItemCount"] = count;
  if (!index.global) return;
  const bool filling = tree && tree->next;
  const std::string_view status = filling ? std::string_view("CREATING") : index.stage.state;
  out["IndexStatus"] = status;
  if (index.backfilling || filling) out["Backfilling"] = true;
  show_throughput(index.throughput, out["ProvisionedThroughput"]);
  if (index.on_demand.read || index.on_demand.write)
    show_on_demand(index.on_demand, out["OnDemandThroughput"]);
  show_warm(index.warm, index.throughput, table.on_demand, status, out["WarmThroughput"]);
}

void show_indexes(const Call& call, const State& state, const std::string& name, const Table& table,
                  const Out& out) {
  for (const bool global : {false, true}) {
    std::optional<OutList> list;
    for (const Index& index : table.indexes) {
      if (index.global != global) continue;
      if (!list) list = (global ? out["GlobalSecondaryIndexes"] : out["LocalSecondaryIndexes"]).list();
      show_index(call, state, name, table, index, list->add().structure(12));
    }
  }
}

void show_stream(const Call& call, const std::string& name, const Table& table, const Out& out) {
  if (!table.stream_view.empty()) {
    const Out stream = out["StreamSpecification"].structure(2);
    stream["StreamEnabled"] = true;
    stream["StreamViewType"] = table.stream_view;
  }
  if (table.stream_label.empty()) return;
  out["LatestStreamLabel"] = table.stream_label;
  out["LatestStreamArn"] = fmt::format("{}/stream/{}", arn_of(call, name), table.stream_label);
}

}  // namespace

void show_keys(const KeySchema& key, const Slot& slot) {
  const OutList list = slot.list(static_cast<std::uint32_t>(key.size()));
  for (const KeyElement& element : key) {
    const Out out = list.add().structure(2);
    out["AttributeName"] = element.name;
    out["KeyType"] = element.range ? "RANGE" : "HASH";
  }
}

void show_projection(const Index& index, const Slot& slot) {
  const Out out = slot.structure(2);
  out["ProjectionType"] = index.projection;
  if (index.included.empty()) return;
  const OutList list = out["NonKeyAttributes"].list();
  for (const std::string& name : index.included) list.add() = name;
}

void show_throughput(const Throughput& throughput, const Slot& slot) {
  const Out out = slot.structure(5);
  if (throughput.increased) out["LastIncreaseDateTime"] = *throughput.increased;
  if (throughput.decreased) out["LastDecreaseDateTime"] = *throughput.decreased;
  out["NumberOfDecreasesToday"] = throughput.decreases;
  out["ReadCapacityUnits"] = throughput.read;
  out["WriteCapacityUnits"] = throughput.write;
}

void show_deleted(const Call& call, const State& state, const std::string& name, const Table& table,
                  const Out& out) {
  out["TableName"] = name;
  out["TableStatus"] = table.stage.state;
  show_throughput(table.throughput, out["ProvisionedThroughput"]);
  const Space& space = state.items.space(table.number);
  out["TableSizeBytes"] = space.bytes;
  out["ItemCount"] = space.count;
  out["TableArn"] = arn_of(call, name);
  out["TableId"] = table.id;
  if (table.on_demand || table.on_demand_since) {  // not of tables that were never on demand
    const Out billing = out["BillingModeSummary"].structure(2);
    billing["BillingMode"] = table.on_demand ? "PAY_PER_REQUEST" : "PROVISIONED";
    if (table.on_demand_since) billing["LastUpdateToPayPerRequestDateTime"] = *table.on_demand_since;
  }
  out["DeletionProtectionEnabled"] = table.deletion_protection;
  show_stream(call, name, table, out);
}

void show_table(const Call& call, const State& state, const std::string& name, const Table& table,
                const Out& out) {
  const OutList attributes = out["AttributeDefinitions"].list();
  for (const Defined& attribute : table.attributes) {
    const Out one = attributes.add().structure(2);
    one["AttributeName"] = attribute.name;
    one["AttributeType"] = attribute.type;
  }
  show_deleted(call, state, name, table, out);
  show_keys(table.key, out["KeySchema"]);
  out["CreationDateTime"] = table.created;
  show_indexes(call, state, name, table, out);
  if (table.encryption.kms) {
    const Out encryption = out["SSEDescription"].structure(3);
    encryption["Status"] = "ENABLED";
    encryption["SSEType"] = "KMS";
    encryption["KMSMasterKeyArn"] = table.encryption.key;
  }
  if (!table.table_class.empty()) {
    const Out its_class = out["TableClassSummary"].structure(2);
    its_class["TableClass"] = table.table_class;
    if (table.class_changed) its_class["LastUpdateDateTime"] = *table.class_changed;
  }
  if (table.restored) {
    const Out restored = out["RestoreSummary"].structure(4);
    if (!table.restored->backup_arn.empty()) restored["SourceBackupArn"] = table.restored->backup_arn;
    restored["SourceTableArn"] = table.restored->table_arn;
    restored["RestoreDateTime"] = table.restored->at;
    restored["RestoreInProgress"] = table.stage.state == "CREATING";
  }
  if (table.on_demand_limit.read || table.on_demand_limit.write)
    show_on_demand(table.on_demand_limit, out["OnDemandThroughput"]);
  show_warm(table.warm, table.throughput, table.on_demand, table.stage.state, out["WarmThroughput"]);
}

}  // namespace understudy::dynamodb
