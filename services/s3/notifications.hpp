// Events: what a bucket's notification configuration sends where.
#pragma once

#include <string_view>

#include "services/s3/shared.hpp"

namespace understudy::s3 {

// Tells whoever wants to know. `event` without "s3:": "ObjectCreated:Put". Sent with the turn's commit.
void notify(const Call& call, const State& state, const Found& in, std::string_view event,
            std::string_view key, const Object& object);
// The same of what the clock does.
void notify(kit::Turn& turn, const State& state, const std::string& bucket, std::string_view event,
            std::string_view key, const Object& object);

}  // namespace understudy::s3
