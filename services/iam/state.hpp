// IAM's state and resources: users, roles and access keys.
#pragma once

#include <string>

#include "services/derived/record.hpp"
#include "services/kit/paging.hpp"
#include "services/kit/resource.hpp"
#include "services/kit/service.hpp"
#include "services/models/names/iam.hpp"

namespace understudy::iam {

struct User {
  std::string name;  // as given; names are unique without regard to case
  std::string path;
  std::string id;
  kit::Time created{};
  std::string permissions_boundary;  // a policy's ARN, else empty
  kit::Tags tags;
};
STATE(User, name, path, id, created, permissions_boundary, tags)

struct Role {
  std::string name;
  std::string path;
  std::string id;
  kit::Time created{};
  std::string trust_policy;  // the document as given
  std::optional<std::string> description;
  std::int64_t max_session_seconds = 3600;
  std::string permissions_boundary;
  kit::Tags tags;
};
STATE(Role, name, path, id, created, trust_policy, description, max_session_seconds, permissions_boundary,
      tags)

struct AccessKey {
  std::string user;  // key of its row: the name in lower case
  std::string secret;
  bool active = true;
  kit::Time created{};
};
STATE(AccessKey, user, secret, active, created)

struct ByUser {
  static std::optional<std::string> key(const std::string& id, const AccessKey&) { return id; }
  static std::string group(const std::string&, const AccessKey& key) { return key.user; }
};

struct State {
  kit::Table<User> users;                                  // by name in lower case
  kit::Table<Role> roles;                                  // likewise
  kit::Table<AccessKey, std::string, ByUser> access_keys;  // by access key id
  derived::Records records;                                // of what no native operation plays

  void restored(kit::Turn& turn) const;  // access keys are credentials
  kit::Time next_deadline() const { return derived::next_deadline(records); }
  void settle(kit::Turn& turn) { derived::settle(records, turn); }
};
STATE(State, users, roles, access_keys, records)

inline constexpr kit::TagRules tag_rules{
    50, {"LimitExceededException", "Cannot exceed quota for TagsPerResource: 50"}, {}};

// Tags a resource: keys are told apart without regard to case, so a tag takes the place of one whose key
// differs by case only (IAM guide, "Tagging IAM resources"). Throws InvalidInput for a key given twice.
void add_tags(const In& list, kit::Tags& tags);
void remove_tags(const In& keys, kit::Tags& tags);
inline constexpr kit::Resource user_resource{
    "user",
    "arn:{partition}:iam::{account}:user{path}{name}",
    {"AIDA", kit::base32_alphabet, 17},
    {"NoSuchEntityException", "The user with name {} cannot be found."},
    {"EntityAlreadyExistsException", "User with name {} already exists."},
    nullptr,
    tag_rules};
inline constexpr kit::Resource role_resource{
    "role",
    "arn:{partition}:iam::{account}:role{path}{name}",
    {"AROA", kit::base32_alphabet, 17},
    {"NoSuchEntityException", "The role with name {} cannot be found."},
    {"EntityAlreadyExistsException", "Role with name {} already exists."},
    nullptr,
    tag_rules};

std::string lower(std::string_view name);  // how names are compared
std::string arn_of(const Call& call, const kit::Resource& resource, std::string_view path,
                   std::string_view name);

// The row of that name, or the failure that names it as the caller wrote it.
template <class T>
const T& named(const kit::Table<T>& table, std::string_view name, const kit::Resource& resource) {
  if (const T* row = table.find(lower(name))) return *row;
  throw resource.missing.says(name);
}

// The user that an operation means when it names none: the one who signed. Throws when the account's root
// did.
std::string user_meant(const Call& call, const State& state);

// `arn`: the user's.
void publish(kit::Turn& turn, const std::string& id, const AccessKey& key, const User& user, std::string arn);
void publish(const Call& call, const std::string& id, const AccessKey& key, const User& user);

// Marker and MaxItems, IsTruncated and Marker: one page of `table` in `member` of the answer.
void list_page(const Call& call, const auto& table, std::string_view listing, Key member, auto&& wanted,
               auto&& show) {
  constexpr kit::Error bad_marker{"ValidationError", "Invalid Marker.", 400};
  const auto list = call.out[member].list();
  const kit::Paged page = kit::page(
      table, listing, call.in["Marker"].text(), static_cast<std::size_t>(call.in["MaxItems"].integer(100)),
      bad_marker, wanted, [&](const auto& key, const auto& row) { show(key, row, list.add().structure()); });
  call.out["IsTruncated"] = page.next.has_value();
  if (page.next) call.out["Marker"] = *page.next;
}

// Handlers by family.
kit::Outcome create_user(Call&, State&);
kit::Outcome get_user(Call&, State&);
kit::Outcome list_users(Call&, State&);
kit::Outcome update_user(Call&, State&);
kit::Outcome delete_user(Call&, State&);
kit::Outcome tag_user(Call&, State&);
kit::Outcome untag_user(Call&, State&);
kit::Outcome list_user_tags(Call&, State&);

kit::Outcome create_role(Call&, State&);
kit::Outcome get_role(Call&, State&);
kit::Outcome list_roles(Call&, State&);
kit::Outcome update_role(Call&, State&);
kit::Outcome update_assume_role_policy(Call&, State&);
kit::Outcome delete_role(Call&, State&);
kit::Outcome tag_role(Call&, State&);
kit::Outcome untag_role(Call&, State&);
kit::Outcome list_role_tags(Call&, State&);

kit::Outcome create_access_key(Call&, State&);
kit::Outcome list_access_keys(Call&, State&);
kit::Outcome update_access_key(Call&, State&);
kit::Outcome delete_access_key(Call&, State&);

// ListUserTags and ListRoleTags: tags in key order, by Marker and MaxItems.
void list_tags(const Call& call, const kit::Tags& tags);
// Throws MalformedPolicyDocument for what cannot be a role's trust policy.
void check_trust_policy(std::string_view document);

}  // namespace understudy::iam
