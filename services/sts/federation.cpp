// AssumeRoleWithSAML and AssumeRoleWithWebIdentity: sessions for identities that others vouch for.
//
// No provider is registered here (that is IAM's), so signatures are not checked; what the documents say is.
#include <openssl/sha.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <pugixml.hpp>

#include "services/kit/arn.hpp"
#include "services/kit/format.hpp"
#include "services/kit/json.hpp"
#include "services/kit/sealed.hpp"
#include "services/sts/issue.hpp"
#include "services/sts/roles.hpp"
#include "services/sts/session_tags.hpp"

namespace understudy::sts {
namespace {

constexpr kit::Error invalid_token{"InvalidIdentityTokenException", "{}"};
constexpr kit::Error expired_token{"ExpiredTokenException", "{}"};
constexpr std::string_view attribute_root = "https://aws.amazon.com/SAML/Attributes/";

// ---- SAML: names are compared without their namespace prefix, as documents choose prefixes freely.
std::string_view local(const pugi::xml_node& node) {
  const std::string_view name = node.name();
  return name.substr(name.find(':') == name.npos ? 0 : name.find(':') + 1);
}

pugi::xml_node child(const pugi::xml_node& parent, std::string_view name) {
  for (const pugi::xml_node node : parent.children())
    if (local(node) == name) return node;
  return {};
}

std::string trimmed(std::string_view text) {
  const auto from = text.find_first_not_of(" \t\r\n");
  if (from == text.npos) return {};
  return std::string(text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1));
}

// As the API's own parameters of that kind: [\w+=,.@-]{2,64}.
bool is_session_name(std::string_view text) {
  return text.size() >= 2 && text.size() <= 64 && std::ranges::all_of(text, [](unsigned char c) {
           return std::isalnum(c) ||
                  std::string_view("_+=,.@-").find(static_cast<char>(c)) != std::string_view::npos;
         });
}

struct Assertion {
  std::string subject, subject_type, issuer, audience, session_name, source_identity;
  std::vector<std::string> roles;  // each "role ARN,provider ARN", in either order
  std::optional<std::int64_t> duration;
  std::optional<kit::Time> session_ends;  // the provider's own session
  Tags tags;
  std::vector<std::string> transitive_keys;
};

std::int64_t read_duration(const std::string& value) {
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), seconds);
  if (error != std::errc() || end != value.data() + value.size() || seconds < 900 || seconds > 43200)
    throw invalid_token.says("SessionDuration is not valid in AuthnResponse");
  return seconds;
}

void read_value(std::string_view attribute, const std::string& value, Assertion& a) {
  constexpr std::string_view tag = "PrincipalTag:";
  if (attribute == "RoleSessionName") a.session_name = value;
  if (attribute == "SourceIdentity") a.source_identity = value;
  if (attribute == "Role") a.roles.push_back(value);
  if (attribute == "SessionDuration") a.duration = read_duration(value);
  if (attribute == "TransitiveTagKeys") a.transitive_keys.push_back(value);
  if (attribute.starts_with(tag) && !a.tags.emplace(attribute.substr(tag.size()), value).second)
    throw invalid_token.says(std::string(duplicate_tags.message));
}

void read_attribute(const pugi::xml_node& attribute, Assertion& a) {
  const std::string_view name = attribute.attribute("Name").value();
  if (!name.starts_with(attribute_root)) return;
  for (const pugi::xml_node node : attribute.children())
    if (local(node) == "AttributeValue")
      read_value(name.substr(attribute_root.size()), trimmed(node.text().get()), a);
}

void read_statements(const pugi::xml_node& assertion, Assertion& a) {
  for (const pugi::xml_node statement : assertion.children()) {
    if (local(statement) == "AttributeStatement")
      for (const pugi::xml_node attribute : statement.children())
        if (local(attribute) == "Attribute") read_attribute(attribute, a);
    if (local(statement) == "AuthnStatement")
      if (const auto ends = kit::parse_rfc3339(statement.attribute("SessionNotOnOrAfter").value()))
        a.session_ends = *ends;
  }
}

// The wording of AWS's guide "Troubleshooting SAML federation".
void check(const Assertion& a) {
  if (a.session_name.empty()) throw invalid_token.says("RoleSessionName is required in AuthnResponse");
  if (!is_session_name(a.session_name))
    throw invalid_token.says("RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}");
  if (!a.source_identity.empty() &&
      (!is_session_name(a.source_identity) || a.source_identity.starts_with("aws:")))
    throw invalid_token.says(
        "Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with \"aws:\"");
  if (a.roles.empty()) throw invalid_token.says("Role is required in AuthnResponse");
}

