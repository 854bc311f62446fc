// Condition keys after the service authorization reference, "Condition keys for Amazon S3", and the IAM user
// guide, "AWS global condition context keys".
#include "services/s3/access_context.hpp"

#include <fmt/format.h>

#include <array>

#include "services/kit/arn.hpp"
#include "services/kit/format.hpp"
#include "services/s3/metadata.hpp"

namespace understudy::s3 {
namespace {

struct FromInput {
  Key member;
  std::string_view key;
};
constexpr std::array<FromInput, 21> from_input{
    {{"Prefix", "s3:prefix"},
     {"Delimiter", "s3:delimiter"},
     {"MaxKeys", "s3:max-keys"},
     {"VersionId", "s3:VersionId"},
     {"ACL", "s3:x-amz-acl"},
     {"GrantRead", "s3:x-amz-grant-read"},
     {"GrantWrite", "s3:x-amz-grant-write"},
     {"GrantReadACP", "s3:x-amz-grant-read-acp"},
     {"GrantWriteACP", "s3:x-amz-grant-write-acp"},
     {"GrantFullControl", "s3:x-amz-grant-full-control"},
     {"CopySource", "s3:x-amz-copy-source"},
     {"MetadataDirective", "s3:x-amz-metadata-directive"},
     {"ServerSideEncryption", "s3:x-amz-server-side-encryption"},
     {"SSEKMSKeyId", "s3:x-amz-server-side-encryption-aws-kms-key-id"},
     {"SSECustomerAlgorithm", "s3:x-amz-server-side-encryption-customer-algorithm"},
     {"StorageClass", "s3:x-amz-storage-class"},
     {"WebsiteRedirectLocation", "s3:x-amz-website-redirect-location"},
     {"ObjectOwnership", "s3:x-amz-object-ownership"},
     {"ObjectLockMode", "s3:object-lock-mode"},
     {"ObjectLockLegalHoldStatus", "s3:object-lock-legal-hold"},
     {"IfNoneMatch", "s3:if-none-match"}}};

std::string text_of(const In& value) {
  switch (value.value().kind()) {
    case kit::Kind::integer: return std::to_string(value.integer());
    case kit::Kind::boolean: return value.boolean() ? "true" : "false";
    default: return std::string(value.text());
  }
}

// How the signature came: in the head, in the query or in a form; empty: there is none.
std::string_view way_of_signing(const Call& call) {
  const kit::Exchange& http = exchange(call);
  if (http.header("authorization").starts_with("AWS")) return "REST-HEADER";
  if (http.query.find("X-Amz-Signature=") != http.query.npos ||
      http.query.find("Signature=") != http.query.npos)
    return "REST-QUERY-STRING";
  return {};
}

void fill_request(const Call& call, policy::Context& context) {
  const kit::Exchange& http = exchange(call);
  context.set("aws:SourceIp", std::string(call.caller().source_address));
  context.set("aws:SecureTransport", call.endpoint().scheme == "https" ? "true" : "false");
  context.set("aws:CurrentTime", kit::rfc3339(call.now()));
  context.set("aws:EpochTime", std::to_string(kit::epoch_seconds(call.now())));
  context.set("aws:RequestedRegion", std::string(call.base().client_region));
  if (const auto agent = call.caller().user_agent; !agent.empty())
    context.set("aws:UserAgent", std::string(agent));
  if (const auto referer = http.header("referer"); !referer.empty())
    context.set("aws:Referer", std::string(referer));
  if (const auto hash = http.header("x-amz-content-sha256"); !hash.empty())
    context.set("s3:x-amz-content-sha256", std::string(hash));
  if (const std::string_view way = way_of_signing(call); !way.empty()) {
    context.set("s3:authType", std::string(way));
    const bool four = way == "REST-HEADER" ? http.header("authorization").starts_with("AWS4")
                                           : http.query.find("X-Amz-Signature=") != http.query.npos;
    context.set("s3:signatureversion", four ? "AWS4-HMAC-SHA256" : "AWS");
  }
  for (const auto& [member, key] : from_input)
    if (const In value = call.in[member]) context.set(key, text_of(value));
  if (const In until = call.in["ObjectLockRetainUntilDate"])
    context.set("s3:object-lock-retain-until-date", kit::rfc3339(until.time()));
  if (const In place = call.in["CreateBucketConfiguration"]["LocationConstraint"])
    context.set("s3:LocationConstraint", std::string(place.text()));
}

void fill_tags(const Call& call, const Object* object, policy::Context& context) {
  if (object)
    for (const auto& [name, value] : object->more().tags)
      context.set(fmt::format("s3:ExistingObjectTag/{}", name), value);
  kit::Tags asked;
  if (const In header = call.in["Tagging"]; header.value().is(kit::Kind::string)) {
    asked = tags_of_header(call, header.text());
  } else {
    for (const In tag : header["TagSet"]) asked[std::string(tag["Key"].text())] = tag["Value"].text();
  }
  for (const auto& [name, value] : asked) {
    context.set(fmt::format("s3:RequestObjectTag/{}", name), value);
    context.add("s3:RequestObjectTagKeys", name);
  }
}

std::string_view type_of(const policy::Principal& who) {
  if (who.anonymous) return "Anonymous";
  if (who.arn.find(":user/") != who.arn.npos) return "User";
  if (who.arn.find(":assumed-role/") != who.arn.npos) return "AssumedRole";
  if (who.arn.find(":federated-user/") != who.arn.npos) return "FederatedUser";
  return "Account";
}

void fill_principal(const Call& call, const policy::Principal& who, policy::Context& context) {
  context.set("aws:PrincipalType", std::string(type_of(who)));
  if (who.anonymous) {
    context.set("aws:userid", "anonymous");
    context.set("aws:PrincipalAccount", "anonymous");
    return;
  }
  context.set("aws:PrincipalAccount", who.account);
  const auto& credential = call.caller().credential;
  context.set("aws:userid", credential && credential->arn == who.arn ? credential->user_id : who.account);
  constexpr std::string_view user = ":user/", assumed = ":assumed-role/";
  if (const auto at = who.arn.find(user); at != who.arn.npos)
    context.set("aws:username", who.arn.substr(who.arn.rfind('/') + 1));
  // A session is its role here (IAM user guide, "aws:PrincipalArn").
  if (const auto at = who.arn.find(assumed); at != who.arn.npos) {
    const std::string rest = who.arn.substr(at + assumed.size());
    context.set("aws:PrincipalArn",
                fmt::format("arn:aws:iam::{}:role/{}", who.account, rest.substr(0, rest.find('/'))));
  } else {
    context.set("aws:PrincipalArn", who.arn);
  }
  if (credential)
    for (const auto& [name, value] : credential->transitive_tags)
      context.set(fmt::format("aws:PrincipalTag/{}", name), value);
}

}  // namespace

policy::Principal principal_of(std::string_view account, std::string_view arn) {
  policy::Principal who;
  who.anonymous = account.empty();
  if (who.anonymous) return who;
  who.account = account;
  who.arn = arn.empty() ? fmt::format("arn:aws:iam::{}:root", account) : std::string(arn);
  who.canonical_id = owner_of(account).id;
  return who;
}

policy::Principal principal_of(const Call& call) {
  if (call.caller().access_key.empty()) return principal_of({}, {});
  const auto& credential = call.caller().credential;
  return principal_of(account_of(call), credential ? std::string_view(credential->arn) : std::string_view());
}

void fill_context(const Call& call, const Found& in, const Object* object, std::string_view version,
                  const policy::Principal& who, policy::Context& context) {
  fill_request(call, context);
  if (!version.empty()) context.set("s3:VersionId", std::string(version));
  fill_tags(call, object, context);
  fill_principal(call, who, context);
  context.set("aws:ResourceAccount", in.bucket->owner);
  context.set("s3:ResourceAccount", in.bucket->owner);
  if (!in.entrance) return;
  context.set("s3:DataAccessPointArn", in.entrance->arn);
  context.set("s3:DataAccessPointAccount", in.entrance->account);
  context.set("s3:AccessPointNetworkOrigin", std::string(in.entrance->network));
}

}  // namespace understudy::s3
