// Scalars of query parameters and XML bodies: from text by the model's type, with what AWS says of a wrong
// one.
#pragma once

#include <string_view>

#include "gateway/protocol/text.hpp"
#include "services/kit/value.hpp"
#include "services/models/model.hpp"

namespace understudy::gateway::protocol {

struct Scalar {
  kit::Value value;
  std::string_view wrong = {};  // AWS's reason when the text is no such value
};

// For every type but structures, lists and maps. Strings share the text; blobs are decoded into the arena.
Scalar parse_scalar(const models::Member& member, std::string_view text, kit::Arena& arena);

}  // namespace understudy::gateway::protocol
