// Resource policies of tables and of their streams.
#include "services/dynamodb/handlers.hpp"
#include "services/kit/arn.hpp"

namespace understudy::dynamodb {
namespace {

constexpr kit::Error no_policy{"PolicyNotFoundException",
                               "Resource-based policy not found for the provided ResourceArn: {}"};
constexpr std::string_view nothing_expected = "NO_POLICY";

// Which policy an ARN means.
struct Target {
  std::string table;
  bool stream = false;

  std::optional<Policy>& of(Table& row) const { return stream ? row.stream_policy : row.policy; }
};

Target target_of(const Call& call, State& state) {
  const std::string_view arn = call.in["ResourceArn"].text();
  const auto parts = kit::Arn::parse(arn);
  if (!parts || parts->service != "dynamodb" || parts->type() != "table")
    throw refused(fmt::format("Invalid ResourceArn provided as input {}", arn));
  Target target;
  const std::string_view id = parts->id();
  target.table = id.substr(0, id.find('/'));
  if (id.find('/') != id.npos) {
    if (!id.substr(id.find('/')).starts_with("/stream/"))
      throw refused(fmt::format("Invalid ResourceArn provided as input {}", arn));
    target.stream = true;
  }
  const Table& table = table_of(call, state, target.table);
  if (target.stream && !id.ends_with("/stream/" + table.stream_label))
    throw kit::Failure("ResourceNotFoundException",
                       fmt::format("Requested resource not found: Stream: {} not found", arn));
  return target;
}

// The caller may say which revision it means to replace; `none`: that there is to be none.
void check_revision(const Call& call, const Target& target, const std::optional<Policy>& policy) {
  const std::string_view expected = call.in["ExpectedRevisionId"].text();
  if (expected.empty()) return;
  if (expected == nothing_expected) {
    if (policy)
      throw no_policy.says(fmt::format(
          "Requested policy update expecting none to be present for table {}, but a policy exists with "
          "revision id {}.",
          target.table, policy->revision));
    return;
  }
  if (!policy) throw no_policy.says(call.in["ResourceArn"].text());
  if (policy->revision != expected)
    throw no_policy.says(
        fmt::format("Requested update for policy with revision id {}, but the policy associated to target "
                    "table {} has revision id {}.",
                    expected, target.table, policy->revision));
}

}  // namespace

// ConfirmRemoveSelfResourceAccess is about the caller's own rights, which no policy here takes away.
kit::Outcome put_resource_policy(Call& call, State& state) {
  const Target target = target_of(call, state);
  Table row = *state.tables.find(target.table);
  check_revision(call, target, target.of(row));
  const std::string text = policy_of(call.in["Policy"].text());
  auto edit = state.tables.edit(target.table);
  std::optional<Policy>& policy = target.of(*edit);
  if (!policy || policy->text != text) policy = {text, call.random().digits(13)};
  call.out["RevisionId"] = policy->revision;
  return {};
}

kit::Outcome get_resource_policy(Call& call, State& state) {
  const Target target = target_of(call, state);
  Table row = *state.tables.find(target.table);
  const std::optional<Policy>& policy = target.of(row);
  if (!policy) return no_policy.says(call.in["ResourceArn"].text());
  call.out["Policy"] = policy->text;
  call.out["RevisionId"] = policy->revision;
  return {};
}

kit::Outcome delete_resource_policy(Call& call, State& state) {
  const Target target = target_of(call, state);
  Table row = *state.tables.find(target.table);
  const std::optional<Policy> policy = target.of(row);
  check_revision(call, target, policy);
  if (!policy) return {};  // deleting again is no error (API reference)
  auto edit = state.tables.edit(target.table);
  target.of(*edit).reset();
  call.out["RevisionId"] = policy->revision;
  return {};
}

}  // namespace understudy::dynamodb
