// What an expression becomes: paths with their names resolved, nodes that refer to each other by number, and
// slots for the values of a request.
#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "services/dynamodb/expression.hpp"

namespace understudy::dynamodb {

// One step of a document path: a name or an index.
struct Step {
  std::string name;
  std::uint64_t index = 0;
  bool named = true;
  bool operator==(const Step&) const = default;
};

struct Path {  // in Compiled::steps
  std::uint16_t first = 0, size = 0;
};

enum class Op : std::uint8_t {
  path,   // a: path
  value,  // a: slot
  size,   // a: operand
  equal,  // a, b: operands, as for the next five
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  between,      // a, b, c: operands
  in,           // a: operand, b: where its choices begin in Compiled::lists, c: how many
  exists,       // a: operand, a path
  not_exists,   // likewise
  type,         // a, b: operands
  begins_with,  // a, b: operands
  contains,     // a, b: operands
  both,         // a, b: nodes
  either,       // a, b: nodes
  negation,     // a: node
  plus,         // a, b: operands, in updates
  minus,
  if_not_exists,
  list_append,
};

struct Node {
  Op op = Op::path;
  std::uint16_t a = 0, b = 0, c = 0;
};

enum class Do : std::uint8_t { set, remove, add, take };  // take: DELETE of set elements

struct Action {
  Do what;
  std::uint16_t path;
  std::uint16_t value;  // a node; unused by remove
};

// All paths of a projection or update, laid together: what of an item they name.
struct Branch {
  Step step;
  std::uint16_t child = 0, next = 0;  // 0: none; the root is branch 0
  bool whole = false;                 // a path ends here
};

// What must hold of a request's values, and was seen to when the text was compiled with others.
struct Check {
  enum Kind : std::uint8_t { type_of, type_name, ordered };
  Kind kind;
  std::uint16_t a, b;  // slots; type_of: b is a set of types, a bit each
};

// Counted by itself: Counted's own functions would need it complete where expression.hpp only names it.
struct Compiled {
  std::string_view path_head(const Path& path) const { return steps[path.first].name; }
  std::span<const Step> steps_of(std::uint16_t path) const {
    return {steps.data() + paths[path].first, paths[path].size};
  }

  std::vector<Step> steps;
  std::vector<Path> paths;
  std::vector<Node> nodes;
  std::vector<std::uint16_t> lists;  // operands of IN
  std::vector<Action> actions;
  std::vector<Branch> branches;
  std::vector<std::string> labels;  // PartiQL's columns, one for each path: what it names comes out flat
  std::vector<std::string> values;  // ":v" for each slot
  std::vector<std::string> names;   // "#n", those that are used
  std::vector<Check> checks;
  std::uint16_t root = 0;  // of a condition: a node
  bool legacy = false;     // made of AttributeUpdates
  mutable std::atomic<std::uint32_t> references{0};
};

// The part of the item that a path names; absent when there is none.
Attribute resolve(std::span<const Step> path, Entries item);
// Lays the paths of `actions`, or else all paths, together. They must not overlap.
void lay_branches(Compiled& compiled);

std::string path_text(const Compiled& compiled, std::uint16_t path);  // "[a, [0], b]"

// How two paths of one expression touch the same place, and what AWS says of it.
struct Touch {
  bool conflict = false;  // else they overlap
  std::string message;    // empty: they do not touch
};
Touch touch(const Compiled& compiled, std::uint16_t one, std::uint16_t two);

void check_depth(const Item& item);  // of what an update or statement makes; throws

// Bits of Check::type_of.
constexpr std::uint16_t bit(Type type) {
  return static_cast<std::uint16_t>(1u << static_cast<unsigned>(type));
}
constexpr std::uint16_t set_types = bit(Type::string_set) | bit(Type::number_set) | bit(Type::binary_set);
constexpr std::uint16_t ordered_types = bit(Type::string) | bit(Type::number) | bit(Type::binary);
constexpr std::uint16_t all_types = (1u << types) - 1;

}  // namespace understudy::dynamodb
