// Access decisions: the policy first, then ownership, then the lists.
//
// After the user guide, "How Amazon S3 authorizes a request for a bucket operation" and "... for an object
// operation", and "Blocking public access to your Amazon S3 storage".
#include "services/s3/access.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "services/kit/arn.hpp"
#include "services/policy/evaluate.hpp"
#include "services/s3/access_context.hpp"
#include "services/s3/acl.hpp"
#include "services/s3/actions.hpp"
#include "services/s3/points.hpp"

namespace understudy::s3 {
namespace {

// What is asked: one action on a bucket or a key of it.
struct Wish {
  const Call& call;
  const State& state;
  const Found& in;
  std::string_view action;  // without "s3:"
  std::string_view key;     // empty: the bucket itself
  std::string_view version;
  const Object* object = nullptr;  // that is there
  Granted granted = Granted::by_nothing;
  std::string_view permission;
  const policy::Principal& who;
};

bool is_owner(const Wish& wish) { return !wish.who.anonymous && wish.who.account == wish.in.bucket->owner; }

std::string_view owner_of_object(const Wish& wish) {
  const std::string& own = wish.object->more().owner;
  return own.empty() ? std::string_view(wish.in.bucket->owner) : own;
}

struct Blocks {
  bool ignore_acls = false, restrict_buckets = false;
};

Blocks blocks_of(const Wish& wish) {
  Blocks found{.ignore_acls = blocks(wish.call, wish.state, *wish.in.bucket, "IgnorePublicAcls"),
               .restrict_buckets = blocks(wish.call, wish.state, *wish.in.bucket, "RestrictPublicBuckets")};
  if (!wish.in.entrance) return found;
  const kit::Value own = shown(wish.in.entrance->access_block, wish.call.arena());
  found.ignore_acls |= In(own)["IgnorePublicAcls"].boolean();
  found.restrict_buckets |= In(own)["RestrictPublicBuckets"].boolean();
  return found;
}

// ---- Lists

bool is_grantee(const In& grantee, const policy::Principal& who, const Blocks& blocks) {
  if (grantee["Type"].text() == "CanonicalUser")
    return !who.anonymous && grantee["ID"].text() == who.canonical_id;
  const std::string_view group = grantee["URI"].text();
  if (blocks.ignore_acls) return false;
  return group.ends_with("/AllUsers") || (group.ends_with("/AuthenticatedUsers") && !who.anonymous);
}

bool lists_grant(const Text& acl, std::string_view owner, const Wish& wish, const Blocks& blocks) {
  if (acl.empty()) return !wish.who.anonymous && wish.who.account == owner;
  const kit::Value document = shown(acl, wish.call.arena());
  for (const In grant : In(document)["Grants"]) {
    const std::string_view permission = grant["Permission"].text();
    if (permission != "FULL_CONTROL" && permission != wish.permission) continue;
    if (is_grantee(grant["Grantee"], wish.who, blocks)) return true;
  }
  return false;
}

bool granted_by_lists(const Wish& wish, const Blocks& blocks) {
  if (wish.granted == Granted::by_nothing || acls_off(wish.call, *wish.in.bucket)) return false;
  if (wish.granted == Granted::by_bucket)
    return lists_grant(wish.in.bucket->acl, wish.in.bucket->owner, wish, blocks);
  return wish.object && lists_grant(wish.object->more().acl, owner_of_object(wish), wish, blocks);
}

// ---- Decisions

// What the bucket's owner may not do to what others own in it: read it and its list, and change that.
bool out_of_owners_hands(const Wish& wish) {
  return wish.object && wish.granted == Granted::by_object &&
         owner_of_object(wish) != wish.in.bucket->owner && !acls_off(wish.call, *wish.in.bucket);
}

// The root of the owner's account can always mend a policy that locks everybody out.
bool mends_policy(const Wish& wish) {
  return is_owner(wish) && wish.who.arn.ends_with(":root") &&
         (wish.action == "GetBucketPolicy" || wish.action == "PutBucketPolicy" ||
          wish.action == "DeleteBucketPolicy");
}

policy::Decision judged(const Wish& wish, const Blocks& blocks, std::string_view text, std::string resource) {
  const auto parsed = policy::parse(text);
  const auto* document = std::get_if<policy::Document>(&parsed);
  if (!document) return policy::Decision::none;
  policy::Request request;
  request.principal = wish.who;
  request.action = fmt::format("s3:{}", wish.action);
  request.resource = std::move(resource);
  fill_context(wish.call, wish.in, wish.object, wish.version, wish.who, request.context);
  const policy::Decision decision = policy::evaluate(*document, request);
  if (decision == policy::Decision::allow && blocks.restrict_buckets && !is_owner(wish) &&
      policy::is_public(*document))
    return policy::Decision::none;
  return decision;
}

policy::Decision by_policy(const Wish& wish, const Blocks& blocks) {
  const auto& all = wish.in.bucket->configurations;
  const auto kept = all.find("policy");
  if (kept == all.end()) return policy::Decision::none;
  return judged(wish, blocks, kept->second.view(),
                fmt::format("arn:{}:s3:::{}{}{}", kit::partition_of(wish.in.bucket->region), wish.in.name,
                            wish.key.empty() ? "" : "/", wish.key));
}

policy::Decision by_point(const Wish& wish, const Blocks& blocks) {
  const Entrance& entrance = *wish.in.entrance;
  if (entrance.policy.empty()) return policy::Decision::none;
  return judged(wish, blocks, entrance.policy.view(),
                fmt::format("{}{}{}", entrance.arn, wish.key.empty() ? "" : "/object/", wish.key));
}

// Who comes through an access point must be let in by it and by the bucket; within their own account, nobody
// may only be kept out (user guide, "Configuring IAM policies for using access points").
bool passes_point(const Wish& wish, const Blocks& blocks) {
  if (!wish.in.entrance) return true;
  const policy::Decision decision = by_point(wish, blocks);
  if (decision == policy::Decision::deny) return false;
  const bool at_home = is_owner(wish) && wish.in.entrance->account == wish.who.account;
  return at_home || decision == policy::Decision::allow;
}

bool may(const Wish& wish) {
  if (mends_policy(wish)) return true;
  const Blocks blocks = blocks_of(wish);
  if (!passes_point(wish, blocks)) return false;
  switch (by_policy(wish, blocks)) {
    case policy::Decision::deny: return false;
    case policy::Decision::allow: return true;
    default: break;
  }
  if (is_owner(wish) && !out_of_owners_hands(wish)) return true;
  return granted_by_lists(wish, blocks);
}

const Object* object_at(const State& state, const Bucket& bucket, std::string_view key,
                        std::string_view version) {
  const auto found =
      version.empty() ? latest(state, bucket.number, key) : find_version(state, bucket.number, key, version);
  return found ? found->object : nullptr;
}

// One action, by the caller of the call or by somebody else.
class Gate {
 public:
  Gate(const Call& call, const State& state, const policy::Principal& who)
      : call_(call), state_(state), who_(who) {}

