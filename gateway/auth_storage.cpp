// S3's front end: its codes and texts (Amazon S3 API Reference, "Error responses" and "Authenticating
// Requests"), with what it tells of the signature that would have been right.
#include "gateway/auth_storage.hpp"

#include <charconv>

#include "gateway/protocol/text.hpp"

namespace understudy::gateway::auth {
kit::Failure wrong(const Check& check, std::string_view code, std::uint16_t status, std::string text,
                   Facts facts) {
  kit::Failure failure(code, std::move(text), status);
  if (facts.size() == 0) return failure;
  kit::Arena& arena = check.asked.arena;
  failure.fields = kit::Value::map(arena, static_cast<std::uint32_t>(facts.size()));
  for (const auto& [name, value] : facts)
    failure.fields.set(arena, name) = kit::Value::string(arena.copy(value));
  return failure;
}

std::string iso(kit::Time time) {
  std::string text;
  protocol::append_iso8601(text, time, protocol::Fraction::none);
  return text;
}

std::string bytes_of(std::string_view text) {
  std::string out;
  for (const unsigned char c : text) out += fmt::format("{}{:02x}", out.empty() ? "" : " ", c);
  return out;
}

std::optional<kit::Failure> check_key(Check& check) {
  const Claims& claims = check.claims;
  if (!check.find_secrets())
    return wrong(check, "InvalidAccessKeyId", 403,
                 "The AWS Access Key Id you provided does not exist in our records.",
                 {{"AWSAccessKeyId", claims.scope->access_key}});
  switch (check.token()) {
    case Check::Token::wrong:
      return wrong(check, "InvalidToken", 400, "The provided token is malformed or otherwise invalid.",
                   {{"Token-0", claims.token}});
    case Check::Token::expired:
      return wrong(check, "ExpiredToken", 400, "The provided token has expired.",
                   {{"Token-0", claims.token}});
    default: break;
  }
  if (claims.form == Claims::Form::header && check.when(allowed_skew) != Check::When::right)
    return wrong(check, "RequestTimeTooSkewed", 403,
                 "The difference between the request time and the current time is too large.",
                 {{"RequestTime", claims.date},
                  {"ServerTime", iso(check.asked.now)},
                  {"MaxAllowedSkewMilliseconds", "900000"}});
  return {};
}

namespace {

constexpr std::string_view header_error = "AuthorizationHeaderMalformed";
constexpr std::string_view query_error = "AuthorizationQueryParametersError";
constexpr std::string_view expected_credential =
    "the Credential is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".";

std::optional<kit::Failure> check_form(const Check& check) {
  const Claims& claims = check.claims;
  if (claims.form == Claims::Form::none) return wrong(check, "AccessDenied", 403, "Access Denied");
  if (claims.form == Claims::Form::both)
    return wrong(
        check, "InvalidArgument", 400,
        "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string "
        "parameter or the Authorization header should be specified",
        {{"ArgumentName", "Authorization"}, {"ArgumentValue", claims.authorization}});
  // SigV4a is for access points of several regions, which are not played.
  if (claims.algorithm.starts_with("AWS4-ECDSA"))
    return wrong(
        check, "InvalidRequest", 400,
        "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.");
  return {};
}

std::optional<kit::Failure> check_header(Check& check) {
  const Claims& claims = check.claims;
  const auto malformed = [&](std::string_view what) {
    return wrong(check, header_error, 400, fmt::format("The authorization header is malformed; {}", what));
  };
  if (claims.algorithm != hmac_algorithm)
    return wrong(check, "InvalidArgument", 400, "Unsupported Authorization Type",
                 {{"ArgumentName", "Authorization"}, {"ArgumentValue", claims.authorization}});
  if (claims.credential.empty() || claims.signed_headers.empty() || claims.signature.empty())
    return malformed(
        "the authorization header requires three components: Credential, SignedHeaders, and Signature.");
  if (!claims.scope) return malformed(expected_credential);
  if (!check.take_date())
    return wrong(check, "AccessDenied", 403, "AWS authentication requires a valid Date or x-amz-date header");
  const Claims::Scope& scope = *claims.scope;
  const std::string_view day = std::string_view(check.basic_date).substr(0, 8);
  if (scope.date != day)
    return malformed(fmt::format(
        "Invalid credential date \"{}\". This date is not the same as X-Amz-Date: \"{}\".", scope.date, day));
  if (scope.terminator != "aws4_request")
    return malformed(
        fmt::format("incorrect terminal \"{}\". This endpoint uses \"aws4_request\".", scope.terminator));
  return {};
}

// A URL may be young by either clock, and ends by the world's.
std::optional<kit::Failure> check_expiry(const Check& check, std::chrono::seconds valid) {
  if (check.time + valid < check.asked.world_now)
    return wrong(check, "AccessDenied", 403, "Request has expired",
                 {{"X-Amz-Expires", check.claims.expires},
                  {"Expires", iso(check.time + valid)},
                  {"ServerTime", iso(check.asked.world_now)}});
  if (check.when(valid) == Check::When::early)
    return wrong(check, "AccessDenied", 403, "Request is not valid yet");
  return {};
}

std::optional<kit::Failure> check_query(Check& check) {
  const Claims& claims = check.claims;
  const auto malformed = [&](std::string text) { return wrong(check, query_error, 400, std::move(text)); };
  if (claims.algorithm != hmac_algorithm)
    return malformed("X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256\"");
  for (const std::string_view one :
       {claims.credential, claims.signature, claims.date, claims.signed_headers, claims.expires})
    if (one.empty())
      return malformed(
          "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, "
          "X-Amz-Signature, "
          "X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.");
  if (!claims.scope)
    return malformed(fmt::format("Error parsing the X-Amz-Credential parameter; {}", expected_credential));
  if (!check.take_date())
    return malformed("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
  const std::string_view day = std::string_view(check.basic_date).substr(0, 8);
  if (claims.scope->date != day)
    return malformed(
        fmt::format("Invalid credential date \"{}\". This date is not the same as X-Amz-Date: \"{}\".",
                    claims.scope->date, day));
  if (claims.scope->terminator != "aws4_request")
    return malformed(
        fmt::format("Error parsing the X-Amz-Credential parameter; incorrect terminal \"{}\". This "
                    "endpoint uses \"aws4_request\".",
                    claims.scope->terminator));
  std::int64_t seconds = 0;
  const char* end = claims.expires.data() + claims.expires.size();
  const auto [stop, error] = std::from_chars(claims.expires.data(), end, seconds);
  if (stop != end || error == std::errc::invalid_argument)
    return malformed("X-Amz-Expires should be a number");
  if (seconds < 0) return malformed("X-Amz-Expires must be non-negative");
  if (error != std::errc() || std::chrono::seconds(seconds) > longest_url)
    return malformed(
        "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be "
        "less than 604800 seconds");
  return check_expiry(check, std::chrono::seconds(seconds));
}

std::optional<kit::Failure> check_signed_headers(const Check& check) {
  const Claims& claims = check.claims;
  std::string missing;
  const auto need = [&](std::string_view name) {
    if (lists(claims.signed_headers, name)) return;
    if (!missing.empty()) missing += ", ";
    for (const char c : name) missing += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  };
  need("host");
  for (const protocol::Field& field : check.fields()) {
    if (field.name.size() < 6 || !protocol::equal_without_case(field.name.substr(0, 6), "x-amz-")) continue;
    // Added by some clients behind their signing.
    if (protocol::equal_without_case(field.name, "x-amz-user-agent")) continue;
    if (claims.form == Claims::Form::query &&
        protocol::equal_without_case(field.name, "x-amz-content-sha256"))
      continue;
    need(field.name);
  }
  if (missing.empty()) return {};
  return wrong(check, "AccessDenied", 403, "There were headers present in the request which were not signed",
               {{"HeadersNotSigned", missing}});
}

std::optional<kit::Failure> check_payload_name(const Check& check) {
  const std::string_view said = check.claims.payload;
  if (said.empty() && check.claims.form == Claims::Form::header)
    return wrong(check, "InvalidRequest", 400,
                 "Missing required header for this request: x-amz-content-sha256");
  for (const std::string_view known : {std::string_view(), unsigned_payload, streaming_signed,
                                       streaming_signed_trailer, streaming_unsigned_trailer})
    if (said == known) return {};
  if (parse_digest(said)) return {};
  return wrong(
      check, "InvalidArgument", 400,
      "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, "
      "STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 "
      "value.",
      {{"ArgumentName", "x-amz-content-sha256"}, {"ArgumentValue", said}});
}

std::optional<kit::Failure> check_signature(Check& check) {
  const Claims& claims = check.claims;
  check.write(PathRule::s3, claims.payload.empty() ? unsigned_payload : claims.payload);
  if (!check.right() || !check.chunks_right())
    return wrong(
        check, "SignatureDoesNotMatch", 403,
        "The request signature we calculated does not match the signature you provided. Check your key and "
        "signing method.",
        {{"AWSAccessKeyId", claims.scope->access_key},
         {"StringToSign", check.to_sign},
         {"SignatureProvided", claims.signature},
         {"StringToSignBytes", bytes_of(check.to_sign)},
         {"CanonicalRequest", check.canonical},
         {"CanonicalRequestBytes", bytes_of(check.canonical)}});
  const auto promised = parse_digest(claims.payload);
  if (!promised) return {};
  Digest computed{};
  if (!check.asked.body_hash) {
    computed = sha256(check.asked.body);
  } else {
    std::ranges::copy(check.asked.body_hash->substr(0, computed.size()), computed.begin());
  }
  if (same(computed, *promised)) return {};
  std::string hash;
  append_hex(hash, computed);
  return wrong(check, "XAmzContentSHA256Mismatch", 400,
               "The provided 'x-amz-content-sha256' header does not match what was computed.",
               {{"ClientComputedContentSHA256", claims.payload}, {"S3ComputedContentSHA256", hash}});
}

}  // namespace

std::optional<kit::Failure> check_s3(Check& check) {
  if (check.claims.form == Claims::Form::old) return check_old(check.asked, check.claims);
  if (auto failure = check_form(check)) return failure;
  if (auto failure = check.claims.form == Claims::Form::query ? check_query(check) : check_header(check))
    return failure;
  if (auto failure = check_key(check)) return failure;
  if (auto failure = check_signed_headers(check)) return failure;
  if (auto failure = check_payload_name(check)) return failure;
  return check_signature(check);
}

}  // namespace understudy::gateway::auth
