// Finding stacks and what they export.
#include <algorithm>

#include "services/cloudformation/state.hpp"

namespace understudy::cloudformation {

const std::string* find_stack(const State& state, std::string_view name_or_id) {
  const std::string wanted(name_or_id);
  if (const auto at = state.stacks.rows().find(wanted); at != state.stacks.rows().end()) return &at->first;
  const auto& names = state.stacks.by<ByName>().tree();
  const auto named = names.find(wanted);
  return named == names.end() ? nullptr : &named->second;
}

std::string stack_of(const State& state, std::string_view name_or_id) {
  const std::string* id = find_stack(state, name_or_id);
  if (!id) throw no_stack.says(name_or_id);
  return *id;
}

std::optional<Exported> find_export(const State& state, std::string_view name) {
  for (const auto& [id, row] : state.stacks.rows()) {
    if (row->row.gone()) continue;
    for (const Output& output : row->row.definition.outputs)
      if (output.exported == name) return Exported{id, output.value};
  }
  return std::nullopt;
}

std::vector<std::string> importers(const State& state, std::string_view name) {
  std::vector<std::string> names;
  for (const auto& [id, row] : state.stacks.rows()) {
    const auto& imports = row->row.definition.imports;
    if (!row->row.gone() && std::ranges::find(imports, name) != imports.end()) names.push_back(row->row.name);
  }
  return names;
}

}  // namespace understudy::cloudformation
