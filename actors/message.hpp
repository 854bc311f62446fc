// What shards are sent: calls, mostly.
#pragma once

#include <caf/allowed_unsafe_message_type.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

#include "actors/gate.hpp"
#include "scheduler/timer.hpp"
#include "services/kit/service.hpp"

namespace understudy::actors {

// A look at a shard's state between its turns. Its end, done or dropped, is an arrival at the gate.
class Errand : public kit::Counted<Errand> {
 public:
  using Look = std::function<void(const kit::Place&, const kit::AnyState&)>;

  Errand(const Look* look, std::shared_ptr<Gate> gate) : look_(look), pass_(std::move(gate)) {}
  static void destroy(const Errand* e) { delete e; }
  void run(const kit::Place& place, const kit::AnyState& state) const {
    if (look_) (*look_)(place, state);
  }

 private:
  const Look* look_;  // lives until the gate opens; null: only the arrival counts
  Gate::Pass pass_;
};

// The one message type between shards, and from the gateway to them.
struct Message {
  enum class Kind : std::uint8_t {
    run,     // a call from outside
    inner,   // an InnerCall
    cancel,  // of a call, wherever it is
    answer,  // to an AskedCall that this shard made
    more,    // the shard to itself: it left work for later
    look,    // an errand
    retire,  // the state is forgotten; calls that come from now on are not this shard's any more
  };
  Kind kind = Kind::run;
  kit::Ref<kit::Call> call;
  kit::Ref<const scheduler::Cause> cause;
  kit::Ref<const Errand> errand;
};

}  // namespace understudy::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(understudy::actors::Message)
