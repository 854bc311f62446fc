// Text forms that views and services share: RFC 3339 instants, base64, SHA and MD5 in hex.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/kit/arena.hpp"
#include "services/kit/time.hpp"

namespace understudy::kit {

std::string rfc3339(Time time);  // "2026-01-02T03:04:05Z", fraction only when there is one
std::optional<Time> parse_rfc3339(std::string_view text);        // Z or an offset; up to 9 digits of fraction
std::string base64(std::string_view bytes);                      // standard alphabet, padded
std::optional<std::string> parse_base64(std::string_view text);  // strict: alphabet, padding, no spaces

std::string md5_hex(std::string_view bytes);     // lower case, 32 digits
std::string sha256_hex(std::string_view bytes);  // lower case, 64 digits

}  // namespace understudy::kit
