// Reads the tokens of PartiQL.
#include "services/dynamodb/partiql_lex.hpp"

#include <algorithm>

namespace understudy::dynamodb {
namespace {

constexpr bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
}
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_part(char c) { return is_letter(c) || is_digit(c); }
constexpr char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }

constexpr std::string_view keywords[] = {
    "AND", "ASC",    "BETWEEN", "BY",        "DELETE", "DESC", "EXISTS", "FALSE",   "FROM",  "GROUP",
    "IN",  "INSERT", "INTO",    "IS",        "JOIN",   "LIKE", "LIMIT",  "MISSING", "NOT",   "NULL",
    "OR",  "ORDER",  "REMOVE",  "RETURNING", "SELECT", "SET",  "TRUE",   "UPDATE",  "VALUE", "WHERE"};
static_assert(std::ranges::is_sorted(keywords));

}  // namespace

bool PartiqlToken::is_word(std::string_view wanted) const {
  return kind == Piece::word && std::ranges::equal(text, wanted, {}, upper);
}

bool PartiqlToken::keyword() const {
  return kind == Piece::word &&
         std::ranges::any_of(keywords, [&](std::string_view keyword) { return is_word(keyword); });
}

std::string PartiqlToken::unquoted() const {
  std::string out;
  const char quote = kind == Piece::string ? '\'' : '"';
  for (std::size_t i = 0; i < text.size(); ++i) {
    out += text[i];
    if (text[i] == quote) ++i;  // it is there twice
  }
  return out;
}

void PartiqlLexer::skip_blanks() {
  while (at_ < text_.size()) {
    const std::string_view rest = text_.substr(at_);
    if (rest[0] == ' ' || (rest[0] >= '\t' && rest[0] <= '\r')) {
      ++at_;
    } else if (rest.starts_with("--")) {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else if (rest.starts_with("/*") && rest.find("*/", 2) != rest.npos) {
      at_ += rest.find("*/", 2) + 2;
    } else {
      return;
    }
  }
}

PartiqlToken PartiqlLexer::read() {
  skip_blanks();
  const std::string_view rest = text_.substr(at_);
  const std::size_t begin = at_;
  const auto take = [&](Piece kind, std::size_t size) {
    at_ += size;
    return PartiqlToken{kind, rest.substr(0, size), begin, at_};
  };
  const auto run = [&](std::size_t from, bool (*belongs)(char)) {
    while (from < rest.size() && belongs(rest[from])) ++from;
    return from;
  };
  if (rest.empty()) return {Piece::end, {}, begin, begin};
  const char c = rest[0];
  if (is_letter(c)) return take(Piece::word, run(1, is_part));
  if (is_digit(c) || (c == '.' && rest.size() > 1 && is_digit(rest[1]))) {
    std::size_t size = run(0, is_digit);
    if (size < rest.size() && rest[size] == '.') size = run(size + 1, is_digit);
    if (size < rest.size() && upper(rest[size]) == 'E') {
      const bool sign = size + 1 < rest.size() && (rest[size + 1] == '-' || rest[size + 1] == '+');
      if (const std::size_t end = run(size + 1 + sign, is_digit); end > size + 1 + sign) size = end;
    }
    return take(Piece::number, size);
  }
  if (c == '\'' || c == '"') {
    std::size_t end = 1;
    for (; end < rest.size(); ++end) {
      if (rest[end] != c) continue;
      if (end + 1 == rest.size() || rest[end + 1] != c) break;
      ++end;
    }
    if (end >= rest.size()) return take(Piece::wrong, rest.size());
    at_ += end + 1;
    return {c == '"' ? Piece::quoted : Piece::string, rest.substr(1, end - 1), begin, at_};
  }
  for (const std::string_view two : {"<>", "<=", ">=", "!=", "<<", ">>"})
    if (rest.starts_with(two)) return take(Piece::symbol, 2);
  if (std::string_view("=<>()[]{},.:+-*?;").find(c) != std::string_view::npos) return take(Piece::symbol, 1);
  return take(Piece::wrong, 1);
}

}  // namespace understudy::dynamodb
