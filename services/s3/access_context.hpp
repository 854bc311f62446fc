// Who asks and under which circumstances, in the words of policies.
#pragma once

#include "services/policy/context.hpp"
#include "services/s3/shared.hpp"

namespace understudy::s3 {

policy::Principal principal_of(const Call& call);
policy::Principal principal_of(std::string_view account, std::string_view arn);  // no account: nobody known

// The condition keys that this request has; `object`: that is there, or null.
void fill_context(const Call& call, const Found& in, const Object* object, std::string_view version,
                  const policy::Principal& who, policy::Context& context);

}  // namespace understudy::s3
