// Query and Scan: of tables and indexes, in both directions, page by page and a page in several turns.
#include <algorithm>
#include <optional>

#include "services/dynamodb/handlers.hpp"
#include "services/dynamodb/sources.hpp"
#include "services/kit/format.hpp"

namespace understudy::dynamodb {
namespace {

constexpr std::uint64_t largest_page = 1024 * 1024;
// A page can have tens of thousands of items: after so many, whoever waits has a turn. That is below a
// millisecond.
constexpr std::uint64_t items_a_turn = 1000;

// ---- What is shown of each item

struct Shown {
  bool count_only = false;
  bool whole = false;  // from the table, though an index is read
  const Projection& projection;
};

void check_select(const Call& call, const Source& source, const Projection& projection) {
  const std::string_view select = call.in["Select"].text();
  if (select == "ALL_PROJECTED_ATTRIBUTES" && !source.index)
    throw wrong("ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
  if (projection && !select.empty() && select != "SPECIFIC_ATTRIBUTES")
    throw wrong(fmt::format("Cannot specify the {} when choosing to get {}",
                            call.in["ProjectionExpression"] ? "ProjectionExpression" : "AttributesToGet",
                            select == "COUNT" ? "only the Count" : select));
  if (!projection && select == "SPECIFIC_ATTRIBUTES")
    throw wrong(
        "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES");
  if (select == "ALL_ATTRIBUTES" && source.index && source.index->global && !source.projected.empty())
    throw wrong(
        fmt::format("Select type ALL_ATTRIBUTES is not supported for global secondary index {} because its "
                    "projection type "
                    "is not ALL",
                    source.index->name));
}

// A global index has nothing but what it projects; a local one fetches the rest from the table.
bool needs_table(const Call& call, const Source& source, const Projection& projection) {
  if (!source.index || source.projected.empty()) return false;
  if (call.in["Select"].text() == "ALL_ATTRIBUTES") return true;
  if (!projection) return false;
  std::string missing;
  for (const std::string_view name : projection.names())
    if (std::ranges::find(source.projected, name) == source.projected.end())
      missing.append(missing.empty() ? "" : ", ").append(name);
  if (missing.empty()) return false;
  if (source.index->global)
    throw wrong(fmt::format("Global secondary index {} does not project [{}]", source.index->name, missing));
  return true;
}

// ---- Where a page begins

Start start_of(const Call& call, const Source& source, std::string_view count_words) {
  const In given = call.in["ExclusiveStartKey"];
  if (!given) return {};
  Item key;
  try {
    key = item_of(given.value());
  } catch (kit::Failure& failure) {
    failure.message = "The provided starting key is invalid: " + failure.message;
    throw;
  }
  const std::vector<std::string_view> names = source.key_names();
  const bool all = std::ranges::all_of(names, [&](std::string_view name) { return bool(key.find(name)); });
  if (key.size() != names.size() || !all) throw refused(std::string(count_words));
  std::vector<std::string_view> own;
  for (const KeyElement& element : source.table.key) own.push_back(element.name);
  try {
    check_key(key.only(std::span<const std::string_view>(own)), source.space.keys);
  } catch (kit::Failure& failure) {
    failure.message = "The provided starting key is invalid: " + failure.message;
    throw;
  }
  Start start = start_at(source, key);
  if (!start.given) throw refused("The provided starting key is invalid");
  return start;
}

// ---- One page

class Page {
 public:
  Page(const Call& call, const Source& source, const Condition& filter, const Shown& shown)
      : call_(call), source_(source), filter_(filter), shown_(shown) {
    limit_ = call.in["Limit"] ? static_cast<std::uint64_t>(call.in["Limit"].integer()) : ~std::uint64_t{0};
    if (!shown.count_only) items_ = call.out["Items"].list();
  }

  // Takes the row if it is a match; false when the page is full, or others wait for their turn.
  bool operator()(const RowRef& row) {
    const Item& item = row->row.item;
    const std::uint64_t bytes = bytes_of(item, source_.projected);
    ++scanned_;
    index_bytes_ += bytes;
    if (shown_.whole) table_units_ += read_units(item.bytes());
    last_ = item;
    const bool part = !source_.projected.empty() && !shown_.whole;
    if (!filter_ || filter_.matches(part ? only_projected(item) : item)) {
      ++count_;
      if (items_) show(item);
    }
    full_ = scanned_ >= limit_ || index_bytes_ >= largest_page;
    return !full_ && --left_ > 0;
  }
  bool pauses() const { return !full_ && left_ == 0; }
  const Item& last() const { return last_; }
  void go_on() { left_ = items_a_turn; }

  void finish() const {
    call_.out["Count"] = count_;
    call_.out["ScannedCount"] = scanned_;
    if (full_) call_.out["LastEvaluatedKey"] = last_key();
    if (!wants_capacity(call_.in)) return;
    const double factor = call_.in["ConsistentRead"].boolean() ? 1.0 : 0.5;
    const double units = read_units(index_bytes_) * factor;
    Used used;
    if (source_.index) {
      used.add(source_.index, units);
      used.table = table_units_ * factor;
    } else {
      used.table = units;
    }
    show_used(call_, source_.name, used);
  }

 private:
  Item only_projected(const Item& item) const {
    return item.only(std::span<const std::string_view>(source_.projected));
  }

  void show(const Item& item) {
    const bool part = !source_.projected.empty() && !shown_.whole && !shown_.projection;
    const Item what = part ? only_projected(item) : item;
    items_->add() = answer_of(call_.base(), shown_.projection ? shown_.projection.pick(what) : what);
  }

  kit::Value last_key() const {
    const std::vector<std::string_view> names = source_.key_names();
    return answer_of(call_.base(), last_.only(std::span<const std::string_view>(names)));
  }

  const Call& call_;
  const Source& source_;
  const Condition& filter_;
  const Shown& shown_;
  std::uint64_t limit_;
  std::optional<OutList> items_;
  std::uint64_t count_ = 0, scanned_ = 0, index_bytes_ = 0;
  double table_units_ = 0;
  Item last_;
  bool full_ = false;
  std::uint64_t left_ = items_a_turn;
};

// Comes back when whoever was waiting had a turn: the shard asks itself for what costs nothing.
kit::Ask next_turn(Call& call) {
  return call.ask({call.turn().place, "DescribeLimits", kit::Value::map(call.arena())});
}

// Finds the source anew, which may have become another meanwhile, and the place behind the last item.
void go_on(const Call& call, State& state, std::optional<Source>& source, Start& start, Page& page) {
  source.emplace(
      source_of(call, state, source->name, call.in["IndexName"].text(), call.in["ConsistentRead"].boolean()));
  start = start_at(*source, page.last());
  page.go_on();
}

// ---- Query

void check_start(const Source& source, const Start& start, const Bounds& bounds, const KeyRange& range) {
  if (!start.given) return;
  const std::uint64_t hash = start.hash(source);
  const std::string_view bytes = start.bytes(source);
  std::string partition;
  for (const Attribute& part : range.partition) append_part(partition, part);
  const bool own_partition = hash == bounds.hash && bytes.starts_with(partition);
  const bool inside = bytes >= bounds.low && bytes < bounds.high;
  if (range.by == KeyRange::By::all && range.prefix.empty()) {
    if (own_partition && !source.tree &&
        source.keys().sort.empty()) {  // there is nothing behind its one item
      const std::string& name = source.keys().partition[0].name;
      const Attribute key = range.partition[0];
      throw refused(fmt::format(
          "The provided exclusive start key is invalid: ExclusiveStartKey: {{{}=AttributeValue: {{{}:{}}}}}",
          name, short_name(key.type()),
          key.is(Type::binary) ? kit::base64(key.text()) : std::string(key.text())));
    }
    if (!own_partition)
      throw refused("The provided starting key is outside query boundaries based on provided conditions");
    return;
  }
  if (own_partition && !inside)
    throw refused("The provided starting key does not match the range key predicate");
  if (!own_partition) throw refused("The query can return at most one row and cannot be restarted");
}

// ---- Scan

struct Segment {
  std::uint64_t first = 0, behind = 0;  // hashes; behind 0: to the end
};

Segment segment_of(const In& in) {
  const In segment = in["Segment"], total = in["TotalSegments"];
  if (segment && !total)
    throw refused(
        "The TotalSegments parameter is required but was not present in the request when Segment parameter "
        "is "
        "present");
  if (total && !segment)
    throw refused(
        "The Segment parameter is required but was not present in the request when parameter TotalSegments "
        "is "
        "present");
  if (!segment) return {};
  const auto i = static_cast<std::uint64_t>(segment.integer()),
             n = static_cast<std::uint64_t>(total.integer());
  if (i >= n)
    throw refused(fmt::format(
        "The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: "
        "{} is not less than TotalSegments: {}",
        i, n));
  const std::uint64_t width = ~std::uint64_t{0} / n;
  return {i * width, i + 1 == n ? 0 : (i + 1) * width};
}

void check_segment(const Source& source, const Start& start, const Segment& segment) {
  if (!start.given) return;
  const std::uint64_t hash = start.hash(source);
  if (hash < segment.first || (segment.behind && hash >= segment.behind))
    throw refused(
        "The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey "
        "with correct Segment. TotalSegments and Segment must match those of the previous request");
}

}  // namespace

kit::Task query(Call& call, State& state) {
  const std::string name = name_of(call.in["TableName"].text());
  const Expressions asked(call.in, Form::query, call.arena(), state.cache);
  std::optional<Source> source =
      source_of(call, state, name, call.in["IndexName"].text(), call.in["ConsistentRead"].boolean());
  const KeyRange range = asked.key.range(source->keys().partition, source->keys().sort);
  Start start = start_of(call, *source, "The provided starting key is invalid");
  const Bounds bounds = bounds_of(range);
  check_start(*source, start, bounds, range);
  if (const std::string_view used = asked.filter.uses(all_parts(source->keys())); !used.empty())
    co_return refused(fmt::format("{} can only contain non-primary key attributes: Primary key attribute: {}",
                                  call.in["QueryFilter"] ? "QueryFilter" : "Filter Expression", used));
  check_select(call, *source, asked.projection);
  const Shown shown{call.in["Select"].text() == "COUNT", needs_table(call, *source, asked.projection),
                    asked.projection};
  Page page(call, *source, asked.filter, shown);
  const bool forward = call.in["ScanIndexForward"].boolean(true);
  for (;;) {
    walk_partition(*source, state.items, bounds, start, forward, page);
    if (!page.pauses()) break;
    if (!state.tables.changed()) co_await next_turn(call);  // else this turn has to end first
    go_on(call, state, source, start, page);
  }
  page.finish();
  co_return {};
}

kit::Task scan(Call& call, State& state) {
  const std::string name = name_of(call.in["TableName"].text());
  const Segment segment = segment_of(call.in);
  const Expressions asked(call.in, Form::scan, call.arena(), state.cache);
  std::optional<Source> source =
      source_of(call, state, name, call.in["IndexName"].text(), call.in["ConsistentRead"].boolean());
  Start start =
      start_of(call, *source,
               "The provided starting key is invalid: The provided key element does not match the schema");
  check_segment(*source, start, segment);
  check_select(call, *source, asked.projection);
  const Shown shown{call.in["Select"].text() == "COUNT", needs_table(call, *source, asked.projection),
                    asked.projection};
  Page page(call, *source, asked.filter, shown);
  for (;;) {
    walk_all(*source, state.items, segment.first, segment.behind, start, page);
    if (!page.pauses()) break;
    if (!state.tables.changed()) co_await next_turn(call);
    go_on(call, state, source, start, page);
  }
  page.finish();
  co_return {};
}

}  // namespace understudy::dynamodb
