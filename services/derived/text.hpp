// Texts that fit the models' patterns: ids and ARNs as a service's own checks would let them pass.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/kit/random.hpp"
#include "services/models/model.hpp"

namespace understudy::derived {

// Whether a text is what the shape allows: length and pattern. True when the pattern cannot be read.
bool fits(const models::Shape& shape, std::string_view text);

// Whether the pattern matches the whole text. True when it is no pattern.
bool matches(std::string_view pattern, std::string_view text);

// A text that the pattern matches, of at least and at most so many characters where the pattern leaves that
// open. Nothing when the pattern uses what this does not know (look-arounds that matter, back references).
std::optional<std::string> text_for(std::string_view pattern, std::size_t least, std::size_t most,
                                    kit::Generator& random);

// An id that fits the shape: a UUID where one fits, else by the pattern, else of a usual length.
std::string make_id(const models::Shape* shape, kit::Generator& random);

}  // namespace understudy::derived
