// EC2 as a service.
#pragma once

#include "services/kit/service.hpp"

namespace understudy::ec2 {

extern const kit::Service service;

}  // namespace understudy::ec2
