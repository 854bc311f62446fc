// PartiQL's operations: ExecuteStatement, BatchExecuteStatement and ExecuteTransaction.
#include <algorithm>

#include "services/dynamodb/handlers.hpp"
#include "services/dynamodb/partiql.hpp"
#include "services/dynamodb/sources.hpp"
#include "services/kit/sealed.hpp"

namespace understudy::dynamodb {
namespace {

constexpr kit::Error duplicate{"DuplicateItemException", "Duplicate primary key exists in table"};
constexpr kit::Error failed{"ConditionalCheckFailedException", "The conditional request failed"};
constexpr kit::Error bad_token{"ValidationException", "Invalid NextToken"};
constexpr std::string_view token_purpose = "dynamodb-partiql";
constexpr std::uint64_t largest_page = 1024 * 1024;

using Does = Statement::Kind;

bool writes(const Statement& statement) {
  return statement.kind != Does::select && statement.kind != Does::exists;
}

// ---- SELECT

// Where a page ended: which of the ranges, and behind which item.
struct Place {
  std::size_t range = 0;
  Start start;
};

std::string token_of(const Place& place) {
  return kit::seal(token_purpose, fmt::format("{} {} {} {} ", place.range, place.start.item.hash,
                                              place.start.entry.hash, place.start.item.bytes.size()) +
                                      std::string(place.start.item.bytes) +
                                      std::string(place.start.entry.bytes));
}

Place place_of(std::string_view token, std::uint64_t table) {
  Place place;
  if (token.empty()) return place;
  const auto text = kit::unseal(token_purpose, token);
  if (!text) throw kit::Failure(bad_token);
  std::string_view rest = *text;
  const auto number = [&] {
    const auto space = rest.find(' ');
    std::uint64_t n = 0;
    for (const char c : rest.substr(0, space)) n = n * 10 + static_cast<std::uint64_t>(c - '0');
    rest = rest.substr(space + 1);
    return n;
  };
  place.range = number();
  const std::uint64_t item_hash = number(), entry_hash = number(), size = number();
  place.start = {
      true, {table, item_hash, kit::Text(rest.substr(0, size))}, {entry_hash, kit::Text(rest.substr(size))}};
  return place;
}

// Whether the answer goes backwards. Only the keys' own order can be asked for.
bool descends(const Statement& statement, const Keys& keys, bool settled) {
  if (statement.order.empty()) return false;
  if (!statement.condition)
    throw refused("Must have WHERE clause in the statement when using ORDER BY clause.");
  if (!settled)
    throw refused(
        "Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.");
  const auto parts = all_parts(keys);
  for (const auto& order : statement.order)
    if (std::ranges::find(parts, order.name, &KeyPart::name) == parts.end())
      throw refused(fmt::format("Variable reference {} in ORDER BY clause must be part of the primary key",
                                order.name));
  return statement.order.back().descending;
}

// What was found of one SELECT.
class Found {
 public:
  Found(const Source& source, const Statement& statement, std::uint64_t limit)
      : source_(source), statement_(statement), limit_(limit) {}

  bool operator()(const RowRef& row) {
    const Item& item = row->row.item;
    bytes += bytes_of(item, source_.projected);
    ++scanned_;
    last = item;
    const Item what =
        source_.projected.empty() ? item : item.only(std::span<const std::string_view>(source_.projected));
    if (!statement_.condition || statement_.condition.matches(what)) items.push_back(what);
    full = scanned_ >= limit_ || bytes >= largest_page;
    return !full;
  }

  std::vector<Item> items;
  Item last;
  std::uint64_t bytes = 0;
  bool full = false;

