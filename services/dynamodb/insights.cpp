// Contributor insights: the setting and its rules' names; nothing is measured.
#include <algorithm>

#include "services/dynamodb/handlers.hpp"

namespace understudy::dynamodb {
namespace {

constexpr std::string_view usual_mode = "ACCESSED_AND_THROTTLED_KEYS";

// The setting of a table or of one of its indexes.
struct Setting {
  std::string& mode;
  std::optional<Time>& changed;
};
Setting insights_of(Table& table, std::string_view index) {
  if (index.empty()) return {table.insights, table.insights_changed};
  const auto found = std::ranges::find(table.indexes, index, &Index::name);
  if (found == table.indexes.end())
    throw kit::Failure("ResourceNotFoundException",
                       fmt::format("Requested resource not found: Index: {} not found", index));
  return {found->insights, found->insights_changed};
}

void show(const Out& out, std::string_view table, std::string_view index, const std::string& mode) {
  out["TableName"] = table;
  if (!index.empty()) out["IndexName"] = index;
  out["ContributorInsightsStatus"] = mode.empty() ? "DISABLED" : "ENABLED";
  if (!mode.empty()) out["ContributorInsightsMode"] = mode;
}

}  // namespace

kit::Outcome update_contributor_insights(Call& call, State& state) {
  const std::string name = name_of(call.in["TableName"].text());
  table_of(call, state, name);
  const bool enable = call.in["ContributorInsightsAction"].text() == "ENABLE";
  const std::string_view index = call.in["IndexName"].text();
  auto edit = state.tables.edit(name);
  const auto [mode, changed] = insights_of(*edit, index);
  changed = call.now();
  mode = enable ? call.in["ContributorInsightsMode"].text(usual_mode) : std::string_view();
  call.out["TableName"] = name;
  if (!index.empty()) call.out["IndexName"] = index;
  call.out["ContributorInsightsStatus"] = enable ? "ENABLING" : "DISABLING";
  if (enable) call.out["ContributorInsightsMode"] = mode;
  return {};
}

kit::Outcome describe_contributor_insights(Call& call, State& state) {
  const std::string name = name_of(call.in["TableName"].text());
  Table table = table_of(call, state, name);
  const std::string_view index = call.in["IndexName"].text();
  const auto [mode, changed] = insights_of(table, index);
  show(call.out, name, index, mode);
  if (changed) call.out["LastUpdateDateTime"] = *changed;
  if (mode.empty()) return {};
  const std::string of = index.empty() ? name : fmt::format("{}-{}", name, index);
  const std::string created = std::to_string(kit::epoch_millis(table.created));
  const OutList rules = call.out["ContributorInsightsRuleList"].list();
  const bool sorted = table.key.size() > 1;
  const auto add = [&](std::string_view kind, std::string_view keys) {
    rules.add() = fmt::format("DynamoDBContributorInsights-{}{}-{}-{}", keys, kind, of, created);
  };
  for (const std::string_view kind : {"C", "T"}) {
    if (kind == "C" && mode != usual_mode) continue;
    add(kind, "PK");
    if (sorted) add(kind, "SK");
  }
  return {};
}

kit::Outcome list_contributor_insights(Call& call, State& state) {
  constexpr std::int64_t usual = 100;
  const std::int64_t most = std::max<std::int64_t>(1, call.in["MaxResults"].integer(usual));
  std::vector<std::array<std::string, 3>> all;  // table, index, mode
  const auto take = [&](const std::string& name, const Table& table) {
    if (!table.insights.empty()) all.push_back({name, "", table.insights});
    for (const Index& index : table.indexes)
      if (!index.insights.empty()) all.push_back({name, index.name, index.insights});
  };
  if (call.in["TableName"]) {
    const std::string name = name_of(call.in["TableName"].text());
    take(name, table_of(call, state, name));
  } else {
    for (const auto& [name, row] : state.tables.rows()) take(name, row->row);
  }
  const OutList list = call.out["ContributorInsightsSummaries"].list();
  const std::string_view after = call.in["NextToken"].text();
  for (const auto& [table, index, mode] : all) {
    const std::string place = table + "/" + index;
    if (place <= after) continue;
    if (list.size() == most) break;
    show(list.add().structure(4), table, index, mode);
    if (list.size() == most && place != all.back()[0] + "/" + all.back()[1]) call.out["NextToken"] = place;
  }
  return {};
}

}  // namespace understudy::dynamodb
