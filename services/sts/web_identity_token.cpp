// GetWebIdentityToken: a signed JWT by which the caller shows itself to services outside AWS.
#include "services/sts/web_identity_token.hpp"

#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <memory>

#include "services/kit/arn.hpp"
#include "services/kit/format.hpp"
#include "services/kit/json.hpp"
#include "services/kit/sealed.hpp"
#include "services/sts/issue.hpp"
#include "services/sts/session_tags.hpp"

namespace understudy::sts {
namespace {

constexpr kit::Error unknown_algorithm{
    "ValidationError",
    "1 validation error detected: Value '{}' at 'signingAlgorithm' failed to satisfy "
    "constraint: Member must satisfy enum value set: [RS256, ES384]",
    400};
constexpr kit::Error escalation{
    "SessionDurationEscalationException",
    "The requested token duration would extend the session beyond its original expiration time."};

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;

Key make_key(std::string_view algorithm) {
  return Key(algorithm == "RS256" ? EVP_RSA_gen(2048) : EVP_EC_gen("P-384"), &EVP_PKEY_free);
}

std::string to_pem(EVP_PKEY* key) {
  const Bio bio(BIO_new(BIO_s_mem()), &BIO_free);
  PEM_write_bio_PKCS8PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

Key from_pem(std::string_view pem) {
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
  return Key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr), &EVP_PKEY_free);
}

// ECDSA in JWTs is r and s side by side (RFC 7518, 3.4), not the DER that OpenSSL gives.
std::string plain_ecdsa(const std::string& der, std::size_t half) {
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> pair(
      d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())), &ECDSA_SIG_free);
  std::string out(half * 2, '\0');
  auto* to = reinterpret_cast<unsigned char*>(out.data());
  BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), to, static_cast<int>(half));
  BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), to + half, static_cast<int>(half));
  return out;
}

std::string sign(std::string_view algorithm, EVP_PKEY* key, std::string_view text) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  EVP_DigestSignInit(context.get(), nullptr, algorithm == "RS256" ? EVP_sha256() : EVP_sha384(), nullptr,
                     key);
  std::size_t size = 0;
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  EVP_DigestSign(context.get(), nullptr, &size, bytes, text.size());
  std::string signature(size, '\0');
  EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, bytes,
                 text.size());
  signature.resize(size);
  return algorithm == "RS256" ? signature : plain_ecdsa(signature, 48);
}

const SigningKey& signing_key(State& state, const std::string& algorithm) {
  if (const SigningKey* key = state.signing_keys.find(algorithm)) return *key;
  return state.signing_keys.insert(
      algorithm, {algorithm == "RS256" ? "RSA_0" : "EC384_0", to_pem(make_key(algorithm).get())});
}

const std::string& issuer(Call& call, State& state) {
  if (const Issuer* known = state.issuers.find("issuer")) return known->id;
  return state.issuers.insert("issuer", {call.random().uuid()}).id;
}

// ---- Who asks

// The session that signed, when it was issued here.
const Session* session_of(const Call& call, const State& state) {
  const auto& credential = call.caller().credential;
  return credential ? state.sessions.find(credential->access_key) : nullptr;
}

// A principal that IAM knows, and how IAM is asked for its tags.
struct Principal {
  std::string arn;                                // of the user or role; of a role session too the role's
  std::string_view operation, parameter, member;  // empty operation: nothing to ask
  std::string name;
};

Principal principal(const Call& call, const State& state) {
  const Session* session = session_of(call, state);
  Principal who{
      session && !session->role_arn.empty() ? session->role_arn : identity(call).arn, {}, {}, {}, {}};
  const auto arn = kit::Arn::parse(who.arn);
  if (!arn || arn->service != "iam") return who;
  if (arn->type() == "role") {
    who.operation = "GetRole", who.parameter = "RoleName", who.member = "Role";
  } else if (arn->type() == "user") {
    who.operation = "GetUser", who.parameter = "UserName", who.member = "User";
  }
  who.name = who.arn.substr(who.arn.rfind('/') + 1);
  return who;
}

kit::Request ask_for(const Call& call, const Principal& who) {
  kit::Value input = kit::Value::map(call.arena());
  input.set(call.arena(), who.parameter) = kit::Value::string(who.name);
  return {{std::string(call.account()), "aws-global", "iam"}, std::string(who.operation), input};
}

