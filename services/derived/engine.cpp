// A derived call's way to its part of the engine.
#include "services/derived/engine.hpp"

#include <algorithm>
#include <string>

#include "services/derived/hints.hpp"
#include "services/derived/play.hpp"

namespace understudy::derived {
namespace {

kit::Failure not_played(const kit::Call& call) {
  return {"NotImplemented",
          "The operation " + std::string(call.operation_name) + " of " + std::string(call.service) +
              " is not played by this server.",
          501};
}

bool has_operation(const kit::Service& service, std::string_view name) {
  return std::ranges::find(service.operations, name, &kit::Operation::name) != service.operations.end();
}

// Whether the resource is in the tables of native operations.
bool is_native(const Plan& plan, const Resource& resource, const kit::Service* native) {
  if (!native || resource.create == nowhere) return false;
  return has_operation(*native, plan.service().operation(static_cast<std::uint16_t>(resource.create)).name());
}

bool plays(const Plan& plan, std::uint16_t number, const kit::Service* native) {
  const OperationPlan& op = plan.operation(number);
  if (op.role == Role::unplayed) return false;
  return op.resource == nowhere || !is_native(plan, plan.resource(op.resource), native);
}

constexpr kit::Operation all_operations[] = {{"", play}};

}  // namespace

kit::Outcome play_on(kit::Call& call, kit::Turn& turn, Records& records, const kit::Service* native) {
  const models::Service* service = models::find(call.service);
  const auto operation = service ? service->find_operation(call.operation_name) : std::nullopt;
  if (!operation) return not_played(call);
  const Plan& plan = plan_of(*service);
  if (!plays(plan, operation->index(), native)) return not_played(call);
  return Play(call, turn, records, plan, operation->index(), native).run();
}

kit::Outcome play(kit::Call& call, kit::Turn& turn, kit::AnyState& state) {
  return play_on(call, turn, kit::state_of<State>(state).records, nullptr);
}

kit::Service service_of(const models::Service& model) {
  const bool global = model.has(models::tables::global);
  return {model.name(), global ? kit::Scope::global : kit::Scope::regional, all_operations,
          kit::make_state<State>, nullptr};
}

bool plays(const models::Operation& operation, const kit::Service* native) {
  return plays(plan_of(operation.service()), operation.index(), native);
}

std::uint32_t count_played(const models::Service& model, const kit::Service* native) {
  const Plan plan(model, hints_of(model.name()));
  std::uint32_t played = 0;
  for (std::uint16_t i = 0; i < plan.operations(); ++i)
    played += plays(plan, i, native) && !(native && has_operation(*native, model.operation(i).name()));
  return played;
}

std::vector<const kit::Lifecycle*> lifecycles(const models::Service& model, const kit::Service* native) {
  const Plan& plan = plan_of(model);
  std::vector<const kit::Lifecycle*> found;
  for (const Resource& resource : plan.resources())
    if (resource.creatable && !resource.lifecycle.moves.empty() && !is_native(plan, resource, native))
      found.push_back(&resource.lifecycle);
  return found;
}

Play::Play(kit::Call& call, kit::Turn& turn, Records& records, const Plan& plan, std::uint16_t operation,
           const kit::Service* native)
    : call_(call),
      turn_(turn),
      records_(records),
      plan_(plan),
      op_(plan.operation(operation)),
      model_(plan.service().operation(operation)),
      native_(native) {}

// Whether nobody here can say that it is not there.
bool Play::elsewhere(const Resource& resource) const {
  return is_native(plan_, resource, native_) || resource.tells(Says::lax) || told(Says::lax, nullptr);
}

kit::Outcome Play::run() {
  if (!call_.input) call_.input = kit::Value::structure(arena());
  seed();
  refuse_as_told();
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
