// IAM: what the registry sees of the service.
#pragma once

#include "services/kit/service.hpp"

namespace understudy::iam {

extern const kit::Service service;

}  // namespace understudy::iam
