// Settings of tables beside UpdateTable: time to live, continuous backups; and an account's limits.
#include "services/dynamodb/handlers.hpp"

namespace understudy::dynamodb {
namespace {

constexpr std::int64_t account_units = 80000, table_units = 40000;  // quotas of a new account
constexpr std::int64_t endpoint_cache_minutes = 1440;

void show_continuous_backups(const Call& call, const Table& table, const Out& out) {
  out["ContinuousBackupsStatus"] = "ENABLED";
  const Out point = out["PointInTimeRecoveryDescription"].structure(4);
  point["PointInTimeRecoveryStatus"] = table.recovery.since ? "ENABLED" : "DISABLED";
  if (!table.recovery.since) return;
  point["RecoveryPeriodInDays"] = table.recovery.days;
  point["EarliestRestorableDateTime"] = earliest_restorable(table, call.now());
  point["LatestRestorableDateTime"] = latest_restorable(table, call.now());
}

}  // namespace

kit::Outcome update_time_to_live(Call& call, State& state) {
  const std::string name = name_of(call.in["TableName"].text());
  const In asked = call.in["TimeToLiveSpecification"];
  const bool enable = asked["Enabled"].boolean();
  const std::string_view attribute = asked["AttributeName"].text();
  const Table& table = table_of(call, state, name);
  const bool enabled = !table.ttl.attribute.empty();
  if (enable && enabled) return refused("TimeToLive is already enabled");
  if (!enable && !enabled) return refused("TimeToLive is already disabled");
  if (!enable && attribute != table.ttl.attribute)
    return refused(
        fmt::format("TimeToLive is active on a different AttributeName: current AttributeName is {}",
                    table.ttl.attribute));
  {
    auto edit = state.tables.edit(name);
    edit->ttl.attribute = enable ? attribute : std::string_view();
    edit->ttl.changed = call.now();
  }
  state.expire_due = std::max(state.expire_due, call.now());
  state.items.open(*state.tables.find(name), call.now());
  const Out out = call.out["TimeToLiveSpecification"].structure(2);
  out["Enabled"] = enable;
  out["AttributeName"] = attribute;
  return {};
}

kit::Outcome describe_time_to_live(Call& call, State& state) {
  const Table& table = table_of(call, state, name_of(call.in["TableName"].text()));
  const Out out = call.out["TimeToLiveDescription"].structure(2);
  out["TimeToLiveStatus"] = table.ttl.attribute.empty() ? "DISABLED" : "ENABLED";
  if (!table.ttl.attribute.empty()) out["AttributeName"] = table.ttl.attribute;
  return {};
}

kit::Outcome update_continuous_backups(Call& call, State& state) {
  const std::string name = name_of(call.in["TableName"].text());
  const Table& table = table_of(call, state, name, table_not_found);
  const In asked = call.in["PointInTimeRecoverySpecification"];
  const bool enable = asked["PointInTimeRecoveryEnabled"].boolean();
  const In days = asked["RecoveryPeriodInDays"];
  if (!enable && days)
    return wrong("RecoveryPeriodInDays can only be specified when point in time recovery is enabled");
  const bool stops = table.recovery.since && !enable;
  const std::uint64_t number = table.number;
  {
    auto edit = state.tables.edit(name);
    if (!enable) {
      edit->recovery = {};
    } else {
      if (!edit->recovery.since) edit->recovery.since = call.now();
      edit->recovery.days = days.integer(edit->recovery.days);
    }
  }
  if (stops) forget_history(state, number);
  show_continuous_backups(call, *state.tables.find(name),
                          call.out["ContinuousBackupsDescription"].structure(2));
  return {};
}

kit::Outcome describe_continuous_backups(Call& call, State& state) {
  const Table& table = table_of(call, state, name_of(call.in["TableName"].text()), table_not_found);
  show_continuous_backups(call, table, call.out["ContinuousBackupsDescription"].structure(2));
  return {};
}

kit::Outcome describe_limits(Call& call, State&) {
  call.out["AccountMaxReadCapacityUnits"] = account_units;
  call.out["AccountMaxWriteCapacityUnits"] = account_units;
  call.out["TableMaxReadCapacityUnits"] = table_units;
  call.out["TableMaxWriteCapacityUnits"] = table_units;
  return {};
}

// Clients that discover endpoints come back to where they asked.
kit::Outcome describe_endpoints(Call& call, State&) {
  const Out endpoint = call.out["Endpoints"].list().add().structure(2);
  endpoint["Address"] = call.endpoint().host.empty() ? fmt::format("dynamodb.{}.amazonaws.com", call.region())
                                                     : std::string(call.endpoint().host);
  endpoint["CachePeriodInMinutes"] = endpoint_cache_minutes;
  return {};
}

}  // namespace understudy::dynamodb
