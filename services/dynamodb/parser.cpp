// Tokens to paths and values, and the faults that all expressions have in common.
#include "services/dynamodb/parser.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "services/dynamodb/errors.hpp"
#include "services/dynamodb/reserved.hpp"

namespace understudy::dynamodb {
namespace {

constexpr std::size_t longest = 4096, most_operators = 300, deepest = 1000;
constexpr std::size_t most_nodes = 60000;  // 4 KB of text make less
constexpr std::uint64_t highest_index = 0x7fffffff;

std::string_view checked(std::string_view text, std::string_view kind) {
  const auto refuse = [&](std::string_view why) {
    throw invalid.says(fmt::format("Invalid {}: {}", kind, why));
  };
  if (text.empty()) refuse("The expression can not be empty;");
  if (text.size() > longest)
    refuse(fmt::format("Expression size has exceeded the maximum allowed size; expression size: {}",
                       text.size()));
  return text;
}

}  // namespace

std::string_view name_of(Op op) {
  switch (op) {
    case Op::size: return "size";
    case Op::equal: return "=";
    case Op::not_equal: return "<>";
    case Op::less: return "<";
    case Op::less_equal: return "<=";
    case Op::greater: return ">";
    case Op::greater_equal: return ">=";
    case Op::between: return "BETWEEN";
    case Op::in: return "IN";
    case Op::exists: return "attribute_exists";
    case Op::not_exists: return "attribute_not_exists";
    case Op::type: return "attribute_type";
    case Op::begins_with: return "begins_with";
    case Op::contains: return "contains";
    case Op::both: return "AND";
    case Op::either: return "OR";
    case Op::negation: return "NOT";
    case Op::plus: return "+";
    case Op::minus: return "-";
    case Op::if_not_exists: return "if_not_exists";
    case Op::list_append: return "list_append";
    default: return "";
  }
}

Parser::Parser(std::string_view text, std::string_view kind, Placeholders& given)
    : lex_(checked(text, kind)), kind_(kind), given_(given) {}

void Parser::fail(std::string_view message) const {
  throw invalid.says(fmt::format("Invalid {}: {}", kind_, message));
}

void Parser::note(Fault fault, std::string message) {
  std::string& noted = noted_[static_cast<std::size_t>(fault)];
  if (noted.empty()) noted = std::move(message);
}

void Parser::judge(std::span<const Fault> order) const {
  if (operators_ > most_operators)
    fail(fmt::format("The expression contains too many operators; operator count: {}", most_operators + 1));
  for (const Fault fault : order)
    if (const std::string& noted = noted_[static_cast<std::size_t>(fault)]; !noted.empty()) fail(noted);
}

void Parser::settle_leaf() {
  for (const Fault fault : {Fault::name, Fault::value, Fault::operands, Fault::distinct, Fault::function})
    if (const std::string& noted = noted_[static_cast<std::size_t>(fault)]; !noted.empty())
      return note(Fault::leaf, noted);
}

bool Parser::take(std::string_view symbol) {
  if (!lex_.now().is(symbol)) return false;
  lex_.next();
  return true;
}

void Parser::expect(std::string_view symbol) {
  if (!take(symbol)) syntax();
}

void Parser::expect_end() {
  if (lex_.now().kind != Lexeme::end) syntax();
}

void Parser::go_deeper() {
  if (++depth_ > deepest) fail("The expression has redundant parentheses;");
}

std::uint16_t Parser::add(Node node) {
  if (out_->nodes.size() > most_nodes) syntax();
  out_->nodes.push_back(node);
  return static_cast<std::uint16_t>(out_->nodes.size() - 1);
}

bool Parser::at_keyword(std::span<const std::string_view> keywords) const {
  return std::ranges::any_of(keywords, [&](std::string_view word) { return lex_.now().is_word(word); });
}

// ---- Paths

void Parser::step(std::span<const std::string_view> keywords) {
  const ExpressionToken token = lex_.now();
  Step step;
  if (token.kind == Lexeme::word && !at_keyword(keywords)) {
    if (is_reserved(token.text))
      note(Fault::reserved,
           fmt::format("Attribute name is a reserved keyword; reserved keyword: {}", token.text));
    step.name = token.text;
  } else if (token.kind == Lexeme::name) {
    if (const std::string_view* name = given_.name(token.text)) {
      step.name = *name;
      if (std::ranges::find(out_->names, token.text) == out_->names.end())
        out_->names.emplace_back(token.text);
    } else {
      note(Fault::name,
           fmt::format(
               "An expression attribute name used in the document path is not defined; attribute name: {}",
               token.text));
    }
  } else {
    syntax();
  }
  lex_.next();
  out_->steps.push_back(std::move(step));
}

std::uint16_t Parser::path(std::span<const std::string_view> keywords) {
  const auto made = static_cast<std::uint16_t>(out_->paths.size());
  out_->paths.push_back({static_cast<std::uint16_t>(out_->steps.size()), 1});
  step(keywords);
  more_steps(made, keywords);
  return made;
}

// The path must be the last one so far.
void Parser::more_steps(std::uint16_t path, std::span<const std::string_view> keywords) {
  while (at_step()) {
    if (take(".")) {
      step(keywords);
    } else {
      lex_.next();
      if (lex_.now().kind != Lexeme::number) syntax();
      Step element;
      element.named = false;
      const std::string_view digits = lex_.now().text;
      if (std::from_chars(digits.data(), digits.data() + digits.size(), element.index).ec != std::errc() ||
          element.index > highest_index)
        note(Fault::path, fmt::format("List index is not within the allowable range; index: [{}]", digits));
      lex_.next();
      expect("]");
      out_->steps.push_back(std::move(element));
    }
    ++out_->paths[path].size;
  }
  if (const auto levels = out_->paths[path].size; levels > deepest_item)
    note(Fault::path,
         fmt::format("The document path has too many nesting levels; nesting levels: {}", levels));
}

bool Parser::same_path(std::uint16_t a, std::uint16_t b) const {
  return is_path(a) && is_path(b) &&
         std::ranges::equal(out_->steps_of(out_->nodes[a].a), out_->steps_of(out_->nodes[b].a));
}

std::string path_text(const Compiled& compiled, std::uint16_t path) {
  std::string text;
  for (const Step& step : compiled.steps_of(path)) {
    if (!text.empty()) text += ", ";
    text += step.named ? step.name : fmt::format("[{}]", step.index);
  }
  return "[" + text + "]";
}

Touch touch(const Compiled& compiled, std::uint16_t one, std::uint16_t two) {
  const auto told = [&](bool conflict) {
    return Touch{
        conflict,
        fmt::format("Two document paths {} with each other; must remove or rewrite one of these "
                    "paths; path one: {}, path two: {}",
                    conflict ? "conflict" : "overlap", path_text(compiled, one), path_text(compiled, two))};
  };
  const auto a = compiled.steps_of(one), b = compiled.steps_of(two);
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
    if (a[i].named != b[i].named) return told(true);
    if (!(a[i] == b[i])) return {};
  }
  return told(false);
}

