// What holds for every operation of every service that is played.
#include <gtest/gtest.h>

#include <array>
#include <set>

#include "services/kit/json.hpp"
#include "services/registry.hpp"
#include "tests/contract/inputs.hpp"
#include "tests/contract/shapes.hpp"
#include "tests/services/harness.hpp"

namespace understudy::contract {
namespace {

using test::Reply;
using test::World;

// Refusals that services give without modelling them.
constexpr std::array<std::string_view, 16> common_errors{"AccessDenied",
                                                         "AccessDeniedException",
                                                         "InvalidAction",
                                                         "InvalidAddress",
                                                         "InvalidAttributeName",
                                                         "InvalidAttributeValue",
                                                         "InvalidParameterCombination",
                                                         "InvalidParameterValue",
                                                         "MalformedInput",
                                                         "MissingAction",
                                                         "MissingParameter",
                                                         "NotImplemented",
                                                         "OverLimit",
                                                         "UnknownOperationException",
                                                         "ValidationError",
                                                         "ValidationException"};

struct Operation {
  const kit::Service* service;
  models::Operation model;
};

std::vector<Operation> operations() {
  std::vector<Operation> all;
  for (const kit::Service* service : registry::services())
    for (const kit::Operation& operation : service->operations) {
      if (operation.name.empty()) continue;  // what the resource engine plays has tests of its own
      const auto model = models::find(service->name)->find_operation(operation.name);
      EXPECT_TRUE(model) << service->name << " has no " << operation.name;
      if (model) all.push_back({service, *model});
    }
  return all;
}

std::string name_of(const Operation& operation) {
  return fmt::format("{} {}", operation.service->name, operation.model.name());
}

std::string shown(const kit::Value& input, const models::Operation& operation) {
  kit::Arena arena;
  const auto shape = operation.input();
  return shape ? kit::to_json(test::to_names(input, *shape, arena)).substr(0, 2000) : "";
}

std::map<kit::Place, std::string> views(World& world) {
  std::map<kit::Place, std::string> all;
  for (const kit::Place& place : world.places()) all[place] = world.view(place);
  return all;
}

// A world whose every call is looked at.
class Watched {
 public:
  World world;
  const gateway::Validator validator;

  // The call as the gateway makes it: what the model forbids goes no further. Answers nothing then.
  std::optional<Reply> call(const Operation& operation, const std::function<kit::Value(kit::Arena&)>& input) {
    world.advance(kit::Duration(0));  // what is due now is nobody's doing
    const auto before = views(world);
    std::optional<kit::Failure> forbidden;
    std::string request;
    {
      kit::Arena arena;
      const kit::Value value = input(arena);
      request = shown(value, operation.model);
      forbidden = validator.check(operation.model, operation.model.service().protocols()[0], value);
    }
    if (forbidden) return std::nullopt;
    SCOPED_TRACE(fmt::format("{} {} {}", operation.service->name, operation.model.name(), request));
    const Reply reply = world.call(operation.service->name, operation.model.name(), input);
    check(operation, reply);
    if (!reply.ok()) {
      EXPECT_EQ(changes(before), "") << "though it ended in " << reply.json();
    }
    return reply;
  }

  void check(const Operation& operation, const Reply& reply) {
    if (!reply.done()) return;
    if (reply.ok()) {
      if (const auto shape = operation.model.output()) {
        EXPECT_EQ(misfit(reply.call().output, *shape), "");
      }
      return;
    }
    const kit::Failure& failure = *reply.call().failure;
    if (failure.code == "NotImplemented" && failure.status == 501) return;  // a part is said to be missing
    const auto modelled = operation.model.service().find_error(failure.code);
    const models::Service& service = operation.model.service();
    const bool models_none =  // the errors of EC2, S3 and S3 Control are named in prose only
        service.speaks(models::Protocol::ec2) || service.has(models::tables::bare_errors) ||
        service.name() == "s3control";
    EXPECT_TRUE(models_none || modelled || std::ranges::binary_search(common_errors, failure.code))
        << "an error that nobody knows: " << reply.json();
    // S3 says nothing but the name and value of an argument that it does not know.
    EXPECT_TRUE(!failure.message.empty() || (models_none && failure.code == "InvalidArgument"))
        << reply.json();
    const int status = failure.status ? failure.status : modelled ? modelled->error()->status : 400;
    EXPECT_TRUE(status == 0 || (status >= 400 && status < 500)) << status << " " << reply.json();
  }

