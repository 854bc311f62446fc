// Calls that shards make: what a handler asks and awaits, and effects that leave with a commit.
#pragma once

#include <caf/actor.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "actors/kept.hpp"
#include "actors/message.hpp"
#include "actors/parking.hpp"
#include "services/kit/exchange.hpp"
#include "services/kit/pooled.hpp"
#include "services/kit/service.hpp"

namespace understudy::actors {

class Shard;

// The caller is the account of the shard that makes it; the endpoint is that of the call whose turn made it.
// It has an exchange for what a service of HTTP's own (S3) wants to say there.
class InnerCall : public kit::Call, public kit::Exchanging {
 public:
  // Copies all it needs from the request; says why when it cannot be sent. `peer`: the service asked, null
  // when nothing here plays it; `because`: the call whose turn makes this one, null for a deadline's.
  std::optional<kit::Failure> fill(const kit::Request& request, const kit::Service* peer, Shard& from,
                                   const kit::Call* because);
  bool void_now() const;  // the shard that made it has been reset since

 protected:
  caf::actor from_;
  unsigned depth_ = 0;  // how many inner calls led to this one
};

// A call that a coroutine awaits. Answers go back as a message to the asking shard.
class AskedCall : public InnerCall {
 public:
  void answered() override;
  Ticket ticket = 0;  // of the asking call
  // What came back, in the asking call's arena.
  virtual kit::Answer answer(kit::Arena& arena) const;
};

// What a coroutine has the pool compute: no call to anybody, but awaited like one.
class PoolWork final : public AskedCall {
 public:
  PoolWork(Shard& from, const kit::Pooled& what, kit::Ref<const scheduler::Cause> cause);
  void run();  // on a thread of the pool; then it is answered
  void answered() override;
  kit::Answer answer(kit::Arena& arena) const override;

 private:
  const kit::Work& work_;
  const std::string given_;
  kit::Ref<const scheduler::Cause> cause_;  // whose instant lasts until then
  std::string made_;
};

// A call that nobody awaits. `number` counts those of its sender. With a data directory it lies in the
// sender's outbox until the turn that it causes is safe; then `id` says where.
class Effect final : public InnerCall {
 public:
  explicit Effect(std::uint64_t number) : number(number) {}
  void answered() override;
  std::optional<EffectId> id() const;

  const std::uint64_t number;
  bool taken = false;   // out of the outbox, by the turn that it caused
  bool undone = false;  // what it caused could not be kept: it is sent again
};

}  // namespace understudy::actors