Assertion read_assertion(std::string_view encoded) {
  std::string compact(encoded);
  std::erase_if(compact, [](char c) { return c == '\r' || c == '\n' || c == ' '; });
  const auto text = kit::parse_base64(compact);
  if (!text) throw invalid_token.says("Invalid base64 SAMLResponse");
  pugi::xml_document document;
  // Assertions come with and without white space before their declaration.
  const std::string plain = trimmed(*text);
  if (!document.load_buffer(plain.data(), plain.size())) throw invalid_token.says("Invalid SAMLResponse");
  const pugi::xml_node assertion = child(document.document_element(), "Assertion");
  if (local(document.document_element()) != "Response" || !assertion)
    throw invalid_token.says("Invalid SAMLResponse");
  Assertion a;
  a.issuer = trimmed(child(assertion, "Issuer").text().get());
  const pugi::xml_node subject = child(assertion, "Subject");
  a.subject = trimmed(child(subject, "NameID").text().get());
  a.subject_type = child(subject, "NameID").attribute("Format").value();
  constexpr std::string_view format = "urn:oasis:names:tc:SAML:2.0:nameid-format:";
  if (a.subject_type.starts_with(format)) a.subject_type.erase(0, format.size());
  a.audience =
      child(child(subject, "SubjectConfirmation"), "SubjectConfirmationData").attribute("Recipient").value();
  read_statements(assertion, a);
  check(a);
  return a;
}

std::string_view last_part(std::string_view arn) { return arn.substr(arn.rfind('/') + 1); }

// Whether the provider offers this role: one of its pairs is made of the two ARNs, the provider's by its
// name.
bool offers(const Assertion& a, std::string_view role, std::string_view provider) {
  return std::ranges::any_of(a.roles, [&](std::string_view pair) {
    const auto comma = pair.find(',');
    if (comma == pair.npos) return false;
    const std::string one = trimmed(pair.substr(0, comma)), other = trimmed(pair.substr(comma + 1));
    return (one == role && last_part(other) == last_part(provider)) ||
           (other == role && last_part(one) == last_part(provider));
  });
}

// BASE64(SHA1(issuer + account + "/" + provider name)), API reference AssumeRoleWithSAML.
std::string name_qualifier(const Assertion& a, std::string_view account, std::string_view provider_arn) {
  const std::string text = fmt::format("{}{}/{}", a.issuer, account, last_part(provider_arn));
  unsigned char digest[SHA_DIGEST_LENGTH];
  SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest);
  return kit::base64({reinterpret_cast<const char*>(digest), sizeof digest});
}

// ---- Web identities
struct Claims {
  std::string subject, audience, issuer, source_identity;
  std::optional<std::int64_t> expires;  // seconds since the epoch
  Tags tags;
  std::vector<std::string> transitive_keys;
};

std::string_view claim(const kit::Value& map, std::string_view name) {
  const kit::Value* v = map.find(name);
  if (v && v->is(kit::Kind::list) && v->size() > 0) v = &v->elements()[0];
  return v ? v->text() : std::string_view();
}

// {"principal_tags": {key: [value]}, "transitive_tag_keys": [key]} (IAM guide, session tags with OIDC).
void read_token_tags(const kit::Value& body, Claims& claims) {
  const kit::Value* root = body.find("https://aws.amazon.com/tags");
  if (!root) return;
  if (const kit::Value* tags = root->find("principal_tags"))
    for (std::uint32_t i = 0; tags->is(kit::Kind::map) && i < tags->size(); ++i) {
      const std::string_view key = tags->entry(i).key;
      if (!claims.tags.emplace(key, claim(*tags, key)).second)
        throw invalid_token.says(std::string(duplicate_tags.message));
    }
  if (const kit::Value* keys = root->find("transitive_tag_keys"))
    for (const kit::Value& key : keys->elements()) claims.transitive_keys.emplace_back(key.text());
}

