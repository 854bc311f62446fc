// A derived call's way to its part of the engine.
#include "services/derived/engine.hpp"

#include <string>

#include "services/derived/play.hpp"

namespace understudy::derived {
namespace {

kit::Failure not_played(const kit::Call& call) {
  return {"NotImplemented",
          "The operation " + std::string(call.operation_name) + " of " + std::string(call.service) +
              " is not played by this server.",
          501};
}

constexpr kit::Operation all_operations[] = {{"", play}};

}  // namespace

kit::Outcome play_on(kit::Call& call, kit::Turn& turn, Records& records) {
  const models::Service* service = models::find(call.service);
  const auto operation = service ? service->find_operation(call.operation_name) : std::nullopt;
  if (!operation) return not_played(call);
  const Plan& plan = plan_of(*service);
  if (plan.operation(operation->index()).role == Role::unplayed) return not_played(call);
  return Play(call, turn, records, plan, operation->index()).run();
}

kit::Outcome play(kit::Call& call, kit::Turn& turn, kit::AnyState& state) {
  return play_on(call, turn, kit::state_of<State>(state).records);
}

kit::Service service_of(const models::Service& model) {
  const bool global = model.has(models::tables::global);
  return {model.name(), global ? kit::Scope::global : kit::Scope::regional, all_operations,
          kit::make_state<State>, nullptr};
}

bool plays(const models::Operation& operation) {
  return plan_of(operation.service()).operation(operation.index()).role != Role::unplayed;
}

Play::Play(kit::Call& call, kit::Turn& turn, Records& records, const Plan& plan, std::uint16_t operation)
    : call_(call),
      turn_(turn),
      records_(records),
      plan_(plan),
      op_(plan.operation(operation)),
      model_(plan.service().operation(operation)) {}

kit::Outcome Play::run() {
  if (!call_.input) call_.input = kit::Value::structure(arena());
  switch (op_.role) {
    case Role::create: return create();
    case Role::put: return put();
    case Role::get: return get();
    case Role::list: return list();
    case Role::update: return update();
    case Role::remove:
    case Role::unlink: return remove();
    case Role::state: return state();
    case Role::link: return link();
    case Role::tag: return tag();
    case Role::untag: return untag();
    case Role::list_tags: return list_tags();
    case Role::unplayed: break;
  }
  return not_played(call_);
}

}  // namespace understudy::derived
