// One service: its models, read and patched, and its rows.
#pragma once

#include <filesystem>
#include <string_view>

#include "services/models/compiler/json.hpp"
#include "services/models/compiler/rows.hpp"
#include "services/models/compiler/shapes.hpp"

namespace understudy::models::compiler {

// Compiles models/<name>/ with models/overlays/<name>.json. `endpoints` is the service's entry in
// endpoints.json, else an empty object. Broken names file and shape.
Rows compile_service(const std::filesystem::path& models, std::string_view name, const Json& endpoints);

void compile_operations(const Json& model, Shapes& shapes, Rows& rows);
// These two need the operations' rows.
void compile_paginators(const Json& paginators, Rows& rows);
void compile_waiters(const Json& waiters, Rows& rows);

}  // namespace understudy::models::compiler