 private:
  const Source& source_;
  const Statement& statement_;
  std::uint64_t limit_, scanned_ = 0;
};

// Answers where it ended, when the page is full.
std::optional<Place> select(const State& state, const Source& source, const Statement& statement, Place from,
                            Found& found) {
  const std::vector<KeyRange> ranges = statement.ranges(source.keys().partition, source.keys().sort);
  const bool backwards = descends(statement, source.keys(), !ranges.empty());
  if (ranges.empty()) {
    walk_all(source, state.items, 0, 0, from.start, found);
  } else {
    for (; from.range < ranges.size() && !found.full; ++from.range) {
      walk_partition(source, state.items, bounds_of(ranges[from.range]), from.start, !backwards, found);
      from.start = {};
    }
    if (found.full) --from.range;
  }
  if (!found.full) return {};
  return Place{from.range, start_at(source, found.last)};
}

kit::Value shown(const Call& call, const Statement& statement, const Item& item) {
  return answer_of(call.base(), statement.projection ? statement.projection.pick(item) : item);
}

// ---- Statements about one item

// What a statement does, and to what.
struct Deed {
  std::string name;
  const Table* table = nullptr;
  ItemKey key;
  Item before, after;
  bool writes = true;
  Item answer;  // of RETURNING, or what was selected
  std::optional<Projection> parts;
};

const Keys& keys_of(const State& state, const Table& table) { return state.items.space(table.number).keys; }

// Finds the one item that the statement is about.
Deed find_item(const Call& call, State& state, const Statement& statement) {
  Deed deed;
  deed.name = name_of(statement.table);
  deed.table = &table_for_items(call, state, deed.name);
  const Space& space = state.items.space(deed.table->number);
  if (statement.kind == Does::insert) {
    if (statement.item.bytes() > largest_item) throw item_too_large();
    check_item(statement.item, *deed.table, space);
    deed.key = item_key(deed.table->number, space.keys, statement.item);
  } else {
    const Item key = statement.key(space.keys.partition, space.keys.sort);
    check_key(key, space.keys);
    deed.key = item_key(deed.table->number, space.keys, key);
  }
  if (const Item* item = state.items.item(deed.key)) deed.before = *item;
  return deed;
}

void answer_returning(const Statement& statement, Deed& deed) {
  switch (statement.returning) {
    case Returning::none: return;
    case Returning::all_old: deed.answer = deed.before; return;
    case Returning::all_new: deed.answer = deed.after; return;
    case Returning::modified_old:
    case Returning::modified_new:
      deed.answer = statement.returning == Returning::modified_old ? deed.before : deed.after;
      deed.parts = statement.update.paths();
  }
}

// Throws what stands in the way.
void decide(const State& state, const Statement& statement, Deed& deed) {
  const Space& space = state.items.space(deed.table->number);
  const bool matches = deed.before && (!statement.condition || statement.condition.matches(deed.before));
  switch (statement.kind) {
    case Does::select:
    case Does::exists:
      deed.writes = false;
      if (statement.kind == Does::exists && !matches) throw kit::Failure(failed);
      if (matches) deed.answer = deed.before;
      return;
    case Does::insert:
      if (deed.before) throw kit::Failure(duplicate);
      deed.after = statement.item;
      return;
    case Does::update:
      check_no_key_updated(statement.update, space.keys);
      if (!matches) throw kit::Failure(failed);
      deed.after = statement.update.apply(deed.before);
      check_updated(deed.before, deed.after, *deed.table, space);
      break;
    case Does::remove:  // what is not there need not match
      if (deed.before && !matches) throw kit::Failure(failed);
      break;
  }
  answer_returning(statement, deed);
}

void commit(const Call& call, State& state, const Deed& deed) {
  if (deed.writes)
    commit_write(call.turn(), state, {deed.name, *deed.table, deed.key, deed.before, deed.after});
}

std::optional<kit::Value> answered(const Call& call, const Statement& statement, const Deed& deed) {
  if (!deed.answer) return {};
  return deed.parts ? answer_of(call.base(), deed.parts->pick(deed.answer))
                    : shown(call, statement, deed.answer);
}

Used used_by(const Deed& deed, bool consistent) {
  if (deed.writes) return used_by_write(*deed.table, deed.before, deed.after);
  Used used;
  used.table = read_units(deed.before.bytes()) * (consistent ? 1.0 : 0.5);
  return used;
}

void show_all_used(const Call& call, const std::vector<std::pair<std::string, Used>>& all, Kind kind) {
  if (!wants_capacity(call.in)) return;
  const OutList list = call.out["ConsumedCapacity"].list();
  for (const auto& [name, used] : all)
    show_used(call.in["ReturnConsumedCapacity"].text(), name, used, kind, list.add());
}

void add_used(std::vector<std::pair<std::string, Used>>& all, const std::string& name, const Used& used) {
  auto known = std::ranges::find(all, name, &std::pair<std::string, Used>::first);
  if (known == all.end()) known = all.insert(all.end(), {name, Used()});
  known->second.add(used);
}

// The item that stood in the way, when the statement wants it.
bool shows_old(const In& in, std::string_view code) {
  return code == failed.code && in["ReturnValuesOnConditionCheckFailure"].text() == "ALL_OLD";
}

kit::Outcome execute_select(Call& call, State& state, const Statement& statement) {
  const std::string name = name_of(statement.table);
  const bool consistent = call.in["ConsistentRead"].boolean();
  // Here, AWS does not say which.
  if (!statement.index.empty() && !table_for_items(call, state, name).index(statement.index))
    return refused("The table does not have the specified index");
  const Source source = source_of(call, state, name, statement.index, consistent);
  const std::uint64_t limit =
      call.in["Limit"] ? static_cast<std::uint64_t>(call.in["Limit"].integer()) : ~std::uint64_t{0};
  Found found(source, statement, limit);
  const auto end =
      select(state, source, statement, place_of(call.in["NextToken"].text(), source.table.number), found);
  const OutList items = call.out["Items"].list(static_cast<std::uint32_t>(found.items.size()));
  for (const Item& item : found.items) items.add() = shown(call, statement, item);
  if (end) {
    call.out["NextToken"] = token_of(*end);
    const auto names = source.key_names();
    call.out["LastEvaluatedKey"] =
        answer_of(call.base(), found.last.only(std::span<const std::string_view>(names)));
  }
  Used used;
  const double units = read_units(found.bytes) * (consistent ? 1.0 : 0.5);
  if (source.index) {
    used.add(source.index, units);
  } else {
    used.table = units;
  }
  show_used(call, name, used);
  return {};
}

}  // namespace

kit::Outcome execute_statement(Call& call, State& state) {
  const Statement statement =
      parse_statement(call.in["Statement"].text(), call.in["Parameters"], call.arena());
  if (statement.kind == Does::exists)
    return refused("EXISTS can only be used in ExecuteTransaction write requests.");
  if (statement.kind == Does::select) return execute_select(call, state, statement);
  Deed deed = find_item(call, state, statement);
  try {
    decide(state, statement, deed);
  } catch (kit::Failure& failure) {
    if (failure.code != failed.code) throw;
    return condition_failed(call, call.in, deed.before);
  }
  commit(call, state, deed);
  const OutList items = call.out["Items"].list();
  if (const auto answer = answered(call, statement, deed)) items.add() = *answer;
  show_used(call, deed.name, used_by(deed, false));
  return {};
}

// ---- BatchExecuteStatement

namespace {

// Batches name errors in their own way.
std::string_view batch_code(std::string_view code) {
  constexpr std::pair<std::string_view, std::string_view> codes[] = {
      {"ConditionalCheckFailedException", "ConditionalCheckFailed"},
      {"DuplicateItemException", "DuplicateItem"},
      {"ResourceNotFoundException", "ResourceNotFound"}};
  for (const auto& [own, batch] : codes)
    if (own == code) return batch;
  return "ValidationError";
}

void execute_in_batch(const Call& call, State& state, const In& in, const Out& out,
                      std::vector<std::pair<std::string, Used>>& used) {
  Deed deed;
  try {
    const Statement statement = parse_statement(in["Statement"].text(), in["Parameters"], call.arena());
    if (statement.kind == Does::select) {
      deed.name = name_of(statement.table);
      const Keys& keys = keys_of(state, table_for_items(call, state, deed.name));
      if (!statement.keys_alone(keys.partition, keys.sort))
        throw refused(
            "Select statements within BatchExecuteStatement must specify the primary key in the where "
            "clause.");
    }
    deed = find_item(call, state, statement);
    decide(state, statement, deed);
    commit(call, state, deed);
    add_used(used, deed.name, used_by(deed, in["ConsistentRead"].boolean()));
    out["TableName"] = deed.name;
    if (const auto answer = answered(call, statement, deed)) out["Item"] = *answer;
  } catch (const kit::Failure& failure) {
    const Out error = out["Error"].structure(3);
    error["Code"] = batch_code(failure.code);
    error["Message"] = failure.message;
    if (shows_old(in, failure.code)) error["Item"] = answer_of(call.base(), deed.before);
    if (!deed.name.empty() && failure.code != no_table.code) out["TableName"] = deed.name;
  }
}

}  // namespace

kit::Outcome batch_execute_statement(Call& call, State& state) {
  std::vector<std::pair<std::string, Used>> used;
  const OutList responses = call.out["Responses"].list(call.in["Statements"].size());
  for (const In& in : call.in["Statements"])
    execute_in_batch(call, state, in, responses.add().structure(3), used);
  show_all_used(call, used, Kind::plain);
  return {};
}

// ---- ExecuteTransaction

namespace {

// What AWS refuses of a statement for being in a transaction; empty when it may be there.
std::string_view refused_in_transaction(const State& state, const Statement& statement) {
  if (statement.returning != Returning::none)
    return "RETURNING clause is not supported in ExecuteTransaction.";
  const bool reads = statement.kind == Does::select;
  if (!statement.index.empty())
    return reads ? "Reads on indices are not supported within transactions."
                 : "Operations on indices are not supported in transactions";
  const Table* table = state.tables.find(name_of(statement.table));
  if (!table || writes(statement)) return {};
  const Keys& keys = keys_of(state, *table);
  const bool alone = statement.keys_alone(keys.partition, keys.sort);
  if (reads && !alone)
    return "Select statements within ExecuteTransaction must specify the primary key in the where clause.";
  if (!reads && alone) return "EXISTS() must contain a single item read with additional condition";
  return {};
}

// All of a transaction's statements. What is wrong with a parameter is said as it is, with a statement by its
// number.
std::vector<Statement> read_transaction(const Call& call, const State& state) {
  for (const In& in : call.in["TransactStatements"])
    for (const In& parameter : in["Parameters"]) attribute_of(parameter.value(), call.arena());
  std::vector<Statement> statements;
  for (const In& in : call.in["TransactStatements"]) {
    const std::size_t number = statements.size();
    std::string why;
    try {
      statements.push_back(parse_statement(in["Statement"].text(), in["Parameters"], call.arena()));
      why = refused_in_transaction(state, statements.back());
    } catch (const kit::Failure& failure) {
      why = failure.message;
    }
    if (!why.empty())
      throw refused(fmt::format("Validation failed in TransactStatements[{}]: {}", number, why));
  }
  return statements;
}

// A statement that does not name one item of its table cancels the transaction.
Reason reason_of(const Statement& statement, const kit::Failure& failure) {
  const bool by_key = statement.kind != Does::insert && failure.code == "ValidationException";
  return {std::string(batch_code(failure.code)),
          by_key ? "The provided key element does not match the schema" : failure.message, Item()};
}

bool any_failed(const std::vector<Reason>& reasons) {
  return std::ranges::any_of(reasons, [](const Reason& reason) { return !reason.code.empty(); });
}

}  // namespace

kit::Outcome execute_transaction(Call& call, State& state) {
  const std::vector<Statement> statements = read_transaction(call, state);
  std::vector<Deed> deeds;
  const bool any_write = std::ranges::any_of(statements, writes);
  if (any_write && std::ranges::any_of(statements, [](const Statement& s) { return s.kind == Does::select; }))
    return refused("Transaction request cannot include both read and write statements");
  std::vector<Reason> reasons;
  for (const Statement& statement : statements) {
    try {
      deeds.push_back(find_item(call, state, statement));
      reasons.emplace_back();
    } catch (const kit::Failure& failure) {
      deeds.emplace_back();
      reasons.push_back(reason_of(statement, failure));
    }
  }
  if (any_failed(reasons)) return cancelled(call, reasons);
  reasons.clear();
  for (const Deed& deed : deeds)
    if (std::ranges::count(deeds, deed.key, &Deed::key) > 1)
      return refused("Transaction request cannot include multiple operations on one item");
  const bool repeated = any_write && is_repeated(call, state, call.in["TransactStatements"].value());
  for (std::size_t i = 0; i < deeds.size() && !repeated; ++i) {
    try {
      decide(state, statements[i], deeds[i]);
      reasons.emplace_back();
    } catch (const kit::Failure& failure) {
      const bool show = shows_old(call.in["TransactStatements"][static_cast<std::uint32_t>(i)], failure.code);
      reasons.push_back(
          {std::string(batch_code(failure.code)), failure.message, show ? deeds[i].before : Item()});
    }
  }
  if (any_failed(reasons)) return cancelled(call, reasons);
  std::vector<std::pair<std::string, Used>> used;
  const OutList responses = call.out["Responses"].list(static_cast<std::uint32_t>(deeds.size()));
  for (std::size_t i = 0; i < deeds.size(); ++i) {
    if (!repeated) commit(call, state, deeds[i]);
    Used units = used_by(deeds[i], true);
    units.times(2);
    add_used(used, deeds[i].name, units);
    const Out response = responses.add().structure(1);
    if (any_write) continue;
    if (const auto answer = answered(call, statements[i], deeds[i])) response["Item"] = *answer;
  }
  show_all_used(call, used, any_write ? Kind::transaction_write : Kind::transaction_read);
  return {};
}

}  // namespace understudy::dynamodb
