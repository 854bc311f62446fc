// Names that stand for a bucket: access points' hosts, aliases and ARNs.
#pragma once

#include <string>
#include <string_view>

#include "services/s3/preflight.hpp"
#include "services/s3/shared.hpp"

namespace understudy::s3 {

// The bucket of that name, or the one behind the access point of that name; null when there is none. Names of
// access points: "point-123456789012" (the first label of their hosts), their aliases, and their ARNs.
Found reached(const State& state, std::string_view name, std::string_view region);

// The bucket's part of a copy source, "bucket/key" or "arn:...:accesspoint/point/object/key", decoded.
Addressed split_source(std::string_view decoded);

// Whether an operation may be asked through access points (user guide, "Access point compatibility").
bool goes_through_points(std::string_view operation);

std::string arn_of(const control::Place& place);  // of an access point in one region
// "arn:aws:s3::123456789012:accesspoint/m1.mrap"
std::string regions_arn_of(const control::Place& place, std::string_view alias);

}  // namespace understudy::s3
