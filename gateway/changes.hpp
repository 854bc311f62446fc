// The stream of changes: whoever listens sees every row that a call or the clock changed, as server-sent
// events.
#pragma once

#include <cstdint>
#include <string>

#include "actors/notifier.hpp"
#include "gateway/pieces.hpp"
#include "services/kit/counted.hpp"

namespace understudy::gateway {

class Lane;

// Which changes a listener wants; empty: all. `type` is a table's name, or what a row itself says that it is.
struct ChangeFilter {
  std::string world, account, region, service, type;
  bool wants(const actors::Changes& changes) const;  // some of it, as far as one can tell without the rows
  bool wants(const actors::Changes& changes, std::size_t row) const;
};

// The body of an endless answer on that lane, with the changes from number `from` on. A listener reads from
// what the notifier keeps, at its own pace: one that is too slow is told how many changes it missed, in an
// event "missed".
kit::Ref<Pieces> listen_to_changes(actors::Notifier& notifier, Lane& lane, ChangeFilter filter,
                                   std::uint64_t from);

// The i-th row's change as JSON.
void append_change(std::string& out, const actors::Changes& changes, std::size_t i);

}  // namespace understudy::gateway
