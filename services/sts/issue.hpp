// Issuing temporary credentials: what all AssumeRole-like operations end in.
#pragma once

#include <string>
#include <string_view>

#include "services/sts/state.hpp"

namespace understudy::sts {

inline constexpr kit::Error validation_error{"ValidationError", "{}", 400};
inline constexpr kit::Error access_denied{"AccessDenied", "{}", 403};

std::string_view partition(const Call& call);  // of the region that the client asked

// Keeps the session, publishes its credential and writes the Credentials member of the answer.
void issue(Call& call, State& state, Session session, kit::Duration lifetime);

// PackedPolicySize: how much of the room for session policies and tags is used, in percent; 0 without any of
// them. Throws PackedPolicyTooLarge past 100.
int packed_size(const Session& session);

// Reads Policy and PolicyArns into the session. Throws MalformedPolicyDocument and ValidationError.
void read_policies(const In& in, Session& session);

// Reads SerialNumber and TokenCode into the session: only both together are of use. No device is registered
// here, so every code is the right one. Throws AccessDenied.
void read_mfa(const In& in, Session& session);

bool is_account(std::string_view text);  // 12 digits

// The caller's identity as GetCallerIdentity shows it.
struct Identity {
  std::string user_id, account, arn;
};
Identity identity(const Call& call);

// Whether the caller signed with temporary credentials of a role, and so chains roles.
bool chains_roles(const Call& call);

}  // namespace understudy::sts
