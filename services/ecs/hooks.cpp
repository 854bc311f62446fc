// Stages of service deployments: hooks that pause them, and the time for which both revisions run.
#include <algorithm>
#include <array>

#include "services/ecs/handlers.hpp"

namespace understudy::ecs {
namespace {

constexpr std::array<std::string_view, 11> stages{"RECONCILE_SERVICE",
                                                  "PRE_SCALE_UP",
                                                  "SCALE_UP",
                                                  "POST_SCALE_UP",
                                                  "TEST_TRAFFIC_SHIFT",
                                                  "POST_TEST_TRAFFIC_SHIFT",
                                                  "PRE_PRODUCTION_TRAFFIC_SHIFT",
                                                  "PRODUCTION_TRAFFIC_SHIFT",
                                                  "POST_PRODUCTION_TRAFFIC_SHIFT",
                                                  "BAKE_TIME",
                                                  "CLEAN_UP"};

constexpr kit::Error no_stages{"InvalidParameterException",
                               "A lifecycle hook must name the lifecycle stages at which it runs."};
constexpr kit::Error no_hook_target{
    "InvalidParameterException",
    "A lifecycle hook of the target type AWS_LAMBDA must have a hookTargetArn and a roleArn."};
constexpr kit::Error stray_target{"InvalidParameterException",
                                  "A lifecycle hook of the target type PAUSE cannot have a hookTargetArn."};
constexpr kit::Error no_hook{"InvalidParameterException",
                             "The lifecycle hook {} was not found in the service deployment."};
constexpr kit::Error not_paused{"InvalidParameterException",
                                "The lifecycle hook {} is {} and does not await an action."};

bool pauses(const In& hook) { return hook["targetType"].text() == "PAUSE"; }

// The pause hook of the present stage that has not been reached yet.
std::optional<Hook> next_hook(kit::Turn& turn, const Rollout& rollout) {
  kit::Arena arena;
  auto passed = std::ranges::count(rollout.hooks, rollout.stage, &Hook::stage);
  for (const In each : part(rollout.given, "deploymentConfiguration", arena)["lifecycleHooks"]) {
    bool here = false;
    for (const In stage : each["lifecycleStages"]) here |= stage.text() == rollout.stage;
    if (!pauses(each) || !here || passed-- > 0) continue;
    Hook hook;
    hook.id = turn.random.uuid();
    hook.stage = rollout.stage;
    if (const In timeout = each["timeoutConfiguration"]; timeout["timeoutInMinutes"]) {
      hook.expires = turn.now + kit::minutes(timeout["timeoutInMinutes"].integer());
      hook.timeout_action = timeout["action"].text("ROLLBACK");
    }
    return hook;
  }
  return {};
}

void enter(kit::Turn& turn, Rollout& rollout, std::string_view stage) {
  rollout.stage = stage;
  rollout.updated = turn.now;
  if (stage != "BAKE_TIME") return;
  kit::Arena arena;
  const In configuration = part(rollout.given, "deploymentConfiguration", arena);
  if (const std::int64_t minutes = configuration["bakeTimeInMinutes"].integer(); minutes > 0)
    rollout.bake = turn.now + kit::minutes(minutes);
}

// An answer to a hook, or its time is over.
void decide(kit::Turn& turn, State& state, const InService& id, std::string_view hook,
            std::string_view status, bool back) {
  {
    auto open = state.rollouts.edit(id);
    std::ranges::find(open->hooks, hook, &Hook::id)->status = status;
    open->updated = turn.now;
  }
  if (!back) return reconcile(turn, state, {id.cluster, id.service});
  if (roll_back(turn, state, id, fmt::format("Lifecycle hook {} asked for a rollback.", hook))) return;
  auto open = state.rollouts.edit(id);
  open->status = "ROLLBACK_FAILED";
  open->reason = "There is no service revision that the deployment could roll back to.";
  open->finished = turn.now;
}

}  // namespace

void check_hooks(const In& configuration) {
  for (const In hook : configuration["lifecycleHooks"]) {
    if (hook["lifecycleStages"].empty()) throw kit::Failure(no_stages);
    if (pauses(hook) && hook["hookTargetArn"]) throw kit::Failure(stray_target);
    if (!pauses(hook) && (!hook["hookTargetArn"] || !hook["roleArn"])) throw kit::Failure(no_hook_target);
  }
}

bool reach(kit::Turn& turn, State& state, const InService& id, std::string_view stage) {
  const auto target = std::ranges::find(stages, stage);
  for (;;) {
    const Rollout* rollout = state.rollouts.find(id);
    if (!rollout || !rollout->runs()) return true;
    const auto at = std::ranges::find(stages, rollout->stage);
    if (at != stages.end()) {
      if (at > target) return true;
      if (!rollout->hooks.empty() && rollout->hooks.back().status == "AWAITING_ACTION") return false;
      if (rollout->bake) return false;
      if (auto hook = next_hook(turn, *rollout)) {
        state.rollouts.edit(id)->hooks.push_back(std::move(*hook));
        return false;
      }
      if (at == target) return true;
    }
    auto next = at == stages.end() ? stages.begin() : at + 1;
    if (next == stages.begin() && rollout->alone) ++next;  // there is nothing to reconcile
    enter(turn, *state.rollouts.edit(id), *next);
  }
}

void rollout_due(kit::Turn& turn, State& state, const InService& id) {
  const Rollout& rollout = *state.rollouts.find(id);
  if (rollout.bake.value_or(kit::never) <= turn.now) {
    state.rollouts.edit(id)->bake.reset();
    return reconcile(turn, state, {id.cluster, id.service});
  }
  const Hook hook = rollout.hooks.back();
  decide(turn, state, id, hook.id, "TIMED_OUT", hook.timeout_action == "ROLLBACK");
}

void show_hooks(const Rollout& rollout, const Out& out) {
  if (rollout.runs() && !rollout.stage.empty()) out["lifecycleStage"] = rollout.stage;
  if (rollout.hooks.empty()) return;
  const OutList list = out["lifecycleHookDetails"].list();
  for (const Hook& hook : rollout.hooks) {
    const Out each = list.add().structure(5);
    each["hookId"] = hook.id;
    each["targetType"] = "PAUSE";
    each["status"] = hook.status;
    if (!hook.expires) continue;
    each["expiresAt"] = *hook.expires;
    each["timeoutAction"] = hook.timeout_action;
  }
}

bool roll_back(kit::Turn& turn, State& state, const InService& id, std::string reason) {
  const Revision* found = state.revisions.find({id.cluster, id.service, state.rollouts.find(id)->source});
  if (!found || !state.definitions.contains(found->definition)) return false;
  const Revision revision = *found;
  const InCluster key{id.cluster, id.service};
  state.services.edit(key)->definition = revision.definition;
  deploy(turn, state, key, revision.given, false);
  {
    auto open = state.rollouts.edit(id);
    open->status = "ROLLBACK_IN_PROGRESS";
    open->reason = std::move(reason);
    open->stopped = open->updated = turn.now;
  }
  reconcile(turn, state, key);
  return true;
}

kit::Outcome continue_service_deployment(Call& call, State& state) {
  const InService id = rollout_of(call, state, "serviceDeploymentArn");
  const std::string hook(call.in["hookId"].text());
  const Rollout& rollout = *state.rollouts.find(id);
  const auto found = std::ranges::find(rollout.hooks, hook, &Hook::id);
  if (found == rollout.hooks.end()) return no_hook.says(hook);
  if (!rollout.runs() || found->status != "AWAITING_ACTION") return not_paused.says(hook, found->status);
  const bool back = call.in["action"].text("CONTINUE") == "ROLLBACK";
  decide(call.turn(), state, id, hook, back ? "FAILED" : "SUCCEEDED", back);
  call.out["serviceDeploymentArn"] = call.in["serviceDeploymentArn"].text();
  return {};
}

}  // namespace understudy::ecs
