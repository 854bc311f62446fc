// The literals and parameters of PartiQL.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "services/dynamodb/errors.hpp"
#include "services/dynamodb/partiql_parser.hpp"

namespace understudy::dynamodb {

// The element of that name, or of that index, of the literal under way.
struct PartiqlParser::Under {
  Under(PartiqlParser& parser, const std::string& step) : parser(parser), length(parser.trail_.size()) {
    parser.trail_ += step;
    if (++parser.under_ >= deepest_item)
      throw invalid.says(
          fmt::format("Nesting Levels have exceeded supported limits under {}", parser.trail_));
  }
  Under(const Under&) = delete;
  ~Under() {
    --parser.under_;
    parser.trail_.resize(length);
  }
  PartiqlParser& parser;
  std::size_t length;
};

Attribute PartiqlParser::value() {
  if (lex_.now().is("?")) {
    lex_.next();
    if (used_ >= parameters_.size())
      throw invalid.says("Number of parameters in request and statement don't match.");
    return parameters_[used_++];
  }
  Writer writer;
  literal(writer);
  return Attribute(arena_.copy(writer.view()).data());
}

void PartiqlParser::literal(Writer& to) {
  const PartiqlToken token = lex_.now();
  if (token.is("?"))
    throw invalid.says(fmt::format("Unsupported data type: Parameter under key {}", trail_) + place(token));
  if (token.is("[")) return list(to);
  if (token.is("{")) return tuple(to);
  if (token.is("<<")) return bag(to);
  if (token.kind == Piece::number || token.is("-") || token.is("+")) return number(to);
  lex_.next();
  if (token.kind == Piece::string) return to.scalar(Type::string, token.unquoted());
  if (token.is_word("TRUE")) return to.boolean(true);
  if (token.is_word("FALSE")) return to.boolean(false);
  if (token.is_word("NULL")) return to.null();
  malformed(token.keyword() ? "Unexpected keyword" : "Unexpected token");
}

// With any number of signs.
void PartiqlParser::number(Writer& to) {
  bool negative = false;
  while (lex_.now().is("-") || lex_.now().is("+")) {
    negative ^= lex_.now().is("-");
    lex_.next();
  }
  if (lex_.now().kind != Piece::number) unexpected();
  Number n;
  if (const NumberFault fault = parse_number(lex_.now().text, n); fault != NumberFault::none)
    throw invalid.says(number_message(fault, lex_.now().text));
  lex_.next();
  to.number(negative ? negated(n) : n);
}

void PartiqlParser::list(Writer& to) {
  const Level level(*this);
  lex_.next();
  const std::size_t opened = to.open(Type::list);
  std::uint32_t size = 0;
  if (!take("]")) {
    do {
      const Under element(*this, fmt::format("[{}]", size));
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
    if (std::ranges::find(names, name) != names.end())
      throw invalid.says(fmt::format("Duplicate keys in tuple. Key: {} under {}", name, trail_));
    to.text(name);
    names.push_back(name);
    // An inserted item's own attributes may be parameters; each is a root by itself.
    if (under_ == 0 && depth_ == 0) {
      to.copy(value());
      continue;
    }
    const Under element(*this, "." + name);
    literal(to);
  } while (take(","));
  expect("}");
  return static_cast<std::uint32_t>(names.size());
}

// A set, of strings or of numbers.
void PartiqlParser::bag(Writer& to) {
  lex_.next();
  if (lex_.now().is(">>")) throw invalid.says("Empty bags are not supported");
  std::vector<std::string> texts;
  std::string all;
  std::optional<Type> type;
  bool twice = false;
  do {
    const std::size_t begin = lex_.now().begin;
    Writer one;
    literal(one);
    const Attribute element = one.value();
    if (!element.is(Type::string) && !element.is(Type::number))
      throw invalid.says(
          "Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags");
    if (type && *type != element.type())
      throw invalid.says(fmt::format("Unexpected data type {} in {} Set under key {}",
                                     short_name(element.type()), *type == Type::string ? "String" : "Number",
                                     trail_));
    type = element.type();
    twice |= std::ranges::find(texts, element.text()) != texts.end();
    texts.emplace_back(element.text());
    if (!all.empty()) all += ", ";
    // As they are written: [2, 2.0].
    const std::string_view written = text_.substr(begin, lex_.now().begin - begin);
    all += element.is(Type::string) ? std::string(element.text())
                                    : std::string(written.substr(0, written.find_last_not_of(" \t\r\n") + 1));
  } while (take(","));
  expect(">>");
  if (twice)
    throw wrong(fmt::format("Input collection [{}] contains duplicates{}", all,
                            *type == Type::string ? std::string(".") : "! under " + trail_));
  const std::size_t opened = to.open(*type == Type::string ? Type::string_set : Type::number_set);
  for (const std::string& text : texts) to.text(text);
  to.close(opened, static_cast<std::uint32_t>(texts.size()));
}

}  // namespace understudy::dynamodb
