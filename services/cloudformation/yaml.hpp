// YAML templates as values: what is said in short forms ("!Ref") becomes the long ones.
#pragma once

#include <string>
#include <string_view>

#include "services/kit/value.hpp"

namespace understudy::cloudformation {

// Parses one document into the arena, bounded in depth and size. Whole numbers become integers, everything
// else that is plain keeps its text ("1.10" stays what it is). Throws ValidationError in CloudFormation's
// words: for what is not well-formed, for aliases, for a second document, for functions it does not know.
kit::Value parse_yaml(std::string_view text, kit::Arena& arena);

}  // namespace understudy::cloudformation
