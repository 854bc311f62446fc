// One resource being made, changed or removed: the calls that its type's lines come to, one after the other.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/cloudformation/template.hpp"
#include "services/cloudformation/types.hpp"
#include "services/kit/service.hpp"
#include "services/models/model.hpp"

namespace understudy::cloudformation {

// The code of what a type's schema would refuse.
inline constexpr std::string_view bad_properties = "PropertyValidation";

enum class Action { make, change, remove };

// What a job is about. Values live in the arena of the job.
struct Subject {
  std::string stack, stack_id, account, region, logical;
  std::string name;      // as generated; the template's own counts more
  std::string physical;  // empty: not made yet
  std::string random;    // 12 characters
  std::string token;     // 36 characters, of this job alone: for operations that want one
  Value properties;      // worked out
  Value before;          // of a change: as they were
  Value attributes;      // of a resource that is there
};

class Job {
 public:
  Job(TypeRef type, Action action, Subject subject, kit::Arena& arena);

  // The next call; nothing when all are made, or one has failed.
  std::optional<kit::Request> next();
  void take(const kit::Answer& answer);

  // Judges properties without calling anybody; empty: they are good.
  std::string problem();

  const std::optional<kit::Failure>& failure() const { return failure_; }
  bool made() const { return made_; }  // something, even if it failed afterwards
  const std::string& physical() const { return subject_.physical; }
  Value attributes();  // a map
  const Value& properties() const { return subject_.properties; }
  const std::string& name() const { return subject_.name; }

 private:
  struct Call {
    const Line* line;
    Value element;  // of '@'
  };
  void plan();
  void plan_line(const Line& line);
  bool changed(const Line& line) const;
  Value source(std::string_view text, const Value& element) const;
  Value part(std::string_view text, const Value& element) const;
  Value input_of(const Line& line, const Value& element, const models::Operation& operation);
  void put(Value& into, const models::Shape& shape, std::string_view path, const Value& value);
  void put_rest(Value& input, const models::Shape& shape, const Line& line, std::string_view target);
  void settle_physical();
  void judge_nested();
  Value secret() const;
  Value zones() const;
  std::optional<models::Operation> operation_of(const Line& line) const;

  TypeRef type_;
  Action action_;
  Subject subject_;
  kit::Arena& arena_;
  std::vector<Line> lines_;
  std::vector<std::pair<std::string_view, std::string_view>> renames_;
  std::deque<Call> calls_;
  const Line* asked_ = nullptr;
  Value answers_;
  std::optional<kit::Failure> failure_;
  bool made_ = false;
};

// Whether a line takes a property, by name or among the rest.
bool takes(const Type& type, const std::vector<Line>& lines, const Line& line, std::string_view property);
// Whether going from `before` to `after` needs a new resource.
bool replaces(const Type& type, const Value& before, const Value& after);
// The top-level properties that differ.
std::vector<std::string> differences(const Value& before, const Value& after);

}  // namespace understudy::cloudformation
