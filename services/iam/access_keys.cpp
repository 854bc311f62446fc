// IAM access keys; the active ones are known to the world as credentials.
#include "services/kit/access_key.hpp"

#include "services/iam/state.hpp"

namespace understudy::iam {
namespace {

constexpr std::size_t most_keys = 2;  // of one user (IAM quotas)
constexpr kit::Error too_many{"LimitExceededException", "Cannot exceed quota for AccessKeysPerUser: 2"};
constexpr kit::Error missing{"NoSuchEntityException", "The Access Key with id {} cannot be found."};

void show(const State& state, const std::string& id, const AccessKey& key, const Out& out) {
  out["UserName"] = state.users.find(key.user)->name;
  out["AccessKeyId"] = id;
  out["Status"] = key.active ? "Active" : "Inactive";
  out["CreateDate"] = key.created;
}

// The key that AccessKeyId names; it must be the meant user's.
std::string key_meant(const Call& call, const State& state) {
  const std::string user = user_meant(call, state);
  std::string id(call.in["AccessKeyId"].text());
  const AccessKey* key = state.access_keys.find(id);
  if (!key || key->user != user) throw missing.says(id);
  return id;
}

}  // namespace

void publish(kit::Turn& turn, const std::string& id, const AccessKey& key, const User& user,
             std::string arn) {
  if (!key.active) {
    turn.withdraw(id);
    return;
  }
  auto credential = std::make_unique<kit::Credential>();
  credential->access_key = id;
  credential->secret_key = key.secret;
  credential->account = turn.place.account;
  credential->arn = std::move(arn);
  credential->user_id = user.id;
  turn.publish(kit::Ref<const kit::Credential>(credential.release()));
}

void publish(const Call& call, const std::string& id, const AccessKey& key, const User& user) {
  publish(call.turn(), id, key, user, arn_of(call, user_resource, user.path, user.name));
}

// A view does not say in which partition its users live: there is one everywhere.
void State::restored(kit::Turn& turn) const {
  for (const auto& [id, key] : access_keys.rows())
    if (const User* user = users.find(key->row.user))
      publish(turn, id, key->row, *user,
              kit::fill(user_resource.arn, {{"partition", "aws"},
                                            {"account", turn.place.account},
                                            {"path", user->path},
                                            {"name", user->name}}));
}

kit::Outcome create_access_key(Call& call, State& state) {
  const std::string user = user_meant(call, state);
  if (state.access_keys.by<ByUser>().size(user) >= most_keys) return too_many;
  std::string id;
  do {  // little of a key is drawn, much of it is the account's
    id = kit::make_access_key("AKIA", call.account(), call.random());
  } while (state.access_keys.contains(id));
  AccessKey made{user, kit::make_secret_key(call.random()), true,
                 std::chrono::floor<kit::seconds>(call.now())};
  const AccessKey& key = state.access_keys.insert(id, std::move(made));
  const Out out = call.out["AccessKey"].structure();
  show(state, id, key, out);
  out["SecretAccessKey"] = key.secret;
  publish(call, id, key, *state.users.find(user));
  return {};
}

kit::Outcome list_access_keys(Call& call, State& state) {
  const std::string user = user_meant(call, state);
  kit::Table<AccessKey> own;
  for (const auto& [id, key] : state.access_keys.by<ByUser>().tree(user))
    own.insert(id, *state.access_keys.find(id));
  list_page(
      call, own, "access-keys", "AccessKeyMetadata", [](auto&, auto&) { return true; },
      [&](const std::string& id, const AccessKey& k, const Out& out) { show(state, id, k, out); });
  return {};
}

kit::Outcome update_access_key(Call& call, State& state) {
  const std::string id = key_meant(call, state);
  // The model knows a third status, Expired, which is AWS's own to give.
  if (call.in["Status"].text() == "Expired")
    return kit::Error{"InvalidInputException", "The status of an access key cannot be set to Expired."};
  state.access_keys.edit(id)->active = call.in["Status"].text() == "Active";
  const AccessKey& key = *state.access_keys.find(id);
  publish(call, id, key, *state.users.find(key.user));
  return {};
}

kit::Outcome delete_access_key(Call& call, State& state) {
  const std::string id = key_meant(call, state);
  state.access_keys.erase(id);
  call.turn().withdraw(id);
  return {};
}

}  // namespace understudy::iam
