// Access control lists, kept as the documents that they are shown as.
#include "services/s3/acl.hpp"

#include <algorithm>
#include <array>

#include "services/s3/access.hpp"
#include "services/s3/handlers.hpp"
#include "services/s3/notifications.hpp"

namespace understudy::s3 {
namespace {

constexpr std::string_view all_users = "http://acs.amazonaws.com/groups/global/AllUsers";
constexpr std::string_view known_users = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";
constexpr std::string_view log_delivery = "http://acs.amazonaws.com/groups/s3/LogDelivery";
constexpr std::array<std::string_view, 3> groups{all_users, known_users, log_delivery};

struct CannedGrant {
  std::string_view name, group, permission;
};
constexpr std::array<CannedGrant, 6> canned_grants{{{"public-read", all_users, "READ"},
                                                    {"public-read-write", all_users, "READ"},
                                                    {"public-read-write", all_users, "WRITE"},
                                                    {"authenticated-read", known_users, "READ"},
                                                    {"log-delivery-write", log_delivery, "WRITE"},
                                                    {"log-delivery-write", log_delivery, "READ_ACP"}}};
constexpr std::array<std::string_view, 9> canned{"private",
                                                 "public-read",
                                                 "public-read-write",
                                                 "authenticated-read",
                                                 "log-delivery-write",
                                                 "aws-exec-read",
                                                 "bucket-owner-read",
                                                 "bucket-owner-full-control",
                                                 "default"};
constexpr std::array<std::string_view, 5> permissions{"FULL_CONTROL", "READ", "WRITE", "READ_ACP",
                                                      "WRITE_ACP"};

struct GrantHeader {
  Key member;
  std::string_view name, permission;
};
constexpr std::array<GrantHeader, 5> grant_headers{
    {{"GrantFullControl", "x-amz-grant-full-control", "FULL_CONTROL"},
     {"GrantRead", "x-amz-grant-read", "READ"},
     {"GrantReadACP", "x-amz-grant-read-acp", "READ_ACP"},
     {"GrantWrite", "x-amz-grant-write", "WRITE"},
     {"GrantWriteACP", "x-amz-grant-write-acp", "WRITE_ACP"}}};

// A document under way.
class List {
 public:
  List(const Call& call, std::string_view owner)
      : list_(kit::Value::structure(call.arena(), 2)),
        out_(list_, call.arena()),
        grants_(out_["Grants"].list()) {
    show_owner(owner, out_["Owner"]);
  }
  void grant_owner(std::string_view account, std::string_view permission) {
    const OwnerOf owner = owner_of(account);
    user(owner.id, owner.name, permission);
  }
  void user(std::string_view id, std::string_view name, std::string_view permission) {
    const Out grantee = grant(permission);
    grantee["Type"] = "CanonicalUser";
    grantee["ID"] = id;
    if (!name.empty()) grantee["DisplayName"] = name;
  }
  void group(std::string_view uri, std::string_view permission) {
    const Out grantee = grant(permission);
    grantee["Type"] = "Group";
    grantee["URI"] = uri;
  }
  const kit::Value& value() const { return list_; }

 private:
  Out grant(std::string_view permission) {
    const Out grant = grants_.add().structure(2);
    const Out grantee = grant["Grantee"].structure(3);
    grant["Permission"] = permission;
    return grantee;
  }

