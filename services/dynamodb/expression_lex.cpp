// Reads the tokens of expressions.
#include "services/dynamodb/expression_lex.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace understudy::dynamodb {
namespace {

constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_part(char c) { return is_letter(c) || is_digit(c) || c == '_'; }
constexpr bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// How long a character is in UTF-8, so that a complaint does not cut one in two.
std::size_t character(std::string_view text) {
  std::size_t size = 1;
  while (size < text.size() && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80) ++size;
  return size;
}

}  // namespace

bool ExpressionToken::is_word(std::string_view upper) const {
  return kind == Lexeme::word && std::ranges::equal(text, upper, [](char c, char u) {
           return (c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c) == u;
         });
}

ExpressionToken Lexer::read() {
  while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  const std::string_view rest = text_.substr(at_);
  const auto take = [&](Lexeme kind, std::size_t size) {
    at_ += size;
    return ExpressionToken{kind, rest.substr(0, size)};
  };
  const auto run = [&](std::size_t from, bool (*belongs)(char)) {
    while (from < rest.size() && belongs(rest[from])) ++from;
    return from;
  };
  if (rest.empty()) return {Lexeme::end, text_.substr(text_.size())};
  const char c = rest[0];
  if (is_letter(c)) return take(Lexeme::word, run(1, is_part));
  if (is_digit(c)) return take(Lexeme::number, c == '0' ? 1 : run(1, is_digit));  // "03" are two
  if (c == '#' || c == ':') {
    const std::size_t size = run(1, is_part);
    if (size > 1) return take(c == '#' ? Lexeme::name : Lexeme::value, size);
    return take(Lexeme::wrong, 1);
  }
  for (const std::string_view two : {"<>", "<=", ">="})
    if (rest.starts_with(two)) return take(Lexeme::symbol, 2);
  if (std::string_view("=<>()[],.+-").find(c) != std::string_view::npos) return take(Lexeme::symbol, 1);
  return take(Lexeme::wrong, character(rest));
}

std::string Lexer::complaint() const {
  const char* begin = before_.text.data() ? before_.text.data() : now_.text.data();
  std::string_view last = ahead_.text;
  if (ahead_.kind == Lexeme::end) last = now_.kind == Lexeme::end ? before_.text : now_.text;
  const std::string_view near =
      last.data() ? std::string_view(begin, static_cast<std::size_t>(last.data() + last.size() - begin)) : "";
  return fmt::format("Syntax error; token: \"{}\", near: \"{}\"",
                     now_.kind == Lexeme::end ? std::string_view("<EOF>") : now_.text, near);
}

}  // namespace understudy::dynamodb
