// AddPermission and RemovePermission: statements of the queue's policy by label.
#include <algorithm>

#include "services/kit/arn.hpp"
#include "services/kit/json.hpp"
#include "services/sqs/handlers.hpp"
#include "services/sqs/queues.hpp"

namespace understudy::sqs {
namespace {

constexpr std::size_t most_actions = 7, most_principals = 50;  // of a statement
constexpr std::size_t most_statements = 20;  // of a policy (developer guide, "Policy quotas")
constexpr kit::Error too_many{"OverLimit", "{} {} were found, maximum allowed is {}."};

constexpr std::string_view for_others[] = {
    "*",          "ChangeMessageVisibility", "DeleteMessage", "GetQueueAttributes",        "GetQueueUrl",
    "PurgeQueue", "ReceiveMessage",          "SendMessage",   "ListDeadLetterSourceQueues"};
constexpr std::string_view for_the_owner[] = {
    "AddPermission",        "CancelMessageMoveTask", "CreateQueue", "DeleteQueue",
    "ListMessageMoveTasks", "ListQueueTags",         "ListQueues",  "RemovePermission",
    "SetQueueAttributes",   "StartMessageMoveTask",  "TagQueue",    "UntagQueue"};

bool among(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

void check_accounts(In accounts) {
  constexpr std::string_view reason = "Unable to verify.";
  if (accounts.empty()) throw invalid.says("[]", "PrincipalId", reason);
  if (accounts.size() > most_principals) throw too_many.says(accounts.size(), "Principals", most_principals);
  for (const In account : accounts)
    if (account.text().size() != 12 ||
        account.text().find_first_not_of("0123456789") != std::string_view::npos)
      throw invalid.says(fmt::format("[{}]", account.text()), "PrincipalId", reason);
}

void check_actions(In actions) {
  if (actions.empty()) throw missing.says("Actions");
  if (actions.size() > most_actions) throw too_many.says(actions.size(), "Actions", most_actions);
  for (const In action : actions) {
    if (among(for_others, action.text())) continue;
    throw invalid.says("SQS:" + std::string(action.text()), "ActionName",
                       among(for_the_owner, action.text())
                           ? "Only the queue owner is allowed to invoke this action."
                           : "Please refer to the appropriate WSDL for a list of valid actions.");
  }
}

// One value is written as it is, several as a list.
template <class F>
void one_or_more(kit::Value& to, In values, kit::Arena& arena, F&& text) {
  if (values.size() > 1) to = kit::Value::list(arena, values.size());
  for (const In value : values)
    (values.size() > 1 ? to.add(arena) : to) = kit::Value::string(arena.copy(text(value.text())));
}

// The policy, or a new one, with its statements as a list.
kit::Value read_policy(const Queue& queue, std::string_view arn, kit::Arena& arena) {
  kit::Value policy = kit::Value::map(arena, 3);
  if (!queue.policy.empty()) {
    policy = *kit::parse_json(queue.policy, arena);
    auto& statement = const_cast<kit::Value&>(*policy.find("Statement"));
    if (statement.is(kit::Kind::list)) return policy;
    const kit::Value only = statement;
    (statement = kit::Value::list(arena, 2)).add(arena) = only;
    return policy;
  }
  policy.set(arena, "Version") = kit::Value::string("2008-10-17");
  policy.set(arena, "Id") = kit::Value::string(arena.copy(fmt::format("{}/SQSDefaultPolicy", arn)));
  policy.set(arena, "Statement") = kit::Value::list(arena, 2);
  return policy;
}

bool labelled(const kit::Value& statement, std::string_view label) {
  const kit::Value* sid = statement.find("Sid");
  return sid && sid->text() == label;
}

}  // namespace

kit::Outcome add_permission(Call& call, State& state) {
  const auto [name, queue] = queue_of(call, state);
  const std::string_view label = require(call.in["Label"], "Label").text();
  const In actions = call.in["Actions"], accounts = call.in["AWSAccountIds"];
  if (!is_word(label))
    return invalid.says(
        label, "Label",
        "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.");
  check_actions(actions);
  check_accounts(accounts);
  kit::Arena& arena = call.arena();
  const std::string arn = queue_arn(call.region(), call.account(), *name);
  const kit::Value policy = read_policy(*queue, arn, arena);
  kit::Value statements = *policy.find("Statement");
  if (std::ranges::any_of(statements.elements(), [&](const kit::Value& s) { return labelled(s, label); }))
    return invalid.says(label, "Label", "Already exists.");
  if (statements.size() >= most_statements)
    return too_many.says(statements.size() + 1, "Statements", most_statements);
  kit::Value& statement = statements.add(arena) = kit::Value::map(arena, 5);
  statement.set(arena, "Sid") = kit::Value::string(label);
  statement.set(arena, "Effect") = kit::Value::string("Allow");
  one_or_more((statement.set(arena, "Principal") = kit::Value::map(arena, 1)).set(arena, "AWS"), accounts,
              arena, [&](std::string_view account) {
                return fmt::format("arn:{}:iam::{}:root", kit::partition_of(call.region()), account);
              });
  one_or_more(statement.set(arena, "Action"), actions, arena,
              [](std::string_view action) { return fmt::format("SQS:{}", action); });
  statement.set(arena, "Resource") = kit::Value::string(arn);
  state.queues.edit(*name)->policy = Text(kit::to_json(policy));
  return {};
}

kit::Outcome remove_permission(Call& call, State& state) {
  const auto [name, queue] = queue_of(call, state);
  const std::string_view label = require(call.in["Label"], "Label").text();
  kit::Arena& arena = call.arena();
  const kit::Value policy = read_policy(*queue, {}, arena);
  kit::Value& statements = const_cast<kit::Value&>(*policy.find("Statement"));
  kit::Value kept = kit::Value::list(arena, statements.size());
  for (const kit::Value& statement : statements.elements())
    if (!labelled(statement, label)) kept.add(arena) = statement;
  if (kept.size() == statements.size()) return invalid.says(label, "Label", "can't find label.");
  statements = kept;
  state.queues.edit(*name)->policy = kept.size() > 0 ? Text(kit::to_json(policy)) : Text();
  return {};
}

}  // namespace understudy::sqs
