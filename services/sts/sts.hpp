// STS: what the registry sees of the service.
#pragma once

#include "services/kit/service.hpp"

namespace understudy::sts {

extern const kit::Service service;

}  // namespace understudy::sts
