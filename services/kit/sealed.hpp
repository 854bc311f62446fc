// Sealed texts: what one operation hands out in an opaque form and another reads again (authorization
// messages).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace understudy::kit {

// URL-safe base 64 of the text with a digest over it and its purpose. Tampering is noticed; it hides nothing.
std::string seal(std::string_view purpose, std::string_view text);
std::optional<std::string> unseal(std::string_view purpose, std::string_view sealed);

// base64url without padding, as tokens use it.
std::string base64url(std::string_view bytes);
std::optional<std::string> parse_base64url(std::string_view text);

}  // namespace understudy::kit
