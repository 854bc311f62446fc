// The tokens of expressions, and where AWS says that one is wrong.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace understudy::dynamodb {

enum class Lexeme : std::uint8_t { end, word, name, value, number, symbol, wrong };

struct ExpressionToken {
  Lexeme kind = Lexeme::end;
  std::string_view text;  // in the expression; empty at its end

  bool is(std::string_view symbol) const { return kind == Lexeme::symbol && text == symbol; }
  bool is_word(std::string_view upper) const;  // a keyword, in any case
};

// Words start with a letter, "#names" and ":values" go on with any of letters, digits and underscores;
// whatever else there is is a token of one character.
class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) { next(), next(); }

  const ExpressionToken& now() const { return now_; }
  const ExpressionToken& ahead() const { return ahead_; }
  void next() {
    before_ = now_;
    now_ = ahead_;
    ahead_ = read();
  }
  // 'Syntax error; token: "b", near: "a b c"': the present token, and with it those before and behind.
  std::string complaint() const;

 private:
  ExpressionToken read();

  std::string_view text_;
  std::size_t at_ = 0;
  ExpressionToken before_, now_, ahead_;
};

}  // namespace understudy::dynamodb
