// A request's expressions: condition, filter, key condition, projection, update; and the forms that were
// there before them (Expected, AttributeUpdates, KeyConditions, QueryFilter, ScanFilter, AttributesToGet),
// which become the same compiled things.
//
//   const Expressions asked(call.in, Form::update_item, call.arena(), cache);   throws, with AWS's text
//   if (!asked.condition.matches(item)) ...ConditionalCheckFailedException
//   Item now = asked.update.apply(item ? item : key);
//   out["Attributes"] = answer_of(call, asked.update.paths().pick(now));        UPDATED_NEW
//
// Compiled forms are cached by text and names; the cache is the shard's. What is bound to a request's values
// lives as long as the call's arena.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "services/dynamodb/item.hpp"
#include "services/kit/counted.hpp"
#include "services/models/names/dynamodb.hpp"

namespace understudy::dynamodb {

struct Compiled;  // what a text becomes, shared by count
void intrusive_ptr_add_ref(const Compiled* c) noexcept;
void intrusive_ptr_release(const Compiled* c) noexcept;

// Of one shard; a fork starts with an empty one. Not thread-safe.
class ExpressionCache {
 public:
  ExpressionCache();
  ExpressionCache(const ExpressionCache&) : ExpressionCache() {}
  ExpressionCache(ExpressionCache&&) noexcept;
  ExpressionCache& operator=(const ExpressionCache&) { return *this; }
  ~ExpressionCache();

  kit::Ref<const Compiled> find(std::string_view key) const;
  void put(std::string_view key, kit::Ref<const Compiled> compiled);
  std::size_t size() const { return compiled_.size(); }

 private:
  struct Hash {  // takes views of texts that are no strings yet
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return absl::Hash<std::string_view>()(text); }
  };
  static constexpr std::size_t most = 1024;  // then it starts anew
  absl::flat_hash_map<std::string, kit::Ref<const Compiled>, Hash, std::equal_to<>> compiled_;
};

// A condition or filter with its values. Empty: matches everything.
class Condition {
 public:
  Condition() = default;
  Condition(kit::Ref<const Compiled> compiled, const Attribute* values)
      : compiled_(std::move(compiled)), values_(values) {}

  explicit operator bool() const { return static_cast<bool>(compiled_); }
  bool matches(const Item& item) const {
    return matches(item.entries());
  }  // no item: as one without attributes
  bool matches(Entries item) const;
  // The first of these names that the condition uses as (the head of) a path, else nothing: a filter must not
  // name a key.
  std::string_view uses(std::span<const KeyPart> keys) const;

 private:
  friend class Expressions;
  kit::Ref<const Compiled> compiled_;
  const Attribute* values_ = nullptr;
};

// Attributes and parts of them. Empty: all.
class Projection {
 public:
  Projection() = default;
  explicit Projection(kit::Ref<const Compiled> compiled) : compiled_(std::move(compiled)) {}

  explicit operator bool() const { return static_cast<bool>(compiled_); }
  // What there is of them; of lists the chosen elements move up.
  Item pick(const Item& item) const;
  // Names of the attributes that are asked for, wholly or in part, each once; for indexes that do not project
  // them.
  std::vector<std::string_view> names() const;

 private:
  kit::Ref<const Compiled> compiled_;
};

// What is to be done to an item.
class Update {
 public:
  Update() = default;
  Update(kit::Ref<const Compiled> compiled, const Attribute* values)
      : compiled_(std::move(compiled)), values_(values) {}

  explicit operator bool() const { return static_cast<bool>(compiled_); }
  // The item as it is afterwards; of a new item give its key. Throws ValidationException with AWS's texts,
  // also when it gets larger than 400 KB or deeper than 32 levels.
  Item apply(const Item& item) const;
  Projection paths() const { return Projection(compiled_); }  // what it writes: UPDATED_OLD, UPDATED_NEW
  // Whether it takes away and sets nothing: of an item that is not there it makes none, and finds no path
  // wrong (ScyllaDB's tests of Alternator, which are run against AWS too).
  bool only_removes() const;
  // The first of these names that the update writes to, else nothing: keys must not change.
  std::string_view writes(std::span<const KeyPart> keys) const;

 private:
  kit::Ref<const Compiled> compiled_;
  const Attribute* values_ = nullptr;
};

// Where a query looks, for one key schema.
struct KeyRange {
  enum class By : std::uint8_t { all, equal, less, less_equal, greater, greater_equal, between, begins_with };

  std::vector<Attribute> partition;  // one for each attribute of the partition key
  std::vector<Attribute> prefix;     // equal ones of the sort key's first attributes (multi-attribute keys)
  By by = By::all;                   // of the sort key's next attribute
  Attribute low, high;               // high: of between alone; less and less_equal: low
};

class KeyCondition {
 public:
  KeyCondition() = default;

  explicit operator bool() const { return !terms_.empty(); }
  // Checks it against the table's or index's keys and their types. Throws ValidationException.
  KeyRange range(std::span<const KeyPart> partition, std::span<const KeyPart> sort) const;

 private:
  friend class Expressions;
  friend class KeyConditionReader;
  struct Term {
    std::string_view name;
    KeyRange::By by;  // all: something that no index can answer
    Attribute low, high;
  };
  static void check(const Term& term, const KeyPart& key);

  kit::Ref<const Compiled> compiled_;  // whose names the terms point to
  std::vector<Term> terms_;
  bool legacy_ = false;  // KeyConditions
};

// Whose members are read; each operation has its own and AWS names them in its own order.
enum class Form : std::uint8_t {
  get_item,     // also an entry of BatchGetItem's RequestItems and of TransactGetItems' Get
  put_item,     // also TransactWriteItems' Put
  delete_item,  // also its Delete
  update_item,  // also its Update
  condition_check,
  query,
  scan,
};

// All expressions of a request, checked and bound. Absent ones are empty.
class Expressions {
 public:
  Expressions(In in, Form form, kit::Arena& arena, ExpressionCache& cache);
  // What AWS asks before it looks at a request's items: that expressions and the older parameters are not
  // mixed, and that names and values come with expressions. The constructor does so too.
  static void check_members(In in, Form form);

  Condition condition;    // ConditionExpression, Expected
  Condition filter;       // FilterExpression, QueryFilter, ScanFilter
  KeyCondition key;       // KeyConditionExpression, KeyConditions
  Projection projection;  // ProjectionExpression, AttributesToGet
  Update update;          // UpdateExpression, AttributeUpdates
};

}  // namespace understudy::dynamodb
