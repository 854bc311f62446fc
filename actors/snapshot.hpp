// States at an instant: which part of a world, and what is in it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "services/kit/random.hpp"
#include "services/kit/service.hpp"

namespace understudy::actors {

// A part of a world; what is empty means all.
struct Scope {
  std::string account, region, service;

  bool holds(const kit::Place& place) const {
    return (account.empty() || account == place.account) && (region.empty() || region == place.region) &&
           (service.empty() || service == place.service);
  }
  bool one() const { return !account.empty() && !region.empty() && !service.empty(); }
};

// One shard's. Its rows are shared with the shard it came from, and immutable.
struct ShardState {
  kit::Place place;
  std::unique_ptr<kit::AnyState> state;
  std::optional<kit::Generator> generator;  // none, when put into a shard: it keeps its own
};

struct Snapshot {
  kit::Time at{};
  std::vector<ShardState> shards;  // in order of their places
};

}  // namespace understudy::actors
