// A resource's whole life, played by its service's own operations: create, read, list, update, tag, delete,
// gone.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "gateway/validate.hpp"
#include "services/derived/plan.hpp"
#include "tests/derived/making.hpp"
#include "tests/services/harness.hpp"

namespace understudy::derived {

struct Fault {
  std::string step;       // "read"
  std::string operation;  // "ecs DescribeClusters"
  std::string what;
};

// All resources of one service, each in a world of its own.
class Chains {
 public:
  explicit Chains(const models::Service& service);

  void run();

  // Called after each life with what was done in it, in order, if that was whole.
  struct Step {
    std::string name;  // "create parent", "create", "list", "read", "update", ..., "delete", "read when gone"
    test::Reply reply;
  };
  std::function<void(const Resource&, const std::vector<Step>&)> lived;

  std::size_t resources = 0, complete = 0;  // that clients can create
  std::set<std::string> touched;            // operations with a step that passed
  std::set<std::string> observed;           // those that said rightly that there is nothing, and no more
  std::vector<Fault> faults;

 private:
  // What a client knows of a resource that it has made: what it sent and what it was told.
  struct Made {
    std::int16_t resource = nowhere;
    std::map<std::string, std::string> texts;  // by canonical name; parents' by their folded names too
    std::map<std::string, std::string> sent;   // scalars of the creation
    std::map<std::int16_t, std::string> parents;
  };
  struct Life;

  std::vector<Step> steps_;  // of the present life

  void live(std::int16_t resource);
  void observe(std::int16_t resource);  // one that nobody can create
  std::optional<Made> create(test::World& world, std::int16_t resource, int depth,
                             std::map<std::int16_t, Made>& others);
  std::optional<test::Reply> call(test::World& world, std::string_view step, std::uint16_t operation,
                                  const Made* made, std::map<std::int16_t, Made>& others, bool much,
                                  bool quiet = false);
  std::map<std::string, std::string> marks(test::World& world, std::uint16_t operation, const Made* made,
                                           std::map<std::int16_t, Made>& others);
  kit::Value known(std::uint16_t operation, std::uint16_t member, const Made* made,
                   const std::map<std::int16_t, Made>& others, kit::Arena& arena) const;
  void learn(Made& made, const test::Reply& reply, std::uint16_t operation) const;
  void gather(std::map<std::string, std::string>& texts, const Resource& resource, const kit::Value& value,
              const models::Shape& shape, int depth) const;
  bool same(std::string_view step, std::uint16_t operation, const Made& made, const test::Reply& reply,
            const std::map<std::string, std::string>& wanted);
  bool gone(std::string_view step, std::uint16_t operation, const test::Reply& reply);
  bool tags(test::World& world, const Made& made, const std::map<std::int16_t, Made>& others);
  bool fault(std::string_view step, std::uint16_t operation, std::string what);
  std::string text_for_key(const Key& key, const Resource& resource, const Made* made,
                           const std::map<std::int16_t, Made>& others, std::string_view folded,
                           const models::Shape& shape) const;

  const models::Service& service_;
  const Plan& plan_;
  Making making_{1};
  gateway::Validator validator_;
};

}  // namespace understudy::derived
