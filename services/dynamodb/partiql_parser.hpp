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
      : text_(text), lex_(text), arena_(arena) {
    for (const In parameter : parameters) parameters_.push_back(attribute_of(parameter.value(), arena));
  }

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
  void set_operation(Form& form, std::uint16_t target);
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
  void check_function(const Form& form, const Node& made, std::size_t operands) const;
  void collect_terms(std::uint16_t node);
  bool is_condition(std::uint16_t node) const;
  std::uint16_t condition(std::uint16_t node) const;  // the node, which must be one
  void check_ordered(std::uint16_t node, Op op) const;

  // ---- Operands
  std::uint16_t operand(Form& form);
  std::uint16_t path(Form& form);  // a path's node
  void step(Form& form);
  std::uint16_t data(Form& form);  // what SET writes
  std::uint16_t value_node(Form& form, Attribute value);
  bool at_literal() const;
  void check_summand(const Form& form, std::uint16_t node, Op op) const;
  Attribute value();  // a literal or a parameter
  void literal(Writer& to);
  void number(Writer& to);
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
  struct Under;  // a literal's element is being read, while it lives
  // " at 1:8:3": line, column and length in characters, as AWS points at a token.
  std::string place(const PartiqlToken& token) const;
  std::uint64_t list_index();

  static std::uint16_t add(Form& form, Node node);

  std::string_view text_;
  PartiqlLexer lex_;
  std::vector<Attribute> parameters_;
  kit::Arena& arena_;
  std::size_t used_ = 0;  // parameters
  int depth_ = 0;
  int under_ = 0;               // how deep in a literal's containers
  std::string trail_ = "root";  // and where
  Form where_;
  Statement statement_;
};

struct PartiqlParser::Level {
  static constexpr int deepest = 200;

  explicit Level(PartiqlParser& parser) : parser(parser) {
    if (++parser.depth_ > deepest) malformed("Expression is nested too deeply");
  }
  Level(const Level&) = delete;
  ~Level() { --parser.depth_; }
  PartiqlParser& parser;
};

}  // namespace understudy::dynamodb