std::map<std::string, std::string> tags_in(const kit::Answer& answer, std::string_view member) {
  std::map<std::string, std::string> tags;
  const kit::Value* entity = answer.failure ? nullptr : answer.output.find(member);
  const kit::Value* list = entity ? entity->find("Tags") : nullptr;
  if (!list) return tags;
  for (const kit::Value& tag : list->elements())
    if (const kit::Value* key = tag.find("Key"), *value = tag.find("Value"); key && value)
      tags[std::string(key->text())] = value->text();
  return tags;
}

// ---- The payload

kit::Value text_value(const Call& call, std::string_view text) {
  return kit::Value::string(call.arena().copy(text));
}

void set_tags(const Call& call, kit::Value& parent, std::string_view name,
              const std::map<std::string, std::string>& tags) {
  if (tags.empty()) return;
  kit::Value map = kit::Value::map(call.arena());
  for (const auto& [key, value] : tags)
    map.set(call.arena(), call.arena().copy(key)) = text_value(call, value);
  parent.set(call.arena(), name) = map;
}

// What AWS adds under its own name (IAM guide, "Understanding token claims").
kit::Value aws_claims(const Call& call, const State& state, std::map<std::string, std::string> principal_tags,
                      const Tags& request_tags) {
  kit::Arena& arena = call.arena();
  kit::Value aws = kit::Value::map(arena, 8);
  aws.set(arena, "aws_account") = text_value(call, call.caller().account);
  aws.set(arena, "source_region") = text_value(call, call.base().client_region);
  if (const Session* session = session_of(call, state)) {
    for (const auto& [key, value] : session->tags) principal_tags[key] = value;
    if (!session->role_arn.empty())
      aws.set(arena, "original_session_exp") = text_value(call, kit::rfc3339(session->expires));
    if (!session->federated_provider.empty())
      aws.set(arena, "federated_provider") = text_value(call, session->federated_provider);
    if (!session->source_identity.empty())
      aws.set(arena, "source_identity") = text_value(call, session->source_identity);
  }
  set_tags(call, aws, "principal_tags", principal_tags);
  set_tags(call, aws, "request_tags", {request_tags.begin(), request_tags.end()});
  return aws;
}

kit::Value audience(const Call& call) {
  if (call.in["Audience"].size() == 1) return text_value(call, call.in["Audience"][0].text());
  kit::Value list = kit::Value::list(call.arena());
  for (const In one : call.in["Audience"]) list.add(call.arena()) = text_value(call, one.text());
  return list;
}

std::string claims(Call& call, State& state, const Principal& who, kit::Time expires, const kit::Value& aws) {
  kit::Arena& arena = call.arena();
  kit::Value body = kit::Value::map(arena, 8);
  body.set(arena, "aud") = audience(call);
  body.set(arena, "sub") = text_value(call, who.arn);
  body.set(arena, "iss") =
      text_value(call, fmt::format("https://{}.tokens.sts.global.api.aws", issuer(call, state)));
  body.set(arena, "iat") = kit::Value(kit::epoch_seconds(call.now()));
  body.set(arena, "exp") = kit::Value(kit::epoch_seconds(expires));
  body.set(arena, "jti") = text_value(call, call.random().uuid());
  body.set(arena, "https://sts.amazonaws.com/") = aws;
  return kit::to_json(body);
}

}  // namespace

kit::Task get_web_identity_token(Call& call, State& state) {
  const std::string algorithm(call.in["SigningAlgorithm"].text());
  if (algorithm != "RS256" && algorithm != "ES384") co_return unknown_algorithm.says(algorithm);
  const Tags request_tags = read_tag_list(call.in["Tags"]);
  const Principal who = principal(call, state);
  kit::Answer answer;
  if (!who.operation.empty()) answer = co_await call.ask(ask_for(call, who));
  const kit::Time expires =
      std::chrono::floor<kit::seconds>(call.now()) + kit::seconds(call.in["DurationSeconds"].integer(300));
  if (const auto& credential = call.caller().credential; credential && expires > credential->expires)
    co_return escalation;
  const kit::Value aws = aws_claims(call, state, tags_in(answer, who.member), request_tags);
  const SigningKey& key = signing_key(state, algorithm);
  const std::string head = fmt::format(R"({{"kid":"{}","typ":"JWT","alg":"{}"}})", key.id, algorithm);
  std::string token = kit::base64url(head) + '.' + kit::base64url(claims(call, state, who, expires, aws));
  token += '.' + kit::base64url(sign(algorithm, from_pem(key.pem).get(), token));
  call.out["WebIdentityToken"] = token;
  call.out["Expiration"] = expires;
  co_return {};
}

}  // namespace understudy::sts
