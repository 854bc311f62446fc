// Tables made, shown, listed and deleted.
#include "services/dynamodb/handlers.hpp"
#include "services/kit/format.hpp"

namespace understudy::dynamodb {
namespace {

constexpr kit::Error exists{"ResourceInUseException", "Table already exists: {}"};
constexpr kit::Error unplayed{"NotImplemented", "{} is not played by this server.", 501};
constexpr std::int64_t usual_page = 100;

void read_billing(const In& in, Table& table) {
  const In throughput = in["ProvisionedThroughput"];
  table.on_demand = in["BillingMode"].text() == "PAY_PER_REQUEST";
  if (table.on_demand && throughput)
    throw wrong(
        "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is "
        "PAY_PER_REQUEST");
  if (!table.on_demand && !throughput)
    throw wrong(
        "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED");
  if (throughput) read_throughput(throughput, table.throughput);
  if (in["OnDemandThroughput"] && !table.on_demand)
    throw wrong("OnDemandThroughput can only be specified when BillingMode is PAY_PER_REQUEST");
  read_on_demand(in["OnDemandThroughput"], table.on_demand_limit);
  read_warm(in["WarmThroughput"], table.warm);
}

void need(const In& in, std::string_view name) {
  if (!in)
    throw refused(
        fmt::format("1 validation error detected: Value null at '{}' failed to satisfy constraint: Member "
                    "must not be null",
                    name));
}

// What CreateTable says of the table, checked.
Table defined_by(const Call& call) {
  const In& in = call.in;
  if (in["GlobalTableSourceArn"] || in["GlobalTableSettingsReplicationMode"])
    throw unplayed.says("A replica of a global table");
  need(in["AttributeDefinitions"], "attributeDefinitions");
  need(in["KeySchema"], "keySchema");
  Table table;
  read_billing(in, table);
  for (const In& attribute : in["AttributeDefinitions"])
    table.attributes.push_back(
        {std::string(attribute["AttributeName"].text()), std::string(attribute["AttributeType"].text())});
  table.key = read_keys(in["KeySchema"]);
  for (const In& index : in["LocalSecondaryIndexes"]) table.indexes.push_back(read_index(index, false));
  for (const In& index : in["GlobalSecondaryIndexes"]) table.indexes.push_back(read_index(index, true));
  check_definition(table, in);
  check_stream(in["StreamSpecification"]);
  set_encryption(call, in["SSESpecification"], table);
  table.table_class = in["TableClass"].text();
  table.deletion_protection = in["DeletionProtectionEnabled"].boolean();
  read_tags(in["Tags"], table.tags);
  if (in["ResourcePolicy"])
    table.policy = {policy_of(in["ResourcePolicy"].text()), revision_after(call.now(), {})};
  return table;
}

}  // namespace

kit::Outcome create_table(Call& call, State& state) {
  const std::string name = name_of(call.in["TableName"].text());
  Table table = defined_by(call);
  if (find_table(call, state, name)) return exists.says(name);
  add_table(call, state, name, std::move(table));
  const In stream = call.in["StreamSpecification"];
  if (stream["StreamEnabled"].boolean())
    start_stream(call.turn(), state, name, stream["StreamViewType"].text());
  const Table& made = *state.tables.find(name);
  state.items.open(made, call.now());
  show_table(call, state, name, made, call.out["TableDescription"].structure(20));
  return {};
}

kit::Outcome describe_table(Call& call, State& state) {
  const std::string name = name_of(call.in["TableName"].text());
  show_table(call, state, name, table_of(call, state, name), call.out["Table"].structure(20));
  return {};
}

kit::Outcome list_tables(Call& call, State& state) {
  const std::string_view after = call.in["ExclusiveStartTableName"].text();
  const auto limit = static_cast<std::uint32_t>(call.in["Limit"].integer(usual_page));
  std::vector<std::string> going;  // a look may be the last that they need
  for (const auto& [name, row] : state.tables.rows())
    if (row->row.stage.move == "delete") going.push_back(name);
  for (const std::string& name : going) find_table(call, state, name);
  const OutList names = call.out["TableNames"].list();
  std::string last;
  const auto& rows = state.tables.rows();
  auto at = after.empty() ? rows.begin() : rows.upper_bound(std::string(after));
  for (; at != rows.end() && names.size() < limit; ++at) names.add() = last = at->first;
  if (at != rows.end()) call.out["LastEvaluatedTableName"] = last;
  return {};
}

kit::Outcome delete_table(Call& call, State& state) {
  const std::string name = name_of(call.in["TableName"].text());
  const Table& table = table_of(call, state, name);
  check_at_rest(table, name);
  if (table.deletion_protection)
    return refused(
        "Resource cannot be deleted as it is currently protected against deletion. Disable deletion "
        "protection "
        "first.");
  {
    auto edit = state.tables.edit(name);
    begin(call.turn(), *edit, "delete");
    std::erase_if(edit->indexes, [](const Index& index) { return index.global; });
  }
  show_deleted(call, state, name, *state.tables.find(name), call.out["TableDescription"].structure(20));
  // Nobody needs to look for it to be gone.
  if (call.turn().progression(table_life.model).kind == kit::Progression::immediate)
    remove_table(state, call.turn(), name);
  return {};
}

}  // namespace understudy::dynamodb
