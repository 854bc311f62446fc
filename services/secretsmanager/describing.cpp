// What is told of secrets beside their values: one described, all listed.
#include <algorithm>

#include "services/kit/sealed.hpp"
#include "services/secretsmanager/handlers.hpp"
#include "services/secretsmanager/schedule.hpp"

namespace understudy::secretsmanager {
namespace {

constexpr kit::Error bad_token{"InvalidNextTokenException", "The NextToken value is invalid."};

void show_rotation(const Rotation& rotation, const Out& out) {
  if (!rotation.enabled) return;
  out["RotationEnabled"] = *rotation.enabled;
  if (!rotation.function.empty()) out["RotationLambdaARN"] = rotation.function;
  const Out rules = out["RotationRules"].structure(3);
  const auto days = rotation.days ? rotation.days : days_between(rotation.schedule, rotation.duration);
  if (days) rules["AutomaticallyAfterDays"] = *days;
  if (!rotation.duration.empty()) rules["Duration"] = rotation.duration;
  if (!rotation.schedule.empty()) rules["ScheduleExpression"] = rotation.schedule;
  if (!rotation.partner.empty())
    kit::write_tags<Names>(rotation.partner, out["ExternalSecretRotationMetadata"], "Key", "Value");
  if (!rotation.partner_role.empty()) out["ExternalSecretRotationRoleArn"] = rotation.partner_role;
  if (rotation.last) out["LastRotatedDate"] = *rotation.last;
  // Told is the last second of the window: "on or before this date" (API reference, DescribeSecret).
  if (rotation.closes) out["NextRotationDate"] = *rotation.closes - kit::seconds(1);
}

// What a list is sorted by, ties by age. Instants are written so that their text sorts as they do.
struct Place {
  std::string sort;
  std::uint64_t number = 0;
  auto operator<=>(const Place&) const = default;
};

Place place_of(std::string_view by, const std::string& name, const Secret& secret) {
  const auto instant = [](const std::optional<Time>& t) {
    return fmt::format("{:020}", t ? kit::epoch_millis(*t) : 0);
  };
  if (by == "name") return {name, secret.number};
  if (by == "last-accessed-date") return {instant(secret.accessed), secret.number};
  if (by == "last-changed-date") return {instant(secret.changed), secret.number};
  return {instant(secret.created), secret.number};
}

Place read_place(std::string_view sealing, std::string_view token) {
  const auto text = kit::unseal(sealing, token);
  if (!text) throw kit::Failure(bad_token);
  const auto split = text->rfind('\n');
  return {text->substr(0, split), std::stoull(text->substr(split + 1))};
}

}  // namespace

void show(const Call& call, const State& state, const std::string& name, const Secret& secret, const Out& out,
          Key versions) {
  show_identity(call, out, name, secret);
  if (!secret.type.empty()) out["Type"] = secret.type;
  if (!secret.description.empty()) out["Description"] = secret.description;
  if (!secret.kms_key.empty()) out["KmsKeyId"] = secret.kms_key;
  show_rotation(secret.rotation, out);
  out["LastChangedDate"] = secret.changed;
  if (secret.accessed) out["LastAccessedDate"] = *secret.accessed;
  if (secret.deleted) out["DeletedDate"] = *secret.deleted;
  if (secret.tags) kit::write_tags<Names>(*secret.tags, out["Tags"], "Key", "Value");
  if (const auto all = versions_of(state, name); !all.empty()) {
    const OutMap stages = out[versions].map(static_cast<std::uint32_t>(all.size()));
    for (const auto& [number, version] : all)
      if (!version->stages.empty()) show_stages(*version, stages[version->id]);
  }
  if (!secret.owning_service.empty()) out["OwningService"] = secret.owning_service;
  out["CreatedDate"] = secret.created;
  // Only replicated secrets have one.
  if (!secret.primary_region.empty()) out["PrimaryRegion"] = secret.primary_region;
  if (secret.primary_region.empty() && !secret.replicas.empty()) out["PrimaryRegion"] = call.region();
}

kit::Outcome describe_secret(Call& call, State& state) {
  const std::string name = secret_of(call, state);
  const Secret& secret = *state.secrets.find(name);
  show(call, state, name, secret, call.out, "VersionIdsToStages");
  if (!secret.replicas.empty()) show_replication(secret, call.out["ReplicationStatus"]);
  return {};
}

kit::Outcome list_secrets(Call& call, State& state) {
  check_filters(call.in["Filters"]);
  const std::string_view by = call.in["SortBy"].text();
  const bool downwards = call.in["SortOrder"].text() == "desc";
  const std::string sealing = fmt::format("secrets by {} {}", by, downwards);
  std::vector<std::pair<Place, const std::string*>> found;
  for (const auto& [name, row] : state.secrets.rows()) {
    if (row->row.deleted && !call.in["IncludePlannedDeletion"].boolean()) continue;
    if (matches(call.in["Filters"], name, row->row, call.region()))
      found.emplace_back(place_of(by, name, row->row), &name);
  }
  const auto before = [&](const auto& a, const auto& b) {
    return downwards ? b.first < a.first : a.first < b.first;
  };
  std::ranges::sort(found, before);
  auto at = found.begin();
  if (const In token = call.in["NextToken"])  // behind the last one shown, whether it is still there or not
    at = std::upper_bound(found.begin(), found.end(), std::pair(read_place(sealing, token.text()), &sealing),
                          before);
  const OutList list = call.out["SecretList"].list();
  for (std::int64_t left = call.in["MaxResults"].integer(100); at != found.end() && left > 0; ++at, --left)
    show(call, state, *at->second, *state.secrets.find(*at->second), list.add().structure(16),
         "SecretVersionsToStages");
  if (at != found.end() && at != found.begin()) {
    const Place& last = std::prev(at)->first;
    call.out["NextToken"] = kit::seal(sealing, fmt::format("{}\n{}", last.sort, last.number));
  }
  return {};
}

}  // namespace understudy::secretsmanager