  kit::Value list_;
  Out out_;
  OutList grants_;
};

// "id="...", uri="..."", any number of them.
void read_grantees(const Call& call, List& list, const GrantHeader& header, std::string_view text) {
  const auto wrong = [&] { return bad_argument(call, "Argument format not recognized", header.name, text); };
  for (std::string_view rest = text; !rest.empty();) {
    const auto comma = std::min(rest.find(','), rest.size());
    std::string_view one = rest.substr(0, comma);
    rest.remove_prefix(std::min(comma + 1, rest.size()));
    while (one.starts_with(' ')) one.remove_prefix(1);
    while (one.ends_with(' ')) one.remove_suffix(1);
    const auto equals = one.find('=');
    if (equals == one.npos) throw wrong();
    const std::string_view kind = one.substr(0, equals);
    const std::string value = unquoted(one.substr(equals + 1));
    if (kind == "id") {
      list.user(value, "", header.permission);
    } else if (kind == "uri") {
      if (std::ranges::find(groups, value) == groups.end())
        throw bad_argument(call, "Invalid group uri", "uri", value);
      list.group(value, header.permission);
    } else if (kind == "emailAddress") {
      list.user(owner_of(value).id, value, header.permission);
    } else {
      throw wrong();
    }
  }
}

Failure not_supported() {
  return Failure("AccessControlListNotSupported", "The bucket does not allow ACLs", 400);
}

Failure malformed_acl() { return Failure("MalformedACLError", std::string(malformed_xml.message), 400); }

// The document of a PutAcl: validated, and kept as it is.
Text acl_of_document(const Call& call, std::string_view owner) {
  const In policy = call.in["AccessControlPolicy"];
  if (!policy["Owner"]["ID"] || !policy["Grants"]) throw malformed_acl();
  List list(call, owner);
  for (const In grant : policy["Grants"]) {
    const In grantee = grant["Grantee"];
    const std::string_view permission = grant["Permission"].text(), type = grantee["Type"].text();
    if (std::ranges::find(permissions, permission) == permissions.end()) throw malformed_acl();
    if (type == "Group") {
      if (std::ranges::find(groups, grantee["URI"].text()) == groups.end())
        throw bad_argument(call, "Invalid group uri", "uri", grantee["URI"].text());
      list.group(grantee["URI"].text(), permission);
    } else if (type == "CanonicalUser") {
      if (grantee["ID"].text().empty()) throw bad_argument(call, "Invalid id", "CanonicalUser/ID", "");
      list.user(grantee["ID"].text(), grantee["DisplayName"].text(), permission);
    } else if (type == "AmazonCustomerByEmail") {
      list.user(owner_of(grantee["EmailAddress"].text()).id, grantee["EmailAddress"].text(), permission);
    } else {
      throw malformed_acl();
    }
  }
  return keep(list.value());
}

Text asked_acl(const Call& call, std::string_view owner, AclUse use) {
  const bool document = static_cast<bool>(call.in["AccessControlPolicy"]);
  const Text headers = acl_of_headers(call, owner, use);
  if (!headers.empty() && document)
    throw Failure("UnexpectedContent", "This request does not support content", 400);
  if (!document && headers.empty())
    throw Failure("MissingSecurityHeader", "Your request was missing a required header", 400);
  if (use == AclUse::none) throw not_supported();
  return document ? acl_of_document(call, owner) : headers;
}

void show_acl(Call& call, const Text& acl, std::string_view owner) {
  if (!acl.empty()) return spread(call, shown(acl, call.arena()));
  List list(call, owner);
  list.grant_owner(owner, "FULL_CONTROL");
  spread(call, list.value());
}

std::string_view object_owner(const Bucket& bucket, const Object& object) {
  return object.more().owner.empty() ? std::string_view(bucket.owner) : object.more().owner;
}

}  // namespace

bool acls_off(const Call& call, const Bucket& bucket) {
  const auto controls = configuration(call, bucket, "ownership");
  if (!controls) return false;
  const In rules = In(*controls)["Rules"];
  return rules.size() > 0 && rules[0u]["ObjectOwnership"].text() == "BucketOwnerEnforced";
}

Text acl_of_headers(const Call& call, std::string_view owner, AclUse use) {
  const std::string_view name = call.in["ACL"].text();
  const bool grants = std::ranges::any_of(
      grant_headers, [&](const GrantHeader& h) { return !call.in[h.member].text().empty(); });
  if (name.empty() && !grants) return {};
  if (!name.empty() && std::ranges::find(canned, name) == canned.end())
    throw bad_argument(call, "", "x-amz-acl", name);
  if (!name.empty() && grants)
    throw Failure(invalid_request.says("Specifying both Canned ACLs and Header Grants is not allowed"));
  if (use == AclUse::none) {
    // What changes nothing is let through (user guide, "Controlling ownership of objects").
    if (name == "bucket-owner-full-control" || name == "private") return {};
    if (call.in["Key"]) throw not_supported();
    throw Failure("InvalidBucketAclWithObjectOwnership",
                  "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting", 400);
  }
  List list(call, owner);
  if (!name.empty()) {
    list.grant_owner(owner, "FULL_CONTROL");
    for (const CannedGrant& grant : canned_grants)
      if (grant.name == name) list.group(grant.group, grant.permission);
    return keep(list.value());
  }
  for (const GrantHeader& header : grant_headers)
    if (const std::string_view text = call.in[header.member].text(); !text.empty())
      read_grantees(call, list, header, text);
  return keep(list.value());
}

void refuse_public(const Call& call, const State& state, const Bucket& bucket, const Text& acl) {
  if (acl.empty() || !blocks(call, state, bucket, "BlockPublicAcls")) return;
  const kit::Value document = shown(acl, call.arena());
  for (const In grant : In(document)["Grants"]) {
    const std::string_view group = grant["Grantee"]["URI"].text();
    if (group.ends_with("/AllUsers") || group.ends_with("/AuthenticatedUsers")) throw Failure(access_denied);
  }
}

Outcome put_bucket_acl(Call& call, State& state) {
  const Found in = need_bucket(call, state);
  check_document(call);
  const AclUse use = acls_off(call, *in.bucket) ? AclUse::none : AclUse::bucket;
  const Text acl = asked_acl(call, in.bucket->owner, use);
  refuse_public(call, state, *in.bucket, acl);
  state.buckets.edit(in.name)->acl = acl;
  return {};
}

Outcome get_bucket_acl(Call& call, State& state) {
  const Found in = need_bucket(call, state);
  show_acl(call, in.bucket->acl, in.bucket->owner);
  return {};
}

Outcome put_object_acl(Call& call, State& state) {
  const Found in = need_bucket(call, state);
  check_document(call);
  const Version version = need_object(call, state, in);
  const AclUse use = acls_off(call, *in.bucket) ? AclUse::none : AclUse::object;
  const Text acl = asked_acl(call, object_owner(*in.bucket, *version.object), use);
  if (versioned(*in.bucket)) exchange(call).answer("x-amz-version-id", shown_version(*version.object));
  refuse_public(call, state, *in.bucket, acl);
  const ObjectKey key = version.key;
  state.objects.edit(key)->own().acl = acl;
  notify(call, state, in, "ObjectAcl:Put", key.key, *state.objects.find(key));
  return {};
}

Outcome get_object_acl(Call& call, State& state) {
  const Found in = need_bucket(call, state);
  const Version version = need_object(call, state, in);
  if (versioned(*in.bucket)) exchange(call).answer("x-amz-version-id", shown_version(*version.object));
  show_acl(call, version.object->more().acl, object_owner(*in.bucket, *version.object));
  return {};
}

}  // namespace understudy::s3
