// Tags of buckets and objects.
#pragma once

#include "services/s3/shared.hpp"

namespace understudy::s3 {

enum class TagUse : std::uint8_t { object, bucket };
void check_tags(const Call& call, const kit::Tags& tags, TagUse use);  // throws InvalidTag, BadRequest

}  // namespace understudy::s3
