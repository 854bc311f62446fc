// Resource policies of tables and of their streams.
#include "services/dynamodb/handlers.hpp"
#include "services/kit/arn.hpp"

namespace understudy::dynamodb {
namespace {

constexpr kit::Error no_policy{"PolicyNotFoundException",
                               "Resource-based policy not found for the provided ResourceArn: {}"};
constexpr std::string_view nothing_expected = "NO_POLICY";
constexpr std::string_view foreign =
    "This action is only supported by accounts that match the resource owner\u2019s account.";

// Which policy an ARN means. What is refused about ARNs is as recorded from AWS in October 2026 (finding
// DDB-TABLE-212 of a public catalogue of the API's quirks, made for AWS's controllers for Kubernetes).
struct Target {
  std::string table;
  bool stream = false;

  std::optional<Policy>& of(Table& row) const { return stream ? row.stream_policy : row.policy; }
};

Target target_of(const Call& call, State& state) {
  const std::string_view arn = call.in["ResourceArn"].text();
  check_arn(arn);
  const auto parts = kit::Arn::parse(arn);
  if (!parts || parts->service != "dynamodb" || parts->type() != "table")
    throw wrong(fmt::format("Provided Arn is not a DynamoDB resource arn: {}", arn));
  if (parts->region != call.region() || parts->partition != kit::partition_of(call.region()))
    throw wrong(fmt::format("Invalid resource Arn: {}", arn));
  if (call.caller().account != parts->account) throw refused(std::string(foreign));
  Target target;
  const std::string_view id = parts->id(), table_name = id.substr(0, id.find('/'));
  target.table = table_name;
  const std::string_view below = id.substr(table_name.size());
  constexpr std::string_view stream = "/stream/";
  if (below.starts_with("/backup/"))
    throw wrong(fmt::format("Provided Arn is not a DynamoDB resource arn: {}", arn));
  if (!below.empty() && !below.starts_with(stream))
    throw wrong(fmt::format(
        "Invalid resource arn provided, only table or stream is accepted. Provided resource arn: {}", arn));
  const Table& table = table_of(call, state, target.table);
  target.stream = !below.empty();
  if (target.stream && below.substr(stream.size()) != table.stream_label)
    throw kit::Failure(no_table.code,
                       fmt::format("Requested resource not found: Stream: {} not found for Table: {}",
                                   below.substr(stream.size()), table_name));
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
  if (!policy || policy->text != text) policy = {text, revision_after(call.now(), policy)};
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
