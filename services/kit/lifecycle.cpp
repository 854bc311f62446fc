// Steps through lifecycles.
#include "services/kit/lifecycle.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <mutex>

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
  } else if (progression.kind != Progression::timed) {
    stage.due = never;
  } else if (stage.due != never) {
    stage.due += progression.every;
  }
}

constexpr Progression looks(std::uint32_t times) { return {Progression::manual, times, {}}; }

constexpr auto usual_progressions = std::to_array<Progressions::Usual>({
    {"athena::execution", {}},
    {"batch::job", looks(1)},
    {"cloudfront::distribution", looks(1)},
    {"dax::cluster", looks(4)},
    {"dms::connection", looks(1)},
    {"dms::replicationinstance", looks(1)},
    {"dsql::cluster", looks(1)},
    {"dsql::stream", looks(1)},
    {"ecs::task", looks(1)},
    {"fis::experiment", looks(1)},
    {"glue::crawl", looks(1)},
    {"glue::job_run", {}},
    {"osis::pipeline", {}},
    {"pipes::pipe", looks(1)},
    {"s3::keyrestore", {}},
    {"support::case", looks(1)},
    {"transcribe::medicaltranscriptionjob", looks(1)},
    {"transcribe::medicalvocabulary", looks(1)},
    {"transcribe::transcriptionjob", looks(1)},
    {"transcribe::vocabulary", looks(1)},
});
static_assert(std::ranges::is_sorted(usual_progressions, {}, &Progressions::Usual::model));

}  // namespace

std::span<const Progressions::Usual> Progressions::all_usual() { return usual_progressions; }

Progression Progressions::usual(std::string_view model) {
  const auto found = std::ranges::lower_bound(usual_progressions, model, {}, &Usual::model);
  return found != usual_progressions.end() && found->model == model ? found->progression : Progression();
}

Progression Progressions::of(std::string_view model, std::string_view account) const {
  if (!any_.load(std::memory_order_acquire)) return usual(model);
  const std::shared_lock lock(mutex_);
  for (const std::string_view whose : {account, std::string_view()})
    if (const auto found = set_.find(Key(model, whose)); found != set_.end()) return found->second;
  return usual(model);
}

void Progressions::set(std::string_view model, std::string_view account, Progression progression) {
  const std::unique_lock lock(mutex_);
  set_.insert_or_assign(Key(model, account), progression);
  any_.store(true, std::memory_order_release);
}

void Progressions::unset(std::string_view model, std::string_view account) {
  const std::unique_lock lock(mutex_);
  set_.erase(Key(model, account));
  any_.store(!set_.empty(), std::memory_order_release);
}

void Progressions::clear() {
  const std::unique_lock lock(mutex_);
  set_.clear();
  any_.store(false, std::memory_order_release);
}

void Progressions::copy(const Progressions& from) {
  auto theirs = from.all();
  const std::unique_lock lock(mutex_);
  any_.store(!theirs.empty(), std::memory_order_release);
  set_ = std::move(theirs);
}

std::map<Progressions::Key, Progression> Progressions::all() const {
  const std::shared_lock lock(mutex_);
  return set_;
}

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
  return !stage.move.empty() && (progression.kind != Progression::timed || stage.due == never);
}

bool look(Stage& stage, const Lifecycle& lifecycle, const Progression& progression) {
  if (!would_look(stage, progression)) return false;
  const Move* move = lifecycle.find(stage.move);
  if (!move) return false;
  if (progression.kind == Progression::manual && ++stage.looks < progression.times) return false;
  step(stage, *move, progression.kind != Progression::manual, progression);
  return true;
}

bool tick(Stage& stage, const Lifecycle& lifecycle, const Progression& progression) {
  const Move* move = stage.move.empty() ? nullptr : lifecycle.find(stage.move);
  if (!move) return false;
  step(stage, *move, false, progression);
  return true;
}

}  // namespace understudy::kit
