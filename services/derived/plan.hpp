// What a service's model says about its resources, inferred once at the service's first use.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "services/derived/hints.hpp"
#include "services/derived/words.hpp"
#include "services/kit/resource.hpp"
#include "services/models/model.hpp"

namespace understudy::derived {

// How the engine plays an operation.
enum class Role : std::uint8_t {
  unplayed,
  create,  // refuses what is there already
  put,     // creates or replaces
  get,     // one resource
  list,    // those that its inputs ask for
  update,  // merges its inputs
  remove,  // until reads find it no more
  state,   // moves it to the state that the verb names
  link,    // records that resources belong together
  unlink,  // and forgets it
  tag,     // of any resource of the service
  untag,
  list_tags,
};
std::string_view role_name(Role role);

inline constexpr std::int16_t nowhere = -1;

// An input member that says which resource is meant.
struct Key {
  enum class Of : std::uint8_t { own, parent, field } of = Of::own;
  std::int16_t member = nowhere;  // its place in the input shape
  std::int16_t parent = nowhere;  // resource, for Of::parent
  bool many = false;              // a list of them
  bool required = false;
  std::string field;  // canonical name: "name", "id", "arn", or its own
};

// A hint, with the field that it names in folded form.
struct Told {
  const Hint* hint;
  std::string field;
  bool exact = true;  // by its name, not by a pattern
};

struct OperationPlan {
  Role role = Role::unplayed;
  bool batch = false;
  bool attribute = false;  // of the resource, not the resource: "GetClusterPolicy" of a cluster
  std::int16_t resource = nowhere;
  std::int16_t tags = nowhere;        // input member with tags, or with the keys to untag
  std::int16_t wrapper = nowhere;     // output member that holds the resource
  std::int16_t list = nowhere;        // output member that holds many
  std::int16_t inner_list = nowhere;  // the list's place within a structure such as {Items, Quantity}
  std::int16_t entries = nowhere;     // batch: input member with a list of structures, each a resource
  std::vector<Key> keys;
  std::vector<Told> told;  // of this operation, the exact name before patterns
  OperationName name;
};

// A kind of resource.
struct Resource {
  std::string type;                // "DBCluster"
  std::vector<std::string> words;  // "db", "cluster"
  std::string noun;                // "dbcluster"
  std::vector<std::string> stems;  // what member names may begin with: "dbcluster", "cluster"
  std::string own;     // canonical name of the member that identifies it; empty: there is one per parent
  bool given = false;  // the client gives it on creation
  bool creatable = false;
  bool is_link = false;
  std::int16_t version_of = nowhere;  // a version of that resource, shown by its Id and a Version
  bool revised = false;               // registering it again makes its next revision: "name:2"
  bool about_another = false;  // its ResourceId or ResourceArn is another's: it shows an Id of its own, too
  std::vector<std::int16_t> parents;
  std::int16_t create = nowhere, get = nowhere, list = nowhere, remove = nowhere,
               update = nowhere;     // operations
  std::vector<std::uint16_t> views;  // shapes that show it, best first
  // Its states, when the model has them: the member's canonical name, and what it goes through.
  std::string status;
  std::uint16_t status_shape = 0xFFFF;  // the enum
  std::vector<std::string_view> creating, updating, deleting;
  std::vector<kit::Move> moves;
  kit::Lifecycle lifecycle{};
  std::string lifecycle_name;
  const kit::Resource* hint = nullptr;
  std::vector<Told> told;  // of this kind, the exact type before patterns

  const Hint* tells(Says says) const {
    for (const Told& one : told)
      if (one.hint->says == says) return one.hint;
    return nullptr;
  }
  bool has_status() const { return !status.empty(); }
};

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};
using TextMap = absl::flat_hash_map<std::string, std::int16_t, TextHash, std::equal_to<>>;

class Plan {
 public:
  explicit Plan(const models::Service& service, const ServiceHints& hints = {});
  Plan(const Plan&) = delete;
  Plan& operator=(const Plan&) = delete;

  const models::Service& service() const { return service_; }
  const OperationPlan& operation(std::uint16_t number) const { return operations_[number]; }
  std::size_t operations() const { return operations_.size(); }
  const std::vector<Resource>& resources() const { return resources_; }
  const Resource& resource(std::int16_t number) const { return resources_[static_cast<std::size_t>(number)]; }
  std::int16_t number_of(const Resource& resource) const {
    return static_cast<std::int16_t>(&resource - resources_.data());
  }
  const Resource* resource_of_type(std::string_view type) const;  // null when there is none
  std::int16_t resource_named(std::string_view noun) const;       // by its noun: nowhere when there is none

  // A member's name in one form for all shapes that show the resource: "DBClusterArn" and "arn" are "arn" of
  // a DBCluster. A view into the plan.
  std::string_view canonical(const Resource& resource, std::uint16_t name) const {
    return canonical(resource, folded_[name]);
  }
  static std::string_view canonical(const Resource& resource, std::string_view folded);
  std::string_view folded(std::uint16_t name) const { return folded_[name]; }

  const std::vector<Told>& told_of_all() const { return told_of_all_; }  // what holds of the whole service
  struct Seed {
    const Hint* hint;
    std::int16_t resource;
  };
  const std::vector<Seed>& seeds() const { return seeds_; }

  // Which other resource a member names, and as what ("id", "name", "arn" or empty); nowhere when none.
  struct Names {
    std::int16_t resource = nowhere;
    std::string_view as;
    std::size_t length = 0;  // of the noun, for the better of two
  };
  Names names_resource(std::string_view folded) const;

 private:
  friend struct Nouns;
  friend struct Identities;
  friend struct Outputs;
  friend struct Lifecycles;

  const models::Service& service_;
  std::vector<std::string> folded_;  // by name id
  std::vector<OperationPlan> operations_;
  std::vector<Resource> resources_;
  TextMap by_noun_;
  TextMap by_stem_;  // shorter forms that mean one resource only
  std::vector<Told> told_of_all_;
  std::vector<Seed> seeds_;

  void take_roles(Hints hints);
  void take(Hints hints);
};

// The plan of a service, made at its first use and kept. On any thread.
const Plan& plan_of(const models::Service& service);

// ---- The steps of the inference, in this order
void find_nouns(Plan& plan);
void find_outputs(Plan& plan);
void find_identities(Plan& plan);
void find_lifecycles(Plan& plan);

// ---- What the model's members are for
// The part of a name that identifies: "clusteridentifier" less "cluster" is "id". Nothing when it is none.
std::string_view identity_word(std::string_view rest);
bool is_paging(const models::Operation& operation, const models::Member& member, std::string_view folded);
bool is_token(const models::Operation& operation, const models::Member& member,
              std::string_view folded);  // of pages alone
bool is_account(std::string_view folded);
// A map of strings, a list of {Key, Value}, or EC2's specifications, by a name that means tags.
bool is_tags(const models::Member& member, std::string_view folded);
// The enum's value that is this state, else the one at which most resources come to rest; empty when none is.
std::string_view state_in(const models::Shape& shape, std::string_view state);
bool is_text(const models::Shape& shape);  // a string, or a number that may identify
bool is_text_list(const models::Shape& shape);

}  // namespace understudy::derived
