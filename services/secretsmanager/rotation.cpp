// Rotation: configured, started and cancelled. The work is a Lambda function's, called step by step.
#include <span>

#include "services/kit/json.hpp"
#include "services/secretsmanager/handlers.hpp"
#include "services/secretsmanager/schedule.hpp"

namespace understudy::secretsmanager {
namespace {

constexpr kit::Error no_function{"InvalidRequestException",
                                 "No Lambda rotation function ARN is associated with this secret."};
constexpr kit::Error cannot_invoke{
    "AccessDeniedException",
    "Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants "
    "access to the principal secretsmanager.amazonaws.com."};
constexpr kit::Error not_complete{"InvalidRequestException",
                                  "A previous rotation isn't complete. That rotation will be reattempted."};
constexpr kit::Error two_rules{
    "InvalidParameterException",
    "You cannot specify both rotation frequency and schedule expression together."};
constexpr kit::Error bad_schedule{"InvalidParameterException", "The schedule expression {} is not valid."};
constexpr kit::Error bad_duration{
    "InvalidParameterException",
    "The rotation window must not extend into the next UTC day or into the next rotation window."};

constexpr kit::Error bad_token{"InvalidParameterException",
                               "ClientRequestToken must be 32-64 characters long."};

constexpr std::string_view all_steps[] = {"createSecret", "setSecret", "testSecret", "finishSecret"};
constexpr std::string_view test_step[] = {"testSecret"};

// What the call says, on top of what is stored.
Rotation read_rotation(const In& in, Rotation rotation) {
  if (in["RotationLambdaARN"]) rotation.function = in["RotationLambdaARN"].text();
  if (in["ExternalSecretRotationRoleArn"]) rotation.partner_role = in["ExternalSecretRotationRoleArn"].text();
  for (const In item : in["ExternalSecretRotationMetadata"])
    rotation.partner[std::string(item["Key"].text())] = item["Value"].text();
  if (const In rules = in["RotationRules"]) {
    if (rules["AutomaticallyAfterDays"] && rules["ScheduleExpression"]) throw kit::Failure(two_rules);
    rotation.days.reset();
    if (rules["AutomaticallyAfterDays"]) rotation.days = rules["AutomaticallyAfterDays"].integer();
    rotation.schedule = rules["ScheduleExpression"].text();
    rotation.duration = rules["Duration"].text();
    if (!rotation.schedule.empty() && !next_window(rotation.schedule, {}, Time()))
      throw bad_schedule.says(rotation.schedule);
    if (!rotation.duration.empty() && !fits(rotation.schedule, rotation.duration))
      throw kit::Failure(bad_duration);
  }
  return rotation;
}

// Another rotation goes on while AWSPENDING is on a version of its own (API reference, RotateSecret).
void check_none_under_way(const State& state, const std::string& name, std::string_view token) {
  const auto pending = find_stage(state, name, pending_label);
  if (pending && !pending->version->has(current_label) && pending->version->id != token)
    throw kit::Failure(not_complete);
}

kit::Place place_of(const Call& call, std::string_view function) {
  const auto arn = kit::Arn::parse(function);
  if (!arn || arn->service != "lambda") throw kit::Failure(cannot_invoke);
  return {arn->account.empty() ? std::string(call.account()) : std::string(arn->account),
          arn->region.empty() ? std::string(call.region()) : std::string(arn->region), "lambda"};
}

kit::Request look_up(const Call& call, const std::string& function) {
  kit::Value input = kit::Value::map(call.arena(), 1);
  input.set(call.arena(), "FunctionName") = kit::Value::string(call.arena().copy(function));
  return {place_of(call, function), "GetFunction", input};
}

// The function works on the secret through its own calls, so nobody waits for its answers.
void invoke(const Call& call, const std::string& name, const Secret& secret, std::string_view token,
            std::span<const std::string_view> steps) {
  kit::Arena& arena = call.arena();
  for (const std::string_view step : steps) {
    kit::Value event = kit::Value::map(arena, 3);
    event.set(arena, "SecretId") = kit::Value::string(arena.copy(arn_of(call, name, secret)));
    event.set(arena, "ClientRequestToken") = kit::Value::string(token);
    event.set(arena, "Step") = kit::Value::string(step);
    kit::Value input = kit::Value::map(arena, 2);
    input.set(arena, "FunctionName") = kit::Value::string(secret.rotation.function);
    input.set(arena, "Payload") = kit::Value::blob(arena.copy(kit::to_json(event)));
    call.turn().effect({place_of(call, secret.rotation.function), "Invoke", input});
  }
}

// moto rotates secrets that no function takes care of: the value stays, and is current under a new version's
// id. AWS refuses (and so does LocalStack's dialect).
void rotate_alone(const Call& call, State& state, const std::string& name, const std::string& token) {
  const auto current = find_stage(state, name, current_label);
  if (!current) return;
  state.secrets.edit(name)->rotation.under_way = token;
  put_version(call, state, name, token, Content(current->version->content), {std::string(current_label)});
  call.out["VersionId"] = token;
}

void rotate_by_function(const Call& call, State& state, const std::string& name, const std::string& token) {
  if (!call.in["RotateImmediately"].boolean(true))
    return invoke(call, name, *state.secrets.find(name), token, test_step);
  put_version(call, state, name, token, {}, {std::string(pending_label)});
  state.secrets.edit(name)->rotation.under_way = token;
  invoke(call, name, *state.secrets.find(name), token, all_steps);
  call.out["VersionId"] = token;
}

}  // namespace

void schedule_rotation(Rotation& rotation, Time from) {
  rotation.due.reset();
  rotation.closes.reset();
  if (!rotation.enabled.value_or(false)) return;
  if (!rotation.schedule.empty()) {
    const auto window = next_window(rotation.schedule, rotation.duration, from);
    if (!window) return;
    rotation.due = window->opens;
    rotation.closes = window->closes;
  } else if (rotation.days) {
    const auto open = hours_of(rotation.duration);
    const Time day = std::chrono::floor<kit::days>(from) + kit::days(*rotation.days);
    rotation.due = open ? day : from + kit::days(*rotation.days);
    rotation.closes = day + (open ? kit::Duration(kit::hours(*open)) : kit::Duration(kit::days(1)));
  }
}

void current_moved(const Call& call, Secret& secret, std::string_view version) {
  Rotation& rotation = secret.rotation;
  if (rotation.under_way == version) {
    rotation.last = call.now();
    rotation.under_way.clear();
  }
  // A value put by hand is a rotation, too (API reference, RotationRulesType), but moves no fixed schedule.
  if (rotation.schedule.empty()) schedule_rotation(rotation, call.now());
}

kit::Task rotate_secret(Call& call, State& state) {
  const std::string token = token_of(call.in, "InvalidParameterException");
  if (token.size() < 32 || token.size() > 64) co_return bad_token;
  const std::string name = own_secret_of(call, state);
  Rotation rotation = read_rotation(call.in, state.secrets.find(name)->rotation);
  check_none_under_way(state, name, token);
  const bool alone = rotation.function.empty();
  if (alone && call.endpoint().dialect != kit::Dialect::moto) co_return no_function;
  if (!alone) {
    kit::Request request = look_up(call, rotation.function);
    const kit::Answer answer = co_await call.ask(std::move(request));
    if (answer.failure) co_return cannot_invoke;
    own_secret_of(call, state);
    rotation = read_rotation(call.in, state.secrets.find(name)->rotation);
    check_none_under_way(state, name, token);
  }
  const bool repeated = !rotation.under_way.empty() && rotation.under_way == token;
  if (!alone || call.in["RotationRules"]) rotation.enabled = true;
  schedule_rotation(rotation, call.now());
  state.secrets.edit(name)->rotation = rotation;
  if (repeated) {
    call.out["VersionId"] = token;
  } else if (alone) {
    rotate_alone(call, state, name, token);
  } else {
    rotate_by_function(call, state, name, token);
  }
  touch(call, state, name);
  show_identity(call, call.out, name, *state.secrets.find(name));
  co_return {};
}

kit::Outcome cancel_rotate_secret(Call& call, State& state) {
  const std::string name = own_secret_of(call, state);
  if (!state.secrets.find(name)->rotation.enabled) return no_function;
  {
    auto secret = state.secrets.edit(name);
    Rotation& rotation = secret->rotation;
    if (!rotation.under_way.empty()) call.out["VersionId"] = rotation.under_way;
    rotation.under_way.clear();
    rotation.enabled = false;
    schedule_rotation(rotation, call.now());
  }
  touch(call, state, name);
  show_identity(call, call.out, name, *state.secrets.find(name));
  return {};
}

}  // namespace understudy::secretsmanager
