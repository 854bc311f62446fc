// What the resource engine is told of EC2's resources.
#pragma once

#include <span>

#include "services/kit/resource.hpp"

namespace understudy::ec2 {

extern const std::span<const kit::Resource> resources;

}  // namespace understudy::ec2
