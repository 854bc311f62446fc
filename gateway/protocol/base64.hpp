// Base64 as AWS's JSON reads it: no blanks, padded, nothing left over.
#pragma once

#include <string>
#include <string_view>

#include "services/kit/arena.hpp"

namespace understudy::gateway::protocol {

// Answers what is wrong with the text in AWS's words, or an empty string and the bytes, in the arena.
std::string decode_base64_strictly(std::string_view text, kit::Arena& arena, std::string_view& bytes);

}  // namespace understudy::gateway::protocol
