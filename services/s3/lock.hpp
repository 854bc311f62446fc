// Object lock: what protects a version, and for how long.
#pragma once

#include "services/s3/shared.hpp"

namespace understudy::s3 {

// The bucket's own retention, for objects that are put without one.
void apply_default_retention(const Call& call, const Bucket& bucket, Object& object);
// Throws AccessDenied when the version may not go yet.
void check_unlocked(const Call& call, const Object& object, bool bypass);

}  // namespace understudy::s3
