// The traits that the model format knows, so that a misspelt or a new one does not pass in silence.
#pragma once

#include <cstdint>
#include <string_view>

#include "services/models/compiler/json.hpp"

namespace understudy::models::compiler {

// What a trait is said of.
enum class Bearer : std::uint8_t {
  document,
  metadata,
  operation,
  http,
  input,
  output,
  error_reference,
  shape,
  member,
  error
};

// Broken when `json` has a trait that nothing is known of: it must be compiled, or listed as one that means
// nothing here.
void check_traits(Bearer bearer, const Json& json);

}  // namespace understudy::models::compiler
