// What the models do not say of texts: forms that services look into, by the member's name or the map's key.
#pragma once

#include <span>
#include <string_view>

namespace understudy::contract {

// Texts for members of this name, most useful first; empty when there is nothing special about it. "{arn}" in
// a text stands for an ARN that the world knows.
std::span<const std::string_view> hints(std::string_view name);

}  // namespace understudy::contract
