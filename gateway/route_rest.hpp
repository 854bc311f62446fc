// A REST service's operations by method, path and query: the model's URI templates, prepared once.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "gateway/protocol/protocol.hpp"
#include "services/models/model.hpp"

namespace understudy::gateway {

// A match and how specific it is; the greater one wins, field by field.
struct Match {
  std::uint16_t operation = 0;
  bool satisfied = false;  // all required query parameters and headers are there
  int literals = 0;        // path segments that are constant
  int constants = 0;       // query constants, as in "?acl"
  int required = 0;        // required query parameters and headers, when satisfied
  bool named = false;      // the query's x-id is this operation
  bool exact = false;      // no greedy label
  bool current = false;    // not deprecated
  bool slash = false;      // template and request both end in a slash, or neither does
};
// Within one service the path decides before completeness; between services completeness does.
bool better_within(const Match& a, const Match& b);
bool better_between(const Match& a, const Match& b);

// A request's path and query, split once for all candidates.
struct SplitTarget {
  SplitTarget(const protocol::Request& request, std::string_view path, std::string_view query);

  const protocol::Request& request;
  std::string_view path;
  std::vector<std::string_view> segments;
  struct Parameter {
    std::string_view name, value;
  };
  std::vector<Parameter> parameters;

  const Parameter* parameter(std::string_view name) const;
};

// How badly a request fits an operation that its path fits: parameters and members of a JSON body that the
// operation does not know or takes for another type, and those of the body that it requires in vain. For
// services that share paths and give no other hint.
int misfits(const models::Operation& operation, models::Protocol protocol, const SplitTarget& target);

class RestTemplates {
 public:
  explicit RestTemplates(const models::Service& service);

  std::optional<Match> match(const SplitTarget& target) const;
  // The labels that the operation's template takes from the path; call only with a match.
  std::span<const protocol::Label> labels(std::uint16_t operation, const SplitTarget& target,
                                          kit::Arena& arena) const;

 private:
  struct Segment {
    enum Kind { literal, label, greedy } kind;
    std::string_view text;
  };
  struct Template {
    std::uint16_t operation;
    std::string_view method;
    std::vector<Segment> segments;
    std::vector<SplitTarget::Parameter> constants;
    std::string_view id;  // x-id
    std::vector<std::string_view> required_query, required_headers;
    int literals = 0;
    bool greedy = false;
    bool deprecated = false;
    bool slash = false;
  };
  std::optional<Match> match(const Template& t, const SplitTarget& target) const;
  static bool path_fits(const Template& t, const std::vector<std::string_view>& segments);

  std::vector<Template> templates_;  // by operation
};

}  // namespace understudy::gateway
