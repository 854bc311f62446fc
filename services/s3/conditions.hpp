// Conditional reads and writes.
#pragma once

#include <optional>
#include <string_view>

#include "services/s3/shared.hpp"

namespace understudy::s3 {

// If-Match and If-None-Match of a write. Throws PreconditionFailed, NoSuchKey, NotImplemented.
void check_write(const Call& call, const State& state, const Found& in, std::string_view key);
// If-Match, If-Unmodified-Since, If-None-Match and If-Modified-Since of a read, in that order (RFC 9110,
// 13.2.2). Throws PreconditionFailed; false: not modified.
bool check_read(const Call& call, const Object& object);
// Those of a copy's source, all of which must hold.
void check_source(const Call& call, const Object& object);

}  // namespace understudy::s3
