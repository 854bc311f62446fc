// The end of secrets: at once, or when their recovery window closes.
#include "services/secretsmanager/handlers.hpp"

namespace understudy::secretsmanager {
namespace {

constexpr kit::Error bad_window{"InvalidParameterException",
                                "The RecoveryWindowInDays value must be between 7 and 30 days (inclusive)."};
constexpr kit::Error window_and_force{
    "InvalidParameterException",
    "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays."};
constexpr kit::Error has_replicas{"InvalidParameterException",
                                  "You can't delete secret {} that still has replica regions [{}]."};

void check_no_replicas(const Call& call, const std::string& name, const Secret& secret) {
  std::string regions;
  for (const Replica& replica : secret.replicas)
    regions.append(regions.empty() ? "" : ", ").append(replica.region);
  if (!regions.empty()) throw has_replicas.says(arn_of(call, name, secret), regions);
}

// Nobody has to be there to be deleted by force (API reference, DeleteSecret).
kit::Outcome delete_nobody(const Call& call) {
  const std::string name(call.in["SecretId"].text());
  Secret nobody;
  nobody.suffix = secret_resource.id.draw(call.random());
  if (kit::Arn::parse(name)) {
    call.out["ARN"] = name;
    call.out["Name"] = name.substr(name.rfind(':') + 1);
  } else {
    show_identity(call, call.out, name, nobody);
  }
  call.out["DeletionDate"] = call.now();
  return {};
}

bool is_there(const Call& call, const State& state) {
  try {
    secret_of(call, state);
    return true;
  } catch (const kit::Failure& failure) {
    if (failure.code != secret_resource.missing.code) throw;
    return false;
  }
}

void remove(State& state, const std::string& name) {
  erase_versions(state, name);
  state.secrets.erase(name);
}

}  // namespace

kit::Outcome delete_secret(Call& call, State& state) {
  const In window = call.in["RecoveryWindowInDays"];
  const bool force = call.in["ForceDeleteWithoutRecovery"].boolean();
  if (window && (window.integer() < 7 || window.integer() > 30)) return bad_window;
  if (window && force) return window_and_force;
  if (force && !is_there(call, state)) return delete_nobody(call);
  const std::string name = secret_of(call, state);
  const Secret& secret = *state.secrets.find(name);
  if (!from_peer(call)) check_no_replica(secret);
  check_no_replicas(call, name, secret);
  if (!force) check_not_deleted(secret);
  show_identity(call, call.out, name, secret);
  const Time end = force ? call.now() : call.now() + kit::days(window.integer(30));
  call.out["DeletionDate"] = end;
  if (force) {
    remove(state, name);
  } else {
    auto edit = state.secrets.edit(name);
    edit->deleted = call.now();
    edit->deletion = end;
  }
  return {};
}

kit::Outcome restore_secret(Call& call, State& state) {
  const std::string name = secret_of(call, state);
  const Secret& secret = *state.secrets.find(name);
  check_no_replica(secret);
  show_identity(call, call.out, name, secret);
  if (!secret.deleted) return {};
  auto edit = state.secrets.edit(name);
  edit->deleted.reset();
  edit->deletion.reset();
  return {};
}

// ---- By the clock

Time State::next_deadline() const {
  const auto& deletions = secrets.by<ByDeletion>().tree();
  const auto& rotations = secrets.by<ByRotation>().tree();
  Time next = kit::never;
  if (!deletions.empty()) next = deletions.begin()->first.first;
  if (!rotations.empty()) next = std::min(next, rotations.begin()->first.first);
  return next;
}

// A rotation by the clock is a RotateSecret that the shard sends itself.
void State::settle(kit::Turn& turn) {
  const auto& deletions = secrets.by<ByDeletion>().tree();
  while (!deletions.empty() && deletions.begin()->first.first <= turn.now)
    remove(*this, std::string(deletions.begin()->second));
  const auto& rotations = secrets.by<ByRotation>().tree();
  while (!rotations.empty() && rotations.begin()->first.first <= turn.now) {
    const std::string name = rotations.begin()->second, token = turn.random.uuid();
    schedule_rotation(secrets.edit(name)->rotation, turn.now);
    kit::Arena arena;
    kit::Value input = kit::Value::map(arena, 2);
    input.set(arena, "SecretId") = kit::Value::string(name);
    input.set(arena, "ClientRequestToken") = kit::Value::string(token);
    turn.effect({turn.place, "RotateSecret", input});
  }
}

}  // namespace understudy::secretsmanager
