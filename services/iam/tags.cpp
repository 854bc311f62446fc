// IAM tags.
#include <algorithm>
#include <set>

#include "services/iam/state.hpp"

namespace understudy::iam {
namespace {

constexpr kit::Error duplicate_tags{
    "InvalidInputException", "Duplicate tag keys found. Please note that Tag keys are case insensitive."};

void erase(std::string_view key, kit::Tags& tags) {
  std::erase_if(tags, [wanted = lower(key)](const auto& tag) { return lower(tag.first) == wanted; });
}

}  // namespace

void add_tags(const In& list, kit::Tags& tags) {
  std::set<std::string> seen;
  for (const In tag : list) {
    const std::string_view key = tag["Key"].text();
    if (!seen.insert(lower(key)).second) throw kit::Failure(duplicate_tags);
    erase(key, tags);
    tags.emplace(key, tag["Value"].text());
  }
  if (tags.size() > tag_rules.most) throw kit::Failure(tag_rules.too_many);
}

void remove_tags(const In& keys, kit::Tags& tags) {
  for (const In key : keys) erase(key.text(), tags);
}

void list_tags(const Call& call, const kit::Tags& tags) {
  // Markers hold places, not keys: one of those could be longer than a marker may be.
  kit::Table<std::pair<std::string, std::string>, std::uint32_t> places;
  for (const auto& [key, value] : tags)
    places.insert(static_cast<std::uint32_t>(places.size()), std::pair(key, value));
  list_page(
      call, places, "tags", "Tags", [](auto&, auto&) { return true; },
      [](std::uint32_t, const auto& row, const Out& tag) {
        tag["Key"] = row.first;
        tag["Value"] = row.second;
      });
}

}  // namespace understudy::iam
