// How filters match: several values are alternatives, several filters must all hold.
#include <algorithm>

#include "services/ec2/frame.hpp"
#include "services/kit/format.hpp"

namespace understudy::ec2 {

bool matches(std::string_view text, std::string_view pattern) {
  // The usual two pointers: after a mismatch, the last star takes one character more.
  std::size_t t = 0, p = 0, star = pattern.npos, taken = 0;
  while (t < text.size()) {
    const bool escaped = p + 1 < pattern.size() && pattern[p] == '\\';
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      taken = t;
    } else if (p < pattern.size() &&
               (escaped ? pattern[p + 1] == text[t] : pattern[p] == '?' || pattern[p] == text[t])) {
      p += escaped ? 2 : 1;
      ++t;
    } else if (star != pattern.npos) {
      p = star + 1;
      t = ++taken;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

bool matches_any(const Texts& texts, const In& values) {
  for (const In value : values)
    if (std::ranges::any_of(texts, [&](const std::string& text) { return matches(text, value.text()); }))
      return true;
  return false;
}

std::string_view flag(bool value) { return value ? "true" : "false"; }
std::string number(std::int64_t value) { return std::to_string(value); }
std::string instant(kit::Time time) {
  std::string text = kit::rfc3339(std::chrono::floor<kit::seconds>(time));
  text.pop_back();
  return text + fmt::format(".{:03}Z", kit::epoch_millis(time) % 1000);
}

std::optional<Texts> tag_texts(const kit::Tags& tags, std::string_view filter) {
  Texts texts;
  if (filter.starts_with("tag:")) {
    if (const auto found = tags.find(std::string(filter.substr(4))); found != tags.end())
      texts.push_back(found->second);
    return texts;
  }
  if (filter != "tag-key" && filter != "tag-value") return {};
  for (const auto& [key, value] : tags) texts.push_back(filter == "tag-key" ? key : value);
  return texts;
}

kit::Failure unknown_filter(std::string_view name) {
  return {"InvalidParameterValue", fmt::format("The filter '{}' is invalid", name)};
}

}  // namespace understudy::ec2
