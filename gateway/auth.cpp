// Finding keys, computing the right signature, and choosing the front end.
#include "gateway/auth.hpp"

#include <algorithm>
#include <array>

#include "gateway/auth_check.hpp"
#include "gateway/auth_keys.hpp"
#include "gateway/protocol/text.hpp"

namespace understudy::gateway::auth {
namespace {

constexpr std::array<std::string_view, 4> s3_names{"s3", "s3-outposts", "s3-object-lambda", "s3express"};

// By the name that its clients sign with.
bool is_s3(const Claims& claims, const Target& target) {
  std::string_view name = claims.scope ? claims.scope->service : std::string_view();
  if (target.service) name = target.service->signing_name();
  return std::ranges::find(s3_names, name) != s3_names.end();
}

}  // namespace

bool Check::take_date() {
  if (const auto basic = parse_basic_time(claims.date)) {
    basic_date = claims.date;
    time = *basic;
    return true;
  }
  // The Date field in HTTP's form stands in for X-Amz-Date; it is signed in the basic form all the same.
  const auto date = claims.form == Claims::Form::header ? protocol::parse_rfc822(claims.date) : std::nullopt;
  if (!date) return false;
  time = *date;
  basic_date = basic_time(time);
  return true;
}

Check::When Check::when(std::chrono::seconds valid) const {
  const auto by = [&](kit::Time now) {
    if (time > now + allowed_skew) return When::early;
    return time + valid < now ? When::late : When::right;
  };
  return by(asked.world_now) == When::right ? When::right : by(asked.now);
}

bool Check::find_secrets() {
  const std::string_view key = claims.scope ? claims.scope->access_key : std::string_view();
  if (const auto& issued = asked.target.credential; issued && issued->access_key == key) {
    secrets_ = {issued->secret_key};
  } else {
    secrets_ = well_known_secrets(key);
  }
  return !secrets_.empty();
}

// The well-known keys come with any token: moto's documentation sets one ("testing").
Check::Token Check::token() const {
  const auto& issued = asked.target.credential;
  if (!issued) return Token::right;
  if (issued->session_token != claims.token) return Token::wrong;
  return issued->expires <= asked.world_now ? Token::expired : Token::right;
}

void Check::write(PathRule rule, std::string_view payload_hash) {
  canonical.clear();
  to_sign.clear();
  append_canonical(canonical, claims, asked.request, fields(), rule, payload_hash, asked.arena);
  append_string_to_sign(to_sign, claims, basic_date, canonical);
}

bool Check::right() {
  const auto claimed = parse_digest(claims.signature);
  if (!claimed || !claims.scope) return false;
  for (const std::string_view secret : secrets_) {
    const Digest key = signing_key(secret, claims.scope->date, claims.scope->region, claims.scope->service);
    if (!same(hmac(key, to_sign), *claimed)) continue;
    secrets_ = {secret};
    return true;
  }
  return false;
}

bool Check::right_of(std::string_view text) const {
  return std::ranges::any_of(secrets_,
                             [&](auto secret) { return hmac_sha1(secret, text) == claims.signature; });
}

bool Check::chunks_right() {
  if (claims.payload != streaming_signed && claims.payload != streaming_signed_trailer) return true;
  if (!asked.seals) return false;
  const Claims::Scope& scope = *claims.scope;
  return asked.seals->hold(signing_key(secrets_.front(), scope.date, scope.region, scope.service), basic_date,
                           claims.credential.substr(scope.access_key.size() + 1), claims.signature,
                           asked.trailer, claims.payload == streaming_signed_trailer);
}

std::optional<kit::Failure> authenticate(const Asked& asked) {
  if (asked.target.operation && asked.target.operation->has(models::tables::no_auth)) return {};
  const Claims claims = read_claims(asked.request, asked.arena);
  Check check(asked, claims);
  return is_s3(claims, asked.target) ? check_s3(check) : check_usual(check);
}

}  // namespace understudy::gateway::auth
