// Matching wildcards, filling in variables, and taking ARNs apart.
#include "services/policy/pattern.hpp"

#include <algorithm>

namespace understudy::policy {
namespace {

char32_t lower(char32_t c) { return c >= U'A' && c <= U'Z' ? c + 32 : c; }

std::u32string units_of(std::string_view text) {
  std::u32string units;
  units.reserve(text.size());
  for (const char c : text) units += static_cast<unsigned char>(c);
  return units;
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// The value of "aws:username" or "aws:username, 'nobody'".
std::optional<std::string> value_of(std::string_view variable, const Context& context) {
  const auto comma = variable.find(',');
  const auto* values = context.find(trimmed(variable.substr(0, comma)));
  if (values && values->size() == 1) return values->front();
  if (comma == variable.npos) return {};
  const std::string_view fallback = trimmed(variable.substr(comma + 1));
  if (fallback.size() < 2 || !fallback.starts_with('\'') || !fallback.ends_with('\'')) return {};
  return std::string(fallback.substr(1, fallback.size() - 2));
}

template <class Same>
bool match(std::u32string_view pattern, std::u32string_view text, char32_t any, char32_t one, Same same) {
  std::size_t p = 0, t = 0;
  std::size_t star = pattern.npos, from = 0;  // where to go on after a mismatch
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == any) {
      star = p++;
      from = t;
    } else if (p < pattern.size() && (pattern[p] == one || same(pattern[p], text[t]))) {
      ++p;
      ++t;
    } else if (star != pattern.npos) {
      p = star + 1;
      t = ++from;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == any) ++p;
  return p == pattern.size();
}

}  // namespace

Pattern::Pattern(std::string_view text, Wild wild) { append(text, wild); }

void Pattern::append(std::string_view text, Wild wild) {
  for (const char c : text) {
    const bool special = wild == Wild::yes && (c == '*' || c == '?');
    units_ += special ? (c == '*' ? any : one) : char32_t{static_cast<unsigned char>(c)};
  }
}

std::optional<Pattern> Pattern::resolve(std::string_view text, const Context& context, Wild wild) {
  Pattern made;
  for (;;) {
    const auto from = text.find("${");
    const auto end = from == text.npos ? text.npos : text.find('}', from);
    if (end == text.npos) {
      made.append(text, wild);
      return made;
    }
    made.append(text.substr(0, from), wild);
    const std::string_view variable = text.substr(from + 2, end - from - 2);
    text.remove_prefix(end + 1);
    if (variable == "*" || variable == "?" || variable == "$") {
      made.append(variable, Wild::no);
    } else if (const auto value = value_of(variable, context)) {
      made.append(*value, Wild::no);
    } else {
      return {};
    }
  }
}

bool Pattern::matches(std::string_view text) const {
  return match(units_, units_of(text), any, one, [](char32_t a, char32_t b) { return a == b; });
}

bool Pattern::matches_without_case(std::string_view text) const {
  return match(units_, units_of(text), any, one, [](char32_t a, char32_t b) { return lower(a) == lower(b); });
}

std::vector<Pattern> Pattern::parts() const {
  constexpr std::size_t most = 6;
  std::vector<Pattern> parts;
  parts.push_back(Pattern());
  for (const char32_t unit : units_) {
    if (unit == U':' && parts.size() < most) {
      parts.push_back(Pattern());
    } else {
      parts.back().units_ += unit;
    }
  }
  return parts;
}

bool Pattern::matches_arn(std::string_view text) const {
  const std::vector<Pattern> wanted = parts();
  for (std::size_t i = 0; i + 1 < wanted.size(); ++i) {
    const auto colon = text.find(':');
    if (colon == text.npos || !wanted[i].matches(text.substr(0, colon))) return false;
    text.remove_prefix(colon + 1);
  }
  // A short pattern that does not end in '*' must not swallow parts.
  constexpr std::size_t whole = 6;
  if (wanted.size() < whole && !wanted.back().open() && text.find(':') != text.npos) return false;
  return wanted.back().matches(text);
}

}  // namespace understudy::policy
