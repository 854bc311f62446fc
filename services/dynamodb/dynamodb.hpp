// DynamoDB and DynamoDB Streams: what the registry sees of the two services.
#pragma once

#include <memory>

#include "services/kit/packed.hpp"
#include "services/kit/service.hpp"

namespace understudy::dynamodb {

std::unique_ptr<kit::AnyState> make_state();
extern const kit::Service service;
extern const kit::Packing packing;          // of its items in requests
extern const kit::Service streams_service;  // its shards are DynamoDB's

}  // namespace understudy::dynamodb
