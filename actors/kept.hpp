// What the store keeps beside rows: a shard's head, a world, an effect on its way.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "scheduler/clock.hpp"
#include "services/kit/lifecycle.hpp"
#include "services/kit/random.hpp"
#include "services/kit/service.hpp"

namespace understudy::actors {

using ShardNumber = std::uint64_t;  // in the order in which shards were made, from 1 on

// Which of the effects that a shard left.
struct EffectId {
  ShardNumber sender = 0;
  std::uint64_t number = 0;
};

struct Head {
  std::string world, account, region, service;
  std::vector<std::uint64_t> generator;  // two words
  std::uint32_t seedings = 0;            // of its world that it has seen
  kit::Time due = kit::never;            // the next deadline in its state
  std::uint64_t effects = 0;             // left so far
  bool publishes = false;                // credentials
};
STATE(Head, world, account, region, service, generator, seedings, due, effects, publishes)

// The part of a head that turns change.
struct HeadNow {
  kit::Generator generator;
  std::uint32_t seedings = 0;
  kit::Time due = kit::never;
  std::uint64_t effects = 0;
  bool publishes = false;
};

struct KeptProgression {
  std::string model, account;
  std::uint8_t kind = 0;  // kit::Progression::Kind
  std::uint32_t times = 1;
  kit::Duration every{};
};
STATE(KeptProgression, model, account, kind, times, every)

struct KeptWorld {
  kit::Time now{}, real{};  // what its clock showed at that instant of the system's
  double rate = 1;
  std::uint64_t seed = 0;
  std::uint32_t seedings = 0;
  std::vector<KeptProgression> progressions;
};
STATE(KeptWorld, now, real, rate, seed, seedings, progressions)

// An effect: the request, and what it takes from the call whose turn left it.
struct Posted {
  std::string account, region, service, operation;
  std::string input;  // the request's, as CBOR
  std::string request_id;
  std::uint8_t dialect = 0;
  std::string scheme, host, prefix, public_host, queue_url_strategy;
  bool wait_after_delete = false, wait_after_purge = true;
};
STATE(Posted, account, region, service, operation, input, request_id, dialect, scheme, host, prefix,
      public_host, queue_url_strategy, wait_after_delete, wait_after_purge)

Posted posted(const kit::Request& request, const kit::Call* because);
// What lies in such a request and call, for as long as `row` lives.
kit::Request request_of(const Posted& row, kit::Arena& arena);
void endpoint_of(const Posted& row, kit::Call& call);  // copies into the call's arena

// What is in a directory at the start.
struct Contents {
  std::uint64_t seed = 0;  // what worlds begin with
  std::map<std::string, KeptWorld> worlds;
  std::map<ShardNumber, Head> shards;                // one a place
  std::vector<std::pair<EffectId, Posted>> effects;  // left and not delivered, in order
};

}  // namespace understudy::actors
