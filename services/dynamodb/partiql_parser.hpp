// Reads PartiQL statements into compiled forms.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/dynamodb/compiled.hpp"
#include "services/dynamodb/partiql.hpp"
#include "services/dynamodb/partiql_lex.hpp"

namespace understudy::dynamodb {

class PartiqlParser {
 public:
  PartiqlParser(std::string_view text, In parameters, kit::Arena& arena)
      : text_(text), lex_(text), parameters_(parameters), arena_(arena) {}

  Statement parse();

 private:
  // A compiled form under way and its values.
  struct Form {
    kit::Ref<Compiled> made{new Compiled};
    std::vector<Attribute> values;
  };

  // ---- Statements
  void select();
  void insert();
  void update();
  void remove();
  void exists();
  void table();
  std::string bare_name();
  void projection();
  void where();
  void order_by();
  void returning();
  void assignment(Form& form);
  void check_touching(const Compiled& compiled) const;

  // ---- Conditions: nodes of where_
  std::uint16_t either();
  std::uint16_t both();
  std::uint16_t negation();
  std::uint16_t primary();
  std::uint16_t comparison(std::uint16_t first);
  std::uint16_t in(std::uint16_t first);
  std::uint16_t is(std::uint16_t first);
  std::uint16_t function(Form& form);
  void collect_terms(std::uint16_t node);

  // ---- Operands
  std::uint16_t operand(Form& form);
  std::uint16_t path(Form& form);  // a path's node
  void step(Form& form);
  std::uint16_t data(Form& form);  // what SET writes
  std::uint16_t value_node(Form& form, Attribute value);
  bool at_literal() const;
  Attribute value();  // a literal or a parameter
  void literal(Writer& to);
  void parameter(Writer& to);
  void list(Writer& to);
  void tuple(Writer& to);
  std::uint32_t tuple_entries(Writer& to);
  void bag(Writer& to);

  // ---- Tokens
  [[noreturn]] void unexpected() const;
  [[noreturn]] static void malformed(std::string_view why);
  bool take(std::string_view symbol);
  void expect(std::string_view symbol);
  bool take_word(std::string_view word);
  void expect_word(std::string_view word);
  struct Level;  // of nesting, while it lives

  static std::uint16_t add(Form& form, Node node);

  std::string_view text_;
  PartiqlLexer lex_;
  In parameters_;
  kit::Arena& arena_;
  std::uint32_t used_ = 0;  // parameters
  int depth_ = 0;
  Form where_;
  Statement statement_;
};

}  // namespace understudy::dynamodb