// An OpenID Connect token is a JWT; other providers' access tokens are opaque and tell nothing.
Claims read_token(std::string_view token) {
  Claims claims;
  const auto first = token.find('.');
  const auto second = first == token.npos ? first : token.find('.', first + 1);
  if (second == token.npos) return claims;
  kit::Arena arena;
  const auto payload = kit::parse_base64url(token.substr(first + 1, second - first - 1));
  const auto body = payload ? kit::parse_json(*payload, arena) : std::nullopt;
  if (!body || !body->is(kit::Kind::map))
    throw invalid_token.says(
        "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)");
  claims.subject = claim(*body, "sub");
  claims.audience = claim(*body, "azp");
  if (claims.audience.empty()) claims.audience = claim(*body, "aud");
  claims.issuer = claim(*body, "iss");
  claims.source_identity = claim(*body, "https://aws.amazon.com/source_identity");
  if (const kit::Value* exp = body->find("exp");
      exp && (exp->is(kit::Kind::integer) || exp->is(kit::Kind::real)))
    claims.expires = static_cast<std::int64_t>(std::clamp(exp->real(), 0.0, 1e12));
  read_token_tags(*body, claims);
  return claims;
}

void hang_tags(const Tags& tags, const std::vector<std::string>& transitive_keys, Session& session) {
  put(tags, session);
  for (const std::string& key : transitive_keys) make_transitive(tags, key, session);
}

// DurationSeconds, else the assertion's SessionDuration, but never beyond the end of the provider's session.
kit::Duration saml_lifetime(const Call& call, const Assertion& assertion, const Known& role) {
  kit::Duration life = lifetime(call.in, role, false);
  if (assertion.duration && !call.in["DurationSeconds"]) {
    life = kit::seconds(*assertion.duration);
    check_limit(life, role);
  }
  if (assertion.session_ends)
    life =
        std::min<kit::Duration>(life, std::chrono::floor<kit::seconds>(*assertion.session_ends - call.now()));
  return life;
}

}  // namespace

kit::Task assume_role_with_saml(Call& call, State& state) {
  const Role role = read_role(call.in);
  const std::string_view provider = call.in["PrincipalArn"].text();
  const Assertion assertion = read_assertion(call.in["SAMLAssertion"].text());
  if (!offers(assertion, role.arn, provider))
    co_return access_denied.says("Not authorized to perform sts:AssumeRoleWithSAML");
  if (assertion.session_ends && *assertion.session_ends <= call.now())
    co_return expired_token.says("Token must be redeemed within 5 minutes of issuance");
  Session session;
  read_policies(call.in, session);
  hang_tags(assertion.tags, assertion.transitive_keys, session);
  session.source_identity = assertion.source_identity;
  session.federated_provider = provider;
  const kit::Answer answer = co_await call.ask(ask_for(call, role));
  const Known known = known_role(call, state, role, answer);
  const kit::Duration life = saml_lifetime(call, assertion, known);
  call.out["Subject"] = assertion.subject;
  call.out["SubjectType"] = assertion.subject_type;
  call.out["Issuer"] = assertion.issuer;
  call.out["Audience"] = assertion.audience;
  call.out["NameQualifier"] = name_qualifier(assertion, role.account, provider);
  assume(call, state, role, known.id, assertion.session_name, std::move(session), life);
  co_return {};
}

kit::Task assume_role_with_web_identity(Call& call, State& state) {
  const Role role = read_role(call.in);
  const Claims claims = read_token(call.in["WebIdentityToken"].text());
  if (claims.expires && *claims.expires <= kit::epoch_seconds(call.now()))
    co_return expired_token.says(
        fmt::format("Token expired: current date/time {} must be before the expiration date/time {}",
                    kit::epoch_seconds(call.now()), *claims.expires));
  const std::string_view provider = call.in["ProviderId"].text(claims.issuer);
  Session session;
  read_policies(call.in, session);
  hang_tags(claims.tags, claims.transitive_keys, session);
  session.source_identity = claims.source_identity;
  session.federated_provider = provider;
  const kit::Answer answer = co_await call.ask(ask_for(call, role));
  const Known known = known_role(call, state, role, answer);
  const kit::Duration life = lifetime(call.in, known, false);
  if (!claims.subject.empty()) call.out["SubjectFromWebIdentityToken"] = claims.subject;
  if (!claims.audience.empty()) call.out["Audience"] = claims.audience;
  if (!provider.empty()) call.out["Provider"] = provider;
  assume(call, state, role, known.id, call.in["RoleSessionName"].text(), std::move(session), life);
  co_return {};
}

}  // namespace understudy::sts
