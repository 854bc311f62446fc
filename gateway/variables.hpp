// Environment variables that moto's and LocalStack's users carry over, beyond ports and hosts: what each
// becomes here, or why it cannot be had.
#pragma once

#include <string>
#include <vector>

#include "gateway/faults.hpp"

namespace understudy::gateway {

using Environment = const char* (*)(const char* name);  // null when not set

struct Variables {
  std::vector<std::string>
      services;                   // SERVICES, sorted: LocalStack's listeners answer for no others; empty: all
  std::vector<FaultRule> faults;  // DYNAMODB_ERROR_PROBABILITY and its kin, in every world
  std::vector<std::string> warnings;  // a sentence for everything that is set and has no effect
};
// Throws std::runtime_error for a value that cannot be meant.
Variables read_variables(Environment environment);

}  // namespace understudy::gateway
