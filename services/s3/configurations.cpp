// Keeping, showing and deleting configurations.
#include "services/s3/configurations.hpp"

#include <fmt/format.h>

#include "services/s3/lifecycle.hpp"

namespace understudy::s3 {
namespace {

constexpr Error no_configuration{"NoSuchConfiguration", "The specified configuration does not exist.", 404};
constexpr std::size_t most_listed = 1000;

std::string place_of(const Listed& kind, std::string_view id) { return fmt::format("{}/{}", kind.name, id); }

}  // namespace

Outcome put_configuration(Call& call, State& state, const Configuration& kind) {
  const Found in = need_bucket(call, state);
  check_document(call);
  const In given = call.in[kind.payload];
  if (!given) throw Failure(no_body);
  // What never was on stays as it is.
  if (kind.name == "accelerate" && given["Status"].text() == "Suspended" &&
      !in.bucket->configurations.contains("accelerate"))
    return {};
  const Subject subject{call, state, in};
  if (kind.check) kind.check(subject, given);
  const Text kept = keep(kind.complete ? kind.complete(subject, given) : given.value());
  state.buckets.edit(in.name)->configurations[std::string(kind.name)] = kept;
  if (kind.name == "lifecycle") {
    consider_lifecycle(state, in.name, call.now());
    if (const In least = call.in["TransitionDefaultMinimumObjectSize"])
      call.out["TransitionDefaultMinimumObjectSize"] = least.text();
  }
  return {};
}

Outcome get_configuration(Call& call, State& state, const Configuration& kind) {
  const Found in = need_bucket(call, state);
  auto kept = configuration(call, *in.bucket, kind.name);
  if (!kept && !kind.missing.code.empty()) throw with(call, kind.missing, {{"BucketName", in.name}});
  if (!kept) kept = shown(Text(kind.otherwise), call.arena());
  if (kind.wrapped) {
    call.out[kind.payload] = *kept;
  } else {
    spread(call, *kept);
  }
  return {};
}

Outcome delete_configuration(Call& call, State& state, const Configuration& kind) {
  const Found in = need_bucket(call, state);
  const std::string name(kind.name);
  if (!in.bucket->configurations.contains(name)) return {};
  auto bucket = state.buckets.edit(in.name);
  bucket->configurations.erase(name);
  if (name == "lifecycle") bucket->due.reset();
  return {};
}

Outcome put_listed(Call& call, State& state, const Listed& kind) {
  const Found in = need_bucket(call, state);
  check_document(call);
  const In given = call.in[kind.payload];
  const std::string_view id = call.in["Id"].text();
  if (!given || given["Id"].text() != id) throw Failure(malformed_xml);
  if (id.empty() || id.size() > 64)
    throw Failure("InvalidConfigurationId", "The specified configuration id is invalid.", 400);
  state.buckets.edit(in.name)->configurations[place_of(kind, id)] = keep(given.value());
  return {};
}

Outcome get_listed(Call& call, State& state, const Listed& kind) {
  const Found in = need_bucket(call, state);
  const auto kept = configuration(call, *in.bucket, place_of(kind, call.in["Id"].text()));
  if (!kept) throw Failure(no_configuration);
  call.out[kind.payload] = *kept;
  return {};
}

Outcome delete_listed(Call& call, State& state, const Listed& kind) {
  const Found in = need_bucket(call, state);
  const std::string place = place_of(kind, call.in["Id"].text());
  if (!in.bucket->configurations.contains(place)) throw Failure(no_configuration);
  state.buckets.edit(in.name)->configurations.erase(place);
  return {};
}

Outcome list_listed(Call& call, State& state, const Listed& kind) {
  const Found in = need_bucket(call, state);
  const std::string prefix = place_of(kind, "");
  const std::string_view token = call.in["ContinuationToken"].text();
  const auto& all = in.bucket->configurations;
  std::optional<OutList> list;
  std::size_t count = 0;
  bool more = false;
  for (auto at = all.upper_bound(prefix + std::string(token));
       at != all.end() && at->first.starts_with(prefix); ++at) {
    if (count++ == most_listed) {
      more = true;
      break;
    }
    if (!list) list = call.out[kind.list].list();
    list->add() = shown(at->second, call.arena());
    if (count == most_listed) call.out["NextContinuationToken"] = at->first.substr(prefix.size());
  }
  call.out["IsTruncated"] = more;
  if (!token.empty()) call.out["ContinuationToken"] = token;
  return {};
}

}  // namespace understudy::s3
