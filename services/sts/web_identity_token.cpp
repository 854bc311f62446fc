// GetWebIdentityToken: a signed JWT by which the caller shows itself to services outside AWS.
#include "services/sts/web_identity_token.hpp"

#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <memory>

#include "services/kit/json.hpp"
#include "services/kit/sealed.hpp"
#include "services/sts/issue.hpp"

namespace understudy::sts {
namespace {

constexpr kit::Error unknown_algorithm{
    "ValidationError",
    "1 validation error detected: Value '{}' at 'signingAlgorithm' failed to satisfy "
    "constraint: Member must satisfy enum value set: [ES384, RS256]",
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

const SigningKey& signing_key(Call& call, State& state, const std::string& algorithm) {
  if (const SigningKey* key = state.signing_keys.find(algorithm)) return *key;
  return state.signing_keys.insert(algorithm, {call.random().uuid(), to_pem(make_key(algorithm).get())});
}

const std::string& issuer(Call& call, State& state) {
  if (const Issuer* known = state.issuers.find("issuer")) return known->id;
  return state.issuers.insert("issuer", {call.random().uuid()}).id;
}

kit::Value text_value(Call& call, std::string_view text) {
  return kit::Value::string(call.arena().copy(text));
}

std::string claims(Call& call, State& state, const Identity& who, kit::Time expires) {
  kit::Arena& arena = call.arena();
  kit::Value body = kit::Value::map(arena, 8);
  if (call.in["Audience"].size() == 1) {
    body.set(arena, "aud") = text_value(call, call.in["Audience"][0].text());
  } else {
    kit::Value& list = body.set(arena, "aud");
    list = kit::Value::list(arena);
    for (const In audience : call.in["Audience"]) list.add(arena) = text_value(call, audience.text());
  }
  body.set(arena, "sub") = text_value(call, who.arn);
  body.set(arena, "iss") =
      text_value(call, fmt::format("https://{}.tokens.sts.global.api.aws", issuer(call, state)));
  body.set(arena, "iat") = kit::Value(kit::epoch_seconds(call.now()));
  body.set(arena, "exp") = kit::Value(kit::epoch_seconds(expires));
  body.set(arena, "jti") = text_value(call, call.random().uuid());
  kit::Value aws = kit::Value::map(arena);
  aws.set(arena, "aws_account") = text_value(call, who.account);
  aws.set(arena, "source_region") = text_value(call, call.base().client_region);
  aws.set(arena, "principal_id") = text_value(call, who.arn);
  if (!call.in["Tags"].empty()) {
    kit::Value tags = kit::Value::map(arena);
    for (const In tag : call.in["Tags"])
      tags.set(arena, call.arena().copy(tag["Key"].text())) = text_value(call, tag["Value"].text());
    aws.set(arena, "request_tags") = tags;
  }
  body.set(arena, "https://sts.amazonaws.com/") = aws;
  return kit::to_json(body);
}

}  // namespace

kit::Outcome get_web_identity_token(Call& call, State& state) {
  const std::string algorithm(call.in["SigningAlgorithm"].text());
  if (algorithm != "RS256" && algorithm != "ES384") return unknown_algorithm.says(algorithm);
  const kit::Time expires =
      std::chrono::floor<kit::seconds>(call.now()) + kit::seconds(call.in["DurationSeconds"].integer(300));
  if (const auto& credential = call.caller().credential; credential && expires > credential->expires)
    return escalation;
  const SigningKey& key = signing_key(call, state, algorithm);
  const std::string head = fmt::format(R"({{"kid":"{}","typ":"JWT","alg":"{}"}})", key.id, algorithm);
  std::string token =
      kit::base64url(head) + '.' + kit::base64url(claims(call, state, identity(call), expires));
  token += '.' + kit::base64url(sign(algorithm, from_pem(key.pem).get(), token));
  call.out["WebIdentityToken"] = token;
  call.out["Expiration"] = expires;
  return {};
}

}  // namespace understudy::sts
