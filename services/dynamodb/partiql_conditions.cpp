// The conditions and values of PartiQL.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "services/dynamodb/errors.hpp"
#include "services/dynamodb/partiql_parser.hpp"

namespace understudy::dynamodb {
namespace {

using By = KeyRange::By;

constexpr int deepest = 200;
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
  int operands;
};
constexpr Function functions[] = {{"ATTRIBUTE_TYPE", Op::type, 2},
                                  {"BEGINS_WITH", Op::begins_with, 2},
                                  {"CONTAINS", Op::contains, 2},
                                  {"SIZE", Op::size, 1}};

}  // namespace

struct PartiqlParser::Level {
  explicit Level(PartiqlParser& parser) : parser(parser) {
    if (++parser.depth_ > deepest) malformed("Expression is nested too deeply");
  }
  Level(const Level&) = delete;
  ~Level() { --parser.depth_; }
  PartiqlParser& parser;
};

std::uint16_t PartiqlParser::add(Form& form, Node node) {
  if (form.made->nodes.size() > most_nodes) malformed("Expression is too large");
  form.made->nodes.push_back(node);
  return static_cast<std::uint16_t>(form.made->nodes.size() - 1);
}

// ---- Conditions

std::uint16_t PartiqlParser::either() {
  std::uint16_t left = both();
  while (take_word("OR")) left = add(where_, {Op::either, left, both()});
  return left;
}

std::uint16_t PartiqlParser::both() {
  std::uint16_t left = negation();
  while (take_word("AND")) left = add(where_, {Op::both, left, negation()});
  return left;
}

std::uint16_t PartiqlParser::negation() {
  if (!lex_.now().is_word("NOT")) return primary();
  const Level level(*this);
  lex_.next();
  return add(where_, {Op::negation, negation()});
}

std::uint16_t PartiqlParser::primary() {
  if (!lex_.now().is("(")) return comparison(operand(where_));
  const Level level(*this);
  lex_.next();
  const std::uint16_t inner = either();
  expect(")");
  return inner;
}

std::uint16_t PartiqlParser::comparison(std::uint16_t first) {
  for (const Symbol& symbol : comparisons)
    if (take(symbol.text)) return add(where_, {symbol.op, first, operand(where_)});
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
    const Op op = where_.made->nodes[first].op;
    if (op != Op::type && op != Op::begins_with && op != Op::contains) unexpected();
    return first;
  }
  return negated ? add(where_, {Op::negation, made}) : made;
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
  const auto* function =
      std::ranges::find_if(functions, [&](const Function& f) { return lex_.now().is_word(f.name); });
  if (function == std::end(functions)) malformed("Unexpected function");
  const Level level(*this);
  lex_.next();
  lex_.next();
  Node made{function->op, operand(form)};
  if (function->operands == 2) {
    expect(",");
    made.b = operand(form);
  }
  expect(")");
  return add(form, made);
}

// What must hold of single attributes: the conditions that AND joins at the top.
void PartiqlParser::collect_terms(std::uint16_t at) {
  const Compiled& made = *where_.made;
  const Node& node = made.nodes[at];
  if (node.op == Op::both) return collect_terms(node.a), collect_terms(node.b);
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
  if (lex_.now().kind == Piece::word && lex_.ahead().is("(") && !lex_.now().keyword()) return function(form);
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
        const char* end = token.text.data() + token.text.size();
        if (token.kind != Piece::number || std::from_chars(token.text.data(), end, element.index).ptr != end)
          unexpected();
        element.named = false;
      }
      lex_.next();
      expect("]");
      steps.push_back(std::move(element));
    } else {
      break;
    }
  }
  form.made->paths.push_back({first, static_cast<std::uint16_t>(steps.size() - first)});
  return add(form, {Op::path, static_cast<std::uint16_t>(form.made->paths.size() - 1)});
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
  return add(form, {plus ? Op::plus : Op::minus, first, second});
}

// ---- Values

Attribute PartiqlParser::value() {
  Writer writer;
  literal(writer);
  return Attribute(arena_.copy(writer.view()).data());
}

void PartiqlParser::literal(Writer& to) {
  const PartiqlToken token = lex_.now();
  if (token.is("?")) return parameter(to);
  if (token.is("[")) return list(to);
  if (token.is("{")) return tuple(to);
  if (token.is("<<")) return bag(to);
  lex_.next();
  if (token.kind == Piece::string) return to.scalar(Type::string, token.unquoted());
  if (token.is_word("TRUE")) return to.boolean(true);
  if (token.is_word("FALSE")) return to.boolean(false);
  if (token.is_word("NULL")) return to.null();
  const bool sign = token.is("-") || token.is("+");
  const PartiqlToken digits = sign ? lex_.now() : token;
  if (digits.kind != Piece::number) malformed(digits.keyword() ? "Unexpected keyword" : "Unexpected token");
  if (sign) lex_.next();
  Number n;
  if (const NumberFault fault = parse_number(digits.text, n); fault != NumberFault::none)
    throw invalid.says(number_message(fault, digits.text));
  to.number(token.is("-") ? negated(n) : n);
}

void PartiqlParser::parameter(Writer& to) {
  lex_.next();
  if (used_ >= parameters_.size())
    throw invalid.says("Number of parameters in request and statement don't match.");
  write_attribute(to, parameters_[used_++].value());
}

void PartiqlParser::list(Writer& to) {
  const Level level(*this);
  lex_.next();
  const std::size_t opened = to.open(Type::list);
  std::uint32_t size = 0;
  if (!take("]")) {
    do {
      literal(to);
      ++size;
    } while (take(","));
    expect("]");
  }
  to.close(opened, size);
}

void PartiqlParser::tuple(Writer& to) {
  const Level level(*this);
  lex_.next();
  const std::size_t opened = to.open(Type::map);
  to.close(opened, tuple_entries(to));
}

std::uint32_t PartiqlParser::tuple_entries(Writer& to) {
  std::vector<std::string> names;
  if (take("}")) return 0;
  do {
    if (lex_.now().kind != Piece::string && lex_.now().kind != Piece::quoted) unexpected();
    std::string name = lex_.now().unquoted();
    lex_.next();
    expect(":");
    if (std::ranges::find(names, name) != names.end()) malformed("Duplicate attribute name in tuple");
    to.text(name);
    names.push_back(std::move(name));
    literal(to);
  } while (take(","));
  expect("}");
  return static_cast<std::uint32_t>(names.size());
}

// A set: of strings, numbers or binaries, which only parameters can be.
void PartiqlParser::bag(Writer& to) {
  lex_.next();
  std::vector<std::string> texts;
  std::optional<Type> type;
  do {
    Writer one;
    literal(one);
    const Attribute element = one.value();
    if (!is_scalar(element.type()) || (type && *type != element.type()))
      throw wrong("Elements of a set must be of one type: string, number or binary");
    type = element.type();
    if (std::ranges::find(texts, element.text()) != texts.end())
      throw invalid.says("Input collection contains duplicates");
    texts.emplace_back(element.text());
  } while (take(","));
  expect(">>");
  const std::size_t opened =
      to.open(static_cast<Type>(static_cast<int>(*type) + static_cast<int>(Type::string_set)));
  for (const std::string& text : texts) to.text(text);
  to.close(opened, static_cast<std::uint32_t>(texts.size()));
}

}  // namespace understudy::dynamodb
