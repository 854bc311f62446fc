// The filters of ListSecrets and BatchGetSecretValue.
//
// Names, tags and regions are compared by their beginnings, exactly; descriptions and "all" by words,
// whatever the case. What a word is, moto's tests found out from AWS: see `words`.
#include <algorithm>

#include "services/secretsmanager/state.hpp"

namespace understudy::secretsmanager {
namespace {

constexpr kit::Error no_key{"InvalidParameterException", "Invalid filter key"};
constexpr kit::Error no_values{"InvalidParameterException", "Invalid filter values for key: {}"};

constexpr std::string_view separators = "/-_+=.@";

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

void add_word(std::vector<std::string>& words, std::string_view word) {
  while (word.starts_with(' ')) word.remove_prefix(1);
  while (word.ends_with(' ')) word.remove_suffix(1);
  if (!word.empty()) words.push_back(lower(word));
}

// A word begins at a character that is no small letter and has one behind it: "COMPANYthings" is "COMPAN" and
// "Ythings".
void add_words(std::vector<std::string>& words, std::string_view text) {
  std::size_t start = 0;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (is_lower(text[i]) || !is_lower(text[i + 1])) continue;
    add_word(words, text.substr(start, i - start));
    std::size_t end = i + 1;
    while (end < text.size() && is_lower(text[end])) ++end;
    add_word(words, text.substr(i, end - i));
    start = end;
    i = end - 1;
  }
  add_word(words, text.substr(start));
}

// A text is cut at the one separator that it has; with two different ones AWS takes it for a single word.
std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> all;
  const auto first = text.find_first_of(separators);
  if (first != text.npos) {
    if (text.find_first_of(separators, 0) != text.npos && std::ranges::any_of(text, [&](char c) {
          return separators.find(c) != separators.npos && c != text[first];
        }))
      return {lower(text)};
    for (std::size_t at = 0; at <= text.size();) {
      const auto end = std::min(text.find(text[first], at), text.size());
      add_words(all, text.substr(at, end - at));
      at = end + 1;
    }
    return all;
  }
  add_words(all, text);
  return all;
}

bool has_words(std::string_view text, std::string_view wanted) {
  const auto parts = words(wanted), there = words(text);
  return !parts.empty() && std::ranges::all_of(parts, [&](const std::string& part) {
    return std::ranges::any_of(there, [&](const std::string& word) { return word.starts_with(part); });
  });
}

bool begins(std::string_view text, std::string_view wanted) { return text.starts_with(wanted); }

using Compare = bool (*)(std::string_view text, std::string_view wanted);
using Texts = std::vector<std::string_view>;

// What a filter looks at.
struct Subject {
  std::string_view name;
  const Secret& secret;
  std::string_view region;
};

void add_tags(const Subject& s, Texts& texts, bool keys, bool values) {
  if (!s.secret.tags) return;
  for (const auto& [key, value] : *s.secret.tags) {
    if (keys) texts.push_back(key);
    if (values) texts.push_back(value);
  }
}
void add_region(const Subject& s, Texts& texts) {
  if (!s.secret.primary_region.empty()) return texts.push_back(s.secret.primary_region);
  if (!s.secret.replicas.empty()) texts.push_back(s.region);
}
void add_given(std::string_view text, Texts& texts) {
  if (!text.empty()) texts.push_back(text);
}

struct Filter {
  std::string_view key;
  Compare compare;
  void (*texts)(const Subject&, Texts&);
};
constexpr Filter filters[] = {
    {"name", begins, [](const Subject& s, Texts& t) { t.push_back(s.name); }},
    {"description", has_words, [](const Subject& s, Texts& t) { add_given(s.secret.description, t); }},
    {"tag-key", begins, [](const Subject& s, Texts& t) { add_tags(s, t, true, false); }},
    {"tag-value", begins, [](const Subject& s, Texts& t) { add_tags(s, t, false, true); }},
    {"primary-region", begins, add_region},
    {"owning-service", begins, [](const Subject& s, Texts& t) { add_given(s.secret.owning_service, t); }},
    {"all", has_words,
     [](const Subject& s, Texts& t) {
       t.push_back(s.name);
       add_given(s.secret.description, t);
       add_tags(s, t, true, true);
       add_region(s, t);
       add_given(s.secret.owning_service, t);
     }},
};

bool holds(const Filter& filter, const Texts& texts, std::string_view wanted) {
  const bool negated = wanted.starts_with('!');
  if (negated) wanted.remove_prefix(1);
  return negated !=
         std::ranges::any_of(texts, [&](std::string_view text) { return filter.compare(text, wanted); });
}

}  // namespace

bool matches(const In& all, const std::string& name, const Secret& secret, std::string_view region) {
  for (const In asked : all) {
    const auto* filter = std::ranges::find(filters, asked["Key"].text(), &Filter::key);
    Texts texts;
    filter->texts({name, secret, region}, texts);
    bool any = false;
    for (const In value : asked["Values"]) any |= holds(*filter, texts, value.text());
    if (!any) return false;
  }
  return true;
}

void check_filters(const In& all) {
  for (const In asked : all) {
    const std::string_view key = asked["Key"].text();
    if (std::ranges::find(filters, key, &Filter::key) == std::end(filters)) throw kit::Failure(no_key);
    if (asked["Values"].empty()) throw no_values.says(key);
  }
}

}  // namespace understudy::secretsmanager
