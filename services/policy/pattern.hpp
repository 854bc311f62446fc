// Patterns of policies: '*' and '?', policy variables, and ARNs that match part by part.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/policy/context.hpp"

namespace understudy::policy {

// Text in which some characters stand for others. What a variable brought in stands for itself alone (IAM
// user guide, "IAM policy elements: Variables and tags").
class Pattern {
 public:
  enum class Wild : bool { no, yes };

  explicit Pattern(std::string_view text, Wild wild = Wild::yes);
  // With ${key}, ${key, 'default'}, ${*}, ${?} and ${$} resolved; nothing when a key is absent that has no
  // default.
  static std::optional<Pattern> resolve(std::string_view text, const Context& context, Wild wild = Wild::yes);

  bool matches(std::string_view text) const;
  bool matches_without_case(std::string_view text) const;
  // Part by part between the first five colons, as ARNs do; a '*' at the end of a shorter pattern stands for
  // all parts that follow.
  bool matches_arn(std::string_view text) const;

 private:
  Pattern() = default;
  void append(std::string_view text, Wild wild);
  std::vector<Pattern> parts() const;
  bool open() const { return !units_.empty() && units_.back() == any; }

  static constexpr char32_t any = 0x110000, one = 0x110001;  // beyond every character
  std::u32string units_;
};

}  // namespace understudy::policy
