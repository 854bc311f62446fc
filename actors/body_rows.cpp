// Bodies' names beside the rows, and the files that nothing names any more.
#include "actors/body_rows.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace understudy::actors {
void BodyRows::begin() {
  absl::flat_hash_set<kit::Bodies::Number> named;
  database_.each_body([&](kit::Bodies::Number body, ShardNumber shard, std::string_view) {
    named.insert(body);
    shards_.insert(shard);
  });
  bodies_.collect([&](kit::Bodies::Number body) { return named.contains(body); });
}

void BodyRows::row(Group& group, ShardNumber shard, std::string_view table, std::string_view key,
                   const Named& named) {
  if (named.empty() && !shards_.contains(shard)) return;
  shards_.insert(shard);
  std::string row(table);
  row.append(1, '\0').append(key);
  auto found = now_.find({shard, row});
  if (found == now_.end()) found = now_.emplace(std::pair(shard, row), database_.bodies(shard, row)).first;
  Named before = std::exchange(found->second, named);
  if (before == named) return;
  Named gone, fresh;
  std::ranges::set_difference(before, named, std::back_inserter(gone));
  std::ranges::set_difference(named, before, std::back_inserter(fresh));
  for (const kit::Bodies::Number body : gone) group.no_body(body, shard, row);
  for (const kit::Bodies::Number body : fresh) group.body(body, shard, row);
  orphaned_.insert(orphaned_.end(), gone.begin(), gone.end());
  fresh_.insert(fresh_.end(), fresh.begin(), fresh.end());
  group.bodies(shard, row, named);
}

void BodyRows::no_shard(Group& group, ShardNumber shard) {
  if (!shards_.contains(shard)) return;
  database_.each_body([&](kit::Bodies::Number body, ShardNumber of, std::string_view row) {
    if (of != shard) return;
    group.no_body(body, shard, row);
    orphaned_.push_back(body);
  });
  for (auto& [place, named] : now_) {
    if (place.first != shard) continue;
    for (const kit::Bodies::Number body : named) {
      group.no_body(body, shard, place.second);
      orphaned_.push_back(body);
    }
    named.clear();
  }
}

bool BodyRows::sync() { return fresh_.empty() || bodies_.sync(fresh_); }

void BodyRows::written() {
  lost();
  for (const kit::Bodies::Number body : bodies_.let_go()) orphaned_.push_back(body);
  while (!orphaned_.empty()) {
    const kit::Bodies::Number body = orphaned_.back();
    // Whoever still holds it lets go of it one day.
    if (!bodies_.held(body) && !database_.names(body)) bodies_.erase(body);
    orphaned_.pop_back();
  }
}

void BodyRows::lost() {
  now_.clear();
  fresh_.clear();
}

}  // namespace understudy::actors
