// The AssumeRole family's handlers.
#pragma once

#include "services/sts/state.hpp"

namespace understudy::sts {

kit::Task assume_role(Call& call, State& state);
kit::Task assume_role_with_saml(Call& call, State& state);
kit::Task assume_role_with_web_identity(Call& call, State& state);

// Shared by them. A role named by its ARN: its path's last part is the name.
struct Role {
  std::string arn, account, name;
};
Role read_role(const In& in);  // throws ValidationError

// Finishes: `call.out` gets Credentials, AssumedRoleUser and PackedPolicySize.
void assume(Call& call, State& state, const Role& role, std::string_view role_id,
            std::string_view session_name, Session session, kit::Duration lifetime);
// How IAM is asked for the role, and what its answer says of it.
kit::Request ask_for(const Call& call, const Role& role);
struct Known {
  std::string id;
  kit::Duration max_session = kit::hours(12);
};
Known known_role(Call& call, State& state, const Role& role, const kit::Answer& answer);
// DurationSeconds within the role's limit and then, when roles are chained, within an hour: in AWS's order.
// Throws ValidationError.
kit::Duration lifetime(const In& in, const Known& role, bool chained);

void check_limit(kit::Duration asked, const Known& role);

}  // namespace understudy::sts
