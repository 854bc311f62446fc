// Checks, capacity and what else operations on items share.
#include "services/dynamodb/requests.hpp"

#include <algorithm>
#include <set>

namespace understudy::dynamodb {
namespace {

constexpr std::string_view schema_mismatch = "The provided key element does not match the schema";

std::string_view empty_kind(Type type) { return type == Type::string ? "string" : "binary"; }

void check_size(Attribute key, bool sort) {
  if (key.is(Type::number)) return;
  if (!sort && key.text().size() > largest_partition_key)  // no space, as AWS has it
    throw wrong("Size of hashkey has exceeded the maximum size limit of2048 bytes");
  if (sort && key.text().size() > largest_sort_key)
    throw wrong("Aggregated size of all range keys has exceeded the size limit of 1024 bytes");
}

void check_not_empty(Attribute key, const KeyPart& part) {
  if (!key.is(Type::number) && key.text().empty())
    throw refused(
        fmt::format("{}The AttributeValue for a key attribute cannot contain an empty {} value. Key: {}",
                    not_valid, empty_kind(part.type), part.name));
}

void check_own_part(const Item& item, const KeyPart& part, bool sort) {
  const Attribute value = item.find(part.name);
  if (!value) throw wrong(fmt::format("Missing the key {} in the item", part.name));
  if (!value.is(part.type))
    throw wrong(fmt::format("Type mismatch for key {} expected: {} actual: {}", part.name,
                            short_name(part.type), short_name(value.type())));
  check_not_empty(value, part);
  check_size(value, sort);
}

void check_index_part(const Item& item, const KeyPart& part, bool sort, const Index& index, bool updated) {
  const Attribute value = item.find(part.name);
  if (!value) return;
  if (!value.is(part.type))
    throw wrong(fmt::format("Type mismatch for Index Key {} Expected: {} Actual: {} IndexName: {}", part.name,
                            short_name(part.type), short_name(value.type()), index.name));
  if (!value.is(Type::number) && value.text().empty()) {
    if (updated)
      throw refused(
          fmt::format("{}The update expression attempted to update a secondary index key to a value that is "
                      "not supported. "
                      "The AttributeValue for a key attribute cannot contain an empty {} value.",
                      not_valid, empty_kind(part.type)));
    throw refused(fmt::format(
        "{}A value specified for a secondary index key is not supported. The AttributeValue for a key "
        "attribute cannot contain an empty {} value. IndexName: {}, IndexKey: {}",
        not_valid, empty_kind(part.type), index.name, part.name));
  }
  check_size(value, sort);
}

template <class F>
void each_index_part(const Table& table, const Space& space, F&& f) {
  for (const Index& index : table.indexes) {
    const IndexTree* tree = space.index(index.number);
    if (!tree) continue;
    for (const KeyPart& part : tree->keys.partition) f(part, false, index);
    for (const KeyPart& part : tree->keys.sort) f(part, true, index);
  }
}

bool has_all(const Item& item, const Index& index) {
  return item && std::ranges::all_of(index.key, [&](const KeyElement& e) { return bool(item.find(e.name)); });
}

bool same_named(const Item& a, const Item& b, const std::vector<std::string_view>& names) {
  if (names.empty()) return a == b;
  return std::ranges::all_of(names, [&](std::string_view name) {
    const Attribute x = a.find(name), y = b.find(name);
    return (!x && !y) || (x && y && x == y);
  });
}

double used_in_index(const Table& table, const Index& index, const Item& before, const Item& after) {
  const bool was = has_all(before, index), is = has_all(after, index);
  if (!was && !is) return 0;
  const auto names = projected_names(table, index);
  const double old_units = was ? write_units(bytes_of(before, names)) : 0;
  const double new_units = is ? write_units(bytes_of(after, names)) : 0;
  if (!was || !is) return old_units + new_units;
  const bool moves = !std::ranges::all_of(
      index.key, [&](const KeyElement& e) { return before.find(e.name) == after.find(e.name); });
  if (moves) return old_units + new_units;  // one is deleted, one is put
  return same_named(before, after, names) ? 0 : std::max(old_units, new_units);
}

}  // namespace

// ---- Checking

std::vector<KeyPart> all_parts(const Keys& keys) {
  std::vector<KeyPart> all = keys.partition;
  all.insert(all.end(), keys.sort.begin(), keys.sort.end());
  return all;
}

void check_key(const Item& key, const Keys& keys) {
  if (key.size() != keys.partition.size() + keys.sort.size()) throw refused(std::string(schema_mismatch));
  for (const bool sort : {false, true})
    for (const KeyPart& part : sort ? keys.sort : keys.partition) {
      const Attribute value = key.find(part.name);
      if (!value.is(part.type)) throw refused(std::string(schema_mismatch));
      check_not_empty(value, part);
      check_size(value, sort);
    }
}

void check_item(const Item& item, const Table& table, const Space& space) {
  for (const KeyPart& part : space.keys.partition) check_own_part(item, part, false);
  for (const KeyPart& part : space.keys.sort) check_own_part(item, part, true);
  each_index_part(table, space, [&](const KeyPart& part, bool sort, const Index& index) {
    check_index_part(item, part, sort, index, false);
  });
}

void check_updated(const Item& before, const Item& after, const Table& table, const Space& space) {
  each_index_part(table, space, [&](const KeyPart& part, bool sort, const Index& index) {
    const Attribute old = before.find(part.name), now = after.find(part.name);
    if (now && !(old && old == now)) check_index_part(after, part, sort, index, true);
  });
}

void check_no_key_updated(const Update& update, const Keys& keys) {
  if (!update) return;
  for (const auto* parts : {&keys.partition, &keys.sort})
    if (const std::string_view written = update.writes(*parts); !written.empty())
      throw wrong(fmt::format("Cannot update attribute {}. This attribute is part of the key", written));
}

Item updated(const Update& update, const Item& before, const Item& key) {
  if (!before && update.only_removes()) return {};
  const Item& from = before ? before : key;
  return update ? update.apply(from) : from;
}

kit::Failure condition_failed(const Call& call, const In& in, const Item& item) {
  kit::Failure failure("ConditionalCheckFailedException", "The conditional request failed");
  if (item && in["ReturnValuesOnConditionCheckFailure"].text() == "ALL_OLD") {
    failure.fields = kit::Value::structure(call.arena(), 1);
    failure.fields.set(call.arena(), Key("Item").id) = answer_of(call.base(), item);
  }
  return failure;
}

// ---- Capacity

double Used::total() const {
  double all = table;
  for (const auto& [index, units] : indexes) all += units;
  return all;
}

void Used::add(const Index* index, double units) {
  const auto known = std::ranges::find(indexes, index, &std::pair<const Index*, double>::first);
  if (known == indexes.end()) {
    indexes.emplace_back(index, units);
  } else {
    known->second += units;
  }
}

void Used::add(const Used& other) {
  table += other.table;
  for (const auto& [index, units] : other.indexes) add(index, units);
}

void Used::times(double factor) {
  table *= factor;
  for (auto& [index, units] : indexes) units *= factor;
}

Used used_by_write(const Table& table, const Item& before, const Item& after) {
  Used used;
  used.table = write_units(std::max(before.bytes(), after.bytes()));
  for (const Index& index : table.indexes)
    if (const double units = used_in_index(table, index, before, after); units > 0)
      used.indexes.emplace_back(&index, units);
  return used;
}

void show_used(std::string_view wanted, const std::string& name, const Used& used, Kind kind,
               const Slot& slot) {
  const auto units = [&](const Out& out, double n) {
    out["CapacityUnits"] = n;
    if (kind == Kind::transaction_read) out["ReadCapacityUnits"] = n;
    if (kind == Kind::transaction_write) out["WriteCapacityUnits"] = n;
  };
  const Out out = slot.structure(6);
  out["TableName"] = name;
  units(out, used.total());
  if (wanted != "INDEXES") return;
  units(out["Table"].structure(2), used.table);
  for (const bool global : {false, true}) {
    std::optional<OutMap> map;
    for (const auto& [index, n] : used.indexes) {
      if (index->global != global) continue;
      if (!map) map = (global ? out["GlobalSecondaryIndexes"] : out["LocalSecondaryIndexes"]).map();
      units((*map)[index->name].structure(2), n);
    }
  }
}

void show_used(const Call& call, const std::string& name, const Used& used) {
  if (wants_capacity(call.in))
    show_used(call.in["ReturnConsumedCapacity"].text(), name, used, Kind::plain,
              call.out["ConsumedCapacity"]);
}

// ---- Indexes

std::vector<std::string_view> projected_names(const Table& table, const Index& index) {
  std::vector<std::string_view> names;
  if (index.projection == "ALL") return names;
  const auto add = [&](std::string_view name) {
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  };
  for (const KeyElement& element : table.key) add(element.name);
  for (const KeyElement& element : index.key) add(element.name);
  for (const std::string& name : index.included) add(name);
  return names;
}

std::uint64_t bytes_of(const Item& item, const std::vector<std::string_view>& names) {
  if (names.empty()) return item.bytes();
  std::uint64_t bytes = 0;
  for (const std::string_view name : names)
    if (const Attribute value = item.find(name)) bytes += name.size() + value.bytes();
  return bytes;
}

// ---- Item collections

bool wants_metrics(const Call& call, const Table& table) {
  return call.in["ReturnItemCollectionMetrics"].text() == "SIZE" &&
         std::ranges::any_of(table.indexes, [](const Index& index) { return !index.global; });
}

void show_metrics(const Table& table, const Item& item, const Out& out) {
  const OutMap key = out["ItemCollectionKey"].map(1);
  kit::Arena& arena = out.arena();
  key[table.partition_key()] = value_of(item.find(table.partition_key()), arena);
  // An estimate in steps of a gigabyte (API reference, ItemCollectionMetrics).
  const OutList range = out["SizeEstimateRangeGB"].list(2);
  range.add() = 0.0;
  range.add() = 1.0;
}

}  // namespace understudy::dynamodb
