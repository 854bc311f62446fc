// The generated header of a native service: its member names, for keys that are checked when compiled.
#pragma once

#include <string>
#include <string_view>

#include "services/models/compiler/rows.hpp"

namespace understudy::models::compiler {

std::string names_header(std::string_view service, const Strings& strings);

}  // namespace understudy::models::compiler
