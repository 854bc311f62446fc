// Lifecycle rules: what they do to objects and uploads, and when.
#pragma once

#include <optional>
#include <string>

#include "services/s3/shared.hpp"

namespace understudy::s3 {

// "expiry-date="Fri, 23 Dec 2012 00:00:00 GMT", rule-id="...": nothing when no rule expires the object.
std::optional<std::string> expiration_header(const Call& call, const Bucket& bucket, std::string_view key,
                                             const Object& object);
// Something has come to the bucket that its rules may be about.
void consider_lifecycle(State& state, const std::string& bucket, Time now);

}  // namespace understudy::s3