void Parser::check_overlaps(std::span<const std::uint16_t> paths) {
  for (std::size_t two = 1; two < paths.size(); ++two)
    for (std::size_t one = 0; one < two; ++one) {
      auto [conflict, message] = touch(*out_, paths[one], paths[two]);
      if (!message.empty()) note(conflict ? Fault::conflict : Fault::overlap, std::move(message));
    }
}

// ---- Values

std::uint16_t Parser::value() {
  const std::string_view text = lex_.now().text;
  lex_.next();
  auto& values = out_->values;
  const auto known = std::ranges::find(values, text);
  const auto slot = static_cast<std::uint16_t>(known - values.begin());
  if (known == values.end()) {
    values.emplace_back(text);
    slots_.push_back(given_.value(text));
  }
  if (!slots_[slot])
    note(undefined_value_,
         fmt::format("An expression attribute value used in expression is not defined; attribute value: {}",
                     text));
  return add({Op::value, slot});
}

Attribute Parser::value_of(std::uint16_t node) const {
  const Node& n = out_->nodes[node];
  return n.op == Op::value ? slots_[n.a] : Attribute();
}

std::optional<Type> Parser::value_type(std::uint16_t node) const {
  const Attribute value = value_of(node);
  return value ? std::optional(value.type()) : std::nullopt;
}

std::optional<Type> Parser::type_of(std::uint16_t node) const {
  const Node& n = out_->nodes[node];
  switch (n.op) {
    case Op::path: return {};
    case Op::value: return value_type(node);
    case Op::size:
    case Op::plus:
    case Op::minus: return Type::number;
    case Op::list_append: return Type::list;
    case Op::if_not_exists: return type_of(n.b);
    default: return Type::boolean;
  }
}

void Parser::expect_type(std::uint16_t node, std::uint16_t allowed, std::string_view function) {
  const auto type = type_of(node);
  if (type && !(allowed & bit(*type)))
    note(Fault::function,
         fmt::format(
             "Incorrect operand type for operator or function; operator or function: {}, operand type: {}",
             function, short_name(*type)));
  if (out_->nodes[node].op == Op::value)
    out_->checks.push_back({Check::type_of, out_->nodes[node].a, allowed});
}

}  // namespace understudy::dynamodb
