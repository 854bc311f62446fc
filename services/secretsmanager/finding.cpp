// Which secret a SecretId means, and whether it may be used.
#include "services/secretsmanager/state.hpp"

namespace understudy::secretsmanager {
namespace {

constexpr kit::Error bad_name{"ValidationException",
                              "Invalid name. Must be a valid name containing alphanumeric characters, or any "
                              "of the following: -/_+=.@!"};
constexpr kit::Error marked_deleted{
    "InvalidRequestException",
    "You can't perform this operation on the secret because it was marked for deletion."};
constexpr kit::Error on_replica{
    "InvalidParameterException",
    "Operation not permitted on a replica secret. Call must be made in primary secret's region."};

constexpr std::string_view name_characters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-/_+=.@!";

// A name with the suffix wins over one that happens to end in what looks like one (user guide, "Finding a
// secret from a partial ARN").
const std::string* by_arn(const State& state, std::string_view resource) {
  for (auto dash = resource.rfind('-'); dash != resource.npos && dash > 0;
       dash = resource.rfind('-', dash - 1)) {
    const auto row = state.secrets.rows().find(std::string(resource.substr(0, dash)));
    if (row != state.secrets.rows().end() && row->second->row.suffix == resource.substr(dash + 1))
      return &row->first;
  }
  const auto row = state.secrets.rows().find(std::string(resource));
  return row == state.secrets.rows().end() ? nullptr : &row->first;
}

}  // namespace

void check_name(std::string_view name) {
  if (name.find_first_not_of(name_characters) != name.npos) throw kit::Failure(bad_name);
}

std::string secret_of(const State& state, std::string_view id) {
  if (const auto arn = kit::Arn::parse(id)) {
    const bool secret = arn->service == "secretsmanager" && arn->resource.starts_with("secret:");
    const std::string* name = secret ? by_arn(state, arn->resource.substr(7)) : nullptr;
    if (!name) throw kit::Failure(secret_resource.missing);
    return *name;
  }
  std::string name(id);
  kit::need(state.secrets, name, secret_resource);
  return name;
}

std::string secret_of(const Call& call, const State& state, bool judge_name) {
  const std::string_view id = call.in["SecretId"].text();
  if (const auto arn = kit::Arn::parse(id)) {
    if (arn->region != call.region()) throw kit::Failure(secret_resource.missing);
  } else if (judge_name) {
    check_name(id);
  }
  return secret_of(state, id);
}

void check_not_deleted(const Secret& secret) {
  if (secret.deleted) throw kit::Failure(marked_deleted);
}
void check_no_replica(const Secret& secret) {
  if (!secret.primary_region.empty()) throw kit::Failure(on_replica);
}

std::string own_secret_of(const Call& call, const State& state, bool judge_name) {
  std::string name = secret_of(call, state, judge_name);
  const Secret& secret = *state.secrets.find(name);
  check_no_replica(secret);
  check_not_deleted(secret);
  return name;
}

std::string arn_of(const Call& call, std::string_view name, const Secret& secret) {
  return kit::fill(secret_resource.arn, {{"partition", kit::partition_of(call.region())},
                                         {"region", call.region()},
                                         {"account", call.account()},
                                         {"name", name},
                                         {"suffix", secret.suffix}});
}

void show_identity(const Call& call, const Out& out, const std::string& name, const Secret& secret) {
  out["ARN"] = arn_of(call, name, secret);
  out["Name"] = name;
}

bool from_peer(const Call& call) {
  return call.caller().access_key.empty() && call.caller().source_address == "secretsmanager.amazonaws.com";
}

}  // namespace understudy::secretsmanager
