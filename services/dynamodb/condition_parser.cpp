// Reads conditions: comparisons, BETWEEN, IN and functions, joined by AND, OR and NOT.
#include <fmt/format.h>

#include <algorithm>

#include "services/dynamodb/parser.hpp"
#include "services/kit/format.hpp"

namespace understudy::dynamodb {
namespace {

constexpr std::string_view keywords[] = {"BETWEEN", "IN", "AND", "OR", "NOT"};
constexpr std::size_t most_choices = 100;

struct Function {
  std::string_view name;
  Op op;
  std::size_t operands;
};
constexpr Function functions[] = {
    {"attribute_exists", Op::exists, 1}, {"attribute_not_exists", Op::not_exists, 1},
    {"attribute_type", Op::type, 2},     {"begins_with", Op::begins_with, 2},
    {"contains", Op::contains, 2},       {"size", Op::size, 1},
};

struct Comparison {
  std::string_view symbol;
  Op op;
};
constexpr Comparison comparisons[] = {{"=", Op::equal},   {"<>", Op::not_equal},
                                      {"<", Op::less},    {"<=", Op::less_equal},
                                      {">", Op::greater}, {">=", Op::greater_equal}};

constexpr bool is_function(Op op) { return op == Op::size || (op >= Op::exists && op <= Op::contains); }

class ConditionParser : Parser {
 public:
  ConditionParser(std::string_view text, std::string_view kind, Placeholders& given)
      : Parser(text, kind, given) {
    undefined_value_ = Fault::name;  // whichever comes first
  }

  kit::Ref<const Compiled> parse() {
    const Part whole = either();
    expect_end();
    constexpr Fault order[] = {
        Fault::parentheses, Fault::unknown_function, Fault::misused_function, Fault::reserved, Fault::path,
        Fault::leaf};
    judge(order);
    out_->root = whole.node;
    return done();
  }

 private:
  // A condition; within parentheses it may turn out to be an operand alone.
  struct Part {
    std::uint16_t node = 0;
    bool parenthesized = false;
    bool operand = false;
  };

  Part either() { return joined("OR", Op::either, &ConditionParser::both); }
  Part both() { return joined("AND", Op::both, &ConditionParser::negation); }
  Part joined(std::string_view word, Op op, Part (ConditionParser::*part)());
  Part negation();
  Part primary();
  Part tail(Operand first);
  Part leaf(Node node);
  Part comparison(Op op, Operand first);
  Part between(Operand first);
  Part choices(Operand first);

