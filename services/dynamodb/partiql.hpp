// PartiQL statements: SELECT, INSERT, UPDATE, DELETE and a transaction's EXISTS, read into the same compiled
// forms that expressions become.
//
//   const Statement s = parse_statement(in["Statement"].text(), in["Parameters"], arena);    throws
//   SELECT:  for (const KeyRange& range : s.ranges(partition, sort)) query it; none: scan the table or index;
//            then s.condition.matches(item), s.projection.of(item, arena)
//   UPDATE, DELETE, EXISTS:  s.key(partition, sort), then s.condition on what is there
//   INSERT:  s.item
//
// Everything in it lives as long as the arena.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "services/dynamodb/expression.hpp"

namespace understudy::dynamodb {

enum class Returning : std::uint8_t { none, all_old, modified_old, all_new, modified_new };

struct Statement {
  enum class Kind : std::uint8_t { select, insert, update, remove, exists };

  // One condition on an attribute that must hold for the whole WHERE to hold.
  struct Term {
    std::string_view name;
    KeyRange::By by = KeyRange::By::all;
    Attribute low, high;
    std::vector<Attribute> choices;  // of IN: `by` is equal to any
  };
  struct Order {
    std::string name;
    bool descending = false;
  };

  Kind kind = Kind::select;
  std::string table;           // a name or an ARN
  std::string index;           // empty: the table itself
  Projection projection;       // of SELECT; empty: all
  Condition condition;         // the whole WHERE; empty: there is none
  std::vector<Term> terms;     // of it
  std::size_t conditions = 0;  // all that AND joins at its top, terms or not
  std::vector<Order> order;    // ORDER BY
  Item item;                   // of INSERT
  Update update;
  Returning returning = Returning::none;

  // Where a SELECT need look, in order: one for each choice of the key. Empty when WHERE does not settle the
  // partition key, so that all must be read. Throws ValidationException for choices of another type, for the
  // same one twice and for more than 50.
  std::vector<KeyRange> ranges(std::span<const KeyPart> partition, std::span<const KeyPart> sort) const;
  // The one item's key. Throws ValidationException when WHERE does not settle it.
  Item key(std::span<const KeyPart> partition, std::span<const KeyPart> sort) const;
  bool settles(std::span<const KeyPart> partition, std::span<const KeyPart> sort) const;  // without a throw
  // It settles the key and says nothing else: what a SELECT in a batch or a transaction must be.
  bool keys_alone(std::span<const KeyPart> partition, std::span<const KeyPart> sort) const;
};

// Throws ValidationException for what is no statement and for parameters that do not match it.
Statement parse_statement(std::string_view text, In parameters, kit::Arena& arena);

}  // namespace understudy::dynamodb
