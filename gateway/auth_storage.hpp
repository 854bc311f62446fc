// What the two versions of signatures share in S3's front end.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "gateway/auth_check.hpp"

namespace understudy::gateway::auth {

// A failure with elements beside its code and message.
using Facts = std::initializer_list<std::pair<std::string_view, std::string_view>>;
kit::Failure wrong(const Check& check, std::string_view code, std::uint16_t status, std::string text,
                   Facts facts = {});

std::string iso(kit::Time time);              // "2030-01-01T00:00:00Z"
std::string bytes_of(std::string_view text);  // "41 57 53"

std::optional<kit::Failure> check_key(Check& check);  // its token, and how late a head is

// Signature Version 2, of the head or of a URL (auth_old.cpp).
std::optional<kit::Failure> check_old(const Asked& asked, const Claims& seen);

}  // namespace understudy::gateway::auth
