// What a policy says to a request.
#pragma once

#include <cstdint>

#include "services/policy/document.hpp"

namespace understudy::policy {

enum class Decision : std::uint8_t {
  none,   // no statement applies: an implicit deny, unless another policy allows
  allow,  // and nothing denies
  deny,   // explicitly: no other policy can allow
};

// A statement without principals applies to whoever the policy is attached to, one without resources to every
// resource.
Decision evaluate(const Document& policy, const Request& request);
Decision stronger(Decision a, Decision b);  // of two policies for one request

bool applies(const Statement& statement, const Request& request, bool variables);

// Whether a policy grants anything to everybody, as S3 Block Public Access judges it: an Allow for "*" that
// no condition ties to fixed values (user guide, "The meaning of 'public'").
bool is_public(const Document& policy);

}  // namespace understudy::policy
