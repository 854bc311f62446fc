// What the models do not say of texts: forms that services look into, by the member's name or the map's key.
#pragma once

#include <span>
#include <string_view>

namespace understudy::contract {

// Texts for members of this name, most useful first; empty when there is nothing special about it. "{arn}" in
// a text stands for an ARN that the world knows.
std::span<const std::string_view> hints(std::string_view name);

// Whole inputs of an operation, as JSON by member names, where members only make sense together; empty when
// the model says enough. "<VpcId>" in a text stands for what an answer said under that name, if one did.
std::span<const std::string_view> examples(std::string_view service, std::string_view operation);

}  // namespace understudy::contract
