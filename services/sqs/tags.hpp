// Tags of queues.
#pragma once

#include <map>
#include <string>

#include "services/models/names/sqs.hpp"

namespace understudy::sqs {

// Adds and overwrites. Throws InvalidParameterValue; `tags` is then half changed.
void set_tags(const std::string& queue, std::map<std::string, std::string>& tags, In wanted);

}  // namespace understudy::sqs
