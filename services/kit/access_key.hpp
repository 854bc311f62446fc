// Access key ids as AWS forms them: the account is inside, so that a key alone tells whose it is.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/kit/random.hpp"

namespace understudy::kit {

// 20 characters: the prefix ("ASIA" for sessions, "AKIA" for users) and 80 bits in base 32. As in AWS's keys,
// bits 1 to 40 hold the account; of the rest, 24 are drawn and 15 check the others, so that keys issued here
// are told from strangers'. So few drawn bits meet again: whoever keeps keys draws until one is new.
std::string make_access_key(std::string_view prefix, std::string_view account, Generator& random);
// The account of a key that make_access_key() made, by its form alone; nothing for any other.
std::optional<std::string> account_of_key(std::string_view access_key);

std::string make_secret_key(Generator& random);  // 40 characters of base 64

}  // namespace understudy::kit
