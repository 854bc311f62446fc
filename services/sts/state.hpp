// STS's state: the sessions that it issued, and what it made up for roles and signing keys.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "services/kit/service.hpp"
#include "services/models/names/sts.hpp"

namespace understudy::sts {

// A set of temporary credentials, from issue to expiry.
struct Session {
  std::string secret_key;
  std::string session_token;
  std::string arn;      // assumed-role, federated-user, assumed-root, or the caller's own for GetSessionToken
  std::string user_id;  // "AROA...:session" and the like
  kit::Time expires{};
  std::string role_arn;            // of the role that was assumed, with its path; else empty
  std::string federated_provider;  // who vouched for a web identity or a SAML subject; else empty
  bool mfa = false;                // a device's code came with the request
  std::string policy;              // the session policy's text, else empty
  std::vector<std::string> policy_arns;
  std::map<std::string, std::string> tags;
  std::map<std::string, std::string> transitive_tags;
  std::string source_identity;
};
STATE(Session, secret_key, session_token, arn, user_id, expires, role_arn, federated_provider, mfa, policy,
      policy_arns, tags, transitive_tags, source_identity)

struct ByExpiry {
  static std::optional<std::pair<kit::Time, std::string>> key(const std::string& access_key,
                                                              const Session& session) {
    return std::pair(session.expires, access_key);
  }
};

// A role that IAM does not know: AWS would refuse it, an emulator lets tests assume it, always under the same
// id.
struct UnknownRole {
  std::string id;
};
STATE(UnknownRole, id)

// A key that signs web identity tokens; one an algorithm.
struct SigningKey {
  std::string id;   // "kid" of the token: "RSA_0", "EC384_0"
  std::string pem;  // PKCS #8
};
STATE(SigningKey, id, pem)

// The account's name as a token issuer.
struct Issuer {
  std::string id;  // UUID
};
STATE(Issuer, id)

struct State {
  kit::Table<Session, std::string, ByExpiry> sessions;  // by access key
  kit::Table<UnknownRole> roles;                        // by role ARN
  kit::Table<SigningKey> signing_keys;                  // by algorithm
  kit::Table<Issuer> issuers;                           // one row, "issuer"

  kit::Time next_deadline() const;
  void settle(kit::Turn& turn);          // sessions end
  void restored(kit::Turn& turn) const;  // sessions are credentials
};
STATE(State, sessions, roles, signing_keys, issuers)

}  // namespace understudy::sts
