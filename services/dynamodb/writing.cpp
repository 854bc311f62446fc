// PutItem, DeleteItem and UpdateItem; and writes of several items, BatchWriteItem.
#include <algorithm>

#include "services/dynamodb/handlers.hpp"
#include "services/dynamodb/requests.hpp"

namespace understudy::dynamodb {
namespace {

constexpr std::size_t largest_batch = 25;

Item found(const State& state, const ItemKey& key) {
  const Item* item = state.items.item(key);
  return item ? *item : Item();
}

void check_return_values(const In& in) {
  const std::string_view wanted = in["ReturnValues"].text("NONE");
  if (wanted != "NONE" && wanted != "ALL_OLD") throw refused("ReturnValues can only be ALL_OLD or NONE");
}

void answer_attributes(const Call& call, const Item& item) {
  if (item) call.out["Attributes"] = answer_of(call.base(), item);
}

// An answer without any of them says nothing.
void answer_parts(const Call& call, const Projection& parts, const Item& item) {
  if (!item) return;
  if (const Item picked = parts.pick(item); picked.size() > 0) answer_attributes(call, picked);
}

void finish(const Call& call, State& state, const Write& write) {
  commit_write(call.turn(), state, write);
  if (wants_capacity(call.in))
    show_used(call, write.name, used_by_write(write.table, write.before, write.after));
  if (wants_metrics(call, write.table) && (write.before || write.after))
    show_metrics(write.table, write.after ? write.after : write.before,
                 call.out["ItemCollectionMetrics"].structure(2));
}

}  // namespace

kit::Outcome put_item(Call& call, State& state) {
  const std::string name = name_of(call.in["TableName"].text());
  const Item item = item_of(call.in["Item"].value());
  check_return_values(call.in);
  if (item.bytes() > largest_item) return item_too_large();
  const Expressions asked(call.in, Form::put_item, call.arena(), state.cache);
  const Table& table = table_for_items(call, state, name);
  const Space& space = state.items.space(table.number);
  check_item(item, table, space);
  const ItemKey key = item_key(table.number, space.keys, item);
  const Item before = found(state, key);
  if (!asked.condition.matches(before)) return condition_failed(call, call.in, before);
  if (call.in["ReturnValues"].text() == "ALL_OLD") answer_attributes(call, before);
  finish(call, state, {name, table, key, before, item});
  return {};
}

kit::Outcome delete_item(Call& call, State& state) {
  const std::string name = name_of(call.in["TableName"].text());
  const Item its_key = item_of(call.in["Key"].value());
  check_return_values(call.in);
  const Expressions asked(call.in, Form::delete_item, call.arena(), state.cache);
  const Table& table = table_for_items(call, state, name);
  const Space& space = state.items.space(table.number);
  check_key(its_key, space.keys);
  const ItemKey key = item_key(table.number, space.keys, its_key);
  const Item before = found(state, key);
  if (!asked.condition.matches(before)) return condition_failed(call, call.in, before);
  if (call.in["ReturnValues"].text() == "ALL_OLD") answer_attributes(call, before);
  finish(call, state, {name, table, key, before, {}});
  return {};
}

kit::Outcome update_item(Call& call, State& state) {
  const std::string name = name_of(call.in["TableName"].text());
  const Item its_key = item_of(call.in["Key"].value());
  const Expressions asked(call.in, Form::update_item, call.arena(), state.cache);
  const Table& table = table_for_items(call, state, name);
  const Space& space = state.items.space(table.number);
  check_key(its_key, space.keys);
  check_no_key_updated(asked.update, space.keys);
  const ItemKey key = item_key(table.number, space.keys, its_key);
  const Item before = found(state, key);
  if (!asked.condition.matches(before)) return condition_failed(call, call.in, before);
  const Item after = updated(asked.update, before, its_key);
  check_updated(before, after, table, space);
  const std::string_view wanted = call.in["ReturnValues"].text("NONE");
  if (wanted == "ALL_OLD") answer_attributes(call, before);
  if (wanted == "ALL_NEW") answer_attributes(call, after);
  if (wanted == "UPDATED_OLD" && asked.update) answer_parts(call, asked.update.paths(), before);
  if (wanted == "UPDATED_NEW" && asked.update) answer_parts(call, asked.update.paths(), after);
  finish(call, state, {name, table, key, before, after});
  return {};
}

// ---- BatchWriteItem

namespace {

struct Batched {
  const std::string* name;
  const Table* table;
  ItemKey key;
  Item after;  // none: delete
};

struct BatchTable {
  std::string name;
  In requests;
};

Item batched_item(const In& request, bool put) {
  const Item item =
      item_of(put ? request["PutRequest"]["Item"].value() : request["DeleteRequest"]["Key"].value());
  if (put && item.bytes() > largest_item) throw item_too_large();
  return item;
}

std::vector<BatchTable> batch_tables(const In& requests) {
  std::vector<BatchTable> tables;
  std::size_t count = 0;
  for (std::uint32_t i = 0; i < requests.size(); ++i) {
    const auto [name, list] = requests.entry(i);
    tables.push_back({name_of(name), list});
    count += list.size();
    for (const In& request : list) {
      if (bool(request["PutRequest"]) == bool(request["DeleteRequest"]))
        throw refused(
            "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the "
            "supported "
            "datatypes");
    }
  }
  if (count > largest_batch) throw refused("Too many items requested for the BatchWriteItem call");
  return tables;
}

void check_batched(const Item& item, bool put, const Table& table, const Space& space) {
  if (!put) return check_key(item, space.keys);
  for (const bool sort : {false, true})  // AWS says of a batch's items what it says of keys
    for (const KeyPart& part : sort ? space.keys.sort : space.keys.partition)
      if (!item.find(part.name).is(part.type))
        throw refused("The provided key element does not match the schema");
  check_item(item, table, space);
}

}  // namespace

kit::Outcome batch_write_item(Call& call, State& state) {
  const std::vector<BatchTable> tables = batch_tables(call.in["RequestItems"]);
  std::vector<std::vector<Item>> items;
  for (const BatchTable& batch : tables) {
    items.emplace_back();
    for (const In& request : batch.requests)
      items.back().push_back(batched_item(request, bool(request["PutRequest"])));
  }
  std::vector<Batched> writes;
  for (std::size_t t = 0; t < tables.size(); ++t) {
    const Table& table = table_for_items(call, state, tables[t].name);
    const Space& space = state.items.space(table.number);
    for (std::uint32_t i = 0; i < items[t].size(); ++i) {
      const bool put = bool(tables[t].requests[i]["PutRequest"]);
      check_batched(items[t][i], put, table, space);
      ItemKey key = item_key(table.number, space.keys, items[t][i]);
      if (std::ranges::find(writes, key, &Batched::key) != writes.end())
        return refused("Provided list of item keys contains duplicates");
      writes.push_back({&tables[t].name, &table, std::move(key), put ? items[t][i] : Item()});
    }
  }
  std::vector<std::pair<const std::string*, Used>> used;
  std::optional<OutMap> metrics;
  std::optional<OutList> collections;
  const std::string* last = nullptr;
  for (const Batched& write : writes) {
    const Item before = found(state, write.key);
    if (used.empty() || used.back().first != write.name) used.emplace_back(write.name, Used());
    used.back().second.add(used_by_write(*write.table, before, write.after));
    if (wants_metrics(call, *write.table) && (before || write.after)) {
      if (!metrics) metrics = call.out["ItemCollectionMetrics"].map();
      if (last != write.name) collections = (*metrics)[*write.name].list();
      last = write.name;
      show_metrics(*write.table, write.after ? write.after : before, collections->add().structure(2));
    }
    commit_write(call.turn(), state, {*write.name, *write.table, write.key, before, write.after});
  }
  call.out["UnprocessedItems"].map();
  if (wants_capacity(call.in)) {
    const OutList list = call.out["ConsumedCapacity"].list();
    for (const auto& [name, units] : used)
      show_used(call.in["ReturnConsumedCapacity"].text(), *name, units, Kind::plain, list.add());
  }
  return {};
}

}  // namespace understudy::dynamodb
