// IAM users.
#include "services/iam/state.hpp"

namespace understudy::iam {
namespace {

constexpr kit::Error has_keys{"DeleteConflictException",
                              "Cannot delete entity, must delete access keys first."};

void show(const Call& call, const User& user, const Out& out, bool whole) {
  out["Path"] = user.path;
  out["UserName"] = user.name;
  out["UserId"] = user.id;
  out["Arn"] = arn_of(call, user_resource, user.path, user.name);
  out["CreateDate"] = user.created;
  if (!whole) return;  // lists leave these out (API reference ListUsers)
  if (!user.permissions_boundary.empty()) {
    const Out boundary = out["PermissionsBoundary"].structure(2);
    boundary["PermissionsBoundaryType"] = "Policy";
    boundary["PermissionsBoundaryArn"] = user.permissions_boundary;
  }
  if (!user.tags.empty()) kit::write_tags<Names>(user.tags, out["Tags"], "Key", "Value");
}

}  // namespace

std::string user_meant(const Call& call, const State& state) {
  if (const auto name = call.in["UserName"].text(); !name.empty()) {
    named(state.users, name, user_resource);
    return lower(name);
  }
  const auto& credential = call.caller().credential;
  const auto arn = credential ? kit::Arn::parse(credential->arn) : std::nullopt;
  const bool is_user = arn && arn->service == "iam" && arn->type() == "user";
  const std::string key = is_user ? lower(arn->resource.substr(arn->resource.rfind('/') + 1)) : std::string();
  if (!state.users.contains(key))
    throw kit::Failure("ValidationError", "Must specify userName when calling with non-User credentials",
                       400);
  return key;
}

kit::Outcome create_user(Call& call, State& state) {
  const std::string_view name = call.in["UserName"].text();
  if (state.users.contains(lower(name))) return user_resource.exists.says(name);
  User user{std::string(name),
            std::string(call.in["Path"].text("/")),
            user_resource.id.draw(call.random()),
            std::chrono::floor<kit::seconds>(call.now()),
            std::string(call.in["PermissionsBoundary"].text()),
            {}};
  add_tags(call.in["Tags"], user.tags);
  show(call, state.users.insert(lower(name), std::move(user)), call.out["User"].structure(), true);
  return {};
}

kit::Outcome get_user(Call& call, State& state) {
  if (call.in["UserName"] || call.caller().credential) {
    show(call, *state.users.find(user_meant(call, state)), call.out["User"].structure(), true);
    return {};
  }
  // The account's root, which no one created.
  const Out out = call.out["User"].structure();
  out["Path"] = "/";
  out["UserName"] = "root";
  out["UserId"] = call.account();
  out["Arn"] =
      fmt::format("arn:{}:iam::{}:root", kit::partition_of(call.base().client_region), call.account());
  out["CreateDate"] = kit::from_epoch_seconds(0);
  return {};
}

kit::Outcome list_users(Call& call, State& state) {
  const std::string_view prefix = call.in["PathPrefix"].text("/");
  list_page(
      call, state.users, "users", "Users", [&](auto&, const User& u) { return u.path.starts_with(prefix); },
      [&](auto&, const User& u, const Out& out) { show(call, u, out, false); });
  return {};
}

kit::Outcome update_user(Call& call, State& state) {
  const std::string_view name = call.in["UserName"].text(), renamed = call.in["NewUserName"].text(name);
  User user = named(state.users, name, user_resource);
  const std::string from = lower(name), to = lower(renamed);
  if (from != to && state.users.contains(to)) return user_resource.exists.says(renamed);
  user.name = renamed;
  if (call.in["NewPath"]) user.path = call.in["NewPath"].text();
  const auto keys = state.access_keys.by<ByUser>().tree(from);  // a copy: the edits below change the index
  for (const auto& [id, key] : keys) {
    state.access_keys.edit(id)->user = to;
    publish(call, id, *state.access_keys.find(id), user);
  }
  state.users.erase(from);
  state.users.insert(to, std::move(user));
  return {};
}

kit::Outcome delete_user(Call& call, State& state) {
  const std::string_view name = call.in["UserName"].text();
  named(state.users, name, user_resource);
  if (state.access_keys.by<ByUser>().size(lower(name)) > 0) return has_keys;
  state.users.erase(lower(name));
  return {};
}

kit::Outcome tag_user(Call& call, State& state) {
  named(state.users, call.in["UserName"].text(), user_resource);
  auto user = state.users.edit(lower(call.in["UserName"].text()));
  add_tags(call.in["Tags"], user->tags);
  return {};
}

kit::Outcome untag_user(Call& call, State& state) {
  named(state.users, call.in["UserName"].text(), user_resource);
  remove_tags(call.in["TagKeys"], state.users.edit(lower(call.in["UserName"].text()))->tags);
  return {};
}

kit::Outcome list_user_tags(Call& call, State& state) {
  list_tags(call, named(state.users, call.in["UserName"].text(), user_resource).tags);
  return {};
}

}  // namespace understudy::iam
