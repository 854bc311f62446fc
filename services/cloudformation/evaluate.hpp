// Templates with their functions worked out: what a property, a condition or an output comes to.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "services/cloudformation/template.hpp"

namespace understudy::cloudformation {

// What the names within a template stand for. Values live in the arena of the evaluation.
struct Scope {
  std::map<std::string, Value, std::less<>> parameters;  // pseudo parameters, too; lists are lists
  // Of another resource: what Ref and Fn::GetAtt say of it; nothing when it has no such attribute.
  std::function<std::optional<Value>(std::string_view id)> reference;
  std::function<std::optional<Value>(std::string_view id, std::string_view attribute)> attribute;
  std::function<std::optional<std::string>(std::string_view name)> imported;
};

// Lives no longer than the template and the scope. All throw ValidationError.
class Evaluator {
 public:
  Evaluator(const Value& root, const Scope& scope, kit::Arena& arena)
      : root_(root), scope_(scope), arena_(arena) {}

  // Kind::none for AWS::NoValue, which containers leave out.
  Value evaluate(const Value& value) { return evaluate(value, 0); }
  bool condition(std::string_view name) { return condition(name, 0); }
  // Of a resource or an output: whether its condition holds, or it has none.
  bool holds(const Value& declared) {
    const Value& name = at(declared, "Condition");
    return !name || condition(name.text());
  }

 private:
  Value evaluate(const Value& value, int depth);
  Value apply(std::string_view function, const Value& argument, int depth);
  bool condition(std::string_view name, int depth);
  bool truth(const Value& value, int depth);
  Value string(std::string_view text) { return Value::string(arena_.copy(text)); }
  std::string text(const Value& value, int depth, std::string_view function);

  Value ref(std::string_view name);
  Value get_att(const Value& argument, int depth);
  Value sub(const Value& argument, int depth);
  Value join(const Value& argument, int depth);
  Value select(const Value& argument, int depth);
  Value split(const Value& argument, int depth);
  Value find_in_map(const Value& argument, int depth);
  Value choose(const Value& argument, int depth);
  Value zones(const Value& argument, int depth);
  Value cidr(const Value& argument, int depth);
  Value import_value(const Value& argument, int depth);

  const Value& root_;
  const Scope& scope_;
  kit::Arena& arena_;
};

// The addresses of Fn::Cidr: `count` blocks of 2^bits addresses within `block`; nothing when they do not fit.
std::optional<std::vector<std::string>> subnets_of(std::string_view block, std::int64_t count,
                                                   std::int64_t bits);

}  // namespace understudy::cloudformation