  Operand operand();
  Operand function();
  std::vector<std::uint16_t> operands();
  std::uint16_t call(std::string_view name, const std::vector<std::uint16_t>& given);
  void check_types(const Function& function, const std::vector<std::uint16_t>& given);
  void check_type_name(std::uint16_t operand);
  void check_distinct(std::string_view name, std::uint16_t a, std::uint16_t b);
  void check_misused(std::span<const std::uint16_t> operands);
  void check_bounds(std::uint16_t low, std::uint16_t high);
  void misused(Op op) {
    note(Fault::misused_function,
         fmt::format("The function is not allowed to be used this way in an expression; function: {}",
                     name_of(op)));
  }
};

ConditionParser::Part ConditionParser::joined(std::string_view word, Op op, Part (ConditionParser::*part)()) {
  Part left = (this->*part)();
  while (lex_.now().is_word(word)) {
    if (left.operand) syntax();
    count_operator();
    lex_.next();
    const Part right = (this->*part)();
    if (right.operand) syntax();
    left = {add({op, left.node, right.node})};
  }
  return left;
}

ConditionParser::Part ConditionParser::negation() {
  if (!lex_.now().is_word("NOT")) return primary();
  count_operator();
  lex_.next();
  const Part inner = negation();
  if (inner.operand) syntax();
  return {add({Op::negation, inner.node})};
}

ConditionParser::Part ConditionParser::primary() {
  if (!lex_.now().is("(")) return tail(operand());
  go_deeper();
  lex_.next();
  const Part inner = either();
  expect(")");
  come_up();
  if (inner.parenthesized) note(Fault::parentheses, "The expression has redundant parentheses;");
  if (!inner.operand) return {inner.node, true};
  bool parenthesized = true;
  if (is_path(inner.node) && at_step()) {  // "(a).b"
    more_steps(out_->nodes[inner.node].a, keywords);
    parenthesized = false;
  }
  return tail({inner.node, parenthesized});
}

ConditionParser::Part ConditionParser::tail(Operand first) {
  for (const auto& [symbol, op] : comparisons)
    if (take(symbol)) return comparison(op, first);
  if (lex_.now().is_word("BETWEEN")) return between(first);
  if (lex_.now().is_word("IN")) return choices(first);
  const Op op = out_->nodes[first.node].op;
  const bool closing = inside() && lex_.now().is(")");
  if (is_function(op) && !(op == Op::size && closing)) {
    if (op == Op::size) misused(op);
    settle_leaf();
    return {first.node};
  }
  if (!closing) syntax();
  return {first.node, first.parenthesized, true};
}

// A comparison or function is complete: its faults, and AWS looks at no other's afterwards.
ConditionParser::Part ConditionParser::leaf(Node node) {
  settle_leaf();
  return {add(node)};
}

ConditionParser::Part ConditionParser::comparison(Op op, Operand first) {
  count_operator();
  const Operand second = operand();
  const std::uint16_t both[] = {first.node, second.node};
  check_misused(both);
  check_distinct(name_of(op), first.node, second.node);
  if (op >= Op::less && op <= Op::greater_equal)
    for (const std::uint16_t one : both) expect_type(one, ordered_types, name_of(op));
  return leaf({op, first.node, second.node});
}

ConditionParser::Part ConditionParser::between(Operand first) {
  count_operator();
  lex_.next();
  const Operand low = operand();
  if (!lex_.now().is_word("AND")) syntax();
  lex_.next();
  const Operand high = operand();
  const std::uint16_t all[] = {first.node, low.node, high.node};
  check_misused(all);
  for (const std::uint16_t one : all) expect_type(one, ordered_types, "BETWEEN");
  check_bounds(low.node, high.node);
  return leaf({Op::between, first.node, low.node, high.node});
}

ConditionParser::Part ConditionParser::choices(Operand first) {
  count_operator();
  lex_.next();
  expect("(");
  const std::vector<std::uint16_t> all = operands();
  const std::uint16_t one[] = {first.node};
  check_misused(one);
  check_misused(all);
  if (all.size() > most_choices)
    note(Fault::function,
         fmt::format("The IN operator is provided with too many operands; number of operands: {}",
                     all.size()));
  const auto begin = static_cast<std::uint16_t>(out_->lists.size());
  out_->lists.insert(out_->lists.end(), all.begin(), all.end());
  return leaf({Op::in, first.node, begin, static_cast<std::uint16_t>(all.size())});
}

// ---- Operands

ConditionParser::Operand ConditionParser::operand() {
  if (lex_.now().is("(")) {
    go_deeper();
    lex_.next();
    const Operand inner = operand();
    expect(")");
    come_up();
    if (inner.parenthesized) note(Fault::parentheses, "The expression has redundant parentheses;");
    if (!is_path(inner.node) || !at_step()) return {inner.node, true};
    more_steps(out_->nodes[inner.node].a, keywords);
    return {inner.node};
  }
  if (lex_.now().kind == Lexeme::value) return {value()};
  if (lex_.now().kind == Lexeme::word && lex_.ahead().is("(") && !at_keyword(keywords)) return function();
  return {add({Op::path, path(keywords)})};
}

std::vector<std::uint16_t> ConditionParser::operands() {
  std::vector<std::uint16_t> all;
  do {
    all.push_back(operand().node);
  } while (take(","));
  expect(")");
  return all;
}

ConditionParser::Operand ConditionParser::function() {
  const std::string_view name = lex_.now().text;
  go_deeper();
  lex_.next();
  lex_.next();
  const std::vector<std::uint16_t> given = operands();
  come_up();
  check_misused(given);
  return {call(name, given)};
}

std::uint16_t ConditionParser::call(std::string_view name, const std::vector<std::uint16_t>& given) {
  const auto* function = std::ranges::find(functions, name, &Function::name);
  if (function == std::end(functions)) {
    const bool of_updates = name == name_of(Op::if_not_exists) || name == name_of(Op::list_append);
    note(Fault::unknown_function,
         fmt::format(
             "{}; function: {}",
             of_updates ? "The function is not allowed in a condition expression" : "Invalid function name",
             name));
    return add({Op::exists});
  }
  count_operator();
  if (given.size() != function->operands) {
    note(Fault::operands, fmt::format("Incorrect number of operands for operator or function; operator or "
                                      "function: {}, number of operands: {}",
                                      name, given.size()));
    return add({function->op});
  }
  if (given.size() == 2) check_distinct(name, given[0], given[1]);
  check_types(*function, given);
  return add({function->op, given[0], given.size() > 1 ? given[1] : std::uint16_t{0}});
}

void ConditionParser::check_types(const Function& function, const std::vector<std::uint16_t>& given) {
  switch (function.op) {
    case Op::exists:
    case Op::not_exists:
      if (!is_path(given[0]))
        note(Fault::function,
             fmt::format("Operator or function requires a document path; operator or function: {}",
                         function.name));
      return;
    case Op::begins_with:
      for (const std::uint16_t one : given)
        expect_type(one, bit(Type::string) | bit(Type::binary), function.name);
      return;
    case Op::size:
      return expect_type(given[0], all_types & ~(bit(Type::number) | bit(Type::boolean) | bit(Type::null)),
                         function.name);
    case Op::type:
      if (is_path(given[1])) {
        note(Fault::function,
             fmt::format("Incorrect operand type for operator or function; operator or function: "
                         "{}, operand type: {{NS,SS,L,BS,N,M,B,BOOL,NULL,S}}",
                         function.name));
        return;
      }
      expect_type(given[1], bit(Type::string), function.name);
      return check_type_name(given[1]);
    default: return;
  }
}

void ConditionParser::check_type_name(std::uint16_t operand) {
  const Attribute name = value_of(operand);
  if (!name.is(Type::string)) return;
  for (std::size_t i = 0; i < types; ++i)
    if (short_name(static_cast<Type>(i)) == name.text()) {
      out_->checks.push_back({Check::type_name, out_->nodes[operand].a, 0});
      return;
    }
  note(Fault::function,
       fmt::format(
           "Invalid attribute type name found; type: {}, valid types: {{B,NULL,SS,BOOL,L,BS,N,NS,S,M}}",
           name.text()));
}

void ConditionParser::check_distinct(std::string_view name, std::uint16_t a, std::uint16_t b) {
  if (same_path(a, b))
    note(Fault::distinct,
         fmt::format("The first operand must be distinct from the remaining operands for this "
                     "operator or function; operator: {}, first operand: {}",
                     name, path_text(*out_, out_->nodes[a].a)));
}

void ConditionParser::check_misused(std::span<const std::uint16_t> operands) {
  for (const std::uint16_t one : operands)
    if (const Op op = out_->nodes[one].op; is_function(op) && op != Op::size) return misused(op);
}

void ConditionParser::check_bounds(std::uint16_t low, std::uint16_t high) {
  const Attribute a = value_of(low), b = value_of(high);
  if (!a || !b) return;
  const auto shown = [](Attribute value) {
    return fmt::format("AttributeValue: {{{}:{}}}", short_name(value.type()),
                       value.is(Type::binary) ? kit::base64(value.text()) : std::string(value.text()));
  };
  const auto refuse = [&](std::string_view why) {
    note(Fault::function,
         fmt::format("The BETWEEN operator requires {}; lower bound operand: {}, upper bound operand: {}",
                     why, shown(a), shown(b)));
  };
  if (a.type() != b.type()) return refuse("same data type for lower and upper bounds");
  if (compare(a, b) > 0) return refuse("upper bound to be greater than or equal to lower bound");
  out_->checks.push_back({Check::ordered, out_->nodes[low].a, out_->nodes[high].a});
}

}  // namespace

kit::Ref<const Compiled> compile_condition(std::string_view text, std::string_view kind,
                                           Placeholders& given) {
  return ConditionParser(text, kind, given).parse();
}

}  // namespace understudy::dynamodb
