// Values between shards: maps by member names, as a service speaks to another, and structures by name ids, as
// a handler reads and writes them.
#pragma once

#include <optional>
#include <string>

#include "services/kit/value.hpp"
#include "services/models/model.hpp"

namespace understudy::actors {

// A deep copy in `arena` with the members of each structure found by name. Says what is wrong when a member
// is unknown or of another kind than the model's; absent (Kind::none) members are left out.
std::optional<kit::Value> to_structure(const kit::Value& map, const models::Shape& shape, kit::Arena& arena,
                                       std::string& problem);
// The way back; what the model does not know is left out.
kit::Value to_map(const kit::Value& structure, const models::Shape& shape, kit::Arena& arena);

}  // namespace understudy::actors
