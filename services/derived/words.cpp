// Splitting names, the verbs, and plurals.
#include "services/derived/words.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <iterator>
#include <utility>

namespace understudy::derived {
namespace {

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
char lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

// Sorted by word.
constexpr std::pair<std::string_view, Verb> verbs[]{
    {"abort", Verb::state},
    {"accept", Verb::state},
    {"acknowledge", Verb::state},
    {"activate", Verb::state},
    {"add", Verb::associate},
    {"advertise", Verb::state},
    {"allocate", Verb::create},
    {"apply", Verb::update},
    {"approve", Verb::state},
    {"archive", Verb::state},
    {"assign", Verb::associate},
    {"associate", Verb::associate},
    {"attach", Verb::associate},
    {"authorize", Verb::associate},
    {"begin", Verb::start},
    {"build", Verb::start},
    {"cancel", Verb::state},
    {"change", Verb::update},
    {"claim", Verb::create},
    {"clear", Verb::remove},
    {"clone", Verb::create},
    {"close", Verb::state},
    {"commit", Verb::state},
    {"complete", Verb::state},
    {"configure", Verb::update},
    {"confirm", Verb::state},
    {"connect", Verb::associate},
    {"continue", Verb::state},
    {"copy", Verb::create},
    {"create", Verb::create},
    {"deactivate", Verb::state},
    {"deauthorize", Verb::disassociate},
    {"decline", Verb::state},
    {"decrease", Verb::update},
    {"define", Verb::put},
    {"delete", Verb::remove},
    {"deploy", Verb::state},
    {"deprecate", Verb::state},
    {"deprovision", Verb::remove},
    {"deregister", Verb::remove},
    {"describe", Verb::get},
    {"destroy", Verb::remove},
    {"detach", Verb::disassociate},
    {"disable", Verb::state},
    {"disassociate", Verb::disassociate},
    {"disconnect", Verb::disassociate},
    {"dissociate", Verb::disassociate},
    {"edit", Verb::update},
    {"enable", Verb::state},
    {"end", Verb::state},
    {"expire", Verb::state},
    {"export", Verb::start},
    {"extend", Verb::update},
    {"failover", Verb::state},
    {"finalize", Verb::state},
    {"get", Verb::get},
    {"grant", Verb::associate},
    {"head", Verb::get},
    {"import", Verb::create},
    {"increase", Verb::update},
    {"initialize", Verb::start},
    {"initiate", Verb::start},
    {"invite", Verb::create},
    {"issue", Verb::create},
    {"join", Verb::associate},
    {"launch", Verb::start},
    {"leave", Verb::disassociate},
    {"link", Verb::associate},
    {"list", Verb::list},
    {"lock", Verb::state},
    {"lookup", Verb::search},
    {"merge", Verb::update},
    {"modify", Verb::update},
    {"monitor", Verb::state},
    {"move", Verb::update},
    {"open", Verb::create},
    {"override", Verb::update},
    {"patch", Verb::update},
    {"pause", Verb::state},
    {"post", Verb::create},
    {"prepare", Verb::state},
    {"promote", Verb::state},
    {"provision", Verb::create},
    {"publish", Verb::create},
    {"purchase", Verb::create},
    {"purge", Verb::state},
    {"put", Verb::put},
    {"query", Verb::search},
    {"reactivate", Verb::state},
    {"reboot", Verb::state},
    {"rebuild", Verb::state},
    {"refresh", Verb::state},
    {"register", Verb::create},
    {"reject", Verb::state},
    {"release", Verb::remove},
    {"reload", Verb::state},
    {"remove", Verb::remove},
    {"rename", Verb::update},
    {"renew", Verb::state},
    {"replace", Verb::update},
    {"replicate", Verb::create},
    {"request", Verb::start},
    {"resend", Verb::state},
    {"reset", Verb::state},
    {"resize", Verb::update},
    {"resolve", Verb::state},
    {"restart", Verb::state},
    {"restore", Verb::create},
    {"resume", Verb::state},
    {"retry", Verb::state},
    {"revoke", Verb::disassociate},
    {"rollback", Verb::state},
    {"rotate", Verb::state},
    {"run", Verb::start},
    {"scan", Verb::search},
    {"schedule", Verb::start},
    {"search", Verb::search},
    {"set", Verb::put},
    {"share", Verb::associate},
    {"shutdown", Verb::state},
    {"start", Verb::start},
    {"stop", Verb::state},
    {"submit", Verb::start},
    {"subscribe", Verb::create},
    {"suspend", Verb::state},
    {"swap", Verb::state},
    {"switchover", Verb::state},
    {"tag", Verb::tag},
    {"terminate", Verb::remove},
    {"transfer", Verb::state},
    {"unarchive", Verb::state},
    {"unassign", Verb::disassociate},
    {"undeprecate", Verb::state},
    {"unlink", Verb::disassociate},
    {"unlock", Verb::state},
    {"unmonitor", Verb::state},
    {"unshare", Verb::disassociate},
    {"unsubscribe", Verb::remove},
    {"untag", Verb::untag},
    {"update", Verb::update},
    {"upgrade", Verb::update},
    {"upload", Verb::create},
    {"withdraw", Verb::state},
};
static_assert(std::ranges::is_sorted(verbs, {}, &std::pair<std::string_view, Verb>::first));

Verb verb_of(std::string_view word) {
  const auto* found = std::ranges::lower_bound(verbs, word, {}, &std::pair<std::string_view, Verb>::first);
  return found != std::end(verbs) && found->first == word ? found->second : Verb::other;
}

constexpr std::array<std::string_view, 11> prepositions{"as",   "at", "by", "for",   "from", "in",
                                                        "into", "on", "to", "using", "with"};
bool is_preposition(std::string_view word) { return std::ranges::binary_search(prepositions, word); }
static_assert(std::ranges::is_sorted(prepositions));

// Words whose plural no rule finds, and words that only look like plurals.
constexpr std::array<std::pair<std::string_view, std::string_view>, 14> irregular{{
    {"aliases", "alias"},
    {"analyses", "analysis"},
    {"apis", "api"},
    {"buses", "bus"},
    {"canvases", "canvas"},
    {"children", "child"},
    {"indices", "index"},
    {"lens", "lens"},
    {"lenses", "lens"},
    {"people", "person"},
    {"series", "series"},
    {"statuses", "status"},
    {"vertices", "vertex"},
    {"synonyms", "synonym"},
}};

std::vector<std::string_view> pieces(std::string_view name) {
  std::vector<std::string_view> words;
  std::size_t start = 0;
  for (std::size_t i = 1; i <= name.size(); ++i) {
    const bool end = i == name.size();
    const bool begins = !end && is_upper(name[i]) &&
                        (!is_upper(name[i - 1]) ||
                         (i + 1 < name.size() && is_lower(name[i + 1]) &&
                          // "APIs", "VPCs": a plural's s does not begin a word
                          !(name[i + 1] == 's' && (i + 2 == name.size() || is_upper(name[i + 2])))));
    if (end || begins) {
      if (i > start) words.push_back(name.substr(start, i - start));
      start = i;
    }
  }
  return words;
}

std::string in_lower(std::string_view word) {
  std::string out(word);
  std::ranges::transform(out, out.begin(), lower);
  return out;
}

}  // namespace

std::vector<std::string> split_words(std::string_view name) {
  std::vector<std::string> words;
  for (const std::string_view piece : pieces(name)) words.push_back(folded(piece));
  return words;
}

std::string singular(std::string_view word) {
  for (const auto& [many, one] : irregular)
    if (word == many) return std::string(one);
  const auto ends = [&](std::string_view end) { return word.size() > end.size() && word.ends_with(end); };
  const auto less = [&](std::size_t n) { return std::string(word.substr(0, word.size() - n)); };
  if (word.size() <= 3 && word != "ips" && word != "ids") return std::string(word);  // dns, kms, nfs, sms
  if (!ends("s") || ends("ss") || ends("us") || ends("is") || ends("ias")) return std::string(word);
  if (ends("ies") && word.size() > 4) return less(3) + "y";
  if (ends("sses") || ends("xes") || ends("ches") || ends("shes") || ends("zzes")) return less(2);
  return less(1);
}

std::string folded(std::string_view name) {
  std::string out;
  out.reserve(name.size());
  for (const char c : name)
    if (is_upper(c) || is_lower(c) || (c >= '0' && c <= '9')) out += lower(c);
  return out;
}

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string out;
  for (const std::string& word : words) {
    if (!out.empty()) out += between;
    out += word;
  }
  return out;
}

