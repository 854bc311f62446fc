// Steps through lifecycles.
#include "services/kit/lifecycle.hpp"

#include <algorithm>
#include <cassert>

namespace understudy::kit {
namespace {

// One state further, or to the end; at the end the move is over.
void step(Stage& stage, const Move& move, bool to_end, const Progression& progression) {
  stage.step = to_end ? static_cast<std::uint32_t>(move.states.size() - 1) : stage.step + 1;
  stage.looks = 0;
  stage.state = move.states[stage.step];
  if (stage.step + 1 == move.states.size()) {
    stage.move.clear();
    stage.due = never;
  } else if (progression.kind == Progression::timed) {
    stage.due += progression.every;
  }
}

}  // namespace

const Move* Lifecycle::find(std::string_view name) const {
  const auto found = std::ranges::find(moves, name, &Move::name);
  return found == moves.end() ? nullptr : &*found;
}

void start(Stage& stage, const Lifecycle& lifecycle, std::string_view name, const Progression& progression,
           Time now) {
  const Move* move = lifecycle.find(name);
  assert(move && !move->states.empty());
  stage = {std::string(move->states.front()), std::string(name), 0, 0, never};
  if (move->states.size() == 1) {
    stage.move.clear();
  } else if (progression.kind == Progression::timed) {
    stage.due = now + progression.every;
  }
}

bool would_look(const Stage& stage, const Progression& progression) {
  return !stage.move.empty() && progression.kind != Progression::timed;
}

bool look(Stage& stage, const Lifecycle& lifecycle, const Progression& progression) {
  if (!would_look(stage, progression)) return false;
  const Move* move = lifecycle.find(stage.move);
  if (!move) return false;
  if (progression.kind == Progression::manual && ++stage.looks < progression.times) return false;
  step(stage, *move, progression.kind == Progression::immediate, progression);
  return true;
}

bool tick(Stage& stage, const Lifecycle& lifecycle, const Progression& progression) {
  const Move* move = stage.move.empty() ? nullptr : lifecycle.find(stage.move);
  if (!move) return false;
  step(stage, *move, false, progression);
  return true;
}

}  // namespace understudy::kit