  bool opens(const Found& in, const Right& right, std::string_view key, std::string_view version) const {
    return may(wish(in, right, key, version));
  }
  bool denies(const Found& in, const Right& right, std::string_view key, std::string_view version) const {
    const Wish asked = wish(in, right, key, version);
    return by_policy(asked, {}) == policy::Decision::deny ||
           (in.entrance && by_point(asked, {}) == policy::Decision::deny);
  }
  void need(const Found& in, const Right& right, std::string_view key, std::string_view version) const {
    if (!opens(in, right, key, version)) throw Failure(access_denied);
  }
  void need(const Found& in, std::string_view action, std::string_view key) const {
    need(in, Right{.operation = {}, .action = action, .on = On::object}, key, {});
  }

 private:
  Wish wish(const Found& in, const Right& right, std::string_view key, std::string_view version) const {
    const Object* object = key.empty() ? nullptr : object_at(state_, *in.bucket, key, version);
    const bool of_version = !version.empty() && !right.of_version.empty();
    return {.call = call_,
            .state = state_,
            .in = in,
            .action = of_version ? right.of_version : right.action,
            .key = key,
            .version = version,
            .object = object,
            .granted = right.granted,
            .permission = right.permission,
            .who = who_};
  }

  const Call& call_;
  const State& state_;
  const policy::Principal& who_;
};

Found found_bucket(const Call& call, const State& state, std::string_view name) {
  return reached(state, name, call.base().client_region);
}

// What comes with an upload needs a right of its own.
void need_for_extras(const Gate& gate, const Call& call, const Found& in, std::string_view key) {
  struct Extra {
    Key member;
    std::string_view action;
  };
  constexpr std::array<Extra, 9> extras{{{"Tagging", "PutObjectTagging"},
                                         {"ACL", "PutObjectAcl"},
                                         {"GrantFullControl", "PutObjectAcl"},
                                         {"GrantRead", "PutObjectAcl"},
                                         {"GrantReadACP", "PutObjectAcl"},
                                         {"GrantWriteACP", "PutObjectAcl"},
                                         {"ObjectLockMode", "PutObjectRetention"},
                                         {"ObjectLockLegalHoldStatus", "PutObjectLegalHold"},
                                         {"BypassGovernanceRetention", "BypassGovernanceRetention"}}};
  for (const auto& [member, action] : extras) {
    const In value = call.in[member];
    const bool said = value.boolean() || !value.text().empty();
    // Without lists there is none to put, and the usual one changes nothing.
    if (action == "PutObjectAcl" && (acls_off(call, *in.bucket) || value.text() == "private")) continue;
    if (said) gate.need(in, action, key);
  }
}

void need_source(const Gate& gate, const Call& call, const State& state) {
  std::string_view text = call.in["CopySource"].text();
  std::string version;
  if (const auto at = text.rfind("?versionId="); at != text.npos) {
    version = url_decoded(text.substr(at + std::string_view("?versionId=").size()), false);
    text = text.substr(0, at);
  }
  const Addressed from = split_source(url_decoded(text, false));
  const Found in = found_bucket(call, state, from.bucket);
  if (in.bucket) gate.need(in, *right_for("GetObject"), from.key, version);
}

// Who may list a bucket learns that it lacks a key; who may not, nothing (API reference, GetObject).
bool lacks(const State& state, const Found& in, const Right& right, std::string_view key,
           std::string_view version) {
  return right.granted == Granted::by_object && !object_at(state, *in.bucket, key, version);
}

}  // namespace

bool blocks(const Call& call, const State& state, const Bucket& bucket, Key setting) {
  const auto own = configuration(call, bucket, "publicAccessBlock");
  if (own && In(*own)[setting].boolean()) return true;
  const control::Account* account = state.accounts.find(bucket.owner);
  if (!account || account->access_block.empty()) return false;
  const kit::Value kept = shown(account->access_block, call.arena());
  return In(kept)[setting].boolean();
}

void authorize(Call& call, State& state) {
  const std::string_view operation = call.base().operation_name;
  const policy::Principal who = principal_of(call);
  const Gate gate(call, state, who);
  const Right* right = right_for(operation);
  if (!right) return;  // DeleteObjects, forms and pages ask for each key
  if (right->on == On::account) {
    if (who.anonymous) throw Failure(access_denied);
    return;
  }
  const Found in = found_bucket(call, state, call.in["Bucket"].text());
  if (!in.bucket) return;  // which everybody is told
  const std::string_view key = right->on == On::object ? call.in["Key"].text() : std::string_view();
  const std::string_view version = call.in["VersionId"].text();
  if (lacks(state, in, *right, key, version)) {
    if (gate.denies(in, *right, key, version)) throw Failure(access_denied);
    return gate.need(in, *right_for("ListObjects"), {}, {});
  }
  gate.need(in, *right, key, version);
  if (right->on != On::object) return;
  need_for_extras(gate, call, in, key);
  if (call.in["CopySource"]) need_source(gate, call, state);
  if (operation == "GetObjectAttributes") gate.need(in, *right_for("GetObject"), key, version);
}

void authorize_delete(const Call& call, const State& state, const Found& in, std::string_view key,
                      std::string_view version) {
  if (!exchange(call).enforced) return;
  const policy::Principal who = principal_of(call);
  const Gate gate(call, state, who);
  gate.need(in, *right_for("DeleteObject"), key, version);
  if (call.in["BypassGovernanceRetention"].boolean()) gate.need(in, "BypassGovernanceRetention", key);
}

void authorize_form(const Call& call, const State& state, const Found& in, std::string_view key) {
  if (!exchange(call).enforced) return;
  const policy::Principal who = principal_of(call);
  Gate(call, state, who).need(in, *right_for("PutObject"), key, {});
}

bool anybody_may_read(const Call& call, const State& state, const Found& in, std::string_view key) {
  if (!exchange(call).enforced) return true;
  const policy::Principal nobody = principal_of({}, {});
  return Gate(call, state, nobody).opens(in, *right_for("GetObject"), key, {});
}

}  // namespace understudy::s3
