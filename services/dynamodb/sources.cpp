// Tables and indexes as they are read.
#include "services/dynamodb/sources.hpp"

#include <algorithm>

namespace understudy::dynamodb {

std::vector<std::string_view> Source::key_names() const {
  std::vector<std::string_view> names;
  for (const KeyElement& element : table.key) names.push_back(element.name);
  if (index)
    for (const KeyElement& element : index->key)
      if (std::ranges::find(names, element.name) == names.end()) names.push_back(element.name);
  return names;
}

Source source_of(const Call& call, State& state, const std::string& name, std::string_view index,
                 bool consistent) {
  const Table& table = table_for_items(call, state, name);
  Source source{name, table, state.items.space(table.number), nullptr, nullptr, {}};
  if (index.empty()) return source;
  source.index = table.index(index);
  if (source.index) source.tree = source.space.index(source.index->number);
  if (!source.tree || source.index->stage.move == "delete")
    throw refused(fmt::format("The table does not have the specified index: {}", index));
  if (source.index->global && consistent)
    throw refused("Consistent reads are not supported on global secondary indexes");
  if (source.tree->next || (source.index->backfilling && source.index->stage.state == "CREATING"))
    throw refused(fmt::format("Cannot read from backfilling global secondary index: {}", index));
  source.projected = projected_names(table, *source.index);
  return source;
}

Start start_at(const Source& source, const Item& keys) {
  Start start;
  start.item = item_key(source.table.number, source.space.keys, keys);
  start.given = true;
  if (source.tree) {
    auto entry = index_key(source.tree->keys, source.space.keys, keys);
    start.given = entry.has_value();
    if (entry) start.entry = std::move(*entry);
  }
  return start;
}

Bounds bounds_of(const KeyRange& range) {
  Bounds bounds;
  bounds.hash = scatter(range.partition);
  std::string base;
  for (const Attribute& part : range.partition) append_part(base, part);
  for (const Attribute& part : range.prefix) append_part(base, part);
  const auto with = [&](Attribute part) {
    std::string bytes = base;
    append_part(bytes, part);
    return bytes;
  };
  bounds.low = base;
  bounds.high = behind(base);
  using By = KeyRange::By;
  switch (range.by) {
    case By::all: break;
    case By::equal:
      bounds.low = with(range.low);
      bounds.high = behind(bounds.low);
      break;
    case By::less: bounds.high = with(range.low); break;
    case By::less_equal: bounds.high = behind(with(range.low)); break;
    case By::greater: bounds.low = behind(with(range.low)); break;
    case By::greater_equal: bounds.low = with(range.low); break;
    case By::between:
      bounds.low = with(range.low);
      bounds.high = behind(with(range.high));
      break;
    case By::begins_with:
      append_beginning(bounds.low, range.low);
      bounds.high = behind(bounds.low);
      break;
  }
  return bounds;
}

}  // namespace understudy::dynamodb
