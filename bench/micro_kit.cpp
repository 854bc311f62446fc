// Microbenchmarks of the kit: a row's way through a table and its index, at different depths.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <optional>
#include <string>

#include "services/kit/table.hpp"

namespace understudy::bench {
namespace {

struct Item {
  std::int64_t due = 0;
  std::string body;
};
struct ByDue {
  static std::optional<std::pair<std::int64_t, std::uint64_t>> key(const std::uint64_t& id,
                                                                   const Item& item) {
    return {{item.due, id}};
  }
};
using Items = kit::Table<Item, std::uint64_t, ByDue>;

// What a message does: it comes, is taken from the front of the index, put back as seen, and goes.
void row_lives(benchmark::State& state) {
  Items items;
  std::uint64_t next = 0;
  const auto insert = [&] {
    items.insert(next, {static_cast<std::int64_t>(next), std::string(200, 'b')});
    items.commit();
    ++next;
  };
  for (std::int64_t i = 0; i < state.range(0); ++i) insert();
  for (auto _ : state) {
    insert();
    const std::uint64_t first = items.by<ByDue>().tree().begin()->second;
    items.edit(first)->due += 1'000'000'000;
    items.commit();
    items.erase(first);
    items.commit();
  }
}

void row_changes(benchmark::State& state, bool keep) {
  Items items;
  items.insert(1, {0, std::string(200, 'b')});
  items.commit();
  for (auto _ : state) {
    items.edit(1)->due += 1;
    if (keep) {
      items.commit();
    } else {
      items.rollback();
    }
  }
}

BENCHMARK(row_lives)->Arg(1000)->Arg(1000000);
BENCHMARK_CAPTURE(row_changes, committed, true);
BENCHMARK_CAPTURE(row_changes, rolled_back, false);

}  // namespace
}  // namespace understudy::bench
