// Object lock: the bucket's configuration, retention and legal holds.
#include "services/s3/lock.hpp"

#include "services/s3/handlers.hpp"

namespace understudy::s3 {
namespace {

Failure no_configuration(const Call& call, const Found& in) {
  return with(call,
              Failure("ObjectLockConfigurationNotFoundError",
                      "Object Lock configuration does not exist for this bucket", 404),
              {{"BucketName", in.name}});
}

void need_lock(const Call&, const Found& in) {
  if (!in.bucket->lock) throw Failure(invalid_request.says("Bucket is missing Object Lock Configuration"));
}

Failure no_retention(const Call& call, std::string_view key) {
  return with(call,
              Failure("NoSuchObjectLockConfiguration",
                      "The specified object does not have a ObjectLock configuration", 404),
              {{"Key", key}});
}

void check_rule(const In& rule) {
  if (!rule) return;
  const In retention = rule["DefaultRetention"];
  const std::string_view mode = retention["Mode"].text();
  const In day_count = retention["Days"], year_count = retention["Years"];
  if ((mode != "GOVERNANCE" && mode != "COMPLIANCE") ||
      static_cast<bool>(day_count) == static_cast<bool>(year_count))
    throw Failure(malformed_xml);
  if ((day_count && day_count.integer() < 1) || (year_count && year_count.integer() < 1))
    throw Failure(invalid_argument.says("Default retention period must be a positive integer value."));
}

}  // namespace

void apply_default_retention(const Call& call, const Bucket& bucket, Object& object) {
  const auto kept = configuration(call, bucket, "object-lock");
  if (!kept) return;
  const In retention = In(*kept)["Rule"]["DefaultRetention"];
  if (!retention) return;
  constexpr std::int64_t days_a_year = 365;
  const std::int64_t span =
      retention["Days"] ? retention["Days"].integer() : retention["Years"].integer() * days_a_year;
  object.own().lock_mode = retention["Mode"].text();
  object.own().retain_until = call.now() + kit::days(span);
}

void check_unlocked(const Call& call, const Object& object, bool bypass) {
  const Details& details = object.more();
  const Failure denied("AccessDenied", "Access Denied because object protected by object lock.", 403);
  if (details.legal_hold) throw denied;
  if (details.lock_mode.empty() || !details.retain_until || *details.retain_until <= call.now()) return;
  if (details.lock_mode == "GOVERNANCE" && bypass) return;
  throw denied;
}

Outcome put_object_lock_configuration(Call& call, State& state) {
  const Found in = need_bucket(call, state);
  check_document(call);
  const In wanted = call.in["ObjectLockConfiguration"];
  if (!wanted) throw Failure(no_body);
  if (wanted["ObjectLockEnabled"].text() != "Enabled") throw Failure(malformed_xml);
  check_rule(wanted["Rule"]);
  if (in.bucket->versioning != Versioning::enabled)
    throw Failure("InvalidBucketState",
                  "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration", 409);
  auto bucket = state.buckets.edit(in.name);
  bucket->lock = true;
  bucket->configurations["object-lock"] = keep(wanted.value());
  return {};
}

Outcome get_object_lock_configuration(Call& call, State& state) {
  const Found in = need_bucket(call, state);
  if (!in.bucket->lock) throw no_configuration(call, in);
  if (const auto kept = configuration(call, *in.bucket, "object-lock")) {
    call.out["ObjectLockConfiguration"] = *kept;
  } else {
    call.out["ObjectLockConfiguration"].structure(1)["ObjectLockEnabled"] = "Enabled";
  }
  return {};
}

Outcome put_object_retention(Call& call, State& state) {
  const Found in = need_bucket(call, state);
  check_document(call);
  need_lock(call, in);
  const Version version = need_object(call, state, in);
  const In wanted = call.in["Retention"];
  const std::string_view mode = wanted["Mode"].text();
  const In until = wanted["RetainUntilDate"];
  if (mode.empty() != !until || (!mode.empty() && mode != "GOVERNANCE" && mode != "COMPLIANCE"))
    throw Failure(malformed_xml);
  if (until && until.time() <= call.now())
    throw Failure(invalid_argument.says("The retain until date must be in the future!"));
  const Details& now = version.object->more();
  const bool held = !now.lock_mode.empty() && now.retain_until && *now.retain_until > call.now();
  const bool bypass = call.in["BypassGovernanceRetention"].boolean();
  const bool weaker = !until || until.time() < now.retain_until.value_or(Time{}) || mode != now.lock_mode;
  if (held && weaker) {
    const bool stronger =
        now.lock_mode == "GOVERNANCE" && mode == "COMPLIANCE" && until && until.time() >= *now.retain_until;
    if (!stronger && (now.lock_mode == "COMPLIANCE" || !bypass))
      throw Failure("AccessDenied", "Access Denied because object protected by object lock.", 403);
  }
  auto object = state.objects.edit(ObjectKey(version.key));
  object->own().lock_mode = mode;
  object->own().retain_until = until ? std::optional(until.time()) : std::nullopt;
  return {};
}

Outcome get_object_retention(Call& call, State& state) {
  const Found in = need_bucket(call, state);
  need_lock(call, in);
  const Version version = need_object(call, state, in);
  const Details& details = version.object->more();
  if (details.lock_mode.empty() || !details.retain_until) throw no_retention(call, version.key.key);
  const Out retention = call.out["Retention"].structure(2);
  retention["Mode"] = details.lock_mode;
  retention["RetainUntilDate"] = *details.retain_until;
  return {};
}

Outcome put_object_legal_hold(Call& call, State& state) {
  const Found in = need_bucket(call, state);
  check_document(call);
  need_lock(call, in);
  const Version version = need_object(call, state, in);
  const std::string_view status = call.in["LegalHold"]["Status"].text();
  if (status != "ON" && status != "OFF") throw Failure(malformed_xml);
  state.objects.edit(ObjectKey(version.key))->own().legal_hold = status == "ON";
  return {};
}

Outcome get_object_legal_hold(Call& call, State& state) {
  const Found in = need_bucket(call, state);
  need_lock(call, in);
  const Version version = need_object(call, state, in);
  call.out["LegalHold"].structure(1)["Status"] = version.object->more().legal_hold ? "ON" : "OFF";
  return {};
}

}  // namespace understudy::s3
