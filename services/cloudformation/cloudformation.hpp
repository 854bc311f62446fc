// CloudFormation: what the registry sees of the service.
#pragma once

#include "services/kit/service.hpp"

namespace understudy::cloudformation {

extern const kit::Service service;

}  // namespace understudy::cloudformation
