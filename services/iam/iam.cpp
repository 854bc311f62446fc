// IAM: users, roles and access keys. The rest of IAM is played from its model.
#include "services/iam/iam.hpp"

#include <algorithm>

#include "services/derived/engine.hpp"
#include "services/iam/state.hpp"

namespace understudy::iam {

std::string lower(std::string_view name) {
  std::string out(name);
  std::ranges::transform(out, out.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

std::string arn_of(const Call& call, const kit::Resource& resource, std::string_view path,
                   std::string_view name) {
  return kit::fill(resource.arn, {{"partition", kit::partition_of(call.base().client_region)},
                                  {"account", call.account()},
                                  {"path", path},
                                  {"name", name}});
}

namespace {

kit::Outcome play_rest(kit::Call& call, kit::Turn& turn, kit::AnyState& state) {
  return derived::play_on(call, turn, kit::state_of<State>(state).records, &service);
}

constexpr kit::Operation operations[] = {
    {"", play_rest},  // groups, policies and the rest of IAM
    {"CreateAccessKey", kit::on<create_access_key>},
    {"CreateRole", kit::on<create_role>},
    {"CreateUser", kit::on<create_user>},
    {"DeleteAccessKey", kit::on<delete_access_key>},
    {"DeleteRole", kit::on<delete_role>},
    {"DeleteUser", kit::on<delete_user>},
    {"GetRole", kit::on<get_role>},
    {"GetUser", kit::on<get_user>},
    {"ListAccessKeys", kit::on<list_access_keys>},
    {"ListRoleTags", kit::on<list_role_tags>},
    {"ListRoles", kit::on<list_roles>},
    {"ListUserTags", kit::on<list_user_tags>},
    {"ListUsers", kit::on<list_users>},
    {"TagRole", kit::on<tag_role>},
    {"TagUser", kit::on<tag_user>},
    {"UntagRole", kit::on<untag_role>},
    {"UntagUser", kit::on<untag_user>},
    {"UpdateAccessKey", kit::on<update_access_key>},
    {"UpdateAssumeRolePolicy", kit::on<update_assume_role_policy>},
    {"UpdateRole", kit::on<update_role>},
    {"UpdateUser", kit::on<update_user>},
};

}  // namespace

constinit const kit::Service service{"iam", kit::Scope::global, operations, kit::make_state<State>, nullptr};

}  // namespace understudy::iam
