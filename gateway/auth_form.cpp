// Finding a form's policy, key and signature, and computing the right one.
#include "gateway/auth_form.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "gateway/auth_digest.hpp"
#include "gateway/auth_keys.hpp"
#include "gateway/auth_signature.hpp"
#include "gateway/route_host.hpp"

namespace understudy::gateway::auth {
namespace {

using Fields = std::map<std::string, std::string_view, std::less<>>;  // by name in lower case

// name="value" or name=value behind a blank or a semicolon.
std::string_view parameter(std::string_view text, std::string_view name) {
  for (auto at = text.find(name); at != text.npos; at = text.find(name, at + 1)) {
    const bool whole = at == 0 || text[at - 1] == ' ' || text[at - 1] == ';';
    std::string_view rest = text.substr(at + name.size());
    if (!whole || !rest.starts_with('=')) continue;
    rest.remove_prefix(1);
    const bool marked = rest.starts_with('"');
    if (marked) rest.remove_prefix(1);
    return rest.substr(0, rest.find(marked ? '"' : ';'));
  }
  return {};
}

// Those in front of the file. What is no form has none: who plays it will say so.
Fields fields_of(std::string_view content_type, std::string_view body) {
  Fields fields;
  const std::string_view boundary = parameter(content_type, "boundary");
  if (boundary.empty()) return fields;
  const std::string mark = "\r\n--" + std::string(boundary);
  auto at = body.find(std::string_view(mark).substr(2));
  while (at != body.npos) {
    body.remove_prefix(at);
    const auto end = body.find(mark, 1);
    const std::string_view part = body.substr(0, end);
    const auto gap = part.find("\r\n\r\n");
    if (gap == part.npos) break;
    const std::string name = lower_case(parameter(part.substr(0, gap), "name"));
    if (name == "file") break;
    fields[name] = part.substr(gap + 4);
    at = end;
  }
  return fields;
}

struct Claimed {
  std::string_view access_key{}, token{}, policy{}, signature{};
  std::string_view date{}, region{}, service{};  // of version 4's scope; all empty: version 2
};

Claimed claims_of(const Fields& fields) {
  const auto field = [&](std::string_view name) {
    const auto found = fields.find(name);
    return found == fields.end() ? std::string_view() : found->second;
  };
  Claimed claimed{.access_key = field("awsaccesskeyid"),
                  .token = field("x-amz-security-token"),
                  .policy = field("policy"),
                  .signature = field("signature")};
  if (!claimed.access_key.empty()) return claimed;
  std::array<std::string_view, 4> parts;  // key/date/region/service/aws4_request
  std::string_view rest = field("x-amz-credential");
  for (std::string_view& part : parts) {
    const auto slash = std::min(rest.find('/'), rest.size());
    part = rest.substr(0, slash);
    rest.remove_prefix(std::min(slash + 1, rest.size()));
  }
  claimed.access_key = parts[0];
  claimed.date = parts[1];
  claimed.region = parts[2];
  claimed.service = parts[3];
  claimed.signature = field("x-amz-signature");
  return claimed;
}

bool right(const Claimed& claimed, std::string_view secret) {
  if (claimed.date.empty()) return hmac_sha1(secret, claimed.policy) == claimed.signature;
  const auto signature = parse_digest(claimed.signature);
  return signature &&
         same(*signature,
              hmac(signing_key(secret, claimed.date, claimed.region, claimed.service), claimed.policy));
}

using Facts = std::initializer_list<std::pair<std::string_view, std::string_view>>;
kit::Failure wrong(kit::Arena& arena, std::string_view code, std::uint16_t status, std::string_view text,
                   Facts facts) {
  kit::Failure failure(code, std::string(text), status);
  failure.fields = kit::Value::map(arena, static_cast<std::uint32_t>(facts.size()));
  for (const auto& [name, value] : facts)
    failure.fields.set(arena, name) = kit::Value::string(arena.copy(value));
  return failure;
}

}  // namespace

std::optional<kit::Failure> authenticate_form(const AskedForm& asked, kit::Caller& caller) {
  const Fields fields = fields_of(asked.content_type, asked.body);
  const Claimed claimed = claims_of(fields);
  if (claimed.access_key.empty()) {
    if (asked.anonymous) return {};
    return kit::Failure("AccessDenied", "Access Denied", 403);
  }
  if (claimed.policy.empty())
    return kit::Failure("InvalidArgument",
                        "Bucket POST must contain a field named 'Policy'.  If it is specified, please check "
                        "the order of the fields.",
                        400);
  const auto issued = asked.routing.credential ? asked.routing.credential(asked.world, claimed.access_key)
                                               : kit::Ref<const kit::Credential>();
  const auto secrets =
      issued ? std::vector<std::string_view>{issued->secret_key} : well_known_secrets(claimed.access_key);
  if (secrets.empty())
    return wrong(asked.arena, "InvalidAccessKeyId", 403,
                 "The AWS Access Key Id you provided does not exist in our records.",
                 {{"AWSAccessKeyId", claimed.access_key}});
  if (issued && issued->session_token != claimed.token)
    return wrong(asked.arena, "InvalidToken", 400, "The provided token is malformed or otherwise invalid.",
                 {{"Token-0", claimed.token}});
  if (issued && issued->expires <= asked.world_now)
    return wrong(asked.arena, "ExpiredToken", 400, "The provided token has expired.",
                 {{"Token-0", claimed.token}});
  if (std::ranges::none_of(secrets, [&](std::string_view secret) { return right(claimed, secret); }))
    return wrong(asked.arena, "SignatureDoesNotMatch", 403,
                 "The request signature we calculated does not match the signature you provided. Check your "
                 "key and signing method.",
                 {{"AWSAccessKeyId", claimed.access_key},
                  {"StringToSign", claimed.policy},
                  {"SignatureProvided", claimed.signature}});
  caller.access_key = claimed.access_key;
  caller.credential = issued;
  caller.account = issued                           ? std::string_view(issued->account)
                   : is_account(claimed.access_key) ? claimed.access_key
                                                    : std::string_view(asked.routing.default_account);
  return {};
}

}  // namespace understudy::gateway::auth
