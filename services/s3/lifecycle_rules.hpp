// Lifecycle rules as they are judged.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/s3/shared.hpp"

namespace understudy::s3 {

// An action's condition: so many days behind the version's own instant, or a date for all.
struct After {
  std::optional<std::int64_t> days;
  std::optional<Time> date;

  // When it comes true: S3 rounds up to the next midnight (user guide, "Lifecycle actions").
  std::optional<Time> due(Time from) const;
  explicit operator bool() const { return days || date; }
};

struct Transition {
  After after;
  std::uint8_t storage = 0;
};

struct Rule {
  std::string id, prefix;
  kit::Tags tags;
  std::optional<std::int64_t> larger, smaller;  // bytes
  After expiration;
  bool expired_marker = false;
  std::vector<Transition> transitions, noncurrent_transitions;
  std::optional<std::int64_t> noncurrent_days, newer_versions, upload_days;

  bool covers(std::string_view key, const Object& object) const;
};

std::vector<Rule> rules_of(const Bucket& bucket);  // those that are enabled

}  // namespace understudy::s3
