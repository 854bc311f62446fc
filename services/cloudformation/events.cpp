// What becomes of a stack as others see it: statuses, events, names.
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "services/cloudformation/work.hpp"

namespace understudy::cloudformation {
namespace {

std::uint64_t next_event(const State& state, const std::string& id) {
  const auto& rows = state.events.rows();
  auto after = rows.upper_bound({id, std::numeric_limits<std::uint64_t>::max()});
  if (after == rows.begin()) return 1;
  --after;
  return after->first.stack == id ? after->first.number + 1 : 1;
}

void add_event(kit::Turn& turn, State& state, const std::string& id, Event event) {
  event.at = turn.now;
  event.token = state.stacks.find(id)->work.token;
  state.events.insert({id, next_event(state, id)}, std::move(event));
}

// A client sees these statuses as the last ones of a move.
void rest(kit::Turn& turn, State& state, const std::string& id, const std::string& status) {
  if (status == "DELETE_COMPLETE") state.stacks.edit(id)->deleted = turn.now;
  set_status(turn, state, id, status);
}

}  // namespace

void tell(const Call& call, State& state, const std::string& id, std::string_view logical,
          const Resource& resource) {
  Event event;
  event.id = fmt::format("{}-{}-{}", logical, resource.status, call.random().uuid());
  event.logical = logical;
  event.physical = resource.physical;
  event.type = resource.type;
  event.status = resource.status;
  event.reason = resource.reason;
  event.properties = resource.properties;
  add_event(call.turn(), state, id, std::move(event));
}

void set_status(kit::Turn& turn, State& state, const std::string& id, std::string_view status,
                std::string_view reason) {
  {
    auto stack = state.stacks.edit(id);
    stack->status = status;
    stack->reason = reason;
  }
  Event event;
  event.id = turn.random.uuid();
  event.logical = state.stacks.find(id)->name;
  event.physical = id;
  event.type = "AWS::CloudFormation::Stack";
  event.status = status;
  event.reason = reason;
  add_event(turn, state, id, std::move(event));
}

void finish(kit::Turn& turn, State& state, const std::string& id, std::string_view move) {
  const kit::Progression progression = turn.progression(lifecycle.model);
  {
    auto stack = state.stacks.edit(id);
    stack->work = {};
    kit::start(stack->stage, lifecycle, move, progression, turn.now);
  }
  turn.wake(id);
  if (progression.kind == kit::Progression::immediate) look(turn, state, id);
}

void look(kit::Turn& turn, State& state, const std::string& id) {
  const Stack& stack = *state.stacks.find(id);
  const kit::Progression progression = turn.progression(lifecycle.model);
  const bool due = stack.stage.due <= turn.now;
  if (stack.busy() || stack.stage.move.empty() || !(due || kit::would_look(stack.stage, progression))) return;
  bool changed = false;
  std::string status;
  {
    auto edit = state.stacks.edit(id);
    changed =
        due ? kit::tick(edit->stage, lifecycle, progression) : kit::look(edit->stage, lifecycle, progression);
    status = edit->stage.state;
  }
  if (changed) rest(turn, state, id, status);
}

Where where_of(const Call& call, const Stack& stack, const std::string& id) {
  return {std::string(call.account()), std::string(call.region()), id, stack.name};
}

std::string name_for(const Call&, const Type& type, std::string_view stack, std::string_view logical,
                     std::string_view random, const Value& properties) {
  struct Limit {
    std::string_view type;
    std::size_t size;
  };
  constexpr Limit limits[] = {{"AWS::S3::Bucket", 63},
                              {"AWS::IAM::Role", 64},
                              {"AWS::IAM::User", 64},
                              {"AWS::Lambda::Function", 64},
                              {"AWS::SQS::Queue", 75},
                              {"AWS::StepFunctions::StateMachine", 80},
                              {"AWS::Events::Rule", 64},
                              {"AWS::Events::EventBus", 256},
                              {"AWS::RDS::DBInstance", 63},
                              {"AWS::RDS::DBCluster", 63},
                              {"AWS::ElasticLoadBalancingV2::LoadBalancer", 32},
                              {"AWS::ElasticLoadBalancingV2::TargetGroup", 32},
                              {"AWS::ElasticLoadBalancing::LoadBalancer", 32},
                              {"AWS::Cognito::UserPool", 128},
                              {"AWS::Kinesis::Stream", 128}};
  const auto limit = std::ranges::find(limits, type.name, &Limit::type);
  const std::size_t most = limit == std::end(limits) ? 128 : limit->size;
  const std::size_t room = most - random.size() - 2;
  const std::size_t kept =
      std::min(logical.size(), room / 2 + (room / 2 > stack.size() ? room / 2 - stack.size() : 0));
  std::string name = fmt::format("{}-{}-{}", stack.substr(0, room - kept), logical.substr(0, kept), random);
  if (type.name == "AWS::SSM::Parameter") name = fmt::format("CFN-{}-{}", logical, random);
  constexpr std::string_view lower[] = {"s3", "ecr",      "rds",   "elasticache", "opensearch",
                                        "es", "redshift", "docdb", "neptune"};
  if (std::ranges::find(lower, type.service) != std::end(lower))
    std::ranges::transform(name, name.begin(), [](unsigned char c) {
      return c == '_' ? '-' : static_cast<char>(std::tolower(c));
    });
  for (const std::string_view fifo : {"FifoQueue", "FifoTopic"})
    if (text_of(at(properties, fifo)) == "true") name += ".fifo";
  return name;
}

std::string reason_of(const Call& call, const kit::Failure& failure, std::string_view service) {
  if (failure.code == "ValidationError" && service == "cloudformation") return failure.message;
  const auto has = [&](std::string_view word) { return failure.code.find(word) != failure.code.npos; };
  const std::string_view code =
      has("Exist") && !has("NotExist") && !has("NonExist")                     ? "AlreadyExists"
      : has("NotFound") || has("NoSuch") || has("NonExist") || has("NotExist") ? "NotFound"
      : has("AccessDenied") || has("Unauthorized")                             ? "AccessDenied"
      : has("Limit")                                                           ? "ServiceLimitExceeded"
      : has("Throttl")                                                         ? "Throttling"
      : has("Valid") || has("Invalid") || has("Malformed")                     ? "InvalidRequest"
                                                                               : "GeneralServiceException";
  return fmt::format(
      "Resource handler returned message: \"{} (Service: {}, Status Code: {}, Error Code: {}, Request ID: "
      "{})\" "
      "(RequestToken: {}, HandlerErrorCode: {})",
      failure.message, service, failure.status ? failure.status : 400, failure.code, call.request_id(),
      call.random().uuid(), code);
}

void moved_on(const Call& call, Work& work) {
  ++work.turn;
  work.opened = false;
  work.due = call.now() < kit::never - patience ? call.now() + patience : kit::never;
}

}  // namespace understudy::cloudformation
