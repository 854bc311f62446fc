// Secrets Manager: what the registry sees of the service.
#pragma once

#include "services/kit/service.hpp"

namespace understudy::secretsmanager {

extern const kit::Service service;

}  // namespace understudy::secretsmanager
