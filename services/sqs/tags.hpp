// Tags of queues.
#pragma once

#include <string>

#include "services/kit/tags.hpp"
#include "services/models/names/sqs.hpp"

namespace understudy::sqs {

// Adds and overwrites. Throws InvalidParameterValue; `tags` is then half changed.
void set_tags(const std::string& queue, kit::Tags& tags, In wanted);

}  // namespace understudy::sqs