 private:
  std::string changes(const std::map<kit::Place, std::string>& before) {
    for (const auto& [place, view] : views(world)) {
      const auto old = before.find(place);
      const std::string was = old != before.end() ? old->second : fresh(place);
      if (was != view) return fmt::format("{} was {}\nand is {}", place.service, was, view);
    }
    return {};
  }
  static std::string fresh(const kit::Place& place) {
    kit::Arena arena;
    return kit::to_json(registry::find(place.service)->make()->view(arena), 1);
  }
};

// ---- One call

TEST(Contract, LeastInputs) {
  std::set<std::string> refused;
  for (const Operation& operation : operations()) {
    Watched watched;
    Inputs inputs(1);
    const auto reply =
        watched.call(operation, [&](kit::Arena& arena) { return inputs.least(operation.model, arena); });
    if (!reply) refused.insert(name_of(operation));
  }
  for (const char* name :
       {"s3control ListTagsForResource", "s3control TagResource", "s3control UntagResource"})
    refused.erase(name);  // no usual text is an ARN of S3's; they have examples
  // The inputs are what the models allow; an operation that is listed here needs a hint.
  EXPECT_EQ(refused, std::set<std::string>());
}

TEST(Contract, EmptyInputs) {
  for (const Operation& operation : operations()) {
    Watched watched;
    watched.call(operation, [](kit::Arena& arena) { return kit::Value::structure(arena); });
  }
}

TEST(Contract, HostileInputs) {
  for (const Operation& operation : operations())
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
      SCOPED_TRACE(fmt::format("seed {}", seed));
      Watched watched;
      watched.call(operation, [&](kit::Arena& arena) {  // asked for twice: the same both times
        return Inputs(seed).some(operation.model, arena, 0.02 + 0.1 * static_cast<double>(seed % 8));
      });
      if (testing::Test::HasFailure()) return;
    }
}

// ---- Lives of worlds

class Life {
 public:
  Life(std::uint64_t seed, const kit::Service& service)
      : service_(service), inputs_(seed), world_(watched_.world) {
    for (const Operation& operation : operations()) {
      const std::string_view whose = operation.service->name;
      // None of these calls them; but access points are made for buckets.
      const bool stranger = service.name == "s3control"
                                ? name_of(operation) != "s3 CreateBucket"
                                : whose == "cloudformation" || whose == "ec2" || whose.starts_with("s3");
      if (operation.service != &service && stranger) continue;
      (operation.service == &service ? own_ : others_).push_back(operation);
    }
  }

  // The operations that were answered well are taken out of `missing`.
  void live(int steps, std::set<std::string>& missing) {
    for (int i = 0; i < steps && !testing::Test::HasFailure(); ++i) {
      SCOPED_TRACE(fmt::format("step {}", i));
      step();
      if (i % 40 == 39) look_at_states();
    }
    look_at_states();
    for (const std::string& name : well_) missing.erase(name);
  }

 private:
  void step() {
    choose_client();
    if (inputs_.random().chance(0.1)) pass_time();
    const auto& from = !others_.empty() && inputs_.random().chance(0.15) ? others_ : own_;
    const Operation* chosen = &from[inputs_.random().below(from.size())];
    // What ends things comes less often, or there would be none.
    if (destroys(*chosen) && inputs_.random().chance(0.8))
      chosen = &from[inputs_.random().below(from.size())];
    const Operation& operation = *chosen;
    const double hostility = inputs_.random().chance(0.2) ? 0.15 : 0.005;
    const kit::Generator start = inputs_.random();
    const auto reply = watched_.call(operation, [&](kit::Arena& arena) {
      inputs_.random() = start;
      return inputs_.some(operation.model, arena, hostility);
    });
    if (!reply) return;
    if (!reply->done()) {
      parked_.push_back({operation, *reply});
    } else if (reply->ok()) {
      learn(operation, *reply);
    } else if (is_missing(reply->code())) {
      kit::Arena arena;
      inputs_.forget(test::to_names(reply->call().input, *operation.model.input(), arena));
    }
  }

  static bool destroys(const Operation& operation) {
    const std::string_view name = operation.model.name();
    return name.starts_with("Delete") || name.starts_with("Remove") || name.starts_with("Purge");
  }
  static bool is_missing(std::string_view code) {
    return code.find("NotExist") != code.npos || code.find("NoSuch") != code.npos ||
           code.find("NotFound") != code.npos;
  }

  void choose_client() {
    constexpr std::array<std::string_view, 2> accounts{"123456789012", "210987654321"};
    world_.client = {};
    world_.client.account = accounts[inputs_.random().chance(0.15)];
    world_.client.dialect = inputs_.random().chance(0.2) ? kit::Dialect::localstack : kit::Dialect::moto;
    if (world_.credentials.empty() || !inputs_.random().chance(0.3)) return;
    auto key = world_.credentials.begin();
    std::advance(key, inputs_.random().below(world_.credentials.size()));
    world_.client.access_key = key->first;
  }

