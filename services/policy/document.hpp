// A policy document: parsed once, in the terms of the policy grammar, with what is wrong with it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "services/policy/conditions.hpp"

namespace understudy::policy {

enum class Effect : std::uint8_t { allow, deny };

// An element and its Not form: Action or NotAction, never both.
struct Matches {
  bool negated = false;
  std::vector<std::string> values;
};

// Who: "*", {"AWS": [...]}, {"Service": [...]}, {"CanonicalUser": [...]}, {"Federated": [...]}.
struct Principals {
  enum class Kind : std::uint8_t { aws, service, canonical, federated };
  bool negated = false;
  std::vector<std::pair<Kind, std::string>> values;  // "*" alone: {aws, "*"}
};

struct Statement {
  std::string sid;
  Effect effect = Effect::deny;
  std::optional<Principals> principals;  // none in identity policies
  Matches actions;
  std::optional<Matches> resources;  // none in trust policies
  std::vector<Condition> conditions;
};

struct Document {
  std::string version = "2008-10-17";
  std::string id;
  std::vector<Statement> statements;

  bool has_variables() const { return version == "2012-10-17"; }  // in older ones "${" is text
};

// What is wrong first, in the order in which AWS looks. Services have words of their own for each.
struct Fault {
  enum class Kind : std::uint8_t {
    no_json,        // not an object at all
    unknown_field,  // detail: which
    bad_version,    // detail: which
    no_statement,   // none, or an empty list
    bad_statement,  // not an object
    repeated_sid,   // detail: which
    no_effect,
    bad_effect,  // detail: which
    no_action,   // nor NotAction
    bad_action,  // detail: which; empty: neither a string nor a list of them
    both_actions,
    bad_principal,  // detail: which
    both_principals,
    bad_resource,  // likewise
    both_resources,
    unknown_condition,  // detail: the operator
    bad_condition,      // its shape, or a value that the operator cannot read; detail: the operator
  };
  Kind kind;
  std::string detail;
};

std::variant<Document, Fault> parse(std::string_view text);

}  // namespace understudy::policy
