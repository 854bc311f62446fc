// Tables by their names and ARNs.
#include <algorithm>

#include "services/dynamodb/state.hpp"
#include "services/kit/arn.hpp"

namespace understudy::dynamodb {
namespace {

constexpr std::string_view name_pattern = "[a-zA-Z0-9_.-]+";
constexpr std::size_t shortest_name = 3, longest_name = 255;

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
         c == '-';
}

}  // namespace

bool is_table_name(std::string_view name) {
  return name.size() >= shortest_name && name.size() <= longest_name &&
         std::ranges::all_of(name, is_name_character);
}

std::string name_of(std::string_view table) {
  if (table.starts_with("arn:")) {
    const auto arn = kit::Arn::parse(table);
    if (arn && arn->service == "dynamodb" && arn->type() == "table" && is_table_name(arn->id()))
      return std::string(arn->id());
    throw refused("Invalid TableArn: Invalid ResourceArn provided as input " + std::string(table));
  }
  std::string faults;
  int count = 0;
  const auto fault = [&](std::string_view constraint) {
    faults += fmt::format("{}Value '{}' at 'tableName' failed to satisfy constraint: {}", count++ ? "; " : "",
                          table, constraint);
  };
  if (table.empty() || !std::ranges::all_of(table, is_name_character))
    fault(fmt::format("Member must satisfy regular expression pattern: {}", name_pattern));
  if (table.size() < shortest_name) fault("Member must have length greater than or equal to 3");
  if (table.size() > longest_name) fault("Member must have length less than or equal to 255");
  if (count > 0)
    throw refused(fmt::format("{} validation error{} detected: {}", count, count > 1 ? "s" : "", faults));
  return std::string(table);
}

const Defined* Table::attribute(std::string_view name) const {
  const auto found = std::ranges::find(attributes, name, &Defined::name);
  return found == attributes.end() ? nullptr : &*found;
}

const Index* Table::index(std::string_view name) const {
  const auto found = std::ranges::find(indexes, name, &Index::name);
  return found == indexes.end() ? nullptr : &*found;
}

const Table* find_table(const Call& call, State& state, const std::string& name) {
  state.ready();
  const Table* table = state.tables.find(name);
  if (!table) return nullptr;
  const auto progression = call.turn().progression(table_life.model);
  const auto index_progression = call.turn().progression(index_life.model);
  const bool look = kit::would_look(table->stage, progression) ||
                    std::ranges::any_of(table->indexes, [&](const Index& index) {
                      return kit::would_look(index.stage, index_progression);
                    });
  if (!look) return table;
  {
    auto edit = state.tables.edit(name);
    kit::look(edit->stage, table_life, progression);
    for (Index& index : edit->indexes)
      if (kit::look(index.stage, index_life, index_progression) && index.stage.state == "ACTIVE")
        index.backfilling = false;
    std::erase_if(edit->indexes, [](const Index& index) { return index.stage.state == "DELETED"; });
  }
  if (state.tables.find(name)->stage.state == "DELETED") {
    remove_table(state, call.turn(), name);
    return nullptr;
  }
  return state.tables.find(name);
}

const Table& table_of(const Call& call, State& state, const std::string& name, const kit::Error& missing) {
  if (const Table* table = find_table(call, state, name)) return *table;
  throw missing.says(name);
}

// A moving table is looked at only where the next look shows the end: operations on items are no polling.
const Table& table_for_items(const Call& call, State& state, const std::string& name) {
  state.ready();
  const Table* table = state.tables.find(name);
  if (table && !table->stage.move.empty() &&
      call.turn().progression(table_life.model).kind == kit::Progression::immediate)
    table = find_table(call, state, name);
  if (!table || !table->ready()) throw kit::Failure(no_table);
  return *table;
}

void check_at_rest(const Table& table, const std::string& name) {
  constexpr std::pair<std::string_view, std::string_view> words[] = {
      {"CREATING", "created"}, {"UPDATING", "updated"}, {"DELETING", "deleted"}};
  for (const auto& [state, word] : words)
    if (table.stage.state == state) throw table_busy.says(word, name);
}

std::string arn_of(std::string_view region, std::string_view account, std::string_view table) {
  return fmt::format("arn:{}:dynamodb:{}:{}:table/{}", kit::partition_of(region), region, account, table);
}

std::string arn_of(const Call& call, std::string_view table) {
  return arn_of(call.region(), call.account(), table);
}

std::string index_arn(const Call& call, std::string_view table, std::string_view index) {
  return fmt::format("{}/index/{}", arn_of(call, table), index);
}

}  // namespace understudy::dynamodb
