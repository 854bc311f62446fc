// GetItem, BatchGetItem and TransactGetItems.
#include <algorithm>

#include "services/dynamodb/handlers.hpp"
#include "services/dynamodb/requests.hpp"

namespace understudy::dynamodb {
namespace {

constexpr std::uint64_t largest_answer = 16 * 1024 * 1024;
constexpr std::size_t most_keys = 100;

kit::Value shown(const Call& call, const Item& item, const Projection& projection) {
  return answer_of(call.base(), projection ? projection.pick(item) : item);
}

double read_cost(const Item* item, bool consistent) {
  return read_units(item ? item->bytes() : 0) * (consistent ? 1.0 : 0.5);
}

}  // namespace

kit::Outcome get_item(Call& call, State& state) {
  const std::string name = name_of(call.in["TableName"].text());
  const Item its_key = item_of(call.in["Key"].value());
  const Expressions asked(call.in, Form::get_item, call.arena(), state.cache);
  const Table& table = table_for_items(call, state, name);
  const Space& space = state.items.space(table.number);
  check_key(its_key, space.keys);
  const Item* item = state.items.item(item_key(table.number, space.keys, its_key));
  if (item) call.out["Item"] = shown(call, *item, asked.projection);
  if (wants_capacity(call.in)) {
    Used used;
    used.table = read_cost(item, call.in["ConsistentRead"].boolean());
    show_used(call, name, used);
  }
  return {};
}

// ---- BatchGetItem

namespace {

struct BatchTable {
  std::string_view asked_as;  // a name or an ARN, and so it is answered
  std::string name;
  In in;
  Expressions asked;
  std::vector<Item> keys;
};

std::vector<BatchTable> batch_tables(const Call& call, State& state) {
  std::vector<BatchTable> tables;
  const In requests = call.in["RequestItems"];
  std::size_t count = 0;
  for (std::uint32_t i = 0; i < requests.size(); ++i) {
    const auto [name, in] = requests.entry(i);
    tables.push_back(
        {name, name_of(name), in, Expressions(in, Form::get_item, call.arena(), state.cache), {}});
    for (const In& key : in["Keys"]) {
      tables.back().keys.push_back(item_of(key.value()));
      const auto& keys = tables.back().keys;
      if (std::find(keys.begin(), keys.end() - 1, keys.back()) != keys.end() - 1)
        throw refused("Provided list of item keys contains duplicates");
      if (++count > most_keys) throw refused("Too many items requested for the BatchGetItem call");
    }
  }
  return tables;
}

// What was left of one table's request, as the client would ask for it.
void show_unprocessed(const BatchTable& batch, std::size_t from, const Slot& slot) {
  const Out out = slot.structure(5);
  const OutList keys = out["Keys"].list();
  std::size_t place = 0;
  for (const In& key : batch.in["Keys"])
    if (place++ >= from) keys.add() = key.value();
  for (const Key member : {Key("AttributesToGet"), Key("ConsistentRead"), Key("ProjectionExpression"),
                           Key("ExpressionAttributeNames")})
    if (batch.in[member]) out[member] = batch.in[member].value();
}

}  // namespace

kit::Outcome batch_get_item(Call& call, State& state) {
  const std::vector<BatchTable> tables = batch_tables(call, state);
  for (const BatchTable& batch : tables) {
    const Table& table = table_for_items(call, state, batch.name);
    for (const Item& key : batch.keys) check_key(key, state.items.space(table.number).keys);
  }
  const OutMap responses = call.out["Responses"].map();
  const OutMap unprocessed = call.out["UnprocessedKeys"].map();
  std::vector<Used> used;
  std::uint64_t bytes = 0;
  bool full = false;
  for (const BatchTable& batch : tables) {
    const Table& table = *state.tables.find(batch.name);
    const Space& space = state.items.space(table.number);
    const OutList items = responses[batch.asked_as].list(static_cast<std::uint32_t>(batch.keys.size()));
    used.emplace_back();
    for (std::size_t i = 0; i < batch.keys.size(); ++i) {
      const Item* item = state.items.item(item_key(table.number, space.keys, batch.keys[i]));
      if (item && bytes + item->bytes() > largest_answer) full = true;
      if (full) {
        show_unprocessed(batch, i, unprocessed[batch.asked_as]);
        break;
      }
      used.back().table += read_cost(item, batch.in["ConsistentRead"].boolean());
      if (!item) continue;
      bytes += item->bytes();
      items.add() = shown(call, *item, batch.asked.projection);
    }
  }
  if (!wants_capacity(call.in)) return {};
  const OutList capacity = call.out["ConsumedCapacity"].list();
  for (std::size_t t = 0; t < tables.size(); ++t)
    show_used(call.in["ReturnConsumedCapacity"].text(), tables[t].name, used[t], Kind::plain, capacity.add());
  return {};
}

// ---- TransactGetItems

namespace {

struct Get {
  std::string name;
  Item given;
  Expressions asked;
  ItemKey key;
  bool operator==(const Get& other) const { return key == other.key; }
};

}  // namespace

kit::Outcome transact_get_items(Call& call, State& state) {
  std::vector<Get> gets;
  for (const In& one : call.in["TransactItems"]) {
    const In get = one["Get"];
    std::string name = name_of(get["TableName"].text());
    Item its_key = item_of(get["Key"].value());
    gets.push_back({std::move(name),
                    std::move(its_key),
                    Expressions(get, Form::get_item, call.arena(), state.cache),
                    {}});
  }
  check_each(call, gets.size(), [&](std::size_t i) {
    const Table& table = table_for_items(call, state, gets[i].name);
    const Space& space = state.items.space(table.number);
    check_key(gets[i].given, space.keys);
    gets[i].key = item_key(table.number, space.keys, gets[i].given);
  });
  for (auto get = gets.begin(); get != gets.end(); ++get)
    if (std::find(gets.begin(), get, *get) != get)
      return refused("Transaction request cannot include multiple operations on one item");
  std::vector<std::pair<std::string, Used>> used;
  const OutList responses = call.out["Responses"].list(static_cast<std::uint32_t>(gets.size()));
  for (const Get& get : gets) {
    const Item* item = state.items.item(get.key);
    const Out response = responses.add().structure(1);
    if (item) response["Item"] = shown(call, *item, get.asked.projection);
    auto known = std::ranges::find(used, get.name, &std::pair<std::string, Used>::first);
    if (known == used.end()) known = used.insert(used.end(), {get.name, Used()});
    known->second.table += 2 * read_units(item ? item->bytes() : 0);
  }
  if (!wants_capacity(call.in)) return {};
  const OutList capacity = call.out["ConsumedCapacity"].list();
  for (const auto& [name, units] : used)
    show_used(call.in["ReturnConsumedCapacity"].text(), name, units, Kind::transaction_read, capacity.add());
  return {};
}

}  // namespace understudy::dynamodb
