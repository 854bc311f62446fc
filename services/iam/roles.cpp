// IAM roles.
#include "services/iam/state.hpp"

namespace understudy::iam {
namespace {

// Policy documents come back percent-encoded as in URLs (RFC 3986); SDKs undo it.
std::string url_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::isalnum(static_cast<unsigned char>(c)) ||
        std::string_view("-_.~").find(c) != std::string_view::npos) {
      out += c;
    } else {
      fmt::format_to(std::back_inserter(out), "%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

void show(const Call& call, const Role& role, const Out& out, bool whole) {
  out["Path"] = role.path;
  out["RoleName"] = role.name;
  out["RoleId"] = role.id;
  out["Arn"] = arn_of(call, role_resource, role.path, role.name);
  out["CreateDate"] = role.created;
  out["AssumeRolePolicyDocument"] = url_encoded(role.trust_policy);
  if (role.description) out["Description"] = *role.description;
  out["MaxSessionDuration"] = role.max_session_seconds;
  if (!whole) return;  // lists leave these out (API reference ListRoles)
  if (!role.permissions_boundary.empty()) {
    const Out boundary = out["PermissionsBoundary"].structure(2);
    boundary["PermissionsBoundaryType"] = "Policy";
    boundary["PermissionsBoundaryArn"] = role.permissions_boundary;
  }
  if (!role.tags.empty()) kit::write_tags<Names>(role.tags, out["Tags"], "Key", "Value");
}

}  // namespace

kit::Outcome create_role(Call& call, State& state) {
  const std::string_view name = call.in["RoleName"].text();
  if (state.roles.contains(lower(name))) return role_resource.exists.says(name);
  check_trust_policy(call.in["AssumeRolePolicyDocument"].text());
  Role role;
  role.name = name;
  role.path = call.in["Path"].text("/");
  role.id = role_resource.id.draw(call.random());
  role.created = std::chrono::floor<kit::seconds>(call.now());
  role.trust_policy = call.in["AssumeRolePolicyDocument"].text();
  if (call.in["Description"]) role.description = call.in["Description"].text();
  role.max_session_seconds = call.in["MaxSessionDuration"].integer(3600);
  role.permissions_boundary = call.in["PermissionsBoundary"].text();
  add_tags(call.in["Tags"], role.tags);
  show(call, state.roles.insert(lower(name), std::move(role)), call.out["Role"].structure(12), true);
  return {};
}

kit::Outcome get_role(Call& call, State& state) {
  const Role& role = named(state.roles, call.in["RoleName"].text(), role_resource);
  const Out out = call.out["Role"].structure(12);
  show(call, role, out, true);
  out["RoleLastUsed"].structure(0);
  return {};
}

kit::Outcome list_roles(Call& call, State& state) {
  const std::string_view prefix = call.in["PathPrefix"].text("/");
  list_page(
      call, state.roles, "roles", "Roles", [&](auto&, const Role& r) { return r.path.starts_with(prefix); },
      [&](auto&, const Role& r, const Out& out) { show(call, r, out, false); });
  return {};
}

kit::Outcome update_role(Call& call, State& state) {
  named(state.roles, call.in["RoleName"].text(), role_resource);
  auto role = state.roles.edit(lower(call.in["RoleName"].text()));
  if (call.in["Description"]) role->description = call.in["Description"].text();
  if (call.in["MaxSessionDuration"]) role->max_session_seconds = call.in["MaxSessionDuration"].integer();
  return {};
}

kit::Outcome update_assume_role_policy(Call& call, State& state) {
  named(state.roles, call.in["RoleName"].text(), role_resource);
  check_trust_policy(call.in["PolicyDocument"].text());
  state.roles.edit(lower(call.in["RoleName"].text()))->trust_policy = call.in["PolicyDocument"].text();
  return {};
}

kit::Outcome delete_role(Call& call, State& state) {
  named(state.roles, call.in["RoleName"].text(), role_resource);
  state.roles.erase(lower(call.in["RoleName"].text()));
  return {};
}

kit::Outcome tag_role(Call& call, State& state) {
  named(state.roles, call.in["RoleName"].text(), role_resource);
  auto role = state.roles.edit(lower(call.in["RoleName"].text()));
  add_tags(call.in["Tags"], role->tags);
  return {};
}

kit::Outcome untag_role(Call& call, State& state) {
  named(state.roles, call.in["RoleName"].text(), role_resource);
  remove_tags(call.in["TagKeys"], state.roles.edit(lower(call.in["RoleName"].text()))->tags);
  return {};
}

kit::Outcome list_role_tags(Call& call, State& state) {
  list_tags(call, named(state.roles, call.in["RoleName"].text(), role_resource).tags);
  return {};
}

}  // namespace understudy::iam
