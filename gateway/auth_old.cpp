// Signature Version 2, which S3 alone still takes: HMAC-SHA1 over the method, three fields of the head, the
// x-amz- fields and the resource (user guide, "Signing and authenticating REST requests (AWS signature
// version 2)").
#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "gateway/auth_storage.hpp"
#include "gateway/protocol/text.hpp"

namespace understudy::gateway::auth {
namespace {

using protocol::Plus;

// Regions that opened after January 30, 2014 know version 4 alone (user guide, "Request authentication").
constexpr auto old_regions = std::to_array<std::string_view>(
    {"ap-northeast-1", "ap-southeast-1", "ap-southeast-2", "aws-global", "eu-west-1", "sa-east-1",
     "us-east-1", "us-gov-west-1", "us-west-1", "us-west-2"});

// What counts of the query.
constexpr auto signed_parameters = std::to_array<std::string_view>({"accelerate",
                                                                    "acl",
                                                                    "analytics",
                                                                    "cors",
                                                                    "defaultObjectAcl",
                                                                    "delete",
                                                                    "encryption",
                                                                    "intelligent-tiering",
                                                                    "inventory",
                                                                    "legal-hold",
                                                                    "lifecycle",
                                                                    "location",
                                                                    "logging",
                                                                    "metrics",
                                                                    "notification",
                                                                    "object-lock",
                                                                    "ownershipControls",
                                                                    "partNumber",
                                                                    "policy",
                                                                    "policyStatus",
                                                                    "publicAccessBlock",
                                                                    "replication",
                                                                    "requestPayment",
                                                                    "response-cache-control",
                                                                    "response-content-disposition",
                                                                    "response-content-encoding",
                                                                    "response-content-language",
                                                                    "response-content-type",
                                                                    "response-expires",
                                                                    "restore",
                                                                    "retention",
                                                                    "select",
                                                                    "select-type",
                                                                    "tagging",
                                                                    "torrent",
                                                                    "uploadId",
                                                                    "uploads",
                                                                    "versionId",
                                                                    "versioning",
                                                                    "versions",
                                                                    "website"});

void append_amz_fields(std::string& out, std::span<const protocol::Field> fields) {
  std::map<std::string, std::string> values;
  for (const protocol::Field& field : fields) {
    const std::string name = lower_case(field.name);
    if (!name.starts_with("x-amz-")) continue;
    const auto [place, first] = values.try_emplace(name, field.value);
    if (!first) place->second.append(",").append(field.value);
  }
  for (const auto& [name, value] : values) out.append(name).append(":").append(value).append("\n");
}

// A bucket without a key ends in a slash.
std::string closed(std::string_view path) {
  std::string out(path);
  if (path.size() > 1 && path.find('/', 1) == path.npos) out += '/';
  return out;
}

// The path as it was sent, behind the bucket of a virtual host. Some clients close a bucket's path, and some
// leave a world's prefix out: all of these name the same resource.
std::array<std::string, 3> resources(const Asked& asked) {
  const std::string_view sent = asked.request.path, whole = asked.target.path;
  const bool hosted = whole.size() > sent.size() || (sent == "/" && whole.size() > 1);
  const std::string_view first = hosted ? whole : sent;
  return {hosted ? closed(first) : std::string(first), closed(first), closed(whole)};
}

std::string signed_query(const Asked& asked) {
  std::map<std::string, std::string> chosen;
  protocol::FormField field;
  for (std::string_view query = asked.request.query; protocol::next_field(query, field);)
    if (std::ranges::binary_search(signed_parameters, field.name))
      chosen[std::string(field.name)] = protocol::percent_decode(field.value, asked.arena, Plus::space);
  std::string out;
  for (const auto& [name, value] : chosen) {
    out.append(1, out.empty() ? '?' : '&').append(name);
    if (!value.empty()) out.append("=").append(value);
  }
  return out;
}

// Of "AWS key:signature", or of the query's AWSAccessKeyId, Signature and Expires.
Claims read_old_claims(const Asked& asked, const Claims& seen) {
  Claims claims = seen;
  constexpr std::string_view scheme = "AWS ";
  if (claims.authorization.starts_with(scheme)) {
    const std::string_view pair = claims.authorization.substr(scheme.size());
    const auto colon = std::min(pair.rfind(':'), pair.size());
    claims.form = Claims::Form::header;
    claims.credential = pair.substr(0, colon);
    claims.signature = pair.substr(std::min(colon + 1, pair.size()));
  } else {
    protocol::FormField field;
    for (std::string_view query = asked.request.query; protocol::next_field(query, field);) {
      const std::string_view value = protocol::percent_decode(field.value, asked.arena, Plus::plus);
      if (field.name == "AWSAccessKeyId") claims.credential = value;
      if (field.name == "Signature") claims.signature = value;
      if (field.name == "Expires") claims.expires = value;
      if (field.name == "x-amz-security-token") claims.token = value;
    }
  }
  claims.scope = Claims::Scope{claims.credential, {}, {}, {}, {}};
  return claims;
}

std::optional<kit::Failure> check_head(Check& check) {
  const Claims& claims = check.claims;
  if (claims.credential.empty() || claims.signature.empty())
    return wrong(check, "InvalidArgument", 400,
                 "AWS authorization header is invalid.  Expected AwsAccessKeyId:signature",
                 {{"ArgumentName", "Authorization"}, {"ArgumentValue", claims.authorization}});
  if (check.take_date()) return {};
  return wrong(check, "AccessDenied", 403, "AWS authentication requires a valid Date or x-amz-date header");
}

// A URL ends by the world's clock.
std::optional<kit::Failure> check_url(const Check& check) {
  const Claims& claims = check.claims;
  if (claims.credential.empty() || claims.signature.empty() || claims.expires.empty())
    return wrong(check, "AccessDenied", 403,
                 "Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters");
  std::int64_t seconds = 0;
  const char* end = claims.expires.data() + claims.expires.size();
  const auto [stop, error] = std::from_chars(claims.expires.data(), end, seconds);
  constexpr std::int64_t last = 253'402'300'799;  // of the year 9999
  if (error != std::errc() || stop != end || seconds < 0 || seconds > last)
    return wrong(check, "AccessDenied", 403,
                 fmt::format("Invalid date (should be seconds since epoch): {}", claims.expires));
  if (kit::from_epoch_seconds(seconds) >= check.asked.world_now) return {};
  return wrong(
      check, "AccessDenied", 403, "Request has expired",
      {{"Expires", iso(kit::from_epoch_seconds(seconds))}, {"ServerTime", iso(check.asked.world_now)}});
}

// All that is signed but the resource.
std::string text_in_front(const Check& check, bool by_query) {
  const protocol::Request& request = check.asked.request;
  const bool dated_elsewhere = request.has_header("x-amz-date");
  const std::string_view date = by_query          ? check.claims.expires
                                : dated_elsewhere ? std::string_view()
                                                  : request.header("date");
  std::string text = fmt::format("{}\n{}\n{}\n{}\n", request.method, request.header("content-md5"),
                                 request.header("content-type"), date);
  append_amz_fields(text, check.fields());
  return text;
}

}  // namespace

std::optional<kit::Failure> check_old(const Asked& asked, const Claims& seen) {
  const Claims claims = read_old_claims(asked, seen);
  Check check(asked, claims);
  if (std::ranges::find(old_regions, asked.target.region) == old_regions.end())
    return wrong(
        check, "InvalidRequest", 400,
        "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.");
  const bool by_query = claims.form == Claims::Form::old;
  if (auto failure = by_query ? check_url(check) : check_head(check)) return failure;
  if (auto failure = check_key(check)) return failure;
  const std::string front = text_in_front(check, by_query), query = signed_query(asked);
  const auto paths = resources(asked);
  if (std::ranges::any_of(paths, [&](const auto& path) { return check.right_of(front + path + query); }))
    return {};
  const std::string text = front + paths.front() + query;
  return wrong(
      check, "SignatureDoesNotMatch", 403,
      "The request signature we calculated does not match the signature you provided. Check your key and "
      "signing method.",
      {{"AWSAccessKeyId", claims.credential},
       {"StringToSign", text},
       {"SignatureProvided", claims.signature},
       {"StringToSignBytes", bytes_of(text)}});
}

}  // namespace understudy::gateway::auth
