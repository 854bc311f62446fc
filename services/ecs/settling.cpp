// What the clock does to ECS's state.
#include "services/ecs/parts.hpp"

namespace understudy::ecs {
namespace {

Time first(const auto& index) {
  return index.tree().empty() ? kit::never : index.tree().begin()->first.first;
}

// Handles what is due in an index until nothing is; each must move on by that.
void each_due(const auto& index, Time now, auto&& handle) {
  while (first(index) <= now) {
    const auto key = index.tree().begin()->second;
    handle(key);
  }
}

}  // namespace

Time State::next_deadline() const {
  return std::min({first(tasks.by<ByDue>()), first(definitions.by<ByGoing>()),
                   first(daemon_definitions.by<ByGoing>()), first(rollouts.by<ByWaiting>()),
                   first(daemon_rollouts.by<ByBaking>()), first(instances.by<ByUpdate>())});
}

void State::settle(kit::Turn& turn) {
  const Time now = turn.now;
  each_due(tasks.by<ByDue>(), now, [&](const InCluster& key) { task_due(turn, *this, key); });
  each_due(instances.by<ByUpdate>(), now, [&](const InCluster& key) { tick_agent(turn, *this, key); });
  each_due(rollouts.by<ByWaiting>(), now, [&](const InService& id) { rollout_due(turn, *this, id); });
  each_due(daemon_rollouts.by<ByBaking>(), now, [&](const InService& id) {
    {
      auto rollout = daemon_rollouts.edit(id);
      rollout->bake.reset();
      rollout->baked = true;
    }
    reconcile_daemon(turn, *this, {id.cluster, id.service});
  });
  each_due(definitions.by<ByGoing>(), now, [&](const RevisionKey& key) { definition_due(turn, *this, key); });
  each_due(daemon_definitions.by<ByGoing>(), now,
           [&](const RevisionKey& key) { daemon_definition_due(*this, key); });
}

}  // namespace understudy::ecs
