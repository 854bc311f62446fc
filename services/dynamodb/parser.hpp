// What the parsers of all expressions share: tokens, paths, values, and the order in which AWS speaks of
// faults.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "services/dynamodb/compiled.hpp"
#include "services/dynamodb/expression_lex.hpp"
#include "services/dynamodb/placeholders.hpp"

namespace understudy::dynamodb {

// AWS reads an expression to its end and then answers the weightiest of what it saw; of each kind the first.
enum class Fault : std::uint8_t {
  parentheses,
  unknown_function,
  misused_function,
  reserved,
  path,  // too deep, or an index too high
  section,
  name,   // undefined
  value,  // undefined
  overlap,
  conflict,
  operands,  // their number; in an update the type of ADD's and DELETE's
  distinct,
  function,  // types of operands
  leaf,      // of a condition: whichever of the others its first faulty comparison or function has
};
inline constexpr std::size_t faults = 14;

class Parser {
 protected:
  // `kind` is the parameter's name, for what is thrown. Throws when the text is empty or too long.
  Parser(std::string_view text, std::string_view kind, Placeholders& given);

  struct Operand {
    std::uint16_t node = 0;
    bool parenthesized = false;
  };

  [[noreturn]] void fail(std::string_view message) const;
  [[noreturn]] void syntax() const { fail(lex_.complaint()); }
  void note(Fault fault, std::string message);
  // Throws the first of these that was noted.
  void judge(std::span<const Fault> order) const;

  // A condition's leaf is complete: its weightiest fault stands for all conditions.
  void settle_leaf();

  bool take(std::string_view symbol);
  void expect(std::string_view symbol);
  void expect_end();
  void count_operator() { ++operators_; }
  void go_deeper();  // throws when parentheses nest without end

  std::uint16_t add(Node node);
  // A path from the present token on. `keywords` are no names.
  std::uint16_t path(std::span<const std::string_view> keywords);
  void more_steps(std::uint16_t path, std::span<const std::string_view> keywords);
  bool at_step() const { return lex_.now().is(".") || lex_.now().is("["); }
  std::uint16_t value();  // a slot's node
  bool at_keyword(std::span<const std::string_view> keywords) const;

  // The type that an operand is sure to have: a value's, a function's.
  std::optional<Type> type_of(std::uint16_t node) const;
  std::optional<Type> value_type(std::uint16_t node) const;  // of a value alone
  Attribute value_of(std::uint16_t node) const;              // absent unless it is a defined value
  // Notes an operand of another type than these; of a value whose type is right, that it must be so again.
  void expect_type(std::uint16_t node, std::uint16_t allowed, std::string_view function);
  bool is_path(std::uint16_t node) const { return out_->nodes[node].op == Op::path; }
  bool same_path(std::uint16_t a, std::uint16_t b) const;
  // Notes two paths that touch the same place; 'Invalid UpdateExpression: Two document paths overlap ...'
  void check_overlaps(std::span<const std::uint16_t> paths);

  kit::Ref<const Compiled> done() { return kit::Ref<const Compiled>(out_.get()); }

  Lexer lex_;
  kit::Ref<Compiled> out_{new Compiled};
  std::string_view kind_;
  Placeholders& given_;
  Fault undefined_value_ = Fault::value;

 private:
  void step(std::span<const std::string_view> keywords);

  std::array<std::string, faults> noted_;
  std::vector<Attribute> slots_;
  std::size_t operators_ = 0;
  std::size_t depth_ = 0;

 protected:
  void come_up() { --depth_; }
  bool inside() const { return depth_ > 0; }
};

kit::Ref<const Compiled> compile_condition(std::string_view text, std::string_view kind, Placeholders& given);
kit::Ref<const Compiled> compile_projection(std::string_view text, Placeholders& given);
kit::Ref<const Compiled> compile_update(std::string_view text, Placeholders& given);

// The names of functions and comparisons, as the faults spell them.
std::string_view name_of(Op op);

}  // namespace understudy::dynamodb
