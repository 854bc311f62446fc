// Reads updates: SET, REMOVE, ADD and DELETE, each once, in any order.
#include <fmt/format.h>

#include <algorithm>

#include "services/dynamodb/parser.hpp"

namespace understudy::dynamodb {
namespace {

constexpr std::string_view keywords[] = {"SET", "REMOVE", "ADD", "DELETE"};
constexpr std::string_view of_conditions[] = {
    "attribute_exists", "attribute_not_exists", "attribute_type", "begins_with", "contains", "size"};

class UpdateParser : Parser {
 public:
  UpdateParser(std::string_view text, Placeholders& given) : Parser(text, "UpdateExpression", given) {}

  kit::Ref<const Compiled> parse() {
    do {
      section();
    } while (lex_.now().kind != Lexeme::end);
    std::vector<std::uint16_t> written;
    for (const Action& action : out_->actions) written.push_back(action.path);
    check_overlaps(written);
    constexpr Fault order[] = {
        Fault::reserved, Fault::path,  Fault::unknown_function, Fault::misused_function, Fault::section,
        Fault::name,     Fault::value, Fault::overlap,          Fault::conflict,         Fault::operands,
        Fault::function};
    judge(order);
    lay_branches(*out_);
    return done();
  }

 private:
  void section();
  void action(Do what);
  std::uint16_t sum();
  std::uint16_t rest_of_sum(std::uint16_t first);
  std::uint16_t operand();
  // As expect_type, but of values alone: what functions give is seen when they are run.
  void expect_value_type(std::uint16_t node, std::uint16_t allowed, std::string_view function) {
    if (out_->nodes[node].op == Op::value) expect_type(node, allowed, function);
  }
  std::uint16_t function();

  unsigned seen_ = 0;  // sections, a bit each
};

void UpdateParser::section() {
  for (std::size_t i = 0; i < std::size(keywords); ++i) {
    if (!lex_.now().is_word(keywords[i])) continue;
    if (seen_ & 1u << i)
      note(Fault::section,
           fmt::format("The \"{}\" section can only be used once in an update expression;", keywords[i]));
    seen_ |= 1u << i;
    lex_.next();
    do {
      action(static_cast<Do>(i));
    } while (take(","));
    return;
  }
  syntax();
}

void UpdateParser::action(Do what) {
  const std::uint16_t written = path(keywords);
  std::uint16_t value = 0;
  if (what == Do::set) {
    expect("=");
    value = sum();
  } else if (what != Do::remove) {
    if (lex_.now().kind != Lexeme::value) syntax();
    value = this->value();
    const bool adds = what == Do::add;
    const std::uint16_t allowed = adds ? set_types | bit(Type::number) : set_types;
    if (const auto type = value_type(value); type && !(allowed & bit(*type)))
      note(Fault::operands,
           fmt::format("Incorrect operand type for operator or function; operator: {0}, operand type: {1}, "
                       "typeSet: ALLOWED_FOR_{0}_OPERAND",
                       adds ? "ADD" : "DELETE", long_name(*type)));
    out_->checks.push_back({Check::type_of, out_->nodes[value].a, allowed});
  }
  out_->actions.push_back({what, written, value});
}

// An operand, or two with a sign between; in parentheses or not.
std::uint16_t UpdateParser::sum() {
  if (lex_.now().is("(")) {
    go_deeper();
    lex_.next();
    const std::uint16_t inner = sum();
    expect(")");
    come_up();
    const Op op = out_->nodes[inner].op;
    return op == Op::plus || op == Op::minus ? inner : rest_of_sum(inner);
  }
  return rest_of_sum(operand());
}

std::uint16_t UpdateParser::operand() {
  if (lex_.now().is("(")) {
    go_deeper();
    lex_.next();
    const std::uint16_t inner = operand();
    expect(")");
    come_up();
    return inner;
  }
  if (lex_.now().kind == Lexeme::value) return value();
  if (lex_.now().kind == Lexeme::word && lex_.ahead().is("(") && !at_keyword(keywords)) return function();
  return add({Op::path, path(keywords)});
}

std::uint16_t UpdateParser::rest_of_sum(std::uint16_t first) {
  const bool plus = lex_.now().is("+");
  if (!plus && !lex_.now().is("-")) return first;
  count_operator();
  lex_.next();
  const Op op = plus ? Op::plus : Op::minus;
  const std::uint16_t second = operand();
  for (const std::uint16_t one : {first, second}) expect_value_type(one, bit(Type::number), name_of(op));
  return add({op, first, second});
}

std::uint16_t UpdateParser::function() {
  const std::string_view name = lex_.now().text;
  go_deeper();
  lex_.next();
  lex_.next();
  std::vector<std::uint16_t> given;
  do {
    given.push_back(operand());
  } while (take(","));
  expect(")");
  come_up();
  const bool appends = name == "list_append";
  if (!appends && name != "if_not_exists") {
    note(Fault::unknown_function,
         fmt::format("{}; function: {}",
                     std::ranges::find(of_conditions, name) == std::end(of_conditions)
                         ? "Invalid function name"
                         : "The function is not allowed in an update expression",
                     name));
    return add({Op::list_append});
  }
  count_operator();
  const Op op = appends ? Op::list_append : Op::if_not_exists;
  if (given.size() != 2) {
    note(Fault::function, fmt::format("Incorrect number of operands for operator or function; operator or "
                                      "function: {}, number of operands: {}",
                                      name, given.size()));
    return add({op});
  }
  if (appends) {
    for (const std::uint16_t one : given) {
      expect_value_type(one, bit(Type::list), name);
      if (out_->nodes[one].op == Op::list_append)  // though if_not_exists may be nested
        note(Fault::misused_function,
             fmt::format("The function is not allowed to be used this way in an expression; function: {}",
                         name));
    }
  } else if (!is_path(given[0])) {
    note(Fault::function,
         fmt::format("Operator or function requires a document path; operator or function: {}", name));
  }
  return add({op, given[0], given[1]});
}

}  // namespace

kit::Ref<const Compiled> compile_update(std::string_view text, Placeholders& given) {
  return UpdateParser(text, given).parse();
}

}  // namespace understudy::dynamodb
