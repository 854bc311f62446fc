// Signatures that stand in a request's body, where no head tells of them: those of the policies in browsers'
// forms.
#pragma once

#include <optional>
#include <string_view>

#include "gateway/route.hpp"
#include "services/kit/call.hpp"
#include "services/kit/error.hpp"

namespace understudy::gateway::auth {

struct AskedForm {
  std::string_view content_type, body;
  const Routing& routing;
  std::string_view world;
  kit::Time world_now;  // what temporary credentials expire by
  bool anonymous;       // unsigned forms are right, too
  kit::Arena& arena;
};

// Version 4 signs the policy as it came, in base64, under the scope's key; version 2 by HMAC-SHA1 (API
// reference, "Authenticating requests in browser-based uploads using POST"). Nothing when the signature is
// right, and then the caller is who made it; else the failure in S3's words.
std::optional<kit::Failure> authenticate_form(const AskedForm& asked, kit::Caller& caller);

}  // namespace understudy::gateway::auth
