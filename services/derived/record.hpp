// The state of services without handlers: every resource of every kind is a record in one table.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "services/derived/doc.hpp"
#include "services/kit/lifecycle.hpp"
#include "services/kit/service.hpp"
#include "services/kit/tags.hpp"

namespace understudy::derived {

inline constexpr std::string_view leaving = "delete";  // the move whose last state, "", is to be gone

struct Record {
  std::string type;  // "Cluster", as in the plan
  std::string own;   // what identifies it: a name, an id, an ARN; empty when there is one per parent
  std::string
      alias;        // a second identity: the id of what is known by name, or the name of what is known by id
  std::string arn;  // empty when it has none
  std::map<std::string, std::string> parents;  // by noun: what the client named them by
  std::uint64_t order = 0;                     // of creation, among its kind
  kit::Time created{}, updated{};
  std::uint64_t version = 1;  // counts its changes
  kit::Stage stage;           // empty when the kind has no states
  kit::Tags tags;
  std::map<std::string, Doc> fields;  // what clients gave and the service made, by canonical member name

  std::string_view text(std::string_view field) const {
    const auto found = fields.find(std::string(field));
    return found == fields.end() ? std::string_view() : found->second.string();
  }
};
STATE(Record, type, own, alias, arn, parents, order, created, updated, version, stage, tags, fields)

struct InOrder {
  static std::optional<std::uint64_t> key(const std::string&, const Record& r) { return r.order; }
  static std::string group(const std::string&, const Record& r) { return r.type; }
};
// By one of its identities: the text, then the row's key to tell apart those that share it.
template <std::string Record::*Identity>
struct By {
  static std::optional<std::pair<std::string, std::string>> key(const std::string& key, const Record& r) {
    if ((r.*Identity).empty()) return std::nullopt;
    return std::pair(r.*Identity, key);
  }
};
struct ByDue {
  static std::optional<std::pair<kit::Time, std::string>> key(const std::string& key, const Record& r) {
    if (r.stage.due == kit::never) return std::nullopt;
    return std::pair(r.stage.due, key);
  }
};

// By type, parents and own identity, joined by '/'.
using Records =
    kit::Table<Record, std::string, InOrder, By<&Record::own>, By<&Record::alias>, By<&Record::arn>, ByDue>;

using Rows = std::vector<std::string>;  // keys of records

bool same_identity(std::string_view a, std::string_view b);  // equal, or an ARN and its end
bool identifies(const Record& record, std::string_view identity);
Rows identified(const Records& records, std::string_view type,
                std::string_view identity);  // any type when empty

// What is due by the clock: a state's hooks, for each state that has records.
kit::Time next_deadline(const Records& records);
void settle(Records& records, kit::Turn& turn);

struct State {
  Records records;

  kit::Time next_deadline() const { return derived::next_deadline(records); }
  void settle(kit::Turn& turn) { derived::settle(records, turn); }
};
STATE(State, records)

}  // namespace understudy::derived
