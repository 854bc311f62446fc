// Backups, and recovery to an instant.
#include <absl/container/btree_map.h>

#include <algorithm>

#include "services/dynamodb/handlers.hpp"
#include "services/dynamodb/requests.hpp"
#include "services/kit/arn.hpp"

namespace understudy::dynamodb {
namespace {

constexpr kit::Error no_backup{"BackupNotFoundException", "Backup not found: {}"};
constexpr kit::Error table_exists{"TableAlreadyExistsException", "Table already exists: {}"};
constexpr kit::Error no_recovery{"PointInTimeRecoveryUnavailableException",
                                 "Point in time recovery is not enabled for table '{}'"};
constexpr kit::Error bad_time{"InvalidRestoreTimeException",
                              "An invalid restore time was specified. RestoreDateTime must be between "
                              "EarliestRestorableDateTime and LatestRestorableDateTime."};
constexpr std::int64_t usual_page = 100;
constexpr std::string_view between = "/backup/";

std::string backup_arn(const Call& call, const Backup& backup, std::string_view id) {
  return fmt::format("{}{}{}", arn_of(call, backup.table_name), between, id);
}

// The last part of a backup's ARN.
std::string id_of(std::string_view arn) {
  const auto at = arn.find(between);
  return at == arn.npos ? std::string() : std::string(arn.substr(at + between.size()));
}

std::string backup_of(const Call& call, const State& state, std::string_view arn) {
  std::string id = id_of(arn);
  const Backup* backup = state.backups.find(id);
  if (!backup || backup_arn(call, *backup, id) != arn) throw no_backup.says(arn);
  return id;
}

void show_details(const Call& call, const std::string& id, const Backup& backup, std::string_view status,
                  const Out& out) {
  out["BackupArn"] = backup_arn(call, backup, id);
  out["BackupName"] = backup.name;
  out["BackupSizeBytes"] = backup.bytes;
  out["BackupStatus"] = status;
  out["BackupType"] = "USER";
  out["BackupCreationDateTime"] = backup.created;
}

void show_source(const Call& call, const Backup& backup, const Out& out) {
  const Table& table = backup.table;
  out["TableName"] = backup.table_name;
  out["TableId"] = table.id;
  out["TableArn"] = arn_of(call, backup.table_name);
  out["TableSizeBytes"] = backup.bytes;
  show_keys(table.key, out["KeySchema"]);
  out["TableCreationDateTime"] = table.created;
  const Out throughput = out["ProvisionedThroughput"].structure(2);
  throughput["ReadCapacityUnits"] = table.throughput.read;
  throughput["WriteCapacityUnits"] = table.throughput.write;
  out["ItemCount"] = backup.count;
  out["BillingMode"] = table.on_demand ? "PAY_PER_REQUEST" : "PROVISIONED";
}

void show_features(const Table& table, const Out& out) {
  for (const bool global : {false, true}) {
    std::optional<OutList> list;
    for (const Index& index : table.indexes) {
      if (index.global != global) continue;
      if (!list) list = (global ? out["GlobalSecondaryIndexes"] : out["LocalSecondaryIndexes"]).list();
      const Out one = list->add().structure(4);
      one["IndexName"] = index.name;
      show_keys(index.key, one["KeySchema"]);
      show_projection(index, one["Projection"]);
      if (!global) continue;
      const Out throughput = one["ProvisionedThroughput"].structure(2);
      throughput["ReadCapacityUnits"] = index.throughput.read;
      throughput["WriteCapacityUnits"] = index.throughput.write;
    }
  }
  if (!table.stream_view.empty()) {
    const Out stream = out["StreamDescription"].structure(2);
    stream["StreamEnabled"] = true;
    stream["StreamViewType"] = table.stream_view;
  }
  const Out ttl = out["TimeToLiveDescription"].structure(2);
  ttl["TimeToLiveStatus"] = table.ttl.attribute.empty() ? "DISABLED" : "ENABLED";
  if (!table.ttl.attribute.empty()) ttl["AttributeName"] = table.ttl.attribute;
  if (!table.encryption.kms) return;
  const Out encryption = out["SSEDescription"].structure(3);
  encryption["Status"] = "ENABLED";
  encryption["SSEType"] = "KMS";
  encryption["KMSMasterKeyArn"] = table.encryption.key;
}

void show_backup(const Call& call, const std::string& id, const Backup& backup, std::string_view status,
                 const Out& out) {
  show_details(call, id, backup, status, out["BackupDetails"].structure(6));
  show_source(call, backup, out["SourceTableDetails"].structure(10));
  show_features(backup.table, out["SourceTableFeatureDetails"].structure(5));
}

template <class F>
void each_item(const State& state, std::uint64_t table, F&& f) {
  const auto& rows = state.items.rows();
  std::vector<std::pair<ItemKey, Item>> all;  // what is put in changes the tree that is walked
  for (auto at = rows.lower_bound({table, 0, {}}); at != rows.end() && at->first.table == table; ++at)
    all.emplace_back(at->first, at->second->row.item);
  for (const auto& [key, item] : all) f(key, item);
}

void copy_items(State& state, std::uint64_t from, std::uint64_t to) {
  each_item(state, from, [&](const ItemKey& key, const Item& item) {
    state.items.put({to, key.hash, key.bytes}, item);
  });
}

// ---- Restoring

// A restored table has its source's keys, indexes and throughput, and nothing of its settings beside them
// (developer guide, "Restoring a table").
Table template_of(const Table& source) {
  Table table;
  table.attributes = source.attributes;
  table.key = source.key;
  table.indexes = source.indexes;
  table.on_demand = source.on_demand;
  table.throughput.read = source.throughput.read;
  table.throughput.write = source.throughput.write;
  table.on_demand_limit = source.on_demand_limit;
  table.encryption = source.encryption;
  table.table_class = source.table_class;
  for (Index& index : table.indexes) {
    index.stage = {};
    index.backfilling = false;
    index.insights.clear();
    index.insights_changed.reset();
  }
  return table;
}

void override_indexes(const In& list, bool global, Table& table) {
  if (!list) return;
  std::vector<Index> chosen;
  for (const In& in : list) {
    Index index = read_index(in, global);
    const Index* known = table.index(index.name);
    if (!known || known->global != global)
      throw wrong(fmt::format("The index {} is not one of the source table's", index.name));
    chosen.push_back(std::move(index));
  }
  std::erase_if(table.indexes, [&](const Index& index) { return index.global == global; });
  table.indexes.insert(global ? table.indexes.end() : table.indexes.begin(), chosen.begin(), chosen.end());
}

void forget_unused(Table& table) {
  std::erase_if(table.attributes, [&](const Defined& attribute) {
    const auto uses = [&](const KeySchema& key) {
      return std::ranges::find(key, attribute.name, &KeyElement::name) != key.end();
    };
    return !uses(table.key) &&
           std::ranges::none_of(table.indexes, [&](const Index& index) { return uses(index.key); });
  });
}

Table overridden(const Call& call, Table table) {
  const In& in = call.in;
  const std::string_view mode = in["BillingModeOverride"].text();
  if (!mode.empty()) table.on_demand = mode == "PAY_PER_REQUEST";
  if (in["ProvisionedThroughputOverride"])
    read_throughput(in["ProvisionedThroughputOverride"], table.throughput);
  if (table.on_demand) {
    table.throughput = {};
    for (Index& index : table.indexes) index.throughput = {};
  } else if (table.throughput.read == 0) {
    throw wrong("ProvisionedThroughputOverride must be specified when BillingModeOverride is PROVISIONED");
  }
  read_on_demand(in["OnDemandThroughputOverride"], table.on_demand_limit);
  override_indexes(in["LocalSecondaryIndexOverride"], false, table);
  override_indexes(in["GlobalSecondaryIndexOverride"], true, table);
  forget_unused(table);
  for (const Index& index : table.indexes) check_index(table, index);
  if (in["SSESpecificationOverride"]) set_encryption(call, in["SSESpecificationOverride"], table);
  return table;
}

void show_restored(const Call& call, State& state, const std::string& name) {
  const Table& table = *state.tables.find(name);
  state.items.open(table, call.now());
  show_table(call, state, name, table, call.out["TableDescription"].structure(20));
}

// The items as they were at that instant: those of now, with what was done since taken back.
void restore_items(State& state, const Table& source, Time at, std::uint64_t to) {
  const Keys keys = keys_of(source, source.key);
  absl::btree_map<ItemKey, Item> old;
  const auto& past = state.past.rows();
  for (auto change = past.lower_bound({source.number, at.time_since_epoch().count() + 1, 0});
       change != past.end() && change->first.table == source.number; ++change) {
    const Past& row = change->second->row;
    old.emplace(item_key(source.number, keys, row.before ? row.before : row.fresh), row.before);
  }
  each_item(state, source.number, [&](const ItemKey& key, const Item& item) {
    if (!old.contains(key)) state.items.put({to, key.hash, key.bytes}, item);
  });
  for (const auto& [key, item] : old)
    if (item) state.items.put({to, key.hash, key.bytes}, item);
}

}  // namespace

// AWS stays five minutes behind; here every committed write can be had back at once.
Time latest_restorable(const Table&, Time now) { return std::chrono::floor<kit::seconds>(now); }

Time earliest_restorable(const Table& table, Time now) {
  return std::max(*table.recovery.since, now - kit::days(table.recovery.days));
}

void forget_history(State& state, std::uint64_t table) {
  while (true) {
    const auto at = state.past.rows().lower_bound({table, 0, 0});
    if (at == state.past.rows().end() || at->first.table != table) return;
    state.past.erase(PastKey(at->first));
  }
}

kit::Outcome create_backup(Call& call, State& state) {
  const std::string name = name_of(call.in["TableName"].text());
  const Table& table = table_of(call, state, name, table_not_found);
  const Space& space = state.items.space(table.number);
  Backup backup;
  backup.name = call.in["BackupName"].text();
  backup.table_name = name;
  backup.table = table;
  backup.created = call.now();
  backup.bytes = space.bytes;
  backup.count = space.count;
  backup.number = state.next_number();
  const std::string id = fmt::format("{:014}-{}", kit::epoch_millis(call.now()), call.random().hex(8));
  copy_items(state, table.number, backup.number);
  show_details(call, id, backup, "CREATING", call.out["BackupDetails"].structure(6));
  state.backups.insert(id, std::move(backup));
  return {};
}

kit::Outcome describe_backup(Call& call, State& state) {
  const std::string id = backup_of(call, state, call.in["BackupArn"].text());
  show_backup(call, id, *state.backups.find(id), "AVAILABLE", call.out["BackupDescription"].structure(3));
  return {};
}

kit::Outcome delete_backup(Call& call, State& state) {
  const std::string id = backup_of(call, state, call.in["BackupArn"].text());
  const Backup& backup = *state.backups.find(id);
  show_backup(call, id, backup, "DELETED", call.out["BackupDescription"].structure(3));
  leave_items(state, call.turn(), backup.number);
  state.backups.erase(id);
  return {};
}

kit::Outcome list_backups(Call& call, State& state) {
  const std::int64_t limit = call.in["Limit"].integer(usual_page);
  const std::string after = id_of(call.in["ExclusiveStartBackupArn"].text());
  const std::string name = call.in["TableName"] ? name_of(call.in["TableName"].text()) : std::string();
  const std::string_view type = call.in["BackupType"].text("ALL");
  const Time from = call.in["TimeRangeLowerBound"].time(Time::min());
  const Time to = call.in["TimeRangeUpperBound"].time(kit::never);
  const OutList list = call.out["BackupSummaries"].list();
  if (type != "ALL" && type != "USER") return {};
  const auto& rows = state.backups.rows();
  std::string last;
  for (auto at = rows.upper_bound(after); at != rows.end(); ++at) {
    const Backup& backup = at->second->row;
    if ((!name.empty() && backup.table_name != name) || backup.created < from || backup.created >= to)
      continue;
    if (list.size() == limit) {
      call.out["LastEvaluatedBackupArn"] = last;
      break;
    }
    const Out out = list.add().structure(9);
    out["TableName"] = backup.table_name;
    out["TableId"] = backup.table.id;
    out["TableArn"] = arn_of(call, backup.table_name);
    show_details(call, at->first, backup, "AVAILABLE", out);
    last = backup_arn(call, backup, at->first);
  }
  return {};
}

kit::Outcome restore_table_from_backup(Call& call, State& state) {
  const std::string name = name_of(call.in["TargetTableName"].text());
  const std::string id = backup_of(call, state, call.in["BackupArn"].text());
  if (find_table(call, state, name)) return table_exists.says(name);
  const Backup& backup = *state.backups.find(id);
  Table table = overridden(call, template_of(backup.table));
  table.restored = {backup_arn(call, backup, id), arn_of(call, backup.table_name), backup.created};
  add_table(call, state, name, std::move(table));
  copy_items(state, state.backups.find(id)->number, state.tables.find(name)->number);
  show_restored(call, state, name);
  return {};
}

kit::Outcome restore_table_to_point_in_time(Call& call, State& state) {
  const std::string name = name_of(call.in["TargetTableName"].text());
  if (!call.in["SourceTableName"] && !call.in["SourceTableArn"])
    return refused("Either SourceTableName or SourceTableArn must be specified");
  const std::string source_name = name_of(call.in["SourceTableArn"].text(call.in["SourceTableName"].text()));
  Table source = table_of(call, state, source_name, table_not_found);
  if (find_table(call, state, name)) return table_exists.says(name);
  if (!source.recovery.since) return no_recovery.says(source_name);
  const bool latest = call.in["UseLatestRestorableTime"].boolean();
  if (latest == bool(call.in["RestoreDateTime"]))
    return refused("Either UseLatestRestorableTime or RestoreDateTime must be specified, and not both");
  const Time at = call.in["RestoreDateTime"].time(call.now());
  if (at < earliest_restorable(source, call.now()) - kit::seconds(1) || at > call.now()) return bad_time;
  Table table = overridden(call, template_of(source));
  table.restored = {"", arn_of(call, source_name), at};
  add_table(call, state, name, std::move(table));
  restore_items(state, source, at, state.tables.find(name)->number);
  show_restored(call, state, name);
  return {};
}

}  // namespace understudy::dynamodb
