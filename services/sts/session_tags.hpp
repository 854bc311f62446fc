// Session tags: what a request, an identity provider or the calling session hangs on a new one.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "services/sts/state.hpp"

namespace understudy::sts {

// Keys are told apart without regard to case, and kept as they came.
struct SameTag {
  using is_transparent = void;
  bool operator()(std::string_view a, std::string_view b) const;  // a comes before b
};
using Tags = std::map<std::string, std::string, SameTag>;

inline constexpr kit::Error duplicate_tags{
    "InvalidParameterValue", "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
    400};
inline constexpr kit::Error transitive_tag_missing{
    "InvalidParameterValue", "The specified transitive tag key must be included in the requested tags.", 400};

// A list of {Key, Value}. Throws InvalidParameterValue for a key that is there twice.
Tags read_tag_list(const In& list);
// Puts them on the session.
void put(const Tags& tags, Session& session);
// Those of the session's own `tags` with this key go on to sessions assumed with its credentials. Throws
// InvalidParameterValue when there is none.
void make_transitive(const Tags& tags, std::string_view key, Session& session);

// All of AssumeRole's: its Tags, its TransitiveTagKeys, and what the calling session hands on.
void read_tags(const Call& call, Session& session);

}  // namespace understudy::sts
