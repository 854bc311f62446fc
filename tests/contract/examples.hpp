// Examples of the services that have any, each in its own file.
#pragma once

#include <algorithm>
#include <span>
#include <string_view>

#include "tests/contract/hints.hpp"

namespace understudy::contract {

struct Example {
  std::string_view operation;
  std::span<const std::string_view> inputs;
};

extern const std::span<const Example> cloudformation_examples, ec2_examples, ecs_examples, s3_examples,
    s3control_examples;  // sorted by operation

}  // namespace understudy::contract
