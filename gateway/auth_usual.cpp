// The front end that all services but S3 share, in its order: the claims' form, the date, the scope, the key,
// the signature, the token.
#include <charconv>

#include "gateway/auth_check.hpp"

namespace understudy::gateway::auth {
namespace {

using models::Protocol;

enum class Kind : std::uint8_t { missing, incomplete, mismatch, unknown_key, expired_token, expired_date };

// A kind's code in the older wires' words, in the newer ones', and EC2's with its status.
struct Word {
  std::string_view code, name, ec2;
  std::uint16_t ec2_status;
};
constexpr std::array<Word, 6> words{{
    {"MissingAuthenticationToken", "MissingAuthenticationTokenException", "MissingParameter", 400},
    {"IncompleteSignature", "IncompleteSignatureException", "AuthFailure", 401},
    {"SignatureDoesNotMatch", "InvalidSignatureException", "AuthFailure", 401},
    {"InvalidClientTokenId", "UnrecognizedClientException", "AuthFailure", 401},
    {"ExpiredToken", "ExpiredTokenException", "RequestExpired", 400},
    {"SignatureDoesNotMatch", "InvalidSignatureException", "RequestExpired", 400},
}};

// EC2 tells nobody why.
std::string_view ec2_text(Kind kind) {
  if (kind == Kind::missing) return "The request must contain the parameter AWSAccessKeyId";
  if (kind == Kind::expired_token || kind == Kind::expired_date) return "Request has expired.";
  return "AWS was not able to validate the provided access credentials";
}

kit::Failure wrong(const Check& check, Kind kind, std::string text) {
  const Word& word = words[static_cast<std::size_t>(kind)];
  const Protocol protocol = check.asked.target.protocol;
  if (protocol == Protocol::ec2) return {word.ec2, std::string(ec2_text(kind)), word.ec2_status};
  const bool older = protocol == Protocol::query || protocol == Protocol::rest_xml;
  return {older ? word.code : word.name, std::move(text)};
}

std::optional<kit::Failure> check_form(const Check& check) {
  const Claims& claims = check.claims;
  switch (claims.form) {
    case Claims::Form::both:
      return wrong(
          check, Kind::mismatch,
          "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.");
    case Claims::Form::none:
    case Claims::Form::old: {
      const bool rest = check.asked.target.protocol == Protocol::rest_json;
      return wrong(check, Kind::missing,
                   rest ? "Missing Authentication Token" : "Request is missing Authentication Token");
    }
    default: break;
  }
  if (!claims.not_a_pair.empty())
    return wrong(
        check, Kind::incomplete,
        fmt::format("'{}' not a valid key=value pair (missing equal-sign) in Authorization header: '{}'.",
                    claims.not_a_pair, claims.authorization));
  return {};
}

std::optional<kit::Failure> check_parts(const Check& check) {
  const Claims& claims = check.claims;
  std::string text;
  const auto need = [&](std::string_view value, std::string_view header, std::string_view parameter) {
    if (!value.empty()) return;
    if (claims.form == Claims::Form::query) {
      text += fmt::format("AWS query-string parameters must include '{}'. ", parameter);
    } else if (!header.empty()) {
      text += fmt::format("Authorization header requires '{}' parameter. ", header);
    }
  };
  need(claims.algorithm, {}, "X-Amz-Algorithm");
  need(claims.credential, "Credential", "X-Amz-Credential");
  need(claims.signature, "Signature", "X-Amz-Signature");
  need(claims.signed_headers, "SignedHeaders", "X-Amz-SignedHeaders");
  if (claims.form == Claims::Form::query) need(claims.date, {}, "X-Amz-Date");
  if (claims.form == Claims::Form::header && claims.date.empty())
    text += "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
  if (text.empty()) return {};
  text += claims.form == Claims::Form::query ? "Re-examine the query-string parameters."
                                             : fmt::format("Authorization={}", claims.authorization);
  return wrong(check, Kind::incomplete, std::move(text));
}

std::string span_text(std::chrono::seconds span) {
  if (span % std::chrono::minutes(1) == std::chrono::seconds(0))
    return fmt::format("{} min.", span.count() / 60);
  return fmt::format("{} sec.", span.count());
}

std::optional<kit::Failure> check_date(Check& check) {
  const Claims& claims = check.claims;
  if (!check.take_date())
    return wrong(check, Kind::incomplete,
                 fmt::format("Date must be in ISO-8601 'basic format'. Got '{}'. See "
                             "http://en.wikipedia.org/wiki/ISO_8601",
                             claims.date));
  std::chrono::seconds valid = allowed_skew;
  if (!claims.expires.empty()) {
    std::int64_t seconds = 0;
    const char* end = claims.expires.data() + claims.expires.size();
    const auto [stop, error] = std::from_chars(claims.expires.data(), end, seconds);
    if (error != std::errc() || stop != end || seconds < 0 || std::chrono::seconds(seconds) > longest_url)
      return wrong(
          check, Kind::incomplete,
          "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be "
          "less than 604800 seconds");
    valid = std::chrono::seconds(seconds);
  }
  const kit::Time now = check.asked.now;
  switch (check.when(valid)) {
    case Check::When::early:
      return wrong(
          check, Kind::expired_date,
          fmt::format("Signature not yet current: {} is still later than {} ({} + {})", check.basic_date,
                      basic_time(now + allowed_skew), basic_time(now), span_text(allowed_skew)));
    case Check::When::late:
      return wrong(check, Kind::expired_date,
                   fmt::format("Signature expired: {} is now earlier than {} ({} - {})", check.basic_date,
                               basic_time(now - valid), basic_time(now), span_text(valid)));
    default: return {};
  }
}

std::optional<kit::Failure> check_signed_headers(const Check& check) {
  const std::string_view names = check.claims.signed_headers;
  const auto must = [&](std::string_view shown) {
    return wrong(check, Kind::mismatch,
                 fmt::format("{} must be a 'SignedHeader' in the AWS Authorization.", shown));
  };
  if (!lists(names, "host") && !lists(names, ":authority")) return must("'Host' or ':authority'");
  if (check.asked.request.has_header("x-amz-target") && !lists(names, "x-amz-target"))
    return must("'X-Amz-Target'");
  if (check.claims.form == Claims::Form::header && check.asked.request.has_header("x-amz-date") &&
      !lists(names, "x-amz-date"))
    return must("'X-Amz-Date'");
  return {};
}

std::optional<kit::Failure> check_scope(const Check& check) {
  const Claims& claims = check.claims;
  if (claims.algorithm != hmac_algorithm)
    return wrong(check, Kind::incomplete,
                 fmt::format("Unsupported AWS 'algorithm': '{}' (only {} for now). ", claims.algorithm,
                             hmac_algorithm));
  if (!claims.scope)
    return wrong(check, Kind::incomplete,
                 fmt::format("Credential must have exactly 5 slash-delimited elements, e.g. "
                             "keyid/date/region/service/term, got '{}'",
                             claims.credential));
  const Claims::Scope& scope = *claims.scope;
  const models::Service* service = check.asked.target.service;
  const std::string_view day = std::string_view(check.basic_date).substr(0, 8);
  std::string text;
  if (!is_region(scope.region))
    text += fmt::format("Credential should be scoped to a valid region, not '{}'. ", scope.region);
  if (service && scope.service != service->signing_name())
    text += fmt::format("Credential should be scoped to correct service: '{}'. ", service->signing_name());
  if (scope.terminator != "aws4_request")
    text += fmt::format("Credential should be scoped with a valid terminator: 'aws4_request', not '{}'. ",
                        scope.terminator);
  if (scope.date != day)
    text += fmt::format(
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
        "'{}' != '{}', from '{}'. ",
        scope.date, day, check.basic_date);
  if (text.empty()) return {};
  text.pop_back();
  return wrong(check, Kind::mismatch, std::move(text));
}

// What stands for the payload: most services want its hash, whatever the header says.
std::string payload_hash(const Check& check) {
  const std::string_view said = check.claims.payload;
  const auto& operation = check.asked.target.operation;
  const bool free = operation && operation->has(models::tables::unsigned_payload);
  if (said == streaming_events || (free && (said == unsigned_payload || said.starts_with("STREAMING-"))))
    return std::string(said);
  std::string hash;
  append_hex(hash, sha256(check.asked.body));
  return hash;
}

std::optional<kit::Failure> check_key(Check& check) {
  if (!check.find_secrets())
    return wrong(check, Kind::unknown_key, "The security token included in the request is invalid.");
  check.write(PathRule::usual, payload_hash(check));
  if (!check.right() || !check.chunks_right())
    return wrong(
        check, Kind::mismatch,
        fmt::format("The request signature we calculated does not match the signature you provided. Check "
                    "your AWS Secret Access Key and signing method. Consult the service documentation for "
                    "details.\n\nThe Canonical String for this request should have been\n'{}'\n\nThe "
                    "String-to-Sign should have been\n'{}'\n",
                    check.canonical, check.to_sign));
  switch (check.token()) {
    case Check::Token::wrong:
      return wrong(check, Kind::unknown_key, "The security token included in the request is invalid");
    case Check::Token::expired:
      return wrong(check, Kind::expired_token, "The security token included in the request is expired");
    default: return {};
  }
}

}  // namespace

std::optional<kit::Failure> check_usual(Check& check) {
  if (auto failure = check_form(check)) return failure;
  if (auto failure = check_parts(check)) return failure;
  if (auto failure = check_date(check)) return failure;
  if (auto failure = check_signed_headers(check)) return failure;
  if (auto failure = check_scope(check)) return failure;
  return check_key(check);
}

}  // namespace understudy::gateway::auth
