// The calls that wait in a shard: three views of the same calls.
#include "actors/parking.hpp"

#include <algorithm>

namespace understudy::actors {

Ticket Parking::park(Waiting waiting) {
  Ticket& ticket = waiting.call->shard.ticket;
  if (ticket == 0) ticket = ++last_;
  const Ticket placed = ticket;
  if (waiting.until != kit::never) by_until_.emplace(waiting.until, placed);
  if (!waiting.key.empty()) by_key_[waiting.key].insert(placed);
  waiting_.insert_or_assign(placed, std::move(waiting));
  return placed;
}

std::optional<Waiting> Parking::take(Ticket ticket) {
  const auto found = waiting_.find(ticket);
  if (found == waiting_.end()) return std::nullopt;
  std::optional<Waiting> taken(std::move(found->second));
  waiting_.erase(found);
  if (taken->until != kit::never) by_until_.erase({taken->until, ticket});
  if (!taken->key.empty()) {
    const auto group = by_key_.find(taken->key);
    group->second.erase(ticket);
    if (group->second.empty()) by_key_.erase(group);
  }
  // A burst's memory goes with the burst: an idle shard is small.
  if (waiting_.empty() && waiting_.capacity() > 64) {
    waiting_ = {};
    by_key_ = {};
  }
  return taken;
}

const Waiting* Parking::find(Ticket ticket) const {
  const auto found = waiting_.find(ticket);
  return found == waiting_.end() ? nullptr : &found->second;
}

Ticket Parking::oldest(std::string_view key, Ticket after) const {
  const auto group = by_key_.find(key);
  if (group == by_key_.end()) return 0;
  const auto next = group->second.upper_bound(after);
  return next == group->second.end() ? 0 : *next;
}

Ticket Parking::due(kit::Time now) const {
  return by_until_.empty() || by_until_.begin()->first > now ? 0 : by_until_.begin()->second;
}

std::vector<std::string> Parking::keys() const {
  std::vector<std::string> keys;
  for (const auto& [key, tickets] : by_key_) keys.insert(keys.end(), tickets.size(), key);
  return keys;
}

std::vector<Waiting> Parking::take_all() {
  std::vector<Waiting> all;
  all.reserve(waiting_.size());
  for (auto& [ticket, waiting] : waiting_) all.push_back(std::move(waiting));
  waiting_ = {};
  by_key_ = {};
  by_until_ = {};
  std::ranges::sort(all, {}, [](const Waiting& w) { return w.call->shard.ticket; });
  return all;
}

}  // namespace understudy::actors
