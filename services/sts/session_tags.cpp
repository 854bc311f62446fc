// Session tags, read and handed on.
#include "services/sts/session_tags.hpp"

#include <algorithm>
#include <cctype>

namespace understudy::sts {
namespace {

constexpr kit::Error transitive_conflict{
    "InvalidParameterValue",
    "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key "
    "from the calling session.",
    400};

}  // namespace

bool SameTag::operator()(std::string_view a, std::string_view b) const {
  return std::ranges::lexicographical_compare(
      a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) < std::tolower(y); });
}

Tags read_tag_list(const In& list) {
  Tags tags;
  for (const In tag : list)
    if (!tags.emplace(tag["Key"].text(), tag["Value"].text()).second) throw kit::Failure(duplicate_tags);
  return tags;
}

void put(const Tags& tags, Session& session) {
  for (const auto& [key, value] : tags) session.tags[key] = value;
}

void make_transitive(const Tags& tags, std::string_view key, Session& session) {
  const auto found = tags.find(key);
  if (found == tags.end()) throw kit::Failure(transitive_tag_missing);
  session.transitive_tags[found->first] = found->second;
}

void read_tags(const Call& call, Session& session) {
  const Tags tags = read_tag_list(call.in["Tags"]);
  put(tags, session);
  if (const auto& credential = call.caller().credential)
    for (const auto& [key, value] : credential->transitive_tags) {
      if (tags.contains(key)) throw kit::Failure(transitive_conflict);
      session.tags[key] = value;
      session.transitive_tags[key] = value;
    }
  for (const In key : call.in["TransitiveTagKeys"]) make_transitive(tags, key.text(), session);
}

}  // namespace understudy::sts
