// Definitions: what an operation's input says a stack is to be, judged.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "services/cloudformation/evaluate.hpp"
#include "services/cloudformation/state.hpp"

namespace understudy::cloudformation {

// Values of SSM parameters by their names, asked for before.
using Stored = std::map<std::string, std::string, std::less<>>;

// What CreateStack, UpdateStack and CreateChangeSet say, all checked: template, parameters, capabilities.
// `previous`: of the stack that is updated, for what the input leaves as it is; null: a new stack. Throws
// ValidationError and InsufficientCapabilitiesException.
Definition read_definition(const In& in, const Definition* previous, const Stored& stored, kit::Arena& arena);

// The template's text that the input means; empty: it has none.
std::string_view body_of(const In& in, const Definition* previous);

// A stack's definition with its functions ready to be worked out. Lives no longer than what it is made of.
struct Where {
  std::string account, region, id, name;
};
class Working {
 public:
  // `guess`: what is not known yet reads as a placeholder, for looking ahead; else it is unresolved.
  Working(const State& state, Where where, const Definition& definition, kit::Arena& arena,
          bool guess = false);

  const Value& root() const { return root_; }
  const Value& resource(std::string_view logical) const { return at(root_, "Resources", logical); }
  std::string type(std::string_view logical) const { return text_of(at(resource(logical), "Type")); }
  Value properties(std::string_view logical);
  // Logical ids whose conditions hold, in the order in which they are made.
  std::vector<std::string> order();
  // Throws ValidationError for what cannot be worked out, and for a name that another stack exports.
  std::vector<Output> outputs();
  const std::vector<std::string>& imports() const { return imports_; }

 private:
  void fill_parameters(const Definition& definition);
  std::optional<Value> reference(std::string_view logical) const;
  std::optional<Value> attribute(std::string_view logical, std::string_view name) const;

  const State& state_;
  const Where where_;
  kit::Arena& arena_;
  const bool guess_;
  Value root_;
  Scope scope_;
  std::vector<std::string> imports_;
  Evaluator evaluator_;
};

inline constexpr std::string_view later = "{{changeSet:KNOWN_AFTER_APPLY}}";

// Whether a parameter's type holds several values.
bool is_list_type(std::string_view type);
// "AWS::SSM::Parameter::Value<String>": the name of what is stored elsewhere.
bool is_stored_type(std::string_view type);

}  // namespace understudy::cloudformation
