// Reading lifecycle rules, and refusing bad ones.
#include "services/s3/lifecycle_rules.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "services/kit/format.hpp"
#include "services/s3/configurations.hpp"

namespace understudy::s3 {
namespace {

Failure argument(std::string_view message) { return Failure(invalid_argument.says(message)); }

// Documents are kept with their dates as text; those that have just come are instants.
std::optional<Time> date_of(const In& in) {
  if (!in) return {};
  if (in.value().is(kit::Kind::time)) return in.time();
  return kit::parse_rfc3339(in.text());
}

After after_of(const In& in) {
  After after;
  if (in["Days"]) after.days = in["Days"].integer();
  after.date = date_of(in["Date"]);
  return after;
}

std::optional<std::int64_t> number_of(const In& in) {
  return in ? std::optional(in.integer()) : std::nullopt;
}

std::uint8_t storage_of(std::string_view name) {
  const auto found = std::ranges::find(storage_classes, name);
  return found == storage_classes.end() ? std::uint8_t{0}
                                        : static_cast<std::uint8_t>(found - storage_classes.begin());
}

void read_filter(const In& filter, Rule& rule) {
  const In both = filter["And"];
  const In from = both ? both : filter;
  rule.prefix = from["Prefix"].text();
  rule.larger = number_of(from["ObjectSizeGreaterThan"]);
  rule.smaller = number_of(from["ObjectSizeLessThan"]);
  if (const In tag = filter["Tag"]) rule.tags[std::string(tag["Key"].text())] = tag["Value"].text();
  for (const In tag : both["Tags"]) rule.tags[std::string(tag["Key"].text())] = tag["Value"].text();
}

Rule rule_of(const In& in) {
  Rule rule;
  rule.id = in["ID"].text();
  if (in["Filter"]) {
    read_filter(in["Filter"], rule);
  } else {
    rule.prefix = in["Prefix"].text();
  }
  rule.expiration = after_of(in["Expiration"]);
  rule.expired_marker = in["Expiration"]["ExpiredObjectDeleteMarker"].boolean();
  for (const In one : in["Transitions"])
    rule.transitions.push_back({after_of(one), storage_of(one["StorageClass"].text())});
  for (const In one : in["NoncurrentVersionTransitions"]) {
    After after;
    after.days = one["NoncurrentDays"].integer();
    rule.noncurrent_transitions.push_back({after, storage_of(one["StorageClass"].text())});
  }
  rule.noncurrent_days = number_of(in["NoncurrentVersionExpiration"]["NoncurrentDays"]);
  rule.newer_versions = number_of(in["NoncurrentVersionExpiration"]["NewerNoncurrentVersions"]);
  rule.upload_days = number_of(in["AbortIncompleteMultipartUpload"]["DaysAfterInitiation"]);
  return rule;
}

bool at_midnight(Time time) { return std::chrono::floor<kit::days>(time) == time; }

void check_filter(const In& rule) {
  const In filter = rule["Filter"];
  if (filter && rule["Prefix"]) throw Failure(malformed_xml);
  if (!filter && !rule["Prefix"]) throw Failure(malformed_xml);
  if (!filter) return;
  if (filter.size() > 1) throw Failure(malformed_xml);
  const In both = filter["And"];
  if (!both) return;
  const std::size_t parts = both.size() - (both["Tags"] ? 1 : 0) + both["Tags"].size();
  if (parts < 2) throw Failure(malformed_xml);
  std::set<std::string_view> keys;
  for (const In tag : both["Tags"])
    if (!keys.insert(tag["Key"].text()).second)
      throw Failure(invalid_request.says("Duplicate Tag Keys are not allowed."));
}

void check_expiration(const In& in) {
  if (!in) return;
  const In day_count = in["Days"], date = in["Date"], marker = in["ExpiredObjectDeleteMarker"];
  if (static_cast<int>(static_cast<bool>(day_count)) + static_cast<bool>(date) + static_cast<bool>(marker) !=
      1)
    throw Failure(malformed_xml);
  if (day_count && day_count.integer() < 1)
    throw argument("'Days' for Expiration action must be a positive integer");
  if (const auto at = date_of(date); at && !at_midnight(*at))
    throw argument("'Date' must be at midnight GMT");
}

void check_transitions(const In& rule) {
  constexpr std::array<std::string_view, 6> known{"STANDARD_IA", "ONEZONE_IA",   "INTELLIGENT_TIERING",
                                                  "GLACIER",     "DEEP_ARCHIVE", "GLACIER_IR"};
  for (const Key list : {Key("Transitions"), Key("NoncurrentVersionTransitions")})
    for (const In one : rule[list]) {
      if (std::ranges::find(known, one["StorageClass"].text()) == known.end()) throw Failure(malformed_xml);
      if (list.id == Key("Transitions").id &&
          static_cast<bool>(one["Days"]) == static_cast<bool>(one["Date"]))
        throw Failure(malformed_xml);
      if (list.id != Key("Transitions").id && !one["NoncurrentDays"]) throw Failure(malformed_xml);
      if (one["Days"].integer() < 0) throw argument("'Days' for Transition action must be nonnegative");
    }
}

void check_rule(const In& rule) {
  const std::string_view status = rule["Status"].text();
  if (status != "Enabled" && status != "Disabled") throw Failure(malformed_xml);
  if (rule["ID"].text().size() > 255) throw argument("ID length should not exceed allowed limit of 255");
  check_filter(rule);
  check_expiration(rule["Expiration"]);
  check_transitions(rule);
  const In noncurrent = rule["NoncurrentVersionExpiration"], abort = rule["AbortIncompleteMultipartUpload"];
  if (noncurrent && !noncurrent["NoncurrentDays"]) throw Failure(malformed_xml);
  if (noncurrent && noncurrent["NoncurrentDays"].integer() < 1)
    throw argument("'NoncurrentDays' for NoncurrentVersionExpiration action must be a positive integer");
  if (abort && !abort["DaysAfterInitiation"]) throw Failure(malformed_xml);
  if (abort && abort["DaysAfterInitiation"].integer() < 1)
    throw argument(
        "'DaysAfterInitiation' for AbortIncompleteMultipartUpload action must be a positive integer");
  if (!rule["Expiration"] && rule["Transitions"].empty() && rule["NoncurrentVersionTransitions"].empty() &&
      !noncurrent && !abort)
    throw Failure(invalid_request.says("At least one action needs to be specified in a rule"));
}

}  // namespace

std::optional<Time> After::due(Time from) const {
  if (date) return date;
  if (!days) return {};
  return std::chrono::ceil<kit::days>(from + kit::days(*days));
}

bool Rule::covers(std::string_view key, const Object& object) const {
  if (!key.starts_with(prefix)) return false;
  const auto size = static_cast<std::int64_t>(object.content.size());
  if ((larger && size <= *larger) || (smaller && size >= *smaller)) return false;
  const kit::Tags& there = object.more().tags;
  return std::ranges::all_of(tags, [&](const auto& tag) {
    const auto found = there.find(tag.first);
    return found != there.end() && found->second == tag.second;
  });
}

std::vector<Rule> rules_of(const Bucket& bucket) {
  std::vector<Rule> rules;
  const auto kept = bucket.configurations.find("lifecycle");
  if (kept == bucket.configurations.end()) return rules;
  kit::Arena arena;
  const kit::Value document = shown(kept->second, arena);
  for (const In rule : In(document)["Rules"])
    if (rule["Status"].text() == "Enabled") rules.push_back(rule_of(rule));
  return rules;
}

void check_lifecycle(const Subject&, const In& given) {
  const In rules = given["Rules"];
  if (rules.empty() || rules.size() > 1000) throw Failure(malformed_xml);
  std::set<std::string_view> ids;
  for (const In rule : rules) {
    check_rule(rule);
    if (const std::string_view id = rule["ID"].text(); !id.empty() && !ids.insert(id).second)
      throw argument("Rule ID must be unique. Found same ID for more than one rule");
  }
}

kit::Value complete_lifecycle(const Subject& subject, const In& given) {
  kit::Arena& arena = subject.call.arena();
  kit::Value complete = kit::copy(given.value(), arena);
  for (const kit::Value& rule : complete.member(Key("Rules").id)->elements()) {
    kit::Value shared = rule;
    if (In(rule)["ID"].text().empty())
      shared.set(arena, Key("ID").id) =
          kit::Value::string(arena.copy(kit::base64(subject.call.random().bytes(36))));
  }
  if (const In least = subject.call.in["TransitionDefaultMinimumObjectSize"])
    complete.set(arena, Key("TransitionDefaultMinimumObjectSize").id) = least.value();
  return complete;
}

}  // namespace understudy::s3
