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

class Shard;

// Something to do in a shard between its turns. Its end, done or dropped, is an arrival at the gate.
class Errand : public kit::Counted<Errand> {
 public:
  using Work = std::function<void(Shard&)>;

  Errand(const Work* work, std::shared_ptr<Gate> gate) : work_(work), pass_(std::move(gate)) {}
  static void destroy(const Errand* e) { delete e; }
  void run(Shard& shard) const {
    if (work_) (*work_)(shard);
  }
  bool needs_state() const { return work_ != nullptr; }

 private:
  const Work* work_;  // lives until the gate opens; null: only the arrival counts
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
    errand,
    news,    // the store's: something is safe, lost or read
    retire,  // the state is forgotten; calls that come from now on are not this shard's any more
  };
  Kind kind = Kind::run;
  kit::Ref<kit::Call> call;
  kit::Ref<const scheduler::Cause> cause;
  kit::Ref<const Errand> errand;
};

}  // namespace understudy::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(understudy::actors::Message)
