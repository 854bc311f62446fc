// The conditions and operands of PartiQL.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "services/dynamodb/errors.hpp"
#include "services/dynamodb/parser.hpp"
#include "services/dynamodb/partiql_parser.hpp"

namespace understudy::dynamodb {
namespace {

using By = KeyRange::By;

constexpr std::size_t most_nodes = 60000, most_choices = 100;

struct Symbol {
  std::string_view text;
  Op op;
  By by, turned;
};
constexpr Symbol comparisons[] = {{"=", Op::equal, By::equal, By::equal},
                                  {"<>", Op::not_equal, By::all, By::all},
                                  {"!=", Op::not_equal, By::all, By::all},
                                  {"<", Op::less, By::less, By::greater},
                                  {"<=", Op::less_equal, By::less_equal, By::greater_equal},
                                  {">", Op::greater, By::greater, By::less},
                                  {">=", Op::greater_equal, By::greater_equal, By::less_equal}};

struct Function {
  std::string_view name;
  Op op;
  std::size_t operands;
};
constexpr Function functions[] = {
    {"ATTRIBUTE_EXISTS", Op::exists, 1}, {"ATTRIBUTE_NOT_EXISTS", Op::not_exists, 1},
    {"ATTRIBUTE_TYPE", Op::type, 2},     {"BEGINS_WITH", Op::begins_with, 2},
    {"CONTAINS", Op::contains, 2},       {"SIZE", Op::size, 1}};

}  // namespace

std::uint16_t PartiqlParser::add(Form& form, Node node) {
  if (form.made->nodes.size() > most_nodes) malformed("Expression is too large");
  form.made->nodes.push_back(node);
  return static_cast<std::uint16_t>(form.made->nodes.size() - 1);
}

// ---- Conditions

bool PartiqlParser::is_condition(std::uint16_t node) const {
  const Op op = where_.made->nodes[node].op;
  return op >= Op::equal && op <= Op::negation;
}

std::uint16_t PartiqlParser::condition(std::uint16_t node) const {
  if (!is_condition(node)) unexpected();
  return node;
}

std::uint16_t PartiqlParser::either() {
  std::uint16_t left = both();
  while (lex_.now().is_word("OR")) {
    condition(left);
    lex_.next();
    left = add(where_, {Op::either, left, condition(both())});
  }
  return left;
}

std::uint16_t PartiqlParser::both() {
  std::uint16_t left = negation();
  while (lex_.now().is_word("AND")) {
    condition(left);
    lex_.next();
    left = add(where_, {Op::both, left, condition(negation())});
  }
  return left;
}

std::uint16_t PartiqlParser::negation() {
  if (!lex_.now().is_word("NOT")) return primary();
  const Level level(*this);
  lex_.next();
  return add(where_, {Op::negation, condition(negation())});
}

std::uint16_t PartiqlParser::primary() {
  if (!lex_.now().is("(")) return comparison(operand(where_));
  std::uint16_t inner = 0;
  {
    const Level level(*this);
    lex_.next();
    inner = either();
    expect(")");
  }
  return comparison(inner);
}

// Also of a condition: its truth is a boolean.
std::uint16_t PartiqlParser::comparison(std::uint16_t first) {
  for (const Symbol& symbol : comparisons) {
    if (!take(symbol.text)) continue;
    const std::uint16_t second = operand(where_);
    if (symbol.op >= Op::less && symbol.op <= Op::greater_equal)
      for (const std::uint16_t one : {first, second}) check_ordered(one, symbol.op);
    return add(where_, {symbol.op, first, second});
  }
  if (take_word("IS")) return is(first);
  if (take_word("IN")) return in(first);
  const bool negated = take_word("NOT");
  std::uint16_t made = 0;
  if (take_word("BETWEEN")) {
    const std::uint16_t low = operand(where_);
    expect_word("AND");
    made = add(where_, {Op::between, first, low, operand(where_)});
  } else if (negated) {
    expect_word("IN");
    made = in(first);
  } else {
    if (!is_condition(first) && !(depth_ > 0 && lex_.now().is(")"))) unexpected();
    return first;
  }
  return negated ? add(where_, {Op::negation, made}) : made;
}

void PartiqlParser::check_ordered(std::uint16_t node, Op op) const {
  const Node& n = where_.made->nodes[node];
  std::optional<Type> type;
  if (n.op == Op::value) type = where_.values[n.a].type();
  if (is_condition(node)) type = Type::boolean;
  if (type && !(ordered_types & bit(*type)))
    throw invalid.says(fmt::format(
        "Incorrect operand type for operator or function; operator or function: {}, operand type: {}",
        name_of(op), short_name(*type)));
}

std::uint16_t PartiqlParser::in(std::uint16_t first) {
  const bool brackets = take("[");
  if (!brackets) expect("(");
  std::vector<std::uint16_t> choices;
  do {
    choices.push_back(operand(where_));
  } while (take(","));
  expect(brackets ? "]" : ")");
  if (choices.size() > most_choices)
    throw invalid.says(fmt::format(
        "The IN operator is provided with too many operands; number of operands: {}", choices.size()));
  auto& lists = where_.made->lists;
  const auto begin = static_cast<std::uint16_t>(lists.size());
  lists.insert(lists.end(), choices.begin(), choices.end());
  return add(where_, {Op::in, first, begin, static_cast<std::uint16_t>(choices.size())});
}

std::uint16_t PartiqlParser::is(std::uint16_t first) {
  const bool negated = take_word("NOT");
  if (where_.made->nodes[first].op != Op::path) unexpected();
  if (take_word("MISSING")) return add(where_, {negated ? Op::exists : Op::not_exists, first});
  expect_word("NULL");
  Writer writer;
  writer.scalar(Type::string, short_name(Type::null));
  const Attribute name(arena_.copy(writer.view()).data());
  const std::uint16_t type = value_node(where_, name);
  const std::uint16_t made = add(where_, {Op::type, first, type});
  return negated ? add(where_, {Op::negation, made}) : made;
}

std::uint16_t PartiqlParser::function(Form& form) {
  const PartiqlToken name = lex_.now();
  const auto* function =
      std::ranges::find_if(functions, [&](const Function& f) { return name.is_word(f.name); });
  if (function == std::end(functions)) {
    std::string lower(name.text);
    for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    throw invalid.says(fmt::format("Unrecognized function: {}", lower) + place(name));
  }
  const Level level(*this);
  lex_.next();
  lex_.next();
  std::vector<std::uint16_t> given;
  if (!take(")")) {
    do {
      given.push_back(operand(form));
    } while (take(","));
    expect(")");
  }
  if (given.size() != function->operands)
    throw invalid.says(
        fmt::format("Incorrect number of operands for operator or function; operator or function: {}, number "
                    "of operands: {}",
                    name_of(function->op), given.size()));
  const Node made{function->op, given[0], given.size() > 1 ? given[1] : std::uint16_t{0}};
  check_function(form, made, given.size());
  return add(form, made);
}

void PartiqlParser::check_function(const Form& form, const Node& made, std::size_t operands) const {
  const Node& first = form.made->nodes[made.a];
  if ((made.op == Op::exists || made.op == Op::not_exists) && first.op != Op::path)
    throw invalid.says(fmt::format("Operator or function requires a document path; operator or function: {}",
                                   name_of(made.op)));
  if (made.op != Op::type || operands < 2) return;
  const Node& type = form.made->nodes[made.b];
  const Attribute value = type.op == Op::value ? form.values[type.a] : Attribute();
  if (value && !value.is(Type::string))
    throw invalid.says(
        fmt::format("Incorrect operand type for operator or function; operator or function: attribute_type, "
                    "operand type: {}",
                    short_name(value.type())));
}

// What must hold of single attributes: the conditions that AND joins at the top.
void PartiqlParser::collect_terms(std::uint16_t at) {
  const Compiled& made = *where_.made;
  const Node& node = made.nodes[at];
  if (node.op == Op::both) return collect_terms(node.a), collect_terms(node.b);
  ++statement_.conditions;
  const auto name = [&](std::uint16_t operand) {
    const Node& n = made.nodes[operand];
    return n.op == Op::path && made.paths[n.a].size == 1 ? std::string_view(made.path_head(made.paths[n.a]))
                                                         : std::string_view();
  };
  const auto value = [&](std::uint16_t operand) {
    const Node& n = made.nodes[operand];
    return n.op == Op::value ? where_.values[n.a] : Attribute();
  };
  Statement::Term term;
  if (node.op == Op::in) {
    term.name = name(node.a);
    for (std::size_t i = 0; i < node.c; ++i) term.choices.push_back(value(made.lists[node.b + i]));
    if (std::ranges::all_of(term.choices, [](Attribute a) { return static_cast<bool>(a); }) &&
        term.name.data())
      statement_.terms.push_back(std::move(term));
    return;
  }
  const auto* symbol = std::ranges::find(comparisons, node.op, &Symbol::op);
  const bool leads = name(node.a).data() != nullptr;
  if (symbol != std::end(comparisons)) {
    term = {name(leads ? node.a : node.b),
            leads ? symbol->by : symbol->turned,
            value(leads ? node.b : node.a),
            {},
            {}};
  } else if (node.op == Op::between) {
    term = {name(node.a), By::between, value(node.b), value(node.c), {}};
    if (!term.high) return;
  } else if (node.op == Op::begins_with) {
    term = {name(node.a), By::begins_with, value(node.b), {}, {}};
  } else {
    return;
  }
  if (term.name.data() && term.low && term.by != By::all) statement_.terms.push_back(std::move(term));
}

// ---- Operands

std::uint16_t PartiqlParser::value_node(Form& form, Attribute value) {
  form.values.push_back(value);
  return add(form, {Op::value, static_cast<std::uint16_t>(form.values.size() - 1)});
}

bool PartiqlParser::at_literal() const {
  const PartiqlToken& token = lex_.now();
  if (token.kind == Piece::string || token.kind == Piece::number) return true;
  for (const std::string_view symbol : {"?", "[", "{", "<<", "-", "+"})
    if (token.is(symbol)) return true;
  return token.is_word("TRUE") || token.is_word("FALSE") || token.is_word("NULL");
}

std::uint16_t PartiqlParser::operand(Form& form) {
  if (lex_.now().is("(")) {
    const Level level(*this);
    lex_.next();
    const std::uint16_t inner = operand(form);
    expect(")");
    return inner;
  }
  if (at_literal()) return value_node(form, value());
  if (lex_.now().kind == Piece::word && lex_.ahead().is("(") &&
      (!lex_.now().keyword() || lex_.now().is_word("EXISTS")))
    return function(form);
  return path(form);
}

void PartiqlParser::step(Form& form) {
  const PartiqlToken token = lex_.now();
  if (token.kind != Piece::quoted && (token.kind != Piece::word || token.keyword())) unexpected();
  form.made->steps.push_back({token.kind == Piece::quoted ? token.unquoted() : std::string(token.text)});
  lex_.next();
}

std::uint16_t PartiqlParser::path(Form& form) {
  auto& steps = form.made->steps;
  const auto first = static_cast<std::uint16_t>(steps.size());
  if (form.made->paths.size() > most_nodes || steps.size() > most_nodes) malformed("Expression is too large");
  step(form);
  for (;;) {
    if (take(".")) {
      step(form);
    } else if (take("[")) {
      Step element;
      const PartiqlToken token = lex_.now();
      if (token.kind == Piece::string) {
        element.name = token.unquoted();
      } else {
        element.named = false;
        element.index = list_index();
      }
      if (element.named) lex_.next();
      expect("]");
      steps.push_back(std::move(element));
    } else {
      break;
    }
  }
  form.made->paths.push_back({first, static_cast<std::uint16_t>(steps.size() - first)});
  return add(form, {Op::path, static_cast<std::uint16_t>(form.made->paths.size() - 1)});
}

// Up to what 31 bits hold, as AWS has it.
std::uint64_t PartiqlParser::list_index() {
  const bool negative = take("-");
  const PartiqlToken token = lex_.now();
  std::uint64_t index = 0;
  const char* end = token.text.data() + token.text.size();
  const auto [stopped, error] = std::from_chars(token.text.data(), end, index);
  if (token.kind != Piece::number || stopped != end) unexpected();
  if (error != std::errc() || index > 0x7fffffff || (negative && index > 0))
    throw invalid.says(fmt::format("List index is not within the allowable range; index: [{}{}]",
                                   negative ? "-" : "", token.text) +
                       place(token));
  lex_.next();
  return index;
}

std::uint16_t PartiqlParser::data(Form& form) {
  std::uint16_t first = 0;
  const bool append = lex_.now().is_word("LIST_APPEND");
  if (lex_.ahead().is("(") && (append || lex_.now().is_word("IF_NOT_EXISTS"))) {
    const Level level(*this);
    lex_.next();
    lex_.next();
    const std::uint16_t a = data(form);
    expect(",");
    const std::uint16_t b = data(form);
    expect(")");
    if (!append && form.made->nodes[a].op != Op::path) unexpected();
    first = add(form, {append ? Op::list_append : Op::if_not_exists, a, b});
  } else {
    first = at_literal() ? value_node(form, value()) : path(form);
  }
  const bool plus = lex_.now().is("+");
  if (!plus && !lex_.now().is("-")) return first;
  lex_.next();
  const std::uint16_t second = at_literal() ? value_node(form, value()) : path(form);
  const Op op = plus ? Op::plus : Op::minus;
  for (const std::uint16_t one : {first, second}) check_summand(form, one, op);
  return add(form, {op, first, second});
}

void PartiqlParser::check_summand(const Form& form, std::uint16_t node, Op op) const {
  const Node& n = form.made->nodes[node];
  if (n.op != Op::value || form.values[n.a].is(Type::number)) return;
  throw invalid.says(fmt::format(
      "Incorrect operand type for operator or function; operator or function: {}, operand type: {}",
      name_of(op), short_name(form.values[n.a].type())));
}

}  // namespace understudy::dynamodb
