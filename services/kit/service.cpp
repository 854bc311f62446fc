// Turns, outcomes and coroutines: the parts of the kit that need no types.
#include "services/kit/service.hpp"

namespace understudy::kit {

void Turn::effect(Request request) {
  auto memory = std::make_unique<Arena>();
  request.input = copy(request.input, *memory);
  effects.push_back(std::move(request));
  effect_memory.push_back(std::move(memory));
}

Outcome::Outcome(Task task) : what_(std::make_shared<Awaiting>(task.release())) {}

std::optional<Outcome> Awaiting::resume(Turn& turn) {
  auto& promise = handle.promise();
  promise.turn = &turn;
  promise.asked.reset();
  handle.resume();
  if (!handle.done()) return std::nullopt;
  if (promise.thrown) std::rethrow_exception(promise.thrown);
  return std::move(promise.outcome);
}

}  // namespace understudy::kit
