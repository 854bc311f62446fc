// Restores: copies of archived objects that are there for some days.
#pragma once

#include <optional>
#include <string>

#include "services/s3/shared.hpp"

namespace understudy::s3 {

extern const kit::Lifecycle key_restore;  // "s3::keyrestore"

std::optional<std::string> restore_header(const Object& object);
// Somebody looks at the object, which may let its restore go on. True: the object has changed.
bool look_at_restore(const Call& call, State& state, const Version& version);
// The clock has reached what the object waits for.
void settle_restore(kit::Turn& turn, State& state, const ObjectKey& key);

}  // namespace understudy::s3