  void pass_time() {
    constexpr std::array<std::int64_t, 5> spans{1, 20, 61, 400, 90'000};
    world_.advance(kit::seconds(spans[inputs_.random().below(spans.size())]));
    std::erase_if(parked_, [&](auto& waiting) {
      if (!waiting.second.done()) {
        if (inputs_.random().chance(0.8)) return false;
        world_.cancel(waiting.second);
        return true;
      }
      watched_.check(waiting.first, waiting.second);
      if (waiting.second.ok()) learn(waiting.first, waiting.second);
      return true;
    });
  }

  void learn(const Operation& operation, const Reply& reply) {
    well_.insert(name_of(operation));
    if (destroys(operation)) return;
    kit::Arena arena;
    const auto map = [&](const kit::Value& value, const std::optional<models::Shape>& shape) {
      return shape && value ? test::to_names(value, *shape, arena) : kit::Value::map(arena);
    };
    inputs_.learn(map(reply.call().input, operation.model.input()),
                  map(reply.call().output, operation.model.output()));
  }

  // Snapshot, restore, snapshot is the identity; so is merging into nothing. A fork is equal, then on its
  // own.
  void look_at_states() {
    world_.advance(kit::Duration(0));
    for (const kit::Place& place : world_.places()) {
      SCOPED_TRACE(place.service);
      kit::AnyState& state = world_.state(place);
      kit::Arena arena;
      const kit::Value view = state.view(arena);
      const std::string text = kit::to_json(view);
      const kit::Value read = kit::parse_json(text, arena).value();
      const auto restored = registry::find(place.service)->make(),
                 merged = registry::find(place.service)->make();
      restored->restore(read);
      EXPECT_EQ(kit::to_json(restored->view(arena)), text);
      EXPECT_EQ(restored->next_deadline(), state.next_deadline());
      merged->merge(read, kit::OnConflict::fail);
      EXPECT_EQ(kit::to_json(merged->view(arena)), text);
      EXPECT_FALSE(state.changed());
      look_at_fork(place, text);
    }
  }

  void look_at_fork(const kit::Place& place, const std::string& text) {
    const auto fork = world_.state(place).fork();
    kit::Arena arena;
    EXPECT_EQ(kit::to_json(fork->view(arena)), text);
    EXPECT_EQ(fork->next_deadline(), world_.state(place).next_deadline());
    // Emptied, it leaves the original as it was.
    const auto nothing = registry::find(place.service)->make();
    fork->restore(nothing->view(arena));
    EXPECT_EQ(kit::to_json(world_.state(place).view(arena)), text);
    forks_.emplace_back(world_.state(place).fork(), text);
    for (const auto& [old, was] : forks_)
      EXPECT_EQ(kit::to_json(old->view(arena)), was);  // whatever came since
    if (forks_.size() > 6) forks_.erase(forks_.begin());
  }

  const kit::Service& service_;
  std::vector<Operation> own_, others_;
  Watched watched_;
  Inputs inputs_;
  World& world_;
  std::vector<std::pair<Operation, Reply>> parked_;
  std::vector<std::pair<std::unique_ptr<kit::AnyState>, std::string>> forks_;
  std::set<std::string> well_;
};

TEST(Contract, RandomLives) {
  constexpr std::uint64_t lives = 16;
  constexpr std::size_t least_steps = 400, steps_an_operation = 8;
  std::set<std::string> missing;
  for (const Operation& operation : operations()) missing.insert(name_of(operation));
  for (const kit::Service* service : registry::services())
    for (std::uint64_t seed = 0; seed < lives; ++seed) {
      SCOPED_TRACE(fmt::format("{}, seed {}", service->name, seed));
      const std::size_t steps = std::max(least_steps, steps_an_operation * service->operations.size());
      Life(seed, *service).live(static_cast<int>(steps), missing);
      if (testing::Test::HasFailure()) return;
    }
  missing.erase("sqs CancelMessageMoveTask");                // too late for almost every task
  missing.erase("secretsmanager StopReplicationToReplica");  // replicas are in regions that nobody calls here
  for (const char* name : {"ec2 CreateDefaultVpc", "ec2 CreateDefaultSubnet"})
    missing.erase(name);  // every region begins with them
  for (const char* name : {"ec2 DeleteNetworkAclEntry", "ec2 DeleteRoute", "ec2 DetachNetworkInterface"})
    missing.erase(
        name);  // chance seldom finds an entry made, and an interface that is not an instance's first
  for (const char* name : {"ec2 EnableVgwRoutePropagation", "ec2 DisableVgwRoutePropagation"})
    missing.erase(name);  // their gateways are played from the model, and nobody makes any here
  missing.erase("s3 GetObjectTorrent");  // S3 has no torrents any more
  for (const char* name : {"s3 UploadPart", "s3 UploadPartCopy", "s3 CompleteMultipartUpload"})
    missing.erase(name);  // chance seldom brings an upload's id and its key together
  missing.erase("cloudformation RecordHandlerProgress");   // of the service itself alone
  missing.erase("cloudformation SignalResource");          // nothing waits for signals
  missing.erase("cloudformation CancelUpdateStack");       // no update takes its time here
  missing.erase("cloudformation ContinueUpdateRollback");  // no rollback fails here
  // What never succeeds is not tried: such an operation needs a hint.
  EXPECT_EQ(missing, std::set<std::string>());
}

}  // namespace
}  // namespace understudy::contract
