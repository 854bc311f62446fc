// The calls that wait in a shard: for a key to change, for an instant, or for another shard's answer.
#pragma once

#include <absl/container/btree_map.h>
#include <absl/container/btree_set.h>
#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "actors/text_map.hpp"
#include "services/kit/call.hpp"

namespace understudy::actors {

using Ticket = std::uint64_t;  // the order of arrival; 0: none

struct Waiting {
  kit::Ref<kit::Call> call;
  kit::Time until = kit::never;
  std::string key;            // empty: no key wakes it
  kit::Ref<kit::Call> asked;  // whose answer it awaits, else null
};

// A call waits at most once and keeps its ticket (call->shard.ticket) when it parks again, so that it stays
// where it was among those of its key. Everything is logarithmic.
class Parking {
 public:
  Ticket park(Waiting waiting);
  std::optional<Waiting> take(Ticket ticket);  // none when it no longer waits
  const Waiting* find(Ticket ticket) const;
  Ticket oldest(std::string_view key, Ticket after) const;  // with a ticket above `after`; 0: none
  Ticket due(kit::Time now) const;                          // the first whose instant has come; 0: none
  kit::Time next() const { return by_until_.empty() ? kit::never : by_until_.begin()->first; }
  std::vector<Waiting> take_all();        // in order of arrival
  std::vector<std::string> keys() const;  // of all that wait for one, as often as there are calls
  std::size_t size() const { return waiting_.size(); }

 private:
  Ticket last_ = 0;
  absl::flat_hash_map<Ticket, Waiting> waiting_;
  TextMap<absl::btree_set<Ticket>> by_key_;
  absl::btree_set<std::pair<kit::Time, Ticket>> by_until_;
};

}  // namespace understudy::actors
