// S3 Control: what accounts set up beside their buckets.
#pragma once

#include "services/kit/service.hpp"

namespace understudy::s3 {

extern const kit::Service control_service;

}  // namespace understudy::s3
