// What S3 says of bad configurations.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "services/kit/arn.hpp"
#include "services/kit/json.hpp"
#include "services/s3/acl.hpp"
#include "services/s3/configurations.hpp"

namespace understudy::s3 {
namespace {

template <std::size_t N>
bool one_of(const std::array<std::string_view, N>& known, std::string_view text) {
  return std::ranges::find(known, text) != known.end();
}

bool many_stars(std::string_view text) { return std::ranges::count(text, '*') > 1; }

}  // namespace

void check_cors(const Subject&, const In& given) {
  constexpr std::array<std::string_view, 5> methods{"GET", "PUT", "HEAD", "POST", "DELETE"};
  const In rules = given["CORSRules"];
  if (rules.empty() || rules.size() > 100) throw Failure(malformed_xml);
  for (const In rule : rules) {
    if (rule["AllowedMethods"].empty() || rule["AllowedOrigins"].empty()) throw Failure(malformed_xml);
    for (const In method : rule["AllowedMethods"])
      if (!one_of(methods, method.text()))
        throw Failure(invalid_request.says(fmt::format(
            "Found unsupported HTTP method in CORS config. Unsupported method is {}", method.text())));
    for (const In origin : rule["AllowedOrigins"])
      if (many_stars(origin.text()))
        throw Failure(invalid_request.says(
            fmt::format("AllowedOrigin \"{}\" can not have more than one wildcard.", origin.text())));
    for (const In header : rule["AllowedHeaders"])
      if (many_stars(header.text()))
        throw Failure(invalid_request.says(
            fmt::format("AllowedHeader \"{}\" can not have more than one wildcard.", header.text())));
    for (const In header : rule["ExposeHeaders"])
      if (header.text().find('*') != std::string_view::npos)
        throw Failure(invalid_request.says(fmt::format(
            "ExposeHeader \"{}\" contains wildcard. We currently do not support wildcard for ExposeHeader.",
            header.text())));
  }
}

void check_website(const Subject&, const In& given) {
  const In all = given["RedirectAllRequestsTo"], index = given["IndexDocument"];
  if (all) {
    if (all["HostName"].text().empty()) throw Failure(malformed_xml);
    if (index || given["ErrorDocument"] || given["RoutingRules"])
      throw Failure(invalid_argument.says(
          "RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules."));
    return;
  }
  if (!index)
    throw Failure(invalid_argument.says(
        "A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty"));
  const std::string_view suffix = index["Suffix"].text();
  if (suffix.empty() || suffix.find('/') != suffix.npos)
    throw Failure(invalid_argument.says("The IndexDocument Suffix is not well formed"));
  if (given["ErrorDocument"] && given["ErrorDocument"]["Key"].text().empty())
    throw Failure(invalid_argument.says("The ErrorDocument Key is not well formed"));
  for (const In rule : given["RoutingRules"]) {
    const In redirect = rule["Redirect"];
    if (!redirect || redirect.size() == 0) throw Failure(malformed_xml);
    if (redirect["ReplaceKeyWith"] && redirect["ReplaceKeyPrefixWith"])
      throw Failure(invalid_request.says("You can only define ReplaceKeyPrefix or ReplaceKey but not both."));
  }
}

void check_encryption(const Subject& subject, const In& given) {
  constexpr std::array<std::string_view, 4> known{"AES256", "aws:kms", "aws:kms:dsse", "aws:fsx"};
  const In rules = given["Rules"];
  if (rules.size() != 1) throw Failure(malformed_xml);
  const In by_default = rules[0u]["ApplyServerSideEncryptionByDefault"];
  if (!by_default) return;
  if (!one_of(known, by_default["SSEAlgorithm"].text())) throw Failure(malformed_xml);
  if (by_default["SSEAlgorithm"].text() == "AES256" && by_default["KMSMasterKeyID"])
    throw bad_argument(subject.call,
                       "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or "
                       "aws:kms:dsse",
                       "ApplyServerSideEncryptionByDefault", "");
}

// Whether keys of the bucket's own are used is shown even when it was not said.
kit::Value complete_encryption(const Subject& subject, const In& given) {
  kit::Arena& arena = subject.call.arena();
  kit::Value complete = kit::copy(given.value(), arena);
  for (const kit::Value& rule : complete.member(Key("Rules").id)->elements()) {
    kit::Value shared = rule;
    if (!In(rule)["BucketKeyEnabled"]) shared.set(arena, Key("BucketKeyEnabled").id) = false;
  }
  return complete;
}

void check_replication(const Subject& subject, const In& given) {
  if (given["Role"].text().empty() || given["Rules"].empty()) throw Failure(malformed_xml);
  if (subject.in.bucket->versioning != Versioning::enabled)
    throw with(subject.call,
               invalid_request.says(
                   "Versioning must be 'Enabled' on the bucket to apply a replication configuration"),
               {{"BucketName", subject.in.name}});
  for (const In rule : given["Rules"]) {
    if (rule["Status"].text() != "Enabled" && rule["Status"].text() != "Disabled")
      throw Failure(malformed_xml);
    const auto arn = kit::Arn::parse(rule["Destination"]["Bucket"].text());
    if (!arn || arn->service != "s3") throw Failure(invalid_argument.says("Invalid bucket ARN."));
    const Bucket* to = subject.state.buckets.find(std::string(arn->resource));
    if (!to) throw Failure(invalid_request.says("Destination bucket must exist."));
    if (to->versioning != Versioning::enabled)
      throw Failure(invalid_request.says("Destination bucket must have versioning enabled."));
  }
}

// Rules get the ids that they lack.
kit::Value complete_replication(const Subject& subject, const In& given) {
  kit::Arena& arena = subject.call.arena();
  kit::Value complete = kit::copy(given.value(), arena);
  for (const kit::Value& rule : complete.member(Key("Rules").id)->elements()) {
    kit::Value shared = rule;
    if (In(rule)["ID"].text().empty())
      shared.set(arena, Key("ID").id) = kit::Value::string(arena.copy(
          subject.call.random().pick("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 48)));
  }
  return complete;
}

kit::Value complete_access_block(const Subject& subject, const In& given) {
  constexpr std::array<Key, 4> settings{"BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy",
                                        "RestrictPublicBuckets"};
  if (given.size() == 0) throw Failure(invalid_request.says("Must specify at least one configuration."));
  kit::Arena& arena = subject.call.arena();
  kit::Value complete = kit::Value::structure(arena, 4);
  for (const Key setting : settings) complete.set(arena, setting.id) = given[setting].boolean();
  return complete;
}

void check_ownership(const Subject&, const In& given) {
  constexpr std::array<std::string_view, 3> known{"BucketOwnerPreferred", "ObjectWriter",
                                                  "BucketOwnerEnforced"};
  const In rules = given["Rules"];
  if (rules.size() != 1 || !one_of(known, rules[0u]["ObjectOwnership"].text())) throw Failure(malformed_xml);
}

void check_accelerate(const Subject& subject, const In& given) {
  constexpr std::array<std::string_view, 2> known{"Enabled", "Suspended"};
  if (!one_of(known, given["Status"].text())) throw Failure(malformed_xml);
  if (subject.in.name.find('.') != std::string::npos)
    throw Failure(invalid_request.says(
        "S3 Transfer Acceleration is not supported for buckets with periods (.) in their names"));
}

namespace {

// Logs are written by a group in the target's list, or by a principal in its policy.
bool lets_logs_in(const Subject& subject, const Bucket& target) {
  kit::Arena& arena = subject.call.arena();
  if (!target.acl.empty()) {
    bool write = false, read = false;
    const kit::Value acl = shown(target.acl, arena);
    for (const In grant : In(acl)["Grants"]) {
      if (!grant["Grantee"]["URI"].text().ends_with("/s3/LogDelivery")) continue;
      const std::string_view permission = grant["Permission"].text();
      write |= permission == "WRITE" || permission == "FULL_CONTROL";
      read |= permission == "READ_ACP" || permission == "FULL_CONTROL";
    }
    if (write && read) return true;
  }
  const auto policy = target.configurations.find("policy");
  return policy != target.configurations.end() &&
         policy->second.view().find("logging.s3.amazonaws.com") != std::string_view::npos &&
         policy->second.view().find("\"Allow\"") != std::string_view::npos;
}

}  // namespace

void check_logging(const Subject& subject, const In& given) {
  constexpr std::array<std::string_view, 3> known{"FULL_CONTROL", "READ", "WRITE"};
  const In enabled = given["LoggingEnabled"];
  if (!enabled) return;
  const std::string name(enabled["TargetBucket"].text());
  if (name.empty() || !enabled["TargetPrefix"]) throw Failure(malformed_xml);
  const auto refused = [&](std::string_view message) {
    return with(subject.call, Failure("InvalidTargetBucketForLogging", std::string(message), 400),
                {{"TargetBucket", name}});
  };
  const Bucket* target = subject.state.buckets.find(name);
  if (!target) throw refused("The target bucket for logging does not exist");
  if (target->owner != subject.in.bucket->owner)
    throw refused("The owner for the bucket to be logged and the target bucket must be the same.");
  if (target->region != subject.in.bucket->region)
    throw with(subject.call,
               Failure("CrossLocationLoggingProhibitted", "Cross S3 location logging not allowed. ", 403),
               {{"TargetBucketLocation", target->region}});
  if (!lets_logs_in(subject, *target))
    throw refused("You must give the log-delivery group WRITE and READ_ACP permissions to the target bucket");
  if (const In grants = enabled["TargetGrants"]; grants && grants.empty()) throw Failure(malformed_xml);
  for (const In grant : enabled["TargetGrants"])
    if (!one_of(known, grant["Permission"].text())) throw Failure(malformed_xml);
}

void check_payment(const Subject&, const In& given) {
  constexpr std::array<std::string_view, 2> known{"BucketOwner", "Requester"};
  if (!one_of(known, given["Payer"].text())) throw Failure(malformed_xml);
}

}  // namespace understudy::s3
