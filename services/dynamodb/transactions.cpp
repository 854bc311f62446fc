// TransactWriteItems: up to a hundred writes and checks, all of them or none.
#include <absl/hash/hash.h>

#include <algorithm>

#include "services/dynamodb/handlers.hpp"
#include "services/dynamodb/packing.hpp"
#include "services/dynamodb/requests.hpp"

namespace understudy::dynamodb {
namespace {

constexpr kit::Error other_parameters{
    "IdempotentParameterMismatchException",
    "The request uses the same client token as a previous, but non-identical "
    "request."};
constexpr Duration token_life = kit::minutes(10);
constexpr std::uint64_t largest_transaction = 4 * 1024 * 1024;

// One action, and what will become of its item.
struct Action {
  Form form;
  In in;
  std::string name;
  Item given;  // a Put's item, else the key
  const Table* table = nullptr;
  ItemKey key;
  Item before, after;
  bool writes = true;
};

struct Named {
  Key key;
  Form form;
};
constexpr Named forms[] = {{"ConditionCheck", Form::condition_check},
                           {"Put", Form::put_item},
                           {"Delete", Form::delete_item},
                           {"Update", Form::update_item}};

Action read_action(const In& in) {
  std::optional<Action> action;
  for (const auto& [key, form] : forms) {
    if (!in[key]) continue;
    if (action) throw refused("TransactItems can only contain one of Check, Put, Update or Delete");
    action.emplace(Action{form, in[key], {}, {}, nullptr, {}, {}, {}, true});
  }
  if (!action) throw refused("TransactItems can only contain one of Check, Put, Update or Delete");
  action->name = name_of(action->in["TableName"].text());
  action->given = item_of(action->in[action->form == Form::put_item ? Key("Item") : Key("Key")].value());
  // What is known of the request alone does not wait for the transaction.
  if (action->form == Form::put_item && action->given.bytes() > largest_item) throw item_too_large();
  return std::move(*action);
}

// Does what can be known before any item is looked at.
void prepare(const Call& call, State& state, Action& action) {
  action.table = &table_for_items(call, state, action.name);
  const Space& space = state.items.space(action.table->number);
  if (action.form == Form::put_item) {
    check_item(action.given, *action.table, space);
  } else {
    check_key(action.given, space.keys);
  }
  action.key = item_key(action.table->number, space.keys, action.given);
  if (const Item* item = state.items.item(action.key)) action.before = *item;
}

// What the action makes of its item. Throws ValidationException, which becomes a reason.
bool decide(State& state, Action& action, const Expressions& asked) {
  const Space& space = state.items.space(action.table->number);
  check_no_key_updated(asked.update, space.keys);
  if (!asked.condition.matches(action.before)) return false;
  switch (action.form) {
    case Form::put_item: action.after = action.given; break;
    case Form::update_item: {
      action.after = updated(asked.update, action.before, action.given);
      if (!action.after) return true;
      check_updated(action.before, action.after, *action.table, space);
      break;
    }
    case Form::delete_item: break;
    default: action.writes = false;
  }
  return true;
}

Reason judge(State& state, Action& action, const Expressions& asked) {
  try {
    if (decide(state, action, asked)) return {};
    const bool show = action.in["ReturnValuesOnConditionCheckFailure"].text() == "ALL_OLD";
    return {"ConditionalCheckFailed", "The conditional request failed", show ? action.before : Item()};
  } catch (const kit::Failure& failure) {
    if (failure.code != invalid.code) throw;
    return {"ValidationError", failure.message, {}};
  }
}

// What the request brings, which is what AWS limits and not the items that it is about (ScyllaDB's tests of
// Alternator): an update's share is told by how its item grows.
std::uint64_t payload(const Action& action) {
  const std::uint64_t given = action.given.bytes();
  if (action.form != Form::update_item || action.after.bytes() <= action.before.bytes()) return given;
  return given + action.after.bytes() - action.before.bytes();
}

std::uint64_t digest_of(const kit::Value& value) {
  std::uint64_t digest = 0xcbf29ce484222325u;
  const auto mix = [&](std::uint64_t n) {
    digest = (digest ^ n) * 0x100000001b3u;
    digest ^= digest >> 29;
  };
  const auto mix_text = [&](std::string_view text) {
    mix(text.size());
    for (const char c : text) mix(static_cast<unsigned char>(c));
  };
  mix(static_cast<std::uint64_t>(value.kind()));
  mix_text(value.text());
  mix(static_cast<std::uint64_t>(value.integer()) + (value.boolean() ? 1 : 0));
  if (const PackedItem* item = packed_item(value)) {
    mix_text(item->body());
  } else if (value.is(kit::Kind::map)) {
    for (std::uint32_t i = 0; i < value.size(); ++i) {
      mix_text(value.entry(i).key);
      mix(digest_of(value.entry(i).value));
    }
  } else {
    for (const kit::Value& element : value.elements()) {
      mix(element.name());
      mix(digest_of(element));
    }
  }
  return digest;
}

void show_capacity(const Call& call, const std::vector<Action>& actions, bool repeated) {
  if (!wants_capacity(call.in)) return;
  std::vector<std::pair<const std::string*, Used>> all;
  for (const Action& action : actions) {
    Used used;
    if (repeated) {
      used.table = read_units(action.before.bytes());
    } else if (action.writes) {
      used = used_by_write(*action.table, action.before, action.after);
    } else {
      used.table = write_units(action.before.bytes());
    }
    used.times(2);
    auto known = std::ranges::find_if(all, [&](const auto& one) { return *one.first == action.name; });
    if (known == all.end()) known = all.insert(all.end(), {&action.name, Used()});
    known->second.add(used);
  }
  const OutList list = call.out["ConsumedCapacity"].list();
  for (const auto& [name, used] : all)
    show_used(call.in["ReturnConsumedCapacity"].text(), *name, used,
              repeated ? Kind::transaction_read : Kind::transaction_write, list.add());
}

void show_collections(const Call& call, const std::vector<Action>& actions) {
  std::optional<OutMap> metrics;
  for (std::size_t i = 0; i < actions.size(); ++i) {
    const std::string& name = actions[i].name;
    const auto same = [&](const Action& action) { return action.name == name && action.writes; };
    if (!wants_metrics(call, *actions[i].table) || std::find_if(actions.begin(), actions.end(), same) !=
                                                       actions.begin() + static_cast<std::ptrdiff_t>(i))
      continue;
    if (!metrics) metrics = call.out["ItemCollectionMetrics"].map();
    const OutList list = (*metrics)[name].list();
    for (const Action& action : actions)
      if (same(action) && (action.before || action.after))
        show_metrics(*action.table, action.after ? action.after : action.before, list.add().structure(2));
  }
}

}  // namespace

kit::Failure cancelled(const Call& call, const std::vector<Reason>& reasons) {
  kit::Arena& arena = call.arena();
  std::string codes;
  kit::Value fields = kit::Value::structure(arena, 1);
  const Out out(fields, arena);
  const OutList list = out["CancellationReasons"].list(static_cast<std::uint32_t>(reasons.size()));
  for (const Reason& reason : reasons) {
    const std::string_view code = reason.code.empty() ? std::string_view("None") : reason.code;
    codes.append(codes.empty() ? "" : ", ").append(code);
    const Out one = list.add().structure(3);
    one["Code"] = code;
    if (!reason.message.empty()) one["Message"] = reason.message;
    if (reason.item) one["Item"] = answer_of(call.base(), reason.item);
  }
  kit::Failure failure(
      "TransactionCanceledException",
      fmt::format("Transaction cancelled, please refer cancellation reasons for specific reasons [{}]",
                  codes));
  failure.fields = fields;
  return failure;
}

bool is_repeated(const Call& call, State& state, const kit::Value& asked) {
  const std::string token(call.in["ClientRequestToken"].text());
  if (token.empty()) return false;
  const std::string digest = std::to_string(digest_of(asked));
  if (const Token* known = state.tokens.find(token); known && known->expires > call.now()) {
    if (known->digest != digest) throw kit::Failure(other_parameters);
    return true;
  }
  state.tokens.erase(token);
  state.tokens.insert(token, {digest, call.now() + token_life, state.next_number()});
  return false;
}

kit::Outcome transact_write_items(Call& call, State& state) {
  std::vector<Action> actions;
  std::vector<Expressions> asked;
  for (const In& in : call.in["TransactItems"]) {
    actions.push_back(read_action(in));
    asked.emplace_back(actions.back().in, actions.back().form, call.arena(), state.cache);
  }
  check_each(call, actions.size(), [&](std::size_t i) { prepare(call, state, actions[i]); });
  for (std::size_t i = 0; i < actions.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (actions[i].key == actions[j].key)
        return refused("Transaction request cannot include multiple operations on one item");
  if (is_repeated(call, state, call.in["TransactItems"].value())) {
    show_capacity(call, actions, true);
    return {};
  }
  std::vector<Reason> reasons;
  std::uint64_t bytes = 0;
  for (std::size_t i = 0; i < actions.size(); ++i) {
    reasons.push_back(judge(state, actions[i], asked[i]));
    bytes += payload(actions[i]);
  }
  if (std::ranges::any_of(reasons, [](const Reason& reason) { return !reason.code.empty(); }))
    return cancelled(call, reasons);
  if (bytes > largest_transaction) return refused("Transaction payload size cannot exceed 4 MB");
  for (const Action& action : actions)
    if (action.writes)
      commit_write(call.turn(), state, {action.name, *action.table, action.key, action.before, action.after});
  show_capacity(call, actions, false);
  show_collections(call, actions);
  return {};
}

}  // namespace understudy::dynamodb
