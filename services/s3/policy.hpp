// What S3 says of policies that are none.
#pragma once

#include "services/kit/error.hpp"
#include "services/policy/document.hpp"

namespace understudy::s3 {

kit::Failure malformed_policy(const policy::Fault& fault);

}  // namespace understudy::s3
