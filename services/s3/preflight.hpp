// CORS: whom a bucket's rules let in.
#pragma once

#include <string_view>

#include "services/s3/shared.hpp"

namespace understudy::s3 {

// The answer's access control fields for a request that a page made.
void answer_origin(const Call& call, const Bucket& bucket);

// "/bucket/key": the parts, decoded.
struct Addressed {
  std::string bucket, key;
};
Addressed addressed(std::string_view path);

}  // namespace understudy::s3
