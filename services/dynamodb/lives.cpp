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
  state.items.open(*state.tables.find(name), turn.now);
}

void expire(State& state, Turn& turn) {
  const auto& expiries = state.items.expiries();
  if (expiries.empty() || expiries.begin()->first > turn.now) return;
  absl::flat_hash_map<std::uint64_t, const std::string*> names;
  for (const auto& [name, row] : state.tables.rows()) names.emplace(row->row.number, &name);
  for (std::size_t n = 0; n < slice && !expiries.empty() && expiries.begin()->first <= turn.now; ++n) {
    const ItemKey key = expiries.begin()->second;
    const auto name = names.find(key.table);
    if (name == names.end()) {  // left over, and not cleared away yet
      state.items.erase(key);
      continue;
    }
    commit_write(turn, state,
                 {*name->second, *state.tables.find(*name->second), key, *state.items.item(key), {}, true});
  }
  if (!expiries.empty() && expiries.begin()->first <= turn.now) state.expire_due = turn.now + between_slices;
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
  // What expires is known from the items alone, but only once they have been looked through. States are never
  // const objects.
  if (items.stale()) const_cast<State*>(this)->ready();
  Time next = kit::never;
  const auto soonest = [&](const auto& tree) {
    if (!tree.empty()) next = std::min(next, tree.begin()->first.first);
  };
  soonest(tables.by<ByStep>().tree());
  soonest(leftovers.by<ByDue>().tree());
  soonest(tokens.by<ByExpiry>().tree());
  if (!items.expiries().empty()) {
    const Time first = items.expiries().begin()->first;
    next = std::min(next, first < expire_due ? expire_due : first);
  }
  next = std::min(next, items.fill_due());
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
  if (expire_due <= turn.now) expire(*this, turn);
  if (items.fill_due() <= turn.now) items.fill(turn.now);
  trim(*this, turn);
  each_due(tokens.by<ByExpiry>().tree(), [&](const std::string& token) { tokens.erase(token); });
  each_due(leftovers.by<ByDue>().tree(), [&](std::uint64_t number) { clear_leftover(*this, turn, number); });
}

}  // namespace understudy::dynamodb
