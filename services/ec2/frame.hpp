// What all families of EC2's resources share: ids, tags, filters, pages, client tokens.
#pragma once

#include <fmt/format.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "services/ec2/kinds.hpp"
#include "services/ec2/state.hpp"
#include "services/kit/sealed.hpp"

namespace understudy::ec2 {

using Texts = std::vector<std::string>;

// ---- Errors that many operations have (frame.cpp)

kit::Failure invalid_value(std::string_view value, std::string_view parameter, std::string_view why = {});
kit::Failure missing_parameter(std::string_view parameter);
kit::Failure bad_combination(std::string message);
kit::Failure dependency(std::string_view what, std::string_view id);  // "The vpc '...' has dependencies ..."
kit::Failure malformed(const Kind& kind, std::string_view id);
kit::Failure missing(const Kind& kind, std::string_view id);

// ---- Rows

bool well_formed(const Kind& kind, std::string_view id);  // the prefix and 8 or 17 hex digits

// The row of that id; throws the kind's errors.
template <class T, class... I>
const T& need(const Family<T, I...>& family, std::string_view id, const Kind& kind) {
  if (const T* row = family.find(std::string(id))) return *row;
  if (!well_formed(kind, id) && !kind.malformed.empty()) throw malformed(kind, id);
  throw missing(kind, id);
}

kit::Failure missing_all(const Kind& kind, const Texts& ids);
// Throws one error for all of the ids that are not there.
template <class T, class... I>
void need_all(const Family<T, I...>& family, const In& ids, const Kind& kind) {
  Texts absent;
  for (const In id : ids) {
    if (family.contains(std::string(id.text()))) continue;
    if (!well_formed(kind, id.text()) && !kind.malformed.empty()) throw malformed(kind, id.text());
    absent.emplace_back(id.text());
  }
  if (!absent.empty()) throw missing_all(kind, absent);
}

// Places the row as the family's newest.
template <class T, class... I>
const T& add(Family<T, I...>& family, const std::string& id, T row) {
  const auto& tree = family.template by<ByOrder>().tree();
  row.order = tree.empty() ? 1 : tree.rbegin()->first + 1;
  return family.insert(id, std::move(row));
}

inline std::string draw(const Call& call, const Kind& kind) { return kind.resource.id.draw(call.random()); }
inline std::string draw(kit::Generator& random, std::string_view prefix) {
  return std::string(prefix) + random.pick(hex_digits, 17);
}

// The ids of the rows that share a text, oldest first.
template <auto Field, class T, class... I>
Texts ids_of(const Family<T, I...>& family, std::string_view text) {
  Texts ids;
  for (const auto& [order, id] : family.template by<Sharing<Field>>().tree(std::string(text)))
    ids.push_back(id);
  return ids;
}

std::string arn_of(const Call& call, std::string_view type, std::string_view id);

// ---- Tags (tags.cpp)

// What TagSpecifications say of the resources of that kind. Throws for kinds that the operation does not
// make.
kit::Tags tags_of(const Call& call, std::span<const Kind* const> makes, const Kind& kind);
kit::Tags tags_of(const Call& call, const Kind& kind);
void add_tags(const In& list, kit::Tags& tags);
void show_tags(const kit::Tags& tags, const Slot& slot);  // nothing when there are none

// ---- Filters (filters.cpp)

// A row as filters see it.
template <class T>
struct Seen {
  const Call& call;
  const State& state;
  const std::string& id;
  const T& row;
};

// A filter gives the row's texts; one of them must match one of the filter's values.
template <class T>
struct Filter {
  std::string_view name;
  void (*texts)(const Seen<T>&, Texts&);
};

bool matches(std::string_view text, std::string_view pattern);  // '*' and '?', '\' escapes
bool matches_any(const Texts& texts, const In& values);
std::string_view flag(bool value);  // "true", "false"
std::string number(std::int64_t value);
std::string instant(kit::Time time);  // 2026-01-02T03:04:05.000Z

// tag:KEY, tag-key, tag-value. Nothing when the filter is none of these.
std::optional<Texts> tag_texts(const kit::Tags& tags, std::string_view filter);
kit::Failure unknown_filter(std::string_view name);

// Whether the row passes all of the input's filters. Throws for one that the family does not have.
template <class T>
bool passes(const In& filters, std::span<const Filter<T>> known, const Seen<T>& seen) {
  for (const In filter : filters) {
    const std::string_view name = filter["Name"].text();
    Texts texts;
    const auto found = std::ranges::find(known, name, &Filter<T>::name);
    if (found != known.end()) {
      found->texts(seen, texts);
    } else {
      const auto of_tags = tag_texts(seen.row.tags, name);
      if (!of_tags) throw unknown_filter(name);
      texts = *of_tags;
    }
    if (!matches_any(texts, filter["Values"])) return false;
  }
  return true;
}
template <class T>
void check_filters(const In& filters, std::span<const Filter<T>> known) {
  for (const In filter : filters) {
    const std::string_view name = filter["Name"].text();
    if (std::ranges::find(known, name, &Filter<T>::name) == known.end() && !tag_texts({}, name))
      throw unknown_filter(name);
  }
}

// ---- Pages (frame.cpp)

struct Page {
  std::size_t limit;
  std::uint64_t from;  // order of the first row
};
// MaxResults and NextToken. `least` is what MaxResults must be.
Page page_of(const Call& call, std::string_view listing, std::int64_t least = 5, std::int64_t most = 1000);
std::string next_token(std::string_view listing, std::uint64_t order);

// Describes the family's rows by their ids, filters and pages: show(id, row, place in the list).
template <class T, class... I>
void describe(Call& call, const State& state, const Family<T, I...>& family, const Kind& kind, const In& ids,
              std::span<const Filter<T>> filters, Key member, auto&& show) {
  check_filters(call.in["Filters"], filters);
  const Page page = page_of(call, kind.resource.name);
  std::set<std::string, std::less<>> wanted;
  need_all(family, ids, kind);
  for (const In id : ids) wanted.emplace(id.text());
  const OutList list = call.out[member].list();
  const auto& tree = family.template by<ByOrder>().tree();
  for (auto at = tree.lower_bound(page.from); at != tree.end(); ++at) {
    const auto& [order, id] = *at;
    if (!wanted.empty() && !wanted.contains(id)) continue;
    const T& row = *family.find(id);
    if (!passes<T>(call.in["Filters"], filters, {call, state, id, row})) continue;
    if (list.size() == page.limit) {
      call.out["NextToken"] = next_token(kind.resource.name, order);
      return;
    }
    show(id, row, list.add().structure(16));
  }
}

// ---- Client tokens (tokens.cpp)

// What the same request with the same ClientToken has made already, if it has. Throws
// IdempotentParameterMismatch when the token came with other parameters.
std::optional<Texts> made_before(const Call& call, const State& state);
void remember(const Call& call, State& state, Texts made);

// ---- Structures that are kept as they came (passing.cpp)

Doc keep(const In& structure);  // by member names
// Asks for one resource of EC2 in SourceRegion; the first element of such an answer's list, as a structure.
kit::Request ask_region(const Call& call, std::string_view operation, std::string_view ids,
                        const std::string& id);
std::optional<kit::Value> first_of(const kit::Value& answer, std::string_view list, kit::Arena& arena);
kit::Value given(const Doc& doc, kit::Arena& arena);  // as a structure of this service's names again
// Writes each member of `over` into a copy of `under`; empty documents are none.
Doc merged(const Doc& under, const In& over);

// Lifecycles that families have; how their moves go on is the user's to say.
extern const kit::Lifecycle instance_lifecycle, volume_lifecycle, attachment_lifecycle,
    modification_lifecycle, snapshot_lifecycle, image_lifecycle;

}  // namespace understudy::ec2
