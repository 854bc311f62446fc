// The tokens of PartiQL.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace understudy::dynamodb {

enum class Piece : std::uint8_t { end, word, quoted, string, number, symbol, wrong };

struct PartiqlToken {
  Piece kind = Piece::end;
  std::string_view text;  // a quoted name or string: what is between the quotes, doubled ones not yet undone
  std::size_t begin = 0, end = 0;  // in the statement

  bool is(std::string_view symbol) const { return kind == Piece::symbol && text == symbol; }
  bool is_word(std::string_view upper) const;  // in any case
  bool keyword() const;                        // a word that cannot be a name
  std::string unquoted() const;
};

class PartiqlLexer {
 public:
  explicit PartiqlLexer(std::string_view text) : text_(text) { next(), next(); }

  const PartiqlToken& now() const { return now_; }
  const PartiqlToken& ahead() const { return ahead_; }
  void next() {
    now_ = ahead_;
    ahead_ = read();
  }

 private:
  PartiqlToken read();
  void skip_blanks();

  std::string_view text_;
  std::size_t at_ = 0;
  PartiqlToken now_, ahead_;
};

}  // namespace understudy::dynamodb