OperationName parse_operation(std::string_view name) {
  OperationName parsed;
  std::vector<std::string_view> words = pieces(name);
  const auto drop = [&] { words.erase(words.begin()); };
  if (words.size() > 1 && (words[0] == "Batch" || words[0] == "Bulk") &&
      verb_of(in_lower(words[1])) != Verb::other) {
    parsed.batch = true;
    drop();
  } else if (words.size() > 2 && words[0] == "Admin" && verb_of(in_lower(words[1])) != Verb::other) {
    drop();  // Cognito's AdminGetUser
  }
  if (words.empty()) return parsed;
  parsed.first = in_lower(words[0]);
  parsed.verb = verb_of(parsed.first);
  drop();
  if (words.size() > 2 && words[0] == "Or") words.erase(words.begin(), words.begin() + 2);  // CreateOrUpdate
  if (!words.empty() && words[0] == "Batch" && words.size() > 1 && parsed.verb != Verb::other &&
      singular(in_lower(words.back())) != in_lower(words.back())) {
    parsed.batch = true;
    drop();
  }
  std::vector<std::string>* part = &parsed.noun;
  std::string_view last;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string word = in_lower(words[i]);
    // "Of" belongs to most names that have it: HoursOfOperation, but not ListTagsOfResource.
    const bool between = is_preposition(word) || (word == "of" && i > 0 && words[i - 1] == "Tags");
    if (part == &parsed.noun && i > 0 && i + 1 < words.size() && between) {
      part = &parsed.target;
      parsed.target_word = words[i];
      continue;
    }
    if (part == &parsed.noun) {
      parsed.type += words[i];
      last = words[i];
    }
    part->push_back(folded(words[i]));
  }
  if (!parsed.noun.empty() && parsed.noun.size() > 1 && parsed.noun.back() == "v2") {
    parsed.noun.pop_back();
    parsed.type.resize(parsed.type.size() - 2);
    last = words[parsed.noun.size() - 1];
  }
  for (auto* words_of : {&parsed.noun, &parsed.target})
    if (!words_of->empty()) {
      std::string one = singular(words_of->back());
      if (words_of == &parsed.noun) {
        parsed.plural = one != words_of->back();
        if (parsed.plural && one.size() <= last.size())
          parsed.type.replace(parsed.type.size() - last.size(), last.size(),
                              std::string(last.substr(0, 1)) + one.substr(1));
      }
      words_of->back() = std::move(one);
    }
  return parsed;
}

}  // namespace understudy::derived
