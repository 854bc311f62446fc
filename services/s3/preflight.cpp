// Preflights, by the bucket's own rules.
#include "services/s3/preflight.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "services/s3/handlers.hpp"
#include "services/s3/lists.hpp"

namespace understudy::s3 {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

// One star stands for any text.
bool fits(std::string_view pattern, std::string_view text) {
  const auto star = pattern.find('*');
  if (star == pattern.npos) return pattern == text;
  const std::string_view head = pattern.substr(0, star), tail = pattern.substr(star + 1);
  return text.size() >= head.size() + tail.size() && text.starts_with(head) && text.ends_with(tail);
}

std::vector<std::string> names_in(std::string_view list) {
  std::vector<std::string> names;
  while (!list.empty()) {
    const auto comma = std::min(list.find(','), list.size());
    std::string_view one = list.substr(0, comma);
    list.remove_prefix(std::min(comma + 1, list.size()));
    while (one.starts_with(' ')) one.remove_prefix(1);
    while (one.ends_with(' ')) one.remove_suffix(1);
    if (!one.empty()) names.push_back(lower(one));
  }
  return names;
}

struct Asked {
  std::string_view origin, method;
  std::vector<std::string> headers;
};

bool any(const In& list, auto&& test) {
  return any_in(list, [&](const In& one) { return test(one.text()); });
}

bool allows(const In& rule, const Asked& asked) {
  return any(rule["AllowedOrigins"], [&](std::string_view o) { return fits(o, asked.origin); }) &&
         any(rule["AllowedMethods"], [&](std::string_view m) { return m == asked.method; }) &&
         std::ranges::all_of(asked.headers, [&](const std::string& header) {
           return any(rule["AllowedHeaders"], [&](std::string_view h) { return fits(lower(h), header); });
         });
}

std::string joined(const In& list) {
  std::string out;
  for (const In one : list) out.append(out.empty() ? "" : ", ").append(one.text());
  return out;
}

void answer_rule(const Call& call, const In& rule, const Asked& asked) {
  kit::Exchange& http = exchange(call);
  const bool all = any(rule["AllowedOrigins"], [](std::string_view o) { return o == "*"; });
  http.answer("Access-Control-Allow-Origin", all ? "*" : asked.origin);
  http.answer("Access-Control-Allow-Methods", joined(rule["AllowedMethods"]));
  if (!all) http.answer("Access-Control-Allow-Credentials", "true");
  if (rule["ExposeHeaders"].size() > 0)
    http.answer("Access-Control-Expose-Headers", joined(rule["ExposeHeaders"]));
  if (rule["MaxAgeSeconds"])
    http.answer("Access-Control-Max-Age", std::to_string(rule["MaxAgeSeconds"].integer()));
  http.answer("Vary", "Origin, Access-Control-Request-Headers, Access-Control-Request-Method");
}

}  // namespace

Addressed addressed(std::string_view path) {
  if (path.starts_with('/')) path.remove_prefix(1);
  const auto slash = std::min(path.find('/'), path.size());
  return {url_decoded(path.substr(0, slash), false),
          url_decoded(path.substr(std::min(slash + 1, path.size())), false)};
}

void answer_origin(const Call& call, const Bucket& bucket) {
  const std::string_view origin = exchange(call).header("origin");
  if (origin.empty()) return;
  const auto rules = configuration(call, bucket, "cors");
  if (!rules) return;
  const Asked asked{origin, exchange(call).method, {}};
  for (const In rule : In(*rules)["CORSRules"])
    if (allows(rule, asked)) return answer_rule(call, rule, asked);
}

// A bucket without rules leaves the answer to the gateway, whose own are for the pages of developers.
Outcome preflight(Call& call, State& state) {
  kit::Exchange& http = exchange(call);
  const Bucket* bucket = state.buckets.find(addressed(http.path).bucket);
  const auto rules = bucket ? configuration(call, *bucket, "cors") : std::nullopt;
  if (!rules) {
    http.declined = true;
    return {};
  }
  const Asked asked{http.header("origin"), http.header("access-control-request-method"),
                    names_in(http.header("access-control-request-headers"))};
  for (const In rule : In(*rules)["CORSRules"]) {
    if (!allows(rule, asked)) continue;
    answer_rule(call, rule, asked);
    if (!asked.headers.empty())
      http.answer("Access-Control-Allow-Headers", fmt::format("{}", fmt::join(asked.headers, ", ")));
    http.status = 200;
    http.text = std::string();
    return {};
  }
  throw with(
      call,
      Failure("AccessForbidden",
              "CORSResponse: This CORS request is not allowed. This is usually because the evalution "
              "of Origin, request method / Access-Control-Request-Method or "
              "Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.",
              403),
      {{"Method", asked.method}, {"ResourceType", addressed(http.path).key.empty() ? "BUCKET" : "OBJECT"}});
}

}  // namespace understudy::s3
