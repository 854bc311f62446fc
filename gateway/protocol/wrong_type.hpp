// AWS's words for a value of the wrong type.
#pragma once

#include <string>
#include <string_view>

#include "services/models/model.hpp"

namespace understudy::gateway::protocol {

// What the wire held, in the words of AWS's messages.
enum class Found : std::uint8_t { string, number, decimal, true_value, false_value, bytes, list, object };
// Where it stood; DynamoDB's messages tell.
enum class Place : std::uint8_t { field, element };

std::string wrong_type(Found found, const models::Shape& wanted, Place place);
// DynamoDB and its streams word such things in their own way.
bool speaks_dynamodb(const models::Service& service);

}  // namespace understudy::gateway::protocol
