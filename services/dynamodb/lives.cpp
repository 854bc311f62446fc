// How tables, indexes and what belongs to them come, change and go, by looks and by the clock.
#include <algorithm>

#include "services/dynamodb/state.hpp"

namespace understudy::dynamodb {
namespace {

// Items cleared away in a turn, and the time between: a tenth or so of what a shard can do.
constexpr std::size_t slice = 500;
constexpr Duration between_slices = kit::milliseconds(10);

void step(State& state, Turn& turn, const std::string& name) {
  {
    auto edit = state.tables.edit(name);
    if (edit->stage.due <= turn.now) kit::tick(edit->stage, table_life, turn.progression(table_life.model));
    for (Index& index : edit->indexes)
      if (index.stage.due <= turn.now &&
          kit::tick(index.stage, index_life, turn.progression(index_life.model)))
        index.backfilling = index.backfilling && index.stage.state != "ACTIVE";
    std::erase_if(edit->indexes, [](const Index& index) { return index.stage.state == "DELETED"; });
  }
  if (state.tables.find(name)->stage.state == "DELETED") return remove_table(state, turn, name);
  state.items.open(*state.tables.find(name));
}

// The table of that number: expiring items know no more of it.
const std::string* name_of_number(const State& state, std::uint64_t number) {
  for (const auto& [name, row] : state.tables.rows())
    if (row->row.number == number) return &name;
  return nullptr;
}

void expire(State& state, Turn& turn) {
  const auto& expiries = state.items.expiries();
  while (!expiries.empty() && expiries.begin()->first <= turn.now) {
    const ItemKey key = expiries.begin()->second;
    const std::string* name = name_of_number(state, key.table);
    if (!name) {  // left over, and not cleared away yet
      state.items.erase(key);
      continue;
    }
    commit_write(turn, state, {*name, *state.tables.find(*name), key, *state.items.item(key), {}, true});
  }
}

void trim(State& state, Turn& turn) {
  const auto& by_age = state.records.by<ByAge>().tree();
  while (!by_age.empty() && by_age.begin()->first.first + record_life <= turn.now)
    state.records.erase(RecordKey(by_age.begin()->second));
}

void clear_leftover(State& state, Turn& turn, std::uint64_t number) {
  for (std::size_t n = 0; n < slice; ++n) {
    const auto at = state.items.rows().lower_bound({number, 0, {}});
    if (at == state.items.rows().end() || at->first.table != number) {
      state.items.close(number);
      state.leftovers.erase(number);
      return;
    }
    state.items.erase(ItemKey(at->first));
  }
  state.leftovers.edit(number)->due = turn.now + between_slices;
}

}  // namespace

Time next_step(const Table& table) {
  Time due = table.stage.due;
  for (const Index& index : table.indexes) due = std::min(due, index.stage.due);
  return due;
}

void begin(const Turn& turn, Table& table, std::string_view move) {
  kit::start(table.stage, table_life, move, turn.progression(table_life.model), turn.now);
}

void begin(const Turn& turn, Index& index, std::string_view move) {
  kit::start(index.stage, index_life, move, turn.progression(index_life.model), turn.now);
}

void add_table(const Call& call, State& state, const std::string& name, Table table) {
  table.number = state.next_number();
  table.id = call.random().uuid();
  table.created = call.now();
  if (table.on_demand) table.on_demand_since = call.now();
  begin(call.turn(), table, "create");
  for (Index& index : table.indexes) {
    index.number = state.next_number();
    if (index.global) begin(call.turn(), index, "create");
  }
  state.tables.insert(name, std::move(table));
}

void leave_items(State& state, Turn& turn, std::uint64_t number) {
  state.leftovers.insert(number, Leftover{turn.now});
}

void remove_table(State& state, Turn& turn, const std::string& name) {
  stop_stream(turn, state, name);
  const std::uint64_t number = state.tables.find(name)->number;
  forget_history(state, number);
  state.tables.erase(name);
  leave_items(state, turn, number);
}

std::uint64_t State::next_number() {
  if (counters.empty()) counters.insert("last", 0);
  return ++*counters.edit("last");
}

void State::ready() {
  if (items.stale()) items.rebuild(tables);
}

Time State::next_deadline() const {
  Time next = kit::never;
  const auto soonest = [&](const auto& tree) {
    if (!tree.empty()) next = std::min(next, tree.begin()->first.first);
  };
  soonest(tables.by<ByStep>().tree());
  soonest(leftovers.by<ByDue>().tree());
  soonest(tokens.by<ByExpiry>().tree());
  if (!items.expiries().empty()) next = std::min(next, items.expiries().begin()->first);
  const auto& by_age = records.by<ByAge>().tree();
  if (!by_age.empty()) next = std::min(next, by_age.begin()->first.first + record_life);
  return next;
}

void State::settle(Turn& turn) {
  ready();
  const auto each_due = [&](const auto& tree, auto&& f) {
    while (!tree.empty() && tree.begin()->first.first <= turn.now) {
      const auto key = tree.begin()->second;
      f(key);
    }
  };
  each_due(tables.by<ByStep>().tree(), [&](const std::string& name) { step(*this, turn, name); });
  expire(*this, turn);
  trim(*this, turn);
  each_due(tokens.by<ByExpiry>().tree(), [&](const std::string& token) { tokens.erase(token); });
  each_due(leftovers.by<ByDue>().tree(), [&](std::uint64_t number) { clear_leftover(*this, turn, number); });
}

}  // namespace understudy::dynamodb
