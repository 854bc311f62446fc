// What requests for items have in common: keys and items checked, capacity counted, answers given.
#pragma once

#include <cmath>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "services/dynamodb/state.hpp"

namespace understudy::dynamodb {

// ---- Checking; all throw ValidationException

// A primary key: these attributes and no others, of their types, neither empty nor too long.
void check_key(const Item& key, const Keys& keys);
// A whole item: it has the table's key, and what is there of its indexes' keys has their types.
void check_item(const Item& item, const Table& table, const Space& space);
// The same for what an update made of `before`: only what it changed of the indexes' keys.
void check_updated(const Item& before, const Item& after, const Table& table, const Space& space);
std::vector<KeyPart> all_parts(const Keys& keys);
void check_no_key_updated(const Update& update, const Keys& keys);
// What the update makes of the item, or of none at its key; may be none again. Throws ValidationException.
Item updated(const Update& update, const Item& before, const Item& key);

// A ConditionalCheckFailedException; with the item that it was about when the caller wants it.
kit::Failure condition_failed(const Call& call, const In& in, const Item& item);

// How AWS begins to speak of keys that are empty.
inline constexpr std::string_view not_valid = "One or more parameter values are not valid. ";

// ---- Capacity (developer guide, "DynamoDB read and write operations")

inline double read_units(std::uint64_t bytes) {
  return std::max(1.0, std::ceil(static_cast<double>(bytes) / 4096));
}
inline double write_units(std::uint64_t bytes) {
  return std::max(1.0, std::ceil(static_cast<double>(bytes) / 1024));
}

// What was used of one table and its indexes.
struct Used {
  double table = 0;
  std::vector<std::pair<const Index*, double>> indexes;

  double total() const;
  void add(const Index* index, double units);
  void add(const Used& other);
  void times(double factor);
};
// The cost of a write: the larger of both sizes, and what has to change in the indexes.
Used used_by_write(const Table& table, const Item& before, const Item& after);

enum class Kind : std::uint8_t { plain, transaction_read, transaction_write };
// Writes ConsumedCapacity as ReturnConsumedCapacity wants it; nothing for NONE.
void show_used(const Call& call, const std::string& name, const Used& used);
void show_used(std::string_view wanted, const std::string& name, const Used& used, Kind kind,
               const Slot& slot);
inline bool wants_capacity(const In& in) {
  const std::string_view wanted = in["ReturnConsumedCapacity"].text();
  return wanted == "TOTAL" || wanted == "INDEXES";
}

// ---- What indexes hold

// The attributes that an index has of its items; nothing: all of them.
std::vector<std::string_view> projected_names(const Table& table, const Index& index);
// Bytes of the named attributes of an item, all if there are no names.
std::uint64_t bytes_of(const Item& item, const std::vector<std::string_view>& names);

// ---- Transactions (transactions.cpp)

// Why an action stands in the way of its transaction; no code: it does not.
struct Reason {
  std::string code, message;
  Item item;
};
// The TransactionCanceledException of these reasons, one for each action.
kit::Failure cancelled(const Call& call, const std::vector<Reason>& reasons);
// Runs `check` for each of `size` actions. What is wrong with an action's key cancels the transaction: of
// several the first is told. Empty keys alone, like all that is wrong with the request, are refused as they
// are (as recorded from AWS by a public conformance suite, paritysuite/dynamodb-conformance).
template <class F>
void check_each(const Call& call, std::size_t size, F&& check);
// Whether this very request was made before under its ClientRequestToken, and so is not to be done again.
// Throws IdempotentParameterMismatchException when another was.
bool is_repeated(const Call& call, State& state, const kit::Value& asked);

template <class F>
void check_each(const Call& call, std::size_t size, F&& check) {
  std::vector<Reason> reasons(size);
  bool any = false;
  for (std::size_t i = 0; i < size; ++i) {
    try {
      check(i);
    } catch (const kit::Failure& failure) {
      if (failure.code != invalid.code || failure.message.starts_with(not_valid)) throw;
      if (!any) reasons[i] = {"ValidationError", failure.message, {}};
      any = true;
    }
  }
  if (any) throw cancelled(call, reasons);
}

// ---- Item collections: of tables with local indexes, when they are asked for

bool wants_metrics(const Call& call, const Table& table);
void show_metrics(const Table& table, const Item& item, const Out& out);

}  // namespace understudy::dynamodb
